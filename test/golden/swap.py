# task(a: f64[n,m], i: int, j: int)
# Both sides of a swap are read before either is written; rows are views and need copies.


def f(a, i, j):
    a[i], a[j] = a[j].copy(), a[i].copy()
    a[0, 0], a[0, 1] = a[0, 1], a[0, 0]
    i, j = j, i
    return a, i, j
