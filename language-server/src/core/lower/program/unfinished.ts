// SPDX-License-Identifier: Apache-2.0
// Thrown where a function calls itself before any of its results is known: the statement is left out of this pass, as if
// it never ended. Caught by the statement around it; it never leaves lowering.

export class Unfinished extends Error {
  constructor() {
    super('the result of a recursive call is not known yet');
  }
}

/** Thrown where a statement certainly raises, which the graph already says: what follows in it never runs. */
export class Raised extends Unfinished {}
