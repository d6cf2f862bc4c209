// SPDX-License-Identifier: Apache-2.0
// WEFT2xx: types and shapes. WEFT3xx: effects.

import type { CodeRow } from './code-row';

export const TYPE_CODES = {} as const satisfies Record<`WEFT${2 | 3}${number}`, CodeRow>;
