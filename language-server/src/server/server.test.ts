// SPDX-License-Identifier: Apache-2.0
// The language server as a process: bundled as for shipping, spoken to over stdio as an editor does.

import { type ChildProcess, fork } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageConnection,
} from 'vscode-languageserver/node';
import { decodeGraph } from '../wire/decode';
import { shownRange } from './convert';
import type { AnalyseResult, EncodeGraphResult, TaskEditsResult } from './protocol';

const root = join(__dirname, '../../..');
const uri = 'file:///project/heat%20map.py';
let folder: string;
let process_: ChildProcess;
let connection: MessageConnection;
let version = 1;
const published: { uri: string; version?: number; diagnostics: { code: string; message: string; range: unknown }[] }[] =
  [];
let onPublished: () => void = () => {};

const PROGRAM = `import numpy as np
import weft


@weft.task
def main(a, n=3):
    for i in range(n):
        a = a * 2.0
    return a
`;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'weft-server-'));
  const node = (name: string): string => join(root, 'node_modules', name);
  await build({
    entryPoints: [join(root, 'language-server/src/server/main.ts')],
    outfile: join(folder, 'server.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['*.node'],
    alias: { 'web-tree-sitter': node('web-tree-sitter/web-tree-sitter.cjs') },
  });
  cpSync(node('web-tree-sitter/web-tree-sitter.wasm'), join(folder, 'web-tree-sitter.wasm'));
  cpSync(node('tree-sitter-python/tree-sitter-python.wasm'), join(folder, 'tree-sitter-python.wasm'));
  process_ = fork(join(folder, 'server.cjs'), ['--node-ipc'], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  connection = createMessageConnection(new IPCMessageReader(process_), new IPCMessageWriter(process_));
  connection.onNotification('textDocument/publishDiagnostics', (params) => {
    published.push(params);
    onPublished();
  });
  connection.listen();
  await connection.sendRequest('initialize', { processId: null, rootUri: null, capabilities: {} });
  await connection.sendNotification('initialized', {});
  await connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'python', version, text: PROGRAM },
  });
}, 60_000);

afterAll(async () => {
  await connection.sendRequest('shutdown');
  await connection.sendNotification('exit');
  connection.dispose();
  rmSync(folder, { recursive: true, force: true });
});

/** The diagnostics of the newest version. */
async function diagnostics(): Promise<{ code: string; range: unknown }[]> {
  for (;;) {
    const last = published.filter((item) => item.uri === uri).pop();
    if (last !== undefined && last.version === version) return last.diagnostics;
    await new Promise<void>((resolve) => {
      onPublished = resolve;
    });
  }
}

async function replace(line: number, from: number, to: number, text: string): Promise<void> {
  version++;
  await connection.sendNotification('textDocument/didChange', {
    textDocument: { uri, version },
    contentChanges: [{ range: { start: { line, character: from }, end: { line, character: to } }, text }],
  });
}

const document = { textDocument: { uri } };

describe('the language server', () => {
  it('publishes diagnostics as the text changes', async () => {
    expect(await diagnostics()).toEqual([]);
    await replace(7, 12, 19, 'missing');
    expect(await diagnostics()).toMatchObject([
      { code: 'WEFT140', range: { start: { line: 7, character: 12 }, end: { line: 7, character: 19 } } },
    ]);
    await replace(7, 12, 19, 'a * 2.0');
    expect(await diagnostics()).toEqual([]);
  });

  it('shows lenses with the target and the last run that the client tells', async () => {
    await connection.sendNotification('weft/context', {
      target: 'cluster',
      runs: { [`${uri}#main`]: { text: '3 ms', profile: '/p' } },
    });
    const lenses = (await connection.sendRequest('textDocument/codeLens', document)) as {
      command: { title: string };
    }[];
    expect(lenses.map((lens) => lens.command.title)).toEqual(['▶ Run on cluster', 'Graph', '3 ms']);
  });

  it('hovers', async () => {
    const hover = (await connection.sendRequest('textDocument/hover', {
      ...document,
      position: { line: 5, character: 5 },
    })) as { contents: { value: string } };
    expect(hover.contents.value).toContain('task main(a, n: int = 3)');
    expect(
      await connection.sendRequest('textDocument/hover', { ...document, position: { line: 2, character: 0 } }),
    ).toBeNull();
  });

  it('describes functions', async () => {
    const { functions } = (await connection.sendRequest('weft/analyse', { uri })) as AnalyseResult;
    expect(functions).toMatchObject([
      {
        name: 'main',
        isTask: true,
        startLine: 4,
        endLine: 8,
        compiles: true,
        parameters: [{ name: 'a' }, { name: 'n', defaultText: '3' }],
      },
    ]);
  });

  it('gives graphs as text and as bytes', async () => {
    const before = (await connection.sendRequest('weft/graph', { uri, function: 'main' })) as string;
    expect(before).toMatch(/^# The types/);
    const parameters = [{ name: 'a', type: { kind: 'array', dtype: 'f64', rank: 2 } }];
    const encoded = (await connection.sendRequest('weft/encodeGraph', {
      uri,
      function: 'main',
      parameters,
    })) as EncodeGraphResult;
    expect(encoded.problems).toEqual([]);
    const decoded = decodeGraph(Buffer.from(encoded.graph!, 'base64'));
    expect('graph' in decoded && decoded.graph.file).toBe('heat map.py');
    const after = (await connection.sendRequest('weft/graph', { uri, function: 'main' })) as string;
    expect(after).toMatch(/^weft\.graph 1 "heat map\.py" strict\nfunc @main/);
    const refused = (await connection.sendRequest('weft/encodeGraph', {
      uri,
      function: 'main',
      parameters: [],
    })) as EncodeGraphResult;
    expect(refused.graph).toBeUndefined();
    expect(refused.problems[0]).toMatchObject({ isError: true });
  });

  it('asks its client for data files and shows what they hold', async () => {
    const load = 'file:///project/load.py';
    const asked: unknown[] = [];
    connection.onRequest('weft/describeFiles', (params: { places: string[] }) => {
      asked.push(params);
      const type = { kind: 'array', dtype: 'f64', rank: 2, dims: ['100', '3'] };
      return { target: 'local', files: params.places.map((place) => (place.endsWith('a.npy') ? { type } : {})) };
    });
    const text =
      'import numpy as np\nimport weft\n\n@weft.task\ndef f():\n    a = np.load("a.npy")\n    return np.eye(4) @ a\n';
    const found = new Promise<string>((resolve) => {
      onPublished = () => {
        const last = published.at(-1);
        if (last?.uri === load && last.diagnostics.length > 0) resolve(last.diagnostics[0]!.message);
      };
    });
    await connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri: load, languageId: 'python', version: 1, text },
    });
    await connection.sendNotification('weft/dataFiles', { startAtDocument: true, isOther: true });
    expect(await found).toContain('`f64[4,4]` and `f64[100,3]` cannot be multiplied');
    expect(asked).toEqual([{ places: ['/project/a.npy'] }]);
    const range = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
    const hints = await connection.sendRequest('textDocument/inlayHint', { textDocument: { uri: load }, range });
    expect(hints).toMatchObject([{ label: ': f64[100,3]', position: { line: 5, character: 5 } }]);
    await connection.sendNotification('weft/dataFiles', null as never);
    await connection.sendNotification('textDocument/didClose', { textDocument: { uri: load } });
    onPublished = () => {};
  });

  it('marks of a block only the line that opens it', () => {
    const range = { startLine: 1, startColumn: 4, endLine: 3, endColumn: 9 };
    expect(shownRange(range, '    try:  # now')).toEqual({ ...range, endLine: 1, endColumn: 8 });
    expect(shownRange(range, '    x = call(')).toBe(range);
    expect(shownRange({ ...range, endLine: 1 }, '    if x:')).toEqual({ ...range, endLine: 1 });
  });

  it('edits tasks', async () => {
    const removed = (await connection.sendRequest('weft/taskEdits', {
      uri,
      function: 'main',
      change: 'remove',
    })) as TaskEditsResult;
    expect(removed.edits.map((edit) => [edit.range.start.line, edit.newText])).toEqual([
      [4, ''],
      [1, ''],
    ]);
    const actions = (await connection.sendRequest('textDocument/codeAction', {
      ...document,
      range: { start: { line: 5, character: 4 }, end: { line: 5, character: 4 } },
      context: { diagnostics: [] },
    })) as { title: string }[];
    expect(actions.map((action) => action.title)).toEqual(['Remove Weft task']);
  });

  it('survives requests that make no sense', async () => {
    await expect(connection.sendRequest('weft/graph', { uri: 'file:///nowhere.py', function: 'f' })).rejects.toThrow(
      'not open',
    );
    await expect(connection.sendRequest('weft/encodeGraph', { uri, function: 'main' })).rejects.toThrow();
    await expect(connection.sendRequest('weft/analyse', {})).rejects.toThrow();
    await connection.sendNotification('weft/context', null as never);
    expect(
      await connection.sendRequest('textDocument/hover', {
        textDocument: { uri: 'file:///nowhere.py' },
        position: { line: 0, character: 0 },
      }),
    ).toBeNull();
    const missing = (await connection.sendRequest('weft/graph', { uri, function: 'nothing' })) as string;
    expect(missing).toContain('WEFT149');
    const { functions } = (await connection.sendRequest('weft/analyse', { uri })) as AnalyseResult;
    expect(functions).toHaveLength(1);
  });
});
