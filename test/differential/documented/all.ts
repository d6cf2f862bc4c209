// SPDX-License-Identifier: Apache-2.0
// The examples of all tables.

import { ARRAYS } from './arrays';
import { ELEMENTWISE } from './elementwise';
import { FUNCTIONS } from './functions';
import { LINEAR } from './linear';
import { PYTHON } from './python';
import { RANDOM_NUMBERS } from './random';
import { SCIPY_EXAMPLES } from './scipy';
import { SORTING } from './sorting';
import { STATISTICS } from './statistics';
import type { Example } from './table';
import { UFUNC_METHOD_EXAMPLES } from './ufunc-methods';

export const DOCUMENTED: readonly Example[] = [
  ...[...ELEMENTWISE, ...UFUNC_METHOD_EXAMPLES, ...ARRAYS, ...STATISTICS],
  ...[...LINEAR, ...SORTING, ...RANDOM_NUMBERS, ...PYTHON, ...FUNCTIONS, ...SCIPY_EXAMPLES],
];
