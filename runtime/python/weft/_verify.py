# SPDX-License-Identifier: Apache-2.0
"""Runs a function under CPython with NumPy and compares it with what Weft computed: the driver of ``weft verify``.

Reads one JSON request from standard input and prints one JSON line. Integers and booleans must be equal; floats may differ
by the rounding of another order of summation, measured against the largest finite magnitude of the array.
"""

from __future__ import annotations

import contextlib
import copy
import importlib.util
import inspect
import io
import json
import sys
import time
import traceback
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

# Weft means NumPy 2's promotion, which NumPy 1.24 to 1.26 can be asked for.
if np.__version__.startswith("1.") and hasattr(np, "_set_promotion_state"):
    np._set_promotion_state("weak")
    from weft import _numpy1

    _numpy1.install()

from weft._lists import assembled, leaves, nested, structure
from weft._printed import compare_printed, split_log, warned

# Room for a different order of summation of some million elements: a few thousand units in the last place.
TOLERANCE = {"float64": 1e-11, "float32": 1e-4}


def load_function(program: str, name: str) -> Any:
    """Import the user's file under its own name, so that ``if __name__ == "__main__"`` blocks do not run."""
    path = Path(program)
    sys.path.insert(0, str(path.parent))
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{program} cannot be imported")
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return getattr(module, name)


def load_argument(argument: dict[str, Any]) -> Any:
    kind = argument["kind"]
    if kind == "npy":
        if argument.get("list") and not Path(argument["path"]).read_bytes().startswith(b"\x93NUMPY"):
            return json.loads(Path(argument["path"]).read_text(encoding="utf-8"))
        array = np.load(argument["path"], allow_pickle=False)
        if argument.get("list"):
            return array.tolist()
        return array[()] if array.ndim == 0 else array
    if kind == "int":
        return int(argument["value"])
    if kind == "float":
        return float(argument["value"])
    return None if kind == "none" else argument["value"]


def from_tree(tree: dict[str, Any], parts: dict[str, Any]) -> Any:
    """A value that is put together of the arrays in `parts` and other things."""
    kind = tree["kind"]
    if kind == "part":
        return parts[tree["name"]]
    if kind == "complex":
        return complex(*map(float, tree["value"]))
    if kind == "dict":
        pairs = zip(tree["keys"], tree["items"], strict=True)
        return {from_tree(key, parts): from_tree(value, parts) for key, value in pairs}
    if kind in ("list", "tuple", "set"):
        items = [from_tree(each, parts) for each in tree["items"]]
        return {"list": list, "tuple": tuple, "set": set}[kind](items)
    return load_argument(tree)


def load_arguments(given: list[dict[str, Any]]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The arguments by name, and the arrays inside of those that are put together."""
    values: dict[str, Any] = {}
    inside: dict[str, Any] = {}
    for argument in given:
        if argument["kind"] == "tree":
            parts = {part["name"]: load_argument(part) for part in argument["parts"]}
            inside.update(parts)
            values[argument["name"]] = from_tree(argument["tree"], parts)
        else:
            values[argument["name"]] = load_argument(argument)
    return values, inside


def same_but_arrays(old: Any, new: Any) -> bool:
    """Equal in everything but the elements of arrays."""
    if isinstance(old, np.ndarray) or isinstance(new, np.ndarray):
        return type(old) is type(new)
    if isinstance(old, dict):
        return list(old) == list(new) and all(map(same_but_arrays, old.values(), new.values()))
    if isinstance(old, (list, tuple)):
        return len(old) == len(new) and all(map(same_but_arrays, old, new))
    return repr(old) == repr(new)


def compare(name: str, expected: Any, result: dict[str, Any] | None, tolerance: float | None) -> dict[str, Any]:
    """One entry of the answer: NumPy's value against Weft's file."""
    file = None if result is None else result["file"]
    entry: dict[str, Any] = {"name": name, "equal": False, "detail": "", "max_abs": None, "max_rel": None, "max_ulp": None}
    if expected is None:
        entry["equal"] = file is None
        entry["detail"] = "None" if file is None else "NumPy gave None, Weft an array"
        return entry
    if file is None:
        entry["detail"] = "Weft gave nothing"
        return entry
    got = np.load(file, allow_pickle=False)
    if isinstance(expected, list) or result.get("list"):
        lists = nested(got, result) if result.get("list") else None
        if result.get("list") and ("[" in result["list"].split("list[")[-1] or got.dtype.kind == "U"):
            found: list[dict[str, Any]] = []
            compare_values(name, expected, lists, tolerance, found)
            return {**next((each for each in found if not each["equal"]), found[0]), "name": name}
        if structure(expected) != structure(lists):
            entry["detail"] = "the lists differ in length or in the types of their items"
            return entry
        expected, got = np.asarray(leaves(expected)), np.asarray(leaves(lists))
    return compare_arrays(entry, np.asarray(expected), got, tolerance)


def compare_arrays(entry: dict[str, Any], want: Any, got: Any, tolerance: float | None) -> dict[str, Any]:
    """The entry for two arrays."""
    if want.dtype.kind == "U":
        entry["equal"] = want.shape == got.shape and got.dtype.kind == "U" and bool(np.all(want == got))
        entry["detail"] = f"str{list(want.shape)}"
        return entry
    if want.dtype != got.dtype or want.shape != got.shape:
        entry["detail"] = f"NumPy gave {want.dtype}{list(want.shape)}, Weft {got.dtype}{list(got.shape)}"
        return entry
    entry["detail"] = f"{want.dtype}{list(want.shape)}"
    if want.dtype.kind == "c":
        # The real and imaginary parts, one after the other.
        parts = want.real.dtype
        want, got = np.ascontiguousarray(want).reshape(-1).view(parts), np.ascontiguousarray(got).reshape(-1).view(parts)
    if want.dtype.kind != "f":
        different = int(np.count_nonzero(want != got))
        entry["equal"] = different == 0
        if different:
            entry["detail"] += f", {different} of {want.size} elements differ"
        return entry
    finite = np.isfinite(want)
    same_special = bool(np.array_equal(want[~finite], got[~finite], equal_nan=True))
    if not same_special or not np.all(np.isfinite(got[finite])):
        entry["detail"] += ", infinities or NaNs differ"
        return entry
    ours, theirs = got[finite], want[finite]
    with np.errstate(all="ignore"):
        error = np.abs(ours - theirs)
        scale = float(np.max(np.abs(theirs))) if theirs.size else 0.0
        relative = error / np.where(theirs == 0, 1, np.abs(theirs))
    entry["max_abs"] = float(error.max()) if error.size else 0.0
    entry["max_rel"] = float(relative.max()) if error.size else 0.0
    with np.errstate(all="ignore"):
        # Beside a zero the spacing is so small that the quotient may be infinite.
        units = float(np.max(error / np.spacing(np.abs(theirs)))) if error.size else 0.0
    entry["max_ulp"] = int(min(units, 2.0**62))
    limit = TOLERANCE[str(want.dtype)] if tolerance is None else tolerance
    entry["equal"] = entry["max_abs"] <= limit * scale
    return entry


def compare_structure(value: Any, weft: dict[str, Any], tolerance: float | None) -> list[dict[str, Any]]:
    """The entries of a result that is put together of several values."""
    files = {result["name"]: result for result in weft["results"]}

    def load(name: str) -> Any:
        array = np.load(files[name]["file"], allow_pickle=False)
        if files[name].get("list"):
            return nested(array, files[name])
        if array.ndim == 0:
            return str(array) if array.dtype.kind == "U" else array[()]
        return array

    entries: list[dict[str, Any]] = []
    compare_values("return", value, assembled(weft["structure"], load), tolerance, entries)
    # Lists may be long: all of them that agree are one entry.
    wrong = [entry for entry in entries if not entry["equal"]]
    return entries if len(entries) <= 16 else wrong[:16] or [{**entries[0], "name": "return", "detail": f"{len(entries)} values"}]


def compare_values(name: str, expected: Any, got: Any, tolerance: float | None, entries: list[dict[str, Any]]) -> None:
    """Entries for the values in two results of any structure."""
    blank: dict[str, Any] = {"name": name, "equal": False, "detail": "", "max_abs": None, "max_rel": None, "max_ulp": None}
    if isinstance(expected, (tuple, list, dict)):
        kind = next(kind for kind in (tuple, list, dict) if isinstance(expected, kind))
        keys = list(expected) if kind is dict else list(range(len(expected)))
        others = None if not isinstance(got, kind) else list(got) if kind is dict else list(range(len(got)))
        if keys != others:
            entries.append({**blank, "detail": f"Python gave a {kind.__name__} of {len(expected)}, Weft {type(got).__name__}"})
            return
        if not keys:
            entries.append({**blank, "equal": True, "detail": f"an empty {kind.__name__}"})
        for key in keys:
            compare_values(f"{name}.{key}", expected[key], got[key], tolerance, entries)
    elif expected is None or isinstance(expected, str):
        kind = str if isinstance(expected, str) else type(None)
        entries.append({**blank, "equal": isinstance(got, kind) and got == expected, "detail": kind.__name__})
    elif got is None or isinstance(got, (tuple, list, dict, str)):
        entries.append({**blank, "detail": f"Python gave {type(expected).__name__}, Weft {type(got).__name__}"})
    else:
        entries.append(compare_arrays(blank, np.asarray(expected), np.asarray(got), tolerance))


def call(function: Any, arguments: dict[str, Any]) -> Any:
    """Call by name, parameters before `/` by position."""
    kinds = inspect.signature(function).parameters
    first = [name for name, parameter in kinds.items() if parameter.kind is parameter.POSITIONAL_ONLY and name in arguments]
    rest = {name: value for name, value in arguments.items() if name not in first}
    return function(*(arguments[name] for name in first), **rest)


def error_line(error: BaseException, program: str) -> int | None:
    """The innermost line of the user's file."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == program]
    return lines[-1] if lines else None


@dataclass
class Ran:
    """One call under CPython."""

    value: Any
    raised: dict[str, Any] | None
    printed: str
    warnings: list[warnings.WarningMessage]
    elapsed_ms: float


def perform(function: Any, arguments: dict[str, Any], program: str) -> Ran:
    """Call the function and keep everything that it does."""
    value, raised = None, None
    printed = io.StringIO()
    started = time.perf_counter()
    with warnings.catch_warnings(record=True) as recorded, contextlib.redirect_stdout(printed):
        warnings.simplefilter("default")
        try:
            value = call(function, arguments)
        except Exception as error:  # The program's own error is a result to compare, whatever it is.
            raised = {"kind": type(error).__name__, "message": str(error), "line": error_line(error, program)}
    return Ran(value, raised, printed.getvalue(), recorded, (time.perf_counter() - started) * 1000)


def is_early_overflow(raised: dict[str, Any] | None, weft_error: Any) -> bool:
    """Whether NumPy 1 refuses a Python integer beside a narrow dtype that NumPy 2 compares, as ``np.histogram`` does inside."""
    is_overflow = raised is not None and raised["kind"] == "OverflowError" and "out of bounds for" in raised["message"]
    return is_overflow and weft_error is None and np.__version__.startswith("1.")


@contextlib.contextmanager
def legacy_promotion() -> Any:
    """NumPy 1's own promotion. A result of another dtype than NumPy 2's is told by the comparison."""
    np._set_promotion_state("legacy")
    try:
        yield
    finally:
        np._set_promotion_state("weak")


def main() -> None:
    request = json.load(sys.stdin)
    weft, tolerance = request["weft"], request["tolerance"]
    arguments, inside = load_arguments(request["arguments"])
    seen = {**arguments, **inside}
    before = {name: copy.deepcopy(value) for name, value in seen.items() if isinstance(value, (np.ndarray, list, dict, set, tuple))}
    trees = {argument["name"] for argument in request["arguments"] if argument["kind"] == "tree"}
    stdout, sys.stdout = sys.stdout, sys.stderr  # What the program prints must not mix with the answer.
    function = load_function(request["program"], request["function"])
    ran = perform(function, arguments, request["program"])
    if is_early_overflow(ran.raised, weft["error"]):
        arguments, inside = load_arguments(request["arguments"])
        seen = {**arguments, **inside}
        with legacy_promotion():
            ran = perform(function, arguments, request["program"])
    value, raised, elapsed_ms = ran.value, ran.raised, ran.elapsed_ms

    entries: list[dict[str, Any]] = []
    error = weft["error"]
    if raised is not None or error is not None:
        python_kind = "no error" if raised is None else raised["kind"]
        weft_kind = "no error" if error is None else error["kind"]
        same_line = raised is None or error is None or raised["line"] == error.get("line")
        detail = f"NumPy: {python_kind}, Weft: {weft_kind}" + ("" if same_line else ", on another line")
        entries.append({"name": "error", "equal": python_kind == weft_kind and same_line, "detail": detail, "max_abs": None, "max_rel": None, "max_ulp": None})
    elif weft.get("structure"):
        entries.extend(compare_structure(value, weft, tolerance))
    else:
        files = [result for result in weft["results"] if result["dtype"] != "none"]
        if isinstance(value, tuple):
            for index in range(max(len(value), len(files))):
                expected = value[index] if index < len(value) else None
                entries.append(compare(f"return.{index}", expected, files[index] if index < len(files) else None, tolerance))
        else:
            entries.append(compare("return", value, files[0] if files else None, tolerance))
    if error is None and raised is None:
        mutated = {entry["name"].removeprefix("arg."): entry for entry in weft["mutated"]}
        for name, old in before.items():
            new = seen[name]
            if name in trees:
                if same_but_arrays(old, new):
                    continue
                detail = "changed by the task: only its arrays come back, return it to have the rest"
                entries.append({"name": f"argument {name}", "equal": False, "detail": detail, "max_abs": None, "max_rel": None, "max_ulp": None})
                continue
            changed = repr(old) != repr(new) if not isinstance(old, np.ndarray) else not np.array_equal(old, new, equal_nan=old.dtype.kind == "f")
            if name in mutated:
                entries.append(compare(f"argument {name}", new, mutated[name], tolerance))
            elif changed:
                entries.append(compare(f"argument {name}", new, None, tolerance))
    log, weft_warned = split_log(weft.get("log") or "", Path(request["program"]).name)
    if weft.get("log") is not None:
        said = compare_printed(ran.printed, log, tolerance)
        entries.extend([] if said is None else [said])
    python_warned = warned(ran.warnings, request["program"])
    only = {"python": sorted(python_warned - weft_warned), "weft": sorted(weft_warned - python_warned)}
    answer = {"equal": all(entry["equal"] for entry in entries), "python_ms": elapsed_ms, "entries": entries, "raised": raised, "only_warned": only}
    print(json.dumps({"weft_verify": answer}), file=stdout)


if __name__ == "__main__":
    main()
