// SPDX-License-Identifier: Apache-2.0
// Complex systems with many right sides, plain ones and such that LAPACK decides: `task(a, n, x)` as in task-checker.ts.

import type { TaskProgram } from './task-checker';

const before = `def numbers(rows, columns, n):
    k = np.arange(rows * columns).reshape(rows, columns)
    return np.sin(k * 1.3 + n) + 1j * np.cos(k * 0.7 * n)
`;

const program = (name: string, body: string): TaskProgram => ({
  name: `complex systems: ${name}`,
  before,
  body: `m = numbers(45, 45, n) + 60 * np.eye(45)[::-1]\nb = numbers(45, 37, n + 1)\n${body}`,
});

export const SYSTEM_PROGRAMS: readonly TaskProgram[] = [
  program(
    'of many sizes',
    's = 0j\nfor k in range(14, 46):\n    s += np.linalg.solve(m[:k, 45 - k :], b[:k, : k - 5]).sum()\nreturn np.linalg.solve(m, b), np.linalg.solve(m[::-1], b[:, ::2]), s',
  ),
  program(
    'stacks of them',
    't = np.stack([m, m * 2j, m[:, ::-1] + 1])\nreturn np.linalg.solve(t, np.stack([b, b, b * 2])), np.linalg.solve(m, np.stack([b, b * 1j])), np.linalg.solve(t, np.stack([b.real] * 3))',
  ),
  program('a singular one', 'm[7] = m[3]\nm[:, 5] = 0\nreturn np.linalg.solve(m, b)'),
  program(
    'one of a stack is singular',
    't = np.stack([m, m])\nt[1, :, 8] = 0\nreturn np.linalg.solve(t, np.stack([b, b]))',
  ),
  program(
    'numbers that are not finite, and very large and small ones',
    'c = b.copy()\nc[3, 4] = np.nan\nd = np.linalg.solve(m, c)\nu = np.linalg.solve(m * 1e-200, b * 1e-150)\nv = np.linalg.solve(m * 1e250, b * 1e100)\nreturn np.isnan(d[:, 4]).all(), u * 1e-50, v * 1e150',
  ),
  program(
    'columns of very different sizes',
    'm[:, ::2] *= 1e-12\nx = np.linalg.solve(m, b)\nx[::2] *= 1e-12\nreturn x',
  ),
];
