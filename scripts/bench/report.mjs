// SPDX-License-Identifier: Apache-2.0
// The numbers of a run as text: a line a program, ratios by class, and docs/benchmarks.md with its chart.

import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { root } from '../lib/shell.mjs';
import { chart } from './chart.mjs';
import { limitsLine } from './limits.mjs';
import { median } from './measure.mjs';

const PEERS = ['numpy', 'numba', 'numba-parallel', 'pythran'];

const time = (row, kind) => {
  const entry = row.contestants[kind];
  return entry && !entry.failed && entry.ms.length > 0 ? median(entry.ms) : undefined;
};

/** The fastest of NumPy, Numba and Pythran, with its time. */
export function best(row) {
  const timed = PEERS.map((kind) => [kind, time(row, kind)]).filter(([, ms]) => ms !== undefined);
  return timed.sort((a, b) => a[1] - b[1])[0];
}

const over = (a, b) => (a === undefined || b === undefined ? undefined : a / b);
export const overPeers = (row) => over(best(row)?.[1], time(row, 'weft'));
export const overNumpy = (row) => over(time(row, 'numpy'), time(row, 'weft'));
export const overC = (row) => over(time(row, 'c'), time(row, 'weft'));

export function geometricMean(values) {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0
    ? undefined
    : Math.exp(known.reduce((sum, value) => sum + Math.log(value), 0) / known.length);
}

const milliseconds = (ms) => (ms === undefined ? '–' : ms < 10 ? ms.toFixed(3) : ms.toFixed(1));
const ratio = (value) => (value === undefined ? '–' : `${value < 10 ? value.toFixed(2) : value.toFixed(0)}×`);

/** How far apart the rounds of Weft were, as a part of their median. */
function spread(row) {
  const ms = row.contestants.weft?.ms ?? [];
  return ms.length < 2 ? '' : `±${Math.round((50 * (Math.max(...ms) - Math.min(...ms))) / median(ms))}%`;
}

export function line(row) {
  const peer = best(row);
  const cells = [
    `${row.name} ${row.form === 'science' ? '' : row.form}`.padEnd(28),
    `${row.threads}t`,
    `weft ${milliseconds(time(row, 'weft'))} ms ${spread(row)}`.padEnd(24),
    `best peer ${peer ? `${peer[0]} ${milliseconds(peer[1])}` : '–'}`.padEnd(34),
    `over it ${ratio(overPeers(row))}`.padEnd(15),
    `over NumPy ${ratio(overNumpy(row))}`.padEnd(18),
    row.contestants.c ? `over C ${ratio(overC(row))}` : '',
  ];
  const failures = Object.entries(row.contestants).filter(([, entry]) => entry.failed);
  return [
    cells.join('  ').trimEnd(),
    ...failures.map(([kind, entry]) => `    ${kind}: ${entry.failed.split('\n')[0].slice(0, 150)}`),
  ].join('\n');
}

function groups(rows) {
  const keys = [...new Set(rows.map((row) => `${row.class} ${row.threads}`))];
  return keys.map((key) => [key, rows.filter((row) => `${row.class} ${row.threads}` === key)]);
}

export function summary(rows) {
  const lines = [
    'class, threads: geometric means over the best peer, over NumPy, over C; slowest program against the best peer',
  ];
  for (const [key, members] of [...groups(rows), ['all', rows]]) {
    const worst = members.filter((row) => overPeers(row) !== undefined).sort((a, b) => overPeers(a) - overPeers(b))[0];
    const means = [overPeers, overNumpy, overC].map((each) => ratio(geometricMean(members.map(each))).padEnd(8));
    lines.push(
      `${key.padEnd(16)} ${String(members.length).padEnd(4)} ${means.join(' ')} ${worst ? `${worst.name} ${worst.form} ${ratio(overPeers(worst))}` : ''}`,
    );
  }
  return lines.join('\n');
}

function table(rows) {
  const head =
    '| program | threads | Weft ms | spread | NumPy | Numba | Pythran | C | over the best peer | over C |\n|---|---|---|---|---|---|---|---|---|---|';
  const faster = (row) => {
    const both = ['numba', 'numba-parallel'].map((kind) => time(row, kind)).filter((ms) => ms !== undefined);
    return both.length > 0 ? Math.min(...both) : undefined;
  };
  const body = rows.map((row) => {
    const cells = [
      `${row.name}${row.form === 'science' ? '' : `, ${row.form}`}`,
      row.threads,
      row.contestants.weft?.failed ? 'failed' : milliseconds(time(row, 'weft')),
      spread(row),
      ...[time(row, 'numpy'), faster(row), time(row, 'pythran'), time(row, 'c')].map(milliseconds),
      ratio(overPeers(row)),
      row.contestants.c ? ratio(overC(row)) : '',
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [head, ...body].join('\n');
}

/** Renews docs/benchmarks.md and its chart. */
export async function writePage(rows, machine) {
  const failures = rows.flatMap((row) =>
    Object.entries(row.contestants)
      .filter(([, entry]) => entry.failed)
      .map(
        ([kind, entry]) =>
          `| ${row.name}, ${row.form} | ${kind} | ${entry.failed.split('\n')[0].replaceAll('|', '\\|').slice(0, 120)} |`,
      ),
  );
  writeFileSync(
    path.join(root, 'docs/images/benchmarks.svg'),
    chart(
      rows
        .filter((row) => overPeers(row) !== undefined)
        .map((row) => ({ name: row.name, group: row.class, ratio: overPeers(row) })),
    ),
  );
  const text = `# Benchmarks

Made by \`npm run bench -- --write\`. Kernel time after compilation, the same number of threads for everybody, contestants in turns
within one run, every answer compared with NumPy's. Times are medians in milliseconds; ratios above 1 mean that Weft is faster.
Peers: Debian's NumPy (OpenBLAS), Numba and Pythran (both with fast-math; Weft in its strict default), C by gcc -O3 -march=native.
Machine: ${cpus()[0].model}, ${cpus().length} processors.
What it allows: ${machine.map(limitsLine).join('; ')}.

![Weft over the best of its peers](images/benchmarks.svg)

## By class

\`\`\`
${summary(rows)}
\`\`\`

## Every program

${table(rows)}

## Who failed

| program | contestant | why |
|---|---|---|
${[...new Set(failures)].join('\n')}
`;
  writeFileSync(path.join(root, 'docs/benchmarks.md'), text);
}
