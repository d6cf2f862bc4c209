// SPDX-License-Identifier: Apache-2.0
// Types of arguments in the comments of test programs: `a=f64[n,m] k=int x=f32 name=str`, or `()` for none;
// in the first line of a golden case as Python writes them: `# task(points: f64[n,d], k: int)`.

import { DTYPES, type DType } from '../../language-server/src/core/graph/graph';
import type { CallSignature, ParameterType } from '../../language-server/src/core/lower/signature';

const KNOWN: ReadonlySet<string> = new Set(DTYPES);

export function parseSignature(text: string): CallSignature {
  const parameters = new Map<string, ParameterType>();
  for (const part of text.trim() === '()' ? [] : text.trim().split(/\s+/)) {
    const [name, type] = part.split('=');
    if (name === undefined || type === undefined) throw new Error(`\`${part}\` is not NAME=TYPE`);
    parameters.set(name, parseType(type));
  }
  return { parameters };
}

/** The parameters in the first line of a golden case. */
export function parseTaskLine(line: string): Map<string, ParameterType> {
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

function parseType(text: string): ParameterType {
  if (/^(int|float|bool|complex|str|none)$/.test(text)) return { kind: text } as ParameterType;
  if (KNOWN.has(text)) return { kind: 'scalar', dtype: text as DType };
  const array = /^([a-z]\d+)\[(.+)\]$/.exec(text);
  if (array === null || !KNOWN.has(array[1]!)) throw new Error(`\`${text}\` is not a type`);
  const dims = array[2]!.split(',');
  return { kind: 'array', dtype: array[1] as DType, rank: dims.length, dims };
}
