// SPDX-License-Identifier: Apache-2.0
// The language server's process: wires LSP to the documents' state. A handler that fails is logged and answers with
// nothing; the process lives on.

import {
  CodeActionKind,
  CodeLensRefreshRequest,
  createConnection,
  type InitializeResult,
  InlayHintKind,
  type CodeAction as LspCodeAction,
  type Hover as LspHover,
  type InlayHint as LspInlayHint,
  ProposedFeatures,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { PythonParser } from '../core/syntax/parser';
import { codeActions } from '../ide/code-actions';
import { hoverAt, hoverTask } from '../ide/hover';
import { inlayHints } from '../ide/inlay-hints';
import { lensesOf } from '../ide/lenses';
import { fromLspPosition, fromLspRange, toLspDiagnostic, toLspEdit, toLspRange } from './convert';
import { DataFiles } from './data-files';
import { Documents } from './documents';
import {
  ANALYSE_REQUEST,
  type AnalyseParams,
  CONTEXT_NOTIFICATION,
  type ContextParams,
  DATA_FILES_NOTIFICATION,
  type DataFilesParams,
  DESCRIBE_FILES_REQUEST,
  type DescribeFilesParams,
  ENCODE_GRAPH_REQUEST,
  type EncodeGraphParams,
  GRAPH_REQUEST,
  type GraphParams,
  TASK_EDITS_REQUEST,
  type TaskEditsParams,
} from './protocol';
import { WeftRequests } from './requests';

/** Long enough to take a burst of changes as one, short enough to stay within 50 ms of a keystroke. */
const DIAGNOSTICS_DELAY_MS = 15;

const connection = createConnection(ProposedFeatures.all);
const texts = new TextDocuments(TextDocument);
let canRefreshLenses = false;
let canRefreshHints = false;
let context: ContextParams = { target: 'local', runs: {} };
const timers = new Map<string, NodeJS.Timeout>();

const dataFiles = new DataFiles({
  ask: (places) => connection.sendRequest(DESCRIBE_FILES_REQUEST, { places } satisfies DescribeFilesParams),
  changed: () => {
    for (const { uri } of texts.all()) void publish(uri);
    if (canRefreshHints)
      connection.languages.inlayHint.refresh().catch((error: unknown) => logFault('refreshing hints', error));
  },
  failed: (error) => logFault('asking for data files', error),
});

interface State {
  readonly documents: Documents;
  readonly requests: WeftRequests;
}

let starting: Promise<State> | undefined;

function state(): Promise<State> {
  starting ??= PythonParser.create(__dirname).then((parser) => {
    const documents = new Documents(parser, (uri) => dataFiles.of(uri));
    return { documents, requests: new WeftRequests(documents) };
  });
  return starting;
}

function logFault(what: string, error: unknown): void {
  connection.console.error(`${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
}

/** Answers `fallback` for a document that is not open, and after a fault. */
async function answer<T>(
  what: string,
  uri: string,
  fallback: T,
  handle: (state: State, document: TextDocument) => T,
): Promise<T> {
  try {
    const ready = await state();
    const document = texts.get(uri);
    return document === undefined ? fallback : handle(ready, document);
  } catch (error) {
    logFault(what, error);
    return fallback;
  }
}

connection.onInitialize(({ capabilities }): InitializeResult => {
  canRefreshLenses = capabilities.workspace?.codeLens?.refreshSupport === true;
  canRefreshHints = capabilities.workspace?.inlayHint?.refreshSupport === true;
  state().catch((error: unknown) => logFault('the parser does not start', error));
  return {
    capabilities: {
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
      hoverProvider: true,
      inlayHintProvider: true,
      codeLensProvider: { resolveProvider: false },
      codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite] },
    },
    serverInfo: { name: 'Weft' },
  };
});

texts.onDidChangeContent(({ document }) => {
  const { uri } = document;
  clearTimeout(timers.get(uri));
  timers.set(
    uri,
    setTimeout(() => void publish(uri), DIAGNOSTICS_DELAY_MS),
  );
});

texts.onDidClose(({ document }) => {
  const { uri } = document;
  clearTimeout(timers.get(uri));
  timers.delete(uri);
  dataFiles.close(uri);
  state()
    .then(({ documents }) => documents.close(uri))
    .catch((error: unknown) => logFault('closing a document', error));
  void connection.sendDiagnostics({ uri, diagnostics: [] });
});

texts.onDidSave(({ document }) => dataFiles.recheck(document.uri));

async function publish(uri: string): Promise<void> {
  timers.delete(uri);
  const params = await answer('diagnostics', uri, undefined, ({ documents }, document) => ({
    uri,
    version: document.version,
    analysis: documents.analysis(document),
    lines: document.getText().split(/\r?\n/),
  }));
  if (params === undefined) return;
  const { analysis, lines, ...about } = params;
  dataFiles.need(uri, analysis.loads);
  const lineAt = (line: number): string => lines[line] ?? '';
  const diagnostics = analysis.diagnostics.map((item) => toLspDiagnostic(item, uri, lineAt));
  await connection.sendDiagnostics({ ...about, diagnostics });
}

connection.onHover(({ textDocument, position }) =>
  answer<LspHover | null>('hover', textDocument.uri, null, ({ documents }, document) => {
    const analysis = documents.analysis(document);
    const at = fromLspPosition(position);
    const hover = hoverTask(analysis, at) ?? hoverAt(analysis, at);
    if (hover === undefined) return null;
    return { contents: { kind: 'markdown', value: hover.markdown }, range: toLspRange(hover.range) };
  }),
);

connection.onCodeLens(({ textDocument: { uri } }) =>
  answer('lenses', uri, null, ({ documents }, document) => {
    const prefix = `${uri}#`;
    const runs = Object.entries(context.runs).filter(([key]) => key.startsWith(prefix));
    const lensContext = {
      target: context.target,
      runs: new Map(runs.map(([key, run]) => [key.slice(prefix.length), run])),
    };
    return lensesOf(documents.analysis(document), uri, lensContext).map((lens) => ({
      range: toLspRange(lens.range),
      command: { title: lens.title, command: lens.command, arguments: [...lens.arguments] },
    }));
  }),
);

connection.languages.inlayHint.on(({ textDocument: { uri }, range }) =>
  answer<LspInlayHint[]>('inlay hints', uri, [], ({ documents }, document) => {
    const hints = inlayHints(documents.parsed(document), documents.analysis(document), fromLspRange(range));
    return hints.map(({ position, label, tooltip }) => ({
      position: { line: position.line, character: position.column },
      label,
      tooltip,
      kind: InlayHintKind.Type,
    }));
  }),
);

connection.onCodeAction(({ textDocument: { uri }, range, context: { diagnostics } }) =>
  answer<LspCodeAction[]>('code actions', uri, [], ({ documents }, document) => {
    const parsed = documents.parsed(document);
    const describe = documents.describe.bind(documents, document);
    return codeActions(parsed, documents.analysis(document), fromLspRange(range), describe).map((action) => {
      const fixed = diagnostics.filter((item) => {
        const { fixes } = action;
        return fixes !== undefined && item.code === fixes.code && item.range.start.line === fixes.range.startLine;
      });
      const edit = { changes: { [uri]: action.edits.map(toLspEdit) } };
      const base = { title: action.title, kind: action.kind, edit };
      return fixed.length === 0 ? base : { ...base, diagnostics: fixed, isPreferred: true };
    });
  }),
);

connection.onNotification(CONTEXT_NOTIFICATION, (params: ContextParams) => {
  if (typeof params?.target !== 'string' || typeof params.runs !== 'object' || params.runs === null) return;
  context = params;
  if (!canRefreshLenses) return;
  connection.sendRequest(CodeLensRefreshRequest.type).catch((error: unknown) => logFault('refreshing lenses', error));
});

connection.onNotification(DATA_FILES_NOTIFICATION, (params: DataFilesParams) => {
  if (typeof params?.startAtDocument === 'boolean') dataFiles.refresh(params);
});

// A request of our own client that fails must say so: an empty answer would look like an empty file.
async function request<T>(uri: string, handle: (state: State, document: TextDocument) => T): Promise<T> {
  const ready = await state();
  const document = texts.get(uri);
  if (document === undefined) throw new Error(`the document ${uri} is not open`);
  return handle(ready, document);
}

connection.onRequest(ANALYSE_REQUEST, ({ uri }: AnalyseParams) =>
  request(uri, ({ requests }, document) => requests.analyse(document)),
);

connection.onRequest(GRAPH_REQUEST, (params: GraphParams) =>
  request(params.uri, ({ requests }, document) => requests.graph(document, params.function, params.parameters)),
);

connection.onRequest(ENCODE_GRAPH_REQUEST, (params: EncodeGraphParams) =>
  request(params.uri, ({ requests }, document) =>
    requests.encodeGraph(document, params.function, params.parameters, params.files, params.folder),
  ),
);

connection.onRequest(TASK_EDITS_REQUEST, (params: TaskEditsParams) =>
  request(params.uri, ({ requests }, document) => requests.taskEdits(document, params.function, params.change)),
);

process.on('uncaughtException', (error) => logFault('a fault outside any request', error));
process.on('unhandledRejection', (error) => logFault('a fault outside any request', error));

texts.listen(connection);
connection.listen();
