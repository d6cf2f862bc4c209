# task(a: f64[n], n: int)
# A name that some path leaves unset raises when it is read.


def f(a, n):
    for i in range(n):
        last = a[i] * 2
    return last
