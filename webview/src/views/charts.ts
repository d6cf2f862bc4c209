// SPDX-License-Identifier: Apache-2.0
// Two charts about the selection, or the whole profile: busy threads over time, stacked by what they did, and how long
// tasks took.

import { BarController, BarElement, CategoryScale, Chart, type ChartDataset, LinearScale, Tooltip } from 'chart.js';
import type { Interval } from '../../../native/api';
import { formatCount, formatInstant, formatPercent, formatTime } from '../../../native/units';
import type { Theme } from '../draw/theme';
import { axisTicks } from '../layout/axis';
import { histogramBins, stackByGroup } from '../model/series';
import type { ViewContext } from './context';
import { deferred } from './defer';
import { element, section } from './dom';

Chart.register(BarController, BarElement, CategoryScale, LinearScale, Tooltip);

const BUCKETS = 160;

interface ChartPanel {
  root: HTMLElement;
  canvas: HTMLCanvasElement;
  note: HTMLElement;
}

export class ChartsView {
  readonly utilisation = this.panel('utilisation', 'Busy threads over time');
  readonly histogram = this.panel('durations', 'Task durations');
  private readonly charts: Chart[] = [];

  constructor(
    private readonly context: ViewContext,
    private theme: Theme,
  ) {
    const update = deferred(context.summary.recordedTasks, () => this.fill());
    context.listen((_, changed) => {
      if (changed.has('selection') || changed.has('by')) update();
    });
    this.fill();
  }

  retheme(theme: Theme): void {
    this.theme = theme;
    this.fill();
  }

  private panel(id: string, title: string): ChartPanel {
    const { root, body } = section(id, title);
    const canvas = element('canvas', { role: 'img', 'aria-label': title });
    const note = element('p', { class: 'hint' });
    body.append(element('div', { class: 'chart-holder' }, canvas), note);
    return { root, canvas, note };
  }

  private fill(): void {
    for (const chart of this.charts.splice(0)) chart.destroy();
    const { summary, state } = this.context;
    const interval = state.selection ?? { t0: 0, t1: summary.endNs };
    this.charts.push(this.drawUtilisation(interval), this.drawHistogram(interval));
  }

  private axis(extra: object = {}, ticks: object = {}): object {
    const { muted, border, font } = this.theme;
    const style = { color: muted, font: { family: font, size: 11 }, maxRotation: 0, ...ticks };
    return { ticks: style, grid: { color: border, drawTicks: false }, border: { display: false }, ...extra };
  }

  private tooltip(callbacks: object): object {
    const { foreground, surface, border, font } = this.theme;
    return {
      backgroundColor: surface,
      titleColor: foreground,
      bodyColor: foreground,
      borderColor: border,
      borderWidth: 1,
      padding: 8,
      boxPadding: 4,
      titleFont: { family: font, size: 12 },
      bodyFont: { family: font, size: 12 },
      callbacks,
    };
  }

  private drawUtilisation(interval: Interval): Chart {
    const { handle, summary } = this.context;
    const threads = summary.lanes.length;
    const use = handle.utilisation(interval, BUCKETS, summary.sites.length);
    const series = stackByGroup(use, this.context.groups(), interval, BUCKETS);
    const mean = series.reduce((sum, { values }) => sum + values.reduce((a, b) => a + b, 0), 0) / BUCKETS;
    const note = `${mean.toFixed(2)} of ${threads} threads busy on average (${formatPercent(threads > 0 ? mean / threads : 0)})`;
    this.utilisation.note.textContent = note;
    this.utilisation.canvas.setAttribute('aria-label', `Busy threads over time: ${note}`);
    const step = (interval.t1 - interval.t0) / BUCKETS;
    const labels = Array.from({ length: BUCKETS }, (_, i) => formatInstant(interval.t0 + i * step, step));
    const ticks = new Map(
      axisTicks(interval, BUCKETS, BUCKETS / 6).map((tick) => [Math.min(BUCKETS - 1, Math.round(tick.x)), tick.label]),
    );
    const datasets = series.map(
      ({ slot, label, values }): ChartDataset<'bar', number[]> => ({
        label,
        data: values,
        backgroundColor: this.theme.slots[slot] ?? '',
        barPercentage: 1,
        categoryPercentage: 1,
        // Half a pixel more hides the seams between bars.
        inflateAmount: 0.5,
      }),
    );
    return new Chart(this.utilisation.canvas, {
      type: 'bar',
      data: { labels, datasets },
      options: {
        animation: false,
        responsive: true,
        maintainAspectRatio: false,
        interaction: { mode: 'index', intersect: false },
        scales: {
          x: this.axis(
            { stacked: true, grid: { display: false } },
            { autoSkip: false, callback: (_: unknown, index: number) => ticks.get(index) ?? null },
          ),
          y: this.axis({ stacked: true, min: 0, max: Math.max(1, threads) }, { precision: 0, maxTicksLimit: 5 }),
        },
        plugins: {
          tooltip: this.tooltip({
            label: (item: { dataset: { label?: string }; parsed: { y: number | null } }) =>
              item.parsed.y ? `${item.dataset.label}: ${item.parsed.y.toFixed(2)} threads` : '',
          }),
        },
      },
    });
  }

  private drawHistogram(interval: Interval): Chart {
    const { handle, summary } = this.context;
    const bins = histogramBins(handle.histogram(this.context.state.selection));
    const tasks = bins.reduce((sum, bin) => sum + bin.count, 0);
    const most = bins.reduce((best, bin) => (bin.count > best.count ? bin : best), { label: '', count: 0 });
    const note =
      tasks === 0 ? 'No tasks ran here' : `${formatCount(tasks)} tasks; most took ${most.label}; bars double in width`;
    this.histogram.note.textContent = note;
    this.histogram.canvas.setAttribute(
      'aria-label',
      `Task durations in ${formatTime(interval.t1 - interval.t0)} of ${summary.file}: ${note}`,
    );
    return new Chart(this.histogram.canvas, {
      type: 'bar',
      data: {
        labels: bins.map((bin) => bin.from),
        datasets: [
          {
            label: 'Tasks',
            data: bins.map((bin) => bin.count),
            backgroundColor: this.theme.slots[0] ?? '',
            categoryPercentage: 1,
            barPercentage: 0.94,
          },
        ],
      },
      options: {
        animation: false,
        responsive: true,
        maintainAspectRatio: false,
        interaction: { mode: 'index', intersect: false },
        scales: {
          x: this.axis({ grid: { display: false } }),
          y: this.axis({ min: 0 }, { precision: 0, maxTicksLimit: 6, callback: (value: number) => formatCount(value) }),
        },
        plugins: {
          tooltip: this.tooltip({
            title: (items: { dataIndex: number }[]) => bins[items[0]?.dataIndex ?? 0]?.label ?? '',
            label: (item: { parsed: { y: number | null } }) => `${formatCount(item.parsed.y ?? 0)} tasks`,
          }),
        },
      },
    });
  }
}
