// SPDX-License-Identifier: Apache-2.0
// The shape of one row of the diagnostic tables. Messages read: what — why; the help says what to write instead.
// Sentence case, no final period, names in backticks; `{name}` marks a value that the caller gives.

export interface CodeRow {
  /** A few words that name the problem, without values. */
  readonly title: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly what: string;
  /** May be empty where `what` says it all. */
  readonly why: string;
  readonly instead: string;
  /** A small program that gets this diagnostic. */
  readonly example: string;
  /** The same program, written so that it compiles. */
  readonly fix: string;
}

/** The placeholder names of a template text. */
export type Placeholders<T extends string> = T extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;
