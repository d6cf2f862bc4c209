# SPDX-License-Identifier: Apache-2.0
"""Adaptive quadrature by Simpson's rule: recursion over functions given as arguments."""

import math

import weft


def simpson(f, a, b):
    return (b - a) / 6 * (f(a) + 4 * f((a + b) / 2) + f(b))


def adaptive(f, a, b, whole, tolerance):
    middle = (a + b) / 2
    left, right = simpson(f, a, middle), simpson(f, middle, b)
    if abs(left + right - whole) <= 15 * tolerance:
        return left + right + (left + right - whole) / 15
    return adaptive(f, a, middle, left, tolerance / 2) + adaptive(f, middle, b, right, tolerance / 2)


def integrate(f, a, b, tolerance=1e-10):
    return adaptive(f, a, b, simpson(f, a, b), tolerance)


@weft.task
def integrals(width=0.02):
    """Three integrals: of a narrow peak, of a root, and of an oscillation."""
    peak = integrate(lambda x: 1 / (x * x + width * width), -1.0, 1.0)
    root = integrate(math.sqrt, 0.0, 2.0)

    def wiggle(x):
        return math.sin(1 / (x + 0.05))

    return peak, root, integrate(wiggle, 0.0, 1.0)


if __name__ == "__main__":
    print(integrals())
