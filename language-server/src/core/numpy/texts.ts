// SPDX-License-Identifier: Apache-2.0
// Numbers in strings, as Python's `int`, `float` and `complex` read them.

import type { ComplexNumber } from '../graph/graph';

const DIGITS = '[0-9](?:_?[0-9])*';
const FLOAT = `(?:(?:${DIGITS})?\\.${DIGITS}|${DIGITS}\\.?)(?:[eE][+-]?${DIGITS})?|inf(?:inity)?|nan`;

function unsigned(text: string): number {
  if (/^inf/i.test(text)) return Infinity;
  if (/^nan$/i.test(text)) return Number.NaN;
  return Number(text.replaceAll('_', ''));
}

/** `float(text)`; undefined where Python raises `ValueError`. */
export function floatOfText(text: string): number | undefined {
  const match = new RegExp(`^([+-]?)(${FLOAT})$`, 'i').exec(text.trim());
  if (!match) return undefined;
  const value = unsigned(match[2]!);
  return match[1] === '-' ? -value : value;
}

/** `int(text, base)`; undefined where Python raises `ValueError`. */
export function intOfText(text: string, base: number): bigint | undefined {
  const match = /^([+-]?)(0[xXoObB]_?)?([0-9a-zA-Z](?:_?[0-9a-zA-Z])*)$/.exec(text.trim());
  if (!match || base === 1 || base < 0 || base > 36) return undefined;
  const prefix = match[2]?.[1]?.toLowerCase();
  const named = prefix === 'x' ? 16 : prefix === 'o' ? 8 : prefix === 'b' ? 2 : undefined;
  let digits = match[3]!;
  let radix = base;
  if (named !== undefined && (base === 0 || base === named)) radix = named;
  else if (named !== undefined) digits = `${match[2]!}${digits}`;
  else if (base === 0) {
    if (/^0[0-9_]*[1-9]/.test(digits)) return undefined;
    radix = 10;
  }
  let value = 0n;
  for (const digit of digits.replaceAll('_', '').toLowerCase()) {
    const number = Number.parseInt(digit, 36);
    if (Number.isNaN(number) || number >= radix) return undefined;
    value = value * BigInt(radix) + BigInt(number);
  }
  return match[1] === '-' ? -value : value;
}

/** `complex(text)`; undefined where Python raises `ValueError`. */
export function complexOfText(text: string): ComplexNumber | undefined {
  let plain = text.trim();
  const inside = /^\(\s*(.*?)\s*\)$/.exec(plain);
  if (inside) plain = inside[1]!;
  const real = floatOfText(plain);
  if (real !== undefined) return { re: real, im: 0 };
  const match = new RegExp(`^([+-]?(?:${FLOAT}))?([+-]?)(${FLOAT})?[jJ]$`, 'i').exec(plain);
  if (!match) return undefined;
  const [, first, sign, second] = match;
  if (second === undefined && first !== undefined && sign === '') return { re: 0, im: floatOfText(first)! };
  if (first !== undefined && sign === '') return undefined;
  const im = second === undefined ? 1 : unsigned(second);
  return { re: first === undefined ? 0 : floatOfText(first)!, im: sign === '-' ? -im : im };
}
