// SPDX-License-Identifier: Apache-2.0
// Arguments that are put together: `{"k": 0.3, "beta": [1.0, 2.0]}`, `[(0, "pinned"), (48, "clamped")]`. Numbers, arrays and
// long lists of one type travel as arguments of their own; texts, None and the shape of the whole belong to the program.

import {
  type ComposedType,
  type KeyConstant,
  type ParameterType,
  partName,
} from '../../../language-server/src/core/lower/signature';
import { usageError } from '../net/error';
import { type JobArgument, memoryBlob } from './inputs';
import { type Container, type Item, isContainer, jsonText } from './literals';
import { encodeNpy } from './npy';

/** What the worker has a parameter for, and the value as Python has it. */
export interface ComposedArgument {
  readonly name: string;
  readonly kind: 'composed';
  readonly parts: readonly JobArgument[];
  readonly value: Item;
}

/** A file in the middle of a literal, with its type. */
export type FileReader = (name: string, reference: string) => Promise<{ type: ParameterType; job: JobArgument }>;

/** Lists of one type become lists of the run beyond this many numbers; shorter ones are known item by item. */
const LONG_LIST = 64;
/** Each part is a parameter of the compiled program. */
const MAX_PARTS = 1024;

/** What an argument sends. */
export function sentArguments(args: readonly { readonly job: JobArgument | ComposedArgument }[]): JobArgument[] {
  return args.flatMap(({ job }) => (job.kind === 'composed' ? job.parts : [job]));
}

export async function bindComposed(
  name: string,
  value: Container,
  where: string,
  readFile: FileReader,
): Promise<{ readonly type: ParameterType; readonly job: ComposedArgument }> {
  const parts: JobArgument[] = [];
  const bind = async (own: string, item: Item): Promise<ParameterType> => {
    if (parts.length >= MAX_PARTS) {
      throw usageError(
        `${where}: it has more than ${MAX_PARTS} parts, and each is a parameter of the compiled program`,
        'give its numbers as arrays, one for each column, with `@file.npy` or `--args FILE.npz`',
        'WEFT461',
      );
    }
    if (item.kind === 'file') {
      const { type, job } = await readFile(own, item.reference);
      parts.push(job);
      return type;
    }
    if (item.kind === 'array') {
      const { dtype, shape } = item.array;
      parts.push({ name: own, kind: 'blob', blob: memoryBlob(encodeNpy(item.array)) });
      return { kind: 'array', dtype, rank: shape.length };
    }
    if (item.kind === 'complex') {
      const array = encodeNpy({ dtype: 'c128', shape: [], values: [item.value] });
      parts.push({ name: own, kind: 'blob', blob: memoryBlob(array) });
      return { kind: 'complex' };
    }
    if (!isContainer(item)) {
      if (item.kind === 'str') return { kind: 'str', value: item.value };
      if (item.kind === 'none') return { kind: 'none' };
      parts.push({ name: own, ...item });
      return { kind: item.kind };
    }
    const list = item.kind === 'list' && countOf(item) > LONG_LIST ? uniformType(item) : undefined;
    if (list) {
      parts.push({ name: own, kind: 'blob', blob: memoryBlob(new TextEncoder().encode(listText(item))) });
      return list;
    }
    const shape = shapeType(item);
    const items: ParameterType[] = [];
    for (const [i, each] of item.items.entries()) items.push(await bind(partName(own, shape, i), each));
    return { ...shape, items };
  };
  return { type: await bind(name, value), job: { name, kind: 'composed', parts, value } };
}

/** A container with its keys, and nothing in it yet. */
function shapeType(item: Container): ComposedType {
  if (item.kind === 'dict') return { kind: 'dict', keys: item.keys.map(keyOf), items: [] };
  return { kind: item.kind === 'list' ? 'display' : item.kind, items: [] };
}

function keyOf(key: Item): KeyConstant {
  switch (key.kind) {
    case 'str':
      return key;
    case 'none':
      return { kind: 'none' };
    case 'bool':
      return { kind: 'bool', value: key.value ? 'True' : 'False' };
    case 'int':
      return { kind: 'int', value: String(key.value) };
    case 'float':
      return { kind: 'float', value: floatText(key.value) };
    case 'tuple':
      return { kind: 'tuple', items: key.items.map(keyOf) };
    default:
      throw usageError('a complex number cannot be a key here', 'use numbers, texts and tuples of them', 'WEFT461');
  }
}

/** As Python's `float()` reads it. */
export function floatText(value: number): string {
  return Object.is(value, -0) ? '-0.0' : String(value).replace('Infinity', 'inf').replace('NaN', 'nan');
}

/** As the worker reads it: tuples in tuples are one row of values, and a tuple of one value is that value. */
function listText(item: Item): string {
  if (item.kind === 'tuple') {
    const values = flatItems(item).map(listText);
    return values.length === 1 ? values[0]! : `[${values.join(',')}]`;
  }
  return item.kind === 'list' ? `[${item.items.map(listText).join(',')}]` : jsonText(item);
}

function flatItems(item: Item): readonly Item[] {
  return item.kind === 'tuple' ? item.items.flatMap(flatItems) : [item];
}

function countOf(item: Item): number {
  return isContainer(item) ? item.items.reduce((sum, each) => sum + countOf(each), 0) : 1;
}

/** The type of a list whose items all have one, of numbers and lists and tuples of them. */
function uniformType(item: Item): ParameterType | undefined {
  if (item.kind === 'int' || item.kind === 'float' || item.kind === 'bool') return { kind: item.kind };
  if (item.kind !== 'list' && item.kind !== 'tuple') return undefined;
  const types = item.items.map(uniformType);
  if (types.length === 0 || types.some((type) => type === undefined)) return undefined;
  if (item.kind === 'tuple') return { kind: 'tuple', items: types as ParameterType[] };
  const texts = types.map((type) => JSON.stringify(type));
  return texts.every((text) => text === texts[0]) ? { kind: 'list', item: types[0]! } : undefined;
}

/** The value for Python, which reads it without evaluating anything. Arrays are the files of the parts, by name. */
export function pythonTree(name: string, item: Item): unknown {
  switch (item.kind) {
    case 'list':
    case 'tuple':
    case 'set':
    case 'dict': {
      const shape = shapeType(item);
      const items = item.items.map((each, i) => pythonTree(partName(name, shape, i), each));
      if (item.kind !== 'dict') return { kind: item.kind, items };
      return { kind: item.kind, keys: item.keys.map((key) => pythonTree('', key)), items };
    }
    case 'int':
      return { kind: 'int', value: String(item.value) };
    case 'float':
      return { kind: 'float', value: floatText(item.value) };
    case 'complex':
      return { kind: 'complex', value: item.value.map(floatText) };
    case 'array':
    case 'file':
      return { kind: 'part', name };
    default:
      return item;
  }
}
