// SPDX-License-Identifier: Apache-2.0
// For each optimisation that has a name in runtime/src/base/switches.h, programs that it changes: `task(a, n, x)` as in task-checker.ts.
// `bits`: with it and without, results are the same to the last bit.

import { BLOCK_PROGRAMS } from './block-programs';
import { BRANCH_PROGRAMS, FILL_PROGRAMS, TIME_PROGRAMS } from './branch-programs';
import { CHOSEN_PROGRAMS } from './chosen-programs';
import { CROSSING_PROGRAMS } from './crossing-programs';
import { EXPANSION_PROGRAMS } from './expansion-programs';
import { ITERATION_PROGRAMS } from './iteration-programs';
import { ITERATION_SUM_PROGRAMS } from './iteration-sum-programs';
import { PAIR_PROGRAMS } from './pair-programs';
import { SAME_PROGRAMS } from './same-programs';
import { SHORT_PROGRAMS } from './short-programs';
import { SINKING_PROGRAMS } from './sinking-programs';
import { STATEMENT_PROGRAMS } from './statement-programs';
import { STRIP_PROGRAMS } from './strip-programs';
import { SYSTEM_PROGRAMS } from './system-programs';
import type { TaskProgram } from './task-checker';
import { TOGETHER_PROGRAMS } from './together-programs';
import { CALL_PROGRAMS, JOIN_PROGRAMS, REUSE_PROGRAMS } from './waiting-programs';

export interface SwitchedProgram extends TaskProgram {
  readonly bits: boolean;
}

/** All programs that have files of their own. */
export const WRITTEN_PROGRAMS: readonly TaskProgram[] = [
  ...CHOSEN_PROGRAMS,
  ...SHORT_PROGRAMS,
  ...STATEMENT_PROGRAMS,
  ...PAIR_PROGRAMS,
  ...SYSTEM_PROGRAMS,
  ...BLOCK_PROGRAMS,
  ...BRANCH_PROGRAMS,
  ...FILL_PROGRAMS,
  ...TIME_PROGRAMS,
  ...CROSSING_PROGRAMS,
  ...SAME_PROGRAMS,
  ...REUSE_PROGRAMS,
  ...CALL_PROGRAMS,
  ...JOIN_PROGRAMS,
  ...ITERATION_PROGRAMS,
  ...ITERATION_SUM_PROGRAMS,
  ...EXPANSION_PROGRAMS,
  ...SINKING_PROGRAMS,
  ...TOGETHER_PROGRAMS,
  ...STRIP_PROGRAMS,
];

function known(name: string, bits = true): SwitchedProgram {
  const program = WRITTEN_PROGRAMS.find((each) => each.name === name);
  if (!program) throw new Error(`no program has the name ${name}`);
  return { ...program, bits };
}

const VALUES = `def values(n, x):
    return (np.arange(150.0 * n) * 7919 % 997 - 498) * x / 500

def whole(rows, columns, n):
    return (np.arange(rows * columns) * 7 % 11 - 5.0 + n).reshape(rows, columns)
`;

function program(name: string, body: string, bits = true): SwitchedProgram {
  return { name, before: VALUES, body: `v = values(n, x)\n${body}`, bits };
}

const CHAIN = program(
  'a chain of operations',
  `b = v.reshape(-1, 30)
w = (b * 2 - b[:1] / 3) * np.abs(b[:, :1]) + np.where(b > 0.5, b, -1.0)
c = np.maximum(w[:, ::-1], w) // 0.75
b[1:] = w[:-1] * 0.5 + b[1:]
k = (np.arange(v.size) * 3 + 1) % 7 << 2
return w, c, b, k, (w > c) & (b < 1), np.full((3, 4), x) + np.arange(4)`,
);
const VECTORS = program(
  'many products with vectors',
  `a = np.cos(np.arange(240.0 * 230) * x).reshape(240, 230)
f = a.astype(np.float32)
u = np.sin(np.arange(230.0))
g = u.astype(np.float32)
w = np.zeros(240)
for i in range(90):
    w[i:] = 0.5 * w[i:] + a[i:, : 230 - i] @ u[: 230 - i] * 0.01
    u[i:] += w[: 240 - i] @ a[: 240 - i, i:] * 0.01
    g[i:] += (f[:, i] @ f[:, i:] + f[i:, i:].T @ f[i:, i + 1]) * np.float32(0.001)
o = a.copy()
o[100, 100] = np.inf
return w, u, g, o @ u, a[:200:2] @ u, a[::-1] @ u, o.T @ w`,
  false,
);
const ONCE = program(
  'rows of whole numbers that elements of themselves are added to',
  `p = (np.arange(130 * 90) * 7919 % 997).reshape(130, 90)
q = p[:90].copy()
r = (p[:90] % 5 == 0) & (p[:90] != 0)
d = (p * 3).astype(np.int8)
for k in range(90):
    q[:] = np.minimum(q, q[:, k : k + 1] + q[k : k + 1, :])
    r |= r[:, k : k + 1] & r[k]
    p[1:] = p[:-1, k : k + 1] - p[1:] // (k + 1)
    d[:, 1:] -= d[:, :1] * d[:, k : k + 1]
    d[:, ::-1] = d[:, k : k + 1] ^ d
    p[::-1] = p[:, k : k + 1] + p % 1000
return p, q, r, d`,
);
const FUNCTIONS = program(
  'functions of long arrays',
  'w = np.exp(-v * v) + np.log1p(np.abs(v))\nf = v.astype(np.float32)\nreturn w, np.tanh(w) * np.sin(v), np.cos(f) + np.sqrt(np.abs(f)), np.arctan2(v, w)',
  false,
);
const SHARED = program(
  'products by tiles, by halves and in cuts',
  `a = whole(160, 130, n)
b = whole(130, 150, n + 1)
s = whole(40, 9000, n) % 3
k = a.astype(np.int64)
return a @ b, a @ a.T, a.T @ a, s @ s.T, s[:20].T[:900] @ s[:20], k @ b.astype(np.int64), k.astype(np.int32).T @ k.astype(np.int32)`,
);
const LISTS = program(
  'lists of lists',
  `rows = [[i * j for j in range(i % 5)] for i in range(n)]
t = 0
for i in range(n):
    r = rows[i]
    r.append(i)
    t += len(r) + sum(rows[-1 - i])
rows[0] = rows[n // 2]
rows[0].append(-1)
last = rows.pop()
print(rows[n // 2 - 1], last)
return t, len(rows[0]), sum(sum(r) for r in rows)`,
);
const ODD = program(
  'odd numbers in plain arithmetic',
  `v[3] = np.inf
v[4] = 1e308
v[5] = 0.0
w = (v * 10 - v) / v + v[::-1]
t = 0.0
for i in range(20):
    t = t + np.float64(v[i % 3]) * v[6]
return w, (w * w)[:100].max(), t, np.sqrt(v - 1)`,
);

const FIXED = program(
  'numbers that loops do not change',
  `f = float(n)
g = 0.5
a = whole(40, 30, n)
c = np.zeros((30, 30))
for i in range(30):
    for j in range(i, 30):
        for k in range(40):
            c[i, j] += a[k, i] * (g * f) * a[k, j]
        c[i, j] /= (f - 1.0) * g + 0.25
        c[j, i] = -(f + g) + c[i, j]
d = np.full(5, 1e300)
for i in range(5):
    for j in range(1):
        d[i] = d[i] * (f * 1e308) + (1e308 * 10.0 - 1e308 * 10.0)
return c, d`,
);

const SUMS = program(
  'products of vectors and matrices in loops',
  `a = whole(24, 17, n)
b = whole(24, 24, n + 1)
c = np.zeros((17, 17))
d = b.copy()
e = np.ones((24, 3), dtype=np.float32)
f = np.zeros((24, 24))
for i in range(17):
    c[i, i:] = a[:, i] @ a[:, i:] / (n - 1.0)
    c[i:, i] = c[i, i:]
for i in range(24):
    d[i, :] += d[i + 1 :, i] @ d[i + 1 :, :] * 0.125
    d[i, :] *= 0.5
g = a[3:20].T
for i in range(3):
    e[:, i] = b.astype(np.float32)[:, :20] @ b.astype(np.float32)[i, 4:] + e[:, i]
for i in range(24):
    f[i, : i + 1] *= 1.5
    f[i, : i + 1] += 0.25 * (b[: i + 1, :] @ d[i, :] + d[: i + 1, :] @ b[i, :])
h = np.zeros((17, 17))
for i in range(17):
    h[i] = g[i, :0] @ b[:0, :17] + g[i] @ b[:17, 7:]
o = np.full((3, 4), 1e200)
o[1, 2] = np.inf
p = np.zeros((3, 3))
for i in range(3):
    p[i] = o[i] @ o.T
return c, d, e, f, h, p`,
);

const PRODUCTS = program(
  'products of two vectors in loops',
  `a = whole(24, 17, n)
b = whole(24, 17, n + 1).astype(np.float32)
c = np.zeros((24, 24))
d = np.ones((24, 24))
for i in range(24):
    for j in range(24):
        c[i, j] = a[i] @ a[j] - 0.5 * (a[i, 3:] @ a[j, : 17 - 3])
        d[i, j] += a[: i + 1, 2] @ a[: i + 1, j % 3]
e = np.zeros(24)
f = np.zeros((24, 17))
for i in range(24):
    e[i] = b[i, :0] @ b[i, :0] + b[i] @ b[3]
    f[i, 1:] = a[i, 1:] * (a[i] @ a[0])
g = np.zeros((17, 17))
for i in range(17):
    for j in range(i + 1):
        g[i, j] = a[:, i] @ a[:, j] / (n - 1.0)
        g[j, i] = g[i, j]
    g[i, i] = np.sqrt(g[i, i] + g[i, :i] @ g[i, :i])
o = np.full((3, 4), 1e200)
o[1, 2] = np.inf
o[2] = [np.inf, 0, 1, -np.inf]
p = np.zeros((3, 3))
for i in range(3):
    for j in range(3):
        p[i, j] = o[i] @ o[j] - o[j] @ np.array([0.0, 1, 2, 3])
return c, d, e, f, g, p`,
);

const UNEQUAL = program(
  'products of vectors of other sizes in loops',
  `a = whole(24, 17, n)
c = np.zeros((24, 24))
for i in range(24):
    for j in range(24):
        c[i, j] = a[i, : i + 2] @ a[j, : 2 * i + 2]
return c`,
);

const MANY = program(
  'many nests',
  `r = []\n${Array.from({ length: 12 }, (_, i) => `w${i} = np.where(v > ${i} * 0.1, v * ${i} + np.abs(v), v / (${i} + 1.5)) - np.maximum(v, ${i}.5)\nv[${i}:] = w${i}[: v.size - ${i}] * 0.25`).join('\n')}\nreturn v, w0, w5, w11`,
);

export const SWITCHED_PROGRAMS: Readonly<Record<string, readonly SwitchedProgram[]>> = {
  masks: [known('numbers through a mask'), known('sums, lengths and means of what a mask chose', false)],
  gathers: [known('elements of two axes by integers'), known('written after it was chosen')],
  loops: [known('a table of distances'), known('rows whose elements need those before them')],
  tiles: [
    known('loops in order around short ones'),
    known('one row that is written again and again'),
    known('columns that are added to one of them'),
    known('one row and one column that all others read'),
    known('two arrays by turns, by elements and by statements'),
  ],
  split: [
    known('rows whose elements need those before them'),
    known('one row and one column that all others read'),
    known('columns that are cleared by one row'),
    known('rows whose elements are sums over those before them'),
    ...SINKING_PROGRAMS.map(({ name }) => known(name)),
  ],
  worth: [
    known('elements that need those before them'),
    known('a filter along each row'),
    ...STRIP_PROGRAMS.map(({ name }) => known(name)),
    ...BLOCK_PROGRAMS.map(({ name }) => known(name, !name.includes('products'))),
  ],
  divide: [
    known('rows whose elements need those before them'),
    known('a filter along each row'),
    known('long rows that need those before them, in turns'),
  ],
  together: [...EXPANSION_PROGRAMS, ...TOGETHER_PROGRAMS].map(({ name }) => known(name)),
  carry: [known('elements that need those around them'), known('elements that need those before them')],
  jam: [
    ...STRIP_PROGRAMS.map(({ name }) => known(name)),
    known('rows that read the row before at some distance'),
    known('elements that need those around them'),
  ],
  blocks: BLOCK_PROGRAMS.map(({ name }) => known(name, !name.includes('products'))),
  branches: [
    known('turns until a number escapes'),
    known('elements of either sign'),
    known('elements that are written where they become less'),
    known('elements that are written where they become less, of numbers that are odd'),
    known('elements that are written where something holds, and others with them'),
  ],
  iterations: [...ITERATION_PROGRAMS, ...ITERATION_SUM_PROGRAMS].map(({ name }) => known(name)),
  fills: [
    known('a table of borders and insides'),
    known('slices that meet, slices that do not, and a slice of a changing length'),
    known('insides of one, two and three axes, and arrays too small to have any'),
    known('insides of arrays that are read in between, that views see, and whose values read others of their kind'),
    known('an inside whose value does not fit'),
  ],
  statements: [known('rows that need the row before'), known('sweeps in place by rows and elements')],
  sums: [SUMS, PRODUCTS, UNEQUAL],
  expand: EXPANSION_PROGRAMS.map(({ name }) => known(name)),
  invariants: [FIXED],
  bounds: [known('a table of distances')],
  shorts: [known('slices that overlap what is written'), known('products of short vectors in every direction', false)],
  cache: [known('rows that need the row before')],
  moved: [ONCE, known('sweeps in place by rows and elements'), known('several slices that overlap what is written')],
  looks: [known('functions of numbers that are odd here and there', false), ODD],
  dots: [known('elements by integers', false), known('products with chosen elements', false)],
  panels: [known('loops in order around short ones')],
  pairs: [known('a matrix between two vectors'), known('the first product in the second')],
  fuse: [CHAIN, FUNCTIONS],
  calls: CALL_PROGRAMS.map(({ name }) => known(name, false)),
  joins: JOIN_PROGRAMS.map(({ name }) => known(name, name !== 'neighbours in a ring')),
  reuse: REUSE_PROGRAMS.map(({ name }) => known(name)),
  merge: [
    CHAIN,
    program(
      'sums of several axes',
      'b = v.reshape(10, 15, -1)\nreturn b * 2 + 1, b.sum(), b.sum(axis=(0, 1)), b.max(axis=0)',
      false,
    ),
  ],
  flags: [ODD, CHAIN, FIXED],
  scan: [known('one element chosen among many'), known('complex numbers under a mask', false)],
  few: [
    program(
      'rows of known length',
      'b = v[: v.size // 16 * 16].reshape(-1, 16)\nw = np.empty((b.shape[0], 16))\nw[:] = b * 0.5 + b[:1]\nreturn w, b + np.arange(16)',
    ),
  ],
  wide: [FUNCTIONS],
  functions: [FUNCTIONS],
  sizes: [
    known('sizes of complex numbers, large and small', false),
    program(
      'sizes around a limit',
      'z = (3.0 + 4.0j) * (np.arange(-20, 21) / 8)\nreturn np.abs(z) < 5, np.abs(z) <= 5, np.abs(z) > 5, np.abs(z) >= 5, 5.0 > np.hypot(z.real, z.imag)',
    ),
  ],
  facts: [
    CHAIN,
    program(
      'arguments of a size that is known',
      'w = a * 2 + a[::-1]\nb = a[:, None] * a\na[1:] += a[:-1]\nfor i in range(5):\n    w[i] -= a[4 - i]\nreturn w, b, a @ a, a.sum()',
      false,
    ),
  ],
  proofs: [
    program(
      'indices that fit, and one that does not',
      't = 0.0\nfor i in range(v.size):\n    t += v[i] - v[-i - 1] * 0.5\nw = np.zeros(n)\nfor i in range(n):\n    w[i] = v[i + 1] + a[i % 5]\nreturn t, w, a[-5], v[n + int(x * 1000) * 10]',
    ),
    known('an index past the end'),
  ],
  borrows: [LISTS],
  llvm: [CHAIN, known('a table of distances'), known('slices that overlap what is written')],
  lean: [
    known('the same statement on several arrays'),
    known('the same statement where one array is read and written'),
    known('rows that read the row before at some distance'),
    known('elements that need those before them'),
    { ...ODD, bits: false },
    MANY,
  ],
  parts: [MANY],
  quick: [CHAIN, LISTS, MANY],
  small: [CHAIN, known('long and short by turns')],
  share: [
    program(
      'many short steps',
      `u = np.sin(np.arange(12000.0) * x).reshape(120, 100)
w = u.copy()
s = 0.0
for i in range(150):
    w[1:-1] = 0.25 * (u[:-2] + u[2:]) + 0.5 * u[1:-1]
    u[1:-1] = w[1:-1] / (1 + np.abs(w[:-2])) + i * 1e-3
    s += u[i % 120].sum() + np.sqrt(w - 40.0)[0, 0]
return u, w, s`,
    ),
    { ...VECTORS, bits: true },
    {
      ...program(
        'rows of columns that need nothing of each other',
        `a = np.sin(np.arange(1.2e6) * x).reshape(4000, 300)
b = 2 + np.cos(np.arange(1.2e6)).reshape(4000, 300)
for i in range(1, 4000):
    a[i] = 0.3 * b[i] + 0.2 * b[i - 1] - 0.5 * a[i - 1] / b[i]
w = b.reshape(1200, 1000)
u = np.empty((1200, 1000))
u[-1] = w[-1]
for i in range(1198, -1, -1):
    u[i, :997] = (w[i, :997] - 0.25 * u[i + 1, 1:998]) / w[i, 3:]
    u[i, 997:] = 0
for i in range(1198, -1, -1):
    w[i, 5:] = u[i, 5:] + 0.5 * w[i + 1, 5:]
return a[::37], w[::11], u[::11]`,
      ),
      bits: true,
    },
  ],
  room: [
    program(
      'more and more arrays',
      `w = np.zeros((300, 400))
for i in range(12):
    u = np.roll(w, i, axis=0) * 0.5 + x
    w = np.concatenate((u[100:], w[:100] - u[:100])) + i
return w`,
    ),
  ],
  pool: [CHAIN, known('new arrays, broadcasts and shapes that do not fit')],
  products: [SHARED, VECTORS],
  lu: [known('complex systems: of many sizes', false), known('complex systems: stacks of them', false)],
  sorts: [
    program(
      'long arrays in order',
      'w = np.sin(np.arange(200000.0) * x)\nw[77] = np.nan\nk = np.arange(200000) * 7919 % 65537\nreturn np.sort(w), np.argsort(k, kind="stable"), np.unique(k)',
    ),
  ],
  selection: [
    program(
      'medians and quantiles',
      'b = v.reshape(10, -1)\nk = np.floor(b * 3)\nreturn np.median(b), np.median(b, axis=0), np.median(k, axis=1), np.quantile(b, [0.1, 0.5, 0.77], axis=1), np.percentile(k, 30)',
    ),
  ],
  histograms: [
    program(
      'long histograms',
      'w = np.sin(np.arange(300000.0) * x)\nreturn np.histogram(w, 40)[0], np.histogram(w, 17, weights=w * w)[0], np.histogram(w, 5, (-0.5, 0.5), weights=np.arange(300000))[0]',
    ),
  ],
  lines: [
    program(
      'transforms along every axis',
      'b = v[:6000].reshape(20, 15, 20)\nreturn np.fft.fft(b, axis=0), np.fft.ifft(b * 1j, axis=1), np.fft.fftn(b), np.fft.fft(b, 33, axis=1)',
    ),
  ],
};
