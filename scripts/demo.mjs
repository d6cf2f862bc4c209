// SPDX-License-Identifier: Apache-2.0
// npm run demo: builds what is missing, runs two examples on the local target, checks them against NumPy,
// prints where the time went and writes a profile page for each.

import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { buildProduct } from './build.mjs';
import { capture, main, root, StepError } from './lib/shell.mjs';

const weft = path.join(root, 'dist/weft.cjs');
const output = path.join(root, 'build/demo');

const examples = [
  { file: 'examples/kmeans.py', task: 'kmeans', args: [] },
  { file: 'examples/heat.py', task: 'heat', args: ['n=1024', 'sweeps=100'] },
];

async function command(title, program, args, options) {
  const result = await capture(program, args, options);
  if (result.code !== 0) throw new StepError(`${title} failed (exit ${result.code})\n${result.stderr}${result.stdout}`);
  return result.stdout;
}

/** Runs one example, compares it with NumPy and prints its report. Gives whether the answers agree. */
async function demonstrate({ file, task, args }) {
  const folder = path.join(output, task);
  const page = path.join(output, `${task}.html`);
  process.stdout.write(`\n── ${file} ${args.join(' ')}\n`);
  const flags = args.flatMap((arg) => ['--arg', arg]);
  const json = JSON.parse(
    await command(`weft run ${file}`, process.execPath, [
      weft,
      'run',
      file,
      ...flags,
      '--repeat',
      '3',
      '--out',
      folder,
      '--json',
    ]),
  );
  const compared = JSON.parse(
    await command(
      'The comparison with NumPy',
      '/usr/bin/python3',
      ['scripts/lib/compare.py', file, task, folder, ...args],
      {
        env: { ...process.env, PYTHONPATH: path.join(root, 'runtime/python') },
      },
    ),
  );
  const best = Math.min(...json.timing.run_ms);
  const verdict = compared.agree ? 'the same answer as NumPy' : 'NOT the answer of NumPy';
  process.stdout.write(
    `   ${verdict} (largest difference ${compared.largest_difference.toExponential(1)}); ` +
      `Weft ${best.toFixed(1)} ms on ${json.worker.threads} threads, NumPy ${compared.numpy_ms.toFixed(1)} ms: ` +
      `${(compared.numpy_ms / best).toFixed(1)} times as fast\n\n`,
  );
  process.stdout.write(
    await command('weft profile', process.execPath, [weft, 'profile', json.profile, '--html', page]),
  );
  process.stdout.write(await command('weft profile', process.execPath, [weft, 'profile', json.profile]));
  process.stdout.write(`\n   Profile page: ${path.relative(process.cwd(), page)}\n`);
  return compared.agree;
}

await main(async () => {
  await buildProduct();
  rmSync(output, { recursive: true, force: true });
  mkdirSync(output, { recursive: true });
  let agree = true;
  for (const example of examples) agree = (await demonstrate(example)) && agree;
  process.stdout.write(
    '\nThe same in VS Code: npm run editor, open examples/heat.py and click ▶ Run on local above the task\n',
  );
  return agree ? 0 : 1;
});
