// SPDX-License-Identifier: Apache-2.0
// Colours source lines by the run time spent there and writes the share after each line. The numbers belong to the text
// as it was run, so the first edit of a file clears them.

import * as vscode from 'vscode';
import { formatBytes, formatPercent, formatTime } from '../../../native/units';
import type { WeftContext } from '../context';
import type { LineCost } from '../profile/load';

/** By line, from 1: see `planOfLines`. */
type Plans = ReadonlyMap<number, readonly string[]>;

interface FileHeat {
  readonly costs: readonly LineCost[];
  readonly plans: Plans;
  readonly allNs: number;
  readonly profile: string;
}

/** Ink of the number in the gutter, by level. */
const INK = {
  dark: ['#d7a65a', '#f5935a', '#ff7b80'],
  light: ['#8a5c0d', '#b3490d', '#b81d24'],
} as const;

/** Shares of all self time from which a line is called medium and hot. A line below `FAINT` is not marked at all. */
const FAINT = 0.005;
const MEDIUM = 0.1;
const HOT = 0.35;

export class LineHeat {
  readonly #byFile = new Map<string, FileHeat>();
  readonly #levels: readonly vscode.TextEditorDecorationType[];
  /** The gutter's picture belongs to the type of a decoration, so there is one type for each number shown. */
  readonly #gutters = new Map<string, vscode.TextEditorDecorationType>();
  #visible: boolean;

  constructor(private readonly ctx: WeftContext) {
    this.#visible = ctx.setting('heat.enabled', true);
    this.#levels = ['weft.heatLow', 'weft.heatMedium', 'weft.heatHigh'].map((colour) =>
      vscode.window.createTextEditorDecorationType({
        isWholeLine: true,
        backgroundColor: new vscode.ThemeColor(colour),
        overviewRulerColor: new vscode.ThemeColor(colour),
        overviewRulerLane: vscode.OverviewRulerLane.Right,
        after: { color: new vscode.ThemeColor('weft.heatText'), margin: '0 0 0 3em', fontStyle: 'italic' },
      }),
    );
    ctx.own(
      ...this.#levels,
      vscode.window.onDidChangeVisibleTextEditors((editors) => {
        for (const editor of editors) this.#draw(editor);
      }),
      vscode.window.onDidChangeActiveTextEditor(() => this.#tellKeys()),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.clear(document.uri);
      }),
    );
    ctx.command('weft.toggleHeat', () => {
      this.#visible = !this.#visible;
      this.#drawAll();
    });
  }

  /** Shows the costs of a file, and how its lines were compiled. `profile` is the file they come from, for the link in the hover. */
  show(source: vscode.Uri, costs: readonly LineCost[], plans: Plans, profile: string): void {
    const allNs = costs.reduce((sum, cost) => sum + cost.selfNs, 0);
    if (allNs > 0) this.#byFile.set(source.toString(), { costs, plans, allNs, profile });
    else this.#byFile.delete(source.toString());
    this.#visible = this.ctx.setting('heat.enabled', true);
    this.#drawAll();
  }

  clear(source: vscode.Uri): void {
    if (this.#byFile.delete(source.toString())) this.#drawAll();
  }

  #drawAll(): void {
    for (const editor of vscode.window.visibleTextEditors) this.#draw(editor);
    this.#tellKeys();
  }

  #tellKeys(): void {
    const uri = vscode.window.activeTextEditor?.document.uri.toString();
    void vscode.commands.executeCommand('setContext', 'weft.hasHeat', uri !== undefined && this.#byFile.has(uri));
  }

  #draw(editor: vscode.TextEditor): void {
    const heat = this.#visible ? this.#byFile.get(editor.document.uri.toString()) : undefined;
    const byLevel: vscode.DecorationOptions[][] = this.#levels.map(() => []);
    const byGutter = new Map<string, vscode.Range[]>();
    for (const cost of heat?.costs ?? []) {
      const share = cost.selfNs / heat!.allNs;
      if (share < FAINT || cost.line < 1 || cost.line > editor.document.lineCount) continue;
      const level = share >= HOT ? 2 : share >= MEDIUM ? 1 : 0;
      const { range } = editor.document.lineAt(cost.line - 1);
      byLevel[level]!.push({
        range,
        hoverMessage: hover(cost, share, heat!.plans.get(cost.line) ?? [], heat!.profile),
        renderOptions: { after: { contentText: `${formatPercent(share)} · ${formatTime(cost.selfNs)}` } },
      });
      const gutter = this.#gutter(share, level);
      byGutter.set(gutter, [...(byGutter.get(gutter) ?? []), range]);
    }
    for (const [level, type] of this.#levels.entries()) editor.setDecorations(type, byLevel[level]!);
    for (const [key, type] of this.#gutters) editor.setDecorations(type, byGutter.get(key) ?? []);
  }

  /** The key of the decoration that shows a share in the gutter, where a long line cannot push it out of sight. */
  #gutter(share: number, level: number): string {
    const text = share < 0.01 ? '<1' : String(Math.min(Math.round(share * 100), 100));
    const key = `${text}/${level}`;
    if (!this.#gutters.has(key)) {
      const type = vscode.window.createTextEditorDecorationType({
        gutterIconSize: 'contain',
        dark: { gutterIconPath: numberPicture(text, INK.dark[level]!) },
        light: { gutterIconPath: numberPicture(text, INK.light[level]!) },
      });
      this.ctx.own(type);
      this.#gutters.set(key, type);
    }
    return key;
  }
}

function numberPicture(text: string, ink: string): vscode.Uri {
  const label = text.replace('<', '&lt;');
  const size = text.length > 2 ? 8.5 : 10.5;
  const picture = `<svg xmlns="http://www.w3.org/2000/svg" width="18" height="18"><text x="9" y="13" font-family="sans-serif" font-size="${size}" font-weight="600" text-anchor="middle" fill="${ink}">${label}</text></svg>`;
  return vscode.Uri.parse(`data:image/svg+xml;base64,${Buffer.from(picture).toString('base64')}`);
}

function hover(cost: LineCost, share: number, plan: readonly string[], profile: string): vscode.MarkdownString {
  const link = `command:weft.openProfile?${encodeURIComponent(JSON.stringify([profile]))}`;
  const text = new vscode.MarkdownString(
    [
      `**${formatPercent(share)} of the run time** is spent on this line`,
      '',
      '| | |',
      '|:--|--:|',
      `| self | ${formatTime(cost.selfNs)} |`,
      `| total | ${formatTime(cost.totalNs)} |`,
      `| times | ${cost.count.toLocaleString('en')} |`,
      `| bytes | ${formatBytes(cost.bytes)} |`,
      '',
      ...plan.map((text) => `- ${text}`),
      '',
      `[Open the profile](${link})`,
    ].join('\n'),
  );
  text.isTrusted = { enabledCommands: ['weft.openProfile'] };
  return text;
}
