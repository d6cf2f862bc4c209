# SPDX-License-Identifier: Apache-2.0
# Programs that NumPy warns of: `# warns: text` at the end of a line is what NumPy 2.4 says of it, as category (but for
# RuntimeWarning) and text, several between semicolons; nothing else is said. Each function is called with 0.0.
# Where a nest has several operations that can have raised it, all are named. Flags that BLAS raises with zeros of its own
# (`invalid` of `matrix_power` here) are not told.
# `large_loops` names both that can have overflowed in a planned loop, where NumPy names the product alone.
import warnings

import numpy as np

warnings.filterwarnings("ignore", category=DeprecationWarning)


def scalars(z):
    a = np.float64(z)
    b = np.float64(1.0) / a  # warns: divide by zero encountered in scalar divide
    c = np.log(a)  # warns: divide by zero encountered in log
    d = np.sqrt(a - 1.0)  # warns: invalid value encountered in sqrt
    e = a / a  # warns: invalid value encountered in scalar divide
    big = np.float64(1e308) * (10.0 + a)  # warns: overflow encountered in scalar multiply
    f = np.float32(1e30) * np.float32(1e30 + z)  # warns: overflow encountered in scalar multiply
    i = np.int32(2147483647) + np.int32(1 + z)  # warns: overflow encountered in scalar add
    j = np.int64(5) // np.int64(z)  # warns: divide by zero encountered in scalar floor_divide
    k = np.int64(5) % np.int64(z)  # warns: divide by zero encountered in scalar remainder
    p = a**-1.0  # warns: divide by zero encountered in scalar power
    q = np.exp(np.float64(1000.0) + a)  # warns: overflow encountered in exp
    return b, c, d, e, big, f, i, j, k, p, q


def nothing_to_say(z):
    a = np.float64(z) + 1.0
    x = np.array([1.0, z, np.nan, np.inf])
    y = x + x * a
    total = np.float64(np.nan) * a + np.float64(np.inf)
    i = np.int32(5) + np.int32(7) - np.int32(2)
    return y, total, np.log(a), np.sqrt(a), i // np.int32(3), a / 3.0, np.exp(a), min(a, 3.0)


def silenced(z):
    a = np.array([z, 1.0, 2.0])
    with np.errstate(divide="ignore"):
        b = 1.0 / a
        c = np.log(a[0])
        d = np.log(a)
    with np.errstate(all="ignore"):
        e = a / a
    with np.errstate(invalid="ignore", divide="warn"):
        g = a / a
        h = 1.0 / a  # warns: divide by zero encountered in divide
    k = np.log(a - 5)  # warns: invalid value encountered in log
    return b, c, d, e, g, h, k


def of_library_functions(z):
    a = np.full((2, 3), np.nan)
    a[0] = z
    x = np.nanmean(a, axis=1)  # warns: Mean of empty slice
    y = np.nanmax(a, axis=1)  # warns: All-NaN slice encountered
    v = np.nanstd(a, axis=1)  # warns: Degrees of freedom <= 0 for slice.
    w = np.nanmedian(a, axis=1)  # warns: All-NaN slice encountered
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        x = np.nanmean(a, axis=1)
        u = np.nanmedian(a, axis=1)
    p = np.polyfit(np.ones(3), np.ones(3), 2)  # warns: RankWarning: Polyfit may be poorly conditioned
    for _ in range(3):
        x = np.nanmean(a, axis=1)  # warns: Mean of empty slice
    return x, y, v, w, u, p.shape[0]


def of_means_of_nothing(z):
    a = np.ones(int(z))
    return np.mean(a)  # warns: invalid value encountered in scalar divide


def all_silenced(z):
    np.seterr(all="ignore")
    a = np.array([z, 1.0])
    return 1.0 / a, halves(a)


def halves(a):
    with np.errstate(over="ignore"):
        b = a / a  # warns: invalid value encountered in divide
    return np.log(a) + b  # warns: divide by zero encountered in log


def in_a_function_and_in_a_loop(z):
    a = np.array([z, 1.0])
    with np.errstate(all="ignore"):
        x = halves(a)
    y = halves(a)
    t = 0.0
    for v in a:
        t += 1.0 / v  # warns: divide by zero encountered in scalar divide
    return x, y, t


def sums_in_loops(z):
    x = np.array([1e200, 1e200, 1e-200, 1.0 + z])
    s = np.float64(1)
    t = np.float64(0)
    for i in range(len(x)):
        s = s * x[i]  # warns: overflow encountered in scalar multiply
    for v in x:
        t += v * v  # warns: overflow encountered in scalar multiply
    u = np.float64(1e308)
    k = 0
    while k < 3:
        u = u + (1e308 + z)  # warns: overflow encountered in scalar add
        k += 1
    w = np.float64(0)
    for v in np.array([np.inf, -np.inf, np.nan]):
        w = w + v  # warns: invalid value encountered in scalar add
    return s, t, u, w


def parts_of_expressions_in_loops(z):
    x = np.array([1e200 + z, 2.0])
    y = np.zeros(2)
    n = np.zeros(2, dtype=np.float32)
    for i in range(2):
        a = x[i] * x[i]  # warns: overflow encountered in scalar multiply
        b = a - 1.0
        y[i] = (b - 2.0) * (x[i] - x[i]) + b  # warns: invalid value encountered in scalar multiply
    for i in range(2):
        n[i] = x[i]  # warns: overflow encountered in cast
    return y, n


def integers_in_loops(z):
    x = np.array([2**62, 2**62, 1])
    s = np.int64(z)
    p = np.int8(3)
    m = np.uint8(1)
    q = np.uint8(z)
    for i in range(len(x)):
        s = s + x[i]  # warns: overflow encountered in scalar add
        p = p * np.int8(20)  # warns: overflow encountered in scalar multiply
        q = q - m  # warns: overflow encountered in scalar subtract
        r = -m  # warns: overflow encountered in scalar negative
    return s, p, q, r


def nothing_to_say_in_loops(z):
    x = np.array([1.0, np.nan, np.inf, 1e-300, z])
    s = np.float64(z)
    f = 0.0
    for i in range(len(x)):
        s = s + x[i] * x[i]
        f = f + 1e308
        f = f * 2.0
    k = np.int64(z)
    for i in range(100):
        k = k + i * i
    with np.errstate(all="ignore"):
        for v in x:
            s = s * v - s
    return s, f, k


def large_loops(z):
    n = 150
    a = np.full((n, n), 1.0 + z)
    b = np.full((n, n), 1e-300)
    c = np.zeros((n, n))
    a[3, 5] = 1e300
    b[5, 149] = 1e300
    for i in range(n):
        for j in range(n):
            for k in range(n):
                c[i, j] += a[i, k] * b[k, j]  # warns: overflow encountered in scalar multiply or scalar add
    return c


def long_loops(z):
    x = np.full(100, 1e200 + z)
    s = np.float64(1)
    t = np.float64(0)
    y = np.zeros(100)
    for i in range(x.size):
        s = s * x[i]  # warns: overflow encountered in scalar multiply
    for i in range(1, x.size):
        y[i] = y[i - 1] - x[i]
        t = t + y[i] * 1e-300
    for i in range(x.size):
        x[i] = np.inf
    for i in range(1, x.size):
        y[i] = y[i - 1] + x[i]
    w = np.float64(0)
    for i in range(1, x.size):
        w = w - y[i] * x[i]
    u = np.float64(np.inf)
    for i in range(x.size):
        u = u - x[i]  # warns: invalid value encountered in scalar subtract
    return s, t, y, w, u


def large_loops_with_nothing_to_say(z):
    n = 150
    a = np.full((n, n), 1.0 + z)
    b = np.full((n, n), 2.0)
    c = np.zeros((n, n))
    a[3, 5] = np.inf
    a[4, 5] = np.nan
    b[5, 149] = np.inf
    for i in range(n):
        for j in range(n):
            for k in range(n):
                c[i, j] += a[i, k] * b[k, j]
    d = np.zeros((n, n))
    with np.errstate(over="ignore"):
        for i in range(1, n - 1):
            for j in range(1, n - 1):
                d[i, j] = b[i, j] * 1e308 + a[i, j - 1] + a[i + 1, j]
    return c, d


def loops_with_floats_of_python(z):
    n = 40
    a = np.full((n, n), 1e200 + z)
    b = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            # Python's own say nothing.
            big = (i + 1e308) * 10.0
            b[i, j] = a[i, j] * a[j, i]  # warns: overflow encountered in scalar multiply
            b[i, j] = a[i, j] + (big - big if z > 1 else 1.0)
    with np.errstate(over="ignore"):
        for i in range(n):
            for j in range(n):
                b[i, j] = a[i, j] * 1e200
    return b


def sums_beside_comparisons(z):
    n = 40
    a = np.full((n, n), np.inf)
    a[3, 7] = np.nan
    b = np.full((n, n), 1.0 + z)
    for i in range(n):
        for j in range(n):
            b[i, j] = min(b[i, j], a[i, j])
    for i in range(1, n):
        for j in range(1, n):
            b[i, j] = max(b[i, j], a[i, j] - a[i, j - 1])  # warns: invalid value encountered in scalar subtract
    c = np.zeros((n, n))
    for i in range(1, n):
        for j in range(1, n):
            c[i, j] = max(b[i, j], a[3, 7] * 2.0)
    return c


def whole_numbers_in_large_loops(z):
    n = 40
    k = np.zeros((n, n), dtype=np.int64) + int(z + 5)
    c = np.zeros((n, n), dtype=np.int64)
    for i in range(n):
        for j in range(n):
            c[i, j] = k[i, j] * 3 + k[j, i] - 7
    for i in range(n):
        for j in range(n):
            c[i, j] = c[i, j] + 9223372036854775800  # warns: overflow encountered in scalar add
    d = np.zeros((n, n), dtype=np.uint8)
    e = np.zeros((n, n), dtype=np.uint8) + np.uint8(3)
    for i in range(n):
        for j in range(n):
            d[i, j] = d[i, j] - e[j, i]  # warns: overflow encountered in scalar subtract
    return c, d


def products_of_whole_numbers_in_lanes(z):
    n = 40
    a = np.zeros((n, n), dtype=np.int64) + int(z + 3)
    b = a + 2
    c = np.zeros((n, n), dtype=np.int64)
    a[31, 17] = 1 << 40
    b[31, 17] = (1 << 23) - 1
    for i in range(n):
        for j in range(n):
            c[i, j] = a[i, j] * b[i, j]
    b[31, 17] = -(1 << 23)
    for i in range(n):
        for j in range(n):
            c[i, j] = a[i, j] * b[i, j]
    b[31, 17] = 1 << 23
    for i in range(n):
        for j in range(n):
            c[i, j] = a[i, j] * b[i, j]  # warns: overflow encountered in scalar multiply
    u = a.astype(np.uint64)
    for i in range(n):
        for j in range(n):
            u[i, j] = u[i, j] * np.uint64(1 << 23)
    for i in range(n):
        for j in range(n):
            u[i, j] = u[i, j] * np.uint64(2)  # warns: overflow encountered in scalar multiply
    d = np.zeros((n, n), dtype=np.uint8) + np.uint8(15)
    d[3, 3] = 17
    for i in range(n):
        for j in range(n):
            d[i, j] = d[i, j] * np.uint8(15)
    for i in range(n):
        for j in range(n):
            d[i, j] = d[i, j] * np.uint8(2)  # warns: overflow encountered in scalar multiply
    return c, u, d


def sums_of_products_of_whole_numbers(z):
    n = 60
    a = np.zeros((n, n), dtype=np.int64) + int(z + 3)
    b = np.zeros((n, n), dtype=np.int64) - 5
    c = np.zeros((n, n), dtype=np.int64)
    d = np.zeros((n, n), dtype=np.int32)
    e = np.full((n, n), -7, dtype=np.int32)
    for i in range(n):
        for j in range(n):
            for k in range(n):
                c[i, j] += a[i, k] * b[k, j]
    for i in range(n):
        for j in range(n):
            for k in range(n):
                d[i, j] += e[i, k] * e[k, j] * i
    a[:, :] = 1 << 28
    b[:, :] = 1 << 28
    for i in range(n):
        for j in range(n):
            for k in range(n):
                c[i, j] -= a[i, k] * b[k, j]
    b[:, :] = 1 << 30
    for i in range(n):
        for j in range(n):
            for k in range(n):
                c[i, j] -= a[i, k] * b[k, j]  # warns: overflow encountered in scalar subtract
    b[7, 9] = 1 << 36
    c[:, :] = 0
    for i in range(n):
        for j in range(n):
            for k in range(n):
                c[i, j] += a[i, k] * (b[k, j] // 1 if z > 1 else 2)
    for i in range(n):
        for j in range(n):
            for k in range(7, 8):
                c[i, j] += a[i, k] * b[k, j]  # warns: overflow encountered in scalar multiply
    e[3, 3] = 40000
    for i in range(n):
        for j in range(n):
            for k in range(n):
                d[i, j] += e[i, k] * e[k, j] * 2  # warns: overflow encountered in scalar multiply
    return c, d


def elements_that_need_those_before(z):
    n = 150
    y = np.zeros((n, n))
    w = np.zeros((n, n))
    k = np.zeros((n, n), dtype=np.int64)
    for i in range(n):
        for j in range(1, n):
            y[i, j] = y[i, j - 1] * 1000.0 + (2.0 + z) * j  # warns: overflow encountered in scalar multiply
    for i in range(n):
        for j in range(1, n):
            w[i, j] = w[i, j - 1] * 100.0 + (2.0 + z) * 2.0
    for i in range(n):
        for j in range(1, n):
            k[i, j] = k[i, j - 1] + 123456789012345678  # warns: overflow encountered in scalar add
    for i in range(1, n):
        for j in range(1, n):
            k[i, j] = min(k[i - 1, j] // 8, k[i, j - 1] // 4, 9) + 1
    for i in range(1, n):
        for j in range(1, n):
            k[i, j] = min(k[i - 1, j] + 1, k[i, j - 1] + 1, k[i - 1, j - 1] + (0 if y[i, j] > 1e300 else 1))
    return y, w, k


def complex_sums_in_loops(z):
    n = 40
    w = np.full((n, n), 1e160 + 1e150j)
    s = w[0, 0] * z
    for i in range(n):
        for j in range(n):
            s = s + w[i, j] * 0.5
    for i in range(n):
        for j in range(n):
            s = s + w[i, j] * w[j, i]  # warns: overflow encountered in scalar multiply
    return s


def products_of_arrays(z):
    x = np.array([1e200, 1.0, 3.0]) + z
    m = np.array([[1e200, 1.0], [2.0, 1e200]]) + z
    a = x @ x  # warns: overflow encountered in matmul
    b = m @ m  # warns: overflow encountered in matmul
    c = np.matmul(m, m[0])  # warns: overflow encountered in matmul
    d = np.dot(x, x)  # warns: overflow encountered in dot
    e = np.dot(m, m)  # warns: overflow encountered in dot
    g = np.inner(x, x)  # warns: overflow encountered in dot
    h = np.tensordot(m, m)  # warns: overflow encountered in dot
    i = np.vdot(x, x)
    j = np.einsum("i,i->", x, x)
    k = np.einsum("ij,jk->ik", m, m)
    l = np.linalg.norm(x)  # warns: overflow encountered in dot
    o = np.linalg.norm(m, axis=1)  # warns: overflow encountered in multiply or reduce
    p = np.linalg.matrix_power(m, 3)  # warns: overflow encountered in matmul
    q = np.linalg.multi_dot([m, m, m])  # warns: overflow encountered in dot
    r = np.convolve(x, x)
    s = np.correlate(x, x)
    t = np.cov(m)  # warns: overflow encountered in dot
    return a, b, c, d, e, g, h, i, j, k, l, o, p, q, r, s, t


def products_that_are_invalid(z):
    x = np.array([np.inf, -np.inf, 1.0]) + z
    ones = np.ones(3) + z
    zeros = np.zeros((3, 2)) + z
    m = np.array([[np.inf, 1.0], [0.0, np.nan]]) + z
    a = x @ ones  # warns: invalid value encountered in matmul
    b = x @ zeros  # warns: invalid value encountered in matmul
    c = np.dot(x, ones)  # warns: invalid value encountered in dot
    d = m @ m  # warns: invalid value encountered in matmul
    e = m[1:] @ m[:, 1:]
    g = (m + 1j) @ m  # warns: invalid value encountered in matmul
    h = x.astype(np.float32) @ ones.astype(np.float32)  # warns: invalid value encountered in matmul
    return a, b, c, d, e, g, h


def products_in_parts(z):
    x = np.full(200000, 1e150) + z
    x[7] = 1e200
    m = np.ones((2, 100000)) + z
    m[1, 99999] = 1e160
    w = np.ones((300, 300)) + z
    w[299, 299] = 1e200  # in large products NumPy sees the flags of its own thread alone
    a = x @ x  # warns: overflow encountered in matmul
    b = m @ m.T  # warns: overflow encountered in matmul
    c = w @ w  # warns: overflow encountered in matmul
    return a, b, c


def products_without_warnings(z):
    x = np.array([1e100, np.nan, 2.0]) + z
    k = np.arange(4).reshape(2, 2) * 4000000000000000000
    with np.errstate(over="ignore", invalid="ignore"):
        y = np.array([1e200, np.inf]) + z
        a = y @ y
        b = np.dot(y, -y * y)
        c = np.cumsum(y * y)
        d = np.cumprod(y)
    return x @ x, k @ k, a, b, c, d, np.dot(x, x)


def running_sums(z):
    x = np.array([1e308, 1e308, -np.inf, 2.0]) + z
    m = np.array([[1e308, 1.0], [1e308, 2.0]]) + z
    a = np.cumsum(x)  # warns: overflow encountered in accumulate; invalid value encountered in accumulate
    b = np.cumprod(x)  # warns: overflow encountered in accumulate
    c = np.add.accumulate(m, axis=0)  # warns: overflow encountered in accumulate
    d = np.cumsum(m, axis=1)
    e = np.multiply.accumulate(x[:2])  # warns: overflow encountered in accumulate
    f = np.full(2, 3e38, np.float32)
    g = np.cumsum(f + np.float32(z))  # warns: overflow encountered in accumulate
    h = np.divide.accumulate(np.array([1.0, z]))  # warns: divide by zero encountered in accumulate
    i = np.subtract.reduce(np.array([1e308, -1e308 + z]))  # warns: overflow encountered in reduce
    j = np.divide.reduce(np.array([1.0, z]))  # warns: divide by zero encountered in reduce
    k = np.add.reduceat(x, [0, 2])  # warns: overflow encountered in reduceat
    l = np.nancumsum(x)  # warns: overflow encountered in accumulate; invalid value encountered in accumulate
    o = np.vander(x[:2], 3)  # warns: overflow encountered in accumulate
    p = np.trace(np.array([[1e308, z], [z, 1e308]]))  # warns: overflow encountered in reduce
    return a, b, c, d, e, g, h, i, j, k, l, o, p


def at_places(z):
    x = np.array([1e308, 1.0, 2.0]) + z
    np.add.at(x, [0, 0], 1e308)  # warns: overflow encountered in add
    np.multiply.at(x, [1, 1], 1e200)  # warns: overflow encountered in multiply
    np.divide.at(x, [2], z)  # warns: divide by zero encountered in divide
    return x


def other_kernels(z):
    x = np.array([1e308, -720.0, 3.0, -1.7e308]) + z
    m = np.array([[1e200, 1.0], [1.0, 1e200]]) + z
    n = np.array([[np.nan, 1.0], [1.0, 2.0]]) + z
    a = np.ldexp(x, 3)  # warns: overflow encountered in ldexp
    b = np.logaddexp(x, -x)  # warns: overflow encountered in logaddexp
    c = np.logaddexp2(-x, x)  # warns: overflow encountered in logaddexp2
    d = np.i0(x)  # warns: overflow encountered in exp
    e = np.i0(np.array([np.inf, z]))  # warns: invalid value encountered in divide
    g = np.linalg.det(m)  # warns: overflow encountered in det
    h = np.linalg.det(n)  # warns: invalid value encountered in det
    i = np.linalg.slogdet(n)[1]  # warns: invalid value encountered in slogdet
    j = np.linalg.slogdet(m)[1]
    k = np.polyval([1.0, 2.0, -np.inf], x)  # warns: overflow encountered in multiply; invalid value encountered in add
    l = np.polynomial.polynomial.polyval(x, [1.0, 2.0, 3.0])  # warns: overflow encountered in multiply
    o = np.median(np.array([1e308, 1e308 + z]))  # warns: overflow encountered in reduce
    p = np.kaiser(4, 800.0 + z)  # warns: overflow encountered in exp; invalid value encountered in divide
    q = np.nextafter(np.array([1.7976931348623157e308 + z]), np.inf)  # warns: overflow encountered in nextafter
    r = np.percentile(x, 30)
    s = np.quantile(np.array([[np.inf, -np.inf, 1.0], [1.0, 2.0, z]]), 0.3, axis=1)  # warns: invalid value encountered in add
    return a, b, c, d, e, g, h, i, j, k, l, o, p, q, r, s


def sums_beside_functions(z):
    x = np.array([1e308, 1.0, -1e308]) + z
    y = np.array([0.5, np.nan, 2.0]) + z
    a = np.exp(y) + (x + x)  # warns: overflow encountered in add
    b = np.log(y) * x * x  # warns: overflow encountered in multiply
    c = np.where(y > 0.0, x - -x, y)  # warns: overflow encountered in subtract
    d = np.sum(np.exp(x[:2]))  # warns: overflow encountered in exp
    e = np.maximum(x * x, y)  # warns: overflow encountered in multiply
    g = np.sqrt(np.abs(x) + np.abs(x)) + np.exp(y)  # warns: overflow encountered in add
    with np.errstate(over="ignore"):
        h = x * x
    i = h + np.exp(x)  # warns: overflow encountered in exp
    j = np.sum(np.exp(y) - np.array([np.inf, 0.0, np.inf]) * z)  # warns: invalid value encountered in multiply
    return a, b, c, d, e, g, i, j


def complex_functions(z):
    x = np.array([1e308 + 1j, 2j, 1.0 + 0j]) + z
    a = np.exp(x)  # warns: overflow encountered in exp
    b = np.log(x - x)  # warns: divide by zero encountered in log
    c = x * x  # warns: overflow encountered in multiply
    d = x + x  # warns: overflow encountered in add
    return a, b, c, d


def of_transforms_gradients_and_series(z):
    a = np.array([1.0, np.inf, 2.0, 1e308, -1e308, 3.0])
    a[0] = 1.0 + z
    b = np.full(8, 1e308)
    c = np.array([np.inf, 1.0, 1.0, 1.0 + z])
    m = np.array([[1e308, -1e308, 1.0], [1e308, 1e308, -1e308], [z, 1.0, 1e308]])
    r0 = np.fft.fft(a)  # warns: invalid value encountered in fft
    r1 = np.fft.rfft(a)
    r2 = np.fft.ifft(a)  # warns: invalid value encountered in ifft
    r3 = np.gradient(a)
    r4 = np.gradient(a, 1e-5)  # warns: overflow encountered in divide; overflow encountered in scalar divide
    r5 = np.polynomial.chebyshev.chebval(a, [1.0, 2.0, 3.0, 4.0])  # warns: invalid value encountered in add; overflow encountered in multiply
    r6 = np.polynomial.legendre.legval(a, [1.0, 2.0, 3.0, 4.0])  # warns: invalid value encountered in add; overflow encountered in multiply
    r7 = np.fft.fft(b)  # warns: invalid value encountered in fft; overflow encountered in fft
    r8 = np.fft.fft(c)
    r9 = np.fft.rfft(b)  # warns: invalid value encountered in rfft_n_even; overflow encountered in rfft_n_even
    r10 = np.fft.irfft(b)  # warns: invalid value encountered in irfft; overflow encountered in irfft
    r11 = np.fft.fft2(m)  # warns: overflow encountered in fft
    r12 = np.gradient(m)  # warns: overflow encountered in subtract
    r13 = np.gradient(m, axis=1, edge_order=2)  # warns: overflow encountered in multiply; overflow encountered in subtract
    r14 = np.gradient(m, np.array([0.0, 1.0, 3.0]), axis=0)  # warns: overflow encountered in subtract
    r15 = np.polynomial.hermite.hermval(a, [1.0, 2.0, 3.0, 4.0])  # warns: invalid value encountered in add; overflow encountered in multiply
    r16 = np.polynomial.laguerre.lagval(a, [1.0, 2.0, 3.0, 4.0])  # warns: invalid value encountered in add; overflow encountered in multiply
    r17 = np.polynomial.hermite_e.hermeval(a, [1.0, 2.0, 3.0, 4.0])  # warns: invalid value encountered in add; overflow encountered in multiply
    r18 = np.polynomial.polynomial.polyval(a, [1.0, 2.0, 3.0, 4.0])  # warns: invalid value encountered in multiply; overflow encountered in multiply
    r19 = np.fft.fftn(m)  # warns: overflow encountered in fft
    r20 = np.fft.rfft2(m)  # warns: overflow encountered in fft; overflow encountered in rfft_n_odd
    r21 = np.gradient(np.array([-1e308, 1e308, 1e308 + z]))  # warns: overflow encountered in scalar subtract; overflow encountered in subtract
    return r0, r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11, r13, r14, r15, r16, r17, r18, r19, r20, r21


def far_inside_of_long_arrays(z):
    x = np.linspace(1.0, 2.0, 3000)
    x[2047] = z
    a = np.tanh(np.log(x))  # warns: divide by zero encountered in log
    b = 1.0 / (1.0 + np.exp(1000.0 * x))  # warns: overflow encountered in exp
    c = np.where(x > 0.5, np.arctan(1.0 / x), np.cos(x))  # warns: divide by zero encountered in divide
    d = x.copy()
    d[:] = np.exp(-np.sqrt(d - 0.5))  # warns: invalid value encountered in sqrt
    m = x > 1.9
    e = x.copy()
    e[m] = 1.0 / np.exp(e[m] * 400.0)  # warns: overflow encountered in exp
    f = np.sum(np.log(x.reshape(60, 50)), axis=1)  # warns: divide by zero encountered in log
    g = np.max(np.minimum(np.log(x), 1.0))  # warns: divide by zero encountered in log
    h = np.sum(np.exp(x) * np.full(3000, 1e305))  # warns: overflow encountered in reduce
    i = np.floor(np.exp(x) * 1e19).astype(np.int64)  # warns: invalid value encountered in cast
    j = np.logaddexp(x * 1e308, -1e308)  # warns: overflow encountered in logaddexp; overflow encountered in multiply
    return a, b, c, d, e, f, g, h, i, j


def nothing_to_say_of_odd_numbers(z):
    x = np.linspace(1.0, 2.0, 3000)
    x[5] = np.nan
    x[1024:1600] = np.inf
    x[2999] = -np.inf
    a = np.exp(-np.abs(x)) + np.tanh(x)
    b = 1.0 / (1.0 + np.exp(-x))
    x[:] = np.maximum(np.sqrt(np.abs(x)) * 2.0, 1.5 + z)
    m = np.isfinite(x)
    x[m] = np.exp(x[m])
    return a, b, x, np.sum(np.exp(x[:5])), np.max(np.exp(-x[6:])), np.sum(np.exp(-np.abs(x)) + x)
