# SPDX-License-Identifier: Apache-2.0
# Dictionaries and sets of the run, shared, passed and returned: each function that begins with `t_` is a task.

from collections import Counter

import numpy as np
SET = {1, 2, 3}
TAB = {0: 0, 1: 1, 2: 4, 3: 9, 4: 16}


def t_m4():
    return TAB[3], 2 in SET, len(TAB)


def mk():
    d = {}
    for i in range(3): d[i] = 0.5
    return d


def upd(d, k):
    d[k] = d.get(k, 0.0) + 1


def t_m5():
    d = mk()
    upd(d, 7); upd(d, 7); upd(d, 0)
    return d


def upd2(p):
    p['a'] = p['a'] + 1


def t_m6():
    p = {'a': 1, 'b': 2}
    upd2(p)
    return p['a'], p


def t_m9():
    d = {}
    for i in range(3): d[i] = i
    xs = [d, d]
    return len(xs)


def t_m12():
    d = {}
    for i in range(3): d[i] = i
    if d: print('yes')
    for k in d:
        d[k] = d[k] * 2
    for k in list(d):
        if k == 1: del d[k]
    print(np.sum([v for v in d.values()]), list(d.items()), list(d))
    return len(d)


def t_m13():
    d = {}
    for i in range(3): d[i] = i
    for k in d:
        d[k + 10] = 1
    return 1


def t_m14():
    d = {'a': 1}
    e = d
    d['a'] = 5
    for i in range(2): e['a'] += 1
    return d['a'], e['a']


def t_m15():
    d = {}
    for i in range(4): d[(i % 2, 'x')] = i
    for (a, b), v in d.items(): print(a, b, v)
    print((1, 'x') in d, d[1, 'x'])
    return sorted(d.values())


def t_m16():
    d = {}
    for w in ['a', 'b']: d[w] = np.zeros(2)
    d['a'][0] = 5.0
    d['b'] += 1
    return d


def t_m17():
    out = {}
    x = np.arange(6.0)
    for name in ['mean', 'std']:
        if name == 'mean': out[name] = x.mean()
        else: out[name] = x.std()
    return out


def t_m18():
    d = {'x': 1, 'y': 'abc', 'z': np.ones(2)}
    k = 'x'
    s = 0
    for i in range(3):
        s += d[k] + d['z'].sum()
    return s, d['y']


def t_m19():
    s = set()
    s.add('b'); s.add('a')
    t = {'a', 'c'}
    return sorted(s | t), len(s & t), 'a' in s, max(s)


def t_m20():
    s = set('hello')
    d = dict(zip(['a', 'b'], [1, 2]))
    d2 = {k: v for k, v in d.items() if v > 1}
    return len(s), d, d2


def t_m21():
    d = {1: 'one', 2: 'two'}
    n = 0
    for i in range(1, 3):
        n += len(d[i])
    return n, d.get(n, 'none')


def t_a():
    memo = {}
    def put(n):
        memo[n] = n * n
        return n
    put(3); put(4)
    return len(memo)


def fibm(n, memo):
    if n in memo:
        return memo[n]
    if n < 2:
        return n
    r = fibm(n - 1, memo) + fibm(n - 2, memo)
    memo[n] = r
    return r


def t_b():
    return fibm(30, {})


def t_c():
    memo = []
    def put(n):
        memo.append(n * n)
        return n
    put(3); put(4)
    return len(memo)


def t_e():
    memo = {0: 0, 1: 1}
    def fib(n):
        if n not in memo:
            memo[n] = fib(n - 1) + fib(n - 2)
        return memo[n]
    return fib(30)


def t_counter_of_ints_and_floats():
    weights = {i: 1.5 for i in range(3)}
    a = Counter(weights)
    b = Counter([0, 1, 1])
    a[0] -= weights[1]
    a[7] += 1
    print(a[99], 99 in a, dict(a))
    a.update({0: 2, 1: -0.0})
    a.subtract({5: 0.25})
    b.update(a)
    print(dict(a + b), dict(a - b), dict(a & b), dict(a | b))
    print(a.most_common(2), b.most_common(), a.total(), max(a, key=a.get), sum(a.values()) / 2)
    print(dict(Counter({1: -0.0, 2: True})), Counter(weights), Counter(weights)[9])
    a += b
    return dict(a), a.most_common()


def t_counter_of_sums():
    graph = {i: {j: 0.5 + i for j in range(4) if j != i} for i in range(4)}
    degree = {u: sum(nb.values()) for u, nb in graph.items()}
    total = Counter(degree)
    community = {u: u % 2 for u in graph}
    links = Counter()
    for u, nb in graph.items():
        total[u] -= degree[u] / 3
        for v, w in nb.items():
            links[community[v]] += w
    best = max(sorted(set(links) | {3}), key=lambda c: links[c] - total[c] * degree[0] / 8)
    return best, sum((t / 2) ** 2 for t in total.values()), links.most_common()
