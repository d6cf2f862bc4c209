# task(a: f64[n,m], row: f64[m], column: f64[n])
# Shapes broadcast; new axes are views.


def f(a, row, column):
    return a - row + column[:, None] * row[None, :]
