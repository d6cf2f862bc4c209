// SPDX-License-Identifier: Apache-2.0
// What data files hold that a program reads by itself: asked of the daemon on the target, which looks at their headers.

import { stat } from 'node:fs/promises';
import type { FileDescription } from '../../../language-server/src/core/lower/signature';
import { WeftError } from '../net/error';
import { text } from '../net/message';
import { fileTypeOf, type RemoteHeader } from './arguments';
import { parseDType } from './npy';

/** The daemon's side, as `Connection` has it. */
export interface Describer {
  describe(place: string): Promise<{
    readonly dtype: string | Uint8Array | null;
    readonly shape: readonly bigint[];
    readonly fortranOrder: boolean;
  }>;
}

/** Throws `WeftError` when there is no such file, or no array that programs can read. */
export async function readHeader(describer: Describer, place: string, target: string): Promise<RemoteHeader> {
  const described = await describer.describe(place);
  const dtype = parseDType(text(described.dtype));
  if (dtype !== undefined) return { dtype, shape: described.shape.map(Number), fortranOrder: described.fortranOrder };
  throw new WeftError(
    'WEFT463',
    `${place} on ${target}: elements of type \`${text(described.dtype)}\` are not supported`,
    'convert it there with `a.astype(np.float64)`',
    2,
  );
}

/** Like `readHeader`, but as an answer. Without the connection it says nothing. */
export async function describeFile(describer: Describer, place: string, target: string): Promise<FileDescription> {
  try {
    return { type: fileTypeOf(await readHeader(describer, place, target)) };
  } catch (error) {
    if (!(error instanceof WeftError)) throw error;
    if (error.code === 'WEFT410') return { reason: reasonOf(error.message) };
    return error.code === 'WEFT411' || error.code === 'WEFT463' ? { reason: error.message } : {};
  }
}

/** Without the path, which the reader sees anyway. */
function reasonOf(message: string): string {
  if (/No such file or directory/.test(message)) return 'there is no such file';
  if (/Permission denied|PermissionError/.test(message)) return 'reading it is not permitted';
  return message;
}

/** A name that means a place only in the folder of a running job. */
export function isRelative(place: string): boolean {
  return !place.startsWith('/');
}

export const RELATIVE_REASON =
  "a relative name starts in the job's folder; give the whole path, as in `/data/points.npy`";

/** Answers about files of this machine, kept as long as a file has the same size and time. */
export class LocalAnswers {
  readonly #kept = new Map<string, { readonly state: string; readonly answer: FileDescription }>();

  async find(place: string, ask: () => Promise<FileDescription>): Promise<FileDescription> {
    const state = await stateOf(place);
    const known = this.#kept.get(place);
    if (state !== undefined && known?.state === state) return known.answer;
    const answer = await ask();
    if (state !== undefined && answer.type !== undefined) this.#kept.set(place, { state, answer });
    else this.#kept.delete(place);
    return answer;
  }
}

async function stateOf(place: string): Promise<string | undefined> {
  try {
    const { mtimeMs, size, ino } = await stat(place.split('::')[0]!);
    return `${mtimeMs} ${size} ${ino}`;
  } catch {
    // Without a state to compare it is asked for each time, and the daemon says why.
    return undefined;
  }
}
