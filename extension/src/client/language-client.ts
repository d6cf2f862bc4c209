// SPDX-License-Identifier: Apache-2.0
// The language server as a process: start, restart after a crash, stop. Which requests exist is requests.ts's business.

import * as vscode from 'vscode';
import type {
  CloseHandlerResult,
  LanguageClient,
  LanguageClientOptions,
  ServerOptions,
} from 'vscode-languageclient/node';
import type { WeftContext } from '../context';

/** Crashes within `CRASH_WINDOW_MS` after which the server stays down until the user restarts it. */
const MAX_CRASHES = 4;
const CRASH_WINDOW_MS = 180_000;

export class LanguageServer {
  #client: LanguageClient | undefined;
  #starting: Promise<LanguageClient> | undefined;
  #crashes: number[] = [];
  readonly #answers = new Map<string, (params: never) => Promise<unknown>>();
  readonly #output: vscode.LogOutputChannel;
  readonly #started = new vscode.EventEmitter<void>();
  /** After each start, the one after a crash too. */
  readonly onStarted = this.#started.event;

  constructor(private readonly ctx: WeftContext) {
    this.#output = vscode.window.createOutputChannel('Weft Language Server', { log: true });
    ctx.own(this.#output, this.#started);
    ctx.command('weft.restartServer', () => this.restart());
  }

  /** The running client; starts it when it is not there. */
  client(): Promise<LanguageClient> {
    this.#starting ??= this.#start();
    return this.#starting;
  }

  /** Answers a request of the server; before the first start. */
  answer<Params, Result>(method: string, answer: (params: Params) => Promise<Result>): void {
    this.#answers.set(method, answer);
  }

  async restart(): Promise<void> {
    await this.stop();
    this.#crashes = [];
    await this.client();
  }

  async stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    this.#starting = undefined;
    if (client) await client.dispose(2000);
  }

  async #start(): Promise<LanguageClient> {
    // Half of the extension's start-up time, and nothing visible waits for it.
    const { CloseAction, ErrorAction, LanguageClient, TransportKind } = await import('vscode-languageclient/node');
    const module = this.ctx.distUri('server.cjs').fsPath;
    const run = { module, transport: TransportKind.ipc } as const;
    const server: ServerOptions = { run, debug: run };
    const options: LanguageClientOptions = {
      documentSelector: ['file', 'untitled', 'vscode-remote'].map((scheme) => ({ scheme, language: 'python' })),
      outputChannel: this.#output,
      markdown: { isTrusted: { enabledCommands: ['weft.showGraph', 'weft.runTask'] } },
      middleware: {
        provideInlayHints: (document, range, token, next) =>
          vscode.workspace.getConfiguration('weft', document).get('editor.typeHints', true)
            ? next(document, range, token)
            : [],
      },
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue }),
        closed: () => this.#onCrash(CloseAction.Restart, CloseAction.DoNotRestart),
      },
    };
    const client = new LanguageClient('weft', 'Weft Language Server', server, options);
    this.#client = client;
    for (const [method, answer] of this.#answers) client.onRequest(method, answer as (params: unknown) => unknown);
    client.onDidChangeState(() => {
      if (client.isRunning()) this.#started.fire();
    });
    try {
      await client.start();
    } catch (error) {
      if (this.#client === client) this.#starting = undefined;
      throw error;
    }
    return client;
  }

  #onCrash(restart: CloseHandlerResult['action'], stay: CloseHandlerResult['action']): CloseHandlerResult {
    const now = Date.now();
    this.#crashes = [...this.#crashes.filter((time) => now - time < CRASH_WINDOW_MS), now];
    if (this.#crashes.length < MAX_CRASHES) return { action: restart };
    void vscode.window
      .showErrorMessage(
        `The Weft language server stopped ${MAX_CRASHES} times within three minutes`,
        'Restart',
        'Show Logs',
      )
      .then((choice) => {
        if (choice === 'Restart') return this.restart();
        if (choice === 'Show Logs') this.#output.show();
        return undefined;
      });
    return { action: stay, handled: true };
  }
}
