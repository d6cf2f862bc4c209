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
    names = {"a": a}
    return names
`;
