// SPDX-License-Identifier: Apache-2.0
// Objects as items of lists and tuples, as values of dictionaries, and with dictionaries in them. Each body runs with `a` of
// five floats, `n` from 0 on and `x`.

import type { TaskProgram } from './task-checker';

export const OBJECT_LIST_PROGRAMS: readonly TaskProgram[] = [
  {
    name: 'objects in lists, their best and order',
    before: `class Particle:
    def __init__(self, rng, dim):
        self.x = rng.normal(size=dim)
        self.v = np.zeros(dim)
        self.best = np.inf
        self.n = 0

    def step(self, w):
        self.v = w * self.v - 0.1 * self.x
        self.x = self.x + self.v
        self.n += 1
        f = np.sum(self.x ** 2)
        if f < self.best:
            self.best = f
        return self.best
`,
    body: `rng = np.random.default_rng(3)
ps = [Particle(rng, 3) for _ in range(n)]
for it in range(4):
    for p in ps:
        p.step(0.5)
ps[0].v += 3.0
q = ps[1]
q.n = 77
best = min(ps, key=lambda p: p.best)
best.n += 1000
order = sorted(ps, key=lambda p: -p.best)
total = sum(p.best for p in ps)
more = []
more.append(Particle(rng, 2))
more.append(ps[2])
more[1].best = -5.0
return sum(float(p.best) for p in ps), [p.n for p in ps], float(order[0].best), float(total), len(more), ps[0].v`,
  },
  {
    name: 'layers in a list',
    before: `class Layer:
    def __init__(self, n_in, n_out, rng, act):
        self.W = rng.normal(0, 1 / np.sqrt(n_in), (n_in, n_out))
        self.b = np.zeros(n_out)
        self.act = act
        self.x = None

    def forward(self, x):
        self.x = x
        z = x @ self.W + self.b
        return np.maximum(z, 0) if self.act == "relu" else z

    def backward(self, g, lr):
        gx = g @ self.W.T
        self.W -= lr * self.x.T @ g
        self.b -= lr * g.sum(axis=0)
        return gx

class Net:
    def __init__(self, sizes, rng):
        self.layers = [Layer(a, b, rng, "relu" if i < len(sizes) - 2 else "id") for i, (a, b) in enumerate(zip(sizes, sizes[1:]))]

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, g, lr):
        for layer in reversed(self.layers):
            g = layer.backward(g, lr)
`,
    body: `steps = n + 2
rng = np.random.default_rng(0)
X = rng.normal(size=(30, 2))
y = X[:, :1] * X[:, 1:]
net = Net([2, 8, 8, 1], rng)
losses = []
for s in range(steps):
    out = net.forward(X)
    err = out - y
    losses.append(np.mean(err ** 2))
    net.backward(2 * err / len(X), 0.05)
return losses, net.layers[0].W, net.layers[1].b, net.layers[2].b`,
  },
  {
    name: 'objects in lists, tuples and dictionaries',
    before: `class Tree:
    def __init__(self, depth):
        self.depth = depth
        self.thr = None

    def fit(self, X, y):
        self.thr = np.median(X) * self.depth
        return self

    def predict(self, x):
        return x > self.thr

class Holder:
    def __init__(self):
        self.trees = []
        self.by_name = {}
        self.last = None

    def add(self, name, t):
        self.trees.append(t)
        self.by_name[name] = t
        self.last = t
`,
    body: `rng = np.random.default_rng(0)
X = rng.normal(size=20)
h = Holder()
pairs = []
for i in range(n):
    t = Tree(i).fit(X, X)
    h.add(f"t{i}", t)
    pairs.append((t, 0.5 * i))
h.by_name["t2"].depth = 9
votes = sum(t.predict(X).astype(float) * w for t, w in pairs)
if h.last is not None:
    h.last.thr = 1.25
return votes, [float(t.thr) for t in h.trees], [t.depth for t, w in pairs], float(pairs[-1][0].thr)`,
  },
  {
    name: 'the best object or None',
    before: `class P:
    def __init__(self, k):
        self.k = k
        self.v = 0.0
`,
    body: `ps = [P(i) for i in range(n)]
best = None
for i in range(n):
    ps[i].v = (i * 7) % 5
    if best is None or ps[i].v > best.v:
        best = ps[i]
best.v += 100
return [float(p.v) for p in ps], best.k`,
  },
  {
    name: 'dictionaries in objects',
    before: `class Acc:
    def __init__(self):
        self.stats = {"n": 0, "mean": 0.0, "tag": "z"}
        self.params = {"W": np.ones((2, 2)), "b": np.zeros(2)}

    def push(self, v):
        self.stats["n"] += 1
        self.stats["mean"] += (v - self.stats["mean"]) / self.stats["n"]
        if self.stats["n"] > 2:
            self.stats["tag"] = "many"

    def step(self, lr):
        for k in self.params:
            self.params[k] = self.params[k] - lr
        for k, v in self.params.items():
            self.params[k] = v * 2
`,
    body: `acc = Acc()
accs = [Acc() for _ in range(2)]
for i in range(n):
    acc.push(float(i))
    accs[i % 2].push(2.0 * i)
acc.step(0.1)
cfg = {"lr": 0.1, "steps": 3, "name": "sgd", "decay": None}
for s in range(cfg["steps"]):
    if s == 1:
        cfg["lr"] *= 0.5
        cfg["decay"] = 0.25
if cfg["decay"] is not None and cfg["decay"] > 0.1:
    cfg["lr"] -= cfg["decay"] * 0.01
cfg["extra"] = 5
hist = {"loss": [], "acc": []}
for e in range(n):
    hist["loss"].append(1.0 / (e + 1))
    hist["acc"].append(e)
best = {"val": np.inf, "x": None}
for i in range(n):
    v = abs(i - 3) + 0.5
    if v < best["val"]:
        best["val"] = v
        best["x"] = np.full(2, i)
print(f"{cfg['lr']:.3f} {cfg['name']} {best['val']} {best['x']}")
print(acc.stats, cfg["extra"])
results = []
for name, k in [("a", 1), ("b", 2)]:
    r = {"name": name, "k": k, "vals": [k, 2 * k]}
    r["sum"] = sum(r["vals"])
    results.append(r)
for r in results:
    print(r["name"], r["sum"], r["vals"][0])
tot = {r["name"]: r["sum"] for r in results}
bykey = {}
for r in results:
    bykey[r["name"]] = r
bykey["a"]["k"] = 99
print(results[0]["k"])
return acc.stats["mean"], [a.stats["n"] for a in accs], acc.params["W"], hist["loss"], sum(hist["acc"]), float(best["val"]), [r["k"] for r in results], tot["b"]`,
  },
  {
    name: 'an optimiser of layers',
    before: `class Layer:
    def __init__(self, a, b, rng):
        self.params = {"W": rng.normal(size=(a, b)), "b": np.zeros(b)}
        self.grads = {"W": np.zeros((a, b)), "b": np.zeros(b)}
        self.x = None

    def forward(self, x):
        self.x = x
        return x @ self.params["W"] + self.params["b"]

    def backward(self, g):
        self.grads["W"] = self.x.T @ g
        self.grads["b"] = g.sum(axis=0)
        return g @ self.params["W"].T

class Relu:
    def __init__(self):
        self.params = {}
        self.m = None
    def forward(self, x):
        self.m = x > 0
        return x * self.m
    def backward(self, g):
        return g * self.m

class Adam:
    def __init__(self, layers, lr):
        self.lr = lr
        self.t = 0
        self.m = [{k: np.zeros_like(v) for k, v in l.params.items()} for l in layers]
        self.v = [{k: np.zeros_like(v) for k, v in l.params.items()} for l in layers]

    def step(self, layers):
        self.t += 1
        for i, l in enumerate(layers):
            for k in l.params:
                g = l.grads[k]
                self.m[i][k] = 0.9 * self.m[i][k] + 0.1 * g
                self.v[i][k] = 0.99 * self.v[i][k] + 0.01 * g ** 2
                l.params[k] -= self.lr * self.m[i][k] / (np.sqrt(self.v[i][k]) + 1e-8)
`,
    body: `rng = np.random.default_rng(0)
X = rng.normal(size=(16, 3))
y = X.sum(axis=1, keepdims=True)
layers = [Layer(3, 5, rng), Layer(5, 1, rng)]
opt = Adam(layers, 0.05)
losses = []
for t in range(n):
    h = X
    for l in layers:
        h = l.forward(h)
    e = h - y
    losses.append(np.mean(e ** 2))
    g = 2 * e / len(X)
    for l in reversed(layers):
        g = l.backward(g)
    opt.step(layers)
return losses, layers[0].params["W"]`,
  },
  {
    name: 'bodies in a system',
    before: `from dataclasses import dataclass, field

@dataclass
class Body:
    x: float
    v: float
    m: float = 1.0
    trail: list = field(default_factory=list)

    def kick(self, f, dt):
        self.v += f / self.m * dt

    def drift(self, dt):
        self.x += self.v * dt
        self.trail.append(self.x)

class System:
    def __init__(self, bodies):
        self.bodies = bodies
        self.t = 0.0
        self.heaviest = None

    def energy(self):
        return sum(0.5 * b.m * b.v ** 2 for b in self.bodies)

    def step(self, dt):
        for i, a in enumerate(self.bodies):
            f = 0.0
            for j, b in enumerate(self.bodies):
                if i == j:
                    continue
                d = b.x - a.x
                f += a.m * b.m * d / (abs(d) ** 3 + 0.1)
            a.kick(f, dt)
        for b in self.bodies:
            b.drift(dt)
        self.t += dt
        self.heaviest = max(self.bodies, key=lambda b: b.m)
`,
    body: `s = System([Body(float(i), 0.1 * i, 1.0 + i) for i in range(n)])
for k in range(10):
    s.step(0.01)
s.heaviest.v += 1
e = s.energy()
by = {}
for b in s.bodies:
    key = "big" if b.m > 2 else "small"
    if key not in by:
        by[key] = []
    by[key].append(b)
for b in by["big"]:
    b.m *= 2
pairs = [(a, b) for i, a in enumerate(s.bodies) for b in s.bodies[i + 1:]]
dist = [abs(a.x - b.x) for a, b in pairs]
a, b = pairs[0]
a.x = 50.0
closest = min(pairs, key=lambda p: abs(p[0].x - p[1].x))
q = [s.bodies.pop() for _ in range(2)]
same = q[0] is s.heaviest
return e, [b.m for b in q], dist, s.t, s.bodies[0].x, s.bodies[0].trail, closest[0].m, same, len(by)`,
  },
  {
    name: 'generators in objects',
    before: `class Walker:
    def __init__(self, rng, k):
        self.rng = rng
        self.k = k
        self.pos = 0.0
    def step(self):
        self.pos += self.rng.normal()
`,
    body: `rng = np.random.default_rng(0)
ws = [Walker(rng, i) for i in range(n)]
for s in range(3):
    for w in ws:
        w.step()
own = [Walker(np.random.default_rng(i), i) for i in range(n)]
for w in own:
    w.step()
rngs = [np.random.default_rng(s) for s in range(3)]
v = [r.normal() for r in rngs]
return [w.pos for w in ws], [w.pos for w in own], v`,
  },
  {
    name: 'items of many values',
    before: `class Big:
    def __init__(self, i):
        self.a1 = i; self.a2 = i; self.a3 = i; self.a4 = i; self.a5 = i; self.a6 = i; self.a7 = i
        self.b1 = i; self.b2 = i; self.b3 = i; self.b4 = i; self.b5 = i; self.b6 = i; self.b7 = i
        self.c1 = np.zeros(2); self.c2 = "t"; self.c3 = None; self.c4 = 1.5; self.c5 = [1, 2]; self.c6 = 2; self.c7 = 3
    def go(self):
        self.c7 += 1
        self.c3 = 2.5
`,
    body: `bs = [Big(i) for i in range(n)]
for b in bs:
    b.go()
rows = []
for i in range(n):
    rows.append({"a": i, "b": i, "c": i, "d": i, "e": i, "f": i, "g": i, "h": i, "i": i, "j": i, "k": i, "l": i, "m": i, "n": i, "o": i, "p": i, "q": i, "r": i})
rows[0]["q"] = 100
return [b.c7 for b in bs], [float(b.c3) for b in bs], [r["q"] for r in rows]`,
  },
  {
    name: 'which object it is',
    before: `class P:
    def __init__(self, k):
        self.k = k
        self.v = 0
`,
    body: `ps = [P(i) for i in range(n)]
a = ps[1]
same = a is ps[1]
other = a is not ps[2]
b = a
b.v = 5
cnt = 0
for p in ps:
    if p is a:
        cnt += 1
queue = [ps[0]]
seen = []
while queue:
    p = queue.pop(0)
    seen.append(p.k)
    if p.k + 1 < n:
        queue.append(ps[p.k + 1])
left = None
for p in ps:
    if p.k == 2:
        left = p
print(left is None, left is ps[2] if left is not None else False)
d = {"x": 1}
e = d
return same, other, cnt, seen`,
  },
  {
    name: 'owners of objects',
    before: `class Item:
    def __init__(self, k, w):
        self.k = k
        self.w = w
        self.owner = None
        self.tags = []

class Owner:
    def __init__(self, name):
        self.name = name
        self.items = []
        self.total = 0

    def take(self, item):
        self.items.append(item)
        item.owner = self.name
        self.total += item.w
`,
    body: `items = [Item(i, i * 0.5) for i in range(n)]
owners = {name: Owner(name) for name in ("ann", "bob")}
for i, it in enumerate(items):
    who = "ann" if i % 2 else "bob"
    owners[who].take(it)
items[0].w = 100.0
best = {}
for it in items:
    key = it.k % 3
    if key not in best or it.w > best[key].w:
        best[key] = it
for k in sorted(best):
    best[k].tags.append(k)
stack = [(items[0], 0)]
seen = 0
while stack:
    it, d = stack.pop()
    seen += d
    if it.k + 1 < n:
        stack.append((items[it.k + 1], d + 1))
items[1:3] = []
rec = [{"item": it, "rank": r} for r, it in enumerate(sorted(items, key=lambda t: -t.w))]
rec[0]["item"].w = -1.0
rec[0]["rank"] += 10
cur = None
for it in items:
    if cur is None:
        cur = it
    elif it.w < cur.w:
        cur = it
print([it.owner for it in items], owners["ann"].total, cur.k)
return [it.w for it in items], [len(it.tags) for it in items], seen, rec[0]["rank"], owners["bob"].items[0].w`,
  },
];
