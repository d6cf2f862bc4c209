// SPDX-License-Identifier: Apache-2.0
// Names, results and expressions whose type depends on the path. Each body runs with `a` of five floats, `n` from 0 on and `x`.

import type { TaskProgram } from './task-checker';

export const UNION_PROGRAMS: readonly TaskProgram[] = [
  { name: 'a sum from 0', body: 's = 0\nfor i in range(n):\n    s += a[i]\nreturn s' },
  {
    name: 'a sum from 0, printed',
    body: 's = 0\nfor i in range(n):\n    s += a[i] * x\nprint(s, f"{s}")\nreturn s * 2',
  },
  {
    name: 'the best with None',
    body: 'best = None\nwhere = None\nfor i in range(n):\n    y = a[i]\n    if best is None or y < best:\n        best = y\n        where = i\nreturn where, best',
  },
  {
    name: 'None or a number as the result',
    body: 'best = None\nfor i in range(n):\n    if a[i] > x:\n        best = a[i]\nreturn best',
  },
  {
    name: 'one type is left',
    body: 'total = 0\nfor i in range(3):\n    first = None\n    for j in range(n):\n        if first is None:\n            first = i + j\n        if first > 1:\n            break\n        total += first\n    print(first)\nreturn total',
  },
  {
    name: 'not None first',
    body: 'prev = None\nt = 0\nfor v in a[:n]:\n    if prev is not None and v > prev:\n        t += v - prev\n    elif prev is None:\n        t -= 1\n    prev = v\nprint(prev)\nreturn t',
  },
  {
    name: 'leaves where it is None',
    body: 'r = None\nfor i in range(n):\n    if a[i] > 0:\n        r = a[i]\n        break\nif r is None:\n    return -1\nreturn r * 2',
  },
  {
    name: 'raises where it is None',
    body: 'r = None\nfor i in range(n):\n    r = a[i] + x\nreturn r * 2',
  },
  { name: 'compares None', body: 'r = None\nif n > 2:\n    r = x\nif r < 1.0:\n    return 1\nreturn 2' },
  { name: 'adds to None', body: 'r = None\nif n > 2:\n    r = 1\nr += 1\nreturn r' },
  { name: 'a chosen number', body: 'y = 1 if n > 2 else 2.5\nz = y + n\nprint(y, z)\nreturn z' },
  { name: 'a chosen result', body: 'return 1 if n > 2 else 2.5' },
  { name: 'a chosen argument', body: 'return abs(-1 if n > 2 else -2.5) + 1' },
  { name: 'a chosen part', body: 'return [n, 1 if n > 2 else x][1]' },
  { name: 'chosen in a chosen one', body: 'return 1 if n > 3 else (2.5 if n > 2 else None)' },
  { name: 'and, or', body: 'y = n and x\nz = x > 0 and n or 2.5\nprint(y, z)\nreturn z' },
  { name: 'max of several types', body: 'return max(0, x), min(n, x, 2), max(n, 1.0)' },
  { name: 'max of an array element', body: 's = 0\nfor i in range(n):\n    s += max(0, a[i])\nreturn s' },
  {
    name: 'three types',
    body: 's = None\nfor i in range(n):\n    if s is None:\n        s = 1\n    else:\n        s = s + 0.5\nprint(s)\nreturn s',
  },
  {
    name: 'float32, float and int',
    body: 's = 0\nif n > 1:\n    s = np.float32(1.5)\nif n > 3:\n    s = 0.1\nt = s * x\nprint(t)\nreturn t, s',
  },
  { name: 'bool or int', body: 'f = False\nfor i in range(n):\n    if a[i] > 0:\n        f = i\nreturn f' },
  {
    name: 'a text or None',
    body: 's = None\nif n > 2:\n    s = "big"\nif s is None:\n    print("none")\nelse:\n    print(s + "!")\nprint(f"{s}")\nreturn n',
  },
  {
    name: 'an array or None',
    body: 'b = None\nfor i in range(n):\n    if b is None:\n        b = a * 1.0\n    else:\n        b += a\nif b is None:\n    return 0\nreturn b',
  },
  {
    name: 'an array or a number',
    body: 's = 0\nfor i in range(n):\n    s = s + a * i\nreturn s',
  },
  {
    name: 'an array sum in place',
    body: 's = 0\nfor i in range(n):\n    s += a\nreturn s',
  },
  {
    name: 'a list or None',
    body: 'xs = None\nfor i in range(n):\n    if xs is None:\n        xs = [i]\n    else:\n        xs.append(i * 2)\nif xs is not None:\n    return len(xs), xs[0]\nreturn -1, 5',
  },
  {
    name: 'nested loops',
    body: 't = 0\nfor i in range(n):\n    s = 0\n    for j in range(i):\n        s += a[j]\n    t += s\nreturn t',
  },
  {
    name: 'an else of a loop',
    body: 'r = 0\nfor i in range(n):\n    if a[i] > x:\n        r = a[i]\n        break\nelse:\n    r = None\nreturn r',
  },
  {
    name: 'continue',
    body: 's = 0\nfor v in a[:n]:\n    if v < 0:\n        s = s + 1\n        continue\n    s = s + v\nreturn s',
  },
  {
    name: 'in a condition of while',
    body: 'e = None\nk = 0\nwhile e is None or e > 0.1:\n    e = x * x if e is None else e / 2\n    k += 1\n    if k > n:\n        break\nreturn e, k',
  },
  { name: 'a counter that becomes a float', body: 'k = 1\nwhile k < n:\n    k = k * 1.5\nreturn k' },
  {
    name: 'two names',
    body: 's = 0\nt = 0\nfor i in range(n):\n    s += a[i]\n    if a[i] > 0:\n        t += s\nreturn s, t, s + t',
  },
  {
    name: 'unpacked',
    body: 'p = (None, 0)\nfor i in range(n):\n    p = (a[i], i)\nv, k = p\nif v is None:\n    return -1, k\nreturn v, k',
  },
  {
    name: 'parts of a tuple',
    body: 'p = (0, 0)\nfor i in range(n):\n    p = (p[0] + a[i], p[1] + 1)\nreturn p[0], p[1]',
  },
  {
    name: 'a tuple or None',
    body: 'p = None\nfor i in range(n):\n    if p is None or p[0] < a[i]:\n        p = (a[i], i)\nif p is None:\n    return -1\nreturn p[1]',
  },
  {
    name: 'a helper that may give None',
    before: 'def g(a, n, x):\n    for i in range(n):\n        if a[i] > x:\n            return a[i]\n    return None\n',
    body: 'r = g(a, n, x)\nif r is None:\n    return n\nreturn r + 1',
  },
  {
    name: 'a helper of int or float in an expression',
    before: 'def g(n, x):\n    if n > 2:\n        return n\n    return x\n',
    body: 'return 2 * g(n, x) + g(n + 1, x) / 2',
  },
  {
    name: 'a helper in order',
    before: 'def g(n):\n    print("g", n)\n    if n > 2:\n        return n\n    return 0.5\n',
    body: 'return g(n) + g(n + 1) * g(n - 1)',
  },
  {
    name: 'a helper called with both',
    before: 'def g(s, x):\n    return s * 2 if s > x else s\n',
    body: 's = 0\nfor i in range(n):\n    s += a[i]\nreturn g(s, x)',
  },
  {
    name: 'a helper with an optional argument',
    before: 'def g(v, limit=None):\n    if limit is None:\n        limit = 1\n    return v * limit\n',
    body: 'm = None\nif n > 2:\n    m = x\nreturn g(2, m) + g(1)',
  },
  {
    name: 'a helper that gives a pair',
    before:
      'def g(a, n):\n    best = None\n    k = 0\n    for i in range(n):\n        if best is None or a[i] > best:\n            best = a[i]\n            k = i\n    return k, best\n',
    body: 'k, b = g(a, n)\nprint(k, b)\nreturn k, b',
  },
  {
    name: 'recursion',
    before: 'def g(n):\n    if n <= 0:\n        return 0\n    return 0.5 + g(n - 1)\n',
    body: 'return g(n)',
  },
  {
    name: 'early returns',
    body: 'if n == 0:\n    return None\nif n == 1:\n    return 1, x\nif n == 2:\n    return a\nreturn 2.5',
  },
  { name: 'a closure', body: 's = 0\nfor i in range(n):\n    s += a[i]\ndef f(t):\n    return t + s\nreturn f(1)' },
  { name: 'a lambda', body: 's = 0\nif n > 2:\n    s = x\nreturn sum([(lambda t: t * s)(v) for v in [1.0, 2.0]])' },
  {
    name: 'as a bound of range',
    body: 'k = n\nif n > 2:\n    k = np.int32(2)\nt = 0\nfor i in range(k):\n    t += i\nreturn t',
  },
  {
    name: 'as an index',
    body: 'k = None\nfor i in range(n):\n    if a[i] > 0:\n        k = i\nif k is not None:\n    return a[k]\nreturn a[0] * 2',
  },
  { name: 'as an item', body: 's = 0\nif n > 2:\n    s = x\nb = np.zeros(2)\nb[0] = s\nb[1] += s\nreturn b' },
  { name: 'in assert', body: 's = 0\nif n > 2:\n    s = x\nassert s >= 0, f"bad {s}"\nreturn s' },
  { name: 'in raise', body: 's = 0\nif n > 2:\n    s = 2.5\nif n > 3:\n    raise ValueError(f"bad {s}")\nreturn s' },
  { name: 'maybe unset', body: 'if n > 1:\n    s = 1\n    if n > 2:\n        s = 2.5\nreturn s' },
  { name: 'match', body: 's = None\nmatch n:\n    case 1:\n        s = 1\n    case 2:\n        s = 2.5\nreturn s' },
  {
    name: 'none twice',
    body: 'a1 = None\nb1 = None\nfor i in range(n):\n    if a1 is None:\n        a1 = a[i]\n    elif b1 is None:\n        b1 = a[i]\nif a1 is not None and b1 is not None:\n    return a1 - b1\nreturn 0',
  },
  {
    name: 'the second smallest',
    body: 'm1 = m2 = None\nfor v in a[:n]:\n    if m1 is None or v < m1:\n        m2 = m1\n        m1 = v\n    elif m2 is None or v < m2:\n        m2 = v\nreturn m1, m2',
  },
  {
    name: 'items of a sum',
    body: 'return sum(v if v > x else 0 for v in a[:n]), sum((v if v > x else 0 for v in a[:n]), 1)',
  },
  {
    name: 'items of any and all',
    body: 'return any((v if v > 0 else 0) > x for v in a[:n]), all(v if v > x else 1 for v in a[:n])',
  },
  {
    name: 'any over two loops stops',
    before: 'def g(v, w):\n    print(v, w)\n    return v if v > w else 0\n',
    body: 'return any(g(v, w) for v in a[:n] for w in range(2) if v > -1)',
  },
  { name: 'items of a loop', body: 't = 0\nfor v in [q if q > 0 else 0 for q in a[:n]]:\n    t += v\nreturn t' },
  { name: 'items that are joined', body: 'return len(", ".join(str(v if v > 0 else 0) for v in a[:n]))' },
  { name: 'a condition of a comprehension', body: 'return sum([i for i in range(n) if max(x, i) > 1])' },
  {
    name: 'the items of a comprehension in a comprehension',
    body: 't = 0\nfor s in [sum(v * w if w > 1 else 0 for w in range(3)) for v in a[:n]]:\n    t += s\nreturn t',
  },
  { name: 'a sum in an expression', body: 'return math.sqrt(sum((v if v > 0 else 0) ** 2 for v in a[:n])) + n' },
  { name: 'a set of rounded numbers', body: 'return len({round(max(v, 0) * n) for v in a})' },
  {
    name: 'in an index',
    body: 'b = np.zeros(5)\nb[max(n - 1, 0)] = max(x, 0)\nb[1] += max(x, 0)\nb[n - 1] -= 1 if n > 2 else x\nreturn b',
  },
  {
    name: 'in an index of a list',
    body: 'xs = [1.5, 2.5, 3.5]\nxs[max(n, 0) % 3] = 7.0\nxs[0] += max(x, 0)\nreturn xs',
  },
  { name: 'in a slice', body: 'return a[:max(n, 0)].sum(), a[0 if n > 2 else np.int32(1):].sum()' },
  { name: 'in a chain of comparisons', body: 'return x < max(x, 0) <= max(n, 2.5), 0 <= min(n, x) < max(x, 1) < 3' },
  {
    name: 'beside displays',
    body: 'd = {"m": n + 1, "k": 2}\ne = [*[i for i in range(n)], round(max(x, 0))]\nreturn d["m"] + len(e)',
  },
  {
    name: 'a function named max',
    before: 'def max(a, b):\n    return a if a > 1 else b * 1.0\n',
    body: 'return max(n, 2) + 1',
  },
  { name: 'indexes None', body: 'k = None\nfor i in range(n):\n    k = a * i\nreturn k[1]' },
  { name: 'a method of None', body: 'k = None\nfor i in range(n):\n    k = a * i\nreturn k.sum()' },
  {
    name: 'compares None in while',
    body: 'e = None\nc = 0\nif n > 0:\n    e = x\nwhile e > 0.1:\n    e = e / 2\n    c += 1\nreturn c',
  },
  {
    name: 'adds to None in while',
    body: 'e = None\nc = 0\nif n > 0:\n    e = x\nwhile e + 1 > 1.1:\n    e = e / 2\n    c += 1\nreturn c',
  },
  {
    name: 'loops over a number',
    body: 'e = 1\nif n > 0:\n    e = [1.5, 2.5]\nt = 0\nfor v in e:\n    t += v\nreturn t',
  },
  { name: 'unpacks a number', body: 'e = 1\nif n > 0:\n    e = (1.5, 2.5)\np, q = e\nreturn p + q' },
  { name: 'assigns to an item of a number', body: 'e = 2.5\nif n > 0:\n    e = a\ne[0] = 3\nreturn e' },
  { name: 'the length of None', body: 'e = None\nif n > 0:\n    e = a\nreturn len(e), e.shape[0]' },
  { name: 'an attribute of a number', body: 'e = 1\nif n > 0:\n    e = a\nreturn -e, e.shape[0]' },
  { name: 'minus None', body: 'e = None\nif n > 0:\n    e = x\nreturn -e, abs(e), round(e)' },
  {
    name: 'types that follow from a list of them',
    body: 'best = None\nk = (a * 10).astype(int)\nfor g in range(n + 1):\n    if k.max() > g:\n        best = k.copy()\n    children = [best]\n    while len(children) < 4:\n        c1 = k.copy()\n        children.append(c1)\n    k = children[1]\nreturn k',
  },
  {
    name: 'types that follow from each other',
    body: 'stock = n\nt = 0\npipe = []\nrng = np.random.default_rng(0)\nfor i in range(5):\n    sold = min(stock, rng.poisson(4))\n    stock -= sold\n    pipe.append((i, n))\n    stock += sum(q for d, q in pipe if d == i)\n    t += sold\nreturn t, stock',
  },
  {
    name: 'leaves a loop with one type',
    body: 'e = None\nk = 0\nwhile True:\n    if not (e is None or e > 0.1):\n        break\n    e = x * x if e is None else e / 2\n    k += 1\n    if k > n:\n        break\nreturn e, k',
  },
  {
    name: 'leaves a loop with one of two tests',
    body: 'e = None\nk = 0\nwhile True:\n    if e is not None and e <= 0.1:\n        break\n    if e is None:\n        e = x * x\n    else:\n        e = e / 2\n    k += 1\n    if k > n:\n        break\nreturn e, k',
  },
  {
    name: 'leaves a loop with an else',
    body: 'e = None\nfor k in range(n + 3):\n    if e is not None:\n        break\n    if k > 0:\n        e = x * k\n    elif n == 7:\n        return 0, 1\nelse:\n    e = 2.5\nreturn e, k',
  },
  {
    name: 'recursion with a list that grows',
    before:
      'def place(row, cols, n):\n    if row == n:\n        return 1\n    t = 0\n    for c in range(n):\n        ok = True\n        for r, cc in enumerate(cols):\n            if c == cc or abs(c - cc) == row - r:\n                ok = False\n        if ok:\n            t += place(row + 1, cols + [c], n)\n    return t\n',
    body: 'return place(0, [], n + 3)',
  },
  {
    name: 'recursion that keeps its lists',
    before:
      'def place(row, cols, sols, n):\n    if row == n:\n        sols.append(cols)\n        return\n    for c in range(n):\n        if all(c != cc and abs(c - cc) != row - r for r, cc in enumerate(cols)):\n            place(row + 1, cols + [c], sols, n)\n',
    body: 'sols = []\nplace(0, [], sols, n + 3)\nprint(len(sols))\nreturn len(sols)',
  },
  {
    name: 'recursion over two lists',
    before:
      'def f(path, d):\n    if d == 0:\n        return sum(path)\n    return max(f(path + [d], d - 1), f(path + [d * 2], d - 1))\n',
    body: 'return f([], n)',
  },
  {
    name: 'eigenvalues of either kind',
    body: 'ev = np.linalg.eigvals(np.array([[1.0, x], [n - 2.0, 1.0]]))\nreturn ev.real.max(), np.abs(ev).max(), ev.imag.sum()',
  },
  {
    name: 'eigenvectors of either kind',
    body: 'w, v = np.linalg.eig(np.array([[1.0, x], [n - 2.0, 1.0]]))\nprint(w.real.max() > 0)\nreturn abs(w[0]), np.abs(v).sum()',
  },
  {
    name: 'roots of either kind',
    body: 'r = np.roots([1.0, x, n - 1.0])\nreal = r[np.isreal(r)].real\nreturn np.sort(np.abs(r)), len(real)',
  },
  {
    name: 'eigenvalues as the result',
    body: 'ev = np.linalg.eigvals(np.array([[1.0, x], [n - 2.0, 1.0]]))\nreturn ev',
  },
  {
    name: 'tests of eigenvalues',
    body: 'ev = np.linalg.eigvals(np.array([[1.0, x], [n - 2.0, 1.0]]))\nif np.any(np.iscomplex(ev)):\n    return 1\nif np.all(ev.real < 0):\n    return 2\nreturn ev.max()',
  },
  {
    name: 'sorted eigenvalues',
    body: 'ev, vec = np.linalg.eig(np.array([[1.0, x], [n - 2.0, 1.0]]))\nidx = np.argsort(ev)[::-1]\nev = ev[idx]\nvec = vec[:, idx]\nev = np.real(ev)\nreturn ev, np.real(vec)',
  },
  {
    name: 'the spectral radius',
    body: 'M = np.array([[1.0, x], [n - 2.0, 1.0]])\nrho = max(abs(np.linalg.eigvals(M)))\nreturn rho, np.max(np.linalg.eigvals(M).real)',
  },
  {
    name: 'kept parts',
    body: 'z = a + 1j * np.arange(5)\nr = z.real\nz[1] = 7 + 2j\nq = z.imag\nq[2] = 5\nq += 1\nreturn r, q, z',
  },
  {
    name: 'parts of parts',
    body: 'z = np.outer(a, a) * (1 + 2j)\nw = z[:, :3].imag\nw[0] = 3.0\nt = z.T.real\nreturn w, t, z, w.ravel(), t.reshape(-1)[:4], np.sum(w, axis=0)',
  },
  {
    name: 'writes to parts',
    body: 'z = a + 1j * a\nz.real[n % 5] = 3\nz.imag[1:3] = x\nz.real[:2] += 1\ns = z.real[1:].sum() + z.imag[n % 5]\nreturn z, s',
  },
  {
    name: 'parts of single precision',
    body: 'z = (a + 1j * a).astype(np.complex64)\nr = z.real\nr *= 2\np = (r, 1)\nb = r[::-1]\nz *= 1j\nreturn z, p[0], b, r.dtype == np.float32',
  },
  {
    name: 'parts in functions and loops',
    body: 'z = a + 1j * a\ndef f(w):\n    w[0] = 9.0\n    return w.sum()\nr = z.imag\ns = f(r)\nfor i in range(n):\n    r = z.real\n    r[i] = i\nreturn z, s, r',
  },
  {
    name: 'parts in place of the whole',
    body: 'w, v = np.linalg.eig(np.array([[2.0, 1.0], [1.0, 3.0 + x]]) + 0j)\nw = w.real\nv = v.real\ni = np.argsort(w)\nreturn w[i], np.abs(v[:, i])',
  },
  { name: 'powers of a parameter', body: 'p = 2 ** n\nq = 2.0 * 2 ** (n - 2)\nreturn p, q, (-1) ** n' },
  { name: 'a power as a size', body: 'h = np.zeros((2 ** (n - 1), 2))\nreturn h.shape[0]' },
  {
    name: 'products of bools',
    body: 's = a > x\nm = np.outer(s, s)\nr = m @ s\nprint(r, s @ s, np.dot(m, m)[0, 0])\nreturn r, np.dot(m, m)',
  },
  {
    name: 'an array of a list that could hold None',
    body: 'best = None\nfor i in range(n):\n    best = a[:3] * i\nxs = [best]\nwhile len(xs) < 4:\n    xs.append(a[:3] + 1)\nreturn len(np.array(xs[1:]))',
  },
  {
    name: 'None or an array given to a function',
    before: 'def model(theta, v):\n    return np.exp(theta[0]) * v + theta[1]\n',
    body: 'best, least = None, np.inf\nfor k in range(n):\n    t = np.array([0.1 * k, x])\n    v = abs(t.sum() - 0.7)\n    if v < least:\n        best, least = t, v\nreturn model(best, a), best[1]',
  },
  {
    name: 'powers as sizes',
    body: 't = 0.0\nfor i in range(n + 1):\n    t += np.eye(2 ** (n - i)).sum() * np.ones(2 ** i)[0]\nif n == 3:\n    t += np.eye(2 ** (1 - n))[0, 0]\nreturn t',
  },
];
