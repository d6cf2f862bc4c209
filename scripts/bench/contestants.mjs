// SPDX-License-Identifier: Apache-2.0
// Contestants with one interface: `start` prepares, `run` gives the milliseconds of calls, `distance` compares with NumPy's results.

import { spawn } from 'node:child_process';
import path from 'node:path';
import readline from 'node:readline';
import { capture, root } from '../lib/shell.mjs';
import { peerEnvironment } from './peers.mjs';

const PREPARE_MS = 900_000;
/** Largest difference over the largest magnitude that still counts as NumPy's answer: peers compile with fast-math. */
const TOLERANCE = 1e-7;
const SINGLE_TOLERANCE = 1e-3;
/** Runs of a job whose profile is read: enough that what is found by trying has been found in the typical one. */
const PROFILED = 8;

/** A Python process that holds the program of one peer; see test/bench/driver.py. */
export class Peer {
  #child;
  #lines;
  #errors = '';

  constructor(kind, program, size, threads, folder) {
    this.kind = kind;
    const driver = path.join(root, 'test/bench/driver.py');
    this.#child = spawn('/usr/bin/python3', [driver, kind, program.name, program.form, size, folder], {
      env: peerEnvironment(threads),
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#child.stdin.on('error', () => {});
    this.#child.stderr.on('data', (data) => {
      this.#errors = (this.#errors + data).slice(-2000);
    });
    this.#lines = readline.createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  async #answer() {
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), PREPARE_MS);
    const { value, done } = await this.#lines.next();
    clearTimeout(timer);
    if (done) throw new Error(this.#errors.trim().split('\n').pop() || 'the process ended');
    return JSON.parse(value);
  }

  #ask(text) {
    this.#child.stdin.write(`${text}\n`);
    return this.#answer();
  }

  async start() {
    this.compileMs = (await this.#answer()).compile_ms;
  }

  /** Writes inputs and results; gives the number of results, the bytes of all these arrays, and of temporaries that nobody can avoid. */
  async write() {
    const { results, array_bytes, temporary_bytes } = await this.#ask('write');
    return { results, arrayBytes: array_bytes, temporaryBytes: temporary_bytes };
  }

  async run(count) {
    return (await this.#ask(`run ${count}`)).ms;
  }

  /** How far the results in `files` are from this peer's, and how far they may be. */
  async distance(files) {
    const { distance, single } = await this.#ask(`check ${files.join(' ')}`);
    return { distance, tolerance: single ? SINGLE_TOLERANCE : TOLERANCE };
  }

  close() {
    this.#child.stdin.end();
    this.#child.kill('SIGKILL');
  }
}

/** Weft by its command line: each round is one job, whose worker runs the function `count` times. */
export class Weft {
  kind = 'weft';

  /** `home`: where its jobs live; `folder` has the inputs. */
  constructor(program, threads, folder, home) {
    this.program = program;
    this.threads = threads;
    this.folder = folder;
    this.home = home;
  }

  async #job(count) {
    const { program, folder, threads } = this;
    const command = [path.join(root, 'dist/weft.cjs'), 'run', `${program.file}:${program.task}`, '--json'];
    const inputs = ['--args', path.join(folder, 'inputs.npz'), '--out', path.join(folder, 'weft')];
    const how = ['--threads', String(threads), '--repeat', String(count)];
    const { code, stdout, stderr } = await capture(process.execPath, [...command, ...inputs, ...how], {
      env: this.home.env,
    });
    if (code !== 0) {
      const said = stderr.trim();
      throw new Error(said.split('\n').find((line) => /error/.test(line)) ?? said);
    }
    return JSON.parse(stdout);
  }

  /** Two jobs: one that compiles, one that finds the program in the cache. */
  async start() {
    this.home.emptyCache();
    const cold = await this.#job(1);
    const warm = await this.#job(1);
    this.compileMs = cold.timing.compile_ms;
    this.cachedMs = warm.timing.compile_cached ? warm.timing.compile_ms : undefined;
    this.peakBytes = cold.memory?.peak_bytes;
    this.files = cold.results.map((result) => path.resolve(root, result.file));
  }

  async run(count) {
    return (await this.#job(count)).timing.run_ms;
  }

  /** The profile of a job of some runs. */
  async profile() {
    await this.#job(PROFILED);
    return path.join(this.folder, 'weft', 'profile.weftprof');
  }

  close() {}
}
