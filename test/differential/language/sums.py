# SPDX-License-Identifier: Apache-2.0
# Sums of floats, of which there may be none: then they are the int 0.

import math

import numpy as np


def t_sums_of_some_and_of_none():
    xs = [0.5, 1.5]
    for k in (1.0, 0.0, 9.0):
        print(sum(x for x in xs if x > k))
        total = sum(x for x in xs if x > k)
        print(total, total * 2, -total, total + 1, total / 3, total // 2, round(total, 1), abs(total))
        print(f'{total} {total:.2f} {total!r}', str(total), [total, 2.5], (total,), {'a': total})
        s = 0.0
        s += total
        print(s, total == 0, bool(total), max(total, 0), isinstance(total, float), isinstance(total, int))
    return total


def t_sums_of_arrays():
    a = np.array([2.0, 3.0])
    for n in (2, 0):
        total = sum(x for x in a[:n])
        print(float(total), total == 0, int(total))
        print(f'{sum(a[:n]):.3f}', isinstance(sum(a[:n]), int))
    return total, sum(a[:n]), sum(a[i] for i in range(n))


def t_sums_nobody_can_tell():
    a = np.array([4.0, 9.0])
    y = np.zeros(3)
    for n in (0, 1, 2):
        s = sum(a[i] for i in range(n))
        y[n] = math.sqrt(s) + 0.5 * s
        mean = sum(a[:n]) / max(n, 1)
        if s > 3 and mean > 1:
            y[n] += s / 2
        print(y[n], mean)
    return y


def t_sums_in_functions():
    def add(values, limit):
        return sum(v for v in values if v > limit)

    def twice(x):
        return 2 * x

    xs = [0.5, 1.5]
    for k in (1.0, 9.0):
        print(add(xs, k), twice(add(xs, k)), [add(xs, j) for j in (k, 0.0)])
    best = None
    for k in (9.0, 1.0):
        t = add(xs, k)
        if best is None or t > best:
            best = t
            print(best)
    return best


def t_negative_of_nothing():
    xs = [v * 0.5 for v in range(0)]
    y = np.ones(3)
    y[0] = -sum(xs)
    y[1] = sum(xs) * -1
    k = -2
    s = sum(v for v in xs)
    y[2] = k * s
    return y, -s


def t_sums_kept():
    rows = []
    for n in range(3):
        row = {'n': n, 'sum': sum(0.5 for _ in range(n))}
        rows.append(row['sum'])
    totals = [sum(v * 0.5 for v in range(n)) for n in range(3)]
    print(rows, totals, sum(totals), sorted(totals, reverse=True))
    return rows, totals


def t_complex():
    zs = [1 + 2j, 2 - 1j]
    for n in (2, 0):
        print(sum(zs[:n]), sum(z * z for z in zs[:n]))
    return sum(zs[:n])


def t_start():
    xs = [v * 0.5 for v in range(0)]
    return sum(xs, 0.0), sum(xs, 3), sum((v for v in xs), 1)
