// SPDX-License-Identifier: Apache-2.0
// How many results operations have.

import { OPS, type Op } from './graph';

const EFFECTS: ReadonlySet<Op> = new Set([
  'set',
  'if',
  'while',
  'for',
  'yield',
  'break',
  'continue',
  'return',
  'store',
  'assign',
  'save_npy',
  'list_set',
  'list_append',
]);

/** How many results an operation has; undefined where it depends on the node. */
export function resultCount(op: Op): number | undefined {
  if (op === 'call' || op === 'kernel' || op === 'list_get' || op === 'list_pop') return undefined;
  return EFFECTS.has(op) ? 0 : 1;
}

export const KNOWN_OPS: ReadonlySet<string> = new Set(OPS);
