# SPDX-License-Identifier: Apache-2.0
# Tuples whose length only the run knows: operators, keys of dictionaries and sets, growing in loops and calls, results.

from collections import Counter, defaultdict, deque

import numpy as np


def numbers(count, seed=7):
    values = []
    x = seed
    for _ in range(count):
        x = (x * 1103515245 + 12345) % 2147483648
        values.append((x >> 9) % 10)
    return values


def t_operators():
    t = tuple(numbers(6))
    u = t + (7,)
    v = (1, 2) + t
    print(t, len(t), t[0], t[-1], t[1:3], t[::-1], t[::2], t[9:], t * 2, 2 * t[:1])
    print(u, v, t == u, t == t[:], t != u, t < u, t <= t, u > t, t >= u, t == (1, 2), t == 3, t == list(t))
    print(max(t), min(t), sum(t), sorted(t), sorted(t, reverse=True), any(t), all(t), t.count(t[0]), t.index(t[2]))
    print(t[0] in t, -1 in t, -1 not in t, list(t), list(reversed(t)), tuple(t), bool(t), bool(t[9:]), not t)
    print(isinstance(t, tuple), isinstance(t, list), str(t), f'{t} {t!r}', '%s' % (t,))
    a, b, *rest = t
    first, *_, last = t
    print(a, b, rest, first, last)
    for i, x in enumerate(t):
        print(i, x, end=' ')
    for x, y in zip(t, t[1:]):
        print(x - y, end=' ')
    print()
    t += (1, 2.5)
    print(t, t[-1], t[0])
    return t, u, v, t[:0], [u, v], (t, 1), {'t': t}


def t_from_anything():
    n = len(numbers(4))
    print(tuple(range(n)), tuple(x * 2 for x in range(n)), tuple([0.5] * n), tuple('ab' * n), tuple({3: 1, 1: 2}))
    print(tuple(map(str, range(n))), tuple(zip(range(n), 'abcd')), tuple(enumerate(range(n))), tuple(sorted({3, 1, 2})))
    return tuple(str(x) for x in range(n)), tuple(tuple(range(i)) for i in range(n))


def t_from_arrays():
    n = len(numbers(4))
    print(tuple(np.arange(n).tolist()), tuple(np.ones((n, 2)).tolist()), tuple(deque(range(n))))
    return tuple(np.arange(n) * 0.5), tuple(np.arange(n).tolist())


def t_of_known_length():
    n = len(numbers(4))
    print(tuple([]), tuple(), tuple(x for x in range(n) if x > 9), tuple([1] * (n - 3)), tuple([None] * n))
    a = np.zeros((2, 3))
    shape = tuple(a.shape)
    i, j = tuple(sorted((5, 3)))
    row = np.arange(6).reshape(2, 3)[1]
    print(shape, np.ones(shape), i, j, tuple(row)[0] + 1, tuple(int(x) for x in row))
    return shape, tuple(row)


def t_keys():
    seen = {}
    xs = numbers(40)
    for i in range(36):
        key = tuple(xs[i : i + i % 4])
        seen[key] = seen.get(key, 0) + 1
    print(seen, len(seen), () in seen, seen[()], seen.get((9, 9, 9, 9), -1), (1, 2) in seen)
    pairs = {(1, 2): 'a'}
    pairs[tuple(xs[:3])] = 'b'
    pairs[tuple(sorted([4, 3]))] = 'c'
    print(pairs, pairs[(3, 4)], tuple([1, 2]) in pairs)
    for key, value in pairs.items():
        print(key, value, len(key))
    counts = Counter(tuple(sorted(xs[i : i + 2])) for i in range(20))
    print(counts.most_common(3), counts[(0, 0)])
    groups = defaultdict(list)
    for i in range(12):
        groups[tuple(xs[i : i + i % 3])].append(i)
    print(list(groups.items()), sorted(groups))
    del seen[()]
    print(() in seen, seen.pop(tuple(xs[1:2])), min(seen), max(seen, key=len))
    nested = {(tuple(xs[:2]), 1): 0.5}
    nested[(tuple(xs[:3]), 2)] = 1.5
    print(nested, nested[(tuple(xs[:2]), 1)])
    return seen, pairs, sorted(counts), nested


def t_missing_key():
    xs = numbers(3)
    d = {tuple(xs): 1}
    return d[tuple(xs[:1])]


def t_missing_nested():
    xs = numbers(3)
    d = {(1, (2, 3)): 1}
    return d[(1, (2, xs[0] + 50))]


def t_sets():
    xs = numbers(60)
    a = {tuple(xs[i : i + i % 3]) for i in range(30)}
    b = set()
    for i in range(30, 55):
        b.add(tuple(xs[i : i + i % 4]))
        b.add((xs[i], xs[i + 1]))
    print(a, b, len(a), len(b))
    print(a | b, a & b, a - b, a ^ b, a <= b, a == a | a, sorted(a), () in a, (1, 2) in b)
    a |= b
    a -= {(), tuple(xs[:1])}
    a.discard(tuple(xs[3:5]))
    b ^= a
    print(a, b)
    c = a.copy()
    while len(c) > 10:
        print(c.pop(), end=' ')
    c.clear()
    floats = {tuple(x / 4 for x in xs[i : i + 3]) for i in range(8)}
    print(c, sorted(floats), floats)
    return sorted(a), sorted(b)


def t_grow():
    n = len(numbers(7))
    path = ()
    for i in range(n):
        if i % 2 == 0:
            path = path + (i,)
        else:
            path += (i, i * 10)
    best = None
    for i in range(n):
        p = tuple(range(i))
        if best is None or len(p) > len(best):
            best = p
    q = (1, 2) if n > 30 else (1, 2, 3)
    if n > 100:
        r = (1.5, 2)
    else:
        r = (1, 2, 3)
    state = (0, ())
    while state[0] < 4:
        state = (state[0] + 1, state[1] + (state[0] * 0.5,))
    queue = [(0,)]
    found = []
    while queue:
        at = queue.pop(0)
        if len(at) == 3:
            found.append(at)
            continue
        for step in range(2):
            queue.append(at + (step,))
    print(path, best, q, r, len(r), r[0], state, found)
    return path, best, q, r, state, found


def collatz(node, path):
    if node == 1:
        return path + (1,)
    return collatz(node // 2 if node % 2 == 0 else 3 * node + 1, path + (node,))


def ways(coins, amount):
    if amount == 0:
        return 1
    if amount < 0 or not coins:
        return 0
    return ways(coins, amount - coins[0]) + ways(coins[1:], amount)


def partition(n, most):
    if n == 0:
        return [()]
    result = []
    for k in range(min(n, most), 0, -1):
        for rest in partition(n - k, k):
            result.append((k,) + rest)
    return result


def t_calls():
    n = len(numbers(6))
    print(collatz(n, ()), ways(tuple(x + 1 for x in range(n)), 12), partition(n, n))
    return collatz(n + 1, ()), partition(4, 4)


def pick(n):
    if n > 5:
        return (n,)
    return (n, n + 1)


def t_results_of_functions():
    t = pick(len(numbers(3)))
    u = pick(len(numbers(9)))
    print(t, u, len(t), t[0], u + t)
    return t, u


def t_lists_of_tuples():
    xs = numbers(12)
    rows = [tuple(xs[:i]) for i in range(5)]
    rows.append((1, 2))
    rows.sort(key=len, reverse=True)
    print(rows, sorted(rows), max(rows), min(rows), rows.index((1, 2)), (1, 2) in rows, rows == rows[:])
    mixed = [(1, 2), (1, 2, 3)]
    for row in mixed:
        print(row, len(row), sum(row))
    print(mixed, np.array(rows[0]), np.array(rows[0]) * 2, np.sum(rows[0]), np.array([1, 2, 3]) + tuple(xs[:3]))
    print(sorted(rows, key=lambda row: (len(row), row)), [row[0] for row in rows if row])
    texts = tuple(str(x) for x in xs)
    print(texts, ', '.join(texts), texts[0] + texts[1])
    return rows, mixed, texts


def t_known_tuples():
    xs = numbers(4)
    k = xs[0] % 3 + 1
    t = (10, 20, 30, 40)
    names = ('a', 'b', 'c')
    print(t[:k], t[k:], t[::2], t[3:0:-2], names[:k], t.count(20), t.index(30), (0,) * k, ('x', 1) * k)
    return t[:k] + t[:1], names[k - 1 :]


def t_index_error():
    t = tuple(numbers(3))
    return t[len(t)]


def t_index_of_missing():
    t = tuple(numbers(3))
    return t.index(77)


def t_unpack_error():
    t = tuple(numbers(3))
    a, b = t
    return a + b


def t_isinstance():
    t = tuple(numbers(3))
    s = {1, 2}
    print([isinstance(x, tuple) for x in ((1, 2), t)], isinstance(s, list), isinstance({t[0]: 1}, list))
    return isinstance(t, (list, tuple)), isinstance(list(t), tuple)


def t_as_an_index():
    a = np.arange(12).reshape(3, 4)
    place = tuple(x % 3 for x in numbers(2))
    a[place] += 50
    a[tuple([1] * len(place))] = 7
    moves = [(0, 1), (1, 0)]
    at = tuple(sum(move[k] for move in moves) for k in range(len(place)))
    print(a, a[place], a[at], a[place, 0], a[tuple(np.array([1, 2]))])
    return int(a[place]), a


def t_index_of_too_many_axes():
    a = np.arange(12).reshape(3, 4)
    return a[tuple([0] * len(numbers(3)))]


def t_in_a_template():
    t = tuple(numbers(2))
    return '%d-%s' % t, '%s' % (t,), '%s' % t[:1]


def t_too_many_for_a_template():
    return '%s' % tuple(numbers(2))[:]


def rows(n):
    return np.arange(4.0 * n).reshape(n, 4)[np.arange(n) >= 0]


def t_rows_of_the_run():
    a, b, c = rows(3)
    (p, q), (r, s) = rows(5)[:2, 1:3]
    x, *rest = rows(3)[:, 0]
    print(a + b * c, p, q, r, s, x, [float(v) for v in rest])
    return a, p


def t_too_few_rows():
    a, b, c = rows(2)
    return a


def t_too_many_rows():
    a, b = rows(3)
    return a


def t_too_many_numbers():
    a, b = rows(3)[:, 0]
    return a
