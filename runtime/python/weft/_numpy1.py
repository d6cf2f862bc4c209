# SPDX-License-Identifier: Apache-2.0
"""What the weak promotion of NumPy 1.24 to 1.26 leaves out, so that its answers are those of NumPy 2."""

from __future__ import annotations

from typing import Any

import numpy as np


def install() -> None:
    """Replace ``np.where``, which does not ask the promotion state: a Python number takes the dtype of what it meets."""
    numpy_where = np.where

    def where(condition: Any, *choices: Any) -> Any:
        if len(choices) == 2 and any(_is_number(each) for each in choices) and not all(_is_number(each) for each in choices):
            arrays = [each if _is_number(each) else np.asarray(each) for each in choices]
            dtype = np.result_type(*arrays)
            choices = tuple(np.asarray(each, dtype) if _is_number(each) else each for each in arrays)
        return numpy_where(condition, *choices)

    np.where = where


def _is_number(value: Any) -> bool:
    return type(value) in (int, float, complex)
