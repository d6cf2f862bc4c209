// SPDX-License-Identifier: Apache-2.0
// Work that may wait for a pause: once a frame for small profiles, after the pointer rests for large ones, where one
// table takes tens of milliseconds and would cost the timeline its frames.

const LARGE_TASKS = 100_000;
const REST_MS = 120;

export function deferred(tasks: number, work: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let waiting = false;
  if (tasks >= LARGE_TASKS)
    return () => {
      clearTimeout(timer);
      timer = setTimeout(work, REST_MS);
    };
  return () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      work();
    });
  };
}
