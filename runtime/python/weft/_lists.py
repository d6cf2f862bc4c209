# SPDX-License-Identifier: Apache-2.0
"""What the results of a job are put together of: arrays of the numbers of lists, and the structure around all of them."""

from __future__ import annotations

import ast
import itertools
import json
from pathlib import Path
from typing import Any, Callable


def summary(folder: Path) -> dict[str, Any]:
    """What ``results.json`` or ``lists.json`` in ``folder`` says."""
    for name in ("results.json", "lists.json"):
        path = folder / name
        if path.exists():
            return json.loads(path.read_text(encoding="utf-8"))
    return {}


def described(folder: Path) -> dict[str, dict[str, Any]]:
    """What the job says about lists, by the name of the value."""
    said = summary(folder)
    entries = [*said.get("results", []), *said.get("mutated", [])]
    return {entry["name"]: entry for entry in entries if entry.get("list")}


def nested(array: Any, entry: dict[str, Any]) -> list[Any]:
    """The nested lists that ``array`` holds the items of; Python's own numbers where the program had them."""
    depth = entry["list"].count("list[")
    item = entry["list"].split("list[")[-1]
    shapes = entry.get("shapes")
    lengths = entry.get("lengths")
    shape = array.shape
    items: Any
    if "[" in item and shapes is None:
        items = (array[place] for place in itertools.product(*(range(size) for size in shape[:depth])))
    elif "[" in item:
        items = _cut(array, shapes)
    else:
        flat = array.reshape(-1)
        is_python = any(item.startswith(kind) for kind in ("int]", "float]", "bool]", "complex]", "str]"))
        items = iter(flat.tolist() if is_python else list(flat))

    def build(level: int) -> list[Any]:
        length = shape[level] if lengths is None else next(rows[level])
        return [next(items) if level + 1 == depth else build(level + 1) for _ in range(length)]

    rows = [iter(level) for level in lengths or []]
    return build(0)


def _product(sizes: tuple[int, ...]) -> int:
    result = 1
    for size in sizes:
        result *= size
    return result


def _cut(array: Any, shapes: list[list[int]]) -> Any:
    """Arrays of these shapes, whose elements stand one after the other."""
    at = 0
    for shape in shapes:
        size = _product(tuple(shape))
        yield array[at : at + size].reshape(shape)
        at += size


def leaves(value: Any) -> list[Any]:
    """The items of nested lists, one after the other."""
    return [leaf for item in value for leaf in leaves(item)] if isinstance(value, list) else [value]


def structure(value: Any) -> Any:
    """The nesting of lists with the types of their items."""
    return [structure(item) for item in value] if isinstance(value, list) else type(value).__name__


def _each(node: ast.expr) -> ast.expr | None:
    """The item of `[*item]`, a list of any length, and the pair of `{**pair}`, a dictionary of any size."""
    if isinstance(node, ast.List) and len(node.elts) == 1 and isinstance(node.elts[0], ast.Starred):
        return node.elts[0].value
    return node.values[0] if isinstance(node, ast.Dict) and node.keys == [None] else None


def _parts(node: ast.expr) -> list[tuple[str, ast.expr]]:
    """What a node holds, by the name of each in the names of files."""
    if isinstance(node, ast.Dict):
        keys = [ast.literal_eval(key) for key in node.keys if key is not None]
        names = [key if isinstance(key, str) and key.isascii() and key.isidentifier() and len(key) <= 64 else str(i) for i, key in enumerate(keys)]
        return list(zip(names, node.values))
    return [(str(i), item) for i, item in enumerate(getattr(node, "elts", []))]


def _below(path: str, part: str) -> str:
    return f"{path}.{part}"


KINDS = "one of types: "


def _codes(node: ast.expr) -> list[int] | None:
    """The tags of the types that the items of a list have, where they have several."""
    first = node.elts[0] if isinstance(node, ast.Tuple) and node.elts else None
    if isinstance(first, ast.Constant) and isinstance(first.value, str) and first.value.startswith(KINDS):
        return [int(code) for code in first.value[len(KINDS) :].split(",")]
    return None


PLACES = "places of a list"


def _has_places(node: ast.expr) -> bool:
    """The values at the places of a list, which is one item of a list in the files."""
    first = node.elts[0] if isinstance(node, ast.Tuple) and node.elts else None
    return isinstance(first, ast.Constant) and first.value == PLACES


ITEMS = "items of a tuple"


def _is_tuple(node: ast.expr) -> bool:
    """The items are those of a tuple, which is a list in the files."""
    first = node.elts[0] if isinstance(node, ast.Tuple) and node.elts else None
    return isinstance(first, ast.Constant) and first.value == ITEMS


def _is_value(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is Ellipsis


def assembled(text: str, load: Callable[[str], Any]) -> Any:
    """The result that ``text`` describes, of the values that ``load`` gives by the names of their files."""

    def names(node: ast.expr, path: str) -> list[str]:
        if _is_value(node):
            return [path]
        item = _each(node)
        if item is not None:
            return names(item, path)
        return [name for part, inner in _parts(node) for name in names(inner, _below(path, part))]

    def build(node: ast.expr, path: str, give: Callable[[str], Any]) -> Any:
        if _is_value(node):
            return give(path)
        item = _each(node)
        if item is not None:
            columns = {name: give(name) for name in names(item, path)}
            count = len(next(iter(columns.values()), []))
            built = [build(item, path, lambda name, i=i: columns[name][i]) for i in range(count)]
            if _has_places(item):
                return list(built[0][1:])
            if _is_tuple(item):
                return tuple(each[1] for each in built)
            return dict(built) if isinstance(node, ast.Dict) else built
        codes = _codes(node)
        if codes is not None:
            place = 2 + codes.index(int(give(_below(path, "1"))))
            return build(node.elts[place], _below(path, str(place)), give)
        items = [build(inner, _below(path, part), give) for part, inner in _parts(node)]
        if isinstance(node, ast.Dict):
            return dict(zip((ast.literal_eval(key) for key in node.keys if key is not None), items))
        if isinstance(node, ast.List):
            return items
        return tuple(items) if isinstance(node, ast.Tuple) else ast.literal_eval(node)

    return build(ast.parse(text, mode="eval").body, "return", load)
