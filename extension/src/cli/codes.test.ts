// SPDX-License-Identifier: Apache-2.0
// Every code of the client stands in docs/cli.md, and every code there is used.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const SOURCES = path.resolve(__dirname, '..');

function codesUnder(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const file = path.join(folder, name);
    if (statSync(file).isDirectory()) return codesUnder(file);
    if (!name.endsWith('.ts') || name.endsWith('.test.ts')) return [];
    return (
      readFileSync(file, 'utf8')
        .match(/'WEFT4[4-6]\d'/g)
        ?.map((code) => code.slice(1, -1)) ?? []
    );
  });
}

it('the manual lists the codes that the client uses', () => {
  const manual = readFileSync(path.resolve(SOURCES, '..', '..', 'docs', 'cli.md'), 'utf8');
  const documented = [...manual.matchAll(/^\| (WEFT\d{3}) \|/gm)].map((match) => match[1]);
  expect(documented).toEqual([...new Set(codesUnder(SOURCES))].sort());
});
