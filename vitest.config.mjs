// SPDX-License-Identifier: Apache-2.0
// Two sets of tests: the fast ones (default) need nothing but the sources and the addon;
// the slow ones (WEFT_SLOW=1) start the real daemon, sshd, Slurm and VS Code.

import path from 'node:path';
import { defineConfig } from 'vitest/config';

const slow = ['test/e2e/**/*.test.ts', 'test/differential/**/*.test.ts'];
const isSlow = process.env.WEFT_SLOW === '1';

export default defineConfig({
  resolve: { alias: { 'web-tree-sitter': path.resolve('node_modules/web-tree-sitter/web-tree-sitter.cjs') } },
  test: {
    include: isSlow ? slow : ['{extension,language-server,native,webview,test}/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'dist/**', ...(isSlow ? [] : slow)],
    testTimeout: isSlow ? 120_000 : 20_000,
    hookTimeout: isSlow ? 240_000 : 30_000,
    // Slow suites share ports, cores and a scheduler: one file after the other.
    fileParallelism: !isSlow,
    maxWorkers: 2,
  },
});
