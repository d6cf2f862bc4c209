# SPDX-License-Identifier: Apache-2.0
# Sets in CPython's order, heapq, bisect, and what collections has: random operations, and how each is written and printed.

import bisect
import collections
import heapq
from collections import Counter, OrderedDict, defaultdict, deque
from heapq import heappop, heappush

import numpy as np


def draw(x):
    return (x * 1103515245 + 12345) % 2147483648


def set_of_ints(seed, steps, span, shift):
    a = set()
    b = set()
    log = []
    x = seed
    for step in range(steps):
        x = draw(x)
        op = (x >> 9) % 23
        v = (x >> 12) % span - shift
        if op < 8:
            a.add(v)
        elif op < 10:
            b.add(v)
        elif op < 12:
            a.discard(v)
        elif op == 12:
            a |= b
        elif op == 13 and step % 5 == 0:
            a &= set(range(-shift, v))
        elif op == 14:
            a = a - b
        elif op == 15:
            a -= b
        elif op == 16:
            a ^= b
        elif op == 17:
            b = b ^ a
        elif op == 18 and len(a) > 0:
            log.append(a.pop())
        elif op == 19:
            a = a.copy()
        elif op == 20:
            b.update(range(v, v + 5))
            b = set(a) & b
        elif op == 21:
            a.difference_update([v, v + 1, v + 2])
            a = a.union([v * 3, v * 5])
        elif op == 22 and step % 11 == 0:
            a.clear()
        h = 0
        for y in a:
            h = (h * 31 + y) % 1000003
        for y in b:
            h = (h * 37 + y) % 1000003
        log.append(h)
        log.append(len(a))
    return log


def t_small_sets():
    return [set_of_ints(seed, 300, 12, 3) for seed in range(20)]


def t_middle_sets():
    return [set_of_ints(seed, 400, 200, 60) for seed in range(20)]


def t_large_sets():
    return [set_of_ints(seed, 500, 100000, 50000) for seed in range(12)]


def t_growing_set():
    a = set()
    total = 0
    for i in range(70000):
        a.add((i * 7919) % 1000003)
    for k, x in enumerate(a):
        total = (total * 31 + x * k) % 1000000007
    while len(a) > 10:
        a.pop()
    return total, sorted(a), list(a)


def t_huge_ints():
    s = set([2**61 - 1, 2**61, 2**62 + 5, -(2**61), -1, -2, 0, 2**63 - 1, -(2**63) + 1])
    s.add(1)
    print(s)
    return list(s)


def t_sets_of_floats():
    log = []
    for seed in range(20):
        x = seed
        a = set()
        b = set([1.5, -0.25, 1e300, -1e-300, 3.0])
        for step in range(200):
            x = draw(x)
            v = ((x >> 12) % 400 - 100) * 0.37
            if x % 3 == 0:
                v = float((x >> 12) % 50)
            if x % 7 < 5:
                a.add(v)
            elif x % 7 == 5:
                a.discard(v)
            else:
                a |= b
        log.append(list(a))
    c = set([float('inf'), -float('inf'), 0.0, -0.0, 5e-324, 1e308])
    print(c, -0.0 in c)
    return log, list(c)


def t_sets_of_tuples():
    log = []
    for seed in range(10):
        x = seed
        a = set()
        b = set()
        for step in range(200):
            x = draw(x)
            v = (x >> 12) % 40
            a.add((v % 5, v % 7 - 2))
            b.add((v * 0.5, (v % 3, v)))
            if x % 5 == 0:
                a.discard((v % 3, v % 4))
        log.append([p * 100 + q for p, q in a])
        log.append([int(p * 100) + q * 10 + r for p, (q, r) in b])
    e = set([(1, 2), (3, 4), (1, 2), (5, 6)])
    print(e)
    return log


def t_numpy_sets():
    labels = np.array([3, 1, 3, 40, 9, 17, 1])
    order = []
    for l in set(labels):
        order.append(l)
    vals = set(np.round(np.array([0.1234567, 0.5, 0.12345678, 7.25]), 4))
    rows = set(map(tuple, np.array([[1.5, 2.0], [0.5, 3.0], [1.5, 2.0]])))
    first = sorted(rows)
    return order, list(vals), len(vals), 0.5 in vals, len(rows), first, set(labels) == {1, 3, 9, 17, 40}


def t_literals():
    out = []
    for x in {7, 35, 68, 1, 14, 9}:
        out.append(x)
    s = {7, 3, 4, 9, 30, 16, 1}
    out += list(s)
    out += [x for x in {8, 1, 3}]
    k = 3
    t = {k, 8 * k, 16 * k, 0}
    out += list(t)
    f = frozenset([32, 8, 0, 40])
    out += list(f)
    out += list(f | {7}) + list({7} | f)
    print(s, f, set(), frozenset(), f | {7}, {1.5: 2}, {(1, 2): [3.0, 4.5]}, [(1, (2, 3)), (4, (5, 6))])
    print(f'{s} {len(f)} {f!r}', str({3, 1}), [(1,), (2,)])
    return out


def t_uncertain_literals():
    s = {90, 10, 50, 18, 2, 26}
    print(sorted(s), len(s), 50 in s, sum(s), min(s))
    return len(s | {1})


def t_set_comparisons():
    a = {1, 2, 3}
    b = set(range(6))
    return (a < b, a <= b, b > a, b >= a, a == {3, 2, 1}, a != b, a.issubset(b), a.issubset([1, 2]), a.issuperset([1]), a.isdisjoint(b),
            a.isdisjoint([7, 8]), min(b - a), max(a | {9}), sum(a), any(a), all(b), sorted(b, key=lambda v: -v % 4), len(a & b))


def t_set_min_ties():
    s = set([0, 8, 16, 24, 3])
    return min(s, key=lambda v: v % 8), max(s, key=lambda v: v % 8), [v for v in s if v % 8 == 0], sorted(s, key=lambda v: v % 8)


def t_text_sets():
    s = set('the quick brown fox jumps over the dog'.split())
    t = {w[0] for w in s}
    print(sorted(s), len(s), 'fox' in s, sorted(t), min(s), max(s), s == set(sorted(s)), sorted(s & {'the', 'cat'}))
    s.remove('fox')
    s.discard('cat')
    return len(s | {'a'})


def t_missing_in_set():
    s = {1, 2}
    s.remove(7)
    return s == {1}


def t_missing_pair():
    s = {(1, 2.5)}
    s.remove((1, 2.0))
    return len(s)


def t_pop_of_empty_set():
    s = {1}
    s.pop()
    s.pop()
    return 1


def t_set_grows_in_loop():
    s = {1, 2, 3}
    for x in s:
        s.add(x + 10)
    return len(s)


def t_dict_grows_in_last_round():
    d = {}
    for i in range(3):
        d[i] = i * 0.5
    n = len(d)
    for k in d:
        n -= 1
        if n == 0:
            d[100] = 1.0
    return len(d)


def t_set_shrinks_in_last_round():
    s = {1, 2, 3}
    left = 3
    for x in s:
        left -= 1
        if left == 0:
            s.discard(x)
    return len(s)


def t_leaves_before_the_check():
    s = {1, 2, 3}
    for x in s:
        s.add(x + 10)
        break
    return len(s)


def heap_steps(seed, steps):
    h = []
    x = seed
    log = []
    for step in range(steps):
        x = draw(x)
        v = (x >> 12) % 50
        op = (x >> 9) % 8
        if op < 4 or len(h) == 0:
            heappush(h, v)
        elif op == 4:
            log.append(heappop(h))
        elif op == 5:
            log.append(heapq.heappushpop(h, v))
        elif op == 6:
            log.append(heapq.heapreplace(h, v))
        else:
            h.append(v)
            heapq.heapify(h)
        for y in h:
            log.append(y)
    return log


def t_heaps():
    return [heap_steps(seed, 150) for seed in range(15)]


def t_heap_of_tuples():
    h = [(0.0, 3, 'start')]
    out = []
    x = 7
    for step in range(200):
        x = draw(x)
        heapq.heappush(h, (float((x >> 12) % 6), (x >> 16) % 4, 'abc'[x % 3]))
        if step % 3 == 1:
            d, k, name = heapq.heappop(h)
            out.append((d, k, name))
    print(heapq.nsmallest(3, h), heapq.nlargest(2, h, key=lambda t: t[1]), heapq.nsmallest(-1, [3, 1]))
    return out, h


def t_heap_of_lists_of_floats():
    h = [5.5, 1.25, 9.0, -3.0, 2.0, 1.25]
    heapq.heapify(h)
    first = h[0]
    return first, h, heapq.nsmallest(2, [4, 2, 9]), heapq.nlargest(10, range(4)), [heapq.heappop(h) for _ in range(3)]


def t_empty_heap():
    h = [1]
    heapq.heappop(h)
    return heapq.heappop(h)


def t_empty_heapreplace():
    h = [1]
    h.pop()
    return heapq.heapreplace(h, 3)


def t_dijkstra():
    graph = {0: [(1, 4.0), (2, 1.0)], 1: [(3, 1.0)], 2: [(1, 2.0), (3, 5.0)], 3: [(0, 7.0)]}
    dist = {0: 0.0}
    heap = [(0.0, 0)]
    while heap:
        d, u = heapq.heappop(heap)
        if d > dist[u]:
            continue
        for v, w in graph[u]:
            nd = d + w
            if v not in dist or nd < dist[v]:
                dist[v] = nd
                heapq.heappush(heap, (nd, v))
    print(dist)
    return dist


def t_bisect():
    a = []
    x = 3
    for step in range(60):
        x = draw(x)
        bisect.insort(a, (x >> 12) % 40)
    b = [1.5, 2.5, 2.5, 9.0]
    bisect.insort_left(b, 2.5)
    c = [(1, 2.0), (1, 3.0), (4, 0.0)]
    return a, [bisect.bisect_left(a, v) for v in range(42)], [bisect.bisect(a, v, 3, 20) for v in range(5)], b, bisect.bisect_right(c, (1, 2.5))


def t_deque():
    d = deque([1, 2, 3])
    d.append(4)
    d.appendleft(0)
    d.extend([5, 6])
    d.extendleft([-1, -2])
    d.rotate(2)
    d.rotate(-5)
    d[1] = 40
    x = d.pop()
    y = d.popleft()
    print(d, len(d), d[0], d[-1], 3 in d, d.index(3), d.count(2), sum(d), max(d), sorted(d), list(d)[1:3])
    d.reverse()
    e = d.copy()
    e.clear()
    d.remove(3)
    print(e, d, bool(e), bool(d), deque(maxlen=2))
    return list(d), x, y, [v * 2 for v in d], np.array(d)


def t_deque_limits():
    w = deque(maxlen=3)
    out = []
    for i in range(8):
        w.append(i * 0.5)
        out.append(sum(w) / len(w))
    w.appendleft(9.0)
    w.extend([1.0, 2.0])
    print(w, np.mean(w))
    return out, list(w), len(deque([1, 2, 3, 4], 2)), list(deque([1, 2, 3, 4], maxlen=2))


def deque_steps(seed):
    d = deque([5])
    x = seed
    log = []
    for step in range(400):
        x = draw(x)
        v = (x >> 12) % 100
        op = (x >> 9) % 10
        if op < 3:
            d.append(v)
        elif op < 5:
            d.appendleft(v)
        elif op < 7 and d:
            log.append(d.popleft())
        elif op == 7 and d:
            log.append(d.pop())
        elif op == 8:
            d.rotate(v - 50)
        elif op == 9:
            d.extend([v, v + 1])
        log.append(len(d))
    return log + list(d)


def t_deques():
    return [deque_steps(seed) for seed in range(20)]


def t_breadth_first():
    queue = deque([(0, 0)])
    seen = {(0, 0)}
    order = []
    while queue:
        i, j = queue.popleft()
        order.append(i * 10 + j)
        for di, dj in ((1, 0), (0, 1), (2, 1)):
            p = (i + di, j + dj)
            if p[0] < 7 and p[1] < 6 and p not in seen:
                seen.add(p)
                queue.append(p)
    return order, len(seen)


def total_of(d):
    d.append(100)
    return sum(d)


def t_deque_to_function():
    d = collections.deque([1, 2])
    return total_of(d), list(d)


def t_empty_deque():
    d = deque([1])
    d.popleft()
    return d.popleft()


def t_deque_index():
    d = deque([1, 2])
    return d[2]


def t_deque_changes_in_loop():
    d = deque([1, 2])
    for x in d:
        d.append(x)
    return len(d)


def t_default_dictionaries():
    groups = defaultdict(list)
    sums = defaultdict(float)
    counts = collections.defaultdict(int)
    zero = defaultdict(lambda: 0)
    for i in range(20):
        groups[i % 4].append(i * i)
        sums[i % 3] += i * 0.5
        counts[(i % 2, i % 3)] += 1
        zero['ab'[i % 2]] += i
    print(groups, sums, counts, sums[77], len(sums), 5 in groups, counts.get((9, 9), 0), sorted(zero.items()))
    return sorted(counts.items()), [sum(v) for v in groups.values()], {k: len(v) for k, v in groups.items()}


def t_counters():
    c = Counter()
    for i in range(30):
        c[i * i % 7] += 1
    k = Counter([3, 1, 3, 2, 1, 3])
    w = Counter('the cat and the dog and the end'.split())
    letters = Counter('mississippi')
    k.update([1, 1, 9])
    k.subtract([3])
    print(c, k, w, letters, Counter(), w.most_common(2), letters.most_common(), k[55], len(k), sum(k.values()))
    return dict(c), c.most_common(3), max(c, key=c.get), sorted(letters), w['the'], letters.most_common(0)


def t_ordered():
    d = OrderedDict()
    d[3] = 1.5
    d[1] = 2.5
    d[3] = 4.0
    return list(d.items()), list(d)


def t_float_keys():
    d = {}
    for i in range(12):
        x = (i % 5) * 0.25
        d[x] = d.get(x, 0) + i
    d[-0.0] = 100
    pairs = {}
    for g in (0.1, 1.0, 10.0):
        for l in np.array([0.5, 0.25]):
            pairs[g, l] = g * l
    best = min(pairs, key=pairs.get)
    print(d, 0.25 in d, d[0.0], len(pairs))
    return list(d), best[0], best[1], pairs[1.0, 0.5]


def t_nan_key():
    d = {1.0: 2}
    return (float('nan') in d, d.get(float('nan'), 7))


def t_merged_dictionaries():
    a = {1: 2.0, 2: 3.0}
    b = {2: 9.0, 5: 1.0}
    c = a | b
    a |= b
    print(c, a, b)
    return c == a if False else len(c)


def t_printed():
    d = {}
    for i in range(4):
        d[i] = i * 0.5
    e = {}
    for i in range(3):
        e[(i, i + 1)] = 'xyz'[i]
    pairs = [(i, i * 0.5) for i in range(3)]
    nested = [[(i, 'a')] for i in range(2)]
    print(d, e, pairs, nested, {}, [])
    print(f'{d} {pairs!r} {e}')
    return str(d), repr(pairs)


def t_next():
    x = np.array([0.5, 1.5, 3.0, 2.0])
    i = next(i for i, v in enumerate(x) if v > 2.5)
    j = next((k for k, v in enumerate(x) if v > 100), None)
    k = next((k for k, v in enumerate(x) if v > 1), None)
    m = int(next((v for v in x if v > 1), -1.0)) + 1
    first = next(iter([5, 6, 7]))
    if k is not None:
        m += k
    return i, j is None, k, m, first


def t_next_of_nothing():
    x = np.zeros(3)
    return next(v for v in x if v > 1)


def squares_of(values):
    total = 0
    for v in values:
        total += v * v
    return total


def t_generators_to_functions():
    return squares_of(i + 1 for i in range(5)), squares_of(values=(2 * i for i in range(4)))


def t_distinct_rows():
    x = np.array([[1.5, 2.0], [0.5, 3.0], [1.5, 2.0]])
    rows = sorted(set(map(tuple, x)))
    return rows, tuple(x[0]), len(rows)
