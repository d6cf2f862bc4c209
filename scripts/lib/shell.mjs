// SPDX-License-Identifier: Apache-2.0
// Running programs with visible progress: one line for each step, its output kept in a log file and shown only on failure.

import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const logs = path.join(root, 'build/logs');

/** An expected failure: printed without a stack, with what to do next. */
export class StepError extends Error {
  constructor(message, help) {
    super(message);
    this.help = help;
  }
}

/** Runs `command`, streaming its output to the terminal. Gives the exit code. */
export function stream(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(signal ? 128 : code));
  });
}

/** Runs `command` and gives its code, standard output and standard error. */
export function capture(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data) => {
      stdout += data;
    });
    child.stderr.on('data', (data) => {
      stderr += data;
    });
    child.on('error', (error) => resolve({ code: 127, stdout, stderr: String(error) }));
    child.on('close', (code, signal) => resolve({ code: signal ? 128 : code, stdout, stderr }));
  });
}

/**
 * A named step: shows its title, the time it took, and every ten seconds the last line of output, so that a long step
 * is seen to move. The whole output goes to build/logs/<name>.log.
 */
export async function step(title, command, args, { help, name, ...options } = {}) {
  mkdirSync(logs, { recursive: true });
  const file = path.join(logs, `${(name ?? title).toLowerCase().replace(/[^a-z0-9]+/g, '-')}.log`);
  const log = createWriteStream(file);
  const begun = Date.now();
  const seconds = () => `${((Date.now() - begun) / 1000).toFixed(1)} s`;
  process.stderr.write(`  ${title} …\n`);
  let last = '';
  const code = await new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options });
    const keep = (data) => {
      log.write(data);
      last = data.toString().trimEnd().split('\n').pop() || last;
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const ticker = setInterval(() => process.stderr.write(`    ${seconds()}  ${last.slice(0, 100)}\n`), 10_000);
    child.on('error', (error) => {
      log.write(String(error));
      clearInterval(ticker);
      resolve(127);
    });
    child.on('close', (status, signal) => {
      clearInterval(ticker);
      resolve(signal ? 128 : status);
    });
  });
  await new Promise((resolve) => log.end(resolve));
  if (code !== 0) {
    const tail = readFileSync(file, 'utf8').trimEnd().split('\n').slice(-40).join('\n');
    throw new StepError(
      `${title} failed (exit ${code}) after ${seconds()}\n${tail}`,
      help ?? `The whole output is in ${path.relative(root, file)}`,
    );
  }
  process.stderr.write(`  ${title}: done in ${seconds()}\n`);
}

/** Runs a script's main function; expected failures end with code 1 and their help. */
export async function main(body) {
  try {
    const code = await body();
    process.exitCode = typeof code === 'number' ? code : 0;
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    process.stderr.write(`\nerror: ${error.message}\n`);
    if (error.help) process.stderr.write(`help:  ${error.help}\n`);
    process.exitCode = 1;
  }
}
