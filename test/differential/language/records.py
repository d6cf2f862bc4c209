# SPDX-License-Identifier: Apache-2.0
# Named tuples, dataclasses and objects with an order of their own: keys, items, sorting, heaps, and what works on all fields.
import dataclasses
import heapq
from collections import namedtuple
from dataclasses import asdict, astuple, dataclass, field, fields, replace
from typing import NamedTuple

import numpy as np

import weft


class Pos(NamedTuple):
    r: int
    c: int

    def __add__(self, other):
        return Pos(self.r + other.r, self.c + other.c)


Sample = namedtuple("Sample", "x y w")
STEPS = [Pos(0, 1), Pos(1, 0), Pos(0, -1), Pos(-1, 0)]
HOME = Pos(2, 2)


@dataclass(frozen=True)
class Cell:
    i: int
    name: str = "a"


@dataclass(frozen=True, order=True)
class Event:
    time: float
    k: int


@dataclass(order=True)
class Job:
    priority: float
    name: str = field(compare=False)
    work: int = field(compare=False, default=0)


class Node:
    def __init__(self, d, k):
        self.d = d
        self.k = k
        self.seen = 0

    def __lt__(self, other):
        return self.d < other.d


class Plain:
    def __init__(self, d):
        self.d = d


class Vec(NamedTuple):
    x: float
    y: float


@dataclass(frozen=True)
class Inner:
    a: int
    v: Vec
    arr: np.ndarray


@dataclass
class Outer:
    inner: Inner
    xs: list = field(default_factory=list)
    d: dict = field(default_factory=dict)
    t: tuple = (1, 2)
    n: int = 0


def t_named_tuples_as_keys(n=6):
    walls = {Pos(1, 1), Pos(1, 2), Pos(3, 3)}
    came = {HOME: HOME}
    front = [HOME]
    while front:
        following = []
        for p in front:
            for d in STEPS:
                q = p + d
                if 0 <= q.r < n and 0 <= q.c < n and q not in came and q not in walls:
                    came[q] = p
                    following.append(q)
        front = following
    path = [Pos(n - 1, n - 1)]
    while path[-1] != HOME:
        path.append(came[path[-1]])
    grid = np.zeros((n, n))
    for p in path:
        grid[p] = 1.0
    grid[Pos(0, 1)] += 2
    score = {(p, k): p.r * k for p in path for k in range(2)}
    r, c = max(came, key=lambda p: (p.r + p.c, p.r))
    groups = {}
    for p in came:
        groups.setdefault(p.r, []).append(p)
    print([p.r * 10 + p.c for p in walls], len(walls & set(came)), sorted(walls - {Pos(1, 1)})[0].c, max(came).r)
    print(len(path), r, c, score[Pos(n - 1, n - 1), 1], (1, 2) in walls, Pos(3, 3) in walls, came.get((9, 9)) is None)
    return grid, {k: len(v) for k, v in groups.items()}, [p.c for p in path]


def t_frozen_dataclasses_as_keys(n=7):
    seen = set()
    counts = {}
    for k in range(n):
        cell = Cell(k % 3, "ab"[k % 2])
        seen.add(cell)
        counts[cell] = counts.get(cell, 0) + 1
    rank = {Event(float(i % 2), i): i for i in range(n)}
    first = min(rank)
    return len(seen), Cell(0) in seen, counts[Cell(1, "b")], [(k.i, k.name, v) for k, v in counts.items()], rank[first]


def t_a_key_that_is_not_there(n=2):
    d = {Pos(0, 1): 5}
    return d[Pos(n, 1)]


def t_order_of_named_tuples(n=9):
    pts = [Sample(float(i % 4), float(i), i) for i in range(n)]
    pts.sort()
    best = max(pts)
    other = best._replace(x=9.0)
    print(other, other._asdict(), Sample._fields, pts[0] < pts[1], best > other, best <= best)
    print([p.w for p in sorted(pts, key=lambda p: -p.y)], [p.w for p in sorted(pts, reverse=True)], min(pts).w)
    print(Sample(0.0, 4.0, 4) in pts, pts.index(Sample(0.0, 4.0, 4)), pts.count(best), pts[0] == (0.0, 0.0, 0))
    pairs = sorted((p.w % 2, p) for p in pts)
    return [p.w for _, p in pairs], [p.w for p in heapq.nsmallest(3, pts)], sum(best), len(best)


def t_heaps_of_dataclasses(n=9):
    h = []
    for i in range(n):
        heapq.heappush(h, Job(float((i * 7) % 3), "job", i))
    order = []
    while h:
        job = heapq.heappop(h)
        job.work += 1
        order.append(job.work)
    events = [Event(float((i * 5) % 4), i) for i in range(n)]
    heapq.heapify(events)
    late = heapq.heapreplace(events, Event(9.0, -1))
    soon = heapq.heappushpop(events, Event(-1.0, -2))
    print(late, soon, [e.k for e in events])
    return order, [heapq.heappop(events).k for _ in range(n)], [j.work for j in sorted(Job(float(i % 3), "x", i) for i in range(n))]


def t_objects_with_an_order(n=23):
    nodes = [Node(float((i * 5) % 4), i) for i in range(n)]
    kept = list(nodes)
    kept.sort()
    backwards = sorted(nodes, reverse=True)
    heapq.heapify(nodes)
    heapq.heappush(nodes, Node(0.5, 99))
    out = [heapq.heapreplace(nodes, Node(1.5, 98)).k, heapq.heappushpop(nodes, Node(-1.5, 97)).k]
    out.append(heapq.heappushpop(nodes, Node(7.5, 96)).k)
    while nodes:
        node = heapq.heappop(nodes)
        node.seen += 1
        out.append(node.k + node.seen)
    print(min(kept).k, max(kept).k, kept[0] < kept[-1])
    return out, [node.k for node in kept], [node.k for node in backwards]


def t_objects_behind_numbers(n=6):
    queue = []
    for i in range(n):
        heapq.heappush(queue, (float(-i % 3), i, Plain(i)))
    out = []
    while queue:
        d, _, plain = heapq.heappop(queue)
        out.append(d + plain.d)
    return out


def t_objects_without_an_order(n=6):
    queue = []
    for i in range(n):
        heapq.heappush(queue, (float(-(i // 2)), Plain(i)))
    return heapq.heappop(queue)[1].d


def t_pop_of_no_objects(n=0):
    queue = [Node(float(i), i) for i in range(n)]
    return heapq.heappop(queue).k


def t_fields(n=4):
    arr = np.arange(3.0)
    o = Outer(Inner(1, Vec(1.0, 2.0), arr), [1.0, 2.0], {"k": 3, "q": 2.5})
    for i in range(n):
        o.n += i
    d = asdict(o)
    d["inner"]["arr"][0] = 7.0
    d["xs"].append(5.0)
    t = astuple(o)
    print(t[0][0], t[1], d["d"]["q"], d["inner"]["v"].x)
    q = dataclasses.replace(o, n=99, xs=[3.0])
    q.xs.append(4.0)
    bare = replace(Outer(o.inner), t=(3, 4))
    for f in fields(Inner):
        print(f.name, getattr(o.inner, "a"))
    total = sum(getattr(o, name) for name in ("n",)) + getattr(bare.inner.v, "x")
    print([f.name for f in fields(o)], {name: getattr(o.inner.v, name) for name in Vec._fields}, dataclasses.is_dataclass(o))
    print(hasattr(o, "n"), hasattr(o, "zz"), getattr(o, "zz", 5), getattr(np, "cos")(0.0), bare.t, bare.xs)
    return arr, d["inner"]["arr"], o.xs, d["xs"], q.xs, q.n, o.n, total


def t_removal_of_what_a_set_lacks(n=2):
    s = {Pos(0, 1), Pos(n, n)}
    s.discard(Pos(5, 5))
    s.remove(Pos(n, 2))
    print(len(s))
    s.remove(Pos(n, 7))
    return len(s)


@dataclass
class Tally:
    name: str
    count: int = 0
    best: Vec = None


def t_texts_of_containers(n=3):
    points = [Vec(float(i), i / 2) for i in range(n)]
    tallies = [Tally(f"t{i}") for i in range(n)]
    for i, tally in enumerate(tallies):
        tally.count += i
        if i == 1:
            tally.best = points[1]
    by_place = {Pos(i, n): Cell(i) for i in range(n)}
    print(points, (points[0], 1), {"a": points[1]})
    print(tallies)
    print(tallies[1], f"{points[:1]}")
    print(by_place)
    print({Pos(1, 1)}, [(1, points[2])], str(points[:2]), [Event(0.5, 1)])
    return repr(points[1:])
