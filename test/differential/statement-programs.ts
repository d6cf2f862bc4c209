// SPDX-License-Identifier: Apache-2.0
// Statements on arrays inside of loops that run as loops over elements: `task(a, n, x)` as in task-checker.ts.
// Values are rounded, so that last digits of functions do not grow in the loops.

import type { TaskProgram } from './task-checker';

const before = `def values(n, x):
    return np.round(np.cos(np.arange(3000.0 + 600.0 * n) * x), 9) + 1.5
`;

const program = (name: string, body: string): TaskProgram => ({
  name,
  before,
  body: `v = values(n, x)\nm = v[: v.size // 60 * 60].reshape(-1, 60).copy()\nq = m[::-1] * 0.5 + 1.0\nr = m.shape[0]\n${body}`,
});

export const STATEMENT_PROGRAMS: readonly TaskProgram[] = [
  program(
    'rows that need the row before',
    `for i in range(1, r):
    f = q[i] / (m[i - 1] + 4.0)
    m[i] -= f * q[i - 1]
    q[i] = q[i] - f * m[i]
w = np.empty_like(m)
w[-1] = q[-1] / m[-1]
for i in range(r - 2, -1, -1):
    w[i] = (q[i] - m[i] * w[i + 1]) / (q[i] + 3.0)
return m, q, w`,
  ),
  program(
    'columns that need the column before',
    `b1 = 0.5 * x
for j in range(2, 60):
    m[:, j] = 0.25 * q[:, j] + b1 / 8 * m[:, j - 1] - 0.125 * m[:, j - 2]
for j in range(57, -1, -1):
    q[1:-1, j] = m[:-2, j + 1] - -b1 * q[1:-1, j + 1] * 0.25 + m[2:, j]
return m, q`,
  ),
  program(
    'sweeps in place by rows and elements',
    `for t in range(3):
    for i in range(1, r - 1):
        m[i, 1:-1] += m[i - 1, :-2] + m[i - 1, 1:-1] + m[i, 2:] + m[i + 1, :-2] + m[i + 1, 2:]
        for j in range(1, 60 - 1):
            m[i, j] = (m[i, j] + m[i, j - 1]) / 9.0
return m`,
  ),
  program(
    'rows that overlap what they write, forwards and backwards',
    `for i in range(r - 1):
    m[i, 1:] = m[i, :-1] * 0.5 + m[i + 1, 1:]
    q[i, :-1] = q[i, 1:] * 0.5 + m[i, :-1]
    q[i, 1:] += q[i, :-1]
    m[i, :-1] += q[i, 1:] + m[i + 1, :-1] * 0.25
return m, q`,
  ),
  program(
    'rows of a triangle, and slices that are clamped',
    `for i in range(1, 60):
    m[i % r, i:] = m[i % r, i:] * 0.5 + q[0, : 60 - i]
for i in range(1, 60):
    q[1, : i - 1] = q[0, : i - 1] + q[1, 1:i]
for i in range(-3, r):
    q[i, i + 1 :] -= 0.5 * m[i, i + 1 :]
for k in range(1, min(r, 60)):
    m[k, 1:k] = m[k - 1, 1:k] + m[k - 1, : k - 1] * x
return m, q`,
  ),
  program(
    'columns of three axes',
    `c = v[: v.size // 120 * 120].reshape(-1, 4, 30).copy()
d = np.zeros_like(c)
d[:, :, 0] = c[:, :, 0]
for k in range(1, 30):
    f = 1.0 / (3.0 + c[:, :, k] + c[:, :, k] * d[:, :, k - 1])
    c[:, :, k] = c[:, :, k] * f
    d[:, :, k] = (c[:, :, k] + d[:, :, k - 1]) * f
for k in range(28, -1, -1):
    d[:, :, k] = d[:, :, k] + c[:, :, k] * d[:, :, k + 1]
return c, d`,
  ),
  program(
    'division by zero in a row',
    `m[3 % r, 5] = 0.0
m[4 % r, 7] = np.inf
for i in range(1, r):
    q[i] = q[i - 1] / m[i]
    m[i] = q[i] * 0.25 + m[i - 1]
return q, m`,
  ),
  program(
    'sizes that do not fit',
    `for i in range(1, r):
    m[i, 1:] = q[i, : 59 if i < 20 else 58]
return m`,
  ),
  program(
    'whole numbers, float32, and numbers that change',
    `s = m.astype(np.float32)
k = (m * 1000).astype(np.int64)
h = 0.5
for i in range(1, r):
    s[i] = s[i - 1] * np.float32(0.5) + s[i]
    k[i] = k[i - 1] * 3 + k[i] * k[i - 1]
    k[i] = np.where(k[i] > 0, k[i], -k[i])
for i in range(1, r):
    h = h * 0.5 + 0.125
    m[i] = m[i - 1] * h + m[i] * m[i, 3]
return s, k, m`,
  ),
  program(
    'an array of the loop that outlives it, and views of views',
    `for i in range(1, r):
    f = m[i] * 0.5
    m[i] = f + m[i - 1]
    w = q[i]
    w[2:] = w[:-2] * 0.5 + q[i - 1][1:-1]
    q[i][-3] = w[-1] + q[i - 1, -2]
    q.T[0, i] = q.T[1, i - 1]
    q[i, None, 5:9] = m[None, i - 1, 1:5]
return m, q, f, w`,
  ),
  program(
    'one array by two names',
    `w = m[:, 5:]
for i in range(1, r):
    w[i] = m[i - 1, :-5] * 0.5 + w[i - 1]
u = m[1:]
for i in range(r - 1):
    u[i] = m[i] * 0.25 + u[i]
return m`,
  ),
];
