// SPDX-License-Identifier: Apache-2.0
import { createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  appendKnownHost,
  fingerprintOf,
  hostLabel,
  judgeHostKey,
  keyTypeOf,
  parseKnownHosts,
  readKnownHosts,
  storedKeyTypes,
} from './known-hosts';

function keyOf(type: string, seed: number): Buffer {
  const name = Buffer.from(type);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(name.length);
  return Buffer.concat([length, name, Buffer.alloc(32, seed)]);
}

const ed = keyOf('ssh-ed25519', 1);
const otherEd = keyOf('ssh-ed25519', 2);
const rsa = keyOf('ssh-rsa', 3);
const line = (names: string, key: Buffer, marker = ''): string =>
  `${marker}${names} ${keyTypeOf(key)} ${key.toString('base64')} comment`;
const hashed = (name: string): string => {
  const salt = Buffer.alloc(20, 7);
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;
};
const judge = (text: string, key: Buffer, host = 'node', port = 22) =>
  judgeHostKey(parseKnownHosts(text, 'known_hosts'), host, port, key);

describe('known_hosts', () => {
  it.each([
    ['a plain name', line('node', ed), 22],
    ['one of several names', line('other,node', ed), 22],
    ['a pattern', line('no*', ed), 22],
    ['a hashed name', line(hashed('node'), ed), 22],
    ['a name with its port', line('[node]:2222', ed), 2222],
    ['a hashed name with its port', line(hashed('[node]:2222'), ed), 2222],
    ['the bare name, for another port', line('node', ed), 2222],
    ['a second key of the same type', `${line('node', otherEd)}\n${line('node', ed)}`, 22],
    ['a key beside a comment and an empty line', `# node\n\n${line('node', ed)}`, 22],
  ])('knows a key by %s', (_, text, port) => {
    expect(judge(text, ed, 'node', port)).toEqual({ kind: 'known' });
  });

  it('names file and line of the key that has changed', () => {
    expect(judge(`# first\n${line('node', otherEd)}`, ed)).toMatchObject({
      kind: 'changed',
      entry: { file: 'known_hosts', line: 2 },
    });
  });

  it('asks about a key of another type, and tells which are known', () => {
    expect(judge(line('node', rsa), ed)).toEqual({ kind: 'unknown', otherTypes: ['ssh-rsa'] });
  });

  it.each([
    ['an empty file', ''],
    ['another host', line('login', ed)],
    ['a vetoed pattern', line('*,!node', ed)],
    ['a certificate authority', line('node', ed, '@cert-authority ')],
    ['a damaged line', 'node ssh-ed25519'],
  ])('does not know a key from %s', (_, text) => {
    expect(judge(text, ed)).toMatchObject({ kind: 'unknown' });
  });

  it('never takes the bare name as an accusation of another port', () => {
    expect(judge(line('node', otherEd), ed, 'node', 2222)).toMatchObject({ kind: 'unknown' });
  });

  it('refuses a revoked key even beside a line that knows it', () => {
    expect(judge(`${line('node', ed)}\n${line('*', ed, '@revoked ')}`, ed)).toMatchObject({
      kind: 'revoked',
      entry: { line: 2 },
    });
  });

  it('prefers the key types it has stored', () => {
    const entries = parseKnownHosts(`${line('node', rsa)}\n${line('node', ed)}`, 'f');
    expect(storedKeyTypes(entries, 'node', 22)).toEqual(['ssh-rsa', 'ssh-ed25519']);
  });

  it('reads back what it appended, after a line without an end', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'weft-known-'));
    try {
      const file = path.join(folder, 'ssh', 'known_hosts');
      appendKnownHost(file, 'Node', 2222, ed);
      writeFileSync(file, readFileSync(file, 'utf8').trimEnd());
      appendKnownHost(file, 'login', 22, rsa);
      const entries = readKnownHosts([file, path.join(folder, 'missing')]);
      expect(entries.map(({ names }) => names)).toEqual(['[node]:2222', 'login']);
      expect(judgeHostKey(entries, 'node', 2222, ed)).toEqual({ kind: 'known' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('prints fingerprints as ssh-keygen does', () => {
    expect(fingerprintOf(ed)).toMatch(/^SHA256:[\w+/]{43}$/);
    expect(hostLabel('Node', 22)).toBe('node');
  });
});
