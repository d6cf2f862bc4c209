// SPDX-License-Identifier: Apache-2.0
// The one error that crosses folder borders in the client: a code, what happened, what to do next, and the exit status it means.

/** Exit statuses of the `weft` command. */
export const EXIT = { done: 0, refused: 1, usage: 2, failed: 3, unreachable: 4 } as const;
export type Exit = (typeof EXIT)[keyof typeof EXIT];

export class WeftError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly help: string,
    readonly exit: Exit = EXIT.unreachable,
  ) {
    super(message);
    this.name = 'WeftError';
  }
}

/** A mistake in what the user asked for: exit status 2. */
export function usageError(message: string, help: string, code = 'WEFT461'): WeftError {
  return new WeftError(code, message, help, EXIT.usage);
}

/** The text of anything thrown, for messages. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The system error code (`ENOENT`, `ECONNREFUSED`, …) of anything thrown, if it has one. */
export function errnoOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' && /^E[A-Z0-9]+$/.test(error.code) ? error.code : undefined;
}
