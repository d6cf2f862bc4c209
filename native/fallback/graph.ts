// SPDX-License-Identifier: Apache-2.0
// Graphs in TypeScript: not there yet in this build, and said so.

import type { GraphText, GraphVerdict, Refusal } from '../api';

const absent: Refusal = {
  ok: false,
  code: 'WEFT500',
  message: 'this build cannot read graphs without the native addon',
  help: 'build the addon with `npm run build addon`',
};

export const verifyGraph = (_bytes: Uint8Array): GraphVerdict => absent;
export const printGraph = (_bytes: Uint8Array): GraphText => absent;
