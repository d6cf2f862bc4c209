# SPDX-License-Identifier: Apache-2.0
"""The kernels of PolyBench in C, compiled by gcc at -O3 -march=native and called in place."""

import ctypes
import inspect
import os
import subprocess
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
BUILD = HERE.parent.parent / "build" / "bench"


def library() -> ctypes.CDLL:
    """All kernels in one library; `strict` floating point, as Weft's default."""
    BUILD.mkdir(parents=True, exist_ok=True)
    target = BUILD / "polybench.so"
    sources = sorted((HERE / "c").glob("*.c"))
    if not target.exists() or target.stat().st_mtime < max(source.stat().st_mtime for source in sources):
        partial = BUILD / f"polybench.{os.getpid()}.so"
        flags = ["-O3", "-march=native", "-std=gnu17", "-shared", "-fPIC"]
        subprocess.run(["gcc", *flags, *map(str, sources), "-o", str(partial), "-lm"], check=True)
        partial.rename(target)
    return ctypes.CDLL(str(target))


def argument(value):
    if isinstance(value, np.ndarray):
        return ctypes.c_void_p(value.ctypes.data)
    return ctypes.c_double(value) if isinstance(value, float) else ctypes.c_long(value)


def returned(program) -> list[str]:
    """The names after the last `return` of the Python form: the C form leaves its results in these arguments."""
    source = inspect.getsource(getattr(program.module, program.function))
    return [name.strip() for name in source.rsplit("return", 1)[1].split(",")]


def function(program):
    kernel = getattr(library(), program.name)
    kernel.restype = None
    names = list(inspect.signature(getattr(program.module, program.function)).parameters)
    outputs = [names.index(name) for name in returned(program)]

    def call(*arguments):
        kernel(*map(argument, arguments))
        return tuple(arguments[index] for index in outputs)

    return call
