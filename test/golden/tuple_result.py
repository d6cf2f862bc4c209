# task(a: f64[n])
# A one-element tuple is not a number.


def f(a):
    return (a.sum(),)
