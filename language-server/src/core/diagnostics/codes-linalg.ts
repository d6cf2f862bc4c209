// SPDX-License-Identifier: Apache-2.0
// Diagnostics of linear algebra, products and transforms: WEFT260 to WEFT264.

import type { CodeRow } from './code-row';

export const LINALG_CODES = {
  WEFT260: {
    title: 'Matrix that is not square',
    severity: 'error',
    what: '`{function}` needs a square matrix, and {array} has {rows} rows and {columns} columns',
    why: 'NumPy raises `LinAlgError`',
    instead: 'Use `np.linalg.lstsq`, `pinv` or `svd`, which take any matrix, or `a.T @ a`',
    example:
      'import weft\nimport numpy as np\n\n@weft.task\ndef f(n: int):\n    return np.linalg.inv(np.ones((2, 3)))\n',
    fix: 'import weft\nimport numpy as np\n\n@weft.task\ndef f(n: int):\n    return np.linalg.pinv(np.ones((2, 3)))\n',
  },
  WEFT261: {
    title: 'Right side of another size',
    severity: 'error',
    what: '`{function}` needs `{first}` rows on the right side of {left}, and {right} has `{second}`',
    why: 'each row is one equation',
    instead: 'Transpose or slice one of them so that the sizes are equal',
    example:
      'import weft\nimport numpy as np\n\n@weft.task\ndef f(n: int):\n    return np.linalg.solve(np.eye(3), np.ones(2))\n',
    fix: 'import weft\nimport numpy as np\n\n@weft.task\ndef f(n: int):\n    return np.linalg.solve(np.eye(3), np.ones(3))\n',
  },
  WEFT262: {
    title: 'Subscripts that do not fit',
    severity: 'error',
    what: 'Subscripts `{subscripts}` of `{function}` do not fit the operands',
    why: '{reason}',
    instead: '{instead}',
    example:
      "import weft\nimport numpy as np\n\n@weft.task\ndef f(n: int):\n    return np.einsum('ij,jk->ik', np.ones((2, 3)), np.ones((4, 5)))\n",
    fix: "import weft\nimport numpy as np\n\n@weft.task\ndef f(n: int):\n    return np.einsum('ij,jk->ik', np.ones((2, 4)), np.ones((4, 5)))\n",
  },
} as const satisfies Record<string, CodeRow>;
