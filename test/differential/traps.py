# SPDX-License-Identifier: Apache-2.0
# Small programs where a compiler goes wrong silently. Each function runs on Weft and on CPython with NumPy, and both give
# the same values, or the same kind of exception. The line above a function says what becomes of it:
# `# gives (arguments)`, `# raises KIND (arguments)` (in both), or `# refused CODE (arguments)`.
# `# raises KIND, gives (arguments)`: Weft raises where NumPy gives a value; the comment says why.
import cmath
import math

import numpy as np


# raises ZeroDivisionError (0.0)
def zero_to_a_negative_power(x):
    return x**-1


# raises ZeroDivisionError (0.0, -1.5)
def zero_to_a_negative_float(x, y):
    return x**y


# raises ValueError, gives (-8.0, 0.5): Python's result is complex, which Weft does not have.
def negative_to_a_fraction(x, y):
    return x**y


# gives (-8.0, 3.0)
def negative_to_a_whole(x, y):
    return x**y


# raises OverflowError (10.0, 400.0)
def float_power_overflow(x, y):
    return x**y


# raises OverflowError, gives (9223372036854775807): Python's integers have no limit.
def int_add_overflow(n):
    return n + 1


# raises OverflowError, gives (-9223372036854775808)
def int_negate_overflow(n):
    return -n


# raises OverflowError, gives (4611686018427387904)
def int_multiply_overflow(n):
    return n * 2 - n


# raises OverflowError, gives (3, 60)
def int_power_overflow(n, k):
    return n**40 + k


# gives (9223372036854775807, 9007199254740995)
def large_division(a, b):
    return a / b, b / a, -a / b, a / 3, b / 2, (b + 2) / -1


# raises ZeroDivisionError (5, 0)
def int_floor_by_zero(a, b):
    return a // b


# raises ZeroDivisionError (5, 0)
def int_modulo_by_zero(a, b):
    return a % b


# raises ZeroDivisionError (5.0, 0.0)
def float_divide_by_zero(a, b):
    return a / b


# raises ZeroDivisionError (5.0, 0.0)
def float_modulo_by_zero(a, b):
    return a % b


# gives (i64[5], i32[5])
def array_division_by_zero(a, b):
    return a // (a - a), a % (b - b), b // 0, a / (a - a), 1.0 / (b - b)


# gives (-7, 3)
def signs(a, b):
    return a // b, a % b, -a // b, -a % b, a // -b, a % -b, -a // -b, -a % -b


# gives (-7.5, 2.0)
def float_signs(a, b):
    return a // b, a % b, -a // b, -a % b, a // -b, a % -b, divmod(a, -b)[0], (a - a) % -b


# gives (2.5, 0.5, -1.5)
def half_to_even(a, b, c):
    return round(a), round(b), round(c), round(a + 1), round(-a)


# raises ValueError (nan)
def round_nan(x):
    return round(x)


# raises OverflowError (inf)
def int_of_infinity(x):
    return int(x)


# raises OverflowError, gives (1e300)
def int_of_huge(x):
    return int(x)


# raises OverflowError, gives (i32[3], 4294967296): NumPy before 2 grows the result instead.
def int_that_does_not_fit_int32(a, n):
    return a + n


# raises OverflowError, gives (i32[3], 4294967296)
def store_that_does_not_fit_int32(a, n):
    a[0] = n
    return a


# refused WEFT212 (i32[3])
def constant_that_does_not_fit_int32(a):
    return a + 4294967296


# raises OverflowError, gives (-2147483649)
def int32_of_an_int(n):
    return np.int32(n)


# raises ZeroDivisionError (f64[4], 0)
def mixed_divisor(a, n):
    total = 0.0
    for i in range(n):
        total += a[i] * a[i]
    return 1 / total


# gives (f64[4], 3)
def mixed_divisor_that_ran(a, n):
    total = 0.0
    for i in range(n):
        total += a[i] * a[i] + 1.0
    return 1 / total, total / n, total // 2, total % 3, (total + 1) / n


# raises ZeroDivisionError (f64[4], 0)
def mixed_dividend(a, n):
    total = 0.0
    for i in range(n):
        total += a[i]
    return total / n


# raises ZeroDivisionError (f64[4], 0)
def mixed_sum_of_mixed(a, n):
    total = 0.0
    for i in range(n):
        total += a[i]
    return (2 * -total + 1) / n


# raises ZeroDivisionError (f64[4], 0)
def mixed_absolute_value(a, n):
    total = 0.0
    for i in range(n):
        total += a[i]
    return 1 / abs(total)


# raises ZeroDivisionError (f64[4], 0)
def mixed_maximum(a, n):
    most = 0.0
    for i in range(n):
        most = max(most, a[i])
    return a / (1 / most)


# raises ZeroDivisionError (i64[4], 0)
def mixed_integers(a, n):
    total = 0
    for i in range(n):
        total += a[i]
    return 7 // total


# gives (f64[4], 0)
def numpy_divisor(a, n):
    total = np.float64(0.0)
    for i in range(n):
        total += a[i]
    return 1 / total, total / n


# gives (f64[4], 2, 0)
def type_of_a_zero_trip_loop(a, n, k):
    x = 0.0
    for i in range(k):
        x = a[i]
    return x + n


# gives (f64[6])
def overlap_forward(a):
    a[1:] = a[:-1]
    return a


# gives (f64[6])
def overlap_backward(a):
    a[:-1] = a[1:]
    a[::-1] += a
    return a


# gives (f64[4,4])
def overlap_transposed(a):
    a += a.T
    a[:, 1:] -= a[:, :-1]
    return a


# gives (f64[4,4])
def in_place_on_views(a):
    b = a[1:3]
    c = b.T
    c *= 2.0
    b[0] = 7.0
    b[:, ::2] -= 1.0
    a.ravel()[3] = -1.0
    a.reshape(2, 8)[1, 0] = 5.0
    return b, c


# gives (f64[4,4])
def copies_do_not_alias(a):
    b = a.copy()
    c = a + 0.0
    d = a.flatten()
    e = a.T.reshape(16)
    a[...] = 0.0
    return b, c, d, e


# gives (f64[5], i64[5])
def filled(a, b):
    a.fill(2)
    b[1:].fill(-3)
    return a.sum(), b


# raises IndexError (f64[5])
def index_past_the_end(a):
    s = 0.0
    for i in range(6):
        s += a[i]
    return s


# raises IndexError (f64[5], -6)
def index_before_the_start(a, i):
    return a[i]


# raises IndexError (f64[3,4], 4)
def column_past_the_end(a, j):
    return a[:, j]


# raises IndexError (f64[5], 5)
def store_past_the_end(a, i):
    a[i] = 1.0
    return a


# raises ValueError (f64[5], f64[4])
def shapes_that_do_not_broadcast(a, b):
    return a + b


# raises ValueError (f64[5], f64[4])
def assignment_of_another_shape(a, b):
    a[1:] = b
    a[:3] = b
    return a


# raises ValueError (f64[3,4], f64[3,4])
def matmul_of_other_shapes(a, b):
    return a @ b


# raises ValueError (f64[5], f64[4])
def dot_of_other_lengths(a, b):
    return np.dot(a, b)


# raises ValueError (f64[3,4], f64[3,5])
def concatenate_of_other_shapes(a, b):
    return np.concatenate((a, b))


# raises ValueError (f64[3,4], f64[3,5])
def stack_of_other_shapes(a, b):
    return np.stack((a, b))


# raises ValueError (f64[12], 5)
def reshape_that_does_not_fit(a, n):
    return a.reshape(n, -1)


# raises ValueError (f64[12], 5)
def reshape_to_another_size(a, n):
    return a.reshape(n, 2)


# raises ValueError (f64[3,4], 5)
def broadcast_to_less(a, n):
    return np.broadcast_to(a, (3, n))


# raises ValueError (f64[2,3])
def squeeze_of_two(a):
    return np.squeeze(a, axis=0)


# raises ValueError (f64[3])
def item_of_three(a):
    return a.item()


# raises ValueError (f64[0])
def min_of_nothing(a):
    return a.min()


# raises ValueError (f64[3,0])
def max_of_nothing_along_an_axis(a):
    return a.max(axis=1)


# raises ValueError (f64[0])
def argmax_of_nothing(a):
    return np.argmax(a)


# gives (f64[0], f64[0,3])
def nothing(a, b):
    return a.sum(), a.prod(), a.mean(), b.sum(axis=0), b.mean(axis=1), b.mean(axis=0), b.max(axis=1), np.var(a), a.all(), a.any()


# raises ValueError (i64[4], i64[4])
def negative_integer_powers(a, b):
    return a ** (b - 100)


# raises ValueError (-3)
def negative_shape(n):
    return np.zeros(n)


# raises ZeroDivisionError (0.0)
def arange_without_a_step(x):
    return np.arange(0.0, 1.0, x)


# raises ValueError (0)
def range_without_a_step(n):
    s = 0
    for i in range(0, 5, n):
        s += i
    return s


# raises ValueError (-1.0)
def math_domain(x):
    return math.sqrt(x)


# raises ValueError (0.0)
def log_of_zero(x):
    return math.log(x)


# raises OverflowError (1000.0)
def math_range(x):
    return math.exp(x)


# raises ValueError (inf)
def sine_of_infinity(x):
    return math.sin(x)


# raises ValueError (1.0)
def atanh_of_one(x):
    return math.atanh(x)


# raises ValueError (5, -1)
def negative_shift(n, k):
    return n << k


# raises UnboundLocalError (0)
def maybe_unset(n):
    for i in range(n):
        x = i
    return x


# gives (f64[7])
def nan_wins(a):
    a[3] = np.nan
    b = a[::-1]
    return a.min(), a.max(), a.argmin(), b.argmax(), np.minimum(a, b), np.fmax(a, b), (a == a).all(), np.sign(a), a.clip(0, 1)


# gives (nan, 1.0)
def nan_in_python(x, y):
    return min(x, y), min(y, x), max(x, y), max(y, x), x == x, x < y, not x


# gives (-0.0)
def signed_zero(x):
    return x, -x, abs(x), x + 0.0, x * -1, math.copysign(1.0, x), x == 0.0, min(x, 0.0), math.atan2(x, -1.0)


# gives (f32[5], 3, 0.1)
def float32_stays(a, n, v):
    return a * 2, a + 0.1, a / n, a**2, a + v, n - a, np.sqrt(a), a.mean(), a.sum(), a * np.float32(0.1), a // 0.3, a + True


# gives (i32[6], i64[6])
def int32_sums(a, b):
    return a.sum(), a.prod(), a.cumsum(), a.mean(), a + b, a * 2, a / 2, a // 2, a**2, -a, a @ a, np.dot(a, b), a + 1.5


# gives (b1[6], b1[6])
def bools(a, b):
    return a + b, a * b, a + True, a.sum(), a.mean(), ~a, a & True, a ^ b, a < b, a == True, a * 2, a / b, a + 1, True + True, a.max()


# refused WEFT201 (b1[3])
def minus_of_bools(a):
    return -a


# gives (i64[6])
def shifts_and_bits(a):
    return a << 2, a >> 1, a & 3, a | -8, a ^ a[::-1], ~a, a << np.abs(a), a >> 64, a << 64


# gives (0.1, 2.3, 0.7)
def arange_of_floats(a, b, c):
    return np.arange(a, b, c), np.arange(a, b), np.arange(b, a, -0.1), np.arange(1e9, 1e9 + 3, c), np.arange(b, a, 0.5), np.arange(0, 1, 0.1)


# gives (f64[6], 3)
def error_free_slices(a, n):
    return a[n:n], a[10:], a[-10:2], a[4:1:-1], a[::-n], a[:n:-1], a[5::-2]


# gives (9007199254740993, 9007199254740992.0)
def int_and_float_compared(n, x):
    return n == x, n > x, n < x, n != x, x >= n, x <= n


# gives (9223372036854775807, 9223372036854775808.0)
def greatest_int_and_float_compared(n, x):
    return n == x, n > x, n < x, n != x, x >= n, x <= n, -n - 1 == -x, -x < -n, n < x * 2


# gives (3, nan)
def int_and_nan_compared(n, x):
    return n == x, n > x, n < x, n != x, x >= n, x <= n, x * 0 != n


# gives (3, 2)
def powers_change_type(n, k):
    return n**2, n**-1, n**0.5, n**0, n**2.0, (-n) ** 3, pow(n, 3), True**2


# gives (f64[3], 2)
def early_errors_do_not_run(a, n):
    x = a[0] if n > 0 else a[100]
    return x if n > 1 or a[100] > 0 else 0.0


# gives (f64[5], f64[5])
def chained_comparison(a, b):
    return (a < b) & (b < 3.0), np.where(a > 0, a, b), a[0] < b[0] < 9.0, (a > b) | (a == b)


# gives (f64[4], 5)
def loop_variable_after_the_loop(a, n):
    for i in range(n):
        a[i % 4] += i
    return i, a


# gives (i64[5])
def wrapping(a):
    big = a + 9223372036854775807
    return big, big * big, -big - 2, np.abs(big + 1), big.sum(), big.prod()


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
