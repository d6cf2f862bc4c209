// SPDX-License-Identifier: Apache-2.0
// Lists of whole numbers and lists of such lists: displays, comprehensions with filters, changes, shared rows.

import { Scalars, type Scope } from './scalars';
import type { Block } from './statements';

/** A list of whole numbers that is never empty: a new one, or a change of one at hand. */
export function list(block: Block): void {
  const { random, scope, scalars } = block;
  if (scope.lists.length === 0 || random.chance(0.25)) {
    const name = block.name('l');
    block.emit(`${name} = ${display(block, scope)}`);
    scope.lists.push(name);
    if (random.chance(0.6)) list(block);
    return;
  }
  const name = random.pick(scope.lists);
  const value = scalars.int(1);
  const forms = [
    `${name}.append(${value})`,
    `${name}[${random.pick(['0', '-1'])}] = ${value}`,
    `${name}.reverse()`,
    `${name}.sort(${random.pick(['', '', 'reverse=True'])})`,
    `${name}.insert(${random.below(5) - 2}, ${value})`,
    `${name}.extend([${value}, 3])`,
    `${name} += [${value}]`,
    `${name}.append(${name}.pop())`,
    `${name}.append(${name}.pop(0))`,
    `${name}[0], ${name}[-1] = ${name}[-1], ${name}[0]`,
    `${name} = ${name}[::-1]`,
    `${name} = ${name}[${random.below(3) - 2}:] + [${value}]`,
    `${name} = [${value}] + ${name}[:3]`,
    `${name} = sorted(${name} + [${value}])`,
    `${name}[${value} % len(${name})] += 2`,
  ];
  block.emit(random.pick(forms));
}

/** A list of at least one whole number, as a text. */
function display(block: Block, scope: Scope): string {
  const { random, scalars } = block;
  if (random.chance(0.4)) return `[${Array.from({ length: 1 + random.below(3) }, () => scalars.int(1)).join(', ')}]`;
  const item = block.name('j');
  const inner = new Scalars(random, { ...scope, ints: [...scope.ints, item] });
  const test = random.chance(0.4) ? ` if ${item} == 0 or ${inner.condition(1)}` : '';
  return `[${inner.int(2)} for ${item} in range(1 + ${scalars.int(0)} % 4)${test}]`.replace(
    /range\(1 \+ (.*?) % 4\)/,
    `range(1 + abs($1) % 4)`,
  );
}

/** A list of lists; none of them is ever empty. */
export function grid(block: Block): void {
  const { random, scope, scalars } = block;
  if (scope.grids.length === 0 || random.chance(0.2)) {
    const name = block.name('g');
    if (random.chance(0.4)) {
      const rows = Array.from({ length: 1 + random.below(3) }, () => display(block, scope));
      block.emit(`${name} = [${rows.join(', ')}]`);
    } else {
      const [i, j] = [block.name('j'), block.name('j')];
      const inner = new Scalars(random, { ...scope, ints: [...scope.ints, i, j] });
      const size = `1 + ${random.pick([i, 'abs(k) % 2', '2'])}`;
      block.emit(
        `${name} = [[${inner.int(1)} for ${j} in range(${size})] for ${i} in range(${1 + random.below(3)})]`.replaceAll(
          'abs(k)',
          `abs(${scalars.int(0)})`,
        ),
      );
    }
    scope.grids.push(name);
    for (let i = random.below(4); i > 0; i--) grid(block);
    return;
  }
  const name = random.pick(scope.grids);
  const value = scalars.int(1);
  const row = `${name}[${random.pick(['0', '-1', `${scalars.int(0)} % len(${name})`])}]`;
  const other = `${name}[${random.pick(['0', '-1'])}]`;
  const [x, y] = [block.name('j'), block.name('j')];
  const forms = [
    `${name}.append([${value}, ${scalars.int(0)}])`,
    `${name}.append(${other})`,
    `${name}.append(${other}[:])`,
    `${row}.append(${value})`,
    `${row}[${random.pick(['0', '-1'])}] = ${value}`,
    `${row} = [${value}]`,
    `${row}.append(${row}.pop())`,
    `${name}[0], ${name}[-1] = ${name}[-1], ${name}[0]`,
    `${name}.reverse()`,
    `${name}.insert(0, ${name}.pop())`,
    `${row}.sort()`,
    `${row}[0] += ${value}`,
    `${row}[-1], ${row}[0] = ${row}[0], ${row}[-1]`,
  ];
  const roll = random.below(forms.length + 5);
  if (roll < forms.length) {
    block.emit(forms[roll]!);
  } else if (roll === forms.length) {
    const own = block.name('l');
    block.emit(`${own} = ${row}`);
    scope.lists.push(own);
  } else if (roll === forms.length + 1) {
    const own = block.name('l');
    const inner = new Scalars(random, { ...scope, ints: [...scope.ints, y] });
    block.emit(
      `${own} = [0] + [${y} % 17 for ${x} in ${name} for ${y} in ${x}${random.chance(0.5) ? ` if ${inner.condition(1)}` : ''}]`,
    );
    scope.lists.push(own);
  } else if (roll === forms.length + 2) {
    const own = block.name('n');
    const reduce = random.pick([
      `sum(len(${x}) for ${x} in ${name})`,
      `max(max(${x}) for ${x} in ${name}) % 43`,
      `sum([sum(${x}) for ${x} in ${name}]) % 37`,
      `min(min(${x}) for ${x} in ${name}) % 29`,
      `len([${x} for ${x} in ${name} if ${x}[0] > 1])`,
    ]);
    block.emit(`${own} = ${reduce}`);
    scope.ints.push(own);
  } else if (roll === forms.length + 3) {
    block.emit(`print(${name}, len(${row}))`);
  } else {
    const count = block.name('n');
    block.emit(`${count} = 0`);
    block.emit(`for ${x} in ${name}.copy():`);
    block.inside(() => {
      block.emit(`for ${y} in ${x}.copy():`);
      block.inside(() => {
        block.emit(`if ${y} ${random.pick(['>', '<', '=='])} ${scalars.int(0)}:`);
        block.inside(() => block.emit(random.pick(['break', 'continue', `${x}[0] = 1`, `${count} -= 1`])));
        block.emit(`${count} = (${count} + ${y}) % 59`);
      });
      if (random.chance(0.4)) {
        block.emit('else:');
        block.inside(() => block.emit(`${count} += ${random.pick(['1', `len(${x})`])}`));
      }
    });
    scope.ints.push(count);
  }
}
