// SPDX-License-Identifier: Apache-2.0
// Every function, method and operator that compiles, on the real daemon against NumPy, over element types, shapes and layouts.
// `WEFT_ONLY='np.roll'` runs the calls whose text contains that.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Entry } from '../../language-server/src/core/numpy/entry';
import { BUILTIN_FUNCTIONS, MATH, METHODS, NUMPY_ENTRIES } from '../../language-server/src/core/numpy/table';
import { DOCUMENTED } from './documented/all';
import { DTYPE_TEMPLATES } from './dtype-cases';
import { TEMPLATES } from './function-cases';
import { type Call, expand, FIRST_LINE, type Program, parameterType, programOf } from './function-programs';
import { type InputSpec, Oracle } from './oracle';
import { type Input, oracleInputs, type Ran, WeftRunner } from './weft';

const PACK = Number(process.env.WEFT_PACK ?? 24);
const only = process.env.WEFT_ONLY ?? '';

describe('library functions', () => {
  let runner: WeftRunner;
  let oracle: Oracle;
  const files = new Map<string, string>();
  beforeAll(async () => {
    runner = await WeftRunner.create();
    oracle = new Oracle();
  });
  afterAll(async () => {
    await oracle.close();
    await runner.close();
  });

  async function inputsOf(program: Program): Promise<Input[]> {
    const missing: InputSpec[] = [];
    const inputs = [...program.parameters].map(([name, value]): Input => {
      if ('kind' in value) return { name, type: parameterType(value), value: value.value };
      const key = JSON.stringify(value);
      if (!files.has(key)) {
        files.set(key, path.join(runner.home, `in${files.size}.npy`));
        missing.push({ ...value, path: files.get(key)! });
      }
      return { name, type: parameterType(value), value: files.get(key)! };
    });
    if (missing.length > 0) await oracle.makeInputs(missing);
    return inputs;
  }

  async function whyNot(program: Program, inputs: readonly Input[], ran: Ran): Promise<string | null> {
    if (ran.kind === 'refused') return ran.diagnostics.map((each) => `${each.code} ${each.message}`).join('; ');
    if (ran.kind === 'broken') return ran.why;
    const answer = await oracle.check({
      source: program.source,
      function: 'f',
      inputs: oracleInputs(inputs),
      results: ran.kind === 'ran' ? ran.results : null,
      error: ran.kind === 'raised' ? ran.error : null,
      tolerance: 0,
      rules: program.calls.map((call) => call.template.rule),
    });
    return answer.why;
  }

  /** What is wrong with the calls: each is refused as its template says, or gives what NumPy gives. */
  async function check(calls: readonly Call[]): Promise<string[]> {
    const problems: string[] = [];
    const program = programOf(calls);
    const inputs = await inputsOf(program);
    const ran = await runner.run(program.source, 'f', inputs);
    if (ran.kind === 'refused') {
      const refused = new Set(ran.diagnostics.map((each) => each.range.startLine - FIRST_LINE));
      for (const { code, message, range } of ran.diagnostics) {
        const call = calls[range.startLine - FIRST_LINE];
        if (call?.template.refused?.[call.types] !== code) problems.push(`${shown(call)}: refused, ${code} ${message}`);
      }
      const rest = calls.filter((_, i) => !refused.has(i));
      if (rest.length === calls.length) return [...problems, ran.diagnostics.map((each) => each.message).join('; ')];
      return rest.length === 0 ? problems : [...problems, ...(await check(rest))];
    }
    for (const call of calls) {
      if (call.template.refused?.[call.types]) problems.push(`${shown(call)}: not refused`);
    }
    const why = await whyNot(program, inputs, ran);
    if (why === null) return problems;
    if (calls.length === 1) return [...problems, `${shown(calls[0])}: ${why}`];
    const half = Math.ceil(calls.length / 2);
    const parts = [await check(calls.slice(0, half)), await check(calls.slice(half))].flat();
    return [...problems, ...(parts.length > 0 ? parts : [`${program.source}\ntogether: ${why}`])];
  }

  const shown = (call: Call | undefined) =>
    call ? `[${call.types}] ${call.text} ${JSON.stringify(call.arguments)}` : 'another line';

  it('give what NumPy gives', { timeout: 600_000 }, async () => {
    const calls = expand(TEMPLATES, Number(process.env.WEFT_DRAWS ?? 2)).filter((call) => call.text.includes(only));
    const problems: string[] = [];
    const packs = Array.from({ length: Math.ceil(calls.length / PACK) }, (_, i) =>
      calls.slice(i * PACK, (i + 1) * PACK),
    );
    const lane = async (): Promise<void> => {
      for (let pack = packs.shift(); pack; pack = packs.shift()) problems.push(...(await check(pack)));
    };
    await Promise.all([lane(), lane()]);
    expect(problems.join('\n\n')).toBe('');
  });

  it('all have a case', () => {
    const texts = [...TEMPLATES, ...DTYPE_TEMPLATES].map((template) => template.text).join('\n');
    const documented = DOCUMENTED.map((example) => example.text).join('\n');
    /** Files of the worker's tests, values that change in place, and ranges, which are no calls: all by the test that has them. */
    const sources = ['files.test.ts', 'traps.py', 'traps_indexing.py', 'traps_numbers.py', 'random-numbers.test.ts']
      .map((file) => readFileSync(path.join(import.meta.dirname, file), 'utf8'))
      .join('\n');
    const isTested = (call: string): boolean => {
      const name = call.replace(/^\}/, '');
      if (texts.includes(`${call}(`)) return true;
      return [`${name}(`, `${name}[`].some((text) => documented.includes(text) || sources.includes(text));
    };
    const compiled = (entries: readonly Entry[]) => entries.filter((entry) => entry.lowering !== 'refused');
    const missing = [
      ...compiled(NUMPY_ENTRIES).map((entry) => `np.${entry.name}`),
      ...compiled([...NUMPY_ENTRIES, ...METHODS])
        .filter((entry) => entry.method)
        .map((entry) => `}.${entry.name}`),
      ...MATH.map((entry) => `math.${entry.name}`),
      ...compiled(BUILTIN_FUNCTIONS).map((entry) => entry.name),
    ].filter((call) => !isTested(call));
    expect(missing).toEqual([]);
  });
});
