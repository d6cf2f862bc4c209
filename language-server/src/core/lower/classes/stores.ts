// SPDX-License-Identifier: Apache-2.0
// Objects that hold others of their class: trees, linked lists, graphs. All objects of such a class and of those derived
// from it are kept in lists of the whole run, one for each attribute; an object is a place in them. They live until the
// run ends.

import type { FunctionBuilder, GraphBuilder } from '../../graph/builder';
import type { SourceRange, Type } from '../../graph/graph';
import { type ClassInfo, findMethod } from '../../names/classes';
import { rootClass } from '../../names/stored-classes';
import { cast, intConstant } from '../../numpy/elementwise';
import type { AttributeCell } from '../../types/attributes';
import { type ObjectHome, PLACE, PLACE_VALUE, type RecordKind } from '../../types/homes';
import { constantValue, type GraphValue, type InstanceValue } from '../../types/value';
import type { FunctionLowering } from '../program/function';

const FIRST_CODE = 300;

/** The homes of the classes of a program, and the lists of those that are stored. */
export class Stores {
  /** Classes found to need a store. */
  readonly wanted = new Set<string>();
  private readonly homes = new Map<string, ObjectHome>();
  private readonly lists = new Map<string, FunctionBuilder>();
  private readonly known = new WeakMap<FunctionLowering, Map<string, GraphValue>>();

  constructor(
    private readonly classes: ReadonlyMap<string, ClassInfo>,
    private readonly stored: ReadonlySet<string>,
    private readonly graph: GraphBuilder,
  ) {}

  homeOf(info: ClassInfo): ObjectHome {
    let home = this.homes.get(info.name);
    if (!home) {
      const root = rootClass(info).name;
      const code = FIRST_CODE + [...this.classes.keys()].indexOf(info.name);
      const isStored = this.stored.has(root) || info.members !== undefined;
      const record = isStored ? undefined : recordKind(info);
      const isWritten = !isStored && isWrittenByFields(info);
      const want = () => void this.wanted.add(root);
      home = { code, root, isStored, isWritten, want, ...(record ? { record } : {}) };
      this.homes.set(info.name, home);
    }
    return home;
  }

  /** The classes of one store. */
  kinOf(info: ClassInfo): ClassInfo[] {
    const root = rootClass(info).name;
    return [...this.classes.values()].filter((each) => rootClass(each).name === root);
  }

  /** All attributes of one store, in a fixed order. */
  attributesOf(info: ClassInfo): string[] {
    return [...new Set(this.kinOf(info).flatMap((each) => [...each.variables]))].sort();
  }

  /** The list of an attribute, which is the same in all functions. */
  listOf(fn: FunctionLowering, range: SourceRange, info: ClassInfo, attr: string, type: Type): GraphValue {
    const { graph } = fn;
    if (!graph) return { kind: 'value', type };
    const key = `${rootClass(info).name}.${attr}`;
    const own = this.known.get(fn) ?? new Map<string, GraphValue>();
    this.known.set(fn, own);
    const before = own.get(key);
    if (before) return before;
    let builder = this.lists.get(key);
    if (!builder) {
      builder = this.graph.addFunction(`${rootClass(info).name}_${attr}`.replace(/\W/g, '_'), range);
      const id = builder.emit('list_new', [], type, range);
      builder.return([id], range);
      builder.setResults([type]);
      this.lists.set(key, builder);
    }
    const value: GraphValue = { kind: 'value', type, id: graph.moduleValue(builder, type, range) };
    own.set(key, value);
    return value;
  }
}

/** Undefined where the class itself says how its objects are compared, or where they change. */
function recordKind(info: ClassInfo): RecordKind | undefined {
  const isPlain = info.kind === 'plain' || info.variables.size > 0 || info.fields.length === 0;
  if (isPlain || ['__eq__', '__hash__'].some((name) => findMethod(info, name))) return undefined;
  if (info.kind === 'tuple') return { isTuple: true, isHashable: true };
  const isWhole = !info.without.has('eq') && info.fields.every(({ without }) => !without.has('compare'));
  const isHashable = info.isFrozen && info.fields.every(({ without }) => !without.has('hash'));
  return isWhole ? { isTuple: false, isHashable } : undefined;
}

function isWrittenByFields(info: ClassInfo): boolean {
  if (info.kind === 'plain' || info.without.has('repr') || findMethod(info, '__repr__')) return false;
  const isWhole = info.fields.every(({ name, without }) => !without.has('repr') && isSet(info, name));
  return isWhole && [...info.variables].every((name) => info.fields.some((field) => field.name === name));
}

function isSet(info: ClassInfo, name: string): boolean {
  return !info.variables.has(name) || info.initialised.has(name);
}

export function storedObject(cls: string, home: ObjectHome, place: GraphValue): InstanceValue {
  return { kind: 'instance', cls, names: [PLACE], items: [place], home };
}

/** The place of an object in the lists of its store. */
export function placeOf(fn: FunctionLowering, range: SourceRange, value: InstanceValue): GraphValue {
  return cast(fn, range, value.items[0] as GraphValue, 'int') ?? intConstant(0);
}

/** A new place at the end of the lists, of which `operands` gives the first values. */
export function newPlace(
  fn: FunctionLowering,
  range: SourceRange,
  lists: readonly GraphValue[],
  operands: readonly (readonly GraphValue[])[],
): GraphValue {
  const count = fn.emit('list_len', range, [lists[0]!], { kind: 'int' });
  for (const [i, list] of lists.entries()) fn.effect('list_append', range, [list, ...operands[i]!]);
  const place = cast(fn, range, count, 'i64');
  return place?.id === undefined ? PLACE_VALUE : { ...PLACE_VALUE, id: place.id };
}

/** The type of the list of an attribute; objects that may lack it have a flag before its values. */
export function storeType(cell: AttributeCell, hasFlag: boolean): Type {
  return { kind: 'list', items: hasFlag ? [FLAG, ...cell.leaves] : cell.leaves };
}

export const FLAG: Type = { kind: 'bool' };

export function flagValue(isSet: boolean): GraphValue {
  return constantValue(isSet) as GraphValue;
}
