# task(a: f64[n], steps: int)
# A helper without `return` changes its argument and gives None.


def relax(a, rate):
    a[1:] += rate * (a[:-1] - a[1:])


def f(a, steps):
    for _ in range(steps):
        relax(a, 0.5)
    return a
