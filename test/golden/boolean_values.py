# task(i: int, j: int, a: f64[n])
# `and` and `or` give one of their operands, and evaluate the second only when it decides.


def f(i, j, a):
    k = i or j
    if i > 0 and a[i] > 0.0:
        k += 1
    return k, not i, i < j or j == 3
