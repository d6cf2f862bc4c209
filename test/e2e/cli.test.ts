// SPDX-License-Identifier: Apache-2.0
// The command line on the local target: its forms, its JSON object and its exit statuses are a contract (docs/cli.md).

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Resources, runTool } from '../harness/resources';
import { WeftHome } from '../harness/weft';
import { BASICS, PRINTS, READS, REFUSED } from './programs';

const resources = new Resources();
let home: WeftHome;

beforeAll(() => {
  home = new WeftHome(resources);
  home.write('basics.py', BASICS);
  home.write('refused.py', REFUSED);
  runTool('/usr/bin/python3', [
    '-c',
    `
import numpy as np, sys
a = np.arange(6.0).reshape(2, 3)
np.save(sys.argv[1] + '/a.npy', a); np.save(sys.argv[1] + '/f.npy', np.asfortranarray(a))
np.savez(sys.argv[1] + '/in.npz', a=a, factor=np.float64(3.0))
np.savez_compressed(sys.argv[1] + '/f32.npz', a=np.float32([1, 2, 3]), x=np.float32(1.5))
`,
    home.work,
  ]);
});
afterAll(() => resources.release());

const values = (file: string): unknown =>
  JSON.parse(
    runTool('/usr/bin/python3', [
      '-c',
      'import numpy, json, sys; print(json.dumps(numpy.load(sys.argv[1]).tolist()))',
      file,
    ]),
  );

describe('weft run', () => {
  it('prints one JSON object with everything of the contract', async () => {
    const result = await home.json([
      'run',
      'basics.py',
      '--arg',
      'a=@a.npy',
      '--out',
      'out',
      '--repeat',
      '3',
      '--threads',
      '1',
    ]);
    expect(result).toMatchObject({
      status: 0,
      state: 'done',
      job: expect.stringMatching(/^\d{8}-\d{6}-[0-9a-f]{6}$/),
      mutated: [],
    });
    expect(result.results).toEqual([
      { name: 'return.0', dtype: expect.any(String), shape: [2, 3], file: path.join(home.work, 'out', 'return.0.npy') },
      { name: 'return.1', dtype: expect.any(String), shape: [], file: path.join(home.work, 'out', 'return.1.npy') },
    ]);
    expect(values(result.results[0].file)).toEqual([
      [0, 2, 4],
      [6, 8, 10],
    ]);
    expect(values(result.results[1].file)).toBe(30);
    expect(Object.keys(result.timing)).toEqual([
      'transpile_ms',
      'connect_ms',
      'upload_ms',
      'queue_ms',
      'compile_ms',
      'compile_cached',
      'run_ms',
      'download_ms',
    ]);
    expect(result.timing.run_ms).toHaveLength(3);
    const contract = ['job', 'state', 'results', 'mutated', 'timing', 'memory', 'worker', 'profile'];
    expect(Object.keys(result)).toEqual([...contract, 'status', 'stderr']); // The harness adds the last two.
    expect(Object.keys(result.memory)).toEqual(['peak_bytes', 'resident_bytes', 'worker_bytes']);
    expect(Object.keys(result.worker)).toEqual(['host', 'threads', 'cpu']);
    expect(result.results.map(({ dtype }: { dtype: string }) => dtype)).toEqual(['float64', 'float64']);
    expect(result.worker).toMatchObject({ host: expect.any(String), threads: 1, cpu: expect.any(String) });
    expect(existsSync(result.profile)).toBe(true);
  });

  it('shows results to people, and everything else on standard error', async () => {
    const end = await home.run(['run', 'basics.py:main', '--arg', 'a=[1.0, 2.0]']);
    expect(end.stdout).toMatch(/return\.0: f64\[2\]/);
    expect(end.stdout).toMatch(/\[2\.0, 4\.0\]/);
    expect(end.stdout).toMatch(/return\.1 = 6\.0/);
    expect(end.stderr).toMatch(/^transpile/m);
    expect(end.stderr).toMatch(/profile .*\.weftprof/);
    expect(end.stderr).toMatch(/^results .*cache\/jobs\/\d{8}-.*kept for a week.*--out DIR/m);
  });

  it('gives back mutated arguments, and takes inputs from archives', async () => {
    const result = await home.json(['run', 'basics.py:scale', '--args', 'in.npz', '--out', 'scaled']);
    expect(result.status).toBe(0);
    expect(result.mutated).toMatchObject([{ name: 'arg.a', shape: [2, 3] }]);
    expect(values(path.join(home.work, 'scaled', 'arg.a.npy'))).toEqual([
      [0, 3, 6],
      [9, 12, 15],
    ]);
    expect(values(path.join(home.work, 'scaled', 'return.npy'))).toBe(45);
  });

  it('keeps the memory order of inputs', async () => {
    const result = await home.json(['run', 'basics.py:scale', '--arg', 'a=@f.npy', '--out', 'fortran']);
    expect(readFileSync(path.join(home.work, 'fortran', 'arg.a.npy'), 'latin1')).toContain("'fortran_order': True");
    expect(values(path.join(home.work, 'fortran', 'arg.a.npy'))).toEqual([
      [0, 2, 4],
      [6, 8, 10],
    ]);
    expect(result.status).toBe(0);
  });

  it('takes one array of an archive, and keeps 32-bit scalars', async () => {
    const result = await home.json(['run', 'basics.py:scale', '--arg', 'a=@f32.npz:a', '--arg', 'factor=@f32.npz:x']);
    expect(result).toMatchObject({
      status: 0,
      results: [{ name: 'return', dtype: 'float32', shape: [] }],
      mutated: [{ name: 'arg.a', dtype: 'float32', shape: [3] }],
    });
    expect(values(result.mutated[0].file)).toEqual([1.5, 3, 4.5]);
  });

  it('takes the named function, else the only task, else `main`', async () => {
    home.write('none.py', 'def main():\n    return 1\n');
    home.write('two.py', 'import weft\n@weft.task\ndef f():\n    return 1\n@weft.task\ndef g():\n    return 2\n');
    home.write('main.py', 'import weft\n@weft.task\ndef f():\n    return 1\n@weft.task\ndef main():\n    return 2\n');
    const none = await home.run(['run', 'none.py']);
    expect([none.status, none.stderr]).toEqual([2, expect.stringMatching(/no task.*\n.*help: .*`none\.py:main`/)]);
    const two = await home.run(['run', 'two.py']);
    expect([two.status, two.stderr]).toEqual([
      2,
      expect.stringMatching(/2 tasks.*\n.*help: .*`two\.py:f`, `two\.py:g`/),
    ]);
    const main = await home.json(['run', 'main.py']);
    expect(values(main.results[0].file)).toBe(2);
    expect((await home.run(['run', 'none.py:main'])).stdout).toMatch(/return = 1 /);
  });

  it('reads files of the target in place', async () => {
    const result = await home.json(['run', 'basics.py', '--arg', `a=remote:${home.work}/a.npy`]);
    expect(result).toMatchObject({ status: 0, timing: { upload_ms: 0 } });
    const missing = await home.json(['run', 'basics.py', '--arg', 'a=remote:/nothing/here.npy']);
    expect(missing).toMatchObject({ status: 2, state: 'error', error: { code: 'WEFT410' } });
  });

  it('detaches, and `fetch` waits for the job', async () => {
    const { stdout, status } = await home.run(['run', 'basics.py', '--arg', 'a=[1, 2]', '--detach']);
    expect(status).toBe(0);
    const job = stdout.trim();
    const fetched = await home.json(['fetch', job, '--out', 'fetched']);
    expect(fetched).toMatchObject({ status: 0, state: 'done', job });
    const list = await home.json(['jobs']);
    expect(list.jobs.find((one: { job: string }) => one.job === job)).toMatchObject({
      state: 'done',
      title: 'basics.py:main',
      launcher: 'local',
    });
    expect((await home.run(['logs', job])).status).toBe(0);
    expect((await home.run(['cancel', job])).stderr).toMatch(/over already/);
  });
});

describe('exit status 1: refused programs', () => {
  it('are printed like a compiler prints them', async () => {
    const end = await home.run(['run', 'refused.py', '--arg', 'a=[1.0]']);
    expect(end.status).toBe(1);
    expect(end.stderr).toMatch(/^refused\.py:6:5: error\[WEFT\d+\]: /m);
    expect(end.stderr).toMatch(/^ 6 \| {5}try:$/m);
    expect(end.stderr).toMatch(/^ {3}\| {5}\^{4}$/m);
    expect(end.stderr).toMatch(/help: /);
    expect(end.stdout).toBe('');
  });

  it('are JSON from `check`', async () => {
    const end = await home.run(['check', 'refused.py', '--json']);
    expect(end.status).toBe(1);
    const { diagnostics } = JSON.parse(end.stdout);
    expect(diagnostics[0]).toMatchObject({
      code: expect.stringMatching(/^WEFT\d{3}$/),
      severity: 'error',
      message: expect.any(String),
      help: expect.any(String),
      range: { start: { line: 5, character: 4 }, end: { line: 8, character: 16 } },
    });
    expect(Object.keys(JSON.parse(end.stdout))).toEqual(['diagnostics']);
    expect(Object.keys(diagnostics[0])).toEqual(['code', 'severity', 'message', 'help', 'range']);
    const fine = await home.run(['check', 'basics.py', '--json']);
    expect([fine.status, fine.stdout]).toEqual([0, '{"diagnostics":[]}\n']);
  });
});

describe('exit status 2: usage', () => {
  it.each([
    [['run', 'basics.py'], /`main` needs the argument `a`/],
    [['run', 'basics.py', '--arg', 'a=[1]', '--arg', 'z=1'], /no parameter `z`/],
    [['run', 'basics.py:nothing'], /no function `nothing`/],
    [['run', 'missing.py'], /cannot read missing\.py: it does not exist/],
    [['run', 'basics.py', '--arg', 'a=[1'], /not a Python literal/],
    [['run', 'basics.py', '--arg', 'a=@none.npy'], /does not exist/],
    [['run', 'basics.py', '--args', 'a.npy'], /\.npz/],
    [['run', 'basics.py', '--arg', 'a=[1]', '--repeat', '0'], /--repeat 0/],
    [['run', 'basics.py', '--bogus'], /--bogus/],
    [['run'], /the program is missing/],
    [['frobnicate'], /not a command/],
    [['fetch', '20200101-000000-000000'], /no job/],
    [['cancel', '20200101-000000-000000'], /no job/],
    [['logs', '20200101-000000-000000'], /no job/],
    [['target', 'doctor', 'bad name'], /not a host/],
    [['profile', 'none.weftprof'], /does not exist/],
    [['profile', 'a.npy'], /a\.npy/],
  ])('%j', async (args, message) => {
    const end = await home.run(args);
    expect(end.stderr).toMatch(message);
    expect(end.stderr).toMatch(/help: /);
    expect(end.status).toBe(2);
  });
});

describe('exit status 3: failures while running', () => {
  it('name file, line, column and operand shapes', async () => {
    const end = await home.run(['run', 'basics.py:product', '--arg', 'a=@a.npy', '--arg', 'b=@f.npy']);
    expect(end.stderr).toMatch(/^basics\.py:17:12: ValueError/m);
    expect(end.stderr).toMatch(/operand shapes: .*\(2, 3\)/);
    expect(end.status).toBe(3);
    const index = await home.json(['run', 'basics.py:pick', '--arg', 'a=[1.0, 2.0]', '--arg', 'i=5']);
    expect(index).toMatchObject({ status: 3, state: 'failed', error: { kind: 'IndexError', line: 23 } });
  });
});

describe('looking at programs', () => {
  it('asks the target for the data files that tasks read', async () => {
    home.write('reads.py', READS);
    const end = await home.run(['check', 'reads.py']);
    expect(end.status).toBe(1);
    expect(end.stderr).toMatch(/reads\.py:10:12: error\[WEFT203\]: `f64\[4,4\]` and `f64\[2,3\]` cannot be multiplied/);
    expect(end.stderr).toMatch(
      /reads\.py:15:20: info\[WEFT274\]: `.*\/absent\.npy` cannot be read on local — there is/,
    );
    // Assignments count the rows: the program is compiled for this very file.
    const unpacked = await home.json(['run', 'reads.py:rows']);
    expect(unpacked).toMatchObject({ status: 0, results: [{ shape: [3] }, { shape: [3] }] });
    const refused = await home.run(['run', 'reads.py:product']);
    expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining('WEFT203')]);
  });

  it('prints the graph', async () => {
    const end = await home.run(['graph', 'basics.py:main', '--arg', 'a=[1.0]']);
    expect(end.stdout).toMatch(/^weft\.graph 1 "basics\.py"/);
    expect(end.status).toBe(0);
  });

  it('compares with NumPy, results and errors', async () => {
    const equal = await home.run(['verify', 'basics.py:scale', '--args', 'in.npz']);
    expect(equal.stdout).toMatch(/equal {3}argument a/);
    expect(equal.stdout).toMatch(/agree/);
    expect(equal.status).toBe(0);
    const raised = await home.json(['verify', 'basics.py:pick', '--arg', 'a=[1.0]', '--arg', 'i=5']);
    expect(raised).toMatchObject({ status: 0, equal: true, raised: { kind: 'IndexError', line: 23 } });
  });

  it('compares what programs print and warn', async () => {
    home.write('prints.py', PRINTS);
    const same = await home.run(['verify', 'prints.py:steps']);
    expect(same.stdout).toMatch(/equal {3}printed {2}4 lines/);
    expect(same.status).toBe(0);
    const other = await home.run(['verify', 'prints.py:clock']);
    expect(other.stdout).toMatch(/DIFFER {2}printed {2}line 2: NumPy 'at \d+', Weft 'at \d+'/);
    expect(other.status).toBe(3);
    const warns = await home.json(['verify', 'prints.py:warning']);
    expect(warns).toMatchObject({ status: 0, equal: true, only_warned: { python: [], weft: [] } });
    expect(warns.entries[0]).toMatchObject({ name: 'return', equal: true });
  });

  it('exports profiles', async () => {
    const { profile } = await home.json(['run', 'basics.py', '--arg', 'a=[1.0]']);
    const end = await home.run(['profile', profile, '--html', 'p.html', '--chrome', 'p.json', '--csv', 'p.csv']);
    expect(end.status).toBe(0);
    expect(readFileSync(path.join(home.work, 'p.html'), 'utf8')).toMatch(/^<!doctype html>/i);
    expect(JSON.parse(readFileSync(path.join(home.work, 'p.json'), 'utf8'))).toBeTruthy();
    expect(readFileSync(path.join(home.work, 'p.csv'), 'utf8').split('\n').length).toBeGreaterThan(1);
    expect((await home.run(['profile', profile])).stdout).toMatch(/basics\.py:main/);
    expect((await home.run(['profile', profile, '--explain'])).stdout).toMatch(/^Plan of .*basics\.py:main · /);
    const explained = await home.run(['run', 'basics.py', '--arg', 'a=[1.0]', '--explain']);
    expect(explained.stdout).toMatch(/\n {2,}L\d+ .*\n {8}kind {6}\S/);
  });
});
