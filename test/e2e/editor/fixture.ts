// SPDX-License-Identifier: Apache-2.0
// What every editor test starts from: the packed extension in a VS Code server, a folder with the examples open in it,
// and an sshd that runs its tasks on the host `node`.

import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { installVscodeServer } from '../../../scripts/install-vscode-server.mjs';
import { startVscodeServer } from '../../../scripts/lib/vscode-server.mjs';
import type { Resources } from '../../harness/resources';
import { type Sshd, startSshd } from '../../harness/sshd';
import { launchBrowser, Workbench } from './workbench';

/** On a shared machine with two cores the longest case took 60 s. */
export const CASE_MS = 300_000;

export const vsix = path.resolve(process.env['WEFT_VSIX'] ?? 'build/weft.vsix');

export class EditorFixture {
  constructor(
    readonly folder: string,
    readonly workspace: string,
    readonly sshd: Sshd,
    readonly browser: Browser,
    private readonly server: { readonly url: string; readonly token: string },
  ) {}

  /** A window of its own with a file of the workspace. */
  open(file: string): Promise<Workbench> {
    return Workbench.open(this.browser, this.server, this.workspace, path.join(this.workspace, file));
  }

  /** The server's side of the settings wins over the user's, so both are changed. Gives what undoes it. */
  useTheme(theme: string): () => void {
    const files = ['User', 'Machine'].map((side) => path.join(this.folder, 'data', side, 'settings.json'));
    const before = files.map((file) => readFileSync(file, 'utf8'));
    for (const [index, file] of files.entries())
      writeFileSync(file, JSON.stringify({ ...JSON.parse(before[index]!), 'workbench.colorTheme': theme }));
    return () => {
      for (const [index, file] of files.entries()) writeFileSync(file, before[index]!);
    };
  }
}

/** `env` is for the daemons, here and behind sshd. */
export async function startEditor(
  resources: Resources,
  remoteEnv: { readonly [name: string]: string } = {},
): Promise<EditorFixture> {
  if (!existsSync(vsix)) throw new Error(`${vsix} is missing: run \`npm run package\` first`);
  const folder = resources.folder('editor');
  const workspace = path.join(folder, 'work');
  mkdirSync(workspace);
  // Few enough that the Explorer shows all files of the folder.
  for (const name of ['heat.py', 'kmeans.py', 'mandelbrot.py'])
    cpSync(path.resolve('examples', name), path.join(workspace, name));
  mkdirSync(path.join(folder, 'config'));
  const env = {
    WEFT_HOME: path.join(folder, 'weft'),
    // Short: a Unix socket's path has 107 characters at most.
    WEFT_RUNTIME_DIR: resources.folder('rt'),
    WEFT_CONFIG_HOME: path.join(folder, 'config'),
    ...remoteEnv,
  };
  const sshd = await startSshd(resources, { env });
  const server = await startVscodeServer({
    install: installVscodeServer(),
    data: path.join(folder, 'data'),
    vsix,
    env,
    settings: {
      'weft.ssh.configFile': sshd.configFile,
      'weft.target.default': 'node',
      'weft.run.saveFolder': path.join(folder, 'runs'),
      'files.autoSave': 'off',
      // Each test opens the files as they are on disk.
      'files.hotExit': 'off',
      'breadcrumbs.enabled': false,
      'editor.minimap.enabled': false,
      'editor.occurrencesHighlight': 'off',
      'workbench.colorTheme': 'Dark Modern',
    },
  });
  resources.defer(() => server.stop());
  const browser = await launchBrowser();
  resources.defer(() => browser.close());
  return new EditorFixture(folder, workspace, sshd, browser, server);
}
