// SPDX-License-Identifier: Apache-2.0
// Products of one large matrix with vectors from both sides, which read it once: `task(a, n, x)` as in task-checker.ts. Elements are small
// whole numbers, so every order of the sums gives the same.

import type { TaskProgram } from './task-checker';

const before = `def whole(rows, columns, n):
    return (np.arange(rows * columns) * 7 % 11 - 5.0 + n).reshape(rows, columns)

def line(count, n):
    return np.arange(count) % 13 - 6.0 * n
`;

const program = (name: string, body: string): TaskProgram => ({
  name,
  before,
  body: `m = whole(611, 703, n)\np = line(703, n)\nr = line(611, n)\n${body}`,
});

export const PAIR_PROGRAMS: readonly TaskProgram[] = [
  program(
    'a matrix between two vectors',
    's = np.zeros(703)\nq = np.zeros(611)\ns[:] = r @ m\nq[:] = m @ p\nreturn s, q',
  ),
  program('sums to what there was', 'q = r.copy()\ns = p.copy()\nq += m @ p\ns += r @ m\nreturn q, s'),
  program(
    'the first product in the second',
    't = np.zeros(611)\ny = np.zeros(703)\nt[:] = m @ p\ny[:] = t @ m\nu = m.T @ (m @ p)\nreturn t, y, u, m.T @ r @ m.T',
  ),
  program(
    'transposed matrices, and matrices whose columns lie along memory',
    'q = m.T @ r\ns = m @ p\nf = np.asfortranarray(m)\nu = f @ p\nw = r @ f\ng = f.T @ (f @ p)\nh = f @ (f.T @ r)\nreturn q, s, u, w, g, h',
  ),
  program(
    'what is written between the products',
    'q = m @ p\nr[:] = q\ns = r @ m\nr[3] = x\nu = m @ p\nm[5, :] = 2\nw = r @ m\nv = m @ p\nr += v[0]\nz = r @ m\nreturn q, s, u, w, z',
  ),
  program(
    'a vector of the result that is changed, and parts of a vector',
    't = np.zeros(1222)\nt[:611] = m @ p\nt[611:] = r\ns = t[611:] @ m\nt[:611] = m @ p\nt[2:9] = 1\nu = t[:611] @ m\nreturn t, s, u',
  ),
  program(
    'in loops and functions',
    `def both(g, u, w):
    y = g @ u
    return y, w @ g
s = 0.0
for i in range(3):
    y, z = both(m, p, r)
    s += y[i] + z[i]
    p[i] = i
    y, z = both(m.T, r, p)
    s += y[i] - z[i]
for i in range(2):
    y = m[i:, :] @ p
    z = y @ m[i:, :]
    s += z.sum()
return s, y, z`,
  ),
  program(
    'numbers that are not finite',
    'p[5] = np.inf\nq = m @ p\ns = r @ m\nr[6] = np.nan\nu = r @ m\nw = m @ p\nm[2, 3] = 1e308\nm[3, 3] = 1e308\nr[6] = 5\nz = m @ line(703, 3)\ng = r @ m\nreturn q, s, u, w, z, g',
  ),
  program('lengths that do not fit in the second', 'q = m @ p\ns = line(611 + n, n) @ m\nreturn q, s'),
  program(
    'float32',
    'g = whole(1203, 801, 0).astype(np.float32)\nu = np.arange(801).astype(np.float32) % 3\ny = g @ u\nz = (np.arange(1203).astype(np.float32) % 5) @ g\nreturn y, z, g.T @ (y % 4)',
  ),
];
