// SPDX-License-Identifier: Apache-2.0
// The task graph as data: what a program means, typed, with a source range on every node.
// docs/graph.md gives the meaning of every operation; runtime/schema/graph.fbs is the binary form.

/** A span of the user's file: lines and columns count from 0, columns in UTF-16 code units, end exclusive. */
export interface SourceRange {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** Tells apart several copies of one text that a function is lowered with. */
  readonly copy?: number;
}

/** Where the text begins, and which copy of it is meant. */
export function placeOf({ startLine, startColumn, copy }: SourceRange): string {
  return `${startLine}:${startColumn}${copy === undefined ? '' : `#${copy}`}`;
}

/** Element types of arrays and NumPy scalars. */
export const DTYPES = [
  'b1',
  'i8',
  'i16',
  'i32',
  'i64',
  'u8',
  'u16',
  'u32',
  'u64',
  'f32',
  'f64',
  'c64',
  'c128',
] as const;
export type DType = (typeof DTYPES)[number];

/** A complex constant. */
export interface ComplexNumber {
  readonly re: number;
  readonly im: number;
}

/** A canonical symbolic size: `3`, `n`, `n-2`, `2*m+1`, `?1`. */
export type Dim = string;

export type Type =
  | { readonly kind: 'none' | 'int' | 'float' | 'bool' | 'complex' | 'str' }
  | { readonly kind: 'scalar'; readonly dtype: DType }
  | { readonly kind: 'array'; readonly dtype: DType; readonly dims: readonly Dim[] }
  /** A reference to a growing sequence; one item holds one value of each type in `items`. */
  /** `isTuple`: a tuple whose length only the run knows; the graph itself makes no difference. */
  | { readonly kind: 'list'; readonly items: readonly Type[]; readonly isTuple?: true };

/** Every operation, in the order of the schema's `Op` enum, named as in the canonical text. */
export const OPS = [
  'const',
  'get',
  'set',
  'if',
  'while',
  'for',
  'yield',
  'break',
  'continue',
  'return',
  'call',
  'add',
  'sub',
  'mul',
  'div',
  'floor_div',
  'mod',
  'pow',
  'equal',
  'not_equal',
  'less',
  'less_equal',
  'greater',
  'greater_equal',
  'logical_and',
  'logical_or',
  'logical_xor',
  'bit_and',
  'bit_or',
  'bit_xor',
  'shift_left',
  'shift_right',
  'minimum',
  'maximum',
  'fmin',
  'fmax',
  'arctan2',
  'hypot',
  'copysign',
  'fmod',
  'nextafter',
  'logaddexp',
  'logaddexp2',
  'gcd',
  'lcm',
  'make_complex',
  'neg',
  'abs',
  'logical_not',
  'invert',
  'sqrt',
  'cbrt',
  'exp',
  'exp2',
  'expm1',
  'log',
  'log2',
  'log10',
  'log1p',
  'sin',
  'cos',
  'tan',
  'arcsin',
  'arccos',
  'arctan',
  'sinh',
  'cosh',
  'tanh',
  'arcsinh',
  'arccosh',
  'arctanh',
  'floor',
  'ceil',
  'trunc',
  'rint',
  'sign',
  'is_nan',
  'is_inf',
  'is_finite',
  'signbit',
  'conj',
  'real',
  'imag',
  'cast',
  'where',
  'full',
  'empty',
  'arange',
  'linspace',
  'eye',
  'pack',
  'copy',
  'sum',
  'prod',
  'min',
  'max',
  'all',
  'any',
  'arg_min',
  'arg_max',
  'cum_sum',
  'dim',
  'view',
  'transpose',
  'reshape',
  'broadcast_to',
  'concatenate',
  'load',
  'store',
  'assign',
  'matmul',
  'load_npy',
  'save_npy',
  'kernel',
  'list_new',
  'list_len',
  'list_get',
  'list_set',
  'list_append',
  'list_pop',
] as const;
export type Op = (typeof OPS)[number];

export type ValueId = number;

export type Constant =
  | { readonly type: { readonly kind: 'int' }; readonly value: bigint }
  | { readonly type: { readonly kind: 'float' }; readonly value: number }
  | { readonly type: { readonly kind: 'bool' }; readonly value: boolean }
  | { readonly type: { readonly kind: 'complex' }; readonly value: ComplexNumber }
  | { readonly type: { readonly kind: 'str' }; readonly value: string }
  | { readonly type: { readonly kind: 'none' }; readonly value: null }
  | {
      readonly type: { readonly kind: 'scalar'; readonly dtype: DType };
      readonly value: bigint | number | boolean | ComplexNumber;
    };

/** `start`, `stop` and `step` are positions in the node's operands; absent parts are undefined. */
export type IndexItem =
  | { readonly kind: 'full' }
  | { readonly kind: 'new_axis' }
  | { readonly kind: 'int'; readonly start: number }
  | { readonly kind: 'slice'; readonly start?: number; readonly stop?: number; readonly step?: number };

export interface Region {
  readonly nodes: Node[];
  /** The counter that a `for` binds in its body. */
  argument?: ValueId;
}

export interface Node {
  readonly op: Op;
  readonly range: SourceRange;
  readonly operands: readonly ValueId[];
  readonly results: readonly ValueId[];
  readonly regions?: readonly Region[];
  readonly constant?: Constant;
  /** `get`, `set`: index into the function's variables. */
  readonly variable?: number;
  readonly checked?: boolean;
  /** `call`: index into the graph's functions. */
  readonly callee?: number;
  readonly axes?: readonly number[];
  readonly keepdims?: boolean;
  readonly index?: readonly IndexItem[];
  readonly path?: string;
  /** `kernel`: its name, and the positions of the operands that it changes. */
  readonly kernel?: string;
  readonly writes?: readonly number[];
}

export interface Variable {
  readonly name: string;
  readonly type: Type;
}

export interface Parameter {
  readonly name: string;
  readonly value: ValueId;
}

export interface GraphFunction {
  readonly name: string;
  readonly range: SourceRange;
  readonly parameters: readonly Parameter[];
  /** The type of every value, by id. */
  readonly values: readonly Type[];
  readonly variables: readonly Variable[];
  readonly results: readonly Type[];
  readonly returnsTuple: boolean;
  /** How the results are put together, as a Python literal with `...` for each; absent for one value or a flat tuple. */
  readonly structure?: string;
  readonly body: Region;
}

export type Precision = 'strict' | 'fast';

export interface Graph {
  readonly version: 1;
  /** Base name of the user's file. */
  readonly file: string;
  readonly precision: Precision;
  /** `functions[0]` is the entry. */
  readonly functions: readonly GraphFunction[];
}
