// SPDX-License-Identifier: Apache-2.0
// Golden cases: a Python function and the task graph it means. `WEFT_UPDATE=1` writes the expected texts again; the
// difference is what to review. The first line gives the call: `# task(points: f64[n,d], k: int)`.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DType } from '../../language-server/src/core/graph/graph';
import { printGraph } from '../../language-server/src/core/graph/print';
import { verifyGraph } from '../../language-server/src/core/graph/verify';
import { lowerProgram, type ParameterType } from '../../language-server/src/core/lower/lower';
import { checkFunctionNames, reachableFunctions } from '../../language-server/src/core/names/function-scope';
import { buildModuleScope } from '../../language-server/src/core/names/module-scope';
import { PythonParser } from '../../language-server/src/core/syntax/parser';

const parser = await PythonParser.create();

/** `f64[n,d]`, `i64`, `int` as a parameter's type. */
function parseType(text: string): ParameterType {
  const array = /^(\w+)\[(.*)\]$/.exec(text);
  if (array) {
    const dims = array[2]!.split(',');
    return { kind: 'array', dtype: array[1] as DType, rank: dims.length, dims };
  }
  if (text === 'int' || text === 'float' || text === 'bool') return { kind: text };
  return { kind: 'scalar', dtype: text as DType };
}

/** The parameters of `# task(a: f64[n,m], k: int)`. */
function parseSignature(line: string): Map<string, ParameterType> {
  const inside = /^# task\((.*)\)/.exec(line)?.[1];
  if (inside === undefined) throw new Error(`the first line is no signature: ${line}`);
  const parts = inside === '' ? [] : inside.split(/, (?![^[]*\])/);
  return new Map(
    parts.map((part) => {
      const [name, type] = part.split(': ') as [string, string];
      return [name, parseType(type)];
    }),
  );
}

function checkGolden(file: string): void {
  const text = readFileSync(file, 'utf8');
  const parsed = parser.parse(text);
  const scope = buildModuleScope(parsed.module);
  const entry = parsed.module.functions[parsed.module.functions.length - 1]!;
  const parameters = parseSignature(text.split('\n')[0]!);
  const reachable = reachableFunctions(scope, entry);
  const names = reachable.functions.flatMap((found) => checkFunctionNames(scope, found));
  const result = lowerProgram(scope, entry.name, { parameters }, { file: path.basename(file), precision: 'strict' });
  expect([...parsed.diagnostics, ...names, ...result.diagnostics]).toEqual([]);
  const graph = result.graph!;
  expect(verifyGraph(graph)).toEqual([]);
  const printed = printGraph(graph);
  const expected = file.replace(/\.py$/, '.graph');
  if (process.env.WEFT_UPDATE === '1' || !existsSync(expected)) writeFileSync(expected, printed);
  expect(printed).toBe(readFileSync(expected, 'utf8'));
}

describe('golden graphs', () => {
  const folder = import.meta.dirname;
  for (const name of readdirSync(folder)
    .filter((each) => each.endsWith('.py'))
    .sort()) {
    it(name, () => checkGolden(path.join(folder, name)));
  }
});
