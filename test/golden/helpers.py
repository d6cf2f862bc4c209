# task(points: f64[n,d], weights: f32[n])
# Helpers are compiled once for each list of argument types; their sizes come back in the caller's words.


def square(x, scale=1):
    return x * x * scale


def norm(a, axis):
    return square(a).sum(axis=axis)


def f(points, weights):
    return norm(points, 1), square(weights), square(2.0, scale=3), norm(points, axis=0)
