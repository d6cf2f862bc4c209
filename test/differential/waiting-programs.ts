// SPDX-License-Identifier: Apache-2.0
// Arrays that wait for what uses them: over whose memory results are written, that functions are given and give back, and that are joined
// of parts. `task(a, n, x)` as in task-checker.ts.

import type { TaskProgram } from './task-checker';

const VALUES = `def values(n, x):
    return (np.arange(150.0 * n) * 7919 % 997 - 498) * x / 500
`;

export const REUSE_PROGRAMS: readonly TaskProgram[] = [
  {
    name: 'results over what nothing reads afterwards',
    before: VALUES,
    body: `b = values(n, x).reshape(-1, 30)
e = np.exp(-np.abs(b))
p = e / np.sum(e, axis=-1, keepdims=True)
f = np.exp(b)
g = f[1:]
s = f.sum()
h = f / (1 + s)
c = np.exp(b) + 1j * np.cos(b)
t = c.sum()
c = (c - t) * c
q = np.sqrt(np.abs(b)).astype(np.float32)
u = q.sum()
r = q * u
m = np.exp(-b)
o = m.max()
i = m > o / 2
return p, g, h, c, r, i, m[i].sum()`,
  },
  {
    name: 'memory that others know of',
    before: `${VALUES}
def same(v):
    return v

kept = 0
`,
    body: `b = values(n, x).reshape(-1, 30)
e = np.exp(b)
names = e
p = e / e.sum()
f = np.sin(b)
row = f[0]
q = f - f.max()
g = np.cos(b)
lists = [g]
r = g * g.sum()
k = np.exp(-b)
t = same(k)
k = k / (k.sum() + 1)
m = np.tan(b / 400)
d = m.ravel()
w = m + m.sum()
y = np.sqrt(np.abs(b))
z = y[::-1] + y / (y.sum() + 1)
v = np.log1p(np.abs(b))
i = np.arange(b.shape[0])[::-1]
o = v[i[:, None], np.arange(30)] - v / (v.sum() + 1)
for j in range(3):
    l = np.exp(b * j)
    if j > 1:
        names = l
    l = l * l.max()
    row = row + l[0]
return names, p, row, q, lists[0], r, t, k, d, w, z, o, l`,
  },
  {
    name: 'odd numbers under results',
    before: VALUES,
    body: `b = values(n, x).reshape(-1, 30) * 400
b[0, 3] = np.nan
e = np.exp(b)
p = e / e.sum(axis=0)
f = np.exp(-b) * 0.5
s = f.sum()
q = np.sqrt(f - 1) + f * s
g = f * f - f
return p, q, g`,
  },
];

export const CALL_PROGRAMS: readonly TaskProgram[] = [
  {
    name: 'functions of a few statements',
    before: `${VALUES}
def bell(v):
    k = 1.0 / (1.0 + np.abs(v))
    return np.exp(-0.5 * v * v) * k

def parts(v, w):
    return v[1:], np.sqrt(np.abs(w)) + bell(w), w.sum(), v.shape[0]

def given(v, w, i):
    return v, w, i

def spread(v):
    return v - v.mean(), v.max() - v.min()
`,
    body: `v = values(n, x)
d = np.log(np.abs(v) + 1) * 3
u = d - 0.5
y = v * bell(d) - bell(u) * bell(v[::-1])
tail, root, total, size = parts(v * 2, d)
tail = tail + 1
p, q, i = given(d, v, n)
p = p * 2
q[0] = 9.0
m, r = spread(bell(bell(v)))
k = bell(v.reshape(-1, 10)[:, :1]) + bell(v.reshape(-1, 10))
return y, y - v + u, tail, root, total, size, p, q, i, d, m, r, k, bell(x), bell(v.astype(np.float32))`,
  },
  {
    name: 'what a function gave back before its argument changes',
    before: `${VALUES}
def scaled(v, f):
    return v * f

def first(v):
    return v[:10]

def odd(v, w):
    return np.sqrt(v) + v / w
`,
    body: `v = values(n, x)
w = scaled(v, 3.0)
v[2] = 77.0
part = first(v)
part[:] = part * 2
z = scaled(first(scaled(v, 0.5)), x)
part[1] = 5.0
with np.errstate(invalid="ignore"):
    o = odd(v, w * 0)
o = o + odd(w[:10], z * 0).sum()
return v, w, z, part, o`,
  },
  {
    name: 'an error in a function that waits',
    before: `${VALUES}
def both(v, w):
    u = v * 2
    return u + w[10**6]

def ratio(v):
    return v / v.sum()
`,
    body: `v = values(n, x)
a[0] = ratio(v)[0]
print(a)
return both(ratio(v), v[1:])`,
  },
];

export const JOIN_PROGRAMS: readonly TaskProgram[] = [
  {
    name: 'neighbours in a ring',
    before: VALUES,
    body: `b = values(n, x).reshape(-1, 30)
for i in range(3):
    west = b - np.roll(b, 1, axis=1)
    east = np.roll(b, -1 - i, axis=1) - b
    south = b - np.roll(b, n, axis=0)
    north = np.roll(b, -1, axis=0) - b
    b = b - 0.1 * (np.maximum(b, 0) * west + np.minimum(b, 0) * east + x * south * 0.01 + north)
v = b.ravel()
w = np.roll(v, 3) * 2 + np.roll(v, -n) - np.roll(v, 0)
f = v.astype(np.float32)
z = v + 1j * np.roll(v, 2)
c = np.roll(z, 5) * z
t = b.reshape(-1, 5, 6)
s = np.roll(t, 1, axis=0) + np.roll(t, 2, axis=1) - np.roll(t, 1, axis=2)
k = np.arange(50 * n) % 7
return b, w, np.roll(f, 7) + f, c, s, np.roll(k, 1) + k, np.roll(k > 3, 2) & (k < 5), np.roll(b, 1, axis=0).sum(), np.roll(b.T, 4, axis=1) + b.T`,
  },
  {
    name: 'parts that change before they are read',
    before: VALUES,
    body: `v = values(n, x)
r = np.roll(v, 1)
v[0] = 9.0
d = r - v
v[:] = np.roll(v, 2) * 0.5 + v
v[1:] = np.concatenate((v[-4:], v[:-5])) + 1
u = np.concatenate((v, d, v[:3]))
w = u * 2 + np.concatenate((d, v[:3], v))
y = np.empty(u.size)
y[:] = np.concatenate((u[5:], u[:5]))
m = np.roll(u > 0, 1)
y[m] = 0.25
y[np.roll(u < 0, 2)] += 1.0
e = np.concatenate((v[:0], v, v[:0])) + v
g = np.concatenate((d[:, None], v[:, None]), axis=1) * 2
h = np.concatenate((d[None], v[None]), axis=0) - v
s = np.concatenate((v[:1], v[1:3], v[3:5], v[5:6], v[6:])) * v
return d, v, u, w, y, e, g, h, s, np.sqrt(np.roll(v, 1)) / v, np.roll(v, 1)[np.roll(np.arange(v.size), 3)]`,
  },
];
