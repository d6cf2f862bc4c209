// SPDX-License-Identifier: Apache-2.0
// Weft's table against NumPy's own public list (public-names.json: NumPy 2's functions with their parameters).

import { parseParameters } from './call';
import type { Entry } from './entry';
import publicNames from './public-names.json';
import { refusalOf } from './refusals';

export interface Coverage {
  /** `np.linalg.solve`, as people write it. */
  readonly name: string;
  readonly state: 'supported' | 'partly' | 'refused' | 'missing';
  /** Partly: the parameters of NumPy that are not there. Refused: why, and what to write. */
  readonly note: string;
}

export interface Module {
  /** Key of the list. */
  readonly name: string;
  /** As people write it, with the dot. */
  readonly prefix: string;
  find(name: string): Entry | undefined;
  /** How refusals call a function of this module. */
  qualified(name: string): string;
}

/** Parameters that change no value: memory order, subclasses and devices. */
const WITHOUT_EFFECT: ReadonlySet<string> = new Set([
  ...['subok', 'like', 'order', 'device', 'signature', 'extobj', 'copy', 'hermitian', 'mmap_mode', 'max_header_size'],
  ...['allow_pickle', 'fix_imports', 'encoding', 'quantiles', 'interpolation', 'optimize', 'bias'],
]);

/** One row for each public function of `module`, by name. */
export function coverageOf(module: Module): Coverage[] {
  const listed: Readonly<Record<string, readonly string[]>> = (
    publicNames as Record<string, Record<string, readonly string[]>>
  )[module.name]!;
  return Object.entries(listed).map(([name, parameters]): Coverage => {
    const shown = `${module.prefix}${name}`;
    const entry = module.find(name);
    if (entry === undefined || entry.lowering === 'refused') {
      const refusal = refusalOf(module.qualified(name));
      if (refusal === undefined) return { name: shown, state: 'missing', note: 'not compiled yet' };
      return { name: shown, state: 'refused', note: `${refusal.reason}. ${refusal.instead}` };
    }
    const own = typeof entry.method === 'string' && module.name === 'numpy.ndarray' ? entry.method : entry.parameters;
    const known = new Set(parseParameters(own).map((parameter) => parameter.name));
    const absent = parameters.filter(
      (parameter) => !parameter.startsWith('*') && !known.has(parameter) && !WITHOUT_EFFECT.has(parameter),
    );
    // C functions and ufuncs name their operands in other words.
    const operands =
      /^(x|x1|x2|a|b|arr|ary|m|obj|object|array|arrays|tup|seq|p|c|v|input|dtype|shape|y|condition|indices|values|ind)$/;
    const named = absent.filter((parameter) => !operands.test(parameter));
    if (named.length === 0) return { name: shown, state: 'supported', note: '' };
    return { name: shown, state: 'partly', note: `without ${named.map((each) => `\`${each}\``).join(', ')}` };
  });
}
