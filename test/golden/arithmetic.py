# task(a: f64[n], b: f64[n])
# Arithmetic on arrays and Python numbers: every number is cast to the arrays' type.


def f(a, b):
    return (a + 2 * b) / 3 - a // 2 + b % 1.5 - -a
