// SPDX-License-Identifier: Apache-2.0
// What Weft needs from the machine: Debian packages by group and the npm packages of package-lock.json.
// Everything is checked first, so that a second run does nothing.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { capture, root, StepError, step } from './shell.mjs';

/** `build`: from sources to a running product. `test`: what the tests start for real. `editor`: VS Code in a browser. */
export const groups = {
  build: [
    'build-essential',
    'cmake',
    'ninja-build',
    'ccache',
    'pkg-config',
    'python3',
    'python3-numpy',
    'llvm-19-dev',
    'libzstd-dev',
    'zlib1g-dev',
    'libhdf5-dev',
    'libaec-dev',
    'libtbb-dev',
    'libboost-dev',
    'libopenblas-dev',
    'gemmi-dev',
    'libflatbuffers-dev',
    'flatbuffers-compiler',
    'doctest-dev',
    'nlohmann-json3-dev',
    'libxxhash-dev',
    'ca-certificates',
  ],
  editor: ['chromium', 'fonts-dejavu-core'],
  test: [
    'openssh-server',
    'openssh-client',
    'slurm-wlm',
    'munge',
    'git',
    'python3-h5py',
    'python3-netcdf4',
    'python3-scipy',
  ],
};

async function missingPackages(names) {
  const { stdout } = await capture('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\n', ...names]);
  const installed = new Set(
    stdout
      .split('\n')
      .filter((line) => line.endsWith(' installed'))
      .map((line) => line.split(' ')[0]),
  );
  return names.filter((name) => !installed.has(name));
}

/** Installs the Debian packages of `wanted` groups that are missing. */
export async function ensureDebian(wanted) {
  const names = wanted.flatMap((group) => groups[group]);
  const missing = await missingPackages(names);
  if (missing.length === 0) return;
  const manual = `apt-get install --no-install-recommends ${missing.join(' ')}`;
  if (!existsSync('/usr/bin/apt-get')) {
    throw new StepError(
      `these packages are missing: ${missing.join(', ')}`,
      'Weft builds on Debian 12; install their equivalents and run this again',
    );
  }
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  if (asRoot.length > 0 && (await capture('sudo', ['-n', 'true'])).code !== 0) {
    throw new StepError(`these packages are missing: ${missing.join(', ')}`, `run as root: ${manual}`);
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (title, ...args) =>
    step(
      title,
      asRoot[0] ?? 'apt-get',
      [...asRoot.slice(1), ...(asRoot.length ? ['apt-get'] : []), '-o', 'DPkg::Lock::Timeout=900', ...args],
      {
        env,
        help: `check the network and the package sources, then run this again; by hand: ${manual}`,
      },
    );
  await apt('Refreshing the package lists', 'update');
  await apt(
    `Installing ${missing.length} Debian packages (${missing.slice(0, 4).join(', ')}${missing.length > 4 ? ', …' : ''})`,
    'install',
    '-y',
    '--no-install-recommends',
    ...missing,
  );
  const still = await missingPackages(names);
  if (still.length > 0) throw new StepError(`not installed: ${still.join(', ')}`, `run as root: ${manual}`);
}

/** Installs node_modules when package-lock.json changed since the last time. */
export async function ensureNpm() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20) throw new StepError(`Node ${process.versions.node} is too old`, 'install Node 20 or newer');
  const lock = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  const stamp = path.join(root, 'node_modules/.weft-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  await step('Installing npm packages', 'npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    help: 'check that the npm registry can be reached (`npm ping`), then run this again',
  });
  writeFileSync(stamp, lock);
}

/** Everything that the given groups need. */
export async function setup(wanted) {
  await ensureDebian(wanted);
  await ensureNpm();
}
