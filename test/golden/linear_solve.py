# task(a: f64[n,n], b: f64[n], c: f64[n,m])
# Systems of equations, and results with names.
import numpy as np
from numpy import linalg as la
from numpy.linalg import inv


def f(a, b, c):
    a = a @ a.T + 8.0 * np.eye(len(b))
    x = la.solve(a, b)
    y = la.solve(a, c)
    sign, logdet = np.linalg.slogdet(a)
    lower = np.linalg.cholesky(a)
    left, residuals, rank, s = np.linalg.lstsq(a, b, rcond=None)
    return x, y, inv(a), sign, logdet, np.linalg.det(a / 8.0), lower, left, rank, la.norm(x), la.norm(c, axis=1)
