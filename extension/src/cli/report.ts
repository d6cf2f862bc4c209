// SPDX-License-Identifier: Apache-2.0
// What a run tells: one JSON object for programs, a short readable summary for people.

import { readFileSync } from 'node:fs';
import type { RunError } from '../cluster/events';
import type { ResultEntry } from '../cluster/results';
import { EXIT, type Exit, WeftError } from '../net/error';
import { parseStoredArray } from '../results/npy';
import { ArrayReader, type StoredArray, typeText } from '../results/values';
import type { CliContext } from './context';
import { renderRunError } from './diagnostics-text';
import type { Finished, Timing } from './execute';

/** Arrays up to this many elements are printed whole; of larger ones the edges. */
const WHOLE_ELEMENTS = 64;
const EDGE_ELEMENTS = 3;

const rounded = (milliseconds: number): number => Math.round(milliseconds * 1000) / 1000;

/** The object of `--json`: every field is always there. */
export function jsonReport(finished: Finished, timing: Timing): object {
  const { outcome, results } = finished;
  const entry = ({ name, dtype, shape, file, list, lengths, shapes }: ResultEntry): object => ({
    name,
    dtype,
    shape,
    file,
    ...(list === undefined ? {} : { list }),
    ...(lengths === undefined ? {} : { lengths }),
    ...(shapes === undefined ? {} : { shapes }),
  });
  return {
    job: finished.job,
    state: outcome.state,
    ...(outcome.reason !== '' && { reason: outcome.reason }),
    ...(outcome.error !== undefined && { error: outcome.error }),
    results: (results?.results ?? []).map(entry),
    mutated: (results?.mutated ?? []).map(entry),
    ...(results?.structure === undefined ? {} : { structure: results.structure }),
    timing: {
      transpile_ms: rounded(timing.transpile_ms),
      connect_ms: rounded(timing.connect_ms),
      upload_ms: rounded(timing.upload_ms),
      queue_ms: rounded(timing.queue_ms),
      compile_ms: rounded(timing.compile_ms),
      compile_cached: timing.compile_cached,
      run_ms: timing.run_ms,
      download_ms: rounded(timing.download_ms),
    },
    memory: results?.memory ?? { peak_bytes: 0, resident_bytes: 0, worker_bytes: 0 },
    worker: results?.worker ?? { host: '', threads: 0, cpu: '' },
    profile: finished.profile ?? null,
  };
}

function isTargetFailure(error: RunError | undefined): boolean {
  return error?.code?.startsWith('WEFT4') === true;
}

/** Exit status of a job's end. */
export function exitOf(finished: Finished): Exit {
  switch (finished.outcome.state) {
    case 'done':
      return EXIT.done;
    case 'failed':
      // The target failed the job (Slurm refused it), not the program.
      return isTargetFailure(finished.outcome.error) ? EXIT.unreachable : EXIT.failed;
    case 'cancelled':
      return EXIT.failed;
    default:
      return EXIT.unreachable;
  }
}

/** Why a job did not succeed, for people. */
export function failureText(finished: Finished, file: string, source: string | undefined, onTarget: string): string {
  const { outcome, job } = finished;
  const { error } = outcome;
  if (error !== undefined && isTargetFailure(error)) {
    return errorText(new WeftError(error.code ?? '', error.message, error.help ?? ''));
  }
  if (error !== undefined) return renderRunError(error, file, source);
  const why = outcome.reason === '' ? '' : `: ${outcome.reason}`;
  const verb =
    { cancelled: 'was cancelled', lost: 'is lost', failed: 'failed' }[outcome.state as string] ?? outcome.state;
  const help =
    outcome.state === 'cancelled' ? '' : `\n  help: see \`weft logs ${job}${onTarget}\` for what the worker printed`;
  return `job ${job} ${verb}${why}${help}`;
}

/** `cacheFolder`: where the files are when nobody chose a folder. */
export function printResults(context: CliContext, finished: Finished, timing: Timing, cacheFolder?: string): void {
  const { results, profile } = finished;
  if (results === undefined) return;
  if (results.structure !== undefined) context.terminal.out(`return = ${results.structure}`);
  for (const entry of results.results) context.terminal.out(resultText(entry));
  for (const entry of results.mutated) context.terminal.out(`changed ${resultText(entry)}`);
  // A run that failed leaves what it changed, and no more.
  if (finished.outcome.state !== 'done') return;
  context.terminal.note(timingTable(timing));
  const { worker } = results;
  context.terminal.note(
    `worker  ${worker.host}, ${worker.threads} thread${worker.threads === 1 ? '' : 's'}${worker.cpu === '' ? '' : `, ${worker.cpu}`}`,
  );
  if (profile !== undefined) context.terminal.note(`profile ${profile}  (weft profile … --html FILE to look at it)`);
  if (cacheFolder !== undefined)
    context.terminal.note(`results ${cacheFolder}  (kept for a week; choose a folder with --out DIR)`);
}

/** A text result is a 0-d array of fixed-width UTF-32. */
function textOf(file: string): string {
  const data = readFileSync(file);
  const start = 10 + data.readUInt16LE(8);
  let value = '';
  for (let at = start; at + 4 <= data.length; at += 4) {
    const point = data.readUInt32LE(at);
    if (point !== 0) value += String.fromCodePoint(point);
  }
  return value;
}

/** `return  float64[3, 2]  path`, and the values below, or on the line for scalars. */
function resultText(entry: ResultEntry): string {
  if (entry.dtype === 'str' && entry.list !== undefined) return `${entry.name}: ${entry.list}  ${entry.file}`;
  if (entry.dtype === 'str') return `${entry.name} = ${JSON.stringify(textOf(entry.file))}  (str)`;
  let array: StoredArray;
  try {
    array = parseStoredArray(readFileSync(entry.file), entry.file);
  } catch (error) {
    return `${entry.name}  ${entry.dtype}  ${entry.file} (${error instanceof Error ? error.message : String(error)})`;
  }
  const reader = new ArrayReader(array);
  if (entry.list !== undefined && /list\[[^[]*\[/.test(entry.list.replaceAll('list[list[', 'list['))) {
    return `${entry.name}: ${entry.list}  ${entry.file}`;
  }
  if (entry.list !== undefined) return `${entry.name}: ${entry.list}  ${entry.file}\n  ${listText(entry, reader)}`;
  if (array.shape.length === 0) return `${entry.name} = ${reader.text(0, 17)}  (${typeText(array)})`;
  return `${entry.name}: ${typeText(array)}  ${entry.file}\n${valuesText(reader)}`;
}

/** Nested lists as Python prints them, the middle of long ones left out. */
function listText(entry: ResultEntry, reader: ArrayReader): string {
  const depth = (entry.list ?? '').split('list[').length - 1;
  const taken = Array.from({ length: depth }, () => 0);
  let next = 0;
  const visit = (level: number): string => {
    const length = (entry.lengths ? entry.lengths[level]?.[taken[level]!++] : reader.array.shape[level]) ?? 0;
    const items: string[] = [];
    for (let i = 0; i < length; i++) {
      const isHidden = length > 2 * EDGE_ELEMENTS && i >= EDGE_ELEMENTS && i < length - EDGE_ELEMENTS;
      const isLeaf = level + 1 === depth;
      const text = !isLeaf ? visit(level + 1) : isHidden ? '' : reader.text(next);
      if (isLeaf) next++;
      if (!isHidden) items.push(text);
      else if (i === EDGE_ELEMENTS) items.push('…');
    }
    return `[${items.join(', ')}]`;
  };
  return visit(0);
}

/** Values as NumPy prints them, the middle of long axes left out; of axes around the last two only the ends are shown. */
export function valuesText(reader: ArrayReader): string {
  const { shape } = reader.array;
  const isWhole = reader.size <= WHOLE_ELEMENTS;
  const positions = (axis: number): readonly number[] => {
    const length = shape[axis] ?? 0;
    const ends = axis < shape.length - 2 ? 1 : EDGE_ELEMENTS;
    if (isWhole || length <= 2 * ends) return Array.from({ length }, (_, index) => index);
    const edge = Array.from({ length: ends }, (_, index) => index);
    return [...edge, -1, ...edge.map((index) => length - ends + index)];
  };
  const visit = (axis: number, offset: number, indent: string): string => {
    const inner = positions(axis).map((index) => {
      if (index === -1) return '…';
      const at = offset + index * reader.stride(axis);
      return axis === shape.length - 1 ? reader.text(at) : visit(axis + 1, at, `${indent} `);
    });
    return `[${inner.join(axis === shape.length - 1 ? ', ' : `,\n  ${indent} `)}]`;
  };
  return `  ${visit(0, 0, '')}`;
}

export function timingTable(timing: Timing): string {
  const run = [...timing.run_ms].sort((a, b) => a - b);
  const median = run[Math.floor(run.length / 2)];
  const runText =
    run.length <= 1
      ? milliseconds(run[0] ?? 0)
      : `${milliseconds(median ?? 0)} median of ${run.length}, ${milliseconds(run[0] ?? 0)} best`;
  const rows: (readonly [string, string])[] = [
    ['transpile', milliseconds(timing.transpile_ms)],
    ['connect', milliseconds(timing.connect_ms)],
    ['upload', milliseconds(timing.upload_ms)],
    ['queue', milliseconds(timing.queue_ms)],
    ['compile', `${milliseconds(timing.compile_ms)}${timing.compile_cached ? ', from the cache' : ''}`],
    ['run', runText],
    ['download', milliseconds(timing.download_ms)],
  ];
  return rows.map(([name, value]) => `${name.padEnd(10)}${value}`).join('\n');
}

function milliseconds(value: number): string {
  if (value >= 10_000) return `${(value / 1000).toFixed(1)} s`;
  return value >= 10 ? `${value.toFixed(0)} ms` : value >= 0.1 ? `${value.toFixed(1)} ms` : `${value.toFixed(3)} ms`;
}

/** The error of a command as text: message and what to do. */
export function errorText(error: WeftError): string {
  return `weft: ${error.message} [${error.code}]${error.help === '' ? '' : `\n  help: ${error.help}`}`;
}
