// SPDX-License-Identifier: Apache-2.0

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseProbe, probeScript } from './probe';
import { betweenMarkers, quote, rootAssignment, shCommand } from './shell';
import { findTarget, readTargets, removeTarget, storeTarget, targetsFile, validateTarget } from './targets';

let file = '';
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'weft-targets-'));
  file = path.join(folder, 'weft', 'targets.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

const cluster = {
  name: 'cluster',
  host: 'login',
  home: '~/scratch',
  slurm: {
    partition: 'short',
    cpus: 4,
    time: '00:10:00',
    memory: '4G',
    directives: ['--exclusive'],
    prologue: ['module load gcc'],
  },
};

describe('targets', () => {
  it('are stored, replaced and removed', () => {
    expect(readTargets(file)).toEqual([]);
    storeTarget(file, validateTarget(cluster, 't'));
    storeTarget(file, validateTarget({ name: 'here', slurm: {} }, 't'));
    storeTarget(file, validateTarget({ ...cluster, host: 'login2' }, 't'));
    expect(readTargets(file).map(({ name, host }) => [name, host])).toEqual([
      ['here', undefined],
      ['cluster', 'login2'],
    ]);
    expect(removeTarget(file, 'here')).toBe(true);
    expect(removeTarget(file, 'here')).toBe(false);
  });

  it('are found as `local`, by name, or as an SSH host', () => {
    const targets = [validateTarget(cluster, 't')];
    expect(findTarget('local', targets)).toEqual({ name: 'local' });
    expect(findTarget('cluster', targets)).toEqual(cluster);
    expect(findTarget('me@node:2222', targets)).toEqual({ name: 'me@node:2222', host: 'me@node:2222' });
    expect(() => findTarget('not a host', targets)).toThrow(expect.objectContaining({ exit: 2 }));
  });

  it('live below the configured folder', () => {
    expect(targetsFile({ WEFT_CONFIG_HOME: '/c' })).toBe('/c/targets.json');
    expect(targetsFile({ XDG_CONFIG_HOME: '/x' })).toBe('/x/weft/targets.json');
    expect(targetsFile({ HOME: '/users/ada' })).toBe('/users/ada/.config/weft/targets.json');
  });

  it.each([
    [[], /object is expected/],
    [{ host: 'login' }, /`name` is missing/],
    [{ name: 'local', host: 'x' }, /built-in/],
    [{ name: 'a b', host: 'x' }, /letters, digits/],
    [{ name: 'a' }, /one of `host`, `home` and `slurm`/],
    [{ name: 'a', host: 'x y' }, /not a host/],
    [{ name: 'a', hots: 'x' }, /unknown field `hots`/],
    [{ name: 'a', home: 'scratch' }, /plain absolute path/],
    [{ name: 'a', home: '/tmp/$(reboot)' }, /plain absolute path/],
    [{ name: 'a', slurm: { partition: 'a b' } }, /one word/],
    [{ name: 'a', slurm: { time: 'soon' } }, /slurm\.time/],
    [{ name: 'a', slurm: { memory: 'lots' } }, /slurm\.memory/],
    [{ name: 'a', slurm: { cpus: 0 } }, /positive whole number/],
    [{ name: 'a', slurm: { prologue: ['a\nb'] } }, /list of single lines/],
    [{ name: 'a', slurm: { nodes: 2 } }, /unknown field `nodes`/],
  ])('%j is refused', (value, message) => {
    expect(() => validateTarget(value, 'targets.json')).toThrow(message);
  });

  it.each([
    ['{', /not JSON/],
    ['{}', /no list of targets/],
    ['{"targets":[{"name":"a","host":"x"},{"name":"a","host":"y"}]}', /two targets/],
  ])('a file with %s is refused', (text, message) => {
    const bad = path.join(folder, 'targets.json');
    writeFileSync(bad, text);
    expect(() => readTargets(bad)).toThrow(message);
  });
});

describe('the probe', () => {
  const run = (shell: string, args: readonly string[], command: string, env = process.env) => {
    const result = spawnSync(shell, [...args, command], { encoding: 'utf8', env, input: '' });
    return { status: result.status ?? undefined, stdout: result.stdout, stderr: result.stderr };
  };

  it('describes this machine between the noise of rc files', () => {
    const { command, marker } = probeScript({ home: `${folder}/root with space`, sha256: undefined });
    const noisy = run('/bin/bash', ['-c'], `echo Welcome; echo last login; ${command}; echo bye`);
    const probe = parseProbe(noisy, marker, 'node');
    expect(probe).toMatchObject({
      system: 'Linux',
      root: `${folder}/root with space`,
      isWritable: true,
      isNoexec: false,
      missingTools: [],
      isInstalled: false,
    });
    expect(probe.cores).toBeGreaterThan(0);
    expect(probe.freeKb).toBeGreaterThan(0);
  });

  it('starts an installed daemon in the same round trip', () => {
    const sha = 'a'.repeat(64);
    spawnSync('/bin/sh', [
      '-c',
      `mkdir -p ${folder}/bin/${sha} && printf secret > ${folder}/token && printf '#!/bin/sh\\necho "{\\"socket\\":\\"/s\\",\\"token_file\\":\\"${folder}/token\\"}"\\n' > ${folder}/bin/${sha}/weftd && chmod +x ${folder}/bin/${sha}/weftd`,
    ]);
    const { command, marker } = probeScript({ home: folder, sha256: sha });
    expect(parseProbe(run('/bin/sh', ['-c'], command), marker, 'node')).toMatchObject({
      isInstalled: true,
      daemonLine: `{"socket":"/s","token_file":"${folder}/token"}`,
      token: 'secret',
      daemonError: '',
    });
  });

  it('tells why an installed daemon does not start', () => {
    const sha = 'b'.repeat(64);
    spawnSync('/bin/sh', [
      '-c',
      `mkdir -p ${folder}/bin/${sha} && printf '#!/bin/sh\\necho broken >&2\\nexit 7\\n' > ${folder}/bin/${sha}/weftd && chmod +x ${folder}/bin/${sha}/weftd`,
    ]);
    const { command, marker } = probeScript({ home: folder, sha256: sha });
    expect(parseProbe(run('/bin/sh', ['-c'], command), marker, 'node').daemonError).toMatch(/status 7: broken/);
  });

  it('fails clearly when the login shell runs nothing', () => {
    const { marker } = probeScript({ home: undefined, sha256: undefined });
    expect(() =>
      parseProbe({ status: 1, stdout: '', stderr: 'This account is not available' }, marker, 'node'),
    ).toThrow(/not available/);
  });
});

describe('shell text', () => {
  it('survives quoting', () => {
    const words = ["it's", '$HOME `x` "y" \\ z!', 'plain', ''];
    const { stdout } = spawnSync('/bin/sh', ['-c', `printf '%s\\n' ${words.map(quote).join(' ')}`], {
      encoding: 'utf8',
    });
    expect(stdout.split('\n').slice(0, -1)).toEqual(words);
    expect(spawnSync('/bin/sh', ['-c', shCommand('echo "a  b"; cat')], { encoding: 'utf8', input: 'in' }).stdout).toBe(
      'a  b\nin',
    );
  });

  it('finds the root', () => {
    const root = (home: string | undefined, env: Record<string, string>) =>
      spawnSync('/bin/sh', ['-c', `${rootAssignment(home)}; printf %s "$root"`], {
        encoding: 'utf8',
        env: { HOME: '/users/ada', ...env },
      }).stdout;
    expect(root(undefined, {})).toBe('/users/ada/.weft');
    expect(root(undefined, { WEFT_HOME: '/w' })).toBe('/w');
    expect(root('~/my weft', {})).toBe('/users/ada/my weft');
    expect(root('$SCRATCH/weft', { SCRATCH: '/s' })).toBe('/s/weft');
  });

  it('needs both markers', () => {
    expect(betweenMarkers('noise m-begin\na=1\nm-end', 'm')).toBe('a=1\n');
    expect(betweenMarkers('m-begin\na=1', 'm')).toBeUndefined();
  });
});
