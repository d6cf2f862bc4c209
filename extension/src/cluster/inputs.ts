// SPDX-License-Identifier: Apache-2.0
// An argument on its way to a target: a scalar that travels in the submission, an .npy that is uploaded once by its hash,
// or a path on the target.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';

/** An .npy file as bytes that can be read again from any offset. */
export interface Blob {
  readonly sha256: string;
  readonly bytes: number;
  open(offset: number): AsyncIterable<Uint8Array>;
}

export type JobArgument =
  | { readonly name: string; readonly kind: 'int'; readonly value: bigint }
  | { readonly name: string; readonly kind: 'float'; readonly value: number }
  | { readonly name: string; readonly kind: 'bool'; readonly value: boolean }
  | { readonly name: string; readonly kind: 'str'; readonly value: string }
  | { readonly name: string; readonly kind: 'none' }
  | { readonly name: string; readonly kind: 'blob'; readonly blob: Blob }
  | { readonly name: string; readonly kind: 'remote'; readonly path: string };

export function memoryBlob(data: Uint8Array): Blob {
  return {
    sha256: createHash('sha256').update(data).digest('hex'),
    bytes: data.length,
    open: (offset) => Readable.from([data.subarray(offset)]),
  };
}

/** A file is hashed once when it is named, and read again when it is sent. */
export async function fileBlob(file: string): Promise<Blob> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
    hash.update(chunk as Buffer);
    bytes += (chunk as Buffer).length;
  }
  return {
    sha256: hash.digest('hex'),
    bytes,
    open: (offset) => createReadStream(file, { start: offset, highWaterMark: 1 << 20 }),
  };
}
