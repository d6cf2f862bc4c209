# SPDX-License-Identifier: Apache-2.0
# Results of any structure, ranges, unpacking: each function that begins with `t_` is a task.

import numpy as np
import math
import weft


def t_r1():
    a = np.arange(3.0); i = 2; j = 3
    return a, (i, j), [1.0, 2.0]


def t_r2():
    return (1, (2, (3.0, np.arange(2))))


def t_r3():
    return [(1, 2.0), (2, 3.0)]


def t_r4():
    return np.unique(np.array([3, 1, 1]), return_counts=True)


def t_r5():
    return np.linalg.eigh(np.eye(2))


def t_r6():
    s = np.linalg.slogdet(np.eye(2) * 3)
    return s, 1


def t_r7():
    return [np.arange(2), np.arange(3)]


def t_r8():
    return "abc"


def t_r9():
    return [1, 2], None


def t_r10():
    return ()


def t_r11():
    return {"a": 1, "b": np.arange(3)}


def t_r12():
    return [[1, 2], [3]], (True, "x")


def t_r13():
    return ["a", "b"]


def t_r14():
    return [None, 1][0], 2


def t_r15():
    return (np.arange(3).shape, 2)


def t_r16():
    a = []
    return a


def t_r17():
    if np.arange(3).sum() > 2:
        return 1, (2, 3)
    return 4, (5, 6)


def t_rng6():
    return 3 in range(5), 5 in range(5)


def t_rev1():
    xs = [1, 2, 3]
    r = list(reversed(xs))
    print(r)
    a = np.arange(4)
    a[1:3] = list(reversed([7, 8]))
    xs[0:2] = reversed([9, 10])
    print(xs, a)
    for x in reversed(xs[1:]): print(x)
    for x in reversed(a): print(x)
    for i, x in enumerate(reversed(xs)): print(i, x)
    for i in reversed(range(3)): print(i)
    for i, x in reversed(list(enumerate(xs))): print(i, x)


def t_rev2():
    xs = [1, 2, 3, 4, 5]
    i = 1
    j = 3
    xs[i:j] = reversed(xs[i:j])
    return xs


def t_as1():
    xs = [1, 2, 3]
    x = np.arange(4)
    i, j = 0, 2
    xs[i], xs[j] = xs[j], xs[i]
    x[i], x[j] = x[j], x[i]
    x[[0, 1]] = x[[1, 0]]
    (a, b), c = (1, 2), 3
    for k, (p, q) in enumerate([(1, 2), (3, 4)]): print(k, p, q)
    a = b = c = 5
    x[0], y = 7, 8
    [p, q] = [1, 2]
    return xs, x, a, p, y


def t_st1():
    xs = [1, 2, 3]
    for k in range(3): xs.append(k)
    a, *rest = xs
    *init, last = xs
    f, *mid, l = xs
    return a, rest, init, last, mid, l


def t_st2():
    xs = [1]
    for k in range(3): xs.append(k)
    xs.pop(); xs.pop(); xs.pop(); xs.pop()
    a, *rest = xs
    return rest


def t_zip1():
    a = [1, 2, 3]; b = (4.0, 5.0); c = np.arange(10)
    for x, y, z in zip(a, b, c): print(x, y, z)
    for i, (x, y) in enumerate(zip(a, c), start=1): print(i, x, y)
    for i, x in enumerate(a, 10): print(i, x)
    for x, y in zip(a, [1, 2, 3], strict=True): print(x, y)


def t_sum2():
    return sum([[1.0], [2.0]], []), sum(((1, 2), (3,)), ())


def t_entries_of_several_types():
    print(report(1)["best"] is None, report(4)["scale"])
    return report(0), report(3)


def report(n):
    best = None
    for k in range(n):
        if k * k > 3:
            best = k
    scale = 2 if n < 2 else 2.5
    return {"n": n, "best": best, "scale": scale, "name": f"n{n}"}
