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

  /** Writes inputs and results; gives the number of results. */
  async write() {
    return (await this.#ask('write')).results;
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

  constructor(program, threads, folder, options = []) {
    this.program = program;
    this.threads = threads;
    this.folder = folder;
    this.options = options;
  }

  async #job(count) {
    const { program, folder } = this;
    const out = path.join(folder, 'weft');
    const task = `${program.file}:${program.task}`;
    const args = [
      'run',
      task,
      '--args',
      path.join(folder, 'inputs.npz'),
      '--out',
      out,
      '--threads',
      String(this.threads),
    ];
    const { code, stdout, stderr } = await capture(process.execPath, [
      path.join(root, 'dist/weft.cjs'),
      ...args,
      '--repeat',
      String(count),
      '--json',
      ...this.options,
    ]);
    if (code !== 0)
      throw new Error(
        stderr
          .trim()
          .split('\n')
          .find((line) => /error/.test(line)) ?? stderr.trim(),
      );
    return JSON.parse(stdout);
  }

  async start() {
    const job = await this.#job(1);
    this.compileMs = job.timing.compile_ms;
    this.files = job.results.map((result) => path.resolve(root, result.file));
  }

  async run(count) {
    return (await this.#job(count)).timing.run_ms;
  }

  close() {}
}
