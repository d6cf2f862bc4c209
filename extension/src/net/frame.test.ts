// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeCredit, encodeFrame, FRAME_KIND, type Frame, FrameReader, HEADER_BYTES } from './frame';

const frame = fc.oneof(
  fc.record({
    kind: fc.constant(FRAME_KIND.control),
    channel: fc.constant(0),
    sequence: fc.nat(),
    payload: fc.uint8Array({ maxLength: 300 }),
  }),
  fc.record({
    kind: fc.constant(FRAME_KIND.data),
    channel: fc.integer({ min: 1, max: 9 }),
    sequence: fc.nat(),
    payload: fc.uint8Array({ maxLength: 300 }),
  }),
  fc.record({
    kind: fc.constant(FRAME_KIND.credit),
    channel: fc.integer({ min: 1, max: 9 }),
    sequence: fc.nat(),
    payload: fc.nat().map(encodeCredit),
  }),
);

const plain = (frames: readonly Frame[]) => frames.map((one) => ({ ...one, payload: [...one.payload] }));

describe('frames', () => {
  it('come out as they went in, however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 8 }), fc.integer({ min: 1, max: 64 }), (frames, step) => {
        const bytes = Buffer.concat(frames.map((one) => encodeFrame(one as Frame)));
        const reader = new FrameReader();
        const read: Frame[] = [];
        for (let at = 0; at < bytes.length; at += step) read.push(...reader.push(bytes.subarray(at, at + step)));
        expect(plain(read)).toEqual(plain(frames as Frame[]));
        expect(reader.isAtBoundary).toBe(true);
      }),
    );
  });

  it('are incomplete until their last byte', () => {
    const bytes = encodeFrame({ kind: FRAME_KIND.data, channel: 3, sequence: 0, payload: Buffer.from('abc') });
    for (let length = 0; length < bytes.length; length++) {
      const reader = new FrameReader();
      expect([...reader.push(bytes.subarray(0, length))]).toEqual([]);
      expect(reader.isAtBoundary).toBe(length === 0);
    }
  });

  const header = (edit: (bytes: Buffer) => void): Buffer => {
    const bytes = Buffer.alloc(HEADER_BYTES);
    bytes[4] = FRAME_KIND.data;
    bytes.writeUInt32LE(1, 8);
    edit(bytes);
    return bytes;
  };

  it.each([
    ['an unknown kind', header((bytes) => bytes.writeUInt8(9, 4))],
    ['reserved bytes', header((bytes) => bytes.writeUInt8(1, 6))],
    ['data over a megabyte', header((bytes) => bytes.writeUInt32LE(1024 * 1024 + 1, 0))],
    [
      'control over 64 MiB',
      header((bytes) => {
        bytes[4] = FRAME_KIND.control;
        bytes.writeUInt32LE(0, 8);
        bytes.writeUInt32LE(64 * 1024 * 1024 + 1, 0);
      }),
    ],
    ['data on the control channel', header((bytes) => bytes.writeUInt32LE(0, 8))],
    [
      'control on a data channel',
      header((bytes) => {
        bytes[4] = FRAME_KIND.control;
      }),
    ],
  ])('refuse %s', (_, bytes) => {
    expect(() => [...new FrameReader().push(bytes)]).toThrow(expect.objectContaining({ code: 'WEFT456' }));
  });
});
