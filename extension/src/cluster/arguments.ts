// SPDX-License-Identifier: Apache-2.0
// From what the user wrote for an argument to its type for the compiler and its bytes for the target. Forms: a Python
// literal, `@file.npy`, `@file.npz:key`, `@file.json`, `remote:PATH.npy`, and a file with a value for each parameter.

import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { DType } from '../../../language-server/src/core/graph/graph';
import type { ParameterType } from '../../../language-server/src/core/lower/signature';
import { errnoOf, messageOf, usageError } from '../net/error';
import { bindComposed, type ComposedArgument } from './composed';
import { type Blob, fileBlob, type JobArgument, memoryBlob } from './inputs';
import {
  type Container,
  type Item,
  isContainer,
  type LiteralValue,
  listValue,
  parseJson,
  parseLiteral,
} from './literals';
import { encodeNpy, fileBytes, isComplex, type NpyHeader, numpyName, readFileHeader, readHeader } from './npy';
import { Crc32, readZip, type ZipMember } from './zip';

export interface BoundArgument {
  readonly name: string;
  readonly type: ParameterType;
  readonly job: JobArgument | ComposedArgument;
  /** For people: `3`, `float64[100, 3] from points.npy`. */
  readonly description: string;
}

/** The type of a file that a program reads. */
export function fileTypeOf(header: RemoteHeader): ParameterType {
  const type = headerType(header);
  return type.kind === 'array' ? { ...type, dims: header.shape.map(String) } : type;
}

function headerType(header: RemoteHeader): ParameterType {
  const { dtype, shape } = header;
  if (shape.length === 0) return { kind: 'scalar', dtype };
  return { kind: 'array', dtype, rank: shape.length, ...(isFortran(header) ? { isFortran: true } : {}) };
}

/** What `describe` on the target tells about an .npy file there. */
export interface RemoteHeader {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly fortranOrder: boolean;
}

export interface ArgumentContext {
  /** Where relative paths start. */
  readonly folder: string;
  /** Asks the target for the header of an .npy file. */
  readonly describe: (remotePath: string) => Promise<RemoteHeader>;
}

const MAX_RANK = 8;

/** Splits `NAME=VALUE`. */
export function splitArgument(option: string): { readonly name: string; readonly value: string } {
  const equals = option.indexOf('=');
  const name = option.slice(0, equals).trim();
  if (equals <= 0 || !/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) {
    throw usageError(`\`--arg ${option}\` is not NAME=VALUE`, 'for example `--arg k=3` or `--arg points=@points.npy`');
  }
  return { name, value: option.slice(equals + 1) };
}

export async function bindArgument(name: string, value: string, context: ArgumentContext): Promise<BoundArgument> {
  const where = `argument \`${name}\``;
  const trimmed = value.trim();
  if (trimmed.startsWith('remote:')) return bindRemote(name, trimmed.slice('remote:'.length), context, where);
  if (trimmed.startsWith('@')) return bindFile(name, trimmed.slice(1), context, where);
  const literal = parseLiteral(trimmed, where);
  if (literal.kind === 'ragged') return bindRagged(name, literal, trimmed);
  if (literal.kind === 'composed') return bindContainer(name, literal.item, where, trimmed, context);
  if (literal.kind === 'array') {
    const { dtype, shape } = literal.array;
    const blob = memoryBlob(encodeNpy(literal.array));
    return {
      name,
      type: {
        kind: 'array',
        dtype,
        rank: shape.length,
        ...(trimmed.startsWith('[') ? { isWritten: true as const } : {}),
        ...(literal.mixed === undefined ? {} : { mixed: literal.mixed }),
      },
      job: { name, kind: 'blob', blob },
      description: arrayText(dtype, shape),
    };
  }
  return { ...bindScalar(name, literal), description: literal.kind === 'none' ? 'None' : trimmed };
}

async function bindContainer(
  name: string,
  item: Container,
  where: string,
  label: string,
  context: ArgumentContext,
): Promise<BoundArgument> {
  const { type, job } = await bindComposed(name, item, where, async (own, reference) => {
    const bound = await bindFile(own, reference, context, where);
    if (bound.job.kind === 'composed') throw new TypeError('a file in a literal is an array');
    return { type: bound.type, job: bound.job };
  });
  return { name, type, job, description: label.length > 60 ? `${label.slice(0, 60)}…` : label };
}

function bindScalar(
  name: string,
  literal: Exclude<LiteralValue, { readonly kind: 'array' | 'ragged' | 'composed' }>,
): BoundArgument {
  if (literal.kind === 'complex') {
    const blob = memoryBlob(encodeNpy({ dtype: 'c128', shape: [], values: [literal.value] }));
    return { name, type: { kind: 'complex' }, job: { name, kind: 'blob', blob }, description: '' };
  }
  if (literal.kind === 'none')
    return { name, type: { kind: 'none' }, job: { name, kind: 'none' }, description: 'None' };
  if (literal.kind === 'str')
    return { name, type: { kind: 'str', value: literal.value }, job: { name, ...literal }, description: '' };
  return { name, type: { kind: literal.kind }, job: { name, ...literal }, description: '' };
}

/** Lists of different lengths travel as JSON; they are lists for the program whatever its hints say. */
function bindRagged(
  name: string,
  literal: Extract<LiteralValue, { readonly kind: 'ragged' }>,
  label: string,
): BoundArgument {
  const blob = memoryBlob(new TextEncoder().encode(literal.json));
  const type = nestedType({ kind: literal.item }, literal.depth);
  return {
    name,
    type,
    job: { name, kind: 'blob', blob },
    description: `nested lists of ${literal.item}: ${label.slice(0, 60)}`,
  };
}

function nestedType(item: ParameterType, depth: number): ParameterType {
  return depth === 0 ? item : nestedType({ kind: 'list', item }, depth - 1);
}

/** `@file.json`: what Python's `json` writes, NaN and Infinity included. Lists stay lists. */
async function bindJson(
  name: string,
  file: string,
  label: string,
  where: string,
  context: ArgumentContext,
): Promise<BoundArgument> {
  const item = parseJson(readFileSync(file, 'utf8'), `${where} (${label})`);
  return bindItem(name, item, label, where, context);
}

async function bindItem(
  name: string,
  item: Item,
  label: string,
  where: string,
  context: ArgumentContext,
): Promise<BoundArgument> {
  if (item.kind === 'array' || item.kind === 'file') throw new TypeError('JSON has no arrays');
  if (!isContainer(item)) return { ...bindScalar(name, item), description: label };
  const literal = item.kind === 'list' ? listValue(item, `${where} (${label})`) : undefined;
  if (literal?.kind === 'ragged') return bindRagged(name, literal, label);
  if (literal?.kind !== 'array' || literal.mixed !== undefined) {
    return { ...(await bindContainer(name, item, where, label, context)), description: `from ${label}` };
  }
  const { dtype, shape } = literal.array;
  const kind = dtype === 'b1' ? 'bool' : dtype === 'i64' ? 'int' : dtype === 'c128' ? 'complex' : 'float';
  const blob = memoryBlob(encodeNpy(literal.array));
  return {
    name,
    type: nestedType({ kind }, shape.length),
    job: { name, kind: 'blob', blob },
    description: `nested lists of ${kind} from ${label}`,
  };
}

/** Every value of a JSON object as the argument of its name. */
async function bindJsonArguments(file: string, context: ArgumentContext): Promise<BoundArgument[]> {
  const where = `--args ${file}`;
  const absolute = path.resolve(context.folder, file);
  requireFile(absolute, where);
  const item = parseJson(readFileSync(absolute, 'utf8'), where);
  if (item.kind !== 'dict')
    throw usageError(
      `${where}: it is no JSON object`,
      'write `{"NAME": VALUE, …}` with a value for each parameter',
      'WEFT463',
    );
  const bound: BoundArgument[] = [];
  for (const [i, key] of item.keys.entries()) {
    if (key.kind !== 'str') continue;
    bound.push(await bindItem(key.value, item.items[i]!, `${file}:${key.value}`, `argument \`${key.value}\``, context));
  }
  return bound;
}

/** Every array of an .npz file, or value of a .json file, as the argument of its name. */
export async function bindArchive(file: string, context: ArgumentContext): Promise<BoundArgument[]> {
  if (file.endsWith('.json')) return bindJsonArguments(file, context);
  const absolute = path.resolve(context.folder, file);
  const members = await openArchive(absolute, '--args');
  return Promise.all(members.map((member) => bindMember(keyOf(member), member, `${file}:${keyOf(member)}`)));
}

export function arrayText(dtype: DType, shape: readonly number[]): string {
  return `${numpyName(dtype)}[${shape.join(', ')}]`;
}

async function bindFile(
  name: string,
  reference: string,
  context: ArgumentContext,
  where: string,
): Promise<BoundArgument> {
  const archive = /^(.*\.npz)(?::(.*))?$/.exec(reference);
  if (archive !== null) {
    const file = archive[1] ?? '';
    const members = await openArchive(path.resolve(context.folder, file), where);
    const keys = members.map(keyOf);
    const key = archive[2] ?? (keys.length === 1 ? keys[0] : undefined);
    const member = members.find((candidate) => keyOf(candidate) === key);
    if (member === undefined) {
      const asked = key === undefined ? `${file} holds several arrays` : `${file} holds no array \`${key}\``;
      throw usageError(
        `${where}: ${asked}`,
        `write \`@${file}:KEY\` with one of ${keys.map((known) => `\`${known}\``).join(', ') || 'its keys (it is empty)'}`,
        'WEFT463',
      );
    }
    return bindMember(name, member, `${file}:${keyOf(member)}`);
  }
  const absolute = path.resolve(context.folder, reference);
  requireFile(absolute, where);
  if (absolute.endsWith('.json')) return bindJson(name, absolute, reference, where, context);
  const header = await readFileHeader(absolute);
  const blob = await fileBlob(absolute);
  return fromHeader(name, header, blob, reference, () => fileBlobBytes(blob));
}

function requireFile(file: string, where: string): void {
  try {
    if (!statSync(file).isFile())
      throw usageError(`${where}: ${file} is not a file`, 'name an .npy or .npz file', 'WEFT463');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT')
      throw usageError(
        `${where}: the file ${file} does not exist`,
        'correct the path; a file on the target is written `remote:PATH.npy`',
        'WEFT463',
      );
    if (errnoOf(error) !== undefined)
      throw usageError(`${where}: ${messageOf(error)}`, 'correct the path or its permissions', 'WEFT463');
    throw error;
  }
}

async function openArchive(file: string, where: string): Promise<ZipMember[]> {
  requireFile(file, where);
  return (await readZip(file)).filter((member) => member.name.endsWith('.npy'));
}

function keyOf(member: ZipMember): string {
  return member.name.slice(0, -'.npy'.length);
}

async function bindMember(name: string, member: ZipMember, label: string): Promise<BoundArgument> {
  const header = await readHeader(member.open(0), label);
  const hash = createHash('sha256');
  const checksum = new Crc32();
  for await (const chunk of member.open(0)) {
    hash.update(chunk);
    checksum.update(chunk);
  }
  if (checksum.value !== member.crc32) {
    throw usageError(
      `${label}: the archive is damaged (a checksum differs)`,
      'write it again with `np.savez`',
      'WEFT463',
    );
  }
  const blob: Blob = { sha256: hash.digest('hex'), bytes: member.bytes, open: (offset) => member.open(offset) };
  return fromHeader(name, header, blob, label, () => fileBlobBytes(blob));
}

async function fileBlobBytes(blob: Blob): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of blob.open(0)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Whether the elements lie otherwise than in C order. */
function isFortran({ fortranOrder, shape }: Pick<NpyHeader, 'fortranOrder' | 'shape'>): boolean {
  return fortranOrder && shape.filter((size) => size !== 1).length > 1;
}

/** An array of no axes is a scalar: Python's own for bool, int64, float64 and complex128, NumPy's for the others. */
async function fromHeader(
  name: string,
  header: NpyHeader,
  blob: Blob,
  label: string,
  read: () => Promise<Buffer>,
): Promise<BoundArgument> {
  if (blob.bytes !== fileBytes(header)) {
    throw usageError(
      `${label}: the file has ${blob.bytes} bytes, its header promises ${fileBytes(header)}`,
      'write the file again with `np.save`',
      'WEFT463',
    );
  }
  requireRank(header.shape, label);
  const { dtype, shape } = header;
  if (shape.length > 0) {
    return {
      name,
      type: { kind: 'array', dtype, rank: shape.length, ...(isFortran(header) ? { isFortran: true } : {}) },
      job: { name, kind: 'blob', blob },
      description: `${arrayText(dtype, shape)} from ${label}`,
    };
  }
  const data = (await read()).subarray(header.dataOffset);
  if (header.bigEndian && !isComplex(dtype)) data.reverse();
  switch (dtype) {
    case 'b1':
      return scalar(name, { name, kind: 'bool', value: data[0] !== 0 });
    case 'i64':
      return scalar(name, { name, kind: 'int', value: data.readBigInt64LE(0) });
    case 'f64':
      return scalar(name, { name, kind: 'float', value: data.readDoubleLE(0) });
    default:
      return {
        name,
        type: dtype === 'c128' ? { kind: 'complex' } : { kind: 'scalar', dtype },
        job: { name, kind: 'blob', blob },
        description: `${numpyName(dtype)} scalar from ${label}`,
      };
  }
}

function scalar(name: string, job: Extract<JobArgument, { readonly kind: 'bool' | 'int' | 'float' }>): BoundArgument {
  return { name, type: { kind: job.kind }, job, description: String(job.value) };
}

function requireRank(shape: readonly number[], label: string): void {
  if (shape.length > MAX_RANK) {
    throw usageError(
      `${label}: arrays of ${shape.length} axes are not supported`,
      `reshape it to at most ${MAX_RANK} axes`,
      'WEFT463',
    );
  }
}

async function bindRemote(
  name: string,
  remotePath: string,
  context: ArgumentContext,
  where: string,
): Promise<BoundArgument> {
  if (remotePath === '')
    throw usageError(`${where}: a path must follow \`remote:\``, 'for example `remote:/scratch/me/points.npy`');
  const header = await context.describe(remotePath);
  const { dtype, shape } = header;
  requireRank(shape, remotePath);
  return {
    name,
    type: headerType(header),
    job: { name, kind: 'remote', path: remotePath },
    description: `${arrayText(dtype, shape)} at ${remotePath} on the target`,
  };
}
