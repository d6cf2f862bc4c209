// SPDX-License-Identifier: Apache-2.0
// Writes whose meaning depends on the memory order that NumPy gives an array: refused where it is not certain, free otherwise.

import { describe, expect, it } from 'vitest';
import { buildModuleScope } from '../../names/module-scope';
import { PythonParser } from '../../syntax/parser';
import { lowerProgram, type ParameterType } from '../lower';

const parser = await PythonParser.create();
const matrix: ParameterType = { kind: 'array', dtype: 'f64', rank: 2 };

/** The codes of a task `f(x, k)` with these lines; other functions may stand before it. */
function codesOf(
  body: readonly string[],
  before = '',
  x = matrix,
  files: ReadonlyMap<string, ParameterType> = new Map(),
): string[] {
  const lines = body.map((line) => `    ${line}\n`).join('');
  const scope = buildModuleScope(parser.parse(`import numpy as np\n${before}def f(x, k):\n${lines}`).module);
  const signature = {
    parameters: new Map<string, ParameterType>([
      ['x', x],
      ['k', { kind: 'int' }],
    ]),
    files,
  };
  const program = lowerProgram(scope, 'f', signature, { file: 'case.py', precision: 'strict' });
  return program.diagnostics.map((each) => each.code);
}

const REFUSED: Readonly<Record<string, readonly string[]>> = {
  'a write through the ravel': ['b = x.T + 1', 'v = b.ravel()', 'v[0] = 5.0', 'return b'],
  'a write through the reshape': ['b = x.T + 1', 'v = b.reshape(-1)', 'v += 1', 'return b'],
  'a write to the array': ['b = x.T + 1', 'v = b.ravel()', 'b[0, 0] = 5.0', 'return v'],
  'a write through a view of it': ['b = x.T + 1', 'w = b[1:]', 'v = b.ravel()', 'w[:] = 0.0', 'return v'],
  'chosen columns': ['b = x[:, [0, 1]]', 'v = b.ravel()', 'v[0] = 5.0', 'return b'],
  'order F': ["b = np.zeros((3, 4), order='F')", 'v = b.ravel()', 'v[0] = 5.0', 'return b'],
  'like a transposed array': ['b = np.zeros_like(x.T)', 'v = b.ravel()', 'v[0] = 5.0', 'return b'],
  'np.copy': ['b = np.copy(x.T)', 'v = b.ravel()', 'v[0] = 5.0', 'return b'],
  'one of two paths': ['b = x + 1', 'if k > 0:', '    b = x.T + 1', 'v = b.ravel()', 'v[0] = 5.0', 'return b'],
  'the end of a loop': ['b = x + 1', 'for i in range(k):', '    b.ravel()[0] = i', '    b = b.T + 1', 'return b'],
  'read in the next turn': [
    'b = x.T + 1',
    'v = b.ravel()',
    't = 0.0',
    'for i in range(k):',
    '    t += v[0]',
    '    b[0, 0] = i',
    'return t',
  ],
  'names of one path': [
    'b = x',
    'v = x[0]',
    'if k > 0:',
    '    b = x.T + 1',
    '    v = b.ravel()',
    'b[0, 0] = 1.0',
    'return v',
  ],
  'names first bound in a loop': [
    't = 0.0',
    'for i in range(k):',
    '    if i > 0:',
    '        b[0, 0] = 1.0',
    '        t += v[0]',
    '    b = x.T + i',
    '    v = b.ravel()',
    'return t',
  ],
  'a tuple': ['b = x.T + 1', 'p = (b.ravel(), 1)', 'b[0, 0] = 5.0', 'return p[0]'],
  'sorted columns': ['b = np.sort(x.T, axis=0)', 'v = b.ravel()', 'v[0] = 1.0', 'return b'],
  'a reduction': ['y = x.T[:, :, None] * np.ones(2)', 'b = y.sum(axis=2)', 'v = b.ravel()', 'v[0] = 1.0', 'return b'],
  'a transform': ['b = np.fft.fft(x, axis=0)', 'v = b.ravel()', 'v[0] = 1.0', 'return b'],
  'a list that grows': ['vs = []', 'b = x.T + 1', 'vs.append(b.ravel())', 'b[0, 0] = 5.0', 'return vs'],
  'through an item of such a list': [
    'vs = []',
    'b = x.T + 1',
    'vs.append(b.ravel())',
    'vs[0][0] = 5.0',
    'return b, len(vs)',
  ],
  'a list that grows in a loop': [
    'vs = []',
    'b = x.T + 1',
    'for i in range(k):',
    '    b[0, 0] = i',
    '    vs.append(b.ravel())',
    'return vs',
  ],
  'items of such a list in a loop': [
    'vs = []',
    'b = x.T + 1',
    'for i in range(k):',
    '    vs.append(b.ravel())',
    'for v in vs:',
    '    v += 1',
    'return b',
  ],
  'an item that is replaced': [
    'vs = [np.zeros(4) for _ in range(k)]',
    'b = x.T + 1',
    'vs[0] = b.ravel()',
    'b[0, 0] = 5.0',
    'return vs',
  ],
  'a comprehension': ['b = x.T + 1', 'vs = [b.ravel() for _ in range(k)]', 'b[0, 0] = 5.0', 'return vs'],
  'a tuple in a list': [
    'vs = []',
    'b = x.T + 1',
    'for i in range(k):',
    '    vs.append((i, b.ravel()))',
    'b[0, 0] = 5.0',
    'return vs',
  ],
  'a dictionary of the run': [
    'd = {}',
    'b = x.T + 1',
    'for i in range(k):',
    '    d[i] = b.ravel()',
    'b[0, 0] = 5.0',
    'return d',
  ],
  'an entry of such a dictionary': [
    'd = {}',
    'b = x.T + 1',
    'for i in range(k):',
    '    d[i] = b.ravel()',
    'd[0][0] = 5.0',
    'return b',
  ],
  'ufunc.at': ['b = x.T + 1', 'v = b.ravel()', 'np.add.at(v, [0], 1.0)', 'return b'],
};

const FREE: Readonly<Record<string, readonly string[]>> = {
  'C order': ['b = x + 1', 'v = b.ravel()', 'v[0] = 5.0', 'b[1, 1] = 2.0', 'return b, v'],
  'a view of the argument': ['v = x.T.ravel()', 'v[0] = 5.0', 'return v'],
  'a sum of C order': ['b = x.sum(axis=0, keepdims=True)', 'v = b.ravel()', 'v[0] = 1.0', 'return b'],
  'sorted C order': ['b = np.sort(x, axis=0)', 'v = b.ravel()', 'v[0] = 1.0', 'return b'],
  'joined C order': ['b = np.concatenate([x, x], axis=1)', 'v = b.ravel()', 'v[0] = 1.0', 'return b'],
  'a running sum': ['b = np.cumsum(x, axis=0)', 'v = b.ravel()', 'v[0] = 1.0', 'return b'],
  'an outer product': ['b = x[:, 0][:, None] * x[0]', 'v = b.ravel()', 'v[0] = 1.0', 'return b'],
  'an inverse': ['b = np.linalg.inv(x.T)', 'v = b.ravel()', 'v[0] = 1.0', 'return b'],
  'a grid': ['b, c = np.meshgrid(x[0], x[1])', 'v = b.ravel()', 'v[0] = 1.0', 'return b'],
  'stacked columns': ['b = np.stack([x[0], x[1]], axis=1)', 'v = b.ravel()', 'v[0] = 1.0', 'return b'],
  'columns beside each other': ['b = np.column_stack([x[0], x[1]])', 'v = b.ravel()', 'v[0] = 1.0', 'return b'],
  rolled: ['b = np.roll(x, 1, axis=1)', 'v = b.ravel()', 'v[0] = 1.0', 'return b'],
  gradient: ['b = np.gradient(x, axis=0)', 'v = b.ravel()', 'v[0] = 1.0', 'return b'],
  reading: ['b = x.T + 1', 'v = b.ravel()', 'return v.sum() + v[0]'],
  'no name': ['v = (x.T + 1).reshape(-1)', 'v[0] = 5.0', 'return v'],
  'not read again': ['b = x.T + 1', 'v = b.ravel()', 't = v.sum()', 'b[0, 0] = 5.0', 'return t'],
  'a reshape in an expression': ['b = x.T + 1', 't = b.ravel().sum()', 'b[0, 0] = t', 'return b'],
  'another array': ['b = x.T + 1', 'c = x.T + 2', 'v = b.ravel()', 'c[0, 0] = 1.0', 'return c, v'],
  'a copy': ['b = (x.T + 1).copy()', 'v = b.ravel()', 'v[0] = 5.0', 'return b'],
  'a copy of it': ['b = x.T + 1', 'v = b.copy().ravel()', 'v[0] = 5.0', 'return b, v'],
  'chosen rows': ['b = x[[0, 1]]', 'v = b.ravel()', 'v[0] = 5.0', 'return b'],
  'a product': ['b = x.T @ x', 'v = b.ravel()', 'v[0] = 5.0', 'return b'],
  vectors: ['b = x.T[0] + 1', 'v = b.reshape(1, -1)', 'v[0, 0] = 5.0', 'return b'],
  'a list of copies': ['vs = []', 'b = x.T + 1', 'vs.append(b.copy().ravel())', 'b[0, 0] = 5.0', 'return vs'],
  'a list that is only read': [
    'vs = []',
    'b = x.T + 1',
    'b[0, 0] = 5.0',
    'for i in range(k):',
    '    b = np.sin(b)',
    '    vs.append(b.ravel())',
    'return vs, b, vs[0].sum()',
  ],
  'another list': [
    'vs = []',
    'rows = [np.zeros(4) for _ in range(k)]',
    'b = x.T + 1',
    'vs.append(b.ravel())',
    'rows[0][1] = 1.0',
    'return vs, rows, b',
  ],
  'made anew in each turn': [
    't = 0.0',
    'for i in range(k):',
    '    b = x.T + i',
    '    b[0, 0] = 1.0',
    '    t += b.ravel()[0]',
    'return t',
  ],
};

describe('memory order', () => {
  for (const [name, body] of Object.entries(REFUSED))
    it(`refuses: ${name}`, () => expect(codesOf(body)).toEqual(['WEFT304']));
  for (const [name, body] of Object.entries(FREE)) it(`takes: ${name}`, () => expect(codesOf(body)).toEqual([]));

  it('knows arguments in Fortran order', () => {
    const fortran: ParameterType = { ...matrix, isFortran: true };
    expect(codesOf(['b = x + 1', 'v = b.ravel()', 'v[0] = 1.0', 'return b'], '', fortran)).toEqual(['WEFT304']);
    expect(codesOf(['v = x.ravel()', 'v[0] = 1.0', 'x[0, 0] = 2.0', 'return v'], '', fortran)).toEqual([]);
  });

  it('knows files in Fortran order', () => {
    const body = ["b = np.load('b.npy') + 1", 'v = b.ravel()', 'v[0] = 1.0', 'return b'];
    const files = (type: ParameterType) => new Map([['b.npy', type]]);
    expect(codesOf(body, '', matrix, files(matrix))).toEqual([]);
    expect(codesOf(body, '', matrix, files({ ...matrix, isFortran: true }))).toEqual(['WEFT304']);
  });

  it('follows arrays into lists and attributes of other functions', () => {
    const keep = 'def g(vs, b):\n    vs.append(b.ravel())\n\n';
    const begin = ['vs = [x[0]]', 'b = x.T + 1', 'g(vs, b)'];
    expect(codesOf([...begin, 'b[0, 0] = 1.0', 'return vs'], keep)).toEqual(['WEFT304']);
    expect(codesOf([...begin, 'vs[1][0] = 1.0', 'return b'], keep)).toEqual(['WEFT304']);
    expect(codesOf([...begin, 'return vs, b'], keep)).toEqual([]);
    const poke = 'def g(vs):\n    vs[0][0] = 1.0\n\n';
    const list = ['vs = []', 'b = x.T + 1', 'vs.append(b.ravel())'];
    expect(codesOf([...list, 'g(vs)', 'return b'], poke)).toContain('WEFT304');
    const change = 'def g(b):\n    b[0, 0] = 1.0\n\n';
    expect(codesOf([...list, 'g(b)', 'return vs'], change)).toContain('WEFT304');
    const cls =
      'class A:\n    def __init__(self, n):\n        self.v = np.zeros(n)\n    def set(self, b):\n        self.v = b.ravel()\n' +
      '    def poke(self):\n        self.v[0] = 1.0\n\n';
    const object = ['a = A(k)', 'b = x.T + 1'];
    expect(codesOf([...object, 'a.v = b.ravel()', 'b[0, 0] = 1.0', 'return a.v'], cls)).toContain('WEFT304');
    expect(codesOf([...object, 'a.set(b)', 'b[0, 0] = 1.0', 'return a.v'], cls)).toContain('WEFT304');
    expect(codesOf([...object, 'a.set(b)', 'a.poke()', 'return b'], cls)).toContain('WEFT304');
    expect(codesOf([...object, 'a.set(b)', 'return a.v.sum(), b'], cls.replace('self.v[0] = 1.0', 'pass'))).toEqual([]);
  });

  it('follows arrays into functions and out of them', () => {
    const change = 'def g(b):\n    b[0, 0] = 1.0\n\n';
    expect(codesOf(['b = x.T + 1', 'v = b.ravel()', 'g(b)', 'return v'], change)).toEqual(['WEFT304']);
    expect(codesOf(['b = x.T + 1', 'g(b)', 'v = b.ravel()', 'return v'], change)).toEqual([]);
    const flat = 'def g(b):\n    return b.ravel()\n\n';
    expect(codesOf(['b = x.T + 1', 'v = g(b)', 'v[0] = 1.0', 'return b'], flat)).toEqual(['WEFT304']);
    expect(codesOf(['b = x + 1', 'v = g(b)', 'v[0] = 1.0', 'return b'], flat)).toEqual([]);
  });
});
