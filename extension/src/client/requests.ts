// SPDX-License-Identifier: Apache-2.0
// What the extension asks of the language server, as functions over the server's own protocol types.

import * as vscode from 'vscode';
import {
  ANALYSE_REQUEST,
  type AnalyseParams,
  type AnalyseResult,
  CONTEXT_NOTIFICATION,
  type ContextParams,
  ENCODE_GRAPH_REQUEST,
  type EncodeGraphParams,
  type EncodeGraphResult,
  type FileType,
  type FunctionSummary,
  GRAPH_REQUEST,
  type GraphParams,
  type GraphResult,
  type Problem,
  TASK_EDITS_REQUEST,
  type TaskEditsParams,
  type TaskEditsResult,
} from '../../../language-server/src/server/protocol';
import type { BoundArgument } from '../cluster/arguments';
import { EXIT, WeftError } from '../net/error';
import type { LanguageServer } from './language-client';

export type { FileType, FunctionSummary, Problem };

export interface TaskChange {
  readonly edits: readonly vscode.TextEdit[];
  readonly problems: readonly Problem[];
}

export async function listFunctions(server: LanguageServer, uri: string): Promise<readonly FunctionSummary[]> {
  const params: AnalyseParams = { uri };
  return (await (await server.client()).sendRequest<AnalyseResult>(ANALYSE_REQUEST, params)).functions;
}

export async function readFunction(server: LanguageServer, uri: string, name: string): Promise<FunctionSummary> {
  const found = (await listFunctions(server, uri)).find((fn) => fn.name === name);
  if (found) return found;
  throw new WeftError(
    'WEFT461',
    `there is no function \`${name}\` at the top level of this file`,
    'choose another',
    EXIT.usage,
  );
}

export async function graphText(server: LanguageServer, uri: string, name: string): Promise<string> {
  const params: GraphParams = { uri, function: name };
  return (await server.client()).sendRequest<GraphResult>(GRAPH_REQUEST, params);
}

/** A program that the types of this call make impossible. */
export class RefusedProgram extends Error {
  constructor(
    readonly functionName: string,
    readonly problems: readonly Problem[],
  ) {
    super(problems[0]?.message ?? `\`${functionName}\` does not compile`);
  }
}

/** `describeFile` is asked for the types of files that the program itself loads, which only the target knows. Relative
 * names start at `folder`, where it is given. */
export async function encodeGraph(
  server: LanguageServer,
  uri: string,
  name: string,
  args: readonly BoundArgument[],
  describeFile: (remotePath: string) => Promise<FileType['type']>,
  folder?: string,
): Promise<Uint8Array> {
  const client = await server.client();
  const parameters = args.map((argument) => ({ name: argument.name, type: argument.type }));
  const params: EncodeGraphParams = { uri, function: name, parameters, ...(folder === undefined ? {} : { folder }) };
  let answer = await client.sendRequest<EncodeGraphResult>(ENCODE_GRAPH_REQUEST, params);
  const files: FileType[] = [];
  for (;;) {
    // The type of one file may lead to the next.
    const more = answer.loads.filter((path) => !files.some((file) => file.path === path));
    if (answer.graph !== undefined || more.length === 0) break;
    for (const path of more) files.push({ path, type: await describeFile(path) });
    answer = await client.sendRequest<EncodeGraphResult>(ENCODE_GRAPH_REQUEST, { ...params, files });
  }
  if (answer.graph === undefined)
    throw new RefusedProgram(
      name,
      answer.problems.filter(({ isError }) => isError),
    );
  return Buffer.from(answer.graph, 'base64');
}

export async function taskEdits(
  server: LanguageServer,
  uri: string,
  name: string,
  change: TaskEditsParams['change'],
): Promise<TaskChange> {
  const params: TaskEditsParams = { uri, function: name, change };
  const { edits, problems } = await (await server.client()).sendRequest<TaskEditsResult>(TASK_EDITS_REQUEST, params);
  return {
    edits: edits.map(({ range: { start, end }, newText }) =>
      vscode.TextEdit.replace(new vscode.Range(start.line, start.character, end.line, end.character), newText),
    ),
    problems,
  };
}

/** What the lenses show. */
export async function sendContext(server: LanguageServer, context: ContextParams): Promise<void> {
  await (await server.client()).sendNotification(CONTEXT_NOTIFICATION, context);
}
