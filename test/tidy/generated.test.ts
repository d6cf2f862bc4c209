// SPDX-License-Identifier: Apache-2.0
// Generated TypeScript is committed; this test makes it again from the schemas and compares.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './sources';

const folder = 'weft/wire';

describe('generated files', () => {
  it('the TypeScript wire code is what the schemas give', () => {
    const fresh = mkdtempSync(path.join(tmpdir(), 'weft-schema-'));
    try {
      for (const name of ['graph', 'control', 'profile']) {
        execFileSync('flatc', ['--ts', '--gen-object-api', '-o', fresh, path.join(root, `runtime/schema/${name}.fbs`)]);
      }
      const committed = path.join(root, 'language-server/src/wire/generated', folder);
      const names = readdirSync(path.join(fresh, folder)).sort();
      expect(readdirSync(committed).sort()).toEqual(names);
      for (const name of names) {
        expect(readFileSync(path.join(committed, name), 'utf8'), name).toBe(
          readFileSync(path.join(fresh, folder, name), 'utf8'),
        );
      }
    } finally {
      rmSync(fresh, { recursive: true, force: true });
    }
  });
});
