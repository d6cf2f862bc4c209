// SPDX-License-Identifier: Apache-2.0
// Runs generated programs on the daemon and in NumPy and says how they differ: many in one job, then one by one where that
// job fails.

import path from 'node:path';
import { type InputSpec, Oracle } from '../oracle';
import { type Input, oracleInputs, type Ran, WeftRunner } from '../weft';
import { type FuzzProgram, sourceOf } from './program';

/**
 * What NumPy is asked to leave alone: with these it may fuse the products of complex numbers, as the processor, the strides
 * and the release have it. Without them it computes the plain formula, which is Weft's to the last bit.
 */
const FUSING =
  'AVX2 FMA3 AVX512F AVX512CD AVX512_KNL AVX512_KNM AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL AVX512_SPR X86_V3 X86_V4';

export interface Verdict {
  /** Null when both agree. */
  readonly why: string | null;
  readonly refused?: readonly string[];
  readonly raised?: string;
  /** What is refused raises in CPython too. */
  readonly isWrong?: boolean;
  readonly graph?: string;
}

/** Several programs as one: the source, its entry and what to compare. */
interface Pack {
  readonly source: string;
  readonly entry: string;
  readonly inputs: readonly Input[];
  readonly rules: readonly string[];
  readonly argumentRules: Readonly<Record<string, string>>;
  readonly isTold: boolean;
}

export class Comparer {
  readonly #files = new Map<string, Promise<string>>();
  #next = 0;

  private constructor(
    readonly runner: WeftRunner,
    readonly oracles: readonly Oracle[],
  ) {}

  static async create(): Promise<Comparer> {
    const oracle = () => new Oracle({ NPY_DISABLE_CPU_FEATURES: FUSING });
    return new Comparer(await WeftRunner.create(), [oracle(), oracle()]);
  }

  async close(): Promise<void> {
    await Promise.all(this.oracles.map((oracle) => oracle.close()));
    await this.runner.close();
  }

  #oracle(): Oracle {
    return this.oracles[this.#next++ % this.oracles.length]!;
  }

  /** The inputs of a program; equal arrays are one file. */
  async inputsOf(program: FuzzProgram, prefix = ''): Promise<Input[]> {
    const arrays = program.arrays.map(async ({ name, ...array }): Promise<Input> => {
      const key = JSON.stringify(array);
      if (!this.#files.has(key)) {
        const file = path.join(this.runner.home, `in${this.#files.size}.npy`);
        const spec: InputSpec = { ...array, path: file };
        this.#files.set(
          key,
          this.#oracle()
            .makeInputs([spec])
            .then(() => file),
        );
      }
      const type = { kind: 'array', dtype: array.dtype, rank: array.shape.length } as const;
      return { name: `${prefix}${name}`, type, value: await this.#files.get(key)! };
    });
    const scalars = program.scalars.map(
      ({ name, kind, value }): Input => ({ name: `${prefix}${name}`, type: { kind }, value }),
    );
    return [...(await Promise.all(arrays)), ...scalars];
  }

  async one(program: FuzzProgram, threads = 2): Promise<Verdict> {
    return this.#run(await this.#alone(program), threads);
  }

  /** The verdicts of all programs, in their order. */
  async all(programs: readonly FuzzProgram[], threads = 2): Promise<Verdict[]> {
    const alone = await Promise.all(programs.map((program) => this.#alone(program)));
    const verdicts: (Verdict | undefined)[] = alone.map(({ source, entry, inputs }) => {
      const diagnostics = this.runner.check(source, entry, inputs);
      return diagnostics.length === 0
        ? undefined
        : { why: null, refused: diagnostics.map((each) => `${each.code} ${each.message}`) };
    });
    const raises = await Promise.all(alone.map((pack) => this.#raises(pack)));
    for (const [i, verdict] of verdicts.entries())
      if (verdict && raises[i]) verdicts[i] = { ...verdict, isWrong: true };
    const fine = programs.map((_, i) => i).filter((i) => !raises[i] && !verdicts[i]);
    for (const isTold of [true, false]) {
      const together = fine.filter((i) => (programs[i]!.isTold ?? false) === isTold);
      if (together.length < 2) continue;
      const pack = packOf(
        await Promise.all(
          together.map(async (i) => ({ program: programs[i]!, inputs: await this.inputsOf(programs[i]!, `q${i}_`) })),
        ),
      );
      const verdict = await this.#run(pack, threads);
      if (verdict.why === null && !verdict.refused) for (const i of together) verdicts[i] = { why: null };
    }
    return Promise.all(verdicts.map((verdict, i) => verdict ?? this.#run(alone[i]!, threads)));
  }

  async #alone(program: FuzzProgram): Promise<Pack> {
    const rules = program.returns.map((each) => each.rule);
    const inputs = await this.inputsOf(program);
    return {
      source: sourceOf(program),
      entry: 'f',
      inputs,
      rules,
      argumentRules: program.argumentRules,
      isTold: program.isTold ?? false,
    };
  }

  async #raises({ source, entry, inputs }: Pack): Promise<boolean> {
    const question = {
      source,
      function: entry,
      inputs: oracleInputs(inputs),
      results: null,
      error: 'Exception',
      tolerance: 0,
    };
    return (await this.#oracle().check(question)).agree;
  }

  async #run({ source, entry, inputs, rules, argumentRules, isTold }: Pack, threads: number): Promise<Verdict> {
    const ran: Ran = await this.runner.run(source, entry, inputs, threads);
    if (ran.kind === 'refused')
      return { why: null, refused: ran.diagnostics.map((each) => `${each.code} ${each.message}`) };
    if (ran.kind === 'broken') return { why: ran.why, graph: ran.graph };
    const answer = await this.#oracle().check({
      source,
      function: entry,
      inputs: oracleInputs(inputs),
      results: ran.kind === 'ran' ? ran.results : null,
      error: ran.kind === 'raised' ? ran.error : null,
      tolerance: 0,
      rules,
      argumentRules,
      ...(ran.kind === 'raised' && ran.line !== undefined && { line: ran.line }),
      log: printedIn(ran.log, ran.kind === 'raised'),
      ...(isTold && { warnings: kindsIn(ran.log) }),
    });
    const message = ran.kind === 'raised' ? ` (${ran.message})` : '';
    // What docs/language.md names as left to the run: a refusal that came later.
    if (ran.kind === 'raised' && ran.error === 'NotImplementedError' && /gives a value/.test(answer.why ?? ''))
      return { why: null, refused: [`at run time: ${ran.message}`] };
    return {
      why: answer.agree ? null : `${answer.why}${message}`,
      graph: ran.graph,
      ...(ran.kind === 'raised' && { raised: ran.error }),
    };
  }
}

/** What the program itself printed: no warnings, and not the line of the error that ended it. */
function printedIn(log: string, isRaised: boolean): string {
  const printed = log.replace(/^.*: \w*Warning: .*\n/gm, '');
  return isRaised ? printed.replace(/\w+: .*\n?$/, '') : printed;
}

/** The kinds of NumPy's warnings that the log has. */
function kindsIn(log: string): string[] {
  return [
    ...new Set([...log.matchAll(/RuntimeWarning: (divide by zero|overflow|invalid value)/g)].map((match) => match[1]!)),
  ];
}

/** One program that calls all of them. */
function packOf(parts: readonly { readonly program: FuzzProgram; readonly inputs: readonly Input[] }[]): Pack {
  const sources: string[] = ['import math', '', 'import numpy as np', ''];
  const body: string[] = [];
  const results: string[] = [];
  for (const [i, { program, inputs }] of parts.entries()) {
    const source = sourceOf(program).replace('import math\n\nimport numpy as np\n', '');
    sources.push(source.replace(/\b(f|h\d+)\(/g, `$1_${i}(`));
    const names = program.returns.map((_, j) => `r${i}_${j}`);
    body.push(
      `    ${names.join(', ')}${names.length === 1 ? ',' : ''} = f_${i}(${inputs.map((each) => each.name).join(', ')})`,
    );
    results.push(...names);
  }
  const inputs = parts.flatMap((part) => part.inputs);
  sources.push(
    `def main(${inputs.map((each) => each.name).join(', ')}):`,
    ...body,
    `    return (${results.join(', ')},)`,
    '',
  );
  return {
    source: sources.join('\n'),
    entry: 'main',
    inputs,
    isTold: parts.every(({ program }) => program.isTold),
    rules: parts.flatMap(({ program }) => program.returns.map((each) => each.rule)),
    argumentRules: Object.fromEntries(
      parts.flatMap(({ program, inputs: own }) =>
        program.arrays.map((array, i) => [own[i]!.name, program.argumentRules[array.name]!]),
      ),
    ),
  };
}
