// SPDX-License-Identifier: Apache-2.0
// Dictionaries with constant keys whose entries change, in lists, in tables and in each other: who sees what. Each body
// runs with `a` of five floats, `n` from 0 on and `x`.

import type { TaskProgram } from './task-checker';

export const RECORD_PROGRAMS: readonly TaskProgram[] = [
  {
    name: 'entries that change in loops and functions',
    before: `def bump(counts, key2):
    counts["a"] += 1
    counts["x"] = counts["x"] * 0.5
    if counts["a"] > 3:
        counts["name"] = "big"

def make(k):
    return {"k": k, "err": 0.0, "x": np.zeros(2)}
`,
    body: `rng = np.random.default_rng(0)
state = {"t": 0, "x": np.ones(3), "name": "s", "best": None}
while state["t"] < n:
    state["t"] += 1
    state["x"] = state["x"] * 1.5
    if state["t"] == 3:
        state["name"] = "three"
        state["best"] = 2.5
counts = {"a": 0, "x": np.ones(2), "name": "small"}
other = counts
for i in range(5):
    bump(counts, 0)
p = {"W": rng.normal(size=(2, 2)), "b": np.zeros(2)}
for s in range(3):
    g = {"W": np.ones((2, 2)), "b": np.ones(2)}
    for name in p:
        p[name] = p[name] - 0.1 * g[name]
rows = []
for k in range(4):
    rows.append({"k": k, "err": 1.0 / (k + 1), "x": np.full(2, k)})
d = rows[0]
d["k"] = 17
rows[-1]["err"] = 9.0
best = max(rows, key=lambda r: r["err"])
best["k"] = -1
more = [make(i) for i in range(3)]
for m in more:
    m["err"] += m["k"] * 2
summary = {}
for name in ["u", "v"]:
    summary[name] = {"best": n * 1.0, "x": np.zeros(2)}
print(state["t"], state["x"])
print(other["a"], other["name"], counts)
return state["t"], state["x"], state["best"] is None, counts["a"], counts["x"], p["W"], p["b"], [r["err"] for r in rows], [r["k"] for r in rows], [m["err"] for m in more], summary["u"]["best"]`,
  },
  {
    name: 'who sees a change of an entry',
    before: `class Box:
    def __init__(self, d):
        self.d = d
        self.n = 0

def same(d):
    return d

def wrap(d, store):
    store.append(d)
    return 1

def inc(d):
    d["k"] += 1
    return d
`,
    body: `out = []
# cached version, aliases
a = {"k": 1}
b = {"k": 2}
c = same(a)
e = same(b)
b["k"] = 5
out.append(e["k"])
a["k"] = 7
out.append(c["k"])
# list through function
store = []
f = {"k": 10, "z": 1.5}
wrap(f, store)
f["k"] = 11
store[0]["z"] = 2.5
out.append(store[0]["k"])
out.append(int(f["z"] * 10))
# object holds
g = {"k": 3}
h = Box(g)
g["k"] = 4
out.append(h.d["k"])
h.d["k"] = 40
out.append(g["k"])
# inc twice
i1 = {"k": 0}
i2 = {"k": 100}
j1 = inc(i1)
j2 = inc(i2)
j1["k"] += 10
inc(i2)
out += [i1["k"], i2["k"], j1["k"], j2["k"]]
# loop with swap
p = {"v": 0}
q = {"v": 1}
for it in range(n):
    p, q = q, p
    p["v"] += it
out += [p["v"], q["v"]]
# dict in list in loop, changed after append
rows = []
for it in range(n):
    r = {"i": it, "s": "a"}
    rows.append(r)
    r["i"] += 100
    if it % 2 == 0:
        r["s"] = "b" * it
last = rows[-1]
last["i"] = -1
out += [r["i"] for r in rows]
txt = [r["s"] for r in rows]
# nested
cfg = {"opt": {"lr": 0.1, "m": 0}, "name": "x"}
opt = cfg["opt"]
for it in range(3):
    opt["m"] += 2
    cfg["opt"]["lr"] *= 0.5
out.append(cfg["opt"]["m"])
# replaced nested
cur = {"a": {"z": 1}, "b": {"z": 2}}
za = cur["a"]
for it in range(2):
    cur["a"], cur["b"] = cur["b"], cur["a"]
    cur["a"]["z"] += 10
out += [za["z"], cur["a"]["z"], cur["b"]["z"]]
# copy
c1 = {"x": 1, "l": [1, 2]}
c2 = dict(c1)
c3 = c1.copy()
for it in range(2):
    c1["x"] += 5
    c2["x"] -= 1
    c3["l"].append(it)
out += [c1["x"], c2["x"], c3["x"], len(c1["l"]), len(c2["l"])]
tot = 0
for k, v in {"q": {"x": 1, "y": 2}}["q"].items():
    tot += v
w = {"x": 1, "y": 2}
seen = []
for k, v in w.items():
    seen.append(v)
    w["y"] = 50
    w[k] += 1000
out += seen
out += list(w.values())
return out, txt, opt["lr"], tot`,
  },
  {
    name: 'dictionaries of a population',
    body: `rng = np.random.default_rng(1)
pop = [{"x": rng.normal(size=3), "fit": np.inf, "age": 0, "id": i} for i in range(n)]
best = None
hist = []
for g in range(5):
    for ind in pop:
        ind["fit"] = float(np.sum(ind["x"] ** 2))
        ind["age"] += 1
    pop.sort(key=lambda d: d["fit"])
    if best is None or pop[0]["fit"] < best["fit"]:
        best = pop[0]
    hist.append({"gen": g, "best": pop[0]["fit"], "mean": np.mean([d["fit"] for d in pop])})
    for i in range(n // 2, n):
        a, b = rng.integers(0, n // 2, size=2)
        pop[i] = {"x": 0.5 * (pop[a]["x"] + pop[b]["x"]) + 0.1 * rng.normal(size=3), "fit": np.inf, "age": 0, "id": pop[i]["id"] + 100}
order = sorted(pop, key=lambda d: (-d["age"], d["id"]))
by = {}
for d in pop:
    by.setdefault(d["age"], []).append(d["id"])
total = sum(d["age"] for d in pop)
ok = any(d["age"] > 2 for d in pop)
mx = max(pop, key=lambda d: d["id"])
return [h["best"] for h in hist], [d["id"] for d in order], best["x"], best["id"], total, ok, mx["id"], len(by)`,
  },
  {
    name: 'parameters of layers in a list',
    before: `def init_params(sizes, rng):
    params = []
    for a, b in zip(sizes[:-1], sizes[1:]):
        params.append({"W": rng.normal(0, 1 / np.sqrt(a), size=(a, b)), "b": np.zeros(b)})
    return params

def forward(params, x):
    cache = [x]
    for i, layer in enumerate(params):
        x = x @ layer["W"] + layer["b"]
        if i < len(params) - 1:
            x = np.tanh(x)
        cache.append(x)
    return x, cache

def backward(params, cache, g):
    grads = [None] * len(params)
    for i in range(len(params) - 1, -1, -1):
        if i < len(params) - 1:
            g = g * (1 - cache[i + 1] ** 2)
        grads[i] = {"W": cache[i].T @ g, "b": g.sum(axis=0)}
        g = g @ params[i]["W"].T
    return grads
`,
    body: `steps = n + 2
lr = 0.1
rng = np.random.default_rng(0)
X = rng.normal(size=(40, 3))
y = np.sin(X.sum(axis=1, keepdims=True))
params = init_params([3, 8, 8, 1], rng)
m = [{k: np.zeros_like(v) for k, v in layer.items()} for layer in params]
losses = []
for t in range(steps):
    out, cache = forward(params, X)
    err = out - y
    losses.append(float(np.mean(err ** 2)))
    grads = backward(params, cache, 2 * err / len(X))
    for layer, grad, mo in zip(params, grads, m):
        for k in layer:
            mo[k] = 0.9 * mo[k] + grad[k]
            layer[k] -= lr * mo[k]
return losses, params[0]["W"], params[2]["b"]`,
  },
  {
    name: 'the best dictionary or None',
    body: `ps = [{"k": i, "v": 0.0} for i in range(n)]
best = None
for i in range(n):
    ps[i]["v"] = float((i * 7) % 5)
    if best is None or ps[i]["v"] > best["v"]:
        best = ps[i]
if best is None:
    return [0.0], -1
best["v"] += 100
return [p["v"] for p in ps], best["k"]`,
  },
  {
    name: 'values of a dictionary while they change',
    body: `out=[]
i1 = {"k": 0}
p = {"v": 0}
q = {"v": 1}
for it in range(n):
    p, q = q, p
    p["v"] += it
out += [p["v"], q["v"]]
cur = {"a": {"z": 1}, "b": {"z": 2}}
za = cur["a"]
for it in range(2):
    cur["a"], cur["b"] = cur["b"], cur["a"]
    cur["a"]["z"] += 10
out += [za["z"], cur["a"]["z"], cur["b"]["z"]]
w = {"x": 1, "y": 2}
seen = []
for k, v in w.items():
    seen.append(v)
    w["y"] = 50
    w[k] += 1000
out += seen
out += list(w.values())
print(out)
return 1`,
  },
  {
    name: 'reshaped entries',
    before: `def init(rng):
    W = rng.uniform(-1, 1, (3, 4))
    b = np.zeros(4)
    return {"W": W, "b": b}

def loss(p):
    return np.sum(p["W"] ** 2) + p["b"].sum()

def check(p):
    worst = 0.0
    for key in p:
        flat = p[key].reshape(-1)
        for i in range(flat.size):
            old = flat[i]
            flat[i] = old + 1.0
            worst += loss(p)
            flat[i] = old
    return worst
`,
    body: `rng = np.random.default_rng(0)
p = init(rng)
c = check(p)
for s in range(3):
    for k in p:
        p[k] = p[k] - 0.1
return c, p["W"], p["b"]`,
  },
  {
    name: 'lists and tables of dictionaries',
    body: `rows = [{"k": i, "v": 0.5 * i} for i in range(n)]
print(rows[0])
rows.sort(key=lambda r: -r["v"])
rows.reverse()
more = rows + [{"k": 7, "v": 1.0}]
more.extend(rows[:2])
more.insert(0, rows[-1])
p = more.pop()
p["k"] = 1000
q = [dict(r) for r in rows]
q[0]["k"] = 5
keep = [r for r in rows if r["v"] > 0.6]
for i, r in enumerate(rows):
    r["v"] += i
for r, s in zip(rows, q):
    s["v"] = r["v"]
ks = sorted(r["k"] for r in rows)
groups = {}
for r in more:
    groups.setdefault(r["k"] % 2, []).append(r)
g0 = len(groups[0])
table = {}
for i in range(n):
    table[i] = {"a": i, "b": [i]}
for i in table:
    table[i]["b"].append(1)
    table[i]["a"] += 1
best = min(table, key=lambda i: -table[i]["a"])
vals = [t["a"] for t in table.values()]
has = "k" in rows[0]
nn = len(rows[0])
ar = np.array([[r["k"], r["v"]] for r in rows])
return ks, g0, best, vals, has, nn, ar, sum(r["k"] for r in keep), [table[i]["a"] for i in table], len(more), [r["k"] for r in more], [r["v"] for r in q]`,
  },
  {
    name: 'agents',
    before: `def new_agent(i, rng):
    return {"id": i, "pos": rng.random(2), "alive": True, "parent": None, "hist": []}

def move(agent, step):
    agent["pos"] = agent["pos"] + step
    agent["hist"].append(float(agent["pos"][0]))
    if agent["pos"][0] > 1.5:
        agent["alive"] = False
    return agent
`,
    body: `rng = np.random.default_rng(3)
agents = [new_agent(i, rng) for i in range(n)]
log = []
for t in range(5):
    for ag in agents:
        if not ag["alive"]:
            continue
        move(ag, 0.3 * rng.random(2))
    alive = [a for a in agents if a["alive"]]
    log.append({"t": t, "alive": len(alive), "mean": np.mean([a["pos"][0] for a in alive]) if alive else None})
    if t == 2:
        child = new_agent(len(agents), rng)
        child["parent"] = agents[0]["id"]
        agents.append(child)
dead = next((a["id"] for a in agents if not a["alive"]), -1)
agents.sort(key=lambda a: (a["alive"], -a["pos"][1]))
names = {f"a{a['id']}": a for a in agents}
names["a1"]["id"] = 500
tot = 0
for name, a in names.items():
    if a["parent"] is not None:
        tot += a["parent"] + 1
return [a["id"] for a in agents], dead, tot, [l["alive"] for l in log], agents[0]["hist"]`,
  },
  {
    name: 'entries that inner functions change',
    body: `state = {"calls": 0, "last": 0.0}
log = {"xs": [], "best": None}

def f(x):
    state["calls"] += 1
    state["last"] = x
    log["xs"].append(x)
    if log["best"] is None or x < log["best"]:
        log["best"] = x
    return x ** 2

t = 0.0
for i in range(n):
    t += f(float(i) - 1.5)
f(10.0)
state["calls"] += 100
f(11.0)
g = lambda: state["calls"]
state["calls"] += 1
a = g()
state["calls"] += 1
print(state["calls"], a, g(), log["best"])
return t, state["last"], log["xs"]`,
  },
  {
    name: 'loops over keys',
    before: `def count(xs):
    c = {"pos": 0, "neg": 0, "zero": 0}
    for x in xs:
        key = "pos" if x > 0 else ("neg" if x < 0 else "zero")
        c[key] += 1
    return c

def add_noise(d, rng):
    for k, v in d.items():
        d[k] = v + rng.normal()
    return d
`,
    body: `rng = np.random.default_rng(0)
c = count(rng.normal(size=20))
d = add_noise({"a": 1.0, "b": 2.0}, rng)
p = {"a": 1.0, "b": 2, "w": np.ones(2)}
for k in p:
    p[k] = p[k] * 2
for k in list(p):
    p[k] = p[k] + 1
for k, v in p.items():
    if k == "w":
        p[k] = v - 5
for k in sorted(p):
    p[k] = p[k] * 1.5
tot = 0
for k in p.keys():
    tot += np.sum(p[k])
q = {k: v for k, v in p.items()}
q["a"] = 0
z = {}
for k in p:
    z[k] = p[k] - q[k]
big = {"k1": 1, "k2": 2, "k3": 3, "k4": 4, "k5": 5, "k6": 6, "k7": 7, "k8": 8, "k9": 9.5, "k10": np.ones(2)}
for k in big:
    big[k] = big[k] + 1
for i in range(3):
    for k in big:
        big[k] = big[k] * 2
while p["b"] < 100:
    p["b"] *= 2
    if p["b"] > 50:
        p["a"] = -1
        break
print(c, d)
return p["w"], p["a"], p["b"], tot, z["w"], z["a"], big["k1"], big["k10"]`,
  },
  {
    name: 'dictionaries in tuples, copies and lists of lists',
    body: `d = {"a": 1}
if n > 3:
    d["b"] = 2.5
if "b" in d:
    d["a"] += 1
e = {"x": 0}
rows = [e]
e["x"] = 4
rows.append(e)
rows[1]["x"] += 1
r2 = rows
r2[0]["x"] *= 3
del rows[0]
f = rows.pop()
f["x"] -= 1
lst = [{"v": 1}] * 3
lst[0]["v"] = 9
tup = ({"v": 1}, {"v": 2})
tup[0]["v"] += 5
for t in tup:
    t["v"] *= 2
a, b = tup
a["v"] += 1
m = [[{"c": i * j} for j in range(2)] for i in range(3)]
m[1][1]["c"] = 77
flat = [c["c"] for row in m for c in row]
default = {"k": 0, "h": []}
copies = [dict(default) for _ in range(3)]
copies[0]["k"] = 5
copies[1]["h"].append(3)
u = {**default, "k": 8}
u["h"].append(4)
got = default.get("k", 3) + u.get("zz", 100)
pop = u.pop("k")
return d["a"], e["x"], f["x"], [q["v"] for q in lst], [t["v"] for t in tup], flat, [c["k"] for c in copies], default["h"], got, pop, len(u)`,
  },
  {
    name: 'records that functions make and find',
    before: `def find(rows, k):
    for r in rows:
        if r["k"] == k:
            return r
    return None

def stats(x):
    return {"mean": x.mean(), "std": x.std(), "n": len(x)}

def run(cfg):
    cfg = {**cfg, "seed": 1}
    hist = []
    for t in range(cfg["steps"]):
        hist.append({"t": t, **stats(np.arange(t + 1.0) * cfg["lr"])})
    return hist
`,
    body: `rows = [{"k": i, "v": [i], "name": f"r{i}"} for i in range(n)]
r = find(rows, 2)
if r is not None:
    r["v"].append(5)
    r["name"] = "found"
hist = run({"steps": n, "lr": 0.5})
grid = []
for lr in (0.1, 0.2):
    for m in (1, 2):
        grid.append({"lr": lr, "m": m, "score": lr * m})
top = sorted(grid, key=lambda g: g["score"], reverse=True)[:2]
top[0]["m"] = 9
cols = {k: [h[k] for h in hist] for k in ("t", "mean")}
keys = list(rows[0].keys())
for g in grid:
    line = ", ".join(f"{k}={v}" for k, v in g.items())
    print(line)
conf = {"a": 1, "b": 2.5}
for key in ["a", "b"]:
    conf[key] *= 2
nested = {"x": {"y": {"z": 1}}, "l": [1]}
for i in range(3):
    nested["x"]["y"]["z"] += i
res = {}
for i in range(n):
    res[f"k{i}"] = {"i": i, "sq": i * i}
tot = sum(v["sq"] for v in res.values())
b = max(res, key=lambda k: res[k]["sq"])
items = sorted(res.items(), key=lambda kv: -kv[1]["i"])
mm = items[0][1]["i"]
print(conf, nested, keys)
return [g["m"] for g in grid], [int(t) for t in cols["t"]], tot, b, mm, [r["name"] == "found" for r in rows], rows[0]["v"], len(hist), len(top)`,
  },
];
