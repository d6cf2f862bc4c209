// SPDX-License-Identifier: Apache-2.0
// A class of the module with numbers, a list and an array in its attributes; objects with several names, in lists and in tuples.

import { Scalars, scopeOf } from './scalars';
import type { Block } from './statements';

/** Writes the class of a program once, and gives its name. */
function classOf(block: Block): string {
  const { random, helpers } = block.shared;
  if (helpers.some((line) => line.startsWith('class Cell'))) return 'Cell';
  const own = new Scalars(random, scopeOf([], ['self.n', 'by', 'len(self.items)'], ['self.x']));
  const isData = random.chance(0.4);
  const lines = isData
    ? [
        '@dataclass',
        'class Cell:',
        '    n: int',
        `    x: float = ${random.pick(['0.5', '-1.25'])}`,
        '    items: list = field(default_factory=list)',
        '    best: object = None',
      ]
    : [
        'class Cell:',
        `    count = ${random.below(4)}`,
        '',
        `    def __init__(self, n, x=${random.pick(['0.5', '2.0'])}):`,
        '        self.n = n',
        '        self.x = x',
        `        self.items = [${random.pick(['n', 'n, 1', ''])}]`,
        '        self.best = None',
      ];
  lines.push('', '    def step(self, by=2):');
  lines.push(`        if ${own.condition(1)}:`);
  lines.push(
    `            ${random.pick(['return by % 5', 'self.items.append(by % 7)', `self.x = (${own.float(1)}) % 6.5`])}`,
  );
  lines.push(`        self.n = (${own.int(2)}) % 31`);
  lines.push('        if self.best is None or self.n < self.best:', '            self.best = self.n');
  lines.push(`        return ${random.pick(['self.n', 'len(self.items)', 'by % 9'])}`);
  lines.push('', '    @property', '    def size(self):', `        return self.n % 5 + len(self.items)`);
  if (!isData) {
    lines.push('', '    def __lt__(self, other):', '        return (self.n, self.x) < (other.n, other.x)');
    if (random.chance(0.5)) lines.push('', '    def __repr__(self):', "        return f'<{self.n} {self.x:.2f}>'");
  }
  helpers.push(...lines, '', '');
  return 'Cell';
}

/** Makes objects, gives them other names, changes and shows them. */
export function objects(block: Block): void {
  const { random, scope, scalars } = block;
  const cell = classOf(block);
  const shows = block.shared.helpers.some((line) => line.includes('__repr__') || line === '@dataclass');
  const isOrdered = block.shared.helpers.some((line) => line.includes('__lt__'));
  if (scope.objects.length === 0 || random.chance(0.3)) {
    const name = block.name('o');
    block.emit(
      `${name} = ${random.pick([`${cell}(${scalars.int(1)})`, `${cell}(n=${scalars.int(0)}, x=${scalars.float(1)})`])}`,
    );
    scope.objects.push(name);
    for (let i = 1 + random.below(2); i > 0; i--) objects(block);
    return;
  }
  const name = random.pick(scope.objects);
  const other = random.pick(scope.objects);
  const [count, i, own] = [block.name('n'), block.name('j'), block.name('o')];
  const simple = [
    `${name}.n = ${scalars.int(1)}`,
    `${name}.n += ${other}.n % 3`,
    `${name}.x = ${random.pick([`${other}.x`, scalars.float(1)])}`,
    `${name}.items.append(${scalars.int(1)})`,
    `${name}.items = ${random.pick([`${other}.items`, `[${scalars.int(0)}]`])}`,
    `${name}.step(${scalars.int(0)})`,
    `print(${name}.n, ${name}.x, ${name}.items, ${name}.best, ${name}.size, ${name} is ${other})`,
    ...(shows ? [`print(${name}, f'{${other}}')`] : []),
  ];
  const roll = random.below(simple.length + 5);
  if (roll < simple.length) block.emit(simple[roll]!);
  else if (roll === simple.length) {
    block.emit(`${own} = ${name}`);
    scope.objects.push(own);
  } else if (roll === simple.length + 1) {
    block.emit(`${count} = ${name}.step(by=${scalars.int(1)}) + ${name}.size`);
    scope.ints.push(count);
  } else if (roll === simple.length + 2) {
    const list = block.name('o');
    block.emit(`${list} = [${random.pick([`${name}, ${other}`, name])}] + [${cell}(${i}) for ${i} in range(3)]`);
    block.emit(`for ${i} in ${list}:`);
    block.inside(() => {
      block.emit(random.pick([`${i}.step()`, `${i}.n = (${i}.n + ${other}.n) % 17`, `${i}.items = ${name}.items`]));
      if (random.chance(0.3)) block.emit(`if ${i}.n > ${scalars.int(0)}: break`);
    });
    if (random.chance(0.5))
      block.emit(`${list}.sort(${isOrdered && random.chance(0.5) ? '' : 'key=lambda each: (each.n, each.x)'})`);
    block.emit(`${own} = ${random.pick([`${list}[0]`, `${list}[-1]`, `max(${list}, key=lambda each: each.n)`])}`);
    block.emit(`print([${i}.n for ${i} in ${list}], ${own} is ${name})`);
    scope.objects.push(own);
  } else if (roll === simple.length + 3) {
    block.emit(
      `${own} = ${name} if ${scalars.condition(1)} else ${random.pick([other, `${cell}(${scalars.int(0)})`])}`,
    );
    scope.objects.push(own);
  } else {
    const table = block.name('d');
    block.emit(`${table} = {'a': ${name}, 'b': ${other}}`);
    block.emit(`${table}['a'].n = ${scalars.int(1)}`);
    block.emit(`${count} = sum(${i}.n for ${i} in ${table}.values()) % 43`);
    scope.ints.push(count);
  }
}
