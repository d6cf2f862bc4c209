// SPDX-License-Identifier: Apache-2.0
// What the viewer and its host (the custom editor, or the page itself) say to each other.

/** The profile's bytes: typed where the host can, base64 in a stand-alone page (`gzip` when compressed). */
export interface ShowProfile {
  type: 'profile';
  data: ArrayBuffer | Uint8Array | string;
  gzip?: boolean;
  /** The file's name, for the title. */
  name: string;
  /** The text of the user's program as it was run, to show lines. */
  source?: string;
}

/** Something other than the profile's content went wrong: the file cannot be read, the job has none yet. */
export interface ShowError {
  type: 'error';
  code: string;
  message: string;
  help: string;
}

export type ToViewer =
  | ShowProfile
  | ShowError
  /** The colours changed in a way the page cannot see by itself. */
  | { type: 'theme' }
  /** Select a source line, as a click on its row does; lines count from 0. */
  | { type: 'selectLine'; line: number };

export type FromViewer =
  /** The viewer listens: send the profile. */
  | { type: 'ready' }
  /** The user wants to see a line of the program; lines and columns count from 0. */
  | { type: 'revealLine'; file: string; line: number; column: number }
  /** The user wants the profile in another form. */
  | { type: 'save'; format: 'csv' | 'chrome' | 'html' };
