// SPDX-License-Identifier: Apache-2.0
// Draws a two-dimensional array as a picture with a colour bar, and a one-dimensional one as a curve.
// NaN cells are hatched in the foreground colour, so that they are told from any colour of the scale.

import { writeColour } from './colours';
import type { Curve, Picture } from './messages';

/** Longest side of a drawn picture, in CSS pixels. */
const LONGEST = 360;
/** Largest side of one cell: a matrix of 3 by 3 needs no poster. */
const LARGEST_CELL = 36;

/** Paints the picture's cells, one pixel a cell; CSS scales it up without smoothing. */
export function drawPicture(canvas: HTMLCanvasElement, picture: Picture): void {
  canvas.width = picture.width;
  canvas.height = picture.height;
  const scale = Math.min(LONGEST / Math.max(picture.width, picture.height), LARGEST_CELL);
  canvas.style.width = `${Math.max(Math.round(picture.width * scale), 24)}px`;
  canvas.style.height = `${Math.max(Math.round(picture.height * scale), 24)}px`;
  const context = canvas.getContext('2d')!;
  const image = context.createImageData(picture.width, picture.height);
  const span = picture.high - picture.low;
  picture.cells.forEach((value, cell) => {
    const at = cell * 4;
    if (Number.isNaN(value)) {
      const dark = (Math.floor(cell / picture.width) + (cell % picture.width)) % 2 === 0;
      image.data.fill(dark ? 90 : 200, at, at + 3);
    } else {
      writeColour(image.data, at, span > 0 ? (value - picture.low) / span : 0.5);
    }
    image.data[at + 3] = 255;
  });
  context.putImageData(image, 0, 0);
}

/** The vertical scale beside a picture, high at the top. */
export function drawColourBar(canvas: HTMLCanvasElement): void {
  canvas.width = 1;
  canvas.height = 256;
  const context = canvas.getContext('2d')!;
  const image = context.createImageData(1, 256);
  for (let row = 0; row < 256; row++) {
    writeColour(image.data, row * 4, 1 - row / 255);
    image.data[row * 4 + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}

export function drawCurve(canvas: HTMLCanvasElement, curve: Curve): void {
  const ratio = window.devicePixelRatio || 1;
  // As wide as the card, up to what is easy to read.
  const width = Math.max(160, Math.min(480, canvas.closest('.parts')?.clientWidth ?? 480));
  const height = 120;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext('2d')!;
  context.scale(ratio, ratio);
  const style = getComputedStyle(canvas);
  context.strokeStyle = style.getPropertyValue('--vscode-charts-blue') || style.color;
  context.lineWidth = 1.5;
  context.lineJoin = 'round';
  const span = curve.high - curve.low || 1;
  const x = (point: number) => 4 + (point / Math.max(curve.values.length - 1, 1)) * (width - 8);
  const y = (value: number) => height - 6 - ((value - curve.low) / span) * (height - 12);
  context.beginPath();
  let drawing = false;
  curve.values.forEach((value, point) => {
    if (!Number.isFinite(value)) {
      drawing = false;
      return;
    }
    if (drawing) context.lineTo(x(point), y(value));
    else context.moveTo(x(point), y(value));
    drawing = true;
  });
  context.stroke();
}
