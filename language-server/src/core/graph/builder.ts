// SPDX-License-Identifier: Apache-2.0
// Builds a graph node by node. Regions are filled by callbacks; constants are shared within what is visible.
// The builder checks nothing but its own use: verify.ts judges the result.

import type {
  Constant,
  DType,
  Graph,
  GraphFunction,
  IndexItem,
  Node,
  Op,
  Parameter,
  Precision,
  Region,
  SourceRange,
  Type,
  ValueId,
  Variable,
} from './graph';
import { passModuleValues } from './module-values';

export interface NodeAttributes {
  readonly axes?: readonly number[];
  readonly keepdims?: boolean;
  readonly index?: readonly IndexItem[];
  readonly path?: string;
  readonly checked?: boolean;
  readonly variable?: number;
  readonly callee?: number;
  readonly constant?: Constant;
}

/** One item of an index with value ids in place of operand positions. */
export type IndexPart =
  | { readonly kind: 'full' }
  | { readonly kind: 'new_axis' }
  | { readonly kind: 'int'; readonly value: ValueId }
  | {
      readonly kind: 'slice';
      readonly start?: ValueId | undefined;
      readonly stop?: ValueId | undefined;
      readonly step?: ValueId | undefined;
    };

export class GraphBuilder {
  private readonly functions: FunctionBuilder[] = [];

  /** `file` is the base name of the user's file. */
  constructor(
    private readonly file: string,
    private readonly precision: Precision,
  ) {}

  /** The first function added is the entry. Its `index` is what `call` names; the body may be filled later. */
  addFunction(name: string, range: SourceRange): FunctionBuilder {
    const builder = new FunctionBuilder(this.functions.length, name, range);
    this.functions.push(builder);
    return builder;
  }

  build(): Graph {
    return {
      version: 1,
      file: this.file,
      precision: this.precision,
      functions: passModuleValues(
        this.functions.map((builder) => builder.build()),
        new Set(this.functions.filter((builder) => builder.isModuleValue).map((builder) => builder.index)),
      ),
    };
  }
}

interface Frame {
  readonly region: Region;
  readonly constants: Map<string, ValueId>;
}

export class FunctionBuilder {
  readonly values: Type[] = [];
  readonly variables: Variable[] = [];
  private readonly parameters: Parameter[] = [];
  private readonly body: Region = { nodes: [] };
  private readonly frames: Frame[] = [{ region: this.body, constants: new Map() }];
  private resultTypes: readonly Type[] = [{ kind: 'none' }];
  private returnsTuple = false;
  /** It computes a value of the module. */
  isModuleValue = false;
  private structure: string | undefined;
  /** How many nodes `atStart` added. */
  private starting = 0;

  constructor(
    readonly index: number,
    readonly name: string,
    readonly range: SourceRange,
  ) {}

  addParameter(name: string, type: Type): ValueId {
    const value = this.newValue(type);
    this.parameters.push({ name, value });
    return value;
  }

  /** Names must be unique in the function; `x`, `x.1`, … for one Python name of several types. */
  addVariable(name: string, type: Type): number {
    this.variables.push({ name, type });
    return this.variables.length - 1;
  }

  setResults(types: readonly Type[], returnsTuple = false, structure?: string): void {
    this.structure = structure;
    this.resultTypes = types.length === 0 ? [{ kind: 'none' }] : types;
    this.returnsTuple = returnsTuple;
  }

  typeOf(value: ValueId): Type {
    const type = this.values[value];
    if (type === undefined) throw new Error(`value ${value} is not of this function`);
    return type;
  }

  newValue(type: Type): ValueId {
    this.values.push(type);
    return this.values.length - 1;
  }

  private get frame(): Frame {
    return this.frames[this.frames.length - 1]!;
  }

  append(node: Node): void {
    this.frame.region.nodes.push(node);
  }

  /** A node at the start of the function, after those added so before. */
  atStart(node: Node): void {
    this.body.nodes.splice(this.starting++, 0, node);
  }

  /** An operation with one result. */
  emit(op: Op, operands: readonly ValueId[], type: Type, range: SourceRange, attributes: NodeAttributes = {}): ValueId {
    const result = this.newValue(type);
    this.append({ op, range, operands, results: [result], ...attributes });
    return result;
  }

  /** An operation without a result. */
  emitEffect(op: Op, operands: readonly ValueId[], range: SourceRange, attributes: NodeAttributes = {}): void {
    this.append({ op, range, operands, results: [], ...attributes });
  }

  /** The constant, shared with an equal one that is visible here. */
  constant(constant: Constant, range: SourceRange): ValueId {
    const { type, value } = constant;
    const text = constantKey(value);
    const key = `${type.kind}:${type.kind === 'scalar' ? type.dtype : ''}:${typeof value}:${text}`;
    for (let i = this.frames.length - 1; i >= 0; i--) {
      const known = this.frames[i]!.constants.get(key);
      if (known !== undefined) return known;
    }
    const result = this.emit('const', [], type, range, { constant });
    this.frame.constants.set(key, result);
    return result;
  }

  int(value: number | bigint, range: SourceRange): ValueId {
    return this.constant({ type: { kind: 'int' }, value: BigInt(value) }, range);
  }

  float(value: number, range: SourceRange): ValueId {
    return this.constant({ type: { kind: 'float' }, value }, range);
  }

  bool(value: boolean, range: SourceRange): ValueId {
    return this.constant({ type: { kind: 'bool' }, value }, range);
  }

  none(range: SourceRange): ValueId {
    return this.constant({ type: { kind: 'none' }, value: null }, range);
  }

  scalar(dtype: DType, value: number | bigint | boolean, range: SourceRange): ValueId {
    return this.constant({ type: { kind: 'scalar', dtype }, value }, range);
  }

  get(variable: number, range: SourceRange, checked = false): ValueId {
    const type = this.variables[variable]!.type;
    return this.emit('get', [], type, range, checked ? { variable, checked } : { variable });
  }

  set(variable: number, value: ValueId, range: SourceRange): void {
    this.emitEffect('set', [value], range, { variable });
  }

  /** Fills a new region that the node appended next will own. */
  region(fill: () => void): Region {
    const region: Region = { nodes: [] };
    this.frames.push({ region, constants: new Map() });
    try {
      fill();
    } finally {
      this.frames.pop();
    }
    return region;
  }

  if(condition: ValueId, range: SourceRange, then: () => void, orelse: () => void = () => {}): void {
    const regions = [this.region(then), this.region(orelse)];
    this.append({ op: 'if', range, operands: [condition], results: [], regions });
  }

  /** `condition` fills its region and gives the value to test. */
  while(range: SourceRange, condition: () => ValueId, body: () => void, orelse?: () => void): void {
    const test = this.region(() => this.emitEffect('yield', [condition()], range));
    const regions = [test, this.region(body)];
    if (orelse !== undefined) regions.push(this.region(orelse));
    this.append({ op: 'while', range, operands: [], results: [], regions });
  }

  for(
    range: SourceRange,
    [start, stop, step]: readonly [ValueId, ValueId, ValueId],
    body: (counter: ValueId) => void,
    orelse?: () => void,
  ): void {
    const counter = this.newValue({ kind: 'int' });
    const region = this.region(() => body(counter));
    region.argument = counter;
    const regions = [region];
    if (orelse !== undefined) regions.push(this.region(orelse));
    this.append({ op: 'for', range, operands: [start, stop, step], results: [], regions });
  }

  return(values: readonly ValueId[], range: SourceRange): void {
    this.emitEffect('return', values, range);
  }

  call(callee: FunctionBuilder, operands: readonly ValueId[], types: readonly Type[], range: SourceRange): ValueId[] {
    const results = types.map((type) => this.newValue(type));
    this.append({ op: 'call', range, operands, results, callee: callee.index });
    return results;
  }

  /** A value that `callee` computes, once for the whole run. */
  moduleValue(callee: FunctionBuilder, type: Type, range: SourceRange): ValueId {
    return this.moduleValues(callee, [type], range)[0]!;
  }

  /** The same with all its parts. */
  moduleValues(callee: FunctionBuilder, types: readonly Type[], range: SourceRange): ValueId[] {
    callee.isModuleValue = true;
    const results = types.map((type) => this.newValue(type));
    this.atStart({ op: 'call', range, operands: [], results, callee: callee.index });
    return results;
  }

  /** A call of a library kernel; `writes` are the positions of the operands that it changes. */
  kernel(
    name: string,
    operands: readonly ValueId[],
    types: readonly Type[],
    range: SourceRange,
    writes: readonly number[] = [],
  ): ValueId[] {
    const results = types.map((type) => this.newValue(type));
    const attributes = writes.length === 0 ? { kernel: name } : { kernel: name, writes };
    this.append({ op: 'kernel', range, operands, results, ...attributes });
    return results;
  }

  view(array: ValueId, parts: readonly IndexPart[], type: Type, range: SourceRange): ValueId {
    const { index, operands } = placeIndex(parts);
    return this.emit('view', [array, ...operands], type, range, { index });
  }

  load(array: ValueId, indices: readonly ValueId[], type: Type, range: SourceRange): ValueId {
    const { index, operands } = placeIndex(indices.map((value) => ({ kind: 'int', value })));
    return this.emit('load', [array, ...operands], type, range, { index });
  }

  store(array: ValueId, indices: readonly ValueId[], value: ValueId, range: SourceRange): void {
    const { index, operands } = placeIndex(indices.map((item) => ({ kind: 'int', value: item })));
    this.emitEffect('store', [array, ...operands, value], range, { index });
  }

  build(): GraphFunction {
    return {
      name: this.name,
      range: this.range,
      parameters: this.parameters,
      values: this.values,
      variables: this.variables,
      results: this.resultTypes,
      returnsTuple: this.returnsTuple,
      ...(this.structure === undefined ? {} : { structure: this.structure }),
      body: this.body,
    };
  }
}

/** Different for constants that differ, signs of zeros included. */
function constantKey(value: Constant['value']): string {
  if (typeof value === 'object' && value !== null) return `${constantKey(value.re)},${constantKey(value.im)}`;
  return Object.is(value, -0) ? '-0' : String(value);
}

/** Operands 1, 2, 3 … in order of appearance. */
function placeIndex(parts: readonly IndexPart[]): { index: IndexItem[]; operands: ValueId[] } {
  const operands: ValueId[] = [];
  const place = (value: ValueId): number => operands.push(value);
  const index = parts.map((part): IndexItem => {
    if (part.kind === 'int') return { kind: 'int', start: place(part.value) };
    if (part.kind !== 'slice') return part;
    if (part.start === undefined && part.stop === undefined && part.step === undefined) return { kind: 'full' };
    return {
      kind: 'slice',
      ...(part.start === undefined ? {} : { start: place(part.start) }),
      ...(part.stop === undefined ? {} : { stop: place(part.stop) }),
      ...(part.step === undefined ? {} : { step: place(part.step) }),
    };
  });
  return { index, operands };
}
