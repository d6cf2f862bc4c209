// SPDX-License-Identifier: Apache-2.0
// Starts the installed VS Code server on loopback with the packed extension, for `npm run editor` and the editor tests.

import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, openSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { cleanEnvironment } from '../install-vscode-server.mjs';

/** What keeps a fresh profile quiet: no welcome pages, no assistants, no look-ups in the network. */
const QUIET_SETTINGS = {
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.enableExperiments': false,
  'workbench.tips.enabled': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
};

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
    probe.on('error', reject);
  });
}

/**
 * Starts the server of `install` with its own data folder. `vsix` is installed first.
 * `hasTestDriver` lets a page run extension tests; it also silences notifications, so user-interface tests do without.
 */
export async function startVscodeServer({ install, data, vsix, hasTestDriver = false, settings = {}, env = {}, port }) {
  const node = path.join(install, 'node/bin/node');
  const program = path.join(install, 'code-server/lib/vscode/out/server-main.js');
  const text = JSON.stringify({ ...QUIET_SETTINGS, ...settings }, null, 2);
  // Settings of machine scope are read from the server's side alone, those of the window from the user's.
  for (const side of ['User', 'Machine']) {
    mkdirSync(path.join(data, side), { recursive: true });
    writeFileSync(path.join(data, side, 'settings.json'), text);
  }
  const folders = [
    '--server-data-dir',
    path.join(data, 'server'),
    '--user-data-dir',
    data,
    '--extensions-dir',
    path.join(data, 'ext'),
  ];
  // An empty gallery: nothing is looked up in the network.
  const environment = { ...cleanEnvironment(), EXTENSIONS_GALLERY: '{}', ...env };
  const terms = '--accept-server-license-terms';
  if (vsix) {
    const args = [program, ...folders, terms, '--force', '--install-extension', vsix];
    const installed = spawnSync(node, args, { env: environment, encoding: 'utf8' });
    if (installed.status !== 0 || !/successfully installed/.test(installed.stdout)) {
      throw new Error(`${vsix} could not be installed: ${installed.stdout}${installed.stderr}`);
    }
  }
  const chosen = port ?? (await freePort());
  const log = path.join(data, 'server.log');
  const output = openSync(log, 'a');
  // Without a token any other user of the machine could open this editor, and with it a terminal.
  const token = randomBytes(16).toString('hex');
  const tokenFile = path.join(data, 'token');
  writeFileSync(tokenFile, token, { mode: 0o600 });
  const child = spawn(
    node,
    [
      program,
      '--host',
      '127.0.0.1',
      '--port',
      String(chosen),
      '--connection-token-file',
      tokenFile,
      terms,
      '--telemetry-level',
      'off',
      ...folders,
      ...(hasTestDriver ? ['--enable-smoke-test-driver'] : []),
    ],
    // A process group of its own, so that extension hosts and language servers end with it.
    { env: environment, stdio: ['ignore', output, output], detached: true },
  );
  const stop = () => {
    try {
      process.kill(-child.pid, 'SIGTERM');
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
  };
  process.on('exit', stop);
  const url = `http://127.0.0.1:${chosen}`;
  const deadline = Date.now() + 120_000;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the VS Code server ended with ${child.exitCode}; see ${log}`);
    // The token is answered by a cookie and a redirect; following it without the cookie would be refused.
    const answers = await fetch(`${url}/?tkn=${token}`, { redirect: 'manual' }).then(
      (response) => response.status < 400,
      () => false,
    );
    if (answers) return { url, token, log, stop };
    if (Date.now() > deadline) {
      stop();
      throw new Error(`the VS Code server did not answer within two minutes; see ${log}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** The address that opens a folder and, when given, a file in it. */
export function workbenchUrl({ url, token }, folder, file) {
  const payload = file ? [['openFile', `vscode-remote://${new URL(url).host}${file}`]] : [];
  const query = new URLSearchParams({ tkn: token, folder });
  if (payload.length > 0) query.set('payload', JSON.stringify(payload));
  return `${url}/?${query}`;
}
