# task(a: f64[n,m], b: f64[m,k], t: f64[k,n,n])
# Products of tensors: each subscript becomes one axis of a product, a sum, or a group of a matrix product.
import numpy as np


def f(a, b, t):
    product = np.einsum('ij,jk->ik', a, b)
    rows = np.einsum('ij,ij->i', a, a)
    traces = np.einsum('kii->k', t)
    total = np.einsum('ij,jk,kil->l', a, b, t)
    pairs = np.tensordot(t, t, axes=([1, 2], [1, 2]))
    return product, rows, traces, total, pairs, np.kron(a, b), np.outer(a, b[0]), np.trace(t, axis1=1, axis2=2)
