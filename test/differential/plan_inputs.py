# SPDX-License-Identifier: Apache-2.0
"""``plan_inputs.py PROGRAM FORM SIZE FOLDER`` writes the inputs of a benchmark program (``NAME.npy``) and prints what they are as JSON."""

import json
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT / "test" / "bench"), str(ROOT / "test" / "polybench"), str(ROOT / "runtime" / "python")]

from program import load  # noqa: E402

name, form, size, folder = sys.argv[1:]
program = load(name, form)
about = {}
for key, value in program.inputs(size).items():
    if isinstance(value, np.ndarray):
        np.save(Path(folder) / f"{key}.npy", value)
        about[key] = {"kind": "array", "dtype": f"{value.dtype.kind}{8 * value.dtype.itemsize}", "rank": value.ndim}
    else:
        about[key] = {"kind": "float" if isinstance(value, float) else "int", "value": value}
print(json.dumps({"path": str(program.path), "function": program.function, "inputs": about}))
