// SPDX-License-Identifier: Apache-2.0
// npm run build [ts|native|daemon|addon]: what is named, or everything that the product needs, into dist/.

import { chmodSync, existsSync, mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { bundleTypeScript } from './lib/bundle.mjs';
import { buildNative, packAddon, packDaemon } from './lib/native.mjs';
import { setup } from './lib/packages.mjs';
import { main, root, StepError } from './lib/shell.mjs';

/** Makes `npx weft` find the command line in a checkout. */
function linkCommand() {
  chmodSync(path.join(root, 'dist/weft.cjs'), 0o755);
  const link = path.join(root, 'node_modules/.bin/weft');
  mkdirSync(path.dirname(link), { recursive: true });
  if (!existsSync(link)) symlinkSync('../../dist/weft.cjs', link);
}

const parts = {
  ts: async () => {
    await bundleTypeScript();
    linkCommand();
  },
  native: () => buildNative(),
  daemon: packDaemon,
  addon: packAddon,
};

/** Builds the product: bundles, daemon, addon. */
export async function buildProduct() {
  await setup(['build']);
  process.stderr.write('Building Weft\n');
  await parts.ts();
  await parts.daemon();
  await parts.addon();
}

if (process.argv[1] === path.join(root, 'scripts/build.mjs')) {
  await main(async () => {
    const names = process.argv.slice(2);
    for (const name of names) {
      if (!parts[name]) throw new StepError(`no part is called ${name}`, `parts: ${Object.keys(parts).join(', ')}`);
    }
    if (names.length === 0) return buildProduct();
    await setup(['build']);
    for (const name of names) await parts[name]();
    return 0;
  });
}
