# task(x: float, i: int, n: int)
# A chain evaluates its middle once, and the rest only when needed.


def f(x, i, n):
    inside = 0 <= i < n
    return inside, 0.0 < x * 2 <= 1.0
