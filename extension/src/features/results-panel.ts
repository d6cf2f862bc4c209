// SPDX-License-Identifier: Apache-2.0
// The panel that shows what a run returned and changed. It reads the saved .npy files, so it shows what Python would load.

import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type {
  ArraySummary,
  FromResultsPanel,
  ShownResult,
  ShownRun,
  ToResultsPanel,
} from '../../../webview/src/results/messages';
import type { WeftContext } from '../context';
import { messageOf } from '../net/error';
import { listFacts } from '../results/lists';
import { parseStoredArray } from '../results/npy';
import type { StoredResult } from '../results/run-store';
import { partsOf } from '../results/structure';
import { summariseArray } from '../results/summary';
import { parseTexts, summariseTexts } from '../results/texts';
import { plain } from '../results/words';
import { columnBesideText } from './beside-text';
import { webviewPage } from './webview-page';

/** A run whose results lie in a folder of this machine. */
export interface SavedRun {
  readonly job: string;
  readonly title: string;
  readonly target: string;
  readonly worker: string;
  readonly finishedMs: number;
  readonly phases: ShownRun['phases'];
  readonly folder: string;
  readonly profile: string | undefined;
  /** Files are names inside the folder. */
  readonly results: readonly StoredResult[];
  readonly structure?: string | undefined;
}

export class ResultsPanel {
  #panel: vscode.WebviewPanel | undefined;
  #run: SavedRun | undefined;
  #isReady = false;

  constructor(private readonly ctx: WeftContext) {
    ctx.command('weft.showResults', () => {
      if (this.#run) return this.show(this.#run, false);
      return vscode.window.showInformationMessage('No task has run in this window yet');
    });
  }

  async show(run: SavedRun, preserveFocus = true): Promise<void> {
    this.#run = run;
    void vscode.commands.executeCommand('setContext', 'weft.hasResults', true);
    if (this.#panel) this.#panel.reveal(undefined, preserveFocus);
    else this.#open(preserveFocus);
    this.#panel!.title = `Results: ${run.title.split(':').at(-1)}`;
    if (this.#isReady) await this.#send();
  }

  #open(preserveFocus: boolean): void {
    const dist = this.ctx.distUri('.');
    const panel = vscode.window.createWebviewPanel(
      'weft.results',
      'Results',
      { viewColumn: columnBesideText(), preserveFocus },
      { enableScripts: true, localResourceRoots: [dist] },
    );
    panel.iconPath = vscode.Uri.joinPath(this.ctx.extension.extensionUri, 'extension/media/icon.png');
    panel.webview.onDidReceiveMessage((message: FromResultsPanel) =>
      this.#receive(message).catch((error) => this.ctx.report('the results panel failed', error)),
    );
    panel.onDidDispose(() => {
      this.#panel = undefined;
      this.#isReady = false;
    });
    this.#isReady = false;
    this.#panel = panel;
    panel.webview.html = webviewPage(panel.webview, {
      title: 'Weft results',
      script: this.ctx.distUri('results.js'),
      style: this.ctx.distUri('results.css'),
    });
  }

  async #receive(message: FromResultsPanel): Promise<void> {
    const run = this.#run;
    if (!run) return;
    switch (message.type) {
      case 'ready':
        this.#isReady = true;
        return this.#send();
      case 'cut': {
        const result = run.results[message.result];
        if (result === undefined) return;
        const summary = await summariseResult(run.folder, result, message.leading);
        return this.#post({ type: 'cut', result: message.result, summary });
      }
      case 'reveal':
        await vscode.commands
          .executeCommand('revealFileInOS', vscode.Uri.file(message.file))
          .then(undefined, () => vscode.window.showInformationMessage(`Saved as ${message.file}`));
        return;
      case 'copyPython':
        await vscode.env.clipboard.writeText(pythonToLoad(run));
        vscode.window.setStatusBarMessage('$(check) Copied the Python lines that load these results', 3000);
        return;
      case 'openProfile':
        if (run.profile) await vscode.commands.executeCommand('weft.openProfile', run.profile);
        return;
    }
  }

  async #send(): Promise<void> {
    const run = this.#run;
    if (!run) return;
    const results: ShownResult[] = [];
    for (const result of run.results) {
      const { title, role } = result;
      const saved = path.join(run.folder, result.file);
      try {
        results.push({ title, role, file: saved, summary: await summariseResult(run.folder, result) });
      } catch (error) {
        this.ctx.log.error(`${saved} cannot be shown`, error);
        void vscode.window.showErrorMessage(plain(`\`${title}\` cannot be shown: ${messageOf(error)}`));
      }
    }
    await this.#post({
      type: 'show',
      run: {
        job: run.job,
        title: run.title,
        target: run.target,
        finished: new Date(run.finishedMs).toLocaleString(),
        phases: run.phases,
        worker: run.worker,
        folder: run.folder,
        hasProfile: run.profile !== undefined,
        ...(run.structure === undefined ? {} : { structure: run.structure }),
        constants: partsOf(run.structure).constants,
        results,
      },
    });
  }

  async #post(message: ToResultsPanel): Promise<void> {
    await this.#panel?.webview.postMessage(message);
  }
}

async function summariseResult(
  folder: string,
  result: StoredResult,
  leading?: readonly number[],
): Promise<ArraySummary> {
  const file = path.join(folder, result.file);
  const data = await readFile(file);
  const texts = parseTexts(data);
  if (texts !== undefined) return summariseTexts(texts, data.length, result);
  const array = parseStoredArray(data, result.file);
  const summary = summariseArray(array, leading);
  return result.list === undefined
    ? summary
    : { ...summary, ...listFacts({ ...result, list: result.list, shape: array.shape }) };
}

/** Lines for a Python session: the folder is quoted as Python would print it. */
export function pythonToLoad(run: Pick<SavedRun, 'folder' | 'results'>): string {
  const folder = `'${run.folder.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`;
  const lines = ['import weft', '', `results = weft.results(${folder})`];
  if (run.results.some(({ role }) => role === 'returned')) lines.push('value = results.value');
  for (const { title, role } of run.results)
    if (role === 'mutated') lines.push(`${title} = results.arguments['${title}']`);
  return `${lines.join('\n')}\n`;
}
