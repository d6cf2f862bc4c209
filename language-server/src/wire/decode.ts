// SPDX-License-Identifier: Apache-2.0
// FlatBuffers bytes to a graph. The bytes are not trusted: the JavaScript library has no verifier, so every position
// is checked against the buffer, counts and depth are limited, and enumerators must be known.
// The result has the right shape; core/graph/verify.ts judges what it says.

import { ByteBuffer } from 'flatbuffers';
import {
  type Constant,
  type DType,
  type Graph,
  type GraphFunction,
  type IndexItem,
  type Node,
  OPS,
  type Op,
  type Region,
  type SourceRange,
  type Type,
} from '../core/graph/graph';
import { type GraphError, LIMITS, NO_RANGE } from '../core/graph/graph-error';
import { WIRE_DTYPES, WIRE_INDEX_KINDS, WIRE_TYPE_KINDS } from './encode';
import type { Constant as WireConstant } from './generated/weft/wire/constant';
import type { Function as WireFunction } from './generated/weft/wire/function';
import { Graph as WireGraph } from './generated/weft/wire/graph';
import type { Node as WireNode } from './generated/weft/wire/node';
import type { Range as WireRange } from './generated/weft/wire/range';
import type { Region as WireRegion } from './generated/weft/wire/region';
import type { Type as WireType } from './generated/weft/wire/type';

export type DecodeResult = { readonly graph: Graph } | { readonly error: GraphError };

export function decodeGraph(bytes: Uint8Array): DecodeResult {
  try {
    return { graph: new GraphReader(bytes).read() };
  } catch (error) {
    // The library throws RangeError and TypeError for positions outside the buffer.
    if (!(error instanceof CorruptError || error instanceof RangeError || error instanceof TypeError)) throw error;
    const message = error instanceof CorruptError ? error.message : 'a position is outside the bytes';
    return { error: { code: 'WEFT500', message, range: NO_RANGE } };
  }
}

class CorruptError extends Error {}

function fail(message: string): never {
  throw new CorruptError(message);
}

interface Positioned {
  readonly bb_pos: number;
}

/** As the C++ verifier: one table for each region and node. */
const MAX_DEPTH = 128;
const MAX_TABLES = 4_000_000;

class GraphReader {
  private readonly buffer: ByteBuffer;
  private tables = 0;

  constructor(private readonly bytes: Uint8Array) {
    this.buffer = new ByteBuffer(bytes);
  }

  read(): Graph {
    if (this.bytes.length < 16) fail('the bytes are too few');
    if (!WireGraph.bufferHasIdentifier(this.buffer)) fail('the identifier is not `WFGR`');
    const root = this.at(WireGraph.getRootAsGraph(this.buffer), 'graph');
    if (root.version() !== 1) fail(`version ${root.version()} is unknown`);
    const precision = root.precision();
    if (precision !== 0 && precision !== 1) fail('the precision is unknown');
    const count = this.count(root.functionsLength(), LIMITS.functions, 'functions');
    return {
      version: 1,
      file: this.text(root.file()),
      precision: precision === 1 ? 'fast' : 'strict',
      functions: this.list(count, (i) => this.fn(this.at(root.functions(i), 'function'))),
    };
  }

  private at<T extends Positioned>(object: T | null, what: string): T {
    if (object === null) return fail(`a ${what} is missing`);
    if (object.bb_pos < 4 || object.bb_pos >= this.bytes.length) fail(`a ${what} is outside the bytes`);
    if (++this.tables > MAX_TABLES) fail('there are too many tables');
    return object;
  }

  private count(length: number, limit: number, what: string): number {
    // No element is smaller than four bytes; a corrupt length is caught before anything is allocated.
    if (length < 0 || length > limit || length * 4 > this.bytes.length) fail(`there are too many ${what}`);
    return length;
  }

  private list<T>(count: number, read: (i: number) => T): T[] {
    const items: T[] = [];
    for (let i = 0; i < count; i++) items.push(read(i));
    return items;
  }

  private text(value: string | null): string {
    if (value === null) return fail('a text is missing');
    if (value.length > LIMITS.stringLength) fail('a text is too long');
    return value;
  }

  private number(value: number | null): number {
    if (value === null || !Number.isInteger(value)) return fail('a number is missing');
    return value;
  }

  private enumerator<T>(names: readonly T[], value: number, what: string): T {
    return names[value] ?? fail(`${what} ${value} is unknown`);
  }

  private fn(fn: WireFunction): GraphFunction {
    const parameters = this.count(fn.parametersLength(), LIMITS.operands, 'parameters');
    const values = this.count(fn.valuesLength(), LIMITS.nodes, 'values');
    const variables = this.count(fn.variablesLength(), LIMITS.nodes, 'variables');
    const results = this.count(fn.resultsLength(), LIMITS.operands, 'results');
    const structure = fn.structure();
    return {
      name: this.text(fn.name()),
      range: this.range(fn.range()),
      parameters: this.list(parameters, (i) => {
        const parameter = this.at(fn.parameters(i), 'parameter');
        return { name: this.text(parameter.name()), value: parameter.value() };
      }),
      values: this.list(values, (i) => this.type(fn.values(i))),
      variables: this.list(variables, (i) => {
        const variable = this.at(fn.variables(i), 'variable');
        return { name: this.text(variable.name()), type: this.type(variable.type()) };
      }),
      results: this.list(results, (i) => this.type(fn.results(i))),
      returnsTuple: fn.returnsTuple(),
      ...(structure ? { structure } : {}),
      body: this.region(fn.body(), 3),
    };
  }

  private range(range: WireRange | null): SourceRange {
    const at = this.at(range, 'range');
    return {
      startLine: at.startLine(),
      startColumn: at.startColumn(),
      endLine: at.endLine(),
      endColumn: at.endColumn(),
    };
  }

  private type(type: WireType | null, depth = 0): Type {
    const at = this.at(type, 'type');
    const kind = this.enumerator(WIRE_TYPE_KINDS, at.kind(), 'type');
    const dtype = this.enumerator<DType>(WIRE_DTYPES, at.dtype(), 'dtype');
    const dims = this.count(at.dimsLength(), 64, 'dimensions');
    if (kind === 'array') return { kind, dtype, dims: this.list(dims, (i) => this.text(at.dims(i))) };
    const items = this.count(at.itemsLength(), LIMITS.operands, 'items');
    if (kind === 'list') {
      if (depth > 16) fail('lists are nested too deep');
      return { kind, items: this.list(items, (i) => this.type(at.items(i), depth + 1)) };
    }
    if (items > 0) fail('a type that is no list has items');
    if (dims > 0) fail('a type without axes has dimensions');
    return kind === 'scalar' ? { kind, dtype } : { kind };
  }

  private region(region: WireRegion | null, depth: number): Region {
    if (depth > MAX_DEPTH) fail('regions are nested too deep');
    const at = this.at(region, 'region');
    const count = this.count(at.nodesLength(), LIMITS.nodes, 'nodes');
    const argument = at.argument();
    const nodes = this.list(count, (i) => this.node(this.at(at.nodes(i), 'node'), depth + 1));
    return argument === -1 ? { nodes } : { nodes, argument };
  }

  private node(node: WireNode, depth: number): Node {
    const op = this.enumerator<Op>(OPS, node.op(), 'operation');
    const operands = this.count(node.operandsLength(), LIMITS.operands, 'operands');
    const results = this.count(node.resultsLength(), LIMITS.operands, 'results');
    const regions = this.count(node.regionsLength(), 3, 'regions');
    const axes = this.count(node.axesLength(), 64, 'axes');
    const index = this.count(node.indexLength(), 64, 'index items');
    const constant = node.constant();
    const path = node.path();
    const kernel = node.kernel();
    const writes = this.count(node.writesLength(), 64, 'positions');
    const variable = node.variable();
    const callee = node.callee();
    return {
      op,
      range: this.range(node.range()),
      operands: this.list(operands, (i) => this.number(node.operands(i))),
      results: this.list(results, (i) => this.number(node.results(i))),
      ...(regions === 0 ? {} : { regions: this.list(regions, (i) => this.region(node.regions(i), depth + 1)) }),
      ...(constant === null ? {} : { constant: this.constant(this.at(constant, 'constant')) }),
      ...(op === 'get' || op === 'set' || variable !== 0 ? { variable } : {}),
      ...(node.checked() ? { checked: true } : {}),
      ...(op === 'call' || callee !== 0 ? { callee } : {}),
      ...(axes === 0 ? {} : { axes: this.list(axes, (i) => this.number(node.axes(i))) }),
      ...(node.keepdims() ? { keepdims: true } : {}),
      ...(index === 0 ? {} : { index: this.list(index, (i) => this.indexItem(node, i)) }),
      ...(path === null ? {} : { path: this.text(path) }),
      ...(kernel === null ? {} : { kernel: this.text(kernel) }),
      ...(writes === 0 ? {} : { writes: this.list(writes, (i) => this.number(node.writes(i))) }),
    };
  }

  private indexItem(node: WireNode, i: number): IndexItem {
    const item = this.at(node.index(i), 'index item');
    const kind = this.enumerator(WIRE_INDEX_KINDS, item.kind(), 'index item');
    const part = (value: number): number | undefined => (value === -1 ? undefined : value);
    const start = part(item.start());
    const stop = part(item.stop());
    const step = part(item.step());
    if (kind === 'slice') {
      return {
        kind,
        ...(start === undefined ? {} : { start }),
        ...(stop === undefined ? {} : { stop }),
        ...(step === undefined ? {} : { step }),
      };
    }
    if (stop !== undefined || step !== undefined) fail('an index item has parts it may not have');
    if (kind === 'int') return { kind, start: start ?? fail('an index item has no operand') };
    if (start !== undefined) fail('an index item has parts it may not have');
    return { kind };
  }

  private constant(constant: WireConstant): Constant {
    const kind = this.enumerator(WIRE_TYPE_KINDS, constant.type(), 'type');
    const dtype = this.enumerator<DType>(WIRE_DTYPES, constant.dtype(), 'dtype');
    const isTrue = constant.intValue() !== 0n;
    switch (kind) {
      case 'none':
        return { type: { kind }, value: null };
      case 'int':
        return { type: { kind }, value: constant.intValue() };
      case 'float':
        return { type: { kind }, value: constant.floatValue() };
      case 'bool':
        return { type: { kind }, value: isTrue };
      case 'str':
        return { type: { kind }, value: this.text(constant.stringValue()) };
      case 'complex':
        return { type: { kind }, value: { re: constant.floatValue(), im: constant.imaginaryValue() } };
      case 'scalar': {
        if (dtype === 'c64' || dtype === 'c128') {
          return { type: { kind, dtype }, value: { re: constant.floatValue(), im: constant.imaginaryValue() } };
        }
        const isFloat = dtype === 'f32' || dtype === 'f64';
        const bits = constant.intValue();
        const integer = dtype === 'u64' ? BigInt.asUintN(64, bits) : bits;
        const value = isFloat ? constant.floatValue() : dtype === 'b1' ? isTrue : integer;
        return { type: { kind, dtype }, value };
      }
      case 'array':
      case 'list':
        return fail('a constant is an array or a list');
    }
  }
}
