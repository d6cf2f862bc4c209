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
  program(
    'elements that are written where they become less',
    `k = (np.abs(m) * 90).astype(np.int64)
for l in range(r):
    for i in range(r):
        for j in range(r):
            if k[i, l] + k[l, j] < k[i, j]:
                k[i, j] = k[i, l] + k[l, j]
w = m * 1.5
for l in range(r):
    for i in range(r):
        for j in range(r):
            t = w[i, l] + w[l, j] * 0.5
            if not (t >= w[i, j]):
                w[i, j] = t
f = m.astype(np.float32)
for l in range(r):
    for i in range(r):
        for j in range(r):
            if f[i, l] - f[l, j] > f[i, j]:
                f[i, j] = f[i, l] - f[l, j]
h = (np.abs(m) * 60).astype(np.int8)
for l in range(3):
    for i in range(r):
        for j in range(r):
            if h[i, l] + h[l, j] < h[i, j]:
                h[i, j] = h[i, l] + h[l, j]
u = v[:r].copy()
for l in range(r):
    for i in range(r):
        if u[l] * 0.5 < u[i]:
            u[i] = u[l] * 0.5
return k, w, f, h, u`,
  ),
  program(
    'elements that are written where they become less, of numbers that are odd',
    `big = np.full((r, r), 2**62)
big[3, 5] = -(2**62)
big[5, :] = -(2**62) - 7
small = np.full((r, r), 2**62 - 1)
for l in range(8):
    for i in range(r):
        for j in range(r):
            if big[i, l] + big[l, j] < big[i, j]:
                big[i, j] = big[i, l] + big[l, j]
for l in range(2):
    for i in range(r):
        for j in range(r):
            if small[i, l] + small[l, j] < small[i, j]:
                small[i, j] = small[i, l] + small[l, j]
w = m * 1e306
w[7, 7] = np.nan
w[8, 9] = np.inf
w[9, 8] = -np.inf
for l in range(r):
    for i in range(r):
        for j in range(r):
            if w[i, l] + w[l, j] < w[i, j]:
                w[i, j] = w[i, l] + w[l, j]
p = np.abs(m) * 1e308
p[2, 2] = np.inf
for l in range(r):
    for i in range(r):
        for j in range(r):
            if p[i, l] + p[l, j] < p[i, j]:
                p[i, j] = p[i, l] + p[l, j]
q = m * 1e307
with np.errstate(all='ignore'):
    for l in range(r):
        for i in range(r):
            for j in range(r):
                if q[i, l] * 3 + q[l, j] < q[i, j]:
                    q[i, j] = q[i, l] * 3 + q[l, j]
return big, small, w, p, q`,
  ),
  program(
    'elements that are written where something holds, and others with them',
    `k = (np.abs(m) * 90).astype(np.int64)
w = m * 1.5
f = m * 0.5
c = np.zeros((r, r), dtype=np.int64)
for l in range(r):
    for i in range(r):
        for j in range(r):
            if k[i, l] + k[l, j] < k[i, j]:
                k[i, j] = k[i, l] + k[l, j]
                c[i, j] = l
for l in range(r):
    for i in range(r):
        for j in range(r):
            if w[i, l] + w[l, j] < w[i, j]:
                w[i, j] = w[i, l] - w[l, j]
            else:
                w[i, j] += 0.25
for l in range(r):
    for i in range(r):
        for j in range(r):
            t = f[i, j]
            f[i, j] = t * 0.5
            if f[i, l] + f[l, j] < t:
                f[i, j] = f[i, l] + f[l, j]
g = m.copy()
for i in range(1, r):
    for j in range(r):
        if g[i - 1, j] < g[i, j]:
            g[i, j] = g[i - 1, j]
for i in range(r):
    for j in range(1, r):
        if g[i, j - 1] * 0.5 < g[i, j]:
            g[i, j] = g[i, j - 1] * 0.5
return k, c, w, f, g`,
  ),
];
