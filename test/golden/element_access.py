# task(a: f64[n,m], k: int)
# Elements are read and written one by one; negative indices count from the end.


def f(a, k):
    for i in range(1, a.shape[0]):
        for j in range(a.shape[1]):
            a[i, j] = a[i - 1, j] + a[i, -1] * k
    return a
