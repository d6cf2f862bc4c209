// SPDX-License-Identifier: Apache-2.0
// Arguments that are put together, from the command line to the worker and back: each program is compared with CPython.

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Resources } from '../harness/resources';
import { WeftHome } from '../harness/weft';

const resources = new Resources();
let home: WeftHome;

beforeAll(() => {
  home = new WeftHome(resources);
  home.write('given.py', PROGRAM);
  home.write('given.json', '{"table": {"a": 1.5, "b": 2.5}, "keys": ["b", "b", "a"]}');
});
afterAll(() => resources.release());

const PROGRAM = `import numpy as np


def supports(x, params, nodes, shape=(2, 3)):
    fixed = []
    for node, kind in nodes:
        fixed.append(2 * node)
        if kind == "clamped":
            fixed.append(2 * node + 1)
    total = 0.0
    for key, value in params["loads"].items():
        total += key * value
    return x * params["k"], np.array(params["beta"]), np.array(fixed), total, np.ones(shape)


def nested(cfg):
    total = 0.0
    for row in cfg["rows"]:
        total += row["a"] * row["w"]
    if cfg["opt"] is None:
        total += 1
    if cfg["mode"] == "fast":
        total *= 2
    return total, cfg["z"] * 2, cfg["grid"]["n"], sorted(cfg["tags"]), 3 in cfg["s"]


def lists(mats, points):
    total = 0.0
    for i, w in points:
        total += i * w
    points = points + [(1, 1.0)]
    return sum(m.sum() for m in mats), total, len(points), points[-2][1]


def look(table, keys):
    return np.array([table[k] for k in keys]), max(table.values()), sorted(table)


def change(cfg):
    cfg["u"][0] = 7.0
    return cfg["u"].sum()


def defaults(x, window=None, weights=[0.25, 0.5, 0.25], conf={"tol": 1e-3, "it": 5}):
    lo, hi = (0.0, 1.0) if window is None else window
    return np.clip(x, lo, hi), weights + [1.0], conf["tol"] * conf["it"]
`;

const POINTS = `points=[${Array.from({ length: 100 }, (_, i) => `(${i}, ${i}.5)`).join()}]`;

describe('an argument', () => {
  it.each([
    [
      'supports',
      'x=[1.0, 2.0]',
      'params={"k": 0.3, "beta": [0.1, 0.2], "loads": {12: -2e4, 40: 3e4}}',
      'nodes=[(0, "pinned"), (48, "clamped")]',
      'shape=(3, 1)',
    ],
    [
      'nested',
      'cfg={"rows": [{"a": 1, "w": 0.5}, {"a": 2, "w": 1.5}], "opt": None, "mode": "fast", "z": 1+2j, "grid": {"n": 4}, "tags": ["b", "a"], "s": {1, 2, 3}}',
    ],
    ['lists', 'mats=[np.array([[1.0, 2.0]]), array([[3.0], [4.0]])]', 'points=[(1, 2.5), (3, 4.5)]'],
    ['look', 'table={"a": 1.5, "b": 2.5, "c": -3.0}', 'keys=["a", "c", "a"]'],
    ['look', 'table={(1, 2): 1.5, (0, 1): 2.5}', 'keys=[(1, 2)]'],
    ['change', 'cfg={"u": np.array([1.0, 2.0])}'],
    ['defaults', 'x=[-1.0, 2.0]'],
    ['defaults', 'x=[-1.0, 2.0]', 'window=(0.5, 1.5)', 'weights=[0.5, 1.5]', 'conf={"tol": 2.0, "it": 3}'],
  ])('of %s is what the same literal is in Python', async (name, ...args) => {
    const ended = await home.run(['verify', `given.py:${name}`, ...args.flatMap((arg) => ['--arg', arg])]);
    expect(ended.stdout).toMatch(/Weft and NumPy agree/);
    expect(ended.status).toBe(0);
  });

  it('comes from a JSON file', async () => {
    const ended = await home.run(['verify', 'given.py:look', '--args', 'given.json']);
    expect(ended).toMatchObject({ status: 0, stdout: expect.stringMatching(/agree/) });
  });

  it('of a long list of tuples is one list of the run', async () => {
    const ended = await home.run(['verify', 'given.py:lists', '--arg', 'mats=[np.array([1.0])]', '--arg', POINTS]);
    expect(ended.status).toBe(0);
  });

  it('that a run changed before it failed comes back', async () => {
    home.write(
      'boom.py',
      'def boom(u, places):\n    u[1] = 7.0\n    for p in places:\n        u[p] = 0.0\n    return u\n',
    );
    const ended = await home.json([
      'run',
      'boom.py:boom',
      '--arg',
      'u=[1.0, 2.0]',
      '--arg',
      'places=[0, 9]',
      '--out',
      'out',
    ]);
    expect(ended).toMatchObject({ status: 3, state: 'failed', results: [], mutated: [{ name: 'arg.u', shape: [2] }] });
    const { mutated } = ended as unknown as { mutated: { file: string }[] };
    const bytes = readFileSync(mutated[0]!.file);
    expect([bytes.readDoubleLE(bytes.length - 16), bytes.readDoubleLE(bytes.length - 8)]).toEqual([0, 7]);
  });

  it('that only Python sees changed is told', async () => {
    home.write('sees.py', 'def sees(cfg):\n    cfg["k"] = 2\n    return cfg["k"]\n');
    const ended = await home.run(['verify', 'sees.py:sees', '--arg', 'cfg={"k": 1}']);
    expect(ended).toMatchObject({ status: 3, stdout: expect.stringMatching(/only its arrays come back/) });
  });
});
