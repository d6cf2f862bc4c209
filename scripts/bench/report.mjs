// SPDX-License-Identifier: Apache-2.0
// The numbers of a run on a terminal: a line for each row, ratios by class, and the targets.

import {
  best,
  geometricMean,
  groups,
  milliseconds,
  offered,
  overC,
  overNumpy,
  overPeers,
  ratio,
  scaling,
  spread,
  time,
} from './ratios.mjs';

/** `single`: the row of the same program on one thread. */
export function line(row, single) {
  const peer = best(row);
  const weft = row.contestants.weft ?? {};
  const cells = [
    `${row.name} ${row.form === 'science' ? '' : row.form}`.padEnd(28),
    `${row.threads}t`,
    `weft ${milliseconds(time(row, 'weft'))} ms ${spread(row)}`.padEnd(24),
    `best peer ${peer ? `${peer[0]} ${milliseconds(peer[1])}` : '–'}`.padEnd(34),
    `over it ${ratio(overPeers(row))}`.padEnd(15),
    `over NumPy ${ratio(overNumpy(row))}`.padEnd(18),
    `compiled ${milliseconds(weft.compileMs)} ms, cached ${milliseconds(weft.cachedMs)}`.padEnd(34),
    row.contestants.c ? `over C ${ratio(overC(row))}` : '',
    single && single !== row ? `over one thread ${ratio(scaling(row, single))} of ${ratio(offered(row))}` : '',
  ];
  const failures = Object.entries(row.contestants).filter(([, entry]) => entry.failed);
  return [
    cells.join('  ').trimEnd(),
    ...failures.map(([kind, entry]) => `    ${kind}: ${entry.failed.split('\n')[0].slice(0, 150)}`),
  ].join('\n');
}

export function summary(rows) {
  const lines = [
    'class, threads: geometric means over the best peer, over NumPy, over C; slowest program against the best peer',
  ];
  const compared = rows.filter((row) => row.form !== 'tiny');
  for (const [key, members] of [...groups(rows), ['all', compared]]) {
    const worst = members.filter((row) => overPeers(row) !== undefined).sort((a, b) => overPeers(a) - overPeers(b))[0];
    const means = [overPeers, overNumpy, overC].map((of) => ratio(geometricMean(members.map(of))).padEnd(8));
    lines.push(
      `${key.padEnd(16)} ${String(members.length).padEnd(4)} ${means.join(' ')} ${worst ? `${worst.name} ${worst.form} ${ratio(overPeers(worst))}` : ''}`,
    );
  }
  return lines.join('\n');
}
