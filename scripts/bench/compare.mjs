// SPDX-License-Identifier: Apache-2.0
// Did a change make something slower? The binaries put aside before it and those of now, in turns, on small inputs.

import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { capture, root, StepError } from '../lib/shell.mjs';
import { Peer, Weft } from './contestants.mjs';
import { Home } from './home.mjs';
import { geometricMean, label, ratio } from './ratios.mjs';

const NOW = path.join(root, 'build/native/bin');
const THEN = path.join(root, 'build/bench/kept');
/** Slower than this by the best of all rounds is told. */
const NOTED = 1.1;
const CALLS = 20;

/** Puts the binaries of now aside. */
export async function keep() {
  mkdirSync(THEN, { recursive: true });
  for (const name of ['weftd', 'weft-worker']) copyFileSync(path.join(NOW, name), path.join(THEN, name));
  const { stdout } = await capture('git', ['describe', '--always', '--dirty']);
  writeFileSync(path.join(THEN, 'version'), stdout);
  process.stdout.write(`kept the binaries of ${stdout.trim()}\n`);
}

/** The inputs of a program are written once by NumPy's side. */
async function inputsOf(program) {
  const folder = path.join(root, 'build/bench/data', `quick-${program.name}-${program.form}`);
  if (existsSync(path.join(folder, 'inputs.npz'))) return folder;
  mkdirSync(folder, { recursive: true });
  const numpy = new Peer(
    'numpy',
    program.form === 'loops' ? { ...program, form: 'numpy' } : program,
    'quick',
    1,
    folder,
  );
  await numpy.start();
  await numpy.write();
  numpy.close();
  return folder;
}

/** The least time of each side over all rounds, in ms. */
async function pair(program, threads, rounds, homes) {
  const folder = await inputsOf(program);
  const sides = homes.map((home) => new Weft(program, threads, folder, home));
  const least = [Infinity, Infinity];
  for (let round = 0; round < rounds; round++) {
    for (const [side, weft] of sides.entries()) least[side] = Math.min(least[side], ...(await weft.run(CALLS)));
  }
  return least;
}

export async function compare(programs, threads, rounds) {
  if (!existsSync(path.join(THEN, 'version'))) {
    throw new StepError(
      'there are no binaries to compare with',
      'Run `npm run bench -- --keep` at the state you want to compare with',
    );
  }
  process.stdout.write(`against ${readFileSync(path.join(THEN, 'version'), 'utf8').trim()}, ${threads} threads\n`);
  const homes = [new Home(THEN), new Home(NOW)];
  const gains = [];
  try {
    for (const program of programs) {
      const [then, now] = await pair(program, threads, rounds, homes);
      gains.push({ program, gain: then / now });
      if (then / now < 1 / NOTED) {
        process.stdout.write(`slower  ${label(program).padEnd(28)} ${ratio(now / then)} of the time before\n`);
      }
    }
  } finally {
    for (const home of homes) await home.remove();
  }
  const faster = gains.filter(({ gain }) => gain > NOTED).sort((a, b) => b.gain - a.gain);
  for (const { program, gain } of faster) {
    process.stdout.write(`faster  ${label(program).padEnd(28)} ${ratio(gain)} as fast\n`);
  }
  const mean = geometricMean(gains.map(({ gain }) => gain));
  process.stdout.write(`${gains.length} programs, ${ratio(mean)} as fast in geometric mean\n`);
}
