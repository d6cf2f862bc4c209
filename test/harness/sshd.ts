// SPDX-License-Identifier: Apache-2.0
// A real sshd on the loopback interface with keys of its own, without PAM and without touching the machine's configuration.
// Writes an SSH configuration and a known_hosts file for clients, so that tests connect by the alias `node`.

import { spawn } from 'node:child_process';
import { appendFileSync, chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import path from 'node:path';
import { freePort, type Resources, runTool, until } from './resources';

export interface SshdOptions {
  /** False: the site forbids all forwarding, Unix sockets included. */
  readonly hasForwarding?: boolean;
  /** Environment of every session: sshd passes on none of its own. */
  readonly env?: { readonly [name: string]: string };
  /** Type of the host key. */
  readonly keyType?: 'ed25519' | 'rsa' | 'ecdsa';
  /** Further lines of sshd_config. */
  readonly lines?: readonly string[];
  /** Logs in as this user, whom only this sshd knows: the machine's own list of users stays as it is. Needs root. */
  readonly guest?: { readonly name: string; readonly uid: number; readonly home: string };
}

export interface Sshd {
  readonly folder: string;
  readonly port: number;
  readonly user: string;
  /** Client configuration: hosts `node` (right key), `stranger` (a key that the server does not know). */
  readonly configFile: string;
  readonly knownHostsFile: string;
  readonly identityFile: string;
  readonly hostKeyFile: string;
  /** SHA256 fingerprint of the host key. */
  readonly fingerprint: string;
  readonly pid: number;
  logText(): string;
  /** Another SSH configuration beside the first, for a test that needs other client settings. */
  writeConfig(name: string, lines: readonly string[]): string;
  stop(): Promise<void>;
}

export async function startSshd(resources: Resources, options: SshdOptions = {}): Promise<Sshd> {
  const folder = resources.folder('sshd');
  const port = await freePort();
  const file = (name: string): string => path.join(folder, name);
  const keyType = options.keyType ?? 'ed25519';
  const makeKey = (name: string, type: string = 'ed25519'): void => {
    runTool('ssh-keygen', ['-q', '-t', type, '-N', '', '-C', name, '-f', file(name)]);
  };
  makeKey('host_key', keyType);
  makeKey('identity');
  makeKey('stranger');
  copyFileSync(file('identity.pub'), file('authorized_keys'));
  mkdirSync('/run/sshd', { recursive: true });

  const hasForwarding = options.hasForwarding ?? true;
  const env = Object.entries(options.env ?? {}).map(([name, value]) => `${name}=${value}`);
  writeFileSync(
    file('sshd_config'),
    [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${file('host_key')}`,
      `PidFile ${file('sshd.pid')}`,
      `AuthorizedKeysFile ${file('authorized_keys')}`,
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'PermitRootLogin prohibit-password',
      'UsePAM no',
      'StrictModes no',
      `AllowTcpForwarding ${hasForwarding ? 'local' : 'no'}`,
      `AllowStreamLocalForwarding ${hasForwarding ? 'local' : 'no'}`,
      'X11Forwarding no',
      'PermitTunnel no',
      'PrintMotd no',
      'MaxSessions 32',
      'MaxStartups 100',
      'LogLevel VERBOSE',
      // OpenSSH takes the first SetEnv line alone, so all variables stand on it.
      ...(env.length > 0 ? [`SetEnv ${env.map((pair) => `"${pair}"`).join(' ')}`] : []),
      ...(options.lines ?? []),
      '',
    ].join('\n'),
  );

  const sshdCommand = ['/usr/sbin/sshd', '-D', '-f', file('sshd_config'), '-E', file('sshd.log')];
  const { guest } = options;
  if (guest !== undefined) {
    const entry = `${guest.name}:x:${guest.uid}:${guest.uid}::${guest.home}:/bin/sh\n`;
    writeFileSync(file('passwd'), readFileSync('/etc/passwd', 'utf8') + entry);
    // sshd reads the keys as the user who logs in.
    chmodSync(folder, 0o711);
    chmodSync(file('authorized_keys'), 0o644);
    sshdCommand.unshift('unshare', '-m', 'sh', '-c', 'mount --bind "$0" /etc/passwd && exec "$@"', file('passwd'));
  }
  const [program = '', ...args] = sshdCommand;
  const child = resources.child(spawn(program, args, { stdio: 'ignore' }));
  const logText = (): string => {
    try {
      return readFileSync(file('sshd.log'), 'utf8');
    } catch {
      return '';
    }
  };
  await until('sshd listens', () => {
    if (child.exitCode !== null) throw new Error(`sshd ended: ${logText()}`);
    return logText().includes('Server listening');
  });

  const user = guest?.name ?? userInfo().username;
  writeFileSync(file('known_hosts'), knownHostsLine(file('host_key.pub'), port));
  const writeConfig = (name: string, lines: readonly string[]): string => {
    writeFileSync(file(name), `${lines.join('\n')}\n`);
    return file(name);
  };
  const common = [
    '  HostName 127.0.0.1',
    `  Port ${port}`,
    `  User ${user}`,
    `  UserKnownHostsFile ${file('known_hosts')}`,
    '  GlobalKnownHostsFile none',
    '  IdentityAgent none',
    '  IdentitiesOnly yes',
  ];
  const configFile = writeConfig('ssh_config', [
    'Host node',
    ...common,
    `  IdentityFile ${file('identity')}`,
    'Host stranger',
    ...common,
    `  IdentityFile ${file('stranger')}`,
  ]);

  return {
    folder,
    port,
    user,
    configFile,
    knownHostsFile: file('known_hosts'),
    identityFile: file('identity'),
    hostKeyFile: file('host_key'),
    fingerprint: runTool('ssh-keygen', ['-lf', file('host_key.pub')]).split(' ')[1] ?? '',
    pid: child.pid ?? 0,
    logText,
    writeConfig,
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve();
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}

/** The known_hosts line of a public key file for the loopback address. */
export function knownHostsLine(publicKeyFile: string, port: number): string {
  const [type, key] = readFileSync(publicKeyFile, 'utf8').split(' ');
  return `[127.0.0.1]:${port} ${type} ${key}\n`;
}

/** Lets another key log in. */
export function authorize(sshd: Sshd, publicKeyFile: string): void {
  appendFileSync(path.join(sshd.folder, 'authorized_keys'), readFileSync(publicKeyFile, 'utf8'));
}
