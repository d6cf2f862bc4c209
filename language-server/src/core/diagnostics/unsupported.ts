// SPDX-License-Identifier: Apache-2.0
// The diagnostic of a construct that keeps only an `Unsupported…` node in the syntax tree.

import type { SourceRange } from '../graph/graph';
import { type Diagnostic, makeDiagnostic } from './diagnostic';

/** `what` is the text of an UnsupportedExpr or UnsupportedStmt; the parser makes only the texts named here. */
export function refuseUnsupported(what: string, range: SourceRange): Diagnostic {
  if (what.startsWith('Complex number ')) {
    return makeDiagnostic('WEFT131', range, { text: what.slice('Complex number '.length) });
  }
  if (what.startsWith('More than '))
    return makeDiagnostic('WEFT107', range, { limit: Number.parseInt(what.slice(10), 10) });
  switch (what) {
    case 'A list comprehension':
    case 'A dictionary comprehension':
    case 'A set comprehension':
    case 'A generator expression':
      return makeDiagnostic('WEFT122', range, { what });
    case 'A lambda':
    case 'A function definition':
      return makeDiagnostic('WEFT123', range, { what });
    case 'A class':
      return makeDiagnostic('WEFT124', range, {});
    case '`try`':
    case '`raise`':
    case '`assert`':
      return makeDiagnostic('WEFT125', range, { what });
    case '`global`':
    case '`nonlocal`':
    case '`del`':
      return makeDiagnostic('WEFT126', range, { what });
    case 'A dictionary':
    case 'A set':
      return makeDiagnostic('WEFT127', range, { what });
    case 'An f-string':
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
    case '`match`':
    case 'A type alias':
      return makeDiagnostic('WEFT120', range, { what });
    default:
      return makeDiagnostic('WEFT121', range, { what });
  }
}
