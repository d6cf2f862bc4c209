// SPDX-License-Identifier: Apache-2.0
// Lists as arguments of the program's own functions: what a function puts into a list is part of the type of its caller's.

import type { SourceRange } from '../../graph/graph';
import type { Argument, CallArguments } from '../../numpy/call';
import { joinedList } from '../../numpy/lists';
import { learnType } from '../../types/learning';
import { isDeque, isList } from '../../types/lists';
import { listView } from '../../types/tuple-views';
import { UNKNOWN, type Value } from '../../types/value';
import type { FunctionLowering } from '../program/function';
import type { Instance } from '../program/instance';
import { leavesOf } from '../program/structure';
import { lowerListBuiltin } from './builtins';
import { listOfDeque } from './deques';
import { reportConflict, runtimeList } from './lists';
import { lowerRandomOfList } from './random-lists';
import { runTuple, tupleCell } from './tuples';

/** The caller's lists get the types that the function gives them; false after a report. */
export function learnLists(
  fn: FunctionLowering,
  range: SourceRange,
  instance: Instance,
  args: ReadonlyMap<string, Value>,
): boolean {
  for (const [name, value] of instance.parameters) {
    const given = leavesOf(args.get(name) ?? value);
    for (const [i, leaf] of leavesOf(value).entries()) {
      const own = given[i]?.list;
      const problem = leaf.list && own && learnType(own, leaf.list);
      if (!problem) continue;
      reportConflict(fn, range, problem);
      return false;
    }
  }
  return true;
}

/** The arguments with run-time lists where the function needs them; undefined when it takes them as they are. */
export function withListArguments(
  fn: FunctionLowering,
  range: SourceRange,
  instance: Instance,
  args: ReadonlyMap<string, Value>,
): Map<string, Value> | undefined {
  const sites = fn.program.listsOf(instance);
  return atRuntime(fn, range, args, (name) => sites.isRuntime(name));
}

/** The arguments with run-time lists for some parameters; undefined where nothing changes. */
export function atRuntime(
  fn: FunctionLowering,
  range: SourceRange,
  args: ReadonlyMap<string, Value>,
  isRuntime: (name: string) => boolean,
  isGrowing = false,
): Map<string, Value> | undefined {
  const result = new Map(args);
  let isChanged = false;
  for (const [name, value] of args) {
    if (isGrowing && value.kind === 'value' && typeof value.constant === 'string' && isRuntime(name)) {
      const type = { kind: 'str' } as const;
      result.set(name, { kind: 'value', type, ...(fn.graph ? { id: fn.idOf(value, range) } : {}) });
      isChanged = true;
    }
    if (value.kind !== 'tuple' || !isRuntime(name)) continue;
    if (!value.isList) {
      const tuple = isGrowing ? runTuple(fn, range, value, tupleCell(fn, range, `${name} `)) : undefined;
      if (tuple) result.set(name, tuple);
      isChanged ||= tuple !== undefined;
      continue;
    }
    const list = runtimeList(fn, range, value, value.site !== undefined);
    if (!list) continue;
    const reason = 'it is a constant, and the function gets a copy of it';
    result.set(name, value.site ? list : { ...list, readOnly: reason });
    isChanged = true;
  }
  return isChanged ? result : undefined;
}

/** A call of the library: builtins know lists, NumPy's functions take them for arrays. */
export function callWithLists(
  fn: FunctionLowering,
  range: SourceRange,
  callee: Extract<Value, { kind: 'library' }>,
  args: CallArguments,
  call: (args: CallArguments) => Value,
): Value {
  if (callee.module === 'builtins') {
    const withLists = args.positional.map((each) =>
      isDeque(each.value) && callee.name !== 'str' && callee.name !== 'print' && callee.name !== 'repr'
        ? { ...each, value: listOfDeque(each.value) }
        : each,
    );
    const given = { ...args, positional: withLists };
    return lowerListBuiltin(fn, range, callee.name, given) ?? call(given);
  }
  if (callee.module === 'text') return call(args);
  const drawn = lowerRandomOfList(fn, range, callee, args);
  if (drawn) return drawn;
  // A shuffle changes its argument: it would change a copy of the list.
  if (/\bshuffle$/.test(callee.name)) return call(args);
  const axis = args.keywords.find((keyword) => keyword.name === 'axis')?.value ?? args.positional[1]?.value;
  const along = axis?.kind === 'value' && typeof axis.constant === 'bigint' ? Number(axis.constant) : undefined;
  const positional: Argument[] = [];
  for (const [i, given] of args.positional.entries()) {
    const value = isDeque(given.value) ? listOfDeque(given.value) : listView(given.value);
    const argument = { ...given, value };
    if (!isList(argument.value)) {
      positional.push(argument);
      continue;
    }
    const hasType = args.positional.length > 1 || args.keywords.some((keyword) => keyword.name === 'dtype');
    const isTyped = hasType && /^(array|asarray|asanyarray|fromiter)$/.test(callee.name);
    const isFirst = i === 0 && callee.module === 'numpy';
    const name = isFirst ? callee.name : '';
    const { array, isResult } = joinedList(fn, argument.range, name, argument.value, along, isTyped);
    if (!array) return UNKNOWN;
    const isWhole =
      isResult &&
      (args.positional.length === 1 || name !== 'array') &&
      args.keywords.every((keyword) => keyword.name === 'axis');
    if (isWhole && JOINING.has(name)) return array;
    positional.push({ ...argument, value: array });
  }
  const keywords = args.keywords.map((keyword) => {
    const value = listView(keyword.value);
    if (!isList(value)) return keyword;
    return { ...keyword, value: joinedList(fn, keyword.range, '', value, undefined).array ?? UNKNOWN };
  });
  return call({ positional, keywords });
}

const JOINING: ReadonlySet<string> = new Set([
  'array',
  'asarray',
  'concatenate',
  'stack',
  'hstack',
  'vstack',
  'column_stack',
]);
