// SPDX-License-Identifier: Apache-2.0
// The words of a run's progress: which phase it is in, and why it waits.

import { formatBytes } from '../../../native/units';
import type { JobEventData } from '../cluster/events';
import { sentence } from '../results/words';

const PHASES: Readonly<Record<string, string>> = {
  load: 'Loading the inputs',
  compile: 'Compiling',
  run: 'Running',
  store: 'Storing the results',
};

/** What an event means to someone who waits, or undefined when it changes nothing visible. */
export function progressText(event: JobEventData): string | undefined {
  switch (event.kind) {
    case 'state':
      switch (event.state) {
        case 'queued':
          return 'Queued';
        case 'pending':
          return event.reason ? `Waiting in the queue: ${event.reason}` : 'Waiting in the queue';
        case 'starting':
          return 'Starting the worker';
        case 'running':
          return 'Running';
        default:
          return undefined;
      }
    case 'phase':
      return PHASES[event.name] ?? sentence(event.name);
    case 'progress':
      return event.total > 1 ? `Running: ${event.done} of ${event.total}` : undefined;
    case 'info':
      return sentence(event.message);
    default:
      return undefined;
  }
}

export function uploadText(done: number, total: number): string {
  return total === 0 ? 'Uploading' : `Uploading: ${formatBytes(done)} of ${formatBytes(total)}`;
}

export function installText(message: string, fraction: number | undefined): string {
  return fraction === undefined ? sentence(message) : `${sentence(message)}: ${Math.round(fraction * 100)} %`;
}
