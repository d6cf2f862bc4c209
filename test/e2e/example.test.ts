// SPDX-License-Identifier: Apache-2.0
// What the README promises of the example: over SSH and in a Slurm allocation it gives NumPy's answer, and it goes on when
// its client is killed.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRunning, Resources, runTool, until } from '../harness/resources';
import { type Slurm, startSlurm } from '../harness/slurm';
import { type Sshd, startSshd } from '../harness/sshd';
import { WeftHome } from '../harness/weft';

const ROOT = path.resolve(__dirname, '..', '..');
const KMEANS = path.join(ROOT, 'examples', 'kmeans.py');

const resources = new Resources();
let home: WeftHome;
let sshd: Sshd;
let slurm: Slurm;

beforeAll(async () => {
  slurm = await startSlurm(resources);
  home = new WeftHome(resources, slurm.env);
  sshd = await startSshd(resources, { env: { ...home.remoteEnv, ...slurm.env } });
  await home.run(['target', 'add', 'cluster', '--host', 'node', '--partition', 'debug', '--time', '5', '--cpus', '2']);
});
afterAll(() => resources.release());

const on = (target: string): string[] => ['--on', target, '--ssh-config', sshd.configFile];

/** Runs the example under CPython and compares both results: centers but for rounding, labels exactly. */
function expectNumPysAnswer(results: readonly { readonly name: string; readonly file: string }[], call: string): void {
  expect(results.map(({ name }) => name)).toEqual(['return.0', 'return.1']);
  const compared = runTool(
    '/usr/bin/python3',
    ['-c', COMPARE, path.dirname(KMEANS), call, ...results.map(({ file }) => file)],
    { env: { ...process.env, PYTHONPATH: path.join(ROOT, 'runtime', 'python'), PYTHONDONTWRITEBYTECODE: '1' } },
  );
  expect(compared.trim()).toBe('equal');
}

const COMPARE = `
import sys
import numpy as np
sys.path.insert(0, sys.argv[1])
import kmeans
centers, labels = eval(sys.argv[2], {"kmeans": kmeans.kmeans})
got_centers, got_labels = np.load(sys.argv[3]), np.load(sys.argv[4])
assert (got_centers.dtype, got_centers.shape) == (centers.dtype, centers.shape), got_centers.shape
assert (got_labels.dtype, got_labels.shape) == (labels.dtype, labels.shape), got_labels.shape
assert np.abs(got_centers - centers).max() <= 1e-11 * np.abs(centers).max(), got_centers - centers
assert (got_labels == labels).all(), (got_labels != labels).sum()
print("equal")
`;

describe.each([
  ['over SSH', 'node', 'local'],
  ['in a Slurm allocation', 'cluster', 'slurm'],
])('examples/kmeans.py %s', (_, target, launcher) => {
  it("gives NumPy's answer", async () => {
    const result = await home.json(['run', KMEANS, ...on(target), '--out', `whole-${target}`]);
    expect(result).toMatchObject({ status: 0, state: 'done', worker: { host: expect.stringMatching(/./) } });
    expectNumPysAnswer(result.results, 'kmeans()');
    expect(existsSync(result.profile)).toBe(true);
    const { jobs } = await home.json(['jobs', ...on(target)]);
    expect(jobs[0]).toMatchObject({ job: result.job, launcher, title: 'kmeans.py:kmeans' });
  });

  it('goes on when its client is killed, and `fetch` gets the result', async () => {
    const before = new Set(home.jobs());
    // Long enough that it still runs when the next command asks; the answer stands long before the last iteration.
    const sizes = ['--arg', 'n=20000', '--arg', 'iterations=12000', '--arg', 'tolerance=-1.0'];
    const client = home.start(['run', KMEANS, ...sizes, ...on(target), '--json']);
    let output = '';
    client.stderr?.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
    });
    const ended = new Promise((resolve) => client.once('close', resolve));
    const job = await until(
      'the job runs',
      () => {
        if (client.exitCode !== null) throw new Error(`weft ended early: ${output}`);
        return home.jobs().find((id) => !before.has(id) && home.events(id).some((event) => event.state === 'running'));
      },
      60_000,
    );
    client.kill('SIGKILL');
    await ended;
    expect(isRunning(client.pid ?? 0)).toBe(false);
    const state = async (): Promise<string> => {
      const { jobs } = await home.json(['jobs', ...on(target)]);
      return jobs.find((one: { job: string }) => one.job === job)?.state;
    };
    expect(await state()).toBe('running');
    const fetched = await home.json(['fetch', job, ...on(target), '--out', `fetched-${target}`]);
    expect(fetched).toMatchObject({ status: 0, state: 'done', job });
    expect(await state()).toBe('done');
    // NumPy stops where nothing moves any more: what further iterations leave as it is.
    expectNumPysAnswer(fetched.results, 'kmeans(n=20000, iterations=12000, tolerance=5e-324)');
  });
});
