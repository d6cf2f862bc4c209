// SPDX-License-Identifier: Apache-2.0
// Job events as data: the lines of a job's `events` file, and the state they add up to.

export type JobStateName = 'queued' | 'pending' | 'starting' | 'running' | 'done' | 'failed' | 'cancelled' | 'lost';

const STATES: readonly JobStateName[] = [
  'queued',
  'pending',
  'starting',
  'running',
  'done',
  'failed',
  'cancelled',
  'lost',
];

/** The name of a `JobState` of the wire. */
export function stateName(state: number): JobStateName {
  return STATES[state] ?? 'lost';
}

export function isFinal(state: JobStateName): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled' || state === 'lost';
}

/** `error.json`: lines from 1, columns from 0. */
export interface RunError {
  readonly kind: string;
  readonly message: string;
  readonly file?: string;
  readonly function?: string;
  readonly line?: number;
  readonly column?: number;
  readonly end_line?: number;
  readonly end_column?: number;
  readonly shapes?: readonly (string | readonly number[])[];
  readonly code?: string;
  readonly help?: string;
}

export type JobEventData =
  | {
      readonly kind: 'state';
      readonly seq: number;
      readonly t: number;
      readonly state: JobStateName;
      readonly reason?: string;
    }
  | { readonly kind: 'phase'; readonly seq: number; readonly t: number; readonly name: string; readonly run?: number }
  | {
      readonly kind: 'progress';
      readonly seq: number;
      readonly t: number;
      readonly done: number;
      readonly total: number;
    }
  | { readonly kind: 'error'; readonly seq: number; readonly t: number; readonly error: RunError }
  | { readonly kind: 'info'; readonly seq: number; readonly t: number; readonly message: string };

/** Reads an event's JSON. Undefined for kinds that this client does not know: newer daemons may send more. */
export function parseEvent(json: string): JobEventData | undefined {
  let object: Record<string, unknown>;
  try {
    object = JSON.parse(json) as Record<string, unknown>;
  } catch {
    return undefined;
  }
  const seq = Number(object.seq);
  const t = Number(object.t);
  switch (object.kind) {
    case 'state': {
      const state = STATES.find((name) => name === object.state);
      if (state === undefined) return undefined;
      return { kind: 'state', seq, t, state, ...(typeof object.reason === 'string' && { reason: object.reason }) };
    }
    case 'phase':
      return {
        kind: 'phase',
        seq,
        t,
        name: String(object.name),
        ...(typeof object.run === 'number' && { run: object.run }),
      };
    case 'progress':
      return { kind: 'progress', seq, t, done: Number(object.done), total: Number(object.total) };
    case 'error':
      return { kind: 'error', seq, t, error: errorOf(object) };
    case 'info':
      return { kind: 'info', seq, t, message: String(object.message) };
    default:
      return undefined;
  }
}

/** The error's own `kind` (`IndexError`) shares its name with the event's: the daemon nests it, or calls it `error`. */
function errorOf(object: Record<string, unknown>): RunError {
  const nested = object.error;
  if (typeof nested === 'object' && nested !== null) return nested as RunError;
  const name = typeof nested === 'string' ? nested : 'RuntimeError';
  return { ...(object as unknown as RunError), kind: name };
}
