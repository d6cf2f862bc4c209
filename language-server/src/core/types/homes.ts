// SPDX-License-Identifier: Apache-2.0
// Where the objects of a class are kept. As long as no object holds another one of its class, an object is its attributes.
// Else the objects of the class are stored: each attribute has a list for the whole program, and an object is a place in
// these lists. What finds that a class needs this says so here, and the program is read again.

import type { GraphValue } from './value';

export interface ObjectHome {
  /** Stands for the class in the tag of a union. */
  readonly code: number;
  readonly isStored: boolean;
  /** Its objects are the tuples of their fields, where they are compared or looked up as a whole. */
  readonly record?: RecordKind;
  /** Its objects are written by all of their fields, and these are set from the start. */
  readonly isWritten: boolean;
  /** The class that all classes of one store are derived from. */
  readonly root: string;
  /** Asks for the objects of the class to be stored. */
  want(): void;
}

/** What `NamedTuple` and `@dataclass` make of the fields; methods of the class itself count instead of them. */
export interface RecordKind {
  /** Equal to a plain tuple of the same items. */
  readonly isTuple: boolean;
  /** A key of a dictionary, an item of a set. */
  readonly isHashable: boolean;
}

/** The attribute of a stored object that is its place. */
export const PLACE = '@';

/** A place is no number to the program: nothing follows what it is. */
export const PLACE_VALUE: GraphValue = { kind: 'value', type: { kind: 'scalar', dtype: 'i64' } };
