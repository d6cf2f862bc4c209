# SPDX-License-Identifier: Apache-2.0
"""Inputs of the programs of ``test/bench/programs`` at their ``quick`` sizes, for tests.

``write_inputs.py FOLDER`` writes each array as ``PROGRAM.NAME.npy`` and prints all inputs as JSON: by program, and then by name, either
``{"file": path, "dtype": …, "shape": …}`` or ``{"int": text}`` or ``{"float": text}``.
"""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent.parent / "runtime" / "python")]

from program import load  # noqa: E402


def described(program: str, name: str, value: Any, folder: Path) -> dict[str, Any]:
    if isinstance(value, np.ndarray):
        file = folder / f"{program}.{name}.npy"
        np.save(file, value)
        return {"file": str(file), "dtype": value.dtype.str, "shape": value.shape}
    return {"int": str(value)} if isinstance(value, (int, np.integer)) else {"float": repr(float(value))}


def main() -> None:
    folder = Path(sys.argv[1])
    programs = sorted(path.stem for path in (HERE / "programs").glob("*.py"))
    inputs = {program: load(program, "science").inputs("quick") for program in programs}
    print(json.dumps({program: {name: described(program, name, value, folder) for name, value in named.items()} for program, named in inputs.items()}))


main()
