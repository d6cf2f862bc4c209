// SPDX-License-Identifier: Apache-2.0
// Stacks of matrices for the linear algebra kernels: the last one or two axes of an operand are a matrix, the axes before it
// are the stack, which broadcasts as in NumPy. Everything is computed in double precision, as NumPy does, and rounded to the
// result's element type at the end. LAPACK wants columns, so matrices are transposed on the way in and out.

#pragma once

#include <algorithm>
#include <climits>
#include <complex>
#include <span>
#include <vector>

#include "kernels/linalg/lapack.h"
#include "kernels/registry.h"

namespace weft::kernels::linalg {

using lapack::Complex;
using memory::TypedView;
using wire::DType;

constexpr bool is_complex_type(DType dtype) { return dtype == DType::Complex64 || dtype == DType::Complex128; }

/// The element type that computes: complex when any of the array operands is.
bool any_complex(const Call& call);
template <typename T>
constexpr DType kCompute = std::is_same_v<T, Complex> ? DType::Complex128 : DType::Float64;

inline int64_t rows(const TypedView& array) { return array.view.shape[array.rank - 2]; }
inline int64_t columns(const TypedView& array) { return array.view.shape[array.rank - 1]; }

Status error(const char* message);   // a LinAlgError
Status no_memory();
/// LinAlgError unless the last two axes are equal, and an error when LAPACK cannot count them.
Status check_square(const TypedView& array);
Status check_sizes(const TypedView& array);

/// The axes before the matrix of one or more operands, broadcast.
struct Stack {
  std::vector<int64_t> shape;
  int64_t count = 1;
};

/// One operand of a stack: C-contiguous; `core` axes are its matrix or vector.
template <typename T>
struct Matrices {
  const T* data = nullptr;
  int64_t core_size = 1;
  std::vector<int64_t> shape;  // of the stack axes

  /// The matrix at `index` of the broadcast stack.
  const T* at(const Stack& stack, int64_t index) const {
    int64_t offset = 0;
    int64_t step = core_size;
    const size_t skipped = stack.shape.size() - shape.size();
    for (size_t axis = stack.shape.size(); axis-- > 0;) {
      const int64_t position = index % stack.shape[axis];
      index /= stack.shape[axis];
      if (axis < skipped) continue;
      const int64_t size = shape[axis - skipped];
      if (size != 1) offset += position * step;
      step *= size;
    }
    return data + offset;
  }
};

template <typename T>
Result<Matrices<T>> matrices(Call& call, size_t operand, uint32_t core) {
  Result<TypedView> array = call.contiguous(operand, kCompute<T>);
  if (!array.ok()) return array.status();
  const TypedView& view = array.value();
  Matrices<T> result;
  result.data = reinterpret_cast<const T*>(view.view.data);
  result.shape.assign(view.view.shape, view.view.shape + view.rank - core);
  for (uint32_t axis = view.rank - core; axis < view.rank; ++axis) result.core_size *= view.view.shape[axis];
  return result;
}

/// A ValueError with NumPy's text when the stacks do not broadcast.
Result<Stack> broadcast_stacks(std::initializer_list<std::pair<const TypedView*, uint32_t>> operands,
                               const std::string& requested);
Stack stack_of(const TypedView& array, uint32_t core);

/// stack axes and then `core`.
std::vector<int64_t> shape_with(const Stack& stack, std::initializer_list<int64_t> core);

/// Between C order and columns.
template <typename T>
void load(const T* source, int64_t row_count, int64_t column_count, T* target, int64_t lead) {
  for (int64_t i = 0; i < row_count; ++i) {
    for (int64_t j = 0; j < column_count; ++j) target[j * lead + i] = source[i * column_count + j];
  }
}

template <typename Out, typename T>
Out rounded(const T& value) {
  if constexpr (std::is_same_v<T, Complex> && !std::is_floating_point_v<Out>) {
    return Out(static_cast<typename Out::value_type>(value.real()), static_cast<typename Out::value_type>(value.imag()));
  } else if constexpr (std::is_same_v<T, Complex>) {
    return static_cast<Out>(value.real());
  } else if constexpr (std::is_floating_point_v<Out>) {
    return static_cast<Out>(value);
  } else {
    return Out(static_cast<typename Out::value_type>(value), 0);
  }
}

/// Calls `body` with a value of the C++ type of a floating or complex `dtype`.
template <typename Body>
void with_inexact(DType dtype, Body&& body) {
  switch (dtype) {
    case DType::Float32: return body(float{});
    case DType::Complex64: return body(std::complex<float>{});
    case DType::Complex128: return body(std::complex<double>{});
    default: return body(double{});
  }
}

/// Writes a matrix in column order at element `offset` of a C-contiguous result, rounded to its element type.
template <typename T>
void store(const T* source, int64_t lead, int64_t row_count, int64_t column_count, const TypedView& target, int64_t offset) {
  with_inexact(target.dtype, [&]<typename Out>(Out) {
    Out* out = reinterpret_cast<Out*>(target.view.data) + offset;
    for (int64_t i = 0; i < row_count; ++i) {
      for (int64_t j = 0; j < column_count; ++j) out[i * column_count + j] = rounded<Out>(source[j * lead + i]);
    }
  });
}

template <typename T>
void store_vector(const T* source, int64_t count, const TypedView& target, int64_t offset) {
  store(source, std::max<int64_t>(count, 1), count, 1, target, offset);
}

inline size_t area(int64_t a, int64_t b) { return static_cast<size_t>(std::max<int64_t>(a * b, 1)); }

/// Calls `body` with `double` or `Complex`, whatever the operands compute in.
template <typename Body>
Status with_compute_type(const Call& call, Body&& body) {
  return any_complex(call) ? body(Complex{}) : body(double{});
}

/// Singular values of a column-ordered matrix, largest first; false when LAPACK fails. `a` is overwritten.
template <typename T>
bool singular_values(int row_count, int column_count, T* a, double* s) {
  T unused{};
  return lapack::gesdd('N', row_count, column_count, a, s, &unused, 1, &unused, 1) == 0;
}

/// The inverse of a column-ordered square matrix into `inverse`; false when it is singular. `a` is overwritten.
template <typename T>
bool invert(int n, T* a, T* inverse) {
  std::vector<int> pivots(area(n, 1));
  std::fill_n(inverse, area(n, n), T(0));
  for (int i = 0; i < n; ++i) inverse[static_cast<size_t>(i) * static_cast<size_t>(n) + static_cast<size_t>(i)] = T(1);
  return n == 0 || lapack::gesv(n, n, a, pivots.data(), inverse) == 0;
}

}  // namespace weft::kernels::linalg
