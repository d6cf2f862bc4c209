// SPDX-License-Identifier: Apache-2.0
// Writes frames to a stream: numbers them for each channel, and keeps data out of the stream's queue until it has drained,
// so that a control frame never waits behind more than one data frame.

import type { Duplex } from 'node:stream';
import { encodeCredit, encodeHeader, FRAME_KIND, type FrameKind } from './frame';

export class FrameWriter {
  private readonly sequences = new Map<number, number>();
  private drained: Promise<void> | undefined;

  constructor(private readonly stream: Duplex) {}

  control(payload: Uint8Array): void {
    this.write(FRAME_KIND.control, 0, payload);
  }

  credit(channel: number, bytes: number): void {
    this.write(FRAME_KIND.credit, channel, encodeCredit(bytes));
  }

  async data(channel: number, payload: Uint8Array): Promise<void> {
    while (this.stream.writableNeedDrain && !this.stream.destroyed) await this.drain();
    this.write(FRAME_KIND.data, channel, payload);
  }

  /** Forgets a channel's numbering when its conversation is over. */
  forget(channel: number): void {
    this.sequences.delete(channel);
  }

  private drain(): Promise<void> {
    this.drained ??= new Promise<void>((resolve) => {
      const done = (): void => {
        this.stream.off('drain', done);
        this.stream.off('close', done);
        this.drained = undefined;
        resolve();
      };
      this.stream.once('drain', done);
      this.stream.once('close', done);
    });
    return this.drained;
  }

  private write(kind: FrameKind, channel: number, payload: Uint8Array): void {
    if (this.stream.destroyed || this.stream.writableEnded) return;
    const sequence = this.sequences.get(channel) ?? 0;
    this.sequences.set(channel, sequence + 1);
    this.stream.write(encodeHeader(kind, channel, sequence, payload.length));
    if (payload.length > 0) this.stream.write(payload);
  }
}
