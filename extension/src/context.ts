// SPDX-License-Identifier: Apache-2.0
// What every feature may use: the extension's storage and logs, the settings, the chosen target, and the news that
// features tell each other. It holds state and no behaviour; features never import one another's insides for state.

import * as vscode from 'vscode';
import { sentence } from './results/words';

/** A finished run with its files on this machine. */
export interface FinishedRun {
  readonly job: string;
  readonly target: string;
  /** The user's file and function. */
  readonly source: vscode.Uri;
  readonly functionName: string;
  readonly folder: string;
  readonly profile: string | undefined;
  readonly finishedMs: number;
  /** Wall time of the (last) run in the worker. */
  readonly runMs: number | undefined;
}

export type TargetState = 'idle' | 'connecting' | 'connected' | 'failed';

const TARGET_KEY = 'weft.target';

export class WeftContext {
  readonly log: vscode.LogOutputChannel;

  readonly #targetChanged = new vscode.EventEmitter<string>();
  readonly #stateChanged = new vscode.EventEmitter<string>();
  readonly #runFinished = new vscode.EventEmitter<FinishedRun>();
  readonly #jobsChanged = new vscode.EventEmitter<void>();
  readonly #states = new Map<string, { state: TargetState; detail: string }>();

  readonly onTargetChanged = this.#targetChanged.event;
  readonly onTargetStateChanged = this.#stateChanged.event;
  readonly onRunFinished = this.#runFinished.event;
  readonly onJobsChanged = this.#jobsChanged.event;

  constructor(readonly extension: vscode.ExtensionContext) {
    this.log = vscode.window.createOutputChannel('Weft', { log: true });
    this.own(this.log, this.#targetChanged, this.#stateChanged, this.#runFinished, this.#jobsChanged);
  }

  own(...items: vscode.Disposable[]): void {
    this.extension.subscriptions.push(...items);
  }

  /** Registers a command whose failure becomes one log entry and one message. */
  command(name: string, run: (...args: never[]) => unknown): void {
    this.own(
      vscode.commands.registerCommand(name, async (...args: unknown[]) => {
        try {
          return await run(...(args as never[]));
        } catch (error) {
          this.report(`\`${name}\` failed`, error);
          return undefined;
        }
      }),
    );
  }

  /** An unexpected failure: the whole in the log, one sentence for the user. */
  report(what: string, error: unknown): void {
    if (error instanceof vscode.CancellationError) return;
    this.log.error(what, error instanceof Error ? (error.stack ?? error.message) : String(error));
    const message = error instanceof Error ? error.message : String(error);
    void vscode.window.showErrorMessage(sentence(message), 'Show Logs').then((choice) => {
      if (choice) this.log.show();
    });
  }

  setting<Value>(name: string, fallback: Value): Value {
    return vscode.workspace.getConfiguration('weft').get<Value>(name, fallback);
  }

  /** The target of this workspace. */
  get target(): string {
    return (
      this.extension.workspaceState.get<string>(TARGET_KEY) ?? (this.setting('target.default', 'local') || 'local')
    );
  }

  async setTarget(target: string): Promise<void> {
    if (target === this.target) return;
    await this.extension.workspaceState.update(TARGET_KEY, target);
    this.#targetChanged.fire(target);
    this.#jobsChanged.fire();
  }

  stateOf(target: string): { readonly state: TargetState; readonly detail: string } {
    return this.#states.get(target) ?? { state: 'idle', detail: '' };
  }

  setState(target: string, state: TargetState, detail = ''): void {
    const old = this.stateOf(target);
    if (old.state === state && old.detail === detail) return;
    this.#states.set(target, { state, detail });
    this.#stateChanged.fire(target);
  }

  tellJobsChanged(): void {
    this.#jobsChanged.fire();
  }

  tellRunFinished(run: FinishedRun): void {
    this.#runFinished.fire(run);
    this.#jobsChanged.fire();
  }

  /** Where this extension keeps what runs brought back, unless a setting names a folder. */
  get runsFolder(): string {
    return this.setting('run.saveFolder', '') || vscode.Uri.joinPath(this.extension.globalStorageUri, 'runs').fsPath;
  }

  distUri(name: string): vscode.Uri {
    return vscode.Uri.joinPath(this.extension.extensionUri, 'dist', name);
  }
}
