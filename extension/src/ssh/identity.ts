// SPDX-License-Identifier: Apache-2.0
// Keys this user can sign with: those of the agent and those in files.

import { existsSync, readFileSync } from 'node:fs';
import { OpenSSHAgent, type ParsedKey, utils } from 'ssh2';
import { messageOf } from '../net/error';
import type { ResolvedHost } from './host';
import type { Prompter } from './prompter';

const PASSPHRASE_ATTEMPTS = 3;

/** An agent that offers only the given keys: what IdentitiesOnly asks for. */
class NarrowedAgent extends OpenSSHAgent {
  constructor(
    socket: string,
    private readonly keys: ParsedKey[],
  ) {
    super(socket);
  }

  override getIdentities(callback: (error: Error | undefined, keys?: ParsedKey[]) => void): void {
    callback(undefined, this.keys);
  }
}

export interface AgentKeys {
  readonly agent: OpenSSHAgent;
  readonly keys: readonly ParsedKey[];
}

/** The agent's keys for this host; a note says why there are none. */
export async function agentKeys(host: ResolvedHost): Promise<AgentKeys | { readonly note: string } | undefined> {
  const socket = host.agent;
  if (socket === undefined) return undefined;
  try {
    const all = await new Promise<ParsedKey[]>((resolve, reject) => {
      new OpenSSHAgent(socket).getIdentities((error, keys) =>
        error ? reject(error) : resolve((keys ?? []).flatMap(parsedKeyOf)),
      );
    });
    const wanted = host.identitiesOnly ? publicKeys(host.identityFiles) : undefined;
    const keys =
      wanted === undefined ? all : all.filter((key) => wanted.some((blob) => blob.equals(key.getPublicSSH())));
    return { agent: new NarrowedAgent(socket, keys), keys };
  } catch (error) {
    return { note: `the agent at ${socket} does not answer (${messageOf(error)})` };
  }
}

/** An agent may wrap a key with its comment; what cannot be parsed (hardware keys) is left out. */
function parsedKeyOf(key: unknown): ParsedKey[] {
  if (typeof key !== 'object' || key === null) return [];
  if ('pubKey' in key) return parsedKeyOf(key.pubKey);
  return 'getPublicSSH' in key ? [key as ParsedKey] : [];
}

/** Public halves of identity files, from `.pub` files or unencrypted keys. */
function publicKeys(files: readonly string[]): Buffer[] {
  return files.flatMap((file) => {
    const source = existsSync(`${file}.pub`) ? `${file}.pub` : file;
    if (!existsSync(source)) return [];
    const key = firstKey(utils.parseKey(readFileSync(source)));
    return key instanceof Error ? [] : [key.getPublicSSH()];
  });
}

function firstKey(parsed: ParsedKey | ParsedKey[] | Error): ParsedKey | Error {
  return Array.isArray(parsed) ? (parsed[0] ?? new Error('no key in the file')) : parsed;
}

/** Loads a private key, asking for its passphrase. A note says why it cannot be used. */
export async function loadKey(
  file: string,
  title: string,
  prompter: Prompter,
): Promise<ParsedKey | { readonly note: string }> {
  let source: Buffer;
  try {
    source = readFileSync(file);
  } catch (error) {
    return { note: `key ${file} cannot be read (${messageOf(error)})` };
  }
  let parsed = firstKey(utils.parseKey(source));
  if (parsed instanceof Error && /no passphrase given/i.test(parsed.message)) {
    for (let attempt = 0; attempt < PASSPHRASE_ATTEMPTS && parsed instanceof Error; attempt++) {
      try {
        const line = { text: `Passphrase for key ${file}: `, echo: false };
        const [passphrase] = await prompter.ask({
          title,
          instructions: attempt === 0 ? '' : 'Wrong passphrase',
          lines: [line],
        });
        if (passphrase === undefined || passphrase === '') return { note: `key ${file} was skipped (no passphrase)` };
        parsed = firstKey(utils.parseKey(source, passphrase));
      } catch (error) {
        return { note: `key ${file} needs a passphrase (${messageOf(error)})` };
      }
    }
    if (parsed instanceof Error) return { note: `key ${file} was skipped (wrong passphrase)` };
  }
  if (parsed instanceof Error) return { note: `key ${file} is not usable (${parsed.message})` };
  if (!parsed.isPrivateKey()) return { note: `key ${file} is a public key` };
  return parsed;
}
