// SPDX-License-Identifier: Apache-2.0
// Who runs Weft: an ordinary user, here and on the target, needs nothing of root; a client of another version gets along
// with a daemon that is busy.

import { accessSync, chmodSync, constants, copyFileSync, cpSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeFrame, FRAME_KIND } from '../../extension/src/net/frame';
import { encodeMessage } from '../../extension/src/net/message';
import { Body } from '../../language-server/src/wire/generated/weft/wire/body';
import { FailureT } from '../../language-server/src/wire/generated/weft/wire/failure';
import { Resources, runTool, until } from '../harness/resources';
import { startSshd } from '../harness/sshd';
import { daemonBundle, WeftHome, weftProgram } from '../harness/weft';
import { BASICS } from './programs';

const resources = new Resources();
afterAll(() => resources.release());

const GUEST = 4242;
const RUN = ['run', 'basics.py', '--arg', 'a=[1.0, 2.0]'];
const isRoot = process.getuid?.() === 0;

describe('an ordinary user', () => {
  let home: WeftHome;
  let node: string;

  beforeAll(() => {
    // A copy of the product where everybody may read: the checkout may lie in a folder of root.
    const product = resources.folder('product');
    chmodSync(product, 0o755);
    cpSync(path.dirname(weftProgram()), path.join(product, 'dist'), {
      recursive: true,
      filter: (source) => !source.endsWith('.tar.gz'),
    });
    copyFileSync(daemonBundle(), path.join(product, 'bundle.tar.gz'));
    node = process.execPath;
    if (isRoot && !isOpenToAll(node)) {
      node = path.join(product, 'node');
      copyFileSync(process.execPath, node);
    }
    home = new WeftHome(resources, {
      WEFT_DAEMON_DIR: '',
      WEFT_DAEMON_BUNDLE: path.join(product, 'bundle.tar.gz'),
      TEST_PROGRAM: path.join(product, 'dist', 'weft.cjs'),
    });
    home.write('basics.py', BASICS);
    runTool('chmod', ['-R', 'a+rX', product]);
    if (isRoot) runTool('chown', ['-R', `${GUEST}:${GUEST}`, home.folder]);
  });

  /** The harness runs `<prefix> node weft.cjs …`; this prefix gives up being root and takes the copies. */
  const asGuest = (): readonly string[] => [
    ...(isRoot ? ['setpriv', `--reuid=${GUEST}`, `--regid=${GUEST}`, '--clear-groups', '--no-new-privs'] : []),
    'sh',
    '-c',
    'shift 2; exec "$0" "$TEST_PROGRAM" "$@"',
    node,
  ];

  it('installs, runs, verifies and fetches on this machine', async () => {
    const prefix = asGuest();
    const result = await home.json([...RUN, '--out', 'out'], { prefix });
    expect(result).toMatchObject({ status: 0, state: 'done', results: [{ shape: [2] }, { shape: [] }] });
    if (isRoot) expect(statSync(path.join(home.root, 'jobs', result.job)).uid).toBe(GUEST);
    expect(await home.json(['fetch', result.job, '--out', 'again'], { prefix })).toMatchObject({ status: 0 });
    const verified = await home.run(['verify', 'basics.py', '--arg', 'a=[1.0, 2.0]'], { prefix });
    expect(verified.stdout).toMatch(/Weft and NumPy agree/);
    expect((await home.run(['target', 'doctor', 'local'], { prefix })).status).toBe(0);
  });

  it('needs no more on an SSH host', async () => {
    const guestHome = path.join(resources.folder('guest'), 'home');
    chmodSync(path.dirname(guestHome), 0o755);
    mkdirSync(guestHome);
    if (isRoot) runTool('chown', [`${GUEST}:${GUEST}`, guestHome]);
    const root = path.join(guestHome, '.weft');
    const env = { WEFT_RUNTIME_DIR: path.join(guestHome, 'run'), ...(isRoot ? {} : { WEFT_HOME: root }) };
    const guest = isRoot ? { guest: { name: 'weftguest', uid: GUEST, home: guestHome } } : {};
    const sshd = await startSshd(resources, { env, ...guest });
    // Without its socket a daemon leaves.
    resources.defer(() => void runTool('sh', ['-c', 'rm -f "$0"/run/*.sock', guestHome]));
    const client = new WeftHome(resources);
    client.write('basics.py', BASICS);
    const on = ['--on', 'node', '--ssh-config', sshd.configFile];
    const result = await client.json([...RUN, ...on]);
    expect(result).toMatchObject({ status: 0, state: 'done' });
    if (isRoot) expect(statSync(path.join(root, 'jobs', result.job)).uid).toBe(GUEST);
    const doctor = await client.run(['target', 'doctor', 'node', '--ssh-config', sshd.configFile]);
    expect(doctor.stdout).toContain(`connection: ${sshd.user}@`);
    expect(doctor.status).toBe(0);
  });
});

function isOpenToAll(file: string): boolean {
  accessSync(file, constants.X_OK);
  for (let folder = path.dirname(file); folder !== path.dirname(folder); folder = path.dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false;
  }
  return (statSync(file).mode & 0o005) === 0o005;
}

describe('a daemon of another protocol', () => {
  it('keeps its jobs, and the client starts one of its own beside it', async () => {
    const home = new WeftHome(resources);
    home.write('basics.py', BASICS);
    const real = home.env.WEFT_DAEMON_DIR ?? '';
    const folder = resources.folder('other-daemon');
    const socket = path.join(folder, 'socket');
    let asked = 0;
    const server = createServer((stream) => {
      stream.once('data', () => {
        asked++;
        const failure = new FailureT('WEFT405', 'this daemon speaks version 9', 'take a newer client');
        const payload = encodeMessage(1, failure, Body.Failure);
        stream.end(encodeFrame({ kind: FRAME_KIND.control, channel: 0, sequence: 0, payload }));
      });
    });
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    resources.defer(() => void server.close());
    writeFileSync(path.join(folder, 'token'), 'token\n');
    const line = JSON.stringify({ socket, token_file: path.join(folder, 'token'), pid: process.pid, version: '9.0.0' });
    // Says that the other daemon runs for the usual root; for any other root it is the real program.
    const program = `#!/bin/sh\ncase "$*" in *own-1*) exec '${real}/weftd' "$@" ;; *) echo '${line}' ;; esac\n`;
    writeFileSync(path.join(folder, 'weftd'), program, { mode: 0o755 });
    const env = { WEFT_DAEMON_DIR: folder, WEFT_DEBUG: '1' };
    const result = await home.json([...RUN, '--out', 'out'], { env });
    expect(result).toMatchObject({ status: 0, state: 'done' });
    expect(result.stderr).toMatch(/version 9.*starting a daemon of this version beside it/);
    expect(asked).toBe(1);
    const jobs = path.join(home.root, 'own-1', 'jobs');
    await until('the job lies beside', () => statSync(path.join(jobs, result.job)).isDirectory());
    expect((await home.json(['jobs'], { env })).jobs).toHaveLength(1);
  });
});
