# task(a: f64[n], b: f64[n])
# Back substitution: a range that counts down, and its counter after the loop.


def f(a, b):
    i = 0
    for i in range(len(a) - 2, -1, -1):
        a[i] = a[i] - b[i] * a[i + 1]
    return a, i
