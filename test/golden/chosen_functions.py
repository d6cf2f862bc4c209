# task(a: f64[n], k: int)
import math


def line(x):
    return 2.0 * x


def task(a, k):
    f = line if k > 1 else math.exp
    steps = [math.sin, line]
    return f(0.5), steps[k % 2](float(a[0]))
