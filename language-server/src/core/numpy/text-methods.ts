// SPDX-License-Identifier: Apache-2.0
// Methods of texts that are known only when the program runs: one kernel each.

import type { SourceRange, Type } from '../graph/graph';
import { constantValue, type GraphValue, UNKNOWN, type Value } from '../types/value';
import type { Context } from './context';
import { intConstant } from './elementwise';
import { indexValue } from './indexing';
import { isText } from './text';

const STR: Type = { kind: 'str' };
const NONE = constantValue(null);

/** Undefined where the method does not take these arguments. */
export function runtimeMethod(
  ctx: Context,
  range: SourceRange,
  text: GraphValue,
  name: string,
  values: readonly Value[],
): Value | undefined {
  const [first, second, third] = values;
  const kernel = (kernelName: string, operands: readonly GraphValue[], type: Type) =>
    ctx.kernel(kernelName, range, operands, [type])[0]!;
  switch (name) {
    case 'upper':
    case 'lower':
    case 'capitalize':
    case 'title':
    case 'swapcase':
      return values.length === 0 ? kernel('text.recase', [text, constantValue(name)], STR) : undefined;
    case 'isdigit':
    case 'isdecimal':
    case 'isnumeric':
    case 'isalpha':
    case 'isalnum':
    case 'isspace':
    case 'isupper':
    case 'islower':
      return values.length === 0 ? kernel('text.is', [text, constantValue(name)], { kind: 'bool' }) : undefined;
    case 'strip':
    case 'lstrip':
    case 'rstrip': {
      const isNone = first?.kind === 'value' && first.type.kind === 'none';
      if (values.length > 1 || (first && !isNone && !isText(first))) return undefined;
      return kernel(`text.${name}`, [text, first && isText(first) ? first : NONE], STR);
    }
    case 'find':
    case 'rfind':
    case 'index':
    case 'rindex':
    case 'count':
    case 'startswith':
    case 'endswith': {
      if (!first || !isText(first) || values.length > 3) return undefined;
      const bounds = boundsOf(ctx, range, [second, third]);
      if (!bounds) return undefined;
      const isTest = name === 'startswith' || name === 'endswith';
      return kernel(`text.${name}`, [text, first, ...bounds], { kind: isTest ? 'bool' : 'int' });
    }
    case 'replace': {
      if (!first || !second || !isText(first) || !isText(second) || values.length > 3) return undefined;
      const count = third ? indexOf(ctx, range, third) : intConstant(-1);
      return count && kernel('text.replace', [text, first, second, count], STR);
    }
    case 'zfill': {
      const width = first && values.length === 1 ? indexOf(ctx, range, first) : undefined;
      return width && kernel('text.zfill', [text, width], STR);
    }
    default:
      return undefined;
  }
}

function indexOf(ctx: Context, range: SourceRange, value: Value): GraphValue | undefined {
  return value.kind === 'value' && value.type.kind === 'int' ? indexValue(ctx, range, value) : undefined;
}

function boundsOf(ctx: Context, range: SourceRange, values: readonly (Value | undefined)[]): GraphValue[] | undefined {
  const bounds: GraphValue[] = [];
  for (const value of values) {
    if (!value || (value.kind === 'value' && value.type.kind === 'none')) {
      bounds.push(NONE);
      continue;
    }
    const bound = indexOf(ctx, range, value);
    if (!bound) return undefined;
    bounds.push(bound);
  }
  return bounds;
}

/** `ord(text)`, `chr(number)`, and numbers read from a text that is known only when the program runs. */
export function textKernel(
  ctx: Context,
  range: SourceRange,
  name: 'ord' | 'chr' | 'int' | 'float',
  operands: readonly GraphValue[],
): Value {
  const type: Type = name === 'chr' ? STR : { kind: name === 'float' ? 'float' : 'int' };
  return ctx.kernel(`text.${name}`, range, operands, [type])[0] ?? UNKNOWN;
}
