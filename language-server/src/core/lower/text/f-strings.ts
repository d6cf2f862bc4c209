// SPDX-License-Identifier: Apache-2.0
// f-strings: what is known while compiling is folded into the text, the rest is formatted by a kernel.

import { Template } from '../../numpy/text';
import type { FormatString, FormattedValue } from '../../syntax/ast';
import { UNKNOWN, type Value } from '../../types/value';
import { textOfHolder, textOfObject } from '../classes/records';
import { lowerExpr } from '../expressions/expressions';
import type { FunctionLowering } from '../program/function';
import { textOfView } from '../tables/view-values';

export function lowerFormat(fn: FunctionLowering, expr: FormatString): Value {
  const template = new Template(fn);
  for (const part of expr.parts) {
    if (typeof part === 'string') template.literal(part);
    else addPart(fn, template, part);
  }
  return template.result(expr.range) ?? UNKNOWN;
}

function addPart(fn: FunctionLowering, template: Template, part: FormattedValue): void {
  const isPlain = part.conversion === undefined && part.spec.length === 0;
  let value = lowerExpr(fn, (isPlain ? textOfView(fn, part.value) : undefined) ?? part.value);
  let { conversion } = part;
  if (value.kind === 'instance') {
    value = textOfObject(fn, part.value.range, value, conversion === 'r' ? 'r' : 's');
    conversion = 's';
  } else {
    const text = textOfHolder(fn, part.value.range, value);
    if (text !== value) conversion = 's';
    value = text;
  }
  let spec = '';
  for (const piece of part.spec) {
    if (typeof piece === 'string') {
      spec += piece.replaceAll('{', '{{').replaceAll('}', '}}');
      continue;
    }
    const inner = new Template(fn);
    addPart(fn, inner, piece);
    if (inner.isBroken) {
      template.isBroken = true;
      return;
    }
    // Operands of the specification follow those of the template.
    const first = template.operands.push(...inner.operands) - inner.operands.length;
    spec += inner.text.replace(/(?<!\{)\{(\d+)/g, (_whole, number) => `{${first + Number(number)}`);
  }
  template.add(part.value.range, value, conversion, spec);
}
