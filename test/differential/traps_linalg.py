# SPDX-License-Identifier: Apache-2.0
# Errors and corners of linear algebra, products and transforms, written as `traps.py` is.
import numpy as np


# raises LinAlgError (f64[3,3])
def singular_system(a):
    return np.linalg.solve(a * 0, a[0])


# raises LinAlgError (f64[2,3])
def inverse_of_a_rectangle(a):
    return np.linalg.inv(a)


# raises LinAlgError (f64[3,3])
def not_positive_definite(a):
    return np.linalg.cholesky(a - 100 * np.eye(3))


# raises LinAlgError (f64[2,2])
def eigenvalues_of_nan(a):
    return np.linalg.eigvals(a * np.nan)


# gives (f64[2,2])
def complex_eigenvalues(a):
    return np.linalg.eigvals(a * 0 + np.array([[0.0, -1.0], [1.0, 0.0]]))


# raises ValueError (f64[2,3], f64[2,3])
def einsum_of_other_sizes(a, b):
    return np.einsum('ij,jk->ik', a, b)


# raises ValueError (f64[3], 0)
def empty_transform(x, n):
    return np.fft.fft(x, n)


# raises ValueError (f64[3,3], f64[2])
def right_side_of_another_size(a, b):
    return np.linalg.solve(a, b)


# raises ValueError (f64[2,3], f64[2,4])
def cross_of_four(a, b):
    return np.cross(a, b)


# gives (f64[4,4])
def diagonal_of_einsum_is_a_view(a):
    d = np.einsum('ii->i', a)
    a[1, 1] = 77.0
    return d


# gives (f64[2,2])
def determinant_of_a_singular_matrix(a):
    return np.linalg.det(a * 0), np.linalg.slogdet(a * 0)[1], np.linalg.matrix_rank(a * 0), np.linalg.cond(a * 0, 1)
