// SPDX-License-Identifier: Apache-2.0
// The canonical text of a graph, as docs/graph.md defines it. Prints any graph, also one that does not verify.

import type { Constant, Graph, GraphFunction, IndexItem, Node, Region, Type, ValueId } from './graph';
import { printFloat, quote } from './literal-text';

export function printType(type: Type): string {
  if (type.kind === 'array') return `${type.dtype}[${type.dims.join(',')}]`;
  if (type.kind === 'list') return `list[${type.items.map(printType).join(', ')}]`;
  return type.kind === 'scalar' ? type.dtype : type.kind;
}

export function printGraph(graph: Graph): string {
  const lines = [`weft.graph ${graph.version} ${quote(graph.file)} ${graph.precision}`];
  for (const fn of graph.functions) lines.push(...new FunctionPrinter(graph, fn).print());
  return `${lines.join('\n')}\n`;
}

function printConstant(constant: Constant): string {
  const { value } = constant;
  if (typeof value === 'number') return printFloat(value);
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'object' && value !== null) return `(${printFloat(value.re)}, ${printFloat(value.im)})`;
  return value === null ? 'none' : String(value);
}

class FunctionPrinter {
  private readonly lines: string[] = [];
  private readonly numbers = new Map<ValueId, number>();

  constructor(
    private readonly graph: Graph,
    private readonly fn: GraphFunction,
  ) {}

  print(): string[] {
    const { fn } = this;
    const parameters = fn.parameters.map((parameter) => {
      return `${this.define(parameter.value)} ${parameter.name}: ${this.typeOf(parameter.value)}`;
    });
    const results = fn.results.map(printType).join(', ');
    const structure = fn.structure === undefined ? '' : ` structure=${quote(fn.structure)}`;
    const tuple = `${structure}${fn.returnsTuple ? ' tuple' : ''}`;
    this.lines.push(`func @${fn.name}(${parameters.join(', ')}) -> ${results}${tuple} {`);
    for (const variable of fn.variables) this.lines.push(`  var ${variable.name}: ${printType(variable.type)}`);
    this.region(fn.body, '  ');
    this.lines.push('}');
    return this.lines;
  }

  private define(value: ValueId): string {
    if (!this.numbers.has(value)) this.numbers.set(value, this.numbers.size);
    return this.use(value);
  }

  private use(value: ValueId | undefined): string {
    const number = value === undefined ? undefined : this.numbers.get(value);
    return number === undefined ? '%?' : `%${number}`;
  }

  private typeOf(value: ValueId): string {
    const type = this.fn.values[value];
    return type === undefined ? '?' : printType(type);
  }

  private region(region: Region | undefined, indent: string): void {
    for (const node of region?.nodes ?? []) this.node(node, indent);
  }

  private node(node: Node, indent: string): void {
    const at = ` @L${node.range.startLine + 1}`;
    const operands = node.operands.map((value) => this.use(value));
    const regions = node.regions ?? [];
    const inner = `${indent}  `;
    switch (node.op) {
      case 'if':
        this.lines.push(`${indent}if ${operands.join(', ')}${at} {`);
        this.region(regions[0], inner);
        if (regions[1] !== undefined && regions[1].nodes.length > 0) {
          this.lines.push(`${indent}} else {`);
          this.region(regions[1], inner);
        }
        this.lines.push(`${indent}}`);
        return;
      case 'while':
        this.lines.push(`${indent}while${at} {`);
        this.region(regions[0], inner);
        this.lines.push(`${indent}} do {`);
        this.region(regions[1], inner);
        this.elseRegion(regions[2], indent);
        return;
      case 'for': {
        const argument = regions[0]?.argument;
        const counter = argument === undefined ? '%?' : this.define(argument);
        this.lines.push(`${indent}for ${counter} = ${operands.join(', ')}${at} {`);
        this.region(regions[0], inner);
        this.elseRegion(regions[1], indent);
        return;
      }
      default:
        this.lines.push(`${indent}${this.simple(node, operands)}${at}`);
    }
  }

  private elseRegion(region: Region | undefined, indent: string): void {
    if (region !== undefined) {
      this.lines.push(`${indent}} else {`);
      this.region(region, `${indent}  `);
    }
    this.lines.push(`${indent}}`);
  }

  private simple(node: Node, operands: readonly string[]): string {
    const text = this.head(node, operands) + this.attributes(node);
    if (node.results.length === 0) return text;
    const types = node.results.map((value) => this.typeOf(value)).join(', ');
    const names = node.results.map((value) => this.define(value)).join(', ');
    return `${names} = ${text} : ${types}`;
  }

  private head(node: Node, operands: readonly string[]): string {
    const variable = this.fn.variables[node.variable ?? -1]?.name ?? '?';
    switch (node.op) {
      case 'const':
        return `const ${node.constant === undefined ? '?' : printConstant(node.constant)}`;
      case 'get':
        return `get ${variable}`;
      case 'set':
        return `set ${variable}, ${operands.join(', ')}`;
      case 'call':
        return `call @${this.graph.functions[node.callee ?? -1]?.name ?? '?'}(${operands.join(', ')})`;
      case 'kernel':
        return `kernel ${quote(node.kernel ?? '?')}(${operands.join(', ')})`;
      case 'view':
      case 'load':
        return `${node.op} ${operands[0] ?? '%?'}[${this.index(node, operands)}]`;
      case 'store':
        return `store ${operands[0] ?? '%?'}[${this.index(node, operands)}], ${operands[operands.length - 1] ?? '%?'}`;
      default:
        return operands.length === 0 ? node.op : `${node.op} ${operands.join(', ')}`;
    }
  }

  private index(node: Node, operands: readonly string[]): string {
    const at = (position: number | undefined): string => (position === undefined ? '' : (operands[position] ?? '%?'));
    const item = (entry: IndexItem): string => {
      switch (entry.kind) {
        case 'full':
          return ':';
        case 'new_axis':
          return 'new';
        case 'int':
          return at(entry.start);
        case 'slice': {
          const step = entry.step === undefined ? '' : `:${at(entry.step)}`;
          return `${at(entry.start)}:${at(entry.stop)}${step}`;
        }
      }
    };
    return (node.index ?? []).map(item).join(', ');
  }

  private attributes(node: Node): string {
    const axes = node.axes === undefined ? '' : ` axes=[${node.axes.join(', ')}]`;
    const keepdims = node.keepdims === true ? ' keepdims' : '';
    const checked = node.checked === true ? ' checked' : '';
    const path = node.path === undefined ? '' : ` path=${quote(node.path)}`;
    const writes = node.writes === undefined ? '' : ` writes=[${node.writes.join(', ')}]`;
    return `${axes}${keepdims}${checked}${path}${writes}`;
  }
}
