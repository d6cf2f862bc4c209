// SPDX-License-Identifier: Apache-2.0
// What the meaning of an operation needs from lowering: to add nodes, to report, and to name sizes.

import type { Code, CodeValues } from '../diagnostics/codes';
import type { Dim, DType, Node, Op, SourceRange, Type, ValueId } from '../graph/graph';
import type { Poly } from '../types/dims';
import type { ListValue } from '../types/lists';
import type { DictValue, GraphValue, Layout, UnionValue, Value } from '../types/value';

export type Attributes = Pick<Partial<Node>, 'axes' | 'keepdims' | 'index' | 'path'>;

export interface Context {
  /** Adds a node with one result; constants among the operands get their nodes first. */
  emit(op: Op, range: SourceRange, operands: readonly GraphValue[], type: Type, attributes?: Attributes): GraphValue;
  /** Adds a node without a result. */
  effect(op: Op, range: SourceRange, operands: readonly GraphValue[], attributes?: Attributes): void;
  /**
   * A call of the library kernel `name`, with one result for each type of `results`. Kernels are called in program order.
   * `writes`: positions of the operands that the kernel changes.
   */
  kernel(
    name: string,
    range: SourceRange,
    operands: readonly GraphValue[],
    results: readonly Type[],
    writes?: readonly number[],
  ): GraphValue[];
  /**
   * The list with numbers of one element type in place of several, `dtype` where the items are stored in an array of it;
   * undefined after a report.
   */
  evenList(range: SourceRange, list: ListValue, isTyped: boolean, dtype?: DType): ListValue | undefined;
  /** What `repr` gives for a list whose items have several types, or a value that has; undefined after a report. */
  listText(range: SourceRange, value: ListValue | UnionValue): GraphValue | undefined;
  /** The dictionary with the values that its entries have now. */
  settledDict?(range: SourceRange, value: DictValue): DictValue;
  /** Reports a problem; the value of what has it is unknown. */
  report<C extends Code>(code: C, range: SourceRange, values: CodeValues<C>): Value;
  /** A size that is known only at run time. The same key gives the same size. */
  unknownDim(key?: string): Dim;
  /** The size after all equalities found so far. */
  resolve(dim: Dim): Dim;
  /** Whether `value` was computed elementwise from `array` itself, so that no axis of it is shorter. */
  hasShapeOf(value: GraphValue, array: GraphValue): boolean;
  /** Two sizes that an operation forces to be equal. */
  unify(a: Dim, b: Dim): void;
  /** A name still to be read whose array NumPy may have made a view of `array`, or a copy (types/value.ts, `Layout`). */
  readerOf(array: GraphValue): string | undefined;
  /** The arrays that real and imaginary parts were taken of, by the node of the part. */
  readonly parts: Map<ValueId, { readonly array: GraphValue; readonly part: 'real' | 'imag' }>;
  /** Remembers something about the whole program that later calls ask for, and whether it is remembered. */
  remember(what: string): void;
  remembers(what: string): boolean;
  /** The least value of a symbolic integer, where the loops around tell it. */
  least?(value: Poly): bigint | undefined;
  /** Takes the statement apart at an expression of several types, where it can be; else it returns. */
  takeApart?(range: SourceRange): void;
  /** It counts whether numbers in the value are Python's or NumPy's. `isCheap`: not where loops would have to carry it. */
  wantKinds?(value: Value, isCheap?: boolean): boolean;
  /** The value that was chosen at `range`: where its kind counts, the choice becomes a statement of its own. */
  withChoice?<V extends Value>(range: SourceRange, value: V): V;
  /** A constant was needed where the value comes from these parameters; false where they cannot be constant. */
  needConstant(origin: string): boolean;
  /** The type of the array in a file on the target; undefined when it is not known, which is reported where it must be. */
  fileType(path: string, range: SourceRange): Type | undefined;
  /** How the elements of the array in a file lie, where that is not C order. */
  fileLayout(path: string): Layout | undefined;
  /** Whether the sizes of a file are part of its type. */
  knowsSizes(path: string): boolean;
  /** The path that the worker opens for a data file of this name. */
  dataFile(path: string): string;
  /** From here on the name means a file that the task itself writes. */
  markWritten(path: string): void;
}
