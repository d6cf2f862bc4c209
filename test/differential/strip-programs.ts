// SPDX-License-Identifier: Apache-2.0
// Rows whose elements take loops of their own and need those of the rows before, up to their own column or beyond it: `task(a, n, x)` as in
// task-checker.ts.

import type { TaskProgram } from './task-checker';

const before = `def whole(count, n):
    return np.arange(count) * 7919 % 31 - 12 + n
`;

const program = (name: string, body: string): TaskProgram => ({ name, before, body });

export const STRIP_PROGRAMS: readonly TaskProgram[] = [
  program(
    'tables of the best pairs, from the last row up',
    `r = 50 + n
s = whole(r, n) % 4
t = np.zeros((r, r), dtype=np.int64)
for i in range(r - 1, -1, -1):
    for j in range(i + 1, r):
        best = max(t[i, j - 1], t[i + 1, j])
        pair = 1 if s[i] + s[j] == 3 and i < j - 1 else 0
        best = max(best, t[i + 1, j - 1] + pair)
        for k in range(i + 1, j):
            best = max(best, t[i, k] + t[k + 1, j])
        t[i, j] = best
u = np.zeros((r, r))
for i in range(r - 1, -1, -1):
    for j in range(i + 1, r):
        if i + 1 < r:
            u[i, j] = max(u[i, j], u[i + 1, j])
            if i < j - 1:
                u[i, j] = max(u[i, j], u[i + 1, j - 1] + (x if s[i] + s[j] == 3 else 0.5))
        for k in range(i + 1, j):
            u[i, j] = max(u[i, j], u[i, k] + u[k + 1, j])
return t, u`,
  ),
  program(
    'costs of alignments with gaps of several lengths',
    `r = 40 + n
w = np.array([0.5, 1.25, 1.5])
c = whole(r * (280 + n), n).reshape(r, 280 + n) * x
t = np.zeros((r, c.shape[1]))
for i in range(3, r):
    for j in range(3, c.shape[1]):
        best = t[i - 1, j - 1] + c[i, j]
        for k in range(3):
            best = max(best, t[i - k - 1, j] - w[k])
            best = max(best, t[i, j - k - 1] - w[k])
        t[i, j] = best
u = np.ones((r, c.shape[1]))
for i in range(r - 1):
    for j in range(min(r, c.shape[1])):
        for k in range(3):
            u[i + 1, j + k] += u[i, j] * 0.25 + c[i, j + k] / 64
return t, u`,
  ),
  program(
    'rows that read further on in the row before',
    `r = 40 + n
c = whole(r * (280 + n), n).reshape(r, 280 + n) * x
t = c.copy()
for i in range(1, r):
    for j in range(1, c.shape[1] - 4):
        s = t[i, j - 1] * 0.5
        for k in range(4):
            s += t[i - 1, j + k] * 0.125
        t[i, j] = s
u = c.copy()
for i in range(1, r):
    for j in range(i, c.shape[1] - 1):
        for k in range(2):
            u[i, j] += u[i - 1, j + k] * 0.25 + u[i, j - 1] * 0.125
v = c.copy()
for i in range(1, r):
    for j in range(c.shape[1] - 2, i, -1):
        for k in range(2):
            v[i, j] += v[i - 1, j + k] * 0.25 + v[i, j + 1] * 0.125
return t, u, v`,
  ),
  program(
    'rows that end before their subscripts fit, and one that does not',
    `r = 30 + n
t = np.zeros((r, r))
for i in range(r - 1, -1, -1):
    for j in range(i + 1, r):
        s = 0.0
        for k in range(2):
            s += t[i + 1, j] * 0.5 + k
        t[i, j] = s + x
for i in range(r - 1, -1, -1):
    for j in range(i + 1, r + (1 if n == 3 else 0)):
        for k in range(2):
            t[i, j - 1] += t[i + 1, j - 1] * 0.25 if i < r - 1 else 0.5
    for j in range(i, r):
        for k in range(2):
            t[i + n // 40, j] += 1.0
return t`,
  ),
];
