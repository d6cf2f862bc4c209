// SPDX-License-Identifier: Apache-2.0
// The costs of source lines, out of a profile file.

import { readFile } from 'node:fs/promises';
import type { LineCost } from './line-heat';

export async function readLineCosts(file: string): Promise<LineCost[]> {
  const { nativeApi } = await import('../../../native/index');
  const opened = nativeApi().openProfile(await readFile(file));
  if (!opened.ok) throw new Error(`${opened.message}; ${opened.help}`);
  const table = opened.profile.table('line');
  return Array.from({ length: table.length }, (_, row) => ({
    line: (table.key[row] ?? 0) + 1,
    selfNs: table.self[row] ?? 0,
    totalNs: table.total[row] ?? 0,
    count: table.count[row] ?? 0,
    bytes: table.bytes[row] ?? 0,
  }));
}
