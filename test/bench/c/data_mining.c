// SPDX-License-Identifier: Apache-2.0
// PolyBench: data mining, graphs and images, the loops as the benchmark publishes them.

#include <math.h>
#include <stdlib.h>

static inline long long_max(long a, long b) { return a > b ? a : b; }

void correlation(long m, long n, double float_n, double data[restrict n][m], double corr[restrict m][m], double mean[restrict m], double stddev[restrict m]) {
  double eps = 0.1;
  for (long j = 0; j < m; j++) {
    mean[j] = 0.0;
    for (long i = 0; i < n; i++)
      mean[j] += data[i][j];
    mean[j] /= float_n;
  }
  for (long j = 0; j < m; j++) {
    stddev[j] = 0.0;
    for (long i = 0; i < n; i++)
      stddev[j] += (data[i][j] - mean[j]) * (data[i][j] - mean[j]);
    stddev[j] /= float_n;
    stddev[j] = sqrt(stddev[j]);
    stddev[j] = stddev[j] <= eps ? 1.0 : stddev[j];
  }
  for (long i = 0; i < n; i++)
    for (long j = 0; j < m; j++) {
      data[i][j] -= mean[j];
      data[i][j] /= sqrt(float_n) * stddev[j];
    }
  for (long i = 0; i < m - 1; i++) {
    corr[i][i] = 1.0;
    for (long j = i + 1; j < m; j++) {
      corr[i][j] = 0.0;
      for (long l = 0; l < n; l++)
        corr[i][j] += data[l][i] * data[l][j];
      corr[j][i] = corr[i][j];
    }
  }
  corr[m - 1][m - 1] = 1.0;
}

void covariance(long m, long n, double float_n, double data[restrict n][m], double cov[restrict m][m], double mean[restrict m]) {
  for (long j = 0; j < m; j++) {
    mean[j] = 0.0;
    for (long i = 0; i < n; i++)
      mean[j] += data[i][j];
    mean[j] /= float_n;
  }
  for (long i = 0; i < n; i++)
    for (long j = 0; j < m; j++)
      data[i][j] -= mean[j];
  for (long i = 0; i < m; i++)
    for (long j = i; j < m; j++) {
      cov[i][j] = 0.0;
      for (long l = 0; l < n; l++)
        cov[i][j] += data[l][i] * data[l][j];
      cov[i][j] /= float_n - 1.0;
      cov[j][i] = cov[i][j];
    }
}

void floyd_warshall(long n, long path[restrict n][n]) {
  for (long l = 0; l < n; l++)
    for (long i = 0; i < n; i++)
      for (long j = 0; j < n; j++)
        path[i][j] = path[i][j] < path[i][l] + path[l][j] ? path[i][j] : path[i][l] + path[l][j];
}

void nussinov(long n, long seq[restrict n], long table[restrict n][n]) {
  for (long i = n - 1; i > -1; i--)
    for (long j = i + 1; j < n; j++) {
      if (j - 1 >= 0) {
        table[i][j] = long_max(table[i][j], table[i][j - 1]);
      }
      if (i + 1 < n) {
        table[i][j] = long_max(table[i][j], table[i + 1][j]);
      }
      if (j - 1 >= 0 && i + 1 < n) {
        if (i < j - 1) {
          table[i][j] = long_max(table[i][j], table[i + 1][j - 1] + (seq[i] + seq[j] == 3 ? 1 : 0));
        } else {
          table[i][j] = long_max(table[i][j], table[i + 1][j - 1]);
        }
      }
      for (long l = i + 1; l < j; l++)
        table[i][j] = long_max(table[i][j], table[i][l] + table[l + 1][j]);
    }
}

void deriche(long w, long h, double alpha, double img_in[restrict w][h], double img_out[restrict w][h], double y1[restrict w][h],
             double y2[restrict w][h]) {
  const double decay = exp(-alpha);
  const double k = (1.0 - decay) * (1.0 - decay) / (1.0 + 2.0 * alpha * decay - exp(2.0 * alpha));
  const double a1 = k, a2 = k * decay * (alpha - 1.0), a3 = k * decay * (alpha + 1.0), a4 = -k * exp(-2.0 * alpha);
  const double b1 = pow(2.0, -alpha), b2 = -exp(-2.0 * alpha);
  for (long i = 0; i < w; i++) {
    double ym1 = 0.0, ym2 = 0.0, xm1 = 0.0;
    for (long j = 0; j < h; j++) {
      y1[i][j] = a1 * img_in[i][j] + a2 * xm1 + b1 * ym1 + b2 * ym2;
      xm1 = img_in[i][j];
      ym2 = ym1;
      ym1 = y1[i][j];
    }
  }
  for (long i = 0; i < w; i++) {
    double yp1 = 0.0, yp2 = 0.0, xp1 = 0.0, xp2 = 0.0;
    for (long j = h - 1; j > -1; j--) {
      y2[i][j] = a3 * xp1 + a4 * xp2 + b1 * yp1 + b2 * yp2;
      xp2 = xp1;
      xp1 = img_in[i][j];
      yp2 = yp1;
      yp1 = y2[i][j];
    }
  }
  for (long i = 0; i < w; i++)
    for (long j = 0; j < h; j++) img_out[i][j] = y1[i][j] + y2[i][j];
  for (long j = 0; j < h; j++) {
    double ym1 = 0.0, ym2 = 0.0, tm1 = 0.0;
    for (long i = 0; i < w; i++) {
      y1[i][j] = a1 * img_out[i][j] + a2 * tm1 + b1 * ym1 + b2 * ym2;
      tm1 = img_out[i][j];
      ym2 = ym1;
      ym1 = y1[i][j];
    }
  }
  for (long j = 0; j < h; j++) {
    double yp1 = 0.0, yp2 = 0.0, tp1 = 0.0, tp2 = 0.0;
    for (long i = w - 1; i > -1; i--) {
      y2[i][j] = a3 * tp1 + a4 * tp2 + b1 * yp1 + b2 * yp2;
      tp2 = tp1;
      tp1 = img_out[i][j];
      yp2 = yp1;
      yp1 = y2[i][j];
    }
  }
  for (long i = 0; i < w; i++)
    for (long j = 0; j < h; j++) img_out[i][j] = y1[i][j] + y2[i][j];
}
