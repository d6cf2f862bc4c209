# task(a: f64[n,m])
# Factorisations, and what they compose to.
import numpy as np


def f(a):
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    q, r = np.linalg.qr(a)
    w, v = np.linalg.eigh(a.T @ a)
    values = np.linalg.eigvalsh(a @ a.T, UPLO='U')
    back = (v * w) @ v.T
    return (u * s) @ vt, s, q @ r, w, back, values, np.linalg.matrix_rank(a), np.linalg.pinv(a) @ a
