# SPDX-License-Identifier: Apache-2.0
"""The oracle of differential tests: CPython and NumPy, one process for many programs.

Reads one JSON object a line: ``{"source", "function", "inputs": {name: path or literal}, "results": folder or null,
"error": kind or null, "tolerance"}``, runs the program, compares, and answers ``{"agree": bool, "why": text}``.
``"rule"``, or ``"rules"`` with one for each result, replace the tolerance: ``"exact"`` (every bit, but for NaN's), ``"zero"`` (but for
the sign of zero too), ``"ulp:N"`` (N units in the last place), ``"within:X"`` (X apart at most), ``"sum"`` (rounding of sums)
or ``"product"`` (``rK = …`` is computed again with twice the digits, which Weft's result is to be near; NumPy's own loops need not be);
``"argumentRules": {name: rule}`` says the same of arrays that the program changes.
``"warnings": [kind…]``: the kinds of warnings that are expected of NumPy.
``{"compare": {"expected": folder, "actual": folder, "tolerance"}}`` compares ``result.I.npy`` with a job's results.
``{"make": [{"path", "dtype", "shape", "order", "seed", "values"?}]}`` writes input arrays instead.
"""

import contextlib
import io
import json
import sys
import traceback
import warnings
from pathlib import Path

import numpy as np

# Debian's NumPy 1.24 can already promote as NumPy 2 does (NEP 50), which is what Weft means.
if np.lib.NumpyVersion(np.__version__) < "2.0.0":
    np._set_promotion_state("weak")
    np.trapezoid = np.trapz
    np.astype = lambda x, dtype, copy=True: x.astype(dtype, copy=copy)
    np.unstack = lambda x, axis=0: tuple(np.moveaxis(x, axis, 0))
    np.cumulative_sum = lambda x, axis=None, **options: np.cumsum(x, axis=0 if axis is None else axis, **options)
    np.cumulative_prod = lambda x, axis=None, **options: np.cumprod(x, axis=0 if axis is None else axis, **options)
    # Functions that came with NumPy 2, as its documentation defines them.
    np.matrix_transpose = lambda x: np.swapaxes(x, -1, -2)
    np.vecdot = lambda x1, x2, axis=-1: np.sum(np.conj(np.moveaxis(x1, axis, -1)) * np.moveaxis(x2, axis, -1), -1, dtype=np.result_type(x1, x2))
    np.matvec = lambda x1, x2: np.matmul(x1, x2[..., None])[..., 0]
    np.vecmat = lambda x1, x2: np.matmul(np.conj(x1)[..., None, :], x2)[..., 0, :]
    np.linalg.matrix_norm = lambda x, keepdims=False, ord="fro": np.linalg.norm(x, ord, (-2, -1), keepdims)
    np.linalg.trace = lambda x, offset=0, dtype=None: np.trace(x, offset, -2, -1, dtype)
    np.linalg.diagonal = lambda x, offset=0: np.diagonal(x, offset, -2, -1)
    np.linalg.svdvals = lambda x: np.linalg.svd(x, compute_uv=False)
    np.linalg.vector_norm = lambda x, axis=None, keepdims=False, ord=2: np.linalg.norm(x.ravel() if axis is None else x, ord, axis, keepdims and axis is not None)

DTYPES = {
    **{"f64": np.float64, "f32": np.float32, "b1": np.bool_, "c64": np.complex64, "c128": np.complex128},
    **{"i8": np.int8, "i16": np.int16, "i32": np.int32, "i64": np.int64},
    **{"u8": np.uint8, "u16": np.uint16, "u32": np.uint32, "u64": np.uint64},
}


SPECIAL = [np.nan, np.inf, -np.inf, -0.0, 0.0, 0.5, -0.5, 1.5, 2.5, -1.0, 1.0, 5e-324, 1e-40, 3e38, -1e300, 1e17, 710.0, -745.2]


def special_floats(random, shape):
    """Numbers of every magnitude, and first of all those that functions treat in their own way."""
    values = random.standard_normal(shape) * 10.0 ** random.integers(-6, 7, shape)
    flat = values.reshape(-1)
    places = random.permutation(flat.size)[: len(SPECIAL)]
    flat[places] = random.permutation(SPECIAL)[: places.size]
    return values


def wide_integers(random, shape, dtype):
    """Integers of every magnitude, the least and the greatest included."""
    bits = dtype().itemsize * 8
    values = random.integers(-(2**63), 2**63 - 1, shape, endpoint=True) >> random.integers(64 - bits, 63, shape)
    if np.dtype(dtype).kind == "u":
        values = (values << 1 | random.integers(0, 2, shape)).astype(dtype)
    flat = values.reshape(-1)
    limits = np.iinfo(dtype)
    edges = np.array([0, 1, limits.max // 2 if limits.min == 0 else -1, limits.min, limits.max], dtype)
    places = random.permutation(flat.size)[: len(edges)]
    flat[places] = random.permutation(edges)[: places.size]
    return values


def make(spec):
    """Small dyadic numbers, unless asked for others: sums of them are exact, whatever the order."""
    random = np.random.default_rng(spec["seed"])
    dtype = DTYPES[spec["dtype"]]
    kind = spec.get("values", "small")
    values = random.integers(0 if kind == "index" else -16, 17 if kind != "index" else 5, spec["shape"])
    if kind == "special" and spec["dtype"][0] == "f":
        with np.errstate(all="ignore"):
            values = special_floats(random, spec["shape"]).astype(dtype)
    elif kind == "special" and spec["dtype"][0] in "iu":
        values = wide_integers(random, spec["shape"], dtype)
    elif spec["dtype"][0] == "c" and kind in ("special", "normal"):
        parts = [special_floats(random, spec["shape"]) if kind == "special" else random.standard_normal(spec["shape"]) for _ in "ri"]
        values = np.empty(spec["shape"], np.complex128)
        with np.errstate(all="ignore"):
            values.real, values.imag = parts
            values = values.astype(dtype)
    elif spec["dtype"][0] == "c":
        values = (values + 1j * random.integers(-16, 17, spec["shape"])) / 4
    elif spec["dtype"][0] == "u":
        values = np.abs(values)
    elif kind == "normal" and spec["dtype"][0] == "f":
        values = random.standard_normal(spec["shape"]).astype(dtype)
    elif spec["dtype"][0] == "f":
        values = (values / 4).astype(dtype)
    elif spec["dtype"] == "b1":
        values = values > 0
    np.save(spec["path"], np.asarray(values.astype(dtype), order=spec["order"]))


def describe(value):
    return f"{value.dtype}{list(value.shape)}"


def ordered(values):
    """Floats as integers that count them: neighbours differ by one."""
    bits = values.view(np.int32 if values.dtype == np.float32 else np.int64).astype(object)
    return np.where(bits < 0, -(bits & ((1 << (values.dtype.itemsize * 8 - 1)) - 1)), bits)


def agrees(rule, expected, actual):
    """Which elements follow the rule."""
    if expected.dtype.kind == "c":
        return agrees(rule, expected.real, actual.real) & agrees(rule, expected.imag, actual.imag)
    if rule.startswith("within:") and expected.dtype.kind == "f":
        return np.isclose(actual, expected, rtol=0, atol=float(rule[7:]), equal_nan=True)
    if expected.dtype.kind != "f":
        return np.asarray(actual == expected)
    both_nan = np.isnan(expected) & np.isnan(actual)
    with np.errstate(all="ignore"):
        same = (expected == actual) & ((np.signbit(expected) == np.signbit(actual)) | (rule == "zero"))
    if rule.startswith("ulp:"):
        near = np.zeros(expected.shape, bool)
        open_ = ~(same | both_nan | np.isnan(expected) | np.isnan(actual))
        if open_.any():
            expected, actual = np.atleast_1d(expected), np.atleast_1d(actual)
            far = np.abs(ordered(expected[np.atleast_1d(open_)]) - ordered(actual[np.atleast_1d(open_)]))
            near[open_] = far <= int(rule[4:])
        same = same | near
    return same | both_nan


def far_off(name, expected, actual, tolerance):
    """The rule for results of LAPACK and transforms: within `tolerance` of the largest element; single precision within its rounding."""
    if expected.dtype.kind in "fc":
        if expected.dtype in (np.float32, np.complex64):
            tolerance = max(tolerance, 3e-6)
        with np.errstate(all="ignore"):
            finite = np.abs(expected[np.isfinite(expected)])
        scale = float(finite.max()) if finite.size else 1.0
        same = np.isclose(actual, expected, rtol=tolerance, atol=tolerance * scale, equal_nan=True)
    else:
        same = np.asarray(actual == expected)
    if same.all():
        return None
    where = tuple(int(axis[0]) for axis in np.nonzero(~np.atleast_1d(same)))
    got, want = np.atleast_1d(actual)[where], np.atleast_1d(expected)[where]
    return f"{name}{list(where)}: {got!r}, NumPy gives {want!r} ({int((~same).sum())} of {same.size} differ)"


def difference(name, expected, actual, tolerance, rule=None):
    """Why `actual` is not what NumPy gives, or None."""
    try:
        expected = np.asarray(expected)
    except ValueError:
        return f"{name}: NumPy gives a {type(expected).__name__} of {len(expected)} arrays"
    if actual is None:
        return f"{name}: missing, NumPy gives {describe(expected)}"
    if expected.dtype != actual.dtype or expected.shape != actual.shape:
        return f"{name}: {describe(actual)}, NumPy gives {describe(expected)}"
    if rule is not None and rule.startswith("near:"):
        return far_off(name, expected, actual, float(rule[5:]))
    if rule == "sum":
        tolerance = 2e-13 if expected.dtype in (np.float32, np.complex64) else 1e-14
    if rule is not None and rule != "sum":
        same = agrees(rule, expected, actual)
    elif expected.dtype.kind in "fc":
        scale = tolerance * (1e7 if expected.dtype in (np.float32, np.complex64) else 1)
        with np.errstate(all="ignore"):
            finite = np.abs(expected[np.isfinite(expected)])
        atol = scale * max(1.0, float(finite.max()) if finite.size else 1.0)
        same = np.isclose(actual, expected, rtol=scale, atol=atol, equal_nan=True)
    else:
        same = np.asarray(actual == expected)
    if same.all():
        return None
    where = tuple(int(axis[0]) for axis in np.nonzero(~np.atleast_1d(same)))
    got, want = np.atleast_1d(actual)[where], np.atleast_1d(expected)[where]
    return f"{name}{list(where)}: {got!r}, NumPy gives {want!r} ({int((~same).sum())} of {same.size} differ)"


WIDE = {"f4": np.float64, "f8": np.longdouble, "c8": np.complex128, "c16": np.clongdouble}
PRODUCT_BOUND = 8  # roundings of the sum of the products' sizes, whatever their number (docs/precision.md)


def product_difference(name, case, index, namespace, inputs, expected, actual):
    """Sums of products: NumPy's are as good as their order of adding, so that the reference has more digits."""
    expected = np.asarray(expected)
    if actual is None or expected.dtype != actual.dtype or expected.shape != actual.shape or expected.dtype.kind not in "fc":
        return difference(name, expected, actual, 0, "exact")
    line = next(line for line in case["source"].splitlines() if line.startswith(f"    r{index} = "))
    text = line.split(" = ", 1)[1]

    def again(prepare):
        wide = {key: prepare(value.astype(WIDE.get(value.dtype.str[1:], np.longdouble))) if isinstance(value, np.ndarray) else value for key, value in inputs.items()}
        return np.asarray(eval(text, {**namespace, **wide}))

    reference, size = again(lambda value: value), again(np.abs)
    bound = PRODUCT_BOUND * np.finfo(expected.dtype).eps * size
    near = np.abs(actual.astype(reference.dtype) - reference) <= bound
    if near.all():
        return None
    where = tuple(int(axis[0]) for axis in np.nonzero(~np.atleast_1d(near)))
    got, want, most = (np.atleast_1d(each)[where] for each in (actual, reference, bound))
    return f"{name}{list(where)}: {got!r}, exactly {want!r}, at most {most!r} apart"


def scalar(value):
    """A number that JSON does not carry."""
    return int(value["int"]) if "int" in value else float(value["float"])


def load(folder, name):
    path = Path(folder) / name
    return np.load(path) if path.exists() else None


def other_text(case, printed, message):
    """How the text that a program printed, and that of its error, differ, where the case asks."""
    if case.get("log") is not None and case["log"] != printed:
        return f"prints {case['log']!r}; CPython {printed!r}"
    if case.get("message") is not None and message is not None and case["message"] != message:
        return f"says {case['message']!r}; CPython {message!r}"
    return None


def line_of(error):
    """The line of the program where `error` came to be."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == "program.py"]
    return lines[-1] if lines else None


def check(case):
    namespace = {"__name__": "oracle"}
    inputs = {}
    for name, value in case["inputs"].items():
        inputs[name] = scalar(value) if isinstance(value, dict) else np.load(value) if isinstance(value, str) else value
        if isinstance(inputs[name], np.ndarray) and inputs[name].ndim == 0:
            inputs[name] = inputs[name][()]
    before = {name: value.copy() for name, value in inputs.items() if isinstance(value, np.ndarray)}
    printed = io.StringIO()
    try:
        exec(compile(case["source"], "program.py", "exec"), namespace)
        told = case.get("warnings") is not None
        with warnings.catch_warnings(record=told) as caught, np.errstate(all="warn" if told else "ignore", under="ignore"), contextlib.redirect_stdout(printed):
            warnings.simplefilter("always" if told else "ignore")
            value = namespace[case["function"]](**inputs)
    except Exception as error:  # the program's own error is the expected outcome
        kinds = {kind.__name__ for kind in type(error).__mro__}
        if case["error"] is not None and (case["error"] in kinds or case["error"] in ("UFuncTypeError",) and "TypeError" in kinds):
            if case.get("line") is not None and case["line"] != line_of(error):
                return f"{type(error).__name__}: {error} in line {line_of(error)}; Weft: line {case['line']}"
            return other_text(case, printed.getvalue(), str(error))
        return f"{type(error).__name__}: {error}; Weft: {case['error'] or 'no error'}"
    if case["error"] is not None:
        return f"NumPy gives a value; Weft raises {case['error']}"
    why = other_text(case, printed.getvalue(), None)
    if not why and told:
        kinds = {kind for kind in ("divide by zero", "overflow", "invalid value") if any(str(each.message).startswith(kind) for each in caught)}
        if kinds != set(case["warnings"]):
            why = f"warns of {sorted(case['warnings'])}; NumPy of {sorted(kinds)}"
    if why:
        return why
    parts = value if isinstance(value, tuple) else (value,)
    names = [f"return.{i}.npy" for i in range(len(parts))] if isinstance(value, tuple) else ["return.npy"]
    rules = case.get("rules") or [case.get("rule")] * len(parts)
    for index, (name, part, rule) in enumerate(zip(names, parts, rules, strict=True)):
        if part is None:
            if (Path(case["results"]) / name).exists():
                return f"{name}: NumPy gives None"
            continue
        actual = load(case["results"], name)
        if rule == "product":
            why = product_difference(name, case, index, namespace, {**inputs, **before}, part, actual)
        else:
            why = difference(name, part, actual, case["tolerance"], rule)
        if why:
            return why
    for name, original in before.items():
        saved = load(case["results"], f"arg.{name}.npy")
        if saved is None and np.array_equal(original, inputs[name], equal_nan=original.dtype.kind in "fc"):
            continue
        rule = (case.get("argumentRules") or {}).get(name) or ("exact" if "rules" in case or "rule" in case else None)
        why = difference(f"arg.{name}", inputs[name], saved, case["tolerance"], rule)
        if why:
            return why
    return None


def compare_files(question):
    """`result.0.npy …` of one folder against `return.npy` or `return.0.npy …` of another."""
    expected = sorted(Path(question["expected"]).glob("result.*.npy"), key=lambda path: int(path.name.split(".")[1]))
    for index, path in enumerate(expected):
        name = "return.npy" if len(expected) == 1 else f"return.{index}.npy"
        why = difference(name, np.load(path), load(question["actual"], name), question["tolerance"])
        if why:
            return why
    return None if expected else "there is nothing to compare"


def main():
    for line in sys.stdin:
        case = json.loads(line)
        if "make" in case:
            for spec in case["make"]:
                make(spec)
            answer = {"agree": True, "why": None}
        elif "compare" in case:
            why = compare_files(case["compare"])
            answer = {"agree": why is None, "why": why}
        else:
            why = check(case)
            answer = {"agree": why is None, "why": why}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
