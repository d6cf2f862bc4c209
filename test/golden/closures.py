# task(a: f64[n], x: float)
import numpy as np


def integrate(f, low, high, steps=8):
    h = (high - low) / steps
    return h * sum((f(low + 0.0), f((low + high) / 2), f(high)))


def scaled(factor):
    return lambda v: v * factor


def f(a, x):
    k = 1.0
    g = lambda v, p=2: v**p + k
    before = g(x)
    k = 3.0

    def h(v):
        return g(v) * k

    return before, h(x), scaled(x)(a), integrate(h, 0.0, 1.0)
