// SPDX-License-Identifier: Apache-2.0
// npm test: builds everything, packs the extension, and runs every suite.

import { buildProduct } from './build.mjs';
import { buildNative } from './lib/native.mjs';
import { setup } from './lib/packages.mjs';
import { main } from './lib/shell.mjs';
import { fast, runSuites, slow } from './lib/suites.mjs';
import { packageExtension } from './package.mjs';

await main(async () => {
  await setup(['build', 'editor', 'test']);
  await buildProduct();
  await buildNative();
  await packageExtension();
  return (await runSuites([...fast, ...slow])) === 0 ? 0 : 1;
});
