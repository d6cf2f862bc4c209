// SPDX-License-Identifier: Apache-2.0
// Lists and dictionaries whose items have several types. Each body runs with `a` of five floats, `n` from 0 on and `x`.

import type { TaskProgram } from './task-checker';

export const ITEM_PROGRAMS: readonly TaskProgram[] = [
  {
    name: 'records of an array and a number',
    body: 'res = [[np.array([x, x + 1.0]), x * 3.0], [np.array([1.0, 2.0]), 1.5]]\nfor i in range(n):\n    res.append([a[:2] * i, i * 0.25])\nres.sort(key=lambda r: r[1])\nt = 0.0\nfor v, f in res:\n    t += v[0] * f\nres[0][1] = 7.0\nr = res[0]\nr[0] = r[0] * 2\nreturn t, res[0][0], res[0][1], len(res)',
  },
  {
    name: 'layers',
    body: 'params = []\nfor k in range(n):\n    params.append([np.ones((5, 5)) * (k + 1), a + k])\ny = a\nfor W, b in params:\n    y = y @ W + b\nvel = [[np.zeros_like(W), np.zeros_like(b)] for W, b in params]\nfor P, v in zip(params, vel):\n    for k in range(2):\n        v[k] = v[k] * 0.5 - P[k]\n        P[k] += v[k]\nt = 0.0\nfor p in params:\n    t += p[1].sum()\nreturn y, t',
  },
  {
    name: 'parameters by an index of the run',
    body: 'P = [np.ones((2, 5)), a.copy()]\nv = [np.zeros_like(p) for p in P]\ni = 0\nwhile i < n:\n    k = i % 2\n    v[k] = 0.9 * v[k] - 0.1 * P[k]\n    P[k] += v[k]\n    i += 1\nreturn P[0], P[1]',
  },
  {
    name: 'cells that are None first',
    body: 'c = [None] * n\nfor i in range(n):\n    if i % 2:\n        c[i] = a[:i] * x\nt = 0.0\nfor v in c:\n    if v is not None:\n        t += v.sum()\nprint([v is None for v in c])\nreturn t',
  },
  {
    name: 'pairs with None',
    body: 'c = []\nfor i in range(n):\n    c.append((i, None if i % 3 else i * x))\nt = 0.0\nfor i, v in c:\n    if v is not None:\n        t += v * i\nprint(c)\nreturn t',
  },
  {
    name: 'rows of ints and a float',
    body: 'rows = []\nfor i in range(n + 1):\n    rows.append([i, i * 2, i * x])\ns = 0.0\nfor p, q, r in rows:\n    s += p + q * r\nbest = max(rows, key=lambda r: r[2])\nprint(rows)\nreturn s, best[2], np.array(rows)',
  },
  {
    name: 'arrays, sums and orders of ints and floats',
    body: 't = [0]\nfor i in range(n):\n    t.append(t[-1] + 0.5)\nt.append(2.5)\nprint(t, sum(t), sorted(t))\nreturn np.array(t), sum(t), max(t), min(t), np.mean(t), t == sorted(t)',
  },
  { name: 'a sum of nothing', body: 't = []\nfor i in range(n):\n    t.append(i if i % 2 else i * x)\nreturn sum(t)' },
  {
    name: 'arrays of tuples',
    body: 'k = []\nfor i in range(n + 1):\n    k.append((i, 2 * i, i * x))\nm = [[1, 2.5], [3, 4]]\nm.append([n, n + 0.5])\nreturn np.array(k), np.array(m), np.array(m).sum()',
  },
  {
    name: 'an array of ints only',
    body: 't = [1]\nfor i in range(n):\n    t.append(x)\nif n == 0:\n    t.append(2.0)\nreturn np.array(t)',
  },
  {
    name: 'kinds through a function',
    body: 'def total(xs):\n    s = 0\n    for v in xs:\n        s += v\n    return s\nxs = [1]\nfor i in range(n):\n    xs.append(a[i])\nprint(len(xs))\nreturn total(xs)',
  },
  {
    name: 'kinds of results',
    body: 'def f(t):\n    if t <= 0:\n        return 0.0\n    return np.sqrt(t)\nys = [f(t) for t in range(n)]\nreturn np.array([y * 2 for y in ys]), sum(ys, 0.0)',
  },
  {
    name: 'found by value',
    body: 'c = [None, 1.5, 2]\nc.append(n)\nb = [0.0 if v is None else v * 2 for v in c]\nprint(b)\nreturn len([v for v in c if v is not None]), c == b, c.index(2), None in c, c.count(1.5), c == list(c)',
  },
  {
    name: 'not found',
    body: 'c = [None, 1.5]\nc.append(n)\nreturn c.index(2)',
  },
  {
    name: 'changed',
    body: 'c = [1, 2.5, None]\nc[0], c[1] = c[1], c[0]\nc.insert(1, n)\nb = c + [n * x]\nd = c[1:] * 2\nb.reverse()\nc.extend(d)\nprint(c, b, d)\nreturn b.pop(), b[-1], c[n % 3]',
  },
  {
    name: 'arrays of several axes',
    body: 'c = [a]\nfor i in range(n):\n    c.append(np.ones((2, i)) * x)\nt = 0.0\nfor v in c:\n    t += v.sum() * v.ndim\nreturn t, len(c)',
  },
  {
    name: 'numbers, lists, texts and tuples',
    body: 'c = [1, [2.0, 3.0], "s"]\nfor i in range(n):\n    c.append((i, i + x))\nprint(c)\nreturn len(c)',
  },
  {
    name: 'a record that two names hold',
    body: 'r = [n, x, a.copy()]\nq = r\nr[0] = r[0] + 1\nq[1] = 7\nq[2][0] = 9.0\nreturn r[0], r[1], r[2], q[0]',
  },
  {
    name: 'records of a function',
    body: 'def bump(r, k):\n    r[0] += k\n    r[1] = r[1] * 2.0\n    return r\nrs = [[1, a.copy()], [2, a * 0.5]]\nrs.append([n, np.ones(3)])\nfor r in rs:\n    bump(r, n)\ns = bump(rs[0], 1)\nreturn rs[0][0], s[1], [r[0] for r in rs]',
  },
  {
    name: 'a list of records that grows in a function',
    body: 'def last(rows):\n    rows.append([0.5, 1])\n    return rows[-1]\nrows = [[1, 2.5]]\nfor i in range(n):\n    rows.append([i, i * x])\nr = last(rows)\nprint(rows)\nreturn r[0], r[1], len(rows)',
  },
  {
    name: 'edges with weights',
    body: 'g = [[] for _ in range(n + 1)]\nfor i in range(n):\n    g[i].append((i + 1, x))\n    g[i + 1].append((i, 2))\nt = 0\nfor i in range(n + 1):\n    for j, w in g[i]:\n        t += w * j\nprint(g)\nreturn t',
  },
  {
    name: 'a tuple by an index of the run',
    body: 't = (1, x, 2.5)\ns = 0\ni = 0\nwhile i < min(n, 3):\n    s += t[i]\n    i += 1\nreturn s',
  },
  { name: 'out of range', body: 't = [1, x]\nt.append(n)\nreturn t[n]' },
  { name: 'None beside a number', body: 't = [1.5]\nif n > 1:\n    t.append(None)\nreturn t[-1] + 1' },
  { name: 'an array with None', body: 't = [1.5]\nif n > 99:\n    t.append(None)\nreturn np.array(t)' },
  {
    name: 'divided by an item',
    body: 's = [1.0]\nz = np.zeros(2)\ns.append(z[0])\nreturn x / s[n % 2] if n < 2 else 0.0',
  },
  {
    name: 'dictionaries in a list',
    body: 'res = []\nfor i in range(n):\n    res.append({"n": i, "err": i * x, "x": a[:i], "name": f"run {i}"})\nres.sort(key=lambda r: -r["err"])\nnames = [r["name"] for r in res]\nfor r in res:\n    r["err"] += 1.0\nprint(names)\nreturn np.array([r["err"] for r in res]), len(res)',
  },
  {
    name: 'dictionaries in a dictionary',
    body: 'p = {}\nfor c in range(n):\n    p[c] = {"mean": a[:c].sum(), "row": a * c, "prior": c / n}\nt = 0.0\nfor c in p:\n    q = p[c]\n    t += q["mean"] * q["prior"] + p[c]["row"][0]\nreturn t, len(p)',
  },
  {
    name: 'a graph of dictionaries',
    body: 'g = {}\nfor i in range(n):\n    g[i] = {}\n    for j in range(i):\n        g[i][j] = i * x + j\nt = 0\nfor i in g:\n    for j, w in g[i].items():\n        t += w * j\nreturn t, len(g)',
  },
  {
    name: 'values of several types',
    body: 'd = {"p": 1, "q": 2.5}\nfor i in range(n):\n    d["k%d" % i] = i\nt = 0\nfor k in d:\n    t += d[k]\nd["p"] += 0.5\nreturn t, d["p"], d.get("zz", 0), sorted(d)',
  },
  {
    name: 'values that are None',
    body: 'd = {}\nfor i in range(n):\n    d[i] = None if i % 2 else a[:i + 1]\nt = 0.0\nfor k, v in d.items():\n    if v is not None:\n        t += v.sum()\nreturn t',
  },
];
