// SPDX-License-Identifier: Apache-2.0
// The BLAS calls the kernels need, with one signature for all inexact types. BLAS never makes threads of its own:
// tasks of the engine are the only parallelism.

#pragma once

#include <complex>
#include <cstdint>

namespace weft::kernels::blas {

/// A matrix operand: element (i, j) is at data[i*leading + j], or at data[j*leading + i] when `transposed`.
template <typename T>
struct Matrix {
  const T* data;
  int leading;
  bool transposed;
};

/// c (rows x columns, C order with row length c_leading) = a (rows x depth) * b (depth x columns).
void gemm(int rows, int columns, int depth, Matrix<double> a, Matrix<double> b, double* c, int c_leading);
void gemm(int rows, int columns, int depth, Matrix<float> a, Matrix<float> b, float* c, int c_leading);
void gemm(int rows, int columns, int depth, Matrix<std::complex<double>> a, Matrix<std::complex<double>> b, std::complex<double>* c,
          int c_leading);
void gemm(int rows, int columns, int depth, Matrix<std::complex<float>> a, Matrix<std::complex<float>> b, std::complex<float>* c, int c_leading);

/// The lower triangle of c (rows x rows, C order) = a (rows x depth) * a transposed. What c holds is scaled by zero.
void syrk(int rows, int depth, Matrix<double> a, double* c, int c_leading);
void syrk(int rows, int depth, Matrix<float> a, float* c, int c_leading);
void syrk(int rows, int depth, Matrix<std::complex<double>> a, std::complex<double>* c, int c_leading);
void syrk(int rows, int depth, Matrix<std::complex<float>> a, std::complex<float>* c, int c_leading);

/// y[0 … rows) = a (rows x depth) * x; x has its elements `step` apart.
void gemv(int rows, int depth, Matrix<double> a, const double* x, int step, double* y);
void gemv(int rows, int depth, Matrix<float> a, const float* x, int step, float* y);
void gemv(int rows, int depth, Matrix<std::complex<double>> a, const std::complex<double>* x, int step, std::complex<double>* y);
void gemv(int rows, int depth, Matrix<std::complex<float>> a, const std::complex<float>* x, int step, std::complex<float>* y);

double dot(int count, const double* a, int a_step, const double* b, int b_step);
float dot(int count, const float* a, int a_step, const float* b, int b_step);
/// Without conjugation.
std::complex<double> dot(int count, const std::complex<double>* a, int a_step, const std::complex<double>* b, int b_step);
std::complex<float> dot(int count, const std::complex<float>* a, int a_step, const std::complex<float>* b, int b_step);

/// Threads that the library would use for one call; 1 always, for tests.
int threads();

}  // namespace weft::kernels::blas
