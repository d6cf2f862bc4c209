# SPDX-License-Identifier: Apache-2.0
# `*values` whose number only the run knows, loops over tuples beside them, choices of any size, and arrays of parts that are lists.

import itertools
import math

import numpy as np


def numbers(count, seed=7):
    values = []
    x = seed
    for _ in range(count):
        x = (x * 1103515245 + 12345) % 2147483648
        values.append((x >> 9) % 10)
    return values


def t_zip_of_tuples():
    xs = numbers(5)
    pairs = [(x, x * 0.5) for x in xs]
    for t, (a, b) in zip((1, 2, 3), pairs):
        print(t, a, b)
    for t, x in zip((1, 2.5, None, 'a'), xs):
        print(t, x)
    weights = [[], [0.5], [1, 0.25], [1, 2, 3]]
    for i in range(4):
        print(sum(a * x for a, x in zip(weights[i], xs)))
    heights = [4, -5, 3, -4, 5, -4.2, 2.1, 4.3, -3.1, 2.1, -4.2]
    places = [0.1, 0.13, 0.15, 0.23, 0.25, 0.40, 0.44, 0.65, 0.76, 0.78, 0.81]
    print(sum(h * (0.5 > p) for p, h in zip(places, heights)))
    for i, (x, name) in enumerate(zip(xs, ('a', 'b', 'c'))):
        print(i, x, name)
    return [(n, x) for n, x in zip(('p', 'q'), xs)]


def t_displays():
    a = numbers(3)
    b = tuple(numbers(2, 5))
    c = np.array(numbers(4, 3)) * 0.5
    print([*a, *b], (*a, *b), [0, *b, 1], (*b,), {*a, *b} == set(a + list(b)), [*range(len(a)), *a])
    x, y = (*b,)
    first, *rest = [*b, *a]
    print(x + y, first, rest, [float(v) for v in [*c, 1.0]], [*map(str, a)])
    return [*a, *b], (*a, 1), (*b, *a)


def t_printed():
    a = numbers(4)
    print(*a)
    print('a', *tuple(a), 'b', sep=', ')
    print(*(x * 2 for x in a), *[1, 2], sep='-')
    print(*map(str, a), end='!\n')
    print(*sorted(a), *[0.5] * len(a))
    print(*[x for x in a if x > 100], 'none')


def area(width, height):
    return width * height


def t_calls():
    v = np.array(numbers(2)) * 1.5
    w = np.array(numbers(len(v))) + 1.0
    print(float(np.hypot(*(w - v))), area(*w[:2].tolist()), math.atan2(*w.tolist()), float(np.arctan2(*tuple(w))))
    a = numbers(5)
    print(max(*a), min(*a), max(3, *a), min(*a, *a), max(*a, key=lambda x: -x), max(0, 1, *tuple(a)))
    return '%d-%d' % tuple(a[:2]), '{} {}'.format(*a)


def t_wrong_count():
    v = numbers(3)
    return np.hypot(*v)


def t_math_count():
    return math.atan2(*numbers(3))


def t_max_of_none():
    return max(*numbers(0))


def t_max_of_one():
    return max(*numbers(1))


def t_tuples_in_order():
    i, j, k = numbers(3)
    ij = tuple(sorted((i, j)))
    pairs = [tuple(numbers(n)) for n in range(4)]
    print(ij, max(ij, (k, i)), min(ij, (k, i), (0, 0)), max(pairs[1], pairs[2]), min(pairs[3], pairs[2]), max([1, 2], [i]))
    print(tuple(sorted((0.5, -0.0))), sorted((i, j), reverse=True), max((1, 'a'), (1, 'b')), min('b', 'a'))
    return ij, max(pairs[1], pairs[3])


def t_choices():
    n = len(numbers(4))
    items = numbers(n)
    for perm in itertools.permutations(range(3)):
        print(perm, perm[0], end=' ')
    for r in range(n + 1):
        print(list(itertools.combinations(items, r)), len(list(itertools.permutations(items, r))))
    print(list(itertools.combinations_with_replacement('ab', n - 1)), list(itertools.permutations(items[:3])))
    for bits in itertools.product((0, 1), repeat=n - 1):
        print(bits, sum(bits), end=' ')
    print([sum(c) for c in itertools.product(items[:2], repeat=n - 2)], list(itertools.product(items, repeat=n - 4)))
    best = max(itertools.permutations(items), key=lambda order: sum(i * x for i, x in enumerate(order)))
    print(best, [set(c) for r in range(2) for c in itertools.combinations(items, r)][-1])
    return best, [c for c in itertools.combinations(items, n - 2)]


def t_negative_choice():
    items = numbers(3)
    return list(itertools.combinations(items, len(items) - 4))


def t_joined_parts():
    k = len(numbers(3))
    lo, hi = 0.5, 2.5
    inner = np.linspace(lo, hi, k + 2)
    knots = np.concatenate([[lo] * k, inner, [hi] * k])
    rows = np.vstack([[1.0] * k, np.arange(k), tuple(numbers(k))])
    print(knots, rows, np.hstack(([0] * k, [1.5], [2] * k)), np.concatenate((numbers(k), numbers(2))))
    xs = numbers(k)
    ys = [x * 0.5 for x in xs]
    print(np.array([xs, ys]), np.array([[0] * k, xs]).sum(), np.array([tuple(xs), tuple(xs)]).shape, np.append([1.5] * k, xs))
    path = [tuple(np.zeros(2))]
    path.append((1.5, 2.0))
    path.append(tuple(map(float, ys[:2])))
    print(np.array(path), np.array([tuple(x for x in xs), tuple(ys)]))
    return knots, rows, np.r_[[0.0] * k, 1.0, xs]


def t_lists_made_of_arrays():
    a = np.array(numbers(3)) * 0.5
    xs = a.tolist()
    xs.append(7)
    ys = a.tolist()
    ys.insert(0, None)
    rows = np.outer(a, a).tolist()
    rows[0].append(1)
    rows.append([2, 'a'])
    words = 'a b c'.split()
    words.append(None)
    letters = list('xyz')
    letters[1] = 5
    zs = list(a)
    zs.append(2.5)
    views = list(np.outer(a, a))
    views.append(None)
    path = [list(a)]
    path.append(list(map(float, a)))
    print(xs, ys, rows, words, letters, len(zs), sum(zs), len(views), views[-1], np.array(path))
    ys[1:2] = a[:2] * 2
    return xs, rows[1:], words, letters, float(views[0][1])
