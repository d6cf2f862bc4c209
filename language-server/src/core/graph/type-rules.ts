// SPDX-License-Identifier: Apache-2.0
// Operand and result types of every operation without regions, as docs/graph.md states them.

import { DTYPES, type DType, type Node, type Op, type Type } from './graph';
import { checkList } from './list-rules';
import { printType } from './print';
import {
  ALL_ELEMENTS,
  attribute,
  type Element,
  elementOf,
  first,
  isPython,
  MAX_AXES,
  makeArray,
  makeType,
  type RuleError,
  Rules,
  rankOf,
  sameType,
} from './type-queries';

const ALL = ALL_ELEMENTS;
const NUMBERS: readonly Element[] = ALL.filter((element) => element !== 'bool' && element !== 'b1');
const FLOATS: readonly Element[] = ['float', 'f32', 'f64'];
const COMPLEX: readonly Element[] = ['complex', 'c64', 'c128'];
const INEXACT: readonly Element[] = [...FLOATS, ...COMPLEX];
const REALS: readonly Element[] = NUMBERS.filter((element) => !COMPLEX.includes(element));
const INTEGERS: readonly Element[] = REALS.filter((element) => !FLOATS.includes(element));
const BOOLS: readonly Element[] = ['bool', 'b1'];
const ARRAY_NUMBERS: readonly Element[] = DTYPES.filter((dtype) => dtype !== 'b1');

interface ElementwiseRule {
  readonly operands: 1 | 2;
  readonly elements: readonly Element[];
  readonly isTest: boolean;
}

const ELEMENTWISE = new Map<Op, ElementwiseRule>();
function rule(operands: 1 | 2, elements: readonly Element[], isTest: boolean, ops: string): void {
  for (const op of ops.split(' ') as Op[]) ELEMENTWISE.set(op, { operands, elements, isTest });
}
rule(2, NUMBERS, false, 'add sub mul pow');
rule(2, REALS, false, 'floor_div mod fmod');
rule(2, INEXACT, false, 'div');
rule(2, FLOATS, false, 'arctan2 hypot copysign nextafter logaddexp logaddexp2');
rule(2, INTEGERS, false, 'gcd lcm');
rule(2, ALL, true, 'equal not_equal less less_equal greater greater_equal');
rule(2, BOOLS, false, 'logical_and logical_or logical_xor');
rule(2, INTEGERS, false, 'bit_and bit_or bit_xor shift_left shift_right');
rule(2, ALL, false, 'minimum maximum fmin fmax');
rule(1, NUMBERS, false, 'neg sign');
rule(1, COMPLEX, false, 'conj');
rule(1, FLOATS, true, 'signbit');
rule(1, BOOLS, false, 'logical_not');
rule(1, INTEGERS, false, 'invert');
rule(
  1,
  INEXACT,
  false,
  'sqrt exp exp2 expm1 log log2 log10 log1p sin cos tan arcsin arccos arctan sinh cosh tanh arcsinh arccosh arctanh',
);
rule(1, FLOATS, false, 'cbrt');
rule(1, FLOATS, false, 'floor ceil trunc rint');
rule(1, INEXACT, true, 'is_nan is_inf is_finite');

/** Attributes that an operation may carry; every other one must be absent. */
const ATTRIBUTES: Partial<Record<Op, readonly string[]>> = {
  const: ['constant'],
  get: ['variable', 'checked'],
  set: ['variable'],
  call: ['callee'],
  view: ['index'],
  load: ['index'],
  store: ['index'],
  transpose: ['axes'],
  dim: ['axes'],
  concatenate: ['axes'],
  cum_sum: ['axes'],
  load_npy: ['path'],
  save_npy: ['path'],
  kernel: ['kernel', 'writes'],
};
for (const op of ['sum', 'prod', 'min', 'max', 'all', 'any', 'arg_min', 'arg_max'] as const) {
  ATTRIBUTES[op] = ['axes', 'keepdims'];
}

export function checkAttributes(node: Node): RuleError | undefined {
  const allowed = ATTRIBUTES[node.op] ?? [];
  const present: readonly [string, boolean][] = [
    ['constant', node.constant !== undefined],
    ['variable', node.variable !== undefined],
    ['checked', node.checked === true],
    ['callee', node.callee !== undefined],
    ['axes', node.axes !== undefined],
    ['keepdims', node.keepdims === true],
    ['index', node.index !== undefined],
    ['path', node.path !== undefined],
    ['kernel', node.kernel !== undefined],
    ['writes', node.writes !== undefined],
  ];
  for (const [name, isPresent] of present) {
    if (isPresent && !allowed.includes(name)) return attribute(node, `\`${name}\` is not allowed`, 'WEFT519');
  }
  return undefined;
}

/** The error of a node without regions that is neither `get`, `set`, `call`, `return` nor `yield`, if it has one. */
export function checkOperation(node: Node, operands: readonly Type[], results: readonly Type[]): RuleError | undefined {
  const rules = new Rules(node, operands, results);
  const elementwise = ELEMENTWISE.get(node.op);
  if (elementwise !== undefined) return checkElementwise(node, operands, rules, elementwise);
  const [a, b, c] = operands;
  switch (node.op) {
    case 'const':
      return first(rules.count(0), checkConstant(node, results[0]));
    case 'cast': {
      const type = results[0];
      return first(
        rules.count(1),
        a !== undefined && elementOf(a) === undefined ? rules.operand(0, 'a number or an array') : undefined,
        type === undefined || a === undefined || elementOf(type) === undefined || rankOf(type) !== rankOf(a)
          ? rules.result(undefined)
          : undefined,
      );
    }
    case 'abs':
    case 'real':
    case 'imag': {
      const element = a === undefined ? undefined : elementOf(a);
      const accepted = node.op === 'abs' ? NUMBERS : COMPLEX;
      return first(
        rules.count(1),
        element === undefined || !accepted.includes(element)
          ? rules.operand(0, node.op === 'abs' ? 'a number or an array of numbers' : 'complex numbers')
          : checkRank(rules, element, operands, realOf(element)),
      );
    }
    case 'make_complex': {
      const element = a === undefined ? undefined : elementOf(a);
      return first(
        rules.count(2),
        element === undefined || !FLOATS.includes(element) ? rules.operand(0, 'a real floating number') : undefined,
        b === undefined || elementOf(b) !== element ? rules.operand(1, 'the element type of operand 1') : undefined,
        checkRank(
          rules,
          element ?? 'f64',
          operands,
          element === 'f32' ? 'c64' : element === 'f64' ? 'c128' : 'complex',
        ),
      );
    }
    case 'where': {
      const element = b === undefined ? undefined : elementOf(b);
      const test = a === undefined ? undefined : elementOf(a);
      const isValid = c !== undefined && element !== undefined && elementOf(c) === element;
      return first(
        rules.count(3),
        test !== 'bool' && test !== 'b1' ? rules.operand(0, 'a `bool` or `b1`') : undefined,
        element === undefined ? rules.operand(1, 'a number or an array') : undefined,
        isValid ? checkRank(rules, element, operands) : rules.operand(2, 'the element type of operand 2'),
      );
    }
    default:
      return checkArrayOperation(node, operands, results, rules);
  }
}

/** The element type of a complex number's parts, and of `abs`. */
function realOf(element: Element): Element {
  return element === 'complex' ? 'float' : element === 'c64' ? 'f32' : element === 'c128' ? 'f64' : element;
}

/** Python scalars never stand beside arrays: the front end casts them. */
function checkRank(
  rules: Rules,
  element: Element,
  operands: readonly Type[],
  resultElement = element,
): RuleError | undefined {
  const rank = Math.max(...operands.map(rankOf));
  const resultIsPython = isPython(resultElement) && rank > 0;
  return rules.result(resultIsPython ? undefined : makeType(resultElement, rank));
}

function checkElementwise(
  node: Node,
  operands: readonly Type[],
  rules: Rules,
  { operands: count, elements, isTest }: ElementwiseRule,
): RuleError | undefined {
  const counted = rules.count(count);
  if (counted !== undefined) return counted;
  const element = elementOf(operands[0]!);
  if (element === undefined || !elements.includes(element)) {
    return rules.operand(0, `element type ${elements.map((item) => `\`${item}\``).join(', ')}`);
  }
  if (count === 2 && elementOf(operands[1]!) !== element) {
    return {
      code: 'WEFT512',
      message: `\`${node.op}\` takes two operands of one element type, not \`${printType(operands[0]!)}\` and \`${printType(operands[1]!)}\``,
    };
  }
  return checkRank(rules, element, operands, isTest ? (isPython(element) ? 'bool' : 'b1') : element);
}

/** The values an integer type holds. */
export function integerBounds(element: Element): { readonly min: bigint; readonly max: bigint } {
  const bits = element === 'int' ? 64n : BigInt(element.slice(1));
  return element.startsWith('u')
    ? { min: 0n, max: 2n ** bits - 1n }
    : { min: -(2n ** (bits - 1n)), max: 2n ** (bits - 1n) - 1n };
}

function checkConstant(node: Node, type: Type | undefined): RuleError | undefined {
  const { constant } = node;
  if (constant === undefined) return attribute(node, 'the constant is missing', 'WEFT502');
  if (type === undefined || !sameType(type, constant.type)) {
    return { code: 'WEFT511', message: `\`const\` gives \`${printType(constant.type)}\`` };
  }
  const { value } = constant;
  const kind = constant.type.kind === 'scalar' ? constant.type.dtype : constant.type.kind;
  if (kind !== 'none' && kind !== 'str' && INTEGERS.includes(kind)) {
    const { min, max } = integerBounds(kind);
    if (typeof value === 'bigint' && value >= min && value <= max) return undefined;
  }
  const isComplex = (round: (part: number) => number): boolean =>
    typeof value === 'object' && value !== null && [value.re, value.im].every((part) => Object.is(round(part), part));
  const isValid: Record<string, () => boolean> = {
    complex: () => isComplex((part) => part),
    c128: () => isComplex((part) => part),
    c64: () => isComplex(Math.fround),
    float: () => typeof value === 'number',
    f64: () => typeof value === 'number',
    f32: () => typeof value === 'number' && (Number.isNaN(value) || Math.fround(value) === value),
    bool: () => typeof value === 'boolean',
    b1: () => typeof value === 'boolean',
    str: () => typeof value === 'string',
    none: () => value === null,
  };
  return isValid[kind]?.() === true ? undefined : attribute(node, `the value is no \`${kind}\``, 'WEFT511');
}

function checkArrayOperation(
  node: Node,
  operands: readonly Type[],
  results: readonly Type[],
  rules: Rules,
): RuleError | undefined {
  const [a, b] = operands;
  const type = results[0];
  const dtype = type?.kind === 'array' ? type.dtype : undefined;
  const isScalar = (value: Type | undefined, of: DType | undefined): boolean =>
    value?.kind === 'scalar' && value.dtype === of;
  const MANY = Number.POSITIVE_INFINITY;
  switch (node.op) {
    case 'full':
      return first(
        rules.count(2, MAX_AXES + 1),
        dtype === undefined ? rules.result(undefined) : undefined,
        isScalar(a, dtype) ? undefined : rules.operand(0, 'a NumPy scalar of the element type'),
        rules.ints(1),
        rules.result(makeArray(dtype ?? 'f64', operands.length - 1)),
      );
    case 'empty':
      return first(rules.count(1, MAX_AXES), rules.ints(0), rules.result(dtype && makeArray(dtype, operands.length)));
    case 'arange': {
      const wrong = operands.findIndex((operand) => !isScalar(operand, dtype));
      return first(
        rules.count(3),
        dtype === undefined || dtype === 'b1' || dtype === 'c64' || dtype === 'c128'
          ? rules.result(undefined)
          : rules.result(makeArray(dtype, 1)),
        wrong >= 0 ? rules.operand(wrong, 'a NumPy scalar of the element type') : undefined,
      );
    }
    case 'linspace':
      return first(
        rules.count(4),
        isScalar(a, 'f64') ? undefined : rules.operand(0, '`f64`'),
        isScalar(b, 'f64') ? undefined : rules.operand(1, '`f64`'),
        rules.ints(2, 3),
        operands[3]?.kind === 'bool' ? undefined : rules.operand(3, 'a `bool`'),
        rules.result(makeArray('f64', 1)),
      );
    case 'eye':
      return first(rules.count(3), rules.ints(0), rules.result(dtype && makeArray(dtype, 2)));
    case 'pack': {
      if (type?.kind !== 'array') return rules.result(undefined);
      if (!type.dims.every((dim) => /^(0|[1-9][0-9]{0,8})$/.test(dim))) {
        return { code: 'WEFT513', message: '`pack` gives an array whose dims are integers' };
      }
      const size = type.dims.reduce((product, dim) => product * Number(dim), 1);
      const wrong = operands.findIndex((operand) => !isScalar(operand, type.dtype));
      return first(
        rules.count(size),
        wrong >= 0 ? rules.operand(wrong, 'a NumPy scalar of the element type') : undefined,
      );
    }
    case 'copy':
      return first(rules.count(1), rules.array(0), rules.result(a));
    case 'sum':
    case 'prod':
      return checkReduction(node, rules, a, ARRAY_NUMBERS);
    case 'min':
    case 'max':
      return checkReduction(node, rules, a, ALL);
    case 'all':
    case 'any':
      return checkReduction(node, rules, a, ['b1']);
    case 'arg_min':
    case 'arg_max': {
      const count = node.axes?.length ?? 0;
      const isWhole = count === 1 || (a !== undefined && count === rankOf(a));
      return first(
        checkReduction(node, rules, a, ALL, 'i64'),
        isWhole ? undefined : attribute(node, 'it takes one axis or all'),
      );
    }
    case 'cum_sum':
      return first(rules.count(1), rules.array(0, ARRAY_NUMBERS), checkAxes(node, a, 1), rules.result(a));
    case 'dim':
      return first(rules.count(1), rules.array(0), checkAxes(node, a, 1), rules.result({ kind: 'int' }));
    case 'view':
    case 'load':
    case 'store':
      return first(rules.count(node.op === 'store' ? 2 : 1, MANY), rules.array(0), checkIndex(node, operands, rules));
    case 'transpose': {
      const axes = [...(node.axes ?? [])].sort((x, y) => x - y);
      return first(
        rules.count(1),
        rules.array(0),
        a !== undefined && axes.length === rankOf(a) && axes.every((axis, i) => axis === i)
          ? undefined
          : attribute(node, 'the axes are no permutation'),
        rules.result(a),
      );
    }
    case 'reshape':
      return first(
        rules.count(2, MAX_AXES + 1),
        rules.array(0),
        rules.ints(1),
        a?.kind === 'array' ? rules.result(makeArray(a.dtype, operands.length - 1)) : undefined,
      );
    case 'broadcast_to':
      return first(
        rules.count(2, MAX_AXES + 1),
        rules.array(0),
        rules.ints(1),
        a?.kind === 'array' ? rules.result(makeArray(a.dtype, operands.length - 1)) : undefined,
        a !== undefined && rankOf(a) > operands.length - 1 ? rules.operand(0, 'an array of no more axes') : undefined,
      );
    case 'concatenate': {
      const wrong = operands.findIndex((operand) => a === undefined || !sameType(operand, a));
      return first(
        rules.count(1, MANY),
        rules.array(0),
        wrong >= 0 ? rules.operand(wrong, 'the type of operand 1') : undefined,
        checkAxes(node, a, 1),
        rules.result(a),
      );
    }
    case 'assign': {
      const isValid = a !== undefined && b !== undefined && elementOf(a) === elementOf(b) && rankOf(b) <= rankOf(a);
      return first(
        rules.count(2),
        rules.array(0),
        isValid ? undefined : rules.operand(1, 'the element type of the target, with no more axes'),
      );
    }
    case 'matmul':
      return checkMatMul(rules, a, b);
    case 'load_npy':
      return first(
        rules.count(0),
        checkPath(node),
        type?.kind === 'array' || type?.kind === 'scalar' ? undefined : rules.result(undefined),
      );
    case 'save_npy':
      return first(
        rules.count(1),
        checkPath(node),
        a !== undefined && elementOf(a) === undefined ? rules.operand(0, 'a number or an array') : undefined,
      );
    case 'kernel': {
      const positions = node.writes ?? [];
      const isWritable = (type: Type | undefined): boolean => type?.kind === 'array' || type?.kind === 'list';
      const isValid = positions.every((at, i) => isWritable(operands[at]) && (i === 0 || at > positions[i - 1]!));
      return first(
        node.kernel === undefined || node.kernel === '' ? attribute(node, 'its name is missing', 'WEFT520') : undefined,
        isValid ? undefined : attribute(node, '`writes` names no arrays or lists in order', 'WEFT520'),
      );
    }
    default:
      return node.op.startsWith('list_') ? checkList(node, operands, results, rules) : undefined;
  }
}

function checkPath(node: Node): RuleError | undefined {
  return node.path === undefined || node.path === '' ? attribute(node, 'the path is missing', 'WEFT517') : undefined;
}

function checkAxes(node: Node, array: Type | undefined, count: number): RuleError | undefined {
  const axes = node.axes ?? [];
  const rank = array === undefined ? 0 : rankOf(array);
  const isValid =
    axes.length >= 1 &&
    (count === 0 || axes.length === count) &&
    axes.every((axis, i) => Number.isInteger(axis) && axis >= 0 && axis < rank && (i === 0 || axis > axes[i - 1]!));
  return isValid ? undefined : attribute(node, `axes [${axes.join(', ')}] do not fit ${rank} axes`);
}

function checkReduction(
  node: Node,
  rules: Rules,
  array: Type | undefined,
  elements: readonly Element[],
  resultType?: DType,
): RuleError | undefined {
  const error = first(rules.count(1), rules.array(0, elements), checkAxes(node, array, 0));
  if (error !== undefined || array?.kind !== 'array') return error;
  const rank = array.dims.length - (node.keepdims === true ? 0 : (node.axes?.length ?? 0));
  return rules.result(makeType(resultType ?? array.dtype, rank));
}

function checkMatMul(rules: Rules, a: Type | undefined, b: Type | undefined): RuleError | undefined {
  const error = first(rules.count(2), rules.array(0, ARRAY_NUMBERS), rules.array(1, ARRAY_NUMBERS));
  if (error !== undefined || a?.kind !== 'array' || b?.kind !== 'array') return error;
  if (a.dtype !== b.dtype) return rules.operand(1, 'the element type of operand 1');
  const left = a.dims.length;
  const right = b.dims.length;
  const rank = left === 1 ? right - 1 : right === 1 ? left - 1 : Math.max(left, right);
  return rules.result(makeType(a.dtype, rank));
}

function checkIndex(node: Node, operands: readonly Type[], rules: Rules): RuleError | undefined {
  const array = operands[0];
  const wrong = (what: string): RuleError => ({ code: 'WEFT515', message: `\`${node.op}\`: ${what}` });
  if (node.index === undefined) return wrong('the index is missing');
  if (array?.kind !== 'array') return undefined;
  let next = 1;
  let consumed = 0;
  let rank = 0;
  for (const item of node.index) {
    const parts = item.kind === 'int' ? [item.start] : item.kind === 'slice' ? [item.start, item.stop, item.step] : [];
    const used = parts.filter((part) => part !== undefined);
    if (item.kind === 'slice' && used.length === 0) return wrong('a slice without a part is `full`');
    for (const part of used) if (part !== next++) return wrong('operands are not used once and in order');
    if (item.kind !== 'new_axis') consumed++;
    if (item.kind !== 'int') rank++;
    if (node.op !== 'view' && item.kind !== 'int') return wrong('every item is an integer');
  }
  const last = node.op === 'store' ? operands.length - 1 : operands.length;
  if (next !== last) return wrong('operands are not used once and in order');
  if (consumed !== array.dims.length) return wrong(`${consumed} items do not fit ${array.dims.length} axes`);
  const ints = rules.ints(1, last);
  if (ints !== undefined) return ints;
  if (node.op === 'view') {
    return rank < 1 || rank > MAX_AXES
      ? wrong(`the view has ${rank} axes`)
      : rules.result(makeArray(array.dtype, rank));
  }
  if (node.op === 'load') return rules.result({ kind: 'scalar', dtype: array.dtype });
  const value = operands[last];
  const isValid = value?.kind === 'scalar' && value.dtype === array.dtype;
  return isValid ? undefined : rules.operand(last, 'a NumPy scalar of the element type');
}
