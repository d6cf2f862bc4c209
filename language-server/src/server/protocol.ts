// SPDX-License-Identifier: Apache-2.0
// What extension and language server say to each other beyond LSP. Types only; positions count from 0.

import type { FileDescription, ParameterType } from '../core/lower/signature';

/** Client to server, a notification: what the lenses show. */
export const CONTEXT_NOTIFICATION = 'weft/context';
export interface ContextParams {
  /** How the current target is called. */
  readonly target: string;
  /** The last run of each task; the key is the document's URI, `#` and the function's name. */
  readonly runs: Readonly<Record<string, { readonly text: string; readonly profile?: string }>>;
}

/** Client to server, a notification: what is known of data files may be of yesterday. Nothing is asked before the first one. */
export const DATA_FILES_NOTIFICATION = 'weft/dataFiles';
export interface DataFilesParams {
  /** Relative names start in the folder of the document; else in a folder that exists only when the task runs. */
  readonly startAtDocument: boolean;
  /** The target is another one: nothing that is known holds. */
  readonly isOther: boolean;
}

/** Server to client, a request: what data files are on the current target. Never waits for a user. */
export const DESCRIBE_FILES_REQUEST = 'weft/describeFiles';
export interface DescribeFilesParams {
  /** As in `loads`: `/data/a.npy`, `/data/a.npz::npz:points`. */
  readonly places: readonly string[];
}
export interface DescribeFilesResult {
  readonly target: string;
  /** One for each place. */
  readonly files: readonly FileDescription[];
}

/** Request: the functions of a document. */
export const ANALYSE_REQUEST = 'weft/analyse';
export interface AnalyseParams {
  readonly uri: string;
}
export interface AnalyseResult {
  /** Every function at the top level, in the order of the file. */
  readonly functions: readonly FunctionSummary[];
}

export interface FunctionSummary {
  readonly name: string;
  readonly isTask: boolean;
  /** The first decorator's line, or that of `def`. */
  readonly startLine: number;
  readonly endLine: number;
  readonly parameters: readonly ParameterSummary[];
  readonly threads?: number;
  readonly compiles: boolean;
  readonly problems: readonly Problem[];
}

export interface ParameterSummary {
  readonly name: string;
  readonly defaultText?: string;
  /** The annotation, or the type that the compiler found. */
  readonly typeText?: string;
}

export interface Problem {
  readonly isError: boolean;
  readonly line: number;
  readonly character: number;
  readonly endLine: number;
  readonly endCharacter: number;
  readonly code: string;
  readonly message: string;
  readonly help: string;
}

export interface ArgumentType {
  readonly name: string;
  readonly type: ParameterType;
}

/**
 * Request: the canonical text of a task's graph; lines of comments say why where there is none. Without `parameters`
 * the types of the last `weft/encodeGraph` for the function serve, if there was one.
 */
export const GRAPH_REQUEST = 'weft/graph';
export interface GraphParams {
  readonly uri: string;
  readonly function: string;
  readonly parameters?: readonly ArgumentType[];
}
export type GraphResult = string;

/** Request: the graph of one call, as base64 of its bytes. */
export const ENCODE_GRAPH_REQUEST = 'weft/encodeGraph';
export interface EncodeGraphParams {
  readonly uri: string;
  readonly function: string;
  /** Parameters that are left out take their default. */
  readonly parameters: readonly ArgumentType[];
  /** The types of the files in `loads` of an earlier answer, as the target describes them. */
  readonly files?: readonly FileType[];
  /** Where relative names of data files start; absent for targets that do not see that folder. */
  readonly folder?: string;
}

export interface FileType {
  readonly path: string;
  readonly type: ParameterType;
}

export interface EncodeGraphResult {
  /** Missing when the program is refused; `problems` says why. */
  readonly graph?: string;
  readonly problems: readonly Problem[];
  /** Files on the target that the program reads with `np.load`; without their types there is no graph. */
  readonly loads: readonly string[];
}

/** Request: the edits that make a function a task, or take it back. */
export const TASK_EDITS_REQUEST = 'weft/taskEdits';
export interface TaskEditsParams {
  readonly uri: string;
  readonly function: string;
  readonly change: 'make' | 'remove';
}
export interface TaskEditsResult {
  readonly edits: readonly {
    readonly range: {
      readonly start: { readonly line: number; readonly character: number };
      readonly end: { readonly line: number; readonly character: number };
    };
    readonly newText: string;
  }[];
  /** For `make`: why the function would not compile. */
  readonly problems: readonly Problem[];
}
