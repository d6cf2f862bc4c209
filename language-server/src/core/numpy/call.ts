// SPDX-License-Identifier: Apache-2.0
// One call of a library function: its arguments by parameter name, and readers that check and report each of them.

import type { Dim, DType, SourceRange } from '../graph/graph';
import type { Element } from '../types/promote';
import { strongDType } from '../types/promote';
import {
  type ArrayValue,
  dimsOf,
  elementOfValue,
  type GraphValue,
  isArray,
  isComplexNumber,
  isNumeric,
  type PythonConstant,
  quotedType,
  type TupleValue,
  type Value,
} from '../types/value';
import type { Context } from './context';
import { dtypeOfText, nearestDType } from './dtypes';
import { asInt, dimOfInt } from './elementwise';
import { arrayOfSequence } from './sequences';

export interface ParameterSpec {
  readonly name: string;
  /** The default as Python text; undefined for a required parameter. */
  readonly default: string | undefined;
  readonly isKeywordOnly: boolean;
  /** `*shape`: takes all further positional arguments as a tuple. */
  readonly isVariadic: boolean;
  /** `**kwds`: keywords of any other name are arguments of that name. */
  readonly takesKeywords?: boolean;
}

/** Reads `a, axis=None, *, keepdims=False`. */
export function parseParameters(text: string): ParameterSpec[] {
  let isKeywordOnly = false;
  const result: ParameterSpec[] = [];
  for (const part of text === '' ? [] : text.split(', ')) {
    if (part === '*') {
      isKeywordOnly = true;
      continue;
    }
    const [name, value] = part.split('=') as [string, string | undefined];
    const isVariadic = name.startsWith('*');
    if (name.startsWith('**')) {
      result.push({ name: name.slice(2), default: '', isKeywordOnly: true, isVariadic: false, takesKeywords: true });
      continue;
    }
    result.push({ name: name.replace('*', ''), default: value, isKeywordOnly, isVariadic });
    if (isVariadic) isKeywordOnly = true;
  }
  return result;
}

export interface Argument {
  readonly value: Value;
  readonly range: SourceRange;
}

export interface CallArguments {
  readonly positional: readonly Argument[];
  readonly keywords: readonly (Argument & { readonly name: string; readonly nameRange: SourceRange })[];
}

/** Keywords that NumPy has on many functions and Weft compiles nowhere. */
const NUMPY_KEYWORDS = new Set([
  'out',
  'where',
  'initial',
  'casting',
  'order',
  'subok',
  'like',
  'copy',
  'device',
  'mode',
  'dtype',
  'axis',
  'keepdims',
]);

export class Call {
  constructor(
    readonly ctx: Context,
    readonly range: SourceRange,
    /** As people write it: `np.sum`, `a.sum`, `math.sqrt`. */
    readonly name: string,
    readonly values: ReadonlyMap<string, Argument>,
  ) {}

  has(name: string): boolean {
    return this.values.has(name);
  }

  value(name: string): Value | undefined {
    return this.values.get(name)?.value;
  }

  rangeOf(name: string): SourceRange {
    return this.values.get(name)?.range ?? this.range;
  }

  /** The argument, or its default when it is absent or None. */
  given(name: string): Value | undefined {
    const value = this.value(name);
    return value?.kind === 'value' && value.type.kind === 'none' ? undefined : value;
  }

  reject(name: string, reason: string, instead: string): undefined {
    const value = this.value(name);
    if (value && value.kind !== 'unknown') {
      this.ctx.report('WEFT224', this.rangeOf(name), {
        name,
        function: this.name,
        type: quotedType(value),
        reason,
        instead,
      });
    }
    return undefined;
  }

  /** A number or an array; undefined after a report or for an unknown value. */
  numeric(name: string): GraphValue | undefined {
    const value = this.value(name);
    if (!value || value.kind === 'unknown') return undefined;
    if (isNumeric(value)) return value;
    if (value.kind === 'tuple') return this.sequence(name, value);
    return this.reject(name, 'a number or an array is needed', 'Give a number or an array');
  }

  array(name: string): ArrayValue | undefined {
    const value = this.value(name);
    if (!value || value.kind === 'unknown') return undefined;
    if (isArray(value)) return value;
    if (value.kind === 'tuple') return this.sequence(name, value);
    return this.reject(name, 'an array is needed', 'Give an array');
  }

  /** The array that NumPy makes of a written sequence. */
  private sequence(name: string, value: TupleValue): ArrayValue | undefined {
    const array = arrayOfSequence(this.ctx, this.rangeOf(name), value, null);
    return isArray(array) ? array : undefined;
  }

  /** A number that becomes an `int`. */
  int(name: string): GraphValue | undefined {
    const value = this.value(name);
    if (!value || value.kind === 'unknown') return undefined;
    const result = isNumeric(value) ? asInt(this.ctx, this.rangeOf(name), value) : undefined;
    return result ?? this.reject(name, 'an integer is needed', 'Write `int(...)` around it');
  }

  /** A compile-time integer; `fallback` when the argument is absent. */
  constantInt(name: string, fallback: number): number | undefined {
    const value = this.value(name);
    if (!value) return fallback;
    if (value.kind === 'unknown') return undefined;
    if (value.kind === 'value' && (value.type.kind === 'int' || value.type.kind === 'scalar')) {
      if (typeof value.constant === 'bigint') return Number(value.constant);
      return this.notConstant(name, value);
    }
    return this.reject(name, 'an integer is needed', 'Give an integer');
  }

  constantBool(name: string, fallback: boolean): boolean | undefined {
    const value = this.value(name);
    if (!value) return fallback;
    if (value.kind === 'unknown') return undefined;
    if (value.kind === 'value' && typeof value.constant === 'boolean') return value.constant;
    if (value.kind === 'value' && typeof value.constant === 'bigint') return value.constant !== 0n;
    if (value.kind === 'value' && value.type.kind === 'bool') return this.notConstant(name, value);
    return this.reject(name, 'True or False is needed', 'Give True or False');
  }

  notConstant(name: string, value: GraphValue): undefined {
    if (value.origin !== undefined) this.ctx.needConstant(value.origin);
    this.ctx.report('WEFT221', this.rangeOf(name), { name, function: this.name });
    return undefined;
  }

  /** One normalised axis of an array with `rank` axes. */
  axis(name: string, array: GraphValue, fallback: number, rank = dimsOf(array).length): number | undefined {
    const axis = this.constantInt(name, fallback);
    return axis === undefined ? undefined : this.normalAxis(name, axis, array, rank);
  }

  normalAxis(name: string, axis: number, array: GraphValue, rank: number): number | undefined {
    if (axis >= -rank && axis < rank) return axis < 0 ? axis + rank : axis;
    this.ctx.report('WEFT222', this.rangeOf(name), {
      axis,
      array: quotedType(array),
      rank: `${rank} ${rank === 1 ? 'axis' : 'axes'}`,
      axes: rank === 1 ? 'axis 0' : `an axis from 0 to ${rank - 1}`,
    });
    return undefined;
  }

  /** `axis=None`, an integer or a tuple: sorted axes, `all` for None, undefined after a report. */
  axes(name: string, array: GraphValue): readonly number[] | 'all' | undefined {
    const value = this.given(name);
    if (!value) return 'all';
    const rank = dimsOf(array).length;
    if (value.kind === 'tuple') {
      const axes = new Set<number>();
      for (const item of value.items) {
        if (item.kind === 'unknown') return undefined;
        if (item.kind !== 'value' || typeof item.constant !== 'bigint') {
          return this.reject(name, 'axes are constant integers', 'Write the axes as numbers');
        }
        const axis = this.normalAxis(name, Number(item.constant), array, rank);
        if (axis === undefined) return undefined;
        if (axes.has(axis)) return this.reject(name, 'an axis stands twice in it', 'Name each axis once');
        axes.add(axis);
      }
      return [...axes].sort();
    }
    const axis = this.axis(name, array, 0);
    return axis === undefined ? undefined : [axis];
  }

  /** The element type that a `dtype` argument names; null when there is none, undefined after a report. */
  dtype(name = 'dtype'): DType | null | undefined {
    const value = this.given(name);
    if (!value) return null;
    const element = this.elementNamed(name, value);
    return element === undefined ? undefined : strongDType(element);
  }

  private elementNamed(name: string, value: Value): Element | undefined {
    if (value.kind === 'unknown') return undefined;
    if (value.kind === 'dtype') return value.element;
    if (value.kind === 'library' && value.module === 'builtins') {
      const { name: type } = value;
      if (type === 'int' || type === 'float' || type === 'bool' || type === 'complex') return type;
    }
    if (value.kind === 'value' && typeof value.constant === 'string') {
      const element = dtypeOfText(value.constant);
      if (element) return element;
      this.ctx.report('WEFT223', this.rangeOf(name), {
        dtype: `\`'${value.constant}'\``,
        nearest: nearestDType(value.constant),
      });
      return undefined;
    }
    return this.reject(name, 'an element type is needed', 'Write `np.float64`, or use `a.dtype`');
  }

  /** A shape argument: an integer or a tuple of integers, with the sizes for people. Undefined after a report. */
  shape(name: string): { sizes: GraphValue[]; dims: Dim[] } | undefined {
    const value = this.value(name);
    if (!value || value.kind === 'unknown') return undefined;
    const items = value.kind === 'tuple' ? value.items : [value];
    const sizes: GraphValue[] = [];
    for (const item of items) {
      if (item.kind === 'unknown') return undefined;
      const size = isNumeric(item) ? asInt(this.ctx, this.rangeOf(name), item) : undefined;
      if (!size) return this.reject(name, 'a size is an integer', 'Write `int(...)` around it');
      sizes.push(size);
    }
    if (sizes.length === 0 || sizes.length > 8) {
      this.ctx.report('WEFT233', this.rangeOf(name), {
        rank: sizes.length,
        instead: 'Use a number for 0 axes, or join axes',
      });
      return undefined;
    }
    return { sizes, dims: sizes.map((size) => dimOfInt(this.ctx, size)) };
  }

  /** Reports an argument that is given and not one of the values that change nothing. */
  only(name: string, accepted: readonly (string | bigint | boolean | null)[], instead: string): boolean {
    const value = this.value(name);
    if (!value || value.kind === 'unknown') return true;
    if (value.kind === 'value' && accepted.some((each) => each === value.constant)) return true;
    const text =
      value.kind === 'value' && value.constant !== undefined ? `\`${pythonText(value.constant)}\`` : quotedType(value);
    this.ctx.report('WEFT220', this.rangeOf(name), {
      name,
      function: this.name,
      value: text,
      reason: 'Weft does not compile it',
      instead,
    });
    return false;
  }

  element(name: string): Element | undefined {
    const value = this.numeric(name);
    return value && elementOfValue(value);
  }
}

export function pythonText(constant: PythonConstant): string {
  if (constant === null) return 'None';
  if (isComplexNumber(constant)) return `complex(${constant.re}, ${constant.im})`;
  if (typeof constant === 'boolean') return constant ? 'True' : 'False';
  return typeof constant === 'string' ? `'${constant}'` : String(constant);
}

/** Puts arguments to parameters as Python does; undefined after a report. */
export function bindArguments(
  ctx: Context,
  range: SourceRange,
  name: string,
  specs: readonly ParameterSpec[],
  args: CallArguments,
): Call | undefined {
  const signature = signatureText(name, specs);
  const values = new Map<string, Argument>();
  const positional = specs.filter((spec) => !spec.isKeywordOnly);
  const variadic = specs.find((spec) => spec.isVariadic);
  let isRefused = false;
  for (const [position, argument] of args.positional.entries()) {
    const spec = positional[position];
    if (variadic && (!spec || spec === variadic)) {
      const rest = args.positional.slice(position);
      values.set(variadic.name, {
        value: { kind: 'tuple', items: rest.map((each) => each.value), isList: false },
        range: {
          ...rest[0]!.range,
          endLine: rest[rest.length - 1]!.range.endLine,
          endColumn: rest[rest.length - 1]!.range.endColumn,
        },
      });
      break;
    }
    if (!spec) {
      ctx.report('WEFT219', argument.range, {
        function: name,
        most: positional.length,
        count: args.positional.length,
        signature,
      });
      return undefined;
    }
    values.set(spec.name, argument);
  }
  for (const keyword of args.keywords) {
    const spec = specs.find((each) => each.name === keyword.name || each.takesKeywords);
    if (!spec || values.has(keyword.name)) {
      ctx.report('WEFT218', keyword.nameRange, {
        function: name,
        name: keyword.name,
        reason: spec
          ? 'it is given twice'
          : NUMPY_KEYWORDS.has(keyword.name)
            ? 'Weft does not compile it'
            : 'there is no such parameter',
        signature,
      });
      isRefused = true;
      continue;
    }
    values.set(keyword.name, keyword);
  }
  for (const spec of specs) {
    if (spec.default === undefined && !spec.isVariadic && !values.has(spec.name)) {
      ctx.report('WEFT217', range, { function: name, name: spec.name, signature });
      isRefused = true;
    }
  }
  return isRefused ? undefined : new Call(ctx, range, name, values);
}

export function signatureText(name: string, specs: readonly ParameterSpec[]): string {
  const parts: string[] = [];
  let isKeywordOnly = false;
  for (const spec of specs) {
    if (spec.isKeywordOnly && !isKeywordOnly && !specs.some((each) => each.isVariadic)) parts.push('*');
    isKeywordOnly ||= spec.isKeywordOnly;
    const star = spec.isVariadic ? '*' : spec.takesKeywords ? '**' : '';
    parts.push(`${star}${spec.name}${spec.default === undefined || spec.takesKeywords ? '' : `=${spec.default}`}`);
  }
  return `${name}(${parts.join(', ')})`;
}
