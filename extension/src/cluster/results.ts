// SPDX-License-Identifier: Apache-2.0
// The results of a finished job: `results.json` and the arrays it names, fetched into a folder.

import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { WeftError } from '../net/error';
import { fetchFile, readJobFile } from './jobs';
import type { Session } from './session';

export interface ResultEntry {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  /** In the job folder, or where it was fetched to. */
  readonly file: string;
  /** Lists: their type, as `list[list[float]]`; the file holds an array of their numbers. */
  readonly list?: string;
  /** Ragged lists: the lengths of the lists of each level; the numbers stand one after the other. */
  readonly lengths?: readonly (readonly number[])[];
  /** Arrays in a ragged list: the shape of each. */
  readonly shapes?: readonly (readonly number[])[];
}

export interface Results {
  readonly results: readonly ResultEntry[];
  readonly mutated: readonly ResultEntry[];
  /** How the results are put together, as a Python literal with `...` for each; absent for one value and flat tuples. */
  readonly structure?: string;
  readonly timing: {
    readonly compile_ms: number;
    /** The machine code was there from an earlier job. */
    readonly compile_cached: boolean;
    readonly run_ms: readonly number[];
  };
  /** Bytes: the most that arrays took at once, that the process took while it ran, and that it took before beside the inputs. */
  readonly memory: { readonly peak_bytes: number; readonly resident_bytes: number; readonly worker_bytes: number };
  readonly worker: { readonly host: string; readonly threads: number; readonly cpu: string };
}

export function parseResults(source: string, job: string): Results {
  const damaged = (): never => {
    throw new WeftError('WEFT458', `results.json of job ${job} cannot be read`, 'look at `weft logs`');
  };
  let value: Partial<Results>;
  try {
    value = JSON.parse(source) as Partial<Results>;
  } catch {
    return damaged();
  }
  const entries = (list: unknown): ResultEntry[] => {
    if (!Array.isArray(list)) return damaged();
    return list.map((entry: ResultEntry) => {
      if (typeof entry.name !== 'string' || typeof entry.file !== 'string' || !Array.isArray(entry.shape))
        return damaged();
      // The daemon names files inside `results/`; anything else would write outside the chosen folder.
      if (!/^(results\/)?[\w.-]+$/.test(entry.file) || entry.file.includes('..')) return damaged();
      return {
        name: entry.name,
        dtype: String(entry.dtype),
        shape: entry.shape.map(Number),
        file: entry.file,
        ...(typeof entry.list === 'string' ? { list: entry.list } : {}),
        ...(Array.isArray(entry.shapes) ? { shapes: entry.shapes.map((shape) => shape.map(Number)) } : {}),
        ...(Array.isArray(entry.lengths) ? { lengths: entry.lengths.map((level) => level.map(Number)) } : {}),
      };
    });
  };
  const timing = value.timing;
  const worker = value.worker;
  const memory = value.memory;
  return {
    results: entries(value.results),
    mutated: entries(value.mutated ?? []),
    ...(typeof value.structure === 'string' ? { structure: value.structure } : {}),
    timing: {
      compile_ms: Number(timing?.compile_ms ?? 0),
      compile_cached: timing?.compile_cached === true,
      run_ms: (timing?.run_ms ?? []).map(Number),
    },
    memory: {
      peak_bytes: Number(memory?.peak_bytes ?? 0),
      resident_bytes: Number(memory?.resident_bytes ?? 0),
      worker_bytes: Number(memory?.worker_bytes ?? 0),
    },
    worker: { host: String(worker?.host ?? ''), threads: Number(worker?.threads ?? 0), cpu: String(worker?.cpu ?? '') },
  };
}

export interface Fetched extends Results {
  /** Undefined when the worker wrote none. */
  readonly profile: string | undefined;
}

/** Fetches everything that a finished job left into `folder`; `file` of each entry is then a path on this machine. */
export async function fetchResults(
  session: Session,
  job: string,
  folder: string,
  onFile?: (file: string) => void,
): Promise<Fetched> {
  const results = parseResults((await readJobFile(session, job, 'results/results.json')).toString('utf8'), job);
  const bring = async (entry: ResultEntry): Promise<ResultEntry> => {
    const base = path.posix.basename(entry.file);
    const destination = path.join(folder, base);
    onFile?.(base);
    await fetchFile(session, job, `results/${base}`, destination);
    return { ...entry, file: destination };
  };
  const fetched: ResultEntry[] = [];
  for (const entry of results.results) fetched.push(await bring(entry));
  const mutated: ResultEntry[] = [];
  for (const entry of results.mutated) mutated.push(await bring(entry));
  const named = (entry: ResultEntry) => ({ ...entry, file: path.basename(entry.file) });
  if (results.structure !== undefined || [...fetched, ...mutated].some((entry) => entry.list !== undefined)) {
    // What `weft.results` needs to give lists back as lists.
    const structure = results.structure === undefined ? {} : { structure: results.structure };
    const lists = { ...structure, results: fetched.map(named), mutated: mutated.map(named) };
    await writeFile(path.join(folder, 'lists.json'), `${JSON.stringify(lists)}\n`);
  }
  return { ...results, results: fetched, mutated, profile: await fetchProfile(session, job, folder) };
}

export async function fetchProfile(session: Session, job: string, folder: string): Promise<string | undefined> {
  const destination = path.join(folder, 'profile.weftprof');
  try {
    await fetchFile(session, job, 'profile.weftprof', destination);
    return destination;
  } catch (error) {
    if (error instanceof WeftError && error.code === 'WEFT415') return undefined;
    throw error;
  }
}
