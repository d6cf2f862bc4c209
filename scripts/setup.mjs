// SPDX-License-Identifier: Apache-2.0
// npm run setup: installs everything that building, the editor and the tests need.

import { setup } from './lib/packages.mjs';
import { main } from './lib/shell.mjs';

await main(async () => {
  await setup(['build', 'editor', 'test']);
  process.stderr.write('Everything that Weft needs is installed\n');
});
