// SPDX-License-Identifier: Apache-2.0
// node scripts/generate.mjs: writes again what is generated and committed: wire code from the schemas, goldens, and pages
// from the compiler's tables. The tests that check its freshness do the writing.

import { main, stream } from './lib/shell.mjs';

await main(() =>
  stream('npx', ['vitest', 'run', 'test/tidy', 'language-server', 'test/golden', 'test/errors'], {
    env: { ...process.env, WEFT_UPDATE: '1' },
  }),
);
