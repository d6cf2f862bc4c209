# task(a: f64[n], k: int)
# A name whose size changes in a loop has an unknown size.


def f(a, k):
    for _ in range(k):
        a = a[1:] + a[:-1]
    return a
