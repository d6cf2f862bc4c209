// SPDX-License-Identifier: Apache-2.0
// PolyBench: linear algebra, the loops as the benchmark publishes them.

#include <math.h>
#include <stdlib.h>

void gemm(long ni, long nj, long nk, double alpha, double beta, double C[restrict ni][nj], double A[restrict ni][nk], double B[restrict nk][nj]) {
  for (long i = 0; i < ni; i++) {
    for (long j = 0; j < nj; j++)
      C[i][j] *= beta;
    for (long l = 0; l < nk; l++)
      for (long j = 0; j < nj; j++)
        C[i][j] += alpha * A[i][l] * B[l][j];
  }
}

void gemver(long n, double alpha, double beta, double A[restrict n][n], double u1[restrict n], double v1[restrict n], double u2[restrict n], double v2[restrict n], double w[restrict n], double x[restrict n], double y[restrict n], double z[restrict n]) {
  for (long i = 0; i < n; i++)
    for (long j = 0; j < n; j++)
      A[i][j] = A[i][j] + u1[i] * v1[j] + u2[i] * v2[j];
  for (long i = 0; i < n; i++)
    for (long j = 0; j < n; j++)
      x[i] = x[i] + beta * A[j][i] * y[j];
  for (long i = 0; i < n; i++)
    x[i] = x[i] + z[i];
  for (long i = 0; i < n; i++)
    for (long j = 0; j < n; j++)
      w[i] = w[i] + alpha * A[i][j] * x[j];
}

void gesummv(long n, double alpha, double beta, double A[restrict n][n], double B[restrict n][n], double tmp[restrict n], double x[restrict n], double y[restrict n]) {
  for (long i = 0; i < n; i++) {
    tmp[i] = 0.0;
    y[i] = 0.0;
    for (long j = 0; j < n; j++) {
      tmp[i] = A[i][j] * x[j] + tmp[i];
      y[i] = B[i][j] * x[j] + y[i];
    }
    y[i] = alpha * tmp[i] + beta * y[i];
  }
}

void symm(long m, long n, double alpha, double beta, double C[restrict m][n], double A[restrict m][m], double B[restrict m][n]) {
  for (long i = 0; i < m; i++)
    for (long j = 0; j < n; j++) {
      double temp2 = 0.0;
      for (long l = 0; l < i; l++) {
        C[l][j] += alpha * B[i][j] * A[i][l];
        temp2 += B[l][j] * A[i][l];
      }
      C[i][j] = beta * C[i][j] + alpha * B[i][j] * A[i][i] + alpha * temp2;
    }
}

void syr2k(long n, long m, double alpha, double beta, double C[restrict n][n], double A[restrict n][m], double B[restrict n][m]) {
  for (long i = 0; i < n; i++) {
    for (long j = 0; j < i + 1; j++)
      C[i][j] *= beta;
    for (long l = 0; l < m; l++)
      for (long j = 0; j < i + 1; j++)
        C[i][j] += A[j][l] * alpha * B[i][l] + B[j][l] * alpha * A[i][l];
  }
}

void syrk(long n, long m, double alpha, double beta, double C[restrict n][n], double A[restrict n][m]) {
  for (long i = 0; i < n; i++) {
    for (long j = 0; j < i + 1; j++)
      C[i][j] *= beta;
    for (long l = 0; l < m; l++)
      for (long j = 0; j < i + 1; j++)
        C[i][j] += alpha * A[i][l] * A[j][l];
  }
}

void trmm(long m, long n, double alpha, double A[restrict m][m], double B[restrict m][n]) {
  for (long i = 0; i < m; i++)
    for (long j = 0; j < n; j++) {
      for (long l = i + 1; l < m; l++)
        B[i][j] += A[l][i] * B[l][j];
      B[i][j] = alpha * B[i][j];
    }
}

void two_mm(long ni, long nj, long nk, long nl, double alpha, double beta, double tmp[restrict ni][nj], double A[restrict ni][nk], double B[restrict nk][nj], double C[restrict nj][nl], double D[restrict ni][nl]) {
  for (long i = 0; i < ni; i++)
    for (long j = 0; j < nj; j++) {
      tmp[i][j] = 0.0;
      for (long l = 0; l < nk; l++)
        tmp[i][j] += alpha * A[i][l] * B[l][j];
    }
  for (long i = 0; i < ni; i++)
    for (long j = 0; j < nl; j++) {
      D[i][j] *= beta;
      for (long l = 0; l < nj; l++)
        D[i][j] += tmp[i][l] * C[l][j];
    }
}

void three_mm(long ni, long nj, long nk, long nl, long nm, double E[restrict ni][nj], double A[restrict ni][nk], double B[restrict nk][nj], double F[restrict nj][nl], double C[restrict nj][nm], double D[restrict nm][nl], double G[restrict ni][nl]) {
  for (long i = 0; i < ni; i++)
    for (long j = 0; j < nj; j++) {
      E[i][j] = 0.0;
      for (long l = 0; l < nk; l++)
        E[i][j] += A[i][l] * B[l][j];
    }
  for (long i = 0; i < nj; i++)
    for (long j = 0; j < nl; j++) {
      F[i][j] = 0.0;
      for (long l = 0; l < nm; l++)
        F[i][j] += C[i][l] * D[l][j];
    }
  for (long i = 0; i < ni; i++)
    for (long j = 0; j < nl; j++) {
      G[i][j] = 0.0;
      for (long l = 0; l < nj; l++)
        G[i][j] += E[i][l] * F[l][j];
    }
}

void atax(long m, long n, double A[restrict m][n], double x[restrict n], double y[restrict n], double tmp[restrict m]) {
  for (long i = 0; i < n; i++)
    y[i] = 0.0;
  for (long i = 0; i < m; i++) {
    tmp[i] = 0.0;
    for (long j = 0; j < n; j++)
      tmp[i] = tmp[i] + A[i][j] * x[j];
    for (long j = 0; j < n; j++)
      y[j] = y[j] + A[i][j] * tmp[i];
  }
}

void bicg(long m, long n, double A[restrict n][m], double s[restrict m], double q[restrict n], double p[restrict m], double r[restrict n]) {
  for (long i = 0; i < m; i++)
    s[i] = 0.0;
  for (long i = 0; i < n; i++) {
    q[i] = 0.0;
    for (long j = 0; j < m; j++) {
      s[j] = s[j] + r[i] * A[i][j];
      q[i] = q[i] + A[i][j] * p[j];
    }
  }
}

void doitgen(long nr, long nq, long np_, double A[restrict nr][nq][np_], double C4[restrict np_][np_], double total[restrict np_]) {
  for (long r = 0; r < nr; r++)
    for (long q = 0; q < nq; q++) {
      for (long p = 0; p < np_; p++) {
        total[p] = 0.0;
        for (long s = 0; s < np_; s++)
          total[p] += A[r][q][s] * C4[s][p];
      }
      for (long p = 0; p < np_; p++)
        A[r][q][p] = total[p];
    }
}

void mvt(long n, double x1[restrict n], double x2[restrict n], double y1[restrict n], double y2[restrict n], double A[restrict n][n]) {
  for (long i = 0; i < n; i++)
    for (long j = 0; j < n; j++)
      x1[i] = x1[i] + A[i][j] * y1[j];
  for (long i = 0; i < n; i++)
    for (long j = 0; j < n; j++)
      x2[i] = x2[i] + A[j][i] * y2[j];
}
