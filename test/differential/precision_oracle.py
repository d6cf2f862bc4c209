# SPDX-License-Identifier: Apache-2.0
"""How far the results of ``precision.test.ts`` are from numbers with more digits.

``precision_oracle.py make FOLDER SINGLE`` writes the inputs; ``precision_oracle.py measure FOLDER RESULTS SINGLE`` prints the largest error
of every operation as JSON, in roundings (``eps``) of what the table names. Double precision is measured against 80-bit arithmetic, single
precision against double.
"""

import json
import sys
import warnings
from pathlib import Path

import numpy as np

FUNCTIONS = "exp log log10 sqrt sin cos tan sinh cosh tanh arcsin arccos arctan arcsinh arccosh arctanh".split()


def make(folder, single):
    """Complex numbers of moderate and of many magnitudes; real ones without and with a common sign."""
    random = np.random.default_rng(11)
    real, number = (np.float32, np.complex64) if single else (np.float64, np.complex128)
    count = 200_000

    def complexes(spread):
        size = 10.0 ** random.uniform(-spread, spread, count)
        return (size * np.exp(1j * random.uniform(-np.pi, np.pi, count))).astype(number)

    arrays = {
        "z": complexes(1.3),
        "w": complexes(1.0),
        "x": random.standard_normal(1_000_000).astype(real),
        "y": random.standard_normal(1_000_000).astype(real),
        "p": (1 + random.uniform(-1e-4, 1e-4, 100_000)).astype(real),
        "a": random.standard_normal((64, 4096)).astype(real),
        "b": random.standard_normal((4096, 64)).astype(real),
    }
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array)


def references(v):
    """Operation: its exact result and what errors are measured in."""
    z, w, x, y, p, a, b = (v[name] for name in "zwxypab")
    size = lambda value: (value, np.abs(value))
    for name in FUNCTIONS:
        yield name, *size(getattr(np, name)(z))
    yield "abs", *size(np.abs(z))
    yield "multiply", *size(z * w)
    yield "divide", *size(z / w)
    yield "power", *size(z**w)
    mean = x.mean()
    yield "sum", x.sum(), np.abs(x).sum()
    yield "prod", *size(p.prod())
    yield "mean", mean, np.abs(x).mean()
    yield "var", *size(np.mean((x - mean) ** 2))
    yield "std", *size(np.sqrt(np.mean((x - mean) ** 2)))
    yield "norm", *size(np.sqrt((x * x).sum()))
    yield "dot", (x * y).sum(), np.abs(x * y).sum()
    yield "matmul", a @ b, np.abs(a) @ np.abs(b)
    yield "einsum", a @ b, np.abs(a) @ np.abs(b)
    yield "convolve", np.convolve(x[:20000], y[:300]), np.convolve(np.abs(x[:20000]), np.abs(y[:300]))
    yield "cumsum", np.cumsum(x), np.cumsum(np.abs(x))
    yield "cumprod", *size(np.cumprod(p))
    yield "trace", np.trace(a), np.abs(np.diagonal(a)).sum()
    top = x.max()
    yield "logaddexp.reduce", *size(top + np.log(np.exp(x - top).sum()))


def measure(folder, results, single):
    wide = {"f": np.float64, "c": np.complex128} if single else {"f": np.longdouble, "c": np.clongdouble}
    values = {}
    for name in "zwxypab":
        array = np.load(folder / f"{name}.npy")
        values[name] = array.astype(wide[array.dtype.kind])
    eps = np.finfo(np.float32 if single else np.float64).eps / 2
    errors = {}
    for index, (name, exact, scale) in enumerate(references(values)):
        got = np.load(results / f"return.{index}.npy")
        errors[name] = float(np.max(np.abs(got.astype(np.asarray(exact).dtype) - exact) / (eps * scale)))
    return errors


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    command, folder, *rest = sys.argv[1:]
    if command == "make":
        make(Path(folder), rest[0] == "single")
    else:
        print(json.dumps(measure(Path(folder), Path(rest[0]), rest[1] == "single")))
