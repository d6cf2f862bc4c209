# SPDX-License-Identifier: Apache-2.0
# Programs that NumPy warns of: `# warns: text` at the end of a line is what NumPy 2.4 says of it, as category (but for
# RuntimeWarning) and text; nothing else is said. Each function is called with 0.0.
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
