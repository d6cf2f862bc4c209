// SPDX-License-Identifier: Apache-2.0
// Programs of Python's own statements and functions: each is a body of `def task(a, n, x)` with what stands before it.
// `a` is an array of floats, `n` a small int, `x` a float.

import type { TaskProgram } from './task-checker';

export const PYTHON_PROGRAMS: readonly TaskProgram[] = [
  {
    name: 'recursion',
    before:
      'def fact(k):\n    return 1 if k < 2 else k * fact(k - 1)\ndef fib(k):\n    if k < 2:\n        return k\n    return fib(k - 1) + fib(k - 2)\ndef even(k):\n    if k == 0:\n        return True\n    return odd(k - 1)\ndef odd(k):\n    return False if k == 0 else even(k - 1)',
    body: 'return fact(n), fib(n + 8), even(n + 11), odd(n)',
  },
  {
    name: 'recursion over arrays',
    before:
      'def total(v):\n    if v.size == 0:\n        return 0.0\n    if len(v) == 1:\n        return float(v[0])\n    m = len(v) // 2\n    return total(v[:m]) + total(v[m:])\ndef sort(v, lo, hi):\n    if lo >= hi:\n        return\n    p = v[hi]\n    i = lo\n    for j in range(lo, hi):\n        if v[j] < p:\n            v[i], v[j] = v[j], v[i]\n            i += 1\n    v[i], v[hi] = v[hi], v[i]\n    sort(v, lo, i - 1)\n    sort(v, i + 1, hi)\ndef smooth(v, k):\n    if k == 0:\n        return v\n    w = v.copy()\n    w[1:] += v[:-1]\n    return smooth(w, k - 1)',
    body: 'b = a.copy()\nsort(b, 0, len(b) - 1)\nreturn total(a), b, smooth(a, n)',
  },
  {
    name: 'deep recursion raises',
    before: 'def down(k):\n    if k < 0:\n        return 0\n    return down(k + 1) + 1',
    body: 'return down(n)',
  },
  {
    name: 'deep recursion works',
    before: 'def down(k):\n    if k == 0:\n        return 0\n    return down(k - 1) + 1',
    body: 'return down(900)',
  },
  {
    name: 'ackermann and hanoi',
    before:
      'def ack(m, k):\n    if m == 0:\n        return k + 1\n    if k == 0:\n        return ack(m - 1, 1)\n    return ack(m - 1, ack(m, k - 1))\ndef hanoi(k, a, b, c):\n    if k == 0:\n        return 0\n    return hanoi(k - 1, a, c, b) + 1 + hanoi(k - 1, c, b, a)',
    body: 'return ack(2, n), hanoi(n + 3, 0, 1, 2)',
  },
  {
    name: 'adaptive quadrature',
    before:
      'def simpson(f, a, b):\n    c = (a + b) / 2\n    return (b - a) / 6 * (f(a) + 4 * f(c) + f(b))\ndef adaptive(f, a, b, eps, whole, depth=0):\n    c = (a + b) / 2\n    left = simpson(f, a, c)\n    right = simpson(f, c, b)\n    if abs(left + right - whole) <= 15 * eps or depth > 20:\n        return left + right + (left + right - whole) / 15\n    return adaptive(f, a, c, eps / 2, left, depth + 1) + adaptive(f, c, b, eps / 2, right, depth + 1)',
    body: 'f = lambda t: np.exp(-t * t) * x + t ** 2\nreturn adaptive(f, 0.0, 2.0, 1e-9, simpson(f, 0.0, 2.0))',
  },
  {
    name: 'closures see later assignments',
    body: 'k = 1.0\ng = lambda v: v * k\nr = g(x)\nk = 5.0\ndef h(v, p=2):\n    return v ** p + k\nk += n\nreturn r, g(x), h(x), h(x, p=3), h(v=x)',
  },
  {
    name: 'closures in loops',
    body: 's = 0.0\nfor i in range(n + 2):\n    f = lambda v: v * i\n    g = lambda v, i=i: v + i\n    i += 10\n    s += f(x) + g(x)\nreturn s',
  },
  {
    name: 'functions as arguments and results',
    before:
      'def apply(f, v, times):\n    for _ in range(times):\n        v = f(v)\n    return v\ndef adder(k):\n    def add(v):\n        return v + k\n    return add\ndef compose(f, g):\n    return lambda v: f(g(v))\ndef newton(f, df, v):\n    for _ in range(20):\n        v = v - f(v) / df(v)\n    return v',
    body: 'h = compose(adder(2.0), adder(x))\nfs = (lambda v: v + 1, lambda v: v * 2, abs, np.sqrt)\nt = x\nfor f in fs:\n    t = f(t)\nreturn apply(h, 1.0, n), t, newton(lambda v: v * v - x, lambda v: 2 * v, 1.0), compose(lambda v: v * v, lambda v: v - 1)(a)',
  },
  {
    name: 'nested functions that call each other',
    body: 'c = 3\ndef up(k):\n    return 0 if k <= 0 else down(k - 1) + c\ndef down(k):\n    return 1 if k <= 0 else up(k - 2) * c\ndef walk(k):\n    if k == 0:\n        return c\n    return walk(k - 1) + 1\nr = up(n)\nc = 7\nreturn r, up(n), walk(n)',
  },
  {
    name: 'argument forms',
    before:
      'def f(p, /, q, r=2.0, *rest, s=3, t=None):\n    total = p + 10 * q + 100 * r + 1000 * s\n    for v in rest:\n        total += v\n    if t is not None:\n        total += t\n    return total\ndef g(*values, scale=1):\n    total = 0.0\n    for i, v in enumerate(values):\n        total += i * v * scale\n    return total',
    body: 'pair = (x, 2.0)\nreturn f(x, 1), f(x, q=2, s=n), f(x, 1, 2, 3, 4, t=5.0), g(*pair, 3.0, scale=2), g(), f(*(1.0, 2.0, 3.0))',
  },
  {
    name: 'break, continue, else and early return',
    body: 'count = 0\nfor i in range(2, 30):\n    for j in range(2, i):\n        if i % j == 0:\n            break\n    else:\n        if i % 7 == n:\n            continue\n        count += i\nwhile True:\n    count -= 1\n    if count % 5 == 0:\n        break\nelse:\n    count = -1\nk = 0\nwhile k < n:\n    k += 1\n    if k == 100:\n        break\nelse:\n    count += 1000\nfor i in range(len(a)):\n    for j in range(i):\n        if a[i] + a[j] > 1.5:\n            return count, i, j\nreturn count, -1, -1',
  },
  {
    name: 'values of and, or and conditions',
    body: 'p = n or 7\nq = n and 3\nr = x > 1 and x < 5\ns = 0.0 or x\nt = not n\nu = 1 < x <= 2 < 3\nv = (n > 1 or x > 2) and not (n == 2)\nreturn p, q, r, s, t, u, v, (1 if n else 2), (x if x > 1 else -x if x < -1 else 0.0)',
  },
  {
    name: 'assignments',
    body: 'b = a.copy()\ni, j = 0, len(b) - 1\nb[i], b[j] = b[j], b[i]\np = q = n\nq += 1\n(u, v), w = (1, 2), 3\nfirst, *rest = (1.0, x, 3.0)\n*init, last = 1, 2, n\nb[1:] += 1\nb[0] *= 2\nm = [u, v, w]\nu, v, w = w, u, v\nreturn b, p, q, u, v, w, first, rest[0] + rest[1], init[0] + init[1], last, m[0]',
  },
  {
    name: 'assignment expressions',
    body: 'k = n + 20\nsteps = 0\nwhile (k := k // 2) > 1:\n    steps += k\nif (m := len(a)) > 2:\n    steps += m\nreturn steps, k, (z := x + 1) * z',
  },
  {
    name: 'loops over everything',
    body: 's = 0.0\nfor i in range(10, 0, -3):\n    s = s * 2 + i\nfor i, v in enumerate(a, 1):\n    s += i * v\nfor u, v in zip(a, a[::-1]):\n    s += u * v\nfor i, (u, v) in enumerate(zip(a, range(3, 100, 2))):\n    s += i * u + v\nfor v in reversed(a):\n    s = s / 2 + v\nfor i in reversed(range(2, n + 9, 3)):\n    s = s / 2 + i\nm = np.outer(a, a)\nfor row in m:\n    s += row[0]\nfor (i, j), v in np.ndenumerate(m):\n    s += (i - j) * v\nfor i, j in np.ndindex(2, 3):\n    s = s * 0.5 + i * j\nfor i, j in np.ndindex(m.shape):\n    s += m[i, j]\nfor v in m.flat:\n    s -= v\nfor v in (1, 2.0, x):\n    s += v\nfor u, v in ((1, 2), (3, 4)):\n    s += u * v\nreturn s',
  },
  {
    name: 'loop names live on',
    body: 'for i in range(n):\n    pass\nj = i\nfor i in range(0):\n    pass\nfor k, v in enumerate(a):\n    if v > 0.5:\n        break\nreturn i, j, k, v',
  },
  {
    name: 'match',
    body: "r = 0\nfor k in range(6):\n    match k:\n        case 0 | 1:\n            r += 1\n        case 2 if n > 1:\n            r += 10\n        case -1:\n            r += 100\n        case _:\n            r += 1000\nmatch n + 1:\n    case 2:\n        r *= 2\n    case 3:\n        r *= 3\nmode = 'fast'\nmatch mode:\n    case 'slow':\n        r = 0\n    case 'fast':\n        r += 5\nreturn r",
  },
  {
    name: 'membership and identity',
    body: "t = (1, 2, 5)\nr = n in t, n not in t, a[0] in a, 99.0 in a, 'a' in 'cat', None is None\ny = None\nreturn r + (y is None, y is not None, n in (x, 3))",
  },
  {
    name: 'assert',
    body: "assert n > 0\nassert x > -1e9, 'never'\nassert len(a) == 3, f'size {len(a)} of {a.shape}'\nreturn x",
  },
  {
    name: 'raise',
    before:
      "def check(v):\n    if v < 0:\n        raise ValueError(f'negative: {v:.3f}')\n    elif v > 2:\n        raise RuntimeError('too large')\n    return v",
    body: "if n == 1:\n    raise IndexError\nif n == 2:\n    raise KeyError\nif n == 3:\n    raise TypeError('three ' + str(n))\nreturn check(x), check(a[0])",
  },
  {
    name: 'print',
    body: "print('start', n, x, sep=' | ')\nfor i in range(3):\n    print(i, end=' ')\nprint()\nprint(a)\nprint(f'{x:10.3f}|{n:>5d}|{n:05}|{x:e}|{x:g}|{n!r}|{x=}|{True}|{None}', (n, x), [1, 2.5, 'a'])\nprint(f'{a.mean():.4f} {a.sum()} {len(a)} {a.shape} {a.dtype.name}' if False else 'no')\nprint('%d %5.2f %s %r %%' % (n, x, n > 1, 'q'), '{:>8} {1} {0!r}'.format('a', 2) if False else '{:>8} {!r}'.format('a', x))\nprint('end ' * 2 + 'x' + str(n) + str(x > 1), len('héllo'))\nreturn n",
  },
  {
    name: 'text',
    body: "s = 'n is ' + str(n)\nif n > 1:\n    s = f'{s}!'\nelse:\n    s = s + '?'\nfor i in range(3):\n    s += str(i)\nprint(s, len(s), s == 'n is 1?012', s < 'o', repr(s), 'is' in s, s * 2)\nw = 12\nprint(f'{x:{w}.{n}f}|{s:>{w + 8}}|{s!r:^24}')\nreturn len(s)",
  },
  {
    name: 'print before an error',
    body: "print('before')\nfor i in range(5):\n    print('step', i, a[i])\nreturn x",
  },
  {
    name: 'with errstate and del',
    body: "with np.errstate(divide='ignore', invalid='ignore'):\n    b = np.log(a)\n    c = b + 1\ntmp = c * 2\nd = tmp + 1\ndel tmp, b\nreturn d",
  },
  {
    name: 'constants of the module',
    before:
      "N = 4\nSTEP = 2.0 * N\nPAIR = (N, STEP)\nNAMES = ('a', 'b')\nGRID = np.linspace(0.0, 1.0, N)\nSQUARE = lambda v: v * v\ndef helper(v, scale=STEP):\n    return v * scale + GRID.sum()",
    body: "return N + n, STEP, PAIR[0] + PAIR[1], helper(x), helper(x, N), GRID * 2, 1 if NAMES[0] == 'a' else 2",
  },
  {
    name: 'closures that write to arrays',
    body: 'b = np.zeros(6)\nmemo = np.full(30, -1)\ndef bump(i, by=1.0):\n    b[i % 6] += by\n    return b[i % 6]\ndef fib(k):\n    if k < 2:\n        return k\n    if memo[k] >= 0:\n        return int(memo[k])\n    memo[k] = fib(k - 1) + fib(k - 2)\n    return int(memo[k])\nfor i in range(n + 4):\n    bump(i)\n    bump(i, by=x)\nb = b * 2\nbump(0)\nreturn b, fib(25), memo',
  },
  {
    name: 'functions two levels deep',
    body: 'p = x\ndef outer(q):\n    r = q * 2\n    def middle(s):\n        def inner(t):\n            return p + q + r + s + t\n        return inner(1.0) + inner(2.0)\n    return middle(3.0)\ndef make(k):\n    table = np.arange(4) * k\n    def get(i):\n        return table[i] + p\n    return get\ng = make(2)\nreturn outer(n), g(1), make(x)(2), (lambda u: (lambda v: u * v + p)(3))(n)',
  },
  {
    name: 'recursion with several results',
    before:
      "def bounds(v, lo, hi):\n    if hi - lo == 1:\n        return v[lo], v[lo], 1\n    m = (lo + hi) // 2\n    a, b, c = bounds(v, lo, m)\n    d, e, f = bounds(v, m, hi)\n    return (a if a < d else d), max(b, e), c + f\ndef name(k):\n    return 'z' if k == 0 else f'{name(k - 1)}{k}'\ndef power(m, k):\n    if k == 0:\n        return np.eye(m.shape[0])\n    h = power(m @ m, k // 2)\n    return m @ h if k % 2 else h\ndef gcd(p, q):\n    return p if q == 0 else gcd(q, p % q)\ndef collatz(k, steps=0):\n    if k == 1:\n        return steps\n    return collatz(k // 2 if k % 2 == 0 else 3 * k + 1, steps + 1)",
    body: 'print(name(n))\nm = np.outer(a[:3], a[1:4]) / 8\nreturn bounds(a, 0, len(a)) + (power(m, n), gcd(84, 30 * n), collatz(n + 6))',
  },
  {
    name: 'helpers that raise',
    before:
      "def fail(what):\n    raise RuntimeError('failed: ' + what)\ndef pick(mode, v, scale=None):\n    if scale is None:\n        scale = 2.0\n    if mode == 'double':\n        return v * scale\n    elif mode in ('half', 'part'):\n        return v / scale\n    else:\n        raise ValueError(f'unknown mode {mode!r}')",
    body: "y = pick('double', x) + pick('half', x, 4.0) + pick('part', a).sum()\nif n == 2:\n    fail('two')\nif n == 3:\n    y = fail('three')\nif n == 5:\n    return pick('other', x)\nreturn y",
  },
  {
    name: 'order of evaluation',
    before: 'def say(v, what):\n    print(what, v)\n    return v',
    body: "r = say(n, 'a') < say(2, 'b') <= say(3, 'c') < say(4, 'd')\ns = say(n > 1, 'e') and say(x > 0, 'f') or say(False, 'g')\nt = say(1, 'h') if say(n > 2, 'i') else say(2, 'j')\nu = (say(1, 'k'), say(2, 'l'))[0] + say(3, 'm')\nb = np.zeros(3)\nb[say(1, 'index')] = say(5.0, 'value')\nb[say(2, 'n')] += say(1.5, 'o')\nfor i in range(say(3, 'stop')):\n    if say(i, 'i') == n:\n        break\nelse:\n    say(0, 'else')\nwhile say(n, 'w') > 0:\n    n -= 2\nassert say(True, 'test'), say('no', 'message')\nreturn r, s, t, u, b",
  },
  {
    name: 'text of all kinds of values',
    body: "f = np.float32(x) / 3\nprint(a.dtype, [a.dtype], f'{f.dtype} {a.shape}')\nprint(a[0], f, a.sum(), a > 0, np.int8(n), n > 2, (n, x, True, None, 'q'))\nprint(f'{a[0]} {f} {f:.3f} {a[0]:8.2f}|{n:+d} {a.astype(np.float32)} {a[:0]} {a > 1}')\nprint(np.arange(n), np.arange(n + 1200), np.ones((2, 3), np.int32), np.array([[1e-10, 1.0], [np.nan, -np.inf]]))\nprint([n, x], ([1], (2,)), str(a), repr(a), sep='\\n')\nprint(x + 1j, (x + 1j) * 2, f'{1 - 2.5j:.2f}', -0.0, 1e22, 1e-7, 123456789.123)\nprint(f'{n:>{n + 3}}|{\"abc\":^9}|{n:08.3f}|{1234567:,}|{0.256:.1%}|{255:#x}|{n:b}')\nreturn f",
  },
  {
    name: 'names that are int, float or text',
    body: "s = 0.0\nlabel = 'none'\nfor v in a:\n    if v > s:\n        s = v\n        label = f'best {v:.2f}'\nk = 0\nwhile k < n:\n    k += 1\nelse:\n    label += '.'\nprint(label, s)\nmode = 'a' if n > 2 else 'b'\nif mode == 'a':\n    k += 100\nreturn s, k",
  },
  {
    name: 'leaving a loop over a tuple',
    body: 'total = 0.0\nfor k in (1, 2, 3):\n    if k == n:\n        break\n    total += k\nelse:\n    total = -1.0\nfor u, v in ((1.5, 2), (x, n), (4.5, 6)):\n    if v > 4:\n        continue\n    total += u * v\nreturn total, k, u',
  },
  {
    name: 'ranges as values',
    before:
      'def total(steps, v):\n    s = 0.0\n    for i in steps:\n        s += v[i % v.shape[0]] if v.shape[0] > 0 else 0.5\n    return s',
    body: 'rows = range(0, len(a) - 1, 2)\nout = np.zeros(len(rows))\nfor k, i in enumerate(rows):\n    out[k] = a[i]\nsome = range(n) if n > 2 else np.flatnonzero(a > 0)\nt = 0\nfor i in some:\n    t += i * i\nlast = rows[1:]\nreturn out, t, len(last), 4 in rows, np.array(rows), list(rows), [i for i in reversed(rows)], sum(last), a[rows], total(rows, a), total(range(n, -1, -1), a)',
  },
  {
    name: 'dictionaries over known keys',
    before:
      "def start(d):\n    p = {k: np.full((d, d), 0.5 + len(k)) for k in ('wq', 'w')}\n    p.update(w1=np.ones((d, 2 * d)), c1=np.zeros(2 * d))\n    return p\ndef zeros(p):\n    return {k: np.zeros_like(v) for k, v in p.items()}",
    body: "p = start(n)\nq, k = (p[w].sum(axis=0) for w in ('wq', 'w'))\nz = zeros(p)\nfor step in range(3):\n    g = {k: x * v + step for k, v in p.items()}\n    for name in p:\n        p[name] -= 0.5 * g[name]\n        z[name] += 1\ns = {k: v.sum() for k, v in z.items()}\nreturn q, k, p['w'], p['c1'], z['w1'], s['wq'], len(s)",
  },
  {
    name: 'tuples of rows',
    body: 'g = (np.arange(12).reshape(4, 3) * (n + 1)) % 5\nplaces = [tuple(e) for e in np.argwhere(g == 0)]\nrows = list(map(tuple, g[:, :2]))\nseen = {tuple(row) for row in g}\nreturn len(places), [i + 10 * j for i, j in places], [u - v for u, v in rows], len(seen)',
  },
  {
    name: 'arrays that a loop returns',
    before:
      'def settle(v, k):\n    for i in range(k):\n        f = v * 2.0\n        if f[0] < 1.0:\n            return v, True\n        v = v - f / 3.0\n        if v[1] > 40.0:\n            return f, False\n    return v, False\ndef first(rows, limit):\n    for r in rows:\n        for v in r:\n            w = v + 1.0\n            if w.sum() > limit:\n                return w\n    return np.zeros(2)',
    body: 'v, ok = settle(np.array([4.0 + x, 3.0]), n)\nw = first([[a[:2], a[1:3]], [a[2:4]]], x)\nprint(ok)\nreturn v, ok, w, a',
  },
  {
    name: 'lists of arrays side by side',
    body: 'rows = []\nfor i in range(n + 1):\n    rows.append(a[:3] * i + x)\nboth = [np.ones((2, n + 1)), np.zeros((2, n + 1))]\nboth.append(np.full((2, n + 1), x))\nreturn np.column_stack(rows), np.stack(rows, axis=1), np.stack(rows, axis=-1), np.stack(rows), np.stack(both, axis=2), np.stack(both, axis=1), np.column_stack(both)',
  },
  {
    name: 'names of functions',
    before: 'def hard(v):\n    return v\ndef soft(v):\n    return v + 1',
    body: 'f = lambda v: v\nfor r in (hard, soft, f):\n    print(f"{r.__name__:>9s}", r(n))\nahead = next((g for g in range(1, n) if g * x > 1), n + 2)\nreturn len(hard.__name__), ahead',
  },
  {
    name: 'parts of complex arrays kept as other views',
    body: 'z = np.zeros((n, 3), dtype=np.complex128)\nw = np.broadcast_to(z.real, (2, n, 3))\nd = np.diagonal(z.imag)\ne = np.diag(z.real)\ng = np.lib.stride_tricks.sliding_window_view(z.imag, 2, axis=1)\nb = np.broadcast_arrays(z.real, np.zeros((2, 1, 1)))[0]\nz[0] = x + 2j\nz[-1, 1:] = 1 - 3j\nreturn w, d, e, g, b',
  },
];
