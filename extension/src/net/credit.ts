// SPDX-License-Identifier: Apache-2.0
// Flow control of one channel: the sender's allowance, and the receiver's bounded queue of chunks.

import { INITIAL_CREDIT_BYTES } from './frame';

/** How many bytes a sender may still send; `take` waits until the receiver granted some. */
export class CreditAllowance {
  private available = INITIAL_CREDIT_BYTES;
  private waiting: { resolve: () => void; reject: (error: Error) => void } | undefined;
  private failure: Error | undefined;

  grant(bytes: number): void {
    this.available += bytes;
    this.waiting?.resolve();
    this.waiting = undefined;
  }

  fail(error: Error): void {
    this.failure ??= error;
    this.waiting?.reject(this.failure);
    this.waiting = undefined;
  }

  /** Resolves with how many bytes, 1 to `wanted`, may be sent now, and counts them as sent. */
  async take(wanted: number): Promise<number> {
    while (this.available === 0 && this.failure === undefined) {
      await new Promise<void>((resolve, reject) => {
        this.waiting = { resolve, reject };
      });
    }
    if (this.failure !== undefined) throw this.failure;
    const taken = Math.min(wanted, this.available);
    this.available -= taken;
    return taken;
  }
}

/** Chunks received and not yet consumed. Consuming them grants credit again, in steps of a quarter of the window. */
export class ChunkQueue {
  private readonly chunks: Uint8Array[] = [];
  private outstanding = INITIAL_CREDIT_BYTES;
  private consumed = 0;
  private wake: (() => void) | undefined;
  private failure: Error | undefined;

  constructor(private readonly grant: (bytes: number) => void) {}

  /** False when the sender exceeded what was granted. */
  push(chunk: Uint8Array): boolean {
    this.outstanding -= chunk.length;
    if (this.outstanding < 0) return false;
    this.chunks.push(chunk);
    this.wake?.();
    return true;
  }

  fail(error: Error): void {
    this.failure ??= error;
    this.wake?.();
  }

  async next(): Promise<Uint8Array> {
    for (;;) {
      const chunk = this.chunks.shift();
      if (chunk !== undefined) return chunk;
      if (this.failure !== undefined) throw this.failure;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
      this.wake = undefined;
    }
  }

  /** Tells that the bytes of a chunk were written away. */
  release(bytes: number): void {
    this.consumed += bytes;
    if (this.consumed < INITIAL_CREDIT_BYTES / 4) return;
    this.outstanding += this.consumed;
    this.grant(this.consumed);
    this.consumed = 0;
  }
}
