// SPDX-License-Identifier: Apache-2.0
// The language in a real VS Code: types behind names, what functions do, a rewrite by click, and what a run prints and returns.

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

const resources = new Resources();
let fixture: EditorFixture;
let workbench: Workbench;

beforeAll(async () => {
  fixture = await startEditor(resources);
  writeFileSync(path.join(fixture.workspace, 'modes.py'), MODES);
  writeFileSync(path.join(fixture.workspace, 'rewrite.py'), REWRITE);
});

afterEach(async (context) => {
  if (context.task.result?.state === 'fail')
    await workbench?.screenshot(`failed-${context.task.name.replace(/\W+/g, '-')}`);
  await workbench?.close();
});

afterAll(() => resources.release());

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
