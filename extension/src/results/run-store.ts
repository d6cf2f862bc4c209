// SPDX-License-Identifier: Apache-2.0
// Runs kept on this machine: one folder each, with the results, the profile and `run.json`. The folder is the truth;
// a folder without a readable `run.json` is not a run and is left alone.

import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { errnoOf } from '../net/error';

export interface StoredResult {
  readonly title: string;
  readonly role: 'returned' | 'mutated';
  /** Name in the folder. */
  readonly file: string;
  /** Of lists: their type, and what the array of their numbers does not say. */
  readonly list?: string;
  readonly lengths?: readonly (readonly number[])[];
  readonly shapes?: readonly (readonly number[])[];
}

export interface StoredRun {
  readonly job: string;
  readonly target: string;
  /** Absolute path of the user's file. */
  readonly file: string;
  readonly functionName: string;
  readonly finishedMs: number;
  /** One wall time for each timed run. */
  readonly runMs: readonly number[];
  readonly worker: string;
  readonly phases: readonly { readonly label: string; readonly text: string }[];
  readonly results: readonly StoredResult[];
  /** How they are put together, as a Python literal with `...` for each; absent for one value and flat tuples. */
  readonly structure?: string | undefined;
  readonly profile: string | undefined;
  /** The program's text as it was run: what the profile's lines mean. Absent for jobs of another session. */
  readonly source: string | undefined;
}

export class RunStore {
  constructor(readonly root: string) {}

  folderOf(job: string): string {
    return path.join(this.root, job);
  }

  async create(job: string): Promise<string> {
    const folder = this.folderOf(job);
    await mkdir(folder, { recursive: true });
    return folder;
  }

  async save(run: StoredRun): Promise<void> {
    const file = path.join(await this.create(run.job), 'run.json');
    await writeFile(`${file}.partial`, `${JSON.stringify(run, null, 2)}\n`);
    await rename(`${file}.partial`, file);
  }

  async read(job: string): Promise<StoredRun | undefined> {
    try {
      const run: unknown = JSON.parse(await readFile(path.join(this.folderOf(job), 'run.json'), 'utf8'));
      return isStoredRun(run) ? run : undefined;
    } catch (error) {
      if (errnoOf(error) === 'ENOENT' || error instanceof SyntaxError) return undefined;
      throw error;
    }
  }

  /** Newest first. Job ids start with their time, so the names alone give the order. */
  async list(limit: number): Promise<StoredRun[]> {
    let names: string[];
    try {
      names = await readdir(this.root);
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return [];
      throw error;
    }
    const runs: StoredRun[] = [];
    for (const name of names.sort().reverse()) {
      if (runs.length >= limit) break;
      const run = await this.read(name);
      if (run) runs.push(run);
    }
    return runs;
  }

  /** The program as it was run. */
  async sourceOf(run: StoredRun): Promise<string | undefined> {
    if (run.source === undefined) return undefined;
    try {
      return await readFile(path.join(this.folderOf(run.job), run.source), 'utf8');
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  async remove(job: string): Promise<void> {
    await rm(this.folderOf(job), { recursive: true, force: true });
  }
}

function isStoredRun(value: unknown): value is StoredRun {
  const run = value as Partial<StoredRun> | null;
  return (
    typeof run === 'object' &&
    run !== null &&
    typeof run.job === 'string' &&
    typeof run.target === 'string' &&
    typeof run.file === 'string' &&
    typeof run.functionName === 'string' &&
    typeof run.finishedMs === 'number' &&
    Array.isArray(run.runMs) &&
    Array.isArray(run.phases) &&
    Array.isArray(run.results)
  );
}
