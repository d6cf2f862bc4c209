// SPDX-License-Identifier: Apache-2.0
// Numbers as people read them, with three digits and one unit, the same in terminal, editor and viewer.

const TIME_UNITS = [
  ['s', 1e9],
  ['ms', 1e6],
  ['µs', 1e3],
] as const;
const BYTE_UNITS = [
  ['TB', 1e12],
  ['GB', 1e9],
  ['MB', 1e6],
  ['kB', 1e3],
] as const;

/** Three significant digits, without an exponent: `1.23`, `45.6`, `789`, `1234`. */
export function digits(value: number): string {
  const size = Math.abs(value);
  if (size >= 99.95) return Math.round(value).toString();
  return value.toFixed(size >= 9.995 ? 1 : 2);
}

function scaled(value: number, units: readonly (readonly [string, number])[], last: string): string {
  // A value that would round up to 1000 of a unit is 1 of the next: 999.9 µs is 1.00 ms.
  for (const [unit, size] of units) if (Math.abs(value) >= size * 0.99995) return `${digits(value / size)} ${unit}`;
  return `${Math.round(value)} ${last}`;
}

/** A point in time, with the digits that tell it from another one `resolution` away: `773.41 ms`. */
export function formatInstant(ns: number, resolution: number): string {
  if (Math.abs(ns) < 0.5) return '0';
  const [unit, size] = TIME_UNITS.find(([, size]) => Math.abs(ns) >= size) ?? ['ns', 1];
  const decimals = Math.min(9, Math.max(0, Math.ceil(-Math.log10(Math.max(1, resolution) / size) - 1e-9)));
  return `${(ns / size).toFixed(size === 1 ? 0 : decimals)} ${unit}`;
}

/** Both ends with just enough digits to tell them apart. */
export function formatRange(t0: number, t1: number): string {
  const resolution = (t1 - t0) / 100;
  return `${formatInstant(t0, resolution)} – ${formatInstant(t1, resolution)}`;
}

export const formatTime = (ns: number): string => scaled(ns, TIME_UNITS, 'ns');
export const formatBytes = (bytes: number): string => scaled(bytes, BYTE_UNITS, 'B');

/** Bytes each nanosecond are gigabytes each second. */
export function formatBandwidth(bytes: number, ns: number): string {
  if (bytes === 0 || ns <= 0) return '–';
  const rate = bytes / ns;
  return rate < 0.01 ? `${digits(rate * 1000)} MB/s` : `${digits(rate)} GB/s`;
}

/** Operations each nanosecond are thousand millions each second. */
export function formatRate(operations: number, ns: number): string {
  if (operations === 0 || ns <= 0) return '–';
  const rate = operations / ns;
  return rate < 0.01 ? `${digits(rate * 1000)} Mop/s` : `${digits(rate)} Gop/s`;
}

export function formatPercent(share: number): string {
  if (share > 0 && share < 0.001) return '< 0.1 %';
  return `${(share * 100).toFixed(share >= 0.9995 ? 0 : 1)} %`;
}

/** Thin spaces between thousands: `12 345`. */
export function formatCount(count: number): string {
  return Math.round(count)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, '\u202f');
}
