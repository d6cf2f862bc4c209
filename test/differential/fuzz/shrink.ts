// SPDX-License-Identifier: Apache-2.0
// Makes a program smaller while it still fails: fewer results, statements, smaller expressions and inputs.

import type { FuzzProgram } from './program';

/** The smallest program found within `patience` tries for which `fails` holds. */
export async function shrink(
  program: FuzzProgram,
  fails: (program: FuzzProgram) => Promise<boolean>,
  patience = 300,
): Promise<FuzzProgram> {
  let best = program;
  let tries = 0;
  const passes = [fewerReturns, fewerHelpers, fewerLines, flatter, smallerExpressions, smallerInputs];
  for (let again = true; again && tries < patience; ) {
    again = false;
    for (const pass of passes) {
      for (let i = 0, made = pass(best); i < made.length && tries < patience; ) {
        tries++;
        if (await fails(made[i]!)) {
          best = made[i]!;
          made = pass(best);
          again = true;
        } else i++;
      }
    }
  }
  return best;
}

/** `halves` first: many at once. */
function without<T>(items: readonly T[], least: number): T[][] {
  const made: T[][] = [];
  for (let size = Math.ceil(items.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let i = 0; i < items.length; i += size) {
      const rest = [...items.slice(0, i), ...items.slice(i + size)];
      if (rest.length >= least) made.push(rest);
    }
  }
  return made;
}

const fewerReturns = (program: FuzzProgram): FuzzProgram[] =>
  without(program.returns, 1).map((returns) => ({ ...program, returns }));

const indentOf = (line: string) => line.length - line.trimStart().length;

/** Lines with the blocks under them, from the last. */
function dropped(lines: readonly string[]): string[][] {
  const made: string[][] = [];
  for (let i = lines.length - 1; i >= 0; i--) {
    let end = i + 1;
    while (end < lines.length && indentOf(lines[end]!) > indentOf(lines[i]!)) end++;
    const rest = [...lines.slice(0, i), ...lines.slice(end)];
    const isAlone =
      (i === 0 || indentOf(lines[i - 1]!) < indentOf(lines[i]!)) &&
      (rest[i] === undefined || indentOf(rest[i]!) < indentOf(lines[i]!));
    if (isAlone && lines[i]!.trim() !== 'pass' && i > 0) rest.splice(i, 0, `${' '.repeat(indentOf(lines[i]!))}pass`);
    made.push(rest);
  }
  return made;
}

const fewerLines = (program: FuzzProgram): FuzzProgram[] => [
  ...without(program.lines, 0)
    .slice(0, 6)
    .map((lines) => ({ ...program, lines })),
  ...dropped(program.lines).map((lines) => ({ ...program, lines })),
];

const fewerHelpers = (program: FuzzProgram): FuzzProgram[] =>
  dropped(program.helpers).map((helpers) => ({ ...program, helpers }));

/** A block without the line that opens it. */
function flatter(program: FuzzProgram): FuzzProgram[] {
  const { lines } = program;
  return lines.flatMap((line, i) => {
    if (!line.trimEnd().endsWith(':')) return [];
    const body: string[] = [];
    let end = i + 1;
    for (; end < lines.length && indentOf(lines[end]!) > indentOf(line); end++) body.push(lines[end]!.slice(4));
    return [{ ...program, lines: [...lines.slice(0, i), ...body, ...lines.slice(end)] }];
  });
}

/** Each bracketed part replaced by something inside it. */
function simpler(line: string): string[] {
  const made: string[] = [];
  for (let start = 0; start < line.length; start++) {
    if (line[start] !== '(') continue;
    const stops = [start];
    let depth = 0;
    let end = start;
    for (; end < line.length; end++) {
      if ('([{'.includes(line[end]!)) depth++;
      else if (')]}'.includes(line[end]!)) depth--;
      else if (depth === 1 && /[\s,]/.test(line[end]!)) stops.push(end);
      if (depth === 0) break;
    }
    stops.push(end);
    const head = /[\w.]*$/.exec(line.slice(0, start))![0];
    for (let i = 0; i + 1 < stops.length; i++) {
      const inner = line.slice(stops[i]! + 1, stops[i + 1]!).trim();
      if (/^[\w([][^=]*$/.test(inner)) made.push(line.slice(0, start - head.length) + inner + line.slice(end + 1));
    }
    const method = /^(.*)\.\w+$/.exec(head);
    if (method && method[1] !== 'np') made.push(line.slice(0, start - head.length) + method[1] + line.slice(end + 1));
  }
  return made.filter((each) => each.length < line.length);
}

function smallerExpressions(program: FuzzProgram): FuzzProgram[] {
  const replace = (lines: readonly string[], with_: (lines: string[]) => FuzzProgram) =>
    lines.flatMap((line, i) => simpler(line).map((next) => with_([...lines.slice(0, i), next, ...lines.slice(i + 1)])));
  return [
    ...replace(program.lines, (lines) => ({ ...program, lines })),
    ...replace(program.helpers, (helpers) => ({ ...program, helpers })),
  ];
}

function smallerInputs(program: FuzzProgram): FuzzProgram[] {
  const made: FuzzProgram[] = [];
  const text = [...program.lines, ...program.helpers, ...program.returns.map((each) => each.text)].join('\n');
  for (const [i, array] of program.arrays.entries()) {
    const others = program.arrays.filter((_, j) => j !== i);
    if (!new RegExp(`\\b${array.name}\\b`).test(text)) made.push({ ...program, arrays: others });
    const replaced = (next: typeof array) => ({
      ...program,
      arrays: program.arrays.map((each, j) => (j === i ? next : each)),
    });
    for (const [axis, n] of array.shape.entries()) {
      if (n > 1) made.push(replaced({ ...array, shape: array.shape.map((each, j) => (j === axis ? n - 1 : each)) }));
    }
    if (array.dtype !== 'f64') made.push(replaced({ ...array, dtype: 'f64' }));
    if (array.order !== 'C') made.push(replaced({ ...array, order: 'C' }));
    if (array.values !== 'small') made.push(replaced({ ...array, values: 'small' }));
  }
  return made;
}
