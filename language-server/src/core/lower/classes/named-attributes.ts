// SPDX-License-Identifier: Apache-2.0
// `getattr(obj, "name")`, `getattr(obj, "name", default)` and `hasattr(obj, "name")`, where the name is known while
// compiling.

import { findMethod } from '../../names/classes';
import type { CallExpr } from '../../syntax/ast';
import { constantValue, quotedType, UNKNOWN, type Value } from '../../types/value';
import { lowerAttribute } from '../calls/calls';
import { lowerExpr } from '../expressions/expressions';
import type { FunctionLowering } from '../program/function';
import { infoOf } from './instances';
import { constantOf } from './variables';

/** Undefined for all other calls. */
export function lowerNamedAttribute(fn: FunctionLowering, expr: CallExpr): Value | undefined {
  const { func, args, range } = expr;
  if (func.kind !== 'Name' || (func.id !== 'getattr' && func.id !== 'hasattr')) return undefined;
  if (!fn.program.isBuiltin(fn, func.id, func.id) || expr.keywords.length > 0) return undefined;
  const [object, name, fallback, ...rest] = args;
  if (!object || !name || rest.length > 0 || args.some((arg) => arg.kind === 'Starred')) return undefined;
  const key = lowerExpr(fn, name);
  if (key.kind === 'unknown') return UNKNOWN;
  if (key.kind !== 'value' || typeof key.constant !== 'string') {
    return fn.report('WEFT292', name.range, {
      what: `\`${func.id}\` with ${quotedType(key)} as name`,
      reason: 'the name must be known while compiling: a text, or the name of a loop over a tuple of texts',
      instead: 'Write a dictionary of the values, or `if name == "x": value = obj.x`',
    });
  }
  const attribute = { kind: 'Attribute', range, value: object, attr: key.constant, attrRange: name.range } as const;
  if (func.id === 'getattr' && !fallback) return lowerAttribute(fn, attribute);
  const base = lowerExpr(fn, object);
  if (base.kind === 'unknown') return UNKNOWN;
  const found = base.kind === 'instance' ? hasAttribute(fn, base.cls, base.names, key.constant) : undefined;
  if (found === undefined) {
    return fn.report('WEFT292', range, {
      what: `\`${func.id}\` of ${quotedType(base)}, which may lack \`${key.constant}\`,`,
      reason: 'whether an object has an attribute must be known while compiling',
      instead: `Set the attribute in \`__init__\`, to None where there is none, and test \`obj.${key.constant} is None\``,
    });
  }
  if (func.id === 'hasattr') return constantValue(found);
  const value = lowerExpr(fn, fallback!);
  return found ? lowerAttribute(fn, attribute) : value;
}

/** Undefined where the run decides. */
function hasAttribute(fn: FunctionLowering, cls: string, names: readonly string[], attr: string): boolean | undefined {
  const info = infoOf(fn, cls);
  if (findMethod(info, attr) || constantOf(info, attr) || info.initialised.has(attr)) return true;
  if (info.variables.has(attr)) return undefined;
  return names.includes(attr);
}
