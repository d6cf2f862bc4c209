// SPDX-License-Identifier: Apache-2.0
// Checks that a control payload is a well-formed `Message` before the generated readers touch it: every offset, vector and
// string lies inside the payload. The generated TypeScript has no verifier of its own; the layouts below mirror control.fbs.

import { Body } from '../../../language-server/src/wire/generated/weft/wire/body';
import { protocolError } from './frame';

type Layout = readonly Field[];
type Field =
  | 1
  | 2
  | 4
  | 8
  | 'string'
  | 'bytes'
  | 'longs'
  | 'strings'
  | { readonly tables: Layout }
  | { readonly table: Layout };

const JOB: Layout = ['string', 'string', 1, 'string', 8, 8, 8, 1, 'string', 'string'];
const ARGUMENT: Layout = ['string', 1, 8, 8, 'string', 'string', 'string'];
const LAUNCHER: Layout = [1, 'string', 'string', 'string', 'string', 4, 'string', 'strings', 'strings'];

const BODIES: { readonly [body: number]: Layout } = {
  [Body.Hello]: [2, 2, 'string', 'string'],
  [Body.Describe]: ['string'],
  [Body.Upload]: ['string', 8],
  [Body.Submit]: ['string', 'string', 'string', 'bytes', { tables: ARGUMENT }, 4, 4, { table: LAUNCHER }],
  [Body.ListJobs]: [4],
  [Body.Watch]: ['string', 8],
  [Body.Unwatch]: ['string'],
  [Body.Cancel]: ['string'],
  [Body.Fetch]: ['string', 'string', 8],
  [Body.DeleteJob]: ['string'],
  [Body.Ping]: [],
  [Body.Status]: [],
  [Body.Shutdown]: [1],
  [Body.Welcome]: [2, 2, 'string', 'string', 4, 'string', 'string'],
  [Body.Failure]: ['string', 'string', 'string'],
  [Body.Described]: ['string', 'longs', 1],
  [Body.UploadReady]: [8, 1],
  [Body.Submitted]: ['string'],
  [Body.Jobs]: [{ tables: JOB }],
  [Body.Event]: ['string', 8, 'string'],
  [Body.FetchReady]: [8, 'string'],
  [Body.Pong]: [],
  [Body.StatusReply]: [4, 8, 8],
  [Body.Ok]: [],
};

class Verifier {
  private readonly view: DataView;
  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  private need(position: number, length: number): void {
    if (position < 0 || length < 0 || position + length > this.bytes.length)
      throw protocolError('control message is corrupt');
  }

  u32(position: number): number {
    this.need(position, 4);
    return this.view.getUint32(position, true);
  }

  private u16(position: number): number {
    this.need(position, 2);
    return this.view.getUint16(position, true);
  }

  identifier(): string {
    this.need(4, 4);
    return Buffer.from(this.bytes.subarray(4, 8)).toString('latin1');
  }

  /** Position of a field's bytes in a table, undefined when it is absent. */
  field(table: number, index: number, size: number): number | undefined {
    this.need(table, 4);
    const vtable = table - this.view.getInt32(table, true);
    const vtableBytes = this.u16(vtable);
    const tableBytes = this.u16(vtable + 2);
    if (vtableBytes < 4 || vtableBytes % 2 !== 0) throw protocolError('control message is corrupt');
    this.need(vtable, vtableBytes);
    this.need(table, tableBytes);
    const slot = 4 + index * 2;
    if (slot + 2 > vtableBytes) return undefined;
    const offset = this.u16(vtable + slot);
    if (offset === 0) return undefined;
    if (offset < 4 || offset + size > tableBytes) throw protocolError('control message is corrupt');
    return table + offset;
  }

  private vector(position: number, elementBytes: number): { readonly start: number; readonly count: number } {
    const at = position + this.u32(position);
    const count = this.u32(at);
    this.need(at + 4, count * elementBytes);
    return { start: at + 4, count };
  }

  table(table: number, layout: Layout): void {
    layout.forEach((kind, index) => {
      const position = this.field(table, index, typeof kind === 'number' ? kind : 4);
      if (position === undefined || typeof kind === 'number') return;
      if (kind === 'string' || kind === 'bytes') this.vector(position, 1);
      else if (kind === 'longs') this.vector(position, 8);
      else if (kind === 'strings') {
        const { start, count } = this.vector(position, 4);
        for (let i = 0; i < count; i++) this.vector(start + 4 * i, 1);
      } else if ('table' in kind) this.table(position + this.u32(position), kind.table);
      else {
        const { start, count } = this.vector(position, 4);
        for (let i = 0; i < count; i++) this.table(start + 4 * i + this.u32(start + 4 * i), kind.tables);
      }
    });
  }
}

/** Throws unless `bytes` is a readable `Message` with a body this client knows. */
export function verifyMessage(bytes: Uint8Array): void {
  const verifier = new Verifier(bytes);
  if (verifier.identifier() !== 'WFCT') throw protocolError('control message has a wrong identifier');
  const root = verifier.u32(0);
  verifier.field(root, 0, 4);
  const bodyType = verifier.field(root, 1, 1);
  const body = verifier.field(root, 2, 4);
  const layout = bodyType === undefined ? undefined : BODIES[bytes[bodyType] ?? 0];
  if (layout === undefined || body === undefined) throw protocolError('control message has no known body');
  verifier.table(body + verifier.u32(body), layout);
}
