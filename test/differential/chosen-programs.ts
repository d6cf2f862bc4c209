// SPDX-License-Identifier: Apache-2.0
// Elements chosen by masks and by integers, where the compiler makes nests of them, and loops over elements that need each other:
// `task(a, n, x)` as in task-checker.ts.

import type { TaskProgram } from './task-checker';

const before = `def values(n, x):
    return np.sin(np.arange(150.0 * n) * x) * 2

def places(n):
    return np.arange(150 * n) * 7 % 40
`;

const program = (name: string, body: string): TaskProgram => ({
  name,
  before,
  body: `v = values(n, x)\nk = places(n)\n${body}`,
});

export const CHOSEN_PROGRAMS: readonly TaskProgram[] = [
  program('numbers through a mask', 'v[v > 0.5] = 0.25\nv[~(v < 0)] += 1\nk[k % 3 == 0] = -1\nreturn v, k'),
  program(
    'the same mask on both sides',
    'w = np.cos(v)\nm = v > 0.1\nv[m] = v[m] ** 2 + w[m]\nw[v > 1] = w[v > 1] - v[v > 1]\nreturn v, w, m',
  ),
  program(
    'masks of views of two axes',
    'b = v.reshape(10, -1)\nm = b[1:-1, 1:-1] > 0.3\nb[1:-1, 1:-1][m] *= 2\nb[::-1][b > 1] = 3\nb[:, ::2][b[:, ::2] < 0] = -1\nreturn b, v',
  ),
  program(
    'sums, lengths and means of what a mask chose',
    'm = (v > 0.1) & (v < 1.5)\nu = v[m].mean()\nreturn v[m].sum(), len(v[m]), u, ((v[m] - u) ** 2).sum() / v[m].size, (v[m] * k[m]).sum(), k[k > 20].sum()',
  ),
  program('nothing chosen', 'm = v > 5\nv[m] = 7\ns = v[m].sum()\nreturn v, s, len(v[m]), k[k < 0].sum()'),
  program(
    'one element chosen among many',
    'w = np.zeros(5000 * n)\nw[4321] = x\nm = w != 0\nw[m] = w[m] * 2 + 1\nreturn w, w[m].sum(), w[w > 100].sum(), len(w[m])',
  ),
  program(
    'complex numbers under a mask',
    'z = v + 1j * np.cos(v)\nfor i in range(4):\n    m = np.abs(z) < 2\n    z[m] = z[m] * z[m] + 0.25\nreturn z, z[m].sum(), z[~m].size',
  ),
  program('what a mask chose is kept', 'm = v > 0\nc = v[m]\nv[m] = -1.0\nw = v[m]\nreturn c, v, w, c.sum()'),
  program('a mask of itself', 'm = v > 0\nm[m] = False\nreturn m'),
  program(
    'elements by integers',
    'i = k % 7\nu = v[i] + v[k] * 2\nreturn u, v[i - 3], v[-k - 1].sum(), (v[k] * v[i]).max(), v[i] @ v[k]',
  ),
  program(
    'elements of two axes by integers',
    'b = v.reshape(10, -1)\ni = np.floor(np.abs(v) * 4).astype(np.int64)\nj = k % 15\nreturn b[i, j] * 0.5 + b[i, j - 1], b[i[:, None], j[None, :6]], b[3, j] - b[i, 2], b[::-1, ::2][i, j // 2]',
  ),
  program(
    'written after it was chosen',
    'u = v[k]\nv[k[3]] = 5.0\nv[:] = v[k]\nw = v[::-1][k]\nv[10:] = v[k[:-10]] + v[10:]\nreturn u, v, w',
  ),
  program('chosen and masked', 'm = v > 0\nv[m] = v[k][m] + 1\nreturn v, v[k][v[k] > 0.5].sum()'),
  program('an index past the end', 'u = v[k] * 2\nw = v[k + 150 * n - 10]\nreturn u, w'),
  program('an index before the start', 'b = v.reshape(10, -1)\nreturn b[k % 10, -k]'),
  program(
    'an index of a second axis past the end',
    'b = v.reshape(10, -1)\nu = b[k % 10, k % 15]\nprint(u[0] > 5)\nreturn b[k % 10, k * 100]',
  ),
  program('indices that do not go together', 'b = v.reshape(10, -1)\nreturn b[k[:3] % 10, k[:4] % 10]'),
  program('no index at all', 'return v[k[:0]], v[k[5:1]].sum()'),
  program(
    'small integers as indices',
    'return v[k.astype(np.int8)], v[k.astype(np.uint8)], v[k.astype(np.int32) - 40]',
  ),
  program(
    'chosen elements in a loop of rows',
    't = 0.0\nfor i in range(20):\n    t += v[k[i : i + 5]] @ v[i : i + 5]\nreturn t',
  ),
  program(
    'elements that need those before them',
    'w = v.copy()\nu = v.copy()\nfor i in range(1, len(w)):\n    w[i] = w[i - 1] * 0.5 + v[i]\nfor i in range(2, len(u)):\n    u[i] = u[i - 1] * 0.25 - u[i - 2] * 0.5 + v[i]\nfor i in range(len(u) - 2, -1, -1):\n    w[i] = w[i] - w[i + 1] * u[i]\nreturn w, u',
  ),
  program(
    'rows whose elements need those before them',
    'b = v.reshape(10, -1).T.copy()\np = np.zeros(b.shape)\nq = np.zeros(b.shape)\nfor i in range(b.shape[0]):\n    p[i, 0] = b[i, 0]\n    for j in range(1, b.shape[1]):\n        p[i, j] = -0.3 / (0.2 * p[i, j - 1] + 3.0)\n        q[i, j] = (b[i, j] - 0.2 * q[i, j - 1]) / (0.2 * p[i, j - 1] + 3.0)\n    for j in range(b.shape[1] - 2, -1, -1):\n        b[i, j] = p[i, j] * b[i, j + 1] + q[i, j]\nreturn b, p, q',
  ),
  program(
    'a filter along each row',
    'b = v.reshape(10, -1)\ny = np.zeros((10, b.shape[1]))\nfor i in range(10):\n    for j in range(2, b.shape[1]):\n        y[i, j] = 0.5 * b[i, j] + 0.25 * y[i, j - 1] - 0.125 * y[i, j - 2]\nreturn y',
  ),
  program(
    'elements that need those around them',
    'b = v.reshape(10, -1).copy()\nfor t in range(3):\n    for i in range(1, 9):\n        for j in range(1, b.shape[1] - 1):\n            b[i, j] = (b[i - 1, j - 1] + b[i - 1, j] + b[i - 1, j + 1] + b[i, j - 1] + b[i, j] + b[i, j + 1] + b[i + 1, j - 1] + b[i + 1, j] + b[i + 1, j + 1]) / 9.0\nc = v.reshape(-1, 10).copy()\nfor i in range(1, c.shape[0]):\n    for j in range(1, 8):\n        c[i, j] = c[i - 1, j + 2] * 0.5 + c[i, j - 1]\nreturn b, c',
  ),
  program(
    'a table of distances',
    't = np.zeros((len(k) + 1, 61), dtype=np.int64)\nt[:, 0] = np.arange(len(k) + 1)\nt[0, :] = np.arange(61)\nfor i in range(1, len(k) + 1):\n    for j in range(1, 61):\n        cost = 0 if k[i - 1] == k[-j] else 1\n        t[i, j] = min(t[i - 1, j] + 1, t[i, j - 1] + 1, t[i - 1, j - 1] + cost)\ng = np.zeros((60, 60), dtype=np.int32)\nfor i in range(1, 60):\n    for j in range(1, 60):\n        g[i, j] = max(g[i, j - 1], g[i - 1, j], g[i - 1, j - 1] + (2 if k[i] > k[j] else -1))\nreturn t, g',
  ),
  program(
    'rows that read the row before at some distance',
    'b = v.reshape(10, -1).copy()\nfor i in range(1, 10):\n    for j in range(4, b.shape[1] - 2):\n        b[i, j] = b[i - 1, j - 3] * 0.5 + b[i, j - 1] * 0.25 + b[i - 1, j + 1] * 0.125 + b[i, j - 3] * 0.0625\nc = v.reshape(-1, 10)[:40].copy()\nfor i in range(c.shape[0] - 2, -1, -1):\n    for j in range(8, -1, -1):\n        c[i, j] = c[i + 1, j] * 0.5 + c[i, j + 1] * 0.25 - c[i + 1, j + 1] * 0.125 + v[j]\ns = np.arange(90, dtype=np.int16) % 7\ng = np.zeros((70, 90), dtype=np.int16)\nfor i in range(2, 70):\n    for j in range(3, 90):\n        g[i, j] = max(g[i - 1, j - 3] + s[j], g[i, j - 1] - 1, g[i, j - 2] + s[i] - 5, g[i - 2, j - 1] + s[j] - s[i])\nreturn b, c, g',
  ),
  program(
    'long rows that need those before them, in turns',
    'b = (np.arange(200 * 300) * 7919 % 997 * x).reshape(200, 300)\nfor t in range(3):\n    for i in range(1, 199):\n        for j in range(1, 299):\n            b[i, j] = (b[i - 1, j + 1] + b[i, j - 1] + b[i + 1, j]) / 3.0\ns = np.arange(400) * (n + 2) % 7\ng = np.zeros((90, 400), dtype=np.int64)\nfor i in range(1, 90):\n    for j in range(1, 400):\n        g[i, j] = max(g[i - 1, j] - 1, g[i, j - 1] - 1, g[i - 1, j - 1] + s[i] - s[j])\nreturn b, g',
  ),
  program(
    'one row that is written again and again',
    'w = v[:60].copy()\nfor i in range(30):\n    for j in range(1, 60):\n        w[j] = w[j] * 0.5 + w[j - 1] * 0.25\nreturn w',
  ),
  program('lengths that differ in a product', 'return v[k[:4]] @ v[:5]'),
  program(
    'functions of long arrays, in place and under masks',
    'w = np.cos(np.arange(3001.0 * n) * x) + 1.5\nu = np.exp(-np.sqrt(w)) / (1 + np.log(w + 1))\nw[:] = np.exp(w) - u\nm = w > 2\nw[m] = np.log(w[m]) * u[m]\nb = w[: 3000 * n].reshape(-1, 60)\nb[:, 1:] = np.sqrt(np.abs(b[:, 1:])) + np.exp(-b[:, 1:])\nreturn u, w, np.exp(-b).sum(axis=1), np.log1p(np.abs(w)).max(), np.tanh(np.exp(b)).sum(axis=0), np.argmax(np.log(np.abs(b) + 1), axis=1)',
  ),
  program(
    'functions of numbers that are odd here and there',
    'w = np.cos(np.arange(3001.0 * n) * x) + 1.5\nw[5] = np.nan\nw[1020:1600] = np.inf\nw[2047] = -1.0\nw[-1] = 0.0\nu = np.exp(-np.sqrt(w)) / (1 + np.log(w + 1))\nw[:] = np.log(w) + u / w\nm = w > 0.1\nw[m] = np.exp(w[m] * 900) * u[m]\nb = w[: 3000 * n].reshape(-1, 60)\nreturn u, w, (1 / np.exp(b)).sum(axis=1), np.log(np.abs(w)).min(), np.tanh(np.exp(b)).sum(axis=0), np.exp(b[:4]).prod(axis=1)',
  ),
  program(
    'sizes of complex numbers, large and small',
    'z = (v + 1j * np.cos(v)) * 10.0 ** (k % 40 * 17 - 330)\nz[3] = complex(np.inf, np.nan)\nz[4] = complex(np.nan, 1.0)\nf = z[::-1].astype(np.complex64)\nreturn np.abs(z), np.abs(f), np.hypot(v, k), np.abs(z) < 2.0, np.abs(z) >= 0.5, (np.abs(f) > 1e3).sum(), np.hypot(1e-200 * v, 1e-200)',
  ),
];
