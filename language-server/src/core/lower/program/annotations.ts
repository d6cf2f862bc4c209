// SPDX-License-Identifier: Apache-2.0
// Type hints that lowering understands. A hint that leaves the type open (`np.ndarray`) is fine; one that says
// nothing to Weft gets a warning.

import type { DType } from '../../graph/graph';
import { MAX_AXES } from '../../graph/type-queries';
import { type ModuleScope, qualifiedName, resolveName } from '../../names/module-scope';
import { dtypeAttribute, dtypeOfText } from '../../numpy/dtypes';
import type { Expr } from '../../syntax/ast';
import { strongDType } from '../../types/promote';
import type { ParameterType } from '../signature';

/** Their items say what they are. */
const CONTAINERS: ReadonlySet<string> = new Set(
  'tuple dict set frozenset Tuple Dict Set Mapping Sequence Iterable Literal Any'.split(' '),
);

/** `open`: an array or value whose type the hint does not fix. Undefined: not understood. */
export function parseAnnotation(scope: ModuleScope, expr: Expr): ParameterType | 'open' | undefined {
  switch (expr.kind) {
    case 'None':
      return { kind: 'none' };
    case 'Str':
      return 'open';
    case 'Name':
      if (resolveName(scope, expr.id)?.kind === 'builtin') {
        const { id } = expr;
        if (id === 'int' || id === 'float' || id === 'bool' || id === 'complex' || id === 'str') return { kind: id };
        if (id === 'list') return { kind: 'list' };
        return CONTAINERS.has(id) ? 'open' : undefined;
      }
      return named(scope, expr) ?? (CONTAINERS.has(expr.id) ? 'open' : undefined);
    case 'Attribute':
      return named(scope, expr) ?? (CONTAINERS.has(expr.attr) ? 'open' : undefined);
    case 'Binary':
      return expr.op === '|' ? 'open' : undefined;
    case 'Subscript': {
      const name = lastName(expr.value);
      if (name === 'Annotated') return annotated(scope, expr.index);
      if (name === 'NDArray' || name === 'ArrayLike' || name === 'Optional' || name === 'Union') return 'open';
      if (name === 'ndarray') return shaped(scope, expr.index);
      if (name === 'list' || name === 'List') return listOf(scope, expr.index);
      return name !== undefined && CONTAINERS.has(name) ? 'open' : undefined;
    }
    default:
      return undefined;
  }
}

/** `list[float]`, `list[list[int]]`. */
function listOf(scope: ModuleScope, index: readonly Expr[]): ParameterType | undefined {
  const item = index[0] && parseAnnotation(scope, index[0]);
  if (item === undefined || index.length !== 1) return undefined;
  return item === 'open' ? { kind: 'list' } : { kind: 'list', item };
}

function named(scope: ModuleScope, expr: Expr): ParameterType | 'open' | undefined {
  const name = qualifiedName(scope, expr);
  if (!name) return undefined;
  if (name.module === 'numpy' || name.module === 'numpy.typing') {
    if (name.name === 'ndarray' || name.name === 'NDArray' || name.name === 'ArrayLike') return 'open';
    const element = dtypeAttribute(name.name);
    if (element) return { kind: 'scalar', dtype: strongDType(element) };
  }
  return undefined;
}

function lastName(expr: Expr): string | undefined {
  return expr.kind === 'Name' ? expr.id : expr.kind === 'Attribute' ? expr.attr : undefined;
}

/** The element type of `NDArray[np.float64]`. */
function arrayElement(scope: ModuleScope, expr: Expr | undefined): DType | undefined {
  if (expr?.kind === 'Subscript') return arrayElement(scope, expr.index[expr.index.length - 1]);
  if (!expr) return undefined;
  if (expr.kind === 'Str') {
    const element = dtypeOfText(expr.value);
    return element && strongDType(element);
  }
  if (expr.kind === 'Name') {
    const { id } = expr;
    if (id === 'float' || id === 'int' || id === 'bool' || id === 'complex') return strongDType(id);
  }
  const type = named(scope, expr);
  return type !== undefined && type !== 'open' && type.kind === 'scalar' ? type.dtype : undefined;
}

/** `Annotated[NDArray[np.float64], "n m"]`: sizes are names, numbers or sums, separated by spaces or commas. */
function annotated(scope: ModuleScope, index: readonly Expr[]): ParameterType | 'open' | undefined {
  const [base, shape] = index;
  if (!base) return undefined;
  const plain = parseAnnotation(scope, base);
  if (plain !== 'open') return plain;
  const dtype = base.kind === 'Subscript' ? arrayElement(scope, base) : undefined;
  const dims = shape && shapeNames(shape);
  if (!dtype || !dims || dims.length === 0 || dims.length > MAX_AXES) return 'open';
  return { kind: 'array', dtype, rank: dims.length, dims };
}

function shapeNames(expr: Expr): string[] | undefined {
  if (expr.kind === 'Str') {
    const parts = expr.value.split(/[\s,]+/).filter((part) => part !== '');
    return parts.every((part) => /^[A-Za-z_0-9][\w+*-]*$/.test(part)) ? parts : undefined;
  }
  if (expr.kind !== 'Tuple') return undefined;
  const names = expr.elements.map((element) =>
    element.kind === 'Str' ? element.value : element.kind === 'Int' ? String(element.value) : undefined,
  );
  return names.every((name) => name !== undefined) ? (names as string[]) : undefined;
}

/** `np.ndarray[tuple[int, int], np.dtype[np.float64]]`. */
function shaped(scope: ModuleScope, index: readonly Expr[]): ParameterType | 'open' {
  const [shape, element] = index;
  const dtype = arrayElement(scope, element);
  if (!dtype || shape?.kind !== 'Subscript' || lastName(shape.value) !== 'tuple') return 'open';
  const rank = shape.index.length;
  if (rank > MAX_AXES || shape.index.some((part) => part.kind === 'Ellipsis')) return 'open';
  return { kind: 'array', dtype, rank };
}
