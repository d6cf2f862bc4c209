// SPDX-License-Identifier: Apache-2.0
// Targets in the editor: trust in a host's key, a Slurm cluster that is added, checked and waited for, and cancelling.

import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Resources } from '../../harness/resources';
import { type Slurm, startSlurm } from '../../harness/slurm';
import { knownHostsLine } from '../../harness/sshd';
import { LONG } from '../programs';
import { CASE_MS, type EditorFixture, startEditor } from './fixture';
import { SLOW_MS, type Workbench } from './workbench';

/** About an hour. */
const MANY_STEPS = '1000000000000';

const SHORT = `import weft


@weft.task
def answer():
    return 6 * 7
`;

const resources = new Resources();
let fixture: EditorFixture;
let slurm: Slurm;
let workbench: Workbench;

beforeAll(async () => {
  slurm = await startSlurm(resources);
  fixture = await startEditor(resources, slurm.env);
  writeFileSync(path.join(fixture.workspace, 'short.py'), SHORT);
  writeFileSync(path.join(fixture.workspace, 'long.py'), LONG);
});

afterEach(async (context) => {
  if (context.task.result?.state === 'fail')
    await workbench?.screenshot(`failed-${context.task.name.replace(/\W+/g, '-')}`);
  await workbench?.close();
});

afterAll(() => resources.release());

async function open(file: string): Promise<Workbench> {
  workbench = await fixture.open(file);
  await workbench.lens('▶ Run on node').first().waitFor({ timeout: SLOW_MS });
  return workbench;
}

/** The sshd of the tests under another name, with a known_hosts file of its own. Gives that file. */
function addHost(name: string): string {
  const { sshd } = fixture;
  const knownHosts = path.join(sshd.folder, `known_hosts.${name}`);
  const lines = [
    `Host ${name}`,
    '  HostName 127.0.0.1',
    `  Port ${sshd.port}`,
    `  User ${sshd.user}`,
    `  UserKnownHostsFile ${knownHosts}`,
    '  GlobalKnownHostsFile none',
    '  IdentityAgent none',
    '  IdentitiesOnly yes',
    `  IdentityFile ${sshd.identityFile}`,
  ];
  appendFileSync(sshd.configFile, `${lines.join('\n')}\n`);
  return knownHosts;
}

async function runLong(editor: Workbench, target: string): Promise<void> {
  await editor.clickLens(`▶ Run on ${target}`);
  await editor.answer('spin: steps', MANY_STEPS);
}

describe('targets in VS Code', { timeout: CASE_MS, retry: 1 }, () => {
  it('shows the fingerprint of an unknown host and connects once it is accepted', async () => {
    const knownHosts = addHost('newcomer');
    const editor = await open('short.py');
    await editor.useTarget('newcomer');
    await editor.clickLens('▶ Run on newcomer');
    await editor.dialog.locator('text=cannot be established').waitFor({ timeout: SLOW_MS });
    expect(await editor.dialog.innerText()).toContain(fixture.sshd.fingerprint);
    expect(existsSync(knownHosts)).toBe(false);
    await editor.screenshot('host-key-unknown-dark');
    await editor.dialog.locator('.monaco-button', { hasText: 'Yes, Connect' }).click();
    const results = await editor.webview('body[data-shown="1"]');
    await results.locator('text=42').first().waitFor({ timeout: SLOW_MS });
    expect(readFileSync(knownHosts, 'utf8')).toBe(knownHostsLine(`${fixture.sshd.hostKeyFile}.pub`, fixture.sshd.port));
  });

  it('refuses a host whose key has changed, and says what to do', async () => {
    const knownHosts = addHost('moved');
    writeFileSync(knownHosts, knownHostsLine(path.join(fixture.sshd.folder, 'stranger.pub'), fixture.sshd.port));
    const editor = await open('short.py');
    await editor.useTarget('moved');
    await editor.clickLens('▶ Run on moved');
    const toast = editor.toast('has changed');
    await toast.waitFor({ timeout: SLOW_MS });
    expect(await toast.innerText()).toMatch(/delete line 1 of .*known_hosts\.moved/);
    await toast.locator('.monaco-button', { hasText: 'Check Target' }).waitFor();
    await editor.toast('Connecting to moved').waitFor({ state: 'detached', timeout: SLOW_MS });
    await editor.screenshot('host-key-changed-dark');
    expect(await editor.dialog.count()).toBe(0);
  });

  it('cancels a running task from the Jobs view', async () => {
    const editor = await open('long.py');
    await runLong(editor, 'node');
    await editor.showWeftViews();
    const row = editor.viewRows('Jobs').filter({ hasText: 'spin' }).first();
    await row.filter({ hasText: 'running' }).waitFor({ timeout: SLOW_MS });
    await editor.screenshot('job-running-dark');
    await row.hover();
    await row.locator('a.action-label[aria-label^="Cancel Job"]').click({ timeout: SLOW_MS });
    await row.filter({ hasText: 'cancelled' }).waitFor({ timeout: SLOW_MS });
    await editor.toast('spin on node').waitFor({ state: 'detached', timeout: SLOW_MS });
  });

  it('adds and checks a Slurm cluster, says why a job waits, and cancels it from its notification', async () => {
    const editor = await open('long.py');
    await editor.command('Weft: Add Target…');
    await editor.quickInput.locator('.monaco-list-row', { hasText: 'Slurm cluster' }).click({ timeout: SLOW_MS });
    await editor.quickInput.locator('.monaco-list-row', { hasText: /^\W*node$/ }).click({ timeout: SLOW_MS });
    for (const [field, text] of [
      ['partition', 'debug'],
      ['time', '00:05:00'],
      ['cpus', '2'],
      ['memory', ''],
      ['account', ''],
    ] as const)
      await editor.answer(`Slurm ${field}`, text);
    await editor.answer('Add a target: name', 'cluster');
    const stored = editor.toast('The target cluster is stored');
    await stored.locator('.monaco-button', { hasText: 'Check It' }).click({ timeout: SLOW_MS });
    const ready = editor.toast('cluster is ready');
    await ready.waitFor({ timeout: SLOW_MS });
    expect(await ready.innerText()).toMatch(/slurm/i);
    await editor.screenshot('check-target-dark');
    await ready.locator('.monaco-button', { hasText: 'Use It' }).click();

    slurm.run('sbatch', ['--parsable', '-c', '2', '--output=/dev/null', '--wrap', 'sleep 300']);
    await runLong(editor, 'cluster');
    const waiting = editor.toast(/Waiting in the queue: .*(Resources|Priority)/);
    await waiting.waitFor({ timeout: SLOW_MS });
    await editor.screenshot('job-pending-dark');
    await waiting.locator('.monaco-button', { hasText: 'Cancel' }).click();
    await editor.statusBar('spin was cancelled').waitFor({ timeout: SLOW_MS });
    await expect.poll(() => slurm.run('squeue', ['-h', '-o', '%j']), { timeout: SLOW_MS }).not.toMatch(/weft|spin/);
    slurm.run('scancel', ['-u', 'root']);
  });
});
