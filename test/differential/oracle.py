# SPDX-License-Identifier: Apache-2.0
"""The oracle of differential tests: CPython and NumPy, one process for many programs.

Reads one JSON object a line: ``{"source", "function", "inputs": {name: path or literal}, "results": folder or null,
"error": kind or null, "tolerance"}``, runs the program, compares, and answers ``{"agree": bool, "why": text}``.
``{"make": [{"path", "dtype", "shape", "order", "seed"}]}`` writes input arrays instead.
"""

import json
import sys
import warnings
from pathlib import Path

import numpy as np

DTYPES = {"f64": np.float64, "f32": np.float32, "i64": np.int64, "i32": np.int32, "b1": np.bool_}


def make(spec):
    """Small dyadic numbers: sums of them are exact, whatever the order."""
    values = np.random.default_rng(spec["seed"]).integers(-16, 17, spec["shape"])
    dtype = DTYPES[spec["dtype"]]
    if spec["dtype"][0] == "f":
        values = (values / 4).astype(dtype)
    elif spec["dtype"] == "b1":
        values = values > 0
    np.save(spec["path"], np.asarray(values.astype(dtype), order=spec["order"]))


def describe(value):
    return f"{value.dtype}{list(value.shape)}"


def keeps_small_scalar(expected, actual):
    """Before NumPy 2 a scalar next to a Python number grew (int32 + 1 was int64); NEP 50 keeps its type, and so does Weft."""
    return (
        np.lib.NumpyVersion(np.__version__) < "2.0.0"
        and expected.ndim == 0
        and expected.dtype.kind == actual.dtype.kind
        and actual.dtype.itemsize < expected.dtype.itemsize
    )


def difference(name, expected, actual, tolerance):
    """Why `actual` is not what NumPy gives, or None."""
    expected = np.asarray(expected)
    if actual is None:
        return f"{name}: missing, NumPy gives {describe(expected)}"
    if keeps_small_scalar(expected, actual):
        expected = expected.astype(actual.dtype)
    if expected.dtype != actual.dtype or expected.shape != actual.shape:
        return f"{name}: {describe(actual)}, NumPy gives {describe(expected)}"
    if expected.dtype.kind == "f":
        scale = tolerance * (1e7 if expected.dtype == np.float32 else 1)
        with np.errstate(all="ignore"):
            finite = np.abs(expected[np.isfinite(expected)])
        atol = scale * max(1.0, float(finite.max()) if finite.size else 1.0)
        same = np.isclose(actual, expected, rtol=scale, atol=atol, equal_nan=True)
    else:
        same = np.asarray(actual == expected)
    if same.all():
        return None
    where = tuple(int(axis[0]) for axis in np.nonzero(~np.atleast_1d(same)))
    got, want = np.atleast_1d(actual)[where], np.atleast_1d(expected)[where]
    return f"{name}{list(where)}: {got!r}, NumPy gives {want!r} ({int((~same).sum())} of {same.size} differ)"


def load(folder, name):
    path = Path(folder) / name
    return np.load(path) if path.exists() else None


def check(case):
    namespace = {"__name__": "oracle"}
    inputs = {}
    for name, value in case["inputs"].items():
        inputs[name] = np.load(value) if isinstance(value, str) else value
        if isinstance(inputs[name], np.ndarray) and inputs[name].ndim == 0:
            inputs[name] = inputs[name][()]
    before = {name: value.copy() for name, value in inputs.items() if isinstance(value, np.ndarray)}
    try:
        exec(compile(case["source"], "program.py", "exec"), namespace)
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            value = namespace[case["function"]](**inputs)
    except Exception as error:  # the program's own error is the expected outcome
        kinds = {kind.__name__ for kind in type(error).__mro__}
        if case["error"] is not None and (case["error"] in kinds or case["error"] in ("UFuncTypeError",) and "TypeError" in kinds):
            return None
        return f"{type(error).__name__}: {error}; Weft: {case['error'] or 'no error'}"
    if case["error"] is not None:
        return f"NumPy gives a value; Weft raises {case['error']}"
    parts = value if isinstance(value, tuple) else (value,)
    names = [f"return.{i}.npy" for i in range(len(parts))] if isinstance(value, tuple) else ["return.npy"]
    for name, part in zip(names, parts):
        if part is None:
            continue
        why = difference(name, part, load(case["results"], name), case["tolerance"])
        if why:
            return why
    for name, original in before.items():
        saved = load(case["results"], f"arg.{name}.npy")
        if saved is None and np.array_equal(original, inputs[name], equal_nan=original.dtype.kind == "f"):
            continue
        why = difference(f"arg.{name}", inputs[name], saved, case["tolerance"])
        if why:
            return why
    return None


def main():
    for line in sys.stdin:
        case = json.loads(line)
        if "make" in case:
            for spec in case["make"]:
                make(spec)
            answer = {"agree": True, "why": None}
        else:
            why = check(case)
            answer = {"agree": why is None, "why": why}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
