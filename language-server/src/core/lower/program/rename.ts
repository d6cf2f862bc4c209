// SPDX-License-Identifier: Apache-2.0
// Final names of sizes: equalities applied, and unknown sizes numbered in the order of the text (`?1`, `?2`).

import type { FunctionBuilder } from '../../graph/builder';
import type { Dim, Type } from '../../graph/graph';
import { type Poly, parseDim, polySymbols, printPoly, substitutePoly, symbolPoly } from '../../types/dims';
import type { Value } from '../../types/value';
import type { FunctionLowering } from './function';
import { mapLeaves } from './structure';

/** Renames the sizes of a finished function; gives the same renaming for values that are shown. */
export function renameSizes(fn: FunctionLowering, builder: FunctionBuilder): (value: Value) => Value {
  const names = new Map<string, Poly>();
  const renameDim = (dim: Dim): Dim => {
    const poly = parseDim(fn.resolve(dim));
    for (const symbol of polySymbols(poly)) {
      if (symbol.startsWith('?') && !names.has(symbol)) names.set(symbol, symbolPoly(`?${names.size + 1}`));
    }
    return printPoly(substitutePoly(poly, names) ?? poly);
  };
  // Sizes of arrays in lists have names of their own.
  const renameType = (type: Type): Type => (type.kind === 'array' ? { ...type, dims: type.dims.map(renameDim) } : type);
  for (const [id, type] of builder.values.entries()) builder.values[id] = renameType(type);
  for (const [i, variable] of builder.variables.entries())
    builder.variables[i] = { ...variable, type: renameType(variable.type) };
  return (value) => mapLeaves(value, (leaf) => ({ ...leaf, type: renameType(leaf.type) }));
}
