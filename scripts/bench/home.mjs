// SPDX-License-Identifier: Apache-2.0
// Weft's own folders during a benchmark, so that a compilation can be made cold and the user's jobs are left alone.

import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { capture, root } from '../lib/shell.mjs';

const STOPPER = path.join(root, 'build/native/bin/weftd');

export class Home {
  #folder;

  /** `daemonFolder` holds the binaries to use; without it they are those of the product. */
  constructor(daemonFolder) {
    // In the folder of temporary files: the path of a socket must be short.
    this.#folder = mkdtempSync(path.join(tmpdir(), 'weft-bench-'));
    const own = {
      WEFT_HOME: path.join(this.#folder, 'home'),
      WEFT_RUNTIME_DIR: path.join(this.#folder, 'run'),
      WEFT_CACHE_HOME: path.join(this.#folder, 'local'),
    };
    for (const folder of Object.values(own)) mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.env = { ...process.env, ...own, ...(daemonFolder && { WEFT_DAEMON_DIR: daemonFolder }) };
  }

  /** Forgets compiled programs; what is known of the machine stays. */
  emptyCache() {
    const cache = path.join(this.env.WEFT_HOME, 'cache');
    mkdirSync(cache, { recursive: true });
    for (const name of readdirSync(cache)) if (name.endsWith('.o')) rmSync(path.join(cache, name));
  }

  /** Removes the jobs done so far: their results may be large. */
  async emptyJobs() {
    await this.#stop();
    for (const name of ['jobs', 'store']) rmSync(path.join(this.env.WEFT_HOME, name), { recursive: true, force: true });
  }

  async remove() {
    await this.#stop();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }

  #stop() {
    return capture(STOPPER, ['stop', '--root', this.env.WEFT_HOME], { env: this.env });
  }
}
