// SPDX-License-Identifier: Apache-2.0
// From what the user typed (`login`, `me@login:2222`) to everything needed to connect, by way of the SSH configuration.

import { homedir, userInfo } from 'node:os';
import path from 'node:path';
import { usageError } from '../net/error';
import { HostSettings, readHostSettings } from './config-file';

export type HostKeyPolicy = 'ask' | 'refuse-new' | 'accept-new';

export interface ResolvedHost {
  /** As typed: the name for messages. */
  readonly alias: string;
  readonly hostName: string;
  readonly port: number;
  readonly user: string;
  /** Absolute paths in the order to try; the usual files when none is configured. */
  readonly identityFiles: readonly string[];
  readonly hasOwnIdentityFiles: boolean;
  readonly identitiesOnly: boolean;
  /** Socket of the agent, undefined for none. */
  readonly agent: string | undefined;
  readonly knownHostsFiles: readonly string[];
  /** Read but never written. */
  readonly globalKnownHostsFiles: readonly string[];
  /** The name under which the host key is stored when it is not the host name. */
  readonly hostKeyAlias: string | undefined;
  readonly hostKeyPolicy: HostKeyPolicy;
  readonly preferredMethods: readonly string[] | undefined;
  readonly connectTimeoutMs: number;
  readonly keepAliveMs: number;
  /** Hosts to go through, the first one reached directly. */
  readonly jumps: readonly ResolvedHost[];
}

export interface ResolveOptions {
  /** Replaces both the user's and the system's configuration, as `ssh -F`. */
  readonly configFile?: string | undefined;
  readonly home?: string;
  readonly env?: NodeJS.ProcessEnv;
}

const DEFAULT_CONNECT_TIMEOUT_MS = 15_000;
/** Four unanswered probes end a connection: a minute, as runtime measurements on lossy links suggest. */
const DEFAULT_KEEP_ALIVE_MS = 15_000;
const DEFAULT_IDENTITIES = ['id_ed25519', 'id_ecdsa', 'id_rsa'];
const MAX_JUMPS = 8;

interface Address {
  readonly user: string | undefined;
  readonly host: string;
  readonly port: number | undefined;
}

/** Reads `[user@]host[:port]`, with `[v6::address]:port` and the `ssh://` form. */
export function parseAddress(target: string): Address {
  const bare = target.replace(/^ssh:\/\//, '').replace(/\/$/, '');
  const at = bare.lastIndexOf('@');
  const user = at > 0 ? bare.slice(0, at) : undefined;
  const rest = at >= 0 ? bare.slice(at + 1) : bare;
  const match = /^(?:\[([^\]]+)\]|([^:]*))(?::(\d+))?$/.exec(rest);
  const host = match?.[1] ?? match?.[2] ?? (/^[0-9a-f:]+$/i.test(rest) ? rest : '');
  const port = match?.[3] === undefined ? undefined : Number(match[3]);
  if (host === '' || /[\s/'"\\]/.test(host) || host.startsWith('-') || at === 0) {
    throw usageError(`\`${target}\` is not a host`, 'write a name of ~/.ssh/config, or `user@host:port`', 'WEFT462');
  }
  if (port !== undefined && (port < 1 || port > 65535)) {
    throw usageError(`\`${port}\` is not a port`, 'ports go from 1 to 65535', 'WEFT462');
  }
  return { user, host, port };
}

export function resolveHost(target: string, options: ResolveOptions = {}): ResolvedHost {
  return resolve(target, options, 0);
}

function resolve(target: string, options: ResolveOptions, depth: number): ResolvedHost {
  if (depth > MAX_JUMPS)
    throw usageError(
      `more than ${MAX_JUMPS} jump hosts on the way to \`${target}\``,
      'remove the loop of ProxyJump lines',
      'WEFT446',
    );
  const env = options.env ?? process.env;
  const home = options.home ?? env.HOME ?? homedir();
  const address = parseAddress(target);
  const localUser = userInfo().username;
  const query = { host: address.host, user: address.user, localUser, home };
  const settings = new HostSettings();
  if (options.configFile !== undefined) readHostSettings(options.configFile, query, settings, true);
  else {
    readHostSettings(path.join(home, '.ssh', 'config'), query, settings);
    readHostSettings('/etc/ssh/ssh_config', query, settings);
  }

  const user = address.user ?? settings.first('user') ?? localUser;
  const port = address.port ?? Number(settings.first('port') ?? 22);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw usageError(
      `the port of \`${address.host}\` in the SSH configuration is not a number`,
      'correct the Port line',
      'WEFT446',
    );
  }
  const hostName = (settings.first('hostname') ?? address.host).replace(/%h/g, address.host).replace(/%%/g, '%');
  if (
    settings.first('proxycommand') !== undefined &&
    settings.first('proxycommand')?.toLowerCase() !== 'none' &&
    settings.first('proxyjump') === undefined
  ) {
    throw usageError(
      `\`${address.host}\` uses ProxyCommand, which is not supported`,
      'use ProxyJump in the SSH configuration',
      'WEFT446',
    );
  }
  const expand = (file: string): string =>
    expandTokens(file, { home, localUser, host: hostName, alias: address.host, port, user });
  const files = (keyword: string, fallback: readonly string[]): string[] => {
    const configured = settings
      .words(keyword)
      .flatMap((value) => value.split(/\s+/))
      .filter((value) => value !== '');
    const chosen = configured.length > 0 ? configured : fallback;
    return chosen.filter((file) => file.toLowerCase() !== 'none').map(expand);
  };
  const identities = settings
    .all('identityfile')
    .filter((file) => file.toLowerCase() !== 'none')
    .map(expand);
  const hasOwnIdentityFiles = settings.all('identityfile').length > 0;
  const jump = settings
    .words('proxyjump')
    .flatMap((word) => word.split(','))
    .filter((word) => word !== '');
  const jumps = jump.length === 0 || jump[0]?.toLowerCase() === 'none' ? [] : chainOf(jump, options, depth);

  return {
    alias: target,
    hostName,
    port,
    user,
    identityFiles: hasOwnIdentityFiles ? identities : DEFAULT_IDENTITIES.map((name) => path.join(home, '.ssh', name)),
    hasOwnIdentityFiles,
    identitiesOnly: settings.first('identitiesonly')?.toLowerCase() === 'yes',
    agent: agentOf(settings.first('identityagent'), env, expand),
    knownHostsFiles: files('userknownhostsfile', ['~/.ssh/known_hosts', '~/.ssh/known_hosts2']),
    globalKnownHostsFiles: files('globalknownhostsfile', ['/etc/ssh/ssh_known_hosts']),
    hostKeyAlias: settings.first('hostkeyalias'),
    hostKeyPolicy: policyOf(settings.first('stricthostkeychecking')),
    preferredMethods: settings.first('preferredauthentications')?.split(','),
    connectTimeoutMs: seconds(settings.first('connecttimeout'), DEFAULT_CONNECT_TIMEOUT_MS),
    keepAliveMs: seconds(settings.first('serveraliveinterval'), DEFAULT_KEEP_ALIVE_MS),
    jumps,
  };
}

/** `a,b` goes through a, then b. A jump host's own ProxyJump applies to the first one alone, as in ssh(1). */
function chainOf(jump: readonly string[], options: ResolveOptions, depth: number): ResolvedHost[] {
  return jump.flatMap((name, index) => {
    const host = resolve(name, options, depth + 1);
    return index === 0 ? [...host.jumps, { ...host, jumps: [] }] : [{ ...host, jumps: [] }];
  });
}

function policyOf(value: string | undefined): HostKeyPolicy {
  switch (value?.toLowerCase()) {
    case 'yes':
      return 'refuse-new';
    case 'accept-new':
    case 'no':
    case 'off':
      return 'accept-new'; // Even `no` never accepts a changed key here.
    default:
      return 'ask';
  }
}

function seconds(value: string | undefined, fallbackMs: number): number {
  const number = Number(value);
  return value === undefined || !Number.isFinite(number) || number <= 0 ? fallbackMs : number * 1000;
}

function agentOf(
  configured: string | undefined,
  env: NodeJS.ProcessEnv,
  expand: (file: string) => string,
): string | undefined {
  if (configured === undefined || configured === 'SSH_AUTH_SOCK') return env.SSH_AUTH_SOCK || undefined;
  if (configured.toLowerCase() === 'none') return undefined;
  if (configured.startsWith('$')) return env[configured.slice(1).replace(/[{}]/g, '')] || undefined;
  return expand(configured);
}

interface Tokens {
  readonly home: string;
  readonly localUser: string;
  readonly host: string;
  readonly alias: string;
  readonly port: number;
  readonly user: string;
}

function expandTokens(file: string, tokens: Tokens): string {
  const values: { readonly [token: string]: string } = {
    d: tokens.home,
    h: tokens.host,
    n: tokens.alias,
    p: String(tokens.port),
    r: tokens.user,
    u: tokens.localUser,
    '%': '%',
  };
  const expanded = file
    .replace(/\$\{(\w+)\}/g, (whole, name: string) => (name === 'HOME' ? tokens.home : (process.env[name] ?? whole)))
    .replace(/%([dhnpru%])/g, (whole, token: string) => values[token] ?? whole);
  return expanded === '~' || expanded.startsWith('~/') ? path.join(tokens.home, expanded.slice(1)) : expanded;
}
