// SPDX-License-Identifier: Apache-2.0
// Judges a graph by the rules of docs/graph.md ("Verification"). The daemon applies the same rules in C++; the
// fixtures under test/golden keep both equal. Reports up to a hundred errors; never throws for any Graph value.

import type { Graph, GraphFunction, Node, Region, SourceRange, Type, ValueId } from './graph';
import { type GraphError, type GraphErrorCode, LIMITS } from './graph-error';
import { printType } from './print';
import { KNOWN_OPS, resultCount } from './results';
import { columnCount, valueNames } from './structure';
import { MAX_AXES, rankOf, sameType } from './type-queries';
import { checkAttributes, checkOperation } from './type-rules';

const MAX_ERRORS = 100;

export function verifyGraph(graph: Graph): GraphError[] {
  const errors: GraphError[] = [];
  const start = graph.functions[0]?.range ?? { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 };
  const report = (code: GraphErrorCode, message: string, range: SourceRange = start): void => {
    if (errors.length < MAX_ERRORS) errors.push({ code, message, range });
  };
  if (graph.version !== 1) report('WEFT501', `version ${String(graph.version)} is unknown`);
  if (graph.file === '' || /[/\\\0]/.test(graph.file)) report('WEFT502', 'the file is not a base name');
  if (graph.precision !== 'strict' && graph.precision !== 'fast') report('WEFT502', 'the precision is unknown');
  if (graph.functions.length === 0) report('WEFT503', 'the graph has no function');
  if (graph.functions.length > LIMITS.functions) {
    report('WEFT518', `more than ${LIMITS.functions} functions`);
    return errors;
  }
  const names = new Set<string>();
  for (const fn of graph.functions) {
    if (names.has(fn.name)) report('WEFT503', `two functions are named \`${fn.name}\``, fn.range);
    names.add(fn.name);
  }
  for (const fn of graph.functions) new FunctionVerifier(graph, fn, report).verify();
  return errors;
}

type Report = (code: GraphErrorCode, message: string, range?: SourceRange) => void;

const IDENTIFIER = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u;
const VARIABLE = /^[\p{ID_Start}_][\p{ID_Continue}]*(\.[0-9]+)?$/u;

interface Place {
  readonly depth: number;
  readonly isInLoop: boolean;
  readonly isInCondition: boolean;
  /** This region itself is a condition region: it ends with `yield`. */
  readonly endsWithYield: boolean;
}

class FunctionVerifier {
  /** 1 for values whose region is still open. */
  private readonly visible: Uint8Array;
  private readonly defined: Uint8Array;
  private nodes = 0;
  /** 1 for variables that are certainly set where control is; undefined where control cannot get. */
  private assigned: Uint8Array | undefined;
  /** What is set where `break` leaves each loop that is open here. */
  private readonly breaks: { assigned: Uint8Array | undefined }[] = [];

  constructor(
    private readonly graph: Graph,
    private readonly fn: GraphFunction,
    private readonly report: Report,
  ) {
    const count = Math.min(fn.values.length, LIMITS.nodes);
    this.visible = new Uint8Array(count);
    this.defined = new Uint8Array(count);
  }

  verify(): void {
    const { fn } = this;
    if (!IDENTIFIER.test(fn.name)) this.report('WEFT503', `\`${fn.name}\` is not an identifier`, fn.range);
    if (fn.values.length > LIMITS.nodes) {
      this.report('WEFT518', `more than ${LIMITS.nodes} values`, fn.range);
      return;
    }
    this.checkTypes();
    const opened: ValueId[] = [];
    const names = new Set<string>();
    for (const parameter of fn.parameters) {
      if (!IDENTIFIER.test(parameter.name) || names.has(parameter.name)) {
        this.report('WEFT503', `parameter \`${parameter.name}\` is no identifier, or appears twice`, fn.range);
      }
      names.add(parameter.name);
      this.define(parameter.value, opened, fn.range);
    }
    if (fn.body.argument !== undefined) this.report('WEFT519', 'the body has an argument', fn.range);
    this.assigned = new Uint8Array(fn.variables.length);
    this.region(fn.body, { depth: 0, isInLoop: false, isInCondition: false, endsWithYield: false });
    if (!returns(fn.body)) this.report('WEFT507', `a path of \`${fn.name}\` ends without \`return\``, fn.range);
    const missing = this.defined.indexOf(0);
    if (missing >= 0) this.report('WEFT505', `value ${missing} has no definition`, fn.range);
  }

  private checkTypes(): void {
    const { fn } = this;
    for (const type of [...fn.values, ...fn.variables.map((variable) => variable.type), ...fn.results]) {
      const problem = typeProblem(type);
      if (problem !== undefined) this.report(problem.code, problem.message, fn.range);
    }
    if (fn.results.length === 0) this.report('WEFT502', 'the function has no result type', fn.range);
    if (fn.returnsTuple && fn.results.length !== 1) {
      this.report('WEFT516', 'only one result can be a one-element tuple', fn.range);
    }
    if (fn.structure !== undefined) {
      const count = fn.results.reduce((sum, type) => sum + (type.kind === 'none' ? 0 : columnCount(type)), 0);
      if (valueNames(fn.structure)?.length !== count) {
        this.report('WEFT516', 'the structure of the results is malformed', fn.range);
      }
    }
    const names = new Set<string>();
    for (const variable of fn.variables) {
      if (!VARIABLE.test(variable.name) || names.has(variable.name)) {
        this.report('WEFT503', `variable \`${variable.name}\` is no name, or appears twice`, fn.range);
      }
      names.add(variable.name);
    }
  }

  private define(value: ValueId, opened: ValueId[], range: SourceRange): void {
    if (!Number.isInteger(value) || value < 0 || value >= this.defined.length) {
      this.report('WEFT504', `value ${value} has no type`, range);
    } else if (this.defined[value] === 1) {
      this.report('WEFT505', `value ${value} is defined twice`, range);
    } else {
      this.defined[value] = 1;
      this.visible[value] = 1;
      opened.push(value);
    }
  }

  private region(region: Region, place: Place): void {
    if (place.depth > LIMITS.depth) {
      this.report(
        'WEFT518',
        `regions are nested more than ${LIMITS.depth} deep`,
        region.nodes[0]?.range ?? this.fn.range,
      );
      return;
    }
    const opened: ValueId[] = [];
    if (region.argument !== undefined) this.define(region.argument, opened, this.fn.range);
    for (const [i, node] of region.nodes.entries()) {
      if (++this.nodes > LIMITS.nodes) {
        if (this.nodes === LIMITS.nodes + 1) this.report('WEFT518', `more than ${LIMITS.nodes} nodes`, node.range);
        break;
      }
      this.node(node, place, i === region.nodes.length - 1);
      for (const result of node.results) this.define(result, opened, node.range);
    }
    if (place.endsWithYield && region.nodes[region.nodes.length - 1]?.op !== 'yield') {
      this.report('WEFT507', 'a condition region ends with `yield`', region.nodes[0]?.range ?? this.fn.range);
    }
    for (const value of opened) this.visible[value] = 0;
  }

  private node(node: Node, place: Place, isLast: boolean): void {
    const { range } = node;
    const fail = (code: GraphErrorCode, message: string): void => this.report(code, message, range);
    if (!KNOWN_OPS.has(node.op)) {
      fail('WEFT502', `operation \`${String(node.op)}\` is unknown`);
      return;
    }
    if (range.endLine < range.startLine || (range.endLine === range.startLine && range.endColumn < range.startColumn)) {
      fail('WEFT502', 'the source range ends before it starts');
    }
    if (node.operands.length > LIMITS.operands) {
      fail('WEFT518', `more than ${LIMITS.operands} operands`);
      return;
    }
    if (
      (node.path?.length ?? 0) > LIMITS.stringLength ||
      (node.kernel?.length ?? 0) > LIMITS.stringLength ||
      String(node.constant?.value ?? '').length > LIMITS.stringLength
    ) {
      fail('WEFT518', `a string has more than ${LIMITS.stringLength} characters`);
    }
    const operands: Type[] = [];
    for (const value of node.operands) {
      const type = this.visible[value] === 1 ? this.fn.values[value] : undefined;
      if (type === undefined) fail('WEFT504', `\`${node.op}\` uses value ${value}, which is not visible here`);
      else operands.push(type);
    }
    const isComplete = operands.length === node.operands.length;
    const attributes = checkAttributes(node);
    if (attributes !== undefined) fail(attributes.code, attributes.message);
    const results = node.results.map((value) => this.fn.values[value] ?? { kind: 'none' as const });
    const expected = resultCount(node.op);
    if (expected !== undefined && results.length !== expected) {
      fail('WEFT506', `\`${node.op}\` has ${expected} results, not ${results.length}`);
    } else if (isComplete) {
      this.operation(node, operands, results, place, isLast, fail);
    }
    this.regions(node, place, fail);
  }

  private operation(
    node: Node,
    operands: readonly Type[],
    results: readonly Type[],
    place: Place,
    isLast: boolean,
    fail: (code: GraphErrorCode, message: string) => void,
  ): void {
    switch (node.op) {
      case 'get':
      case 'set': {
        const variable = this.fn.variables[node.variable ?? -1];
        const type = node.op === 'get' ? results[0] : operands[0];
        if (operands.length !== (node.op === 'get' ? 0 : 1)) {
          fail('WEFT506', `\`${node.op}\` has ${operands.length} operands`);
        } else if (variable === undefined) {
          fail('WEFT508', `\`${node.op}\` names no variable`);
        } else if (type === undefined || !sameType(type, variable.type)) {
          fail('WEFT508', `variable \`${variable.name}\` has type \`${printType(variable.type)}\``);
        } else if (node.op === 'get' && node.checked !== true && this.assigned?.[node.variable!] === 0) {
          fail('WEFT508', `variable \`${variable.name}\` is read without \`checked\` where it may be unset`);
        }
        // After a `get` that did not raise the variable is set.
        if (this.assigned !== undefined && variable !== undefined) this.assigned[node.variable!] = 1;
        break;
      }
      case 'call':
        this.call(node, operands, results, fail);
        break;
      case 'if':
      case 'yield':
        if (operands.length !== 1) fail('WEFT506', `\`${node.op}\` takes 1 operand, not ${operands.length}`);
        else if (!isCondition(operands[0]!)) {
          fail('WEFT512', `\`${node.op}\` takes a \`bool\` or \`b1\`, not \`${printType(operands[0]!)}\``);
        }
        if (node.op === 'yield' && !(place.endsWithYield && isLast)) {
          fail('WEFT507', '`yield` stands only at the end of a condition region');
        }
        break;
      case 'for':
        if (operands.length !== 3) fail('WEFT506', `\`for\` takes 3 operands, not ${operands.length}`);
        else if (operands.some((type) => type.kind !== 'int')) fail('WEFT512', '`for` takes three `int`');
        break;
      case 'while':
        if (operands.length !== 0) fail('WEFT506', `\`while\` takes no operand, not ${operands.length}`);
        break;
      case 'break':
      case 'continue':
        if (operands.length !== 0) fail('WEFT506', `\`${node.op}\` takes no operand, not ${operands.length}`);
        if (!isLast || !place.isInLoop) fail('WEFT507', `\`${node.op}\` stands at the end of a region in a loop`);
        this.leave(node.op === 'break' ? this.breaks[this.breaks.length - 1] : undefined);
        break;
      case 'return': {
        const types = this.fn.results;
        if (operands.length !== types.length) {
          fail('WEFT516', `\`return\` gives ${operands.length} values, the function ${types.length}`);
        } else if (!types.every((type, i) => sameType(type, operands[i]!))) {
          fail('WEFT516', '`return` gives other types than the function');
        }
        if (!isLast || place.isInCondition) fail('WEFT507', '`return` stands at the end of a region');
        this.leave(undefined);
        break;
      }
      default: {
        const error = checkOperation(node, operands, results);
        if (error !== undefined) fail(error.code, error.message);
      }
    }
  }

  private call(
    node: Node,
    operands: readonly Type[],
    results: readonly Type[],
    fail: (code: GraphErrorCode, message: string) => void,
  ): void {
    const callee = this.graph.functions[node.callee ?? -1];
    if (callee === undefined || node.callee === undefined) {
      fail('WEFT509', '`call` names no function');
      return;
    }
    const parameters = callee.parameters.map((parameter) => callee.values[parameter.value]);
    const matches = (expected: readonly (Type | undefined)[], given: readonly Type[]): boolean =>
      expected.length === given.length && expected.every((type, i) => type !== undefined && sameType(type, given[i]!));
    if (!matches(parameters, operands))
      fail('WEFT509', `the arguments do not fit the parameters of \`${callee.name}\``);
    if (!matches(callee.results, results)) fail('WEFT509', `the results do not fit those of \`${callee.name}\``);
  }

  private regions(node: Node, place: Place, fail: (code: GraphErrorCode, message: string) => void): void {
    const regions = node.regions ?? [];
    const [min, max] = node.op === 'if' ? [2, 2] : node.op === 'while' ? [2, 3] : node.op === 'for' ? [1, 2] : [0, 0];
    if (regions.length < min || regions.length > max) {
      fail('WEFT506', `\`${node.op}\` has ${regions.length} regions`);
      return;
    }
    const inner: Place = { ...place, depth: place.depth + 1, endsWithYield: false };
    for (const [i, region] of regions.entries()) {
      const needsArgument = node.op === 'for' && i === 0;
      if ((region.argument !== undefined) !== needsArgument) {
        fail('WEFT502', needsArgument ? 'the body of `for` has no argument' : 'a region has an argument');
      } else if (region.argument !== undefined && this.fn.values[region.argument]?.kind !== 'int') {
        fail('WEFT513', 'the argument of `for` is not an `int`');
      }
    }
    if (node.op === 'if') {
      const before = this.assigned?.slice();
      this.region(regions[0]!, inner);
      const after = this.assigned;
      this.assigned = before;
      this.region(regions[1]!, inner);
      this.assigned = meet(this.assigned, after);
      return;
    }
    if (node.op !== 'while' && node.op !== 'for') return;
    const body = node.op === 'while' ? 1 : 0;
    let isEndless = false;
    if (node.op === 'while') {
      this.region(regions[0]!, { ...inner, isInLoop: false, isInCondition: true, endsWithYield: true });
      isEndless = isAlwaysTrue(regions[0]!);
    }
    const before = this.assigned?.slice();
    const left: { assigned: Uint8Array | undefined } = { assigned: undefined };
    this.breaks.push(left);
    this.region(regions[body]!, { ...inner, isInLoop: true });
    this.breaks.pop();
    this.assigned = isEndless ? undefined : before;
    const orelse = regions[body + 1];
    if (orelse !== undefined) this.region(orelse, inner);
    this.assigned = meet(this.assigned, left.assigned);
  }

  /** Control goes elsewhere: out of a loop, or away for good. */
  private leave(to: { assigned: Uint8Array | undefined } | undefined): void {
    if (to !== undefined) to.assigned = meet(to.assigned, this.assigned);
    this.assigned = undefined;
  }
}

/** What is set on both of two paths that meet; a path that does not exist changes nothing. */
function meet(a: Uint8Array | undefined, b: Uint8Array | undefined): Uint8Array | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a.map((isSet, i) => isSet & b[i]!);
}

/** `while True`: the condition region makes a constant true and yields it, so that only `break` leaves the loop. */
function isAlwaysTrue(condition: Region): boolean {
  const tested = condition.nodes[condition.nodes.length - 1]?.operands[0];
  const constant = condition.nodes.find((node) => node.op === 'const' && node.results[0] === tested)?.constant;
  return constant?.value === true;
}

function isCondition(type: Type): boolean {
  return rankOf(type) === 0 && (type.kind === 'bool' || (type.kind === 'scalar' && type.dtype === 'b1'));
}

function returns(region: Region): boolean {
  const last = region.nodes[region.nodes.length - 1];
  if (last === undefined) return false;
  if (last.op === 'return') return true;
  if (last.op !== 'if') return false;
  return last.regions?.length === 2 && last.regions.every(returns);
}

/** Lists hold one to 256 values in an item, and nest at most 8 deep. */
function listProblem(type: Extract<Type, { kind: 'list' }>, depth: number): TypeProblem {
  if (depth >= 8) return { code: 'WEFT510', message: 'lists nest more than 8 deep' };
  if (type.items.length < 1 || type.items.length > 256) {
    return { code: 'WEFT510', message: `an item of a list has 1 to 256 values, not ${type.items.length}` };
  }
  for (const item of type.items) {
    const problem = typeProblem(item, depth + 1);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

type TypeProblem = { code: GraphErrorCode; message: string } | undefined;

function typeProblem(type: Type, depth = 0): { code: GraphErrorCode; message: string } | undefined {
  if (type.kind === 'list') return listProblem(type, depth);
  if (type.kind !== 'array') return undefined;
  if (type.dims.length < 1 || type.dims.length > MAX_AXES) {
    return { code: 'WEFT510', message: `an array has 1 to ${MAX_AXES} axes, not ${type.dims.length}` };
  }
  if (type.dims.some((dim) => dim.length > LIMITS.dimLength)) {
    return { code: 'WEFT518', message: `a dimension has more than ${LIMITS.dimLength} characters` };
  }
  const wrong = type.dims.find((dim) => !isDim(dim));
  return wrong === undefined ? undefined : { code: 'WEFT510', message: `\`${wrong}\` is no dimension` };
}

/** No spaces, quotes or brackets; parentheses pair, and commas stand inside them. */
function isDim(dim: string): boolean {
  if (dim === '' || /[\s"[\]{}]/.test(dim)) return false;
  let depth = 0;
  for (const character of dim) {
    if (character === '(') depth++;
    if (character === ')' && --depth < 0) return false;
    if (character === ',' && depth === 0) return false;
  }
  return depth === 0;
}
