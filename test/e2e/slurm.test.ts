// SPDX-License-Identifier: Apache-2.0
// Weft in real Slurm allocations, through SSH and on the machine itself.

import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Resources, until } from '../harness/resources';
import { type Slurm, startSlurm } from '../harness/slurm';
import { type Sshd, startSshd } from '../harness/sshd';
import { WeftHome } from '../harness/weft';
import { BASICS, LONG } from './programs';

const resources = new Resources();
let slurm: Slurm;
let home: WeftHome;
let sshd: Sshd;

beforeAll(async () => {
  slurm = await startSlurm(resources);
  home = new WeftHome(resources, slurm.env);
  home.write('basics.py', BASICS);
  home.write('long.py', LONG);
  sshd = await startSshd(resources, { env: { ...home.remoteEnv, ...slurm.env } });
  for (const [name, partition] of [
    ['cluster', 'debug'],
    ['typo', 'nosuch'],
  ] as const) {
    await home.run([
      'target',
      'add',
      name,
      '--host',
      'node',
      '--partition',
      partition,
      '--time',
      '5',
      '--cpus',
      '1',
      '--prologue',
      'echo prologue was here',
    ]);
  }
  await home.run(['target', 'add', 'here', '--slurm', '--cpus', '1']);
});
afterAll(() => resources.release());

const SSH = (): string[] => ['--ssh-config', sshd.configFile];
const LONG_RUN = ['run', 'long.py', '--arg', 'steps=2000000000000'];

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return ''; // It ended meanwhile.
  }
}

describe('Slurm', () => {
  it('runs a job in an allocation', async () => {
    const result = await home.json(['run', 'basics.py', '--arg', 'a=[1.0, 2.0]', '--on', 'cluster', ...SSH()]);
    expect(result).toMatchObject({ status: 0, state: 'done', worker: { threads: 1 } });
    const { jobs } = await home.json(['jobs', '--on', 'cluster', ...SSH()]);
    expect(jobs[0]).toMatchObject({
      job: result.job,
      state: 'done',
      launcher: 'slurm',
      launcher_id: expect.stringMatching(/^\d+$/),
    });
    expect((await home.run(['logs', result.job, '--on', 'cluster', ...SSH()])).stdout).toContain('prologue was here');
  });

  it('shows why a job waits, and cancels it there', async () => {
    slurm.run('sbatch', ['--parsable', '-c', '2', '--output=/dev/null', '--wrap', 'sleep 300']);
    const client = home.start([...LONG_RUN, '--on', 'cluster', ...SSH()]);
    let stderr = '';
    client.stderr?.on('data', (chunk: Buffer) => {
      stderr += chunk.toString('utf8');
    });
    const ended = new Promise<number | null>((resolve) => client.once('close', resolve));
    await until(
      'the reason is shown',
      () => /pending: .*Resources|pending: .*Priority/.test(stderr) || undefined,
      60_000,
    );
    client.kill('SIGINT');
    expect(await ended).toBe(3);
    expect(stderr).toMatch(/was cancelled/);
    slurm.run('scancel', ['-u', 'root']);
    await until('the queue is empty', () => slurm.run('squeue', ['-h']).trim() === '' || undefined);
  });

  it('shows what a job prints while it runs, and ends with the job', async () => {
    const on = ['--on', 'cluster', ...SSH()];
    const job = (await home.run([...LONG_RUN, ...on, '--detach'])).stdout.trim();
    const follower = home.start(['logs', job, '--follow', ...on]);
    let stdout = '';
    follower.stdout?.on('data', (chunk: Buffer) => {
      stdout += chunk.toString('utf8');
    });
    const ended = new Promise<number | null>((resolve) => follower.once('close', resolve));
    await until('the prologue is shown', () => stdout.includes('prologue was here\n'), 60_000);
    expect(follower.exitCode).toBeNull();
    await home.run(['cancel', job, ...on]);
    expect(await ended).toBe(0);
  });

  it('cancels a job that runs', async () => {
    const detached = await home.run([...LONG_RUN, '--on', 'here', '--detach']);
    const job = detached.stdout.trim();
    await until('it runs', () => home.events(job).some((event) => event.state === 'running') || undefined, 60_000);
    expect((await home.run(['cancel', job, '--on', 'here'])).status).toBe(0);
    expect(await home.json(['fetch', job, '--on', 'here'])).toMatchObject({ status: 3, state: 'cancelled' });
    await until('the queue is empty', () => slurm.run('squeue', ['-h']).trim() === '' || undefined);
  });

  it('tells that somebody cancelled a job in Slurm', async () => {
    const detached = await home.run([...LONG_RUN, '--on', 'here', '--detach']);
    const job = detached.stdout.trim();
    await until('it runs', () => home.events(job).some((event) => event.state === 'running') || undefined, 60_000);
    slurm.run('scancel', ['-u', 'root']);
    const result = await home.json(['fetch', job, '--on', 'here']);
    expect(result).toMatchObject({ status: 3, state: 'cancelled', reason: expect.stringMatching(/Slurm/) });
  });

  it('tells that a worker died in its allocation', async () => {
    const job = (await home.run([...LONG_RUN, '--on', 'here', '--detach'])).stdout.trim();
    await until('it runs', () => home.events(job).some((event) => event.state === 'running') || undefined, 60_000);
    const worker = readdirSync('/proc').find(
      (pid) => /^\d+$/.test(pid) && commandOf(pid).includes('weft-worker') && commandOf(pid).includes(job),
    );
    process.kill(Number(worker), 'SIGKILL');
    const result = await home.json(['fetch', job, '--on', 'here']);
    expect(result).toMatchObject({ status: 4, state: 'lost', reason: expect.stringMatching(/signal 9|SIGKILL|137/) });
  });

  it('passes on what Slurm says against a job', async () => {
    const result = await home.json(['run', 'basics.py', '--arg', 'a=[1.0]', '--on', 'typo', ...SSH()]);
    expect(result.status).toBe(4);
    expect(result.stderr).toMatch(/partition/i);
  });

  it('is missed with a clear message', async () => {
    const other = new WeftHome(resources);
    other.write('basics.py', BASICS);
    await other.run(['target', 'add', 'here', '--slurm']);
    // Whatever this machine has, the run sees no `sbatch`.
    const prefix = ['unshare', '-m', 'sh', '-c', 'mount --bind /dev/null /usr/bin/sbatch && exec "$@"', 'sh'];
    expect(await other.json(['run', 'basics.py', '--arg', 'a=[1.0]', '--on', 'here'], { prefix })).toMatchObject({
      status: 4,
      error: { code: 'WEFT457' },
    });
  });
});
