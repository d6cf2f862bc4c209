// SPDX-License-Identifier: Apache-2.0
// The addon and the TypeScript fallback accept the same graphs, print them alike, and refuse the same ones.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseGraph } from '../language-server/src/core/graph/parse';
import { encodeGraph } from '../language-server/src/wire/encode';
import { seeded } from '../test/profiles/make';
import { loadAddon, typescriptApi } from './index';

const loaded = loadAddon();
const addon = 'api' in loaded ? loaded.api : typescriptApi;
const golden = join(__dirname, '..', 'test', 'golden');

function fixtures(folder: string): [name: string, text: string][] {
  const names = readdirSync(join(golden, folder)).filter((name) => name.endsWith('.graph'));
  return names.map((name) => [name, readFileSync(join(golden, folder, name), 'utf8').replace(/^#.*\n/gm, '')]);
}

function bytesOf(text: string): Uint8Array {
  const parsed = parseGraph(text);
  if (!('graph' in parsed)) throw new Error(parsed.error.message);
  return encodeGraph(parsed.graph);
}

describe('graphs', () => {
  it('the addon is there', () => expect(loaded).toHaveProperty('api'));

  it.each(fixtures('graphs'))('%s is accepted and printed alike', (_, text) => {
    const bytes = bytesOf(text);
    expect(addon.verifyGraph(bytes)).toEqual({ ok: true });
    expect(typescriptApi.verifyGraph(bytes)).toEqual({ ok: true });
    expect(addon.printGraph(bytes)).toEqual({ ok: true, text });
    expect(typescriptApi.printGraph(bytes)).toEqual({ ok: true, text });
  });

  // What is no graph text at all never becomes bytes.
  const invalid = fixtures('invalid').filter(([, text]) => 'graph' in parseGraph(text));
  it.each(invalid)('%s is refused with the same code and range', (_, text) => {
    const bytes = bytesOf(text);
    const verdict = addon.verifyGraph(bytes);
    expect(verdict.ok).toBe(false);
    const { code, range } = verdict as { code: string; range?: object };
    expect(typescriptApi.verifyGraph(bytes)).toMatchObject({ ok: false, code, ...(range ? { range } : {}) });
  });

  it('bytes that are no graph are refused', () => {
    for (const bytes of [
      new Uint8Array(0),
      new Uint8Array(100),
      new TextEncoder().encode('no graph at all, only text'),
    ]) {
      expect(addon.verifyGraph(bytes)).toMatchObject({ ok: false, code: 'WEFT500' });
      expect(typescriptApi.verifyGraph(bytes)).toMatchObject({ ok: false, code: 'WEFT500' });
      expect(typescriptApi.printGraph(bytes)).toMatchObject({ ok: false, code: 'WEFT500' });
    }
  });

  it('flipped bits never end the process', () => {
    const random = seeded(5);
    const [, text] = fixtures('graphs')[0] ?? ['', ''];
    const good = bytesOf(text);
    for (let i = 0; i < 2000; i++) {
      const bytes = good.slice();
      const at = Math.floor(random() * bytes.length);
      bytes[at] = (bytes[at] as number) ^ (1 << Math.floor(random() * 8));
      for (const api of [addon, typescriptApi]) expect(typeof api.printGraph(bytes).ok).toBe('boolean');
    }
  });
});
