// SPDX-License-Identifier: Apache-2.0
// Why a program falls short of a target: what was found when it was measured.

/** By program's name (with its form, where the forms differ); `compile` and `memory` are about those targets. */
const CAUSES = {};

const kindOf = (title) => (/ompilation/.test(title) ? 'compile' : /memory/.test(title) ? 'memory' : 'time');

export function causes(row, title) {
  const known = CAUSES[`${row.name}, ${row.form}`] ?? CAUSES[row.name] ?? {};
  return known[kindOf(title)] ?? 'not known yet';
}
