// SPDX-License-Identifier: Apache-2.0
// Steps of several loops over the same iterations, which need nothing of each other's other iterations, or do: `task(a, n, x)` as in
// task-checker.ts.

import type { TaskProgram } from './task-checker';

const before = `def whole(count, n):
    return np.arange(count) * 7 % 11 - 5.0 + n
`;

const program = (name: string, body: string): TaskProgram => ({
  name,
  before,
  body: `r = 20 + n
p = whole(4 * r * r, n).reshape(r, 4 * r).copy()
q = np.zeros((r, 4 * r))
d = np.zeros(r)
${body}`,
});

export const TOGETHER_PROGRAMS: readonly TaskProgram[] = [
  program(
    'loops over the same rows in each step',
    `for t in range(7):
    for i in range(r):
        for j in range(4 * r):
            q[i, j] = p[i, j] * x / 4 + t
    for i in range(r):
        for j in range(1, 4 * r):
            p[i, j] = q[i, j - 1] - p[i, j] * 0.25
    for i in range(r):
        for j in range(4 * r):
            d[i] += p[i, j] * q[i, 3]
return p, q, d`,
  ),
  program(
    'loops over the same rows that read others',
    `for t in range(6):
    for i in range(r):
        for j in range(4 * r):
            q[i, j] = p[i, j] * 0.5 + t
    for i in range(r):
        for j in range(4 * r):
            p[i, j] = q[r - 1 - i, j] * x / 4 + 1
o = np.zeros((r, r))
for t in range(6):
    for i in range(r):
        for j in range(r):
            o[i, j] += p[i, j] * 0.25
    for i in range(r):
        for j in range(r):
            q[i, j] = o[j, i] - t
    for i in range(r):
        for j in range(r):
            p[i, j + 1] = q[i, j] + q[i, 0]
    for i in range(r):
        for j in range(1, r):
            o[i, j] = p[i, j] * 0.5 - p[0, j] * 0.125
return p, q, o`,
  ),
  program(
    'as many rows that are others, and steps of triangles',
    `for t in range(5):
    for i in range(r - 1):
        for j in range(4 * r):
            q[i + 1, j] = p[i, j] * x / 4
    for i in range(r - 1):
        for j in range(4 * r):
            p[i, j] = q[i, j] + t
    for i in range(1, r):
        for j in range(4 * r):
            p[i, j] -= q[i, j] * 0.5
for t in range(r - 1):
    for i in range(t, r):
        for j in range(4 * r):
            q[i, j] += p[i, j] * 0.125
    for i in range(t, r):
        for j in range(t, 4 * r):
            p[i, j] = q[i, j] - q[i, t] * 0.25
    for i in range(t + 1, r):
        for j in range(4 * r):
            q[i, j] = p[i, j] * 0.5 + p[t, j] * 0.125
return p, q`,
  ),
];
