# task(a: f64[n])
# A loop over a tuple is written out.


def f(a):
    total = 0.0
    for weight, step in ((0.5, 1), (0.25, 2)):
        total += weight * a[step:].sum()
    return total
