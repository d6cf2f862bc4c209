# SPDX-License-Identifier: Apache-2.0
"""Random inputs of the PolyBench kernels, by kernel: ``INPUTS[name](random, size) -> {parameter: value}``.

``size`` is about the length of the longest axis. Matrices that are factored are well conditioned, so that every order of the same
sums gives nearly the same result. NumPy arrays stand for lists too: the list forms get ``array.tolist()``.
"""

import numpy as np


def sizes(size, count):
    """Different sizes near `size`: a kernel that swaps two of them cannot pass."""
    return [size + 2 * i for i in range(count)]


def dominant(random, n):
    """A matrix whose LU decomposition needs no pivoting."""
    return random.standard_normal((n, n)) + 2 * n * np.eye(n)


def definite(random, n):
    """A symmetric positive definite matrix."""
    a = random.standard_normal((n, n))
    return a @ a.T + n * np.eye(n)


def gemm(r, size):
    ni, nj, nk = sizes(size, 3)
    n = r.standard_normal
    return dict(ni=ni, nj=nj, nk=nk, alpha=1.5, beta=1.2, C=n((ni, nj)), A=n((ni, nk)), B=n((nk, nj)))


def gemver(r, n):
    v = r.standard_normal
    vectors = {name: v(n) for name in ("u1", "v1", "u2", "v2", "w", "x", "y", "z")}
    return dict(n=n, alpha=1.5, beta=1.2, A=v((n, n)), **vectors)


def gesummv(r, n):
    v = r.standard_normal
    return dict(n=n, alpha=1.5, beta=1.2, A=v((n, n)), B=v((n, n)), tmp=v(n), x=v(n), y=v(n))


def symm(r, size):
    m, n = sizes(size, 2)
    v = r.standard_normal
    return dict(m=m, n=n, alpha=1.5, beta=1.2, C=v((m, n)), A=v((m, m)), B=v((m, n)))


def syr2k(r, size):
    n, m = sizes(size, 2)
    v = r.standard_normal
    return dict(n=n, m=m, alpha=1.5, beta=1.2, C=v((n, n)), A=v((n, m)), B=v((n, m)))


def syrk(r, size):
    inputs = syr2k(r, size)
    del inputs["B"]
    return inputs


def trmm(r, size):
    m, n = sizes(size, 2)
    v = r.standard_normal
    return dict(m=m, n=n, alpha=1.5, A=v((m, m)), B=v((m, n)))


def two_mm(r, size):
    ni, nj, nk, nl = sizes(size, 4)
    v = r.standard_normal
    matrices = dict(tmp=v((ni, nj)), A=v((ni, nk)), B=v((nk, nj)), C=v((nj, nl)), D=v((ni, nl)))
    return dict(ni=ni, nj=nj, nk=nk, nl=nl, alpha=1.5, beta=1.2, **matrices)


def three_mm(r, size):
    ni, nj, nk, nl, nm = sizes(size, 5)
    v = r.standard_normal
    first = dict(E=v((ni, nj)), A=v((ni, nk)), B=v((nk, nj)))
    second = dict(F=v((nj, nl)), C=v((nj, nm)), D=v((nm, nl)))
    return dict(ni=ni, nj=nj, nk=nk, nl=nl, nm=nm, **first, **second, G=v((ni, nl)))


def atax(r, size):
    m, n = sizes(size, 2)
    v = r.standard_normal
    return dict(m=m, n=n, A=v((m, n)), x=v(n), y=v(n), tmp=v(m))


def bicg(r, size):
    m, n = sizes(size, 2)
    v = r.standard_normal
    return dict(m=m, n=n, A=v((n, m)), s=v(m), q=v(n), p=v(m), r=v(n))


def doitgen(r, size):
    nr, nq, np_ = sizes(max(2, size // 2), 3)
    v = r.standard_normal
    return dict(nr=nr, nq=nq, np_=np_, A=v((nr, nq, np_)), C4=v((np_, np_)), total=v(np_))


def mvt(r, n):
    v = r.standard_normal
    return dict(n=n, x1=v(n), x2=v(n), y1=v(n), y2=v(n), A=v((n, n)))


def cholesky(r, n):
    return dict(n=n, A=definite(r, n))


def durbin(r, n):
    return dict(n=n, r=r.uniform(-0.5, 0.5, n) / np.arange(2, n + 2), y=r.standard_normal(n))


def gramschmidt(r, size):
    n, m = sizes(size, 2)
    v = r.standard_normal
    return dict(m=m, n=n, A=v((m, n)) + 3 * np.eye(m, n), R=np.zeros((n, n)), Q=np.zeros((m, n)))


def lu(r, n):
    return dict(n=n, A=dominant(r, n))


def ludcmp(r, n):
    v = r.standard_normal
    return dict(n=n, A=dominant(r, n), b=v(n), x=v(n), y=v(n))


def trisolv(r, n):
    v = r.standard_normal
    return dict(n=n, L=np.tril(dominant(r, n)), x=v(n), b=v(n))


def adi(r, n):
    v = r.standard_normal
    return dict(tsteps=4, n=n, u=v((n, n)), v=v((n, n)), p=v((n, n)), q=v((n, n)))


def fdtd_2d(r, size):
    nx, ny = sizes(size, 2)
    v = r.standard_normal
    return dict(tmax=5, nx=nx, ny=ny, ex=v((nx, ny)), ey=v((nx, ny)), hz=v((nx, ny)), fict=v(5))


def heat_3d(r, size):
    n = max(4, size // 2)
    return dict(tsteps=4, n=n, A=r.standard_normal((n, n, n)), B=r.standard_normal((n, n, n)))


def jacobi_1d(r, n):
    return dict(tsteps=6, n=n, A=r.standard_normal(n), B=r.standard_normal(n))


def jacobi_2d(r, n):
    return dict(tsteps=6, n=n, A=r.standard_normal((n, n)), B=r.standard_normal((n, n)))


def seidel_2d(r, n):
    return dict(tsteps=4, n=n, A=r.standard_normal((n, n)))


def correlation(r, size):
    m, n = sizes(size, 2)
    v = r.standard_normal
    return dict(m=m, n=n, float_n=float(n), data=v((n, m)), corr=v((m, m)), mean=v(m), stddev=v(m))


def covariance(r, size):
    m, n = sizes(size, 2)
    v = r.standard_normal
    return dict(m=m, n=n, float_n=float(n), data=v((n, m)), cov=v((m, m)), mean=v(m))


def deriche(r, size):
    w, h = sizes(size, 2)
    v = r.standard_normal
    return dict(w=w, h=h, alpha=0.25, img_in=r.random((w, h)), img_out=v((w, h)), y1=v((w, h)), y2=v((w, h)))


def floyd_warshall(r, n):
    return dict(n=n, path=r.integers(1, 100, (n, n)))


def nussinov(r, n):
    return dict(n=n, seq=r.integers(0, 4, n), table=np.zeros((n, n), dtype=np.int64))


INPUTS = {name: value for name, value in list(globals().items()) if callable(value) and name not in ("sizes", "dominant", "definite")}
