# task(i: int, j: int, x: float)
# Python's own numbers keep Python's rules: true division, checked integers, powers.


def f(i, j, x):
    return i + j, i / j, i // j, i % j, i**2, i**-1, x**i, x // 2, -i, i & 3 | j << 1, 7 // -2
