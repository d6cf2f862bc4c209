// SPDX-License-Identifier: Apache-2.0
// What may die during a run, and what must not be lost with it.

import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memoryBlob } from '../../extension/src/cluster/inputs';
import { fetchFile } from '../../extension/src/cluster/jobs';
import { Session } from '../../extension/src/cluster/session';
import { SilentPrompter } from '../../extension/src/ssh/prompter';
import { isRunning, Resources, runTool, until } from '../harness/resources';
import { type Sshd, startSshd } from '../harness/sshd';
import { WeftHome } from '../harness/weft';
import { BASICS, LONG } from './programs';

const resources = new Resources();
let home: WeftHome;
let sshd: Sshd;

beforeAll(async () => {
  home = new WeftHome(resources);
  home.write('basics.py', BASICS);
  home.write('long.py', LONG);
  sshd = await startSshd(resources, { env: home.remoteEnv });
});
afterAll(() => resources.release());

/** Long enough to interfere, short enough to wait for. */
const SECONDS = ['run', 'long.py', '--arg', 'steps=600000000'];
const ENDLESS = ['run', 'long.py', '--arg', 'steps=2000000000000'];

/** Starts a run and waits until its worker computes. */
async function begin(args: readonly string[]): Promise<{
  job: string;
  ended: Promise<{ status: number | null; stderr: string; stdout: string }>;
  kill: (signal: NodeJS.Signals) => void;
}> {
  const before = new Set(home.jobs());
  const client = home.start([...args, '--json']);
  let stderr = '';
  let stdout = '';
  client.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString('utf8');
  });
  client.stdout?.on('data', (chunk: Buffer) => {
    stdout += chunk.toString('utf8');
  });
  const ended = new Promise<{ status: number | null; stderr: string; stdout: string }>((resolve) =>
    client.once('close', (status) => resolve({ status, stderr, stdout })),
  );
  const job = await until('the job runs', () => {
    if (client.exitCode !== null) throw new Error(`weft ended early: ${stdout}${stderr}`);
    return home.jobs().find((id) => !before.has(id) && home.events(id).some((event) => event.state === 'running'));
  });
  return { job, ended, kill: (signal) => client.kill(signal) };
}

function openSession(): Session {
  return new Session(
    { name: 'local' },
    { distFolder: '', env: home.env, prompter: new SilentPrompter(), client: 'test', log: () => {}, report: () => {} },
  );
}

describe('a run survives', () => {
  it.each([
    ['local', () => []],
    ['over SSH', () => ['--on', 'node', '--ssh-config', sshd.configFile]],
  ])('its client being killed, %s', async (_, on) => {
    const { job, ended, kill } = await begin([...SECONDS, ...on()]);
    kill('SIGKILL');
    expect((await ended).status).toBeNull();
    const { jobs } = await home.json(['jobs', ...on()]);
    expect(jobs.find((one: { job: string }) => one.job === job).state).toMatch(/running|done/);
    const fetched = await home.json(['fetch', job, '--out', `after-${job}`, ...on()]);
    expect(fetched).toMatchObject({ status: 0, state: 'done', job, results: [{ name: 'return', shape: [] }] });
  });

  it('its daemon being killed', async () => {
    const { job, ended } = await begin(SECONDS);
    const pid = home.daemonPid();
    const worker = await home.workerPid(job);
    process.kill(pid ?? 0, 'SIGKILL');
    await until('the daemon is gone', () => !isRunning(pid ?? 0) || undefined);
    expect(isRunning(worker)).toBe(true);
    const end = await ended;
    expect(end.status).toBe(0);
    expect(JSON.parse(end.stdout)).toMatchObject({ job, state: 'done' });
  });

  it('its SSH connection being cut', async () => {
    const { job, ended } = await begin([...SECONDS, '--on', 'node', '--ssh-config', sshd.configFile]);
    const sessions = [...sshd.logText().matchAll(/User child is on pid (\d+)/g)]
      .map((match) => Number(match[1]))
      .filter(isRunning);
    // An sshd without privilege separation for root keeps the connection in the child of the listener.
    const children =
      sessions.length > 0
        ? sessions
        : runTool('ps', ['-o', 'pid=', '--ppid', String(sshd.pid)])
            .trim()
            .split('\n')
            .map(Number);
    for (const child of children) process.kill(child, 'SIGKILL');
    const end = await ended;
    expect(end.status).toBe(0);
    expect(JSON.parse(end.stdout)).toMatchObject({ job, state: 'done' });
  });
});

describe('a run ends clearly', () => {
  it('when its worker is killed', async () => {
    const { job, ended } = await begin(ENDLESS);
    process.kill(await home.workerPid(job), 'SIGKILL');
    const end = await ended;
    expect(end.status).toBe(4);
    expect(JSON.parse(end.stdout)).toMatchObject({
      job,
      state: 'lost',
      reason: expect.stringMatching(/signal|killed/i),
    });
    expect(end.stderr).toMatch(/is lost: .*(SIGKILL|signal 9|killed)/i);
  });

  it('at Ctrl-C', async () => {
    const { job, ended, kill } = await begin(ENDLESS);
    kill('SIGINT');
    const end = await ended;
    expect(end.stderr).toMatch(/--detach/);
    expect(JSON.parse(end.stdout)).toMatchObject({ job, state: 'cancelled' });
    expect(end.status).toBe(3);
  });

  it('on a full disk', async () => {
    const small = new WeftHome(resources);
    small.write('basics.py', BASICS);
    const disk = path.join(small.folder, 'disk');
    mkdirSync(disk);
    runTool('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk]);
    resources.defer(() => void runTool('umount', ['-l', disk]));
    runTool('/usr/bin/python3', [
      '-c',
      'import numpy, sys; numpy.save(sys.argv[1], numpy.random.default_rng(1).random(1000000))',
      path.join(small.work, 'big.npy'),
    ]);
    const result = await small.json(['run', 'basics.py', '--arg', 'a=@big.npy'], {
      env: { WEFT_HOME: path.join(disk, 'root') },
    });
    runTool(path.join(small.env.WEFT_DAEMON_DIR ?? '', 'weftd'), ['stop', '--root', path.join(disk, 'root')], {
      env: small.env,
    });
    expect(result).toMatchObject({
      status: 4,
      error: { code: 'WEFT430', message: expect.stringMatching(/full|room|space/i) },
    });
  });

  it('when the output folder cannot be written, and the results stay on the target', async () => {
    writeFileSync(path.join(home.work, 'file'), '');
    const end = await home.run(['run', 'basics.py', '--arg', 'a=[1.0]', '--out', 'file/inside']);
    expect(end.stderr).toMatch(/weft fetch \d{8}-/);
    expect(end.status).toBe(4);
  });
});

describe('a download', () => {
  it('goes on where it was cut off, and arrives whole', async () => {
    runTool('/usr/bin/python3', [
      '-c',
      'import numpy, sys; numpy.save(sys.argv[1], numpy.arange(8e6))',
      path.join(home.work, 'large.npy'),
    ]);
    const { job } = await home.json(['run', 'basics.py', '--arg', 'a=@large.npy']);
    const session = openSession();
    try {
      await session.connection();
      const pid = home.daemonPid() ?? 0;
      const offsets: number[] = [];
      const destination = path.join(home.work, 'large-result.npy');
      await fetchFile(session, job, 'results/return.0.npy', destination, (done) => {
        if (offsets.length === 0 && done > 8_000_000) process.kill(pid, 'SIGKILL');
        if (done > 8_000_000) offsets.push(done);
      });
      const original = readFileSync(path.join(home.root, 'jobs', job, 'results', 'return.0.npy'));
      expect(readFileSync(destination).equals(original)).toBe(true);
      expect(isRunning(pid)).toBe(false);
      expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
    } finally {
      session.close();
    }
  });
});

describe('an upload', () => {
  it('goes on where it was cut off', async () => {
    const blob = memoryBlob(randomBytes(24_000_000));
    const session = openSession();
    try {
      const first = await session.connection();
      const half = async function* (): AsyncGenerator<Uint8Array> {
        for await (const chunk of blob.open(0)) yield chunk.subarray(0, 12_000_000);
        throw new Error('the reader failed');
      };
      await expect(first.upload(blob.sha256, blob.bytes, half)).rejects.toThrow('the reader failed');
      expect(first.isOpen).toBe(false);
      const second = await session.connection();
      const sent = await second.upload(blob.sha256, blob.bytes, (offset) => blob.open(offset));
      expect(sent).toBeGreaterThan(0);
      expect(sent).toBeLessThan(blob.bytes);
      expect(await second.upload(blob.sha256, blob.bytes, (offset) => blob.open(offset))).toBe(0);
    } finally {
      session.close();
    }
  });
});
