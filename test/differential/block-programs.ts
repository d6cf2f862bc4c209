// SPDX-License-Identifier: Apache-2.0
// Loops whose rows need all rows before them, which run in blocks where nothing is asked for its worth, and others that are nearly such
// loops: `task(a, n, x)` as in task-checker.ts.

import type { TaskProgram } from './task-checker';

const MATRICES = `def matrix(rows, columns, x):
    w = np.sin(np.arange(rows * columns * 1.0) * (1 + x)).reshape(rows, columns)
    for i in range(min(rows, columns)):
        w[i, i] += rows
    return w

def in_place(w, rows, columns):
    for i in range(rows):
        for j in range(i):
            for k in range(j):
                w[i, j] -= w[i, k] * w[k, j]
            w[i, j] /= w[j, j]
        for j in range(i, columns):
            for k in range(i):
                w[i, j] -= w[i, k] * w[k, j]
`;

const PRODUCTS = `${MATRICES.slice(0, MATRICES.indexOf('def in_place'))}def in_place(w, rows):
    for i in range(rows):
        for j in range(i):
            w[i, j] = (w[i, j] - w[i, :j] @ w[:j, j]) / w[j, j]
        w[i, i:] -= w[i, :i] @ w[:i, i:]
`;

const SYMMETRIC = `def symmetric(rows, x):
    w = np.sin(np.arange(rows * rows * 1.0) * (1 + x)).reshape(rows, rows)
    w = w + w.T
    for i in range(rows):
        w[i, i] += 3 * rows
    return w

def root(w, rows):
    for i in range(rows):
        for j in range(i):
            for k in range(j):
                w[i, j] -= w[i, k] * w[j, k]
            w[i, j] /= w[j, j]
        for k in range(i):
            w[i, i] -= w[i, k] * w[i, k]
        w[i, i] = math.sqrt(w[i, i])

def root_in_variables(w, rows):
    for i in range(rows):
        for j in range(i):
            s = w[i, j]
            for k in range(j):
                s -= w[i, k] * w[j, k]
            w[i, j] = s / w[j, j]
        s = w[i, i]
        for k in range(i):
            s -= w[i, k] * w[i, k]
        w[i, i] = np.sqrt(s)
`;

const FACTORS = `def definite(n, x):
    w = np.sin(np.arange(n * n * 1.0) * (1 + x)).reshape(n, n)
    return w @ w.T + n * np.eye(n)

def factored(w, n):
    for i in range(n):
        for j in range(i):
            w[i, j] = (w[i, j] - w[i, :j] @ w[j, :j]) / w[j, j]
        w[i, i] = np.sqrt(w[i, i] - w[i, :i] @ w[i, :i])
`;

export const BLOCK_PROGRAMS: readonly TaskProgram[] = [
  {
    name: 'rows that need all rows before them',
    before: MATRICES,
    body: `u = matrix(70, 70, x)
v = matrix(50, 75, x)
w = matrix(49, 49, x).astype(np.float32)
t = matrix(40 + n, 40 + n, x)[::-1, ::-1].T
p = matrix(130, 130, x)[20:84, 20:84]
in_place(u, 70, 70)
in_place(v, 50, 75)
in_place(w, 49, 49)
in_place(t, 40 + n, 40 + n)
in_place(p, 64, 64)
return u, v, w, t, p`,
  },
  {
    name: 'rows that need all rows before them, with elements in variables',
    before: MATRICES,
    body: `u = matrix(60, 60, x)
v = matrix(53, 53, x)
b = u[:, 3].copy()
for i in range(60):
    for j in range(i):
        s = u[i, j]
        for k in range(j):
            s -= u[i, k] * u[k, j]
        u[i, j] = s / u[j, j]
    for j in range(i, 60):
        s = u[i, j]
        for k in range(i):
            s -= u[i, k] * u[k, j]
        u[i, j] = s
for i in range(53):
    for j in range(i):
        s = v[i, j]
        for k in range(j):
            s -= v[i, k] * v[j, k]
        v[i, j] = s / v[j, j]
    for j in range(i, 53):
        s = v[i, j]
        for k in range(i):
            s = s * 0.5 + v[k, j] * v[i, k] * 0.001
        v[i, j] = s * 2 + 1
return u, v`,
  },
  {
    name: 'rows that need all rows before them, with numbers that are odd',
    before: MATRICES,
    body: `u = matrix(60, 60, x)
v = matrix(60, 60, x)
w = matrix(60, 60, x)
u[40, 41] = 1e308
u[41, 50] = -1e308
u[55, 55] = np.inf
for k in range(45):
    v[44, k] = 0
    v[k, 44] = 0
v[44, 44] = 0
w[33, 2] = np.nan
in_place(u, 60, 60)
in_place(v, 60, 60)
in_place(w, 60, 60)
return u, v, w`,
  },
  {
    name: 'loops that are nearly of rows that need all rows before them',
    before: MATRICES,
    body: `u = matrix(55, 55, x)
v = u * 1e-3
w = u + 0.5
for i in range(55):
    for j in range(i):
        for k in range(j):
            u[i, j] -= u[i, k] * u[k, j] * 0.01
        u[i, j] /= u[j, j]
    for j in range(i + 1, 55):
        for k in range(i):
            u[i, j] -= u[i, k] * u[k, j] * 0.01
for i in range(55):
    for j in range(i):
        for k in range(j):
            v[i, j] -= v[i, k + 1] * v[k, j]
        v[i, j] *= 0.5
    for j in range(i, 55):
        for k in range(i):
            v[i, j] -= v[k, j] * v[i, k] * v[j, k]
for i in range(55):
    for j in range(i):
        for k in range(j):
            w[i, j] -= w[k, i] * w[k, j] * 0.001
        w[i, j] /= w[j, j]
    for j in range(i, 55):
        for k in range(i):
            w[i, j] -= w[i, k] * w[54 - k, j] * 0.001
return u, v, w`,
  },
  {
    name: 'steps that change all rows or columns after their own',
    before: MATRICES,
    body: `u = matrix(70, 70, x)
v = matrix(50, 75, x).astype(np.float32)
p = matrix(130, 130, x)[20:84, 20:84]
t = matrix(40 + n, 40 + n, x)[::-1, ::-1].T
for m in range(3):
    u[m] += m
for k in range(69):
    for i in range(k + 1, 70):
        f = u[i, k] / u[k, k]
        for j in range(k + 1, 70):
            u[i, j] -= f * u[k, j]
        u[i, k] = f
for k in range(50):
    for j in range(k + 1, 75):
        for i in range(k + 1, 50):
            v[i, j] -= v[i, k] * v[k, j] * np.float32(0.01)
for k in range(64):
    for i in range(k, 64):
        for j in range(64):
            p[i, j] += p[k, j] * 0.01
r = np.zeros((40 + n, 40 + n))
q = np.zeros_like(r)
for k in range(40 + n):
    r[k, k] = np.sqrt(np.dot(t[:, k], t[:, k]))
    q[:, k] = t[:, k] / r[k, k]
    for j in range(k + 1, 40 + n):
        r[k, j] = np.dot(q[:, k], t[:, j])
        t[:, j] -= q[:, k] * r[k, j]
return u, v, p, t, r, q`,
  },
  {
    name: 'steps that need rows beyond their block',
    before: MATRICES,
    body: `u = matrix(60, 60, x)
v = matrix(60, 60, x)
w = matrix(60, 60, x)
s = np.zeros(60)
for k in range(59):
    s[k] = u[59, k] + u[(k + 30) % 60, 3]
    for i in range(k + 1, 60):
        for j in range(60):
            u[i, j] -= s[k] * u[k, j] * 0.01
for k in range(59):
    for i in range(k + 1, 60):
        for j in range(1, 60):
            v[i, j] -= v[i - 1, j] * 0.01
for k in range(58):
    for i in range(k + 1, 60):
        for j in range(60):
            w[i, j] -= w[k + 1, j] * 0.01
        w[k, i] = 2.0
m = matrix(60, 60, x)
for k in range(59):
    c = m[k, k] * 0.5
    for l in range(59, k, -1):
        m[k, k] += m[l, k] * 0.125
    for i in range(k + 1, 60):
        for j in range(k, 60):
            m[i, j] = m[i, j] - m[k, j] / (m[k, k] + c)
return u, v, w, s, m`,
  },
  {
    name: 'rows of products that need all rows before them',
    before: PRODUCTS,
    body: `u = matrix(70, 70, x)
v = matrix(50, 75, x)
w = matrix(49, 49, x).astype(np.float32)
t = matrix(40 + n, 40 + n, x)[::-1, ::-1].T
p = matrix(130, 130, x)[20:84, 20:84]
in_place(u, 70)
in_place(v, 50)
in_place(w, 49)
in_place(t, 40 + n)
in_place(p, 64)
q = matrix(37, 37, x)
for i in range(37):
    for j in range(i):
        q[i, j] = (q[i, j] * 0.5 - v[i, :j] @ v[:j, j] + q[i, :j] @ q[:j, j] * 0.01) * v[j, j]
    q[i, i:] -= q[i, :i] @ q[:i, i:]
return u, v, w, t, p, q`,
  },
  {
    name: 'rows of products with numbers that are odd',
    before: PRODUCTS,
    body: `u = matrix(60, 60, x)
v = matrix(60, 60, x)
w = matrix(60, 60, x)
u[40, 41] = 1e308
u[41, 50] = -1e308
u[55, 55] = np.inf
for k in range(45):
    v[44, k] = 0
    v[k, 44] = 0
v[44, 44] = 0
w[33, 2] = np.nan
in_place(u, 60)
in_place(v, 60)
in_place(w, 60)
return u, v, w`,
  },
  {
    name: 'products that are nearly of rows that need all rows before them',
    before: PRODUCTS,
    body: `u = matrix(55, 55, x)
v = u * 1e-3
w = u + 0.5
for i in range(55):
    for j in range(i):
        u[i, j] = (u[i, j] - u[i, :j] @ u[:j, j] * 0.01) / u[j, j]
    u[i, i + 1 :] -= u[i, :i] @ u[:i, i + 1 :] * 0.01
for i in range(55):
    for j in range(i):
        v[i, j] = (v[i, j] - v[i, 1 : j + 1] @ v[:j, j]) * 0.5
    v[i, i:] -= v[i, :i] @ v[:i, i:] * v[i, i]
for i in range(55):
    for j in range(i):
        w[i, j] = (w[i, j] - w[:j, i] @ w[:j, j] * 0.001) / w[j, j]
    w[i, i:] = 2 * (w[i, :i] @ w[:i, i:]) * 0.001 + w[i, i:]
return u, v, w`,
  },
  {
    name: 'roots of matrices, row after row',
    before: SYMMETRIC,
    body: `r = []
for size in (1, 15, 16, 17, 33, 64, 70 + n % 9):
    r.append(symmetric(size, x))
for w in r:
    root(w, w.shape[0])
t = symmetric(45, x)[::-1, ::-1].T
p = symmetric(90, x)[20:75, 20:80]
f = symmetric(50, x).astype(np.float32)
g = symmetric(62, x).astype(np.float32)
u = symmetric(71, x)
root(t, 45)
root(p, 55)
root(f, 50)
root_in_variables(g, 62)
root_in_variables(u, 71)
return r[0], r[1], r[2], r[3], r[4], r[5], r[6], t, p, f, g, u`,
  },
  {
    name: 'a root that raises in the middle',
    before: SYMMETRIC,
    body: `u = symmetric(60, x)
u[7 * n % 60, 7 * n % 60] -= 1000
root(u, 60)
return u`,
  },
  {
    name: 'roots of numbers that are odd',
    before: SYMMETRIC,
    body: `u = symmetric(60, x)
v = symmetric(60, x)
w = symmetric(60, x)
z = symmetric(60, x)
u[33, 2] = np.nan
v[40, 40] = np.inf
w[:, 21] = 0
w[21, :] = 0
z[50, 50] = -1.0
root(u, 60)
root(v, 60)
root_in_variables(w, 60)
root_in_variables(z, 60)
w[21, 21] = 0
return u, v, w, z`,
  },
  {
    name: 'loops that are nearly roots of matrices',
    before: SYMMETRIC,
    body: `u = symmetric(50, x)
v = symmetric(50, x)
w = symmetric(50, x)
b = symmetric(50, x) * 0.01
for i in range(50):
    for j in range(i):
        for k in range(j):
            u[i, j] -= u[i, k] * u[j, k] * b[i, k]
        u[i, j] = u[i, j] / u[j, j] + b[j, i]
    for k in range(i):
        u[i, i] -= u[i, k] * b[i, k]
    u[i, i] = math.sqrt(abs(u[i, i])) + 1
for i in range(50):
    for j in range(i):
        for k in range(j):
            v[i, j] -= v[i, k] * v[j, k]
        v[i, j] /= v[j, j]
    for k in range(i):
        v[i, i] -= v[i, k] * v[k, i] * 0.01
    v[i, i] = math.sqrt(v[i, i])
for i in range(50):
    for j in range(i):
        for k in range(j):
            w[i, j] -= w[i, k] * w[j, k]
        w[j, i] = w[i, j] / w[j, j]
    for k in range(i):
        w[i, i] -= w[i, k] * w[i, k]
    w[i, i] = math.sqrt(abs(w[i, i]))
return u, v, w`,
  },
  {
    name: 'a factor by products of rows',
    before: FACTORS,
    body: `u = definite(70, x)
v = definite(49, x).astype(np.float32)
t = definite(40 + n, x)[::-1, ::-1].T
p = np.zeros((130, 130))
p[20:84, 20:84] = definite(64, x)
p = p[20:84, 20:84]
factored(u, 70)
factored(v, 49)
factored(t, 40 + n)
factored(p, 64)
q = definite(37, x)
for i in range(37):
    for j in range(i):
        q[i, j] = (q[i, j] * 0.5 - p[i, :j] @ p[j, :j] * 0.01 + q[i, :j] @ q[j, :j] * 0.01) / p[j, j]
    q[i, i] = np.sqrt(q[i, i] - q[i, :i] @ q[i, :i])
return u, v, t, p, q`,
  },
  {
    name: 'a factor by products of rows, of matrices that have none',
    before: FACTORS,
    body: `u = definite(60, x)
v = definite(60, x)
w = definite(60, x)
z = definite(60, x)
u[41, 41] = -3
v[30, 7] = np.nan
v[50, 50] = np.inf
w[33, 33] = 0
w[33, :33] = 0
z[40, 3] = 1e308
z[41, 3] = -1e308
factored(u, 60)
factored(v, 60)
factored(w, 60)
factored(z, 60)
return u, v, w, z`,
  },
  {
    name: 'products that are nearly of a factor',
    before: FACTORS,
    body: `u = definite(55, x)
v = u * 1e-3
w = u + 0.5
s = u.copy()
for i in range(55):
    for j in range(i):
        u[i, j] = (u[i, j] - u[i, 1 : j + 1] @ u[j, :j] * 0.001) / u[j, j]
    u[i, i] = np.sqrt(np.abs(u[i, i] - u[i, :i] @ u[i, :i] * 0.001))
for i in range(55):
    for j in range(i):
        v[i, j] = (v[i, j] - v[i, :j] @ v[54 - j, :j]) * 0.5
    v[i, i] = v[i, i] - v[i, :i] @ v[i, :i]
for i in range(55):
    for j in range(i + 1):
        w[i, j] = w[i, j] - w[i, :j] @ w[j, :j] * 1e-4
for i in range(54):
    for j in range(i):
        s[i, j] = (s[i, j] - s[i + 1, :j] @ s[j, :j] * 0.01) / s[j, j]
    s[i, i] = s[i, i] - s[i, :i] @ s[:i, i] * 0.01
return u, v, w, s`,
  },
  {
    name: 'elements of products that are changed twice',
    before: `${FACTORS}
def elements(w, rows):
    for i in range(rows):
        for j in range(i):
            w[i, j] -= w[i, :j] @ w[:j, j]
            w[i, j] /= w[j, j]
        for j in range(i, w.shape[1]):
            w[i, j] -= w[i, :i] @ w[:i, j]
`,
    body: `u = definite(70, x)
v = definite(75, x)[:50]
w = definite(49, x).astype(np.float32)
t = definite(40 + n, x)[::-1, ::-1].T
elements(u, 70)
elements(v, 50)
elements(w, 49)
elements(t, 40 + n)
p = definite(61, x)
p[31, 9] = np.nan
p[44, :45] = 0
p[:45, 44] = 0
elements(p, 61)
z = definite(48, x)
z[44, :45] = 0
z[:45, 44] = 0
with np.errstate(all='ignore'):
    for i in range(48):
        for j in range(i):
            z[i, j] -= z[i, :j] @ z[:j, j]
            z[i, j] /= z[j, j]
        for j in range(i, 48):
            z[i, j] -= z[i, :i] @ z[:i, j]
q = definite(53, x)
f = definite(47, x).astype(np.float32)
for i in range(53):
    for j in range(i):
        q[i, j] -= q[i, :j] @ q[j, :j]
        q[i, j] /= q[j, j]
    q[i, i] -= q[i, :i] @ q[i, :i]
    q[i, i] = np.sqrt(q[i, i])
for i in range(47):
    for j in range(i):
        f[i, j] -= f[i, :j] @ f[:j, j]
        f[i, j] *= 2
        f[i, j] = (f[i, j] + f[i, j]) / (f[j, j] * 4)
    for j in range(i, 47):
        f[i, j] -= f[i, :i] @ f[:i, j]
        f[i, j] += 0.5
return u, v, w, t, p, z, q, f`,
  },
  {
    name: 'elements of products that are changed twice, with others between',
    before: FACTORS,
    body: `u = definite(55, x)
v = definite(50, x)
w = definite(45, x)
b = definite(50, x)
c = np.zeros((50, 50))
for i in range(55):
    for j in range(i):
        u[i, j] -= u[i, :j] @ u[:j, j]
        u[j, j] += u[i, j] * 1e-3
        u[i, j] /= u[j, j]
    for j in range(i, 55):
        u[i, j] -= u[i, :i] @ u[:i, j]
for i in range(50):
    for j in range(i):
        v[i, j] -= v[i, :j] @ v[:j, j]
        c[i, j] = v[i, j]
        v[i, j] /= v[j, j] + b[i, j]
    for j in range(i, 50):
        v[i, j] -= v[i, :i] @ v[:i, j]
for i in range(45):
    for j in range(i):
        w[i, j] -= w[i, :j] @ w[:j, j]
        w[i, j] /= w[j, j] + w[i, n % 45] * 1e-3
    for j in range(i, 45):
        w[i, j] -= w[i, :i] @ w[:i, j]
        w[i, j] *= w[(i + n) % 45, j] * 1e-3 + 1
return u, v, w, c`,
  },
];

/** Blocks of all that is worth it: `n` is 512 or more. */
export const LARGE_BLOCK_PROGRAMS: readonly TaskProgram[] = [
  {
    name: 'rows of products around the size of a block',
    before: PRODUCTS,
    body: `w = matrix(n, n, x)
in_place(w, n)
return w`,
  },
  {
    name: 'rows of products of more columns than rows, of fewer, and with numbers that are odd',
    before: PRODUCTS,
    body: `u = matrix(n, n + 70, x)
v = matrix(n + 1, n + 1, x).astype(np.float32)
u[300, 300] = 0
u[:300, 300] = 0
u[300, :300] = 0
v[400, 30] = np.nan
in_place(u, n)
in_place(v, n - 1)
return u, v`,
  },
  {
    name: 'roots of matrices around the size of a block',
    before: SYMMETRIC,
    body: `w = symmetric(n, x)
root(w, n)
return w`,
  },
  {
    name: 'a root of a large matrix that raises',
    before: SYMMETRIC,
    body: `w = symmetric(n, x)
w[100, 100] = -5.0
root(w, n)
return w`,
  },
  {
    name: 'a factor by products around the size of a block, and one of a matrix that has none',
    before: FACTORS,
    body: `u = definite(n, x)
v = definite(n + 1, x).astype(np.float32)
z = definite(n, x)
z[400, 400] = -1
factored(u, n)
factored(v, n + 1)
factored(z, n)
return u, v, z`,
  },
];
