// SPDX-License-Identifier: Apache-2.0
// Canonical text to a graph. Only the shape of the text is checked here; verify.ts judges what it says.

import {
  type Constant,
  type Dim,
  DTYPES as DTYPE_NAMES,
  type DType,
  type Graph,
  type GraphFunction,
  type IndexItem,
  type Node,
  OPS,
  type Op,
  type Parameter,
  type Precision,
  type Region,
  type SourceRange,
  type Type,
  type ValueId,
  type Variable,
} from './graph';
import { type GraphError, NO_RANGE } from './graph-error';
import { unquote } from './literal-text';

export type ParseGraphResult = { readonly graph: Graph } | { readonly error: GraphError };

/** Never throws: text that is not canonical gives an error with the line of the text. */
export function parseGraph(text: string): ParseGraphResult {
  try {
    return { graph: new TextReader(text).readGraph() };
  } catch (error) {
    if (!(error instanceof TextError)) throw error;
    const { line } = error;
    const range = { startLine: line, startColumn: 0, endLine: line, endColumn: 0 };
    return { error: { code: 'WEFT500', message: `line ${line + 1}: ${error.message}`, range } };
  }
}

class TextError extends Error {
  constructor(
    readonly line: number,
    message: string,
  ) {
    super(message);
  }
}

interface SourceLine {
  readonly number: number;
  readonly text: string;
}

const IDENTIFIER = String.raw`[\p{ID_Start}_][\p{ID_Continue}.]*`;
const STRING = String.raw`"(?:[^"\\\n]|\\.)*"`;
const HEADER = new RegExp(String.raw`^weft\.graph (\d+) (${STRING}) (strict|fast)$`, 'u');
const FUNCTION = new RegExp(
  String.raw`^func @(${IDENTIFIER})\((.*)\) -> (.+?)(?: structure=("(?:[^"\\]|\\.)*"))?( tuple)? \{$`,
  'u',
);
const PARAMETER = new RegExp(String.raw`^%(\d+) (${IDENTIFIER}): (.+)$`, 'u');
const VARIABLE = new RegExp(`^var (${IDENTIFIER}): (.+)$`, 'u');
const FOR = /^for %(\d+) = (%\d+), (%\d+), (%\d+) @L(\d+) \{$/;
const IF = /^if (%\d+) @L(\d+) \{$/;
const WHILE = /^while @L(\d+) \{$/;
const SIMPLE = /^(?:(%\d+(?:, %\d+)*) = )?(.*?) @L(\d+)$/;
const DTYPES: ReadonlySet<string> = new Set(DTYPE_NAMES);
const KNOWN_OPS: ReadonlySet<string> = new Set(OPS);

/** Guards the reader's own stack; verification has the real limit. */
const MAX_READ_DEPTH = 500;

interface Body {
  readonly values: Type[];
  readonly variables: Variable[];
}

class TextReader {
  private readonly lines: SourceLine[] = [];
  private position = 0;
  private readonly functionNames: string[] = [];

  constructor(text: string) {
    for (const [number, line] of text.split('\n').entries()) {
      const trimmed = line.trim();
      if (trimmed !== '' && !trimmed.startsWith('#')) this.lines.push({ number, text: trimmed });
    }
    // Callees are named before their function may be read.
    for (const line of this.lines) {
      const match = FUNCTION.exec(line.text);
      if (match !== null) this.functionNames.push(match[1]!);
    }
  }

  readGraph(): Graph {
    const header = HEADER.exec(this.next().text) ?? this.fail('the first line is `weft.graph 1 "file" strict`');
    if (header[1] !== '1') this.fail(`version ${header[1]} is unknown`);
    const functions: GraphFunction[] = [];
    while (this.position < this.lines.length) functions.push(this.readFunction());
    return { version: 1, file: unquote(header[2]!.slice(1, -1)), precision: header[3] as Precision, functions };
  }

  private next(): SourceLine {
    const line = this.lines[this.position];
    if (line === undefined) return this.fail('the text ends too early');
    this.position++;
    return line;
  }

  private fail(message: string): never {
    const line = this.lines[Math.max(0, this.position - 1)];
    throw new TextError(line?.number ?? 0, message);
  }

  private readFunction(): GraphFunction {
    const header = FUNCTION.exec(this.next().text) ?? this.fail('a function header is expected');
    const body: Body = { values: [], variables: [] };
    const parameters: Parameter[] = splitList(header[2]!).map((text) => {
      const match = PARAMETER.exec(text) ?? this.fail(`\`${text}\` is not a parameter`);
      return { name: match[2]!, value: this.defineValue(body, `%${match[1]}`, this.readType(match[3]!)) };
    });
    const results = splitList(header[3]!).map((text) => this.readType(text));
    for (let line = this.lines[this.position]; line !== undefined; line = this.lines[this.position]) {
      const match = VARIABLE.exec(line.text);
      if (match === null) break;
      this.position++;
      body.variables.push({ name: match[1]!, type: this.readType(match[2]!) });
    }
    const region: Region = { nodes: [] };
    const end = this.readRegion(region, body, 0);
    if (end !== '}') this.fail('`}` is expected');
    return {
      name: header[1]!,
      range: region.nodes[0]?.range ?? NO_RANGE,
      parameters,
      values: body.values,
      variables: body.variables,
      results,
      returnsTuple: header[5] !== undefined,
      ...(header[4] === undefined ? {} : { structure: unquote(header[4].slice(1, -1)) }),
      body: region,
    };
  }

  private defineValue(body: Body, text: string, type: Type): ValueId {
    if (text !== `%${body.values.length}`) this.fail(`\`%${body.values.length}\` is expected in place of \`${text}\``);
    body.values.push(type);
    return body.values.length - 1;
  }

  /** Reads nodes up to a line that starts with `}`, and gives that line. */
  private readRegion(region: Region, body: Body, depth: number): string {
    if (depth > MAX_READ_DEPTH) this.fail(`regions are nested more than ${MAX_READ_DEPTH} deep`);
    for (;;) {
      const { text } = this.next();
      if (text.startsWith('}')) return text;
      region.nodes.push(this.readNode(text, body, depth));
    }
  }

  private readNode(text: string, body: Body, depth: number): Node {
    const ifMatch = IF.exec(text);
    if (ifMatch !== null) {
      const regions: Region[] = [{ nodes: [] }, { nodes: [] }];
      const end = this.readRegion(regions[0]!, body, depth + 1);
      if (end === '} else {') this.expect(this.readRegion(regions[1]!, body, depth + 1), '}');
      else this.expect(end, '}');
      return { op: 'if', range: this.line(ifMatch[2]!), operands: [this.operand(ifMatch[1]!)], results: [], regions };
    }
    const forMatch = FOR.exec(text);
    if (forMatch !== null) {
      const operands = [forMatch[2]!, forMatch[3]!, forMatch[4]!].map((item) => this.operand(item));
      const argument = this.defineValue(body, `%${forMatch[1]}`, { kind: 'int' });
      const regions: Region[] = [{ nodes: [], argument }];
      this.readLoopEnd(this.readRegion(regions[0]!, body, depth + 1), regions, body, depth);
      return { op: 'for', range: this.line(forMatch[5]!), operands, results: [], regions };
    }
    const whileMatch = WHILE.exec(text);
    if (whileMatch !== null) {
      const regions: Region[] = [{ nodes: [] }, { nodes: [] }];
      this.expect(this.readRegion(regions[0]!, body, depth + 1), '} do {');
      this.readLoopEnd(this.readRegion(regions[1]!, body, depth + 1), regions, body, depth);
      return { op: 'while', range: this.line(whileMatch[1]!), operands: [], results: [], regions };
    }
    return this.readSimple(text, body);
  }

  private readLoopEnd(end: string, regions: Region[], body: Body, depth: number): void {
    if (end !== '} else {') {
      this.expect(end, '}');
      return;
    }
    const region: Region = { nodes: [] };
    regions.push(region);
    this.expect(this.readRegion(region, body, depth + 1), '}');
  }

  private expect(actual: string, expected: string): void {
    if (actual !== expected) this.fail(`\`${expected}\` is expected in place of \`${actual}\``);
  }

  private line(text: string): SourceRange {
    const startLine = Number(text) - 1;
    if (startLine < 0 || startLine > 0x7fffffff) this.fail(`\`@L${text}\` is no line`);
    return { startLine, startColumn: 0, endLine: startLine, endColumn: 0 };
  }

  private operand(text: string): ValueId {
    if (!/^%\d{1,9}$/.test(text)) this.fail(`\`${text}\` is not a value`);
    return Number(text.slice(1));
  }

  private readSimple(text: string, body: Body): Node {
    const match = SIMPLE.exec(text) ?? this.fail('a node ends with `@L` and a line');
    const range = this.line(match[3]!);
    let rest = match[2]!;
    let types: Type[] = [];
    if (match[1] !== undefined) {
      const colon = rest.lastIndexOf(' : ');
      if (colon < 0) this.fail('a result needs a type');
      types = splitList(rest.slice(colon + 3)).map((item) => this.readType(item));
      rest = rest.slice(0, colon);
    }
    const space = rest.indexOf(' ');
    const op = (space < 0 ? rest : rest.slice(0, space)) as Op;
    if (!KNOWN_OPS.has(op)) this.fail(`\`${op}\` is no operation`);
    const node = this.readOperation(op, space < 0 ? '' : rest.slice(space + 1), types, body);
    const names = match[1] === undefined ? [] : match[1].split(', ');
    if (names.length !== types.length) this.fail('each result needs a type');
    const results = names.map((name, i) => this.defineValue(body, name, types[i]!));
    return { op, range, results, ...node };
  }

  private readOperation(
    op: Op,
    text: string,
    types: readonly Type[],
    body: Body,
  ): Omit<Node, 'op' | 'range' | 'results'> {
    if (op === 'const') return { operands: [], constant: this.readConstant(text, types[0]) };
    const { head, attributes } = this.readAttributes(text);
    if (op === 'get') return { operands: [], variable: this.variable(head, body), ...attributes };
    if (op === 'set') {
      const [name, ...values] = head.split(', ');
      const operands = values.map((item) => this.operand(item));
      return { operands, variable: this.variable(name ?? '', body), ...attributes };
    }
    if (op === 'call') {
      const match = /^@([^(]+)\((.*)\)$/.exec(head) ?? this.fail('`call` reads `call @name(%0)`');
      const callee = this.functionNames.indexOf(match[1]!);
      if (callee < 0) this.fail(`function \`${match[1]}\` does not exist`);
      return { operands: splitList(match[2]!).map((item) => this.operand(item)), callee, ...attributes };
    }
    if (op === 'kernel') {
      const match =
        new RegExp(String.raw`^(${STRING})\((.*)\)$`, 'su').exec(head) ??
        this.fail('`kernel` reads `kernel "name"(%0)`');
      const operands = splitList(match[2]!).map((item) => this.operand(item));
      return { operands, kernel: unquote(match[1]!.slice(1, -1)), ...attributes };
    }
    if (op === 'view' || op === 'load' || op === 'store') {
      const match = /^(%\d+)\[(.*)\](?:, (%\d+))?$/.exec(head) ?? this.fail(`\`${op}\` reads \`${op} %0[%1]\``);
      const operands: ValueId[] = [this.operand(match[1]!)];
      const index = splitList(match[2]!).map((item) => this.readIndexItem(item, operands));
      if (match[3] !== undefined) operands.push(this.operand(match[3]));
      return { operands, index, ...attributes };
    }
    return { operands: splitList(head).map((item) => this.operand(item)), ...attributes };
  }

  private readAttributes(text: string): { head: string; attributes: Partial<Node> } {
    const pattern = new RegExp(
      String.raw`^(.*?)(?:(?:^| )axes=\[([^\]]*)\])?(?:(?:^| )(keepdims))?(?:(?:^| )(checked))?(?:(?:^| )path=(${STRING}))?(?:(?:^| )writes=\[([^\]]*)\])?$`,
      'su',
    );
    const match = pattern.exec(text) ?? this.fail('the attributes cannot be read');
    const axes = match[2] === undefined ? undefined : splitList(match[2]).map(Number);
    const writes = match[6] === undefined ? undefined : splitList(match[6]).map(Number);
    if (writes?.some((position) => !Number.isInteger(position)) === true) this.fail('a position is not an integer');
    if (axes?.some((axis) => !Number.isInteger(axis)) === true) this.fail('an axis is not an integer');
    return {
      head: match[1]!.trimEnd(),
      attributes: {
        ...(axes === undefined ? {} : { axes }),
        ...(match[3] === undefined ? {} : { keepdims: true }),
        ...(match[4] === undefined ? {} : { checked: true }),
        ...(match[5] === undefined ? {} : { path: unquote(match[5].slice(1, -1)) }),
        ...(writes === undefined ? {} : { writes }),
      },
    };
  }

  private variable(name: string, body: Body): number {
    const index = body.variables.findIndex((variable) => variable.name === name);
    return index < 0 ? this.fail(`variable \`${name}\` does not exist`) : index;
  }

  private readIndexItem(text: string, operands: ValueId[]): IndexItem {
    const place = (part: string): number => operands.push(this.operand(part)) - 1;
    if (text === ':') return { kind: 'full' };
    if (text === 'new') return { kind: 'new_axis' };
    const parts = text.split(':');
    const [start, stop, step] = parts;
    if (parts.length === 1) return { kind: 'int', start: place(text) };
    if (parts.length > 3) this.fail(`\`${text}\` is no index`);
    return {
      kind: 'slice',
      ...(start ? { start: place(start) } : {}),
      ...(stop ? { stop: place(stop) } : {}),
      ...(step ? { step: place(step) } : {}),
    };
  }

  private readType(text: string): Type {
    switch (text) {
      case 'none':
      case 'int':
      case 'float':
      case 'bool':
      case 'complex':
      case 'str':
        return { kind: text };
    }
    if (text.startsWith('list[') && text.endsWith(']')) {
      return { kind: 'list', items: splitList(text.slice(5, -1)).map((item) => this.readType(item)) };
    }
    if (DTYPES.has(text)) return { kind: 'scalar', dtype: text as DType };
    const match = /^(\w+)\[([^[\]]+)\]$/.exec(text) ?? this.fail(`\`${text}\` is not a type`);
    if (!DTYPES.has(match[1]!)) this.fail(`\`${text}\` is not a type`);
    return { kind: 'array', dtype: match[1] as DType, dims: splitDims(match[2]!) };
  }

  private readConstant(text: string, type: Type | undefined): Constant {
    if (type === undefined || type.kind === 'array' || type.kind === 'list')
      return this.fail('a constant has one result that is not an array');
    const kind = type.kind === 'scalar' ? type.dtype : type.kind;
    switch (kind) {
      case 'none':
        if (text === 'none') return { type: { kind: 'none' }, value: null };
        break;
      case 'str':
        if (/^"(?:[^"\\]|\\.)*"$/s.test(text)) return { type: { kind: 'str' }, value: unquote(text.slice(1, -1)) };
        break;
      case 'bool':
      case 'b1':
        if (text === 'true' || text === 'false') return { type, value: text === 'true' } as Constant;
        break;
      case 'int':
      case 'i8':
      case 'i16':
      case 'i32':
      case 'i64':
      case 'u8':
      case 'u16':
      case 'u32':
      case 'u64':
        if (/^-?\d+$/.test(text)) return { type, value: BigInt(text) } as Constant;
        break;
      case 'complex':
      case 'c64':
      case 'c128': {
        const parts = /^\(([^,]+), ([^,]+)\)$/.exec(text);
        const re = readFloat(parts?.[1] ?? '');
        const im = readFloat(parts?.[2] ?? '');
        if (re !== undefined && im !== undefined) return { type, value: { re, im } } as Constant;
        break;
      }
      default: {
        const value = readFloat(text);
        if (value !== undefined) return { type, value } as Constant;
      }
    }
    return this.fail(`\`${text}\` is no constant of type \`${kind}\``);
  }
}

function readFloat(text: string): number | undefined {
  if (text === 'nan') return Number.NaN;
  if (text === 'inf') return Number.POSITIVE_INFINITY;
  if (text === '-inf') return Number.NEGATIVE_INFINITY;
  return /^-?\d+(\.\d+)?(e[+-]\d+)?$/.test(text) && /[.e]/.test(text) ? Number(text) : undefined;
}

/** Splits at `, ` outside brackets; dimensions are separated by commas without a space. */
function splitList(text: string): string[] {
  if (text === '') return [];
  if (!text.includes('[')) return text.split(', ');
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '[') depth++;
    else if (text[i] === ']') depth--;
    else if (depth === 0 && text.startsWith(', ', i)) {
      parts.push(text.slice(from, i));
      from = i + 2;
    }
  }
  parts.push(text.slice(from));
  return parts;
}

/** Splits at commas outside parentheses. */
function splitDims(text: string): Dim[] {
  const dims: Dim[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth++;
    else if (text[i] === ')') depth--;
    else if (text[i] === ',' && depth === 0) {
      dims.push(text.slice(from, i));
      from = i + 1;
    }
  }
  dims.push(text.slice(from));
  return dims;
}
