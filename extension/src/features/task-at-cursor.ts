// SPDX-License-Identifier: Apache-2.0
// Which function a command means: the one a lens names, the one at the cursor, or one that the user picks.

import * as vscode from 'vscode';
import type { LanguageServer } from '../client/language-client';
import { listFunctions } from '../client/requests';

export interface ChosenFunction {
  readonly document: vscode.TextDocument;
  readonly functionName: string;
}

/** `uri` and `name` are what a lens passes; from the palette both are missing. */
export async function chooseTask(
  server: LanguageServer,
  uri: unknown,
  name: unknown,
): Promise<ChosenFunction | undefined> {
  return chooseFunction(server, uri, name, ({ isTask }) => isTask, 'Which task?');
}

export async function chooseFunction(
  server: LanguageServer,
  uri: unknown,
  name: unknown,
  isWanted: (fn: { readonly isTask: boolean }) => boolean,
  question: string,
): Promise<ChosenFunction | undefined> {
  // From the results of a run, its program beside them is meant.
  const editor =
    vscode.window.activeTextEditor ??
    vscode.window.visibleTextEditors.find(({ document }) => document.languageId === 'python');
  const document = await documentOf(uri, editor);
  if (document === undefined || document.languageId !== 'python') {
    void vscode.window.showInformationMessage('Open a Python file first');
    return undefined;
  }
  if (typeof name === 'string') return { document, functionName: name };
  const functions = await listFunctions(server, document.uri.toString());
  const line = editor?.document === document ? editor.selection.active.line : -1;
  const here = functions.find((fn) => line >= fn.startLine && line <= fn.endLine);
  if (here && isWanted(here)) return { document, functionName: here.name };
  const wanted = functions.filter(isWanted);
  const only = wanted.length === 1 ? wanted[0] : undefined;
  if (only) return { document, functionName: only.name };
  if (wanted.length === 0) {
    void vscode.window.showInformationMessage(
      'This file has no such function: put @weft.task above a function to make it a task',
    );
    return undefined;
  }
  const picked = await vscode.window.showQuickPick(
    wanted.map((fn) => ({
      label: `$(symbol-function) ${fn.name}`,
      description: `line ${fn.startLine + 1}`,
      name: fn.name,
    })),
    { title: question },
  );
  return picked && { document, functionName: picked.name };
}

async function documentOf(
  uri: unknown,
  editor: vscode.TextEditor | undefined,
): Promise<vscode.TextDocument | undefined> {
  if (typeof uri === 'string') return vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
  if (uri instanceof vscode.Uri) return vscode.workspace.openTextDocument(uri);
  return editor?.document;
}
