// SPDX-License-Identifier: Apache-2.0
// The TypeScript part: one esbuild bundle for each entry, and the files that travel beside them.

import { cpSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { root } from './shell.mjs';

const dist = path.join(root, 'dist');
const node = (name) => path.join(root, 'node_modules', name);

/**
 * Libraries that extension and command line load on first use, each in a file of its own: reading them with the rest took
 * two thirds of the time that a window waits for the extension, and a third of that of `weft check`.
 */
const lazyLibraries = { 'vscode-languageclient/node': 'language-client.cjs', ssh2: 'ssh2.cjs' };

/** Has a bundle take the given modules from files beside it. */
function besides(modules) {
  const names = Object.keys(modules).map((name) => name.replaceAll('/', '\\/'));
  return {
    name: 'besides',
    setup(build) {
      build.onResolve({ filter: new RegExp(`^(?:${names.join('|')})$`) }, ({ path: name }) => ({
        path: `./${modules[name]}`,
        external: true,
      }));
    },
  };
}

/** Builds dist/*.cjs, the viewer, and copies wasm files and the Python package. */
export async function bundleTypeScript() {
  const { build } = await import('esbuild');
  const common = { bundle: true, logLevel: 'warning', absWorkingDir: root, legalComments: 'none', minifySyntax: true };
  const forNode = {
    ...common,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    outExtension: { '.js': '.cjs' },
    outdir: dist,
    external: ['vscode', 'cpu-features', '*.node'],
    // The ESM entry of web-tree-sitter does not survive bundling into CommonJS.
    alias: { 'web-tree-sitter': node('web-tree-sitter/web-tree-sitter.cjs') },
  };
  await build({ ...forNode, entryPoints: { server: 'language-server/src/server/main.ts' } });
  const lazy = {
    plugins: [besides(lazyLibraries)],
    // `require`, also where the source says `import()`: Node finds only some of the names that a bundle exports.
    supported: { 'dynamic-import': false },
  };
  await build({ ...forNode, ...lazy, entryPoints: { extension: 'extension/src/main.ts' } });
  for (const [library, file] of Object.entries(lazyLibraries)) {
    await build({ ...forNode, entryPoints: { [path.basename(file, '.cjs')]: library } });
  }
  await build({
    ...forNode,
    ...lazy,
    entryPoints: { weft: 'extension/src/cli/main.ts' },
    banner: { js: '#!/usr/bin/env node' },
  });
  await build({
    ...common,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    minify: true,
    outdir: dist,
    entryPoints: { viewer: 'webview/src/main.ts', results: 'webview/src/results/main.ts' },
  });
  mkdirSync(dist, { recursive: true });
  cpSync(node('web-tree-sitter/web-tree-sitter.wasm'), path.join(dist, 'web-tree-sitter.wasm'));
  cpSync(node('tree-sitter-python/tree-sitter-python.wasm'), path.join(dist, 'tree-sitter-python.wasm'));
  cpSync(path.join(root, 'runtime/python/weft'), path.join(dist, 'python/weft'), {
    recursive: true,
    filter: (source) => !source.includes('__pycache__'),
  });
}
