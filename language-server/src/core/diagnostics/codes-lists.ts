// SPDX-License-Identifier: Apache-2.0
// Diagnostics of lists.

import type { CodeRow } from './code-row';

const HEAD = 'import weft\nimport numpy as np\n\n@weft.task\n';

export const LIST_CODES = {
  WEFT280: {
    title: 'Items of two types',
    severity: 'error',
    what: 'A list of {first} cannot hold {second}',
    why: '{reason}',
    instead: '{instead}',
    example: `${HEAD}def f(n: int):\n    a = [n, 0.5, "text", None]\n    a.append(np.zeros(n))\n    return a[n]\n`,
    fix: `${HEAD}def f(n: int):\n    a = [n, 0.5, None]\n    a.append(np.zeros(n))\n    return a[n]\n`,
  },
  WEFT281: {
    title: 'Change of a constant list',
    severity: 'error',
    what: '{what} cannot be changed',
    why: '{reason}',
    instead: '{instead}',
    example: `import weft\n\nW = [1.0, 2.0]\n\ndef reset(w):\n    w[0] = 0.0\n\n@weft.task\ndef f(x: float):\n    reset(W)\n    return x\n`,
    fix: `import weft\n\nW = [1.0, 2.0]\n\ndef reset(w):\n    w[0] = 0.0\n\n@weft.task\ndef f(x: float):\n    w = list(W)\n    reset(w)\n    return w[0] + x\n`,
  },
  WEFT282: {
    title: 'Use of a list',
    severity: 'error',
    what: '{what}',
    why: '{reason}',
    instead: '{instead}',
    example: `${HEAD}def f(n: int):\n    a = [float(i) for i in range(n)]\n    return a.mean()\n`,
    fix: `${HEAD}def f(n: int):\n    a = [float(i) for i in range(n)]\n    return np.array(a).mean()\n`,
  },
  WEFT283: {
    title: 'Operator of lists',
    severity: 'error',
    what: '`{operator}` of {left} and {right}',
    why: 'Python raises `TypeError`: lists do not compute item by item',
    instead: '{instead}',
    example: `${HEAD}def f(n: int):\n    a = [1.0] * n\n    return a * 2.0\n`,
    fix: `${HEAD}def f(n: int):\n    a = [1.0] * n\n    return np.array(a) * 2.0\n`,
  },
  WEFT284: {
    title: 'Index of a list',
    severity: 'error',
    what: 'A list cannot be indexed by {type}',
    why: '{reason}',
    instead: '{instead}',
    example: `${HEAD}def f(n: int):\n    a = [[0.0] * n for i in range(n)]\n    return a[0, 1]\n`,
    fix: `${HEAD}def f(n: int):\n    a = [[0.0] * n for i in range(n)]\n    return a[0][1]\n`,
  },
} as const satisfies Record<`WEFT28${number}`, CodeRow>;
