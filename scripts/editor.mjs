// SPDX-License-Identifier: Apache-2.0
// npm run editor: a real VS Code in the browser on loopback, with the extension installed and examples/ open.
// Ends with Ctrl-C, and takes the server and all it started with it.

import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildProduct } from './build.mjs';
import { installVscodeServer } from './install-vscode-server.mjs';
import { main, root, StepError } from './lib/shell.mjs';
import { startVscodeServer, workbenchUrl } from './lib/vscode-server.mjs';
import { packageExtension } from './package.mjs';

function options() {
  const { values } = parseArgs({ options: { port: { type: 'string' }, folder: { type: 'string' } } });
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536)) {
    throw new StepError(`\`${values.port}\` is not a port`, 'give a number from 1 to 65535');
  }
  const folder = path.resolve(values.folder ?? path.join(root, 'examples'));
  if (!existsSync(folder)) throw new StepError(`there is no folder ${folder}`, 'give one with --folder');
  return { port, folder };
}

await main(async () => {
  const { port, folder } = options();
  await buildProduct();
  const vsix = await packageExtension();
  const install = installVscodeServer();
  const data = path.join(root, 'build/editor');
  mkdirSync(data, { recursive: true });
  const server = await startVscodeServer({ install, data, vsix, ...(port === undefined ? {} : { port }) });
  const program = path.join(folder, 'kmeans.py');
  process.stdout.write(
    `\nWeft is open in VS Code at\n\n  ${workbenchUrl(server, folder, existsSync(program) ? program : undefined)}\n\n`,
  );
  process.stdout.write('Open it in a browser on this machine; whoever has this address can use the editor.\n');
  process.stdout.write(`Then press “▶ Run on local” above a task. Ctrl-C here, or \`kill ${process.pid}\`, ends it.\n`);
  await new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, resolve);
  });
  server.stop();
  return 0;
});
