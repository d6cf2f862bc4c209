// SPDX-License-Identifier: Apache-2.0
// Where results, profiles and graphs open: next to the program, all in one column, so that a run never scatters the window.

import * as vscode from 'vscode';

export function columnBesideText(): vscode.ViewColumn {
  const editors = [vscode.window.activeTextEditor, ...vscode.window.visibleTextEditors];
  const program = editors.find((editor) => editor?.document.languageId === 'python');
  if (program?.viewColumn === undefined) return vscode.ViewColumn.Active;
  return program.viewColumn === vscode.ViewColumn.One ? vscode.ViewColumn.Two : vscode.ViewColumn.One;
}
