// SPDX-License-Identifier: Apache-2.0
// What the machine allows: a Jacobi stencil written by hand and a copy of a large array, with OpenMP threads.
// Usage: limits jacobi N SWEEPS | limits copy BYTES; prints milliseconds of the best of three runs.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return 1e3 * (double)t.tv_sec + 1e-6 * (double)t.tv_nsec;
}

static double jacobi(long n, long sweeps) {
  double *a = aligned_alloc(64, sizeof(double) * (size_t)(n * n));
  double *b = aligned_alloc(64, sizeof(double) * (size_t)(n * n));
  const double begun = now_ms();
#pragma omp parallel for
  for (long i = 0; i < n; i++)
    for (long j = 0; j < n; j++) a[i * n + j] = b[i * n + j] = i == 0 ? 100.0 : j == 0 ? 50.0 : 0.0;
  for (long sweep = 0; sweep < sweeps; sweep++) {
#pragma omp parallel for
    for (long i = 1; i < n - 1; i++)
      for (long j = 1; j < n - 1; j++)
        b[i * n + j] = 0.25 * (((a[(i - 1) * n + j] + a[(i + 1) * n + j]) + a[i * n + j - 1]) + a[i * n + j + 1]);
    double *swap = a;
    a = b;
    b = swap;
  }
  const double taken = now_ms() - begun;
  if (a[n + 1] < 0) printf("impossible\n");
  free(a);
  free(b);
  return taken;
}

static double copy(size_t bytes) {
  const size_t n = bytes / sizeof(double);
  double *a = aligned_alloc(64, n * sizeof(double));
  double *b = aligned_alloc(64, n * sizeof(double));
#pragma omp parallel for
  for (size_t i = 0; i < n; i++) a[i] = b[i] = 1.0;
  const double begun = now_ms();
#pragma omp parallel for
  for (size_t i = 0; i < n; i++) b[i] = a[i];
  const double taken = now_ms() - begun;
  if (b[n / 2] != 1.0) printf("impossible\n");
  free(a);
  free(b);
  return taken;
}

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  double best = 1e30;
  for (int run = 0; run < 3; run++) {
    const double taken = strcmp(argv[1], "jacobi") == 0 ? jacobi(atol(argv[2]), atol(argv[3])) : copy((size_t)atol(argv[2]));
    if (taken < best) best = taken;
  }
  printf("%.3f\n", best);
  return 0;
}
