// SPDX-License-Identifier: Apache-2.0
// Calls of the kind that NumPy's documentation shows, for every name that docs/numpy.md counts, against CPython and NumPy.
// `WEFT_ONLY='np.roll'` runs the examples whose text contains that.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { coverageOf } from '../../language-server/src/core/numpy/coverage';
import { SCIPY } from '../../language-server/src/core/numpy/entries/scipy';
import { UFUNC_METHODS, UFUNC_OUTERS } from '../../language-server/src/core/numpy/entries/ufunc-methods';
import { MODULES } from '../../language-server/src/core/numpy/render';
import { BUILTIN_FUNCTIONS, CMATH, MATH, NUMPY_ENTRIES } from '../../language-server/src/core/numpy/table';
import { DOCUMENTED } from './documented/all';
import { type Example, FIRST_LINE, taskOf } from './documented/table';
import { Oracle } from './oracle';
import { type Input, oracleInputs, WeftRunner } from './weft';

const only = process.env.WEFT_ONLY ?? '';
const PACK = Number(process.env.WEFT_PACK ?? 40);
const INPUTS: readonly Input[] = [
  { name: 'h', type: { kind: 'float' }, value: 0.5 },
  { name: 'n', type: { kind: 'int' }, value: 6n },
];

/** Names whose examples need files or change no result, by the test that has them. */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  'files.test.ts': [
    ...['np.load', 'np.save', 'np.savez', 'np.savez_compressed', 'np.loadtxt', 'np.genfromtxt', 'np.savetxt'],
    ...['np.fromfile', '.tofile'],
  ],
};

/** Every name that compiles, as its examples write it. */
function supportedNames(): string[] {
  const counted = MODULES.flatMap((module) => coverageOf(module))
    .filter((row) => row.state === 'supported' || row.state === 'partly')
    .map((row) => row.name.replace(/^a\./, '.'));
  const own = (prefix: string, entries: readonly { name: string; lowering: string }[]) =>
    entries.filter((entry) => entry.lowering !== 'refused').map((entry) => prefix + entry.name);
  const all = [
    ...counted,
    ...own('np.', [...UFUNC_METHODS, ...UFUNC_OUTERS]),
    ...own(
      'np.',
      NUMPY_ENTRIES.filter((entry) => /^(lib|polynomial)\./.test(entry.name)),
    ),
    ...[...own('scipy.', SCIPY), ...own('math.', MATH), ...own('cmath.', CMATH), ...own('', BUILTIN_FUNCTIONS)],
  ];
  return [...new Set(all)];
}

describe('documented examples', () => {
  let runner: WeftRunner;
  let oracle: Oracle;
  beforeAll(async () => {
    runner = await WeftRunner.create();
    oracle = new Oracle();
  });
  afterAll(async () => {
    await oracle.close();
    await runner.close();
  });

  /** What is wrong with examples of one rule, each named. */
  async function check(examples: readonly Example[]): Promise<string[]> {
    if (examples.length === 0) return [];
    const ran = await runner.run(taskOf(examples, 'text'), 'f', INPUTS);
    if (ran.kind === 'refused') {
      const lines = new Set(ran.diagnostics.map((each) => each.range.startLine - FIRST_LINE));
      const problems = ran.diagnostics.map(
        ({ code, message, range }) => `${examples[range.startLine - FIRST_LINE]?.text}: refused, ${code} ${message}`,
      );
      const rest = examples.filter((_, index) => !lines.has(index));
      return [...problems, ...(rest.length < examples.length ? await check(rest) : [])];
    }
    const isRaised = ran.kind === 'raised';
    const why =
      ran.kind === 'broken'
        ? ran.why
        : isRaised && !examples[0]!.raises
          ? `raises ${ran.error}: ${ran.message}`
          : (
              await oracle.check({
                source: taskOf(examples, 'expected'),
                function: 'f',
                inputs: oracleInputs(INPUTS),
                results: isRaised ? null : (ran as { results: string }).results,
                error: isRaised ? ran.error : null,
                tolerance: 0,
                rule: examples[0]!.rule,
              })
            ).why;
    if (why === null) return [];
    if (examples.length === 1) return [`${examples[0]!.text}: ${why}`];
    const half = Math.ceil(examples.length / 2);
    const parts = [...(await check(examples.slice(0, half))), ...(await check(examples.slice(half)))];
    return parts.length > 0 ? parts : [`together: ${why}\n${taskOf(examples, 'text')}`];
  }

  it('give what NumPy gives', { timeout: 300_000 }, async () => {
    const chosen = DOCUMENTED.filter((example) => example.text.includes(only));
    const packs = chosen.filter((example) => example.raises).map((example) => [example]);
    for (const rule of new Set(chosen.map((example) => example.rule))) {
      const same = chosen.filter((example) => example.rule === rule && !example.raises);
      for (let at = 0; at < same.length; at += PACK) packs.push(same.slice(at, at + PACK));
    }
    const problems: string[] = [];
    const lane = async (): Promise<void> => {
      for (let pack = packs.shift(); pack; pack = packs.shift()) problems.push(...(await check(pack)));
    };
    await Promise.all([lane(), lane()]);
    expect(problems.join('\n\n')).toBe('');
  });

  it('exist for every name that compiles', () => {
    const texts = DOCUMENTED.map((example) => example.text).join('\n');
    const elsewhere = new Set(
      Object.entries(ELSEWHERE).flatMap(([file, names]) => {
        const text = readFileSync(path.join(import.meta.dirname, file), 'utf8');
        return names.filter((name) => text.includes(`${name}(`));
      }),
    );
    const isCalled = (name: string) =>
      new RegExp(`(?<![\\w.])${name.replaceAll('.', '\\.').replace(/^\\\./, '[\\w\\])]+\\.')}\\(`).test(texts);
    expect(supportedNames().filter((name) => !isCalled(name) && !elsewhere.has(name))).toEqual([]);
  });
});
