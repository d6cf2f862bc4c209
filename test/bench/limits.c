// SPDX-License-Identifier: Apache-2.0
// What the machine allows: STREAM's copy and triad on arrays that no cache holds, and a product of matrices by OpenBLAS.
// Usage: limits BYTES ORDER; prints copy GB/s, triad GB/s and product Gflop/s, each the best of five.
//        limits THREADS; prints how much faster THREADS threads are than one at a loop without memory, the best of five each.

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { kRuns = 5 };

void dgemm_(const char *, const char *, const int *, const int *, const int *, const double *, const double *, const int *,
            const double *, const int *, const double *, double *, const int *);

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double *filled(size_t n) {
  double *a = aligned_alloc(64, n * sizeof(double));
#pragma omp parallel for
  for (size_t i = 0; i < n; i++) a[i] = 1.0 + 1e-9 * (double)i;
  return a;
}

static double copy(double *restrict to, const double *restrict from, size_t n) {
  const double begun = now();
#pragma omp parallel for
  for (size_t i = 0; i < n; i++) to[i] = from[i];
  return 16e-9 * (double)n / (now() - begun);
}

static double triad(double *restrict to, const double *restrict a, const double *restrict b, size_t n) {
  const double begun = now();
#pragma omp parallel for
  for (size_t i = 0; i < n; i++) to[i] = a[i] + 3.0 * b[i];
  return 24e-9 * (double)n / (now() - begun);
}

static double product(double *to, const double *a, const double *b, int order) {
  const double one = 1.0, zero = 0.0, begun = now();
  dgemm_("N", "N", &order, &order, &order, &one, a, &order, b, &order, &zero, to, &order);
  return 2e-9 * order * order * order / (now() - begun);
}

static double loop(int threads) {
  double sum = 0;
  const double begun = now();
#pragma omp parallel for num_threads(threads) reduction(+ : sum)
  for (int i = 0; i < 20000; i++) {
    double x = 1e-3 * i;
    for (int k = 0; k < 200; k++) x = 0.5 * x + 0.25;
    sum += x;
  }
  const double took = now() - begun;
  return sum > 0 ? took : 1e9;
}

static int speedup(int threads) {
  double one = 1e9, many = 1e9;
  for (int run = 0; run < kRuns; run++) {
    const double reached[2] = {loop(1), loop(threads)};
    if (reached[0] < one) one = reached[0];
    if (reached[1] < many) many = reached[1];
  }
  printf("%.3f\n", one / many);
  return 0;
}

int main(int argc, char **argv) {
  if (argc == 2) return speedup(atoi(argv[1]));
  if (argc < 3) return 2;
  const size_t n = (size_t)atol(argv[1]) / sizeof(double) / 64 * 64;
  const int order = atoi(argv[2]);
  if ((size_t)order * (size_t)order > n) return 2;
  double *a = filled(n), *b = filled(n), *c = filled(n);
  double best[3] = {0, 0, 0};
  for (int run = 0; run < kRuns; run++) {
    const double reached[3] = {copy(c, a, n), triad(c, a, b, n), product(c, a, b, order)};
    for (int i = 0; i < 3; i++)
      if (reached[i] > best[i]) best[i] = reached[i];
  }
  printf("%.2f %.2f %.2f\n", best[0], best[1], best[2]);
  return 0;
}
