# task(x: f64[n])
def smallest(x):
    best = None
    for v in x:
        if best is None or v < best:
            best = v
    return best


def task(x):
    best = smallest(x)
    if best is None:
        return None
    return best * 2 + max(0, x[0])
