// SPDX-License-Identifier: Apache-2.0
// Loops within loops with breaks out of both, `else` of loops, swaps, errors that a program raises.

import type { Block } from './statements';
import { product, same } from './values';

/** `while True` with a loop inside it; each is left or shortened by its own conditions. */
export function nest(block: Block, depth: number): void {
  const { random, scope } = block;
  const [i, j] = [block.name('i'), block.name('i')];
  const { ints } = scope;
  const leave = (names: readonly string[]) => {
    block.emit(
      `if ${random.chance(0.5) ? block.scalars.condition(1) : `${random.pick(names)} % 3 == ${random.below(3)}`}:`,
    );
    const names_ = [scope.ints, scope.floats].map((each) => [...each]);
    block.inside(() => {
      if (random.chance(0.3)) block.number();
      block.emit(random.pick(['break', 'continue']));
    });
    [scope.ints, scope.floats] = names_ as [string[], string[]];
  };
  const count = 1 + random.below(4);
  block.emit(`${i} = 0`);
  const isForever = random.chance(0.5);
  block.emit(isForever ? 'while True:' : `while ${i} < ${count}:`);
  block.loops++;
  scope.ints = [...scope.ints, i];
  block.inside(() => {
    block.emit(`${i} += 1`);
    if (isForever) {
      block.emit(`if ${i} > ${count}:`);
      block.inside(() => block.emit('break'));
    }
    if (random.chance(0.4)) leave([i]);
    block.emit(`for ${j} in range(${random.pick([i, '3', '2, -1, -1', `${i}, 5`])}):`);
    scope.ints = [...scope.ints, j];
    block.inside(() => leave([i, j]));
    block.body(depth - 1, 1 + random.below(2));
    scope.ints = scope.ints.filter((each) => each !== j);
    if (random.chance(0.5)) {
      block.emit('else:');
      block.inside(() => block.emit(random.pick([`${i} += 1`, 'pass', 'continue', ...(isForever ? ['break'] : [])])));
    }
    if (random.chance(0.3)) leave([i]);
  });
  scope.ints = ints;
  if (!isForever && random.chance(0.5)) {
    block.emit('else:');
    block.body(depth - 1, 1);
  }
  block.loops--;
}

/** Two names exchange what they stand for. */
export function swap(block: Block): void {
  const { random, scope } = block;
  const ints = scope.ints.filter((each) => each.startsWith('n') && each.length > 1);
  const arrays = scope.arrays.filter((each) => each.text.startsWith('v'));
  if (random.chance(0.5) && block.loops === 0 && block.indent === 1 && arrays.length > 1) {
    const a = random.pick(arrays);
    const others = arrays.filter((each) => each !== a && each.dtype === a.dtype && same(each.shape, a.shape));
    if (others.length > 0) {
      const b = random.pick(others);
      block.emit(`${a.text}, ${b.text} = ${b.text}, ${a.text}`);
      const place = (each: typeof a) => scope.arrays.findIndex((other) => other.text === each.text);
      const [at, to] = [place(a), place(b)];
      scope.arrays[at] = { ...b, text: a.text };
      scope.arrays[to] = { ...a, text: b.text };
      return;
    }
  }
  if (ints.length < 2) {
    block.number();
    return;
  }
  const [a, b] = [random.pick(ints), random.pick(ints)];
  if (a === b) block.emit(`${a} = ${a} * 3 % 23`);
  else block.emit(random.pick([`${a}, ${b} = ${b}, ${a}`, `${a}, ${b} = ${b}, (${a} - ${b}) % 19`]));
}

/** What raises, now and then: the program's own errors and Python's. */
export function failure(block: Block): void {
  const { random, scope, scalars } = block;
  const arrays = scope.arrays.filter((each) => each.shape.length > 0 && product(each.shape) > 0);
  const lists = scope.lists;
  const number = scalars.int(1);
  const forms = [
    `raise ValueError(f'{${number}} is bad')`,
    `raise RuntimeError('stop')`,
    `assert ${scalars.condition(1)}, 'must hold'`,
    `raise IndexError(${number})`,
    `print(1 << (${number} % 41 - 2))`,
    `print(${number} % ${scalars.int(1)})`,
    `print(${number} // ${scalars.int(1)})`,
    `print(${scalars.float(1)} / ${scalars.float(0)})`,
    `print(int(${scalars.float(1)} * 1e300 * 1e300))`,
    `print(math.sqrt(${scalars.float(1)}))`,
    `print(math.log(${scalars.int(1)}))`,
    ...(lists.length > 0
      ? [
          `print(${lists[0]}[${number}])`,
          `print(${lists[0]}.index(${number}))`,
          `${lists[0]}.remove(${number})`,
          `print(${lists[0]}.pop(${number}))`,
        ]
      : []),
    ...(arrays.length > 0
      ? [
          `print(${arrays[0]!.text}[${number}].ndim)`,
          `print(np.sum(${arrays[0]!.text}[${number}]) is None)`,
          `print(${arrays[0]!.text}.reshape(${number}, -1).shape)`,
        ]
      : []),
  ];
  const isLast = /remove|index/;
  const form = random.pick(forms);
  if (isLast.test(form) && block.loops > 0) {
    block.number();
    return;
  }
  if (form.startsWith('raise') || random.chance(0.7)) {
    block.emit(`if ${scalars.int(0)} == ${random.below(6)} and ${scalars.condition(1)}:`);
    block.inside(() => block.emit(form));
    // The list may be empty now.
  } else block.emit(form);
  if (/remove|pop/.test(form)) block.emit(`${lists[0]}.append(${number})`);
}
