// SPDX-License-Identifier: Apache-2.0
// Members of a zip archive, as `np.savez` and `np.savez_compressed` write them: stored or deflated, 64-bit sizes included.
// Members are streamed; the archive is never held in memory.

import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import { usageError } from '../net/error';

export interface ZipMember {
  readonly name: string;
  /** Size when unpacked. */
  readonly bytes: number;
  /** Of the unpacked bytes; `Crc32` computes it. */
  readonly crc32: number;
  /** The unpacked bytes from an offset on. */
  open(offset: number): AsyncIterable<Uint8Array>;
}

const END_SIGNATURE = 0x06054b50;
const END64_LOCATOR_SIGNATURE = 0x07064b50;
const CENTRAL_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const STORED = 0;
const DEFLATED = 8;
/** The end record, its longest comment, and the 64-bit locator before it. */
const TAIL_BYTES = 22 + 65_535 + 20;
const MAX_DIRECTORY_BYTES = 64 * 1024 * 1024;

function malformed(file: string): Error {
  return usageError(`${file}: this is not a readable .npz file`, 'write it with `np.savez`', 'WEFT463');
}

async function readAt(handle: FileHandle, position: number, length: number, file: string): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await handle.read(buffer, 0, length, position);
  if (bytesRead !== length) throw malformed(file);
  return buffer;
}

export async function readZip(file: string): Promise<ZipMember[]> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const tail = await readAt(handle, Math.max(0, size - TAIL_BYTES), Math.min(size, TAIL_BYTES), file);
    const end = findEnd(tail);
    if (end === -1) throw malformed(file);
    let count = tail.readUInt16LE(end + 10);
    let length = tail.readUInt32LE(end + 12);
    let start = tail.readUInt32LE(end + 16);
    if (end >= 20 && tail.readUInt32LE(end - 20) === END64_LOCATOR_SIGNATURE) {
      const record = await readAt(handle, Number(tail.readBigUInt64LE(end - 12)), 56, file);
      count = Number(record.readBigUInt64LE(32));
      length = Number(record.readBigUInt64LE(40));
      start = Number(record.readBigUInt64LE(48));
    }
    if (length > MAX_DIRECTORY_BYTES || start + length > size) throw malformed(file);
    const directory = await readAt(handle, start, length, file);
    const members: ZipMember[] = [];
    for (let at = 0, index = 0; index < count; index++) {
      if (at + 46 > directory.length || directory.readUInt32LE(at) !== CENTRAL_SIGNATURE) throw malformed(file);
      const entry = centralEntry(directory, at);
      at += entry.recordBytes;
      const local = await readAt(handle, entry.localOffset, 30, file);
      if (local.readUInt32LE(0) !== LOCAL_SIGNATURE) throw malformed(file);
      const dataStart = entry.localOffset + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
      if (dataStart + entry.packedBytes > size || (entry.method !== STORED && entry.method !== DEFLATED))
        throw malformed(file);
      members.push({
        name: entry.name,
        bytes: entry.bytes,
        crc32: entry.crc32,
        open: (offset) => openMember(file, dataStart, entry, offset),
      });
    }
    return members;
  } finally {
    await handle.close();
  }
}

function findEnd(tail: Buffer): number {
  for (let at = tail.length - 22; at >= 0; at--) if (tail.readUInt32LE(at) === END_SIGNATURE) return at;
  return -1;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** The checksum of zip archives, over bytes in several pieces. */
export class Crc32 {
  private state = 0xffffffff;

  update(data: Uint8Array): void {
    let state = this.state;
    for (let i = 0; i < data.length; i++) state = (state >>> 8) ^ (CRC_TABLE[(state ^ (data[i] ?? 0)) & 0xff] ?? 0);
    this.state = state;
  }

  get value(): number {
    return (this.state ^ 0xffffffff) >>> 0;
  }
}

interface CentralEntry {
  readonly crc32: number;
  readonly name: string;
  readonly method: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly localOffset: number;
  readonly recordBytes: number;
}

function centralEntry(directory: Buffer, at: number): CentralEntry {
  const nameBytes = directory.readUInt16LE(at + 28);
  const extraBytes = directory.readUInt16LE(at + 30);
  const commentBytes = directory.readUInt16LE(at + 32);
  let packedBytes = directory.readUInt32LE(at + 20);
  let bytes = directory.readUInt32LE(at + 24);
  let localOffset = directory.readUInt32LE(at + 42);
  const extra = directory.subarray(at + 46 + nameBytes, at + 46 + nameBytes + extraBytes);
  for (let position = 0; position + 4 <= extra.length; ) {
    const length = extra.readUInt16LE(position + 2);
    if (extra.readUInt16LE(position) === 1) {
      // The 64-bit field holds only the values that did not fit, in this order.
      let field = position + 4;
      const next = (): number => {
        const value = Number(extra.readBigUInt64LE(field));
        field += 8;
        return value;
      };
      if (bytes === 0xffffffff) bytes = next();
      if (packedBytes === 0xffffffff) packedBytes = next();
      if (localOffset === 0xffffffff) localOffset = next();
    }
    position += 4 + length;
  }
  return {
    name: directory.toString('utf8', at + 46, at + 46 + nameBytes),
    method: directory.readUInt16LE(at + 10),
    crc32: directory.readUInt32LE(at + 16),
    packedBytes,
    bytes,
    localOffset,
    recordBytes: 46 + nameBytes + extraBytes + commentBytes,
  };
}

async function* openMember(
  file: string,
  start: number,
  entry: CentralEntry,
  offset: number,
): AsyncGenerator<Uint8Array> {
  if (entry.bytes === offset || entry.packedBytes === 0) return;
  const isStored = entry.method === STORED;
  const from = isStored ? start + offset : start;
  const raw = createReadStream(file, { start: from, end: start + entry.packedBytes - 1, highWaterMark: 1 << 20 });
  const source: Readable = isStored ? raw : raw.pipe(createInflateRaw());
  raw.on('error', (error) => source.destroy(error));
  let skip = isStored ? 0 : offset;
  for await (const chunk of source) {
    const bytes = chunk as Buffer;
    if (skip >= bytes.length) {
      skip -= bytes.length;
      continue;
    }
    yield skip > 0 ? bytes.subarray(skip) : bytes;
    skip = 0;
  }
}
