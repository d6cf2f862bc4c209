# task(a: f64[n,m], b: f64[m,k], x: f64[k])
# Matrix products; sizes that must be equal become one.


def f(a, b, x):
    y = a @ (b @ x)
    return y, a @ b, y @ y, a.T.dot(y)
