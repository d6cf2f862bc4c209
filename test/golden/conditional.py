# task(x: float, a: f64[n], flag: bool)
# `a if c else b`: a choice where both sides are harmless, else a branch.


def f(x, a, flag):
    y = x if x > 0 else -x
    z = a if flag else a * 2
    return y, z, a[0] if flag else a[1]
