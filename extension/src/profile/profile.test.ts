// SPDX-License-Identifier: Apache-2.0
// The report and the exports of a profile, from both sides: what they hold, and that nothing in them is misread.

import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { MachineT } from '../../../language-server/src/wire/generated/weft/wire/machine';
import { RangeT } from '../../../language-server/src/wire/generated/weft/wire/range';
import { SiteT } from '../../../language-server/src/wire/generated/weft/wire/site';
import { workText } from '../../../native/roofline';
import { addTask, encodeProfile, HEAT_SOURCE, heatProfile, makeProfile } from '../../../test/profiles/make';
import { exportChrome } from './export-chrome';
import { exportCsv } from './export-csv';
import { exportHtml } from './export-html';
import { lineCosts, loadProfile, type ProfileModel, readProfile, utilisationOf } from './load';
import { renderPlan } from './plan';
import { renderReport } from './report';

function open(profile: ReturnType<typeof makeProfile>): ProfileModel {
  const model = loadProfile(encodeProfile(profile));
  if (!model.ok) throw new Error(model.message);
  return model;
}

describe('load', () => {
  it('gives the cost of each line, counted from 1', () => {
    const model = open(heatProfile({ sweeps: 40 }));
    expect(lineCosts(model).map((cost) => cost.line)).toEqual([20, 22, 15, 18, 16]);
    expect(model.runs.map((run) => run.name)).toEqual(['run 0', 'run 1', 'run 2']);
    expect(utilisationOf(model)).toBeGreaterThan(0.9);
    expect(utilisationOf(model)).toBeLessThanOrEqual(1);
  });

  it('says what is wrong with a file', async () => {
    expect(loadProfile(new Uint8Array(40))).toMatchObject({ ok: false, code: 'WEFT520' });
    const missing = await readProfile('/nowhere/at/all.weftprof');
    expect(missing).toMatchObject({ ok: false, code: 'WEFT520' });
    expect((missing as { message: string }).message).toContain('/nowhere/at/all.weftprof cannot be read');
  });
});

describe('work', () => {
  const machine = { host: '', cpu: '', threads: 2, memoryBytes: 0, bandwidth: 1e10, flops: 1e11 };
  const site = { operation: '', function: '', lines: [], fused: [], note: '', stored: '', nests: 1, elements: 0 };
  const range = { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 };
  const told = (bytes: number, operations: number, wall: number) =>
    workText({ ...site, range, operations }, { bytes, wall }, machine).replaceAll('\u202f', ' ');

  it('names the nearer limit', () => {
    expect(told(4e6, 1e6, 1e6)).toBe(
      '4.00 MB, 4.00 GB/s; 1 000 000 operations, 1.00 Gop/s; 0.25 operations a byte; 40.0 % of the memory bandwidth',
    );
    expect(told(0, 5e7, 1e6)).toBe('50 000 000 operations, 50.0 Gop/s; 50.0 % of the peak');
    expect(told(4e7, 0, 1e6)).toBe('40.0 MB, 40.0 GB/s; more than memory gives: the cache helped');
    expect(told(0, 2e8, 1e6)).toBe('200 000 000 operations, 200 Gop/s; more than the peak for float64');
    expect(told(12e3, 0, 3e6)).toBe('12.0 kB, 4.00 MB/s; < 0.1 % of the memory bandwidth');
  });
});

describe('report', () => {
  it('reads well in a terminal', () => {
    expect(renderReport(open(heatProfile({ sweeps: 40 })), { source: HEAT_SOURCE })).toMatchInlineSnapshot(`
      "heat.py:heat · 2 threads on node17 (Example CPU)

      Phases
        load        2.10 ms
        compile     46.0 ms
        run 0        108 ms
        run 1        108 ms
        run 2        108 ms
        store       11.0 ms

      Where the time went (self time, summed over threads)
         line                share  self time     tasks   bandwidth
          L20 █████████░░░  77.1 %     499 ms       960   31.4 GB/s  b[1:-1, 1:-1] = 0.25 * (a[:-2, 1:-1]…
          L22 ██░░░░░░░░░░  14.8 %    95.8 ms       240   36.3 GB/s  change = np.abs(a - b).max()
          L15 ░░░░░░░░░░░░   4.2 %    26.9 ms        24   7.39 GB/s  a = np.zeros((n, n))
          L18 ░░░░░░░░░░░░   3.9 %    25.2 ms        24   15.8 GB/s  b = a.copy()
          L16 ░░░░░░░░░░░░ < 0.1 %    6.50 µs         3   15.1 GB/s  a[:, 0] = 50.0

      Utilisation   99.8 % of 2 threads over the runs
      Tasks         1 251, 517 µs on average
      Memory moved  10.4 GB, 32.0 GB/s over the runs
      Peak memory   67.2 MB in arrays; the process took 127 MB, of which 60.0 MB before the run
      "
    `);
  });

  it('of an empty profile says so', () => {
    const text = renderReport(open(makeProfile(2, 0)));
    expect(text).toContain('No phases were recorded');
    expect(text).toContain('No tasks were recorded');
    expect(text).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('shows what a cut recording leaves out, and how many lines it hides', () => {
    const profile = heatProfile({ sweeps: 4 });
    profile.totalTasks = 1_000_000n;
    const text = renderReport(open(profile), { limit: 2 });
    expect(text).toContain('Incomplete: ');
    expect(text).toContain('and 3 more lines');
  });
});

describe('plan', () => {
  it('says what each piece holds, why it ends there, and what bounds it', () => {
    const profile = makeProfile(2, 0);
    const site = new SiteT('add+mul', 'f', new RangeT(2, 4, 2, 20), [2], ['%3 = add %1, %2 : f64[n]'], 'one flat loop');
    site.stored = 'line 5 changes what it reads';
    site.nests = 2n;
    site.elements = 4000;
    site.operations = 8000;
    profile.sites = [site, new SiteT('loop', 'f', new RangeT(6, 4, 8, 20), [6], [], 'a Python loop as native code')];
    profile.machine = new MachineT('node17', 'Example CPU', 2, 0n, 20e9, 100e9);
    addTask(profile, { site: 0, start: 0, end: 1000, bytes: 10_000 });
    addTask(profile, { site: 0, start: 1000, end: 4000, bytes: 20_000 });
    expect(renderPlan(open(profile), 'import numpy\n\n    c = (a + b) * 2\n')).toMatchInlineSnapshot(`
      "Plan of heat.py:heat · 2 threads on node17 (Example CPU), memory 20.0 GB/s, peak 100 Gop/s

          L3   100 %  c = (a + b) * 2
              kind      add+mul: one flat loop
              holds     %3 = add %1, %2 : f64[n]
              stored    its result, because line 5 changes what it reads
              tasks     2 in 2 starts, 2 000 elements each, 2 handed to other threads
              time      4.00 µs of the clock, 4.00 µs of the threads, 2.00 µs a task
              work      30.0 kB, 7.50 GB/s; 8 000 operations, 2.00 Gop/s; 0.27 operations a byte; 37.5 % of the memory bandwidth

          L7   0.0 %  loop
              kind      loop: a Python loop as native code
              ran       never
      "
    `);
  });

  it('says where the code came from, and what memory the run took', () => {
    const profile = heatProfile({ sweeps: 2 });
    const plan = (): string => renderPlan(open(profile)).split('\n')[1] ?? '';
    expect(plan()).toBe('compiled in 46.0 ms; at most 67.2 MB in arrays; the process grew by 67.2 MB');
    profile.fromCache = true;
    expect(plan()).toMatch(/^taken from the cache in 46.0 ms; /);
    expect(renderReport(open(profile))).toContain('compiled code was there from an earlier job');
  });

  it('of a program without nests says so', () => {
    expect(renderPlan(open(makeProfile(2, 0)))).toContain('Nothing was compiled');
  });
});

describe('exports', () => {
  it('CSV has one row for each site and quotes what needs it', () => {
    const profile = makeProfile(1, 0);
    profile.sites = [new SiteT('=add+mul', 'f', null, [], [], 'grain 4, "fast"')];
    addTask(profile, { site: 0, start: 0, end: 100, bytes: 250 });
    expect(exportCsv(open(profile))).toBe(
      'line,function,operation,count,spawned,self_ns,total_ns,wall_ns,longest_ns,bytes,bandwidth_gb_per_s,note\n' +
        `1,f,'=add+mul,1,1,100,100,100,100,250,2.500,"grain 4, ""fast"""\n`,
    );
  });

  it('Chrome trace holds every task and phase', () => {
    const model = open(heatProfile({ sweeps: 8 }));
    const trace = JSON.parse(exportChrome(model)) as {
      traceEvents: { ph: string; cat?: string; tid: number; dur?: number }[];
    };
    const of = (cat: string) => trace.traceEvents.filter((event) => event.cat === cat);
    expect(of('task')).toHaveLength(model.summary.recordedTasks);
    expect(of('phase')).toHaveLength(model.summary.phases.length);
    expect(new Set(of('task').map((event) => event.tid))).toEqual(new Set([1, 2]));
    const milliseconds = of('task').reduce((sum, event) => sum + (event.dur ?? 0), 0) / 1000;
    expect(milliseconds).toBeCloseTo(model.summary.lanes.reduce((sum, lane) => sum + lane.busyNs, 0) / 1e6, 3);
  });

  it('HTML holds the profile itself, loads nothing, and no text becomes markup', () => {
    const bytes = encodeProfile(heatProfile({ sweeps: 2 }));
    const source = { path: 'a/<b>.py', text: '</script><script>alert(1)</script><!--' };
    const page = exportHtml(bytes, source, { script: 'f("</script>")', style: 'a{}</style>' });
    expect(page.match(/<script/g)).toHaveLength(3);
    expect(page.match(/<\/style>/g)).toHaveLength(1);
    expect(page).toContain('<title>&#60;b&#62;.py');
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/(src|href)=|https?:/);
    const data = /id="weft-profile">([^<]*)</.exec(page)?.[1] ?? '';
    expect(new Uint8Array(gunzipSync(Buffer.from(data, 'base64')))).toEqual(bytes);
    const document = JSON.parse(/id="weft-document">([^<]*)</.exec(page)?.[1] ?? '') as { source: string };
    expect(document.source).toBe(source.text);
  });
});
