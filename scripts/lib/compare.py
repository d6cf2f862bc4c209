# SPDX-License-Identifier: Apache-2.0
"""Runs a task on plain NumPy and compares a saved Weft result with it.

Usage: compare.py FILE FUNCTION RESULTS_FOLDER [NAME=VALUE ...]; prints one JSON object.
"""

import ast
import json
import runpy
import sys
import time

import numpy as np

import weft


def main() -> None:
    file, function, folder, *pairs = sys.argv[1:]
    arguments = {name: ast.literal_eval(text) for name, text in (pair.split("=", 1) for pair in pairs)}
    task = runpy.run_path(file)[function]
    begun = time.perf_counter()
    expected = task(**arguments)
    numpy_ms = 1e3 * (time.perf_counter() - begun)
    parts = expected if isinstance(expected, tuple) else (expected,)
    largest, agree = 0.0, True
    for want, got in zip(parts, weft.results(folder)):
        want, got = np.asarray(want), np.asarray(got)
        if want.dtype != got.dtype or want.shape != got.shape:
            agree = False
            continue
        agree = agree and bool(np.allclose(got, want, rtol=1e-9, atol=1e-9))
        largest = max(largest, float(np.abs(got - want).max(initial=0)))
    print(json.dumps({"agree": agree, "numpy_ms": numpy_ms, "largest_difference": largest}))


if __name__ == "__main__":
    main()
