// SPDX-License-Identifier: Apache-2.0
// The first line of a golden case says how its function is called: `# task(points: f64[n,d], k: int)`.

import type { DType } from '../../language-server/src/core/graph/graph';
import type { ParameterType } from '../../language-server/src/core/lower/signature';

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

/** The parameters of the first line. */
export function parseSignature(line: string): Map<string, ParameterType> {
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
