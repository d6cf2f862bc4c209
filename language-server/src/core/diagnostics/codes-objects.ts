// SPDX-License-Identifier: Apache-2.0
// Codes of classes and of parts of texts.

import type { CodeRow } from './code-row';

export const OBJECT_CODES = {
  WEFT290: {
    title: 'Class in a task',
    severity: 'error',
    what: 'Class `{name}` cannot be used in a task',
    why: '{reason}',
    instead: 'Use methods, constants, one base class of the same file, `@dataclass`; or write functions',
    example: `import weft\n\nclass Ball(dict):\n    def __init__(self, x):\n        self.x = x\n\n@weft.task\ndef f(a: float):\n    ball = Ball(a)\n    return ball.x * 2\n`,
    fix: `import weft\n\nclass Ball:\n    def __init__(self, x):\n        self.x = x\n\n@weft.task\ndef f(a: float):\n    ball = Ball(a)\n    return ball.x * 2\n`,
  },
  WEFT292: {
    title: 'Object that cannot be compiled',
    severity: 'error',
    what: '{what}',
    why: '{reason}',
    instead: '{instead}',
    example: `import weft\n\nclass Ball:\n    def __init__(self, x):\n        self.x = x\n\n@weft.task\ndef f(a: float):\n    ball = Ball(a)\n    return ball.speed\n`,
    fix: `import weft\n\nclass Ball:\n    def __init__(self, x):\n        self.x = x\n        self.speed = 0.0\n\n@weft.task\ndef f(a: float):\n    ball = Ball(a)\n    return ball.speed\n`,
  },
} as const satisfies Record<`WEFT29${number}`, CodeRow>;
