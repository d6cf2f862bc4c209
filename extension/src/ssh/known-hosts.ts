// SPDX-License-Identifier: Apache-2.0
// known_hosts: does the stored knowledge of a host agree with the key it shows? Plain and hashed names, patterns, ports,
// several key types, `@revoked`. Certificate authorities are not used: a line with `@cert-authority` is skipped.

import { createHash, createHmac } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { matchesPatterns } from './config-file';

export interface KnownHostEntry {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly marker: string | undefined;
  readonly names: string;
  readonly keyType: string;
  readonly key: Buffer;
}

export type HostKeyVerdict =
  | { readonly kind: 'known' }
  | { readonly kind: 'unknown'; readonly otherTypes: readonly string[] }
  | { readonly kind: 'changed'; readonly entry: KnownHostEntry }
  | { readonly kind: 'revoked'; readonly entry: KnownHostEntry };

export function parseKnownHosts(source: string, file: string): KnownHostEntry[] {
  return source.split(/\r?\n/).flatMap((text, index) => {
    const words = text.trim().split(/\s+/);
    const marker = words[0]?.startsWith('@') ? words.shift() : undefined;
    const [names, keyType, key] = words;
    if (names === undefined || names.startsWith('#') || keyType === undefined || key === undefined) return [];
    return [{ file, line: index + 1, marker, names, keyType, key: Buffer.from(key, 'base64') }];
  });
}

export function readKnownHosts(files: readonly string[]): KnownHostEntry[] {
  return files.flatMap((file) => (existsSync(file) ? parseKnownHosts(readFileSync(file, 'utf8'), file) : []));
}

/** `host` on port 22, else `[host]:port`. */
export function hostLabel(host: string, port: number): string {
  const name = host.toLowerCase();
  return port === 22 ? name : `[${name}]:${port}`;
}

export function matchesHost(entry: KnownHostEntry, label: string): boolean {
  if (!entry.names.startsWith('|1|')) return matchesPatterns(entry.names.split(','), label);
  const [, , salt, hash] = entry.names.split('|');
  if (salt === undefined || hash === undefined) return false;
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(label).digest('base64') === hash;
}

/** The type name inside an SSH public key blob. */
export function keyTypeOf(key: Buffer): string {
  if (key.length < 4) return '';
  const length = key.readUInt32BE(0);
  return key.subarray(4, Math.min(4 + length, key.length)).toString('latin1');
}

/** As `ssh-keygen -l` prints it. */
export function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** Judges the key that a host shows. An entry for the bare name may vouch for a host on another port, never accuse it. */
export function judgeHostKey(
  entries: readonly KnownHostEntry[],
  host: string,
  port: number,
  key: Buffer,
): HostKeyVerdict {
  const label = hostLabel(host, port);
  const mine = entries.filter((entry) => entry.marker !== '@cert-authority' && matchesHost(entry, label));
  const revoked = mine.find((entry) => entry.marker === '@revoked' && entry.key.equals(key));
  if (revoked !== undefined) return { kind: 'revoked', entry: revoked };
  const stored = mine.filter((entry) => entry.marker === undefined);
  if (stored.some((entry) => entry.key.equals(key))) return { kind: 'known' };
  const keyType = keyTypeOf(key);
  const changed = stored.find((entry) => entry.keyType === keyType);
  if (changed !== undefined) return { kind: 'changed', entry: changed };
  if (port !== 22 && stored.length === 0) {
    const bare = judgeHostKey(entries, host, 22, key);
    if (bare.kind === 'known' || bare.kind === 'revoked') return bare;
  }
  return { kind: 'unknown', otherTypes: [...new Set(stored.map((entry) => entry.keyType))] };
}

/** Key types stored for a host: asked for first, so that a host with several keys shows the one that is known. */
export function storedKeyTypes(entries: readonly KnownHostEntry[], host: string, port: number): string[] {
  const labels = [hostLabel(host, port), hostLabel(host, 22)];
  for (const label of labels) {
    const types = entries
      .filter((entry) => entry.marker === undefined && matchesHost(entry, label))
      .map((entry) => entry.keyType);
    if (types.length > 0) return [...new Set(types)];
  }
  return [];
}

export function appendKnownHost(file: string, host: string, port: number, key: Buffer): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const old = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const newline = old === '' || old.endsWith('\n') ? '' : '\n';
  appendFileSync(file, `${newline}${hostLabel(host, port)} ${keyTypeOf(key)} ${key.toString('base64')}\n`, {
    mode: 0o600,
  });
}
