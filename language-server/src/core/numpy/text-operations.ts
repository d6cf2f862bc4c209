// SPDX-License-Identifier: Apache-2.0
// Operators and methods of strings.

import type { SourceRange } from '../graph/graph';
import type { BinaryOperator, CompareOperator } from '../syntax/ast';
import { constantValue, type GraphValue, quotedType, UNKNOWN, type Value } from '../types/value';
import type { CallArguments } from './call';
import type { Context } from './context';
import { intConstant } from './elementwise';
import { binaryOperation, comparison } from './operators';
import { isText, Template } from './text';
import { runtimeMethod } from './text-methods';
import { formatCall, percentFormat } from './text-templates';

const ORDER = { '<': 'less', '<=': 'less_equal', '>': 'greater', '>=': 'greater_equal' } as const;

/** `+`, `%` and `*` where one side is a string. */
export function textOperation(ctx: Context, range: SourceRange, op: BinaryOperator, left: Value, right: Value): Value {
  if (left.kind === 'unknown' || right.kind === 'unknown') return UNKNOWN;
  if (op === '%' && isText(left) && typeof left.constant === 'string')
    return percentFormat(ctx, range, left.constant, right) ?? UNKNOWN;
  if (op === '+' && isText(left) && isText(right)) {
    const isKnown = typeof left.constant === 'string' && typeof right.constant === 'string';
    if (isKnown) return joinTexts(ctx, range, '', [left, right]) ?? UNKNOWN;
    return ctx.kernel('text.concat', range, [left, right], [{ kind: 'str' }])[0]!;
  }
  if (op === '*') {
    const [text, count] = isText(left) ? [left, right] : [right, left];
    if (isText(text) && count.kind === 'value' && count.type.kind === 'int') {
      if (typeof text.constant === 'string' && typeof count.constant === 'bigint' && count.constant <= MAX_REPEATED)
        return constantValue(text.constant.repeat(count.constant < 0n ? 0 : Number(count.constant)));
      return ctx.kernel('text.repeat', range, [text, count], [{ kind: 'str' }])[0]!;
    }
  }
  return ctx.report('WEFT201', range, {
    operation: `\`${op}\``,
    operands: `${quotedType(left)} and ${quotedType(right)}`,
    reason: 'CPython has no such operation of text',
    instead: 'Write an f-string',
  });
}

const MAX_REPEATED = 10_000n;

export function joinTexts(
  ctx: Context,
  range: SourceRange,
  separator: string,
  parts: readonly Value[],
): GraphValue | undefined {
  const template = new Template(ctx);
  for (const [i, part] of parts.entries()) {
    if (i > 0) template.literal(separator);
    template.add(range, part, undefined);
  }
  return template.result(range);
}

/** `==`, `<`, `in` … of two strings; undefined where neither side is one. */
export function compareTexts(
  ctx: Context,
  range: SourceRange,
  op: CompareOperator,
  left: Value,
  right: Value,
): Value | undefined {
  if (!isText(left) && !isText(right)) return undefined;
  if (left.kind === 'unknown' || right.kind === 'unknown') return UNKNOWN;
  const isEqual = op === '==' || op === '!=';
  const isWithin = op === 'in' || op === 'not in';
  if (!isText(left) || !isText(right)) return isEqual ? constantValue(op === '!=') : undefined;
  const a = left.constant;
  const b = right.constant;
  if (typeof a === 'string' && typeof b === 'string') {
    if (isEqual) return constantValue((a === b) === (op === '=='));
    if (isWithin) return constantValue(b.includes(a) === (op === 'in'));
  }
  const name = isWithin ? 'text.contains' : 'text.compare';
  const result = ctx.kernel(name, range, [left, right], [{ kind: 'int' }])[0]!;
  const zero = intConstant(0);
  if (isEqual) return comparison(ctx, range, op === '==' ? 'equal' : 'not_equal', result, zero);
  if (isWithin) return comparison(ctx, range, op === 'in' ? 'not_equal' : 'equal', result, zero);
  const order = ORDER[op as keyof typeof ORDER];
  return order ? comparison(ctx, range, order, result, zero) : undefined;
}

export function textLength(ctx: Context, range: SourceRange, text: GraphValue): GraphValue {
  if (typeof text.constant === 'string') return intConstant([...text.constant].length);
  return ctx.kernel('text.len', range, [text], [{ kind: 'int' }])[0]!;
}

const METHODS: ReadonlySet<string> = new Set(
  `format join upper lower strip ljust rjust center zfill replace startswith endswith count find rfind index rindex lstrip
  rstrip isdigit isalpha isspace isalnum isupper islower isdecimal isnumeric capitalize title swapcase split splitlines`.split(
    /\s+/,
  ),
);

export function isTextMethod(name: string): boolean {
  return METHODS.has(name);
}

/** The text as wide as a number says. */
function justified(ctx: Context, range: SourceRange, text: GraphValue, align: string, width: GraphValue): Value {
  const template = new Template(ctx);
  const known = typeof width.constant === 'bigint' ? width.constant : undefined;
  const place = known === undefined ? template.operands.push(width) - 1 : -1;
  template.add(range, text, 's', `${align}${known ?? `{${place}}`}`);
  return template.result(range) ?? UNKNOWN;
}

/** A method of a string. */
export function callTextMethod(
  ctx: Context,
  range: SourceRange,
  text: GraphValue,
  name: string,
  args: CallArguments,
): Value {
  const values = args.positional.map((argument) => argument.value);
  if (values.some((value) => value.kind === 'unknown')) return UNKNOWN;
  const constant = typeof text.constant === 'string' ? text.constant : undefined;
  if (name === 'format' && constant !== undefined) return formatCall(ctx, range, constant, args) ?? UNKNOWN;
  const [first] = values;
  if (name === 'join' && constant !== undefined && first?.kind === 'tuple' && first.items.every(isText))
    return joinTexts(ctx, range, constant, first.items) ?? UNKNOWN;
  const isPlain = args.keywords.length === 0;
  const fill = values[1] ?? constantValue(' ');
  const isFilled = fill.kind === 'value' && typeof fill.constant === 'string' && /^[^{}]$/u.test(fill.constant);
  const isWidth = first?.kind === 'value' && first.type.kind === 'int';
  if (/^([lr]just|center)$/.test(name) && isPlain && values.length <= 2 && isWidth && isFilled) {
    const filler = String(fill.constant);
    if (name !== 'center') return justified(ctx, range, text, `${filler}${name === 'ljust' ? '<' : '>'}`, first);
    // The left side gets one more where the width and what is missing are odd.
    const length = textLength(ctx, range, text);
    const both = (op: '-' | '+' | '&' | '//', x: Value, y: Value) => binaryOperation(ctx, range, op, x, y);
    const missing = both('-', first, length);
    const odd = both('&', both('&', missing, first), intConstant(1));
    const right = both('+', both('+', length, both('//', missing, intConstant(2))), odd);
    const inner = right.kind === 'value' ? justified(ctx, range, text, `${filler}>`, right) : UNKNOWN;
    return inner.kind === 'value' ? justified(ctx, range, inner, `${filler}<`, first) : UNKNOWN;
  }
  if (constant !== undefined && isPlain && /^[\x20-\x7e\n\t]*$/.test(constant)) {
    const folded = foldMethod(constant, name, values);
    if (folded !== undefined) return constantValue(folded);
  }
  const result = isPlain ? runtimeMethod(ctx, range, text, name, values) : undefined;
  return result ?? ctx.report('WEFT152', range, { method: name });
}

function foldMethod(text: string, name: string, values: readonly Value[]): string | boolean | bigint | undefined {
  const texts = values.map((value) =>
    isText(value) && typeof value.constant === 'string' ? value.constant : undefined,
  );
  const [a, b] = texts;
  if (values.length === 0) {
    if (name === 'upper') return text.toUpperCase();
    if (name === 'lower') return text.toLowerCase();
    if (name === 'strip') return text.trim();
    if (name === 'lstrip') return text.trimStart();
    if (name === 'rstrip') return text.trimEnd();
    if (name === 'isdigit') return /^[0-9]+$/.test(text);
    if (name === 'isalpha') return /^[A-Za-z]+$/.test(text);
    if (name === 'isspace') return /^[ \n\t]+$/.test(text);
    return undefined;
  }
  if (values.length === 1 && a !== undefined && name === 'startswith') return text.startsWith(a);
  if (values.length === 1 && a !== undefined && name === 'endswith') return text.endsWith(a);
  if (values.length === 1 && a !== undefined && name === 'find') return BigInt(text.indexOf(a));
  if (values.length === 1 && a !== undefined && name === 'rfind') return BigInt(text.lastIndexOf(a));
  if (values.length === 1 && a !== undefined && name === 'index' && text.includes(a)) return BigInt(text.indexOf(a));
  if (values.length === 1 && a !== undefined && a !== '' && name === 'count') return BigInt(text.split(a).length - 1);
  if (values.length === 2 && a !== undefined && a !== '' && b !== undefined && name === 'replace')
    return text.replaceAll(a, () => b);
  return undefined;
}
