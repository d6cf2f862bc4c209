// SPDX-License-Identifier: Apache-2.0
// What the editor says about a function of the library, from its row of the table.

import type { LibraryModule } from '../types/value';
import { coverageOf } from './coverage';
import type { Entry } from './entry';
import { MODULES } from './render';

let notes: ReadonlyMap<string, string> | undefined;

/** Which of NumPy's parameters Weft does not take. */
function missingParameters(name: string): string {
  notes ??= new Map(
    MODULES.flatMap((module) => coverageOf(module))
      .filter((row) => row.state === 'partly')
      .map((row) => [row.name, row.note]),
  );
  return notes.get(name) ?? '';
}

const PREFIX: Partial<Record<LibraryModule, string>> = { numpy: 'np.', method: 'a.' };

/** Markdown: a sentence, the rules of element type and shape, what is not taken, and where all of it stands. */
export function describeEntry(entry: Entry, module: LibraryModule): string {
  const name = `${PREFIX[module] ?? ''}${entry.name}`.replace(/^Generator\./, 'rng.');
  const note = missingParameters(name);
  const rules = [
    ...(entry.dtype === '' ? [] : [`- Element type: ${entry.dtype}`]),
    ...(entry.shape === '' ? [] : [`- Shape: ${entry.shape}`]),
    ...(note === '' ? [] : [`- Not compiled: ${note.replace(/^without /, '')}`]),
  ];
  const section = entry.group === 'Universal functions' ? 'Methods of universal functions' : entry.group;
  return [`${entry.doc}.`, rules.join('\n'), `See \`docs/numpy.md\`, ${section}.`]
    .filter((part) => part !== '')
    .join('\n\n');
}
