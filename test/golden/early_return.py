# task(a: f64[n], eps: float)
# `return` inside loops and branches; every path ends in one.


def f(a, eps):
    if len(a) == 0:
        return 0.0
    for i in range(len(a)):
        if a[i] < eps:
            return float(a[i])
    return -1.0
