// SPDX-License-Identifier: Apache-2.0
// npm run check: the fast part of the tests, on what is built.

import { bundleTypeScript } from './lib/bundle.mjs';
import { buildNative } from './lib/native.mjs';
import { setup } from './lib/packages.mjs';
import { main } from './lib/shell.mjs';
import { fast, runSuites } from './lib/suites.mjs';

await main(async () => {
  await setup(['build']);
  await bundleTypeScript();
  await buildNative();
  return (await runSuites(fast)) === 0 ? 0 : 1;
});
