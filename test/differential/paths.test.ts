// SPDX-License-Identifier: Apache-2.0
// What is of several types by the path of the run does what CPython does.

import { describe, expect, it } from 'vitest';
import { PATH_PROGRAMS } from './path-programs';
import { comparePrograms } from './task-checker';
import { WeftRunner } from './weft';

comparePrograms('types by path', PATH_PROGRAMS);

// Debian's NumPy writes its texts as Python does: this is the answer of NumPy 2.
const TEXTS = `import numpy as np
def task(n):
    rng = np.random.default_rng(n)
    x = rng.choice(["it's"])
    print(x, [x, "k"], f"{x!r} {x}", {x: (x,)}, str(x), x.split("k"), [str(x), x + "", max(x, "a")])
    return {"k": 1}[x]
`;

describe('texts of NumPy', () => {
  it('are written as NumPy 2 writes them', async () => {
    const runner = await WeftRunner.create();
    try {
      const ran = await runner.run(TEXTS, 'task', [{ name: 'n', type: { kind: 'int' }, value: 3 }]);
      const own = `np.str_("it's")`;
      expect(ran).toMatchObject({
        kind: 'raised',
        message: own,
        log: expect.stringContaining(
          `it's [${own}, 'k'] ${own} it's {${own}: (${own},)} it's [${own}] ["it's", "it's", ${own}]\n`,
        ),
      });
    } finally {
      await runner.close();
    }
  });
});
