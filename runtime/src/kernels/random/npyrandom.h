// SPDX-License-Identifier: Apache-2.0
// What Weft calls in NumPy's own library of distributions, libnpyrandom.a, which NumPy ships for other programs to link.
// NumPy's header needs Python's; these are the same functions without it.

#pragma once

#include <cstddef>
#include <cstdint>

extern "C" {

/// A source of random bits, as NumPy's library takes it.
typedef struct bitgen {
  void* state;
  uint64_t (*next_uint64)(void*);
  uint32_t (*next_uint32)(void*);
  double (*next_double)(void*);
  uint64_t (*next_raw)(void*);
} bitgen_t;

/// What a binomial distribution keeps between draws with the same parameters.
typedef struct s_binomial_t {
  int has_binomial;
  double psave;
  int64_t nsave;
  double r, q, fm;
  int64_t m;
  double p1, xm, xl, xr, c, laml, lamr, p2, p3, p4;
} binomial_t;

void random_standard_uniform_fill(bitgen_t*, ptrdiff_t, double*);
void random_standard_uniform_fill_f(bitgen_t*, ptrdiff_t, float*);
void random_standard_normal_fill(bitgen_t*, ptrdiff_t, double*);
void random_standard_normal_fill_f(bitgen_t*, ptrdiff_t, float*);
void random_standard_exponential_fill(bitgen_t*, ptrdiff_t, double*);
void random_standard_exponential_fill_f(bitgen_t*, ptrdiff_t, float*);
void random_standard_exponential_inv_fill(bitgen_t*, ptrdiff_t, double*);
void random_standard_exponential_inv_fill_f(bitgen_t*, ptrdiff_t, float*);

double random_standard_normal(bitgen_t*);
double random_standard_exponential(bitgen_t*);
double random_standard_gamma(bitgen_t*, double shape);
float random_standard_gamma_f(bitgen_t*, float shape);
double random_standard_cauchy(bitgen_t*);
double random_normal(bitgen_t*, double, double);
double random_gamma(bitgen_t*, double, double);
double random_exponential(bitgen_t*, double);
double random_uniform(bitgen_t*, double, double);
double random_chisquare(bitgen_t*, double);
double random_f(bitgen_t*, double, double);
double random_pareto(bitgen_t*, double);
double random_weibull(bitgen_t*, double);
double random_power(bitgen_t*, double);
double random_laplace(bitgen_t*, double, double);
double random_gumbel(bitgen_t*, double, double);
double random_logistic(bitgen_t*, double, double);
double random_lognormal(bitgen_t*, double, double);
double random_rayleigh(bitgen_t*, double);
double random_standard_t(bitgen_t*, double);
double random_noncentral_chisquare(bitgen_t*, double, double);
double random_noncentral_f(bitgen_t*, double, double, double);
double random_vonmises(bitgen_t*, double, double);
double random_triangular(bitgen_t*, double, double, double);

int64_t random_poisson(bitgen_t*, double);
int64_t random_negative_binomial(bitgen_t*, double, double);
int64_t random_binomial(bitgen_t*, double p, int64_t n, binomial_t*);
int64_t random_binomial_btpe(bitgen_t*, int64_t n, double p, binomial_t*);
int64_t random_binomial_inversion(bitgen_t*, int64_t n, double p, binomial_t*);
int64_t random_logseries(bitgen_t*, double);
int64_t random_geometric(bitgen_t*, double);
int64_t random_geometric_search(bitgen_t*, double);
int64_t random_hypergeometric(bitgen_t*, int64_t good, int64_t bad, int64_t sample);
double random_loggam(double);
void random_multinomial(bitgen_t*, int64_t n, int64_t* counts, double* p, ptrdiff_t d, binomial_t*);
int random_multivariate_hypergeometric_count(bitgen_t*, int64_t total, size_t colors, int64_t* color, int64_t nsample, size_t variates,
                                             int64_t* result);
void random_multivariate_hypergeometric_marginals(bitgen_t*, int64_t total, size_t colors, int64_t* color, int64_t nsample,
                                                  size_t variates, int64_t* result);

uint64_t random_interval(bitgen_t*, uint64_t max);
uint64_t random_bounded_uint64(bitgen_t*, uint64_t off, uint64_t rng, uint64_t mask, bool masked);
uint32_t random_buffered_bounded_uint32(bitgen_t*, uint32_t, uint32_t, uint32_t, bool, int*, uint32_t*);
uint16_t random_buffered_bounded_uint16(bitgen_t*, uint16_t, uint16_t, uint16_t, bool, int*, uint32_t*);
uint8_t random_buffered_bounded_uint8(bitgen_t*, uint8_t, uint8_t, uint8_t, bool, int*, uint32_t*);
unsigned char random_buffered_bounded_bool(bitgen_t*, unsigned char, unsigned char, unsigned char, bool, int*, uint32_t*);
void random_bounded_uint64_fill(bitgen_t*, uint64_t, uint64_t, ptrdiff_t, bool, uint64_t*);
void random_bounded_uint32_fill(bitgen_t*, uint32_t, uint32_t, ptrdiff_t, bool, uint32_t*);
void random_bounded_uint16_fill(bitgen_t*, uint16_t, uint16_t, ptrdiff_t, bool, uint16_t*);
void random_bounded_uint8_fill(bitgen_t*, uint8_t, uint8_t, ptrdiff_t, bool, uint8_t*);
void random_bounded_bool_fill(bitgen_t*, unsigned char, unsigned char, ptrdiff_t, bool, unsigned char*);

}  // extern "C"
