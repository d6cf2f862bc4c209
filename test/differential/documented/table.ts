// SPDX-License-Identifier: Apache-2.0
// The form of the tables beside this file, and the task that runs some of their lines.

export interface Example {
  /** Statements, the last one an expression: what the task gives. */
  readonly text: string;
  /** What the older NumPy of the oracle computes instead, where only NumPy 2 has the function. */
  readonly expected: string;
  readonly rule: string;
  /** The expression is a tuple, whose items are results of their own. */
  readonly isTuple: boolean;
  readonly raises: boolean;
}

/**
 * One example a line. `{one,two}` writes the line once for each name; `* ` before it: a tuple of results; `! `: it raises;
 * `text => other`: NumPy's answer is that of the other text. `rule` is the oracle's (`exact`, `ulp:N`, `sum`, `near:N`).
 */
export function documented(rule: string, lines: string): Example[] {
  return lines
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .flatMap(spread)
    .map((line) => {
      const [, mark, body] = /^([*!] )?(.*)$/.exec(line)!;
      const [text, expected] = body!.split(' => ');
      return { text: text!, expected: expected ?? text!, rule, isTuple: mark === '* ', raises: mark === '! ' };
    });
}

/** `a{b,c}` as `ab` and `ac`: names alone, so that Python's own braces stay. */
function spread(line: string): string[] {
  const found = /\{([\w.]*(?:,[\w.]*)+)\}/.exec(line);
  if (!found) return [line];
  const before = line.slice(0, found.index);
  const after = line.slice(found.index + found[0].length);
  return found[1]!.split(',').flatMap((name) => spread(before + name + after));
}

/** What every example may use; `h` is 0.5 and `n` is 6, known when the task runs. */
const PRELUDE = `import cmath
import functools, itertools, math, scipy.constants, scipy.fft, scipy.integrate, scipy.linalg, scipy.special

import numpy as np
def f(h, n):
    v = np.array([3, 1, 4, 1, 5, 9, 2, 6])
    w = np.array([0.5, -1.25, 2.0, 3.75])
    m = np.arange(n).reshape(2, 3)
    g = np.array([[2.0, 1.0, 0.0], [1.0, 3.0, 1.0], [0.0, 1.0, 4.0]])
    c = np.array([1 + 2j, -3.5j, 2 + 0j])
    b = np.array([True, False, True])
    k = np.array([np.nan, 1.0, 3.0, np.nan, 2.0])
    i8 = np.array([100, -128, 7], dtype=np.int8)
`;
/** The line of the first example, 0-based. */
export const FIRST_LINE = PRELUDE.split('\n').length - 1;

/** The task whose results are those of the examples. */
export function taskOf(examples: readonly Example[], side: 'text' | 'expected'): string {
  const lines = examples.map((example, index) => {
    const statements = example[side].split(/; (?=[^'"]*(?:(?:'[^']*'|"[^"]*")[^'"]*)*$)/);
    const last = statements.pop()!;
    return `    ${[...statements, `r${index} = ${last}`].join('; ')}`;
  });
  const results = examples.map((example, index) =>
    example.isTuple ? (side === 'text' ? `r${index}` : `tuple(r${index})`) : `(r${index},)`,
  );
  return `${PRELUDE}${lines.join('\n')}\n    return ${results.join(' + ')}\n`;
}
