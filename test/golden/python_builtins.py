# task(x: float, i: int, j: int)
# Builtins on numbers.


def f(x, i, j):
    low, high = min(i, j), max(i, j, 0)
    q, r = divmod(high, 3)
    return abs(i), low, q, r, round(x), int(x), float(i), bool(j), pow(i, 3), abs(-2)
