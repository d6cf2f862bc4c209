// SPDX-License-Identifier: Apache-2.0
// The language in a real VS Code: types behind names, what functions do, a rewrite by click, and what a run prints and returns.

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Resources } from '../../harness/resources';
import { CASE_MS, type EditorFixture, startEditor } from './fixture';
import { SLOW_MS, type Workbench } from './workbench';

/** Prints each step; returns complex numbers and a list. */
const MODES = `import numpy as np

import weft


@weft.task
def modes(n=24, steps=3):
    k = np.arange(n)
    stiff = 2.0 * np.eye(n) - np.eye(n, k=1) - np.eye(n, k=-1)
    field = np.linalg.solve(stiff, np.sin(k))
    residuals = []
    for step in range(steps):
        residuals.append(float(np.abs(stiff @ field).max()) / (step + 1))
        print(f"step {step}: residual {residuals[-1]:.3f}")
    waves = np.exp(2j * np.pi * np.outer(k, k) / n)
    return waves, residuals, field
`;

const REWRITE = `import numpy as np

import weft


@weft.task
def smooth(n=8):
    a = np.arange(n)
    return np.linspace(0.0, 1.0, n) @ np.asfarray(a)
`;

/** Reads files beside itself, and one that only the target of the tests has; the product cannot be. */
const loading = (remote: string): string => `import h5py
import numpy as np

import weft


@weft.task
def one():
    return 1


@weft.task
def centre():
    points = np.load("points.npy")
    mass = np.load("bodies.npz")["mass"]
    grid = h5py.File("field.h5")["run/grid"][:]
    x, y, z = points.T
    stored = np.load("${remote}")
    return np.eye(4) @ points, mass.sum(), grid, x + y + z, stored


@weft.task
def nothing():
    return np.load("absent.npy")
`;

const WRITE_FILES = `
import sys, numpy as np, h5py
folder = sys.argv[1]
points = np.random.default_rng(0).normal(size=(int(sys.argv[2]), 3))
np.save(folder + '/points.npy', points)
np.savez(folder + '/bodies.npz', mass=np.ones(100, dtype=np.float32))
with h5py.File(folder + '/field.h5', 'w') as file:
    file['run/grid'] = np.zeros((4, 5, 6), dtype=np.int32)
`;

function writeFiles(folder: string, rows: number): void {
  execFileSync('/usr/bin/python3', ['-c', WRITE_FILES, folder, String(rows)]);
}

const resources = new Resources();
let fixture: EditorFixture;
let workbench: Workbench;

beforeAll(async () => {
  fixture = await startEditor(resources);
  writeFileSync(path.join(fixture.workspace, 'modes.py'), MODES);
  writeFileSync(path.join(fixture.workspace, 'rewrite.py'), REWRITE);
  writeFiles(fixture.workspace, 100);
  execFileSync('/usr/bin/python3', ['-c', `import numpy as np; np.save(${JSON.stringify(remoteFile())}, np.zeros(7))`]);
  writeFileSync(path.join(fixture.workspace, 'loading.py'), loading(remoteFile()));
});

afterEach(async (context) => {
  if (context.task.result?.state === 'fail')
    await workbench?.screenshot(`failed-${context.task.name.replace(/\W+/g, '-')}`);
  await workbench?.close();
});

afterAll(() => resources.release());

/** What only an absolute name finds, on the local target and behind SSH. */
function remoteFile(): string {
  return path.join(fixture.folder, 'stored.npy');
}

/** The line as a reader sees it, with the hints in it. */
async function expectLine(editor: Workbench, start: string, text: string): Promise<void> {
  const line = editor.page.locator('.view-line', { hasText: start });
  const shown = async () => (await line.allInnerTexts()).map((each) => each.replaceAll('\u00a0', ' ')).join('\n');
  await expect.poll(shown, { timeout: SLOW_MS }).toContain(text);
}

async function open(file: string): Promise<Workbench> {
  workbench = await fixture.open(file);
  return workbench;
}

describe('the language in VS Code', { timeout: CASE_MS, retry: 1 }, () => {
  it('writes types behind names and tells the rules of a function', async () => {
    const editor = await open('modes.py');
    await editor.lens('▶ Run on node').first().waitFor({ timeout: SLOW_MS });
    const line = editor.page
      .locator('.view-line', { hasText: 'field = ' })
      .or(editor.page.locator('.view-line', { hasText: 'np.linalg.solve' }));
    await expect
      .poll(async () => (await line.first().innerText()).replaceAll('\u00a0', ' '), { timeout: SLOW_MS })
      .toContain('field: f64[n] =');
    await editor.screenshot('type-hints-dark');
    await editor.hover('np.linalg.solve', 'solve', 'Element type');
    await editor.screenshot('hover-rules-dark');
  });

  it('shows what a run prints, and its complex numbers and lists', async () => {
    const editor = await open('modes.py');
    await editor.clickLens('▶ Run on node');
    const results = await editor.webview('body[data-shown="3"]');
    await results.locator('.type', { hasText: 'c128[24,24]' }).waitFor({ timeout: SLOW_MS });
    await editor.page
      .locator('.part.panel .view-line', { hasText: /step.2:.residual/ })
      .first()
      .waitFor({ timeout: SLOW_MS });
    await results.locator('figcaption', { hasText: 'absolute value |z|' }).waitFor({ timeout: SLOW_MS });
    await editor.screenshot('printed-dark');
    await editor.command('View: Toggle Panel Visibility');
    await editor.command('View: Toggle Primary Side Bar Visibility');
    await editor.screenshot('complex-results-dark');
  });

  it('knows types and sizes of data files while typing', async () => {
    const editor = await open('loading.py');
    await editor.lens('▶ Run on').first().waitFor({ timeout: SLOW_MS });
    await editor.useTarget('local');
    await expectLine(editor, 'points.npy', 'points: f64[100,3] =');
    await expectLine(editor, 'bodies.npz', 'mass: f32[100] =');
    await expectLine(editor, 'field.h5', 'grid: i32[4,5,6] =');
    await expectLine(editor, 'points.T', 'x: f64[100], y: f64[100], z: f64[100] =');
    await expectLine(editor, 'stored.npy', 'stored: f64[7] =');
    await editor.page.locator('.squiggly-error').first().waitFor({ timeout: SLOW_MS });
    await editor.hover('np.eye', '@', 'f64[100,3]');
    await editor.screenshot('data-files-shapes-dark');
    await editor.hover('np.load("points', 'points', 'f64[100,3]');
    await editor.screenshot('data-files-dark');
    await editor.hover('absent.npy', 'absent', 'there is no such file');
    await editor.screenshot('data-files-absent-dark');
    await editor.leaveMouse();
    // Another program writes it anew.
    writeFiles(fixture.workspace, 4);
    await expectLine(editor, 'points.npy', 'points: f64[4,3] =');
    await editor.page.locator('.squiggly-error').waitFor({ state: 'detached', timeout: SLOW_MS });
  });

  it('asks a target behind SSH for data files once it is connected', async () => {
    const restore = fixture.useTheme('Light Modern');
    try {
      writeFiles(fixture.workspace, 100);
      const editor = await open('loading.py');
      await editor.lens('▶ Run on').first().waitFor({ timeout: SLOW_MS });
      await editor.useTarget('node');
      await editor.lens('▶ Run on node').first().waitFor({ timeout: SLOW_MS });
      // Nothing connects by itself.
      await expectLine(editor, 'stored.npy', 'stored = np.load');
      expect(await editor.page.locator('.squiggly-error').count()).toBe(0);
      await editor.clickLens('▶ Run on node');
      await editor.webview('body[data-shown="1"]');
      await expectLine(editor, 'stored.npy', 'stored: f64[7] =');
      await editor.hover('points.npy', 'points.npy', 'give the whole path');
      await editor.screenshot('data-files-node-light');
    } finally {
      restore();
    }
  });

  it('says in a hover what to write instead, in the light theme', async () => {
    const restore = fixture.useTheme('Light Modern');
    try {
      const editor = await open('rewrite.py');
      await editor.page.locator('.squiggly-error').first().waitFor({ timeout: SLOW_MS });
      await editor.hover('asfarray', 'asfarray', 'WEFT');
      await editor.screenshot('rewrite-light');
    } finally {
      restore();
    }
  });
});
