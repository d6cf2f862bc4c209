// SPDX-License-Identifier: Apache-2.0
// Numbers and strings: from the text of a token to its value, by CPython's rules.

import type * as ast from './ast';
import type { ConvertContext } from './convert-context';
import type { Cst } from './cst';
import { convertFormatParts, joinTexts } from './format-strings';
import { reportToken } from './line-structure';

export function convertInteger(ctx: ConvertContext, node: Cst): ast.Expr {
  const text = ctx.textOf(node);
  const { range } = node;
  checkNumberEnd(ctx, node);
  if (/[jJ]$/.test(text)) return complexLiteral(ctx, node, text);
  const malformed = (reason: string): ast.Expr => {
    ctx.report('WEFT106', range, { text, reason });
    return { kind: 'Int', range, value: 0n };
  };
  if (/^0[xX].*[lL]$|^[0-9].*[lL]$/.test(text)) {
    ctx.report('WEFT105', range, {
      form: `Integer suffix \`${text.slice(-1)}\``,
      replacement: `\`${text.slice(0, -1)}\``,
    });
    return { kind: 'Int', range, value: 0n };
  }
  if (text.endsWith('_') || text.includes('__')) return malformed('an underscore stands between two digits');
  const digits = text.replaceAll('_', '');
  if (/^0[0-9]/.test(digits) && !/^0+$/.test(digits))
    return malformed('leading zeros are not permitted in decimal integers');
  return { kind: 'Int', range, value: BigInt(digits) };
}

export function convertFloat(ctx: ConvertContext, node: Cst): ast.Expr {
  const text = ctx.textOf(node);
  const { range } = node;
  checkNumberEnd(ctx, node);
  if (/[jJ]$/.test(text)) return complexLiteral(ctx, node, text);
  if (/_(?![0-9])|(?<![0-9])_/.test(text)) {
    ctx.report('WEFT106', range, { text, reason: 'an underscore stands between two digits' });
    return { kind: 'Float', range, value: 0 };
  }
  // JavaScript and CPython both give the nearest double.
  return { kind: 'Float', range, value: Number(text.replaceAll('_', '')) };
}

/** A name may not touch a number; CPython still lets a few keywords do. */
function checkNumberEnd(ctx: ConvertContext, node: Cst): void {
  const rest = /^[\p{ID_Continue}]+/u.exec(ctx.text.slice(node.end, node.end + 16))?.[0];
  if (rest === undefined || /^(and|else|for|if|in|is|not|or)$/.test(rest)) return;
  ctx.report('WEFT106', node.range, {
    text: ctx.textOf(node) + rest,
    reason: 'a name follows the digits without a space',
  });
}

function complexLiteral(ctx: ConvertContext, node: Cst, text: string): ast.Expr {
  const { range } = node;
  if (/_(?![0-9])|(?<![0-9])_/.test(text)) {
    ctx.report('WEFT106', range, { text, reason: 'an underscore stands between two digits' });
    return { kind: 'Complex', range, value: 0 };
  }
  return { kind: 'Complex', range, value: Number(text.slice(0, -1).replaceAll('_', '')) };
}

export function convertString(ctx: ConvertContext, node: Cst): ast.Expr {
  const parts = node.type === 'concatenated_string' ? node.children.filter((c) => c.type === 'string') : [node];
  let value = '';
  let isFormatted = false;
  const formatted: (string | ast.FormattedValue)[] = [];
  for (const part of parts) {
    const token = ctx.textOf(part);
    // The grammar lets a string in single quotes run over the end of its line.
    if (/^[A-Za-z]*(?!'''|""")['"]/.test(token) && /(?<!\\)(\\\\)*\r?\n/.test(token.replace(/\\\r?\n/g, ''))) {
      reportToken(ctx, part);
    }
    if (token.endsWith('`')) ctx.report('WEFT105', part.range, { form: 'A backquote', replacement: '`repr(…)`' });
    const prefix = /^[A-Za-z]*/.exec(token)![0].toLowerCase();
    if (prefix.includes('f') && !prefix.includes('t')) {
      const pieces = convertFormatParts(ctx, part, prefix.includes('r'));
      if (pieces === undefined)
        return { kind: 'UnsupportedExpr', range: node.range, what: 'This escape sequence', bound: [] };
      formatted.push(value, ...pieces);
      value = '';
      isFormatted = true;
      continue;
    }
    const piece = decodeString(token);
    if (piece.kind === 'unsupported') {
      return { kind: 'UnsupportedExpr', range: node.range, what: piece.what, bound: [] };
    }
    value += piece.value;
  }
  if (isFormatted) return { kind: 'FString', range: node.range, parts: joinTexts([...formatted, value]) };
  return { kind: 'Str', range: node.range, value };
}

/** Text with escape sequences; undefined for those that are not compiled. */
export function decodeText(inner: string): string | undefined {
  const decoded = decodeEscapes(inner);
  return decoded.kind === 'text' ? decoded.value : undefined;
}

type Decoded =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'unsupported'; readonly what: string };

function decodeString(token: string): Decoded {
  const opening = /^([A-Za-z]*)('''|"""|'|")/.exec(token);
  if (opening === null) return { kind: 'unsupported', what: 'This string' };
  const prefix = opening[1]!.toLowerCase();
  const quote = opening[2]!;
  if (prefix.includes('b')) return { kind: 'unsupported', what: 'A bytes literal' };
  if (prefix.includes('t')) return { kind: 'unsupported', what: 'A template string' };
  const inner = token.slice(opening[0].length, token.length - quote.length).replace(/\r\n?/g, '\n');
  if (prefix.includes('r')) return { kind: 'text', value: inner };
  return decodeEscapes(inner);
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

function decodeEscapes(inner: string): Decoded {
  let unsupported: string | undefined;
  const pattern = /\\(?:([0-7]{1,3})|x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(N\{[^}]*\})|([\s\S]))/g;
  const value = inner.replace(pattern, (whole, octal, hex, short, long, named, single) => {
    if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
    const code = hex ?? short ?? long;
    if (code !== undefined) {
      const point = Number.parseInt(code, 16);
      if (point <= 0x10ffff) return String.fromCodePoint(point);
      unsupported = 'This escape sequence';
      return whole;
    }
    if (named !== undefined || single === 'x' || single === 'u' || single === 'U' || single === 'N') {
      unsupported = 'This escape sequence';
      return whole;
    }
    return SIMPLE_ESCAPES[single] ?? whole;
  });
  return unsupported === undefined ? { kind: 'text', value } : { kind: 'unsupported', what: unsupported };
}
