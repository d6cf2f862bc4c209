// SPDX-License-Identifier: Apache-2.0
// `raise` and `assert` end the run with an error of the program's own; `with np.errstate(...)` and `del`.

import type { SourceRange } from '../../graph/graph';
import { type ClassInfo, findMethod } from '../../names/classes';
import { isRaised, textFunction } from '../../names/exceptions';
import { qualifiedName, resolveName } from '../../names/module-scope';
import { textOf } from '../../numpy/text';
import { setSilenced, silenced } from '../../numpy/warning-state';
import type { AssertStmt, CallExpr, DeleteStmt, Expr, IfStmt, RaiseStmt, WithStmt } from '../../syntax/ast';
import { constantValue, type Value } from '../../types/value';
import { callFunction } from '../calls/functions';
import { lowerExpr } from '../expressions/expressions';
import { deleteListItem } from '../lists/operators';
import { UNBOUND } from '../program/environment';
import type { FunctionLowering } from '../program/function';
import { deleteDictItem } from '../tables/dicts';
import { isDictLike } from '../tables/joins';
import { lowerIf } from './control';
import { lowerBlock } from './statements';
import { settingOfWith } from './warning-settings';

export function lowerRaise(fn: FunctionLowering, stmt: RaiseStmt): void {
  const { exception } = stmt;
  const call = exception?.kind === 'Call' ? exception : undefined;
  const name = exceptionName(fn, call ? call.func : exception);
  if (
    name === undefined ||
    (call &&
      !takesAny(fn, call.func) &&
      (call.args.length > 1 || call.keywords.length > 0 || call.args[0]?.kind === 'Starred'))
  ) {
    const reason = exception === undefined ? 'there is no exception to raise again' : undefined;
    fn.report('WEFT117', (exception ?? stmt).range, { reason: reason ?? 'only built-in exceptions with one text are' });
    fn.isReachable = false;
    return;
  }
  const argument = call?.args[0];
  const own = ownException(fn, call ? call.func : exception);
  const value = own ? lowerMessage(fn, exception!.range, own, call) : argument && lowerExpr(fn, argument);
  const message = value ? textOf(fn, (argument ?? stmt).range, value) : constantValue('');
  fn.markEffect();
  if (message) fn.kernel('raise', stmt.range, [constantValue(name), message], []);
  if (!fn.isReachable) return;
  fn.leaveNever(stmt.range);
  fn.isReachable = false;
}

/** The name of a built-in exception. */
function exceptionName(fn: FunctionLowering, expr: Expr | undefined): string | undefined {
  if (expr?.kind === 'Attribute') {
    const found = qualifiedName(fn.program.scope, expr);
    return found?.module === 'numpy.linalg' && found.name === 'LinAlgError' ? found.name : undefined;
  }
  if (expr?.kind !== 'Name' || fn.isLocal(expr.id)) return undefined;
  const meaning = resolveName(fn.program.scope, expr.id);
  const name = expr.id.replace(/^\^/, '');
  if (meaning?.kind === 'class') return isRaised(meaning.info) ? name : undefined;
  return meaning?.kind === 'builtin' &&
    /^([A-Z]\w*(Error|Interrupt|Exit|Iteration|Warning)|(Base)?Exception)$/.test(name)
    ? name
    : undefined;
}

/** An exception of the program. */
function ownException(fn: FunctionLowering, expr: Expr | undefined): ClassInfo | undefined {
  if (expr?.kind !== 'Name' || fn.isLocal(expr.id)) return undefined;
  const meaning = resolveName(fn.program.scope, expr.id);
  return meaning?.kind === 'class' && meaning.info.exception !== undefined ? meaning.info : undefined;
}

/** Its `__init__` takes the arguments. */
function takesAny(fn: FunctionLowering, expr: Expr): boolean {
  const info = ownException(fn, expr);
  return info !== undefined && findMethod(info, '__init__') !== undefined;
}

/** The text of an exception of the program, from what it is made of. */
function lowerMessage(
  fn: FunctionLowering,
  range: SourceRange,
  info: ClassInfo,
  call: CallExpr | undefined,
): Value | undefined {
  const decl = textFunction(info);
  const args = call?.args ?? [];
  if (!decl) return args[0] && lowerExpr(fn, args[0]);
  const closure = { code: decl, defaults: new Map(), scope: new Set<string>(), captured: new Map() };
  return callFunction(
    fn,
    range,
    { kind: 'function', name: decl.name, closure },
    {
      positional: args.map((each) => ({ value: lowerExpr(fn, each), range: each.range })),
      keywords: (call?.keywords ?? []).map((each) => ({
        name: each.name ?? '**',
        value: lowerExpr(fn, each.value),
        range: each.range,
        nameRange: each.range,
      })),
    },
  );
}

/** `assert test, message` is `if not test: raise AssertionError(message)`. */
export function lowerAssert(fn: FunctionLowering, stmt: AssertStmt): void {
  const { range } = stmt;
  const name: Expr = { kind: 'Name', range, id: 'AssertionError' };
  const exception: Expr = stmt.message ? { kind: 'Call', range, func: name, args: [stmt.message], keywords: [] } : name;
  const failed: IfStmt = {
    kind: 'If',
    range,
    test: { kind: 'Unary', range: stmt.test.range, op: 'not', operand: stmt.test },
    body: [{ kind: 'Raise', range, exception }],
    orelse: [],
  };
  lowerIf(fn, failed);
}

/** They close a file, which is open only while it is read. */
const DATA_FILES: ReadonlySet<string> = new Set(['h5py.File', 'netCDF4.Dataset', 'numpy.load']);

/** `np.errstate` changes warnings and no value; with `raise` it would. */
export function lowerWith(fn: FunctionLowering, stmt: WithStmt): void {
  const before = silenced(fn);
  for (const item of stmt.items) {
    const func = item.kind === 'Call' ? item.func : undefined;
    const found = func && qualifiedName(fn.program.scope, func);
    if (found && DATA_FILES.has(`${found.module}.${found.name}`)) continue;
    const setting = settingOfWith(fn, item);
    if (setting && 'flags' in setting) setSilenced(fn, item.range, setting.flags);
    else fn.report('WEFT118', item.range, { reason: setting?.refused ?? 'its effects are unknown' });
  }
  lowerBlock(fn, stmt.body);
  if (fn.isReachable) setSilenced(fn, stmt.range, before);
}

/** A name that is read again after `del` would have to raise there: only names that nobody reads are let go. */
export function lowerDelete(fn: FunctionLowering, stmt: DeleteStmt): void {
  for (const target of stmt.targets) {
    const base = target.kind === 'Subscript' ? lowerExpr(fn, target.value) : undefined;
    if (target.kind === 'Subscript' && base && isDictLike(base)) {
      deleteDictItem(fn, target, base);
      continue;
    }
    if (target.kind === 'Subscript' && base && deleteListItem(fn, target, base)) continue;
    if (target.kind !== 'Name') {
      fn.report('WEFT126', target.range, { what: '`del` of an element' });
      continue;
    }
    if (fn.namesOf(stmt).liveOut.has(target.id)) {
      fn.report('WEFT126', target.range, { what: '`del` of a name that is used again' });
      continue;
    }
    if (fn.isBound(target.id)) fn.env.set(target.id, UNBOUND);
    else fn.report('WEFT205', target.range, { name: target.id });
  }
}
