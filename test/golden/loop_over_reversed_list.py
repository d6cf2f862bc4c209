# task(a: f64[n])
def backwards(values):
    if len(values) <= 1:
        return values
    found = []
    for value in reversed(values):
        found.append(value)
    return found


def f(a):
    return backwards([x * 0.5 for x in a])
