// SPDX-License-Identifier: Apache-2.0
// The programs of `traps*.py` on the real daemon: each gives what CPython and NumPy give, or raises, or is refused, as the
// line above it says.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type InputSpec, Oracle } from './oracle';
import { type Input, oracleInputs, WeftRunner } from './weft';

const MARK = /^# (gives|raises (\w+)(, gives)?|refused (\w+)) \((.*?)\).*\n(?:#.*\n)*def (\w+)\(([^)]*)\):/gm;
const sources = readdirSync(import.meta.dirname)
  .filter((file) => /^traps.*\.py$/.test(file))
  .map((file) => readFileSync(path.join(import.meta.dirname, file), 'utf8'));
const traps = sources.flatMap((source) =>
  [...source.matchAll(MARK)].map(([, , raises, differs, refused, values, name, names]) => ({
    source,
    name: name!,
    raises,
    differs: differs !== undefined,
    refused,
    values: values!.split(/, (?![^[]*\])/),
    names: names!.split(', '),
  })),
);

describe('traps', () => {
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

  async function inputOf(trap: string, name: string, text: string): Promise<Input> {
    const array = /^(\w+)\[(.*)\]$/.exec(text);
    if (!array) {
      const isFloat = /[.ean]/.test(text);
      const value = { inf: Infinity, nan: Number.NaN }[text] ?? (isFloat ? Number(text) : BigInt(text));
      return { name, type: { kind: isFloat ? 'float' : 'int' }, value };
    }
    const file = path.join(runner.home, `${trap}-${name}.npy`);
    const shape = array[2]!.split(',').map(Number);
    const spec: InputSpec = { path: file, dtype: array[1]!, shape, order: 'C', seed: name.charCodeAt(0) };
    await oracle.makeInputs([spec]);
    return { name, type: { kind: 'array', dtype: array[1] as 'f64', rank: shape.length }, value: file };
  }

  it('has a line for each', () => {
    const helpers = ['shout'];
    expect(traps.map((trap) => trap.name)).toEqual(
      sources
        .flatMap((source) => [...source.matchAll(/^def (\w+)/gm)].map((match) => match[1]!))
        .filter((name) => !helpers.includes(name)),
    );
  });

  it.each(traps)('$name', async ({ source, name, raises, differs, refused, values, names }) => {
    const inputs = await Promise.all(names.map((each, i) => inputOf(name, each, values[i]!)));
    const ran = await runner.run(source, name, inputs);
    if (refused) {
      expect(ran.kind === 'refused' && ran.diagnostics.map((each) => each.code), JSON.stringify(ran)).toEqual([
        refused,
      ]);
      return;
    }
    if (ran.kind === 'refused' || ran.kind === 'broken') throw new Error(JSON.stringify(ran, null, 1));
    expect(ran.kind === 'raised' ? ran.error : undefined, JSON.stringify(ran)).toBe(raises);
    if (differs) return;
    const answer = await oracle.check({
      source,
      function: name,
      inputs: oracleInputs(inputs),
      results: ran.kind === 'ran' ? ran.results : null,
      error: ran.kind === 'raised' ? ran.error : null,
      tolerance: 0,
      rule: 'zero',
      ...(ran.kind === 'ran' ? { log: ran.log.replace(/^program\.py:\d+: \w+Warning: .*\n/gm, '') } : {}),
    });
    expect(answer.why ?? '', ran.graph).toBe('');
  });
});
