// SPDX-License-Identifier: Apache-2.0
// Sorting and heaps of objects, which methods of the program or their fields compare: what the kernels do with numbers,
// as functions of the program in CPython's own steps.

import type { SourceRange } from '../../graph/graph';
import type { BinaryOperator, CompareOperator, Expr, FunctionDecl, Stmt } from '../../syntax/ast';
import type { ListValue } from '../../types/lists';
import type { FunctionValue, Value } from '../../types/value';
import { callValue } from '../calls/functions';
import type { FunctionLowering } from '../program/function';
import type { Program } from '../program/program';
import { listLength } from './lists';

export type OrderFunction = 'sort' | 'heappush' | 'heappop' | 'heapify' | 'heapreplace' | 'heappushpop';

const known = new WeakMap<Program, Map<OrderFunction, FunctionDecl>>();

/** Calls it with the list, how many items that has, and an item. */
export function callOrdered(
  fn: FunctionLowering,
  range: SourceRange,
  name: OrderFunction,
  list: ListValue,
  ...items: readonly Value[]
): Value {
  const own = known.get(fn.program) ?? new Map<OrderFunction, FunctionDecl>();
  known.set(fn.program, own);
  const code = own.get(name) ?? new Writer(range, 1000 * (own.size + 1)).function(name);
  own.set(name, code);
  const closure = { code, defaults: new Map(), scope: new Set<string>(), captured: new Map() };
  const callee: FunctionValue = { kind: 'function', name, closure };
  return callValue(fn, range, callee, [list, listLength(fn, range, list), ...items]);
}

/** Copies of generators are numbered from 1 on. */
const FIRST_COPY = 1_000_000;

/** Writes the functions at the place of the first call; each part is a copy of its own. */
class Writer {
  constructor(
    private readonly at: SourceRange,
    private copy: number,
  ) {}

  function(name: OrderFunction): FunctionDecl {
    const parameters = ['list', 'n', ...(/push|replace/.test(name) ? ['item'] : [])];
    return {
      kind: 'Function',
      range: this.range,
      name,
      nameRange: this.range,
      headerRange: this.range,
      decorators: [],
      parameters: parameters.map((each) => ({
        range: this.range,
        name: each,
        form: 'positional',
        isPositionalOnly: false,
      })),
      body: this.bodyOf(name),
      isAsync: false,
    };
  }

  private get range(): SourceRange {
    return { ...this.at, copy: FIRST_COPY + this.copy++ };
  }

  private bodyOf(name: OrderFunction): Stmt[] {
    const { list, n, item, first } = this.names('list', 'n', 'item', 'first');
    const isEmpty = (): Expr => this.compare(n(), '==', this.int(0));
    const fail = (): Stmt => this.if(isEmpty(), [this.raise('IndexError', 'index out of range')]);
    switch (name) {
      case 'sort':
        return this.merges();
      case 'heappush':
        return [
          this.do(this.call(list(), 'append', item())),
          this.set('pos', n()),
          ...this.rise(this.int(0)),
          this.set(this.itemAt(list(), this.name('pos')), item()),
        ];
      case 'heappop':
        return [
          fail(),
          this.set('item', this.call(list(), 'pop')),
          this.set('n', this.binary(n(), '-', this.int(1))),
          this.if(isEmpty(), [this.return(item())]),
          this.set('first', this.itemAt(list(), this.int(0))),
          ...this.sink(() => this.int(0)),
          this.return(first()),
        ];
      case 'heapreplace':
        return [
          fail(),
          this.set('first', this.itemAt(list(), this.int(0))),
          ...this.sink(() => this.int(0)),
          this.return(first()),
        ];
      case 'heappushpop':
        return [
          this.if(isEmpty(), [this.return(item())]),
          this.set('first', this.itemAt(list(), this.int(0))),
          this.if(this.compare(first(), '<', item()), [...this.sink(() => this.int(0)), this.return(first())]),
          this.return(item()),
        ];
      case 'heapify':
        return [
          this.set('start', this.binary(this.binary(n(), '>>', this.int(1)), '-', this.int(1))),
          this.while(this.compare(this.name('start'), '>=', this.int(0)), [
            this.set('item', this.itemAt(list(), this.name('start'))),
            ...this.sink(() => this.name('start')),
            this.set('start', this.binary(this.name('start'), '-', this.int(1))),
          ]),
        ];
    }
  }

  /** Moves the empty place at `pos` towards `start` as long as the item is less than what lies above it. */
  private rise(start: Expr): Stmt[] {
    const { list, pos, above, item } = this.names('list', 'pos', 'above', 'item');
    return [
      this.while(this.compare(pos(), '>', start), [
        this.set('above', this.binary(this.binary(pos(), '-', this.int(1)), '>>', this.int(1))),
        this.if(this.not(this.compare(item(), '<', this.itemAt(list(), above()))), [this.break()]),
        this.set(this.itemAt(list(), pos()), this.itemAt(list(), above())),
        this.set('pos', above()),
      ]),
    ];
  }

  /** The lesser child moves up until there is none, and the item rises from there. */
  private sink(start: () => Expr): Stmt[] {
    const { list, n, pos, child, right, item } = this.names('list', 'n', 'pos', 'child', 'right', 'item');
    const below = () => this.binary(this.binary(pos(), '+', pos()), '+', this.int(1));
    const isLess = this.compare(this.itemAt(list(), child()), '<', this.itemAt(list(), right()));
    return [
      this.set('pos', start()),
      this.set('child', below()),
      this.while(this.compare(child(), '<', n()), [
        this.set('right', this.binary(child(), '+', this.int(1))),
        this.if(this.and(this.compare(right(), '<', n()), this.not(isLess)), [this.set('child', right())]),
        this.set(this.itemAt(list(), pos()), this.itemAt(list(), child())),
        this.set('pos', child()),
        this.set('child', below()),
      ]),
      ...this.rise(start()),
      this.set(this.itemAt(list(), pos()), item()),
    ];
  }

  /** Merges sorted parts of one, two, four items: equal ones keep their order. */
  private merges(): Stmt[] {
    const { list, other, n, width, low, middle, high, i, j, k } = this.names(
      ...(['list', 'other', 'n', 'width', 'low', 'middle', 'high', 'i', 'j', 'k'] as const),
    );
    const step = (name: string): Stmt => this.set(name, this.binary(this.name(name), '+', this.int(1)));
    const cut = (name: string, from: Expr): Stmt[] => [
      this.set(name, this.binary(from, '+', width())),
      this.if(this.compare(this.name(name), '>', n()), [this.set(name, n())]),
    ];
    const isRightDone = this.compare(j(), '>=', high());
    const isLess = this.compare(this.itemAt(other(), j()), '<', this.itemAt(other(), i()));
    const takesLeft = this.and(this.compare(i(), '<', middle()), this.or(isRightDone, this.not(isLess)));
    const take = (from: () => Expr, name: string): Stmt[] => [
      this.set(this.itemAt(list(), k()), this.itemAt(other(), from())),
      step(name),
    ];
    return [
      this.set('width', this.int(1)),
      this.while(this.compare(width(), '<', n()), [
        this.set('other', this.call(list(), 'copy')),
        this.set('low', this.int(0)),
        this.while(this.compare(low(), '<', n()), [
          ...cut('middle', low()),
          ...cut('high', middle()),
          this.set('i', low()),
          this.set('j', middle()),
          this.set('k', low()),
          this.while(this.compare(k(), '<', high()), [
            { ...this.if(takesLeft, take(i, 'i')), orelse: take(j, 'j') },
            step('k'),
          ]),
          this.set('low', high()),
        ]),
        this.set('width', this.binary(width(), '+', width())),
      ]),
    ];
  }

  private names<K extends string>(...ids: readonly K[]): Record<K, () => Expr> {
    return Object.fromEntries(ids.map((id) => [id, () => this.name(id)])) as Record<K, () => Expr>;
  }

  private name(id: string): Expr {
    return { kind: 'Name', range: this.range, id };
  }

  private int(value: number): Expr {
    return { kind: 'Int', range: this.range, value: BigInt(value) };
  }

  private binary(left: Expr, op: BinaryOperator, right: Expr): Expr {
    return { kind: 'Binary', range: this.range, op, left, right };
  }

  private compare(left: Expr, op: CompareOperator, right: Expr): Expr {
    return { kind: 'Compare', range: this.range, left, ops: [op], rights: [right] };
  }

  private not(operand: Expr): Expr {
    return { kind: 'Unary', range: this.range, op: 'not', operand };
  }

  private and(...values: readonly Expr[]): Expr {
    return { kind: 'BoolOp', range: this.range, op: 'and', values };
  }

  private or(...values: readonly Expr[]): Expr {
    return { kind: 'BoolOp', range: this.range, op: 'or', values };
  }

  private call(value: Expr, attr: string, ...args: readonly Expr[]): Expr {
    const func: Expr = { kind: 'Attribute', range: this.range, value, attr, attrRange: this.range };
    return { kind: 'Call', range: this.range, func, args, keywords: [] };
  }

  private itemAt(value: Expr, index: Expr): Expr {
    return { kind: 'Subscript', range: this.range, value, index: [index], isTuple: false };
  }

  private set(target: string | Expr, value: Expr): Stmt {
    const made = typeof target === 'string' ? this.name(target) : target;
    return { kind: 'Assign', range: this.range, targets: [made], value };
  }

  private do(value: Expr): Stmt {
    return { kind: 'ExprStmt', range: this.range, value };
  }

  private if(test: Expr, body: readonly Stmt[]): Extract<Stmt, { kind: 'If' }> {
    return { kind: 'If', range: this.range, test, body, orelse: [] };
  }

  private while(test: Expr, body: readonly Stmt[]): Stmt {
    return { kind: 'While', range: this.range, test, body, orelse: [] };
  }

  private return(value: Expr): Stmt {
    return { kind: 'Return', range: this.range, value };
  }

  private break(): Stmt {
    return { kind: 'Break', range: this.range };
  }

  private raise(exception: string, text: string): Stmt {
    const message: Expr = { kind: 'Str', range: this.range, value: text };
    const made: Expr = { kind: 'Call', range: this.range, func: this.name(exception), args: [message], keywords: [] };
    return { kind: 'Raise', range: this.range, exception: made };
  }
}
