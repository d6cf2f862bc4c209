// SPDX-License-Identifier: Apache-2.0
// Codes of classes and of parts of texts.

import type { CodeRow } from './code-row';

export const OBJECT_CODES = {
  WEFT290: {
    title: 'Class in a task',
    severity: 'error',
    what: 'Class `{name}` cannot be used in a task',
    why: 'a task computes with numbers, arrays, lists and tuples',
    instead: 'Keep each field in a name or an array of its own, and write each method as a function',
    example: `import weft\n\nclass Ball:\n    def __init__(self, x):\n        self.x = x\n\n@weft.task\ndef f(a: float):\n    ball = Ball(a)\n    return ball.x * 2\n`,
    fix: `import weft\n\ndef double(x):\n    return x * 2\n\n@weft.task\ndef f(a: float):\n    return double(a)\n`,
  },
} as const satisfies Record<`WEFT29${number}`, CodeRow>;
