// SPDX-License-Identifier: Apache-2.0
// The colour scale of heat maps: viridis, whose lightness grows evenly, so that it reads the same in greyscale and for
// colour-blind eyes. Nine anchors of the published table, linear in between.

const ANCHORS: readonly (readonly [number, number, number])[] = [
  [68, 1, 84],
  [71, 44, 122],
  [59, 81, 139],
  [44, 113, 142],
  [33, 144, 141],
  [39, 173, 129],
  [92, 200, 99],
  [170, 220, 50],
  [253, 231, 37],
];

/** Writes the colour of `t` (0 to 1) into three bytes of `pixels` at `at`. */
export function writeColour(pixels: Uint8ClampedArray, at: number, t: number): void {
  const place = Math.min(Math.max(t, 0), 1) * (ANCHORS.length - 1);
  const index = Math.min(Math.floor(place), ANCHORS.length - 2);
  const part = place - index;
  const from = ANCHORS[index]!;
  const to = ANCHORS[index + 1]!;
  for (let channel = 0; channel < 3; channel++) {
    pixels[at + channel] = from[channel]! + (to[channel]! - from[channel]!) * part;
  }
}
