# SPDX-License-Identifier: Apache-2.0
"""Compares what a program prints and warns under CPython with the log of its job."""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from typing import Any, Iterable

import numpy as np

# What a float's text may differ by where the values are equal but for rounding.
TOLERANCE = 1e-9
# A number this close to zero, as residuals are, is a difference of numbers whose size nobody knows.
NEAR_ZERO = 1e-8
# How NumPy 2 writes its scalars inside lists and tuples, and NumPy 1 only their value.
SCALAR = re.compile(
    r"\bnp\.(?:(?:u?int|float|complex)\d+\(((?:[^()]|\([^()]*\))*)\)|(True|False)_\b"
    r"|str_\(('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")\))"
)
NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?)")


def split_log(log: str, file: str) -> tuple[str, set[str]]:
    """What was printed, and the warnings as ``line 3: RuntimeWarning: …``."""
    pattern = re.compile(rf"{re.escape(file)}:(\d+): (\w*Warning: [^\n]*)\n")
    found = {f"line {match[1]}: {match[2]}" for match in pattern.finditer(log)}
    return pattern.sub("", log), found


def warned(recorded: Iterable[warnings.WarningMessage], program: str) -> set[str]:
    """The same of what CPython recorded; warnings of other files are not the program's."""
    name = Path(program).name
    return {f"line {each.lineno}: {each.category.__name__}: {each.message}" for each in recorded if Path(each.filename).name == name}


def compare_printed(expected: str, got: str, tolerance: float | None) -> dict[str, Any] | None:
    """One entry of the answer; ``None`` when nobody printed anything."""
    if expected == "" and got == "":
        return None
    entry: dict[str, Any] = {"name": "printed", "equal": True, "detail": "", "max_abs": None, "max_rel": None, "max_ulp": None}
    if np.__version__.startswith("1."):
        got = SCALAR.sub(_plain, got)
    ours, theirs = expected.splitlines(), got.splitlines()
    lines = f"{len(ours)} line{'' if len(ours) == 1 else 's'}"
    for number, (want, have) in enumerate(zip(ours, theirs), start=1):
        if not _same_line(want, have, TOLERANCE if tolerance is None else tolerance):
            return {**entry, "equal": False, "detail": f"line {number}: NumPy {_short(want)}, Weft {_short(have)}"}
    if len(ours) != len(theirs):
        return {**entry, "equal": False, "detail": f"NumPy printed {lines}, Weft {len(theirs)}"}
    tiny = any(a != b and not _is_close(a, b) and _is_near_zero(a, b) for a, b in zip(NUMBER.findall(expected), NUMBER.findall(got)))
    rounding = "numbers equal up to rounding" + (", but for some below 1e-8" if tiny else "")
    return {**entry, "detail": lines if expected == got else f"{lines}, {rounding}"}


def _plain(scalar: re.Match[str]) -> str:
    value = scalar[1] or scalar[2] or scalar[3]
    has_two_parts = "complex" in scalar[0] and re.search(r"(?<=[\w.])(?<!e)[-+]", value)
    return f"({value})" if has_two_parts else value


def _short(line: str) -> str:
    return repr(line if len(line) <= 60 else f"{line[:57]}...")


def _same_line(want: str, have: str, tolerance: float) -> bool:
    if want == have:
        return True
    # Columns of arrays are as wide as their longest number.
    texts = [re.sub(r"\s+", "", NUMBER.sub(" ", line)) for line in (want, have)]
    numbers = [NUMBER.findall(line) for line in (want, have)]
    if texts[0] != texts[1] or len(numbers[0]) != len(numbers[1]):
        return False
    return all(_same_number(a, b, tolerance) for a, b in zip(*numbers))


def _same_number(want: str, have: str, tolerance: float) -> bool:
    if want == have:
        return True
    if not re.search(r"[.eE]", want + have):
        return False
    return _is_close(want, have, tolerance) or _is_near_zero(want, have)


def _is_close(want: str, have: str, tolerance: float = TOLERANCE) -> bool:
    a, b = float(want), float(have)
    difference = abs(a - b)
    # Rounding to few digits makes a step of the last one of any difference.
    return difference <= tolerance * max(abs(a), abs(b)) or difference <= 1.5 * max(_step(want), _step(have))


def _is_near_zero(want: str, have: str) -> bool:
    a, b = float(want), float(have)
    return max(abs(a), abs(b)) < NEAR_ZERO and abs(a - b) <= NEAR_ZERO / 10


def _step(text: str) -> float:
    """One unit of the last digit that is written, if they are few; all 17 digits are no rounding."""
    mantissa, _, exponent = text.lower().partition("e")
    digits = len(re.sub(r"\D", "", mantissa).lstrip("0"))
    decimals = len(mantissa.partition(".")[2])
    return 10.0 ** (int(exponent or "0") - decimals) if digits < 12 else 0.0
