# task(a: f64[n,m], b: i32[n,m], out: f64[n,m], i: i64[k])
import numpy as np


def ufunc_keywords(a, b, out, i):
    np.add(a, b, out=out)
    np.multiply(a, 2, out=out, where=b > 0)
    np.subtract(a, b, out=b, casting="unsafe")
    s = np.add(b, 1, dtype=np.float64)
    frac, whole = np.modf(a)
    mantissa, exponent = np.frexp(a)
    top = np.maximum.reduce(a, axis=1, initial=0.0)
    run = np.multiply.accumulate(b, axis=1)
    table = np.add.outer(i, i)
    np.add.at(out, i % out.shape[0], 1.0)
    total = np.sum(a, axis=0, where=b > 0, initial=1.0)
    mean = a.mean(axis=1, where=b > 0)
    return s, frac, whole, mantissa, exponent, top, run, table, total, mean
