// SPDX-License-Identifier: Apache-2.0
// What the extension asks of the language server, as functions. The wire names and types are the server's own.

import type * as vscode from 'vscode';
import type { BoundArgument } from '../cluster/arguments';
import { EXIT, WeftError } from '../net/error';
import type { LanguageServer } from './language-client';

export interface FunctionPlace {
  readonly name: string;
  readonly isTask: boolean;
  readonly startLine: number;
  readonly endLine: number;
}

export interface TaskParameter {
  readonly name: string;
  readonly defaultText: string | undefined;
  readonly typeText: string | undefined;
}

export interface Problem {
  readonly isError: boolean;
  /** From 0. */
  readonly line: number;
  readonly character: number;
  readonly message: string;
  readonly help: string;
}

export interface TaskDescription {
  readonly name: string;
  readonly parameters: readonly TaskParameter[];
  readonly problems: readonly Problem[];
  readonly threads: number | undefined;
}

export interface TaskChange {
  readonly edits: readonly vscode.TextEdit[];
  readonly problems: readonly Problem[];
}

interface AnalyseAnswer {
  readonly functions: readonly (FunctionPlace & {
    readonly parameters: readonly TaskParameter[];
    readonly threads?: number;
    readonly problems: readonly Problem[];
  })[];
}

export async function listFunctions(server: LanguageServer, uri: string): Promise<readonly FunctionPlace[]> {
  return (await analyse(server, uri)).functions;
}

export async function readTask(server: LanguageServer, uri: string, name: string): Promise<TaskDescription> {
  const found = (await analyse(server, uri)).functions.find((fn) => fn.name === name);
  if (!found)
    throw new WeftError(
      'WEFT461',
      `there is no function \`${name}\` at the top level of this file`,
      'choose another',
      EXIT.usage,
    );
  return { ...found, threads: found.threads };
}

async function analyse(server: LanguageServer, uri: string): Promise<AnalyseAnswer> {
  return (await server.client()).sendRequest<AnalyseAnswer>('weft/analyse', { uri });
}

export async function graphText(server: LanguageServer, uri: string, name: string): Promise<string> {
  return (await server.client()).sendRequest<string>('weft/graph', { uri, function: name });
}

export async function encodeGraph(
  server: LanguageServer,
  uri: string,
  name: string,
  args: readonly BoundArgument[],
): Promise<Uint8Array> {
  const answer = await (await server.client()).sendRequest<{ graph?: string; problems: readonly Problem[] }>(
    'weft/encodeGraph',
    {
      uri,
      function: name,
      parameters: args.map(({ name: parameter, type }) => ({ name: parameter, type })),
    },
  );
  if (answer.graph === undefined) {
    const first = answer.problems[0];
    throw new WeftError('WEFT200', first?.message ?? 'the program does not compile', first?.help ?? '', EXIT.refused);
  }
  return Buffer.from(answer.graph, 'base64');
}

export async function taskEdits(
  server: LanguageServer,
  uri: string,
  name: string,
  change: 'make' | 'remove',
): Promise<TaskChange> {
  return (await server.client()).sendRequest<TaskChange>('weft/taskEdits', { uri, function: name, change });
}
