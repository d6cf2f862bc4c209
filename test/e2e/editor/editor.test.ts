// SPDX-License-Identifier: Apache-2.0
// The packed extension in a real VS Code: what a user sees and clicks, from the lens to the profile, over a real sshd.

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { encodeNpy } from '../../../extension/src/cluster/npy';
import { installVscodeServer } from '../../../scripts/install-vscode-server.mjs';
import { startVscodeServer } from '../../../scripts/lib/vscode-server.mjs';
import { Resources } from '../../harness/resources';
import { encodeProfile, heatProfile } from '../../profiles/make';
import { CASE_MS, type EditorFixture, startEditor, vsix } from './fixture';
import { canvasContent, SLOW_MS, Workbench } from './workbench';

/** A program that cannot compile: `try` stands in line 8, from column 5. */
const REFUSED = `import numpy as np

import weft


@weft.task
def moments(x):
    try:
        return x.mean() / x.std()
    except ZeroDivisionError:
        return 0.0


def plain(x):
    return np.sqrt(x) + 1.0
`;

/** Raises at its last line when \`n\` is not 3. */
const RAISES = `import numpy as np

import weft


@weft.task
def clash(n):
    a = np.ones(3)
    b = np.ones(n)
    return a + b
`;

/** Its result's type is that of a file that only the target has. */
const loads = (file: string): string => `import numpy as np

import weft


@weft.task
def halve():
    return np.load("${file}") / 2
`;

const resources = new Resources();
let fixture: EditorFixture;
let workbench: Workbench;

beforeAll(async () => {
  fixture = await startEditor(resources);
  const { workspace, folder } = fixture;
  writeFileSync(path.join(workspace, 'refused.py'), REFUSED);
  writeFileSync(path.join(workspace, 'raises.py'), RAISES);
  writeFileSync(path.join(folder, 'stored.npy'), encodeNpy({ dtype: 'f64', shape: [3], values: [1, 2, 4] }));
  writeFileSync(path.join(workspace, 'loads.py'), loads(path.join(folder, 'stored.npy')));
  writeFileSync(path.join(workspace, 'stored.weftprof'), encodeProfile(heatProfile({ sweeps: 40 })));
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

/** What decorations write after lines: it is no text of the page, only content that its style generates. */
function notesAfterLines(editor: Workbench): Promise<string[]> {
  return editor.page.locator('.view-lines [class*="ced-"]').evaluateAll((elements) =>
    elements.map((element) =>
      getComputedStyle(element, '::after')
        .content.replace(/^"|"$/g, '')
        .replace(/\u00a0/g, ' '),
    ),
  );
}

/** The profile viewer has painted its timeline and its charts. */
async function expectDrawing(editor: Workbench): Promise<void> {
  const viewer = await editor.webview('canvas:not(.picture):not(.bar):not(.curve)');
  const colours = async () => {
    const canvases = await viewer.locator('canvas').all();
    const contents = await Promise.all(canvases.map((canvas) => canvasContent(canvas)));
    return Math.max(0, ...contents.map((content) => content.colours));
  };
  await expect.poll(colours, { timeout: SLOW_MS }).toBeGreaterThan(3);
}

describe('the extension in VS Code', { timeout: CASE_MS, retry: 1 }, () => {
  it('runs a task over SSH from its lens and shows results, profile and heat', async () => {
    const editor = await open('heat.py');
    await editor.lens('▶ Run on node').first().waitFor({ timeout: SLOW_MS });
    await editor.lens('Graph').first().waitFor();

    await editor.command('Weft: Run Task with New Arguments…');
    await editor.quickInput.locator('.monaco-list-row', { hasText: 'sweeps' }).click({ timeout: SLOW_MS });
    await editor.answer('heat: sweeps', '200');
    await editor.quickInput
      .locator('.monaco-list-row', { hasText: 'n' })
      .filter({ hasText: '1024' })
      .click({ timeout: SLOW_MS });
    await editor.answer('heat: n', '1024');
    await editor.quickInput
      .locator('.monaco-list-row', { hasText: 'n=1024, sweeps=200' })
      .waitFor({ timeout: SLOW_MS });
    await editor.screenshot('arguments-dark');
    await editor.quickInput.locator('.monaco-list-row', { hasText: 'Run' }).first().click({ timeout: SLOW_MS });

    const results = await editor.webview('body[data-shown="1"]');
    await results.locator('.type', { hasText: 'f64[1024,1024]' }).waitFor();
    await results.locator('.numbers', { hasText: 'max 100.0' }).waitFor();
    const picture = await canvasContent(results.locator('canvas.picture'));
    // One pixel is the mean of three by three values.
    expect(picture.painted).toBe(342 * 342);
    expect(picture.colours).toBeGreaterThan(50);

    await expect
      .poll(() => notesAfterLines(editor), { timeout: SLOW_MS })
      .toContainEqual(expect.stringMatching(/^\d+(\.\d)? % · .* (µs|ms|s)$/));
    await editor
      .lens(/last run/)
      .first()
      .waitFor({ timeout: SLOW_MS });
    await editor.screenshot('run-dark');
    await editor.hover('0.25', '0.25', /of the run time.*tasks divide/s);
    await editor.screenshot('heat-hover-dark');
    await editor.leaveMouse();

    await editor.tab('heat.weftprof').click();
    await expectDrawing(editor);
    await editor.command('View: Toggle Primary Side Bar Visibility');
    await expectDrawing(editor);
    await editor.leaveMouse();
    await editor.screenshot('run-profile-dark');
    await editor.picture('editor-dark');
    expect(editor.violations.filter((text) => /viewer|results/.test(text))).toEqual([]);

    expect(fixture.sshd.logText()).toMatch(/Accepted publickey/);
    expect(fixture.sshd.logText().match(/Accepted publickey/g)?.length).toBe(1);
  });

  it('asks for arguments without defaults, remembers them, and refuses what is no literal', async () => {
    const editor = await open('mandelbrot.py');
    await editor.clickLens('▶ Run on node');
    const input = editor.quickInput.locator('input.input');
    await editor.quickInput
      .locator('.quick-input-title', { hasText: 'mandelbrot: size' })
      .waitFor({ timeout: SLOW_MS });
    await input.fill('12 apples');
    await editor.quickInput
      .locator('.monaco-list-row', { hasText: 'the text after the value is not understood' })
      .waitFor({ timeout: SLOW_MS });
    await editor.page.keyboard.press('Enter');
    await input.fill('480');
    await editor.quickInput.locator('.monaco-list-row', { hasText: 'use this value' }).waitFor({ timeout: SLOW_MS });
    await editor.page.keyboard.press('Enter');
    const results = await editor.webview('body[data-shown="1"]');
    await results.locator('.type', { hasText: 'i64[480,480]' }).waitFor();
    await editor.command('View: Toggle Primary Side Bar Visibility');
    await results.locator('canvas.picture').waitFor();
    await editor.screenshot('results-dark');
    await editor.picture('results-dark');

    // The lenses are drawn anew with the time of the run; a click in the middle of that hits nothing.
    await editor.lens('last run').first().waitFor({ timeout: SLOW_MS });
    await editor.clickLens('▶ Run on node');
    await editor.quickInput
      .locator('.monaco-list-row', { hasText: 'last value' })
      .filter({ hasText: '480' })
      .waitFor({ timeout: SLOW_MS });
    await editor.page.keyboard.press('Escape');
  });

  it('lists the jobs of the target', async () => {
    const editor = await open('heat.py');
    await editor.lens('▶ Run on node').first().waitFor({ timeout: SLOW_MS });
    await editor.showWeftViews();
    await editor
      .viewRows('Targets')
      .filter({ hasText: 'node' })
      .filter({ hasText: 'current' })
      .waitFor({ timeout: SLOW_MS });
    await editor.command('Weft: Refresh Jobs');
    await editor
      .viewRows('Jobs')
      .filter({ hasText: /heat.*done/s })
      .first()
      .waitFor({ timeout: SLOW_MS });
    await editor.viewRows('Profiles').filter({ hasText: 'heat' }).first().waitFor({ timeout: SLOW_MS });
    await editor.screenshot('views-dark');
  });

  it('marks what cannot compile at its range and says why', async () => {
    const editor = await open('refused.py');
    await editor.lens('▶ Run on node').first().waitFor({ timeout: SLOW_MS });
    const squiggle = editor.page.locator('.squiggly-error').first();
    await squiggle.waitFor({ timeout: SLOW_MS });
    // The squiggle lies under the text it speaks of, on the line of that text.
    const marked = await squiggle.boundingBox();
    const line = await editor.page.locator('.view-line', { hasText: 'try:' }).boundingBox();
    expect(Math.abs(marked!.y - line!.y)).toBeLessThan(line!.height);
    await editor.command('Problems: Focus on Problems View');
    await editor.page
      .locator('.markers-panel .monaco-list-row', { hasText: /WEFT125.*\[Ln 8, Col 5\]/s })
      .waitFor({ timeout: SLOW_MS });
    await editor.hover('try:', 'try', 'WEFT125');
    await editor.screenshot('diagnostic-dark');
    await editor.picture('diagnostic-dark');
  });

  it('tells type, shape and documentation where the mouse rests', async () => {
    const editor = await open('heat.py');
    await editor.lens('▶ Run on node').first().waitFor({ timeout: SLOW_MS });
    // Type hints stand between the name and what follows.
    await editor.hover('a.copy()', 'b', /f64\[n, ?n\]/);
    await editor.screenshot('hover-name-dark');
    await editor.hover('np.zeros', 'zeros', 'zeros');
    await editor.screenshot('hover-function-dark');
  });

  it('asks the target for the types of files that a program loads', async () => {
    const editor = await open('loads.py');
    await editor.clickLens('▶ Run on node');
    const results = await editor.webview('body[data-shown="1"]');
    await results.locator('.type', { hasText: 'f64[3]' }).waitFor({ timeout: SLOW_MS });
    await results.locator('.numbers', { hasText: 'max 2.0' }).waitFor();
  });

  it('makes a function a task and takes it back', async () => {
    const editor = await open('refused.py');
    await editor.lens('▶ Run on node').first().waitFor({ timeout: SLOW_MS });
    const line = editor.page.locator('.view-line', { hasText: 'def plain' });
    await line.click();
    await editor.command('Weft: Make This Function a Weft Task');
    await expect.poll(() => editor.lens('▶ Run on node').count(), { timeout: SLOW_MS }).toBe(2);
    await line.click();
    await editor.command('Weft: Remove Weft Task');
    await expect.poll(() => editor.lens('▶ Run on node').count(), { timeout: SLOW_MS }).toBe(1);
  });

  it('says beforehand why a function would not compile', async () => {
    writeFileSync(path.join(fixture.workspace, 'undecorated.py'), REFUSED.replace('@weft.task\n', ''));
    const editor = await open('undecorated.py');
    await editor.page.locator('.view-line', { hasText: 'def moments' }).click({ timeout: SLOW_MS });
    await editor.command('Weft: Make This Function a Weft Task');
    const dialog = editor.page.locator('.monaco-dialog-box');
    await dialog.locator('text=would not compile').waitFor({ timeout: SLOW_MS });
    expect(await dialog.innerText()).toMatch(/Line 7/);
    await editor.screenshot('make-task-refused-dark');
    await dialog.locator('.monaco-button', { hasText: 'Apply Anyway' }).click();
    await editor.lens('▶ Run on node').first().waitFor({ timeout: SLOW_MS });
  });

  it('puts an error of the run at its line, with the shapes', async () => {
    const editor = await open('raises.py');
    await editor.clickLens('▶ Run on node');
    await editor.quickInput.locator('.quick-input-title', { hasText: 'clash: n' }).waitFor({ timeout: SLOW_MS });
    await editor.quickInput.locator('input.input').fill('4');
    await editor.quickInput.locator('.monaco-list-row', { hasText: 'use this value' }).waitFor({ timeout: SLOW_MS });
    await editor.page.keyboard.press('Enter');
    const toast = editor.toast(/Line 10: ValueError/);
    await toast.waitFor({ timeout: SLOW_MS });
    expect(await toast.innerText()).toMatch(/\(?3,?\)?.*\(?4,?\)?/s);
    const squiggle = await editor.page.locator('.squiggly-error').first().boundingBox();
    const line = await editor.page.locator('.view-line', { hasText: 'return a + b' }).boundingBox();
    expect(Math.abs(squiggle!.y - line!.y)).toBeLessThan(line!.height);
    await editor.screenshot('run-error-dark');
  });

  it('shows the task graph as text', async () => {
    const editor = await open('heat.py');
    await editor.clickLens('Graph');
    await editor.tab('heat.heat.graph').waitFor({ timeout: SLOW_MS });
    await editor.page.locator('.view-line', { hasText: 'func @heat' }).waitFor({ timeout: SLOW_MS });
  });

  it('opens a stored profile from the Explorer, in the light theme too', async () => {
    const restore = fixture.useTheme('Light Modern');
    try {
      const editor = await open('heat.py');
      // The editor of profiles is known once the extension is.
      await editor.lens('▶ Run on node').first().waitFor({ timeout: SLOW_MS });
      await editor.page
        .locator('.explorer-folders-view .monaco-list-row', { hasText: 'stored.weftprof' })
        .dblclick({ timeout: SLOW_MS });
      await editor.tab('stored.weftprof').waitFor({ timeout: SLOW_MS });
      await expectDrawing(editor);
      await editor.page.locator('.monaco-workbench.vs').first().waitFor({ timeout: SLOW_MS });
      await editor.screenshot('profile-light');
      await editor.showWeftViews();
      await editor.viewRows('Profiles').filter({ hasText: 'heat' }).first().click({ timeout: SLOW_MS });
      await editor.tab('heat.weftprof').waitFor({ timeout: SLOW_MS });
      await expectDrawing(editor);
      await editor.screenshot('run-profile-light');
      await editor.picture('profile-light');
    } finally {
      restore();
    }
  });

  it('submits nothing from a workspace that is not trusted', async () => {
    const restricted = await startVscodeServer({
      install: installVscodeServer(),
      data: path.join(fixture.folder, 'restricted'),
      vsix,
      settings: { 'security.workspace.trust.enabled': true, 'security.workspace.trust.startupPrompt': 'never' },
    });
    try {
      const { browser, workspace } = fixture;
      workbench = await Workbench.open(browser, restricted, workspace, path.join(workspace, 'heat.py'));
      await workbench.clickLens('▶ Run on local');
      await workbench.toast('Nothing is submitted from a workspace that is not trusted').waitFor({ timeout: SLOW_MS });
    } finally {
      restricted.stop();
    }
  });
});
