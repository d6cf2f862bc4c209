// SPDX-License-Identifier: Apache-2.0
// node scripts/generate.mjs: what is generated and committed: wire code from the schemas, pages from the compiler's tables.

import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { main, root, step, stream } from './lib/shell.mjs';

await main(async () => {
  const target = path.join(root, 'language-server/src/wire/generated');
  rmSync(target, { recursive: true, force: true });
  const schemas = ['graph', 'control', 'profile'].map((name) => path.join(root, `runtime/schema/${name}.fbs`));
  for (const schema of schemas) {
    const scratch = mkdtempSync(path.join(root, 'build/flatc-'));
    await step(`TypeScript of ${path.basename(schema)}`, 'sh', [
      '-c',
      'cd "$1" && flatc --ts --gen-object-api -o . "$2" && mkdir -p "$3" && cp -r weft "$3/"',
      'sh',
      scratch,
      schema,
      target,
    ]);
    rmSync(scratch, { recursive: true });
  }
  // The freshness tests of generated pages rewrite them when asked to.
  return stream('npx', ['vitest', 'run', 'language-server', 'test/golden', 'test/errors'], {
    env: { ...process.env, WEFT_UPDATE: '1' },
  });
});
