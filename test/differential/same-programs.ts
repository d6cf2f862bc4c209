// SPDX-License-Identifier: Apache-2.0
// Statements of the same form, whose code is kept once, beside others that nearly have it, and nests of few and of many rows:
// `task(a, n, x)` as in task-checker.ts.

import type { TaskProgram } from './task-checker';

export const SAME_PROGRAMS: readonly TaskProgram[] = [
  {
    name: 'the same statement on several arrays',
    body: `u = np.arange(40.0) * x
v = np.arange(50.0) - x
w = u.astype(np.float32)
u[1:-1] = (u[2:] + u[:-2]) * 0.5
v[1:-1] = (v[2:] + v[:-2]) * 0.5
w[1:-1] = (w[2:] + w[:-2]) * np.float32(0.5)
p = np.sqrt(u) / (v[:40] - 3)
q = np.sqrt(v[:40]) / (u - 3)
r = np.sqrt(u) / (v[:40] - 4)
return u, v, w, p, q, r, np.sum(p), np.sum(u), np.sum(v), np.max(u), np.min(u)`,
  },
  {
    name: 'the same statement where one array is read and written',
    body: `u = np.arange(60.0).reshape(6, 10) * x
v = u + 1
for _ in range(n):
    u += v * 2
    v += u * 2
    u -= u[::-1] * 0.25
    v -= v[:, ::-1] * 0.25
    u *= 1e-3
    v *= 1e-3
return u, v`,
  },
  {
    name: 'the same loops on several arrays',
    body: `u = np.zeros((30, 40))
v = np.zeros((30, 40))
w = np.zeros((30, 40))
for i in range(30):
    for j in range(40):
        u[i, j] = i * x + j
        v[i, j] = i + j * x
for i in range(1, 30):
    for j in range(40):
        u[i, j] = u[i - 1, j] * 0.5 + v[i, j]
for i in range(1, 30):
    for j in range(40):
        v[i, j] = v[i - 1, j] * 0.5 + w[i, j]
for i in range(1, 30):
    for j in range(40):
        w[i, j] = w[i - 1, j] * 0.25 + u[i, j]
return u, v, w`,
  },
  {
    name: 'few rows, few planes and short windows around longer loops',
    body: `b = np.arange(16 * 3 * 50.0).reshape(16, 3, 50) * x
c = b.transpose(1, 0, 2)
s = b[:, :, ::2] * 2 - c.transpose(1, 0, 2)[:, :, 1::2]
k = np.arange(9.0).reshape(3, 3)
t = np.zeros((14, 14))
g = np.arange(256.0).reshape(16, 16)
for i in range(14):
    for j in range(14):
        t[i, j] = np.sum(g[i : i + 3, j : j + 3] * k)
return s, b.sum(axis=0), b.sum(axis=1), b.sum(axis=(0, 1)), c.max(axis=2), b.mean(axis=0, keepdims=True) - b, t`,
  },
];
