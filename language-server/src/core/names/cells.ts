// SPDX-License-Identifier: Apache-2.0
// `nonlocal`: names that an inner function assigns live in an object that the function around it makes at its start, as
// in CPython's cells. Every use of such a name is written as an attribute of that object.

import { placeOf, type SourceRange } from '../graph/graph';
import type * as ast from '../syntax/ast';
import { comprehensionNames, freeNames, visitStatements } from './visit';

/** The objects that hold the names of one function. */
export interface CellClass {
  readonly name: string;
  /** Attributes. */
  readonly names: readonly string[];
  /** Those that the function sets before anything can read them. */
  readonly initialised: ReadonlySet<string>;
}

/** The attribute that holds a name. No program can write it. */
export const CELL = '@';

interface Rewritten {
  readonly decl: ast.FunctionDecl;
  readonly classes: readonly CellClass[];
}

const known = new WeakMap<ast.FunctionDecl, Rewritten>();

/** The module with all such names written out, and the classes of the objects that hold them. */
export function withCells(module: ast.Module): { module: ast.Module; classes: readonly CellClass[] } {
  const classes: CellClass[] = [];
  const whole = (decl: ast.FunctionDecl, path: string): ast.FunctionDecl => {
    let found = known.get(decl);
    if (!found) {
      const own: CellClass[] = [];
      found = { decl: new Rewriting(path, own).whole(decl), classes: own };
      known.set(decl, found);
    }
    classes.push(...found.classes);
    return found.decl;
  };
  const functions = module.functions.map((decl) => whole(decl, decl.name));
  const statements = module.statements.map((stmt): ast.Stmt => {
    if (stmt.kind !== 'UnsupportedStmt' || !stmt.definition) return stmt;
    const { definition } = stmt;
    const count = classes.length;
    const body = definition.body.map(
      (each): ast.Stmt =>
        each.kind === 'FunctionDef'
          ? { ...each, decl: whole(each.decl, `${definition.name}.${each.decl.name}`) }
          : each,
    );
    return classes.length === count ? stmt : { ...stmt, definition: { ...definition, body } };
  });
  return classes.length === 0 ? { module, classes } : { module: { ...module, functions, statements }, classes };
}

/** A use that cannot be written as an attribute: the function stays as it is, and its `nonlocal` is refused. */
class Unwritable extends Error {}

type Cells = ReadonlyMap<string, string>;

class Rewriting {
  constructor(
    private readonly path: string,
    private readonly classes: CellClass[],
  ) {}

  whole(decl: ast.FunctionDecl): ast.FunctionDecl {
    if (!hasNonlocal(decl.body)) return decl;
    try {
      return this.function(decl, new Map());
    } catch (error) {
      if (!(error instanceof Unwritable)) throw error;
      this.classes.length = 0;
      return decl;
    }
  }

  private function(decl: ast.FunctionDecl, outer: Cells): ast.FunctionDecl {
    const own = ownNames(decl);
    const shared = [...own].filter((name) => isAssignedInside(decl.body, name)).sort();
    const inner = new Map([...outer].filter(([name]) => !own.has(name)));
    const holder = `cells${this.classes.length}${CELL}`;
    for (const name of shared) inner.set(name, holder);
    if (inner.size === 0) return decl;
    const body = this.block(decl.body, inner);
    if (shared.length === 0) return { ...decl, body };
    const { nameRange: range } = decl;
    const isParameter = (name: string) => decl.parameters.some((parameter) => parameter.name === name);
    const name = `${this.path}${CELL}cells${this.classes.length}`;
    this.classes.push({
      name,
      names: shared.map((each) => each + CELL),
      initialised: new Set(
        shared.filter((each) => isParameter(each) || isSetFirst(decl.body, each)).map((each) => each + CELL),
      ),
    });
    const nameOf = (id: string): ast.Name => ({ kind: 'Name', range, id });
    const made: ast.Expr = { kind: 'Call', range, func: nameOf(name), args: [], keywords: [] };
    const start: ast.Stmt[] = [{ kind: 'Assign', range, targets: [nameOf(holder)], value: made }];
    for (const each of shared.filter(isParameter))
      start.push({ kind: 'Assign', range, targets: [held(range, holder, each)], value: nameOf(each) });
    return { ...decl, body: [...start, ...body] };
  }

  private block(body: readonly ast.Stmt[], cells: Cells): ast.Stmt[] {
    return body.flatMap((stmt) => this.statement(stmt, cells));
  }

  private statement(stmt: ast.Stmt, cells: Cells): ast.Stmt[] {
    const { range } = stmt;
    switch (stmt.kind) {
      case 'UnsupportedStmt': {
        const isDeclared = stmt.what === '`nonlocal`' && stmt.bound.every((name) => cells.has(name));
        if (isDeclared) return [{ kind: 'Pass', range }];
        if (stmt.bound.some((name) => cells.has(name))) throw new Unwritable();
        return [stmt];
      }
      case 'FunctionDef': {
        if (cells.has(stmt.decl.name)) throw new Unwritable();
        return [{ ...stmt, decl: this.nested(stmt.decl, cells) }];
      }
      case 'For': {
        // The counter goes through a name of its own.
        const sets: ast.Stmt[] = [];
        const target = this.counter(stmt.target, cells, sets);
        const body = [...sets, ...this.block(stmt.body, cells)];
        const orelse = this.block(stmt.orelse, cells);
        return [{ ...stmt, target, iter: this.replace(stmt.iter, cells), body, orelse }];
      }
      case 'If':
      case 'While':
        return [
          {
            ...stmt,
            test: this.replace(stmt.test, cells),
            body: this.block(stmt.body, cells),
            orelse: this.block(stmt.orelse, cells),
          },
        ];
      case 'With':
        return [{ ...stmt, items: this.replace(stmt.items, cells), body: this.block(stmt.body, cells) }];
      case 'Delete':
        if (stmt.targets.some((target) => target.kind === 'Name' && cells.has(target.id))) throw new Unwritable();
        break;
      case 'AnnAssign': {
        if (stmt.target.kind !== 'Name' || !cells.has(stmt.target.id)) break;
        if (!stmt.value) return [{ kind: 'Pass', range }];
        return [
          {
            kind: 'Assign',
            range,
            targets: [this.replace(stmt.target, cells)],
            value: this.replace(stmt.value, cells),
          },
        ];
      }
      default:
    }
    return [this.replace(stmt, cells)];
  }

  private counter(target: ast.Expr, cells: Cells, sets: ast.Stmt[]): ast.Expr {
    const { range } = target;
    if (target.kind === 'Name' && cells.has(target.id)) {
      const own: ast.Name = { kind: 'Name', range, id: `${target.id}${CELL}${placeOf(range)}${CELL}` };
      sets.push({ kind: 'Assign', range, targets: [held(range, cells.get(target.id)!, target.id)], value: own });
      return own;
    }
    if (target.kind === 'Tuple' || target.kind === 'List')
      return { ...target, elements: target.elements.map((each) => this.counter(each, cells, sets)) };
    return this.replace(target, cells);
  }

  /** What stands before the body is read in the function around it. */
  private nested(decl: ast.FunctionDecl, cells: Cells): ast.FunctionDecl {
    const parameters = decl.parameters.map((parameter) =>
      parameter.default ? { ...parameter, default: this.replace(parameter.default, cells) } : parameter,
    );
    const decorators = this.replace(decl.decorators, cells);
    const inner = this.function(decl, cells);
    return { ...inner, parameters, decorators };
  }

  private replace<T>(node: T, cells: Cells): T {
    if (Array.isArray(node)) return node.map((each) => this.replace(each, cells)) as T;
    if (typeof node !== 'object' || node === null) return node;
    const expr = node as unknown as ast.Expr;
    switch (expr.kind) {
      case 'Name': {
        const holder = cells.get(expr.id);
        return holder === undefined ? node : (held(expr.range, holder, expr.id) as T);
      }
      case 'Lambda':
        return { ...expr, decl: this.nested(expr.decl, cells) } as T;
      case 'Walrus':
        if (cells.has(expr.target.id)) throw new Unwritable();
        return { ...expr, value: this.replace(expr.value, cells) } as T;
      case 'UnsupportedExpr':
        if (expr.bound.some((name) => cells.has(name))) throw new Unwritable();
        return node;
      case 'Comprehension': {
        const own = comprehensionNames(expr);
        const inside = new Map([...cells].filter(([name]) => !own.has(name)));
        const clauses = expr.clauses.map((clause, i) =>
          clause.kind === 'if'
            ? { ...clause, test: this.replace(clause.test, inside) }
            : { ...clause, iter: this.replace(clause.iter, i === 0 ? cells : inside) },
        );
        return { ...expr, element: this.replace(expr.element, inside), clauses } as T;
      }
      default:
    }
    const copy: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(node))
      copy[key] = /[rR]ange$|^annotation$/.test(key) ? value : this.replace(value, cells);
    return copy as T;
  }
}

function held(range: SourceRange, holder: string, name: string): ast.AttributeExpr {
  const value: ast.Name = { kind: 'Name', range, id: holder };
  return { kind: 'Attribute', range, value, attr: name + CELL, attrRange: range };
}

function hasNonlocal(body: readonly ast.Stmt[]): boolean {
  let found = false;
  const visit = (decl: ast.FunctionDecl): void => {
    visitStatements(decl.body, {
      nested: visit,
      unsupported: (_names, node) => {
        if (node.what === '`nonlocal`') found = true;
      },
    });
  };
  visitStatements(body, { nested: visit });
  return found;
}

/** A function inside these statements declares the name of this one `nonlocal`. */
function isAssignedInside(body: readonly ast.Stmt[], name: string): boolean {
  let found = false;
  const visit = (decl: ast.FunctionDecl): void => {
    if (ownNames(decl).has(name)) return;
    visitStatements(decl.body, {
      nested: visit,
      unsupported: (names, node) => {
        if (node.what === '`nonlocal`' && names.includes(name)) found = true;
      },
    });
  };
  visitStatements(body, { nested: visit });
  return found;
}

/** A straight line sets the name before anything reads it. */
function isSetFirst(body: readonly ast.Stmt[], name: string): boolean {
  const users = new Set<string>();
  for (const stmt of body) {
    if (stmt.kind === 'FunctionDef') {
      const free = freeNames(stmt.decl);
      if (free.has(name) || [...free].some((each) => users.has(each))) users.add(stmt.decl.name);
      if (stmt.decl.decorators.length > 0) return false;
      continue;
    }
    let isRead = false;
    visitStatements([stmt], {
      read: (each) => {
        if (each === name || users.has(each)) isRead = true;
      },
    });
    if (isRead) return false;
    const targets =
      stmt.kind === 'Assign' ? stmt.targets : stmt.kind === 'AnnAssign' && stmt.value ? [stmt.target] : [];
    if (targets.some((target) => namesIn(target).includes(name))) return true;
  }
  return false;
}

function namesIn(target: ast.Expr): string[] {
  if (target.kind === 'Name') return [target.id];
  return target.kind === 'Tuple' || target.kind === 'List' ? target.elements.flatMap(namesIn) : [];
}

const locals = new WeakMap<ast.FunctionDecl, ReadonlySet<string>>();

/** Parameters and the names that the function itself binds. */
function ownNames(decl: ast.FunctionDecl): ReadonlySet<string> {
  const before = locals.get(decl);
  if (before) return before;
  const names = new Set(decl.parameters.map((parameter) => parameter.name));
  visitStatements(decl.body, { bind: (name) => void names.add(name) });
  const declared = (body: readonly ast.Stmt[]): void => {
    for (const stmt of body) {
      if (stmt.kind === 'UnsupportedStmt' && /^`(nonlocal|global)`$/.test(stmt.what))
        for (const name of stmt.bound) names.delete(name);
      if ('body' in stmt) declared(stmt.body);
      if ('orelse' in stmt) declared(stmt.orelse);
    }
  };
  declared(decl.body);
  locals.set(decl, names);
  return names;
}
