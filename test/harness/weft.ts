// SPDX-License-Identifier: Apache-2.0
// The `weft` command as a user runs it, with installation root, runtime folder, configuration and cache of its own.
// Daemons started there are asked to leave when the test is over.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isRunning, type Resources, runTool, until } from './resources';

const ROOT = path.resolve(__dirname, '..', '..');
const DIST = path.join(ROOT, 'dist');
const NATIVE = path.join(ROOT, 'build', 'native', 'bin');

export interface CommandEnd {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface StartOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** A command that runs `weft` in its turn: `unshare …`. */
  readonly prefix?: readonly string[];
}

/** True when daemon and worker are built: decides whether suites that run programs can work at all. */
export function hasDaemon(): boolean {
  return existsSync(path.join(NATIVE, 'weftd')) && existsSync(path.join(NATIVE, 'weft-worker'));
}

/** The command line's bundle; `npm run build` makes it. */
export function weftProgram(): string {
  const program = process.env.WEFT_CLI ?? path.join(DIST, 'weft.cjs');
  if (!existsSync(program)) throw new Error(`${program} is missing: run \`npm run build\``);
  return program;
}

/** The bundle that SSH targets are given: the product's own, or one packed from a newer build. */
export function daemonBundle(): string {
  const product = path.join(DIST, 'daemon', 'linux-x64.tar.gz');
  const built = statSync(path.join(NATIVE, 'weft-worker')).mtimeMs;
  if (existsSync(product) && statSync(product).mtimeMs >= built) return product;
  const folder = path.join(ROOT, 'build', 'test-bundle');
  const packed = path.join(folder, `weft-${Math.floor(built)}.tar.gz`);
  if (existsSync(packed)) return packed;
  const content = path.join(folder, `content-${process.pid}`);
  mkdirSync(content, { recursive: true });
  for (const name of ['weftd', 'weft-worker']) cpSync(path.join(NATIVE, name), path.join(content, name));
  runTool('tar', [
    '--sort=name',
    '--mtime=@0',
    '--owner=0',
    '--group=0',
    '-C',
    content,
    '-czf',
    `${packed}.${process.pid}`,
    'weftd',
    'weft-worker',
  ]);
  renameSync(`${packed}.${process.pid}`, packed);
  return packed;
}

export class WeftHome {
  /** Everything lies below: `home`, `run`, `config`, `cache`, `work`. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;

  constructor(resources: Resources, extraEnv: NodeJS.ProcessEnv = {}) {
    this.folder = resources.folder('home');
    for (const name of ['home', 'run', 'config', 'cache', 'work', 'user'])
      mkdirSync(path.join(this.folder, name), { mode: 0o700 });
    this.env = {
      PATH: process.env.PATH,
      HOME: path.join(this.folder, 'user'),
      WEFT_HOME: this.root,
      WEFT_RUNTIME_DIR: this.runtimeFolder,
      WEFT_CONFIG_HOME: path.join(this.folder, 'config'),
      WEFT_CACHE_HOME: path.join(this.folder, 'cache'),
      WEFT_DAEMON_DIR: process.env.WEFT_DAEMON_DIR ?? NATIVE,
      WEFT_DAEMON_BUNDLE: process.env.WEFT_DAEMON_BUNDLE ?? daemonBundle(),
      ...extraEnv,
    };
    resources.defer(() => this.stopDaemon());
  }

  /** The installation root of the target `local`. */
  get root(): string {
    return path.join(this.folder, 'home');
  }

  get runtimeFolder(): string {
    return path.join(this.folder, 'run');
  }

  /** Where commands run: programs and inputs go here. */
  get work(): string {
    return path.join(this.folder, 'work');
  }

  /** What sessions on an SSH host need in order to stay inside this folder. */
  get remoteEnv(): { readonly [name: string]: string } {
    return { WEFT_HOME: this.root, WEFT_RUNTIME_DIR: this.runtimeFolder };
  }

  write(name: string, content: string): string {
    const file = path.join(this.work, name);
    writeFileSync(file, content);
    return file;
  }

  /** Runs `weft` to its end. */
  run(args: readonly string[], options: StartOptions & { readonly timeoutMs?: number } = {}): Promise<CommandEnd> {
    const child = this.start(args, options);
    return new Promise((resolve, reject) => {
      let stdout = '';
      let stderr = '';
      const timer = setTimeout(() => {
        child.kill('SIGKILL');
        reject(new Error(`weft ${args.join(' ')} did not end: ${stdout}${stderr}`));
      }, options.timeoutMs ?? 60_000);
      child.stdout?.on('data', (chunk: Buffer) => {
        stdout += chunk.toString('utf8');
      });
      child.stderr?.on('data', (chunk: Buffer) => {
        stderr += chunk.toString('utf8');
      });
      child.once('error', reject);
      child.once('close', (status) => {
        clearTimeout(timer);
        resolve({ status, stdout, stderr });
      });
    });
  }

  /** Runs `weft … --json` and gives the object; throws with the error output when there is none. */
  async json(
    args: readonly string[],
    options: StartOptions & { readonly timeoutMs?: number } = {},
    // biome-ignore lint/suspicious/noExplicitAny: tests look into the object field by field.
  ): Promise<any> {
    const end = await this.run([...args, '--json'], options);
    try {
      return { ...JSON.parse(end.stdout), status: end.status, stderr: end.stderr };
    } catch {
      throw new Error(`weft ${args.join(' ')} gave status ${end.status} and no JSON: ${end.stdout}${end.stderr}`);
    }
  }

  /** Starts `weft` and lets it run, for tests that interfere. */
  start(args: readonly string[], options: StartOptions = {}): ChildProcess {
    const [program = process.execPath, ...rest] = [...(options.prefix ?? []), process.execPath, weftProgram(), ...args];
    return spawn(program, rest, {
      cwd: this.work,
      env: { ...this.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  /** Ids of all jobs of this root, oldest first, as the folders tell. */
  jobs(): string[] {
    const folder = path.join(this.root, 'jobs');
    return existsSync(folder)
      ? readdirSync(folder)
          .filter((name) => /^\d{8}-/.test(name))
          .sort()
      : [];
  }

  /** The pid of the daemon that runs for this root. */
  daemonPid(): number | undefined {
    const end = spawnSync(path.join(NATIVE, 'weftd'), ['--root', this.root], { encoding: 'utf8', env: this.env });
    return end.status === 0 ? (JSON.parse(end.stdout) as { pid: number }).pid : undefined;
  }

  /** What the job folder's `events` holds now. */
  events(job: string): { readonly kind: string; readonly state?: string; readonly name?: string }[] {
    const file = path.join(this.root, 'jobs', job, 'events');
    if (!existsSync(file)) return [];
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line.includes('\t'))
      .map((line) => JSON.parse(line.split('\t')[0] ?? '{}'));
  }

  /** Waits until the only (or newest) job has reached a state, and gives its id. */
  async waitForState(state: string, timeoutMs = 30_000): Promise<string> {
    return until(
      `a job that is ${state}`,
      () => {
        const newest = this.jobs().at(-1);
        return newest !== undefined && this.events(newest).some((event) => event.state === state) ? newest : undefined;
      },
      timeoutMs,
    );
  }

  /** Process id of the worker of a job. */
  async workerPid(job: string): Promise<number> {
    return until(`the worker of ${job}`, () => {
      const file = path.join(this.root, 'jobs', job, 'launch.json');
      const pid = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { pid?: number }).pid : undefined;
      return pid !== undefined && isRunning(pid) ? pid : undefined;
    });
  }

  private async stopDaemon(): Promise<void> {
    for (const root of [this.root, path.join(this.root, 'own-1')]) {
      if (existsSync(root)) {
        spawnSync(path.join(NATIVE, 'weftd'), ['stop', '--root', root], { env: this.env, timeout: 20_000 });
      }
    }
    // Jobs outlive their daemon; those of a test that failed in the middle must not go on for ever.
    for (const job of this.jobs()) {
      const file = path.join(this.root, 'jobs', job, 'launch.json');
      const pid = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { pid?: number }).pid : undefined;
      if (
        pid !== undefined &&
        pid > 1 &&
        isRunning(pid) &&
        readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(job)
      ) {
        process.kill(pid, 'SIGKILL');
      }
    }
  }
}
