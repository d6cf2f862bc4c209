// SPDX-License-Identifier: Apache-2.0
// Python's own objects on the real daemon against CPython: structures of results, texts, dictionaries, sets, unpacking. Each
// task of the programs in `language` is run, and what it prints, raises and returns is compared.

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WeftRunner } from './weft';

const folder = path.join(import.meta.dirname, 'language');
const oracle = (...args: string[]): string =>
  execFileSync('/usr/bin/python3', [path.join(import.meta.dirname, 'language_oracle.py'), ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });

interface Answer {
  readonly out: string;
  readonly error: string;
  readonly value: string;
}

describe.skipIf(process.env.WEFT_SLOW === undefined)('Python objects are what CPython makes of them', () => {
  let runner: WeftRunner;
  beforeAll(async () => {
    runner = await WeftRunner.create();
  });
  afterAll(() => runner?.close());

  for (const file of readdirSync(folder).sort()) {
    const place = path.join(folder, file);
    const source = readFileSync(place, 'utf8');
    const names = [...source.matchAll(/^def (t_\w+)\(/gm)].map((match) => match[1]!);
    const answers = () => JSON.parse(oracle(place, ...names)) as Record<string, Answer>;
    let expected: Record<string, Answer> | undefined;
    it.each(names)(`${file} %s`, { timeout: 120_000 }, async (name) => {
      expected ??= answers();
      const ran = await runner.run(source, name, []);
      if (ran.kind === 'refused')
        throw new Error(ran.diagnostics.map(({ code, message }) => `${code} ${message}`).join());
      if (ran.kind === 'broken') throw new Error(ran.why);
      const error = ran.kind === 'raised' ? `${ran.error}: ${ran.message}` : '';
      const value = ran.kind === 'ran' ? oracle('--value', ran.results).trim() : '';
      // The log ends with the error.
      const out = error === '' ? ran.log : ran.log.replace(`${error}\n`, '');
      expect({ out, error, value }).toEqual(expected[name]);
    });
  }
});
