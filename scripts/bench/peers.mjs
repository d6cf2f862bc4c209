// SPDX-License-Identifier: Apache-2.0
// What a user would pick instead of Weft, from Debian's packages, unpacked into build/bench/peers and not installed:
// the machine's own Python stays as it is.

import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { capture, root, StepError, step } from '../lib/shell.mjs';

const PACKAGES = ['python3-numba', 'python3-pythran', 'python3-scipy', 'libopenblas0-pthread', 'gcc'];
const folder = path.join(root, 'build/bench/peers');

/** Unpacks the packages that the machine does not have, with what they need. */
export async function installPeers() {
  const done = path.join(folder, 'packages.txt');
  if (existsSync(done)) return;
  const plan = await capture('apt-get', ['-s', 'install', '--no-install-recommends', ...PACKAGES]);
  if (plan.code !== 0) throw new StepError(`the peers are not to be had: ${plan.stderr}`, 'Run `apt-get update`');
  const missing = [...plan.stdout.matchAll(/^Inst (\S+)/gm)].map((match) => match[1]);
  const downloads = path.join(folder, 'packages');
  mkdirSync(downloads, { recursive: true });
  if (missing.length > 0) {
    await step('Downloading the peers', 'apt-get', ['-o', 'APT::Sandbox::User=root', 'download', ...missing], {
      cwd: downloads,
    });
    for (const name of readdirSync(downloads)) {
      await step(`Unpacking ${name.split('_')[0]}`, 'dpkg', [
        '-x',
        path.join(downloads, name),
        path.join(folder, 'root'),
      ]);
    }
  }
  writeFileSync(done, `${missing.join('\n')}\n`);
}

/** The environment in which Debian's Python finds them, with `threads` threads. */
export function peerEnvironment(threads) {
  const usr = path.join(folder, 'root/usr');
  const count = String(threads);
  return {
    ...process.env,
    PYTHONPATH: path.join(usr, 'lib/python3/dist-packages'),
    LD_LIBRARY_PATH: path.join(usr, 'lib/x86_64-linux-gnu'),
    CPLUS_INCLUDE_PATH: path.join(usr, 'include'),
    NUMBA_CACHE_DIR: path.join(root, 'build/bench/numba'),
    NUMBA_NUM_THREADS: count,
    OMP_NUM_THREADS: count,
    OPENBLAS_NUM_THREADS: count,
  };
}
