// SPDX-License-Identifier: Apache-2.0
// The test suites and how each one's result is counted. A suite that dies without a count is one failure.

import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { buildDirectory } from './native.mjs';
import { capture, logs, root, stream } from './shell.mjs';

/** One command that either succeeds or fails. */
async function command(name, program, args, options = {}) {
  const { code, stdout, stderr } = await capture(program, args, options);
  if (code !== 0) process.stderr.write(`${stdout}${stderr}\n`);
  return { name, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
}

/** The tests of one file that failed, each with the beginning of its message. */
function problemsOf({ name, message, assertionResults }) {
  const file = path.relative(root, name);
  const failed = assertionResults.filter(({ status }) => status === 'failed');
  if (failed.length === 0) return message ? [`${file}: ${message.slice(0, 2000)}`] : [];
  return failed.map(({ fullName, failureMessages }) => {
    return `${file} > ${fullName}: ${failureMessages.join('\n').slice(0, 2000)}`;
  });
}

async function vitest(name, args, env = {}) {
  mkdirSync(logs, { recursive: true });
  const report = path.join(logs, `${name.replaceAll(' ', '-')}.json`);
  rmSync(report, { force: true });
  const code = await stream(
    'npx',
    ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...args],
    {
      env: { ...process.env, ...env },
    },
  );
  try {
    const { numPassedTests, numFailedTests, numTotalTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
    // What neither passed nor failed did not run; a file that does not load counts as one failure.
    const failed = Math.max(numFailedTests + (numTotalTests - numPassedTests - numFailedTests), code === 0 ? 0 : 1);
    return { name, passed: numPassedTests, failed, problems: testResults.flatMap(problemsOf) };
  } catch {
    return { name, passed: 0, failed: 1 };
  }
}

async function doctest(name, program) {
  const { code, stdout, stderr } = await capture(program, ['--no-colors=true'], { timeout: 600_000 });
  const count = /test cases:\s*\d+\s*\|\s*(\d+) passed\s*\|\s*(\d+) failed/.exec(stdout);
  if (code !== 0) process.stderr.write(`${stdout}${stderr}\n`);
  if (!count) return { name, passed: 0, failed: 1 };
  return { name, passed: Number(count[1]), failed: Math.max(Number(count[2]), code === 0 ? 0 : 1) };
}

async function cpp() {
  const { stdout } = await capture('ctest', ['--test-dir', buildDirectory, '--show-only=json-v1']);
  const results = [];
  for (const test of JSON.parse(stdout).tests) results.push(await doctest(`C++ ${test.name}`, test.command[0]));
  return results;
}

async function python() {
  const { code, stderr } = await capture(
    '/usr/bin/python3',
    ['-m', 'unittest', 'discover', '-s', 'runtime/python/tests'],
    {
      env: { ...process.env, PYTHONPATH: path.join(root, 'runtime/python') },
    },
  );
  const ran = Number(/Ran (\d+) tests?/.exec(stderr)?.[1] ?? 0);
  const bad = [...stderr.matchAll(/(?:failures|errors|skipped)=(\d+)/g)].reduce(
    (sum, match) => sum + Number(match[1]),
    0,
  );
  if (code !== 0) process.stderr.write(stderr);
  const failed = Math.max(bad, code === 0 && ran > 0 ? 0 : 1);
  return { name: 'Python package', passed: Math.max(ran - failed, 0), failed };
}

/** Format, lint, types, units, goldens: under a minute once built. */
export const fast = [
  () => command('format and lint', 'npx', ['biome', 'check', '--error-on-warnings', '--max-diagnostics=40']),
  () => command('types', 'npx', ['tsc', '--noEmit', '-p', '.']),
  () => vitest('TypeScript units and goldens', []),
  cpp,
  python,
];

/** What starts the real thing: daemon, sshd, Slurm, VS Code. */
export const slow = [() => vitest('differential and end to end', [], { WEFT_SLOW: '1' })];

/** Runs suites in order, prints what failed and a table, and gives the number of failures. The last line is `N passed, N failed`. */
export async function runSuites(suites) {
  const results = [];
  for (const suite of suites) {
    const result = await suite();
    results.push(...(Array.isArray(result) ? result : [result]));
  }
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  process.stdout.write('\n');
  for (const problem of results.flatMap(({ problems = [] }) => problems)) process.stdout.write(`  ${problem}\n\n`);
  for (const { name, passed, failed } of results) {
    process.stdout.write(`  ${failed === 0 ? 'ok  ' : 'FAIL'}  ${name}: ${passed} passed, ${failed} failed\n`);
  }
  process.stdout.write(`\n${sum('passed')} passed, ${sum('failed')} failed\n`);
  return sum('failed');
}
