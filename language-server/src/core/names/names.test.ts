// SPDX-License-Identifier: Apache-2.0
// What names mean: constants, imports, tasks and their options, locals, reachable functions, recursion.

import { beforeAll, describe, expect, it } from 'vitest';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { PythonParser } from '../syntax/parser';
import { buildFunctionScope, checkFunctionNames, reachableFunctions } from './function-scope';
import { buildModuleScope, type ModuleScope, qualifiedName } from './module-scope';

let parser: PythonParser;
beforeAll(async () => {
  parser = await PythonParser.create();
});

function scopeOf(text: string): ModuleScope {
  const parsed = parser.parse(text);
  parsed.dispose();
  expect(parsed.diagnostics).toEqual([]);
  return buildModuleScope(parsed.module);
}

function problemsOf(scope: ModuleScope, entry: string): string[] {
  const { functions } = reachableFunctions(scope, scope.functions.get(entry)!);
  const found: Diagnostic[] = [...functions.flatMap((item) => checkFunctionNames(scope, item))];
  return found.map((item) => `${item.range.startLine}:${item.range.startColumn} ${item.code}`).sort();
}

describe('module constants', () => {
  const problem = (text: string): string | undefined => scopeOf(text).constants.get('A')?.problem;

  it.each([
    ['A = 1\n', undefined],
    ['A: int = 1\n', undefined],
    ['A, B = 1, 2\n', undefined],
    ['A: int\n', undefined],
    ['A = 1\nif __name__ == "__main__":\n    A = 2\n', undefined],
    ['A = 1\nA = 2\n', 'it is assigned more than once'],
    ['A = 1\nA += 2\n', undefined],
    ['for A in range(3):\n    pass\n', undefined],
    ['for A in range(3):\n    print(A)\n', 'it is assigned inside a condition or a loop'],
    ['if x:\n    A = 1\n', 'it is assigned inside a condition or a loop'],
    ['try:\n    A = 1\nexcept E:\n    A = 2\n', 'it is assigned inside a condition or a loop'],
    ['A = 1\nwith x as A:\n    pass\n', 'it is assigned more than once'],
    ['A = []\nA[0] = 2\n', undefined],
    ['A = []\nA[0] = f()\n', 'the module changes its elements'],
    ['A = []\nA.append(2)\n', undefined],
    ['A = [[]]\nfor r in A:\n    r.append(input())\n', 'the module changes its elements'],
    ['A = 1\ndef f():\n    global A\n    A = 2\n', 'function `f` assigns it'],
    ['A = []\ndef f():\n    A[0] = 2\n', 'function `f` changes it'],
    ['A = []\ndef f(A):\n    A[0] = 2\n', undefined],
    ['A = []\ndef f(b):\n    np.add(b, 1, out=A)\n', 'function `f` changes it'],
    ['from x import A\nA = 1\n', 'an import binds the same name'],
    ['A = 1\nclass C:\n    def f(self):\n        global A\n', 'function `f` assigns it'],
  ])('%j', (text, expected) => {
    expect(problem(text)).toBe(expected);
  });

  it('take the value that a tuple assignment gives', () => {
    expect(scopeOf('A, B = 1, 2\n').constants.get('B')?.value).toMatchObject({ kind: 'Int', value: 2n });
  });
});

describe('imports', () => {
  it.each([
    ['import numpy as np', 'np.sqrt', 'numpy', 'sqrt'],
    ['import numpy', 'numpy.linalg.norm', 'numpy.linalg', 'norm'],
    ['from numpy import linalg as la', 'la.norm', 'numpy.linalg', 'norm'],
    ['from numpy import sqrt as root', 'root', 'numpy', 'sqrt'],
    ['import numpy.typing as npt', 'npt.NDArray', 'numpy.typing', 'NDArray'],
    ['import numpy.typing', 'numpy.typing.NDArray', 'numpy.typing', 'NDArray'],
    ['if TYPE_CHECKING:\n    from numpy.typing import NDArray', 'NDArray', 'numpy.typing', 'NDArray'],
  ])('%s makes %s a name of %s', (statement, text, module, name) => {
    const parsed = parser.parse(`${statement}\nx = ${text}\n`);
    const last = parsed.module.statements[parsed.module.statements.length - 1]!;
    parsed.dispose();
    const value = last.kind === 'Assign' ? last.value : undefined;
    expect(qualifiedName(buildModuleScope(parsed.module), value!)).toEqual({ module, name });
  });
});

describe('tasks', () => {
  const tasks = (text: string): unknown[] =>
    scopeOf(text).tasks.map(({ fn, options, diagnostics }) => [fn.name, options, diagnostics.map((item) => item.code)]);

  it.each([
    ['import weft\n@weft.task\ndef f(): pass\n', [['f', {}, []]]],
    ['import weft as w\n@w.task()\ndef f(): pass\n', [['f', {}, []]]],
    [
      'from weft import task as t\n@t(threads=8, precision="fast")\ndef f(): pass\n',
      [['f', { threads: 8, precision: 'fast' }, []]],
    ],
    [
      'import weft\n@weft.task(threads=0, precision="x", cores=1)\ndef f(): pass\n',
      [['f', {}, ['WEFT144', 'WEFT144', 'WEFT143']]],
    ],
    ['import weft\n@weft.task(4)\ndef f(): pass\n', [['f', {}, ['WEFT144']]]],
    ['@weft.task\ndef f(): pass\n', []],
    ['import other as weft\n@weft.task\ndef f(): pass\n', []],
    ['import weft\nweft = 1\n@weft.task\ndef f(): pass\n', []],
  ])('%j', (text, expected) => {
    expect(tasks(text)).toEqual(expected);
  });
});

describe('functions', () => {
  it('know their locals as CPython does', () => {
    const fn = scopeOf(
      'def f(a, *b, c=1, **d):\n    e = a\n    for g, (h, *i) in a: pass\n    j[0] = k\n    l: int\n    m += 1\n    with n as o: pass\n    import p.q\n    global r\n    r = 1\n    del s\n',
    ).functions.get('f')!;
    const { locals, reads } = buildFunctionScope(fn);
    expect([...locals].sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'g', 'h', 'i', 'l', 'm', 'o', 's']);
    expect([...reads.keys()].sort()).toEqual(['j', 'k']);
  });

  it('reach helpers once, also through cycles of calls', () => {
    const scope = scopeOf(
      'def f():\n    g()\n    h()\ndef g():\n    h()\n    unknown()\ndef h():\n    return g()\ndef other():\n    f()\n',
    );
    const { functions } = reachableFunctions(scope, scope.functions.get('f')!);
    expect(functions.map((item) => item.fn.name)).toEqual(['f', 'g', 'h']);
  });

  it.each([
    ['import random\ndef f():\n    return random.random()\n', ['2:11 WEFT146']],
    ['from numpy import *\ndef f():\n    return sqrt(2) + len(1)\n', ['2:11 WEFT148', '2:21 WEFT148']],
    ['def f():\n    return undefined + range(3)\n', ['1:11 WEFT140']],
    ['import functools\n@functools.wraps\ndef f(*a, **b): pass\n', ['1:1 WEFT145']],
    ['def g(): pass\ndef g(): pass\ndef f():\n    g()\n', ['1:4 WEFT147']],
    ['g = 1\ndef g(): pass\ndef f():\n    g()\n', ['1:4 WEFT147']],
    ['A = 1\nA = 2\ndef f():\n    return A\n', ['3:11 WEFT141']],
    ['async def f(): pass\n', ['0:10 WEFT130']],
  ])('%j', (text, expected) => {
    expect(problemsOf(scopeOf(text), 'f')).toEqual(expected.sort());
  });
});
