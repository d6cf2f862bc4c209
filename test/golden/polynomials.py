# task(x: f64[n], y: f64[n], p: f64[4])
# Polynomials with the highest power first.
import numpy as np


def f(x, y, p):
    values = np.polyval(p, x)
    slope = np.polyval(np.polyder(p), x)
    area = np.polyint(p)
    square = np.polymul(p, [1.0, -1.0])
    return values, slope, area, np.polyadd(p, [1, 2]), np.vander(x, 3), np.polynomial.chebyshev.chebval(x, p), square[0]
