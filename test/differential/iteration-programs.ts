// SPDX-License-Identifier: Apache-2.0
// Loops whose iterations need nothing of each other although no plan is made of them, and loops that only look so:
// `task(a, n, x)` as in task-checker.ts.

import type { TaskProgram } from './task-checker';

const ROWS = `def rows_of(n):
    counts = (np.arange(157 * n) * 7919) % 23
    ends = np.cumsum(counts)
    places = (np.arange(ends[-1] + 1) * 104729) % (157 * n)
    return counts, ends, places

def length(k):
    turns = 0
    while k > 1:
        k = k // 2 if k % 2 == 0 else 3 * k + 1
        turns += 1
    return turns
`;

const PREPARED = `counts, ends, places = rows_of(n)
v = (np.arange(157.0 * n) * 31 % 101 - 50) * x
`;

const program = (name: string, body: string): TaskProgram => ({ name, before: ROWS, body: `${PREPARED}${body}` });

export const ITERATION_PROGRAMS: readonly TaskProgram[] = [
  program(
    'sums over rows of different lengths',
    `y = np.zeros(ends.size)
z = np.empty(ends.size)
for i in range(ends.size):
    s = 0.0
    for k in range(ends[i] - counts[i], ends[i]):
        y[i] += v[places[k]] * 0.5
        s += v[places[k]] * v[k % v.size]
    z[i] = s
return y, z, s`,
  ),
  program(
    'elements that other elements choose',
    `y = np.zeros(v.size)
w = np.ones((3, v.size + 1))
for i in range(v.size):
    y[i] = v[places[i]] * 2.0 + v[i]
    w[1, i + 1] = y[i] - v[places[i]]
    if counts[i] % 5 == 0:
        continue
    w[2, i + 1] = w[2, i + 1] + y[i]
return y, w, i`,
  ),
  program(
    'turns of a function of each number',
    `y = np.zeros(61 * n, dtype=np.int64)
last = -1
for i in range(1, y.size):
    y[i] = length(i)
    last = length(i) + i
return y, last`,
  ),
  program(
    'slices that begin where another array says',
    `out = np.zeros((v.size // 4, 6))
total = np.zeros(v.size // 4)
for i in range(out.shape[0]):
    row = v[counts[i] : counts[i] + 6] * 0.25
    out[i] = row - v[i]
    total[i] = row.sum() + out[i, 2]
    out[i, 1:3] = np.sqrt(np.abs(row[1:3])) + v[places[i : i + 2]]
return out, total`,
  ),
  program(
    'columns of sums of boxes',
    `b = v[: v.size // 130 * 130].reshape(-1, 13, 10)
out = np.empty((b.shape[0], 12, 9))
for i in range(12):
    for j in range(9):
        out[:, i, j] = np.sum(b[:, i : i + 2, j : j + 2], axis=(1, 2))
        out[:, i, j] *= np.max(b[:, i : i + 2, j], axis=1)
return out`,
  ),
  program(
    'an index that does not fit, late',
    `y = np.zeros(v.size)
places[v.size - 7] = v.size + 3
for i in range(v.size):
    for k in range(2):
        y[i] += v[places[i]]
return y`,
  ),
  program(
    'warnings of some iterations, and an index that does not fit before others',
    `y = np.zeros(v.size)
for i in range(v.size):
    for k in range(counts[i]):
        y[i] += np.float64(1e308) * v[i] / v[places[i]] if i % 50 == 3 else 1.0
    if i == v.size // 2:
        y[i] = v[v.size + n]
    if i > v.size // 2:
        y[i] = np.float64(1.0) / np.float64(0.0)
return y`,
  ),
  program(
    'divisions by what may be nothing',
    `y = np.ones(v.size)
for i in range(v.size):
    for k in range(1 + counts[i] // 20):
        y[i] = v[i] / v[places[i]]
return y`,
  ),
  program(
    'rows that another view of the array reads',
    `y = v.copy()
z = y[3:]
for i in range(z.size):
    for k in range(2):
        y[i] = z[i] * 0.5 + k
w = np.zeros((v.size, 2))
u = w.T
for i in range(v.size):
    w[i, 0] = v[places[i]]
    w[i, 1] = u[0, i] + w[i, 0]
return y, w`,
  ),
  program(
    'rows counted from the end and rows that wrap',
    `y = np.zeros(v.size)
for i in range(-9, v.size - 9):
    for k in range(2):
        y[i] += v[places[i + 9]] + k
z = np.zeros(v.size + 2)
for i in range(v.size):
    z[i + 2] = v[places[i]]
    z[i + 2] += z[i + 2]
return y, z`,
  ),
  program(
    'names that some iterations set',
    `y = np.zeros(v.size)
found = -1
for i in range(v.size):
    best = v[places[i]]
    for k in range(counts[i]):
        if v[(i + k) % v.size] > best:
            best = v[(i + k) % v.size]
            found = i
    y[i] = best
kept = 0.0
for i in range(v.size):
    if counts[i] > 20:
        kept = v[places[i]]
    y[i] += kept
return y, found, best, kept`,
  ),
  program(
    'means of what a mask chooses in each iteration',
    `y = np.zeros(40)
z = np.zeros((40, 2))
for i in range(40):
    ring = (counts >= i // 2) & (v > i / 40 - 2)
    y[i] = v[ring].mean()
    z[i, 0] = v[ring].sum()
    z[i, 1] = ring.sum()
return y, z`,
  ),
];
