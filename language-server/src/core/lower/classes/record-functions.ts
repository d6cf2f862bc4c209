// SPDX-License-Identifier: Apache-2.0
// What `dataclasses` and named tuples do with all fields at once: `replace`, `asdict`, `astuple`, `fields`, and `_replace`,
// `_asdict`, `_fields`.

import type { SourceRange } from '../../graph/graph';
import type { CallArguments } from '../../numpy/call';
import { isList } from '../../types/lists';
import { isStatic } from '../../types/merging';
import {
  constantValue,
  type InstanceValue,
  isArray,
  quotedType,
  tupleValue,
  UNKNOWN,
  type Value,
} from '../../types/value';
import { iterationOfValue } from '../iteration/iteration';
import { collect } from '../lists/list-loops';
import { listOfItems } from '../lists/lists';
import type { FunctionLowering } from '../program/function';
import { makeDict } from '../tables/dicts';
import { entriesOf } from '../tables/entries';
import { infoOf, instantiate } from './instances';
import { fieldsOf } from './records';

/** A function of the module `dataclasses`; undefined for what is not compiled. */
export function callDataclasses(
  fn: FunctionLowering,
  range: SourceRange,
  name: string,
  args: CallArguments,
): Value | undefined {
  const [first, ...rest] = args.positional.map((each) => each.value);
  if (!first || rest.length > 0) return undefined;
  if (first.kind === 'unknown') return UNKNOWN;
  const info = first.kind === 'instance' || first.kind === 'class' ? infoOf(fn, nameOf(first)) : undefined;
  if (name === 'is_dataclass') return args.keywords.length > 0 ? undefined : constantValue(info?.kind === 'values');
  if (info?.kind !== 'values') return undefined;
  if (name === 'fields' && args.keywords.length === 0)
    return tupleValue(
      info.fields.map((field) => ({ ...tupleValue([constantValue(field.name) as Value]), names: ['name'] })),
    );
  if (first.kind !== 'instance') return undefined;
  if (name === 'replace') return replaced(fn, range, first, args.keywords);
  if (args.keywords.length > 0 || (name !== 'asdict' && name !== 'astuple')) return undefined;
  return new Conversion(fn, range, name).of(first);
}

function nameOf(value: Value): string {
  return value.kind === 'instance' ? value.cls : value.kind === 'class' ? value.name : '';
}

/** An object of the same class with other values in some fields: `__init__` gets all that it takes. */
function replaced(
  fn: FunctionLowering,
  range: SourceRange,
  object: InstanceValue,
  changes: CallArguments['keywords'],
): Value {
  const info = infoOf(fn, object.cls);
  const values = fieldsOf(fn, range, object);
  const keywords = info.fields.flatMap(({ name, without }, i) => {
    const given = changes.find((each) => each.name === name);
    if (without.has('init') && !given) return [];
    return [given ?? { name, value: values[i]!, range, nameRange: range }];
  });
  const others = changes.filter((each) => !info.fields.some((field) => field.name === each.name));
  const all = { positional: [], keywords: [...keywords, ...others] };
  return instantiate(fn, range, { kind: 'class', name: object.cls }, all);
}

/** A method of every named tuple; undefined for other objects and names. */
export function recordMethod(fn: FunctionLowering, base: Value, name: string): Value | undefined {
  if (base.kind !== 'instance' && base.kind !== 'class') return undefined;
  const info = infoOf(fn, nameOf(base));
  if (info.kind !== 'tuple') return undefined;
  if (name === '_fields') return tupleValue(info.fields.map((field) => constantValue(field.name)));
  if (base.kind === 'class' || !/^_(replace|asdict)$/.test(name)) return undefined;
  return { kind: 'library', module: 'object', name, self: base };
}

/** Calls it; undefined for what is none. */
export function callRecordMethod(
  fn: FunctionLowering,
  range: SourceRange,
  callee: Value,
  args: CallArguments,
): Value | undefined {
  if (callee.kind !== 'library' || callee.self?.kind !== 'instance' || args.positional.length > 0) return undefined;
  if (callee.name === '_replace') return replaced(fn, range, callee.self, args.keywords);
  if (callee.name !== '_asdict' || args.keywords.length > 0) return undefined;
  const { fields } = infoOf(fn, callee.self.cls);
  const values = fieldsOf(fn, range, callee.self);
  return makeDict(
    fn,
    range,
    fields.map(({ name }, i) => [constantValue(name), values[i]!] as const),
  );
}

/** Copies of dictionaries and lists inside of one another have types of their own. */
const FIRST_COPY = 2_000_000;

/** `asdict` and `astuple` go into dataclasses, lists, tuples and dictionaries, and copy all others. */
class Conversion {
  private count = 0;

  constructor(
    private readonly fn: FunctionLowering,
    private readonly range: SourceRange,
    private readonly name: 'asdict' | 'astuple',
  ) {}

  of(value: Value): Value {
    const { fn } = this;
    if (value.kind === 'instance') return this.object(value);
    if (value.kind === 'tuple' && !value.isList) return { ...value, items: value.items.map((item) => this.of(item)) };
    const range = this.place();
    if (value.kind === 'tuple') {
      const items = value.items.map((item) => this.of(item));
      return listOfItems(fn, range, fn.lists.at(range), items);
    }
    if (value.kind === 'dict') {
      const entries = entriesOf(fn, range, value).map((item) => this.of(item));
      return makeDict(
        fn,
        range,
        value.keys.map((key, i) => [constantValue(key), entries[i]!] as const),
      );
    }
    if (isList(value)) {
      const items = iterationOfValue(fn, range, value);
      return items ? collect(fn, range, items, (item, add) => add(this.of(item)), 'fields') : UNKNOWN;
    }
    if (isArray(value)) return fn.emit('copy', this.range, [value], value.type);
    const isPlain = value.kind === 'value' && value.list === undefined && value.object === undefined;
    if (isPlain || isStatic(value) || value.kind === 'unknown') return value;
    return this.refuse(value);
  }

  private object(value: InstanceValue): Value {
    const { fn } = this;
    const info = infoOf(fn, value.cls);
    if (info.kind === 'plain') return this.refuse(value);
    const range = this.place();
    const items = fieldsOf(fn, this.range, value).map((item) => this.of(item));
    if (info.kind === 'tuple') {
      const keywords = info.fields.map(({ name }, i) => ({ name, value: items[i]!, range, nameRange: range }));
      return instantiate(fn, range, { kind: 'class', name: value.cls }, { positional: [], keywords });
    }
    if (this.name === 'astuple') return tupleValue(items);
    return makeDict(
      fn,
      range,
      info.fields.map(({ name }, i) => [constantValue(name), items[i]!] as const),
    );
  }

  private place(): SourceRange {
    const copy = this.count++;
    return copy === 0 ? this.range : { ...this.range, copy: FIRST_COPY + copy };
  }

  private refuse(value: Value): Value {
    return this.fn.report('WEFT292', this.range, {
      what: `\`${this.name}\` of ${quotedType(value)}`,
      reason: 'Weft copies numbers, arrays, texts, lists, tuples, dictionaries of constant keys and dataclasses',
      instead: 'Write the dictionary or the tuple with the fields that count',
    });
  }
}
