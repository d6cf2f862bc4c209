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
      /** Written as a list of numbers of several types; why it is no list for the program. */
      readonly mixed?: string;
    }
  /** Without `item` the hint is a bare `list`. An array is a list for a parameter whose hint says so. */
  | { readonly kind: 'list'; readonly item?: ParameterType };

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
