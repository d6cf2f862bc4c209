// SPDX-License-Identifier: Apache-2.0
// Text of values: templates for the kernels `format` and `print`. A template is Python's own format text with numbered
// operands (`{0!r:>8}`); what is known while compiling is literal text in it.

import type { SourceRange } from '../graph/graph';
import { hasKinds } from '../types/item-kinds';
import { hasRecords, isList, itemLeaves, type ListCell } from '../types/lists';
import { NUMPY_NAME, strongDType } from '../types/promote';
import { isRange, RANGE } from '../types/ranges';
import { type GraphValue, type PythonConstant, quotedType, type Value } from '../types/value';
import { containerText, needsShape } from './container-text';
import type { Context } from './context';

export type Conversion = 'r' | 's' | 'a' | undefined;

/** Python's `repr` of a string, where it needs no tables of Unicode. */
export function pythonRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let result = quote;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (character === '\\' || character === quote) result += `\\${character}`;
    else if (character === '\n') result += '\\n';
    else if (character === '\r') result += '\\r';
    else if (character === '\t') result += '\\t';
    else if (code < 32 || code === 127) result += `\\x${code.toString(16).padStart(2, '0')}`;
    else result += character;
  }
  return result + quote;
}

export class Template {
  text = '';
  readonly operands: GraphValue[] = [];
  /** Something in it has no text; it was reported. */
  isBroken = false;

  constructor(private readonly ctx: Context) {}

  literal(text: string): void {
    this.text += text.replaceAll('{', '{{').replaceAll('}', '}}');
  }

  /** Adds what Python writes for `value`. `spec` is template text, empty for none. */
  add(range: SourceRange, value: Value, conversion: Conversion, spec = ''): void {
    switch (value.kind) {
      case 'unknown':
        this.isBroken = true;
        return;
      case 'tuple':
        if (spec !== '' && conversion === undefined) {
          this.refuse(range, value, 'Python formats no tuple so');
          return;
        }
        if (spec !== '') {
          this.refuse(range, value, 'text of a tuple is not padded');
          return;
        }
        this.literal(value.isList ? '[' : '(');
        for (const [i, item] of value.items.entries()) {
          if (i > 0) this.literal(', ');
          this.add(range, item, 'r');
        }
        if (!value.isList && value.items.length === 1) this.literal(',');
        this.literal(value.isList ? ']' : ')');
        return;
      case 'dict': {
        const { items } = this.ctx.settledDict?.(range, value) ?? value;
        this.literal('{');
        for (const [i, item] of items.entries()) {
          const key = value.keys[i]!;
          this.literal(`${i > 0 ? ', ' : ''}${typeof key === 'string' ? pythonRepr(key) : key}: `);
          this.add(range, item, 'r');
        }
        this.literal('}');
        return;
      }
      case 'dtype': {
        const name = NUMPY_NAME[strongDType(value.element)];
        if (!value.isInstance || spec !== '') this.refuse(range, value, 'only the text of `a.dtype` is known');
        else this.literal(conversion === 'r' ? `dtype('${name}')` : name);
        return;
      }
      case 'value':
        this.addValue(range, value, conversion, spec);
        return;
      case 'union': {
        // A part of a dictionary, whose type the run knows.
        if (conversion !== 'r' || spec !== '') {
          this.refuse(range, value, 'the run decides its type');
          return;
        }
        const text = this.ctx.listText(range, value);
        if (text) this.add(range, text, undefined);
        else this.isBroken = true;
        return;
      }
      default:
        this.refuse(range, value, 'its text depends on where Python keeps it');
    }
  }

  private addValue(range: SourceRange, value: GraphValue, conversion: Conversion, spec: string): void {
    const { constant } = value;
    const isText = conversion === 'r' || conversion === 'a';
    if (needsShape(value)) {
      const text = spec === '' ? containerText(this.ctx, range, value) : undefined;
      const why = 'it has texts, of which sets have no certain order, or items of unknown kind, or a width';
      if (text) this.add(range, text, undefined);
      else this.refuse(range, value, why);
      return;
    }
    if (isRange(value)) {
      this.refuse(range, value, RANGE);
      return;
    }
    if (value.object !== undefined) {
      this.refuse(range, value, 'its text depends on where Python keeps it');
      return;
    }
    if (isList(value) && spec === '' && (hasKinds(value.list.item) || hasRecords(value.list))) {
      const text = this.ctx.listText(range, value);
      if (text) this.add(range, text, undefined);
      else this.isBroken = true;
      return;
    }
    if (isText) this.ctx.wantKinds?.(value);
    if ((value.mixed && isText) || (isList(value) && holdsMixed(value.list))) {
      this.refuse(range, value, 'it is a Python number on one path and a NumPy one on another');
      return;
    }
    if (spec === '' && value.type.kind !== 'scalar' && constant !== undefined) {
      const known = knownText(constant, conversion);
      if (known !== undefined) {
        this.literal(known);
        return;
      }
    }
    // Only these differ between `str` and an empty specification.
    const isShort = value.type.kind === 'scalar' && (value.type.dtype === 'f32' || value.type.dtype === 'c64');
    if (conversion === 's' && spec === '' && !isShort) conversion = undefined;
    let position = this.operands.findIndex((each) => each.id !== undefined && each.id === value.id);
    if (position < 0) position = this.operands.push(value) - 1;
    const converted = conversion === undefined ? '' : `!${conversion}`;
    this.text += `{${position}${converted}${spec === '' ? '' : `:${spec}`}}`;
  }

  private refuse(range: SourceRange, value: Value, reason: string): void {
    this.isBroken = true;
    this.ctx.report('WEFT150', range, { type: quotedType(value), reason });
  }

  /** The text, as a constant where nothing in it is known only at run time. */
  result(range: SourceRange): GraphValue | undefined {
    if (this.isBroken) return undefined;
    const type = { kind: 'str' } as const;
    if (this.operands.length === 0) return { kind: 'value', type, constant: plainText(this.text) };
    return this.ctx.kernel('format', range, [templateValue(this.text), ...this.operands], [type])[0];
  }
}

/** Some items may be Python numbers and others NumPy's, which print differently. */
function holdsMixed(cell: ListCell): boolean {
  if (hasKinds(cell.item)) return true;
  const leaves = cell.item ? itemLeaves(cell.item) : [];
  return leaves.some((leaf) => leaf.mixed === true || (isList(leaf) && holdsMixed(leaf.list)));
}

/** The text of a constant that needs no kernel. */
function knownText(constant: PythonConstant, conversion: Conversion): string | undefined {
  if (constant === null) return 'None';
  if (typeof constant === 'boolean') return constant ? 'True' : 'False';
  if (typeof constant === 'bigint') return String(constant);
  if (typeof constant !== 'string') return undefined;
  if (conversion === 'a' && !/^[\x20-\x7e]*$/.test(constant)) return undefined;
  return conversion === 'r' || conversion === 'a' ? pythonRepr(constant) : constant;
}

export function templateValue(text: string): GraphValue {
  return { kind: 'value', type: { kind: 'str' }, constant: text };
}

/** A template without operands, read. */
function plainText(template: string): string {
  return template.replace(/\{\{|\}\}/g, (pair) => pair[0]!);
}

/** The text of one value: `str(value)`. */
export function textOf(ctx: Context, range: SourceRange, value: Value): GraphValue | undefined {
  if (value.kind === 'value' && value.type.kind === 'str') return value;
  const template = new Template(ctx);
  template.add(range, value, 's');
  return template.result(range);
}

export function isText(value: Value): value is GraphValue {
  return value.kind === 'value' && value.type.kind === 'str';
}
