// SPDX-License-Identifier: Apache-2.0
// Formatting with a template that is known while compiling: `'{:.2f}'.format(x)` and `'%.2f' % x`.

import type { SourceRange } from '../graph/graph';
import { constantValue, type GraphValue, type Value } from '../types/value';
import type { CallArguments } from './call';
import type { Context } from './context';
import { cast } from './elementwise';
import { type Conversion, Template } from './text';

/** `template.format(…)`; undefined after a report. */
export function formatCall(
  ctx: Context,
  range: SourceRange,
  template: string,
  args: CallArguments,
): GraphValue | undefined {
  const result = new Template(ctx);
  let next = 0;
  const argumentOf = (field: string): Value | undefined => {
    if (field === '') return args.positional[next++]?.value;
    if (/^\d+$/.test(field)) return args.positional[Number(field)]?.value;
    return args.keywords.find((keyword) => keyword.name === field)?.value;
  };
  const refuse = (): undefined => {
    ctx.report('WEFT151', range, { template: template.slice(0, 40) });
    return undefined;
  };
  const pattern = /\{\{|\}\}|\{([^{}!:]*)(?:!([rsa]))?(?::((?:[^{}]|\{[^{}]*\})*))?\}|[{}]/g;
  let at = 0;
  for (const match of template.matchAll(pattern)) {
    result.literal(template.slice(at, match.index));
    at = match.index + match[0].length;
    if (match[0] === '{{' || match[0] === '}}') {
      result.literal(match[0][0]!);
      continue;
    }
    if (match[1] === undefined) return refuse();
    const value = argumentOf(match[1]);
    if (!value) return refuse();
    let spec = '';
    for (const piece of (match[3] ?? '').split(/(\{[^{}]*\})/)) {
      if (!piece.startsWith('{')) {
        spec += piece;
        continue;
      }
      const inner = argumentOf(piece.slice(1, -1));
      const constant = inner?.kind === 'value' ? inner.constant : undefined;
      if (constant === undefined || constant === null) return refuse();
      spec += String(constant);
    }
    result.add(range, value, match[2] as Conversion, spec);
  }
  result.literal(template.slice(at));
  return result.result(range);
}

/** `template % value`; undefined after a report. */
export function percentFormat(
  ctx: Context,
  range: SourceRange,
  template: string,
  right: Value,
): GraphValue | undefined {
  const values = right.kind === 'tuple' && !right.isList ? right.items : [right];
  const result = new Template(ctx);
  const refuse = (): undefined => {
    ctx.report('WEFT151', range, { template: template.slice(0, 40) });
    return undefined;
  };
  let next = 0;
  let at = 0;
  for (const match of template.matchAll(/%([-+ 0#]*)(\d*)(?:\.(\d*))?[hlL]?([a-zA-Z%])|%/g)) {
    result.literal(template.slice(at, match.index));
    at = match.index + match[0].length;
    const [field, flags = '', width = '', precision, type] = match;
    if (field === '%%') {
      result.literal('%');
      continue;
    }
    const value = type === undefined ? undefined : values[next++];
    if (!value || type === undefined) return refuse();
    if (value.kind === 'unknown') return undefined;
    const isLeft = flags.includes('-');
    const digits = precision === undefined ? '' : `.${precision || '0'}`;
    const sign = flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
    const zero = flags.includes('0') && !isLeft && width !== '' ? '0' : '';
    const align = isLeft ? '<' : zero ? '' : '>';
    if (type === 's' || type === 'r') {
      if (width === '' && digits === '') result.add(range, value, type);
      else result.add(range, value, type, `${isLeft ? '<' : '>'}${width}${digits}`);
    } else if (/[eEfFgG]/.test(type) && !flags.includes('#')) {
      result.add(range, asFloat(value), undefined, `${align}${sign}${zero}${width}${digits || '.6'}${type}`);
    } else if (/[diu]/.test(type) && digits === '' && isFloat(value)) {
      const whole = cast(ctx, range, value, 'int');
      if (!whole) return undefined;
      result.add(range, whole, undefined, `${align}${sign}${zero}${width}d`);
    } else if (/[diuxXo]/.test(type) && digits === '' && !flags.includes('#') && isInteger(value)) {
      result.add(range, value, undefined, `${align}${sign}${zero}${width}${/[diu]/.test(type) ? 'd' : type}`);
    } else {
      return refuse();
    }
  }
  result.literal(template.slice(at));
  if (next !== values.length) return refuse();
  return result.result(range);
}

function isInteger(value: Value): boolean {
  if (value.kind !== 'value') return false;
  return value.type.kind === 'int' || (value.type.kind === 'scalar' && /^[iu]/.test(value.type.dtype));
}

/** Python cuts off the fraction where `%d` gets a float. */
function isFloat(value: Value): value is GraphValue {
  if (value.kind !== 'value') return false;
  return value.type.kind === 'float' || (value.type.kind === 'scalar' && value.type.dtype.startsWith('f'));
}

function asFloat(value: Value): Value {
  return value.kind === 'value' && typeof value.constant === 'bigint' ? constantValue(Number(value.constant)) : value;
}
