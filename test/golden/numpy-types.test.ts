// SPDX-License-Identifier: Apache-2.0
// The element types that the compiler gives results, for all pairs of element types and Python numbers, against what
// NumPy 2 gives (`test/data/numpy-types.json`).

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { analyse } from '../../language-server/src/core/analyse';
import { DTYPES, type DType, type Type } from '../../language-server/src/core/graph/graph';
import type { ParameterType } from '../../language-server/src/core/lower/signature';
import { PythonParser } from '../../language-server/src/core/syntax/parser';
import { canCastSafely, canCastSameKind } from '../../language-server/src/core/types/promote';

interface Fixture {
  readonly operands: string;
  readonly ufuncs: Readonly<Record<string, string | readonly string[]>>;
  readonly reductions: Readonly<Record<string, string>>;
  readonly same_kind: Readonly<Record<string, string>>;
  readonly safe: Readonly<Record<string, string>>;
}

const fixture = JSON.parse(readFileSync(join(__dirname, '../data/numpy-types.json'), 'utf8')) as Fixture;
const operands = fixture.operands.split(' ');
const known: ReadonlySet<string> = new Set(DTYPES);

let parser: PythonParser;
beforeAll(async () => {
  parser = await PythonParser.create();
});

function parameterOf(text: string): ParameterType {
  if (known.has(text)) return { kind: 'array', dtype: text as DType, rank: 1, dims: ['n'] };
  return { kind: text } as ParameterType;
}

function elementText(type: Type): string {
  return type.kind === 'array' || type.kind === 'scalar' ? type.dtype : type.kind;
}

/** The element types of results; `f16` or `T` for the refusals that stand for them. */
function compiled(expression: string, types: readonly string[]): string {
  const names = types.map((_, i) => `x${i}`);
  const source = `import weft\nimport numpy as np\n\n@weft.task\ndef f(${names.join(', ')}):\n    return ${expression}\n`;
  const parsed = parser.parse(source);
  const signature = { parameters: new Map(names.map((name, i) => [name, parameterOf(types[i]!)])) };
  const { graph, diagnostics } = analyse(parsed, { file: 'f.py', entry: 'f', signature });
  parsed.dispose();
  if (!graph) {
    const code = diagnostics[0]?.code;
    if (code === 'WEFT245') return types.length === 0 ? '' : 'f16';
    return code === 'WEFT201' || code === 'WEFT224' ? 'T' : `${diagnostics[0]?.code}: ${diagnostics[0]?.message}`;
  }
  return graph.functions[0]!.results.map(elementText).join(',');
}

/** Float16 among several results: all of them are refused. */
function wanted(text: string): string {
  return text.includes('f16') ? 'f16' : text;
}

describe('element types of results are those of NumPy 2', () => {
  const rows = Object.entries(fixture.ufuncs).filter(([name]) => name !== 'vecdot');
  it.each(rows)('np.%s', (name, table) => {
    const wrong: string[] = [];
    if (typeof table === 'string') {
      for (const [i, expected] of table.split(' ').entries()) {
        const actual = compiled(`np.${name}(x0)`, [operands[i]!]);
        if (actual !== wanted(expected)) wrong.push(`${operands[i]}: ${actual}, NumPy gives ${expected}`);
      }
    } else {
      for (const [i, row] of table.entries()) {
        for (const [j, expected] of row.split(' ').entries()) {
          const actual = compiled(`np.${name}(x0, x1)`, [operands[i]!, operands[j]!]);
          if (actual !== wanted(expected))
            wrong.push(`${operands[i]} ${operands[j]}: ${actual}, NumPy gives ${expected}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it.each(Object.entries(fixture.reductions))('np.%s', (name, row) => {
    const actual = DTYPES.map((dtype) => compiled(`np.${name}(x0)`, [dtype]));
    expect(actual.join(' ')).toBe(row);
  });

  const OPERATORS: readonly (readonly [string, string])[] = [
    ['+', 'add'],
    ['-', 'subtract'],
    ['*', 'multiply'],
    ['/', 'divide'],
    ['//', 'floor_divide'],
    ['%', 'remainder'],
    ['**', 'power'],
    ['&', 'bitwise_and'],
    ['<<', 'left_shift'],
    ['<', 'less'],
  ];
  it.each(OPERATORS)('operator %s is np.%s', (sign, name) => {
    const wrong: string[] = [];
    for (const [i, row] of (fixture.ufuncs[name] as readonly string[]).entries()) {
      for (const [j, expected] of row.split(' ').entries()) {
        if (!known.has(operands[i]!) && !known.has(operands[j]!)) continue;
        const actual = compiled(`x0 ${sign} x1`, [operands[i]!, operands[j]!]);
        if (actual !== wanted(expected))
          wrong.push(`${operands[i]} ${operands[j]}: ${actual}, NumPy gives ${expected}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe('casting rules are those of NumPy', () => {
  it.each(DTYPES)('from %s', (from) => {
    const text = (can: (a: DType, b: DType) => boolean) => DTYPES.map((to) => (can(from, to) ? '1' : '0')).join(' ');
    expect(text(canCastSameKind)).toBe(fixture.same_kind[from]);
    expect(text(canCastSafely)).toBe(fixture.safe[from]);
  });
});
