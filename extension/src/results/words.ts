// SPDX-License-Identifier: Apache-2.0
// Messages and points in time in the words of the user interface; `native/units.ts` has the numbers.

/** Messages of the core start in lower case and mark names by backticks; a notification is a sentence of plain text. */
export function sentence(message: string): string {
  return plain(message.charAt(0).toUpperCase() + message.slice(1));
}

/** Notifications and dialogs show backticks as they are: quotation marks read better. */
export function plain(message: string): string {
  return message.replace(/`([^`]+)`/g, '“$1”');
}

/** `just now`, `5 min ago`, `3 h ago`, then the date. */
export function ago(timeMs: number, nowMs = Date.now()): string {
  const minutes = Math.floor((nowMs - timeMs) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ago`;
  return new Date(timeMs).toLocaleDateString();
}
