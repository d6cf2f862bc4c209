// SPDX-License-Identifier: Apache-2.0
// Names of the module whose value takes more than one expression: tables that loops fill, `a, b = f()`, values of functions
// of the file. The statements that make such a value, and no others, become the body of a function that computes it.

import type * as ast from '../syntax/ast';
import { COMPILED_MODULES } from './function-scope';
import { type ModuleConstant, type Names, resolveName } from './module-scope';
import { baseName, visitStatements } from './visit';

/** What a statement at the top of the module does to names. */
interface Use {
  readonly statement: ast.Stmt;
  readonly binds: ReadonlySet<string>;
  readonly changes: ReadonlySet<string>;
  readonly reads: ReadonlySet<string>;
  readonly isPlain: boolean;
}

const PLAIN: ReadonlySet<string> = new Set(
  'Assign AugAssign AnnAssign For While If ExprStmt Delete Assert Pass Break Continue'.split(' '),
);
/** Functions of libraries that change their first argument. */
const MUTATORS =
  /^(heappush|heappop|heapify|heapreplace|heappushpop|insort\w*|shuffle|fill_diagonal|put|copyto|place|putmask)$/;
const MAKES_GENERATORS = /^(default_rng|RandomState)$/;
/** Calls of them give something else each time, or are seen from outside. */
const EFFECTS =
  /^(print|input|open|exec|eval|globals|locals|vars|id|hash|__import__|breakpoint|load|save\w*|loadtxt|genfromtxt|fromfile|tofile|memmap|seed|time|perf_counter|process_time|monotonic|urandom)$/;

/** What they give has the very objects of their arguments in it. */
const GIVES_PARTS = /^(zip|enumerate|reversed|iter|list|tuple|asarray|ravel|reshape|items|values|get|setdefault)$/;
const CURABLE: ReadonlySet<string> = new Set([
  'it is assigned more than once',
  'it is assigned inside a condition or a loop',
  'Weft cannot tell its value from the text',
  'the module changes its elements',
]);

type Node = { readonly kind?: string } & Record<string, unknown>;

/** Each node of the tree; `visit` gives false where what is in it does not matter. */
function walk(node: unknown, visit: (node: Node) => boolean): void {
  if (Array.isArray(node)) for (const each of node) walk(each, visit);
  else if (typeof node === 'object' && node !== null) {
    if (!visit(node as Node)) return;
    for (const [key, value] of Object.entries(node)) if (!/[rR]ange$/.test(key)) walk(value, visit);
  }
}

function lastName(func: ast.Expr): string | undefined {
  return func.kind === 'Name' ? func.id : func.kind === 'Attribute' ? func.attr : undefined;
}

export class ModuleBlocks {
  private readonly uses: readonly Use[];
  private readonly changed = new Set<string>();
  private readonly generators = new Set<string>();
  private readonly aliases = new Map<string, Set<string>>();
  private readonly parameters = new Map<ast.FunctionDecl, Set<number>>();
  private readonly blocks = new Map<string, readonly ast.Stmt[] | undefined>();

  constructor(
    statements: readonly ast.Stmt[],
    private readonly scope: Names,
    /** Names that functions change. */
    private readonly fixed: ReadonlySet<string>,
  ) {
    this.findAliases(statements);
    this.uses = statements.map((statement) => this.useOf(statement));
    for (const use of this.uses) for (const name of use.changes) this.changed.add(name);
  }

  /** Something at the top of the module changes what the name holds. */
  isChanged(name: string): boolean {
    return this.changed.has(name);
  }

  /** The value is no constant expression: it takes a function of the file, or a generator of random numbers. */
  needsBlock(value: ast.Expr): boolean {
    let needs = false;
    walk(value, (node) => {
      if (node.kind === 'Lambda') return false;
      const call = node as unknown as ast.Expr;
      if (call.kind !== 'Call') return true;
      const name = lastName(call.func);
      if (call.func.kind === 'Name' && this.scope.functions.has(call.func.id)) needs = true;
      if (name !== undefined && MAKES_GENERATORS.test(name)) needs = true;
      const base = call.func.kind === 'Attribute' ? baseName(call.func) : undefined;
      if (base && this.generators.has(base.id)) needs = true;
      return !needs;
    });
    return needs;
  }

  private isSimple({ name, value, problem }: ModuleConstant): boolean {
    return (
      problem === undefined && !this.changed.has(name) && !this.generators.has(name) && value.kind !== 'UnsupportedExpr'
    );
  }

  /** The statements that make the value of a name, in order; undefined where a task cannot run them. */
  blockOf({ name, problem, isClass }: ModuleConstant): readonly ast.Stmt[] | undefined {
    if (this.blocks.has(name)) return this.blocks.get(name);
    // Meanwhile, for a value that is made of itself.
    this.blocks.set(name, undefined);
    const isCurable =
      !isClass &&
      !this.generators.has(name) &&
      (problem === undefined || (CURABLE.has(problem) && !this.fixed.has(name)));
    const block = isCurable ? this.makeBlock(name) : undefined;
    this.blocks.set(name, block);
    return block;
  }

  private makeBlock(name: string): readonly ast.Stmt[] | undefined {
    const needed = new Set([name]);
    const included = new Set<Use>();
    for (let count = -1; count !== included.size + needed.size; ) {
      count = included.size + needed.size;
      for (const use of this.uses) {
        if (included.has(use) || ![...needed].some((each) => touches(use, each))) continue;
        included.add(use);
        for (const read of use.reads) {
          const constant = this.scope.constants.get(read);
          if (constant && !this.isSimple(constant)) needed.add(read);
        }
      }
    }
    const block = this.uses.filter((use) => included.has(use));
    if (block.some((use) => !use.isPlain || this.hasEffects(use.statement))) return undefined;
    const checker = new Checker(this.scope, needed, block, (constant, isInside) =>
      this.isReady(constant, isInside, block),
    );
    const isFine = block.every((use) => [...use.reads].every((read) => checker.isFine(read, true)));
    const hasEffects = [...checker.functions].some((decl) => this.hasEffects(decl.body));
    return isFine && !hasEffects ? block.map((use) => use.statement) : undefined;
  }

  /** The block may read a constant: a function that it calls sees what it is then, so that nothing changes it later. */
  private isReady(constant: ModuleConstant, isInside: boolean, block: readonly Use[]): boolean {
    if (this.isSimple(constant)) return true;
    if (isInside || this.generators.has(constant.name)) return false;
    if (constant.problem !== undefined && !this.blockOf(constant)) return false;
    const first = this.uses.indexOf(block[0]!);
    return this.uses.every((use, i) => i < first || !touches(use, constant.name));
  }

  private findAliases(statements: readonly ast.Stmt[]): void {
    const bind = (target: ast.Expr, value: ast.Expr) => {
      for (const name of namesIn(target)) {
        const bases = this.aliases.get(name) ?? new Set<string>();
        this.aliases.set(name, bases);
        for (const base of aliased(value)) if (base !== name) bases.add(base);
        walk(value, (node) => {
          const call = node as unknown as ast.Expr;
          const made = call.kind === 'Call' ? lastName(call.func) : undefined;
          if (made !== undefined && MAKES_GENERATORS.test(made) && call === value) this.generators.add(name);
          return true;
        });
      }
    };
    walk(statements, (node) => {
      const stmt = node as unknown as ast.Stmt;
      if (stmt.kind === 'Assign') for (const target of stmt.targets) bind(target, stmt.value);
      if (stmt.kind === 'For') bind(stmt.target, stmt.iter);
      return true;
    });
  }

  private useOf(statement: ast.Stmt): Use {
    const binds = new Set<string>();
    const direct = new Set<string>();
    const reads = new Set<string>();
    let isPlain = true;
    visitStatements([statement], {
      bind: (name) => void binds.add(name),
      change: (name) => void direct.add(name),
      read: (name) => void reads.add(name),
      unsupported: (names) => {
        isPlain = false;
        for (const name of names) binds.add(name);
      },
    });
    const counters = new Set<string>();
    walk(statement, (node) => {
      const each = node as unknown as ast.Stmt | ast.Expr;
      if (each.kind !== undefined && /^(Unsupported|Function|Class|With|Raise|Return|Yield)/.test(each.kind))
        isPlain = false;
      if (each.kind === 'AugAssign' && each.target.kind === 'Name') direct.add(each.target.id);
      if (each.kind === 'For') for (const name of namesIn(each.target)) counters.add(name);
      if (each.kind === 'Call') for (const name of this.changedBy(each)) direct.add(name);
      return each.kind !== 'Lambda';
    });
    if (!PLAIN.has(statement.kind)) isPlain = false;
    for (const name of reads) if (this.generators.has(name)) direct.add(name);
    for (const name of counters) reads.delete(name);
    const changes = new Set(direct);
    for (const name of changes) for (const base of this.aliases.get(name) ?? []) changes.add(base);
    // `x += 1` of a number only binds.
    for (const name of binds) changes.delete(name);
    return { statement, binds, changes, reads, isPlain };
  }

  /** The names whose objects a call of a function may change. */
  private changedBy(call: ast.CallExpr): string[] {
    const name = lastName(call.func);
    const first = call.args[0];
    if (name !== undefined && MUTATORS.test(name)) return first ? aliased(first) : [];
    const decl = call.func.kind === 'Name' ? this.scope.functions.get(call.func.id) : undefined;
    if (!decl) return [];
    const places = this.changedParameters(decl);
    return [
      ...call.args.flatMap((arg, i) => (places.has(i) ? aliased(arg) : [])),
      ...call.keywords.flatMap((keyword) => {
        const place = decl.parameters.findIndex((parameter) => parameter.name === keyword.name);
        return places.has(place) ? aliased(keyword.value) : [];
      }),
    ];
  }

  private changedParameters(decl: ast.FunctionDecl): ReadonlySet<number> {
    const known = this.parameters.get(decl);
    if (known) return known;
    const places = new Set<number>();
    this.parameters.set(decl, places);
    const add = (name: string) => {
      const place = decl.parameters.findIndex((parameter) => parameter.name === name);
      if (place >= 0) places.add(place);
    };
    visitStatements(decl.body, { change: add });
    walk(decl.body, (node) => {
      const each = node as unknown as ast.Expr;
      if (each.kind === 'Call') this.changedBy(each).forEach(add);
      return true;
    });
    return places;
  }

  private hasEffects(node: unknown): boolean {
    let found = false;
    walk(node, (each) => {
      const expr = each as unknown as ast.Expr;
      if (expr.kind === 'Call') {
        const name = lastName(expr.func);
        const isSeeded = name !== undefined && MAKES_GENERATORS.test(name) && expr.args.length > 0;
        if (name !== undefined && EFFECTS.test(name)) found = true;
        if (isSeeded) {
          walk(expr.args, (arg) => {
            found ||= this.hasEffects(arg);
            return false;
          });
          return false;
        }
        if (name !== undefined && MAKES_GENERATORS.test(name)) found = true;
      }
      if (expr.kind === 'Attribute' && expr.attr === 'random' && expr.value.kind === 'Name') {
        const meaning = resolveName(this.scope, expr.value.id);
        if (meaning?.kind === 'module') found = true;
      }
      if (expr.kind === 'Name') {
        const meaning = resolveName(this.scope, expr.id);
        if (meaning?.kind === 'module' && /(^|\.)random$/.test(meaning.module)) found = true;
        if (meaning?.kind === 'member' && /(^|\.)random$/.test(meaning.module)) found = true;
      }
      return !found;
    });
    return found;
  }
}

function touches(use: Use, name: string): boolean {
  return use.binds.has(name) || use.changes.has(name);
}

/** Whether a task can compute what the statements of a block read. */
class Checker {
  readonly functions = new Set<ast.FunctionDecl>();
  private readonly own = new Set<string>();

  constructor(
    private readonly scope: Names,
    needed: ReadonlySet<string>,
    block: readonly Use[],
    private readonly isReady: (constant: ModuleConstant, isInside: boolean) => boolean,
  ) {
    for (const name of needed) this.own.add(name);
    for (const use of block) for (const name of use.binds) this.own.add(name);
  }

  /** `isInside`: in the block itself, where its names have the values of the moment. */
  isFine(name: string, isInside: boolean): boolean {
    if (this.own.has(name)) return isInside;
    const meaning = resolveName(this.scope, name);
    switch (meaning?.kind) {
      case 'builtin':
        return true;
      case 'constant':
        return this.isReady(meaning.constant, isInside);
      case 'module':
      case 'member':
        return COMPILED_MODULES.has(meaning.module.split('.')[0]!);
      case 'function':
        return this.isFineFunction(meaning.fn);
      case 'class': {
        const { info } = meaning;
        const methods = [...info.methods.values()].map((each) => each.decl);
        return (
          info.problem === undefined && info.variables.size === 0 && methods.every((each) => this.isFineFunction(each))
        );
      }
      default:
        return false;
    }
  }

  private isFineFunction(decl: ast.FunctionDecl): boolean {
    if (this.functions.has(decl)) return true;
    this.functions.add(decl);
    return [...freeReads(decl)].every((read) => this.isFine(read, false));
  }
}

function freeReads(decl: ast.FunctionDecl): ReadonlySet<string> {
  const bound = new Set(decl.parameters.map((parameter) => parameter.name));
  const reads = new Set<string>();
  visitStatements(decl.body, { bind: (name) => void bound.add(name), read: (name) => void reads.add(name) });
  for (const name of bound) reads.delete(name);
  return reads;
}

function namesIn(target: ast.Expr): string[] {
  if (target.kind === 'Name') return [target.id];
  if (target.kind === 'Tuple' || target.kind === 'List') return target.elements.flatMap(namesIn);
  return target.kind === 'Starred' ? namesIn(target.value) : [];
}

/** Names whose objects, or parts of them, an expression may give as they are. */
function aliased(expr: ast.Expr): string[] {
  switch (expr.kind) {
    case 'Name':
      return [expr.id];
    case 'Subscript':
    case 'Attribute':
      return aliased(expr.value);
    case 'Starred':
      return aliased(expr.value);
    case 'Tuple':
    case 'List':
      return expr.elements.flatMap(aliased);
    case 'Conditional':
      return [...aliased(expr.body), ...aliased(expr.orelse)];
    case 'BoolOp':
      return expr.values.flatMap(aliased);
    case 'Call': {
      const name = lastName(expr.func);
      const base = expr.func.kind === 'Attribute' ? aliased(expr.func.value) : [];
      return name !== undefined && GIVES_PARTS.test(name) ? [...base, ...expr.args.flatMap(aliased)] : [];
    }
    default:
      return [];
  }
}
