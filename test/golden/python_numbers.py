# task(n: int, x: float, b: bool)
import math


def python_numbers(n, x, b):
    q, r = divmod(n, 7)
    m = pow(n, 3, 11)
    g = math.gcd(n, 12, 18) + math.comb(n, 2) + math.isqrt(n)
    f, w = math.modf(x)
    close = math.isclose(x, 1.0, rel_tol=1e-6)
    digits = round(x, 2) + round(n, -1)
    size = math.hypot(x, 1.0, 2.0) + math.erf(x) + math.gamma(x)
    text = float("inf") + int("ff", 16)
    kind = isinstance(n, int) and not isinstance(x, int)
    return q, r, m, g, f, w, close, digits, size, text, kind, n.bit_length(), x.is_integer(), b + 1
