// SPDX-License-Identifier: Apache-2.0
// What a piece of a program moved and computed, against what the machine can do at most.

import type { Machine, Site } from './api';
import { digits, formatBandwidth, formatBytes, formatCount, formatPercent, formatRate } from './units';

/** Bytes and operations, their rates in `wall` nanoseconds, and the nearer one of the machine's two limits. */
export function workText(
  { operations }: Site,
  { bytes, wall }: { bytes: number; wall: number },
  machine: Machine,
): string {
  const parts: string[] = [];
  if (bytes > 0) parts.push(`${formatBytes(bytes)}, ${formatBandwidth(bytes, wall)}`);
  if (operations > 0) parts.push(`${formatCount(operations)} operations, ${formatRate(operations, wall)}`);
  if (bytes > 0 && operations > 0) parts.push(`${digits(operations / bytes)} operations a byte`);
  const reached = (amount: number, limit: number): number =>
    limit > 0 && wall > 0 ? (amount / wall) * (1e9 / limit) : 0;
  const ofMemory = reached(bytes, machine.bandwidth);
  const ofPeak = reached(operations, machine.flops);
  if (ofMemory > 1) parts.push('more than memory gives: the cache helped');
  else if (ofPeak > 1) parts.push('more than the peak for float64');
  else if (ofMemory > 0 || ofPeak > 0)
    parts.push(
      ofMemory >= ofPeak
        ? `${formatPercent(ofMemory)} of the memory bandwidth`
        : `${formatPercent(ofPeak)} of the peak`,
    );
  return parts.join('; ');
}
