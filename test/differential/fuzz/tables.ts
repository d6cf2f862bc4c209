// SPDX-License-Identifier: Apache-2.0
// Dictionaries with whole numbers, pairs and texts as keys, dictionaries of lists, and sets of whole numbers.

import { Scalars } from './scalars';
import type { Block } from './statements';

/** A dictionary from small whole numbers to small whole numbers: a new one, a change, or a walk over one. */
export function table(block: Block): void {
  const { random, scope, scalars } = block;
  if (scope.tables.length === 0 || random.chance(0.25)) {
    const name = block.name('d');
    block.emit(`${name} = ${newTable(block)}`);
    scope.tables.push(name);
    for (let i = random.below(3); i > 0; i--) table(block);
    return;
  }
  const name = random.pick(scope.tables);
  const [key, value] = [scalars.int(1), scalars.int(1)];
  const forms = [
    `${name}[${key}] = ${value}`,
    `${name}[${key} % 4] = ${name}.get(${key} % 4, 0) % 50 + 1`,
    `${name}.setdefault(${key}, ${value})`,
    `${name}.pop(${key}, None)`,
    `${name}.update({${key}: ${value}, 2: 5})`,
    `${name} |= {${key}: ${value}}`,
    `${name} = {**${name}, ${key}: ${value}}`,
    `${name} = dict(sorted(${name}.items(), key=lambda item: (item[1], item[0])))`,
    `print(${name}, ${key} in ${name})`,
    `print(list(${name}.items())[:3], list(${name}.keys()), max(${name}.values(), default=7))`,
  ];
  const roll = random.below(forms.length + 4);
  const [k, v] = [block.name('j'), block.name('j')];
  if (roll < forms.length) block.emit(forms[roll]!);
  else if (roll === forms.length) {
    block.emit(`if ${key} in ${name}:`);
    block.inside(() => block.emit(random.pick([`del ${name}[${key}]`, `${name}[${key}] = -${name}[${key}] % 41`])));
  } else if (roll === forms.length + 1) {
    const count = block.name('n');
    block.emit(`${count} = ${scalars.int(0)}`);
    block.emit(`for ${k}, ${v} in ${random.pick([`${name}.items()`, `sorted(${name}.items())`])}:`);
    const inner = new Scalars(random, { ...scope, ints: [...scope.ints, k, v, count] });
    block.inside(() => {
      if (random.chance(0.4)) {
        block.emit(`if ${inner.condition(1)}:`);
        block.inside(() => block.emit(random.pick(['break', 'continue', `${name}[${k}] = 3`])));
      }
      block.emit(`${count} = (${count} * 3 + ${random.pick([k, v, `${k} - ${v}`])}) % 61`);
    });
    scope.ints.push(count);
  } else if (roll === forms.length + 2) {
    const own = block.name('l');
    block.emit(
      `${own} = [0] + ${random.pick([`list(${name})`, `sorted(${name})`, `[${k} - ${v} for ${k}, ${v} in ${name}.items()]`])}`,
    );
    block.emit(`${own} = [${k} % 43 for ${k} in ${own}]`);
    scope.lists.push(own);
  } else pairs(block);
}

function newTable(block: Block): string {
  const { random, scope, scalars } = block;
  const k = block.name('j');
  const inner = new Scalars(random, { ...scope, ints: [...scope.ints, k] });
  const forms = [
    '{}',
    `{${scalars.int(1)}: ${scalars.int(1)}, ${scalars.int(0)}: 3}`,
    `{${k}: (${inner.int(1)}) % 37 for ${k} in range(${1 + random.below(5)})${random.chance(0.4) ? ` if ${inner.condition(1)}` : ''}}`,
    `{(${inner.int(1)}) % 5: ${k} for ${k} in range(4)}`,
  ];
  if (scope.lists.length > 0) {
    const list = random.pick(scope.lists);
    forms.push(`{${k}: ${list}.count(${k}) for ${k} in ${list}}`, `dict(zip(${list}, range(9)))`);
  }
  return random.pick(forms);
}

/** A dictionary with pairs or texts as keys, used at once. */
function pairs(block: Block): void {
  const { random, scope, scalars } = block;
  const [name, count, i] = [block.name('d'), block.name('n'), block.name('j')];
  const inner = new Scalars(random, { ...scope, ints: [...scope.ints, i] });
  const key = random.pick([
    `(${i}, ${inner.int(1)} % 3)`,
    `f'{${inner.int(1)} % 4}'`,
    `(f'k{${i} % 2}', ${inner.int(0)} % 3)`,
    `(${inner.float(1)}) % 2.5`,
    `tuple(sorted((${i}, ${inner.int(0)})))`,
  ]);
  block.emit(`${name} = {}`);
  block.emit(`for ${i} in range(${2 + random.below(4)}):`);
  block.inside(() => {
    const [before, after] = random.pick([
      ['0', '+ 1'],
      ['0.5', `* ${inner.float(0)} % 9.5`],
    ]);
    block.emit(`${name}[${key}] = ${name}.get(${key}, ${before}) ${after}`);
  });
  block.emit(`print(${name}, len(${name}))`);
  block.emit(`${count} = len(${name}) + ${scalars.int(0)} % 3`);
  scope.ints.push(count);
}

/** A dictionary of lists: rows are shared with other names. */
export function groups(block: Block): void {
  const { random, scope, scalars } = block;
  const [name, i, row] = [block.name('d'), block.name('j'), block.name('l')];
  const inner = new Scalars(random, { ...scope, ints: [...scope.ints, i] });
  const size = 2 + random.below(2);
  block.emit(random.chance(0.5) ? `${name} = {}` : `${name} = {${i}: [${i}] for ${i} in range(2)}`);
  block.emit(`for ${i} in range(${3 + random.below(4)}):`);
  block.inside(() => block.emit(`${name}.setdefault(${inner.int(1)} % ${size}, []).append((${inner.int(1)}) % 29)`));
  block.emit(`${row} = ${name}.setdefault(${scalars.int(0)} % ${size}, [1])`);
  block.emit(`${row}.append(${scalars.int(1)})`);
  if (random.chance(0.4)) block.emit(`${name}[${scalars.int(0)} % ${size}] = ${row}`);
  if (random.chance(0.4)) block.emit(`${row}[0] = ${scalars.int(1)}`);
  block.emit(
    random.pick([
      `print(${name})`,
      `print({${i}: sum(${name}[${i}]) for ${i} in sorted(${name})})`,
      `print(max(${name}, key=lambda each: (len(${name}[each]), each)), ${name}.values())`,
    ]),
  );
  scope.lists.push(row);
}

/** A set of whole numbers, changed and combined with another. */
export function set(block: Block): void {
  const { random, scope, scalars } = block;
  const [a, b, i, count] = [block.name('e'), block.name('e'), block.name('j'), block.name('n')];
  const inner = new Scalars(random, { ...scope, ints: [...scope.ints, i] });
  block.emit(
    `${a} = ${random.pick(['set()', `{${scalars.int(1)}, ${scalars.int(0)}}`, `{(${inner.int(1)}) % 19 for ${i} in range(6)}`])}`,
  );
  block.emit(`${a}.add(${scalars.int(0)})`);
  block.emit(`${b} = {${scalars.int(1)}, 3, ${scalars.int(0)}}`);
  for (let k = random.below(3); k > 0; k--) {
    block.emit(
      random.pick([
        `${a}.add(${scalars.int(1)})`,
        `${a}.discard(${scalars.int(0)})`,
        `${a} ${random.pick(['|=', '&=', '-=', '^='])} ${b}`,
        `${a} = ${a} ${random.pick(['|', '&', '-', '^'])} ${b}`,
        `${a}.update([${scalars.int(0)}, 4])`,
      ]),
    );
  }
  block.emit(`print(${random.pick([a, `sorted(${a})`, `${a} <= ${b}, len(${a})`, `${a} == ${b}, ${a} | ${b}`])})`);
  block.emit(`${count} = sum(${a}) % 37 + (${scalars.int(0)} in ${b})`);
  scope.ints.push(count);
}
