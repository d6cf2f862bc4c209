# SPDX-License-Identifier: Apache-2.0
"""One program under one contestant, kept alive so that contestants take turns.

``driver.py CONTESTANT PROGRAM FORM SIZE FOLDER`` prepares the program, prints one JSON line (``{"compile_ms": …}``), then answers each line
of its input: ``run N`` with the milliseconds of N calls on fresh copies of the inputs, ``write`` after it wrote ``result.I.npy`` and
``inputs.npz`` into FOLDER (and how many bytes of arrays those are), ``check FILES…`` with how far these results are from its own (relative to the largest magnitude) and whether they are of single precision.

CONTESTANT is ``numpy``, ``numba``, ``numba-parallel``, ``pythran`` or ``c``. PROGRAM is a kernel of PolyBench (FORM: ``loops`` or
``numpy``) or a program of ``test/bench/programs`` (FORM: ``science``) or a function of ``test/bench/tiny.py`` (FORM: ``tiny``). SIZE is a length, ``quick`` or ``full``.
"""

import json
import os
import sys
import time
import types
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT / "test" / "bench"), str(ROOT / "test" / "polybench"), str(ROOT / "runtime" / "python")]

from program import Program, load  # noqa: E402


def numba_kernel(program: Program, parallel: bool):
    """Every function of the module compiled, so that helpers are too. Numba's cache does not know its options: each has a folder."""
    os.environ["NUMBA_CACHE_DIR"] = os.path.join(os.environ["NUMBA_CACHE_DIR"], "parallel" if parallel else "serial")
    import numba

    module = program.module
    for name, value in list(vars(module).items()):
        if isinstance(value, types.FunctionType) and value.__module__ == module.__name__ and name not in ("inputs",):
            setattr(module, name, numba.njit(value, fastmath=True, parallel=parallel, error_model="numpy", cache=True))
    return getattr(module, program.function)


def pythran_kernel(program: Program):
    from peer_pythran import compiled

    return compiled(program)


def c_kernel(program: Program):
    from peer_c import function

    return function(program)


def prepare(contestant: str, program: Program):
    if contestant == "numpy":
        return getattr(program.module, program.function)
    if contestant == "pythran":
        return pythran_kernel(program)
    if contestant == "c":
        return c_kernel(program)
    return numba_kernel(program, contestant == "numba-parallel")


def copies(inputs):
    return [value.copy() if isinstance(value, np.ndarray) else value for value in inputs.values()]


def results(value):
    return [np.asarray(part) for part in (value if isinstance(value, tuple) else (value,))]


def distance(ours, theirs):
    """The largest difference over the largest magnitude; 1e300 when shapes or places of NaN differ."""
    if len(ours) != len(theirs) or any(a.shape != b.shape for a, b in zip(ours, theirs)):
        return 1e300
    worst = 0.0
    for a, b in zip(ours, theirs):
        a, b = a.astype(np.complex128).ravel(), b.astype(np.complex128).ravel()
        if not np.array_equal(np.isfinite(a), np.isfinite(b)):
            return 1e300
        a, b = a[np.isfinite(a)], b[np.isfinite(b)]
        if a.size:
            worst = max(worst, float(np.abs(a - b).max()) / max(float(np.abs(a).max()), 1e-300))
    return worst


def main() -> None:
    contestant, name, form, size, folder = sys.argv[1:]
    program = load(name, form)
    inputs = program.inputs(size)
    begun = time.perf_counter()
    kernel = prepare(contestant, program)
    first = results(kernel(*copies(inputs)))
    print(json.dumps({"compile_ms": 1e3 * (time.perf_counter() - begun)}), flush=True)
    for line in sys.stdin:
        command, *words = line.split()
        if command == "run":
            times = []
            for _ in range(int(words[0])):
                arguments = copies(inputs)
                begun = time.perf_counter()
                kernel(*arguments)
                times.append(1e3 * (time.perf_counter() - begun))
            print(json.dumps({"ms": times}), flush=True)
        elif command == "write":
            Path(folder).mkdir(parents=True, exist_ok=True)
            for index, part in enumerate(first):
                np.save(Path(folder) / f"result.{index}.npy", part)
            np.savez(Path(folder) / "inputs.npz", **inputs)
            arrays = [value for value in [*inputs.values(), *first] if isinstance(value, np.ndarray)]
            sizes = {"array_bytes": sum(array.nbytes for array in arrays), "temporary_bytes": program.temporary_bytes(inputs)}
            print(json.dumps({"results": len(first), **sizes}), flush=True)
        elif command == "check":
            single = any(part.dtype in (np.float32, np.complex64) for part in first)
            print(json.dumps({"distance": distance(first, [np.load(word) for word in words]), "single": single}), flush=True)


if __name__ == "__main__":
    main()
