// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listConfiguredHosts } from './config-file';
import { parseAddress, resolveHost } from './host';

let home = '';
beforeAll(() => {
  home = mkdtempSync(path.join(tmpdir(), 'weft-home-'));
  mkdirSync(path.join(home, '.ssh', 'conf.d'), { recursive: true });
});
afterAll(() => rmSync(home, { recursive: true }));

const withConfig =
  (lines: string, env: NodeJS.ProcessEnv = {}) =>
  (target: string) => {
    const configFile = path.join(home, '.ssh', 'config');
    writeFileSync(configFile, lines);
    return resolveHost(target, { configFile, home, env });
  };

describe('an SSH configuration', () => {
  it('gives host name, port, user and files', () => {
    const host = withConfig(`
Host cluster login
  HostName login1.example.org
  Port 2200
  User ada
  IdentityFile ~/.ssh/cluster
  IdentityFile "%d/.ssh/second key"
  IdentitiesOnly yes
  UserKnownHostsFile ~/known1 ~/known2
  HostKeyAlias cluster-alias
  ServerAliveInterval 30
`)('login');
    expect(host).toMatchObject({
      alias: 'login',
      hostName: 'login1.example.org',
      port: 2200,
      user: 'ada',
      identitiesOnly: true,
      hostKeyAlias: 'cluster-alias',
      keepAliveMs: 30_000,
      identityFiles: [`${home}/.ssh/cluster`, `${home}/.ssh/second key`],
      knownHostsFiles: [`${home}/known1`, `${home}/known2`],
    });
  });

  it('takes the first value, and what is typed before both', () => {
    const resolve = withConfig(
      'Host node\n  User first\n  Port 1\n  UserKnownHostsFile /k1\nHost *\n  User second\n  Port 2\n  UserKnownHostsFile /k2\n',
    );
    expect(resolve('node')).toMatchObject({ user: 'first', port: 1, knownHostsFiles: ['/k1'] });
    expect(resolve('typed@node:3')).toMatchObject({ user: 'typed', port: 3 });
    expect(resolve('elsewhere')).toMatchObject({ user: 'second', port: 2, hostName: 'elsewhere' });
  });

  it('honours patterns and their vetoes', () => {
    const resolve = withConfig('Host *.example.org !bad.example.org\n  User ada\n');
    expect(resolve('good.example.org').user).toBe('ada');
    expect(resolve('bad.example.org').user).not.toBe('ada');
  });

  it('includes files by pattern, at the top and within a block', () => {
    writeFileSync(path.join(home, '.ssh', 'conf.d', 'a.conf'), 'Host node\n  User included\n');
    writeFileSync(path.join(home, '.ssh', 'inner'), 'Port 77\n');
    const resolve = withConfig('Include conf.d/*.conf\nHost node\n  Include inner\n  User late\n');
    expect(resolve('node')).toMatchObject({ user: 'included', port: 77 });
    expect(resolve('other').port).toBe(22);
  });

  it('refuses a loop of includes', () => {
    expect(() => withConfig('Include config\n')('node')).toThrow(expect.objectContaining({ code: 'WEFT446', exit: 2 }));
  });

  it('evaluates Match on host and user, and never a command', () => {
    const resolve = withConfig(
      'Match exec "touch /nonexistent"\n  Port 9\nMatch host node user ada\n  Port 5\nMatch all\n  Port 6\n',
    );
    expect(resolve('ada@node').port).toBe(5);
    expect(resolve('bob@node').port).toBe(6);
  });

  it('builds the chain of jump hosts, each with its own settings', () => {
    const resolve = withConfig(
      'Host target\n  ProxyJump gate,ada@second:2022\nHost gate\n  HostName gate.example.org\n  ProxyJump outer\nHost plain\n  ProxyJump none\n',
    );
    expect(
      resolve('target').jumps.map(({ user, hostName, port }) => `${user === 'ada' ? 'ada@' : ''}${hostName}:${port}`),
    ).toEqual(['outer:22', 'gate.example.org:22', 'ada@second:2022']);
    expect(resolve('plain').jumps).toEqual([]);
  });

  it('refuses ProxyCommand with a way out', () => {
    expect(() => withConfig('Host node\n  ProxyCommand nc %h %p\n')('node')).toThrow(/ProxyCommand/);
  });

  it.each([
    ['', { SSH_AUTH_SOCK: '/run/agent' }, '/run/agent'],
    ['IdentityAgent none', { SSH_AUTH_SOCK: '/run/agent' }, undefined],
    ['IdentityAgent ~/agent', {}, () => `${home}/agent`],
    ['IdentityAgent $MY_AGENT', { MY_AGENT: '/my' }, '/my'],
  ])('chooses the agent: %s', (text, env, expected) => {
    expect(withConfig(`${text}\n`, env)('node').agent).toBe(typeof expected === 'function' ? expected() : expected);
  });

  it('tells an unreadable override from a missing default', () => {
    expect(() => resolveHost('node', { configFile: path.join(home, 'none'), home })).toThrow(/none/);
    expect(resolveHost('node', { home: path.join(home, 'empty'), env: {} }).hostName).toBe('node');
  });

  it('lists the hosts it names', () => {
    writeFileSync(path.join(home, '.ssh', 'conf.d', 'a.conf'), 'Host included\n');
    const configFile = path.join(home, '.ssh', 'config');
    writeFileSync(configFile, 'Include conf.d/a.conf\nHost one two *.org\nHost !x one\n');
    expect(listConfiguredHosts(configFile, home)).toEqual(['included', 'one', 'two']);
  });
});

describe('an address', () => {
  it.each([
    ['node', { user: undefined, host: 'node', port: undefined }],
    ['ada@node:2222', { user: 'ada', host: 'node', port: 2222 }],
    ['ada@[::1]:22', { user: 'ada', host: '::1', port: 22 }],
    ['ssh://node', { user: undefined, host: 'node', port: undefined }],
    ['a@b@node', { user: 'a@b', host: 'node', port: undefined }],
  ])('%s', (text, address) => expect(parseAddress(text)).toEqual(address));

  it.each(['', '@node', '-oProxyCommand=x', 'a b', 'node:99999', 'node;true/x'])('%j is refused', (text) => {
    expect(() => parseAddress(text)).toThrow(expect.objectContaining({ code: 'WEFT462' }));
  });
});
