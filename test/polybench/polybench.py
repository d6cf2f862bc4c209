# SPDX-License-Identifier: Apache-2.0
"""What the PolyBench kernels give under CPython. The list form is the oracle; the published NumPy forms of three kernels are wrong.

``polybench.py make KERNEL SIZE SEED FOLDER`` writes every argument (``NAME.npy``), and the results of the list form
(``result.I.npy``); prints the arguments as JSON.
``polybench.py self-check`` compares the three forms with each other and, where there is one, with an independent routine.
"""

import importlib.util
import json
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent.parent / "runtime" / "python")]

from inputs import INPUTS  # noqa: E402

FILES = {"two_mm": "2mm", "three_mm": "3mm"}


def program(kernel):
    path = HERE / "programs" / f"{FILES.get(kernel, kernel)}.py"
    spec = importlib.util.spec_from_file_location(kernel, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(kernel, form, inputs):
    """The results of one form as arrays; the inputs stay as they are."""
    copies = {name: value.copy() if isinstance(value, np.ndarray) else value for name, value in inputs.items()}
    if form == "lists":
        copies = {name: value.tolist() if isinstance(value, np.ndarray) else value for name, value in copies.items()}
    value = getattr(program(kernel), f"{kernel}_{form}")(**copies)
    return [np.asarray(part) for part in (value if isinstance(value, tuple) else (value,))]


def independent(kernel, i):
    """The same results from a routine of another making; None when there is none."""
    if kernel == "cholesky":
        return [np.tril(np.linalg.cholesky(i["A"])) + np.triu(i["A"], 1)]
    if kernel == "ludcmp":
        return [np.linalg.solve(i["A"], i["b"])]
    if kernel == "trisolv":
        return [np.linalg.solve(i["L"], i["b"])]
    if kernel == "correlation":
        return [np.corrcoef(i["data"], rowvar=False)]
    if kernel == "covariance":
        return [np.cov(i["data"], rowvar=False)]
    if kernel == "durbin":
        n, r = i["n"], np.concatenate(([1.0], i["r"]))
        toeplitz = np.array([[r[abs(a - b)] for b in range(n)] for a in range(n)])
        return [np.linalg.solve(toeplitz, -i["r"])]
    if kernel == "gemm":
        return [i["alpha"] * i["A"] @ i["B"] + i["beta"] * i["C"]]
    if kernel == "symm":
        full = np.tril(i["A"]) + np.tril(i["A"], -1).T
        return [i["alpha"] * full @ i["B"] + i["beta"] * i["C"]]
    if kernel == "trmm":
        return [i["alpha"] * (np.tril(i["A"], -1).T + np.eye(i["m"])) @ i["B"]]
    if kernel == "three_mm":
        return [i["A"] @ i["B"] @ i["C"] @ i["D"]]
    return None


def self_check():
    for kernel, make in INPUTS.items():
        for size, seed in ((6, 1), (13, 2), (20, 3)):
            inputs = make(np.random.default_rng(seed), size)
            oracle = run(kernel, "lists", inputs)
            others = {form: run(kernel, form, inputs) for form in ("loops", "numpy")}
            others["independent"] = independent(kernel, inputs) or oracle
            for form, results in others.items():
                for expected, actual in zip(oracle, results, strict=True):
                    np.testing.assert_allclose(actual, expected, rtol=1e-9, atol=1e-9, err_msg=f"{kernel} {form}")
            if kernel == "lu":
                lower, upper = np.tril(oracle[0], -1) + np.eye(size), np.triu(oracle[0])
                np.testing.assert_allclose(lower @ upper, inputs["A"], rtol=1e-9, atol=1e-9)
    print(f"{len(INPUTS)} kernels agree")


def make(kernel, size, seed, folder):
    folder = Path(folder)
    inputs = INPUTS[kernel](np.random.default_rng(int(seed)), int(size))
    described = {}
    for name, value in inputs.items():
        if isinstance(value, np.ndarray):
            np.save(folder / f"{name}.npy", value)
            (folder / f"{name}.json").write_text(json.dumps(value.tolist()))
            described[name] = {"kind": "array", "dtype": "i64" if value.dtype.kind == "i" else "f64", "rank": value.ndim}
        else:
            described[name] = {"kind": type(value).__name__, "value": value}
    for index, part in enumerate(run(kernel, "lists", inputs)):
        np.save(folder / f"result.{index}.npy", part)
    print(json.dumps(described))


if __name__ == "__main__":
    if sys.argv[1] == "self-check":
        self_check()
    else:
        make(*sys.argv[2:])
