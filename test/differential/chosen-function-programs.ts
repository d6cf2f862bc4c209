// SPDX-License-Identifier: Apache-2.0
// Functions that the run chooses. Each body runs with `a` of five floats, `n` from 0 on and `x`.

import type { TaskProgram } from './task-checker';

const MODELS = `def line(x, p):
    return p[0] + p[1] * x

def wave(x, p):
    return p[0] * np.sin(p[1] * x)

def flat(x, p):
    return p[0]
`;

const RULES = `def trapezoid(f, lo, hi, n):
    h = (hi - lo) / n
    return h * (0.5 * (f(lo) + f(hi)) + sum(f(lo + i * h) for i in range(1, n)))

def midpoint(f, lo, hi, n):
    h = (hi - lo) / n
    return h * sum(f(lo + (i + 0.5) * h) for i in range(n))

RULES = {"trapezoid": trapezoid, "midpoint": midpoint}
`;

export const CHOSEN_FUNCTION_PROGRAMS: readonly TaskProgram[] = [
  {
    name: 'a name',
    before: MODELS,
    body: `f = line if n > 1 else wave
if x > 100:
    f = flat
g = f
total = 0.0
for i in range(3):
    total += f(a[i], (1.0, 2.0))
    f = wave if f is line else line
return total, g(x, (2.0, 0.5)), f.__name__`,
  },
  {
    name: 'functions and lambdas that read names around',
    body: `scale = 2.0 * x
if n == 0:
    shift = 1.0
    f = lambda v: v * scale + shift
elif n == 1:
    def f(v):
        return v - scale
else:
    f = abs
def apply(g, v):
    return g(v)
scale = 3.0
return f(-1.5), apply(f, a[0]), float(sum(f(v) for v in a))`,
  },
  {
    name: 'what a function returns',
    before: `def make(kind, k):
    if kind == 0:
        return lambda v: k * v
    if kind == 1:
        def power(v, e=k + 1):
            return v ** e
        return power
    return math.exp`,
    body: `f = make(n, 3)
g = make(1 if x > 0 else 0, 2)
return f(0.5), g(2.0), make(n % 2, 4)(1.5)`,
  },
  {
    name: 'captured texts decide',
    before: `def make(kind):
    def f(v):
        return np.sin(v) if kind == "sin" else np.cos(v)
    return f`,
    body: `if n > 1:
    g = make("sin")
else:
    g = make("cos")
return g(0.3), make("sin")(x)`,
  },
  {
    name: 'a dictionary with a key of the run',
    before: RULES,
    body: `names = ["midpoint", "trapezoid"]
f = lambda v: math.exp(-v * v)
values = {name: rule(f, 0.0, 1.0, 4) for name, rule in RULES.items()}
total = 0.0
for k in range(n + 2):
    total += RULES[names[k % 2]](f, 0.0, 1.0 + k, 4)
best = max(values, key=values.get)
print(best, sorted(values))
return str(values), total, RULES[best](math.sin, 0.0, x, 8)`,
  },
  {
    name: 'a key that is not there',
    before: RULES,
    body: `names = ["midpoint", "simpson"]
return RULES[names[n % 2]](abs, 0.0, 1.0, 4)`,
  },
  {
    name: 'lists, by an index of the run',
    body: `rng = np.random.default_rng(n)
moves = [lambda v: v + 1.0, lambda v: v * 2.0, lambda v: v - 3.0]
v = x
for _ in range(10):
    v = moves[rng.integers(0, 3)](v)
ops = [np.sin, np.cos, math.exp]
w = [ops[i % 3](0.1 * i) for i in range(n + 4)]
steps = []
for i in range(n):
    steps.append(np.sqrt if i % 2 == 0 else abs)
for step in steps:
    v = step(abs(v))
return v, float(sum(w)), len(steps)`,
  },
  {
    name: 'closures in a list take their values along',
    before: `def make(k, shift):
    return lambda v: k * v + shift`,
    body: `fs = [make(k, a[k % 5]) for k in range(n + 2)]
fs.append(make(10.0, x))
gs = [lambda v, k=k: v ** k for k in range(3)]
total = 0.0
for f in fs:
    total += f(2.0)
return total, str([g(1.5) for g in gs]), fs[n](1.0), fs[-1](1.0)`,
  },
  {
    name: 'an index outside of the list',
    body: `fs = [abs, math.floor]
i = n
while i > 4:
    i -= 1
return fs[i](x)`,
  },
  {
    name: 'sorting and choosing by a chosen key',
    before: `def spt(job):
    return job[1]

def lpt(job):
    return -job[1]

def edd(job):
    return (job[2], job[0])

def late(jobs, key):
    t = worst = 0
    for j, p, d in sorted(jobs, key=key):
        t += p
        worst = max(worst, t - d)
    return worst`,
    body: `rng = np.random.default_rng(n)
jobs = [(i, int(rng.integers(1, 9)), int(rng.integers(5, 40))) for i in range(9)]
for rule in (spt, lpt, edd):
    print(rule.__name__, late(jobs, rule))
best = min((spt, lpt, edd), key=lambda rule: late(jobs, rule))
key = spt if n % 2 else lpt
return best.__name__, str(max(jobs, key=key)), str(min(jobs, key=key))`,
  },
  {
    name: 'attributes, fields and methods',
    before: `from dataclasses import dataclass
from typing import Callable

@dataclass
class Potential:
    name: str
    f: Callable
    strength: float = 1.0

class Integrator:
    def __init__(self, rhs, kind):
        self.rhs = rhs
        self.step = self.euler if kind == 0 else self.midpoint

    def euler(self, y, h):
        return y + h * self.rhs(y)

    def midpoint(self, y, h):
        return y + h * self.rhs(y + 0.5 * h * self.rhs(y))

class Switch:
    def __init__(self):
        self.f = math.sin
        self.uses = 0

    def use(self, v):
        self.uses += 1
        return self.f(v)`,
    body: `potentials = [Potential("square", lambda v: v * v, 2.0), Potential("fourth", lambda v: v ** 4), Potential("exp", np.exp)]
energy = sum(p.strength * p.f(x) for p in potentials)
it = Integrator(lambda y: -y, n)
y = 1.0
for _ in range(5):
    y = it.step(y, 0.1)
run = it.euler if n > 1 else it.midpoint
s = Switch()
u = s.use(x)
s.f = math.cos if n else math.exp
return energy, y, run(2.0, 0.1), u, s.use(x), s.uses`,
  },
  {
    name: 'functools.partial',
    before: `import functools
from functools import partial

def poly(v, p, q=2.0, *, r=0.0):
    return p * v + q + r`,
    body: `f = partial(poly, p=3.0) if n > 1 else functools.partial(poly, p=1.0, r=5.0)
g = partial(poly, q=x)
steps = [partial(pow, k + 2) for k in range(3)]
return f(a[0]), f(x, q=7.0), g(1.0, 2.0), str([step(2) for step in steps]), sum(map(partial(max, 0.5), a))`,
  },
  {
    name: 'an inner function that calls a chosen one',
    body: `times = np.arange(12).reshape(3, 4)
nxt = [0, 1, 2]
if n == 0:
    key = lambda j: times[j, nxt[j]]
elif n == 1:
    key = lambda j: -times[j, nxt[j]:].sum()
else:
    key = lambda j: max(nxt[j], n - 3)
best = min([0, 1, 2], key=lambda j: (key(j), -j))
return best, sum(times[j, nxt[j]] for j in sorted([2, 0, 1], key=key)[:2])`,
  },
  {
    name: 'None or a function',
    before: `def solve(v, damping=None, callback=None):
    for i in range(4):
        k = 1.0 if damping is None else damping(i)
        v = v * (1 - 0.1 * k)
        if callback is not None:
            callback(i, v)
    return v`,
    body: `trace = []
f = None
if n > 1:
    f = lambda i: 1.0 / (i + 1)
r = solve(x, f, lambda i, v: trace.append(v))
return r, str(trace), solve(x) if f is None else solve(x, damping=f)`,
  },
  {
    name: 'classes as values',
    before: `class Linear:
    def __init__(self, k):
        self.k = k

    def __call__(self, v):
        return self.k * v

class Square(Linear):
    def __call__(self, v):
        return self.k * v * v`,
    body: `kinds = {"linear": Linear, "square": Square}
parts = [Linear(2.0), Square(3.0), Linear(x)]
names = ["linear", "square"]
made = kinds[names[n % 2]](1.5)
cls = Square if n > 1 else Linear
return str([p(2.0) for p in parts]), made(3.0), cls(2.0)(4.0), isinstance(made, Square)`,
  },
  {
    name: 'functions of one name in two modules',
    before: `def sin(v):
    return -1.0

def apply(f, v):
    return f(v)`,
    body: `fs = [math.sin, np.sin, sin]
i = n % 3
return fs[i](x), apply(math.sin, x), apply(np.sin, x), apply(sin, x)`,
  },
  {
    name: 'pairs of many functions by the counters of two loops',
    before: `def always(mine):
    return 1

def never(mine):
    return 0

def last(mine):
    return mine[-1] if mine else 0

def other(mine):
    return 1 - mine[-1] if mine else 1

def few(mine):
    return 1 if len(mine) < 2 else 0

def meet(a, b, rounds):
    first, second = [], []
    for _ in range(rounds):
        first.append(a(second))
        second.append(b(first))
    return sum(first) * 1.5 - sum(second)`,
    body: `players = [always, never, last, other, few]
table = np.zeros((5, 5))
for i in range(5):
    for j in range(i, len(players)):
        table[i, j] = meet(players[i], players[j], n + 3)
return table`,
  },
];
