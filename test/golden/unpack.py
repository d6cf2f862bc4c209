# task(p: f64[n,3], q: f64[m])
# Unpacking arrays and shapes; an unknown size is checked.


def f(p, q):
    n, k = p.shape
    x, y, z = p[0]
    first, second = q
    return x * y - z, first + second, n * k
