// SPDX-License-Identifier: Apache-2.0
// The one span in which two texts differ, as tree-sitter wants it.

import type { Edit, Point } from 'web-tree-sitter';

export interface TextEdit {
  /** Offsets in UTF-16 code units. */
  readonly start: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

/** The smallest single edit that turns `before` into `after`; undefined when they are equal. */
export function diffTexts(before: string, after: string): TextEdit | undefined {
  if (before === after) return undefined;
  const limit = Math.min(before.length, after.length);
  let start = 0;
  while (start < limit && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  // A surrogate pair is edited as a whole.
  if (start > 0 && isHighSurrogate(before.charCodeAt(start - 1))) start--;
  let tail = 0;
  while (
    tail < limit - start &&
    before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)
  ) {
    tail++;
  }
  if (tail > 0 && isLowSurrogate(before.charCodeAt(before.length - tail))) tail--;
  return { start, oldEnd: before.length - tail, newEnd: after.length - tail };
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}

function pointAt(text: string, offset: number): Point {
  let row = 0;
  let lineStart = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) {
    row++;
    lineStart = at + 1;
  }
  return { row, column: offset - lineStart };
}

export function toTreeEdit(before: string, after: string, edit: TextEdit): ConstructorParameters<typeof Edit>[0] {
  return {
    startIndex: edit.start,
    oldEndIndex: edit.oldEnd,
    newEndIndex: edit.newEnd,
    startPosition: pointAt(before, edit.start),
    oldEndPosition: pointAt(before, edit.oldEnd),
    newEndPosition: pointAt(after, edit.newEnd),
  };
}
