// SPDX-License-Identifier: Apache-2.0
// Names that are an int on one path and a float on another, and numbers that may be None. They stay small and exact.

import type { Block } from './statements';

/** Writes a name of several types and statements that use it; it becomes a result of the program. */
export function severalTypes(block: Block): void {
  const { random, scalars } = block;
  const name = block.name('u');
  const int = () => scalars.int(1);
  const float = () => scalars.float(1);
  const bounded = (text: string) => `(${text}) % ${random.pick(['17.5', '9', '-8.25'])}`;
  const size = block.isHelper ? 'n' : 'k';
  const others = block.scope.unions.filter(() => block.isFrozen === 0);
  random.pick([
    () => {
      block.emit(`${name} = ${int()}`);
      block.emit(`if ${scalars.condition(1)}:`);
      block.emit(`    ${name} = ${bounded(`${name} ${random.pick(['+', '*', '-'])} ${float()}`)}`);
      if (random.chance(0.4)) {
        block.emit('else:');
        block.emit(`    ${name} = ${random.pick(['None', int(), 'True'])}`);
      }
    },
    () => {
      const i = block.name('i');
      block.emit(`${name} = ${random.pick(['0', int(), 'None'])}`);
      block.emit(`for ${i} in range(${random.pick([size, '3', `${size} - 2`, int()])}):`);
      block.emit(`    if ${name} is None${random.chance(0.5) ? ` or ${float()} < ${name}` : ''}:`);
      block.emit(`        ${name} = ${random.pick([float(), i, int()])}`);
      if (random.chance(0.5)) block.emit(`        ${random.pick(['continue', 'pass', 'pass'])}`);
      if (random.chance(0.3)) {
        block.emit(`    if ${name} is not None and ${name} > ${int()}:`);
        block.emit(`        break`);
      }
      block.emit(`    ${name} = ${bounded(`${name} + ${random.pick([float(), i])}`)}`);
      if (random.chance(0.2)) {
        block.emit('else:');
        block.emit(`    ${name} = ${random.pick([int(), 'None', float()])}`);
      }
    },
    () => block.emit(`${name} = ${int()} if ${scalars.condition(1)} else ${random.pick([float(), 'None', 'False'])}`),
    () =>
      block.emit(
        `${name} = ${random.pick(['max', 'min'])}(${int()}, ${float()}${random.chance(0.3) ? `, ${int()}` : ''})`,
      ),
    () => block.emit(`${name} = ${int()} ${random.pick(['and', 'or'])} ${float()}`),
    () => {
      const other = block.name('w');
      block.emit(`${name} = ${random.pick(['0', int()])}`);
      block.emit(`${other} = 0`);
      block.emit(`while ${other} < ${random.pick([size, '4'])} and (${name} is None or ${name} < 20):`);
      block.emit(`    ${other} += 1`);
      block.emit(
        `    ${name} = ${random.pick([`${name} + ${float()} if ${name} is not None else ${int()}`, `None if ${scalars.condition(0)} else ${float()}`])}`,
      );
    },
  ])();
  const older = others.length > 0 && random.chance(0.6) ? random.pick(others) : name;
  if (random.chance(0.5)) {
    const used = block.name('u');
    block.emit(`if ${older} is None:`);
    block.emit(`    ${used} = ${random.pick([int(), float(), 'None'])}`);
    block.emit('else:');
    block.emit(`    ${used} = ${bounded(`${older} * ${random.pick(['2', '0.5', int()])}`)}`);
    if (random.chance(0.5)) block.emit(`print(${used}, ${older})`);
    block.scope.unions.push(used);
  }
  block.scope.unions.push(name);
}
