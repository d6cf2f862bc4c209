# SPDX-License-Identifier: Apache-2.0
"""The Mandelbrot set: how many steps each point of the plane takes to escape."""

import numpy as np

import weft


@weft.task
def mandelbrot(size, limit=100):
    """Escape counts on a `size` by `size` grid over [-2, 0.5] x [-1.25, 1.25], at most `limit` steps."""
    x = np.linspace(-2.0, 0.5, size)
    y = np.linspace(-1.25, 1.25, size)
    counts = np.zeros((size, size), dtype=np.int64)
    for row in range(size):
        for column in range(size):
            real = 0.0
            imaginary = 0.0
            step = 0
            while step < limit and real * real + imaginary * imaginary <= 4.0:
                squared = real * real - imaginary * imaginary + float(x[column])
                imaginary = 2.0 * real * imaginary + float(y[row])
                real = squared
                step += 1
            counts[row, column] = step
    return counts


if __name__ == "__main__":
    print(mandelbrot(40))
