# SPDX-License-Identifier: Apache-2.0
# Element types, casts, outputs of universal functions, complex numbers and Python's numbers, in the form of traps.py.
import cmath
import math

import numpy as np


# raises OverflowError (300)
def small_integer_beside_a_large_int(n):
    return np.arange(5, dtype=np.uint8) + n


# raises OverflowError (-1)
def unsigned_beside_a_negative_int(n):
    return np.arange(5, dtype=np.uint64) + n


# gives (200)
def small_integers_wrap(n):
    a = np.array([100, -128, 127, 5], dtype=np.int8)
    b = np.array([200, 255, 0, 7], dtype=np.uint8)
    return a + a, -a, np.abs(a), b - np.uint8(n), b * b, a // np.int8(-1), b << 1, a.sum(), b.prod()


# gives (1)
def floats_out_of_range_of_integers(n):
    a = np.array([np.nan, np.inf, -np.inf, 1e20, -1e20, 300.7, -129.5, 3e9]) * n
    return a.astype(np.int32), a.astype(np.int64), a[5:].astype(np.int64).astype(np.uint8), a[5:].astype(np.int16)


# gives (2.0)
def parts_of_complex_arrays(x):
    a = np.arange(6) * (1 + 2j)
    a.real = x
    a.imag += a.real
    b = a[::-2].real.copy()
    a[0] = 3j
    return a, b, a.real.sum(), (a * a.conj()).real.max()


# gives (5)
def outputs_and_masks(n):
    a = np.arange(n, dtype=np.float32)
    out = np.full(n, -1, dtype=np.float64)
    np.sqrt(a, out=out, where=a > 1)
    np.add(out, a, out=out)
    np.multiply(a, 3, out=a)
    np.subtract(a, 1, out=a[:])
    whole = np.zeros(n, dtype=np.int32)
    np.floor(a, out=whole, casting="unsafe")
    return a, out, whole


# gives (6)
def in_place_with_overlap(n):
    a = np.arange(n, dtype=np.int16)
    a[1:] += a[:-1]
    b = np.arange(n) * 1.5
    np.add(b[:-1], b[1:], out=b[1:])
    c = np.arange(n, dtype=np.uint8)
    c *= 2
    c -= 1
    c //= 3
    c **= 2
    c <<= 1
    return a, b, c


# gives (4)
def accumulate_at(n):
    a = np.zeros(n, dtype=np.int64)
    np.add.at(a, np.array([0, 1, 1, 3, -1]), 2)
    np.maximum.at(a, np.array([0, 2]), np.array([7, 9]))
    b = np.zeros((n, 2))
    np.add.at(b, (np.array([0, 0]), np.array([1, 1])), 0.5)
    np.subtract.at(b, 1, np.array([1.0, 2.0]))
    return a, b


# gives (4)
def accumulate_at_in_a_wider_type(n):
    a = np.array([1, 250, 7, 3], dtype=np.uint8)
    np.add.at(a, [0, 1, 1], 300)
    np.subtract.at(a, [2], n + 500)
    np.bitwise_xor.at(a, [3], -1)
    b = np.array([83, 0.1, 1e8, 3], dtype=np.float32)
    np.add.at(b, [0, 1, 2, 1], 0.1)
    np.multiply.at(b, [3], n / 7)
    np.add.at(b, [2, 2], np.array([0.3, 1e-3]))
    c = np.array([1, 2j], dtype=np.complex64)
    np.add.at(c, [0, 1, 0], 0.1 + 0.7j)
    return a, b, c


# refused WEFT224 (4)
def python_int_meets_uint64_in_float64(n):
    a = np.array([2**64 - 1], dtype=np.uint64)
    np.add.at(a, [0], n)
    return a


# gives (0)
def reductions_over_several_axes_of_nothing(n):
    a = np.zeros((n, 2, 3))
    b = np.ones((2, n, 3), dtype=np.int16)
    return np.min(a, axis=(1, 2), initial=1), np.bitwise_or.reduce(b, axis=(0, 2)), np.maximum.reduce(b, axis=(0, 2), keepdims=True)


# raises IndexError (4)
def at_out_of_range(n):
    a = np.zeros(n)
    np.add.at(a, np.array([0, n]), 1.0)
    return a


# raises IndexError (4)
def reduceat_out_of_range(n):
    return np.add.reduceat(np.arange(n), np.array([0, n]))


# raises ValueError (0)
def reduction_of_nothing(n):
    return np.maximum.reduce(np.zeros(n))


# gives (0)
def reductions_of_nothing(n):
    a = np.zeros(n)
    b = np.zeros((3, n), dtype=np.int8)
    return np.add.reduce(a), np.max(a, initial=2.5), np.prod(b, axis=1), np.bitwise_and.reduce(b, axis=1), a.sum(), b.all()


# raises ValueError (3)
def output_of_another_shape(n):
    return np.add(np.zeros(n), 1.0, out=np.zeros(n + 1))


# raises ValueError (-2)
def integer_array_to_a_negative_power(n):
    return np.arange(1, 5, dtype=np.int16) ** np.full(4, n, dtype=np.int16)


# raises ZeroDivisionError (0.0)
def complex_by_zero(x):
    return (1 + 2j) / complex(x, 0)


# gives (0.0)
def complex_array_by_zero(x):
    return np.array([1 + 2j, 0j, -1j]) / x


# raises ValueError (0.0)
def complex_logarithm_of_zero(x):
    return cmath.log(complex(x, x))


# raises OverflowError (1000.0)
def complex_exponential(x):
    return cmath.exp(complex(x, 1.0))


# gives (-4.0, 0.0)
def complex_branches(x, y):
    z = complex(x, y)
    w = complex(x, -0.0)
    return cmath.sqrt(z), cmath.sqrt(w), cmath.log(z), cmath.log(w), np.sqrt(np.array([z, w])), z**2, abs(z), z == x


# raises ValueError (-1)
def factorial_of_a_negative(n):
    return math.factorial(n)


# raises OverflowError, gives (25)
def factorial_out_of_range(n):
    return math.factorial(n)


# raises ValueError (-4)
def root_of_a_negative(n):
    return math.isqrt(n)


# raises ValueError (-3.0)
def gamma_at_a_pole(x):
    return math.gamma(x)


# raises OverflowError (200.0)
def gamma_overflow(x):
    return math.gamma(x)


# raises ValueError (1.0)
def remainder_by_zero(x):
    return math.fmod(x, x - 1.0)


# raises ValueError (2, 4)
def no_modular_inverse(a, m):
    return pow(a, -1, m)


# gives (7, -13)
def modular_powers(a, m):
    return pow(a, 5, 11), pow(a, 5, m), pow(a, -1, 11), pow(a, 0, 1), pow(-a, 3, 10)


# gives (2.675, -0.5)
def round_as_text(x, y):
    a, b, c = round(x, 2), round(y), round(1234.5678, -2)
    return a, b, c, round(5e-324, 2), round(x, 20), round(-0.0, 1), round(2.5), round(y, 0), round(1e22, -21)


# gives (1234567, 150)
def round_ints(n, m):
    return round(n, -2), round(m, -2), round(-m, -2), round(m, 3), round(250, -2), round(-7, -1), round(5, -1), round(15, -1)


# gives (1e16, 1.0)
def exact_sums(x, y):
    a = np.array([x, y, -x, y])
    return math.fsum((x, y, -x)), math.fsum(a), math.hypot(3.0 * x, 4.0 * x), math.dist((x, y), (0, 0))


# gives (10, 3)
def integer_functions(n, k):
    a, b = math.comb(n, k), math.perm(n, k)
    return a, b, math.gcd(n, k, 5), math.lcm(n, k), math.gcd(-n, 4), math.isqrt(n * n - 1), n.bit_length(), (-n).bit_count()


# gives (0.1)
def float_parts(x):
    m, e = math.frexp(x)
    f, w = math.modf(-x - 3)
    return m, e, f, w, math.ldexp(m, e), math.ulp(x), math.nextafter(x, 1), math.remainder(7.5, 2), x.is_integer(), (x * 10).is_integer()


# gives (3)
def comparisons_of_signs(n):
    a = np.array([-1, 0, 5], dtype=np.int32)
    b = np.array([4294967295, 0, 5], dtype=np.uint32)
    return a < b, a == b, a >= b, a > n, b != n


# gives (4)
def types_are_known(n):
    a = np.zeros(n, dtype="u2")
    if a.dtype == np.uint16 and isinstance(n, int) and not np.issubdtype(a.dtype, np.floating):
        a += 3
    return a, np.iinfo(a.dtype).max - a, np.result_type(a, 1.0) == np.float64, np.can_cast(np.int8, a.dtype)


# gives (6)
def length_of_a_range(n):
    return len(range(2, n + 10, 3)), len(range(n, -3, -2)), len(range(n - 9)), len(range(0, n, n - 4)), len(range(n))


# gives (2)
def updates_at_a_list_of_indices(n):
    a = np.zeros(5)
    np.add.at(a, [0, 1, n, n, -1], 1.5)
    return a


# refused WEFT216 (2)
def updates_without_a_kernel(n):
    a = np.ones(5)
    np.power.at(a, [0, 1], n)
    return a


# refused WEFT224 (2)
def updates_of_other_elements(n):
    a = np.ones(5) * 1j * n
    np.divide.at(a, [0, 1], 2j)
    return a


# raises OverflowError, gives (300): NumPy 2 raises, the oracle's 1.24 wraps.
def large_scalar_in_small_integers(n):
    a = np.zeros(3, dtype=np.int8)
    a[1:] = np.int64(n)
    return a


# raises ValueError (1.0)
def nan_in_integers(x):
    a = np.zeros(3, dtype=np.int64)
    a[1] = np.log(np.array([-x]))[0]
    return a


# gives (-1)
def scalars_in_unsigned_integers(n):
    a = np.zeros(3, dtype=np.uint8)
    a[0], a[1:] = np.int64(n), np.float64(260.7)
    return a


# gives (2.5)
def python_complex_beside_float64(x):
    a = np.full(3, x)
    z = 1j * a.sum()
    w = np.full(2, 3, dtype=np.float32)
    return z * w, (2j / a[1] - 1) * w, 1j**a[2] * w


# raises ZeroDivisionError (0.0)
def python_complex_by_float64_zero(x):
    a = np.full(3, x)
    return 2j / a[1]


# raises ValueError (f64[1,0,0])
def greatest_along_an_empty_axis_of_nothing(a):
    return a.max(axis=1)


# raises ValueError (f64[2,0,0])
def fmin_along_an_empty_axis_of_nothing(a):
    return np.fmin.reduce(a, axis=2)
