// SPDX-License-Identifier: Apache-2.0
// Helper functions at the top of the module: of arrays that they may change, with defaults, keywords, early returns, recursion.

import { scopeOf } from './scalars';
import { Block, type Shared } from './statements';
import type { ArrayName } from './values';

/** Writes a helper for arrays of `block`, and a call of it there. */
export function helper(shared: Shared, block: Block): void {
  const { random } = shared;
  const name = block.name('h');
  const given = Array.from({ length: Math.min(block.scope.arrays.length, 1 + random.below(2)) }, () =>
    random.pick(block.scope.arrays),
  );
  const parameters: ArrayName[] = given.map((each, i) => ({ ...each, text: `p${i}` }));
  const scope = scopeOf([...parameters], ['n'], ['scale']);
  const inner = new Block(shared, scope, 1, block.isFrozen, true);
  const result = inner.expressions.any(2);
  inner.emit(`out = ${result.text}`);
  const out = inner.addArray('out', result);
  for (let i = 0; i < 1 + random.below(3); i++) inner.statement(1);
  if (random.chance(0.4)) {
    inner.emit(`if ${inner.scalars.condition(1)}:`);
    inner.emit(`    return out, n % 5`);
    for (let i = 0; i < 1 + random.below(2); i++) inner.statement(1);
  }
  if (random.chance(0.3)) {
    // Out of a loop within a loop.
    const [i, j] = [inner.name('i'), inner.name('i')];
    inner.emit(`for ${i} in range(3):`);
    inner.emit(`    for ${j} in range(${i}, 4):`);
    inner.emit(
      `        if ${random.pick([`${i} * ${j} > n`, `${j} == n % 5`, `(${i} + ${j}) % 4 == 3 and ${inner.scalars.condition(1)}`])}:`,
    );
    inner.emit(`            return ${random.pick(['out', 'np.copy(out)'])}, ${i} * 4 + ${j}`);
  }
  const number = inner.scalars.int(1);
  inner.emit(`return out, ${number}`);
  const head = `def ${name}(${[...parameters.map((each) => each.text), 'n', `scale=${random.pick(['0.5', '2.0'])}`].join(', ')}):`;
  shared.helpers.push(head, ...inner.lines, '', '');
  const [made, count] = [block.name('v'), block.name('n')];
  const options = random.chance(0.4) ? `, scale=${block.scalars.float(1)}` : '';
  const number2 = `${random.chance(0.3) ? 'n=' : ''}${block.scalars.int(1)}`;
  block.emit(`${made}, ${count} = ${name}(${[...given.map((each) => each.text), number2].join(', ')}${options})`);
  block.addArray(made, { ...out, text: made });
  block.scope.ints.push(count);
}

/** A function that calls itself, and a call of it. */
export function recursion(shared: Shared, block: Block): void {
  const { random } = shared;
  const name = block.name('h');
  const form = random.below(2);
  const count = block.name('n');
  shared.helpers.push(
    `def ${name}(n, depth=${1 + random.below(4)}):`,
    '    if depth <= 0 or n > 80:',
    '        return n % 7',
  );
  const step = random.pick(['n + depth', 'n * 2 - depth', '(n - 3) // 2', '-n']);
  if (form === 0) shared.helpers.push(`    return ${name}(${step}, depth - 1) % 50`);
  else shared.helpers.push(`    return (${name}(${step}, depth - 1) - ${name}(n + 1, depth=depth - 2)) % 41`);
  shared.helpers.push('', '');
  block.emit(`${count} = ${name}(${block.scalars.int(1)})`);
  block.scope.ints.push(count);
}
