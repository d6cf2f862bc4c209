// SPDX-License-Identifier: Apache-2.0
// Python's `cmath` module: on complex numbers, with Python's errors.

import type { Op, Type } from '../../graph/graph';
import { type GraphValue, isArray, tupleValue, UNKNOWN, type Value } from '../../types/value';
import type { Call } from '../call';
import { cast, constantOf } from '../elementwise';
import type { Entry } from '../entry';
import { Nodes } from '../ufunc';

const COMPLEX: Type = { kind: 'complex' };

function operand(call: Call, name: string, element: 'complex' | 'float' = 'complex'): GraphValue | undefined {
  const value = call.numeric(name);
  if (!value) return undefined;
  if (isArray(value)) {
    return call.reject(name, "Python's `cmath` takes one number", `Write \`np.${call.name.split('.').pop()}\``);
  }
  return cast(call.ctx, call.range, value, element);
}

function entry(
  name: string,
  parameters: string,
  dtype: string,
  lowering: string,
  doc: string,
  lower: (call: Call) => Value,
): Entry {
  return { name, group: 'Complex math', parameters, dtype, shape: 'a number', lowering, doc, lower };
}

/** A function that the worker's own kernel computes. */
function kernelFunction(name: string, doc: string, parameters = 'z'): Entry {
  return entry(name, parameters, 'complex', '`kernel`', doc, (call) => {
    const z = operand(call, 'z');
    return z ? call.ctx.kernel(`cmath.${name}`, call.range, [z], [COMPLEX])[0]! : UNKNOWN;
  });
}

function test(name: string, op: Op, doc: string): Entry {
  return entry(name, 'z', 'bool', `\`${op}\``, doc, (call) => {
    const z = operand(call, 'z');
    return z ? call.ctx.emit(op, call.range, [z], { kind: 'bool' }) : UNKNOWN;
  });
}

function phaseOf(call: Call, z: GraphValue): GraphValue {
  const nodes = new Nodes(call.ctx, call.range);
  return nodes.op('arctan2', [nodes.op('imag', [z], 'float'), nodes.op('real', [z], 'float')], 'float');
}

function lowerLog(call: Call): Value {
  const z = operand(call, 'z');
  const base = call.given('base') ? operand(call, 'base') : null;
  if (!z || base === undefined) return UNKNOWN;
  const { ctx, range } = call;
  const log = ctx.kernel('cmath.log', range, [z], [COMPLEX])[0]!;
  if (base === null) return log;
  return ctx.emit('div', range, [log, ctx.kernel('cmath.log', range, [base], [COMPLEX])[0]!], COMPLEX);
}

/** `cmath.isclose` by its definition. */
function lowerIsClose(call: Call): Value {
  const [a, b] = [operand(call, 'a'), operand(call, 'b')];
  const tolerance = (name: string, fallback: number) =>
    call.has(name) ? operand(call, name, 'float') : constantOf(fallback, 'float');
  const [relative, absolute] = [tolerance('rel_tol', 1e-9), tolerance('abs_tol', 0)];
  if (!a || !b || !relative || !absolute) return UNKNOWN;
  const nodes = new Nodes(call.ctx, call.range);
  const bool = (op: Op, ...operands: GraphValue[]) => nodes.op(op, operands, 'bool');
  const size = (z: GraphValue) => nodes.op('abs', [z], 'float');
  const difference = size(nodes.op('sub', [a, b], 'complex'));
  const near = (z: GraphValue) => bool('less_equal', difference, nodes.op('mul', [relative, size(z)], 'float'));
  const isNear = bool('logical_or', bool('logical_or', near(b), near(a)), bool('less_equal', difference, absolute));
  const isInfinite = bool('logical_or', bool('is_inf', a), bool('is_inf', b));
  return bool('logical_or', bool('equal', a, b), bool('logical_and', bool('logical_not', isInfinite), isNear));
}

export const CMATH: readonly Entry[] = [
  kernelFunction('sqrt', 'Square root'),
  kernelFunction('exp', 'e to the power of z'),
  entry('log', 'z, base=None', 'complex', '`kernel`, `div`', 'Natural logarithm, or to a base', lowerLog),
  kernelFunction('log10', 'Logarithm to base 10'),
  kernelFunction('sin', 'Sine'),
  kernelFunction('cos', 'Cosine'),
  kernelFunction('tan', 'Tangent'),
  kernelFunction('asin', 'Inverse sine'),
  kernelFunction('acos', 'Inverse cosine'),
  kernelFunction('atan', 'Inverse tangent'),
  kernelFunction('sinh', 'Hyperbolic sine'),
  kernelFunction('cosh', 'Hyperbolic cosine'),
  kernelFunction('tanh', 'Hyperbolic tangent'),
  kernelFunction('asinh', 'Inverse hyperbolic sine'),
  kernelFunction('acosh', 'Inverse hyperbolic cosine'),
  kernelFunction('atanh', 'Inverse hyperbolic tangent'),
  entry('phase', 'z', 'float', '`arctan2`', 'Angle', (call) => {
    const z = operand(call, 'z');
    return z ? phaseOf(call, z) : UNKNOWN;
  }),
  entry('polar', 'z', 'two floats', '`abs`, `arctan2`', 'Absolute value and angle', (call) => {
    const z = operand(call, 'z');
    if (!z) return UNKNOWN;
    return tupleValue([call.ctx.emit('abs', call.range, [z], { kind: 'float' }), phaseOf(call, z)]);
  }),
  entry('rect', 'r, phi', 'complex', '`kernel`', 'The number with an absolute value and an angle', (call) => {
    const [r, phi] = [operand(call, 'r', 'float'), operand(call, 'phi', 'float')];
    return r && phi ? call.ctx.kernel('cmath.rect', call.range, [r, phi], [COMPLEX])[0]! : UNKNOWN;
  }),
  test('isnan', 'is_nan', 'Is a part NaN'),
  test('isinf', 'is_inf', 'Is a part infinite'),
  test('isfinite', 'is_finite', 'Are both parts finite'),
  entry('isclose', 'a, b, *, rel_tol=1e-09, abs_tol=0.0', 'bool', '`sub`, `abs`', 'Nearly equal', lowerIsClose),
];
