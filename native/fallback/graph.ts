// SPDX-License-Identifier: Apache-2.0
// Graphs in TypeScript: the front end's own decoder, verifier and printer, which agree with the daemon's on every fixture.

import type { Graph } from '../../language-server/src/core/graph/graph';
import { printGraph as toText } from '../../language-server/src/core/graph/print';
import { verifyGraph as findErrors } from '../../language-server/src/core/graph/verify';
import { decodeGraph } from '../../language-server/src/wire/decode';
import type { GraphText, GraphVerdict, Refusal } from '../api';

const RUN_AGAIN = 'run the program again; its graph was cut short or changed on the way';

function readGraph(bytes: Uint8Array): { ok: true; graph: Graph } | Refusal {
  const decoded = decodeGraph(bytes);
  if (!('graph' in decoded)) return { ok: false, ...decoded.error, help: RUN_AGAIN };
  const [error] = findErrors(decoded.graph);
  return error ? { ok: false, ...error, help: '' } : { ok: true, graph: decoded.graph };
}

export function verifyGraph(bytes: Uint8Array): GraphVerdict {
  const read = readGraph(bytes);
  return read.ok ? { ok: true } : read;
}

export function printGraph(bytes: Uint8Array): GraphText {
  const read = readGraph(bytes);
  return read.ok ? { ok: true, text: toText(read.graph) } : read;
}
