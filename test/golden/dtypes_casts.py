# task(a: u8[n], b: i16[n], c: i64[n], d: u64[n], f: f32[n], k: int)
import numpy as np


def dtypes_casts(a, b, c, d, f, k):
    a += 1
    a *= k
    b -= a
    f += c
    x = a + b
    y = a - 200
    z = c < d
    w = c + d
    small = a / a
    fits = b < 7000
    return x, y, z, w, small, fits, f.astype("<i2"), a.astype(complex), np.uint16(k), a.dtype == np.uint8
