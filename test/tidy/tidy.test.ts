// SPDX-License-Identifier: Apache-2.0
// House rules that a machine can check. Each test lists the offending files.

import { describe, expect, it } from 'vitest';
import { sources } from './sources';

const code = sources(/\.(ts|mjs|cpp|h|py|css)$/);
const programs = code.filter((file) => !/^test\/(golden|errors)\//.test(file.path));

/** A reason for each file that may be longer than a file should be. */
const mayBeLong = new Map<string, string>([]);

describe('tidy', () => {
  it('every source file names its licence first', () => {
    const missing = programs.filter(
      (file) => !file.text.split('\n').slice(0, 2).join('\n').includes('SPDX-License-Identifier: Apache-2.0'),
    );
    expect(missing.map((file) => file.path)).toEqual([]);
  });

  it('no file is longer than 600 lines', () => {
    const long = programs.filter((file) => file.text.split('\n').length > 601 && !mayBeLong.has(file.path));
    expect(long.map((file) => `${file.path}: ${file.text.split('\n').length}`)).toEqual([]);
  });

  it('no line ends in white space, every file ends in one newline', () => {
    const untidy = programs.filter((file) => /[ \t]+$/m.test(file.text) || !/[^\n]\n$|^$/.test(file.text));
    expect(untidy.map((file) => file.path)).toEqual([]);
  });

  it('nothing is skipped, focused or left unfinished', () => {
    const marks = /\b(?:it|test|describe)\.(?:only|skip|todo)\b|\bTO[D]O\b|\bFIX[M]E\b|raise NotImplemented[E]rror/;
    expect(programs.filter((file) => marks.test(file.text)).map((file) => file.path)).toEqual([]);
  });

  it('no absolute path of a machine stands in the project', () => {
    const everything = sources(/\.(ts|mjs|cpp|h|py|css|md|json|txt|sh|fbs)$/).filter(
      (file) => file.path !== 'package-lock.json',
    );
    const machinePath = /(^|[^A-Za-z0-9_.~-])\/(root|work|home\/[a-z]+)\//m;
    expect(everything.filter((file) => machinePath.test(file.text)).map((file) => file.path)).toEqual([]);
  });
});
