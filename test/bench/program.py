# SPDX-License-Identifier: Apache-2.0
"""The programs of the benchmark: kernels of PolyBench in loop and NumPy form, the science set, and tiny ones."""

import importlib.util
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Callable

import numpy as np

HERE = Path(__file__).resolve().parent
POLYBENCH = HERE.parent / "polybench"

FILES = {"two_mm": "2mm", "three_mm": "3mm"}
# Length of the longest axis for "quick" and "full", PolyBench's small and medium to large sizes, by cost, and for "large", its LARGE
# ones (jacobi_1d, which fits the first-level cache there, has a hundred times as many elements).
CUBIC, PRODUCT, SQUARE, SWEEPS = (60, 300, 2000), (60, 300, 1200), (200, 2000, 2000), (40, 400, 1300)
POLYBENCH_SIZES = {
    "two_mm": PRODUCT, "three_mm": PRODUCT, "gemm": PRODUCT, "symm": PRODUCT, "syrk": PRODUCT, "syr2k": PRODUCT, "trmm": PRODUCT,
    "gramschmidt": PRODUCT, "correlation": (60, 300, 1400), "covariance": (60, 300, 1400),
    "atax": SQUARE, "bicg": SQUARE, "mvt": SQUARE, "gemver": SQUARE, "gesummv": SQUARE, "trisolv": SQUARE, "durbin": SQUARE,
    "deriche": (100, 1000, 4000), "doitgen": (20, 60, 300), "heat_3d": (16, 64, 240), "jacobi_1d": (400, 20000, 200000),
    "jacobi_2d": SWEEPS, "fdtd_2d": (40, 400, 1200), "seidel_2d": (40, 400, 2000), "adi": (40, 200, 1000),
    "floyd_warshall": (60, 400, 2800), "nussinov": (60, 400, 2500),
}  # fmt: skip


@dataclass
class Program:
    name: str
    form: str
    path: Path
    function: str
    module: ModuleType
    inputs: Callable[[str], dict[str, Any]]

    def temporary_bytes(self, inputs: dict[str, Any]) -> int:
        """What the program cannot do without beside inputs and results: a module that knows of any says so by `temporaries`."""
        return sum(array.nbytes for array in self.module.temporaries(inputs)) if hasattr(self.module, "temporaries") else 0


def module_of(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module  # Numba finds it there when it loads what it cached
    spec.loader.exec_module(module)
    return module


def polybench_inputs(name: str, size: str) -> dict[str, Any]:
    from inputs import INPUTS

    length = dict(zip(("quick", "full", "large"), POLYBENCH_SIZES.get(name, CUBIC))).get(size) or int(size)
    inputs = INPUTS[name](np.random.default_rng(1), length)
    steps = {"quick": 10, "full": 50}.get(size, 10)
    return {key: steps if key in ("tsteps", "tmax") else value for key, value in fitted(name, inputs, steps).items()}


def fitted(name: str, inputs: dict[str, Any], steps: int) -> dict[str, Any]:
    """A source term has one value for each time step."""
    if "fict" in inputs:
        inputs["fict"] = np.arange(float(steps))
    return inputs


def load(name: str, form: str) -> Program:
    if form == "science":
        path = HERE / "programs" / f"{name}.py"
        module = module_of(path)

        def inputs(size: str) -> dict[str, Any]:
            length = module.SIZE.get("full" if size == "large" and "large" not in module.SIZE else size)
            return module.inputs(length or int(size))

        return Program(name, form, path, "kernel", module, inputs)
    if form == "tiny":
        path = HERE / "tiny.py"
        module = module_of(path)
        return Program(name, form, path, name, module, lambda size: dict(module.INPUTS[name]))
    path = POLYBENCH / "programs" / f"{FILES.get(name, name)}.py"
    return Program(name, form, path, f"{name}_{form}", module_of(path), lambda size: polybench_inputs(name, size))
