// SPDX-License-Identifier: Apache-2.0
// Text and output: `print`, `str`, `repr`, `format`, and the clocks of `time`.

import { constantValue, type GraphValue, tupleValue, UNKNOWN, type Value } from '../../types/value';
import type { Call } from '../call';
import { cast } from '../elementwise';
import type { Entry } from '../entry';
import { isText, Template, templateValue, textOf } from '../text';
import { textKernel } from '../text-methods';

function builtin(
  name: string,
  parameters: string,
  dtype: string,
  lowering: string,
  doc: string,
  lower: (call: Call) => Value,
): Entry {
  return { name, group: 'Builtins', parameters, dtype, shape: '', lowering, doc, lower };
}

/** The constant text of an option of `print`. */
function option(call: Call, name: string, fallback: string): string | undefined {
  const value = call.given(name);
  if (!value) return fallback;
  if (isText(value) && typeof value.constant === 'string') return value.constant;
  call.reject(name, 'it must be known while compiling', 'Write the text itself');
  return undefined;
}

function lowerPrint(call: Call): Value {
  const separator = option(call, 'sep', ' ');
  const end = option(call, 'end', '\n');
  const values = call.value('values') ?? tupleValue([]);
  if (separator === undefined || end === undefined || values?.kind !== 'tuple') return UNKNOWN;
  const template = new Template(call.ctx);
  for (const [i, value] of values.items.entries()) {
    if (i > 0) template.literal(separator);
    template.add(call.range, value, 's');
  }
  template.literal(end);
  if (template.isBroken) return UNKNOWN;
  call.ctx.kernel('print', call.range, [templateValue(template.text), ...template.operands], []);
  return constantValue(null);
}

function lowerText(call: Call, conversion: 'r' | 's'): Value {
  const value = call.value('object');
  if (!value) return constantValue('');
  // A text of NumPy's own becomes Python's.
  if (conversion === 's' && isText(value) && value.constant === undefined)
    return call.ctx.kernel('text.plain', call.range, [value], [value.type])[0]!;
  if (conversion === 's') return textOf(call.ctx, call.range, value) ?? UNKNOWN;
  const template = new Template(call.ctx);
  template.add(call.range, value, 'r');
  return template.result(call.range) ?? UNKNOWN;
}

function lowerFormat(call: Call): Value {
  const value = call.value('value')!;
  const spec = call.given('format_spec');
  if (spec && !(isText(spec) && typeof spec.constant === 'string')) {
    call.reject('format_spec', 'it must be known while compiling', 'Write the specification itself');
    return UNKNOWN;
  }
  const template = new Template(call.ctx);
  const text = spec?.kind === 'value' ? String(spec.constant) : '';
  template.add(call.range, value, undefined, text.replaceAll('{', '{{').replaceAll('}', '}}'));
  return template.result(call.range) ?? UNKNOWN;
}

function lowerOrd(call: Call): Value {
  const value = call.value('character')!;
  if (value.kind === 'unknown') return UNKNOWN;
  if (!isText(value)) {
    call.reject('character', 'Python raises `TypeError`: it takes one character', 'Give a text');
    return UNKNOWN;
  }
  if (typeof value.constant === 'string' && [...value.constant].length === 1)
    return constantValue(BigInt(value.constant.codePointAt(0)!));
  return textKernel(call.ctx, call.range, 'ord', [value]);
}

/** An argument that Python takes as an index: an integer. */
function integer(call: Call, name: string): GraphValue | undefined {
  const value = call.int(name);
  return value && cast(call.ctx, call.rangeOf(name), value, 'int');
}

function lowerChr(call: Call): Value {
  const code = integer(call, 'code');
  if (!code) return UNKNOWN;
  const { constant } = code;
  if (typeof constant === 'bigint' && constant >= 0n && constant < 0xd800n)
    return constantValue(String.fromCodePoint(Number(constant)));
  return textKernel(call.ctx, call.range, 'chr', [code]);
}

/** `bin`, `hex`, `oct`. */
function inBase(name: string, digits: string, doc: string): Entry {
  return builtin(name, 'number', 'str', '`kernel "format"`', doc, (call) => {
    const number = integer(call, 'number');
    if (!number) return UNKNOWN;
    const template = new Template(call.ctx);
    template.add(call.range, number, undefined, `#${digits}`);
    return template.result(call.range) ?? UNKNOWN;
  });
}

export const TEXT_FUNCTIONS: readonly Entry[] = [
  builtin(
    'print',
    '*values, sep=None, end=None, file=None, flush=False',
    'None',
    '`kernel "print"`',
    'Writes text to the log of the job while it runs',
    lowerPrint,
  ),
  builtin('str', "object=''", 'str', '`kernel "format"`', 'The text of a value', (call) => lowerText(call, 's')),
  builtin('repr', 'object', 'str', '`kernel "format"`', 'The text of a value as a program writes it', (call) =>
    lowerText(call, 'r'),
  ),
  builtin('ord', 'character', 'int', '`kernel "text.ord"`', 'The code of a character', lowerOrd),
  builtin('chr', 'code', 'str', '`kernel "text.chr"`', 'The character of a code', lowerChr),
  inBase('bin', 'b', 'An integer in binary digits'),
  inBase('hex', 'x', 'An integer in hexadecimal digits'),
  inBase('oct', 'o', 'An integer in octal digits'),
  builtin('format', "value, format_spec=''", 'str', '`kernel "format"`', 'The text of a value', lowerFormat),
];

function clock(name: string, doc: string): Entry {
  return {
    name,
    group: 'Builtins',
    parameters: '',
    dtype: 'float',
    shape: '',
    lowering: `\`kernel "time.${name}"\``,
    doc,
    lower: (call) => call.ctx.kernel(`time.${name}`, call.range, [], [{ kind: 'float' }])[0]!,
  };
}

export const TIME_FUNCTIONS: readonly Entry[] = [
  clock('time', 'Seconds since 1970'),
  clock('perf_counter', 'Seconds of a clock that only goes forward'),
  clock('monotonic', 'Seconds of a clock that only goes forward'),
  clock('process_time', 'Seconds of processor time'),
];
