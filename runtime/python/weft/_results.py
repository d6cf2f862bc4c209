# SPDX-License-Identifier: Apache-2.0
"""Results of a job, loaded from the folder that ``weft run --out``, ``weft fetch`` or the editor saved."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any, Iterator

from weft._lists import assembled, described, nested, summary


class Results:
    """The returned values and mutated arguments of one job.

    ``results.value`` is what the function returned: an array, a NumPy scalar, a text, ``None``, or tuples, lists and
    dictionaries of these, as the function put them together.
    ``results.arguments`` maps the names of mutated array arguments to their final contents.
    Arrays are memory-mapped read-only when ``mmap`` was asked for.
    """

    def __init__(self, folder: Path, mmap: bool) -> None:
        self.folder = folder
        self._mmap = mmap

    def _load(self, path: Path) -> Any:
        import numpy

        entry = described(self.folder).get(path.name[: -len(".npy")])
        if entry is not None:
            return nested(numpy.load(path, allow_pickle=False), entry)
        array = numpy.load(path, mmap_mode="r" if self._mmap else None, allow_pickle=False)
        if array.ndim == 0 and array.dtype.kind == "U":
            return str(array)
        return array[()] if array.ndim == 0 else array

    @property
    def value(self) -> Any:
        structure = summary(self.folder).get("structure")
        if structure is not None:
            return assembled(structure, lambda name: self._load(self.folder / f"{name}.npy"))
        single = self.folder / "return.npy"
        if single.exists():
            return self._load(single)
        parts = sorted(self.folder.glob("return.*.npy"), key=lambda path: int(path.name.split(".")[1]))
        return tuple(self._load(part) for part in parts) if parts else None

    @property
    def arguments(self) -> dict[str, Any]:
        return {path.name[len("arg.") : -len(".npy")]: self._load(path) for path in sorted(self.folder.glob("arg.*.npy"))}

    def __iter__(self) -> Iterator[Any]:
        """Unpack like the function's own result: ``centers, labels = weft.results(folder)``."""
        value = self.value
        return iter(value if isinstance(value, tuple) else (value,))

    def __repr__(self) -> str:
        names = sorted(path.name for path in self.folder.glob("*.npy") if re.match(r"(return|arg)\.", path.name))
        return f"Results({str(self.folder)!r}: {', '.join(names) or 'no values'})"


def results(folder: str | os.PathLike[str], *, mmap: bool = False) -> Results:
    """Open the results of a job.

    Args:
        folder: The directory given to ``weft run --out`` or ``weft fetch --out``, or a job folder.
        mmap: Map arrays read-only instead of reading them into memory.

    Returns:
        A :class:`Results`; values load when they are asked for.

    Raises:
        FileNotFoundError: The folder does not exist.
    """
    path = Path(folder)
    if not path.is_dir():
        raise FileNotFoundError(f"no results at {path}: give the folder that `weft run --out` or `weft fetch` wrote")
    inner = path / "results"
    return Results(inner if inner.is_dir() else path, mmap)
