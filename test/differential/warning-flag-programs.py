# SPDX-License-Identifier: Apache-2.0
# Programs as in warning-programs.py, of what the processor's flags alone do not tell: results that are overwritten, divisions among sums,
# and numbers that loops do not change. `overwritten_in_loops` and `divisions_among_sums` name all that can have overflowed in a planned
# loop, where NumPy names each for itself.
import numpy as np


def short_rows_with_nothing_to_say(z):
    results = np.zeros(4)
    x = np.full((300, 11), 3.0 + z)
    y = np.full((300, 11), 2.0 + z)
    r = y[0]
    w = x / r + x / (r + y) + x / (r * x) - x / (r - x) * (r / x) + x / (y * r) - (x + r) / (x - y) + (x - 2 * r) / (x * y) / (r * y * x)
    results[0] = w[5, 3]
    x = np.full((300, 13), 3.0 + z)
    y = np.full((300, 13), 2.0 + z)
    r = y[0]
    w = x / r + x / (r + y) + x / (r * x) - x / (r - x) * (r / x) + x / (y * r) - (x + r) / (x - y) + (x - 2 * r) / (x * y) / (r * y * x)
    results[1] = w[5, 3]
    x = np.full((300, 14), 3.0 + z)
    y = np.full((300, 14), 2.0 + z)
    r = y[0]
    w = x / r + x / (r + y) + x / (r * x) - x / (r - x) * (r / x) + x / (y * r) - (x + r) / (x - y) + (x - 2 * r) / (x * y) / (r * y * x)
    results[2] = w[5, 3]
    x = np.full((300, 15), 3.0 + z)
    y = np.full((300, 15), 2.0 + z)
    r = y[0]
    w = x / r + x / (r + y) + x / (r * x) - x / (r - x) * (r / x) + x / (y * r) - (x + r) / (x - y) + (x - 2 * r) / (x * y) / (r * y * x)
    results[3] = w[5, 3]
    return results


def overwritten_in_loops(z):
    n = 150
    a = np.full((n, n), 1.0 + z)
    a[3, 5] = 1e200
    b = np.zeros((n, n))
    c = np.zeros(n)
    for i in range(n):
        for j in range(n):
            t = a[i, j] * a[i, j]  # warns: overflow encountered in scalar multiply or scalar add (lines 41 to 42)
            t = a[i, j] + 1.0
            b[i, j] = t
    for i in range(n):
        for j in range(n):
            c[i] = a[i, j] * a[i, j]  # warns: overflow encountered in scalar multiply
    return b, c


def divisions_among_sums(z):
    n = 4000
    a = np.full(n, 1.0 + z)
    b = np.full(n, 1.0 + z)
    c = np.zeros(n)
    a[5] = b[7] = 1e300
    b[5] = 1e-300
    for i in range(n):
        c[i] = a[i] / b[i]  # warns: overflow encountered in scalar divide; overflow encountered in scalar divide or scalar multiply (lines 58 to 59)
        b[i] = b[i] * b[i]
    return b, c


def fixed_in_loops(z):
    n = 40
    a = np.zeros((n, n))
    s = np.float64(1e200 + z)
    for i in range(n):
        for j in range(i):
            a[j, j] = a[j, j] * 0.5 + s * s  # warns: overflow encountered in scalar multiply
    return a


def elements_in_between(z):
    v = np.arange(1.0, 401.0) + z
    w = np.arange(400.0) % 2
    m = np.ones((60, 7)) + z
    k = np.zeros((60, 7))
    k[:, 3] = 2.0
    k[:, 4] = -1.0
    big = np.full(400, 1e300)
    big[::2] = 2.0 + z
    return v[1::2] / w[1::2], m[:, 3] / k[:, 3], big[::2] * big[::2] + v[::2], np.sqrt(k[:, 3] - 0.5), (big[::4] - 1.0) * big[2::4]


def elements_in_between_and_their_own(z):
    v = np.arange(400.0) + z
    w = np.arange(400.0) % 2
    return v[::2] / w[::2]  # warns: divide by zero encountered in divide; invalid value encountered in divide
