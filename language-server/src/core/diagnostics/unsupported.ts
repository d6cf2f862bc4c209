// SPDX-License-Identifier: Apache-2.0
// The diagnostic of a construct that keeps only an `Unsupported…` node in the syntax tree.

import type { SourceRange } from '../graph/graph';
import { type Diagnostic, makeDiagnostic } from './diagnostic';
import { insteadOfTry } from './handled';

/**
 * `what` is the text of an UnsupportedExpr or UnsupportedStmt; the parser makes only the texts named here. `caught`: the
 * exceptions of a `try`.
 */
export function refuseUnsupported(what: string, range: SourceRange, caught?: readonly string[]): Diagnostic {
  if (what.startsWith('More than '))
    return makeDiagnostic('WEFT107', range, { limit: Number.parseInt(what.slice(10), 10) });
  switch (what) {
    case 'A class':
      return makeDiagnostic('WEFT124', range, {});
    case '`try`':
      return makeDiagnostic('WEFT125', range, { what, instead: insteadOfTry(caught) });
    case '`global`':
      return makeDiagnostic('WEFT126', range, { what });
    case '`nonlocal`':
      return makeDiagnostic('WEFT116', range, {});
    case '`with`':
      return makeDiagnostic('WEFT118', range, { reason: '`as` gives a name to an object that Weft does not know' });
    case 'A bytes literal':
    case 'A template string':
    case 'This escape sequence':
    case 'This string':
      return makeDiagnostic('WEFT128', range, { what });
    case 'An import':
      return makeDiagnostic('WEFT129', range, {});
    case '`yield`':
    case '`await`':
    case '`async for`':
    case '`async with`':
      return makeDiagnostic('WEFT130', range, { what });
    default:
      return makeDiagnostic('WEFT120', range, { what });
  }
}
