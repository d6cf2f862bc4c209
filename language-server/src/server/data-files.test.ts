// SPDX-License-Identifier: Apache-2.0
// What the editor knows of data files: asked once, again when something may have changed, and never of a wrong target.

import { beforeAll, describe, expect, it } from 'vitest';
import type { FileDescription } from '../core/lower/signature';
import { PythonParser } from '../core/syntax/parser';
import { inlayHints } from '../ide/inlay-hints';
import { DataFiles } from './data-files';
import { Documents } from './documents';
import type { DescribeFilesResult } from './protocol';

let parser: PythonParser;
beforeAll(async () => {
  parser = await PythonParser.create();
});

const uri = 'file:///project/load.py';
const HEADER = 'import numpy as np\nimport h5py\nimport netCDF4\nimport weft\n\n@weft.task\ndef f():\n';
const ALL = { startLine: 0, startColumn: 0, endLine: 99, endColumn: 0 };

/** A target that holds `disk`. */
function editorOf(disk: Record<string, FileDescription>) {
  const asked: string[][] = [];
  let changes = 0;
  let target = 'local';
  const dataFiles = new DataFiles({
    delayMs: 0,
    ask: async (places): Promise<DescribeFilesResult> => {
      asked.push([...places]);
      return { target, files: places.map((place) => disk[place] ?? { reason: 'there is no such file' }) };
    },
    changed: () => changes++,
    failed: (error) => {
      throw error;
    },
  });
  const documents = new Documents(parser, (name) => dataFiles.of(name));
  let version = 0;
  let text = '';
  const analyse = () => documents.analysis({ uri, version, getText: () => text });
  return {
    asked,
    dataFiles,
    changes: () => changes,
    move: (name: string) => {
      target = name;
    },
    write: (body: string) => {
      text = HEADER + body.replace(/^/gm, '    ');
      version++;
    },
    analyse,
    /** Until no answer changes anything any more. */
    settle: async () => {
      for (let i = 0; i < 4; i++) {
        dataFiles.need(uri, analyse().loads);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    hints: () => {
      const analysis = analyse();
      const parsed = documents.parsed({ uri, version, getText: () => text });
      return inlayHints(parsed, analysis, ALL).map(({ label }) => label.slice(2));
    },
    messages: () => analyse().diagnostics.map(({ code, message }) => `${code} ${message}`),
  };
}

const here = { startAtDocument: true, isOther: true };
const array = (...dims: string[]): FileDescription => ({
  type: { kind: 'array', dtype: 'f64', rank: dims.length, dims },
});

describe('data files', () => {
  it('give types and sizes to every kind of file', async () => {
    const editor = editorOf({
      '/project/a.npy': array('100', '3'),
      '/project/x.npz::npz:pos': array('5', '3'),
      '/data/f.h5::h5:a/b': { type: { kind: 'array', dtype: 'f32', rank: 1, dims: ['7'] } },
      '/data/c.nc::nc:t': { type: { kind: 'array', dtype: 'i16', rank: 2, dims: ['2', '4'] } },
      '/project/t.txt::text:0|0|-|0|0|-|-|35|0|-': array('4', '2'),
      '/project/n.npy': { type: { kind: 'scalar', dtype: 'i64' } },
    });
    editor.write(
      [
        'a = np.load("a.npy")',
        'b = np.load("x.npz")["pos"]',
        'c = h5py.File("/data/f.h5")["a/b"][:]',
        'd = netCDF4.Dataset("/data/c.nc").variables["t"][:]',
        'e = np.loadtxt("t.txt")',
        'n = np.load("n.npy")',
        'x, y, z = a.T',
        'return x',
      ].join('\n'),
    );
    expect(editor.hints()).toEqual([]);
    expect(editor.messages()).toEqual([]);
    editor.dataFiles.refresh(here);
    await editor.settle();
    expect(editor.hints()).toEqual([
      'f64[100,3]',
      'f64[5,3]',
      'f32[7]',
      'i16[2,4]',
      'f64[4,2]',
      'i64',
      'f64[100]',
      'f64[100]',
      'f64[100]',
    ]);
    expect(editor.messages()).toEqual([]);
    expect(editor.asked.length).toBe(1);
  });

  it('are held against the shapes that the program needs', async () => {
    const editor = editorOf({ '/project/a.npy': array('100', '3') });
    editor.dataFiles.refresh(here);
    editor.write('a = np.load("a.npy")\nreturn np.zeros((4, 4)) @ a');
    await editor.settle();
    expect(editor.messages()).toEqual([
      'WEFT203 `f64[4,4]` and `f64[100,3]` cannot be multiplied as matrices — sizes 4 and 100 must be equal',
    ]);
  });

  it('are looked at again when they may have changed, and only then', async () => {
    const disk = { '/project/a.npy': array('100', '3') };
    const editor = editorOf(disk);
    editor.dataFiles.refresh(here);
    editor.write('a = np.load("a.npy")\nreturn a');
    await editor.settle();
    editor.write('a = np.load("a.npy")\nreturn a + 1');
    await editor.settle();
    expect(editor.asked.length).toBe(1);
    disk['/project/a.npy'] = array('8');
    editor.dataFiles.recheck(uri);
    await editor.settle();
    expect(editor.hints()).toEqual(['f64[8]']);
    const before = editor.changes();
    editor.dataFiles.refresh({ ...here, isOther: false });
    await editor.settle();
    expect([editor.asked.length, editor.changes()]).toEqual([3, before]);
  });

  it('that are missing get a hint, and the program is judged as before', async () => {
    const editor = editorOf({});
    editor.dataFiles.refresh(here);
    editor.write('a = np.load("a.npy")\nreturn np.zeros((4, 4)) @ a');
    await editor.settle();
    expect(editor.messages()).toEqual(['WEFT274 `/project/a.npy` cannot be read on local — there is no such file']);
    expect(editor.analyse().diagnostics[0]!.severity).toBe('info');
    expect(editor.analyse().tasks[0]!.compiles).toBe(true);
  });

  it('of another target are forgotten at once', async () => {
    const disk: Record<string, FileDescription> = { '/data/a.npy': array('100', '3') };
    const editor = editorOf(disk);
    editor.dataFiles.refresh(here);
    editor.write('a = np.load("/data/a.npy")\nreturn a');
    await editor.settle();
    disk['/data/a.npy'] = {};
    editor.move('node');
    editor.dataFiles.refresh({ startAtDocument: false, isOther: true });
    expect(editor.hints()).toEqual([]);
    await editor.settle();
    expect(editor.hints()).toEqual([]);
    expect(editor.messages()).toEqual([]);
    disk['/data/a.npy'] = array('5');
    editor.dataFiles.refresh({ startAtDocument: false, isOther: false });
    await editor.settle();
    expect(editor.hints()).toEqual(['f64[5]']);
  });

  it('keep the sizes of what the task writes itself open', async () => {
    const editor = editorOf({ '/data/a.npy': array('100', '3') });
    editor.dataFiles.refresh(here);
    editor.write('np.save("/data/a.npy", np.zeros((2, 2)))\na = np.load("/data/a.npy")\nreturn np.zeros((4, 4)) @ a');
    await editor.settle();
    expect(editor.hints()).toEqual(['f64[4,?]']);
    expect(editor.messages()).toEqual([]);
  });
});
