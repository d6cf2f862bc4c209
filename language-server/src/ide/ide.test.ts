// SPDX-License-Identifier: Apache-2.0
// Hovers, lenses, task edits and fixes, over texts with a `|` where the cursor is.

import { beforeAll, describe, expect, it } from 'vitest';
import { type Analysis, analyse } from '../core/analyse';
import { type ParsedModule, PythonParser } from '../core/syntax/parser';
import { codeActions } from './code-actions';
import { hoverAt, hoverTask } from './hover';
import { inlayHints } from './inlay-hints';
import { lensesOf } from './lenses';
import { quickFixes } from './quick-fixes';
import { makeTaskEdits, removeTaskEdits } from './task-edits';
import { applyEdits, type Position } from './text-edit';

let parser: PythonParser;
beforeAll(async () => {
  parser = await PythonParser.create();
});

function load(text: string): { parsed: ParsedModule; analysis: Analysis } {
  const parsed = parser.parse(text);
  parsed.dispose();
  return { parsed, analysis: analyse(parsed, { file: 'a.py' }) };
}

function split(marked: string): { text: string; at: Position } {
  const before = marked.slice(0, marked.indexOf('|'));
  const lines = before.split('\n');
  return { text: marked.replace('|', ''), at: { line: lines.length - 1, column: lines[lines.length - 1]!.length } };
}

function checkHover(marked: string, expected: string | RegExp): void {
  const { text, at } = split(marked);
  const { analysis } = load(text);
  const markdown = (hoverTask(analysis, at) ?? hoverAt(analysis, at))?.markdown;
  if (typeof expected === 'string') expect(markdown).toContain(expected);
  else expect(markdown).toMatch(expected);
}

const HEADER = 'import numpy as np\nimport weft\nfrom numpy.typing import NDArray\n\n@weft.task\n';

describe('hover', () => {
  it('shows the type and shape of a name', () => {
    checkHover(
      `${HEADER}def f(a: NDArray[np.float64], n: int):\n    b = np.zeros((n, 3))\n    return b| * 2\n`,
      /b: f64\[n,3\]/,
    );
  });

  it('shows all types of a name whose type depends on the path', () => {
    const loop = '    for v in np.ones(n):\n        s += v\n';
    checkHover(`${HEADER}def f(n: int):\n    s = 0\n${loop}    return s|\n`, 's: int | f64');
    checkHover(`${HEADER}def f(n: int):\n    s = 0\n${loop}    return s| * 2\n`, 's: int | f64');
  });

  it('shows the documentation of a NumPy function', () => {
    checkHover(`${HEADER}def f(n: int):\n    return np.ze|ros(n)\n`, /zeros[\s\S]+\n\n\S+/);
  });

  it('shows the rules of a NumPy function, what is not taken, and where to read on', () => {
    const task = (line: string) =>
      `${HEADER}def f(a: NDArray[np.float64], n: int):\n    m = np.eye(n)\n    return ${line}\n`;
    checkHover(task('np.linalg.so|lve(m, m)'), 'np.linalg.solve(a, b): f64[n,n]');
    checkHover(
      task('np.linalg.so|lve(m, m)'),
      /\n\n[A-Z][^\n]+\.\n\n- Element type: .+\n- Shape: .+\n\nSee `docs\/numpy\.md`, Linear algebra\.$/,
    );
    checkHover(task('np.linalg.multi_d|ot([m, m])'), '- Not compiled: `out`');
    checkHover(task('m.su|m()'), /a\.sum\(axis=None.*\): f64\n[\s\S]*- Shape: /);
  });

  it('shows the signature of a task and whether it compiles', () => {
    checkHover(
      `${HEADER}def f|(a: int, b=2.5):\n    """Adds."""\n    return a + b\n`,
      'task f(a: int, b: float = 2.5)',
    );
    checkHover(`${HEADER}def f|(a: int):\n    return a + missing\n`, '- Line 7: Name `missing` is not defined');
  });

  it('shows nothing where nothing is known', () => {
    const { analysis } = load('x = 1\n');
    expect(hoverAt(analysis, { line: 0, column: 0 })).toBeUndefined();
  });
});

describe('inlay hints', () => {
  const hinted = (text: string): string => {
    const { parsed, analysis } = load(text);
    const lines = text.split('\n');
    const all = inlayHints(parsed, analysis, { startLine: 0, startColumn: 0, endLine: lines.length, endColumn: 0 });
    for (const { position, label } of [...all].reverse()) {
      const line = lines[position.line]!;
      lines[position.line] = line.slice(0, position.column) + label + line.slice(position.column);
    }
    return lines.join('\n').slice(HEADER.length);
  };

  it('stand behind a name where it gets a type, and where the type changes', () => {
    expect(
      hinted(
        `${HEADER}def f(a: NDArray[np.float64], n: int):\n    b = np.zeros((n, 3))\n    b = b * 2\n    b = b.sum(axis=0)\n    return b\n`,
      ),
    ).toBe(
      'def f(a: NDArray[np.float64], n: int):\n    b: f64[n,3] = np.zeros((n, 3))\n    b = b * 2\n    b: f64[3] = b.sum(axis=0)\n    return b\n',
    );
  });

  it('say nothing of what only the arguments of a run decide', () => {
    const body = 'def f(x):\n    y = x * 2\n    return y\n';
    expect(hinted(`${HEADER}${body}`)).toBe(body);
  });

  it('leave out what the value says itself', () => {
    expect(hinted(`${HEADER}def f(n=3):\n    k = 1\n    x, y = n / 2, k\n    return x + y\n`)).toBe(
      'def f(n=3):\n    k = 1\n    x: float, y: int = n / 2, k\n    return x + y\n',
    );
  });

  it('leave out what everybody knows: counters and generators', () => {
    const body =
      'def f(n=3):\n    rng = np.random.default_rng(1)\n    for i in range(n):\n        for j, x in enumerate(rng.normal(size=n)):\n            print(i, j, x)\n';
    expect(hinted(`${HEADER}${body}`)).toBe(body.replace('j, x', 'j, x: f64'));
  });

  it('know the type of a default that is computed, and give sizes without a name no numbers', () => {
    expect(
      hinted(
        `SCALE = 2 * np.pi\n${HEADER}def f(b=8 / 3, c=SCALE):\n    x, y = b, c\n    a = np.ones(9)\n    z = a[a > b]\n    return x + y, z\n`,
      ).slice('SCALE = 2 * np.pi\n'.length),
    ).toContain('x: float, y: float = b, c\n    a: f64[9] = np.ones(9)\n    z: f64[?] = a[a > b]\n');
  });
});

describe('lenses', () => {
  it('run a task, show its graph and open its last profile', () => {
    const { analysis } = load(`${HEADER}def f(a: int):\n    return a\n\n@weft.task\ndef g(a: int):\n    return a\n`);
    const runs = new Map([['g', { text: '1.2 ms on local', profile: '/p/g.weftprof' }]]);
    const lenses = lensesOf(analysis, 'file:///a.py', { target: 'cluster', runs });
    expect(
      lenses.map(({ range, title, command, arguments: args }) => [range.startLine, title, command, ...args]),
    ).toEqual([
      [4, '▶ Run on cluster', 'weft.runTask', 'file:///a.py', 'f'],
      [4, 'Graph', 'weft.showGraph', 'file:///a.py', 'f'],
      [8, '▶ Run on cluster', 'weft.runTask', 'file:///a.py', 'g'],
      [8, 'Graph', 'weft.showGraph', 'file:///a.py', 'g'],
      [8, '1.2 ms on local', 'weft.openProfile', '/p/g.weftprof'],
    ]);
  });
});

function checkMake(before: string, after: string): void {
  const { parsed } = load(before);
  expect(applyEdits(before, makeTaskEdits(parsed, 'f')!)).toBe(after);
}

describe('making a task', () => {
  it.each([
    ['def f():\n    pass\n', 'import weft\n\n@weft.task\ndef f():\n    pass\n'],
    [
      '#!/usr/bin/env python\n# coding: utf-8\n\ndef f(): pass\n',
      '#!/usr/bin/env python\n# coding: utf-8\nimport weft\n\n@weft.task\ndef f(): pass\n',
    ],
    ['"""Doc."""\n\ndef f(): pass\n', '"""Doc."""\n\nimport weft\n\n@weft.task\ndef f(): pass\n'],
    [
      'import numpy as np\nfrom x import (\n    a,\n)\n\ndef f(): pass\n',
      'import numpy as np\nfrom x import (\n    a,\n)\nimport weft\n\n@weft.task\ndef f(): pass\n',
    ],
    [
      'from __future__ import annotations\ndef f(): pass\n',
      'from __future__ import annotations\nimport weft\n@weft.task\ndef f(): pass\n',
    ],
    ['import weft as w\ndef f(): pass\n', 'import weft as w\n@w.task\ndef f(): pass\n'],
    ['from weft import task\n@other\ndef f(): pass\n', 'from weft import task\n@task\n@other\ndef f(): pass\n'],
    ['weft = 1\ndef f(): pass\n', 'import weft as _weft\n\nweft = 1\n@_weft.task\ndef f(): pass\n'],
    ['import numpy\r\n\r\ndef f(): pass\r\n', 'import numpy\r\nimport weft\r\n\r\n@weft.task\r\ndef f(): pass\r\n'],
  ])('%j', checkMake);

  it('is offered once', () => {
    expect(makeTaskEdits(load('import weft\n@weft.task\ndef f(): pass\n').parsed, 'f')).toBeUndefined();
    expect(makeTaskEdits(load('x = 1\n').parsed, 'f')).toBeUndefined();
  });
});

describe('removing a task', () => {
  it.each([
    ['def f():\n    pass\n'],
    ['"""Doc."""\n\ndef f(): pass\n'],
    ['import numpy as np\n\ndef f(): pass\n'],
    ['# coding: utf-8\n\ndef f(): pass\n'],
  ])('is the inverse of making one in %j', (before) => {
    const made = applyEdits(before, makeTaskEdits(load(before).parsed, 'f')!);
    expect(applyEdits(made, removeTaskEdits(load(made).parsed, 'f')!)).toBe(before);
  });

  it('keeps an import that something else uses', () => {
    const before = 'import weft\n\n@weft.task(\n    threads=2,\n)\ndef f(): pass\n\n@weft.task\ndef g(): pass\n';
    expect(applyEdits(before, removeTaskEdits(load(before).parsed, 'f')!)).toBe(
      'import weft\n\ndef f(): pass\n\n@weft.task\ndef g(): pass\n',
    );
  });
});

function checkFix(before: string, after: string): void {
  const { parsed, analysis } = load(before);
  const fixes = analysis.diagnostics.flatMap((diagnostic) => quickFixes(parsed, diagnostic));
  expect(fixes).toHaveLength(1);
  expect(applyEdits(before, fixes[0]!.edits)).toBe(after);
}

/** A task that does what the text says; its parameter is an array. */
function task(body: string): string {
  return `import numpy as np\nimport weft\n\n\n@weft.task\ndef f(a: 'f64[n]'):\n${body}`;
}

describe('quick fixes', () => {
  it.each([
    ['x = a <> b\n', 'x = a != b\n'],
    ['x = 10L\n', 'x = 10\n'],
    ['x = 0123\n', 'x = 123\n'],
    ['x = 1_\n', 'x = 1\n'],
    [`${HEADER.trimEnd()}(cores=2, threads=4)\ndef f(): pass\n`, `${HEADER.trimEnd()}(threads=4)\ndef f(): pass\n`],
    [`${HEADER.trimEnd()}(threads=4, cores=2)\ndef f(): pass\n`, `${HEADER.trimEnd()}(threads=4)\ndef f(): pass\n`],
    ['def f(a):\n    print a, 1\n', 'def f(a):\n    print(a, 1)\n'],
    [task('    return np.product(a)\n'), task('    return np.prod(a)\n')],
    [task('    return a.astype(np.float)\n'), task('    return a.astype(float)\n')],
    [task('    return np.NINF * a\n'), task('    return -np.inf * a\n')],
    [task('    return np.random.default_rng().normal()\n'), task('    return np.random.default_rng(0).normal()\n')],
    [
      task('    x = 0\n    if x is not 1:\n        x = 2\n    return x\n'),
      task('    x = 0\n    if x != 1:\n        x = 2\n    return x\n'),
    ],
    [task('    return sum(i for i in xrange(3))\n'), task('    return sum(i for i in range(3))\n')],
    [task('    return math.pi\n'), `import math\n${task('    return math.pi\n')}`],
    [`${HEADER}@np.vectorize\ndef f(): pass\n`, `${HEADER}def f(): pass\n`],
  ])('%j', (before, after) => checkFix(before, after));
});

describe('code actions', () => {
  const titles = (text: string, line: number): string[] => {
    const { parsed, analysis } = load(text);
    const range = { startLine: line, startColumn: 4, endLine: line, endColumn: 4 };
    const describeFunction = (name: string) => analyse(parsed, { file: 'a.py', entry: name }).tasks[0];
    return codeActions(parsed, analysis, range, describeFunction).map((action) => action.title);
  };

  it('offer the task of a function, and say beforehand that it would not compile', () => {
    expect(titles('def f(a):\n    return a\n', 0)).toEqual(['Make this function a Weft task']);
    expect(titles('def f(a):\n    return a + missing\n', 0)).toEqual([
      'Make this function a Weft task (would not compile: line 2, WEFT140)',
    ]);
    expect(titles('import weft\n@weft.task\ndef f(a):\n    return a\n', 1)).toEqual(['Remove Weft task']);
    expect(titles('def f(a):\n    return a\n', 1)).toEqual([]);
  });
});
