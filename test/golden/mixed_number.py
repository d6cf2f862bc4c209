# task(a: f64[n])
# `0.0` and the sum of elements: a Python float on the path without elements, a NumPy scalar on the other.


def f(a):
    total = 0.0
    for i in range(len(a)):
        total += a[i]
    return total / 2
