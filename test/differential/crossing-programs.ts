// SPDX-License-Identifier: Apache-2.0
// Loops over elements that change a row, a column or an element that others of their iterations read: `task(a, n, x)` as in task-checker.ts.

import type { TaskProgram } from './task-checker';

const before = `def values(n, x):
    return (np.arange((40.0 + n) ** 2) * 7919 % 997 - 498) * x / 500
`;

const program = (name: string, body: string): TaskProgram => ({
  name,
  before,
  body: `v = values(n, x)\nr = 40 + n\nm = v.reshape(r, r).copy()\n${body}`,
});

export const CROSSING_PROGRAMS: readonly TaskProgram[] = [
  program(
    'one row and one column that all others read',
    `k = (np.abs(m) * 90).astype(np.int64)
for l in range(r):
    for i in range(r):
        for j in range(r):
            k[i, j] = k[i, j] if k[i, j] < k[i, l] + k[l, j] else k[i, l] + k[l, j]
w = m * 1.5
for l in range(r):
    for i in range(r):
        for j in range(r):
            w[i, j] = min(w[i, j], w[i, l] + w[l, j])
for l in range(r - 3):
    for j in range(r):
        for i in range(l, r):
            m[i, j] = m[i, j] * 0.5 - m[i, l + 1] * m[l, j] / (r + 1)
u = v[:r].copy()
for l in range(r):
    for i in range(r):
        u[i] = u[i] - u[l] * 0.125
big = np.full((r, r), 2**62)
for l in range(2):
    for i in range(r):
        for j in range(r):
            big[i, j] = big[i, j] if big[i, j] < big[i, l] + big[l, j] else big[i, l] + big[l, j]
return k, w, m, u, big`,
  ),
  program(
    'columns that are cleared by one row',
    `for i in range(r):
    m[i, i] = m[i, i] + 3.0 * r
for l in range(r):
    for i in range(l):
        for j in range(r):
            m[i, j] -= m[i, l] * m[l, j] / r
    for i in range(l + 1, r):
        for j in range(r):
            m[i, j] -= m[i, l] * m[l, j] / r
w = np.ones((r, r + 5))
for l in range(r + 3):
    for i in range(r):
        for j in range(r + 5):
            w[i, j] -= w[i, l] * 0.25
return m, w`,
  ),
  program(
    'rows whose elements are sums over those before them',
    `for i in range(r):
    m[i, i] = m[i, i] + 3.0 * r
w = m.copy()
f = m.astype(np.float32)
for i in range(r):
    for j in range(i):
        for l in range(j):
            m[i, j] -= m[i, l] * m[l, j]
        m[i, j] /= m[j, j]
    for j in range(i, r):
        for l in range(i):
            m[i, j] -= m[i, l] * m[l, j]
for i in range(r):
    for j in range(i):
        t = w[i, j]
        for l in range(j):
            t -= w[i, l] * w[l, j]
        w[i, j] = t / w[j, j]
    for j in range(i, r):
        t = w[i, j]
        for l in range(i):
            t -= w[i, l] * w[l, j]
        w[i, j] = t
for i in range(r):
    for j in range(i):
        for l in range(j):
            f[i, j] -= f[i, l] * f[l, j]
        f[i, j] /= f[j, j]
k = (v * 10).astype(np.int64).reshape(r, r)
for i in range(r):
    for j in range(r):
        for l in range(j):
            k[i, j] = max(k[i, j], k[i, l] + k[l, j] % 7)
z = v.reshape(r, r) * 0
for i in range(r):
    for j in range(i):
        for l in range(j):
            z[i, j] -= z[i, l] * z[l, j]
        z[i, j] /= z[j, j]
return m, w, f, k, z`,
  ),
  program(
    'columns that are added to one of them',
    `w = np.ones(r)
for j in range(r):
    for l in range(r):
        for i in range(r):
            m[i, j] = m[i, j] * 0.5 + m[i, l] * 0.25
return m, w`,
  ),
];
