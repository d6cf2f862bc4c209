// SPDX-License-Identifier: Apache-2.0
#include "kernels/blas.h"

#include <cblas.h>

#include <cstdlib>

namespace weft::kernels::blas {
namespace {

// Runs before OpenBLAS's own constructor, which would start a thread for each core.
__attribute__((constructor(101))) void keep_one_thread() { setenv("OPENBLAS_NUM_THREADS", "1", 1); }

template <typename T>
CBLAS_TRANSPOSE order(const Matrix<T>& matrix) {
  return matrix.transposed ? CblasTrans : CblasNoTrans;
}

}  // namespace

void gemm(int rows, int columns, int depth, Matrix<double> a, Matrix<double> b, double* c, int c_leading) {
  cblas_dgemm(CblasRowMajor, order(a), order(b), rows, columns, depth, 1.0, a.data, a.leading, b.data, b.leading, 0.0, c,
              c_leading);
}

void gemm(int rows, int columns, int depth, Matrix<float> a, Matrix<float> b, float* c, int c_leading) {
  cblas_sgemm(CblasRowMajor, order(a), order(b), rows, columns, depth, 1.0F, a.data, a.leading, b.data, b.leading, 0.0F, c,
              c_leading);
}

void gemv(int rows, int depth, Matrix<double> a, const double* x, int step, double* y) {
  cblas_dgemv(CblasRowMajor, order(a), a.transposed ? depth : rows, a.transposed ? rows : depth, 1.0, a.data, a.leading, x, step,
              0.0, y, 1);
}

void gemv(int rows, int depth, Matrix<float> a, const float* x, int step, float* y) {
  cblas_sgemv(CblasRowMajor, order(a), a.transposed ? depth : rows, a.transposed ? rows : depth, 1.0F, a.data, a.leading, x, step,
              0.0F, y, 1);
}

void gemm(int rows, int columns, int depth, Matrix<std::complex<double>> a, Matrix<std::complex<double>> b, std::complex<double>* c,
          int c_leading) {
  const std::complex<double> one = 1;
  const std::complex<double> zero = 0;
  cblas_zgemm(CblasRowMajor, order(a), order(b), rows, columns, depth, &one, a.data, a.leading, b.data, b.leading, &zero, c, c_leading);
}

void gemm(int rows, int columns, int depth, Matrix<std::complex<float>> a, Matrix<std::complex<float>> b, std::complex<float>* c,
          int c_leading) {
  const std::complex<float> one = 1;
  const std::complex<float> zero = 0;
  cblas_cgemm(CblasRowMajor, order(a), order(b), rows, columns, depth, &one, a.data, a.leading, b.data, b.leading, &zero, c, c_leading);
}

void gemv(int rows, int depth, Matrix<std::complex<double>> a, const std::complex<double>* x, int step, std::complex<double>* y) {
  const std::complex<double> one = 1;
  const std::complex<double> zero = 0;
  cblas_zgemv(CblasRowMajor, order(a), a.transposed ? depth : rows, a.transposed ? rows : depth, &one, a.data, a.leading, x, step, &zero, y, 1);
}

void gemv(int rows, int depth, Matrix<std::complex<float>> a, const std::complex<float>* x, int step, std::complex<float>* y) {
  const std::complex<float> one = 1;
  const std::complex<float> zero = 0;
  cblas_cgemv(CblasRowMajor, order(a), a.transposed ? depth : rows, a.transposed ? rows : depth, &one, a.data, a.leading, x, step, &zero, y, 1);
}

void syrk(int rows, int depth, Matrix<double> a, double* c, int c_leading) {
  cblas_dsyrk(CblasRowMajor, CblasLower, order(a), rows, depth, 1.0, a.data, a.leading, 0.0, c, c_leading);
}

void syrk(int rows, int depth, Matrix<float> a, float* c, int c_leading) {
  cblas_ssyrk(CblasRowMajor, CblasLower, order(a), rows, depth, 1.0F, a.data, a.leading, 0.0F, c, c_leading);
}

void syrk(int rows, int depth, Matrix<std::complex<double>> a, std::complex<double>* c, int c_leading) {
  const std::complex<double> one = 1;
  const std::complex<double> zero = 0;
  cblas_zsyrk(CblasRowMajor, CblasLower, order(a), rows, depth, &one, a.data, a.leading, &zero, c, c_leading);
}

void syrk(int rows, int depth, Matrix<std::complex<float>> a, std::complex<float>* c, int c_leading) {
  const std::complex<float> one = 1;
  const std::complex<float> zero = 0;
  cblas_csyrk(CblasRowMajor, CblasLower, order(a), rows, depth, &one, a.data, a.leading, &zero, c, c_leading);
}

double dot(int count, const double* a, int a_step, const double* b, int b_step) {
  return cblas_ddot(count, a, a_step, b, b_step);
}

float dot(int count, const float* a, int a_step, const float* b, int b_step) {
  return cblas_sdot(count, a, a_step, b, b_step);
}

std::complex<double> dot(int count, const std::complex<double>* a, int a_step, const std::complex<double>* b, int b_step) {
  std::complex<double> result;
  cblas_zdotu_sub(count, a, a_step, b, b_step, &result);
  return result;
}

std::complex<float> dot(int count, const std::complex<float>* a, int a_step, const std::complex<float>* b, int b_step) {
  std::complex<float> result;
  cblas_cdotu_sub(count, a, a_step, b, b_step, &result);
  return result;
}

int threads() { return openblas_get_num_threads(); }

}  // namespace weft::kernels::blas
