// SPDX-License-Identifier: Apache-2.0
// Two ends of an in-memory connection, for tests. Writes are delivered on the next turn and honour the reader's pace.

import { Duplex } from 'node:stream';

export { Duplex };

class End extends Duplex {
  other: End | undefined;
  private release: (() => void) | undefined;

  override _read(): void {
    const release = this.release;
    this.release = undefined;
    release?.();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    setImmediate(() => {
      const other = this.other;
      if (other === undefined || other.destroyed || other.push(chunk)) done();
      else other.release = done;
    });
  }

  override _final(done: () => void): void {
    this.other?.push(null);
    done();
  }

  override _destroy(_error: Error | null, done: () => void): void {
    if (this.other !== undefined && !this.other.destroyed) this.other.push(null);
    done();
  }
}

export function duplexPair(): [Duplex, Duplex] {
  const [left, right] = [new End(), new End()];
  left.other = right;
  right.other = left;
  return [left, right];
}
