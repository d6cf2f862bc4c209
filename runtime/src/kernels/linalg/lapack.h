// SPDX-License-Identifier: Apache-2.0
// The LAPACK calls the linear algebra kernels need, with one signature for real and complex matrices in double precision:
// the same drivers that NumPy calls. Matrices are in column order. Each call returns LAPACK's `info` (0: done), or -1000 when
// there is no memory for its workspace. LAPACK never makes threads of its own.

#pragma once

#include <complex>

namespace weft::kernels::lapack {

using Complex = std::complex<double>;


/// Solves a x = b by LU; `a` becomes its factors and `b` the solution.
int gesv(int n, int columns, double* a, int* pivots, double* b);
int gesv(int n, int columns, Complex* a, int* pivots, Complex* b);
/// LU factors of a square matrix.
int getrf(int n, double* a, int* pivots);
int getrf(int n, Complex* a, int* pivots);
/// Solves with factors of `getrf`; trans: 'N', 'T' or 'C'.
int getrs(char trans, int n, int columns, const double* a, const int* pivots, double* b);
int getrs(char trans, int n, int columns, const Complex* a, const int* pivots, Complex* b);
/// Cholesky factor in the triangle `uplo`; the other one is left alone.
int potrf(char uplo, int n, double* a);
int potrf(char uplo, int n, Complex* a);
/// LU factors of any matrix.
int getrf(int rows, int columns, double* a, int* pivots);
int getrf(int rows, int columns, Complex* a, int* pivots);
/// Solves with a factor of `potrf`.
int potrs(char uplo, int n, int columns, const double* a, double* b);
int potrs(char uplo, int n, int columns, const Complex* a, Complex* b);
/// Solves with a band matrix: `a` has 2*lower + upper + 1 rows, the first `lower` of them for its factors.
int gbsv(int n, int lower, int upper, int columns, double* a, double* b);
int gbsv(int n, int lower, int upper, int columns, Complex* a, Complex* b);
/// Solves with a triangular matrix.
int trtrs(char uplo, char trans, char diagonal, int n, int columns, const double* a, double* b);
int trtrs(char uplo, char trans, char diagonal, int n, int columns, const Complex* a, Complex* b);
/// QR factors in LAPACK's packed form: `tau` has min(rows, columns) elements.
int geqrf(int rows, int columns, double* a, double* tau);
int geqrf(int rows, int columns, Complex* a, Complex* tau);
/// The first `columns` columns of Q from `reflectors` packed reflectors.
int orgqr(int rows, int columns, int reflectors, double* a, const double* tau);
int orgqr(int rows, int columns, int reflectors, Complex* a, const Complex* tau);
/// Singular values by divide and conquer; job: 'A', 'S' or 'N'.
int gesdd(char job, int rows, int columns, double* a, double* s, double* u, int u_rows, double* vh, int vh_rows);
int gesdd(char job, int rows, int columns, Complex* a, double* s, Complex* u, int u_rows, Complex* vh, int vh_rows);
/// Eigenvalues, and right eigenvectors when `vectors` is given (the real form packs conjugate pairs).
int geev(int n, double* a, double* real, double* imaginary, double* vectors);
int geev(int n, Complex* a, Complex* values, Complex* vectors);
/// Eigenvalues of a symmetric or Hermitian matrix, ascending; with job 'V' the vectors replace `a`.
int syevd(char job, char uplo, int n, double* a, double* values);
int syevd(char job, char uplo, int n, Complex* a, double* values);
/// The same of a tridiagonal matrix, whose diagonals are overwritten; without `vectors` the values alone.
int stevr(int n, double* diagonal, double* below, double* values, double* vectors);
/// Least squares by SVD; `b` has max(rows, columns) rows and becomes the solution.
int gelsd(int rows, int columns, int right, double* a, double* b, double* s, double rcond, int* rank);
int gelsd(int rows, int columns, int right, Complex* a, Complex* b, double* s, double rcond, int* rank);

}  // namespace weft::kernels::lapack
