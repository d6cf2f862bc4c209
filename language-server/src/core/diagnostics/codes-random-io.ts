// SPDX-License-Identifier: Apache-2.0
// Diagnostics of random numbers and of files: WEFT270 to WEFT276.

import type { CodeRow } from './code-row';

export const RANDOM_IO_CODES = {
  WEFT270: {
    title: 'Random numbers without a seed',
    severity: 'warning',
    what: 'The numbers of `{function}` are others in every run',
    why: '{reason}',
    instead: '{instead}',
    example:
      'import weft\nimport numpy as np\n\n@weft.task\ndef f(n: int):\n    rng = np.random.default_rng()\n    return rng.normal(size=n)\n',
    fix: 'import weft\nimport numpy as np\n\n@weft.task\ndef f(n: int):\n    rng = np.random.default_rng(0)\n    return rng.normal(size=n)\n',
  },
  WEFT271: {
    title: 'Random generator as a result',
    severity: 'error',
    what: 'A task cannot give back {type}',
    why: 'results are numbers and arrays, and its state stays where the task runs',
    instead: 'Return the numbers, and make the next generator from a seed',
    example:
      'import weft\nimport numpy as np\n\n@weft.task\ndef f(n: int):\n    rng = np.random.default_rng(n)\n    return rng\n',
    fix: 'import weft\nimport numpy as np\n\n@weft.task\ndef f(n: int):\n    rng = np.random.default_rng(n)\n    return rng.random(n)\n',
  },
  WEFT272: {
    title: 'Random function not compiled',
    severity: 'error',
    what: '`{function}` is not compiled',
    why: '{reason}',
    instead: '{instead}',
    example:
      'import weft\nimport numpy as np\n\n@weft.task\ndef f(n: int):\n    rng = np.random.Generator(np.random.Philox(n))\n    return rng.random(n)\n',
    fix: 'import weft\nimport numpy as np\n\n@weft.task\ndef f(n: int):\n    rng = np.random.Generator(np.random.PCG64(n))\n    return rng.random(n)\n',
  },
  WEFT273: {
    title: 'Part of a data file',
    severity: 'error',
    what: '{what} cannot be compiled',
    why: '{reason}',
    instead: '{instead}',
    example:
      "# entry: f\n# call: ()\nimport numpy as np\n\ndef f():\n    data = np.load('points.npz')\n    return data[0]\n",
    fix: '# entry: f\n# call: points=f64[n,2]\nimport numpy as np\n\ndef f(points: np.ndarray):\n    return points[0]\n',
  },
  WEFT274: {
    title: 'Data file that cannot be read',
    severity: 'info',
    what: '`{path}` cannot be read on {target}',
    why: '{reason}',
    instead: 'Correct the name, or make the file before the task runs',
    example:
      "# unreadable: points.npy\nimport weft\nimport numpy as np\n\n@weft.task\ndef f():\n    return np.load('points.npy')\n",
    fix: "# file: points.npy f64[100,3]\nimport weft\nimport numpy as np\n\n@weft.task\ndef f():\n    return np.load('points.npy')\n",
  },
} as const satisfies Record<string, CodeRow>;
