// SPDX-License-Identifier: Apache-2.0
// A graph as FlatBuffers bytes. The same graph gives the same bytes on every machine.

import { Builder } from 'flatbuffers';
import {
  type Constant,
  DTYPES,
  type Graph,
  type GraphFunction,
  type IndexItem,
  type Node,
  OPS,
  type Region,
  type SourceRange,
  type Type,
} from '../core/graph/graph';
import { ConstantT, Constant as WireConstant } from './generated/weft/wire/constant';
import { FunctionT } from './generated/weft/wire/function';
import { GraphT, Graph as WireGraph } from './generated/weft/wire/graph';
import { IndexItemT } from './generated/weft/wire/index-item';
import { NodeT } from './generated/weft/wire/node';
import { ParameterT } from './generated/weft/wire/parameter';
import { RangeT } from './generated/weft/wire/range';
import { RegionT } from './generated/weft/wire/region';
import { TypeT } from './generated/weft/wire/type';
import { VariableT } from './generated/weft/wire/variable';

/** Positions are the schema's enumerators. */
export const WIRE_DTYPES = DTYPES;
export const WIRE_TYPE_KINDS: readonly Type['kind'][] = [
  'none',
  'int',
  'float',
  'bool',
  'complex',
  'str',
  'scalar',
  'array',
  'list',
];
export const WIRE_INDEX_KINDS: readonly IndexItem['kind'][] = ['full', 'int', 'slice', 'new_axis'];

export function encodeGraph(graph: Graph): Uint8Array {
  const builder = new Builder(4096);
  const precision = graph.precision === 'fast' ? 1 : 0;
  const root = new GraphT(graph.version, graph.file, precision, graph.functions.map(encodeFunction));
  WireGraph.finishGraphBuffer(builder, root.pack(builder));
  return builder.asUint8Array();
}

function encodeFunction(fn: GraphFunction): FunctionT {
  return new FunctionT(
    fn.name,
    encodeRange(fn.range),
    fn.parameters.map((parameter) => new ParameterT(parameter.name, parameter.value)),
    fn.values.map(encodeType),
    fn.variables.map((variable) => new VariableT(variable.name, encodeType(variable.type))),
    fn.results.map(encodeType),
    fn.returnsTuple,
    encodeRegion(fn.body),
    fn.structure ?? null,
  );
}

function encodeRange(range: SourceRange): RangeT {
  return new RangeT(range.startLine, range.startColumn, range.endLine, range.endColumn);
}

function encodeType(type: Type): TypeT {
  const dtype = type.kind === 'scalar' || type.kind === 'array' ? WIRE_DTYPES.indexOf(type.dtype) : 0;
  const items = type.kind === 'list' ? type.items.map(encodeType) : [];
  return new TypeT(WIRE_TYPE_KINDS.indexOf(type.kind), dtype, type.kind === 'array' ? [...type.dims] : [], items);
}

function encodeRegion(region: Region): RegionT {
  return new RegionT(region.nodes.map(encodeNode), region.argument ?? -1);
}

function encodeNode(node: Node): NodeT {
  return new NodeT(
    OPS.indexOf(node.op),
    encodeRange(node.range),
    [...node.operands],
    [...node.results],
    (node.regions ?? []).map(encodeRegion),
    node.constant === undefined ? null : encodeConstant(node.constant),
    node.variable ?? 0,
    node.checked ?? false,
    node.callee ?? 0,
    [...(node.axes ?? [])],
    node.keepdims ?? false,
    (node.index ?? []).map(encodeIndexItem),
    node.path ?? null,
    node.kernel ?? null,
    [...(node.writes ?? [])],
  );
}

function encodeIndexItem(item: IndexItem): IndexItemT {
  const kind = WIRE_INDEX_KINDS.indexOf(item.kind);
  if (item.kind === 'int') return new IndexItemT(kind, item.start, -1, -1);
  if (item.kind === 'slice') return new IndexItemT(kind, item.start ?? -1, item.stop ?? -1, item.step ?? -1);
  return new IndexItemT(kind, -1, -1, -1);
}

/** The generated code leaves out a -0.0, which equals the default 0.0: the float field is always written. */
class ExactConstantT extends ConstantT {
  override pack(builder: Builder): number {
    const text = this.stringValue === null ? 0 : builder.createString(this.stringValue);
    WireConstant.startConstant(builder);
    WireConstant.addType(builder, this.type);
    WireConstant.addDtype(builder, this.dtype);
    WireConstant.addIntValue(builder, this.intValue);
    builder.forceDefaults(true);
    WireConstant.addFloatValue(builder, this.floatValue);
    WireConstant.addImaginaryValue(builder, this.imaginaryValue);
    builder.forceDefaults(false);
    WireConstant.addStringValue(builder, text);
    return WireConstant.endConstant(builder);
  }
}

function encodeConstant(constant: Constant): ConstantT {
  const { type, value } = constant;
  const dtype = type.kind === 'scalar' ? WIRE_DTYPES.indexOf(type.dtype) : 0;
  const integer = typeof value === 'bigint' ? value : value === true ? 1n : 0n;
  const isComplex = typeof value === 'object' && value !== null;
  const float = typeof value === 'number' ? value : isComplex ? value.re : 0;
  const kind = WIRE_TYPE_KINDS.indexOf(type.kind);
  const text = typeof value === 'string' ? value : null;
  return new ExactConstantT(kind, dtype, BigInt.asIntN(64, integer), float, text, isComplex ? value.im : 0);
}
