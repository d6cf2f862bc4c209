// SPDX-License-Identifier: Apache-2.0
// Frames of docs/protocol.md: a 16-byte little-endian header and a payload. Knows lengths, kinds and limits, not messages.

import { WeftError } from './error';

export const HEADER_BYTES = 16;
export const MAX_CONTROL_BYTES = 64 * 1024 * 1024;
export const MAX_DATA_BYTES = 1024 * 1024;
/** What each side may send on a channel before the first credit frame. */
export const INITIAL_CREDIT_BYTES = 4 * 1024 * 1024;

export const FRAME_KIND = { control: 1, data: 2, credit: 3 } as const;
export type FrameKind = (typeof FRAME_KIND)[keyof typeof FRAME_KIND];

export interface Frame {
  readonly kind: FrameKind;
  readonly channel: number;
  readonly sequence: number;
  readonly payload: Uint8Array;
}

export function protocolError(message: string): WeftError {
  return new WeftError(
    'WEFT456',
    message,
    'the daemon and this client do not understand each other: stop the daemon with `weftd stop` on the target and run again',
  );
}

export function encodeHeader(kind: FrameKind, channel: number, sequence: number, length: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32LE(length, 0);
  header[4] = kind;
  header.writeUInt32LE(channel, 8);
  header.writeUInt32LE(sequence >>> 0, 12);
  return header;
}

export function encodeFrame(frame: Frame): Buffer {
  return Buffer.concat([encodeHeader(frame.kind, frame.channel, frame.sequence, frame.payload.length), frame.payload]);
}

export function encodeCredit(bytes: number): Uint8Array {
  const payload = Buffer.alloc(4);
  payload.writeUInt32LE(bytes, 0);
  return payload;
}

export function decodeCredit(payload: Uint8Array): number {
  if (payload.length !== 4) throw protocolError('credit frame is not four bytes');
  return Buffer.from(payload.buffer, payload.byteOffset, 4).readUInt32LE(0);
}

interface Header {
  readonly kind: FrameKind;
  readonly channel: number;
  readonly sequence: number;
  readonly length: number;
}

function decodeHeader(bytes: Buffer): Header {
  const length = bytes.readUInt32LE(0);
  const kind = bytes[4];
  if (bytes[5] !== 0 || bytes[6] !== 0 || bytes[7] !== 0) throw protocolError('frame header has reserved bytes set');
  const limit = kind === FRAME_KIND.control ? MAX_CONTROL_BYTES : kind === FRAME_KIND.data ? MAX_DATA_BYTES : 4;
  if (kind !== FRAME_KIND.control && kind !== FRAME_KIND.data && kind !== FRAME_KIND.credit) {
    throw protocolError(`frame of unknown kind ${kind}`);
  }
  if (length > limit) throw protocolError(`frame of ${length} bytes is over the limit of ${limit}`);
  const channel = bytes.readUInt32LE(8);
  if ((kind === FRAME_KIND.control) !== (channel === 0))
    throw protocolError(`frame of kind ${kind} on channel ${channel}`);
  return { kind, channel, sequence: bytes.readUInt32LE(12), length };
}

/** Cuts a byte stream into frames. Holds at most one partial frame; a payload that lies in one chunk is not copied. */
export class FrameReader {
  private chunks: Buffer[] = [];
  private buffered = 0;
  private header: Header | undefined;

  /** Takes the next bytes and gives every frame they complete. Throws on a malformed header. */
  *push(chunk: Uint8Array): Generator<Frame> {
    this.chunks.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
    this.buffered += chunk.length;
    for (;;) {
      if (this.header === undefined) {
        if (this.buffered < HEADER_BYTES) return;
        this.header = decodeHeader(this.take(HEADER_BYTES));
      }
      if (this.buffered < this.header.length) return;
      const { kind, channel, sequence, length } = this.header;
      this.header = undefined;
      yield { kind, channel, sequence, payload: this.take(length) };
    }
  }

  /** True between frames: an end of the stream here is clean. */
  get isAtBoundary(): boolean {
    return this.header === undefined && this.buffered === 0;
  }

  private take(length: number): Buffer {
    this.buffered -= length;
    const first = this.chunks[0];
    if (first !== undefined && first.length >= length) {
      if (first.length === length) this.chunks.shift();
      else this.chunks[0] = first.subarray(length);
      return first.subarray(0, length);
    }
    const parts: Buffer[] = [];
    let missing = length;
    while (missing > 0) {
      const next = this.chunks[0];
      if (next === undefined) break;
      if (next.length <= missing) {
        parts.push(next);
        missing -= next.length;
        this.chunks.shift();
      } else {
        parts.push(next.subarray(0, missing));
        this.chunks[0] = next.subarray(missing);
        missing = 0;
      }
    }
    return Buffer.concat(parts, length);
  }
}
