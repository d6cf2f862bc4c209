# SPDX-License-Identifier: Apache-2.0
"""The oracle of ``language.test.ts``: what the functions of a program print, raise and give under CPython, as one JSON object.

``language_oracle.py program.py name…`` runs the functions; ``language_oracle.py --value folder`` shows the result of a job.
"""

import contextlib
import importlib.util
import io
import json
import sys
import warnings
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2] / "runtime" / "python"))
np._set_promotion_state("weak")  # Debian's NumPy 1.24 promotes as NumPy 2 does
warnings.simplefilter("ignore")


def show(value):
    """A text in which equal results are equal; Python's and NumPy's numbers are not told apart."""
    if isinstance(value, tuple):
        return "(" + ", ".join(show(item) for item in value) + ",)"
    if isinstance(value, list):
        return "[" + ", ".join(show(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{show(key)}: {show(item)}" for key, item in value.items()) + "}"
    if isinstance(value, np.ndarray):
        return f"array {value.dtype} {value.shape} {value.tolist()}"
    if isinstance(value, (bool, np.bool_)):
        return f"bool {bool(value)}"
    if isinstance(value, (float, np.floating)):
        return f"float {float(value)!r}"
    return f"int {int(value)}" if isinstance(value, (int, np.integer)) else repr(value)


def answer(function):
    out, error, value = io.StringIO(), "", ""
    with contextlib.redirect_stdout(out), np.errstate(all="ignore"):
        try:
            value = show(function())
        except Exception as caught:  # whatever the program raises is what is compared
            error = f"{type(caught).__name__}: {caught}"
    return {"out": out.getvalue(), "error": error, "value": value}


if sys.argv[1] == "--value":
    import weft

    print(show(weft.results(sys.argv[2]).value))
else:
    spec = importlib.util.spec_from_file_location("program", sys.argv[1])
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    print(json.dumps({name: answer(getattr(module, name)) for name in sys.argv[2:]}))
