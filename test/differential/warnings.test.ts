// SPDX-License-Identifier: Apache-2.0
// What the worker warns of, line by line: the programs of `warning-programs.py` and `warning-flag-programs.py`, which say what NumPy does.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WeftRunner } from './weft';

const SOURCES = ['warning-programs.py', 'warning-flag-programs.py'].map((file) =>
  readFileSync(path.join(import.meta.dirname, file), 'utf8'),
);
const HELPERS: ReadonlySet<string> = new Set(['halves']);
const NAMES = SOURCES.flatMap((source) =>
  [...source.matchAll(/^def (\w+)\(/gm)].map((match) => [match[1]!, source] as const),
).filter(([name]) => !HELPERS.has(name));

/** The warnings of the lines of a function, and of the helper where it is told to speak. */
function expected(name: string, source: string): string[] {
  const lines = source.split('\n');
  const speaks = (start: string): string[] => {
    const from = lines.findIndex((line) => line.startsWith(`def ${start}(`));
    const after = lines.findIndex((line, i) => i > from && line.startsWith('def '));
    return lines.flatMap((line, i) => {
      const text = / {2}# warns: (.*)$/.exec(line)?.[1];
      if (text === undefined || i < from || (after >= 0 && i >= after)) return [];
      return text
        .split('; ')
        .map((each) => `program.py:${i + 1}: ${/^\w+Warning: /.test(each) ? '' : 'RuntimeWarning: '}${each}`);
    });
  };
  return name === 'in_a_function_and_in_a_loop' ? [...speaks('halves'), ...speaks(name)] : speaks(name);
}

describe('warnings', () => {
  let runner: WeftRunner;
  beforeAll(async () => {
    runner = await WeftRunner.create();
  });
  afterAll(() => runner.close());

  it.each(NAMES)('%s', async (name, source) => {
    const ran = await runner.run(source, name, [{ name: 'z', type: { kind: 'float' }, value: 0 }]);
    if (ran.kind !== 'ran') throw new Error(JSON.stringify(ran, null, 1));
    const said = ran.log.split('\n').filter((line) => /Warning: /.test(line));
    expect(said.sort(), ran.graph).toEqual(expected(name, source).sort());
  });
});
