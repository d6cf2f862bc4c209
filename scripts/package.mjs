// SPDX-License-Identifier: Apache-2.0
// npm run package: the extension as build/weft.vsix, with daemon bundle, addon, viewer and Python package inside.

import path from 'node:path';
import { buildProduct } from './build.mjs';
import { main, root, step } from './lib/shell.mjs';

export const vsix = path.join(root, 'build/weft.vsix');

/** Packs what dist/ holds. */
export async function packageExtension() {
  await step(
    'Packing the extension',
    'npx',
    [
      'vsce',
      'package',
      '--no-dependencies',
      '--allow-missing-repository',
      '--skip-license',
      '--no-rewrite-relative-links',
      '-o',
      vsix,
    ],
    {
      name: 'vsce',
    },
  );
  return vsix;
}

if (process.argv[1] === path.join(root, 'scripts/package.mjs')) {
  await main(async () => {
    await buildProduct();
    process.stdout.write(`${path.relative(root, await packageExtension())}\n`);
  });
}
