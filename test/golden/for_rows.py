# task(a: f64[n,m])
# A loop over an array gives views of its rows; over a vector its elements.


def f(a):
    total = 0.0
    for row in a:
        row *= 2
        for x in row:
            total += float(x)
    return total, a
