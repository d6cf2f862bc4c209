// SPDX-License-Identifier: Apache-2.0
// The C++ part: configuring, building, and packing the daemon bundle that travels to targets.

import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { capture, root, step } from './shell.mjs';

export const buildDirectory = path.join(root, 'build/native');
const bundleDirectory = path.join(root, 'build/bundle');
const dist = path.join(root, 'dist');

async function configure() {
  if (existsSync(path.join(buildDirectory, 'build.ninja'))) return;
  await step('Configuring the C++ build', 'cmake', ['-S', 'runtime', '-B', buildDirectory, '-G', 'Ninja']);
}

/** Builds the given ninja targets (all when none is given). */
export async function buildNative(targets = []) {
  await configure();
  await step(`Building C++ (${targets.join(', ') || 'everything'})`, 'ninja', ['-C', buildDirectory, ...targets], {
    name: 'ninja',
    help: 'the first error above is the one to look at; build/logs/ninja.log has everything',
  });
}

/** The shared libraries that the static worker still needs and a target may lack. */
async function bundledLibraries(program) {
  const { stdout } = await capture('ldd', [program]);
  const system = /^(linux-vdso|ld-linux|libc|libm|libmvec|libpthread|libdl|librt)\b/;
  return stdout
    .split('\n')
    .map((line) => /^\s*(\S+) => (\/\S+)/.exec(line))
    .filter((match) => match && !system.test(match[1]))
    .map((match) => ({ name: match[1], file: match[2] }));
}

/** Packs weftd, weft-worker and the libraries they need into dist/daemon/linux-x64.tar.gz, reproducibly. */
export async function packDaemon() {
  await buildNative(['weftd', 'weft-worker-bundle']);
  const weftd = path.join(buildDirectory, 'bin/weftd');
  const worker = path.join(buildDirectory, 'bundle/weft-worker');
  rmSync(bundleDirectory, { recursive: true, force: true });
  mkdirSync(path.join(bundleDirectory, 'lib'), { recursive: true });
  for (const program of [weftd, worker]) {
    const target = path.join(bundleDirectory, path.basename(program));
    cpSync(program, target);
    await capture('strip', ['--strip-unneeded', target]);
  }
  for (const { name, file } of await bundledLibraries(worker))
    cpSync(realpathSync(file), path.join(bundleDirectory, 'lib', name));
  mkdirSync(path.join(dist, 'daemon'), { recursive: true });
  const archive = path.join(dist, 'daemon/linux-x64.tar.gz');
  // Sorted names, no owner, no times: the same programs give the same hash, so a target never gets a needless upload.
  await step('Packing the daemon bundle', 'sh', [
    '-c',
    'tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 -C "$1" -cf - weftd weft-worker lib | gzip -n -6 > "$2.new"',
    'sh',
    bundleDirectory,
    archive,
  ]);
  renameSync(`${archive}.new`, archive);
  const sha256 = createHash('sha256').update(readFileSync(archive)).digest('hex');
  writeFileSync(
    path.join(dist, 'daemon/manifest.json'),
    `${JSON.stringify({ platform: 'linux-x64', file: 'linux-x64.tar.gz', sha256 })}\n`,
  );
}

/** Builds the Node-API addon and puts it beside the bundles. */
export async function packAddon() {
  await buildNative(['weft-native']);
  mkdirSync(path.join(dist, 'native'), { recursive: true });
  cpSync(path.join(buildDirectory, 'bin/weft-native.node'), path.join(dist, 'native/weft-native.node'));
}
