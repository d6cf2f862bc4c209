// SPDX-License-Identifier: Apache-2.0
// Generated calls on the real daemon against NumPy: many in one program, halved where something differs until one call is left.
// `WEFT_ONLY='np.roll'` runs the calls whose text contains that; `WEFT_DRAWS` draws the inputs that many times,
// `WEFT_SEED` others than by default.

import path from 'node:path';
import type { Template } from './function-cases';
import { type Call, expand, FIRST_LINE, type Program, parameterType, programOf } from './function-programs';
import { type InputSpec, Oracle } from './oracle';
import { type Input, oracleInputs, type Ran, WeftRunner } from './weft';

const PACK = Number(process.env.WEFT_PACK ?? 24);
const only = process.env.WEFT_ONLY ?? '';

export class CallChecker {
  private readonly files = new Map<string, string>();

  private constructor(
    private readonly runner: WeftRunner,
    private readonly oracle: Oracle,
  ) {}

  static async create(): Promise<CallChecker> {
    return new CallChecker(await WeftRunner.create(), new Oracle());
  }

  async close(): Promise<void> {
    await this.oracle.close();
    await this.runner.close();
  }

  /** What is wrong with the calls of all templates; empty when nothing is. */
  async problems(templates: readonly Template[], draws: number): Promise<string> {
    const calls = expand(templates, Number(process.env.WEFT_DRAWS ?? draws)).filter((call) => call.text.includes(only));
    const problems: string[] = [];
    const packs = Array.from({ length: Math.ceil(calls.length / PACK) }, (_, i) =>
      calls.slice(i * PACK, (i + 1) * PACK),
    );
    const lane = async (): Promise<void> => {
      for (let pack = packs.shift(); pack; pack = packs.shift()) problems.push(...(await this.pack(pack)));
    };
    await Promise.all([lane(), lane()]);
    return problems.join('\n\n');
  }

  private async inputsOf(program: Program): Promise<Input[]> {
    const missing: InputSpec[] = [];
    const inputs = [...program.parameters].map(([name, value]): Input => {
      if ('kind' in value) return { name, type: parameterType(value), value: value.value };
      const key = JSON.stringify(value);
      if (!this.files.has(key)) {
        this.files.set(key, path.join(this.runner.home, `in${this.files.size}.npy`));
        missing.push({ ...value, path: this.files.get(key)! });
      }
      return { name, type: parameterType(value), value: this.files.get(key)! };
    });
    if (missing.length > 0) await this.oracle.makeInputs(missing);
    return inputs;
  }

  private async whyNot(program: Program, inputs: readonly Input[], ran: Ran): Promise<string | null> {
    if (ran.kind === 'refused') return ran.diagnostics.map((each) => `${each.code} ${each.message}`).join('; ');
    if (ran.kind === 'broken') return ran.why;
    const answer = await this.oracle.check({
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
  private async pack(calls: readonly Call[]): Promise<string[]> {
    const problems: string[] = [];
    const program = programOf(calls);
    const inputs = await this.inputsOf(program);
    const ran = await this.runner.run(program.source, 'f', inputs);
    if (ran.kind === 'refused') {
      const refused = new Set(ran.diagnostics.map((each) => each.range.startLine - FIRST_LINE));
      for (const { code, message, range } of ran.diagnostics) {
        const call = calls[range.startLine - FIRST_LINE];
        if (call?.template.refused?.[call.types] !== code) problems.push(`${shown(call)}: refused, ${code} ${message}`);
      }
      const rest = calls.filter((_, i) => !refused.has(i));
      if (rest.length === calls.length) return [...problems, ran.diagnostics.map((each) => each.message).join('; ')];
      return rest.length === 0 ? problems : [...problems, ...(await this.pack(rest))];
    }
    for (const call of calls) {
      if (call.template.refused?.[call.types]) problems.push(`${shown(call)}: not refused`);
    }
    const why = await this.whyNot(program, inputs, ran);
    if (why === null) return problems;
    if (calls.length === 1) return [...problems, `${shown(calls[0])}: ${why}`];
    const half = Math.ceil(calls.length / 2);
    const parts = [await this.pack(calls.slice(0, half)), await this.pack(calls.slice(half))].flat();
    return [...problems, ...(parts.length > 0 ? parts : [`${program.source}\ntogether: ${why}`])];
  }
}

function shown(call: Call | undefined): string {
  return call ? `[${call.types}] ${call.text} ${JSON.stringify(call.arguments)}` : 'another line';
}
