// SPDX-License-Identifier: Apache-2.0
// Text and output: `print`, `str`, `repr`, `format`, and the clocks of `time`.

import { constantValue, tupleValue, UNKNOWN, type Value } from '../../types/value';
import type { Call } from '../call';
import type { Entry } from '../entry';
import { isText, Template, templateValue, textOf } from '../text';

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
