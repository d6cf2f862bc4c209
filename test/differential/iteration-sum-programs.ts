// SPDX-License-Identifier: Apache-2.0
// Loops whose iterations call the library or make arrays of their own, and those that add to the same arrays, and loops that only look so:
// `task(a, n, x)` as in task-checker.ts.

import type { TaskProgram } from './task-checker';

const SIGNALS = `def signal_of(n, x):
    return (np.arange(700 * n + 64) * 7919 % 1009 - 500) * x / 300

def systems_of(n, x):
    s = signal_of(n, x)
    return np.stack([s[7 * i : 7 * i + 16].reshape(4, 4) + 9 * np.eye(4) for i in range(40)]) if n > 0 else np.ones((40, 4, 4))
`;

const program = (name: string, body: string): TaskProgram => ({
  name,
  before: SIGNALS,
  body: `s = signal_of(n, x)\n${body}`,
});

export const ITERATION_SUM_PROGRAMS: readonly TaskProgram[] = [
  program(
    'spectra of parts of a signal, added',
    `window = np.hanning(32)
power = np.zeros(17)
count = (s.size - 32) // 16 + 1
for i in range(count):
    part = s[16 * i : 16 * i + 32] * window
    power += np.abs(np.fft.rfft(part)) ** 2
return power / count`,
  ),
  program(
    'solutions of systems, added and taken away',
    `m = np.zeros((3, 16, 16), dtype=np.complex128)
for k in range(3):
    m[k] = (s[k : k + 16] * s[k + 8 : k + 24, None]) + (9 + 3j * k) * np.eye(16)
y = np.ones((16, 3)) * (1 + x * 1j)
p = np.zeros_like(y)
q = np.zeros_like(y)
for i in range(24):
    z = 1 + 0.1 * i + 0.5j
    t = np.zeros_like(m[0])
    for k in range(m.shape[0]):
        t += z ** (1 - k) * m[k]
    r = np.linalg.solve(t, y)
    p += r
    q -= z * r
return p, q`,
  ),
  program(
    'a singular matrix among others',
    `m = np.stack([np.eye(4) * (i + 1 + n) for i in range(16)])
m[7 if n % 2 else 0] = 0.0 if n > 2 else 1.0
p = np.zeros((4, 4))
out = np.zeros((16, 4))
for i in range(16):
    r = np.linalg.inv(m[i])
    print(i) if n > 100 else None
    out[i] = r[1] + x
    p += r
return p, out`,
  ),
  program(
    'means of what labels choose, some of nothing',
    `points = s[: s.size // 4 * 4].reshape(-1, 4)
label = np.arange(points.shape[0]) * 7919 % 13
centres = np.ones((20, 4)) * x
for j in range(20):
    members = points[label == j]
    if members.shape[0] > 0:
        centres[j] = members.mean(axis=0)
return centres`,
  ),
  program(
    'means of nothing, which are warned of',
    `points = s[: s.size // 4 * 4].reshape(-1, 4)
label = np.arange(points.shape[0]) * 7919 % 13
centres = np.ones((20, 4)) * x
total = np.zeros(4)
for j in range(20):
    members = points[label == j]
    centres[j] = np.median(members, axis=0)
    total += members.mean(axis=0)
return centres, total`,
  ),
  program(
    'sums that become infinite',
    `huge = np.full(33, 1e308) * np.sign(x)
total = np.zeros(33)
least = np.zeros(33)
for i in range(64):
    part = np.sort(s[i : i + 33])
    total += huge if i % 20 == 19 else part
    least -= np.where(part > 1.0, np.inf, part) if i % 2 == 0 else np.where(part > 1.0, -np.inf, 1.0)
return total, least`,
  ),
  program(
    'sums of rows that are repeated, of whole numbers, of single precision',
    `total = np.zeros((5, 8))
counts = np.zeros(6, dtype=np.int8)
singles = np.zeros(9, dtype=np.float32)
for i in range(50 + n):
    total += s[i : i + 8]
    counts += np.bincount((np.arange(12) * i) % 6, minlength=6).astype(np.int8)
    singles -= (s[i : i + 9] * 0.1).astype(np.float32)
return total, counts, singles`,
  ),
  program(
    'sums that do not fit',
    `total = np.zeros(8)
out = np.zeros(40)
for i in range(40):
    part = s[i : i + (9 if i == 30 and n == 3 else 8)]
    out[i] = part.max()
    total += part * 2.0
return total, out`,
  ),
  program(
    'sums that something else reads or writes',
    `total = np.zeros(16)
seen = np.zeros(40)
other = total[4:]
third = np.zeros(12)
for i in range(40):
    total += s[i : i + 16]
    seen[i] = total[3]
for i in range(40):
    total += s[i : i + 16]
    third += other * 0.5
for i in range(40):
    if i % 7 == 3:
        continue
    third += s[i : i + 12]
for i in range(40):
    third += s[i : i + 12]
    third += np.sort(s[i : i + 12])
for i in range(40):
    third += third[::-1] * 0.01
return total, seen, third`,
  ),
  program(
    'sums into parts of arrays and into columns',
    `m = np.zeros((6, 10))
row = m[2]
column = m.T[3]
block = m[3:, 2:7]
for i in range(40):
    row += s[i : i + 10]
for i in range(40):
    column += s[i : i + 6]
for i in range(40):
    block += np.sort(s[i : i + 5]) * x
for i in range(40):
    m[4] += s[i : i + 10]
return m`,
  ),
  program(
    'arrays that names keep',
    `out = np.zeros((60, 8))
first = np.zeros(8)
for i in range(60):
    t = np.zeros(8)
    for k in range(i % 5):
        t += s[i + k : i + k + 8]
        u = np.sort(t)
    out[i] = t * 2.0
for i in range(60):
    t = np.cumsum(s[i : i + 8])
    if i % 11 == 5:
        first = t
    out[i] += t.reshape(2, 4)[1, 2]
for i in range(60):
    t = out[i]
    t[3] = x
for i in range(60):
    first = np.concatenate((t[:3], s[i : i + 5]))
    out[i] -= first
return out, t, first`,
  ),
  program(
    'library calls on rows of their own and of others',
    `m = np.stack([s[3 * i : 3 * i + 12] for i in range(50)])
places = np.zeros((50, 12), dtype=np.int64)
for i in range(50):
    places[i] = np.argsort(m[i])
    m[i] = m[i][places[i]]
for i in range(49):
    m[i] = np.sort(m[i + 1])
found = np.zeros(50, dtype=np.int64)
for i in range(50):
    found[i] = np.searchsorted(np.unique(m[i]), x)
    places[i, :6] = np.flatnonzero(m[i] > np.median(m[i]))[:6] if i % 2 else 3
return m, places, found`,
  ),
  program(
    'inner loops that add what outer loops read',
    `total = np.zeros(9)
out = np.zeros((12, 9))
for k in range(12):
    for i in range(30):
        total += np.abs(np.fft.fft(s[i + k : i + k + 9]))
    out[k] = total
    total *= 0.5
return out`,
  ),
  program(
    'long rows added by pieces',
    `total = np.zeros((30, 200 + n))
for i in range(21):
    total += np.sort(s[i : i + 200 + n] if s.size > 221 + n else np.ones(200 + n), axis=0) * x
return total`,
  ),
];
