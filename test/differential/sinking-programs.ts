// SPDX-License-Identifier: Apache-2.0
// Loops and slices with numbers computed between them: factors of a row that stand before the loop that takes them.

import type { TaskProgram } from './task-checker';

const before = `def whole(rows, columns, n):
    return (np.arange(rows * columns) * 7 % 11 - 5.0 + n).reshape(rows, columns)
`;

const program = (name: string, body: string): TaskProgram => ({ name, before, body: `r = 20 + n\n${body}` });

export const SINKING_PROGRAMS: readonly TaskProgram[] = [
  program(
    'factors before slices',
    `c = whole(r, r, n).copy()
a = whole(r, 17, n + 1).copy()
b = whole(r, 17, n + 2) * 0.25
for i in range(r):
    c[i, : i + 1] *= x
    for k in range(a.shape[1]):
        c[i, : i + 1] += 1.5 * a[i, k] * a[: i + 1, k]
d = whole(r, r, n)
d = d * 2
for i in range(r):
    for k in range(a.shape[1]):
        d[i, : i + 1] += a[: i + 1, k] * x * b[i, k] + b[: i + 1, k] * x * a[i, k]
e = whole(r, r, n).copy()
for i in range(r):
    for k in range(r):
        e[i, :] += e[i, k] * 0.01 * a[k, 3]
f = whole(r, r, n).copy()
for i in range(1, r):
    for k in range(i):
        f[i, k + 1 :] -= f[i, k] * 0.125 * f[k, k + 1 :]
return c, d, e, f`,
  ),
  program(
    'factors before loops',
    `c = whole(r, r, n).copy()
a = whole(r, 17, n + 1) * 0.5
u = whole(r, r, n + 3).copy()
for i in range(r):
    for k in range(17):
        t = x * a[i, k]
        s = t + a[i, 0]
        for j in range(i + 1):
            c[i, j] += t * a[j, k]
        for j in range(i, r):
            u[i, j] -= s * a[j, k]
g = whole(r, r, n) + 40 * np.eye(r)
for k in range(r - 1):
    for i in range(k + 1, r):
        q = g[i, k] / g[k, k]
        for j in range(k + 1, r):
            g[i, j] -= q * g[k, j]
        g[i, k] = q
h = whole(r, r, n).copy()
for i in range(r):
    for k in range(r):
        t = h[i, k] * 0.5
        for j in range(r):
            h[i, j] += t * a[j, 2]
p = whole(r, r, n).copy()
for i in range(r):
    for k in range(17):
        t = a[i, k]
        a[i, k] = t * 2
        for j in range(r):
            p[i, j] += t * a[j, k]
w = np.zeros((r, r), dtype=np.int64)
z = (np.arange(r * 17) % 13).reshape(r, 17)
for i in range(r):
    for k in range(17):
        t = z[i, k] * 3
        for j in range(i + 1):
            w[i, j] += t * z[j, k]
return c, u, g, h, p, a, w`,
  ),
  program(
    'factors that overflow before loops that run, and before one that does not',
    `big = np.full((r, 4), 1e200)
big[2:] = 0.5
c = np.zeros((r, r))
for i in range(r):
    for k in range(4):
        c[i, :i] += big[i, k] * 1e200 * big[:i, k]
d = np.zeros((r, r))
for i in range(3, r):
    for k in range(4):
        d[i, :i] += big[i, k] * x * big[:i, k]
e = np.zeros((r, r))
for i in range(r):
    for k in range(4):
        t = big[i, k] * 1e199
        for j in range(n - n, i):
            e[i, j] += t - big[j, k]
o = np.zeros((4, r))
for i in range(4):
    for k in range(r):
        t = big[k, i] * 1e300
        for j in range(r):
            o[i, j] += t * 0.0
return c, d, e, o`,
  ),
];
