// SPDX-License-Identifier: Apache-2.0
// Statements on few elements inside of loops, which run where they stand: `task(a, n, x)` as in task-checker.ts.

import type { TaskProgram } from './task-checker';

const before = `def values(n, x):
    return np.round(np.cos(np.arange(150.0 * n) * x), 9) + 1.5
`;

const program = (name: string, body: string): TaskProgram => ({
  name,
  before,
  body: `v = values(n, x)\nm = v[: v.size // 15 * 15].reshape(-1, 15).copy()\n${body}`,
});

export const SHORT_PROGRAMS: readonly TaskProgram[] = [
  program(
    'products of short vectors in every direction',
    't = np.zeros(40)\nfor i in range(40):\n    t[i] = v[:i] @ v[i : 2 * i] + v[:i][::-1] @ v[:i] - v[:i] @ v[i : 2 * i][::-1]\n    t[i] += v[:i][::-1] @ v[5 : 5 + i][::-1] + v[: 2 * i : 2] @ v[:i] + np.dot(v[: 3 * i : 3][::-1], v[1 : 1 + i])\nreturn t',
  ),
  program(
    'products of float32, of columns and of long vectors',
    'w = v.astype(np.float32)\ns = w[0] * 0\nt = 0.0\nfor i in range(10):\n    s += w[:i] @ w[i : 2 * i] + w[: 100 + i] @ w[i : 100 + 2 * i]\n    t += m[:, i] @ m[:, 3] + m[2, :] @ m[i, :]\n    t += v[i:] @ v[: v.size - i] + v[::-1][i:] @ v[: v.size - i]\nreturn s, t',
  ),
  program(
    'lengths that differ in a product in a loop',
    't = 0.0\nfor i in range(9):\n    t += v[:i] @ v[: i + i // 5]\nreturn t',
  ),
  program(
    'slices that overlap what is written',
    'for i in range(1, 60):\n    v[:i] += 0.125 * v[:i][::-1]\n    v[1 : i + 1] = v[:i] - 0.5\n    v[:i] = v[1 : i + 1] * 0.75\n    m[:, 1:] = m[:, :-1] * 0.5 + m[:, 1:]\nreturn v, m',
  ),
  program(
    'sums and extremes of slices',
    't = np.zeros((40, 6))\nq = np.arange(200)\nfor i in range(1, 40):\n    t[i, 0] = v[:i].sum()\n    t[i, 1] = (v[:i] + v[i : 2 * i]).max() - v[i:].min()\n    t[i, 2] = v[:i].argmax() + m[:, i % 15].argmin()\n    t[i, 3] = q[:i].sum() + q[:i].prod()\n    t[i, 4] = np.any(v[:i] > 2.4) + np.all(v[:i] < 2.4) * 2\n    t[i, 5] = (v[:i] * 1j + 1).sum().real + m.sum() + v[:0].sum()\nreturn t',
  ),
  program('the greatest of nothing in a loop', 't = 0.0\nfor i in range(5, -2, -1):\n    t += v[:i].max()\nreturn t'),
  program(
    'new arrays, broadcasts and shapes that do not fit',
    'w = np.zeros(15)\nfor i in range(10):\n    u = m[i % 10] * 2 + m[:, i][:1]\n    w = w + u\n    m[i % 10, :] = w * 0.5\n    m[:, i] = 1.0 / (1.0 + np.abs(m[:, i]))\n    w[: i + 6] = v[:6] if i == 0 else v[: i + 6]\nw[:3] += v[:3]\nfor i in range(3):\n    w[: i + 3] = v[:3]\nreturn w, m',
  ),
  program(
    'leaving a loop and calling functions in it',
    `def part(u, k):
    for i in range(1, k):
        u[:i] += 1.0
        if u[:i].sum() > 20 + k:
            return u[:i] @ u[:i]
    return 0.0
t = 0.0
k = 1
while True:
    k += 1
    if v[:k].sum() > 30:
        break
    t += part(v[k:], k)
return t, v, k`,
  ),
  program(
    'long and short by turns',
    'w = v.copy()\nfor i in range(30):\n    w = w * 0.5 + v\n    w[:i] = v[:i] * w[i]\n    w[i:] -= v[: v.size - i] * 0.25\n    w[3:5] = w.sum() * 1e-3\nreturn w, w[:20] @ v[:20]',
  ),
  program(
    'rows and columns by a matrix',
    't = np.zeros(15)\nu = np.zeros(10)\nfor i in range(10):\n    t += m[:10, i] @ m[:10]\n    u += m[:10] @ m[i] + m[:10, ::-1] @ m[i]\n    t[:i] += m[i, :i] @ m[:i, :i] + m[:i, :i].T @ m[i, :i]\n    t += v[:10][::-1] @ m[:10]\n    t[:5] += m.T[:5, :10] @ v[:10] + v[:10] @ m[:10, ::3]\nreturn t, u, m[:0, 0] @ m[:0]',
  ),
  program(
    'products with chosen elements',
    'q = np.arange(v.size) * 7 % v.size - np.arange(v.size) % 2 * v.size\nw = v.astype(np.float32)\nt = np.zeros(40)\ns = w[0] * 0\nfor i in range(40):\n    k = q[i : 3 * i]\n    t[i] = v[i : 3 * i] @ v[k] + v[k] @ v[::-1][: 2 * i]\n    t[i] += v[: k.size] @ v[::-1][k] + v[:i] @ v[q[:i]] + v[:i] @ v[q[::3][:i]] + v[:i] @ v[q.astype(np.int32)[:i]]\n    s += w[i : 3 * i] @ w[k] + w[q[:5]] @ w[:5]\n    t[i] += v[k] @ v[k] + v[k - 1 + (k < 0)] @ v[: k.size] + m[3] @ m[5, q[:15] % 15]\nlong = v @ v[q]\nfor i in range(3):\n    long += v @ v[q]\nreturn t, s, long',
  ),
  program(
    'a place outside of the array in a product in a loop',
    'p = np.arange(30) ** 2 * 10\nt = 0.0\nfor i in range(30):\n    t += v[:i] @ v[p[:i]]\nreturn t',
  ),
  program(
    'products with chosen elements that are infinite',
    'v[5] = np.inf\nq = np.arange(20)[::-1].copy()\nt = np.zeros(20)\nfor i in range(20):\n    t[i] = v[:i] @ v[q[:i]] - 0.5 * (v[:i] @ v[:i])\nreturn t',
  ),
  program(
    'several slices that overlap what is written',
    'c = (m * 1j + 1)[:8].copy()\nb = m > 1.5\nk = np.arange(60, dtype=np.int16)\nf = v.astype(np.float32)\nfor i in range(1, 12):\n    m[1:, :] = m[:-1, ::-1] * 0.5 + m[1:, ::-1] * 0.25\n    m[:, :i] += m[:, i : 2 * i][:, :1] if i > 7 else m[:, i : 2 * i]\n    c[:, 1:] += c[:, :-1].conj() * 0.25\n    c[:i] *= c[:i][::-1]\n    b[1:] ^= b[:-1]\n    b[:, :i] |= b[:, :i][:, ::-1]\n    k[i:] += k[:-i][::-1]\n    f[: 3 * i : 3] += f[: 2 * i : 2] + f[i - 1 :: -1]\n    m[i - 1, 1:] = m[i - 1, :1] + m[i - 1, :-1] * 0.5\nreturn m, c, b, k, f',
  ),
  program(
    'loops in order around short ones',
    'c = np.cos(np.arange(225.0)).reshape(15, 15)\ns = np.zeros(15)\nk = np.arange(15)\nfor r in range(m.shape[0]):\n    for p in range(15):\n        s[p] = 0.0\n        for j in range(15):\n            s[p] += m[r, j] * c[j, p]\n    for p in range(15):\n        m[r, p] = s[p]\n        k[p] = k[p] * 3 + p\nreturn m, s, k',
  ),
  program(
    'statements of a function that a loop calls',
    `def smooth(p, k):
    out = np.cumsum(p) - 0.5
    q = out[:k] * 2.0
    return q @ q + out[out > 1].sum()
t = 0.0
for i in range(4):
    t += smooth(v[i:], i)
return t`,
  ),
];
