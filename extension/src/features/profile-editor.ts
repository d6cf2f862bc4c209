// SPDX-License-Identifier: Apache-2.0
// The editor of `*.weftprof` files: the profile viewer in a webview. Profiles are read-only; a click on a line opens it.

import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { renderViewerHtml } from '../../../webview/src/host-html';
import type { FromViewer, ToViewer } from '../../../webview/src/messages';
import type { WeftContext } from '../context';
import { messageOf } from '../net/error';
import { RunStore, type StoredRun } from '../results/run-store';
import { columnBesideText } from './beside-text';
import type { LineHeat } from './line-heat';
import { showHeat } from './profile-costs';

const VIEW_TYPE = 'weft.profile';

/** How long opening waits for a viewer that says nothing. */
const READY_MS = 2000;

const FORMATS: Record<
  Extract<FromViewer, { type: 'save' }>['format'],
  { readonly label: string; readonly extension: string }
> = {
  csv: { label: 'CSV table', extension: 'csv' },
  chrome: { label: 'Chrome trace', extension: 'json' },
  html: { label: 'Web page', extension: 'html' },
};

export function registerProfileEditor(ctx: WeftContext, heat: LineHeat): void {
  const provider = new ProfileEditor(ctx, heat);
  ctx.own(
    vscode.window.registerCustomEditorProvider(VIEW_TYPE, provider, {
      supportsMultipleEditorsPerDocument: true,
      // The viewer keeps its view (zoom, selection) in its own state and reads the file again when shown.
      webviewOptions: { retainContextWhenHidden: false },
    }),
  );
  ctx.command('weft.openProfile', async (profile?: unknown) => {
    const uri = await profileUri(profile);
    if (uri === undefined) return;
    // A webview that another one covers while it loads may leave that one blank, so callers go on when it is there.
    const ready = provider.whenReady(uri);
    await vscode.commands.executeCommand('vscode.openWith', uri, VIEW_TYPE, {
      viewColumn: columnBesideText(),
      preview: false,
      preserveFocus: true,
    });
    await ready;
  });
}

/** From a lens or a view: a path or URI; from the palette: a file that the user chooses. */
async function profileUri(profile: unknown): Promise<vscode.Uri | undefined> {
  if (profile instanceof vscode.Uri) return profile;
  if (typeof profile === 'string') return vscode.Uri.file(profile);
  const chosen = await vscode.window.showOpenDialog({
    title: 'Open a Weft profile',
    filters: { 'Weft profiles': ['weftprof'] },
  });
  return chosen?.[0];
}

class ProfileEditor implements vscode.CustomReadonlyEditorProvider {
  constructor(
    private readonly ctx: WeftContext,
    private readonly heat: LineHeat,
  ) {}

  readonly #waiting = new Map<string, () => void>();
  /** Profiles whose viewer is in view and has its data. */
  readonly #shown = new Set<string>();

  /** Resolves when the viewer of a profile has its data, or after a while. */
  whenReady(uri: vscode.Uri): Promise<void> {
    if (this.#shown.has(uri.toString())) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, READY_MS);
      this.#waiting.set(uri.toString(), () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  openCustomDocument(uri: vscode.Uri): vscode.CustomDocument {
    return { uri, dispose: () => undefined };
  }

  async resolveCustomEditor(document: vscode.CustomDocument, panel: vscode.WebviewPanel): Promise<void> {
    const { webview } = panel;
    webview.options = { enableScripts: true, localResourceRoots: [this.ctx.distUri('.')] };
    const post = (message: ToViewer) => webview.postMessage(message);
    const run = await this.#runOf(document.uri);
    const watcher = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(vscode.Uri.joinPath(document.uri, '..'), path.basename(document.uri.fsPath)),
    );
    const listeners = [
      watcher,
      watcher.onDidChange(() => this.#send(document.uri, run, post)),
      webview.onDidReceiveMessage((message: FromViewer) =>
        this.#receive(message, document.uri, run, post).catch((error) =>
          this.ctx.report('the profile viewer failed', error),
        ),
      ),
    ];
    // A hidden viewer is unloaded, and starts again when it is shown.
    panel.onDidChangeViewState(() => panel.visible || this.#shown.delete(document.uri.toString()));
    panel.onDidDispose(() => {
      this.#shown.delete(document.uri.toString());
      for (const listener of listeners) listener.dispose();
    });
    webview.html = renderViewerHtml({
      nonce: randomBytes(18).toString('base64'),
      cspSource: webview.cspSource,
      scriptUri: webview.asWebviewUri(this.ctx.distUri('viewer.js')).toString(),
      styleUri: webview.asWebviewUri(this.ctx.distUri('viewer.css')).toString(),
      title: path.basename(document.uri.fsPath),
    });
    // The viewer does not wait for the heat, and shows itself what is wrong with a file.
    if (run)
      showHeat(this.heat, this.#store, run).catch((error) =>
        this.ctx.log.warn(`${document.uri.fsPath}: ${messageOf(error)}`),
      );
  }

  get #store(): RunStore {
    return new RunStore(this.ctx.runsFolder);
  }

  /** A profile in a folder of the store belongs to the run there. */
  async #runOf(uri: vscode.Uri): Promise<StoredRun | undefined> {
    const folder = path.dirname(uri.fsPath);
    return path.dirname(folder) === this.#store.root ? this.#store.read(path.basename(folder)) : undefined;
  }

  async #receive(
    message: FromViewer,
    uri: vscode.Uri,
    run: StoredRun | undefined,
    post: (message: ToViewer) => void,
  ): Promise<void> {
    switch (message.type) {
      case 'ready':
        await this.#send(uri, run, post);
        this.#shown.add(uri.toString());
        this.#waiting.get(uri.toString())?.();
        this.#waiting.delete(uri.toString());
        return;
      case 'revealLine':
        return this.#reveal(message, run);
      case 'save':
        return this.#save(message.format, uri, run);
    }
  }

  async #send(uri: vscode.Uri, run: StoredRun | undefined, post: (message: ToViewer) => void): Promise<void> {
    try {
      const data = await vscode.workspace.fs.readFile(uri);
      const source = run ? await this.#store.sourceOf(run) : undefined;
      // A copy of its own: the message carries the whole buffer that a view looks into.
      const own = data.slice().buffer;
      post({
        type: 'profile',
        data: own,
        name: path.basename(uri.fsPath),
        ...(source === undefined ? {} : { source }),
      });
    } catch (error) {
      post({
        type: 'error',
        code: 'WEFT520',
        message: `${path.basename(uri.fsPath)} cannot be read: ${messageOf(error)}`,
        help: 'check that the file is there and readable',
      });
    }
  }

  async #reveal(
    { file, line, column }: Extract<FromViewer, { type: 'revealLine' }>,
    run: StoredRun | undefined,
  ): Promise<void> {
    const uri = run ? vscode.Uri.file(run.file) : await findProgram(file);
    if (uri === undefined) {
      void vscode.window.showInformationMessage(`${file} is not in this workspace`);
      return;
    }
    const at = new vscode.Position(line, column);
    // In the column where the program is open already; a profile never takes its place.
    const open = vscode.window.visibleTextEditors.find((editor) => editor.document.uri.toString() === uri.toString());
    const editor = await vscode.window.showTextDocument(uri, {
      viewColumn: open?.viewColumn ?? vscode.ViewColumn.One,
      selection: new vscode.Range(at, at),
    });
    editor.revealRange(new vscode.Range(at, at), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }

  async #save(format: keyof typeof FORMATS, uri: vscode.Uri, run: StoredRun | undefined): Promise<void> {
    const { label, extension } = FORMATS[format];
    const name = `${path.basename(uri.fsPath, '.weftprof')}.${extension}`;
    const folder = run ? path.dirname(run.file) : path.dirname(uri.fsPath);
    const chosen = await vscode.window.showSaveDialog({
      title: `Save the profile as ${label}`,
      defaultUri: vscode.Uri.file(path.join(folder, name)),
      filters: { [label]: [extension] },
    });
    if (!chosen) return;
    const text = await this.#exported(format, await readFile(uri.fsPath), run);
    await writeFile(chosen.fsPath, text);
    vscode.window.setStatusBarMessage(`$(check) Saved ${chosen.fsPath}`, 5000);
  }

  async #exported(format: keyof typeof FORMATS, bytes: Uint8Array, run: StoredRun | undefined): Promise<string> {
    if (format === 'html') {
      const { exportHtml } = await import('../profile/export-html');
      const text = run ? await this.#store.sourceOf(run) : undefined;
      return exportHtml(bytes, run && text !== undefined ? { path: run.file, text } : undefined);
    }
    const { loadProfile } = await import('../profile/load');
    const model = loadProfile(bytes);
    if (!model.ok) throw new Error(`${model.message}; ${model.help}`);
    if (format === 'csv') return (await import('../profile/export-csv')).exportCsv(model);
    return (await import('../profile/export-chrome')).exportChrome(model);
  }
}

async function findProgram(file: string): Promise<vscode.Uri | undefined> {
  if (path.isAbsolute(file)) return vscode.Uri.file(file);
  const found = await vscode.workspace.findFiles(`**/${path.basename(file)}`, '**/node_modules/**', 1);
  return found[0];
}
