// SPDX-License-Identifier: Apache-2.0
// One SSH connection to a host, through its jump hosts, with every command and socket a channel on it.

import { connect as connectTcp } from 'node:net';
import type { Duplex } from 'node:stream';
import { Client, type ClientChannel } from 'ssh2';
import { errnoOf, messageOf, WeftError } from '../net/error';
import { Authenticator } from './authenticator';
import { Deadline } from './deadline';
import type { ResolvedHost } from './host';
import { checkHostKey, hostKeyAlgorithms } from './host-key-check';
import type { Prompter, PromptRound } from './prompter';

const KEEP_ALIVE_COUNT = 4;
/** From TCP to a settled key exchange and each answer; waiting for the user does not count. */
const HANDSHAKE_TIMEOUT_MS = 30_000;
/** What a command may print before it is cut: probes and daemon starts print a few hundred bytes. */
const MAX_OUTPUT_BYTES = 8 * 1024 * 1024;

export interface CommandResult {
  /** Undefined when a signal ended the command. */
  readonly status: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ConnectOptions {
  readonly prompter: Prompter;
  readonly log?: (message: string) => void;
}

export class SshConnection {
  /** Settles, never rejecting, when the connection is over. */
  readonly closed: Promise<void>;
  private isOver = false;

  private constructor(
    readonly host: ResolvedHost,
    private readonly client: Client,
    private readonly via: SshConnection | undefined,
  ) {
    this.closed = new Promise((resolve) => {
      client.once('close', () => {
        this.isOver = true;
        via?.close();
        resolve();
      });
    });
    client.on('error', () => {
      // `close` follows; channels report their own end.
    });
  }

  get isOpen(): boolean {
    return !this.isOver;
  }

  static async connect(host: ResolvedHost, options: ConnectOptions): Promise<SshConnection> {
    let via: SshConnection | undefined;
    try {
      for (const jump of host.jumps) {
        options.log?.(`jump through ${jump.user}@${jump.hostName}:${jump.port}`);
        via = await connectOne(jump, via, options);
      }
      return await connectOne(host, via, options);
    } catch (error) {
      via?.close();
      throw error;
    }
  }

  /** @internal */
  static wrap(host: ResolvedHost, client: Client, via: SshConnection | undefined): SshConnection {
    return new SshConnection(host, client, via);
  }

  /** Starts a command under the login shell of the user. */
  exec(command: string): Promise<ClientChannel> {
    return new Promise((resolve, reject) => {
      if (this.isOver) return reject(connectionLost(this.host, 'it was closed'));
      this.client.exec(command, (error, channel) => {
        if (error)
          reject(
            this.isOver
              ? connectionLost(this.host, error.message)
              : new WeftError(
                  'WEFT454',
                  `${this.host.alias} refuses to run commands: ${error.message}`,
                  'the site may limit sessions: close other connections and try again',
                ),
          );
        else resolve(channel);
      });
    });
  }

  /** Runs a command to its end. Fails only when the connection does, or when it takes longer than `timeoutMs`. */
  async run(command: string, timeoutMs: number): Promise<CommandResult> {
    const channel = await this.exec(command);
    channel.end();
    return collect(channel, this.host, timeoutMs);
  }

  /** Runs a command and feeds it; `input` is read no faster than the command takes it. */
  async feed(command: string, input: AsyncIterable<Uint8Array>): Promise<CommandResult> {
    const channel = await this.exec(command);
    const result = collect(channel, this.host, 0);
    result.catch(() => {}); // Awaited below; a lost connection must not surface twice.
    try {
      for await (const chunk of input) {
        if (channel.destroyed || channel.writableEnded || !channel.writable) break;
        if (!channel.write(chunk)) {
          await new Promise<void>((resolve) => {
            channel.once('drain', resolve);
            channel.once('close', resolve);
          });
        }
      }
      channel.end();
    } catch (error) {
      channel.close();
      throw error;
    }
    return result;
  }

  /** Opens a stream to a Unix socket on the host. Rejects when the site forbids forwarding or nobody listens. */
  openSocket(path: string): Promise<Duplex> {
    return new Promise((resolve, reject) => {
      if (this.isOver) return reject(connectionLost(this.host, 'it was closed'));
      this.client.openssh_forwardOutStreamLocal(path, (error, channel) => (error ? reject(error) : resolve(channel)));
    });
  }

  /** Opens a TCP stream from the host onward: how a jump host is used. */
  openTcp(hostName: string, port: number): Promise<Duplex> {
    return new Promise((resolve, reject) => {
      this.client.forwardOut('127.0.0.1', 0, hostName, port, (error, channel) =>
        error ? reject(error) : resolve(channel),
      );
    });
  }

  close(): void {
    if (!this.isOver) this.client.end();
    this.via?.close();
  }
}

function collect(channel: ClientChannel, host: ResolvedHost, timeoutMs: number): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    let bytes = 0;
    const timer =
      timeoutMs === 0
        ? undefined
        : setTimeout(() => {
            channel.close();
            reject(
              new WeftError(
                'WEFT455',
                `a command on ${host.alias} did not end within ${Math.round(timeoutMs / 1000)} s`,
                'the host may be overloaded, or its home folder may hang; try again',
              ),
            );
          }, timeoutMs);
    const keep =
      (list: Buffer[]) =>
      (chunk: Buffer): void => {
        bytes += chunk.length;
        if (bytes <= MAX_OUTPUT_BYTES) list.push(chunk);
      };
    channel.on('data', keep(output));
    channel.stderr.on('data', keep(errors));
    channel.on('error', () => {
      // `close` follows.
    });
    // `exit` may pass before anybody listens; `close` repeats its values, and has none when the connection was lost.
    channel.on('close', (code?: number | null) => {
      clearTimeout(timer);
      if (code === undefined) {
        reject(connectionLost(host, 'the command was cut off'));
        return;
      }
      resolve({
        status: code ?? undefined,
        stdout: Buffer.concat(output).toString('utf8'),
        stderr: Buffer.concat(errors).toString('utf8'),
      });
    });
  });
}

async function connectOne(
  host: ResolvedHost,
  via: SshConnection | undefined,
  options: ConnectOptions,
): Promise<SshConnection> {
  const socket = via === undefined ? await openTcp(host) : await openThrough(via, host);
  const client = new Client();
  const deadline = new Deadline(HANDSHAKE_TIMEOUT_MS);
  const prompter = patient(options.prompter, deadline);
  const authenticator = new Authenticator(host, prompter);
  let refusal: unknown;
  try {
    await new Promise<void>((resolve, reject) => {
      deadline.onExpire(() =>
        reject(
          new WeftError(
            'WEFT441',
            `${host.alias} (${host.hostName}:${host.port}) did not finish the SSH handshake within ${HANDSHAKE_TIMEOUT_MS / 1000} s`,
            `check with \`ssh -v ${host.alias}\``,
          ),
        ),
      );
      client.once('ready', () => resolve());
      client.once('error', (error) => reject(refusal ?? explain(error, host, authenticator)));
      client.once('close', () =>
        reject(refusal ?? explain(new Error('the server closed the connection'), host, authenticator)),
      );
      client.on('banner', (message: string) => options.prompter.notice(message.trimEnd()));
      client.connect({
        sock: socket,
        username: host.user,
        readyTimeout: 0,
        keepaliveInterval: host.keepAliveMs,
        keepaliveCountMax: KEEP_ALIVE_COUNT,
        algorithms: { serverHostKey: hostKeyAlgorithms(host) },
        hostVerifier: (key: Buffer, verify: (isTrusted: boolean) => void) => {
          checkHostKey(host, key, prompter).then(
            () => verify(true),
            (error: unknown) => {
              refusal = error;
              verify(false);
            },
          );
        },
        authHandler: (left, _partial, next) => {
          deadline.restart();
          authenticator.next(left as readonly string[] | null).then(
            // ssh2 takes `false` for "no more", which its types leave out.
            (method) => next(method as Exclude<typeof method, false>),
            (error: unknown) => {
              refusal = error;
              next(false as never);
            },
          );
        },
      });
    });
  } catch (error) {
    client.removeAllListeners('error');
    client.on('error', () => {
      // The reason is already known.
    });
    client.end();
    socket.destroy();
    throw error;
  } finally {
    deadline.stop();
  }
  client.removeAllListeners('error');
  client.removeAllListeners('close');
  options.log?.(`connected to ${host.user}@${host.hostName}:${host.port}`);
  return SshConnection.wrap(host, client, via);
}

/** A prompter that stops the clock while the user thinks. */
function patient(prompter: Prompter, deadline: Deadline): Prompter {
  return {
    ask: (round: PromptRound) => deadline.pauseFor(prompter.ask(round)),
    confirm: (question, detail) => deadline.pauseFor(prompter.confirm(question, detail)),
    notice: (message) => prompter.notice(message),
  };
}

function openTcp(host: ResolvedHost): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const socket = connectTcp({ host: host.hostName, port: host.port });
    const timer = setTimeout(() => {
      socket.destroy();
      reject(
        unreachable(
          host,
          `no answer within ${host.connectTimeoutMs / 1000} s`,
          'check the network or VPN, and HostName and Port in ~/.ssh/config',
        ),
      );
    }, host.connectTimeoutMs);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.removeAllListeners('error');
      socket.setNoDelay(true);
      resolve(socket);
    });
    socket.once('error', (error) => {
      clearTimeout(timer);
      reject(explainTcp(error, host));
    });
  });
}

async function openThrough(via: SshConnection, host: ResolvedHost): Promise<Duplex> {
  try {
    return await via.openTcp(host.hostName, host.port);
  } catch (error) {
    throw unreachable(
      host,
      `the jump host ${via.host.alias} cannot reach it (${messageOf(error)})`,
      `check with \`ssh ${host.alias}\`; the jump host must allow TCP forwarding`,
    );
  }
}

function unreachable(host: ResolvedHost, why: string, help: string, code = 'WEFT441'): WeftError {
  return new WeftError(code, `cannot reach ${host.alias} (${host.hostName}:${host.port}): ${why}`, help);
}

function explainTcp(error: unknown, host: ResolvedHost): WeftError {
  switch (errnoOf(error)) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_NODATA':
      return unreachable(
        host,
        `the name \`${host.hostName}\` is not known`,
        'check the spelling, HostName in ~/.ssh/config, and the network or VPN',
        'WEFT440',
      );
    case 'ECONNREFUSED':
      return unreachable(
        host,
        'connection refused',
        'no SSH server listens there: check Port in ~/.ssh/config',
        'WEFT442',
      );
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return unreachable(host, 'no route or no answer', 'check the network or VPN');
    default:
      return unreachable(host, messageOf(error), `check with \`ssh ${host.alias}\``);
  }
}

function explain(
  error: Error & { readonly level?: string },
  host: ResolvedHost,
  authenticator: Authenticator,
): WeftError {
  if (error.level === 'client-authentication' || authenticator.offered.length > 0) return authenticator.failure();
  if (/no matching/i.test(error.message)) {
    return new WeftError(
      'WEFT441',
      `${host.alias} and this client share no algorithm: ${error.message}`,
      'the server is too old or allows only what this client lacks; ask its administrator',
    );
  }
  return unreachable(host, error.message, `check with \`ssh -v ${host.alias}\``);
}

export function connectionLost(host: ResolvedHost, why: string): WeftError {
  return new WeftError(
    'WEFT454',
    `connection to ${host.alias} lost: ${why}`,
    'submitted jobs go on: look with `weft jobs`, get results with `weft fetch`',
  );
}
