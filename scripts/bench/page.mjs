// SPDX-License-Identifier: Apache-2.0
// docs/benchmarks.md and its chart.

import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { root } from '../lib/shell.mjs';
import { causes } from './causes.mjs';
import { chart } from './chart.mjs';
import { limitsLine } from './limits.mjs';
import {
  label,
  memoryRatio,
  milliseconds,
  offered,
  overC,
  overPeers,
  ratio,
  scaling,
  spread,
  time,
} from './ratios.mjs';
import { summary } from './report.mjs';
import { targets } from './targets.mjs';

const rowText = (cells) => `| ${cells.join(' | ')} |`;
const rule = (columns) => `|${'---|'.repeat(columns)}`;

function programTable(rows) {
  const titles = 'program,threads,Weft ms,spread,NumPy,Numba,Pythran,C,over the best peer,over C'.split(',');
  const faster = (row) => {
    const both = ['numba', 'numba-parallel'].map((kind) => time(row, kind)).filter((ms) => ms !== undefined);
    return both.length > 0 ? Math.min(...both) : undefined;
  };
  const body = rows.map((row) =>
    rowText([
      label(row),
      row.threads,
      row.contestants.weft?.failed ? 'failed' : milliseconds(time(row, 'weft')),
      spread(row),
      ...[time(row, 'numpy'), faster(row), time(row, 'pythran'), time(row, 'c')].map(milliseconds),
      ratio(overPeers(row)),
      row.contestants.c ? ratio(overC(row)) : '',
    ]),
  );
  return [rowText(titles), rule(titles.length), ...body].join('\n');
}

function largeTable(rows) {
  const titles = ['program', 'threads', 'Weft ms', 'spread', 'over one thread', 'a trivial loop'];
  const body = rows.map((row) => {
    const single = rows.find((one) => one.name === row.name && one.form === row.form && one.threads === 1);
    const { failed } = row.contestants.weft;
    return rowText([
      label(row),
      row.threads,
      failed ? 'failed' : milliseconds(time(row, 'weft')),
      spread(row),
      ...(row === single ? ['', ''] : [ratio(scaling(row, single)), ratio(offered(row))]),
    ]);
  });
  return [rowText(titles), rule(titles.length), ...body].join('\n');
}

function compileTable(rows) {
  const titles = ['program', 'threads', 'cold ms', 'from the cache ms', 'peak memory over inputs and results'];
  const body = rows.map((row) => {
    const weft = row.contestants.weft ?? {};
    return rowText([
      label(row),
      row.threads,
      milliseconds(weft.compileMs),
      milliseconds(weft.cachedMs),
      ratio(memoryRatio(row)),
    ]);
  });
  return [rowText(titles), rule(titles.length), ...body].join('\n');
}

function targetTable(all) {
  const body = all.map(({ title, measured, met }) => rowText([title, measured, met ? 'met' : 'short']));
  return [rowText(['target', 'measured', '']), rule(3), ...body].join('\n');
}

function shortTable(all) {
  const body = all.flatMap(({ title, measured, met, short, cause }) => [
    ...(cause && !met ? [rowText(['the whole class', '', title, measured, cause()])] : []),
    ...short.map(({ row, value }) => rowText([label(row), row.threads, title, value, causes(row, title)])),
  ]);
  return [rowText(['program', 'threads', 'target', 'measured', 'cause']), rule(5), ...body].join('\n');
}

function failureTable(rows) {
  const body = rows.flatMap((row) =>
    Object.entries(row.contestants)
      .filter(([, entry]) => entry.failed)
      .map(([kind, entry]) =>
        rowText([
          label(row),
          kind,
          entry.failed.split('\n')[0].replaceAll('|', '\\|').replaceAll(root, '').slice(0, 120),
        ]),
      ),
  );
  return [rowText(['program', 'contestant', 'why']), rule(3), ...new Set(body)].join('\n');
}

/** Renews docs/benchmarks.md and its chart. */
export function writePage({ rows, machine, large = [] }) {
  const all = targets(rows, machine, large);
  const compared = rows.filter((row) => row.form !== 'tiny');
  const many = Math.max(...rows.map((row) => row.threads));
  const bars = compared
    .filter((row) => row.threads === many && row.form !== 'loops' && overPeers(row) !== undefined)
    .map((row) => ({ name: row.name, group: row.class, ratio: overPeers(row) }));
  writeFileSync(path.join(root, 'docs/images/benchmarks.svg'), chart(bars));
  const text = `# Benchmarks

Made by \`npm run bench -- --write\`. Kernel time after compilation, the same number of threads for everybody, contestants in turns
within one run, every answer compared with NumPy's. Times are medians in milliseconds; ratios above 1 mean that Weft is faster.
Peers: Debian's NumPy (OpenBLAS), Numba and Pythran (both with fast-math; Weft in its strict default), C by gcc -O3 -march=native
(serial). The loop forms of PolyBench are compared with C; beside them NumPy runs its own form.
Machine: ${cpus()[0].model}, ${cpus().length} processors.
What it allows: ${machine.map(limitsLine).join('; ')}.

![Weft over the best of its peers, ${many} threads](images/benchmarks.svg)

## Targets

${targetTable(all)}

## Who falls short, and why

${shortTable(all)}

## By class

Sweeps are recurrences: steps that take whole rows, columns or vectors of the step before. Triangular are factors and products of
triangles, element by element or slice by slice; scalar are loops over single numbers.

\`\`\`
${summary(rows)}
\`\`\`

## Every program

${programTable(compared)}

## Several threads at large sizes

PolyBench at its LARGE sizes (with ten steps in time), the other programs at sizes that keep one thread busy for about 50 ms or more.

${large.length > 0 ? largeTable(large) : 'Not measured yet.'}

## Compilation and memory

${compileTable(compared.filter((row) => row.threads === many))}

## Calls of tiny programs

${rowText(['program', 'Weft µs', 'NumPy µs'])}
${rule(3)}
${rows
  .filter((row) => row.form === 'tiny' && row.threads === Math.min(...rows.map(({ threads }) => threads)))
  .map((row) => rowText([row.name, ...['weft', 'numpy'].map((kind) => (1000 * (time(row, kind) ?? NaN)).toFixed(2))]))
  .join('\n')}

## Contestants that failed

${failureTable(rows)}
`;
  writeFileSync(path.join(root, 'docs/benchmarks.md'), text);
}
