// SPDX-License-Identifier: Apache-2.0
// docs/diagnostics is what the tables say. WEFT_UPDATE=1 rewrites it.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeDiagnostic, sortDiagnostics } from './diagnostic';
import { renderDiagnosticDocs } from './page';

const folder = join(__dirname, '../../../../docs/diagnostics');
const pages = renderDiagnosticDocs();

describe('docs/diagnostics', () => {
  it('has a page for every code and no other', () => {
    if (process.env.WEFT_UPDATE === '1') {
      mkdirSync(folder, { recursive: true });
      for (const name of readdirSync(folder)) if (!pages.has(name)) rmSync(join(folder, name));
      for (const [name, text] of pages) writeFileSync(join(folder, name), text);
    }
    expect(readdirSync(folder).sort()).toEqual([...pages.keys()].sort());
  });

  it.each([...pages])('%s is fresh', (name, text) => {
    const path = join(folder, name);
    expect(existsSync(path) ? readFileSync(path, 'utf8') : undefined).toBe(text);
  });
});

describe('a diagnostic', () => {
  const range = { startLine: 3, startColumn: 4, endLine: 3, endColumn: 9 };

  it('says what and why, and what to do instead', () => {
    expect(makeDiagnostic('WEFT140', range, { name: 'scale' })).toEqual({
      code: 'WEFT140',
      severity: 'error',
      message: "Name `scale` is not defined — neither the function, the module nor Python's builtins define it",
      help: 'Define it, import it, or correct the spelling',
      range,
    });
  });

  it('is listed by position and once', () => {
    const late = makeDiagnostic('WEFT101', range, {});
    const early = makeDiagnostic('WEFT101', { ...range, startLine: 1 }, {});
    expect(sortDiagnostics([late, early, late])).toEqual([early, late]);
  });
});
