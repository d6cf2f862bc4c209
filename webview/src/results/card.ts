// SPDX-License-Identifier: Apache-2.0
// One result: heading, numbers about the whole, the corner of its values, its picture.

import { element } from './element';
import { drawColourBar, drawCurve, drawPicture } from './heat-map';
import type {
  ArraySummary,
  Cut,
  FromResultsPanel,
  Picture,
  ShownResult,
  ShownRun,
  Statistics,
  ValueTable,
} from './messages';

export function resultCard(result: ShownResult, index: number, send: (message: FromResultsPanel) => void): HTMLElement {
  const { summary } = result;
  const body: HTMLElement[] = [];
  if (summary.scalar !== undefined) body.push(element('div', { class: 'scalar' }, [summary.scalar]));
  if (summary.elements === 0 && summary.note === undefined)
    body.push(element('p', { class: 'empty' }, ['The array has no elements']));
  if (summary.note !== undefined) body.push(element('p', { class: 'empty' }, [summary.note]));
  if (summary.cut) body.push(cutRow(summary.cut, (leading) => send({ type: 'cut', result: index, leading })));
  const parts: HTMLElement[] = [];
  if (summary.picture) parts.push(pictureFigure(summary.picture, result.title, summary.isComplex === true));
  if (summary.curve) {
    const canvas = element('canvas', { class: 'curve', role: 'img', 'aria-label': `Values of ${result.title}` });
    parts.push(element('figure', {}, [canvas, ...blockNote(summary.curve.block, 'point', 'values')]));
    queueMicrotask(() => drawCurve(canvas, summary.curve!));
  }
  if (summary.table) parts.push(tableOf(summary.table));
  if (parts.length > 0) body.push(element('div', { class: 'parts' }, parts));
  return element('article', { 'data-result': String(index) }, [heading(result, send), ...body]);
}

/** Texts and None among the results, which have no file of their own. */
export function constantsCard(constants: ShownRun['constants']): HTMLElement {
  const rows = constants.map(({ title, text }) =>
    element('div', { class: 'heading' }, [
      element('code', { class: 'name' }, [title]),
      element('code', { class: 'text' }, [text]),
    ]),
  );
  return element('article', { class: 'constants' }, rows);
}

function heading(result: ShownResult, send: (message: FromResultsPanel) => void): HTMLElement {
  const { summary } = result;
  return element('div', { class: 'heading' }, [
    element('code', { class: 'name' }, [result.title]),
    element('code', { class: 'type' }, [summary.type]),
    ...(summary.statistics ? [numbers(summary.statistics)] : []),
    element('span', { class: 'size' }, [bytesText(summary)]),
    element('button', { class: 'link', title: result.file }, ['Reveal file'], () =>
      send({ type: 'reveal', file: result.file }),
    ),
  ]);
}

function numbers(statistics: Statistics): HTMLElement {
  const pairs: [string, string][] = [
    ['min', statistics.min],
    ['max', statistics.max],
    ['mean', statistics.mean],
  ];
  if (statistics.nan > 0) pairs.push(['nan', statistics.nan.toLocaleString('en')]);
  if (statistics.infinite > 0) pairs.push(['inf', statistics.infinite.toLocaleString('en')]);
  return element(
    'span',
    { class: 'numbers' },
    pairs.map(([name, value]) =>
      element('span', { class: name === 'nan' || name === 'inf' ? 'odd' : '' }, [
        `${name} `,
        element('b', {}, [value]),
      ]),
    ),
  );
}

function bytesText({ elements, bytes }: ArraySummary): string {
  if (elements === 1) return '';
  const units = ['B', 'kB', 'MB', 'GB'];
  let size = bytes;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${unit === 0 ? size : size.toPrecision(3)} ${units[unit]}`;
}

function pictureFigure(picture: Picture, title: string, isComplex: boolean): HTMLElement {
  const canvas = element('canvas', { class: 'picture', role: 'img', 'aria-label': `Heat map of ${title}` });
  const bar = element('canvas', { class: 'bar', 'aria-hidden': 'true' });
  const read = element('output', { class: 'read' }, ['']);
  drawPicture(canvas, picture);
  drawColourBar(bar);
  bar.style.height = canvas.style.height;
  canvas.addEventListener('mousemove', (event) => {
    const box = canvas.getBoundingClientRect();
    const x = Math.min(Math.floor(((event.clientX - box.left) / box.width) * picture.width), picture.width - 1);
    const y = Math.min(Math.floor(((event.clientY - box.top) / box.height) * picture.height), picture.height - 1);
    const value = picture.cells[y * picture.width + x];
    if (value === undefined) return;
    read.value = `[${y * picture.blockRows}, ${x * picture.blockColumns}]  ${isComplex ? '|z| ' : ''}${Number.isNaN(value) ? 'nan' : shortNumber(value)}`;
  });
  canvas.addEventListener('mouseleave', () => {
    read.value = '';
  });
  const labels = element('div', { class: 'labels' }, [
    element('span', {}, [shortNumber(picture.high)]),
    element('span', {}, [shortNumber(picture.low)]),
  ]);
  const nanNote = picture.hasNan ? [element('span', { class: 'note' }, ['Hatched cells are nan'])] : [];
  const sizeNote = isComplex ? [element('span', { class: 'note' }, ['Colours show the absolute value |z|'])] : [];
  const cellsNote =
    picture.blockRows * picture.blockColumns > 1
      ? [
          element('span', { class: 'note' }, [
            `One pixel is the mean of ${picture.blockRows}×${picture.blockColumns} values`,
          ]),
        ]
      : [];
  return element('figure', {}, [
    element('div', { class: 'plot' }, [canvas, bar, labels]),
    element('figcaption', {}, [...sizeNote, ...cellsNote, ...nanNote, read]),
  ]);
}

function blockNote(block: number, mark: string, things: string): HTMLElement[] {
  return block > 1 ? [element('figcaption', {}, [`One ${mark} is the mean of ${block} ${things}`])] : [];
}

function shortNumber(value: number): string {
  return Number.isNaN(value) ? 'nan' : String(Number(value.toPrecision(4)));
}

function tableOf(table: ValueTable): HTMLElement {
  const head = element('tr', {}, [
    element('td', {}, []),
    ...table.columnLabels.map((text) => element('th', { scope: 'col' }, [text])),
  ]);
  const rows = table.rows.map((row, index) =>
    element('tr', {}, [
      element('th', { scope: 'row' }, [table.rowLabels[index] ?? '']),
      ...row.map((value) => element('td', { class: value === 'nan' ? 'odd' : '' }, [value])),
    ]),
  );
  return element('div', { class: 'values' }, [
    element('table', {}, [element('thead', {}, [head]), element('tbody', {}, rows)]),
  ]);
}

/** Steppers for the axes in front of the shown plane: `[ 3 , : , : ]`. */
function cutRow(cut: Cut, choose: (leading: number[]) => void): HTMLElement {
  const inputs = cut.lengths.map((length, axis) => {
    const input = element('input', {
      type: 'number',
      min: '0',
      max: String(length - 1),
      value: String(cut.leading[axis] ?? 0),
      'aria-label': `Index of axis ${axis}, 0 to ${length - 1}`,
    });
    input.addEventListener('change', () => {
      choose(
        inputs.map((each, position) =>
          Math.min(Math.max(Number(each.value) || 0, 0), (cut.lengths[position] ?? 1) - 1),
        ),
      );
    });
    return input;
  });
  return element('div', { class: 'cut' }, ['Plane [', ...inputs.flatMap((input) => [input, ', ']), ':, :]']);
}
