// SPDX-License-Identifier: Apache-2.0
// The committed profiles: today's writer gives the same bytes, today's reader still gives the same verdict.
// WEFT_UPDATE=1 rewrites the files.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadAddon, typescriptApi } from '../../native/index';
import { addTask, encodeProfile, heatProfile, makeProfile } from './make';

const heat = () => encodeProfile(heatProfile({ sweeps: 12, repeats: 2 }));

function spoiled(spoil: (profile: ReturnType<typeof makeProfile>) => void): Uint8Array {
  const profile = makeProfile(2, 3);
  spoil(profile);
  return encodeProfile(profile);
}

const fixtures: [name: string, verdict: string, make: () => Uint8Array][] = [
  ['heat', 'ok', heat],
  ['no-tasks', 'ok', () => encodeProfile(makeProfile(2, 0))],
  [
    'incomplete',
    'ok',
    () => {
      const profile = heatProfile({ sweeps: 2, repeats: 1 });
      profile.totalTasks = 5_000_000n;
      return encodeProfile(profile);
    },
  ],
  ['not-a-profile', 'WEFT520', () => new TextEncoder().encode('{"this":"is JSON, not a profile"}\n')],
  ['cut-short', 'WEFT521', () => heat().slice(0, 4000)],
  [
    'wild-offset',
    'WEFT521',
    () => {
      const bytes = heat();
      new DataView(bytes.buffer).setUint32(0, 0x7ffffff0, true);
      return bytes;
    },
  ],
  ['unknown-site', 'WEFT522', () => spoiled((profile) => addTask(profile, { site: 7, start: 0, end: 1 }))],
  ['ends-before-start', 'WEFT522', () => spoiled((profile) => addTask(profile, { site: 0, start: 9, end: 1 }))],
  ['uneven-columns', 'WEFT522', () => spoiled((profile) => profile.tasks?.bytes.push(1n))],
  [
    'newer-format',
    'WEFT523',
    () =>
      spoiled((profile) => {
        profile.version = 2;
      }),
  ],
];

describe('committed profiles', () => {
  it.each(fixtures)('%s: %s', (name, expected, make) => {
    const file = join(__dirname, `${name}.weftprof`);
    if (process.env['WEFT_UPDATE'] === '1') writeFileSync(file, make());
    const bytes = new Uint8Array(readFileSync(file));
    expect(bytes).toEqual(make());
    const loaded = loadAddon();
    for (const api of 'api' in loaded ? [loaded.api, typescriptApi] : [typescriptApi]) {
      const result = api.openProfile(bytes);
      expect(result.ok ? 'ok' : result.code, api.kind).toBe(expected);
    }
  });
});
