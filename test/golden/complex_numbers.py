# task(z: c128[n], w: c64[n], x: f64[n], r: float)
import cmath

import numpy as np


def complex_numbers(z, w, x, r):
    v = complex(2.0, r)
    z *= 1j
    z.real = x
    z.imag += 1.0
    a = z * w.conj() + (1 + 2j)
    b = abs(z) + z.real * 2
    c = v * 2 - 1j
    d = complex(r, 1.0) / v
    e = np.angle(w)
    s = np.sqrt(z).sum() + np.var(w)
    same = v == d
    return a, b, c, d, e, s, same, abs(v), c.imag, cmath.exp(v), cmath.polar(d)[0], z**2
