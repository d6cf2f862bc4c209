// SPDX-License-Identifier: Apache-2.0
// `if` and `while` inside of loops over elements, steps of time, and arrays that are filled and then overwritten:
// `task(a, n, x)` as in task-checker.ts.

import type { TaskProgram } from './task-checker';

const before = `def values(n, x):
    return np.cos(np.arange(2000.0 + 700.0 * n) * x) + 0.25
`;

const program = (name: string, body: string): TaskProgram => ({
  name,
  before,
  body: `v = values(n, x)\nm = v[: v.size // 50 * 50].reshape(-1, 50).copy()\nr = m.shape[0]\n${body}`,
});

export const BRANCH_PROGRAMS: readonly TaskProgram[] = [
  program(
    'turns until a number escapes',
    `c = np.zeros((r, 53), dtype=np.int64)
z = np.zeros((r, 53))
for i in range(r):
    y = -1.25 + 2.5 * i / (r + 1)
    for j in range(53):
        u = -2.0 + 2.5 * j / (r + 1)
        p = 0.0
        q = 0.0
        k = 0
        while k < 60 and p * p + q * q <= 4.0:
            p, q = p * p - q * q + u, 2.0 * p * q + y
            k += 1
        c[i, j] = k
        z[i, j] = p
return c, z`,
  ),
  program(
    'a divisor that is zero, and one that is not',
    `c = np.zeros((n, 400))
for i in range(n):
    for j in range(400):
        s = 0.5
        while s * s < 3.0 * j / (n - 1):
            s = s + 0.25
        c[i, j] = s
return c`,
  ),
  program(
    'elements of either sign',
    `w = np.empty_like(m)
for i in range(r):
    for j in range(50):
        if m[i, j] > 0.5:
            w[i, j] = m[i, j] * 2.0
        elif m[i, j] < -0.25:
            w[i, j] = -m[i, j]
        else:
            w[i, j] = 0.125
        if w[i, j] > x:
            m[i, j] += w[i, j]
return w, m`,
  ),
  program(
    'names that one way sets, and what stays as it was',
    `w = np.full(m.shape, 7.0)
k = np.zeros(m.shape, dtype=np.int64)
for i in range(r):
    for j in range(50):
        t = 0.0
        s = 1
        if m[i, j] > 0.0:
            t = m[i, j]
            if m[i, j] > 1.0:
                s = s - 3
                w[i, j] = t
        else:
            s += 2
        k[i, j] = s
        m[i, j] = t - 0.5
return w, k, m`,
  ),
  program(
    'roots by turns, in turns that end inside of others',
    `w = np.zeros(v.size)
k = np.zeros(v.size, dtype=np.int64)
for i in range(v.size):
    g = 1.0 + v[i] * v[i]
    e = 1.0
    c = 0
    while c < 4:
        s = 0
        f = e * 0.5
        while s < 9 and f * f < g:
            f = f * 1.25
            s += 1
        e = e + f - g * 0.125
        c += 1 + (1 if s > 5 else 0)
    w[i] = e
    k[i] = c * 100 + s
return w, k`,
  ),
  program(
    'steps of time around branches',
    `o = np.zeros_like(m)
for t in range(4):
    for i in range(1, r - 1):
        for j in range(1, 49):
            s = m[i - 1, j] + m[i + 1, j] + m[i, j - 1] + m[i, j + 1]
            if s > 1.0:
                o[i, j] = m[i, j] + 0.125 * s
            else:
                o[i, j] = m[i, j] - 0.25
    for i in range(1, r - 1):
        for j in range(1, 49):
            if o[i, j] < 0.75:
                m[i, j] = o[i, j]
return m, o`,
  ),
  program(
    'whole numbers of two kinds, truth values and float32',
    `b = m > 0.25
f = m.astype(np.float32)
h = np.zeros(m.shape, dtype=np.int64)
g = np.arange(m.size).reshape(m.shape) % 17
for i in range(r):
    for j in range(50):
        if b[i, j]:
            h[i, j] = g[i, j] * 3 - 7
            f[i, j] = f[i, j] * f[i, j]
        elif g[i, j] == 3 or g[i, j] > 12:
            h[i, j] = g[i, j] + i - 2 * j
        b[i, j] = g[i, j] < 4
return b, f, h`,
  ),
  program(
    'neighbours that only some iterations read',
    `w = np.zeros_like(m)
for i in range(r):
    for j in range(50):
        if j > 0 and m[i, j - 1] > 0.5:
            w[i, j] = m[i, j - 1]
        if i + 1 < r:
            w[i, j] += m[i + 1, j]
return w`,
  ),
  program(
    'iterations that need each other in branches',
    `for i in range(1, r):
    for j in range(1, 50):
        if m[i, j - 1] > m[i - 1, j]:
            m[i, j] = m[i, j - 1] * 0.5
        else:
            m[i, j] = m[i - 1, j] + 0.125
return m`,
  ),
  program(
    'loops that some iterations leave before others',
    `c = np.zeros((r, 53), dtype=np.int64)
z = np.zeros((r, 53))
for i in range(r):
    y = -1.25 + 2.5 * i / (r + 1)
    for j in range(53):
        u = -2.0 + 2.5 * j / (r + 1)
        p = 0.0
        q = 0.0
        k = 0
        for t in range(40):
            if p * p + q * q > 4.0:
                break
            p, q = p * p - q * q + u, 2.0 * p * q + y
            k += 1
        c[i, j] = k
        z[i, j] = q
return c, z`,
  ),
  program(
    'a break in a while, a break that all take, and one that leaves the inner loop alone',
    `w = np.zeros_like(m)
k = np.zeros(m.shape, dtype=np.int64)
for i in range(r):
    for j in range(50):
        e = 0.5
        s = 0
        while s < 30:
            s += 1
            if e > 3.0:
                if m[i, j] > 0.5:
                    break
                e = e * 0.75
            else:
                e = e + m[i, j]
                if e < -4.0:
                    s += 2
                    break
            e = e + 0.25
        for t in range(6):
            if t > i - 3:
                break
            e = e - 0.125
            for g in range(4):
                if e * m[i, g] > 1.0:
                    e = e * 0.5
                    break
                e += 0.0625
            s += 1
        w[i, j] = e
        k[i, j] = s
return w, k`,
  ),
  program(
    'sums in inner loops under conditions',
    `w = np.zeros(m.shape)
h = np.zeros((50, 50))
for i in range(50):
    for j in range(50):
        h[i, j] = i - 0.5 * j
for i in range(r):
    for j in range(50):
        s = 0.0
        c = 0
        for k in range(50):
            if h[k, j] > m[i, k]:
                s = s + float(h[k, j])
                c += 1
            g = 0.25
            while g < 2.0 and c > 20:
                g = g * 1.5
                s = s - g
        w[i, j] = s
return w`,
  ),
];

export const FILL_PROGRAMS: readonly TaskProgram[] = [
  program(
    'a table of borders and insides',
    `p = np.arange(r) * 7 % 5
q = np.arange(r + 30) * 3 % 5
t = np.full((r + 1, q.size + 1), 7)
t[:, 0] = np.arange(r + 1)
t[0, :] = np.arange(q.size + 1)
for i in range(1, r + 1):
    for j in range(1, q.size + 1):
        k = 0 if p[i - 1] == q[j - 1] else 1
        t[i, j] = min(t[i - 1, j] + 1, t[i, j - 1] + 1, t[i - 1, j - 1] + k)
return t`,
  ),
  program(
    'a table with one border left as it was made, and one read before it is written',
    `t = np.full((r + 1, r + 1), 7.0)
t[0, :] = 1.5
for i in range(1, r + 1):
    for j in range(1, r + 1):
        t[i, j] = t[i - 1, j] * 0.5 + t[i, j - 1] + 0.25
u = np.full((r, r), 7.0)
for i in range(r):
    for j in range(r):
        u[i, j] = t[i, j] - u[r - 1 - i, j] * 2.0
d = np.full((r, r), 7.0)
for i in range(r):
    for j in range(r):
        d[i, j] = d[i, j] + t[i, j]
return t, u, d`,
  ),
  program(
    'insides of one, two and three axes, and arrays too small to have any',
    `t = np.full(r, 7.0)
t[1:-1] = v[1 : r - 1] * 2.0
u = np.zeros(m.shape)
u[2:-1, 1:-2] = m[2:-1, 1:-2] + m[:-3, 2:-1]
c = np.zeros((6, r, r), dtype=np.complex128)
c[1:-1, 1:-1, 1:-1] = 1.5 + v[: r - 2] * 1j
k = np.full((r, 5, 40), 300, dtype=np.int16)
k[3:, :, :-3] = 4
b = np.ones((r, r), dtype=np.bool_)
b[2:-2, 2:] = v[2:r] > 0.5
big = np.full((r * 9, 300), -0.0)
big[1:-1, 3:-1] = 5.0 + np.outer(v[: r * 9 - 2], v[:296])
s = []
for i in range(5):
    for j in range(5):
        e = np.full((i, j, 3 + i), 2.5)
        e[1:-1, 1:-1, 1:-1] = float(i - j)
        s.append(float(e.sum()))
        d = np.zeros((i, j))
        d[:, 1:-1] = x
        s.append(float(d.sum()))
w = np.zeros((r, 1, 30))
w[1:-1, :, 2:-2] = v[:26]
return t, u, c, k, b, big, np.array(s), w`,
  ),
  program(
    'insides of arrays that are read in between, that views see, and whose values read others of their kind',
    `t = np.zeros((r, 50))
q = t.sum()
t[1:-1, 1:-1] = m[1:-1, 1:-1]
u = np.full((r, 50), 3.0)
z = u[:, 0]
u[1:-1, 1:-1] = m[1:-1, 1:-1] * 2.0
z += 1.0
p = np.ones((r, 50))
h = p[1:-1, 1:-1]
p[0, 0] = 9.0
h[:] = t[1:-1, 1:-1]
o = np.zeros((r, 50))
y = np.zeros((r, 50))
y[1:-1, 1:-1] = o[1:-1, 1:-1] + 1.0
o[1:-1, 2:-2] = y[1:-1, 2:-2] - u[:-2, :-4]
g = np.zeros((r, 50))
g[1:-1, 1:-1] = g[:-2, 2:] + 1.0
f = np.full((r, 50), 2.0)
f[1:-1, 1:-1] = 4.0
f[0] = 5.0
f[-1] = 6.0
f[1:-1, 0] = 7.0
f[1:-1, -1] = 8.0
l = []
for i in range(4):
    a1 = np.full((r, 50), float(i))
    a1[1:-1, 1:-1] = m[1:-1, 1:-1] * i
    if i == 2:
        continue
    l.append(float(a1[:, 0].sum() + a1[-1, 3]))
return t, q, u, z.sum(), p, o, y, g, f, np.array(l)`,
  ),
  program(
    'an inside whose value does not fit',
    't = np.zeros((r, 50))\nt[1:-1, 1:-1] = m[1:-1, 2:]\nw = np.zeros((r, 50))\nw[1:-1, 1:-1] = v[:r]\nreturn t, w',
  ),
  program(
    'columns, a triangle, every second one, and no iterations',
    `t = np.full((r, 3), 7.0)
for i in range(r):
    t[i, 0] = v[i]
    t[i, 1] = v[i] * 2
    t[i, 2] = 1.0
u = np.full((r, r), 3.0)
for i in range(r):
    for j in range(i, r):
        u[i, j] = v[i] + v[j]
w = np.ones((r, 8))
for i in range(r):
    for j in range(0, 8, 2):
        w[i, j] = v[i]
z = np.full((4, 6), 2.5)
for i in range(4):
    for j in range(n - n):
        z[i, j] = 1.0
return t, u, w, z`,
  ),
  program(
    'backwards, and from the end',
    `y = np.full(r, 7.0)
y[-1] = 0.5
for i in range(r - 2, -1, -1):
    y[i] = v[i] - 0.5 * y[i + 1]
w = np.full(r, 7.0)
w[-1] = 2.0
for i in range(r - 2, -1, -1):
    w[i] = v[i] - 0.5 * w[i - 1]
s = np.full(v.shape, 7.0)
s[0] = v[0]
s[1] = v[1] + s[0]
for i in range(2, v.size):
    s[i] = v[i] - 0.25 * s[i - 1] + 0.125 * s[i - 2]
return y, w, s`,
  ),
  program(
    'slices that meet, slices that do not, and a slice of a changing length',
    `h = r // 2
t = np.full(r, 7.0)
t[:h] = v[:h]
t[h:] = 1.0
u = np.full(r, 7.0)
u[:h] = 1.0
u[h + 1 :] = 2.0
w = np.full(r, 7.0)
k = 1
w[:k] = 5.0
k = 3
w[k:] = 4.0
y = np.full((r, 4), 7.0)
for i in range(r):
    k = i % 3
    y[i, k] = 1.0
    y[i, 3] = 2.0
return t, u, w, y`,
  ),
  program(
    'a write that only some iterations do, one after a break, and one that a function does',
    `def put(t, k):
    for i in range(t.size):
        t[i] = k
t = np.full(r, 7.0)
for i in range(r):
    if v[i] > 0.25:
        t[i] = v[i]
u = np.full(r, 7.0)
for i in range(r):
    if v[i] < -0.5:
        break
    u[i] = v[i]
w = np.full(r, 7.0)
put(w, 3.0)
y = np.full(r, 7.0)
z = y
z[1:] = 2.0
q = np.full((3, r), 7.0)
for i in range(3):
    c = np.full(r, 7.0)
    for j in range(r - i):
        c[j] = v[j]
    q[i] = c
return t, u, w, y, q`,
  ),
];

export const TIME_PROGRAMS: readonly TaskProgram[] = [
  program(
    'two arrays by turns, by elements and by statements',
    `w = v * 0.5
for t in range(9):
    for i in range(1, v.size - 1):
        w[i] = 0.33333 * (v[i - 1] + v[i] + v[i + 1])
    for i in range(1, v.size - 1):
        v[i] = 0.33333 * (w[i - 1] + w[i] + w[i + 1])
for t in range(5 + n):
    w[1:-1] = 0.33333 * (v[:-2] + v[1:-1] + v[2:])
    v[1:-1] = 0.33333 * (w[:-2] + w[1:-1] + w[2:])
return v, w`,
  ),
  program(
    'neighbours further away, three arrays, and turns of different length',
    `w = v * 0.5
u = np.ones_like(v)
for t in range(7):
    for i in range(3, v.size - 2):
        w[i] = v[i - 3] * 0.25 + v[i + 2] * 0.5 - u[i]
    for i in range(v.size - 1):
        u[i] = w[i] - w[i + 1] * 0.125
    for i in range(t, v.size):
        v[i] = u[i] + w[i] * 0.25 + t
for t in range(1, 40):
    u[2:-2] = v[:-4] - v[4:] * 0.5
    v[5:-5] = u[5:-5] * 0.25 + u[7:-3] / t
for t in range(30):
    for i in range(1, v.size):
        u[i] = v[i - 1] * 0.5
    for i in range(v.size - 1):
        v[i] = u[i] + u[i + 1] * 0.125
return u, v, w`,
  ),
  program(
    'one element that all read, and neighbours too far away',
    `w = v * 0.5
for t in range(6):
    for i in range(1, v.size):
        w[i] = v[i] * 0.5 + v[0]
    for i in range(v.size):
        v[i] = w[i] * 0.5
for t in range(6):
    for i in range(60, v.size):
        w[i] = v[i - 60] * 0.5
    for i in range(v.size - 60):
        v[i] = w[i + 60] + 0.125
for t in range(6):
    w[1:] = v[:-1] + v[-1]
    v[:-1] = w[1:] * 0.5
return v, w`,
  ),
  program(
    'planes of a block, and numbers that leave their range',
    `p = np.cos(np.arange(20.0 * 90 * 40)).reshape(20, 90, 40)
o = p * 0.5
for t in range(4):
    for i in range(1, 19):
        for j in range(1, 89):
            for k in range(1, 39):
                o[i, j, k] = p[i - 1, j, k] + p[i + 1, j, k] + p[i, j - 1, k] - p[i, j + 1, k] * 0.5
    for i in range(1, 19):
        for j in range(1, 89):
            for k in range(1, 39):
                p[i, j, k] = o[i - 1, j, k] * 0.25 + o[i, j, k]
g = np.arange(9000) * 7 % 13
h = g * 0
for t in range(50):
    for i in range(1, 8999):
        h[i] = g[i - 1] * 5 - g[i + 1]
    for i in range(1, 8999):
        g[i] = h[i] + h[i - 1]
return o, p, g, h`,
  ),
];
