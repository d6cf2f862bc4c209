// SPDX-License-Identifier: Apache-2.0
// The project's own source files, as git sees them (tracked, or new and not ignored), for the tests that read sources.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '../..');

export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

function listed(): string[] {
  const output = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' });
  return output.split('\n').filter((name) => name !== '' && existsSync(path.join(root, name)));
}

/** Files whose path matches, generated code left out. */
export function sources(pattern: RegExp): SourceFile[] {
  return listed()
    .filter((name) => pattern.test(name) && !name.includes('/generated/'))
    .map((name) => ({ path: name, text: readFileSync(path.join(root, name), 'utf8') }));
}
