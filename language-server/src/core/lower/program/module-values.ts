// SPDX-License-Identifier: Apache-2.0
// Values of the module and of defaults. What is known while compiling is written where it is read; an array or a list is
// computed once, before the task begins, and goes to the functions that read it as an argument.

import type { Type } from '../../graph/graph';
import type { Expr, FunctionDecl, Stmt } from '../../syntax/ast';
import { withoutSites } from '../../types/tuple-views';
import { type GraphValue, type InstanceValue, UNKNOWN, type Value } from '../../types/value';
import { translated } from '../calls/functions';
import { lowerExpr } from '../expressions/expressions';
import { noteLists } from '../lists/results';
import { isConstantExpression } from './constants';
import type { FunctionLowering } from './function';
import { hasUnknown, mapLeaves } from './structure';

export class ModuleValues {
  private readonly evaluating = new Set<Expr>();
  /** The function that computes an expression; undefined where it is written in place. */
  private readonly functions = new Map<Expr, FunctionDecl | undefined>();
  private readonly known = new WeakMap<FunctionLowering, Map<Expr, Value>>();

  /** The value of a constant of the module or of a default: a task changes none of them. */
  valueOf(fn: FunctionLowering, name: string, expr: Expr): Value {
    const known = fn.graph && this.known.get(fn)?.get(expr);
    if (known) return known;
    const constant = fn.program.scope.constants.get(name);
    const block = constant?.value === expr ? constant.block : undefined;
    if ((!block && !isConstantExpression(fn.program.scope, expr)) || this.evaluating.has(expr)) {
      return fn.report('WEFT237', expr.range, { name, reason: 'it is not a constant expression' });
    }
    this.evaluating.add(expr);
    const reports = fn.diagnostics.length;
    const decl = block ? this.blockFunction(name, expr, block) : this.functionOf(fn, name, expr);
    const value = decl ? computed(fn, decl) : fn.atModule(() => lowerExpr(fn, expr));
    this.evaluating.delete(expr);
    if (value.kind === 'unknown' && !decl && fn.diagnostics.length === reports) {
      return fn.report('WEFT237', expr.range, { name, reason: 'Weft does not know its value' });
    }
    const fixed = fixedValue(name, value, decl !== undefined);
    if (decl && fn.graph && value.kind !== 'unknown') {
      const values = this.known.get(fn) ?? new Map<Expr, Value>();
      this.known.set(fn, values.set(expr, fixed));
    }
    return fixed;
  }

  /** The function of the statements that make the value. */
  private blockFunction(name: string, expr: Expr, block: readonly Stmt[]): FunctionDecl {
    const known = this.functions.get(expr);
    if (known) return known;
    const { range } = expr;
    const result: Stmt = { kind: 'Return', range, value: { kind: 'Name', range, id: name } };
    const decl = { ...functionFor(name, expr), body: [...block, result] };
    this.functions.set(expr, decl);
    return decl;
  }

  private functionOf(fn: FunctionLowering, name: string, expr: Expr): FunctionDecl | undefined {
    if (this.functions.has(expr)) return this.functions.get(expr);
    const value = fn.try(() => fn.atModule(() => lowerExpr(fn, expr))).result;
    // Where it is not known yet it may be on the next reading.
    if (value.kind === 'unknown') return undefined;
    const isComputed =
      value.kind === 'value' && (value.type.kind === 'array' || (value.type.kind === 'list' && !value.table));
    const decl = isComputed ? functionFor(name, expr) : undefined;
    this.functions.set(expr, decl);
    return decl;
  }
}

function fixedValue(name: string, value: Value, isComputed: boolean): Value {
  const readOnly = `\`${name}\` belongs to the module, and a task gets a copy of it`;
  if (value.kind === 'instance') return fixedObject(name, value);
  if (value.kind === 'tuple' || value.kind === 'dict')
    return withoutSites(isComputed ? mapLeaves(value, (leaf) => (isHeld(leaf) ? { ...leaf, readOnly } : leaf)) : value);
  return value.kind === 'value' && isHeld(value) ? { ...value, readOnly } : value;
}

function isHeld(value: GraphValue): boolean {
  return value.type.kind === 'array' || value.type.kind === 'list';
}

/** An object of the module: a task gets another one, and changes nothing in it. */
function fixedObject(name: string, value: InstanceValue): Value {
  const readOnly = `\`${name}\` belongs to the module, and a task gets a copy of it`;
  const fixed = mapLeaves(value, (leaf) =>
    leaf.type.kind === 'array' || leaf.list ? { ...leaf, readOnly } : leaf,
  ) as InstanceValue;
  const items = fixed.items.map((item) => (item.kind === 'instance' ? fixedObject(name, item) : withoutSites(item)));
  return { ...fixed, items };
}

/** `def name(): return expr`. */
function functionFor(name: string, expr: Expr): FunctionDecl {
  const { range } = expr;
  return {
    kind: 'Function',
    range,
    name,
    nameRange: range,
    headerRange: range,
    decorators: [],
    parameters: [],
    body: [{ kind: 'Return', range, value: expr }],
    isAsync: false,
  };
}

function computed(fn: FunctionLowering, decl: FunctionDecl): Value {
  const called = fn.program.instanceOf(fn, decl, new Map(), decl.range);
  if (!called) return UNKNOWN;
  const { plan } = called.instance;
  const { graph } = fn;
  if (graph) fn.program.schedule(called.instance);
  if (!plan || hasUnknown(plan)) {
    fn.markIncomplete();
    return UNKNOWN;
  }
  const types: Type[] = [];
  const made = mapLeaves(plan, (leaf) => {
    const value = translated(fn, called, leaf);
    types.push(value.type);
    return value;
  });
  const ids = graph?.moduleValues(called.instance.builder!, types, decl.range);
  let place = 0;
  const result = ids ? mapLeaves(made, (leaf) => ({ ...leaf, id: ids[place++]! })) : made;
  noteLists(fn, called.instance, plan, result);
  return result;
}
