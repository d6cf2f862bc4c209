// SPDX-License-Identifier: Apache-2.0
// Generated TypeScript is committed; this test makes it again from the schemas and compares. `WEFT_UPDATE=1` writes it.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './sources';

const folder = 'weft/wire';

/** flatc's TypeScript of `schema`, in `target`. */
function generate(schema: string, target: string): void {
  execFileSync('flatc', ['--ts', '--gen-object-api', '-o', target, path.join(root, `runtime/schema/${schema}.fbs`)]);
}

describe('generated files', () => {
  it('the TypeScript wire code is what the schemas give', () => {
    const fresh = mkdtempSync(path.join(tmpdir(), 'weft-schema-'));
    try {
      for (const name of ['graph', 'control', 'profile']) generate(name, fresh);
      const committed = path.join(root, 'language-server/src/wire/generated', folder);
      const names = readdirSync(path.join(fresh, folder)).sort();
      // The runtime library types vectors of strings more widely than this flatc writes them.
      const made = new Map(
        names.map((name) => [name, `// @ts-nocheck\n${readFileSync(path.join(fresh, folder, name), 'utf8')}`]),
      );
      if (process.env.WEFT_UPDATE === '1') {
        rmSync(committed, { recursive: true, force: true });
        mkdirSync(committed, { recursive: true });
        for (const [name, text] of made) writeFileSync(path.join(committed, name), text);
      }
      expect(readdirSync(committed).sort()).toEqual(names);
      for (const [name, text] of made) expect(readFileSync(path.join(committed, name), 'utf8'), name).toBe(text);
    } finally {
      rmSync(fresh, { recursive: true, force: true });
    }
  });

  it('docs/performance.md names the optimisations that have a switch', () => {
    const header = readFileSync(path.join(root, 'runtime/src/base/switches.h'), 'utf8');
    const rows = [...header.matchAll(/^ {2}bool (\w+) = true; +\/\/ (.*)$/gm)].map(
      ([, name, text]) => `| \`${name}\` | ${text} |`,
    );
    const table = ['| name | what it does |', '|---|---|', ...rows].join('\n');
    const file = path.join(root, 'docs/performance.md');
    const text = readFileSync(file, 'utf8');
    const made = text.replace(
      /(<!-- switches -->\n)[\s\S]*(<!-- end of switches -->)/,
      (_, start, end) => `${start}\n${table}\n\n${end}`,
    );
    if (process.env.WEFT_UPDATE === '1') writeFileSync(file, made);
    expect(readFileSync(file, 'utf8')).toBe(made);
  });
});
