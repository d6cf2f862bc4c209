// SPDX-License-Identifier: Apache-2.0
// All diagnostic codes of the front end: WEFT1xx syntax and names, WEFT2xx types and shapes, WEFT3xx effects.

import type { CodeRow, Placeholders } from './code-row';
import { INDEXING_CODES } from './codes-indexing';
import { LINALG_CODES } from './codes-linalg';
import { LIST_CODES } from './codes-lists';
import { OBJECT_CODES } from './codes-objects';
import { PYTHON_CODES } from './codes-python';
import { RANDOM_IO_CODES } from './codes-random-io';
import { SYNTAX_CODES } from './codes-syntax';
import { TYPE_CODES } from './codes-types';

export const CODES = {
  ...SYNTAX_CODES,
  ...PYTHON_CODES,
  ...TYPE_CODES,
  ...INDEXING_CODES,
  ...LINALG_CODES,
  ...RANDOM_IO_CODES,
  ...LIST_CODES,
  ...OBJECT_CODES,
};

export type Code = keyof typeof CODES;

/** The values that a code's templates need, by name. */
export type CodeValues<C extends Code> = {
  readonly [Name in Placeholders<(typeof CODES)[C]['what' | 'why' | 'instead']>]: string | number;
};

export const ALL_CODES: readonly Code[] = (Object.keys(CODES) as Code[]).sort();

export function codeRow(code: Code): CodeRow {
  return CODES[code];
}
