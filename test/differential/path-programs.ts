// SPDX-License-Identifier: Apache-2.0
// Values that are of one type on one path and of another elsewhere: None where an index or a result is wanted, lists that
// get other items where they go, and lists of which nothing is known at first. Each body runs with `a` of five floats, `n`
// from 0 on and `x`.

import type { TaskProgram } from './task-checker';

const GIVEN = `
START = [1.5]
def first(a):
    return [a[0]]
def firsts(a):
    b = first(a)
    b.append(a[1])
    return b
def counts(a):
    d = {}
    for v in a:
        d[int(v * 3)] = 1
    return d
def pair(a):
    return first(a), [1, 2]
def chain(n, a):
    if n == 0:
        return [a[0]]
    rest = chain(n - 1, a)
    rest.append(n)
    return rest
def maybe(a, x):
    if a[0] > x:
        return None
    return [a[2]]
def halves(p, q, depth):
    if depth == 0:
        return [p]
    c = p + (q - p) * np.exp(-0.5)
    return halves(p, c, depth - 1) + halves(c, q, depth - 1)
class Box:
    def __init__(self, a):
        self.items = first(a)
    def add(self, v):
        self.items.append(v)
`;

const LINE = `
def fit(p):
    c = p.mean(axis=0)
    u, s, vt = np.linalg.svd(p - c, full_matrices=False)
    a, b = vt[-1]
    return a, b, -(a * c[0] + b * c[1])
def far(line, p):
    a, b, c = line
    return np.abs(a * p[:, 0] + b * p[:, 1] + c)
`;

const KINDS = `
def kinds(items):
    return [isinstance(v, np.generic) for v in items]
def total(v):
    s = 0.0
    for each in v:
        s += each
    return s
def wrap(c):
    return [c, c * 2.0]
`;

export const PATH_PROGRAMS: readonly TaskProgram[] = [
  {
    name: 'a given list gets other items',
    before: GIVEN,
    body: 'b = firsts(a)\nb.append(0.5)\nb.append(n)\nprint(len(b), b[2:])\nreturn b[2], b[3]',
  },
  {
    name: 'a given list on one path',
    before: GIVEN,
    body: 'b = [0.5]\nif n > 2:\n    b = first(a)\nprint(isinstance(b[0], np.floating))\nreturn b[0]',
  },
  {
    name: 'two given lists',
    before: GIVEN,
    body: 'b = first(a) + [n]\nc = [None] + first(a)\nprint(b[1], c[0])\nreturn b[0]',
  },
  {
    name: 'a list of the module meets others',
    before: GIVEN,
    body: 'b = START + [a[1], n]\nb.append(2.5)\nprint(b[0], b[2:], START)\nreturn b[1]',
  },
  {
    name: 'a given dictionary gets other values',
    before: GIVEN,
    body: 'd = counts(a)\nd[100] = x\nprint(d[100], sum(v for k, v in d.items() if k < 100))\nreturn len(d)',
  },
  {
    name: 'one of two given lists',
    before: GIVEN,
    body: 'p, q = pair(a)\np.append(None)\nq.append(x)\nprint(len(p), p[1], q)\nreturn p[0]',
  },
  {
    name: 'a list of all calls of a function',
    before: GIVEN,
    body: 'c = chain(n, a)\nc.append("end")\nprint(c[1:])\nreturn c[0]',
  },
  {
    name: 'None or a given list',
    before: GIVEN,
    body: 'm = maybe(a, x)\nif m is not None:\n    m.append(n)\n    print(m[1:])\nreturn m is None',
  },
  {
    name: 'a given list in an object',
    before: GIVEN,
    body: 'box = Box(a)\nbox.add(n)\nprint(box.items[1:])\nreturn box.items[0]',
  },
  {
    name: 'a recursion whose versions give other lists',
    before: GIVEN,
    body: 'y = halves(0.5, x, 3) + [x]\nz = halves(a[0], a[1], 2)\nreturn np.array(y), z[1], len(y)',
  },
  {
    name: 'a list that is filled from itself',
    body: 'stock, line = 9, []\nfor day in range(n * 3):\n    line = [(d, q) for (d, q) in line if d != day]\n    stock -= min(stock, 4)\n    ordered = sum(q for _, q in line)\n    if stock + ordered < 5:\n        line.append((day + 2, 9 - stock - ordered))\nprint(line)\nreturn stock',
  },
  {
    name: 'a list that grows by its sum',
    body: 's, b = n, []\nfor i in range(n):\n    t = sum(b)\n    if s + t < 9:\n        b.append(9 - s - t)\n    s -= 2\nprint(b)\nreturn s',
  },
  {
    name: 'an index that is None first',
    body: 'best = None\nfor i in range(n):\n    if i % 2:\n        best = a > i * x\nif best is None:\n    return -1.0\nb = a[best]\nreturn b.sum()',
  },
  {
    name: 'a fit of what was found',
    before: LINE,
    body: 'p = np.column_stack([np.arange(5.0), a])\nbest, most = None, 0\nfor i in range(1, n + 1):\n    near = far(fit(p[: i % 3 + 2]), p) < 0.5 + x * x\n    if near.sum() > most:\n        best, most = near, near.sum()\nif n < 1:\n    return 0.0\nfor _ in range(3):\n    line = fit(p[best])\n    near = far(line, p) < 1.0 + x * x\n    if np.array_equal(near, best) or near.sum() < 2:\n        break\n    best = near\nu, v, w = line\nreturn abs(w / v), best',
  },
  {
    name: 'None is unpacked',
    body: 'best = None\nfor i in range(n):\n    best = (a[i], i)\nv, w = best\nreturn v * w',
  },
  {
    name: 'a kind by a loop',
    body: 'c = 0.5\nfor i in range(n):\n    c = a[i]\nh = [c, n]\nh.append(c * 2)\nprint(len(h), isinstance(c, np.floating), (isinstance(h[2], np.floating), n))\nreturn c',
  },
  { name: 'division by a kind', body: 'c = 0.0\nfor i in range(n):\n    c = a[i] * 0\nreturn (x + 1) / (c * 2)' },
  { name: 'division of a kind', body: 'c = 0.5\nif n > 2:\n    c = a[0]\nz = x - x\nreturn c / z, c % z' },
  {
    name: 'the text of a kind',
    before: KINDS,
    body: "c = 0.5\nk = 3\nfor i in range(n):\n    c = np.float64(i)\n    k = np.argmax(a * 0 + i)\nw = [k, k + 1, -k, c]\nprint(c, kinds(w), f'{c:.2f} {k}')\nreturn k",
  },
  {
    name: 'a sum in a list',
    before: KINDS,
    body: 'out = []\nfor i in range(3):\n    s = 0.0\n    for j in range(i * n):\n        s += np.float64(j)\n    out.append(s / 2)\nprint(kinds(out))\nreturn np.array(out)',
  },
  {
    name: 'a sum that leaves early',
    before: KINDS,
    body: 's = 0.0\nfor i in range(n):\n    s += np.float64(i)\n    if s > 2:\n        break\nprint(kinds([s]), kinds([s > 1]))\nreturn s',
  },
  {
    name: 'a kind in a while loop',
    before: KINDS,
    body: "s, i = 1.0, 0\nwhile i < n:\n    s = np.float64(i + 1) * s\n    i += 1\nd = {'s': s}\nprint(kinds([s]), d['s'] == s)\nreturn 1.0 / s",
  },
  {
    name: 'flags of two kinds',
    before: KINDS,
    body: 'f = False\nfor i in range(n):\n    f = np.bool_(i > 1)\nprint(kinds([f]), isinstance(f, bool), not f)\nreturn f + f',
  },
  {
    name: 'ints of two kinds',
    before: KINDS,
    body: 'k = 3\nfor i in range(n):\n    k = np.int64(i)\nprint(kinds([k]), kinds([k // 2, k % 2, k << 1, k ** 2, k + n]))\nreturn isinstance(k, int)',
  },
  {
    name: 'the least of two kinds',
    body: 'm = 1.5\nfor i in range(n):\n    m = min(m, np.float64(i) + 0.5)\nprint(m, abs(m))\nreturn m',
  },
  {
    name: 'the least of two kinds in lists',
    before: KINDS,
    body: 'out, m = [], 1.5\nfor i in range(n):\n    m = min(m, np.float64(i) + 0.5)\n    out.append(max(m, 0.75))\nprint(kinds(out), kinds([m, max(a[0], 0.1), max(a.max(), 0.5), sorted([max(v, 0.4) for v in a])[0]]))\nreturn m',
  },
  {
    name: 'a kind that is chosen',
    before: KINDS,
    body: 'c = a[0] or 0.5\nd = n and a[1] and 0.25\ne = 0.5 if n > 2 else a[2]\nprint(kinds([c, d, e]))\nprint(kinds([a[3] if n > 3 else 1.0, a[0] > 0.1 and n > 2]))\np = (0.5, a[0]) if n > 2 else (a[1], 0.5)\nprint(kinds(p), [kinds([v if v > 0.4 else 0.0]) for v in a])\nreturn c, e',
  },
  {
    name: 'a kind in an attribute',
    before: `${KINDS}class Best:\n    def __init__(self, v):\n        self.v = v\n        self.w = 0.5\n        self.seen = []\n    def put(self, x):\n        self.v = max(self.v, x)\n        self.w = self.w if x > 0.4 else x\n        self.seen.append(self.v)\n`,
    body: 'b = Best(0.25)\nfor i in range(n):\n    b.put(a[i % 5])\nprint(kinds(b.seen), kinds([b.v, b.w]))\nz = b.w * 0\nprint(1.0 / (b.v + z + 1.0))\nreturn b.v',
  },
  {
    name: 'kinds that are sorted',
    before: KINDS,
    body: 't = [3.0, 0.25]\np = [(0.5, 7), (0.0, 1)]\nfor i in range(n):\n    t.append(a[i % 5])\n    p.append((a[i % 5], i))\nu = sorted(t)\nt.sort(reverse=True)\np.sort()\nprint(kinds(t), kinds(u), kinds([v for v, _ in p]))\nprint(kinds([max(t), min(t)]))\nprint(kinds([sum(t), sum(t, 0.0)]))\nprint(kinds(max(p)), kinds([max(t, key=abs), max(t, default=0.5)]), kinds([u[0], u[-1], u[len(u) // 2]]))\nreturn t[0]',
  },
  {
    name: 'division by a kind that is chosen',
    body: 'z = min(0.0, a[0] - a[0]) if n % 2 else max(0.0, a[0] - a[0])\nw = min(a[0] - a[0], 0.0) if n > 2 else 0.0\nif n == 2:\n    return x / (w * 2)\nif n == 1:\n    return x / z\nreturn x / w',
  },
  {
    name: 'element types by a kind that is chosen',
    body: 'y = np.ones(2, dtype=np.float32) * max(0.5, a[n % 5] * 2)\nreturn y.itemsize, float(y[0] > 0)',
  },
  {
    name: 'the text of kinds in a dictionary',
    body: "m = a[0] if n > 2 else 2\nd = {'m': m, 'k': max(n, 1)}\nprint(isinstance(d['m'], int), len(str(d)) > 0)\nreturn d['m']",
  },
  {
    name: "a text of NumPy's own",
    before: 'def plain(text):\n    return text.replace("np.str_(\'", "\'").replace("\')", "\'")\n',
    body: "rng = np.random.default_rng(n)\nnames = ['red', 'green', 'blue']\nw = [rng.choice(names) for _ in range(n)]\nw.append(w[0] if n > 2 else 'red')\nc = rng.choice(names) if n % 2 else 'black'\nd = {}\nfor v in w:\n    d[v] = d.get(v, 0) + 1\nprint(plain(repr(w)), plain(f'{c!r} {[c]}'), c, f'{c:>6}', '%s' % c, [str(c), c + '', c.upper(), c[1:]], plain(str(d)))\nprint(sorted(str(v) for v in w), c in names, len(c), isinstance(c, str), plain('{!r}'.format([c, max(w)])))\nreturn c",
  },
  {
    name: 'a key that is a text of NumPy',
    body: "d = {'a': 1}\nreturn d[np.random.default_rng(n).choice(['a', 'a'])] + n",
  },
  {
    name: 'a kind that a function gives',
    before: KINDS,
    body: 'print(kinds([total(np.arange(5.0)[:n]), total(np.arange(3.0))]))\nt = total(np.arange(5.0)[:n])\nreturn t',
  },
  {
    name: 'a kind that a function gets',
    before: KINDS,
    body: 'c = 0.5\nif n > 2:\n    c = np.float64(n)\nw = wrap(c)\nprint(kinds(w))\nreturn wrap(c)[0]',
  },
  {
    name: 'many kinds at once',
    body: 'p = q = r = s = t = 0.5\nif n > 1:\n    p = np.float64(1.5)\nif n > 2:\n    q = np.float64(2.5)\nif n > 3:\n    r = np.float64(3.5)\nif n > 4:\n    s = np.float64(4.5)\nif n > 5:\n    t = np.float64(5.5)\nw = [p + q, r + s]\nw.append(p * q * r * s * t)\nreturn sum(w)',
  },
  {
    name: 'complex of two kinds',
    before: KINDS,
    body: 'z = 1 + 0j\nfor i in range(n):\n    z = z * np.complex128(0.5 + i * 1j)\nprint(kinds([z]), z)\nreturn z',
  },
];
