# SPDX-License-Identifier: Apache-2.0
"""The ``task`` decorator: an identity that records its options for tools."""

from __future__ import annotations

from typing import Callable, Literal, TypeVar, overload

F = TypeVar("F", bound=Callable[..., object])


@overload
def task(function: F, /) -> F: ...


@overload
def task(*, threads: int | None = None, precision: Literal["strict", "fast"] = "strict") -> Callable[[F], F]: ...


def task(
    function: F | None = None,
    /,
    *,
    threads: int | None = None,
    precision: Literal["strict", "fast"] = "strict",
) -> F | Callable[[F], F]:
    """Mark a function as a Weft task; the function itself stays as it is.

    Args:
        function: The function, when the decorator is used bare (``@weft.task``).
        threads: Worker threads to run on; ``None`` takes what the target gives.
        precision: ``"strict"`` keeps NumPy's elementwise results bit for bit;
            ``"fast"`` lets the compiler contract and reassociate floating-point arithmetic.

    Returns:
        The same function, with the attribute ``__weft_task__`` holding the options.

    Raises:
        TypeError: ``threads`` is not an integer, or ``function`` is not callable.
        ValueError: ``threads`` is below 1, or ``precision`` is another word.
    """
    if threads is not None:
        if isinstance(threads, bool) or not isinstance(threads, int):
            raise TypeError(f"threads must be an int, not {type(threads).__name__}")
        if threads < 1:
            raise ValueError(f"threads must be at least 1, not {threads}")
    if precision not in ("strict", "fast"):
        raise ValueError(f'precision must be "strict" or "fast", not {precision!r}')

    def mark(wrapped: F) -> F:
        if not callable(wrapped):
            raise TypeError(f"weft.task expects a function, not {type(wrapped).__name__}")
        wrapped.__weft_task__ = {"threads": threads, "precision": precision}  # type: ignore[attr-defined]
        return wrapped

    return mark if function is None else mark(function)
