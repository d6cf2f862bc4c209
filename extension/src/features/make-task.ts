// SPDX-License-Identifier: Apache-2.0
// Makes a function a Weft task, and back. The language server gives the edits and says beforehand whether the function
// would compile; a function that would not is changed only when the user still wants it.

import * as vscode from 'vscode';
import type { LanguageServer } from '../client/language-client';
import { listFunctions, taskEdits } from '../client/requests';
import type { WeftContext } from '../context';
import { messageOf } from '../net/error';
import { plain } from '../results/words';
import { chooseFunction } from './task-at-cursor';

/** The menu follows the cursor when it has rested this long. */
const REST_MS = 150;

/** Problems named in the message; the rest are counted. */
const SHOWN_PROBLEMS = 4;

export function registerMakeTask(ctx: WeftContext, server: LanguageServer): void {
  followCursor(ctx, server);
  ctx.command('weft.makeTask', async (uri?: unknown, name?: unknown) => {
    const chosen = await chooseFunction(server, uri, name, ({ isTask }) => !isTask, 'Make which function a Weft task?');
    if (!chosen) return;
    const { document, functionName } = chosen;
    const change = await taskEdits(server, document.uri.toString(), functionName, 'make');
    const errors = change.problems.filter(({ isError }) => isError);
    if (errors.length > 0 && !(await isWantedAnyway(functionName, errors))) return;
    await apply(document, change.edits);
    vscode.window.setStatusBarMessage(`$(check) ${functionName} is a Weft task`, 4000);
  });
  ctx.command('weft.removeTask', async (uri?: unknown, name?: unknown) => {
    const chosen = await chooseFunction(
      server,
      uri,
      name,
      ({ isTask }) => isTask,
      'Which task becomes a plain function?',
    );
    if (!chosen) return;
    const change = await taskEdits(server, chosen.document.uri.toString(), chosen.functionName, 'remove');
    await apply(chosen.document, change.edits);
    vscode.window.setStatusBarMessage(`$(check) ${chosen.functionName} is a plain function`, 4000);
  });
}

/** Keeps the editor's context menu to what applies at the cursor. */
function followCursor(ctx: WeftContext, server: LanguageServer): void {
  let timer: NodeJS.Timeout | undefined;
  const tell = (canMake: boolean, isInTask: boolean) => {
    void vscode.commands.executeCommand('setContext', 'weft.canMakeTask', canMake);
    void vscode.commands.executeCommand('setContext', 'weft.isInTask', isInTask);
  };
  const look = async (editor: vscode.TextEditor | undefined) => {
    if (editor?.document.languageId !== 'python') return tell(false, false);
    const line = editor.selection.active.line;
    const functions = await listFunctions(server, editor.document.uri.toString());
    const here = functions.find((fn) => line >= fn.startLine && line <= fn.endLine);
    return tell(here?.isTask === false, here?.isTask === true);
  };
  const lookLater = (editor: vscode.TextEditor | undefined) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      // A document that was closed meanwhile has no menu.
      look(editor).catch((error) => ctx.log.debug(`the menu at the cursor: ${messageOf(error)}`));
    }, REST_MS);
  };
  ctx.own(
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => lookLater(textEditor)),
    vscode.window.onDidChangeActiveTextEditor(lookLater),
    server.onStarted(() => lookLater(vscode.window.activeTextEditor)),
    { dispose: () => clearTimeout(timer) },
  );
}

async function isWantedAnyway(
  name: string,
  errors: readonly { readonly line: number; readonly message: string; readonly help: string }[],
): Promise<boolean> {
  const detail = errors
    .slice(0, SHOWN_PROBLEMS)
    .map(({ line, message, help }) => `Line ${line + 1}: ${message}${help === '' ? '' : `\n    Instead: ${help}`}`);
  if (errors.length > SHOWN_PROBLEMS) detail.push(`and ${errors.length - SHOWN_PROBLEMS} more`);
  const choice = await vscode.window.showWarningMessage(
    `“${name}” would not compile as it is`,
    { modal: true, detail: plain(detail.join('\n\n')) },
    'Apply Anyway',
  );
  return choice !== undefined;
}

async function apply(document: vscode.TextDocument, edits: readonly vscode.TextEdit[]): Promise<void> {
  const change = new vscode.WorkspaceEdit();
  change.set(document.uri, [...edits]);
  await vscode.workspace.applyEdit(change);
}
