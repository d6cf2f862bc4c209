// SPDX-License-Identifier: Apache-2.0
#include "kernels/linalg/lapack.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <new>

using weft::kernels::lapack::Complex;

// Fortran passes everything by address; the lengths of texts come last.
extern "C" {
void dgesv_(const int*, const int*, double*, const int*, int*, double*, const int*, int*);
void zgesv_(const int*, const int*, Complex*, const int*, int*, Complex*, const int*, int*);
void dgetrf_(const int*, const int*, double*, const int*, int*, int*);
void zgetrf_(const int*, const int*, Complex*, const int*, int*, int*);
void dgetrs_(const char*, const int*, const int*, const double*, const int*, const int*, double*, const int*, int*, size_t);
void zgetrs_(const char*, const int*, const int*, const Complex*, const int*, const int*, Complex*, const int*, int*, size_t);
void dpotrf_(const char*, const int*, double*, const int*, int*, size_t);
void zpotrf_(const char*, const int*, Complex*, const int*, int*, size_t);
void dpotrs_(const char*, const int*, const int*, const double*, const int*, double*, const int*, int*, size_t);
void zpotrs_(const char*, const int*, const int*, const Complex*, const int*, Complex*, const int*, int*, size_t);
void dgbsv_(const int*, const int*, const int*, const int*, double*, const int*, int*, double*, const int*, int*);
void zgbsv_(const int*, const int*, const int*, const int*, Complex*, const int*, int*, Complex*, const int*, int*);
void dtrtrs_(const char*, const char*, const char*, const int*, const int*, const double*, const int*, double*, const int*, int*,
             size_t, size_t, size_t);
void ztrtrs_(const char*, const char*, const char*, const int*, const int*, const Complex*, const int*, Complex*, const int*,
             int*, size_t, size_t, size_t);
void dgeqrf_(const int*, const int*, double*, const int*, double*, double*, const int*, int*);
void zgeqrf_(const int*, const int*, Complex*, const int*, Complex*, Complex*, const int*, int*);
void dorgqr_(const int*, const int*, const int*, double*, const int*, const double*, double*, const int*, int*);
void zungqr_(const int*, const int*, const int*, Complex*, const int*, const Complex*, Complex*, const int*, int*);
void dgesdd_(const char*, const int*, const int*, double*, const int*, double*, double*, const int*, double*, const int*, double*,
             const int*, int*, int*, size_t);
void zgesdd_(const char*, const int*, const int*, Complex*, const int*, double*, Complex*, const int*, Complex*, const int*,
             Complex*, const int*, double*, int*, int*, size_t);
void dgeev_(const char*, const char*, const int*, double*, const int*, double*, double*, double*, const int*, double*, const int*,
            double*, const int*, int*, size_t, size_t);
void zgeev_(const char*, const char*, const int*, Complex*, const int*, Complex*, Complex*, const int*, Complex*, const int*,
            Complex*, const int*, double*, int*, size_t, size_t);
void dsyevd_(const char*, const char*, const int*, double*, const int*, double*, double*, const int*, int*, const int*, int*,
             size_t, size_t);
void zheevd_(const char*, const char*, const int*, Complex*, const int*, double*, Complex*, const int*, double*, const int*, int*,
             const int*, int*, size_t, size_t);
void dstevr_(const char*, const char*, const int*, double*, double*, const double*, const double*, const int*, const int*, const double*,
             int*, double*, double*, const int*, int*, double*, const int*, int*, const int*, int*, size_t, size_t);
void dgelsd_(const int*, const int*, const int*, double*, const int*, double*, const int*, double*, const double*, int*, double*,
             const int*, int*, int*);
void zgelsd_(const int*, const int*, const int*, Complex*, const int*, Complex*, const int*, double*, const double*, int*,
             Complex*, const int*, double*, int*, int*);

// The only routine of Fortran's run-time library that LAPACK calls: joins two texts, padded with blanks.
__attribute__((weak)) void _gfortran_concat_string(size_t length, char* target, size_t a_length, const char* a, size_t b_length,
                                                   const char* b) {
  const size_t first = std::min(length, a_length);
  std::memcpy(target, a, first);
  const size_t second = std::min(length - first, b_length);
  std::memcpy(target + first, b, second);
  std::memset(target + first + second, ' ', length - first - second);
}
}

namespace weft::kernels::lapack {
namespace {

constexpr int kNoMemory = -1000;

/// At least 1: LAPACK wants positive leading dimensions.
int line(int rows) { return std::max(rows, 1); }

template <typename T>
std::unique_ptr<T[]> workspace(size_t count) {
  return std::unique_ptr<T[]>(new (std::nothrow) T[std::max<size_t>(count, 1)]);
}

int size_of(double query) { return static_cast<int>(query); }
int size_of(Complex query) { return static_cast<int>(query.real()); }

/// Asks `routine(work, size, info)` for its workspace, then calls it.
template <typename T, typename Routine>
int with_workspace(Routine routine) {
  T query{};
  int info = 0;
  const int ask = -1;
  routine(&query, &ask, &info);
  if (info != 0) return info;
  const int size = std::max(size_of(query), 1);
  const auto work = workspace<T>(static_cast<size_t>(size));
  if (!work) return kNoMemory;
  routine(work.get(), &size, &info);
  return info;
}

}  // namespace

int gesv(int n, int columns, double* a, int* pivots, double* b) {
  int info = 0;
  const int lead = line(n);
  dgesv_(&n, &columns, a, &lead, pivots, b, &lead, &info);
  return info;
}

int gesv(int n, int columns, Complex* a, int* pivots, Complex* b) {
  int info = 0;
  const int lead = line(n);
  zgesv_(&n, &columns, a, &lead, pivots, b, &lead, &info);
  return info;
}

int getrf(int n, double* a, int* pivots) {
  int info = 0;
  const int lead = line(n);
  dgetrf_(&n, &n, a, &lead, pivots, &info);
  return info;
}

int getrf(int n, Complex* a, int* pivots) {
  int info = 0;
  const int lead = line(n);
  zgetrf_(&n, &n, a, &lead, pivots, &info);
  return info;
}

int getrf(int rows, int columns, double* a, int* pivots) {
  int info = 0;
  const int lead = line(rows);
  dgetrf_(&rows, &columns, a, &lead, pivots, &info);
  return info;
}

int getrf(int rows, int columns, Complex* a, int* pivots) {
  int info = 0;
  const int lead = line(rows);
  zgetrf_(&rows, &columns, a, &lead, pivots, &info);
  return info;
}

int potrs(char uplo, int n, int columns, const double* a, double* b) {
  int info = 0;
  const int lead = line(n);
  dpotrs_(&uplo, &n, &columns, a, &lead, b, &lead, &info, 1);
  return info;
}

int potrs(char uplo, int n, int columns, const Complex* a, Complex* b) {
  int info = 0;
  const int lead = line(n);
  zpotrs_(&uplo, &n, &columns, a, &lead, b, &lead, &info, 1);
  return info;
}

int gbsv(int n, int lower, int upper, int columns, double* a, double* b) {
  int info = 0;
  const int lead = line(n);
  const int band = 2 * lower + upper + 1;
  const auto pivots = workspace<int>(static_cast<size_t>(n));
  if (!pivots) return kNoMemory;
  dgbsv_(&n, &lower, &upper, &columns, a, &band, pivots.get(), b, &lead, &info);
  return info;
}

int gbsv(int n, int lower, int upper, int columns, Complex* a, Complex* b) {
  int info = 0;
  const int lead = line(n);
  const int band = 2 * lower + upper + 1;
  const auto pivots = workspace<int>(static_cast<size_t>(n));
  if (!pivots) return kNoMemory;
  zgbsv_(&n, &lower, &upper, &columns, a, &band, pivots.get(), b, &lead, &info);
  return info;
}

int getrs(char trans, int n, int columns, const double* a, const int* pivots, double* b) {
  int info = 0;
  const int lead = line(n);
  dgetrs_(&trans, &n, &columns, a, &lead, pivots, b, &lead, &info, 1);
  return info;
}

int getrs(char trans, int n, int columns, const Complex* a, const int* pivots, Complex* b) {
  int info = 0;
  const int lead = line(n);
  zgetrs_(&trans, &n, &columns, a, &lead, pivots, b, &lead, &info, 1);
  return info;
}

int potrf(char uplo, int n, double* a) {
  int info = 0;
  const int lead = line(n);
  dpotrf_(&uplo, &n, a, &lead, &info, 1);
  return info;
}

int potrf(char uplo, int n, Complex* a) {
  int info = 0;
  const int lead = line(n);
  zpotrf_(&uplo, &n, a, &lead, &info, 1);
  return info;
}

int trtrs(char uplo, char trans, char diagonal, int n, int columns, const double* a, double* b) {
  int info = 0;
  const int lead = line(n);
  dtrtrs_(&uplo, &trans, &diagonal, &n, &columns, a, &lead, b, &lead, &info, 1, 1, 1);
  return info;
}

int trtrs(char uplo, char trans, char diagonal, int n, int columns, const Complex* a, Complex* b) {
  int info = 0;
  const int lead = line(n);
  ztrtrs_(&uplo, &trans, &diagonal, &n, &columns, a, &lead, b, &lead, &info, 1, 1, 1);
  return info;
}

int geqrf(int rows, int columns, double* a, double* tau) {
  const int lead = line(rows);
  return with_workspace<double>(
      [&](double* work, const int* size, int* info) { dgeqrf_(&rows, &columns, a, &lead, tau, work, size, info); });
}

int geqrf(int rows, int columns, Complex* a, Complex* tau) {
  const int lead = line(rows);
  return with_workspace<Complex>(
      [&](Complex* work, const int* size, int* info) { zgeqrf_(&rows, &columns, a, &lead, tau, work, size, info); });
}

int orgqr(int rows, int columns, int reflectors, double* a, const double* tau) {
  const int lead = line(rows);
  return with_workspace<double>([&](double* work, const int* size, int* info) {
    dorgqr_(&rows, &columns, &reflectors, a, &lead, tau, work, size, info);
  });
}

int orgqr(int rows, int columns, int reflectors, Complex* a, const Complex* tau) {
  const int lead = line(rows);
  return with_workspace<Complex>([&](Complex* work, const int* size, int* info) {
    zungqr_(&rows, &columns, &reflectors, a, &lead, tau, work, size, info);
  });
}

int gesdd(char job, int rows, int columns, double* a, double* s, double* u, int u_rows, double* vh, int vh_rows) {
  const int lead = line(rows);
  const int u_lead = line(u_rows);
  const int vh_lead = line(vh_rows);
  const auto integers = workspace<int>(8 * static_cast<size_t>(std::min(rows, columns)));
  if (!integers) return kNoMemory;
  return with_workspace<double>([&](double* work, const int* size, int* info) {
    dgesdd_(&job, &rows, &columns, a, &lead, s, u, &u_lead, vh, &vh_lead, work, size, integers.get(), info, 1);
  });
}

int gesdd(char job, int rows, int columns, Complex* a, double* s, Complex* u, int u_rows, Complex* vh, int vh_rows) {
  const int lead = line(rows);
  const int u_lead = line(u_rows);
  const int vh_lead = line(vh_rows);
  const auto least = static_cast<size_t>(std::min(rows, columns));
  const auto most = static_cast<size_t>(std::max(rows, columns));
  const auto integers = workspace<int>(8 * least);
  // LAPACK's documented size for `rwork`.
  const auto reals = workspace<double>(job == 'N' ? 7 * least : least * std::max(5 * least + 7, 2 * most + 2 * least + 1));
  if (!integers || !reals) return kNoMemory;
  return with_workspace<Complex>([&](Complex* work, const int* size, int* info) {
    zgesdd_(&job, &rows, &columns, a, &lead, s, u, &u_lead, vh, &vh_lead, work, size, reals.get(), integers.get(), info, 1);
  });
}

int geev(int n, double* a, double* real, double* imaginary, double* vectors) {
  const int lead = line(n);
  const char job = vectors == nullptr ? 'N' : 'V';
  double unused = 0;
  return with_workspace<double>([&](double* work, const int* size, int* info) {
    dgeev_("N", &job, &n, a, &lead, real, imaginary, &unused, &lead, vectors == nullptr ? &unused : vectors, &lead, work, size,
           info, 1, 1);
  });
}

int geev(int n, Complex* a, Complex* values, Complex* vectors) {
  const int lead = line(n);
  const char job = vectors == nullptr ? 'N' : 'V';
  Complex unused;
  const auto reals = workspace<double>(2 * static_cast<size_t>(n));
  if (!reals) return kNoMemory;
  return with_workspace<Complex>([&](Complex* work, const int* size, int* info) {
    zgeev_("N", &job, &n, a, &lead, values, &unused, &lead, vectors == nullptr ? &unused : vectors, &lead, work, size,
           reals.get(), info, 1, 1);
  });
}

int syevd(char job, char uplo, int n, double* a, double* values) {
  const int lead = line(n);
  double size_query = 0;
  int integer_query = 0;
  int info = 0;
  const int ask = -1;
  dsyevd_(&job, &uplo, &n, a, &lead, values, &size_query, &ask, &integer_query, &ask, &info, 1, 1);
  if (info != 0) return info;
  const int size = std::max(size_of(size_query), 1);
  const int integer_size = std::max(integer_query, 1);
  const auto work = workspace<double>(static_cast<size_t>(size));
  const auto integers = workspace<int>(static_cast<size_t>(integer_size));
  if (!work || !integers) return kNoMemory;
  dsyevd_(&job, &uplo, &n, a, &lead, values, work.get(), &size, integers.get(), &integer_size, &info, 1, 1);
  return info;
}

int syevd(char job, char uplo, int n, Complex* a, double* values) {
  const int lead = line(n);
  Complex size_query;
  double real_query = 0;
  int integer_query = 0;
  int info = 0;
  const int ask = -1;
  zheevd_(&job, &uplo, &n, a, &lead, values, &size_query, &ask, &real_query, &ask, &integer_query, &ask, &info, 1, 1);
  if (info != 0) return info;
  const int size = std::max(size_of(size_query), 1);
  const int real_size = std::max(size_of(real_query), 1);
  const int integer_size = std::max(integer_query, 1);
  const auto work = workspace<Complex>(static_cast<size_t>(size));
  const auto reals = workspace<double>(static_cast<size_t>(real_size));
  const auto integers = workspace<int>(static_cast<size_t>(integer_size));
  if (!work || !reals || !integers) return kNoMemory;
  zheevd_(&job, &uplo, &n, a, &lead, values, work.get(), &size, reals.get(), &real_size, integers.get(), &integer_size, &info, 1,
          1);
  return info;
}

int stevr(int n, double* diagonal, double* below, double* values, double* vectors) {
  const char job = vectors == nullptr ? 'N' : 'V';
  const int lead = line(n);
  const double nothing = 0;
  const int none = 0;
  const int size = 20 * lead;
  const int integer_size = 10 * lead;
  int found = 0;
  int info = 0;
  const auto work = workspace<double>(static_cast<size_t>(size));
  const auto integers = workspace<int>(static_cast<size_t>(integer_size));
  const auto support = workspace<int>(static_cast<size_t>(2 * lead));
  if (!work || !integers || !support) return kNoMemory;
  dstevr_(&job, "A", &n, diagonal, below, &nothing, &nothing, &none, &none, &nothing, &found, values, vectors, &lead, support.get(),
          work.get(), &size, integers.get(), &integer_size, &info, 1, 1);
  return info;
}

int gelsd(int rows, int columns, int right, double* a, double* b, double* s, double rcond, int* rank) {
  const int lead = line(rows);
  const int b_lead = line(std::max(rows, columns));
  double size_query = 0;
  int integer_query = 0;
  int info = 0;
  const int ask = -1;
  dgelsd_(&rows, &columns, &right, a, &lead, b, &b_lead, s, &rcond, rank, &size_query, &ask, &integer_query, &info);
  if (info != 0) return info;
  const int size = std::max(size_of(size_query), 1);
  const auto work = workspace<double>(static_cast<size_t>(size));
  const auto integers = workspace<int>(static_cast<size_t>(std::max(integer_query, 1)));
  if (!work || !integers) return kNoMemory;
  dgelsd_(&rows, &columns, &right, a, &lead, b, &b_lead, s, &rcond, rank, work.get(), &size, integers.get(), &info);
  return info;
}

int gelsd(int rows, int columns, int right, Complex* a, Complex* b, double* s, double rcond, int* rank) {
  const int lead = line(rows);
  const int b_lead = line(std::max(rows, columns));
  Complex size_query;
  double real_query = 0;
  int integer_query = 0;
  int info = 0;
  const int ask = -1;
  zgelsd_(&rows, &columns, &right, a, &lead, b, &b_lead, s, &rcond, rank, &size_query, &ask, &real_query, &integer_query, &info);
  if (info != 0) return info;
  const int size = std::max(size_of(size_query), 1);
  const auto work = workspace<Complex>(static_cast<size_t>(size));
  const auto reals = workspace<double>(static_cast<size_t>(std::max(size_of(real_query), 1)));
  const auto integers = workspace<int>(static_cast<size_t>(std::max(integer_query, 1)));
  if (!work || !reals || !integers) return kNoMemory;
  zgelsd_(&rows, &columns, &right, a, &lead, b, &b_lead, s, &rcond, rank, work.get(), &size, reals.get(), integers.get(), &info);
  return info;
}

}  // namespace weft::kernels::lapack
