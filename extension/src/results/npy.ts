// SPDX-License-Identifier: Apache-2.0
// Reads an .npy file into a StoredArray for display.

import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { parseNpyHeader } from '../cluster/npy';
import type { StoredArray } from './values';

export async function readStoredArray(file: string): Promise<StoredArray> {
  return parseStoredArray(await readFile(file), path.basename(file));
}

/** `where` names the file in errors. */
export function parseStoredArray(data: Buffer, where: string): StoredArray {
  const { dataOffset, ...header } = parseNpyHeader(data, where);
  return { ...header, bytes: data.subarray(dataOffset) };
}
