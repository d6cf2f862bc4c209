# task(a: f64[n,m], c: i64[n])
# Augmented assignment changes arrays in place, through views too, and rebinds numbers.


def f(a, c):
    a += 1
    a[1:-1] *= 2.0
    a[0, 0] -= c[0]
    c //= 2
    s = 0
    s += 3
    a[:, 0] **= s
    return a, c
