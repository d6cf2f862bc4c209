// SPDX-License-Identifier: Apache-2.0
// npm run bench [-- --quick] [--only NAMES] [--forms loops,numpy,science] [--peers KINDS] [--threads 1,2] [--rounds N] [--write]
// Weft against what a user would pick instead, in turns within one run; every answer is checked.
// `--write` renews docs/benchmarks.md. Ratios of one run mean something on a shared machine; single times do not.

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { limits, limitsLine } from './bench/limits.mjs';
import { measure } from './bench/measure.mjs';
import { installPeers } from './bench/peers.mjs';
import { programs } from './bench/programs.mjs';
import { line, summary, writePage } from './bench/report.mjs';
import { buildProduct } from './build.mjs';
import { main, root } from './lib/shell.mjs';

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    forms: { type: 'string' },
    peers: { type: 'string' },
    threads: { type: 'string' },
    rounds: { type: 'string' },
    write: { type: 'boolean', default: false },
    built: { type: 'boolean', default: false },
  },
});

const words = (text) => text?.split(',').filter(Boolean);
const results = path.join(root, 'build/bench/results.json');

await main(async () => {
  if (!options.built) await buildProduct();
  await installPeers();
  mkdirSync(path.dirname(results), { recursive: true });
  const size = options.quick ? 'quick' : 'full';
  const names = words(options.only);
  const forms = words(options.forms);
  const chosen = programs().filter(
    ({ name, form }) => (!names || names.includes(name)) && (!forms || forms.includes(form)),
  );
  const rows = [];
  const machine = [];
  for (const threads of (words(options.threads) ?? (options.quick ? ['2'] : ['1', '2'])).map(Number)) {
    machine.push(await limits(threads));
    process.stdout.write(`${limitsLine(machine.at(-1))}\n`);
    for (const program of chosen) {
      const row = await measure(
        program,
        size,
        threads,
        Number(options.rounds ?? (options.quick ? 1 : 5)),
        words(options.peers),
      );
      rows.push(row);
      process.stdout.write(`${line(row)}\n`);
      writeFileSync(results, `${JSON.stringify({ size, machine, rows }, null, 1)}\n`);
    }
  }
  process.stdout.write(`\n${summary(rows)}\n`);
  if (options.write) await writePage(rows, machine);
});
