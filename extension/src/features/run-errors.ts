// SPDX-License-Identifier: Apache-2.0
// How a run that did not succeed is told: the failing line as a diagnostic in the editor, one message that names the next
// actions, and everything else in the log.

import * as vscode from 'vscode';
import type { RunError } from '../cluster/events';
import type { WeftContext } from '../context';
import { WeftError } from '../net/error';
import { plain, sentence } from '../results/words';

/** Codes of failures on the way to a target, as opposed to mistakes in the request. */
const CONNECTION = /^WEFT4[45]/;

export class RunErrors {
  readonly #diagnostics = vscode.languages.createDiagnosticCollection('weft-run');

  constructor(private readonly ctx: WeftContext) {
    ctx.own(
      this.#diagnostics,
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        // The text is no longer the one that failed.
        if (contentChanges.length > 0) this.#diagnostics.delete(document.uri);
      }),
    );
  }

  clear(source: vscode.Uri): void {
    this.#diagnostics.delete(source);
  }

  /** The program raised: Python's error at the user's line. */
  async showRaised(
    source: vscode.Uri,
    error: RunError,
    job: { readonly id: string; readonly showLog: () => unknown },
  ): Promise<void> {
    const text = raisedText(error);
    this.ctx.log.error(`${source.fsPath}: ${text}`);
    const actions = ['Show Job Log'];
    const range = rangeOf(error);
    if (range) {
      const diagnostic = new vscode.Diagnostic(range, text, vscode.DiagnosticSeverity.Error);
      diagnostic.source = 'weft run';
      if (error.code) diagnostic.code = error.code;
      this.#diagnostics.set(source, [diagnostic]);
      actions.unshift('Go to Line');
    }
    const where = range ? `Line ${range.start.line + 1}: ` : '';
    const choice = await vscode.window.showErrorMessage(plain(`${where}${text}`), ...actions);
    if (choice === 'Go to Line')
      await vscode.window.showTextDocument(source, { ...(range ? { selection: range } : {}) });
    if (choice === 'Show Job Log') await job.showLog();
  }

  /** The worker ended without a word, or was taken away. */
  async showLost(reason: string, showLog: () => unknown): Promise<void> {
    const choice = await vscode.window.showErrorMessage(
      plain(`The job was lost: ${reason || 'no reason is known'}`),
      'Show Job Log',
      'Show Logs',
    );
    if (choice === 'Show Job Log') await showLog();
    if (choice === 'Show Logs') this.ctx.log.show();
  }

  /** Anything that kept the job from running. */
  async showFailure(target: string, error: unknown): Promise<void> {
    if (error instanceof vscode.CancellationError) return;
    if (!(error instanceof WeftError)) {
      this.ctx.report('the task could not be run', error);
      return;
    }
    this.ctx.log.error(`${error.code}: ${error.message} (${error.help})`);
    const isConnection = CONNECTION.test(error.code);
    const actions = isConnection ? ['Check Target', 'Select Target', 'Show Logs'] : ['Show Logs'];
    const choice = await vscode.window.showErrorMessage(
      `${sentence(error.message)}. ${sentence(error.help)} (${error.code})`,
      ...actions,
    );
    if (choice === 'Check Target') await vscode.commands.executeCommand('weft.checkTarget', target);
    if (choice === 'Select Target') await vscode.commands.executeCommand('weft.selectTarget');
    if (choice === 'Show Logs') this.ctx.log.show();
  }
}

/** `ValueError: operands could not be broadcast together (shapes [3], [4])`. */
export function raisedText(error: RunError): string {
  const shapes = (error.shapes ?? []).map((shape) => (typeof shape === 'string' ? shape : `(${shape.join(', ')})`));
  const said =
    shapes.length === 0 || error.message.includes(shapes[0]!) ? '' : ` (operand shapes ${shapes.join(' and ')})`;
  return `${error.kind}: ${error.message}${said}`;
}

function rangeOf(error: RunError): vscode.Range | undefined {
  if (error.line === undefined || error.line < 1) return undefined;
  const line = error.line - 1;
  const column = error.column ?? 0;
  return new vscode.Range(
    line,
    column,
    (error.end_line ?? error.line) - 1,
    error.end_column ?? Number.MAX_SAFE_INTEGER,
  );
}
