// SPDX-License-Identifier: Apache-2.0
// A profile as one HTML file with viewer, profile and source inside: it opens from disk, loads nothing and sends nothing.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

export interface SourceFile {
  path: string;
  text: string;
}

export interface ViewerBundle {
  script: string;
  style: string;
}

/** viewer.js and viewer.css, beside the bundle that this runs in or in dist/ of a checkout. */
export function readViewerBundle(): ViewerBundle {
  for (const folder of [__dirname, join(__dirname, '..', '..', '..', 'dist')]) {
    try {
      const read = (name: string) => readFileSync(join(folder, name), 'utf8');
      return { script: read('viewer.js'), style: read('viewer.css') };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  throw new Error('the profile viewer is not built: run `npm run build`');
}

export function exportHtml(profile: Uint8Array, source?: SourceFile, viewer = readViewerBundle()): string {
  // Inside a script element only `</script` and `<!--` end or change the text.
  const script = viewer.script.replace(/<(?=\/script|!--)/gi, '\\x3c');
  const style = viewer.style.replace(/<(?=\/style)/gi, '\\3c ');
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const policy = `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; img-src data:`;
  const data = gzipSync(profile).toString('base64');
  const name = source === undefined ? 'profile' : (source.path.split(/[\\/]/).pop() ?? source.path);
  const described = JSON.stringify({ name, source: source?.text }).replaceAll('<', '\\u003c');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeMarkup(name)} – Weft profile</title>
<style>${style}</style>
</head>
<body>
<div id="root"></div>
<script type="application/json" id="weft-document">${described}</script>
<script type="application/octet-stream" id="weft-profile">${data}</script>
<script>${script}</script>
</body>
</html>
`;
}

function escapeMarkup(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
