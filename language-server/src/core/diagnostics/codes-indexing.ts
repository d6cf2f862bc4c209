// SPDX-License-Identifier: Apache-2.0
// Indexing by arrays: what certainly raises.

import type { CodeRow } from './code-row';

export const INDEXING_CODES = {
  WEFT250: {
    title: 'Mask of another shape',
    severity: 'error',
    what: 'Mask {mask} does not fit {array}',
    why: 'axis {axis} has size {own}, the mask {size}, and NumPy raises `IndexError`',
    instead: 'Compute the mask from the array itself',
    example:
      'import weft\nimport numpy as np\n\n@weft.task\ndef f():\n    a = np.zeros(3)\n    m = np.ones(4) > 0\n    return a[m]\n',
    fix: 'import weft\nimport numpy as np\n\n@weft.task\ndef f():\n    a = np.zeros(3)\n    m = np.ones(3) > 0\n    return a[m]\n',
  },
} as const satisfies Record<string, CodeRow>;
