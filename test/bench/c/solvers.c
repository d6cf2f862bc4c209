// SPDX-License-Identifier: Apache-2.0
// PolyBench: solvers, the loops as the benchmark publishes them.

#include <math.h>
#include <stdlib.h>

void cholesky(long n, double A[restrict n][n]) {
  for (long i = 0; i < n; i++) {
    for (long j = 0; j < i; j++) {
      for (long l = 0; l < j; l++)
        A[i][j] -= A[i][l] * A[j][l];
      A[i][j] /= A[j][j];
    }
    for (long l = 0; l < i; l++)
      A[i][i] -= A[i][l] * A[i][l];
    A[i][i] = sqrt(A[i][i]);
  }
}

void durbin(long n, double r[restrict n], double y[restrict n]) {
  double *z = calloc(n, sizeof(double));
  y[0] = -r[0];
  double beta = 1.0;
  double alpha = -r[0];
  for (long l = 1; l < n; l++) {
    beta = (1.0 - alpha * alpha) * beta;
    double total = 0.0;
    for (long i = 0; i < l; i++)
      total += r[l - i - 1] * y[i];
    alpha = -(r[l] + total) / beta;
    for (long i = 0; i < l; i++)
      z[i] = y[i] + alpha * y[l - i - 1];
    for (long i = 0; i < l; i++)
      y[i] = z[i];
    y[l] = alpha;
  }
  free(z);
}

void gramschmidt(long m, long n, double A[restrict m][n], double R[restrict n][n], double Q[restrict m][n]) {
  for (long l = 0; l < n; l++) {
    double nrm = 0.0;
    for (long i = 0; i < m; i++)
      nrm += A[i][l] * A[i][l];
    R[l][l] = sqrt(nrm);
    for (long i = 0; i < m; i++)
      Q[i][l] = A[i][l] / R[l][l];
    for (long j = l + 1; j < n; j++) {
      R[l][j] = 0.0;
      for (long i = 0; i < m; i++)
        R[l][j] += Q[i][l] * A[i][j];
      for (long i = 0; i < m; i++)
        A[i][j] = A[i][j] - Q[i][l] * R[l][j];
    }
  }
}

void lu(long n, double A[restrict n][n]) {
  for (long i = 0; i < n; i++) {
    for (long j = 0; j < i; j++) {
      for (long l = 0; l < j; l++)
        A[i][j] -= A[i][l] * A[l][j];
      A[i][j] /= A[j][j];
    }
    for (long j = i; j < n; j++)
      for (long l = 0; l < i; l++)
        A[i][j] -= A[i][l] * A[l][j];
  }
}

void ludcmp(long n, double A[restrict n][n], double b[restrict n], double x[restrict n], double y[restrict n]) {
  for (long i = 0; i < n; i++) {
    for (long j = 0; j < i; j++) {
      double w = A[i][j];
      for (long l = 0; l < j; l++)
        w -= A[i][l] * A[l][j];
      A[i][j] = w / A[j][j];
    }
    for (long j = i; j < n; j++) {
      double w = A[i][j];
      for (long l = 0; l < i; l++)
        w -= A[i][l] * A[l][j];
      A[i][j] = w;
    }
  }
  for (long i = 0; i < n; i++) {
    double w = b[i];
    for (long j = 0; j < i; j++)
      w -= A[i][j] * y[j];
    y[i] = w;
  }
  for (long i = n - 1; i > -1; i--) {
    double w = y[i];
    for (long j = i + 1; j < n; j++)
      w -= A[i][j] * x[j];
    x[i] = w / A[i][i];
  }
}

void trisolv(long n, double L[restrict n][n], double x[restrict n], double b[restrict n]) {
  for (long i = 0; i < n; i++) {
    x[i] = b[i];
    for (long j = 0; j < i; j++)
      x[i] -= L[i][j] * x[j];
    x[i] = x[i] / L[i][i];
  }
}
