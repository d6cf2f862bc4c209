# SPDX-License-Identifier: Apache-2.0
# Where Python's answer depends on more than values: when the items of an iterator are computed, which NaN is which object,
# the sum of nothing, `a.flat` with fewer values than places. Marks as in `traps.py`; what is printed is compared too.
import math

import numpy as np


def shout(x):
    print("f", x)
    return x * 2


# gives (5)
def map_stops_where_the_loop_does(n):
    total = 0
    for y in map(shout, range(n)):
        print("body", y)
        if y > 4:
            break
        total += y
    else:
        total = -1
    return total


# gives (3)
def generators_in_loops(n):
    xs = [1.0, 2.0, 0.0, 4.0]
    total = 0.0
    for y in (1.0 / x for x in xs):
        if y < 0.7:
            break
        total += y
    for a, b in ((x, x + n) for x in xs if x > 1.0):
        print(a, b)
    for y in filter(lambda v: shout(v) > 2.0, xs):
        print("kept", y)
    for i, y in enumerate(map(math.sqrt, xs)):
        print(i, y)
    for p in map(lambda a, b: a * b, xs, range(n)):
        print(p)
    for p in map(abs, filter(None, xs)):
        print(p)
    return total


# gives (4)
def any_and_all_stop(n):
    print(list(map(shout, range(n))), sum(map(shout, range(n))))
    first = any(1.0 / (3 - i) < 0.4 for i in range(n))
    second = any(map(lambda i: 1 // (2 - i) > 0, range(n)))
    third = all(x < 1 for x in range(n) if 5 // (3 - x) > 0)
    fourth = any(map(shout, range(n)))
    return first, second, third, fourth


# gives (4)
def generators_look_names_up_late(n):
    total = 0
    k = 1
    for y in (x * k for x in range(n)):
        k += 1
        total += y
    return total


# refused WEFT282 (4)
def kept_generator(n):
    g = (x for x in range(n))
    return sum(g)


# refused WEFT282 (4)
def kept_map(n):
    m = map(abs, range(n))
    return sum(m)


# refused WEFT282 (4)
def effects_inside_enumerate(n):
    total = 0
    for i, y in enumerate(map(shout, range(n))):
        total += i * y
    return total


# refused WEFT282 (4)
def reversed_zip(n):
    total = 0
    for a, b in reversed(zip(range(n), range(n))):
        total += a * b
    return total


# gives (0)
def sum_of_no_floats(n):
    return sum(x * 0.5 for x in range(n))


# gives (0)
def sum_of_an_empty_map(n):
    return sum(map(lambda x: x * 0.5, range(n)))


# gives (f64[0])
def sum_of_an_empty_array(a):
    return sum(a)


# gives (0)
def sums_of_nothing_that_are_ints(n):
    return sum(range(n)), sum(x for x in range(n)), sum([x * 0.5 for x in range(n)], 0.0)


# gives (3)
def sums_of_something(n):
    return sum(x * 0.5 for x in range(n)), sum(np.ones(n)), sum(map(float, range(n)))


# gives (1.0)
def numbers_among_items(x):
    xs = [1.0, x, 2.0]
    xs.append(3.0)
    return x in (1.0, 2.0, x * 2), (x, 1.0) == (2.0, x), [x, 1] == [x, 2], xs.count(x), xs.index(2.0), xs == [1.0, x, 2.0, 3.0]


# gives (nan)
def nan_among_numbers(x):
    xs = [1.0, x]
    xs.append(2.0)
    return xs.count(1.0), xs.index(2.0), (1.0, x) == (2.0, x), 3.0 in xs, x in (1.0, 2.0), min(xs), max(x, 1.0), min(1.0, x)


# raises NotImplementedError, gives (4): NumPy reads the mask while it writes.
def mask_in_what_it_selects(n):
    flags = np.arange(n * n).reshape(n, n) % 5 < 2
    turned = flags[:, ::-1]
    turned[flags] = ~flags[flags]
    return flags.sum()


# gives (4)
def copied_mask(n):
    flags = np.arange(n * n).reshape(n, n) % 5 < 2
    turned = flags[:, ::-1]
    turned[flags.copy()] = ~flags[flags]
    flags[flags] = n > 3
    return flags.sum(), turned.sum()


# raises NotImplementedError, gives (nan): Python finds the very same object.
def nan_in_tuple(x):
    return x in (1.0, x)


# raises NotImplementedError, gives (nan): the same for a list.
def nan_in_list(x):
    xs = [1.0, x]
    xs.append(2.0)
    return x in xs


# raises NotImplementedError, gives (nan): and for comparisons.
def nan_equals_itself_in_lists(x):
    xs = [x]
    xs.append(1.0)
    ys = [x]
    ys.append(1.0)
    return xs == ys


# gives (7)
def short_sort_with_nan(n):
    xs = [float(i * 7 % 5) if i % 3 else math.nan for i in range(n)]
    return sorted(xs), sorted(xs, reverse=True), min(xs), max(xs)


# raises NotImplementedError, gives (100): more items with NaN have no order of their own.
def long_sort_with_nan(n):
    xs = [float(i * 7 % 5) if i % 3 else math.nan for i in range(n)]
    return sorted(xs)


# gives (6)
def flat_repeats(n):
    a = np.zeros((3, 4))
    a.flat[0:n] = [1.0, 2.0]
    a.flat[[7, 8, 9]] = np.ones((2, 2)) * 5
    a.flat[10:] = np.array([], dtype=np.float64)
    a.T.flat[-2:] = (8, 9, 10)
    a.flat[::-5] = 7
    b = np.zeros((2, 3), dtype=np.int32)
    b.flat = np.arange(4.0)
    b.flat[np.array([True, False, False, False, False, True])] = np.arange(5)
    c = np.ones((2, 2))
    c.flat = np.arange(9.0)
    c.flat = np.zeros(0)
    return a, b, c


# refused WEFT224 (6)
def flat_element_takes_one_number(n):
    a = np.zeros(n)
    a.flat[2] = np.ones(2)
    return a
