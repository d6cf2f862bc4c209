// SPDX-License-Identifier: Apache-2.0
// A real VS Code workbench in headless Chromium, driven by what a user sees and types.
// Each wait polls for a state; none sleeps.

import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium, type FrameLocator, type Locator, type Page } from 'playwright-core';
import { workbenchUrl } from '../../../scripts/lib/vscode-server.mjs';

/** Generous: on a shared two-core machine the workbench alone took 40 s. */
export const SLOW_MS = 90_000;

export const artifacts = path.resolve('test/artifacts');
const pictures = path.resolve('docs/images');

export async function launchBrowser(): Promise<Browser> {
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [...flags, ...quiet],
  });
}

export class Workbench {
  /** Content Security Policy violations and script errors that the page reported. */
  readonly violations: string[] = [];

  private constructor(readonly page: Page) {
    page.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) this.violations.push(message.text());
    });
  }

  static async open(
    browser: Browser,
    server: { readonly url: string; readonly token: string },
    folder: string,
    file?: string,
  ): Promise<Workbench> {
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, deviceScaleFactor: 1 });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']).catch(() => undefined);
    const page = await context.newPage();
    const workbench = new Workbench(page);
    await page.goto(workbenchUrl(server, folder, file));
    await page.waitForSelector('.monaco-workbench .part.editor', { timeout: SLOW_MS });
    return workbench;
  }

  lens(text: string | RegExp): Locator {
    return this.page.locator('.codelens-decoration a', { hasText: text });
  }

  /** The lens whose line is followed by the given function; lenses are drawn anew at any time, so the click retries. */
  async clickLens(text: string | RegExp): Promise<void> {
    await this.lens(text).first().waitFor({ state: 'visible', timeout: SLOW_MS });
    await this.lens(text).first().click({ timeout: SLOW_MS });
  }

  get quickInput(): Locator {
    return this.page.locator('.quick-input-widget:visible');
  }

  /** Runs a command by its title through the palette. */
  async command(title: string): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.page.keyboard.press('F1');
    const input = this.quickInput.locator('input.input');
    await input.waitFor({ state: 'visible', timeout: SLOW_MS });
    await input.fill(`>${title}`);
    await this.quickInput
      .locator('.quick-input-list .monaco-list-row', { hasText: title })
      .first()
      .waitFor({ timeout: SLOW_MS });
    await this.page.keyboard.press('Enter');
  }

  /** Answers the open quick input with a typed value. */
  async answer(title: string | RegExp, text: string): Promise<void> {
    await this.quickInput.locator('.quick-input-title', { hasText: title }).waitFor({ timeout: SLOW_MS });
    const input = this.quickInput.locator('input.input');
    await input.fill(text);
    await this.page.keyboard.press('Enter');
  }

  async open(file: string): Promise<void> {
    await this.command('Go to File...');
    const input = this.quickInput.locator('input.input');
    await input.fill(file);
    await this.quickInput.locator('.monaco-list-row', { hasText: file }).first().waitFor({ timeout: SLOW_MS });
    await this.page.keyboard.press('Enter');
    await this.tab(file).waitFor({ timeout: SLOW_MS });
  }

  tab(name: string): Locator {
    return this.page.locator('.tabs-container .tab', { hasText: name });
  }

  toast(text: string | RegExp): Locator {
    return this.page.locator('.notification-toast', { hasText: text });
  }

  statusBar(text: string | RegExp): Locator {
    return this.page.locator('.statusbar-item', { hasText: text });
  }

  /** Rows of a tree view of the Weft container. */
  viewRows(view: string): Locator {
    return this.page
      .locator('.pane', { has: this.page.locator(`.pane-header[aria-label^="${view}"]`) })
      .locator('.monaco-list-row');
  }

  async showWeftViews(): Promise<void> {
    const header = this.page.locator('.composite.title', { hasText: 'Weft' });
    if (await header.isVisible()) return;
    await this.page.locator('.activitybar .action-item a[aria-label^="Weft"]').click({ timeout: SLOW_MS });
    await header.waitFor({ timeout: SLOW_MS });
  }

  /** The document inside the webview that holds `selector`: webviews are iframes in iframes. */
  async webview(selector: string): Promise<FrameLocator> {
    const deadline = Date.now() + SLOW_MS;
    for (;;) {
      const outer = this.page.locator('iframe.webview.ready');
      for (let index = 0; index < (await outer.count()); index++) {
        const frame = this.page.frameLocator('iframe.webview.ready').nth(index).frameLocator('iframe#active-frame');
        const found = await frame
          .locator(selector)
          .count()
          .catch(() => 0);
        if (found > 0) return frame;
      }
      if (Date.now() > deadline) throw new Error(`no webview holds ${selector}`);
      await this.page.waitForTimeout(100);
    }
  }

  async screenshot(name: string): Promise<void> {
    mkdirSync(artifacts, { recursive: true });
    await this.page.screenshot({ path: path.join(artifacts, `${name}.png`) });
  }

  /** Keeps what the window shows as a picture of the documentation, when WEFT_PICTURES=1 asks for that. */
  async picture(name: string): Promise<void> {
    if (process.env['WEFT_PICTURES'] !== '1') return;
    mkdirSync(pictures, { recursive: true });
    await this.page.screenshot({ path: path.join(pictures, `${name}.png`) });
  }

  /** Moves the mouse to where it touches nothing, and waits until what it showed is gone. */
  async leaveMouse(): Promise<void> {
    await this.page.mouse.move(700, 1);
    await this.page.locator('.monaco-hover:visible').waitFor({ state: 'detached', timeout: SLOW_MS });
  }

  /** Rests the mouse on a word of the line that holds `text`, until a hover says what is expected. */
  async hover(text: string, word: string, expected: string | RegExp): Promise<void> {
    const line = this.page.locator('.view-line', { hasText: text }).first();
    const said = this.page.locator('.monaco-hover:visible', { hasText: expected });
    const end = Date.now() + SLOW_MS;
    while (!(await said.first().isVisible())) {
      if (Date.now() > end) throw new Error(`no hover says ${expected}`);
      // Away and back: a hover that was asked for too early stays empty.
      await this.page.mouse.move(5, 5);
      const place = await line.evaluate((element, wanted) => {
        const range = document.createRange();
        const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          const at = node.textContent!.indexOf(wanted);
          if (at < 0) continue;
          range.setStart(node, at);
          range.setEnd(node, at + wanted.length);
          const { x, y, width, height } = range.getBoundingClientRect();
          return { x: x + width / 2, y: y + height / 2 };
        }
        throw new Error(`the line does not hold ${wanted}`);
      }, word);
      await this.page.mouse.move(place.x, place.y, { steps: 4 });
      await said
        .first()
        .waitFor({ timeout: 5000 })
        .catch(() => undefined);
    }
  }

  /** Makes a target the one of the workspace through the picker. */
  async useTarget(name: string): Promise<void> {
    await this.command('Weft: Select Target');
    await this.quickInput.locator('.monaco-list-row', { hasText: name }).first().click({ timeout: SLOW_MS });
    await this.statusBar(`Weft: ${name}`).waitFor({ timeout: SLOW_MS });
  }

  get dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}

/** How many different colours a canvas shows, and how many of its pixels are painted: a blank one has no more than one. */
export async function canvasContent(canvas: Locator): Promise<{ painted: number; colours: number }> {
  return canvas.evaluate((element) => {
    const drawn = element as HTMLCanvasElement;
    const { data } = drawn.getContext('2d')!.getImageData(0, 0, drawn.width, drawn.height);
    const colours = new Set<number>();
    let painted = 0;
    for (let at = 0; at < data.length; at += 4) {
      if (data[at + 3] === 0) continue;
      painted++;
      colours.add((data[at]! << 16) | (data[at + 1]! << 8) | data[at + 2]!);
    }
    return { painted, colours: colours.size };
  });
}
