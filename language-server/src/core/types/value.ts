// SPDX-License-Identifier: Apache-2.0
// What an expression is while lowering: a value of the graph with its type, or something that exists only at compile
// time (tuples, modules, functions, dtypes). `unknown` follows an error or a parameter of unknown type; nothing more
// is reported about it.

import type { ComplexNumber, DType, SourceRange, Type, ValueId } from '../graph/graph';
import type { DictShape } from './dict-shapes';
import { type Poly, parseDim, printPoly } from './dims';
import type { ObjectHome } from './homes';
import type { ListSite } from './list-sites';
import type { DequeKind, ListCell, TableKind } from './lists';
import { type Element, elementOf, isPython, NUMPY_NAME, strongDType } from './promote';

export type PythonConstant = bigint | number | boolean | string | null | ComplexNumber;

export function isComplexNumber(constant: PythonConstant | undefined): constant is ComplexNumber {
  return typeof constant === 'object' && constant !== null;
}

export interface GraphValue {
  readonly kind: 'value';
  readonly type: Type;
  /** Absent while a constant has no node yet, and during passes that emit nothing. */
  readonly id?: ValueId;
  /** The value, when it is known. Python and NumPy scalars only. */
  readonly constant?: PythonConstant;
  /** The symbolic value of an integer, for shapes. */
  readonly sym?: Poly;
  /** The parameters this constant comes from, so that a call can be compiled again with constants there. */
  readonly origin?: string;
  /** A NumPy scalar that is a Python number on some path (`x = 0.0` before a loop that may not run). */
  readonly mixed?: boolean;
  /** What decides whether a `mixed` number is Python's: names and results that have two types once it counts. */
  readonly kinds?: readonly KindSource[];
  /** Why the array may not be written, as a reason for a diagnostic. */
  readonly readOnly?: string;
  /** How NumPy lays the array in memory, where that is not certainly in C order as here. */
  readonly layout?: Layout;
  /** A new array that has no name yet: nothing can change it later. */
  readonly fresh?: true;
  /** The array is the state of this object of NumPy's and no array to the program. */
  readonly object?: ObjectKind;
  /** A run-time list: the type of its items, which other values share. */
  readonly list?: ListCell;
  /** The list holds the items of a dictionary (pairs), of a set or of a deque. */
  readonly table?: TableKind | DequeKind;
}

/** A name of a version of a function, or `return` for its result. */
export interface KindSource {
  readonly name: string;
  /** It lives across the steps of a loop, or comes from elsewhere: two types of it may cost time. */
  readonly isCarried?: boolean;
  readonly owner: KindOwner;
}

export interface KindOwner {
  /** The names whose kinds count: where Python's and NumPy's numbers of one type meet in them, they are two types. */
  readonly kinds: Set<string>;
  isStale: boolean;
}

/**
 * `strided`: a view that is not in C order, here and in NumPy. `open`: an array whose order in NumPy may be another.
 * `perhaps`: a view or a copy of such an array, which NumPy decides. Two different origins are two different arrays.
 */
export interface Layout {
  readonly kind: 'strided' | 'open' | 'perhaps';
  readonly origin?: object;
}

/** Objects whose state is an array of the graph; `PCG64` shares it with the Generator that is made of it. */
export type ObjectKind = 'Generator' | 'RandomState' | 'PCG64';

/** The text of a function; lowering knows more of it. */
export interface FunctionCode {
  readonly name: string;
  readonly range: SourceRange;
}

/** A function of the module, or one defined inside a function. */
export interface FunctionValue {
  readonly kind: 'function';
  readonly name: string;
  readonly closure?: Closure;
  readonly vectorized?: Vectorized;
}

/** What `np.vectorize` adds to a function. */
export interface Vectorized {
  readonly otypes?: readonly DType[];
  /** Names and positions of arguments that are given as they are. */
  readonly excluded: ReadonlySet<string>;
  /** The function, when it is one of a library. */
  readonly library?: Extract<Value, { kind: 'library' }>;
}

export interface Closure {
  readonly code: FunctionCode;
  /** Defaults of parameters, evaluated where the function was defined. */
  readonly defaults: ReadonlyMap<string, Value>;
  /** Names that it takes from the function around it, assigned there or not yet. */
  readonly scope: ReadonlySet<string>;
  /** Values of the names around it. Absent while the function that defines it runs: they are read when it is called. */
  readonly captured?: ReadonlyMap<string, Value>;
  /** Functions defined at the same place, by name; they share `captured`. */
  readonly siblings?: ReadonlyMap<string, Closure>;
}

export interface TupleValue {
  readonly kind: 'tuple';
  readonly items: readonly Value[];
  readonly isList: boolean;
  /** Names of the items, for results that NumPy gives as named tuples. */
  readonly names?: readonly string[];
  /** A list, or a tuple that something indexes at run time: where it comes from. */
  readonly site?: ListSite;
  /** The same items as a run-time list. */
  readonly twin?: GraphValue;
}

/** A value whose type depends on the path. */
export interface UnionValue {
  readonly kind: 'union';
  /** The code of the type that holds now (types/unions.ts). */
  readonly tag: GraphValue;
  readonly alternatives: readonly Value[];
}

export type DictKey = string | bigint;

/** Made anew wherever a dictionary is made: names with the same one are aliases. */
export interface DictIdentity {
  /** The function that made it and may change it; absent where paths meet with different ones. */
  readonly owner?: object;
  /** The names where it was made: it may be changed there in a straight line. */
  readonly region?: object;
  /** A list, an object or another function holds it: a change is seen there too. */
  isKept?: boolean;
}

/** A dictionary whose keys are known while compiling. */
export interface DictValue {
  readonly kind: 'dict';
  readonly keys: readonly DictKey[];
  readonly items: readonly Value[];
  readonly identity: DictIdentity;
  /** Where it was made, to make it a dictionary of the run. */
  readonly site?: ListSite;
  /** Which of its entries change: those are lists of one item, which all its copies share. */
  readonly shape?: DictShape;
}

/** An object of a class of the module. Attributes that change are lists of one item, which all its copies share. */
export interface InstanceValue {
  readonly kind: 'instance';
  readonly cls: string;
  /** Fields in their order, and others in that of the alphabet. */
  readonly names: readonly string[];
  readonly items: readonly Value[];
  readonly home: ObjectHome;
}

/** `slice(a, b)` or an item of `np.s_[...]`. Exists only while compiling; absent bounds are None. */
export interface SliceValue {
  readonly kind: 'slice';
  readonly lower: Value;
  readonly upper: Value;
  readonly step: Value;
}

/** An archive, or a member of it that is not read yet. Exists only while compiling. */
export interface FileValue {
  readonly kind: 'file';
  readonly format: 'npz' | 'h5' | 'nc';
  readonly path: string;
  /** Empty for the file itself. */
  readonly member: string;
}

export type Value =
  | GraphValue
  | FileValue
  | TupleValue
  | UnionValue
  | DictValue
  | InstanceValue
  /** A class of the module. */
  | { readonly kind: 'class'; readonly name: string }
  /** `super()` in a method: the object, with the methods of a base class. */
  | { readonly kind: 'super'; readonly cls: string; readonly self: Value }
  | { readonly kind: 'module'; readonly name: string }
  | FunctionValue
  /** A function of a library, a builtin, or a bound method. */
  | { readonly kind: 'library'; readonly module: LibraryModule; readonly name: string; readonly self?: Value }
  /** `isInstance`: what `a.dtype` gives, which is written otherwise than the type `np.float64`. */
  | { readonly kind: 'dtype'; readonly element: Element; readonly isInstance?: boolean }
  /** A type that is no element type, for `isinstance` and `np.issubdtype`: `np.floating`, `np.ndarray`. */
  | { readonly kind: 'abstract'; readonly name: string }
  | SliceValue
  | { readonly kind: 'ellipsis' }
  | { readonly kind: 'unknown' };

export type LibraryModule =
  | 'numpy'
  | 'math'
  | 'cmath'
  | 'builtins'
  | 'method'
  | 'object'
  | 'scipy'
  | 'time'
  | 'text'
  | 'h5py'
  | 'netCDF4'
  | 'functools'
  | 'itertools';

export const UNKNOWN: Value = { kind: 'unknown' };

export type ArrayType = Extract<Type, { kind: 'array' }>;
export type ArrayValue = GraphValue & { readonly type: ArrayType };

export function isArray(value: Value): value is ArrayValue {
  return value.kind === 'value' && value.type.kind === 'array' && value.object === undefined;
}

export function isNumber(value: Value): value is GraphValue {
  return value.kind === 'value' && value.type.kind !== 'array' && elementOf(value.type) !== undefined;
}

/** A number or an array of numbers. */
export function isNumeric(value: Value): value is GraphValue {
  return value.kind === 'value' && elementOf(value.type) !== undefined && value.object === undefined;
}

export function elementOfValue(value: GraphValue): Element {
  return elementOf(value.type)!;
}

export function dimsOf(value: GraphValue): readonly string[] {
  return value.type.kind === 'array' ? value.type.dims : [];
}

export function scalarType(element: Element): Type {
  return isPython(element) ? { kind: element } : { kind: 'scalar', dtype: element };
}

/** An array when there are axes, else a scalar. */
export function shapedType(element: Element, dims: readonly string[]): Type {
  return dims.length === 0 ? scalarType(element) : { kind: 'array', dtype: strongDType(element), dims };
}

export function arrayType(dtype: DType, dims: readonly string[]): ArrayType {
  return { kind: 'array', dtype, dims };
}

export function constantValue(constant: PythonConstant): GraphValue {
  if (constant === null) return { kind: 'value', type: { kind: 'none' }, constant };
  switch (typeof constant) {
    case 'bigint':
      return { kind: 'value', type: { kind: 'int' }, constant, sym: new Map(constant === 0n ? [] : [['', constant]]) };
    case 'number':
      return { kind: 'value', type: { kind: 'float' }, constant };
    case 'boolean':
      return { kind: 'value', type: { kind: 'bool' }, constant };
    case 'object':
      return { kind: 'value', type: { kind: 'complex' }, constant };
    default:
      return { kind: 'value', type: { kind: 'str' }, constant };
  }
}

export function tupleValue(items: readonly Value[], isList = false): TupleValue {
  return { kind: 'tuple', items, isList };
}

/** The type as people read it: `f64[n,m]`, `int`, `(int, int)`, `numpy`. */
export function typeText(value: Value): string {
  switch (value.kind) {
    case 'value':
      if (value.table) return value.table;
      return value.object ?? (value.list ? value.list.text : graphTypeText(value.type));
    case 'tuple': {
      const items = value.items.map(typeText).join(', ');
      if (value.isList) return `[${items}]`;
      return value.items.length === 1 ? `(${items},)` : `(${items})`;
    }
    case 'union':
      return [...new Set(value.alternatives.map(typeText))].join(' | ');
    case 'dict':
      return `{${value.items.map((item, i) => `${dictKeyText(value.keys[i]!)}: ${typeText(item)}`).join(', ')}}`;
    case 'instance':
      // A display that is a class of its own: `dict@12:5`.
      return value.cls.replace(/^(dict|tuple)@.*/, '$1');
    case 'class':
      return `class ${value.name}`;
    case 'super':
      return 'super';
    case 'module':
      return `module ${value.name}`;
    case 'function':
      return `function ${value.name}`;
    case 'library':
      return value.module === 'method' ? `method ${value.name}` : `function ${value.name}`;
    case 'dtype':
      return `dtype ${NUMPY_NAME[strongDType(value.element)]}`;
    case 'abstract':
      return `type ${value.name}`;
    case 'file':
      return `file ${value.path}${value.member === '' ? '' : `::${value.member}`}`;
    case 'slice':
      return `slice(${[value.lower, value.upper, value.step].map(typeText).join(', ')})`;
    case 'ellipsis':
      return '...';
    case 'unknown':
      return 'unknown';
  }
}

/** A key as Python writes it. */
export function dictKeyText(key: DictKey): string {
  return typeof key === 'string' ? `'${key}'` : String(key);
}

export function graphTypeText(type: Type): string {
  if (type.kind === 'scalar') return type.dtype;
  if (type.kind === 'list') return `list[${type.items.map(graphTypeText).join(', ')}]`;
  return type.kind === 'array' ? `${type.dtype}[${type.dims.join(',')}]` : type.kind;
}

/** The type in backticks, for messages. */
export function quotedType(value: Value): string {
  return `\`${typeText(value)}\``;
}

/** Equal as a variable's type: sizes do not count. */
export function isSameKind(a: Type, b: Type): boolean {
  if (a.kind === 'array') return b.kind === 'array' && a.dtype === b.dtype && a.dims.length === b.dims.length;
  if (a.kind === 'scalar') return b.kind === 'scalar' && a.dtype === b.dtype;
  if (a.kind === 'list') return b.kind === 'list' && a.isTuple === b.isTuple;
  return a.kind === b.kind;
}

export function dimPolys(value: GraphValue): Poly[] {
  return dimsOf(value).map(parseDim);
}

export { parseDim, printPoly };
