// SPDX-License-Identifier: Apache-2.0
// Values of the module and of defaults. What is known while compiling is written where it is read; an array or a list is
// computed once, before the task begins, and goes to the functions that read it as an argument.

import type { Expr, FunctionDecl } from '../../syntax/ast';
import { withoutSites } from '../../types/lists';
import { type InstanceValue, UNKNOWN, type Value } from '../../types/value';
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
    if (!isConstantExpression(fn.program.scope, expr) || this.evaluating.has(expr)) {
      return fn.report('WEFT237', expr.range, { name, reason: 'it is not a constant expression' });
    }
    this.evaluating.add(expr);
    const reports = fn.diagnostics.length;
    const decl = this.functionOf(fn, name, expr);
    const value = decl ? computed(fn, decl) : fn.atModule(() => lowerExpr(fn, expr));
    this.evaluating.delete(expr);
    if (value.kind === 'unknown' && !decl && fn.diagnostics.length === reports) {
      return fn.report('WEFT237', expr.range, { name, reason: 'Weft does not know its value' });
    }
    if (value.kind === 'instance') return fixedObject(name, value);
    if (value.kind === 'tuple' || value.kind === 'dict') return withoutSites(value);
    if (value.kind !== 'value' || (value.type.kind !== 'array' && value.type.kind !== 'list')) return value;
    const fixed = { ...value, readOnly: `\`${name}\` belongs to the module, and a task gets a copy of it` };
    if (decl && fn.graph) {
      const values = this.known.get(fn) ?? new Map<Expr, Value>();
      this.known.set(fn, values.set(expr, fixed));
    }
    return fixed;
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
  const result = mapLeaves(plan, (leaf) => {
    const value = translated(fn, called, leaf);
    return graph ? { ...value, id: graph.moduleValue(called.instance.builder!, value.type, decl.range) } : value;
  });
  noteLists(fn, called.instance, plan, result);
  return result;
}
