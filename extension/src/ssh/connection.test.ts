// SPDX-License-Identifier: Apache-2.0
// Authentication against an SSH server in this process that asks whatever a site may ask. A real sshd is met in test/e2e.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type AuthContext, Server, type ServerConfig, utils } from 'ssh2';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WeftError } from '../net/error';
import { SshConnection } from './connection';
import { type ResolvedHost, resolveHost } from './host';
import { fingerprintOf } from './known-hosts';
import type { Prompter, PromptRound } from './prompter';
import { cannotAsk, SilentPrompter } from './prompter';

/** One key in two hundred that ssh2 makes is malformed: then another. */
function keyPair(lock?: {
  passphrase: string;
  cipher: string;
  rounds: number;
}): ReturnType<typeof utils.generateKeyPairSync> {
  for (;;) {
    const pair = lock ? utils.generateKeyPairSync('ed25519', lock) : utils.generateKeyPairSync('ed25519');
    if (!(utils.parseKey(pair.private, lock?.passphrase) instanceof Error)) return pair;
  }
}

const hostKeys = [keyPair(), keyPair()] as const;
const userKey = keyPair();
const lockedKey = keyPair({ passphrase: 'open sesame', cipher: 'aes256-cbc', rounds: 1 });

/** Answers from a list, and remembers what was asked. */
class ScriptedPrompter implements Prompter {
  readonly rounds: PromptRound[] = [];
  readonly questions: { question: string; detail: readonly string[] }[] = [];
  readonly notices: string[] = [];
  constructor(
    private readonly answers: string[][] = [],
    private readonly trust = true,
  ) {}

  ask(round: PromptRound): Promise<readonly string[]> {
    this.rounds.push(round);
    const answer = this.answers.shift();
    return answer === undefined ? Promise.reject(cannotAsk(round.title, 'more')) : Promise.resolve(answer);
  }

  confirm(question: string, detail: readonly string[]): Promise<boolean> {
    this.questions.push({ question, detail });
    return Promise.resolve(this.trust);
  }

  notice(message: string): void {
    this.notices.push(message);
  }
}

let folder = '';
let server: Server | undefined;
beforeAll(() => {
  expect(hostKeys[0].public).not.toBe(hostKeys[1].public);
});
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'weft-ssh-'));
  writeFileSync(path.join(folder, 'id'), userKey.private);
  writeFileSync(path.join(folder, 'locked'), lockedKey.private);
});
afterEach(() => {
  server?.close();
  rmSync(folder, { recursive: true });
});

async function serve(
  authenticate: (context: AuthContext) => void,
  options: Partial<ServerConfig> = {},
): Promise<number> {
  server = new Server({ hostKeys: [hostKeys[0].private], ...options }, (client) => {
    client.on('authentication', authenticate);
    client.on('ready', () =>
      client.on('session', (accept) =>
        accept().on('exec', (acceptExec) => {
          const stream = acceptExec();
          stream.write('hello\n');
          stream.exit(0);
          stream.end();
        }),
      ),
    );
    client.on('error', () => {});
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

function hostAt(port: number, lines: readonly string[] = ['IdentityFile none']): ResolvedHost {
  const configFile = path.join(folder, 'config');
  writeFileSync(
    configFile,
    [
      'Host *',
      '  IdentityAgent none',
      '  User ada',
      `  UserKnownHostsFile ${folder}/known_hosts`,
      '  GlobalKnownHostsFile none',
      ...lines,
    ].join('\n'),
  );
  return resolveHost(`127.0.0.1:${port}`, { configFile, home: folder, env: {} });
}

async function login(host: ResolvedHost, prompter: Prompter): Promise<string> {
  const connection = await SshConnection.connect(host, { prompter });
  try {
    return (await connection.run('anything', 5000)).stdout;
  } finally {
    connection.close();
    await connection.closed;
  }
}

const acceptAll = (context: AuthContext): void => context.accept();

describe('host keys', () => {
  it('are asked about once, then known', async () => {
    const host = hostAt(await serve(acceptAll));
    const first = new ScriptedPrompter();
    expect(await login(host, first)).toBe('hello\n');
    const shown = fingerprintOf(Buffer.from(hostKeys[0].public.split(' ')[1] ?? '', 'base64'));
    expect(first.questions).toEqual([
      {
        question: expect.stringContaining(`[127.0.0.1]:${host.port}`),
        detail: [`ssh-ed25519 key fingerprint is ${shown}`],
      },
    ]);
    const second = new ScriptedPrompter();
    await login(host, second);
    expect(second.questions).toEqual([]);
  });

  it('are refused when the user says no, or nobody can be asked, and nothing is stored', async () => {
    const host = hostAt(await serve(acceptAll));
    await expect(login(host, new ScriptedPrompter([], false))).rejects.toMatchObject({ code: 'WEFT444', exit: 4 });
    await expect(login(host, new SilentPrompter())).rejects.toThrow(/SHA256:/);
  });

  it('that have changed are refused without a question, with the place of the old one', async () => {
    const port = await serve(acceptAll);
    await login(hostAt(port), new ScriptedPrompter());
    server?.close();
    server = new Server({ hostKeys: [hostKeys[1].private] }, (client) => client.on('error', () => {}));
    await new Promise<void>((resolve) => server?.listen(port, '127.0.0.1', resolve));
    const prompter = new ScriptedPrompter();
    const failure = login(hostAt(port), prompter);
    await expect(failure).rejects.toMatchObject({ code: 'WEFT445', exit: 4 });
    await expect(failure).rejects.toThrow(`${folder}/known_hosts:1`);
    expect(prompter.questions).toEqual([]);
  });

  it('are accepted or refused unasked when the configuration says so', async () => {
    const port = await serve(acceptAll);
    await expect(login(hostAt(port, ['StrictHostKeyChecking yes']), new ScriptedPrompter())).rejects.toMatchObject({
      code: 'WEFT444',
    });
    expect(await login(hostAt(port, ['StrictHostKeyChecking accept-new']), new SilentPrompter())).toBe('hello\n');
  });
});

describe('authentication', () => {
  const trusting = ['StrictHostKeyChecking accept-new'];

  it('passes a key and then the questions of a second factor, verbatim, over several rounds', async () => {
    let hasKey = false;
    const host = hostAt(
      await serve((context) => {
        if (context.method === 'publickey') {
          if (context.signature === undefined) return context.accept();
          hasKey = true;
          return context.reject(['keyboard-interactive'], true);
        }
        if (context.method !== 'keyboard-interactive' || !hasKey) return context.reject(['publickey']);
        context.prompt(
          [{ prompt: 'Passcode or option (1-2): ', echo: true }],
          'Duo two-factor login for ada',
          '1. Push to XXX-1234\n2. Phone call',
          (answers) => {
            if (answers[0] !== '1') return context.reject(['keyboard-interactive']);
            context.prompt(
              [
                { prompt: 'Verification code: ', echo: false },
                { prompt: 'PIN: ', echo: false },
              ],
              (second) => {
                if (second[0] === '123456' && second[1] === '42')
                  context.prompt([], '', 'Success. Logging you in...', () => context.accept());
                else context.reject();
              },
            );
          },
        );
      }),
      [`IdentityFile ${folder}/id`, ...trusting],
    );
    const prompter = new ScriptedPrompter([['1'], ['123456', '42']]);
    expect(await login(host, prompter)).toBe('hello\n');
    expect(prompter.rounds).toEqual([
      {
        title: 'ada@127.0.0.1',
        instructions: 'Duo two-factor login for ada\n1. Push to XXX-1234\n2. Phone call',
        lines: [{ text: 'Passcode or option (1-2): ', echo: true }],
      },
      {
        title: 'ada@127.0.0.1',
        instructions: '',
        lines: [
          { text: 'Verification code: ', echo: false },
          { text: 'PIN: ', echo: false },
        ],
      },
    ]);
  });

  it('tries a password again, and names what was tried when it gives up', async () => {
    const seen: string[] = [];
    const host = hostAt(
      await serve((context) => {
        if (context.method === 'password') seen.push(context.password);
        if (context.method === 'password' && context.password === 'right') context.accept();
        else context.reject(['password']);
      }),
      ['IdentityFile none', ...trusting],
    );
    expect(await login(host, new ScriptedPrompter([['wrong'], ['right']]))).toBe('hello\n');
    expect(seen).toEqual(['wrong', 'right']);
    const failure = login(host, new ScriptedPrompter([['a'], ['b'], ['c']]));
    await expect(failure).rejects.toMatchObject({ code: 'WEFT443', exit: 4 });
    await expect(failure).rejects.toThrow(/tried password; the server accepts password/);
  });

  it('opens a locked key with its passphrase, and goes on without it when nobody can be asked', async () => {
    const port = await serve((context) => {
      if (context.method === 'publickey') context.accept();
      else context.reject(['publickey']);
    });
    const host = hostAt(port, [`IdentityFile ${folder}/locked`, ...trusting]);
    const prompter = new ScriptedPrompter([['wrong'], ['open sesame']]);
    expect(await login(host, prompter)).toBe('hello\n');
    expect(prompter.rounds.map(({ lines, instructions }) => [lines[0]?.echo, instructions])).toEqual([
      [false, ''],
      [false, 'Wrong passphrase'],
    ]);
    await expect(login(host, new SilentPrompter())).rejects.toThrow(/needs a passphrase/);
  });

  it('says that a question came which nobody could answer', async () => {
    const host = hostAt(
      await serve((context) => {
        if (context.method === 'keyboard-interactive')
          context.prompt([{ prompt: 'Token: ', echo: false }], () => context.reject());
        else context.reject(['keyboard-interactive']);
      }),
      ['IdentityFile none', ...trusting],
    );
    const failure = login(host, new SilentPrompter());
    await expect(failure).rejects.toMatchObject({ code: 'WEFT447' });
    await expect(failure).rejects.toThrow(/`Token:`/);
  });

  it('names keys that are missing and methods that the server wants', async () => {
    const host = hostAt(await serve((context) => context.reject(['hostbased'])), [
      `IdentityFile ${folder}/nothing`,
      ...trusting,
    ]);
    await expect(login(host, new SilentPrompter())).rejects.toThrow(
      /the server accepts hostbased; key .*nothing does not exist/,
    );
  });
});

describe('unreachable hosts', () => {
  it('are told apart', async () => {
    const port = await serve(acceptAll);
    server?.close();
    await expect(login(hostAt(port), new SilentPrompter())).rejects.toMatchObject({ code: 'WEFT442' });
    const unknown: ResolvedHost = { ...hostAt(port), hostName: 'no-such-host.invalid' };
    await expect(login(unknown, new SilentPrompter())).rejects.toMatchObject({ code: 'WEFT440' });
  });

  it('include those that are no SSH server', async () => {
    const { createServer } = await import('node:net');
    const plain = createServer((socket) => socket.end('220 smtp ready\r\n'));
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
    try {
      await expect(login(hostAt((plain.address() as AddressInfo).port), new SilentPrompter())).rejects.toBeInstanceOf(
        WeftError,
      );
    } finally {
      plain.close();
    }
  });
});
