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

double dot(int count, const double* a, int a_step, const double* b, int b_step) {
  return cblas_ddot(count, a, a_step, b, b_step);
}

float dot(int count, const float* a, int a_step, const float* b, int b_step) {
  return cblas_sdot(count, a, a_step, b, b_step);
}

int threads() { return openblas_get_num_threads(); }

}  // namespace weft::kernels::blas
