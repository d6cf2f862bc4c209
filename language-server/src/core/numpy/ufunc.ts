// SPDX-License-Identifier: Apache-2.0
// Universal functions: the loop NumPy takes, casts, and what `out=`, `where=`, `dtype=` and `casting=` mean.

import type { DType, Op, SourceRange } from '../graph/graph';
import { canCastSafely, canCastSameKind, type Element, NUMPY_NAME, partsOf, strongDType } from '../types/promote';
import {
  type ArrayValue,
  dimsOf,
  elementOfValue,
  type GraphValue,
  isArray,
  quotedType,
  tupleValue,
  UNKNOWN,
  type Value,
} from '../types/value';
import type { Call } from './call';
import type { Context } from './context';
import { broadcast, cast, castAll, constantOf, elementwise, ufuncElement } from './elementwise';
import { assignArray } from './indexing';
import { type Kinds, type Loop, loopFor, loopForAll } from './loops';

export type Casting = 'no' | 'equiv' | 'safe' | 'same_kind' | 'unsafe';

export interface Ufunc {
  /** As people write it: `np.add`, or an operator's sign. */
  readonly name: string;
  readonly inputs: 1 | 2;
  /** Kinds of element types that it has loops for. */
  readonly kinds: Kinds;
  /** What to write instead for bools, where NumPy refuses them. */
  readonly boolAdvice?: string;
  /** Where the loop is not the first that holds the operands. */
  readonly loop?: (common: DType) => Loop;
  /** Casts and nodes of its own: comparisons of mixed signs. */
  readonly whole?: (ctx: Context, range: SourceRange, values: readonly GraphValue[]) => Value;
  /** The results; operands have the loop's element type and broadcast. Undefined after a report. */
  readonly build: (
    nodes: Nodes,
    operands: readonly GraphValue[],
    element: DType,
  ) => GraphValue | GraphValue[] | undefined;
}

/** Elementwise nodes over operands that are known to broadcast. */
export class Nodes {
  constructor(
    readonly ctx: Context,
    readonly range: SourceRange,
  ) {}

  op(op: Op, operands: readonly GraphValue[], element: Element): GraphValue {
    return elementwise(this.ctx, this.range, op, operands, element) as GraphValue;
  }

  test(op: Op, ...operands: GraphValue[]): GraphValue {
    return this.op(op, operands, 'b1');
  }

  cast(value: GraphValue, element: Element): GraphValue {
    return cast(this.ctx, this.range, value, element) as GraphValue;
  }

  number(value: number, element: Element): GraphValue {
    return numberOf(value, element);
  }

  where(condition: GraphValue, a: GraphValue, b: GraphValue): GraphValue {
    return this.op('where', [condition, a, b], elementOfValue(a));
  }

  copy(value: GraphValue): GraphValue {
    return isArray(value) ? this.ctx.emit('copy', this.range, [value], value.type) : value;
  }
}

/** A scalar of an element type with an integral or floating value. */
export function numberOf(value: number, element: Element): GraphValue {
  const dtype = strongDType(element);
  if (dtype === 'b1') return constantOf(value !== 0, element);
  if (dtype === 'c64' || dtype === 'c128') {
    return constantOf({ re: dtype === 'c64' ? Math.fround(value) : value, im: 0 }, element);
  }
  if (dtype === 'f32') return constantOf(Math.fround(value), element);
  return constantOf(dtype === 'f64' ? value : BigInt(value), element);
}

export interface UfuncOptions {
  readonly dtype?: DType;
  readonly casting?: Casting;
  /** One for each result; undefined where none is given. */
  readonly out?: readonly (ArrayValue | undefined)[];
  readonly where?: GraphValue;
}

export function canCast(from: DType, to: DType, casting: Casting): boolean {
  if (casting === 'unsafe') return true;
  if (casting === 'safe') return canCastSafely(from, to);
  return casting === 'same_kind' ? canCastSameKind(from, to) : from === to;
}

function reportCast(
  ctx: Context,
  range: SourceRange,
  name: string,
  what: string,
  from: DType,
  to: DType,
  casting: Casting,
): undefined {
  ctx.report('WEFT246', range, {
    function: name,
    what,
    from: NUMPY_NAME[from],
    to: NUMPY_NAME[to],
    casting,
  });
  return undefined;
}

/** The loop's element type; undefined after a report. */
function chooseLoop(
  ctx: Context,
  range: SourceRange,
  ufunc: Ufunc,
  values: readonly GraphValue[],
  options: UfuncOptions,
): DType | undefined {
  const common = ufuncElement(ctx, range, values);
  if (common === undefined) return undefined;
  if (options.dtype) {
    const exact = loopFor(ufunc.kinds, options.dtype);
    if (exact !== options.dtype) {
      ctx.report('WEFT201', range, {
        operation: `\`${ufunc.name}\` with dtype ${NUMPY_NAME[options.dtype]}`,
        operands: values.map(quotedType).join(' and '),
        reason: 'NumPy has no such loop and raises `TypeError`',
        instead: 'Call it without `dtype`, then use `.astype(...)`',
      });
      return undefined;
    }
    const casting = options.casting ?? 'same_kind';
    const bad = values
      .map((value) => strongDType(elementOfValue(value)))
      .find((from) => !canCast(from, exact, casting));
    if (bad) return reportCast(ctx, range, ufunc.name, 'an operand', bad, exact, casting);
    return exact;
  }
  const each = values.map((value) => (elementOfValue(value) === 'int' ? common : strongDType(elementOfValue(value))));
  const loop = ufunc.loop ? ufunc.loop(common) : loopForAll(ufunc.kinds, common, each);
  if (common === 'b1' && ufunc.boolAdvice !== undefined) {
    reportTypes(ctx, range, ufunc, values, 'NumPy raises `TypeError` for bools', ufunc.boolAdvice);
    return undefined;
  }
  if (loop === 'f16') {
    ctx.report('WEFT245', range, { function: ufunc.name, operands: values.map(quotedType).join(' and ') });
    return undefined;
  }
  if (loop === undefined) {
    const takes = kindsText(ufunc.kinds);
    const reason =
      common === 'f64' && values.every((value) => !['f', 'c'].includes(strongDType(elementOfValue(value))[0]!))
        ? 'uint64 and signed integers meet in float64, for which NumPy has no such function'
        : `it takes ${takes}; NumPy raises \`TypeError\``;
    reportTypes(ctx, range, ufunc, values, reason, adviceFor(ufunc.kinds));
    return undefined;
  }
  return loop;
}

function kindsText(kinds: Kinds): string {
  const names: Record<string, string> = { b: 'bools', i: 'integers', f: 'floats', c: 'complex numbers' };
  return [...kinds].map((kind) => names[kind]).join(', ');
}

function adviceFor(kinds: Kinds): string {
  return kinds.includes('f') ? 'Use the real part, or floats' : 'Use integers: `.astype(np.int64)`';
}

function reportTypes(
  ctx: Context,
  range: SourceRange,
  ufunc: Ufunc,
  values: readonly GraphValue[],
  reason: string,
  instead: string,
): void {
  const isOperator = !/\w/.test(ufunc.name);
  ctx.report('WEFT201', range, {
    operation: isOperator ? `Operator \`${ufunc.name}\`` : `\`${ufunc.name}\``,
    operands: values.map(quotedType).join(' and '),
    reason,
    instead,
  });
}

/** What a universal function of these operands gives. */
export function applyUfunc(
  ctx: Context,
  range: SourceRange,
  ufunc: Ufunc,
  values: readonly GraphValue[],
  options: UfuncOptions = {},
): Value {
  let results: GraphValue[];
  if (ufunc.whole) {
    const whole = ufunc.whole(ctx, range, values);
    if (whole.kind !== 'value') return whole;
    results = [whole];
  } else {
    const element = chooseLoop(ctx, range, ufunc, values, options);
    const operands = element && castAll(ctx, range, values, element);
    if (!element || !operands || !broadcast(ctx, range, operands)) return UNKNOWN;
    const built = ufunc.build(new Nodes(ctx, range), operands, element);
    if (!built) return UNKNOWN;
    results = Array.isArray(built) ? built : [built];
  }
  const given = results.map((result, position) => delivered(ctx, range, ufunc.name, result, options, position));
  return given.length === 1 ? given[0]! : tupleValue(given);
}

/** The result in its `out=` array and under its mask. */
function delivered(
  ctx: Context,
  range: SourceRange,
  name: string,
  result: GraphValue,
  options: UfuncOptions,
  position: number,
): Value {
  const out = options.out?.[position];
  if (!out) {
    if (!options.where) return result;
    return ctx.report('WEFT247', range, { function: name });
  }
  return storeOut(ctx, range, name, result, out, options.casting ?? 'same_kind', options.where);
}

/** Writes a result to `out`, by NumPy's rules for outputs: the cast, no broadcasting of the output. */
export function storeOut(
  ctx: Context,
  range: SourceRange,
  name: string,
  result: GraphValue,
  out: ArrayValue,
  casting: Casting = 'same_kind',
  where?: GraphValue,
): Value {
  const from = strongDType(elementOfValue(result));
  const to = out.type.dtype;
  if (!canCast(from, to, casting)) {
    reportCast(ctx, range, name, 'the result', from, to, casting);
    return UNKNOWN;
  }
  let stored = cast(ctx, range, result, to);
  if (!stored) return UNKNOWN;
  if (where) {
    const mask = cast(ctx, range, where, 'b1');
    const merged = mask && elementwise(ctx, range, 'where', [mask, stored, out], to);
    if (merged?.kind !== 'value') return UNKNOWN;
    stored = merged;
  }
  if (dimsOf(stored).length > out.type.dims.length) {
    return ctx.report('WEFT202', range, {
      left: quotedType(stored),
      right: quotedType(out),
      first: `${dimsOf(stored).length} axes`,
      second: `${out.type.dims.length} axes`,
    });
  }
  assignArray(ctx, range, out, stored);
  return out;
}

/** Keywords that every universal function has. */
export const UFUNC_KEYWORDS = "out=None, *, where=True, casting='same_kind', order='K', dtype=None, subok=True";

const CASTINGS: ReadonlySet<string> = new Set(['no', 'equiv', 'safe', 'same_kind', 'unsafe']);

/** The arrays of `out=`: one, or a tuple with one for each result. Null when absent, undefined after a report. */
export function outArrays(call: Call, count: number): readonly (ArrayValue | undefined)[] | null | undefined {
  const value = call.given('out');
  if (!value) return null;
  const items = value.kind === 'tuple' ? value.items : [value];
  const arrays: (ArrayValue | undefined)[] = [];
  for (const item of items) {
    if (item.kind === 'unknown') return undefined;
    const isNone = item.kind === 'value' && item.type.kind === 'none';
    if (!isNone && !isArray(item))
      return call.reject('out', 'results are written to arrays', 'Give an array of the shape of the result');
    arrays.push(isNone ? undefined : (item as ArrayValue));
  }
  if (arrays.length > count) return call.reject('out', `there are ${count} results`, 'Give one array for each result');
  return arrays;
}

/** `casting=`; undefined after a report. */
export function castingOf(call: Call): Casting | undefined {
  const value = call.given('casting');
  if (!value) return 'same_kind';
  const text = value.kind === 'value' ? value.constant : undefined;
  if (typeof text === 'string' && CASTINGS.has(text)) return text as Casting;
  return call.reject('casting', 'it is one of the five rules', "Write `casting='unsafe'` or `'same_kind'`");
}

/** `where=` unless it is True; null when every element counts, undefined after a report. */
export function maskOf(call: Call, name = 'where'): GraphValue | null | undefined {
  const value = call.given(name);
  if (!value) return null;
  if (value.kind === 'value' && value.constant === true) return null;
  const mask = call.numeric(name);
  if (!mask) return undefined;
  const element = elementOfValue(mask);
  if (element === 'b1' || element === 'bool') return mask;
  return call.reject(name, 'a mask holds bools', 'Compare first, as in `where=a > 0`');
}

/** The keywords of a call; undefined after a report. */
export function ufuncOptions(call: Call, outputs: number): UfuncOptions | undefined {
  const dtype = call.has('dtype') ? call.dtype() : null;
  const casting = castingOf(call);
  const out = outArrays(call, outputs);
  const where = maskOf(call);
  const isPlain =
    call.only('order', ['K', 'C', 'A'], 'Leave it out') && call.only('subok', [true, false], 'Leave it out');
  if (dtype === undefined || !casting || out === undefined || where === undefined || !isPlain) return undefined;
  return {
    casting,
    ...(dtype === null ? {} : { dtype }),
    ...(out === null ? {} : { out }),
    ...(where === null ? {} : { where }),
  };
}

/** The element type of real results of complex operands. */
export function realElement(element: DType): DType {
  return partsOf(element) as DType;
}
