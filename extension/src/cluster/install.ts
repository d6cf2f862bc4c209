// SPDX-License-Identifier: Apache-2.0
// Brings the daemon bundle to a target, once: `<root>/bin/<sha256>/` appears by one rename after the hash was checked.
// An upload that was cut off is resumed; a damaged one is thrown away. Nothing is ever changed in place.

import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { chmod, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { errnoOf, messageOf, WeftError } from '../net/error';
import type { SshConnection } from '../ssh/connection';
import { type DaemonBundle, hashFile } from './bundle';
import type { Probe } from './probe';
import { quote, shCommand } from './shell';

const VERIFY_TIMEOUT_MS = 120_000;
/** An unpacked bundle takes about this many times its packed size (measured: 11 MB to 42 MB), with the upload beside it. */
const UNPACKED_FACTOR = 5;

type Report = (message: string, fraction?: number) => void;

function installFailed(name: string, why: string, help: string): WeftError {
  return new WeftError('WEFT452', `cannot install the daemon on ${name}: ${why}`, help);
}

function requireSpace(probe: Probe, bundle: DaemonBundle, name: string): void {
  const neededKb = Math.ceil((bundle.bytes * UNPACKED_FACTOR) / 1024);
  if (probe.freeKb > 0 && probe.freeKb < neededKb) {
    throw installFailed(
      name,
      `${Math.floor(probe.freeKb / 1024)} MB are free at ${probe.root}, ${Math.ceil(neededKb / 1024)} MB are needed`,
      'free some space, or set `home` of the target to another file system',
    );
  }
}

export async function installRemote(
  ssh: SshConnection,
  probe: Probe,
  bundle: DaemonBundle,
  report: Report,
): Promise<void> {
  const name = ssh.host.alias;
  const missing = probe.missingTools;
  if (missing.length > 0)
    throw installFailed(name, `\`${missing.join('`, `')}\` not found there`, 'install it on the target');
  requireSpace(probe, bundle, name);
  const folder = `${probe.root}/bin`;
  const partial = `${folder}/${bundle.sha256}.partial`;
  let offset = probe.partialBytes <= bundle.bytes ? probe.partialBytes : 0;
  for (let attempt = 0; ; attempt++) {
    report(offset > 0 ? 'resuming the upload of the daemon' : 'uploading the daemon', offset / bundle.bytes);
    await upload(ssh, bundle, folder, partial, offset, report);
    if (await unpackRemote(ssh, bundle, folder, partial)) return;
    if (attempt > 0)
      throw installFailed(
        name,
        'the uploaded bundle is damaged (its hash differs)',
        'check the disk of the target, then run again',
      );
    offset = 0;
  }
}

async function upload(
  ssh: SshConnection,
  bundle: DaemonBundle,
  folder: string,
  partial: string,
  offset: number,
  report: Report,
): Promise<void> {
  const redirect = offset > 0 ? '>>' : '>';
  const script = `umask 077; mkdir -p ${quote(folder)} && cat ${redirect}${quote(partial)}`;
  const chunks = async function* (): AsyncGenerator<Uint8Array> {
    let sent = offset;
    for await (const chunk of createReadStream(bundle.file, { start: offset, highWaterMark: 256 * 1024 })) {
      yield chunk as Buffer;
      sent += (chunk as Buffer).length;
      report('uploading the daemon', sent / bundle.bytes);
    }
  };
  const result = await ssh.feed(shCommand(script), chunks());
  if (result.status === 0) return;
  const said = result.stderr.trim().split('\n').at(-1) ?? '';
  throw installFailed(
    ssh.host.alias,
    said || `\`cat\` ended with status ${result.status ?? 'unknown'}`,
    'free some space or correct the permissions there, or set `home` of the target to another folder',
  );
}

/** False when the hash differs: the damaged upload is deleted then. */
async function unpackRemote(
  ssh: SshConnection,
  bundle: DaemonBundle,
  folder: string,
  partial: string,
): Promise<boolean> {
  const script = [
    'umask 077',
    `cd ${quote(folder)} || exit 1`,
    `part=${quote(partial)}; final=${quote(`${folder}/${bundle.sha256}`)}; temp=${quote(`${folder}/.${bundle.sha256}`)}.$$`,
    `sum=$(sha256sum "$part") || exit 1`,
    `if [ "\${sum%% *}" != ${bundle.sha256} ]; then rm -f "$part"; exit 9; fi`,
    'rm -rf "$temp"; mkdir "$temp" && tar -xzf "$part" -C "$temp" || { rm -rf "$temp"; exit 1; }',
    'chmod 700 "$temp/weftd" "$temp/weft-worker" || exit 1',
    'mv -T "$temp" "$final" 2>/dev/null || rm -rf "$temp"',
    'rm -f "$part"; [ -x "$final/weftd" ]',
  ].join('\n');
  const result = await ssh.run(shCommand(script), VERIFY_TIMEOUT_MS);
  if (result.status === 0) return true;
  if (result.status === 9) return false;
  throw installFailed(
    ssh.host.alias,
    result.stderr.trim().split('\n').at(-1) || `status ${result.status ?? 'unknown'}`,
    'free some space or correct the permissions there, or set `home` of the target to another folder',
  );
}

/** The same on this machine. Gives the folder with the programs. */
export async function installLocal(root: string, bundle: DaemonBundle, report: Report): Promise<string> {
  const final = path.join(root, 'bin', bundle.sha256);
  if (await exists(path.join(final, 'weftd'))) return final;
  report('unpacking the daemon');
  let temp: string | undefined;
  try {
    await mkdir(path.join(root, 'bin'), { recursive: true, mode: 0o700 });
    if ((await hashFile(bundle.file)) !== bundle.sha256)
      throw installFailed(
        'local',
        `${bundle.file} is damaged (its hash differs)`,
        'build it with `npm run build`, or install the extension again',
      );
    temp = await mkdtemp(path.join(root, 'bin', '.unpack-'));
    await promisify(execFile)('tar', ['-xzf', bundle.file, '-C', temp]);
    await chmod(path.join(temp, 'weftd'), 0o700);
    await chmod(path.join(temp, 'weft-worker'), 0o700);
    await rename(temp, final);
  } catch (error) {
    if (temp !== undefined) await rm(temp, { recursive: true, force: true });
    if (await exists(path.join(final, 'weftd'))) return final; // Another client was faster.
    if (error instanceof WeftError) throw error;
    const why =
      errnoOf(error) === 'ENOSPC'
        ? `the disk of ${root} is full`
        : messageOf(error).split('\n').at(-1) || messageOf(error);
    throw installFailed('local', why, 'free some space or correct the permissions, or set WEFT_HOME to another folder');
  }
  return final;
}

async function exists(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch {
    return false;
  }
}
