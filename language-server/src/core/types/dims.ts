// SPDX-License-Identifier: Apache-2.0
// Symbolic sizes: integer polynomials over named symbols, with one canonical text each (`n-2`, `2*m+1`, `m*n`, `?1`).
// They serve people and messages. A decision that could refuse a program looks only at sizes that are plain integers.

import type { Dim } from '../graph/graph';

/** Terms by monomial: the key is the sorted product of symbols (`m*n`), empty for the constant. No coefficient is zero. */
export type Poly = ReadonlyMap<string, bigint>;

const parsed = new Map<Dim, Poly>();

function normalised(terms: Map<string, bigint>): Poly {
  for (const [monomial, factor] of terms) if (factor === 0n) terms.delete(monomial);
  return terms;
}

export function constantPoly(value: bigint | number): Poly {
  return normalised(new Map([['', BigInt(value)]]));
}

export function symbolPoly(name: string): Poly {
  return new Map([[name, 1n]]);
}

export function addPoly(a: Poly, b: Poly, factor = 1n): Poly {
  const terms = new Map(a);
  for (const [monomial, coefficient] of b) terms.set(monomial, (terms.get(monomial) ?? 0n) + factor * coefficient);
  return normalised(terms);
}

export function subPoly(a: Poly, b: Poly): Poly {
  return addPoly(a, b, -1n);
}

function symbolsOf(monomial: string): string[] {
  return monomial === '' ? [] : monomial.split('*');
}

/** Undefined when the product would be too large to read. */
export function mulPoly(a: Poly, b: Poly): Poly | undefined {
  if (a.size * b.size > 12) return undefined;
  const terms = new Map<string, bigint>();
  for (const [left, x] of a) {
    for (const [right, y] of b) {
      const symbols = [...symbolsOf(left), ...symbolsOf(right)].sort();
      if (symbols.length > 4) return undefined;
      const key = symbols.join('*');
      terms.set(key, (terms.get(key) ?? 0n) + x * y);
    }
  }
  return normalised(terms);
}

/** The value when the polynomial has no symbol. */
export function polyConstant(poly: Poly): bigint | undefined {
  if (poly.size === 0) return 0n;
  return poly.size === 1 ? poly.get('') : undefined;
}

/** The symbol when the polynomial is exactly one symbol. */
export function polySymbol(poly: Poly): string | undefined {
  if (poly.size !== 1) return undefined;
  const [monomial, factor] = [...poly][0]!;
  return factor === 1n && monomial !== '' && !monomial.includes('*') ? monomial : undefined;
}

export function polySymbols(poly: Poly): Set<string> {
  return new Set([...poly.keys()].flatMap(symbolsOf));
}

/** Longer products first, then by name, the constant last; a positive term leads where there is one. */
export function printPoly(poly: Poly): Dim {
  const terms = [...poly].sort(([a], [b]) => {
    const difference = symbolsOf(b).length - symbolsOf(a).length;
    return difference !== 0 ? difference : a < b ? -1 : 1;
  });
  const lead = terms.findIndex(([, factor]) => factor > 0n);
  if (lead > 0) terms.unshift(...terms.splice(lead, 1));
  let text = '';
  for (const [monomial, factor] of terms) {
    const size = factor < 0n ? -factor : factor;
    const body = monomial === '' ? `${size}` : size === 1n ? monomial : `${size}*${monomial}`;
    text += factor < 0n ? `-${body}` : text === '' ? body : `+${body}`;
  }
  return text === '' ? '0' : text;
}

/** Reads canonical text back; anything else becomes one opaque symbol. */
export function parseDim(dim: Dim): Poly {
  const known = parsed.get(dim);
  if (known) return known;
  const terms = new Map<string, bigint>();
  let consumed = 0;
  for (const match of dim.matchAll(/([+-]?)((?:[^\s+\-*]+)(?:\*[^\s+\-*]+)*)/gy)) {
    consumed += match[0].length;
    const factors = match[2]!.split('*');
    let coefficient = match[1] === '-' ? -1n : 1n;
    const symbols: string[] = [];
    for (const factor of factors) {
      if (/^\d+$/.test(factor)) coefficient *= BigInt(factor);
      else symbols.push(factor);
    }
    const key = symbols.sort().join('*');
    terms.set(key, (terms.get(key) ?? 0n) + coefficient);
  }
  const poly = consumed === dim.length && dim !== '' ? normalised(terms) : symbolPoly(dim.replace(/[\s+\-*]/g, '_'));
  parsed.set(dim, poly);
  return poly;
}

/** The size when it is a plain integer. */
export function dimConstant(dim: Dim): number | undefined {
  return /^\d+$/.test(dim) ? Number(dim) : undefined;
}

/** Puts polynomials in the place of symbols; undefined when the result would be too large. */
export function substitutePoly(poly: Poly, values: ReadonlyMap<string, Poly>): Poly | undefined {
  if (![...polySymbols(poly)].some((symbol) => values.has(symbol))) return poly;
  let result = constantPoly(0n);
  for (const [monomial, factor] of poly) {
    let term: Poly | undefined = constantPoly(factor);
    for (const symbol of symbolsOf(monomial)) {
      term = mulPoly(term, values.get(symbol) ?? symbolPoly(symbol));
      if (!term) return undefined;
    }
    result = addPoly(result, term);
  }
  return result;
}

/** The least value of a sum of symbols of which some least value is known; undefined where one is not. */
export function leastOf(poly: Poly, least: ReadonlyMap<string, bigint>): bigint | undefined {
  let total = 0n;
  for (const [monomial, factor] of poly) {
    const values = symbolsOf(monomial).map((symbol) => least.get(symbol));
    // A product grows with its factors only where none of them is negative.
    const isKnown = values.every((value) => value !== undefined && (value >= 0n || values.length === 1));
    if (!isKnown || (factor < 0n && monomial !== '')) return undefined;
    total += (values as bigint[]).reduce((product, value) => product * value, factor);
  }
  return total;
}
