// SPDX-License-Identifier: Apache-2.0
// Golden cases: a Python function and the task graph it means. `WEFT_UPDATE=1` writes the expected texts again; the
// difference is what to review. The first line gives the call: `# task(points: f64[n,d], k: int)`.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { printGraph } from '../../language-server/src/core/graph/print';
import { verifyGraph } from '../../language-server/src/core/graph/verify';
import { lowerProgram } from '../../language-server/src/core/lower/lower';
import { checkFunctionNames, reachableFunctions } from '../../language-server/src/core/names/function-scope';
import { buildModuleScope } from '../../language-server/src/core/names/module-scope';
import { PythonParser } from '../../language-server/src/core/syntax/parser';
import { parseTaskLine } from '../harness/signature';

const parser = await PythonParser.create();

function checkGolden(file: string): void {
  const text = readFileSync(file, 'utf8');
  const parsed = parser.parse(text);
  const scope = buildModuleScope(parsed.module);
  const entry = parsed.module.functions[parsed.module.functions.length - 1]!;
  const parameters = parseTaskLine(text.split('\n')[0]!);
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
