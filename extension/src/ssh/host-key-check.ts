// SPDX-License-Identifier: Apache-2.0
// Decides whether the key that a host shows is trusted: known, unknown (ask, then store), changed or revoked (refuse).

import { messageOf, WeftError } from '../net/error';
import type { ResolvedHost } from './host';
import {
  appendKnownHost,
  fingerprintOf,
  hostLabel,
  judgeHostKey,
  keyTypeOf,
  readKnownHosts,
  storedKeyTypes,
} from './known-hosts';
import type { Prompter } from './prompter';

/** Preference of an ssh client without stored keys, strongest first; `ssh-rsa` means SHA-2 signatures of an RSA key. */
const HOST_KEY_ALGORITHMS = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
] as const;
export type HostKeyAlgorithm = (typeof HOST_KEY_ALGORITHMS)[number];

function nameOf(host: ResolvedHost): { readonly name: string; readonly port: number } {
  return host.hostKeyAlias === undefined
    ? { name: host.hostName, port: host.port }
    : { name: host.hostKeyAlias, port: 22 };
}

/** Algorithms to negotiate: those of stored keys first, so that a host with several keys shows one that is known. */
export function hostKeyAlgorithms(host: ResolvedHost): HostKeyAlgorithm[] {
  const { name, port } = nameOf(host);
  const stored = storedKeyTypes(readKnownHosts([...host.knownHostsFiles, ...host.globalKnownHostsFiles]), name, port);
  const isStored = (algorithm: HostKeyAlgorithm): boolean =>
    stored.includes(algorithm.startsWith('rsa-') ? 'ssh-rsa' : algorithm);
  return [...HOST_KEY_ALGORITHMS.filter(isStored), ...HOST_KEY_ALGORITHMS.filter((algorithm) => !isStored(algorithm))];
}

/** Resolves when the key is trusted; rejects with `WEFT444` or `WEFT445` when it is not. */
export async function checkHostKey(host: ResolvedHost, key: Buffer, prompter: Prompter): Promise<void> {
  const { name, port } = nameOf(host);
  const entries = readKnownHosts([...host.knownHostsFiles, ...host.globalKnownHostsFiles]);
  const verdict = judgeHostKey(entries, name, port, key);
  const label = hostLabel(name, port);
  const fingerprint = fingerprintOf(key);
  switch (verdict.kind) {
    case 'known':
      return;
    case 'changed':
      throw new WeftError(
        'WEFT445',
        `the host key of ${label} has changed: it shows ${keyTypeOf(key)} ${fingerprint}, ${verdict.entry.file}:${verdict.entry.line} holds ${fingerprintOf(verdict.entry.key)}`,
        `someone may be reading along; if the host was reinstalled, ask its administrator for the new fingerprint and delete line ${verdict.entry.line} of ${verdict.entry.file}`,
      );
    case 'revoked':
      throw new WeftError(
        'WEFT445',
        `the host key of ${label} is revoked at ${verdict.entry.file}:${verdict.entry.line}`,
        'do not connect; ask the administrator of the host',
      );
    case 'unknown':
      await acceptUnknown(host, key, verdict.otherTypes, prompter);
  }
}

async function acceptUnknown(
  host: ResolvedHost,
  key: Buffer,
  otherTypes: readonly string[],
  prompter: Prompter,
): Promise<void> {
  const { name, port } = nameOf(host);
  const label = hostLabel(name, port);
  const fingerprint = fingerprintOf(key);
  const refused = new WeftError(
    'WEFT444',
    `the host key of ${label} is not known: ${keyTypeOf(key)} ${fingerprint}`,
    `compare the fingerprint with the site's, then connect once with \`ssh ${host.alias}\` or accept it here`,
  );
  if (host.hostKeyPolicy === 'refuse-new') throw refused;
  if (host.hostKeyPolicy === 'ask') {
    const detail = [
      `${keyTypeOf(key)} key fingerprint is ${fingerprint}`,
      ...(otherTypes.length > 0 ? [`This host is known with other keys: ${otherTypes.join(', ')}`] : []),
    ];
    if (!(await prompter.confirm(`The authenticity of ${label} cannot be established. Trust it?`, detail)))
      throw refused;
  }
  const file = host.knownHostsFiles[0];
  if (file === undefined) return;
  try {
    appendKnownHost(file, name, port, key);
    prompter.notice(`Stored the host key of ${label} in ${file}`);
  } catch (error) {
    prompter.notice(`The host key of ${label} could not be stored in ${file}: ${messageOf(error)}`);
  }
}
