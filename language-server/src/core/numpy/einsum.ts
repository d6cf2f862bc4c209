// SPDX-License-Identifier: Apache-2.0
// `np.einsum`: the subscripts are read at compile time; operands are contracted from left to right.

import type { Dim, DType } from '../graph/graph';
import { strongDType } from '../types/promote';
import { type ArrayValue, arrayType, constantValue, isArray, quotedType, UNKNOWN, type Value } from '../types/value';
import type { Call } from './call';
import { Contraction, type Labelled, workingType } from './contract';
import { cast, commonElement, intConstant } from './elementwise';
import { differ } from './linalg';

interface Subscripts {
  /** One label for each axis of each operand; `~n` is the nth axis from the end of an ellipsis. */
  readonly inputs: readonly (readonly string[])[];
  readonly output: readonly string[];
}

class Problem {
  constructor(
    readonly reason: string,
    readonly instead: string,
  ) {}
}

/** `ij...` as labels, for an operand with `rank` axes; without a rank the ellipsis stands for `ellipsis` axes. */
function labelsOf(term: string, rank: number | undefined, ellipsis: number): string[] | Problem {
  const match = /^([A-Za-z]*)(\.\.\.)?([A-Za-z]*)$/.exec(term);
  if (!match)
    return new Problem(`\`${term}\` is no list of letters`, 'Use one letter for each axis, and `...` at most once');
  const [before, after] = [[...match[1]!], [...match[3]!]];
  const named = before.length + after.length;
  const count = match[2] === undefined ? 0 : rank === undefined ? ellipsis : rank - named;
  if (rank !== undefined && (count < 0 || named + count !== rank)) {
    return new Problem(`\`${term}\` names ${named} axes of an operand with ${rank}`, 'Write one letter for each axis');
  }
  const middle = Array.from({ length: count }, (_, i) => `~${count - i}`);
  return [...before, ...middle, ...after];
}

function parseSubscripts(text: string, ranks: readonly number[]): Subscripts | Problem {
  const [left, right, ...rest] = text.replaceAll(' ', '').split('->') as [string, string | undefined, ...string[]];
  if (rest.length > 0) return new Problem('`->` stands twice in them', 'Write one `->`');
  const terms = left.split(',');
  if (terms.length !== ranks.length) {
    return new Problem(
      `they name ${terms.length} operands, and there are ${ranks.length}`,
      'Separate the letters of the operands by commas',
    );
  }
  const inputs: string[][] = [];
  for (const [i, term] of terms.entries()) {
    const labels = labelsOf(term, ranks[i], 0);
    if (labels instanceof Problem) return labels;
    inputs.push(labels);
  }
  const all = inputs.flat();
  const ellipsis = Math.max(0, ...all.filter((label) => label.startsWith('~')).map((label) => Number(label.slice(1))));
  if (right === undefined) {
    const once = [...new Set(all)].filter(
      (label) => !label.startsWith('~') && all.filter((each) => each === label).length === 1,
    );
    const dots = Array.from({ length: ellipsis }, (_, i) => `~${ellipsis - i}`);
    return { inputs, output: [...dots, ...once.sort()] };
  }
  const output = labelsOf(right, undefined, ellipsis);
  if (output instanceof Problem) return output;
  if (ellipsis > 0 && !right.includes('...')) {
    return new Problem('the output has no `...`', 'Write `...` in the output too');
  }
  const strange = output.find((label) => !all.includes(label));
  if (strange !== undefined) return new Problem(`\`${strange}\` of the output is in no operand`, 'Leave it out');
  if (new Set(output).size !== output.length) {
    return new Problem('a letter stands twice in the output', 'Name each axis of the output once');
  }
  return { inputs, output };
}

/** The elements where two axes have the same index; the common axis comes last. A view. */
function diagonal(call: Call, operand: Labelled, label: string): Labelled | undefined {
  const { ctx, range } = call;
  const { value, labels } = operand;
  if (!isArray(value)) return undefined;
  const first = labels.indexOf(label);
  const second = labels.indexOf(label, first + 1);
  const others = labels.map((_, axis) => axis).filter((axis) => axis !== first && axis !== second);
  const dims = [...others.map((axis) => value.type.dims[axis]!), value.type.dims[first]!];
  const operands = [value, intConstant(0), intConstant(first), intConstant(second), constantValue(label)];
  const [view] = ctx.kernel('view.diagonal', range, operands, [arrayType(value.type.dtype, dims)]);
  const readOnly = value.readOnly === undefined ? {} : { readOnly: value.readOnly };
  return { value: { ...(view as ArrayValue), ...readOnly }, labels: [...others.map((axis) => labels[axis]!), label] };
}

export function lowerEinsum(call: Call): Value {
  const text = call.value('subscripts');
  const given = call.value('operands');
  if (!text || text.kind === 'unknown' || given?.kind !== 'tuple') return UNKNOWN;
  if (text.kind !== 'value' || typeof text.constant !== 'string') {
    call.reject('subscripts', 'a constant text is needed', "Write the subscripts as a text: `'ij,jk->ik'`");
    return UNKNOWN;
  }
  const { ctx, range } = call;
  const arrays: ArrayValue[] = [];
  for (const item of given.items) {
    if (item.kind === 'unknown') return UNKNOWN;
    if (!isArray(item)) {
      ctx.report('WEFT224', call.rangeOf('operands'), {
        name: 'operands',
        function: call.name,
        type: quotedType(item),
        reason: 'arrays are multiplied',
        instead: 'Write `*` for a product with a number',
      });
      return UNKNOWN;
    }
    arrays.push(item);
  }
  const fail = (problem: Problem): Value =>
    ctx.report('WEFT262', call.rangeOf('subscripts'), {
      subscripts: String(text.constant),
      function: call.name,
      reason: problem.reason,
      instead: problem.instead,
    });
  const parsed = parseSubscripts(
    text.constant,
    arrays.map((array) => array.type.dims.length),
  );
  if (parsed instanceof Problem) return fail(parsed);
  const sizes = new Map<string, Dim>();
  for (const [i, array] of arrays.entries()) {
    for (const [axis, label] of parsed.inputs[i]!.entries()) {
      const dim = ctx.resolve(array.type.dims[axis]!);
      const known = sizes.get(label);
      if (known !== undefined && known !== '1' && dim !== '1' && differ(ctx, known, dim)) {
        return fail(
          new Problem(`\`${label}\` has sizes \`${known}\` and \`${dim}\``, 'Give axes with one letter one size'),
        );
      }
      if (known === undefined || known === '1') sizes.set(label, dim);
    }
  }
  const common = commonElement(ctx, range, arrays);
  if (common === undefined) return UNKNOWN;
  const element = strongDType(common);
  return einsumOf(call, arrays, parsed, element);
}

function einsumOf(call: Call, arrays: readonly ArrayValue[], subscripts: Subscripts, element: DType): Value {
  const { ctx, range } = call;
  const isPlain = arrays.length === 1 && new Set(subscripts.inputs[0]).size === subscripts.output.length;
  const working = isPlain ? element : workingType(element);
  const contraction = new Contraction(ctx, range, working);
  const operands: Labelled[] = [];
  for (const [i, array] of arrays.entries()) {
    const value = cast(ctx, range, array, working);
    let operand: Labelled | undefined = value && { value, labels: subscripts.inputs[i]! };
    for (;;) {
      const twice: string | undefined = operand?.labels.find((label, axis) => operand!.labels.indexOf(label) !== axis);
      if (twice === undefined || !operand) break;
      operand = diagonal(call, operand, twice);
    }
    if (!operand) return UNKNOWN;
    operands.push(operand);
  }
  let result: Labelled | undefined = operands[0]!;
  for (const [i, operand] of operands.entries()) {
    if (i === 0) continue;
    const kept = new Set([...subscripts.output, ...operands.slice(i + 1).flatMap((each) => each.labels)]);
    result = result && contraction.pair(result, operand, kept);
  }
  if (!result) return UNKNOWN;
  const summed = contraction.summed(result, new Set(subscripts.output));
  const { value } = contraction.ordered(summed, subscripts.output);
  return cast(ctx, range, value, element) ?? UNKNOWN;
}
