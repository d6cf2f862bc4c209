// SPDX-License-Identifier: Apache-2.0
// The sum of no floats is the int 0 in Python. So a sum of floats has two types, unless nobody can see which of them it has:
// it is divided, compared, added to a float and the like.

import { placeOf, type SourceRange } from '../../graph/graph';
import type { Expr, Stmt } from '../../syntax/ast';
import { lazyBody } from '../iteration/lazy-loops';
import type { FunctionLowering } from '../program/function';

/** What a program remembers that has sums of two types, and what it knows where they are floats or the run fails. */
export const SUMS_BY_COUNT = 'sums are ints without items';
export const SUMS_ARE_FLOATS = 'sums without items fail';

const known = new WeakMap<readonly Stmt[], ReadonlySet<string>>();

/** Whether 0 and 0.0 are the same to everything that is done with the sum at `range`. */
export function isUnseen(fn: FunctionLowering, range: SourceRange): boolean {
  const body = lazyBody(fn);
  let found = known.get(body);
  if (!found) {
    found = new Contexts(body).unseenSums();
    known.set(body, found);
  }
  return found.has(placeOf(range));
}

type Part = Expr | Stmt;

const FLOATS =
  /^(sqrt|cbrt|exp|exp2|expm1|log|log2|log10|log1p|sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|hypot|fabs|isclose|arctan2)$/;

/** A number or an array of floats, whatever its names are. */
function isFloat(expr: Expr): boolean {
  switch (expr.kind) {
    case 'Float':
      return true;
    case 'Unary':
      return expr.op !== 'not' && isFloat(expr.operand);
    case 'Binary':
      return expr.op === '/' || (/^[-+*]$/.test(expr.op) && (isFloat(expr.left) || isFloat(expr.right)));
    case 'Call':
      return isFloating(expr.func);
    default:
      return false;
  }
}

/** `math.sqrt`, `np.exp`, `float`. */
function isFloating(func: Expr): boolean {
  if (func.kind === 'Name') return func.id === 'float';
  const isModule = func.kind === 'Attribute' && func.value.kind === 'Name' && /^(math|np|numpy)$/.test(func.value.id);
  return isModule && FLOATS.test(func.attr);
}

/** What stands around each part of a function. */
class Contexts {
  private readonly parents = new Map<object, Part>();
  private readonly reads = new Map<string, Part[]>();
  private readonly sums: Expr[] = [];
  /** Names that the sum at hand goes to. */
  private readonly asked = new Set<string>();

  constructor(body: readonly Stmt[]) {
    for (const stmt of body) this.walk(stmt, undefined);
  }

  unseenSums(): ReadonlySet<string> {
    const isUnseen = (sum: Expr) => {
      this.asked.clear();
      return this.isUnseen(sum);
    };
    return new Set(this.sums.filter(isUnseen).map(({ range }) => placeOf(range)));
  }

  private walk(node: unknown, parent: Part | undefined): void {
    if (Array.isArray(node)) {
      for (const each of node) this.walk(each, parent);
      return;
    }
    if (node === null || typeof node !== 'object') return;
    const part = node as Part;
    if (part.kind !== undefined && parent) this.parents.set(part, parent);
    if (part.kind === 'Name') this.reads.set(part.id, [...(this.reads.get(part.id) ?? []), part]);
    if (part.kind === 'Call' && part.func.kind === 'Name' && part.func.id === 'sum') this.sums.push(part);
    const around = part.kind === undefined ? parent : part;
    for (const [key, child] of Object.entries(node)) if (!/^(range|\w+Range)$/.test(key)) this.walk(child, around);
  }

  private isUnseen(part: Part): boolean {
    const parent = this.parents.get(part);
    switch (parent?.kind) {
      case 'Binary': {
        const other = parent.left === part ? parent.right : parent.left;
        const isNatural = other.kind === 'Int' && other.value > 0n;
        if (parent.op === '/') return true;
        if (parent.op === '+' || parent.op === '-') return isFloat(other) || this.isUnseen(parent);
        // A negative int makes 0.0 negative, and 0 not.
        if (parent.op === '*') return isFloat(other) || (isNatural && this.isUnseen(parent));
        return parent.op === '**' && parent.left === part && isNatural && this.isUnseen(parent);
      }
      case 'Unary':
        return parent.op === 'not';
      case 'Compare':
        return parent.ops.every((op) => !/^is/.test(op));
      case 'Conditional':
        return parent.test === part || this.isUnseen(parent);
      case 'If':
      case 'While':
        return parent.test === part;
      case 'ExprStmt':
        return true;
      case 'Call': {
        const { func, args } = parent;
        if (!args.includes(part as Expr)) return false;
        if (func.kind === 'Name' && args.length === 1 && /^(int|bool|round)$/.test(func.id)) return true;
        if (func.kind === 'Name' && func.id === 'abs') return this.isUnseen(parent);
        return isFloating(func);
      }
      case 'Assign': {
        const [target] = parent.targets;
        return parent.targets.length === 1 && target!.kind === 'Name' && this.isUnseenName(target.id);
      }
      case 'AugAssign': {
        const { op, target } = parent;
        return op === '/' || ((op === '+' || op === '-') && target.kind === 'Name' && this.isUnseenName(target.id));
      }
      default:
        return false;
    }
  }

  private isUnseenName(id: string): boolean {
    if (this.asked.has(id)) return true;
    this.asked.add(id);
    return (this.reads.get(id) ?? []).every((read) => this.isTarget(read) || this.isUnseen(read));
  }

  /** It is assigned there, or changed in a way that does not tell 0 from 0.0. */
  private isTarget(read: Part): boolean {
    const parent = this.parents.get(read);
    if (parent?.kind === 'Assign') return parent.targets.includes(read as Expr);
    return parent?.kind === 'AugAssign' && parent.target === read && /^[-+/]$/.test(parent.op);
  }
}
