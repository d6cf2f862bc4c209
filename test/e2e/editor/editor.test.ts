// SPDX-License-Identifier: Apache-2.0
// The packed extension in a real VS Code: what a user sees and clicks, from the lens to the profile, over a real sshd.

import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { installVscodeServer } from '../../../scripts/install-vscode-server.mjs';
import { startVscodeServer, type VscodeServer } from '../../../scripts/lib/vscode-server.mjs';
import { Resources } from '../../harness/resources';
import { type Sshd, startSshd } from '../../harness/sshd';
import { encodeProfile, heatProfile } from '../../profiles/make';
import { canvasContent, launchBrowser, SLOW_MS, Workbench } from './workbench';

const vsix = path.resolve(process.env['WEFT_VSIX'] ?? 'build/weft.vsix');

/** A program that cannot compile: `eval` stands in columns 12 to 30 of line 8. */
const REFUSED = `import numpy as np

import weft


@weft.task
def grow(x):
    return eval("x * 2")


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

/** On a shared machine with two cores the longest case took 60 s. */
const CASE_MS = 300_000;

const resources = new Resources();
let sshd: Sshd;
let server: VscodeServer;
let browser: Browser;
let workspace: string;
let workbench: Workbench;

beforeAll(async () => {
  if (!existsSync(vsix)) throw new Error(`${vsix} is missing: run \`npm run package\` first`);
  const folder = resources.folder('editor');
  workspace = path.join(folder, 'work');
  cpSync(path.resolve('examples'), workspace, { recursive: true });
  writeFileSync(path.join(workspace, 'refused.py'), REFUSED);
  writeFileSync(path.join(workspace, 'raises.py'), RAISES);
  writeFileSync(path.join(workspace, 'stored.weftprof'), encodeProfile(heatProfile({ sweeps: 40 })));
  mkdirSync(path.join(folder, 'config'));
  // Short: a Unix socket's path has 107 characters at most.
  const runtime = resources.folder('rt');
  const env = {
    WEFT_HOME: path.join(folder, 'weft'),
    WEFT_RUNTIME_DIR: runtime,
    WEFT_CONFIG_HOME: path.join(folder, 'config'),
  };
  sshd = await startSshd(resources, { env });
  server = await startVscodeServer({
    install: installVscodeServer(),
    data: path.join(folder, 'data'),
    vsix,
    env,
    settings: {
      'weft.ssh.configFile': sshd.configFile,
      'weft.target.default': 'node',
      'weft.run.saveFolder': path.join(folder, 'runs'),
      'files.autoSave': 'off',
      // Each test opens the files as they are on disk.
      'files.hotExit': 'off',
      'workbench.colorTheme': 'Dark Modern',
    },
  });
  resources.defer(() => server.stop());
  browser = await launchBrowser();
  resources.defer(() => browser.close());
});

afterEach(async (context) => {
  if (context.task.result?.state === 'fail')
    await workbench?.screenshot(`failed-${context.task.name.replace(/\W+/g, '-')}`);
  await workbench?.close();
});

afterAll(() => resources.release());

async function open(file: string): Promise<Workbench> {
  workbench = await Workbench.open(browser, server, workspace, path.join(workspace, file));
  return workbench;
}

/** The server's side of the settings wins over the user's, so both are changed. Gives what undoes it. */
function useTheme(theme: string): () => void {
  const files = ['User', 'Machine'].map((side) => path.join(path.dirname(workspace), 'data', side, 'settings.json'));
  const before = files.map((file) => readFileSync(file, 'utf8'));
  for (const [index, file] of files.entries())
    writeFileSync(file, JSON.stringify({ ...JSON.parse(before[index]!), 'workbench.colorTheme': theme }));
  return () => {
    for (const [index, file] of files.entries()) writeFileSync(file, before[index]!);
  };
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

describe('the extension in VS Code', { timeout: CASE_MS }, () => {
  it('runs a task over SSH from its lens and shows results, profile and heat', async () => {
    const editor = await open('heat.py');
    await editor.lens('▶ Run on node').first().waitFor({ timeout: SLOW_MS });
    await editor.lens('Graph').first().waitFor();

    await editor.command('Weft: Run Task with New Arguments…');
    await editor.quickInput.locator('.monaco-list-row', { hasText: 'sweeps' }).click({ timeout: SLOW_MS });
    await editor.answer('heat: sweeps', '100');
    await editor.quickInput
      .locator('.monaco-list-row', { hasText: 'n' })
      .filter({ hasText: '1024' })
      .click({ timeout: SLOW_MS });
    await editor.answer('heat: n', '512');
    await editor.quickInput.locator('.monaco-list-row', { hasText: 'Run' }).first().click({ timeout: SLOW_MS });

    const results = await editor.webview('body[data-shown="1"]');
    await results.locator('.type', { hasText: 'f64[512,512]' }).waitFor();
    await results.locator('.numbers', { hasText: 'max 100.0' }).waitFor();
    const picture = await canvasContent(results.locator('canvas.picture'));
    // One pixel is the mean of two by two values.
    expect(picture.painted).toBe(256 * 256);
    expect(picture.colours).toBeGreaterThan(50);

    await expect
      .poll(() => notesAfterLines(editor), { timeout: SLOW_MS })
      .toContainEqual(expect.stringMatching(/^\d+(\.\d)? % · .* (µs|ms|s)$/));
    await editor
      .lens(/last run/)
      .first()
      .waitFor({ timeout: SLOW_MS });
    await editor.screenshot('run-dark');

    await editor.tab('heat.weftprof').click();
    await expectDrawing(editor);
    await editor.screenshot('run-profile-dark');
    expect(editor.violations.filter((text) => /viewer|results/.test(text))).toEqual([]);

    expect(sshd.logText()).toMatch(/Accepted publickey/);
    expect(sshd.logText().match(/Accepted publickey/g)?.length).toBe(1);
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
      .locator('.monaco-list-row', { hasText: 'not a Python literal' })
      .waitFor({ timeout: SLOW_MS });
    await editor.page.keyboard.press('Enter');
    await input.fill('40');
    await editor.quickInput.locator('.monaco-list-row', { hasText: 'use this value' }).waitFor({ timeout: SLOW_MS });
    await editor.page.keyboard.press('Enter');
    const results = await editor.webview('body[data-shown="1"]');
    await results.locator('.type', { hasText: 'i64[40,40]' }).waitFor();

    await editor.clickLens('▶ Run on node');
    await editor.quickInput
      .locator('.monaco-list-row', { hasText: 'last value' })
      .filter({ hasText: '40' })
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
      .filter({ hasText: 'heat.py:heat' })
      .filter({ hasText: 'done' })
      .first()
      .waitFor({ timeout: SLOW_MS });
    await editor.viewRows('Profiles').filter({ hasText: 'heat' }).first().waitFor({ timeout: SLOW_MS });
    await editor.screenshot('views-dark');
  });

  it('marks what cannot compile at its range and says why', async () => {
    const editor = await open('refused.py');
    const squiggle = editor.page.locator('.squiggly-error').first();
    await squiggle.waitFor({ timeout: SLOW_MS });
    // The squiggle lies under the text it speaks of, on the line of that text.
    const marked = await squiggle.boundingBox();
    const line = await editor.page.locator('.view-line', { hasText: 'return eval(' }).boundingBox();
    expect(Math.abs(marked!.y - line!.y)).toBeLessThan(line!.height);
    await editor.command('Problems: Focus on Problems View');
    await editor.page
      .locator('.markers-panel .monaco-list-row', { hasText: /WEFT\d+.*\[Ln 8, Col 12\]/s })
      .waitFor({ timeout: SLOW_MS });
    await editor.screenshot('diagnostic-dark');
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
    writeFileSync(path.join(workspace, 'undecorated.py'), REFUSED.replace('@weft.task\n', ''));
    const editor = await open('undecorated.py');
    await editor.page.locator('.view-line', { hasText: 'def grow' }).click({ timeout: SLOW_MS });
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
    const restore = useTheme('Light Modern');
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
    } finally {
      restore();
    }
  });

  it('submits nothing from a workspace that is not trusted', async () => {
    const restricted = await startVscodeServer({
      install: installVscodeServer(),
      data: path.join(path.dirname(workspace), 'restricted'),
      vsix,
      settings: { 'security.workspace.trust.enabled': true, 'security.workspace.trust.startupPrompt': 'never' },
    });
    try {
      workbench = await Workbench.open(browser, restricted, workspace, path.join(workspace, 'heat.py'));
      await workbench.clickLens('▶ Run on local');
      await workbench.toast('Nothing is submitted from a workspace that is not trusted').waitFor({ timeout: SLOW_MS });
    } finally {
      restricted.stop();
    }
  });
});
