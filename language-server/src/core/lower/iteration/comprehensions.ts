// SPDX-License-Identifier: Apache-2.0
// List comprehensions and generator expressions: nested loops that append to a new list. Names that the clauses bind are
// the comprehension's own, and renamed.

import type { SourceRange } from '../../graph/graph';
import { withOwnNames } from '../../names/own-names';
import type { ComprehensionExpr, Expr } from '../../syntax/ast';
import { constantValue, type GraphValue, UNKNOWN, type Value } from '../../types/value';
import { lowerCondition, lowerExpr } from '../expressions/expressions';
import { loopOver, runsNever, when } from '../lists/list-loops';
import { appendItem, newList } from '../lists/lists';
import type { FunctionLowering } from '../program/function';
import { assignTarget } from '../statements/statements';
import { eachType } from '../unions/each-type';
import { lowerIteration } from './iteration';
import { acts, generatorOf, refuseEffects } from './lazy-loops';

/** Runs `visit` with every element, in order, as long as `goesOn` holds. False after a report. */
export function eachElement(
  fn: FunctionLowering,
  expr: ComprehensionExpr,
  visit: (element: Expr) => void,
  goesOn?: () => GraphValue,
  isAnyOrder = false,
): boolean {
  const own = withOwnNames(expr);
  let isComplete = true;
  const clauses = (list: ComprehensionExpr['clauses'], position: number, end: () => void): void => {
    const clause = list[position];
    if (!clause) {
      end();
      return;
    }
    const next = () => clauses(list, position + 1, end);
    if (clause.kind === 'if') {
      const test = lowerCondition(fn, clause.test);
      if (test) when(fn, clause.test.range, test, next);
      else isComplete = false;
      return;
    }
    const inner = generatorOf(fn, clause.iter);
    if (inner) {
      // Its items come one by one: its own loops stand in place of this one.
      clauses(inner.clauses, 0, () => {
        assignTarget(fn, clause.target, lowerExpr(fn, inner.element), clause.target.range);
        next();
      });
      return;
    }
    if (refuseEffects(fn, clause.iter)) {
      isComplete = false;
      return;
    }
    fn.anyOrder = isAnyOrder && clause.iter.kind === 'Name';
    const before = fn.iterated.length;
    const sequence = lowerIteration(fn, clause.iter);
    fn.anyOrder = false;
    if (!sequence) {
      isComplete = false;
      return;
    }
    if (runsNever(fn, fn.iterated.slice(before))) return;
    const { range } = clause.iter;
    const step = (item: Value) => {
      assignTarget(fn, clause.target, item, clause.target.range);
      next();
    };
    if (!goesOn) loopOver(fn, range, sequence, step);
    else if ('length' in sequence) {
      loopOver(fn, range, sequence, (item) => when(fn, range, goesOn(), () => step(item)));
    } else {
      // Once decided, no item is asked for.
      const { after } = sequence;
      const asked = after ? { after: () => when(fn, range, goesOn(), after) } : {};
      loopOver(fn, range, { ...sequence, item: (counter) => counter, ...asked }, (counter) =>
        when(fn, range, goesOn(), () => eachType(fn, range, sequence.item(counter as GraphValue), step)),
      );
    }
  };
  clauses(own.clauses, 0, () => visit(own.element));
  return isComplete;
}

/** `[element for target in iter if test]`; a generator gives its items as a list. */
export function lowerComprehension(fn: FunctionLowering, expr: ComprehensionExpr): Value {
  const site = fn.lists.at(expr.range);
  site.require();
  const result = newList(fn, expr.range, site.cell, []);
  if (!result) {
    // What is wrong inside is still reported.
    eachElement(fn, expr, (element) => void lowerExpr(fn, element));
    return UNKNOWN;
  }
  const isComplete = eachElement(fn, expr, (element) => appendItem(fn, element.range, result, lowerExpr(fn, element)));
  return isComplete ? result : UNKNOWN;
}

/** `any(… for …)` and `all(… for …)` stop at the first item that decides. */
export function lowerQuantifier(
  fn: FunctionLowering,
  range: SourceRange,
  name: 'any' | 'all',
  expr: ComprehensionExpr,
): Value {
  const isAny = name === 'any';
  if (!fn.graph) {
    eachElement(fn, expr, (element) => void lowerCondition(fn, element));
    fn.markEffect();
    return { kind: 'value', type: { kind: 'bool' } };
  }
  const { graph } = fn;
  const slot = fn.newSlot(`_${name}`, { kind: 'bool' });
  graph.set(slot.variable, graph.bool(!isAny, range), range);
  // Once decided, the remaining items are not evaluated.
  const goesOn = () => {
    const open: GraphValue = { kind: 'value', type: { kind: 'bool' }, id: graph.get(slot.variable, range) };
    return isAny ? fn.emit('logical_not', range, [open], { kind: 'bool' }) : open;
  };
  const visit = (element: Expr) => {
    const truth = lowerCondition(fn, element);
    if (!truth) return;
    when(fn, range, decides(fn, range, truth, isAny), () => graph.set(slot.variable, graph.bool(isAny, range), range));
  };
  const isComplete = eachElement(fn, expr, visit, goesOn, !acts(fn, expr, false));
  return isComplete ? { kind: 'value', type: { kind: 'bool' }, id: graph.get(slot.variable, range) } : UNKNOWN;
}

function decides(fn: FunctionLowering, range: SourceRange, truth: GraphValue, isAny: boolean): GraphValue {
  if (typeof truth.constant === 'boolean') return constantValue(truth.constant === isAny) as GraphValue;
  return isAny ? truth : fn.emit('logical_not', range, [truth], truth.type);
}
