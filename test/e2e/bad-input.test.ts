// SPDX-License-Identifier: Apache-2.0
// Bad input, as a user meets it at the command line: each gets its exit status, its code, and a help that names the next
// step. What concerns SSH is in ssh.test.ts, Slurm in slurm.test.ts, killed workers in survival.test.ts.

import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Resources, runTool, until } from '../harness/resources';
import { WeftHome } from '../harness/weft';
import { BASICS, LONG } from './programs';

const ROOT = path.resolve(__dirname, '..', '..');
const resources = new Resources();
let home: WeftHome;

beforeAll(() => {
  home = new WeftHome(resources);
  home.write('basics.py', BASICS);
  home.write('long.py', LONG);
  home.write('big.py', BIG);
  runTool('/usr/bin/python3', ['-c', INPUTS, home.work]);
});
afterAll(() => resources.release());

const BIG = `import numpy as np
import weft


@weft.task
def big(n):
    return np.ones(n)
`;

const INPUTS = `
import sys
import numpy as np
folder = sys.argv[1]
a = np.arange(6.0).reshape(2, 3)
np.save(folder + '/a.npy', a)
np.save(folder + '/long.npy', np.arange(4.0))
np.save(folder + '/half.npy', a.astype(np.float16))
np.save(folder + '/axes.npy', np.zeros((1,) * 9))
np.save(folder + '/object.npy', np.array([1, 'x'], dtype=object))
np.savez(folder + '/pair.npz', a=a, b=a)
whole = open(folder + '/a.npy', 'rb').read()
open(folder + '/cut.npy', 'wb').write(whole[:-20])
open(folder + '/text.npy', 'w').write('1 2 3')
archive = bytearray(open(folder + '/pair.npz', 'rb').read())
archive[200] ^= 1
open(folder + '/damaged.npz', 'wb').write(archive)
`;

describe('an input', () => {
  it.each([
    ['of another element type', '@half.npy', /elements of type `<f2`/, /astype/],
    ['of objects', '@object.npy', /elements of type `\|O`/, /astype/],
    ['of too many axes', '@axes.npy', /9 axes/, /reshape/],
    ['cut short', '@cut.npy', /its header promises/, /np\.save/],
    ['that is no array', '@text.npy', /not an \.npy file/, /np\.save/],
    ['that is not there', '@none.npy', /does not exist/, /correct the path/],
    ['of an archive without its key', '@pair.npz', /several arrays/, /`a`, `b`/],
    ['of a damaged archive', '@damaged.npz:a', /damaged/, /np\.savez/],
    ['of the target that is not there', 'remote:none.npy', /No such file/, /check the path on the target/],
  ])('%s is named, with what to do', async (_, value, message, help) => {
    const result = await home.json(['run', 'basics.py', '--arg', `a=${value}`]);
    expect(result).toMatchObject({
      status: 2,
      state: 'error',
      error: { message: expect.stringMatching(message), help: expect.stringMatching(help) },
    });
    expect(result.stderr).toMatch(/ {2}help: /);
  });

  it('of text is refused where a number is needed', async () => {
    const result = await home.json(['run', 'basics.py:scale', '--arg', 'a=@a.npy', '--arg', "factor='two'"]);
    const diagnostic = { code: 'WEFT201', message: expect.stringMatching(/`\*` does not take .* and `str`/) };
    expect(result).toMatchObject({ status: 1, state: 'refused', diagnostics: [diagnostic] });
  });

  it('of another shape fails where it is used, with both shapes, in text and in JSON', async () => {
    const args = ['run', 'basics.py:scale', '--arg', 'a=@a.npy', '--arg', 'factor=@long.npy'];
    const result = await home.json(args);
    expect(result).toMatchObject({
      status: 3,
      state: 'failed',
      results: [],
      error: {
        kind: 'ValueError',
        file: 'basics.py',
        line: 12,
        column: 11,
        function: 'scale',
        shapes: ['(2, 3)', '(4,)'],
      },
    });
    expect(result.stderr).toMatch(/^basics\.py:12:12: ValueError in `scale`: .*\(2,3\) \(4,\)/m);
    expect(result.stderr).toMatch(/operand shapes: \(2, 3\), \(4,\)/);
    const fetched = await home.run(['fetch', result.job]);
    expect(fetched.stderr).toMatch(/^basics\.py:12:12: ValueError/m);
    expect(fetched.status).toBe(3);
  });

  it('of another number of axes is refused before anything runs', async () => {
    home.write('assign.py', 'def fill(target, value):\n    target[:] = value\n');
    const end = await home.run(['run', 'assign.py:fill', '--arg', 'target=@long.npy', '--arg', 'value=@a.npy']);
    expect(end.stderr).toMatch(/^assign\.py:2:5: error\[WEFT201\]: .*more axes than the target/m);
    expect(end.status).toBe(1);
  });
});

describe('a command line', () => {
  it.each([[['run', 'basics.py', '--bogus']], [['run']], [['frobnicate']]])(
    'that is wrong gets its one object of JSON: %j',
    async (args) => {
      expect(await home.json(args)).toMatchObject({ status: 2, state: 'error', error: { code: 'WEFT461' } });
    },
  );
});

describe('a corrupt profile', () => {
  const folder = path.join(ROOT, 'test', 'profiles');
  const broken = ['cut-short', 'not-a-profile', 'wild-offset', 'uneven-columns', 'unknown-site', 'ends-before-start'];
  it.each([...broken, 'newer-format'])('%s is refused', async (name) => {
    expect(readdirSync(folder)).toContain(`${name}.weftprof`);
    const end = await home.run(['profile', path.join(folder, `${name}.weftprof`), '--csv', 'never.csv']);
    expect(end.status).toBe(2);
    expect(end.stderr).toMatch(/\[WEFT52\d\]\n {2}help: (run the program again|open )/);
    expect(existsSync(path.join(home.work, 'never.csv'))).toBe(false);
  });
});

describe('a corrupt graph', () => {
  it('is refused by the worker, and the job says so', async () => {
    // Takes every core, so that the next job waits while its graph is changed.
    const first = (await home.run(['run', 'long.py', '--arg', 'steps=2000000000000', '--detach'])).stdout.trim();
    await until('it runs', () => home.events(first).some((event) => event.state === 'running') || undefined);
    const job = (await home.run(['run', 'basics.py', '--arg', 'a=[1.0]', '--detach'])).stdout.trim();
    writeFileSync(path.join(home.root, 'jobs', job, 'graph'), 'no graph');
    await home.run(['cancel', first]);
    const result = await home.json(['fetch', job]);
    expect(result).toMatchObject({
      status: 3,
      state: 'failed',
      error: {
        code: 'WEFT500',
        message: expect.stringMatching(/no task graph/),
        help: expect.stringMatching(/run the program again/),
      },
    });
    expect(result.stderr).toMatch(/no task graph\n {2}help: /);
  });
});

describe('a full disk', () => {
  const smallDisk = (name: string): string => {
    const folder = path.join(home.folder, name);
    mkdirSync(folder);
    runTool('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', folder]);
    resources.defer(() => void runTool('umount', ['-l', folder]));
    return folder;
  };

  it('of the target fails the job with what is missing where', async () => {
    const root = path.join(smallDisk('target-disk'), 'root');
    const result = await home.json(['run', 'big.py', '--arg', 'n=2000000'], { env: { WEFT_HOME: root } });
    runTool(path.join(home.env.WEFT_DAEMON_DIR ?? '', 'weftd'), ['stop', '--root', root], { env: home.env });
    expect(result).toMatchObject({
      status: 3,
      state: 'failed',
      error: {
        code: 'WEFT534',
        message: expect.stringMatching(/need \d+ bytes in .*target-disk.* left/),
        help: expect.stringMatching(/free space/),
      },
    });
  });

  it('of this machine leaves the results on the target, and nothing half-written here', async () => {
    const disk = smallDisk('own-disk');
    const result = await home.json(['run', 'big.py', '--arg', 'n=2000000', '--out', path.join(disk, 'out')]);
    expect(result).toMatchObject({
      status: 4,
      error: { code: 'WEFT458', message: expect.stringMatching(/no space/) },
    });
    const again = /weft fetch (\S+) --out/.exec(result.error.help)?.[1] ?? '';
    expect(readdirSync(path.join(disk, 'out'))).toEqual([]);
    expect(await home.json(['fetch', again, '--out', 'elsewhere'])).toMatchObject({ status: 0, state: 'done' });
  });
});
