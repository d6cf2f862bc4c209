// SPDX-License-Identifier: Apache-2.0
// Loops that go through a small array which every iteration overwrites, or seems to: `task(a, n, x)` as in task-checker.ts.

import type { TaskProgram } from './task-checker';

const before = `def whole(count, n):
    return np.arange(count) * 7 % 11 - 5.0 + n
`;

const program = (name: string, body: string): TaskProgram => ({ name, before, body: `r = 20 + n\n${body}` });

export const EXPANSION_PROGRAMS: readonly TaskProgram[] = [
  program(
    'rows through one row, by elements',
    `m = whole(6 * r * r, n).reshape(6, r, r).copy()
c = whole(r * r, n + 1).reshape(r, r)
t = np.zeros(r)
for l in range(6):
    for q in range(r):
        for p in range(r):
            t[p] = 0.0
            for s in range(r):
                t[p] += m[l, q, s] * c[s, p]
        for p in range(r):
            m[l, q, p] = t[p] / 64
o = whole(r * r, n).reshape(r, r).copy()
z = np.full((3, r), 7, dtype=np.int64)
for q in range(r):
    for j in range(2, r):
        z[1, j] = q * j
    for j in range(2, r - 1):
        o[q, j] = z[1, j] * 0.5 + z[1, j + 1]
w = np.zeros(r + 9)[4 : 4 + r]
for q in range(r - 1, -1, -1):
    for j in range(r - 1, -1, -1):
        w[j] = o[q, j] - x
    for j in range(1, r):
        o[q, j] = w[j - 1] + w[0]
e = np.full(r, 3.0)
for q in range(n - n):
    for j in range(r):
        e[j] = o[q, j]
    for j in range(r):
        o[q, j] = e[j] * 2
g = np.zeros((r, r))
u = np.zeros(r)
for q in range(r):
    for j in range(q):
        u[j] = q + j * 1.0
    for j in range(q):
        g[q, j] = u[j] * c[q, j]
h = np.zeros((r, r))
b = np.ones(r)
for q in range(r):
    for j in range(r):
        h[q, j] = b[j] + c[q, j]
    for j in range(r):
        b[j] = q * 1.0 - j
k = c.copy()
for q in range(r):
    for j in range(r):
        k[3, j] = k[q, j] * 0.5
    for j in range(r):
        k[q, j] = k[3, j] + 1.0
i = np.ones(r, dtype=np.int64)
f = np.zeros((r, r), dtype=np.int64)
for q in range(r):
    for j in range(r):
        i[j] = np.int64(2**62 - 3) + z[1, j]
    for j in range(r):
        f[q, j] = i[j] + np.int64(2**61) * np.int64(q % 3)
return m, t, o, z, w, e, g, u, h, b, k, i, f`,
  ),
  program(
    'rows through one row, by products',
    `m = whole(6 * r * 24, n).reshape(6, r, 24).copy()
c = whole(24 * 24, n + 1).reshape(24, 24)
t = np.zeros(24)
for l in range(6):
    for q in range(r):
        t[:] = m[l, q, :] @ c
        m[l, q, :] = t
o = whole(r * 24, n).reshape(r, 24).astype(np.float32)
d = c.astype(np.float32)
s = np.zeros((2, 24), dtype=np.float32)
for q in range(r):
    s[1] = d @ o[q]
    o[q] = s[1] * np.float32(0.125) + s[1, 0]
w = whole(r * 24, n + 2).reshape(r, 24).copy()
for q in range(r):
    w[0] = w[q] @ c
    w[q] = w[0]
e = np.full(24, 5.0)
for q in range(n - n):
    e[:] = w[q] @ c
    w[q] = e
g = np.full((3, 3), 1e200)
u = np.zeros(3)
for q in range(3):
    u[:] = g[q] @ g
    g[q] = u
return m, t, o, s, w, e, g, u`,
  ),
];
