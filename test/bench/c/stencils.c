// SPDX-License-Identifier: Apache-2.0
// PolyBench: stencils, the loops as the benchmark publishes them.

#include <math.h>
#include <stdlib.h>

void adi(long tsteps, long n, double u[restrict n][n], double v[restrict n][n], double p[restrict n][n], double q[restrict n][n]) {
  double dx = 1.0 / n;
  double dy = 1.0 / n;
  double dt = 1.0 / tsteps;
  double mul1 = 2.0 * dt / (dx * dx);
  double mul2 = 1.0 * dt / (dy * dy);
  double a = -mul1 / 2.0;
  double b = 1.0 + mul1;
  double c = a;
  double d = -mul2 / 2.0;
  double e = 1.0 + mul2;
  double f = d;
  for (long t = 1; t < tsteps + 1; t++) {
    for (long i = 1; i < n - 1; i++) {
      v[0][i] = 1.0;
      p[i][0] = 0.0;
      q[i][0] = v[0][i];
      for (long j = 1; j < n - 1; j++) {
        p[i][j] = -c / (a * p[i][j - 1] + b);
        q[i][j] = (-d * u[j][i - 1] + (1.0 + 2.0 * d) * u[j][i] - f * u[j][i + 1] - a * q[i][j - 1]) / (a * p[i][j - 1] + b);
      }
      v[n - 1][i] = 1.0;
      for (long j = n - 2; j > 0; j--)
        v[j][i] = p[i][j] * v[j + 1][i] + q[i][j];
    }
    for (long i = 1; i < n - 1; i++) {
      u[i][0] = 1.0;
      p[i][0] = 0.0;
      q[i][0] = u[i][0];
      for (long j = 1; j < n - 1; j++) {
        p[i][j] = -f / (d * p[i][j - 1] + e);
        q[i][j] = (-a * v[i - 1][j] + (1.0 + 2.0 * a) * v[i][j] - c * v[i + 1][j] - d * q[i][j - 1]) / (d * p[i][j - 1] + e);
      }
      u[i][n - 1] = 1.0;
      for (long j = n - 2; j > 0; j--)
        u[i][j] = p[i][j] * u[i][j + 1] + q[i][j];
    }
  }
}

void fdtd_2d(long tmax, long nx, long ny, double ex[restrict nx][ny], double ey[restrict nx][ny], double hz[restrict nx][ny], double fict[restrict tmax]) {
  for (long t = 0; t < tmax; t++) {
    for (long j = 0; j < ny; j++)
      ey[0][j] = fict[t];
    for (long i = 1; i < nx; i++)
      for (long j = 0; j < ny; j++)
        ey[i][j] = ey[i][j] - 0.5 * (hz[i][j] - hz[i - 1][j]);
    for (long i = 0; i < nx; i++)
      for (long j = 1; j < ny; j++)
        ex[i][j] = ex[i][j] - 0.5 * (hz[i][j] - hz[i][j - 1]);
    for (long i = 0; i < nx - 1; i++)
      for (long j = 0; j < ny - 1; j++)
        hz[i][j] = hz[i][j] - 0.7 * (ex[i][j + 1] - ex[i][j] + ey[i + 1][j] - ey[i][j]);
  }
}

void heat_3d(long tsteps, long n, double A[restrict n][n][n], double B[restrict n][n][n]) {
  for (long t = 1; t < tsteps + 1; t++) {
    for (long i = 1; i < n - 1; i++)
      for (long j = 1; j < n - 1; j++)
        for (long l = 1; l < n - 1; l++)
          B[i][j][l] = 0.125 * (A[i + 1][j][l] - 2.0 * A[i][j][l] + A[i - 1][j][l]) + 0.125 * (A[i][j + 1][l] - 2.0 * A[i][j][l] + A[i][j - 1][l]) + 0.125 * (A[i][j][l + 1] - 2.0 * A[i][j][l] + A[i][j][l - 1]) + A[i][j][l];
    for (long i = 1; i < n - 1; i++)
      for (long j = 1; j < n - 1; j++)
        for (long l = 1; l < n - 1; l++)
          A[i][j][l] = 0.125 * (B[i + 1][j][l] - 2.0 * B[i][j][l] + B[i - 1][j][l]) + 0.125 * (B[i][j + 1][l] - 2.0 * B[i][j][l] + B[i][j - 1][l]) + 0.125 * (B[i][j][l + 1] - 2.0 * B[i][j][l] + B[i][j][l - 1]) + B[i][j][l];
  }
}

void jacobi_1d(long tsteps, long n, double A[restrict n], double B[restrict n]) {
  for (long t = 0; t < tsteps; t++) {
    for (long i = 1; i < n - 1; i++)
      B[i] = 0.33333 * (A[i - 1] + A[i] + A[i + 1]);
    for (long i = 1; i < n - 1; i++)
      A[i] = 0.33333 * (B[i - 1] + B[i] + B[i + 1]);
  }
}

void jacobi_2d(long tsteps, long n, double A[restrict n][n], double B[restrict n][n]) {
  for (long t = 0; t < tsteps; t++) {
    for (long i = 1; i < n - 1; i++)
      for (long j = 1; j < n - 1; j++)
        B[i][j] = 0.2 * (A[i][j] + A[i][j - 1] + A[i][1 + j] + A[1 + i][j] + A[i - 1][j]);
    for (long i = 1; i < n - 1; i++)
      for (long j = 1; j < n - 1; j++)
        A[i][j] = 0.2 * (B[i][j] + B[i][j - 1] + B[i][1 + j] + B[1 + i][j] + B[i - 1][j]);
  }
}

void seidel_2d(long tsteps, long n, double A[restrict n][n]) {
  for (long t = 0; t < tsteps; t++)
    for (long i = 1; i < n - 1; i++)
      for (long j = 1; j < n - 1; j++)
        A[i][j] = (A[i - 1][j - 1] + A[i - 1][j] + A[i - 1][j + 1] + A[i][j - 1] + A[i][j] + A[i][j + 1] + A[i + 1][j - 1] + A[i + 1][j] + A[i + 1][j + 1]) / 9.0;
}
