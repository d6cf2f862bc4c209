// SPDX-License-Identifier: Apache-2.0
// f-strings: literal text and the expressions between braces, with conversion and format specification.

import type * as ast from './ast';
import type { ConvertContext } from './convert-context';
import { type Cst, childByField, namedChildren } from './cst';
import { convertExpression } from './expressions';
import { decodeText } from './literals';

/** Undefined when a piece of literal text does not decode. */
export function convertFormatParts(ctx: ConvertContext, node: Cst, isRaw: boolean): FormatParts | undefined {
  const parts: FormatPart[] = [];
  for (const child of node.children) {
    if (child.type === 'interpolation') {
      parts.push(...convertInterpolation(ctx, child));
    } else if (child.type === 'string_content') {
      const text = literalText(ctx.textOf(child), isRaw);
      if (text === undefined) return undefined;
      parts.push(text);
    }
  }
  return joinTexts(parts);
}

type FormatPart = string | ast.FormattedValue;
type FormatParts = readonly FormatPart[];

/** Neighbouring texts become one. */
export function joinTexts(parts: FormatParts): FormatParts {
  const result: FormatPart[] = [];
  for (const part of parts) {
    const last = result[result.length - 1];
    if (typeof part === 'string' && typeof last === 'string') result[result.length - 1] = last + part;
    else if (part !== '') result.push(part);
  }
  return result;
}

function literalText(text: string, isRaw: boolean): string | undefined {
  const pieces = text.replace(/\r\n?/g, '\n').split(/(\{\{|\}\})/);
  let result = '';
  for (const piece of pieces) {
    if (piece === '{{' || piece === '}}') {
      result += piece[0];
      continue;
    }
    const decoded = isRaw ? piece : decodeText(piece);
    if (decoded === undefined) return undefined;
    result += decoded;
  }
  return result;
}

function convertInterpolation(ctx: ConvertContext, node: Cst): FormatPart[] {
  const inner = childByField(node, 'expression') ?? namedChildren(node)[0];
  if (inner === undefined) return [];
  const value = convertExpression(ctx, inner);
  const conversionNode = node.children.find((child) => child.type === 'type_conversion');
  const specNode = node.children.find((child) => child.type === 'format_specifier');
  const equals = node.children.find((child) => child.type === '=');
  const written = conversionNode && ctx.textOf(conversionNode).slice(1);
  const spec = specNode ? convertSpec(ctx, specNode) : [];
  const conversion =
    written === 'r' || written === 's' || written === 'a' ? written : equals && !specNode ? 'r' : undefined;
  const formatted: ast.FormattedValue = { value, conversion, spec };
  if (!equals) return [formatted];
  // `{x = }` writes its own text, blanks included.
  const next = conversionNode ?? specNode ?? node.children[node.children.length - 1]!;
  return [ctx.text.slice(node.start + 1, next.start), formatted];
}

/** The text between the expressions of a specification has no nodes of its own. */
function convertSpec(ctx: ConvertContext, node: Cst): FormatParts {
  const parts: FormatPart[] = [];
  let at = node.start + 1;
  for (const child of node.children) {
    if (child.type !== 'format_expression' && child.type !== 'interpolation') continue;
    parts.push(ctx.text.slice(at, child.start), ...convertInterpolation(ctx, child));
    at = child.end;
  }
  parts.push(ctx.text.slice(at, node.end));
  return joinTexts(parts);
}
