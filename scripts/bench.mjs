// SPDX-License-Identifier: Apache-2.0
// npm run bench [-- [--only NAMES] [--forms loops,numpy,science,tiny] [--peers KINDS] [--threads 1,2] [--rounds N] [--size quick|full] [--write]]
// Weft against what a user would pick instead, in turns within one run; every answer is checked.
// `--write` renews docs/benchmarks.md; `--page` does so from the numbers of the last run.
//   -- --keep    puts the binaries of now aside, for
//   -- --quick   which compares those of then with those of now on small inputs and names what became slower.
// Ratios of one run mean something on a shared machine; single times do not.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { compare, keep as keepBinaries } from './bench/compare.mjs';
import { Home } from './bench/home.mjs';
import { limits, limitsLine } from './bench/limits.mjs';
import { measure } from './bench/measure.mjs';
import { writePage } from './bench/page.mjs';
import { installPeers } from './bench/peers.mjs';
import { programs } from './bench/programs.mjs';
import { line, summary } from './bench/report.mjs';
import { targetLines } from './bench/targets.mjs';
import { buildProduct } from './build.mjs';
import { main, root } from './lib/shell.mjs';

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    size: { type: 'string', default: 'full' },
    only: { type: 'string' },
    forms: { type: 'string' },
    peers: { type: 'string' },
    threads: { type: 'string' },
    rounds: { type: 'string' },
    write: { type: 'boolean', default: false },
    page: { type: 'boolean', default: false },
    built: { type: 'boolean', default: false },
  },
});

const words = (text) => text?.split(',').filter(Boolean);
const results = path.join(root, 'build/bench/results.json');

function conclude({ machine, rows }) {
  process.stdout.write(`\n${summary(rows)}\n\n${targetLines(rows, machine).join('\n')}\n`);
}

/** The page of all programs measured last, those of earlier runs included. */
function page() {
  const { rows, machine } = JSON.parse(readFileSync(results, 'utf8'));
  writePage(rows, machine);
}

function chosen() {
  const names = words(options.only);
  const forms = words(options.forms);
  return programs().filter(({ name, form }) => (!names || names.includes(name)) && (!forms || forms.includes(form)));
}

async function measureAll(home) {
  await installPeers();
  mkdirSync(path.dirname(results), { recursive: true });
  const { size } = options;
  const threadCounts = (words(options.threads) ?? ['1', '2']).map(Number);
  const machine = [];
  for (const threads of threadCounts) {
    machine.push(await limits(threads));
    process.stdout.write(`${limitsLine(machine.at(-1))}\n`);
  }
  const all = [];
  const key = ({ name, form, threads }) => `${name} ${form} ${threads}`;
  const earlier = existsSync(results) ? JSON.parse(readFileSync(results, 'utf8')) : {};
  /** Programs that are not measured now keep their last numbers, for the page. */
  const keep = () => {
    const now = new Set(all.map(key));
    const kept = earlier.size === size ? earlier.rows.filter((row) => !now.has(key(row))) : [];
    const order = new Map(programs().map(({ name, form }, index) => [`${name} ${form}`, index]));
    const rows = [...all, ...kept].filter(({ name, form }) => order.has(`${name} ${form}`));
    rows.sort((a, b) => order.get(`${a.name} ${a.form}`) - order.get(`${b.name} ${b.form}`) || a.threads - b.threads);
    writeFileSync(results, `${JSON.stringify({ size, machine, rows }, null, 1)}\n`);
  };
  for (const program of chosen()) {
    const how = { home, only: words(options.peers) };
    const rows = await measure(program, size, threadCounts, Number(options.rounds ?? 5), how);
    all.push(...rows);
    for (const row of rows) process.stdout.write(`${line(row, rows[0])}\n`);
    keep();
  }
  return { machine, rows: all };
}

await main(async () => {
  if (options.page) return page();
  if (!options.built) await buildProduct();
  if (options.keep) return keepBinaries();
  if (options.quick) return compare(chosen(), Number(options.threads ?? 2), Number(options.rounds ?? 2));
  const home = new Home();
  try {
    conclude(await measureAll(home));
    if (options.write) page();
  } finally {
    await home.remove();
  }
});
