// SPDX-License-Identifier: Apache-2.0

import { describe, expect, it } from 'vitest';
import { partsOf } from './structure';

describe('values inside a result', () => {
  it.each([
    ['(..., (..., ...))', { 'return.0': 'return[0]', 'return.1.0': 'return[1][0]', 'return.1.1': 'return[1][1]' }],
    [
      "{'mean': ..., 'all of': [..., None], 3: ...}",
      { 'return.mean': "return['mean']", 'return.1.0': "return['all of'][0]", 'return.2': 'return[3]' },
    ],
    ['[*(..., ...)]', { 'return.0': 'return[i][0]', 'return.1': 'return[i][1]' }],
    ["{'a': [*{'x': ...}]}", { 'return.a.x': "return['a'][i]['x']" }],
    ["{'model': 'a, b: (c)', 'x': ...}", { 'return.x': "return['x']" }],
    ['(', {}],
  ])('%s', (structure, titles) => {
    expect(Object.fromEntries(partsOf(structure).titles)).toEqual(titles);
  });
});

describe('texts inside a result', () => {
  it.each([
    [
      "{'model': 'a, b: \\'c\\'', 'x': ..., 'left': [None, ...]}",
      [
        ["return['model']", "'a, b: \\'c\\''"],
        ["return['left'][0]", 'None'],
      ],
    ],
    ['(..., ...)', []],
    [undefined, []],
  ])('%s', (structure, constants) => {
    expect(partsOf(structure).constants.map(({ title, text }) => [title, text])).toEqual(constants);
  });
});
