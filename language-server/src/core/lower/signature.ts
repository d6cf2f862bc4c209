// SPDX-License-Identifier: Apache-2.0
// What a caller knows about the arguments of a task. Parameters that a signature leaves out take their default value.

import type { Dim, DType } from '../graph/graph';

export type ParameterType =
  | { readonly kind: 'int' | 'float' | 'bool' | 'complex' | 'none' }
  /** Text is a constant of the graph: without `value` nothing can be compiled. */
  | { readonly kind: 'str'; readonly value?: string }
  | { readonly kind: 'scalar'; readonly dtype: DType }
  /** Without `dims` the sizes are symbols that lowering names. */
  | {
      readonly kind: 'array';
      readonly dtype: DType;
      readonly rank: number;
      readonly dims?: readonly Dim[];
      /** The elements lie in Fortran order. */
      readonly isFortran?: true;
      /** Written as a list of numbers. */
      readonly isWritten?: true;
      /** Written as a list of numbers of several types; why it is no list for the program. */
      readonly mixed?: string;
    }
  /** Without `item` the hint is a bare `list`. An array is a list for a parameter whose hint says so. */
  | { readonly kind: 'list'; readonly item?: ParameterType }
  | ComposedType;

/**
 * What a display of Python puts together. Its numbers, arrays and uniform lists are arguments of their own (`partName`),
 * its texts and None constants of the graph. `display` is a list whose items are known one by one.
 */
export type ComposedType =
  | { readonly kind: 'tuple' | 'display' | 'set'; readonly items: readonly ParameterType[] }
  | { readonly kind: 'dict'; readonly keys: readonly KeyConstant[]; readonly items: readonly ParameterType[] };

/** A key of a dictionary; numbers as Python writes them. */
export type KeyConstant =
  | { readonly kind: 'str'; readonly value: string }
  | { readonly kind: 'int' | 'float' | 'bool'; readonly value: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'tuple'; readonly items: readonly KeyConstant[] };

export function isComposed(type: ParameterType): type is ComposedType {
  return type.kind === 'tuple' || type.kind === 'display' || type.kind === 'set' || type.kind === 'dict';
}

/** The name of a part as an argument: `params__alpha`, `supports__0`. */
export function partName(name: string, type: ComposedType, place: number): string {
  const key = type.kind === 'dict' ? type.keys[place] : undefined;
  return `${name}__${key?.kind === 'str' && /^[A-Za-z_]\w*$/.test(key.value) ? key.value : place}`;
}

/** What the target says of the files that a program reads. */
export interface DataFiles {
  /** By the names in `loads`. Where the program uses `dims`, the run checks them. */
  readonly files?: ReadonlyMap<string, ParameterType>;
  /** The sizes are part of the types. Else only those of unpacked columns are, which assignments count. */
  readonly knowsSizes?: boolean;
  /** Why a file has no type. */
  readonly unreadable?: ReadonlyMap<string, UnreadableFile>;
  /** Where relative names of data files start, when the target sees that folder. */
  readonly folder?: string;
}

/** What a target says of one file; neither of the two when it cannot be asked now. */
export interface FileDescription {
  readonly type?: ParameterType;
  /** Why there is no type: the file is missing, or holds no array. */
  readonly reason?: string;
}

export interface UnreadableFile {
  readonly target: string;
  readonly reason: string;
}

export interface CallSignature extends DataFiles {
  readonly parameters: ReadonlyMap<string, ParameterType>;
}
