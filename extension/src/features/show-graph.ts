// SPDX-License-Identifier: Apache-2.0
// The task graph of a function as a read-only document in its canonical text, which follows the program while it is edited.

import * as path from 'node:path';
import * as vscode from 'vscode';
import type { LanguageServer } from '../client/language-client';
import { graphText } from '../client/requests';
import type { WeftContext } from '../context';
import { columnBesideText } from './beside-text';
import { chooseTask } from './task-at-cursor';

const SCHEME = 'weft-graph';
/** A graph is drawn anew when typing has paused for this long. */
const PAUSE_MS = 300;

export function registerShowGraph(ctx: WeftContext, server: LanguageServer): void {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const timers = new Map<string, NodeJS.Timeout>();
  ctx.own(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri) => graphText(server, programOf(uri), functionOf(uri)),
    }),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      const program = document.uri.toString();
      for (const shown of vscode.workspace.textDocuments) {
        if (shown.uri.scheme !== SCHEME || programOf(shown.uri) !== program) continue;
        clearTimeout(timers.get(shown.uri.toString()));
        timers.set(
          shown.uri.toString(),
          setTimeout(() => changed.fire(shown.uri), PAUSE_MS),
        );
      }
    }),
    { dispose: () => timers.forEach((timer) => void clearTimeout(timer)) },
  );
  ctx.command('weft.showGraph', async (uri?: unknown, name?: unknown) => {
    const chosen = await chooseTask(server, uri, name);
    if (!chosen) return;
    const graph = graphUri(chosen.document.uri, chosen.functionName);
    changed.fire(graph);
    await vscode.window.showTextDocument(graph, {
      viewColumn: columnBesideText(),
      preserveFocus: true,
      preview: true,
    });
  });
}

function graphUri(program: vscode.Uri, functionName: string): vscode.Uri {
  return vscode.Uri.from({
    scheme: SCHEME,
    path: `/${path.basename(program.path, '.py')}.${functionName}.graph`,
    query: JSON.stringify({ program: program.toString(), functionName }),
  });
}

function programOf(graph: vscode.Uri): string {
  return (JSON.parse(graph.query) as { program: string }).program;
}

function functionOf(graph: vscode.Uri): string {
  return (JSON.parse(graph.query) as { functionName: string }).functionName;
}
