// SPDX-License-Identifier: Apache-2.0
// The FlatBuffers verifier in TypeScript (the npm package has none), check for check as the C++ one of the same
// version, and a reader for buffers that passed. A schema is a list of fields for each table.

export type Field =
  | { kind: 'scalar'; size: 1 | 2 | 4 | 8 }
  | { kind: 'struct'; size: number; align: number }
  | { kind: 'string' }
  | { kind: 'vector'; size: 1 | 2 | 4 | 8 }
  | { kind: 'strings' }
  | { kind: 'table'; of: Schema }
  | { kind: 'tables'; of: Schema };

/** Fields by slot, in the order of the .fbs file. */
export type Schema = readonly Field[];

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
const MAX_DEPTH = 64;
const MAX_TABLES = 1_000_000;
const MAX_BUFFER = 0x7fffffff;

export class FlatBuffer {
  readonly view: DataView;
  private readonly size: number;
  private depth = 0;
  private tables = 0;

  constructor(readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.size = bytes.byteLength;
  }

  /** True when every offset, length and string of the root table and what it reaches lies inside the buffer. */
  verify(schema: Schema): boolean {
    const root = this.offsetAt(0);
    return root !== 0 && this.verifyTable(root, schema);
  }

  root(): number {
    return this.view.getUint32(0, true);
  }

  /** The position of a field's value, or 0 when it is absent. */
  field(table: number, slot: number): number {
    const vtable = table - this.view.getInt32(table, true);
    const at = 4 + slot * 2;
    if (at >= this.view.getUint16(vtable, true)) return 0;
    const offset = this.view.getUint16(vtable + at, true);
    return offset === 0 ? 0 : table + offset;
  }

  u8(table: number, slot: number): number {
    const at = this.field(table, slot);
    return at === 0 ? 0 : this.view.getUint8(at);
  }

  u32(table: number, slot: number, absent = 0): number {
    const at = this.field(table, slot);
    return at === 0 ? absent : this.view.getUint32(at, true);
  }

  /** As a double: exact up to 2^53, which callers check. */
  u64(table: number, slot: number): number {
    const at = this.field(table, slot);
    return at === 0 ? 0 : this.view.getUint32(at, true) + this.view.getUint32(at + 4, true) * 4294967296;
  }

  f64(table: number, slot: number): number {
    const at = this.field(table, slot);
    return at === 0 ? 0 : this.view.getFloat64(at, true);
  }

  indirect(table: number, slot: number): number {
    const at = this.field(table, slot);
    return at === 0 ? 0 : at + this.view.getUint32(at, true);
  }

  string(table: number, slot: number): string {
    const at = this.indirect(table, slot);
    return at === 0 ? '' : this.stringAt(at);
  }

  stringAt(at: number): string {
    return utf8.decode(this.bytes.subarray(at + 4, at + 4 + this.view.getUint32(at, true)));
  }

  /** Start of the elements and their number; an absent vector is empty. */
  vector(table: number, slot: number): { at: number; length: number } {
    const at = this.indirect(table, slot);
    return at === 0 ? { at: 0, length: 0 } : { at: at + 4, length: this.view.getUint32(at, true) };
  }

  /** Positions of the tables or strings of a vector. */
  elements(table: number, slot: number): number[] {
    const { at, length } = this.vector(table, slot);
    return Array.from({ length }, (_, i) => at + i * 4 + this.view.getUint32(at + i * 4, true));
  }

  private inside(at: number, length: number): boolean {
    return length < this.size && at >= 0 && at <= this.size - length;
  }

  private scalar(at: number, size: number): boolean {
    return at % size === 0 && this.inside(at, size);
  }

  private offsetAt(at: number): number {
    if (!this.scalar(at, 4)) return 0;
    const offset = this.view.getUint32(at, true);
    return offset === 0 || offset > MAX_BUFFER || !this.inside(at + offset, 1) ? 0 : offset;
  }

  private verifyVector(at: number, elementSize: number): boolean {
    if (!this.scalar(at, 4)) return false;
    const length = this.view.getUint32(at, true);
    return length < Math.floor(MAX_BUFFER / elementSize) && this.inside(at, 4 + elementSize * length);
  }

  private verifyString(at: number): boolean {
    if (!this.verifyVector(at, 1)) return false;
    const end = at + 4 + this.view.getUint32(at, true);
    return this.inside(end, 1) && this.bytes[end] === 0;
  }

  private verifyTable(table: number, schema: Schema): boolean {
    if (!this.scalar(table, 4)) return false;
    const vtable = table - this.view.getInt32(table, true);
    this.depth++;
    this.tables++;
    if (this.depth > MAX_DEPTH || this.tables > MAX_TABLES || !this.scalar(vtable, 2)) return false;
    const vtableSize = this.view.getUint16(vtable, true);
    if (vtableSize % 2 !== 0 || !this.inside(vtable, vtableSize)) return false;
    const sound = schema.every((field, slot) => {
      const at = this.field(table, slot);
      return at === 0 || this.verifyField(at, field);
    });
    this.depth--;
    return sound;
  }

  private verifyField(at: number, field: Field): boolean {
    if (field.kind === 'scalar') return this.scalar(at, field.size);
    if (field.kind === 'struct') return at % field.align === 0 && this.inside(at, field.size);
    const offset = this.offsetAt(at);
    if (offset === 0) return false;
    const target = at + offset;
    switch (field.kind) {
      case 'string':
        return this.verifyString(target);
      case 'vector':
        return this.verifyVector(target, field.size);
      case 'table':
        return this.verifyTable(target, field.of);
      case 'strings':
        return this.verifyElements(target, (at) => this.verifyString(at));
      case 'tables':
        return this.verifyElements(target, (at) => this.verifyTable(at, field.of));
    }
  }

  private verifyElements(target: number, verify: (at: number) => boolean): boolean {
    if (!this.verifyVector(target, 4)) return false;
    const length = this.view.getUint32(target, true);
    for (let i = 0; i < length; i++) {
      const at = target + 4 + i * 4;
      if (!verify(at + this.view.getUint32(at, true))) return false;
    }
    return true;
  }
}
