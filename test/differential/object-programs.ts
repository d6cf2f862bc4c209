// SPDX-License-Identifier: Apache-2.0
// Classes of the program: attributes, methods, who sees a change, operators, dataclasses, named tuples. Each body runs with
// `a` of five floats, `n` from 0 on and `x`.

import type { TaskProgram } from './task-checker';

const COUNTER = `class Counter:
    def __init__(self, start, step=2):
        self.n = start
        self.step = step
        self.hist = []

    def bump(self, k=1):
        self.n += k * self.step
        self.hist.append(self.n)
        return self.n
`;

const PID = `class PID:
    def __init__(self, kp, ki, kd, limit=None):
        self.kp, self.ki, self.kd = kp, ki, kd
        self.limit = limit
        self.integral = 0
        self.prev = None

    def __call__(self, error):
        self.integral += error * 0.1
        d = 0 if self.prev is None else (error - self.prev) / 0.1
        self.prev = error
        u = self.kp * error + self.ki * self.integral + self.kd * d
        if self.limit is not None:
            u = max(-self.limit, min(self.limit, u))
        return u
`;

const VECTOR = `class Vec:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __add__(self, other):
        return Vec(self.x + other.x, self.y + other.y)

    def __sub__(self, other):
        return Vec(self.x - other.x, self.y - other.y)

    def __mul__(self, k):
        if isinstance(k, Vec):
            return self.x * k.x + self.y * k.y
        return Vec(self.x * k, self.y * k)

    __slots__ = ()

    def __rmul__(self, k):
        return self * k

    def __neg__(self):
        return Vec(-self.x, -self.y)

    def __eq__(self, other):
        return self.x == other.x and self.y == other.y

    def __lt__(self, other):
        return self.norm() < other.norm()

    def __abs__(self):
        return self.norm()

    def __len__(self):
        return 2

    def __getitem__(self, i):
        return self.x if i == 0 else self.y

    def __repr__(self):
        return f"Vec({self.x:.3f}, {self.y:.3f})"

    def norm(self):
        return math.sqrt(self.x ** 2 + self.y ** 2)
`.replace('    __slots__ = ()\n\n', '');

const SHAPES = `class Shape:
    sides = 0
    scale = 2.0

    def __init__(self, name):
        self.name = name
        self.calls = 0

    def area(self):
        self.calls += 1
        return 0.0

    def describe(self):
        return f"{self.name}: {self.area() * self.scale:.2f} ({self.sides})"

class Square(Shape):
    sides = 4

    def __init__(self, side):
        super().__init__("square")
        self.side = side

    def area(self):
        base = super().area()
        return base + self.side ** 2

class Cube(Square):
    def __init__(self, side):
        Square.__init__(self, side)
        self.depth = side

    def area(self):
        return 6 * super().area()

    @property
    def volume(self):
        return self.side * self.side * self.depth

    @staticmethod
    def faces():
        return 6

    @classmethod
    def unit(cls):
        return cls(1.0)
`;

const LAYERS = `class Layer:
    def __init__(self, rows, cols, rng):
        self.W = rng.normal(size=(rows, cols))
        self.b = np.zeros(cols)
        self.x = None

    def forward(self, x):
        self.x = x
        return np.tanh(x @ self.W + self.b)

    def update(self, rate):
        self.W -= rate * self.W
        self.b += rate

class Net:
    def __init__(self, sizes, seed=0):
        rng = np.random.default_rng(seed)
        self.layers = [Layer(p, q, rng) for p, q in zip(sizes[:-1], sizes[1:])]
        self.losses = []

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def train(self, x, steps):
        for i in range(steps):
            y = self.forward(x)
            self.losses.append(float((y ** 2).sum()))
            for layer in self.layers:
                layer.update(0.1)
        return self
`;

const DATA = `from dataclasses import dataclass, field
from typing import NamedTuple
from collections import namedtuple

@dataclass
class Body:
    m: float
    x: float = 0.0
    v: float = 1.0
    trace: list = field(default_factory=list)

    def step(self, dt):
        self.x += self.v * dt
        self.trace.append(self.x)

@dataclass(frozen=True)
class Params:
    n: int
    dt: float = 0.5
    name: str = "run"

    @property
    def span(self):
        return self.n * self.dt

class Point(NamedTuple):
    x: float
    y: float = 2.0

    def norm(self):
        return math.hypot(self.x, self.y)
`;

export const OBJECT_PROGRAMS: readonly TaskProgram[] = [
  {
    name: 'attributes that change',
    before: COUNTER,
    body: 'c = Counter(1)\nfor i in range(n):\n    c.bump(i)\nprint(c.n, c.hist, c.step)\nreturn c.n, len(c.hist)',
  },
  {
    name: 'two names of one object',
    before: `${COUNTER}\ndef twice(c):\n    c.bump()\n    return c.bump(3)\n`,
    body: 'c = Counter(n)\ne = c\nd = Counter(n, 5)\ne.bump()\nt = twice(c) + twice(d)\nprint(c.n, e.n, d.n, c.hist is None)\nreturn c.n, e.n, d.n, t, e.hist',
  },
  {
    name: 'an object chosen by a condition',
    before: COUNTER,
    body: 'c = Counter(1)\nd = Counter(100)\ne = c if n > 1 else d\ne.bump()\nif x > 0:\n    e = d\ne.n += 7\nreturn c.n, d.n, e.n',
  },
  {
    name: 'None or an object',
    before: COUNTER,
    body: 'best = None\nfor i in range(n):\n    c = Counter(i * 3 % 4)\n    if best is None or c.n > best.n:\n        best = c\nif best is None:\n    return -1\nbest.bump()\nreturn best.n',
  },
  {
    name: 'an attribute of None',
    before: COUNTER,
    body: 'best = None\nif n > 1:\n    best = Counter(n)\nreturn best.n',
  },
  {
    name: 'None, ints and floats in attributes',
    before: PID,
    body: 'pid = PID(2.0, 0.5, 0.1, limit=3)\nfree = PID(2, 1, 0)\ny = 0.0\nout = []\nfor i in range(n + 2):\n    u = pid(x - y)\n    y += 0.1 * u + 0.01 * free(y)\n    out.append(y)\nprint(out, free.prev)\nreturn y, pid.integral, pid.prev',
  },
  {
    name: 'operators',
    before: VECTOR,
    body: 'p = Vec(x, 1.0)\nv = Vec(0.5, 2)\nfor i in range(n):\n    p = p + 0.1 * v - -v * 0.5\n    v += Vec(0.0, -1.0)\nprint(p, v, p * v, f"{p} {v!r}", abs(p), len(p), p[0], p[1])\nprint(p == v, p != v, p < v, p > v, p == Vec(x, 1.0))\nreturn p.x, p.y, p * v',
  },
  {
    name: 'inheritance',
    before: SHAPES,
    body: 's = Square(x)\nc = Cube(n)\nshape = Shape("none")\nprint(s.describe(), c.describe(), shape.describe())\nprint(c.volume, Cube.faces(), c.faces(), Cube.unit().volume, Square.sides, c.sides)\nprint(isinstance(c, Square), isinstance(s, Cube), isinstance(s, (int, Shape)), isinstance(x, Square))\nreturn s.calls, c.calls, c.volume',
  },
  {
    name: 'objects of several classes in a list',
    before: SHAPES,
    body: 'total = 0.0\nfor s in [Square(1.5), Cube(x), Shape("s")]:\n    total += s.area()\nreturn total',
  },
  {
    name: 'layers',
    before: LAYERS,
    body: 'net = Net([5, 4, 2])\nX = np.outer(np.arange(1.0, 4.0), a)\nnet.train(X, n)\nfirst = net.layers[0]\nfirst.b[0] += 1\ny = net.forward(X)\nprint(len(net.layers), len(net.losses), first.x is X)\nreturn y, net.losses, net.layers[0].b, net.layers[-1].W'.replace(
      ', first.x is X',
      '',
    ),
  },
  {
    name: 'a run-time list of objects',
    before: DATA,
    body: 'bodies = [Body(1.0 + i, v=float(a[i % 5])) for i in range(n)]\nfor t in range(3):\n    for b in bodies:\n        b.step(0.1)\n    if bodies:\n        bodies[0].v *= -1\nlast = bodies[-1]\nlast.m = 10.0\nprint(len(bodies), sum(b.m for b in bodies), last.trace)\nreturn [b.x for b in bodies], max(bodies, key=lambda b: b.x).m',
  },
  {
    name: 'dataclasses',
    before: DATA,
    body: 'b = Body(2.0)\nc = Body(2.0, 1.5)\nb.step(0.25)\nc.step(x)\np = Params(n)\nq = Params(n=3, dt=0.1, name="other")\nprint(b, c, p, q)\nprint(p == q, p == Params(n, 0.5), q.name, p.span)\nz = np.zeros(p.n)\nreturn b.x, c.trace, q.span, z',
  },
  {
    name: 'named tuples',
    before: DATA,
    body: 'p = Point(x)\nq = Point(y=1.0, x=2.5)\nu, v = q\nprint(p, q, p.norm(), q[0], len(q), p == q, p < q, p == (x, 2.0))\nreturn p.x + u, v, q[1]',
  },
  {
    name: 'objects in objects',
    before: `${COUNTER}
class Pair:
    def __init__(self, left, right):
        self.left = left
        self.right = right
        self.both = [left, right]

    def swap(self):
        self.left, self.right = self.right, self.left
`,
    body: 'c = Counter(1)\np = Pair(c, Counter(2, 3))\np.left.bump()\np.both[0].bump()\nif n > 1:\n    p.swap()\np.left.bump(10)\nc.n += 1000\nreturn c.n, p.left.n, p.right.n, p.both[0].n, p.both[1].n',
  },
  {
    name: 'set by another method than __init__',
    before: `class Lazy:
    def __init__(self, k):
        self.reset(k)

    def reset(self, k):
        self.k = k
        self.total = 0.0

    def fit(self, a):
        self.coef = a[:2] * self.k
        return self

    def predict(self):
        return self.coef.sum() + self.total
`,
    body: 'm = Lazy(n)\nif n > 0:\n    m.fit(a)\nm.total += x\nreturn m.predict()',
  },
  {
    name: 'methods as values',
    before: `${COUNTER}
def apply(f, k):
    return f(k) + f(k)

class Model:
    def __init__(self, f, scale):
        self.f = f
        self.scale = scale

    def value(self, t):
        return self.scale * self.f(t)
`,
    body: 'c = Counter(0)\nr = apply(c.bump, n)\nm = Model(np.sin, x)\ng = Model(lambda t: t * t, 3)\nfs = [m.value, g.value]\nreturn r, c.n, m.value(1.0), g.value(n), sum(f(0.5) for f in fs)',
  },
  {
    name: 'an object as the result of a function',
    before: `${COUNTER}
def make(k):
    if k > 2:
        return Counter(k, 1)
    return Counter(0.5)

def pair(k):
    return Counter(k), k
`,
    body: 'c = make(n)\nc.bump()\nd, k = pair(n)\nd.bump(k)\nreturn c.n, d.n, len(d.hist)',
  },
  {
    name: 'keywords that are collected',
    before: `def scaled(a, k=1.0, **opts):
    if "shift" in opts:
        return a * k + opts["shift"]
    return a * k

def outer(a, *args, **kw):
    for key, value in kw.items():
        print(key, value)
    return scaled(a, *args, **kw) + len(kw) + len(args)

def popped(**kw):
    w = kw.pop("w", 2)
    kw["z"] = 1
    return w * 10 + len(kw) + kw.get("q", 0)
`,
    body: 'opts = {"shift": x, "k": 3}\nkw = dict(w=n)\nprint(popped(), popped(w=n, q=2), popped(**kw), len(kw))\nreturn outer(a, 2.0), outer(a, k=n, shift=x), outer(a, **opts), scaled(1.0, **opts)',
  },
  {
    name: 'recursion through a method',
    before: `class Walker:
    def __init__(self, k):
        self.k = k
        self.count = 0

    def walk(self, depth):
        self.count += 1
        if depth == 0:
            return self.k
        return self.walk(depth - 1) + 1
`,
    body: 'w = Walker(n)\nr = w.walk(n)\nreturn r, w.count',
  },
  {
    name: 'a condition of a loop with attributes',
    before: `class Solver:
    def __init__(self, x):
        self.x = x
        self.it = 0
        self.err = None

    def step(self):
        new = math.cos(self.x)
        self.err = abs(new - self.x)
        self.x = new
        self.it += 1

    def solve(self, most):
        while self.it < most and (self.err is None or self.err > 1e-3):
            self.step()
        return self.x
`,
    body: 's = Solver(x)\nr = s.solve(n * 4)\nprint(s.it, s.err)\nreturn r, s.it',
  },
  {
    name: 'an update reads the attribute first',
    before: `class Odd:
    def __init__(self):
        self.v = 1

    def change(self):
        self.v = 10.5
        return 1 if self.v > 100 else 2.0
`,
    body: 'o = Odd()\no.v += o.change()\np = Odd()\nr = p.v + p.change()\nq = Odd()\ns = q.change() * q.v + q.v\nreturn o.v, r, s, p.v',
  },
  {
    name: 'an array that is updated in place',
    before: `class Field:
    def __init__(self, u):
        self.u = u
        self.w = u

    def add(self, k):
        self.u += k
        self.u[0] = 100.0

    def replace(self, k):
        self.u = self.u + k
`,
    body: 'b = a.copy()\nf = Field(b)\nf.add(n)\nf.replace(x)\nf.add(1)\nreturn b, f.u, f.w',
  },
  {
    name: 'named tuples of collections',
    before: `from collections import namedtuple
Point = namedtuple('Point', ['x', 'y'])
Result = namedtuple("Result", "ok value", defaults=(0.0,))

def solve(p):
    if p.x > 1:
        return Result(True, p.x * p.y)
    return Result(False)
`,
    body: 'p = Point(n, y=x)\nr = solve(p)\npts = [Point(i, i * x) for i in range(n)]\ntotal = sum(t.x for t in pts)\nfor u, v in pts:\n    total += u * v\nprint(p, r, len(pts), [*p])\nreturn r.ok, r.value, total, *p',
  },
  {
    name: 'lists of unknown length in calls',
    before: `def three(p, q, r):
    return p + 2 * q + 3 * r

class Triple:
    def __init__(self, p, q, r):
        self.sum = p + q + r
`,
    body: 'row = [i * x for i in range(n)]\nprint(*row)\nprint("r", *row, sep=", ", end=";\\n")\nprint("{:.1f} {}".format(n, *row))\nprint("{} {} {}".format(*row))\nprint("%d %.2f %.3f" % (n, *row[1:]))\nprint(Triple(*row).sum)\nreturn three(*row)',
  },
  {
    name: 'too many values for a function',
    before: 'def two(p, q):\n    return p + q\n',
    body: 'row = [i * x for i in range(n)]\nreturn two(*row)',
  },
  {
    name: 'values for a template of two',
    body: 'row = [i * x for i in range(n)]\nprint("%.1f/%g" % tuple(row))\nreturn n',
  },
  {
    name: 'an import inside a function',
    before: 'def root(t):\n    from math import sqrt as r\n    return r(abs(t))\n',
    body: 'import cmath\nfrom numpy import linalg as LA\nb = np.ndarray((2, n + 1), dtype=float)\nb[:] = 2\nreturn root(x), cmath.sqrt(x), LA.norm(b)',
  },
  {
    name: 'objects that several names and containers hold',
    before: `class A:
    def __init__(self, x):
        self.x = x
        self.hist = [x]
        self.best = None
        self.arr = None
        self.name = "a"

    def set(self, v):
        self.arr = np.full(3, v)
        self.name = f"a{v:.1f}"
        if self.best is None or v < self.best:
            self.best = v
        self.hist.append(v)

    def get(self):
        if self.arr is None:
            return 0.0
        return float(self.arr.sum())

class B:
    def __init__(self, a):
        self.a = a
        self.others = [a, A(2.0)]
        self.pos = (0, 0)

    def move(self, dx, dy):
        i, j = self.pos
        self.pos = (i + dx, j + dy)
        return self.pos

def update(obj, vals):
    for v in vals:
        obj.set(v)
    return obj
`,
    body: 'a = A(x)\nb = B(a)\nfor i in range(n):\n    b.move(i, i + 1)\n    if i % 2:\n        update(b.others[0], [x * i, x - i])\nr = [o.get() for o in b.others]\nc = a if n > 3 else b.others[1]\nc.set(99.0)\nobjs = {"p": a, "q": b.others[1]}\nobjs["p"].hist.append(-1.0)\ndef later(k):\n    a.set(k)\n    return a.get()\ny = later(3.5)\nprint(a.name, a.best, a.hist, b.pos, r, b.others[1].best is None, y, b.others[1].name)\nreturn a.get(), b.pos[0], len(a.hist)',
  },
  {
    name: 'a dictionary that an object shares',
    before: `class Opt:
    def __init__(self, opts):
        self.opts = opts

    def double(self):
        self.opts["a"] *= 2
`,
    body: 'd = {"a": 1.5}\no = Opt(d)\nd["a"] = x\nfor i in range(n):\n    o.double()\nreturn d["a"], o.opts["a"]',
  },
  {
    name: 'how arrays are printed',
    before: 'np.set_printoptions(precision=3, suppress=True)\n',
    body: 'b = np.array([1e-7, x, 12345.678])\nprint(b)\nif n > 2:\n    np.set_printoptions(precision=5, linewidth=40)\nprint(np.linspace(0, 1, 9) / 3, repr(b))\nprint([b], f"{b}", b[1])\nreturn n',
  },
  {
    name: 'attributes that only functions set',
    before: `class Params:
    pass

class Tree:
    def __init__(self):
        self.n = 0

def setup(p, n, x):
    p.n = n
    p.x = x
    return p
`,
    body: 'p = setup(Params(), n, x)\np.total = 0\nfor i in range(p.n):\n    p.total += p.x\nt = Tree()\nt.label = "t"\nq = Params()\nif n > 1:\n    q.n = 5\nprint(p.total, t.label, t.n)\nreturn p.total, q.n',
  },
];
