// SPDX-License-Identifier: Apache-2.0
// Codes of Python's functions, statements and text.

import type { CodeRow } from './code-row';

const TASK = 'import weft\n\n@weft.task\n';

export const PYTHON_CODES = {
  WEFT113: {
    title: 'Mutable default',
    severity: 'error',
    what: 'The default of `{name}` is a list, dictionary or set',
    why: 'Python makes it once, and all calls share and change it',
    instead: 'Write `None` and make it in the function, or use a tuple',
    example: `${TASK}def f(a: float):\n    def g(x, seen=[]):\n        return x\n    return g(a)\n`,
    fix: `${TASK}def f(a: float):\n    def g(x, seen=()):\n        return x\n    return g(a)\n`,
  },
  WEFT114: {
    title: 'Assignment expression that may be skipped',
    severity: 'error',
    what: 'The assignment of `{name}` may be skipped',
    why: 'Python runs this part of the expression on some paths only',
    instead: 'Assign the name in a statement of its own before',
    example: `${TASK}def f(a: float):\n    if a > 0 and (b := a * 2) > 1:\n        return a\n    return 0.0\n`,
    fix: `${TASK}def f(a: float):\n    b = a * 2\n    if a > 0 and b > 1:\n        return a\n    return 0.0\n`,
  },
  WEFT115: {
    title: 'Default of a shared function',
    severity: 'error',
    what: 'Function `{name}` has a default that is known only at run time',
    why: 'another inner function calls it',
    instead: 'Give the value as an argument instead of a default',
    example: `${TASK}def f(a: float):\n    def g(x, scale=a * 2):\n        return x * scale\n    def h(x):\n        return g(x) + 1\n    return h(a)\n`,
    fix: `${TASK}def f(a: float):\n    scale = a * 2\n    def g(x):\n        return x * scale\n    def h(x):\n        return g(x) + 1\n    return h(a)\n`,
  },
  WEFT116: {
    title: 'Assignment to a name of the function around',
    severity: 'error',
    what: '`nonlocal` cannot be compiled',
    why: 'an inner function reads the names around it and assigns none',
    instead: 'Return the new value and assign it where the function is called',
    example: `${TASK}def f(a: float):\n    total = 0.0\n    def add(x):\n        nonlocal total\n        total = total + x\n    add(a)\n    return total\n`,
    fix: `${TASK}def f(a: float):\n    total = 0.0\n    def add(x):\n        return total + x\n    total = add(a)\n    return total\n`,
  },
  WEFT117: {
    title: 'Raise of another exception',
    severity: 'error',
    what: 'This `raise` cannot be compiled',
    why: '{reason}',
    instead: 'Raise one of Python\'s own exceptions with one text, as in `raise ValueError("text")`',
    example: `${TASK}def f(a: float):\n    if a < 0:\n        raise ValueError("negative", a)\n    return a\n`,
    fix: `${TASK}def f(a: float):\n    if a < 0:\n        raise ValueError(f"negative: {a}")\n    return a\n`,
  },
  WEFT118: {
    title: 'With statement',
    severity: 'error',
    what: 'This `with` cannot be compiled',
    why: '{reason}',
    instead: 'Write the block without it; `with np.errstate(...)` that ignores or warns may stay',
    example: `import numpy as np\n${TASK}def f(a: float):\n    with np.errstate(all="raise"):\n        return np.log(a)\n`,
    fix: `import numpy as np\n${TASK}def f(a: float):\n    with np.errstate(all="ignore"):\n        return np.log(a)\n`,
  },
  WEFT119: {
    title: 'Function that may not be defined',
    severity: 'error',
    what: 'Function `{name}` may not be defined here',
    why: 'only some paths to this line define it',
    instead: 'Define it before the loop or the condition',
    example: `${TASK}def f(a: float, n: int):\n    for i in range(n):\n        def g(x):\n            return x * 2\n    return g(a)\n`,
    fix: `${TASK}def f(a: float, n: int):\n    def g(x):\n        return x * 2\n    return g(a)\n`,
  },
  WEFT150: {
    title: 'Text of this value',
    severity: 'error',
    what: 'The text of {type} cannot be made here',
    why: '{reason}',
    instead: 'Write the numbers or arrays in it one by one',
    example: `import numpy as np\n${TASK}def f(a: float):\n    print(np)\n    return a\n`,
    fix: `${TASK}def f(a: float):\n    print(a)\n    return a\n`,
  },
  WEFT152: {
    title: 'Method of a string',
    severity: 'error',
    what: 'Method `{method}` of this string cannot be compiled',
    why: 'the string or an argument is not known while compiling',
    instead: 'Use constant text, or build the text with an f-string',
    example: `${TASK}def f(a: float):\n    print(str(a).upper())\n    return a\n`,
    fix: `${TASK}def f(a: float):\n    print(f"{a:E}")\n    return a\n`,
  },
  WEFT151: {
    title: 'Format template',
    severity: 'error',
    what: 'The template `{template}` cannot be filled here',
    why: 'its fields do not fit the values, or have a form that is not compiled',
    instead: 'Write an f-string',
    example: `${TASK}def f(a: float):\n    print("%s and %s" % (a,))\n    return a\n`,
    fix: `${TASK}def f(a: float):\n    print(f"{a} and {a}")\n    return a\n`,
  },
} as const satisfies Record<`WEFT1${number}`, CodeRow>;
