# SPDX-License-Identifier: Apache-2.0
# Small programs where a compiler goes wrong silently. Each function runs on Weft and on CPython with NumPy, and both give
# the same values, or the same kind of exception. The line above a function says what becomes of it:
# `# gives (arguments)`, `# raises KIND (arguments)` (in both), or `# refused CODE (arguments)`.
# `# raises KIND, gives (arguments)`: Weft raises where NumPy gives a value; the comment says why.
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


# gives (1.5)
def magnitude_of_minus_zero(x):
    return math.copysign(x, abs(-0.0)), abs(-1.5)


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


# gives (f64[3,4])
def writes_through_the_ravel_of_a_new_array(x):
    b = x + 1.0
    v = b.ravel()
    v[0] = 5.0
    b[1, 1] = 7.0
    c = (x.T + 1.0).copy()
    w = c.reshape(-1)
    w[1] = 8.0
    return b, v, c, w


# gives (f64[3,4])
def ravels_of_arrays_in_fortran_order(x):
    b = x.T + 1.0
    v = b.ravel()
    w = (x.T * 2.0).reshape(-1)
    w[0] = 9.0
    t = x.T.ravel()
    t[1] = 3.0
    b[0, 0] = v.sum()
    return b, w, t, x
