# SPDX-License-Identifier: Apache-2.0
# `dict.fromkeys`, `pop`, `**`, counters, `defaultdict` of many factories: each function that begins with `t_` is a task.

import heapq
from collections import Counter, defaultdict

import numpy as np


def t_fromkeys():
    n = 5
    words = "a b c a b a".split()
    d = dict.fromkeys(words, 0)
    for w in words:
        d[w] += 1
    print(d)
    e = dict.fromkeys(range(3), 1.5)
    print(e)
    s = dict.fromkeys(words)
    print(len(s), list(s))
    return d


def t_pop():
    n = 5
    d = {}
    for i in range(n):
        d[i * i % 7] = i
    x = d.pop(4, None)
    print(x, d.pop(99, None), d.pop(1, -1))
    d.pop(2, None)
    d.pop(77, None)
    print(d)
    return x


def t_merged():
    n = 5
    d = {}
    for i in range(n):
        d[i] = i * 0.5
    e = {**d, 7: 1.0}
    print(e)
    f = d | {1: 9.0}
    print(f)
    g = dict(d)
    g[100] = 2.0
    print(d == g, len(g))
    d |= {3: 4.0}
    h = {}
    for w in "x y z".split():
        h[w] = len(h)
    k = dict(h, y=5, q=7)
    print(k, d)
    d.update({9: 1.0}, )
    return d


def t_counters():
    n = 5
    groups = defaultdict(Counter)
    for w in "spam egg spam ham egg ham spam".split():
        groups[w[0]][w] += 1
    for k, c in groups.items():
        print(k, c, c.most_common(1))
    a = Counter("abracadabra")
    b = Counter("alakazam")
    print(a + b)
    print(a - b)
    print(a & b, a | b)
    print(dict(a))
    print(a.most_common(2))
    a += b
    print(a)
    a -= Counter(a=3, z=1)
    print(a)
    print(a.total(), a["zz"])
    return dict(a)


def t_factories():
    n = 5
    t = defaultdict(lambda: defaultdict(int))
    for i in range(20):
        t[i % 3][i % 4] += i
    for k in t:
        print(k, dict(t[k]))
    u = defaultdict(dict)
    for i in range(6):
        u[i % 2][i] = i * 1.5
    print(dict(u))
    v = defaultdict(set)
    for i in range(9):
        v[i % 3].add(i // 2)
    print({k: sorted(s) for k, s in v.items()})
    return {k: len(s) for k, s in v.items()}


def t_chosen():
    xs = [3.0, -5.0, 2.0, 4.5]
    print(max(xs[0], xs[1], key=abs), min(-3, 2, key=abs), max(xs, key=lambda v: v * v))
    current = None
    ev = []
    for i, x in enumerate(xs):
        if current is None or x > 0:
            current = [i, x]
            ev.append(current)
        else:
            current[1] = max(current[1], x, key=abs)
    print(ev, [tuple(e) for e in ev])
    a, b = min((1, "x"), (0, "y"), key=lambda t: t[0])
    print(a, b)
    print(max("abc", "de", key=len), max([1, 2], [3], key=len))
    return ev


def t_values():
    n = 5
    state = {"E": 20, "S": 120, "ES": 0, "P": 0}
    hist = [tuple(state.values())]
    for i in range(n):
        state["E"] -= 1
        state["P"] += 2
        hist.append(tuple(state.values()))
    h = np.array(hist)
    print(h, sum(state.values()), list(state.values()), max(state.values()))
    dyn = dict(state)
    rec = []
    for k in dyn:
        dyn[k] -= 1
        rec.append(list(dyn.values()))
    print(np.array(rec), rec)
    t2 = [tuple(dyn.values())]
    t2.append(tuple(dyn.values()))
    print(np.array(t2))
    return h


def t_choices():
    n = 5
    summary = {}
    for name in "alpha beta gamma".split():
        summary[name] = {"len": len(name), "stems": [(i, len(name) * i % 4) for i in range(len(name))]}
    longest = max(summary, key=lambda k: max((s[1] for s in summary[k]["stems"]), default=0))
    print(longest)
    inv = {}
    for k, v in summary.items():
        inv.setdefault(v["len"], []).append(k)
    for k in sorted(inv):
        print(k, inv[k])
    del inv[5]
    print(inv)
    best = sorted(summary.items(), key=lambda kv: -kv[1]["len"])
    print([b[0] for b in best])
    print({k: v["len"] for k, v in summary.items() if v["len"] > 4})
    return longest


def t_kinds():
    n = 12
    links = {(i, i * 2 % 5): 1 for i in range(n)}
    it = 0
    while len(links) > 3:
        gain, pair = max(((links[p] * p[0], (-p[0], -p[1])) for p in links), default=(0, None))
        if gain <= 0:
            break
        a, b = -pair[0], -pair[1]
        merged = defaultdict(int)
        for (x, y), c in links.items():
            x, y = (a if x == b else x), (a if y == b else y)
            if x != y:
                merged[min(x, y), max(x, y)] += c
        links = merged
        it += 1
        if it > 5:
            break
    print(sorted(links.items()))
    return it


def t_equality():
    n = 6
    d = {}
    for i in range(n):
        d[i] = i * 0.5
    e = dict(d)
    print(d == e, d != e, d == {})
    e[3] = 9.0
    print(d == e, {"a": 1} == {"a": 1.0}, {"a": 1, "b": 2} == {"b": 2, "a": 1}, {"a": 1} != {"b": 1})
    m = {i: [i, i] for i in range(n)}
    print(m == {i: [i] * 2 for i in range(n)}, m == {})
    g = [{1, 2}, {3}]
    h = {0: {5}, 1: set()}
    h[n] = {7, n}
    print(g, h)
    print([{"a": n}, {"b": 2}])
    q = defaultdict(dict)
    q[n][2] = 0.5
    print(q)
    w = defaultdict(set)
    w["x"].add(n)
    w["x"].add(n)
    print(w, len(w["y"]), w)
    c = defaultdict(Counter)
    c["k"]["z"] += 2
    print(c)
    x = [] if n > 3 else {}
    print(x, len(x))
    s = defaultdict(str)
    s[1] += "ab"
    s[1] += "c"
    print(s)
    z = defaultdict(lambda: [0, 0.0])
    for i in range(n):
        z[i % 2][0] += 1
        z[i % 2][1] += i / 2
    print(dict(z))
    k = defaultdict(lambda: {"n": 0, "t": 0.0})
    for i in range(n):
        k[i % 3]["n"] += 1
        k[i % 3]["t"] += i / 4
    print({a: v["t"] / v["n"] for a, v in k.items()})
    inf = defaultdict(lambda: float("inf"))
    inf["a"] = min(inf["a"], 3.0)
    print(inf["a"], inf["b"])
    return 1


def sim(n, rate=1.0, cap=5):
    return n * rate + cap


def t_keywords():
    n = 5
    for name, kw in {"plain": {}, "fast": dict(rate=2.0), "capped": dict(cap=1, rate=0.5)}.items():
        print(name, sim(n, **kw))
    for name, kw in [("plain", {}), ("fast", {"rate": 2.0})]:
        print(name, sim(n, **kw))
    configs = {"a": {"rate": 3.0}, "b": {"cap": 2}}
    for name in configs:
        print(name, sim(n, **configs[name]))
    return n


def t_views():
    n = 4
    table = {}
    for i in range(n):
        for j in range(n):
            table[i, j] = i * j
    diag = {k[0]: v for k, v in table.items() if k[0] == k[1]}
    print(diag, table[2, 3], (1, 1) in table, table.get((9, 9)))
    keys = list(table.keys())
    vals = list(table.values())
    pairs = list(table.items())
    print(keys[:2], vals[-1], pairs[-1])
    inv = {}
    for k, v in table.items():
        if v in inv:
            inv[v].append(k)
        else:
            inv[v] = [k]
    print(inv[0], sorted(inv))
    a, *rest = sorted(inv, reverse=True)
    print(a, rest)
    while len(table) > 10:
        k, v = table.popitem()
        print(k, v)
    del table[0, 0]
    table.update({(7, 7): 49})
    print(len(table), list(reversed(list(table)))[:2])
    for k in list(table):
        if table[k] == 0:
            del table[k]
    print(table)
    first = next(iter(table))
    print(first, first in table.keys(), 49 in table.values(), ((7, 7), 49) in table.items())
    m = {**{1: 2}, 3: 4}
    x, y = m.values()
    print(x, y, *m, *m.values(), sum(m.keys()), min(m.values()))
    s = set(m) | set(m.values())
    print(sorted(m.items(), key=lambda t: -t[1])[0], dict(sorted(m.items(), reverse=True)))
    return sorted(table.items())


def transition_counts(seq):
    counts = {}
    for a, b in zip(seq, seq[1:]):
        counts.setdefault(a, {}).setdefault(b, 0)
        counts[a][b] += 1
    return counts
def normalise(counts):
    return {a: {b: n / sum(row.values()) for b, n in row.items()} for a, row in counts.items()}


def t_nested():
    seq = "ABBABCABCCABA"
    c = transition_counts(seq)
    p = normalise(c)
    for a in sorted(p):
        print(a, " ".join(f"{b}:{p[a].get(b, 0.0):.2f}" for b in "ABC"))
    print(c)
    start = {s: 1 / 3 for s in "ABC"}
    for _ in range(10):
        new = dict.fromkeys(start, 0.0)
        for a, pa in start.items():
            for b, q in p[a].items():
                new[b] += pa * q
        start = new
    print({k: round(v, 4) for k, v in start.items()})
    return start


TEXT = """apple,3,1.50,fruit
carrot,10,0.25,veg
banana,6,0.75,fruit
leek,2,1.10,veg
cherry,40,0.05,fruit"""


def t_grouped():
    n = 2
    rows = []
    for line in TEXT.split("\n"):
        name, qty, price, kind = line.split(",")
        rows.append({"name": name, "qty": int(qty), "price": float(price), "kind": kind})
    by_kind = defaultdict(list)
    for r in rows:
        by_kind[r["kind"]].append(r)
    for kind, items in sorted(by_kind.items()):
        total = sum(r["qty"] * r["price"] for r in items)
        names = ", ".join(sorted(r["name"] for r in items))
        print(f"{kind:<8}{total:>8.2f}  {names}")
    rows.sort(key=lambda r: (-r["qty"], r["name"]))
    for r in rows[:n]:
        print(r["name"], r["qty"])
    cheapest = min(rows, key=lambda r: r["price"])
    print(cheapest["name"], max(r["qty"] for r in rows))
    lookup = {r["name"]: r for r in rows}
    print(lookup["leek"]["price"], "leek" in lookup, lookup.get("plum") is None)
    counts = Counter(r["kind"] for r in rows)
    print(counts.most_common(), counts["veg"], sum(counts.values()))
    return {k: len(v) for k, v in by_kind.items()}


GRAPH = {"A": {"B": 4, "C": 2}, "B": {"D": 5}, "C": {"B": 1, "D": 8, "E": 10}, "D": {"E": 2}, "E": {}}
def dijkstra(graph, src):
    dist = {v: float("inf") for v in graph}
    prev = {v: None for v in graph}
    dist[src] = 0
    pq = [(0, src)]
    while pq:
        d, u = heapq.heappop(pq)
        if d > dist[u]:
            continue
        for v, w in graph[u].items():
            nd = d + w
            if nd < dist[v]:
                dist[v] = nd
                prev[v] = u
                heapq.heappush(pq, (nd, v))
    return dist, prev
def way(prev, t):
    p = []
    while t is not None:
        p.append(t)
        t = prev[t]
    return p[::-1]


def t_graph_of_module():
    n = 1
    dist, prev = dijkstra(GRAPH, "A")
    for v in sorted(dist):
        print(v, dist[v], "->".join(way(prev, v)))
    return dist


def lcs(a, b):
    memo = {}
    def go(i, j):
        if i == len(a) or j == len(b):
            return 0
        if (i, j) in memo:
            return memo[(i, j)]
        if a[i] == b[j]:
            r = 1 + go(i + 1, j + 1)
        else:
            r = max(go(i + 1, j), go(i, j + 1))
        memo[(i, j)] = r
        return r
    n = go(0, 0)
    return n, len(memo)
def collatz(n, cache={1: 0}):
    return n
def chain(n, cache):
    path = []
    while n not in cache:
        path.append(n)
        n = 3 * n + 1 if n % 2 else n // 2
    base = cache[n]
    for i, m in enumerate(reversed(path), 1):
        cache[m] = base + i
    return base + len(path)
def knap(items, cap):
    best = {0: (0, [])}
    for name, w, v in items:
        for c, (val, names) in list(best.items()):
            if c + w <= cap and best.get(c + w, (-1, []))[0] < val + v:
                best[c + w] = (val + v, names + [name])
    return max(best.values(), key=lambda t: t[0])


def t_memo():
    n = 12
    print(lcs("AGGTABQWERTY", "GXTXAYBWRT"))
    cache = {1: 0}
    longest = max(range(1, n), key=lambda k: chain(k, cache))
    print(longest, cache[longest], len(cache))
    print(knap([("a", 3, 4), ("b", 4, 5), ("c", 7, 10)], 10))
    return longest


def t_next_of_loops():
    n = 5
    grid = [list("ab#"), list("#Sc")]
    start = next((i, j) for i, r in enumerate(grid) for j, c in enumerate(r) if c == "S")
    print(start)
    p = next((a, b, c) for c in range(1, 30) for b in range(1, c) for a in range(1, b) if a * a + b * b == c * c)
    print(p)
    none = next(((i, j) for i in range(n) if i % 2 for j in range(i) if j > 10), None)
    print(none)
    i = 7
    k = 1 + next(i * j for i in range(n) for j in range(n) if i * j > 3)
    print(i, k)
    return next(i + j for i in range(n) for j in range(n) if i * j > 5)


def t_justified():
    for w in 'ab cde'.split():
        for k in range(9):
            print('[' + w.center(k) + ']', '[' + w.center(k, '*') + ']', w.ljust(k) + '|', w.rjust(k, '.'))
        print('[' + w.center(5) + ']', '[' + 'ab'.center(5) + ']')
    return 1
