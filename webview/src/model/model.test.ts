// SPDX-License-Identifier: Apache-2.0
// The viewer's numbers: views, groups, rows, facts and series of small profiles.

import { describe, expect, it } from 'vitest';
import { openProfile } from '../../../native/fallback/open';
import { addTask, encodeProfile, HEAT_SOURCE, heatProfile, makeProfile } from '../../../test/profiles/make';
import { intervalFacts, summaryFacts } from './facts';
import { groupSites, OTHER_SLOT } from './groups';
import { buildRows, filterRows, sortRows } from './rows';
import { histogramBins, stackByGroup } from './series';
import { clampView, isWholeView, makeInterval, panView, wholeView, zoomView } from './view';

function open(profile: ReturnType<typeof makeProfile>) {
  const opened = openProfile(encodeProfile(profile));
  if (!opened.ok) throw new Error(opened.message);
  return { handle: opened.profile, summary: opened.profile.summary() };
}

const lines = HEAT_SOURCE.split('\n');

describe('view', () => {
  it('keeps the time under the pointer when zooming', () => {
    const view = { t0: 1000, t1: 9000 };
    const closer = zoomView(view, 0.5, 3000, 10000);
    expect((3000 - closer.t0) / (closer.t1 - closer.t0)).toBeCloseTo(0.25);
    expect(closer.t1 - closer.t0).toBeCloseTo(4000);
  });

  it('never leaves the profile, nor goes below what a clock can tell', () => {
    const whole = wholeView(10000);
    expect(zoomView(whole, 100, 5000, 10000)).toEqual(whole);
    expect(panView(whole, 1e9, 10000)).toEqual(whole);
    const closest = zoomView(whole, 1e-12, 5000, 10000);
    expect(closest.t1 - closest.t0).toBeCloseTo(50);
    expect(clampView({ t0: -500, t1: 500 }, 10000).t0).toBe(whole.t0);
    expect(isWholeView(whole, 10000)).toBe(true);
    expect(isWholeView(closest, 10000)).toBe(false);
  });

  it('makes intervals from ends in any order', () => {
    expect(makeInterval(900.7, 100.2, 1000)).toEqual({ t0: 100, t1: 901 });
    expect(makeInterval(-50, 2000, 1000)).toEqual({ t0: 0, t1: 1000 });
    expect(makeInterval(-50, -10, 1000)).toBeUndefined();
  });
});

describe('groups', () => {
  it('colours the most expensive seven and joins the others', () => {
    const profile = makeProfile(1, 20);
    for (let site = 0; site < 20; site++) addTask(profile, { site, start: site * 100, end: site * 100 + 10 + site });
    const { handle, summary } = open(profile);
    const groups = groupSites(summary, handle.table('site'), 'site');
    expect(groups.legend.map((entry) => entry.key)).toEqual([19, 18, 17, 16, 15, 14, 13]);
    expect(groups.slotOfSite[19]).toBe(0);
    expect(groups.slotOfSite[0]).toBe(OTHER_SLOT);
    expect(groups.otherShare + groups.legend.reduce((sum, entry) => sum + entry.share, 0)).toBeCloseTo(1);
    const byLine = groupSites(summary, handle.table('line'), 'line');
    expect(byLine.legend[0]).toMatchObject({ key: 19, label: 'L20' });
    expect(byLine.slotOfSite[18]).toBe(byLine.slotOfSite[19]);
  });
});

describe('rows', () => {
  const { handle, summary } = open(heatProfile({ sweeps: 20 }));
  const rows = buildRows(summary, handle.table('line'), 'line', lines);

  it('show the source text, most expensive first', () => {
    expect(rows.map((row) => [row.title, row.detail.slice(0, 20)])).toMatchInlineSnapshot(`
      [
        [
          "L20",
          "b[1:-1, 1:-1] = 0.25",
        ],
        [
          "L22",
          "change = np.abs(a - ",
        ],
        [
          "L15",
          "a = np.zeros((n, n))",
        ],
        [
          "L18",
          "b = a.copy()",
        ],
        [
          "L16",
          "a[:, 0] = 50.0",
        ],
      ]
    `);
    expect(rows.reduce((sum, row) => sum + row.share, 0)).toBeCloseTo(1);
    expect(rows[0]?.bandwidth).toBeGreaterThan(1);
  });

  it('name the operation where the source is missing', () => {
    expect(buildRows(summary, handle.table('line'), 'line', [])[0]?.detail).toBe('add+add+add+mul');
    expect(buildRows(summary, handle.table('site'), 'site', lines)[0]).toMatchObject({
      title: 'add+add+add+mul',
      detail: 'L20',
    });
  });

  it('filter by words of line, text or operation', () => {
    const found = (filter: string) => filterRows(rows, summary.sites, filter).map((row) => row.title);
    expect(found('COPY')).toEqual(['L18']);
    expect(found('np abs')).toEqual(['L22']);
    expect(found('l2')).toEqual(['L20', 'L22']);
    expect(found('nothing like it')).toEqual([]);
    expect(found('  ')).toHaveLength(5);
  });

  it('sort by any column, both ways', () => {
    const sorted = (column: 'title' | 'count' | 'bandwidth', descending: boolean) =>
      sortRows(rows, { column, descending }).map((row) => row.title);
    expect(sorted('title', false)).toEqual(['L15', 'L16', 'L18', 'L20', 'L22']);
    expect(sorted('count', true)[0]).toBe('L20');
    expect(sorted('count', false)[0]).toBe('L16');
  });
});

describe('facts', () => {
  it('say how a run of heat went', () => {
    const { handle, summary } = open(heatProfile({ sweeps: 20 }));
    const facts = summaryFacts(summary, handle).map(({ label, value, note }) => `${label}: ${value} (${note})`);
    expect(facts).toMatchInlineSnapshot(`
      [
        "Wall time: 268 ms (13.1 ms in load, store)",
        "Run, median: 58.6 ms (3 runs, ± 439 µs)",
        "Compile: 46.0 ms (17.2 % of wall time)",
        "Utilisation: 99.5 % (350 ms of work)",
        "Threads: 2 (all of them worked)",
        "Bandwidth: 30.4 GB/s (5.34 GB moved)",
        "Peak memory: 67.2 MB (in arrays; 127 MB the process)",
        "Tasks: 651 (537 µs on average)",
      ]
    `);
  });

  it('say what is missing when a recording is incomplete, and nothing false when it is empty', () => {
    const cut = heatProfile({ sweeps: 2 });
    cut.totalTasks = 5_000_000n;
    const { handle, summary } = open(cut);
    expect(summaryFacts(summary, handle).find((fact) => fact.label === 'Tasks')?.note).toMatch(/ recorded$/);
    const empty = open(makeProfile(2, 0));
    const values = summaryFacts(empty.summary, empty.handle).map((fact) => fact.value);
    expect(values.join(' ')).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('of an interval clip to it', () => {
    const profile = makeProfile(2, 1);
    addTask(profile, { site: 0, start: 0, end: 1000, bytes: 4000 });
    const { handle, summary } = open(profile);
    expect(intervalFacts(summary, handle, { t0: 500, t1: 1000 }).map((fact) => fact.value)).toEqual([
      '500 ns',
      '1',
      '50.0 %',
      '2.00 kB',
      '4.00 GB/s',
    ]);
  });
});

describe('series', () => {
  it('stack to the busy threads of each bucket', () => {
    const { handle, summary } = open(heatProfile({ sweeps: 20 }));
    const interval = { t0: 0, t1: summary.endNs };
    const use = handle.utilisation(interval, 40, summary.sites.length);
    const series = stackByGroup(use, groupSites(summary, handle.table('line'), 'line'), interval, 40);
    expect(series.map((entry) => entry.label)).toEqual(['L20', 'L22', 'L15', 'L18', 'L16']);
    for (let bucket = 0; bucket < 40; bucket++) {
      const sum = series.reduce((total, entry) => total + (entry.values[bucket] ?? 0), 0);
      expect(sum).toBeCloseTo(((use.busy[bucket] ?? 0) * 40) / summary.endNs, 6);
      expect(sum).toBeLessThanOrEqual(2.000001);
    }
  });

  it('cut the histogram to the bins in use', () => {
    const counts = new Float64Array(54);
    counts[0] = 1;
    counts[11] = 5;
    expect(histogramBins(counts)).toHaveLength(13);
    expect(histogramBins(counts)[0]).toEqual({ from: '0 ns', label: 'no time', count: 1 });
    expect(histogramBins(counts)[11]).toEqual({ from: '1.02 µs', label: '1.02 µs – 2.05 µs', count: 5 });
    expect(histogramBins(new Float64Array(54))).toEqual([]);
  });
});
