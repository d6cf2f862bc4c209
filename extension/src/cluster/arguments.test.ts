// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bindArchive, bindArgument, splitArgument } from './arguments';
import { sentArguments } from './composed';
import type { Blob } from './inputs';
import { encodeNpy, parseNpyHeader } from './npy';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'weft-arguments-'));
  const made = spawnSync(
    '/usr/bin/python3',
    [
      '-c',
      `
import numpy as np
a = np.arange(6, dtype=np.float64).reshape(2, 3)
np.save('c.npy', a); np.save('f.npy', np.asfortranarray(a)); np.save('zero.npy', np.zeros((0, 4), np.float32))
np.save('big.npy', a.astype('>f8')); np.save('complex.npy', a.astype(complex)); np.save('nine.npy', np.zeros((1,)*9)); np.save('half.npy', a.astype(np.float16))
np.save('swapped.npy', np.array(-2.5, dtype='>f8')); np.save('u2.npy', np.array([1, 65535], np.uint16)); np.save('z.npy', np.array(1+2j))
np.save('struct.npy', np.zeros(2, dtype=[('a', 'i4')])); np.save('i.npy', np.array([1, -2, 3])); np.save('b.npy', np.array([[True], [False]]))
np.savez('all.npz', a=a, f=np.asfortranarray(a), k=np.int64(-7), x=np.float64(2.5), flag=np.bool_(True), h=np.float32(0.5))
np.savez_compressed('packed.npz', big=np.tile(np.arange(1000.0), 300), a=a)
np.savez('one.npz', only=a)
`,
    ],
    { cwd: folder, encoding: 'utf8' },
  );
  if (made.status !== 0) throw new Error(made.stderr);
  writeFileSync(path.join(folder, 'text.npy'), 'not an array at all');
  writeFileSync(path.join(folder, 'cut.npy'), readFileSync(path.join(folder, 'c.npy')).subarray(0, 140));
  writeFileSync(path.join(folder, 'bad.npz'), 'PK but not really');
  const flipped = readFileSync(path.join(folder, 'one.npz'));
  const at = flipped.indexOf(Buffer.from(new Float64Array([5]).buffer));
  flipped[at] = (flipped[at] ?? 0) ^ 1;
  writeFileSync(path.join(folder, 'flipped.npz'), flipped);
});
afterAll(() => rmSync(folder, { recursive: true }));

const context = () => ({
  folder,
  describe: async () => ({ dtype: 'f32' as const, shape: [3, 4], fortranOrder: false }),
});
const bind = (value: string) => bindArgument('x', value, context());

async function bytesOf(blob: Blob, offset = 0): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of blob.open(offset)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('argument values', () => {
  it('split at the first equals sign', () => {
    expect(splitArgument('mode="a=b"')).toEqual({ name: 'mode', value: '"a=b"' });
    expect(() => splitArgument('3=4')).toThrow(/NAME=VALUE/);
    expect(() => splitArgument('k')).toThrow(/NAME=VALUE/);
  });

  it('take scalars as they are', async () => {
    expect(await bind('3')).toMatchObject({ type: { kind: 'int' }, job: { kind: 'int', value: 3n } });
    expect(await bind('-0.0')).toMatchObject({ type: { kind: 'float' }, job: { kind: 'float', value: -0 } });
  });

  it('write lists exactly as NumPy does', async () => {
    const bound = await bind('[1, -2, 3]');
    expect(bound).toMatchObject({ type: { kind: 'array', dtype: 'i64', rank: 1 }, description: 'int64[3]' });
    if (bound.job.kind !== 'blob') throw new Error('not a blob');
    expect((await bytesOf(bound.job.blob)).equals(readFileSync(path.join(folder, 'i.npy')))).toBe(true);
    expect(
      encodeNpy({ dtype: 'b1', shape: [2, 1], values: [true, false] }).equals(readFileSync(path.join(folder, 'b.npy'))),
    ).toBe(true);
  });

  it.each(['c.npy', 'f.npy'])('send %s byte for byte, its memory order kept', async (file) => {
    const bound = await bind(`@${file}`);
    const order = file === 'f.npy' ? { isFortran: true } : {};
    expect(bound.type).toEqual({ kind: 'array', dtype: 'f64', rank: 2, ...order });
    if (bound.job.kind !== 'blob') throw new Error('not a blob');
    const data = readFileSync(path.join(folder, file));
    expect(bound.job.blob).toMatchObject({
      bytes: data.length,
      sha256: createHash('sha256').update(data).digest('hex'),
    });
    expect((await bytesOf(bound.job.blob, 5)).equals(data.subarray(5))).toBe(true);
    expect(parseNpyHeader(data, file).fortranOrder).toBe(file === 'f.npy');
  });

  it('accept empty arrays', async () => {
    expect(await bind('@zero.npy')).toMatchObject({ type: { dtype: 'f32', rank: 2 } });
  });

  it('find arrays in archives, stored and deflated', async () => {
    const stored = await bind('@all.npz:f');
    if (stored.job.kind !== 'blob') throw new Error('not a blob');
    expect((await bytesOf(stored.job.blob)).equals(readFileSync(path.join(folder, 'f.npy')))).toBe(true);
    const packed = await bind('@packed.npz:big');
    if (packed.job.kind !== 'blob') throw new Error('not a blob');
    const whole = await bytesOf(packed.job.blob);
    expect(createHash('sha256').update(whole).digest('hex')).toBe(packed.job.blob.sha256);
    expect((await bytesOf(packed.job.blob, 1_500_000)).equals(whole.subarray(1_500_000))).toBe(true);
    expect(await bind('@one.npz')).toMatchObject({ type: { kind: 'array' } });
  });

  it('take every array of an archive by name, and 0-d arrays as scalars', async () => {
    const bound = new Map((await bindArchive('all.npz', context())).map((argument) => [argument.name, argument]));
    expect(bound.get('a')?.type).toEqual({ kind: 'array', dtype: 'f64', rank: 2 });
    expect(bound.get('k')?.job).toEqual({ name: 'k', kind: 'int', value: -7n });
    expect(bound.get('x')?.job).toEqual({ name: 'x', kind: 'float', value: 2.5 });
    expect(bound.get('flag')?.job).toEqual({ name: 'flag', kind: 'bool', value: true });
    expect(bound.get('h')?.type).toEqual({ kind: 'scalar', dtype: 'f32' });
  });

  it('take every element type and both byte orders', async () => {
    expect((await bind('@big.npy')).type).toEqual({ kind: 'array', dtype: 'f64', rank: 2 });
    expect((await bind('@complex.npy')).type).toEqual({ kind: 'array', dtype: 'c128', rank: 2 });
    expect((await bind('@swapped.npy')).job).toEqual({ name: 'x', kind: 'float', value: -2.5 });
    expect((await bind('@z.npy')).type).toEqual({ kind: 'complex' });
    const written = encodeNpy({ dtype: 'u16', shape: [2], values: [1, 65535] });
    expect(written.equals(readFileSync(path.join(folder, 'u2.npy')))).toBe(true);
  });

  it('send complex numbers as arrays without axes', async () => {
    const bound = await bind('1+2j');
    expect(bound).toMatchObject({ type: { kind: 'complex' }, description: '1+2j' });
    if (bound.job.kind !== 'blob') throw new Error('not a blob');
    expect((await bytesOf(bound.job.blob)).equals(readFileSync(path.join(folder, 'z.npy')))).toBe(true);
  });

  it('send the parts of what is put together', async () => {
    const bound = await bind('{"k": 0.5, "mode": "fast", "u": @c.npy, 3: (1, None)}');
    expect(bound.type).toEqual({
      kind: 'dict',
      keys: [
        { kind: 'str', value: 'k' },
        { kind: 'str', value: 'mode' },
        { kind: 'str', value: 'u' },
        { kind: 'int', value: '3' },
      ],
      items: [
        { kind: 'float' },
        { kind: 'str', value: 'fast' },
        { kind: 'array', dtype: 'f64', rank: 2 },
        { kind: 'tuple', items: [{ kind: 'int' }, { kind: 'none' }] },
      ],
    });
    expect(sentArguments([bound])).toMatchObject([
      { name: 'x__k', kind: 'float', value: 0.5 },
      { name: 'x__u', kind: 'blob' },
      { name: 'x__3__0', kind: 'int', value: 1n },
    ]);
  });

  it('send long lists of tuples as one part', async () => {
    const bound = await bind(`[${Array.from({ length: 80 }, (_, i) => `(${i}, (0.5, True))`).join()}]`);
    const inner = { kind: 'tuple', items: [{ kind: 'float' }, { kind: 'bool' }] };
    expect(bound.type).toEqual({ kind: 'list', item: { kind: 'tuple', items: [{ kind: 'int' }, inner] } });
    const [part] = sentArguments([bound]);
    if (part?.kind !== 'blob') throw new Error('not a blob');
    expect((await bytesOf(part.blob)).toString()).toMatch(/^\[\[0,0\.5,true\],\[1,0\.5,true\]/);
    await expect(bind(`[${'"a",'.repeat(2000)}1]`)).resolves.toBeDefined();
    await expect(bind(`[${'(1, "a"),'.repeat(2000)}]`)).rejects.toThrow(/more than 1024 parts/);
  });

  it('take the values of a JSON object by name', async () => {
    writeFileSync(path.join(folder, 'all.json'), '{"n": 3, "rows": [[1, 2]], "cfg": {"k": [0.5, "x"]}}');
    const bound = new Map((await bindArchive('all.json', context())).map((argument) => [argument.name, argument]));
    expect(bound.get('n')?.job).toEqual({ name: 'n', kind: 'int', value: 3n });
    expect(bound.get('rows')?.type).toEqual({ kind: 'list', item: { kind: 'list', item: { kind: 'int' } } });
    expect(bound.get('cfg')?.type).toMatchObject({ kind: 'dict', items: [{ kind: 'display' }] });
    writeFileSync(path.join(folder, 'list.json'), '[1]');
    await expect(bindArchive('list.json', context())).rejects.toThrow(/no JSON object/);
  });

  it('ask the target about its own files', async () => {
    const fortran = { dtype: 'f32', shape: [3, 4], fortranOrder: true } as const;
    const bound = await bindArgument('x', 'remote:/data/f.npy', { folder, describe: async () => fortran });
    expect(bound.type).toEqual({ kind: 'array', dtype: 'f32', rank: 2, isFortran: true });
    expect(await bind('remote:/data/x.npy')).toMatchObject({
      type: { kind: 'array', dtype: 'f32', rank: 2 },
      job: { kind: 'remote', path: '/data/x.npy' },
    });
  });

  it.each([
    ['@none.npy', /does not exist/],
    ['@.', /is not a file/],
    ['@text.npy', /not an \.npy file/],
    ['@cut.npy', /140 bytes, its header promises 176/],
    ['@half.npy', /`<f2`/],
    ['@struct.npy', /structured/],
    ['@nine.npy', /9 axes/],
    ['@bad.npz:a', /not a readable \.npz/],
    ['@flipped.npz', /damaged/],
    ['@all.npz:z', /no array `z`/],
    ['@all.npz', /several arrays/],
    ['remote:', /path must follow/],
  ])('%s is refused', async (value, message) => {
    await expect(bind(value)).rejects.toThrow(message);
    await expect(bind(value)).rejects.toMatchObject({ exit: 2 });
  });
});
