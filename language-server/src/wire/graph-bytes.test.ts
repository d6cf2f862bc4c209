// SPDX-License-Identifier: Apache-2.0
// Graphs through bytes: round trips of every fixture, and bytes that were cut or changed.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Graph } from '../core/graph/graph';
import { parseGraph } from '../core/graph/parse';
import { printGraph } from '../core/graph/print';
import { verifyGraph } from '../core/graph/verify';
import { decodeGraph } from './decode';
import { encodeGraph } from './encode';

const root = join(__dirname, '../../../test/golden/graphs');
const files = readdirSync(root).filter((name) => name.endsWith('.graph'));

function load(name: string): Graph {
  const result = parseGraph(readFileSync(join(root, name), 'utf8'));
  if (!('graph' in result)) throw new Error(result.error.message);
  return result.graph;
}

function decode(bytes: Uint8Array): Graph {
  const result = decodeGraph(bytes);
  if (!('graph' in result)) throw new Error(result.error.message);
  return result.graph;
}

describe('graph bytes', () => {
  it.each(files)('%s comes back as it was', (name) => {
    const graph = load(name);
    const bytes = encodeGraph(graph);
    const back = decode(bytes);
    expect(printGraph(back)).toBe(printGraph(graph));
    expect(verifyGraph(back)).toEqual([]);
    expect(encodeGraph(back)).toEqual(bytes);
    expect(encodeGraph(load(name))).toEqual(bytes);
  });

  it('keeps the sign of a zero', () => {
    const constants = decode(encodeGraph(load('constants.graph'))).functions[0]!.body.nodes.map(
      (node) => node.constant?.value,
    );
    expect(constants.some((value) => Object.is(value, -0))).toBe(true);
  });

  it.each(files)('%s cut anywhere is refused or verified, never a crash', (name) => {
    const bytes = encodeGraph(load(name));
    for (let length = 0; length < bytes.length; length++) judge(bytes.slice(0, length));
  });

  it.each(files)('%s with changed bytes is refused or verified, never a crash', (name) => {
    const bytes = encodeGraph(load(name));
    const changes = [0x01, 0x80, 0xff];
    for (let i = 0; i < bytes.length; i += 2) {
      const copy = bytes.slice();
      copy[i]! ^= changes[i % 3]!;
      judge(copy);
    }
  });
});

function judge(bytes: Uint8Array): void {
  const result = decodeGraph(bytes);
  if (!('graph' in result)) {
    expect(result.error.code).toBe('WEFT500');
    return;
  }
  if (verifyGraph(result.graph).length === 0) printGraph(result.graph);
}
