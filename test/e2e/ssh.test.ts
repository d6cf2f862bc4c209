// SPDX-License-Identifier: Apache-2.0
// Weft over a real sshd: keys, host keys, forwarding forbidden, installation, and what goes wrong on the way.

import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort, Resources, runTool } from '../harness/resources';
import { type Sshd, startSshd } from '../harness/sshd';
import { WeftHome, weftProgram } from '../harness/weft';
import { BASICS } from './programs';

const resources = new Resources();
let home: WeftHome;
let sshd: Sshd;

beforeAll(async () => {
  home = new WeftHome(resources);
  home.write('basics.py', BASICS);
  sshd = await startSshd(resources, { env: home.remoteEnv });
});
afterAll(() => resources.release());

const RUN = ['run', 'basics.py', '--arg', 'a=[1.0, 2.0]'];
const on = (host: string, config = sshd.configFile): string[] => [...RUN, '--on', host, '--ssh-config', config];
const bundleHash = (): string =>
  createHash('sha256')
    .update(readFileSync(home.env.WEFT_DAEMON_BUNDLE ?? ''))
    .digest('hex');

describe('weft run over SSH', () => {
  it('installs the daemon once, and gives the answer', async () => {
    const first = await home.json([...on('node'), '--out', 'out']);
    expect(first).toMatchObject({ status: 0, state: 'done', results: [{ shape: [2] }, { shape: [] }] });
    expect(first.stderr).toMatch(/uploading the daemon/);
    expect(readdirSync(path.join(home.root, 'bin'))).toEqual([bundleHash()]);
    const second = await home.json(on('node'));
    expect(second.status).toBe(0);
    expect(second.stderr).not.toMatch(/uploading the daemon/);
  });

  it('makes one connection, and reaches the socket through it', async () => {
    const before = sshd.logText().match(/Accepted publickey/g)?.length ?? 0;
    const end = await home.run(on('node'), { env: { WEFT_DEBUG: '1' } });
    expect(end.stderr).toMatch(/reached by forwarding/);
    expect((sshd.logText().match(/Accepted publickey/g)?.length ?? 0) - before).toBe(1);
  });

  it('uses a command where the site forbids forwarding', async () => {
    const strict = await startSshd(resources, { env: home.remoteEnv, hasForwarding: false });
    const end = await home.run(on('node', strict.configFile), { env: { WEFT_DEBUG: '1' } });
    expect(end.stderr).toMatch(/reached by proxy/);
    expect(end.status).toBe(0);
  });

  it('goes through jump hosts', async () => {
    const inner = await startSshd(resources, { env: home.remoteEnv });
    const config = sshd.writeConfig('jump_config', [
      'Host inner',
      '  ProxyJump node',
      '  HostName 127.0.0.1',
      `  Port ${inner.port}`,
      `  User ${inner.user}`,
      `  IdentityFile ${inner.identityFile}`,
      `  UserKnownHostsFile ${inner.knownHostsFile}`,
      '  IdentityAgent none',
      readFileSync(sshd.configFile, 'utf8'),
    ]);
    expect((await home.run(on('inner', config))).status).toBe(0);
    expect(inner.logText()).toMatch(/Accepted publickey/);
  });

  it('takes keys from an agent', async () => {
    const socket = path.join(sshd.folder, 'agent.sock');
    const pid = /SSH_AGENT_PID=(\d+)/.exec(runTool('ssh-agent', ['-s', '-a', socket]))?.[1];
    resources.defer(() => {
      if (pid !== undefined) process.kill(Number(pid));
    });
    runTool('ssh-add', [sshd.identityFile], { env: { ...process.env, SSH_AUTH_SOCK: socket } });
    const config = sshd.writeConfig('agent_config', [
      'Host node',
      '  HostName 127.0.0.1',
      `  Port ${sshd.port}`,
      `  User ${sshd.user}`,
      `  UserKnownHostsFile ${sshd.knownHostsFile}`,
      `  IdentityAgent ${socket}`,
      '  IdentityFile none',
    ]);
    expect((await home.run(on('node', config))).status).toBe(0);
  });

  it('resumes an upload that was cut off, and throws a damaged one away', async () => {
    // The same bundle as before, even when the programs were built again meanwhile.
    const other = new WeftHome(resources, { WEFT_DAEMON_BUNDLE: home.env.WEFT_DAEMON_BUNDLE });
    const bundle = readFileSync(other.env.WEFT_DAEMON_BUNDLE ?? '');
    other.write('basics.py', BASICS);
    for (const [kind, partial] of [
      ['cut', bundle.subarray(0, bundle.length >> 1)],
      ['damaged', Buffer.alloc(1000, 1)],
    ] as const) {
      const root = path.join(other.folder, kind);
      mkdirSync(path.join(root, 'bin'), { recursive: true });
      writeFileSync(path.join(root, 'bin', `${bundleHash()}.partial`), partial);
      await other.run(['target', 'add', kind, '--host', 'node', '--home', root]);
      const end = await other.run([...RUN, '--on', kind, '--ssh-config', sshd.configFile]);
      expect(end.stderr).toMatch(/resuming the upload/);
      if (kind === 'damaged') expect(end.stderr).toMatch(/uploading the daemon/);
      expect(end.status).toBe(0);
      expect(readdirSync(path.join(root, 'bin'))).toEqual([bundleHash()]);
      runTool(path.join(root, 'bin', bundleHash(), 'weftd'), ['stop', '--root', root], {
        env: { ...process.env, ...other.env, ...home.remoteEnv, WEFT_HOME: root },
      });
    }
  });
});

describe('refusals', () => {
  it('of the key name what was tried', async () => {
    const result = await home.json(on('stranger'));
    expect(result).toMatchObject({ status: 4, state: 'error', error: { code: 'WEFT443' } });
    expect(result.error.message).toContain(`${sshd.folder}/stranger`);
    expect(result.error.message).toContain('publickey');
  });

  it('of a changed host key name the line of the old one', async () => {
    const known = path.join(sshd.folder, 'known_changed');
    runTool('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path.join(sshd.folder, 'impostor')]);
    const [type, key] = readFileSync(path.join(sshd.folder, 'impostor.pub'), 'utf8').split(' ');
    writeFileSync(known, `# a comment\n[127.0.0.1]:${sshd.port} ${type} ${key}\n`);
    const config = sshd.writeConfig('changed_config', [
      'Host node',
      `  UserKnownHostsFile ${known}`,
      readFileSync(sshd.configFile, 'utf8'),
    ]);
    const result = await home.json(on('node', config));
    expect(result).toMatchObject({ status: 4, error: { code: 'WEFT445' } });
    expect(result.error.message).toContain(`${known}:2`);
    expect(result.error.message).toContain(sshd.fingerprint);
  });

  it('of an unknown host key show its fingerprint, and store nothing', async () => {
    const known = path.join(sshd.folder, 'known_none');
    const config = sshd.writeConfig('unknown_config', [
      'Host node',
      `  UserKnownHostsFile ${known}`,
      readFileSync(sshd.configFile, 'utf8'),
    ]);
    const result = await home.json(on('node', config));
    expect(result).toMatchObject({ status: 4, error: { code: 'WEFT444' } });
    expect(result.error.message).toContain(sshd.fingerprint);
    expect(existsSync(known)).toBe(false);
  });

  it('do not come when the user accepts the key at the terminal', async () => {
    const known = path.join(sshd.folder, 'known_asked');
    const config = sshd.writeConfig('asked_config', [
      'Host node',
      `  UserKnownHostsFile ${known}`,
      readFileSync(sshd.configFile, 'utf8'),
    ]);
    const transcript = runTool(
      '/usr/bin/python3',
      ['-c', TERMINAL, process.execPath, weftProgram(), home.work, ...on('node', config)],
      { env: home.env },
    );
    expect(transcript).toContain(sshd.fingerprint);
    expect(transcript).toContain('STATUS 0');
    expect(readFileSync(known, 'utf8')).toContain(`[127.0.0.1]:${sshd.port} ssh-ed25519`);
  });

  it.each([
    ['a port where nobody listens', async () => `127.0.0.1:${await freePort()}`, 'WEFT442'],
    ['a name that does not exist', async () => 'no-such-host.invalid', 'WEFT440'],
  ])('are clear for %s', async (_, host, code) => {
    const result = await home.json([...RUN, '--on', await host()]);
    expect(result).toMatchObject({ status: 4, error: { code, help: expect.stringMatching(/check/) } });
  });

  it('are clear when the root cannot be written or holds no programs', async () => {
    copyFileSync(sshd.configFile, path.join(home.work, 'config'));
    await home.run(['target', 'add', 'forbidden', '--host', 'node', '--home', '/dev/null/weft']);
    expect(await home.json(on('forbidden'))).toMatchObject({ status: 4, error: { code: 'WEFT451' } });
    const doctor = await home.run(['target', 'doctor', 'forbidden', '--ssh-config', sshd.configFile]);
    expect(doctor.stdout).toMatch(/ok {4}connection/);
    expect(doctor.stdout).toMatch(/FAIL {2}installation root: .*cannot write/);
    expect(doctor.status).toBe(4);
  });

  it('are told by the doctor for a whole target', async () => {
    const doctor = await home.run(['target', 'doctor', 'node', '--ssh-config', sshd.configFile]);
    expect(doctor.stdout).toMatch(/ok {4}daemon: version/);
    expect(doctor.status).toBe(0);
  });
});

/** Runs a command on a terminal of its own, answers `yes` to the question, and prints what was shown. */
const TERMINAL = `
import os, pty, sys
node, weft, folder, *args = sys.argv[1:]
pid, master = pty.fork()
if pid == 0:
    os.chdir(folder)
    os.execv(node, [node, weft, *args])
shown = b""
answered = False
while True:
    try:
        data = os.read(master, 65536)
    except OSError:
        break
    if not data:
        break
    shown += data
    if not answered and b"yes or no: " in shown:
        os.write(master, b"yes\\n")
        answered = True
_, status = os.waitpid(pid, 0)
print(shown.decode(errors="replace"))
print("STATUS", os.waitstatus_to_exitcode(status))
`;
