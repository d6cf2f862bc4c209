// SPDX-License-Identifier: Apache-2.0
// The page around a webview's script: nothing may load but the extension's own script (by nonce), style and pictures.

import { randomBytes } from 'node:crypto';
import type * as vscode from 'vscode';

export function webviewPage(
  webview: vscode.Webview,
  parts: { readonly title: string; readonly script: vscode.Uri; readonly style: vscode.Uri },
): string {
  const nonce = randomBytes(18).toString('base64');
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    `img-src ${webview.cspSource} data:`,
    `font-src ${webview.cspSource}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${webview.asWebviewUri(parts.style)}">
<title>${escapeMarkup(parts.title)}</title>
</head>
<body>
<div id="root"></div>
<script nonce="${nonce}" src="${webview.asWebviewUri(parts.script)}"></script>
</body>
</html>`;
}

function escapeMarkup(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
