# SPDX-License-Identifier: Apache-2.0
"""Lists among the results of a job: an array of their numbers, and what it takes to put them together again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def described(folder: Path) -> dict[str, dict[str, Any]]:
    """What ``results.json`` or ``lists.json`` in ``folder`` says about lists, by the name of the value."""
    for name in ("results.json", "lists.json"):
        path = folder / name
        if path.exists():
            summary = json.loads(path.read_text(encoding="utf-8"))
            entries = [*summary.get("results", []), *summary.get("mutated", [])]
            return {entry["name"]: entry for entry in entries if entry.get("list")}
    return {}


def nested(array: Any, entry: dict[str, Any]) -> list[Any]:
    """The nested lists that ``array`` holds the numbers of; Python's own numbers where the program had them."""
    depth = entry["list"].count("list[")
    is_python = any(f"[{kind}]" in entry["list"] for kind in ("int", "float", "bool", "complex"))
    lengths = entry.get("lengths")
    flat = array.reshape(-1)
    numbers = iter(flat.tolist() if is_python else list(flat))
    shape = array.shape

    def build(level: int) -> list[Any]:
        length = shape[level] if lengths is None else next(rows[level])
        return [next(numbers) if level + 1 == depth else build(level + 1) for _ in range(length)]

    rows = [iter(level) for level in lengths or []]
    return build(0)


def leaves(value: Any) -> list[Any]:
    """The items of nested lists, one after the other."""
    return [leaf for item in value for leaf in leaves(item)] if isinstance(value, list) else [value]


def structure(value: Any) -> Any:
    """The nesting of lists with the types of their items."""
    return [structure(item) for item in value] if isinstance(value, list) else type(value).__name__
