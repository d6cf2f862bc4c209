# task(a: f64[n], limit: float)
# `break` and `continue` carry the names that are read after the loop.


def f(a, limit):
    total = 0.0
    last = -1
    for i in range(len(a)):
        if a[i] < 0.0:
            continue
        total += float(a[i])
        last = i
        if total > limit:
            break
    return total, last
