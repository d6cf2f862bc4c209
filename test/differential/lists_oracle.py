# SPDX-License-Identifier: Apache-2.0
"""The oracle of list programs: CPython's values against those of a job, items and types of items exactly.

Reads one JSON object a line, ``{"source", "function", "inputs": {name: value}, "results": folder or null, "error": [kind, message] or
null}``, and answers ``{"agree": bool, "why": text}``. Inputs are JSON values; lists stay lists.
"""

import copy
import json
import math
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "runtime" / "python"))

import weft  # noqa: E402

if np.lib.NumpyVersion(np.__version__) < "2.0.0":
    np._set_promotion_state("weak")


def same(ours, theirs):
    """Equal with equal types; NaN equals NaN, and the sign of zero counts."""
    if isinstance(ours, (list, tuple)):
        return type(ours) is type(theirs) and len(ours) == len(theirs) and all(map(same, ours, theirs))
    if isinstance(ours, np.ndarray):
        return isinstance(theirs, np.ndarray) and ours.dtype == theirs.dtype and np.array_equal(ours, theirs, equal_nan=ours.dtype.kind == "f")
    if type(ours) is not type(theirs) and not same_number_type(ours, theirs):
        return False
    if isinstance(ours, float):
        return (math.isnan(ours) and math.isnan(theirs)) or (ours == theirs and math.copysign(1, ours) == math.copysign(1, theirs))
    return bool(ours == theirs)


def same_number_type(ours, theirs):
    """Single results are stored as arrays without axes, which give NumPy's scalars."""
    pairs = [(int, np.int64), (float, np.float64), (bool, np.bool_)]
    return any(isinstance(ours, a) and isinstance(theirs, b) or isinstance(ours, b) and isinstance(theirs, a) for a, b in pairs)


def check(case):
    namespace = {}
    exec(compile(case["source"], "program.py", "exec"), namespace)
    inputs = copy.deepcopy(case["inputs"])
    try:
        with np.errstate(all="ignore"):
            value = namespace[case["function"]](**inputs)
    except Exception as error:  # What the program raises is a result to compare.
        expected = [type(error).__name__, str(error)]
        if case["error"] == expected:
            return {"agree": True, "why": expected[0]}
        return {"agree": False, "why": f"CPython raised {expected}, Weft {case['error']}"}
    if case["error"] is not None:
        return {"agree": False, "why": f"CPython gave {value!r}, Weft raised {case['error']}"}
    results = weft.results(case["results"])
    if not same(value, results.value):
        return {"agree": False, "why": f"CPython gave {value!r}, Weft {results.value!r}"}
    for name, before in case["inputs"].items():
        if isinstance(before, list):
            after = results.arguments.get(name, before)
            if not same(inputs[name], after):
                return {"agree": False, "why": f"argument {name}: CPython left {inputs[name]!r}, Weft {after!r}"}
    return {"agree": True, "why": ""}


def main():
    for line in sys.stdin:
        try:
            answer = check(json.loads(line))
        except Exception as error:  # One broken case must not end the others.
            answer = {"agree": False, "why": f"the oracle failed: {error!r}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
