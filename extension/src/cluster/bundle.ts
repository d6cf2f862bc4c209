// SPDX-License-Identifier: Apache-2.0
// The daemon bundle that this client ships, named by the hash of its content; or, for development, a folder used in place.

import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { WeftError } from '../net/error';

export interface DaemonBundle {
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** `$WEFT_DAEMON_BUNDLE`, else `daemon/linux-x64.tar.gz` in `folder` (the `dist` folder). */
export async function findBundle(folder: string, env: NodeJS.ProcessEnv): Promise<DaemonBundle> {
  const file = env.WEFT_DAEMON_BUNDLE || path.join(folder, 'daemon', 'linux-x64.tar.gz');
  if (!existsSync(file)) {
    throw new WeftError(
      'WEFT452',
      `the daemon bundle ${file} is missing`,
      'build it with `npm run build`, or install the extension again',
    );
  }
  return { file, bytes: statSync(file).size, sha256: manifestHash(file) ?? (await hashFile(file)) };
}

function manifestHash(file: string): string | undefined {
  const manifest = path.join(path.dirname(file), 'manifest.json');
  if (path.basename(file) !== 'linux-x64.tar.gz' || !existsSync(manifest)) return undefined;
  const { sha256 } = JSON.parse(readFileSync(manifest, 'utf8')) as { sha256?: unknown };
  return typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256) ? sha256 : undefined;
}

/** SHA-256 of a file in hexadecimal, in constant memory. */
export async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
