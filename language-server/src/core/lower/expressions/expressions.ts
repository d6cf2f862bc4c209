// SPDX-License-Identifier: Apache-2.0
// Expressions to values. `and`, `or`, `a if c else b` and comparison chains evaluate as Python does: what is skipped
// does not run, unless it can neither raise nor cost.

import { placeOf, type SourceRange } from '../../graph/graph';
import { cast } from '../../numpy/elementwise';
import { compareDTypes } from '../../numpy/entries/dtypes';
import { isFoldable } from '../../numpy/fold';
import { binaryOperation, compareOperation, powerOfSign, unaryOperation } from '../../numpy/operators';
import { isText } from '../../numpy/text';
import { compareTexts, textOperation } from '../../numpy/text-operations';
import type { CompareExpr, CompareOperator, ConditionalExpr, Expr, UnaryOperator } from '../../syntax/ast';
import { isDeque, isRunTuple } from '../../types/lists';
import { elementOf, isBoolean } from '../../types/promote';
import { listOfTuple } from '../../types/tuple-views';
import { firstUnion, hasUnion } from '../../types/unions';
import {
  constantValue,
  elementOfValue,
  type GraphValue,
  isNumber,
  quotedType,
  UNKNOWN,
  type Value,
} from '../../types/value';
import { lowerAttribute, lowerCall, readModuleName } from '../calls/calls';
import { makeClosure } from '../calls/closures';
import { compareChosen } from '../calls/held-functions';
import { percentTuple, percentValues } from '../calls/spread';
import { lowerRecordDisplay } from '../classes/displays';
import { asInteger } from '../classes/enums';
import { objectBinary, objectCompare, objectUnary } from '../classes/operators';
import { lowerComprehension } from '../iteration/comprehensions';
import { lowerInRange, lowerLooked } from '../iteration/consumed';
import { listOfDeque } from '../lists/deques';
import { isOfKinds, oneScalar } from '../lists/item-values';
import { lowerDisplay, truthOfValue } from '../lists/lists';
import { lowerListBinary, lowerListCompare } from '../lists/operators';
import { withRunTuples } from '../lists/tuples';
import { template } from '../program/environment';
import type { FunctionLowering } from '../program/function';
import { mapParts, partsOf } from '../program/structure';
import { Raised, Unfinished } from '../program/unfinished';
import { compareTables, lowerSetBinary } from '../tables/methods';
import { lowerFormat } from '../text/f-strings';
import { refuseNone } from '../unions/type-errors';
import { readUnion } from '../unions/unions';
import { sameObject } from './identity';
import { membership } from './membership';
import { lowerSubscript } from './subscripts';

export function lowerExpr(fn: FunctionLowering, expr: Expr): Value {
  const value = lower(fn, expr);
  if (value.kind === 'unknown') fn.markIncomplete(expr.range);
  const isPassed = fn.passing?.any.has(expr) || (fn.passing?.parts === expr && value.kind === 'tuple');
  if (!isPassed && hasUnion(value)) {
    if (isOfKinds(value)) {
      fn.takeApart(expr.range);
      return oneScalar(fn, expr.range, value);
    }
    const [first, second] = firstUnion(value)!.alternatives;
    return fn.report('WEFT244', expr.range, {
      first: quotedType(first!),
      second: quotedType(second!),
      instead: 'Give it a name in a statement before',
    });
  }
  return value;
}

function lower(fn: FunctionLowering, expr: Expr): Value {
  switch (expr.kind) {
    case 'Name': {
      const passed = fn.passing?.any.has(expr) && fn.isLocal(expr.id) && readUnion(fn, expr.id, expr.range);
      const value =
        passed || (fn.isLocal(expr.id) ? fn.readLocal(expr.id, expr.range) : readModuleName(fn, expr.id, expr.range));
      fn.fact(expr.range, value, expr.id);
      return value;
    }
    case 'Int':
      if (isFoldable(expr.value)) return constantValue(expr.value);
      return fn.report('WEFT212', expr.range, {
        value: String(expr.value).slice(0, 24),
        type: '64 bits',
        reason: 'compiled integers have 64 bits',
      });
    case 'Complex':
      return constantValue({ re: 0, im: expr.value });
    case 'Float':
    case 'Bool':
    case 'Str':
      return constantValue(expr.value);
    case 'None':
      return constantValue(null);
    case 'Ellipsis':
      return { kind: 'ellipsis' };
    case 'Binary': {
      const left = asInteger(fn, expr.left.range, lowerExpr(fn, expr.left));
      const isTemplate = expr.op === '%' && isText(left) && typeof left.constant === 'string';
      const spread = isTemplate
        ? percentValues(fn, left.constant as string, expr.right, (each) => lowerExpr(fn, each))
        : undefined;
      const given = spread ?? asInteger(fn, expr.right.range, lowerExpr(fn, expr.right));
      const right = isTemplate ? percentTuple(fn, expr.right.range, left.constant as string, given) : given;
      if (expr.exponent) return powerOfSign(fn, expr.range, expr.exponent, left, right);
      refuseNone(fn, expr.range, expr.op, left, right);
      const object = objectBinary(fn, expr.range, expr.op, left, right);
      if (object) return object;
      if (isText(left) || isText(right)) return textOperation(fn, expr.range, expr.op, left, right);
      return (
        lowerSetBinary(fn, expr.range, expr.op, left, right) ??
        lowerListBinary(fn, expr.range, expr.op, left, right) ??
        binaryOperation(fn, expr.range, expr.op, left, right)
      );
    }
    case 'Unary':
      return expr.op === 'not'
        ? lowerNot(fn, expr.operand, expr.range)
        : lowerUnary(fn, expr.range, expr.op, lowerExpr(fn, expr.operand));
    case 'BoolOp': {
      const [first, ...rest] = expr.values;
      return rest.reduce(
        (value, next) => combine(fn, expr.op, expr.range, value, () => lowerExpr(fn, next)),
        lowerExpr(fn, first!),
      );
    }
    case 'Compare':
      return lowerCompare(fn, expr);
    case 'Conditional':
      return lowerConditional(fn, expr);
    case 'Call':
      return lowerCall(fn, expr);
    case 'Attribute':
      return lowerAttribute(fn, expr);
    case 'Subscript':
      return lowerSubscript(fn, expr);
    case 'Comprehension':
      return lowerComprehension(fn, expr);
    case 'Tuple':
      return lowerRecordDisplay(fn, expr.range, expr.elements) ?? lowerDisplay(fn, expr);
    case 'List':
      return lowerDisplay(fn, expr);
    case 'Slice':
      return fn.refuse('A slice here', expr.range);
    case 'Starred':
      lowerExpr(fn, expr.value);
      return fn.report('WEFT133', expr.range, { what: 'A starred expression' });
    case 'Lambda':
      return makeClosure(fn, expr.decl);
    case 'FString':
      return lowerFormat(fn, expr);
    case 'Walrus': {
      const value = lowerExpr(fn, expr.value);
      if (fn.skippable > 0) return fn.report('WEFT114', expr.range, { name: expr.target.id });
      fn.fact(expr.target.range, value, expr.target.id);
      fn.assign(expr.target.id, value, expr.range);
      return value;
    }
    case 'Yield':
      return fn.refuse('`yield`', expr.range);
    case 'UnsupportedExpr':
      return fn.refuse(expr.what, expr.range);
  }
}

function lowerUnary(fn: FunctionLowering, range: SourceRange, op: Exclude<UnaryOperator, 'not'>, value: Value): Value {
  refuseNone(fn, range, op, value);
  return objectUnary(fn, range, op, value) ?? unaryOperation(fn, range, op, value);
}

function lowerNot(fn: FunctionLowering, operand: Expr, range: SourceRange): Value {
  const truth = lowerCondition(fn, operand);
  return truth ? negated(fn, range, truth) : UNKNOWN;
}

function negated(fn: FunctionLowering, range: SourceRange, truth: GraphValue): Value {
  if (typeof truth.constant === 'boolean') return { ...truth, constant: !truth.constant };
  const flag = cast(fn, range, truth, 'bool');
  return flag ? fn.emit('logical_not', range, [flag], { kind: 'bool' }) : UNKNOWN;
}

/** An expression where only its truth counts: a `bool` or `b1` scalar or a constant; undefined when unknown. */
export function lowerCondition(fn: FunctionLowering, expr: Expr): GraphValue | undefined {
  if (expr.kind === 'Unary' && expr.op === 'not') {
    const value = lowerNot(fn, expr.operand, expr.range);
    return value.kind === 'value' ? value : undefined;
  }
  if (expr.kind === 'BoolOp') {
    const [first, ...rest] = expr.values;
    let result = asFlag(fn, expr.range, lowerCondition(fn, first!));
    for (const next of rest) {
      const combined = combine(
        fn,
        expr.op,
        expr.range,
        result ?? UNKNOWN,
        () => asFlag(fn, next.range, lowerCondition(fn, next)) ?? UNKNOWN,
      );
      result = combined.kind === 'value' ? combined : undefined;
    }
    return result;
  }
  return truthOfValue(fn, expr.range, lowerExpr(fn, expr));
}

/** Lowers a part that Python may skip. */
function skippable(fn: FunctionLowering, work: () => Value): Value {
  fn.skippable++;
  try {
    return work();
  } finally {
    fn.skippable--;
  }
}

/** Undefined where a recursive call has no result yet. */
function attempt(fn: FunctionLowering, work: () => Value): Value | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Unfinished)) throw error;
    if (!(error instanceof Raised)) fn.isUnfinished = true;
    return undefined;
  }
}

function asFlag(fn: FunctionLowering, range: SourceRange, value: GraphValue | undefined): GraphValue | undefined {
  return value && cast(fn, range, value, 'bool');
}

/** `left and right`, `left or right`: the value of one of them, and `right` only when `left` does not decide. */
function combine(
  fn: FunctionLowering,
  op: 'and' | 'or',
  range: SourceRange,
  left: Value,
  lowerRight: () => Value,
): Value {
  const right = () => skippable(fn, lowerRight);
  const truth = truthOfValue(fn, range, left);
  if (typeof truth?.constant === 'boolean') return truth.constant === (op === 'and') ? right() : left;
  const dry = fn.try(() => attempt(fn, right));
  // The right side certainly raises, or what it gives is not known yet: the left one alone tells the type.
  if (dry.result === undefined) {
    const like = left.kind === 'value' ? template(left) : left;
    fn.markEffect();
    if (!fn.graph || !truth) return like;
    const skip = () => left;
    return op === 'and' ? choose(fn, range, truth, like, right, skip) : choose(fn, range, truth, like, skip, right);
  }
  if (!truth || dry.result.kind === 'unknown' || left.kind !== 'value') {
    // What is wrong in the right side is still reported.
    if (!fn.isDry) fn.branch(fn.env, () => void right());
    return UNKNOWN;
  }
  const plain = fn.joinAt(`${op}${placeOf(range)}-${range.endColumn}`, left, dry.result);
  const joined = plain && fn.withChoice(range, plain);
  if (joined?.kind !== 'value') {
    return fn.report('WEFT244', range, {
      first: quotedType(left),
      second: quotedType(dry.result),
      instead: 'Write an `if` statement, or convert both to one type',
    });
  }
  const element = elementOf(joined.type);
  // A dry pass evaluates each part once, or nesting would double its work at every level.
  if (fn.isDry) {
    if (!dry.isHarmless || element === undefined || !isBoolean(element)) fn.markEffect();
    return joined;
  }
  if (element !== undefined && isBoolean(element) && dry.isHarmless) {
    const value = right();
    const operands = value.kind === 'value' ? [cast(fn, range, left, element), cast(fn, range, value, element)] : [];
    if (!operands[0] || !operands[1]) return UNKNOWN;
    const result = fn.emit(op === 'and' ? 'logical_and' : 'logical_or', range, operands as GraphValue[], joined.type);
    return likeKind(result, joined);
  }
  const skip = () => left;
  return op === 'and' ? choose(fn, range, truth, joined, right, skip) : choose(fn, range, truth, joined, skip, right);
}

/** A number with what decides its kind. */
function likeKind(result: GraphValue, { mixed, kinds }: GraphValue): GraphValue {
  return mixed ? { ...result, mixed, ...(kinds ? { kinds } : {}) } : result;
}

/** One of two values, only one of which is computed. */
function choose(
  fn: FunctionLowering,
  range: SourceRange,
  condition: GraphValue,
  joined: Value,
  then: () => Value,
  orelse: () => Value,
): Value {
  const wanted = partsOf('_value', joined);
  const slots = wanted.map(({ name, part }) =>
    joined.kind === 'tuple' && part.constant !== undefined ? undefined : fn.newSlot(name, fn.resolveType(part.type)),
  );
  const run = (side: () => Value) => () => {
    fn.branch(fn.env, () => {
      const value = attempt(fn, side);
      // The side ended in a call that never returns.
      if (value === undefined) return;
      const given = partsOf('_value', withRunTuples(fn, range, joined, value));
      if (given.length !== wanted.length) fn.markIncomplete();
      for (const [i, slot] of slots.entries()) {
        const stored = slot && given[i] && fn.convert(given[i].part, slot.type, range);
        if (stored) fn.graph!.set(slot.variable, fn.idOf(stored, range), range);
        else if (slot) fn.markIncomplete();
      }
    });
  };
  fn.graph!.if(fn.idOf(condition, range), range, run(then), run(orelse));
  let position = 0;
  return mapParts(joined, (part) => {
    const slot = slots[position++];
    if (!slot) return part;
    return { ...part, id: fn.graph!.emit('get', [], slot.type, range, { variable: slot.variable }) };
  });
}

/** Both sides certainly raise, or what they give is not known yet. */
function raiseEither(
  fn: FunctionLowering,
  range: SourceRange,
  condition: GraphValue | undefined,
  then: () => Value,
  orelse: () => Value,
): never {
  if (!fn.graph || !condition) throw new Unfinished();
  const run = (side: () => Value) => () => void fn.branch(fn.env, () => void attempt(fn, side));
  fn.graph.if(fn.idOf(condition, range), range, run(then), run(orelse));
  throw new Raised();
}

function lowerConditional(fn: FunctionLowering, expr: ConditionalExpr): Value {
  const condition = lowerCondition(fn, expr.test);
  if (typeof condition?.constant === 'boolean') return lowerExpr(fn, condition.constant ? expr.body : expr.orelse);
  const then = () => skippable(fn, () => lowerExpr(fn, expr.body));
  const orelse = () => skippable(fn, () => lowerExpr(fn, expr.orelse));
  const dry = fn.try(() => [attempt(fn, then), attempt(fn, orelse)] as const);
  const first = dry.result[0] ?? dry.result[1];
  const second = dry.result[1] ?? first;
  if (!first || !second) raiseEither(fn, expr.range, condition, then, orelse);
  if (!condition || first.kind === 'unknown' || second.kind === 'unknown') {
    if (!fn.isDry) {
      fn.branch(fn.env, () => void then());
      fn.branch(fn.env, () => void orelse());
    }
    return UNKNOWN;
  }
  const plain = fn.joinAt(`if${placeOf(expr.range)}`, first, second);
  const joined = plain && fn.withChoice(expr.range, plain);
  if (!joined) {
    return fn.report('WEFT244', expr.range, {
      first: quotedType(first),
      second: quotedType(second),
      instead: 'Convert one of them, as in `1.0` for `1`',
    });
  }
  if (partsOf('', joined).every(({ part }) => part.constant !== undefined)) {
    if (fn.isDry && !dry.isHarmless) fn.markEffect();
    // The value is known; what a side does still happens.
    return fn.isDry || dry.isHarmless ? joined : choose(fn, expr.range, condition, joined, then, orelse);
  }
  if (fn.isDry) {
    if (!dry.isHarmless || !isNumber(joined)) fn.markEffect();
    return joined;
  }
  if (dry.isHarmless && isNumber(joined)) {
    const element = elementOfValue(joined);
    const sides = [then(), orelse()].map((side) =>
      side.kind === 'value' ? cast(fn, expr.range, side, element) : undefined,
    );
    if (!sides[0] || !sides[1]) return UNKNOWN;
    const result = fn.emit('where', expr.range, [condition, sides[0], sides[1]], joined.type);
    return likeKind(result, joined);
  }
  return choose(fn, expr.range, condition, joined, then, orelse);
}

function lowerCompare(fn: FunctionLowering, expr: CompareExpr): Value {
  // Each operand is evaluated once, where the comparison before it holds.
  const chain = (position: number, left: Value): Value => {
    const operator = expr.ops[position]!;
    if (expr.ops.length === 1 && (operator === 'in' || operator === 'not in')) {
      const found = lowerInRange(fn, expr.range, left, expr.rights[0]!);
      if (found) return operator === 'not in' && found.kind === 'value' ? negated(fn, expr.range, found) : found;
    }
    const isLooked = operator === 'in' || operator === 'not in';
    const right = (isLooked ? lowerLooked : lowerExpr)(fn, expr.rights[position]!);
    const result = compareOne(fn, expr.range, expr.ops[position]!, left, right);
    if (position + 1 === expr.ops.length) return result;
    return combine(fn, 'and', expr.range, result, () => chain(position + 1, right));
  };
  return chain(0, lowerExpr(fn, expr.left));
}

function compareOne(
  fn: FunctionLowering,
  range: SourceRange,
  operator: CompareOperator,
  first: Value,
  second: Value,
): Value {
  const isIdentity = operator === 'is' || operator === 'is not';
  const [left, right] = [first, second].map((each) => (isIdentity ? each : asInteger(fn, range, each))) as [
    Value,
    Value,
  ];
  const object = objectCompare(fn, range, operator, left, right) ?? compareChosen(operator, left, right);
  if (object) return object;
  if (operator !== 'is' && operator !== 'is not') {
    const known = compareDTypes(operator, left, right) ?? compareTexts(fn, range, operator, left, right);
    if (known) return known;
    const isWithin = operator === 'in' || operator === 'not in';
    if (isWithin && isRunTuple(right)) return compareOne(fn, range, operator, left, listOfTuple(right));
    if (isWithin && isDeque(right)) return compareOne(fn, range, operator, left, listOfDeque(right));
    const table = compareTables(fn, range, isWithin ? 'in' : operator, left, right);
    if (table) return operator === 'not in' && table.kind === 'value' ? negated(fn, range, table) : table;
    if (operator === 'in' || operator === 'not in') {
      const found = lowerListCompare(fn, range, 'in', left, right) ?? membership(fn, range, left, right);
      if (found) return operator === 'in' || found.kind !== 'value' ? found : negated(fn, range, found);
    }
    return lowerListCompare(fn, range, operator, left, right) ?? compareOperation(fn, range, operator, left, right);
  }
  if (left.kind === 'unknown' || right.kind === 'unknown') return UNKNOWN;
  const isNone = (value: Value) => value.kind === 'value' && value.type.kind === 'none';
  if (isNone(left) || isNone(right)) return constantValue((isNone(left) && isNone(right)) === (operator === 'is'));
  const same = sameObject(fn, range, left, right);
  if (same) return operator === 'is' || same.kind !== 'value' ? same : negated(fn, range, same);
  return fn.report('WEFT243', range, {
    operator,
    operands: `${quotedType(left)} and ${quotedType(right)}`,
    reason: 'of numbers, texts and arrays Python itself decides which are one object',
    instead: `Write \`${operator === 'is' ? '==' : '!='}\``,
  });
}
