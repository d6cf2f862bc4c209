// SPDX-License-Identifier: Apache-2.0
// The one direction of dependency: reads every import and include and refuses any other (ARCHITECTURE.md, "Map").

import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { sources } from './sources';

/** For each folder, the folders of ours it may import from; the longest matching prefix decides. */
const mayImport: Record<string, readonly string[]> = {
  'language-server/src/core/graph': [],
  'language-server/src/core/syntax': ['language-server/src/core'],
  'language-server/src/core': ['language-server/src/core'],
  'language-server/src/wire': ['language-server/src/core', 'language-server/src/wire'],
  'language-server/src/ide': ['language-server/src/core'],
  'language-server/src/server': [
    'language-server/src/core',
    'language-server/src/ide',
    'language-server/src/wire',
    'native',
  ],
  'extension/src/net': ['language-server/src/wire'],
  'extension/src/ssh': ['extension/src/net'],
  'extension/src/cluster': [
    'extension/src/net',
    'extension/src/ssh',
    'language-server/src/core',
    'language-server/src/wire',
  ],
  'extension/src/profile': ['native', 'language-server/src/core', 'language-server/src/wire'],
  'extension/src/cli': [
    'extension/src/net',
    'extension/src/ssh',
    'extension/src/cluster',
    'extension/src/profile',
    'extension/src/results',
    'language-server/src/core',
    'language-server/src/wire',
    'native',
  ],
  'extension/src': [
    'extension/src',
    'language-server/src/server/protocol',
    'language-server/src/core',
    'language-server/src/wire',
    'native',
    'webview/src',
  ],
  native: ['language-server/src/core', 'language-server/src/wire'],
  'webview/src/model': ['native', 'language-server/src/wire', 'language-server/src/core'],
  'webview/src/layout': ['webview/src/model'],
  'webview/src/draw': ['webview/src/model', 'webview/src/layout'],
  'webview/src': ['webview/src', 'native'],
};

const mayInclude: Record<string, readonly string[]> = {
  base: [],
  graph: ['base'],
  memory: ['base'],
  profile: ['base'],
  engine: ['base', 'memory', 'profile'],
  kernels: ['base', 'memory', 'profile', 'engine', 'graph'],
  compile: ['base', 'graph', 'memory', 'profile', 'engine', 'kernels'],
  net: ['base'],
  daemon: ['base', 'graph', 'memory', 'net'],
  worker: ['base', 'graph', 'memory', 'profile', 'engine', 'kernels', 'compile'],
};

const isTest = (name: string) => /\.test\.ts$|_test\.cpp$/.test(name);

describe('dependencies point one way', () => {
  it('in TypeScript', () => {
    const folders = Object.keys(mayImport).sort((a, b) => b.length - a.length);
    const wrong: string[] = [];
    for (const file of sources(/^(extension|language-server|native|webview)\/.*\.ts$/)) {
      if (isTest(file.path)) continue;
      const folder = folders.find((name) => file.path.startsWith(`${name}/`));
      for (const [, specifier] of file.text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']*)'/g)) {
        const target = path.posix.normalize(path.posix.join(path.posix.dirname(file.path), specifier!));
        const allowed =
          folder !== undefined &&
          [folder, ...mayImport[folder]!].some((name) => target === name || target.startsWith(`${name}/`));
        if (!allowed) wrong.push(`${file.path} → ${target}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('only the extension main, context, client and features know vscode', () => {
    const wrong = sources(/^(extension|language-server|native|webview)\/.*\.ts$/)
      .filter((file) => /from 'vscode(?:-languageclient[^']*)?'/.test(file.text))
      .map((file) => file.path)
      .filter((name) => !/^extension\/src\/(main|context)\.ts$|^extension\/src\/(features|client)\//.test(name));
    expect(wrong).toEqual([]);
  });

  it('in C++', () => {
    const wrong: string[] = [];
    for (const file of sources(/^runtime\/src\/.*\.(h|cpp)$/)) {
      if (isTest(file.path)) continue;
      const folder = file.path.split('/')[2]!;
      for (const [, target] of file.text.matchAll(/^#include "([a-z]+)\//gm)) {
        if (target === folder || target === 'doctest') continue;
        if (target! in mayInclude && !mayInclude[folder]!.includes(target!)) wrong.push(`${file.path} → ${target}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});
