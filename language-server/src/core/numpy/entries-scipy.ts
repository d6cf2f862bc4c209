// SPDX-License-Identifier: Apache-2.0
// SciPy's names for operations that exist here: `scipy.linalg`, `scipy.fft`, `scipy.special`.

import type { Entry } from './entry';

export const SCIPY: readonly Entry[] = [];
