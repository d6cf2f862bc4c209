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
