// SPDX-License-Identifier: Apache-2.0
// Every program of examples/ with `weft verify`: the same results under CPython and under Weft.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Resources } from '../harness/resources';
import { WeftHome } from '../harness/weft';

const FOLDER = path.resolve(__dirname, '..', '..', 'examples');
const programs = readdirSync(FOLDER).filter((name) => name.endsWith('.py'));
/** Iterations that stop at a tolerance, and long sums, differ by their rounding. */
const TOLERANCE = '1e-8';
/** In float32. */
const SINGLE = new Set(['convolution.py']);
/** Smaller than what the examples do by themselves, where that takes NumPy long. */
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  'heat.py': ['n=200', 'sweeps=50'],
  'kmeans.py': ['n=20000'],
  'mandelbrot.py': ['size=200'],
  'spmv.py': ['n=2000'],
  'nbody.py': ['n=40', 'steps=20'],
  'shallow_water.py': ['steps=60'],
  'wave.py': ['steps=100'],
  'thomas.py': ['n=500', 'steps=40'],
  'edit_distance.py': ['length=150'],
};

const resources = new Resources();
let home: WeftHome;

beforeAll(() => {
  home = new WeftHome(resources);
});
afterAll(() => resources.release());

describe('examples', () => {
  it('are many', () => expect(programs.length).toBeGreaterThanOrEqual(25));

  it.each(programs)('%s gives what CPython gives', async (name) => {
    const file = path.join(FOLDER, name);
    const task = /@weft\.task\ndef (\w+)/.exec(readFileSync(file, 'utf8'))![1]!;
    const args = (ARGUMENTS[name] ?? []).flatMap((argument) => ['--arg', argument]);
    const tolerance = SINGLE.has(name) ? [] : ['--tolerance', TOLERANCE];
    const end = await home.run(['verify', `${file}:${task}`, ...tolerance, ...args]);
    expect(end.status, end.stdout + end.stderr).toBe(0);
  });
});
