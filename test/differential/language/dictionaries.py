# SPDX-License-Identifier: Apache-2.0
# Dictionaries and sets: each function that begins with `t_` is a task.

import numpy as np
import math
CODON = {'ATG': 'M', 'TTT': 'F', 'TAA': '*', 'GGG': 'G', 'CCC': 'P', 'AAA': 'K', 'CAT': 'H', 'ACG': 'T', 'GAT': 'D', 'TAC': 'Y'}
PARAMS = {'kappa': 2.0, 'n': 4, 'name': 'heston', 'arr': [1.0, 2.0]}


def t_d1():
    d = {'a': 1, 'b': 2.5}
    d['c'] = np.arange(3)
    d['a'] += 1
    print(d['a'], d['b'], 'a' in d, 'z' in d, len(d), d.get('a'), d.get('q', 7))
    for k, v in d.items(): print(k, v)
    for k in d: print(k)
    for v in d.values(): print(v)
    return d


def t_d2():
    x = np.arange(5.0)
    return {'mean': x.mean(), 'std': x.std(), 'hist': np.array([1, 2]), 'name': 'x', 'none': None, 'sub': {'q': 1, 'r': (1, 2)}}


def t_d3():
    counts = {}
    for c in 'GATTACA':
        counts[c] = counts.get(c, 0) + 1
    for k, v in counts.items(): print(k, v)
    print(len(counts), 'G' in counts, 'X' in counts, sorted(counts.items()), sorted(counts), list(counts.keys()), sum(counts.values()), max(counts.values()))
    return list(counts.values())


def t_d4():
    x = np.array([3, 1, 3, 2, 1, 3])
    counts = {}
    for v in x:
        if v in counts:
            counts[v] += 1
        else:
            counts[v] = 1
    best = max(counts, key=counts.get)
    total = 0
    for k in counts: total += counts[k] * k
    return total, len(counts)


def t_d5():
    s = 0.0
    for k in range(PARAMS['n']): s += PARAMS['kappa'] * k
    print(PARAMS['name'], PARAMS['arr'][1])
    return s


def translate(seq):
    out = ''
    for i in range(0, len(seq) - 2, 3):
        out += CODON.get(seq[i:i + 3], '?')
    return out


def t_d6():
    s = 'ATGTTTGGGCCCTAA'
    t = ''
    for k in range(2): t += s
    print(CODON['ATG'], CODON[t[0:3]])
    return translate(t)


def t_d7():
    d = {}
    for i in range(3): d[i] = i * i
    return d[5]


def t_d8():
    d = {'a': 1}
    for i in range(3): d['x' + str(i)] = i
    print(d['a'], d['x2'])
    del d['x1']
    return d['x1']


def f(p):
    return p['a'] * p['b']


def h(a, b=2):
    return a + b


def t_d9():
    p = {'a': 3, 'b': 4.0}
    q = dict(a=5, b=6)
    e = dict(p)
    e['a'] = 100
    r = {**p, 'b': 1.0, 'z': 9}
    print(p, q, e, r, h(**q))
    return f(p), f(q), e['a'], p['a']


def t_d10():
    groups = {}
    for i in range(6):
        k = i % 3
        if k not in groups:
            groups[k] = []
        groups[k].append(i)
    for k in sorted(groups): print(k, groups[k])
    return len(groups)


def t_d11():
    seen = set()
    for i in [1, 2, 2, 3, 1]:
        if i not in seen:
            seen.add(i)
    s = {1, 2, 3, 10}
    print(len(seen), sorted(seen), 3 in seen, sorted(s & seen), sorted(s | seen), sorted(s - seen), sorted(s ^ seen), seen <= s, seen == {3, 2, 1}, len(set([1, 1, 2])))
    seen.discard(99); seen.remove(1)
    visited = {(0, 0)}
    visited.add((1, 2))
    print((1, 2) in visited, (2, 1) in visited, len(visited), sum(s), max(s))
    return sorted(seen)


def t_d12():
    d = {'x': 1.0, 'y': 2.0}
    for it in range(3):
        d['x'] += it
        d['y'] *= 2
    return d['x'], d['y']


def t_d13():
    d = {'x': 1.0}
    if len(d) > 0 and np.arange(3).sum() > 1:
        d['y'] = 5.0
    return d['y'], len(d)


def t_d14():
    inv = {v: k for k, v in [('a', 1), ('b', 2)]}
    sq = {i: i * i for i in range(5)}
    ev = {i for i in range(10) if i % 2 == 0}
    return inv[2], sq[4], len(ev), sorted(ev), dict(zip('abc', range(3)))['b']


def t_d15():
    memo = {}
    def fib(n):
        if n < 2: return n
        if n in memo: return memo[n]
        memo[n] = fib(n - 1) + fib(n - 2)
        return memo[n]
    return fib(30)


def t_d16():
    d = {'a': 1}
    e = d
    e['b'] = 2
    return len(d)


def t_d17():
    rows = []
    for i in range(3):
        rec = {'i': i, 'sq': i * i}
        rec['cube'] = i ** 3
        rows.append(rec['cube'] + rec['sq'])
    return rows


def t_d18():
    graph = {0: [1, 2], 1: [3], 2: [3], 3: []}
    seen = set()
    stack = [0]
    order = []
    while stack:
        n = stack.pop()
        if n in seen: continue
        seen.add(n)
        order.append(n)
        for m in graph[n]: stack.append(m)
    return order


def t_d19():
    d = {}
    d['k'] = [1]
    d['k'].append(2)
    d.setdefault('q', []).append(5)
    return d['k'], d['q']


def t_d20():
    w = 'the cat the dog'.split()
    c = {}
    for x in w: c[x] = c.get(x, 0) + 1
    for k, v in sorted(c.items(), key=lambda t: -t[1]): print(k, v)
    return c


def prey_of():
    web = {}
    web['rabbit'] = ['grass', 'clover']
    web['fox'] = ['rabbit', 'vole']
    return web


def prices(rate):
    return {'fox': 2 * rate, 'rabbit': rate}, 'prices'


def levels_of(web):
    levels = {}
    for s in ('grass', 'clover', 'vole', 'rabbit', 'fox'):
        if s not in web:
            levels[s] = 1.0
    while len(levels) < 5:
        for s in ('fox', 'rabbit'):
            if s in levels:
                continue
            known = [levels[p] for p in web[s] if p in levels]
            if len(known) == len(web[s]):
                levels[s] = 1 + sum(known) / len(known)
    return levels


def t_dictionaries_of_calls(n=2):
    web = prey_of()
    table, title = prices(0.5)
    fixed, _ = prices(4)
    total = 0.0
    for s in ('rabbit', 'fox', 'rabbit'):
        if n + total > 3:
            continue
        total += table[s]
    for i in range(n):
        table[str(i)] = float(i)
    return levels_of(web), total, table, title, fixed['fox']


def spread_of(values, times):
    low, high = min(values), max(values)
    for _ in range(times):
        for v in values:
            low = min(low, v)
    return high - low, sorted(values, reverse=True)


def t_views():
    d = {}
    for i in range(4):
        d[i * 7 % 5] = i / 2
    fixed = {'mean': 1.5, 'count': 3}
    print(d.keys(), d.values(), d.items())
    print(fixed.keys(), fixed.values(), fixed.items())
    print(f'{d.values()} and {d.keys()}', str(d.items()))
    d[9] = 1.0
    print(spread_of(d.values(), 2), spread_of(d.keys(), 1))
    return d
