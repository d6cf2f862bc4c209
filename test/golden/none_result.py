# task(a: f64[n])
# A function without `return` gives None.


def f(a):
    """Doubles in place."""
    a *= 2
