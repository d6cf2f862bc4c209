// SPDX-License-Identifier: Apache-2.0
// Numbers and messages in the words of the user interface.

/** Messages of the core start in lower case and mark names by backticks; a notification is a sentence of plain text. */
export function sentence(message: string): string {
  return plain(message.charAt(0).toUpperCase() + message.slice(1));
}

/** Notifications and dialogs show backticks as they are: quotation marks read better. */
export function plain(message: string): string {
  return message.replace(/`([^`]+)`/g, '“$1”');
}

/** A duration with three digits and its unit. */
export function duration(ns: number): string {
  const units = [
    ['s', 1e9],
    ['ms', 1e6],
    ['µs', 1e3],
  ] as const;
  for (const [unit, size] of units) if (ns >= size) return `${Number((ns / size).toPrecision(3))} ${unit}`;
  return `${Math.round(ns)} ns`;
}

export function byteCount(bytes: number): string {
  const units = [
    ['GB', 1e9],
    ['MB', 1e6],
    ['kB', 1e3],
  ] as const;
  for (const [unit, size] of units) if (bytes >= size) return `${Number((bytes / size).toPrecision(3))} ${unit}`;
  return `${bytes} B`;
}

export function percent(share: number): string {
  return share >= 0.0995 ? `${Math.round(share * 100)} %` : `${(share * 100).toFixed(1)} %`;
}

/** `just now`, `5 min ago`, `3 h ago`, then the date. */
export function ago(timeMs: number, nowMs = Date.now()): string {
  const minutes = Math.floor((nowMs - timeMs) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ago`;
  return new Date(timeMs).toLocaleDateString();
}
