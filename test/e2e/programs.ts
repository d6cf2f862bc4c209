// SPDX-License-Identifier: Apache-2.0
// Programs that the end-to-end tests run. Plain NumPy, within what every part compiles.

/** Several results, a mutated argument, an error with shapes, defaults: one file for the command line's tests. */
export const BASICS = `import numpy as np
import weft


@weft.task
def main(a, k=2):
    b = a * k
    return b, b.sum()


def scale(a, factor=2.0):
    a[:] = a * factor
    return a.sum()


def product(a, b):
    return a @ b


def pick(a, i):
    total = 0.0
    for j in range(i):
        total += a[j]
    return total
`;

/** Runs for as long as \`steps\` says: about a second for each 2e8 on the machines seen so far. Stops early when cancelled. */
export const LONG = `import weft


@weft.task
def spin(steps):
    x = 0.5
    for i in range(steps):
        x = x * 0.999999 + 0.25
    return x
`;

export const REFUSED = `import weft


@weft.task
def main(a):
    try:
        return a / 2
    except ValueError:
        return a
`;

/** The types of its results are those of files. */
export const READS = `import numpy as np

import weft


@weft.task
def product():
    """A shape error that only the file tells."""
    a = np.load("a.npy")
    return np.eye(4) @ a


@weft.task
def nothing():
    return np.load("absent.npy")


@weft.task
def rows():
    first, second = np.load("a.npy")
    return first, second
`;

/** What they print: the same on both sides, the time, and a warning. */
export const PRINTS = `import time

import numpy as np

import weft


@weft.task
def steps():
    a = np.arange(4.0)
    for i in range(3):
        print(f"step {i}:", a.mean() / 3, a / 7)
    print("done")
    return a


@weft.task
def clock():
    print("start")
    print("at", int(time.time() * 1e6))
    return 1


@weft.task
def warning():
    return 1.0 / np.arange(3.0)
`;
