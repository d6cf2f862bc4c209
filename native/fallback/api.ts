// SPDX-License-Identifier: Apache-2.0
// The fallback as a whole: what native/api.ts promises, in TypeScript.

import type { NativeApi } from '../api';
import { printGraph, verifyGraph } from './graph';
import { openProfile } from './open';

export const typescriptApi: NativeApi = { kind: 'typescript', verifyGraph, printGraph, openProfile };
