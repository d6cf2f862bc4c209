// SPDX-License-Identifier: Apache-2.0
// What the results view makes of a task that returns more than arrays: dictionaries, texts, lists and None, by name.

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Resources } from '../../harness/resources';
import { CASE_MS, type EditorFixture, startEditor } from './fixture';
import type { Workbench } from './workbench';

/** A fit with its report: what a script of a scientist gives back. */
const FIT = `import numpy as np

import weft


@weft.task
def fit(n=40, degree=3):
    rng = np.random.default_rng(2)
    x = np.linspace(-1.0, 1.0, n)
    y = np.sin(3.0 * x) + 0.1 * rng.standard_normal(n)
    basis = np.vander(x, degree + 1)
    history = []
    for k in range(1, degree + 2):
        part = basis[:, -k:]
        weights = np.linalg.solve(part.T @ part, part.T @ y)
        error = float(np.sqrt(np.mean((part @ weights - y) ** 2)))
        history.append((k, error))
    best = None if error > 0.5 else degree
    return {
        "model": f"polynomial of degree {degree}",
        "weights": weights,
        "history": history,
        "residual": part @ weights - y,
        "covariance": np.linalg.inv(part.T @ part),
        "best": best,
        "steps": [weights[:k] for k in range(1, 3)],
    }
`;

const resources = new Resources();
let fixture: EditorFixture;
let workbench: Workbench | undefined;

beforeAll(async () => {
  fixture = await startEditor(resources);
  writeFileSync(path.join(fixture.workspace, 'fit.py'), FIT);
});

afterEach(async (context) => {
  if (context.task.result?.state === 'fail')
    await workbench?.screenshot(`failed-${context.task.name.replace(/\W+/g, '-')}`);
  await workbench?.close();
});

afterAll(() => resources.release());

describe('the results view', { timeout: CASE_MS, retry: 1 }, () => {
  it.each(['dark', 'light'])('shows every part of a dictionary under its name (%s)', async (theme) => {
    const undo = fixture.useTheme(theme === 'dark' ? 'Default Dark Modern' : 'Default Light Modern');
    try {
      workbench = await fixture.open('fit.py');
      await workbench.clickLens('▶ Run on node');
      const results = await workbench.webview('body[data-shown]');
      const card = (name: string) => results.locator('article', { has: results.locator('.name', { hasText: name }) });
      await results.locator('.constants .text', { hasText: 'polynomial of degree 3' }).waitFor();
      await card('weights').locator('.type', { hasText: 'f64[4]' }).waitFor();
      await card('best').locator('.scalar', { hasText: '3' }).waitFor();
      await workbench.command('View: Toggle Primary Side Bar Visibility');
      await workbench.leaveMouse();
      await workbench.screenshot(`results-structure-${theme}`);
      await results.locator('article').last().scrollIntoViewIfNeeded();
      await workbench.screenshot(`results-structure-end-${theme}`);
      expect(workbench.violations.filter((text) => /results/.test(text))).toEqual([]);
    } finally {
      undo();
    }
  });
});
