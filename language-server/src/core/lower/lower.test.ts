// SPDX-License-Identifier: Apache-2.0
// What lowering tells the editor, how signatures and hints give types, and that it takes any text. What graphs mean is
// shown in test/golden, what is refused in test/errors.

import { describe, expect, it } from 'vitest';
import { printGraph } from '../graph/print';
import { buildModuleScope } from '../names/module-scope';
import { PythonParser } from '../syntax/parser';
import { type CallSignature, type LoweredProgram, lowerProgram, type ParameterType } from './lower';

const parser = await PythonParser.create();

function lower(
  text: string,
  parameters?: Record<string, ParameterType>,
  files?: CallSignature['files'],
  folder?: string,
): LoweredProgram {
  const scope = buildModuleScope(parser.parse(text).module);
  const entry = [...scope.functions.keys()].pop() ?? '';
  const signature = parameters && {
    parameters: new Map(Object.entries(parameters)),
    ...(files ? { files } : {}),
    ...(folder === undefined ? {} : { folder }),
  };
  return lowerProgram(scope, entry, signature, { file: 'case.py', precision: 'strict' });
}

/** The facts of one line, as `column name: type`. */
function factsAt(program: LoweredProgram, line: number): string[] {
  return program.facts
    .filter((fact) => fact.range.startLine === line)
    .map((fact) => `${fact.range.startColumn} ${fact.name ?? ''}: ${fact.type}`);
}

const matrix: ParameterType = { kind: 'array', dtype: 'f64', rank: 2 };

describe('facts for the editor', () => {
  const program = lower(
    'import numpy as np\ndef f(a, k):\n    n, d = a.shape\n    b = np.sqrt(a[:k])\n    return b.sum(axis=1)\n',
    {
      a: matrix,
      k: { kind: 'int' },
    },
  );

  it('gives the type of parameters, names and calls, with the names of sizes that the program uses', () => {
    expect(factsAt(program, 1)).toEqual(['6 a: f64[n,d]', '9 k: int']);
    expect(factsAt(program, 3)).toContain('4 b: f64[k,d]');
    expect(factsAt(program, 4)).toContain(
      '13 a.sum(axis=None, dtype=None, out=None, keepdims=False, initial=None, where=True): f64[k]',
    );
  });

  it('documents functions of the library', () => {
    expect(program.facts.find((fact) => fact.name?.startsWith('np.sqrt(x, '))?.doc).toMatch(/^Square root\./);
  });
});

describe('types of parameters', () => {
  it('come from hints and defaults without a signature', () => {
    const text =
      'from typing import Annotated\nimport numpy as np\nfrom numpy.typing import NDArray\n' +
      'def f(a: Annotated[NDArray[np.float32], "rows 3"], x: np.float64, k=2, flag=False):\n    return a * x + k\n';
    const { graph } = lower(text);
    expect(printGraph(graph!)).toContain(
      'func @f(%0 a: f32[rows,3], %1 x: f64, %2 k: int, %3 flag: bool) -> f64[rows,3] {',
    );
  });

  it('leave no graph and no complaint where nothing gives them', () => {
    const { graph, diagnostics } = lower('def f(a, b):\n    return a @ b + a.sum()\n');
    expect(graph).toBeUndefined();
    expect(diagnostics).toEqual([]);
  });

  it('take the default as a constant where a signature leaves a parameter out', () => {
    const { graph } = lower('def f(a, axis=1):\n    return a.sum(axis=axis)\n', { a: matrix });
    expect(printGraph(graph!)).toContain('func @f(%0 a: f64[n,m]) -> f64[n] {');
  });

  it('of files come with the signature', () => {
    const text = "import numpy as np\ndef f():\n    return np.load('a.npy').sum()\n";
    expect(lower(text, {}).loads).toEqual(['a.npy']);
    expect(lower(text, {}).diagnostics.map((item) => item.code)).toEqual(['WEFT303']);
    const { graph } = lower(text, {}, new Map([['a.npy', matrix]]));
    expect(printGraph(graph!)).toContain('%0 = load_npy path="a.npy" : f64[?1,?2]');
  });

  it('of files with relative names start at the folder of the call, but for files that the task writes', () => {
    const text = [
      'import numpy as np',
      'def f():',
      "    a = np.load('data/a.npy')",
      "    b = np.load('/b.npy')",
      "    np.savetxt('c.txt', a)",
      "    return a, b, np.loadtxt('c.txt', ndmin=2), np.fromfile('./d.bin')",
    ].join('\n');
    const files = new Map([
      ['/project/data/a.npy', matrix],
      ['/b.npy', matrix],
    ]);
    const { graph } = lower(text, {}, files, '/project');
    const printed = printGraph(graph!);
    for (const path of ['/project/data/a.npy', '/b.npy', '"c.txt"', '/project/d.bin']) expect(printed).toContain(path);
    expect(printed).not.toContain('/project/c.txt');
  });
});

describe('assignment', () => {
  it('of more axes than the target has is refused', () => {
    const vector: ParameterType = { kind: 'array', dtype: 'f64', rank: 1 };
    const { diagnostics } = lower('def f(a, b):\n    b[:] = a\n    return b\n', { a: matrix, b: vector });
    expect(diagnostics.map((item) => item.message)).toEqual([expect.stringContaining('more axes than the target')]);
  });
});

describe('any text', () => {
  it.each([
    '',
    'def f(:\n',
    'def f(a, a):\n    return a\n',
    'def f(*args, **kwargs):\n    return args[0](kwargs)\n',
    'def f(a):\n    a.b.c[d].e = yield\n',
    'def f(n):\n    return [i for i in n] + {1: 2}[f(n)]\n',
    'def f(n):\n    while True:\n        continue\n    else:\n        pass\n',
    'X = Y\nY = X\ndef f(n):\n    return X + n\n',
    'def g(x):\n    return f(x)\ndef f(n):\n    return g(n)\n',
    'def f(a):\n    for x, in a:\n        del x\n    return a[::0], a[...,...], a[()], a[a, a]\n',
  ])('gives a result: %j', (text) => {
    for (const type of [undefined, matrix, { kind: 'int' } as const]) {
      const parameters = type && { a: type, n: type };
      expect(() => lower(text, parameters)).not.toThrow();
    }
  });

  it('is analysed in time that does not explode with nesting', () => {
    const depth = 24;
    const choices = Array.from({ length: depth }, (_, i) => `n // ${i + 1} if n > ${i} else (`).join('');
    // Twice the work for each level would take hours, and the test's time limit ends it.
    const { graph } = lower(`def f(n: int):\n    return ${choices}0${')'.repeat(depth)}\n`);
    expect(graph).toBeDefined();
  });
});
