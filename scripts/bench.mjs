// SPDX-License-Identifier: Apache-2.0
// npm run bench [-- [--only NAMES] [--forms loops,numpy,science,tiny] [--peers KINDS] [--threads 1,2] [--rounds N] [--size quick|full|large] [--write]]
// Weft against what a user would pick instead, in turns within one run; every answer is checked.
// At large sizes Weft runs alone, on one and on several threads; without `--size`, a run measures full and large ones.
// `--write` renews docs/benchmarks.md; `--page` does so from the numbers of the last run.
//   -- --keep    puts the binaries of now aside, for
//   -- --quick   which compares those of then with those of now on small inputs and names what became slower.
// Ratios of one run mean something on a shared machine; single times do not.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { compare, keep as keepBinaries } from './bench/compare.mjs';
import { Home } from './bench/home.mjs';
import { measureLarge } from './bench/large.mjs';
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
    size: { type: 'string' },
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
const hasLargeSize = ({ form, serial }) => form !== 'tiny' && !serial;

function conclude({ machine, rows, large }) {
  process.stdout.write(`\n${summary(rows)}\n\n${targetLines(rows, machine, large).join('\n')}\n`);
}

/** The page of all programs measured last, those of earlier runs included. */
function page() {
  writePage(JSON.parse(readFileSync(results, 'utf8')));
}

function chosen() {
  const names = words(options.only);
  const forms = words(options.forms);
  return programs().filter(({ name, form }) => (!names || names.includes(name)) && (!forms || forms.includes(form)));
}

/** Writes what was measured; programs that are not measured now keep their last numbers, for the page. */
function keep(measured, machine) {
  const key = ({ name, form, threads }) => `${name} ${form} ${threads}`;
  const order = new Map(programs().map(({ name, form }, index) => [`${name} ${form}`, index]));
  const earlier = existsSync(results) ? JSON.parse(readFileSync(results, 'utf8')) : {};
  const merged = Object.entries(measured).map(([part, now]) => {
    const known = new Set(now.map(key));
    const rows = [...now, ...(earlier[part] ?? []).filter((row) => !known.has(key(row)))];
    const kept = rows.filter(({ name, form }) => order.has(`${name} ${form}`));
    kept.sort((a, b) => order.get(`${a.name} ${a.form}`) - order.get(`${b.name} ${b.form}`) || a.threads - b.threads);
    return [part, kept];
  });
  writeFileSync(results, `${JSON.stringify({ machine, ...Object.fromEntries(merged) }, null, 1)}\n`);
}

async function measureAll(home) {
  await installPeers();
  mkdirSync(path.dirname(results), { recursive: true });
  const sizes = options.size ? [options.size] : ['full', 'large'];
  const threadCounts = (words(options.threads) ?? ['1', '2']).map(Number);
  const machine = [];
  for (const threads of threadCounts) {
    machine.push(await limits(threads));
    process.stdout.write(`${limitsLine(machine.at(-1))}\n`);
  }
  const rounds = options.rounds && Number(options.rounds);
  const how = { home, only: words(options.peers) };
  const measured = { rows: [], large: [] };
  const note = (part, rows) => {
    measured[part].push(...rows);
    for (const row of rows) process.stdout.write(`${line(row, rows[0])}\n`);
    if (options.size !== 'quick') keep(measured, machine);
  };
  for (const size of sizes.filter((name) => name !== 'large')) {
    for (const program of chosen()) note('rows', await measure(program, size, threadCounts, rounds ?? 5, how));
  }
  if (sizes.includes('large')) {
    for (const program of chosen().filter(hasLargeSize)) {
      note('large', await measureLarge(program, threadCounts, rounds ?? 3, how));
    }
  }
  return { machine, ...measured };
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
