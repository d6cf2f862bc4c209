// SPDX-License-Identifier: Apache-2.0
// Factorisations: qr, svd, eigh, eigvalsh, eig, eigvals, and the roots of polynomials.

#include <cmath>

#include "kernels/linalg/linalg.h"

namespace weft::kernels {
namespace {

using namespace linalg;

/// qr(a, mode): 'reduced' and 'complete' give q and r, 'r' gives r alone, 'raw' LAPACK's packed form (transposed) and tau.
Status qr(Call& call) {
  const TypedView a = call.array(0);
  if (Status status = check_sizes(a); !status.ok()) return status;
  const std::string& mode = call.text(1);
  const int64_t m = rows(a);
  const int64_t n = columns(a);
  const int64_t least = std::min(m, n);
  const Stack stack = stack_of(a, 2);
  const int64_t kept = mode == "complete" && m > n ? m : least;
  return with_compute_type(call, [&]<typename T>(T) -> Status {
    Result<Matrices<T>> source = matrices<T>(call, 0, 2);
    if (!source.ok()) return source.status();
    const bool is_raw = mode == "raw";
    const bool has_q = mode != "r" && !is_raw;
    std::vector<TypedView> outs;
    const auto result = [&](std::initializer_list<int64_t> core) {
      Result<TypedView> out = call.fresh(shape_with(stack, core), call.wanted[outs.size()].dtype);
      if (out.ok()) outs.push_back(out.value());
      return out.ok() ? Status() : out.status();
    };
    if (has_q) {
      if (Status status = result({m, kept}); !status.ok()) return status;
    }
    if (Status status = is_raw ? result({n, m}) : result({kept, n}); !status.ok()) return status;
    if (is_raw) {
      if (Status status = result({least}); !status.ok()) return status;
    }
    std::vector<T> packed(area(m, std::max(n, kept)));
    std::vector<T> r(area(kept, n));
    std::vector<T> tau(area(least, 1));
    for (int64_t index = 0; index < stack.count; ++index) {
      load(source.value().at(stack, index), m, n, packed.data(), m);
      if (least > 0 && lapack::geqrf(static_cast<int>(m), static_cast<int>(n), packed.data(), tau.data()) != 0) {
        return error("Incorrect argument found while performing QR factorization");
      }
      if (is_raw) {
        // Columns of the packed form are the rows of NumPy's.
        store(packed.data(), std::max<int64_t>(m * n, 1), m * n, 1, outs[0], index * m * n);
        store_vector(tau.data(), least, outs[1], index * least);
        continue;
      }
      for (int64_t j = 0; j < n; ++j) {
        for (int64_t i = 0; i < kept; ++i) r[static_cast<size_t>(j * kept + i)] = i <= j && i < m ? packed[static_cast<size_t>(j * m + i)] : T(0);
      }
      store(r.data(), kept, kept, n, outs.back(), index * kept * n);
      if (!has_q || m == 0 || kept == 0) continue;
      if (lapack::orgqr(static_cast<int>(m), static_cast<int>(kept), static_cast<int>(least), packed.data(), tau.data()) != 0) {
        return error("Incorrect argument found while performing QR factorization");
      }
      store(packed.data(), m, m, kept, outs[0], index * m * kept);
    }
    for (const TypedView& out : outs) call.give(out);
    return {};
  });
}

/// svd(a, full_matrices, compute_uv): u, s, vh, or s alone.
Status svd(Call& call) {
  const TypedView a = call.array(0);
  if (Status status = check_sizes(a); !status.ok()) return status;
  const bool is_full = call.flag(1);
  const bool has_vectors = call.flag(2);
  const int64_t m = rows(a);
  const int64_t n = columns(a);
  const int64_t least = std::min(m, n);
  const int64_t u_columns = is_full ? m : least;
  const int64_t vh_rows = is_full ? n : least;
  const Stack stack = stack_of(a, 2);
  return with_compute_type(call, [&]<typename T>(T) -> Status {
    Result<Matrices<T>> source = matrices<T>(call, 0, 2);
    if (!source.ok()) return source.status();
    Result<TypedView> s_out = call.fresh(shape_with(stack, {least}), call.wanted[has_vectors ? 1 : 0].dtype);
    if (!s_out.ok()) return s_out.status();
    TypedView u_out;
    TypedView vh_out;
    if (has_vectors) {
      Result<TypedView> left = call.fresh(shape_with(stack, {m, u_columns}), call.wanted[0].dtype);
      if (!left.ok()) return left.status();
      Result<TypedView> right = call.fresh(shape_with(stack, {vh_rows, n}), call.wanted[2].dtype);
      if (!right.ok()) return right.status();
      u_out = left.value();
      vh_out = right.value();
    }
    std::vector<T> work(area(m, n));
    std::vector<double> s(area(least, 1));
    std::vector<T> u(has_vectors ? area(m, u_columns) : 1);
    std::vector<T> vh(has_vectors ? area(vh_rows, n) : 1);
    const char job = !has_vectors ? 'N' : is_full ? 'A' : 'S';
    for (int64_t index = 0; index < stack.count; ++index) {
      load(source.value().at(stack, index), m, n, work.data(), m);
      if (least > 0) {
        if (lapack::gesdd(job, static_cast<int>(m), static_cast<int>(n), work.data(), s.data(), u.data(), static_cast<int>(m),
                          vh.data(), static_cast<int>(vh_rows)) != 0) {
          return error("SVD did not converge");
        }
      } else if (has_vectors) {
        // Without singular values the vectors are the identity.
        std::fill(u.begin(), u.end(), T(0));
        std::fill(vh.begin(), vh.end(), T(0));
        for (int64_t i = 0; i < std::min(m, u_columns); ++i) u[static_cast<size_t>(i * m + i)] = T(1);
        for (int64_t i = 0; i < std::min(vh_rows, n); ++i) vh[static_cast<size_t>(i * vh_rows + i)] = T(1);
      }
      store_vector(s.data(), least, s_out.value(), index * least);
      if (!has_vectors) continue;
      store(u.data(), m, m, u_columns, u_out, index * m * u_columns);
      store(vh.data(), vh_rows, vh_rows, n, vh_out, index * vh_rows * n);
    }
    if (has_vectors) call.give(u_out);
    call.give(s_out.value());
    if (has_vectors) call.give(vh_out);
    return {};
  });
}

/// eigh(a, uplo, vectors): ascending eigenvalues, and vectors in columns.
Status eigh(Call& call) {
  const TypedView a = call.array(0);
  if (Status status = check_square(a); !status.ok()) return status;
  const char uplo = call.text(1)[0];
  const bool has_vectors = call.flag(2);
  const int64_t n = rows(a);
  const Stack stack = stack_of(a, 2);
  return with_compute_type(call, [&]<typename T>(T) -> Status {
    Result<Matrices<T>> source = matrices<T>(call, 0, 2);
    if (!source.ok()) return source.status();
    Result<TypedView> values_out = call.fresh(shape_with(stack, {n}), call.wanted[0].dtype);
    if (!values_out.ok()) return values_out.status();
    TypedView vectors_out;
    if (has_vectors) {
      Result<TypedView> out = call.fresh(shape_with(stack, {n, n}), call.wanted[1].dtype);
      if (!out.ok()) return out.status();
      vectors_out = out.value();
    }
    std::vector<T> work(area(n, n));
    std::vector<double> values(area(n, 1));
    for (int64_t index = 0; index < stack.count; ++index) {
      load(source.value().at(stack, index), n, n, work.data(), n);
      if (n > 0 && lapack::syevd(has_vectors ? 'V' : 'N', uplo, static_cast<int>(n), work.data(), values.data()) != 0) {
        return error("Eigenvalues did not converge");
      }
      store_vector(values.data(), n, values_out.value(), index * n);
      if (has_vectors) store(work.data(), n, n, n, vectors_out, index * n * n);
    }
    call.give(values_out.value());
    if (has_vectors) call.give(vectors_out);
    return {};
  });
}

/// eigh_tridiagonal(d, e): ascending eigenvalues, and vectors in columns where they are wanted.
Status eigh_tridiagonal(Call& call) {
  const int64_t n = call.array(0).view.shape[0];
  const int64_t m = call.array(1).view.shape[0];
  if (m != n - 1) return Status("ValueError", "d (" + std::to_string(n) + ") must have one more element than e (" + std::to_string(m) + ")");
  const bool has_vectors = call.wanted.size() > 1;
  Result<Matrices<double>> diagonal = matrices<double>(call, 0, 1);
  if (!diagonal.ok()) return diagonal.status();
  Result<Matrices<double>> below = matrices<double>(call, 1, 1);
  if (!below.ok()) return below.status();
  std::vector<double> d(diagonal.value().data, diagonal.value().data + n);
  std::vector<double> e(below.value().data, below.value().data + m);
  e.push_back(0);
  std::vector<double> values(area(n, 1));
  std::vector<double> vectors(has_vectors ? area(n, n) : 1);
  const int info = lapack::stevr(static_cast<int>(n), d.data(), e.data(), values.data(), has_vectors ? vectors.data() : nullptr);
  if (info != 0) return error("Eigenvalues did not converge");
  const int64_t shape[] = {n, n};
  Result<TypedView> values_out = call.fresh(std::span(shape).first(1), call.wanted[0].dtype);
  if (!values_out.ok()) return values_out.status();
  store_vector(values.data(), n, values_out.value(), 0);
  call.give(values_out.value());
  if (!has_vectors) return {};
  Result<TypedView> vectors_out = call.fresh(shape, call.wanted[1].dtype);
  if (!vectors_out.ok()) return vectors_out.status();
  store(vectors.data(), n, n, n, vectors_out.value(), 0);
  call.give(vectors_out.value());
  return {};
}

bool is_finite(double value) { return std::isfinite(value); }
bool is_finite(Complex value) { return std::isfinite(value.real()) && std::isfinite(value.imag()); }

/// Eigenvalues and vectors (unless null) of one matrix as complex numbers.
bool eigen(int n, double* a, Complex* values, Complex* vectors) {
  std::vector<double> real(area(n, 1));
  std::vector<double> imaginary(area(n, 1));
  std::vector<double> packed(vectors == nullptr ? 1 : area(n, n));
  if (lapack::geev(n, a, real.data(), imaginary.data(), vectors == nullptr ? nullptr : packed.data()) != 0) return false;
  const auto size = static_cast<size_t>(n);
  for (size_t j = 0; j < size; ++j) values[j] = Complex(real[j], imaginary[j]);
  if (vectors == nullptr) return true;
  for (size_t j = 0; j < size; ++j) {
    const double* column = packed.data() + j * size;
    // A conjugate pair shares two columns: real and imaginary part.
    const bool is_pair = imaginary[j] != 0 && j + 1 < size;
    for (size_t i = 0; i < size; ++i) {
      vectors[j * size + i] = is_pair ? Complex(column[i], column[size + i]) : Complex(column[i], 0);
      if (is_pair) vectors[(j + 1) * size + i] = Complex(column[i], -column[size + i]);
    }
    if (is_pair) ++j;
  }
  return true;
}

bool eigen(int n, Complex* a, Complex* values, Complex* vectors) { return lapack::geev(n, a, values, vectors) == 0; }

/// NumPy gives complex arrays when an eigenvalue of a real matrix is complex. A program has one type for all data: real.
Status not_real(const std::string& name) {
  return Status("TypeError", name + " of this real matrix are complex, and NumPy gives complex arrays here; this program was compiled for real "
                                    "ones: convert the argument with `.astype(np.complex128)` first to get complex arrays always");
}

/// eig(a, vectors, name): the results are complex or real as the program declares.
Status eig(Call& call) {
  const TypedView a = call.array(0);
  if (Status status = check_square(a); !status.ok()) return status;
  const bool has_vectors = call.flag(1);
  const int64_t n = rows(a);
  const Stack stack = stack_of(a, 2);
  return with_compute_type(call, [&]<typename T>(T) -> Status {
    Result<Matrices<T>> source = matrices<T>(call, 0, 2);
    if (!source.ok()) return source.status();
    for (int64_t i = 0; i < stack.count * n * n; ++i) {
      if (!is_finite(source.value().data[i])) return error("Array must not contain infs or NaNs");
    }
    Result<TypedView> values_out = call.fresh(shape_with(stack, {n}), call.wanted[0].dtype);
    if (!values_out.ok()) return values_out.status();
    TypedView vectors_out;
    if (has_vectors) {
      Result<TypedView> out = call.fresh(shape_with(stack, {n, n}), call.wanted[1].dtype);
      if (!out.ok()) return out.status();
      vectors_out = out.value();
    }
    std::vector<T> work(area(n, n));
    std::vector<Complex> values(area(n, 1));
    std::vector<Complex> vectors(has_vectors ? area(n, n) : 1);
    for (int64_t index = 0; index < stack.count; ++index) {
      load(source.value().at(stack, index), n, n, work.data(), n);
      if (n > 0 && !eigen(static_cast<int>(n), work.data(), values.data(), has_vectors ? vectors.data() : nullptr)) {
        return error("Eigenvalues did not converge");
      }
      if (!is_complex_type(call.wanted[0].dtype)) {
        for (int64_t i = 0; i < n; ++i) {
          if (values[static_cast<size_t>(i)].imag() != 0) return not_real("the eigenvalues");
        }
      }
      store_vector(values.data(), n, values_out.value(), index * n);
      if (has_vectors) store(vectors.data(), n, n, n, vectors_out, index * n * n);
    }
    call.give(values_out.value());
    if (has_vectors) call.give(vectors_out);
    return {};
  });
}

/// roots(p): the eigenvalues of the companion matrix, then a zero for each trailing zero of `p`.
Status roots(Call& call) {
  return with_compute_type(call, [&]<typename T>(T) -> Status {
    Result<Matrices<T>> source = matrices<T>(call, 0, 1);
    if (!source.ok()) return source.status();
    const T* p = source.value().data;
    int64_t first = 0;
    int64_t last = source.value().core_size - 1;
    while (first <= last && p[first] == T(0)) ++first;
    while (last > first && p[last] == T(0)) --last;
    const int64_t zeros = first > last ? 0 : source.value().core_size - 1 - last;
    const int64_t n = std::max<int64_t>(last - first, 0);
    if (n > INT_MAX) return no_memory();
    const auto size = static_cast<size_t>(n);
    std::vector<T> companion(area(n, n), T(0));
    for (size_t i = 0; i + 1 < size; ++i) companion[i * size + i + 1] = T(1);
    for (size_t j = 0; j < size; ++j) companion[j * size] = -p[static_cast<size_t>(first) + j + 1] / p[first];
    for (size_t i = 0; i < size * size; ++i) {
      if (!is_finite(companion[i])) return error("Array must not contain infs or NaNs");
    }
    std::vector<Complex> values(area(n + zeros, 1));
    if (n > 0 && !eigen(static_cast<int>(n), companion.data(), values.data(), nullptr)) return error("Eigenvalues did not converge");
    if (!is_complex_type(call.wanted[0].dtype)) {
      for (size_t i = 0; i < size; ++i) {
        if (values[i].imag() != 0) return not_real("the roots");
      }
    }
    Result<TypedView> out = call.fresh({n + zeros}, call.wanted[0].dtype);
    if (!out.ok()) return out.status();
    store_vector(values.data(), n + zeros, out.value(), 0);
    call.give(out.value());
    return {};
  });
}

}  // namespace

void register_linalg_factor(Registry& registry) {
  registry.add("linalg.qr", qr);
  registry.add("linalg.svd", svd);
  registry.add("linalg.eigh", eigh);
  registry.add("linalg.eigh_tridiagonal", eigh_tridiagonal);
  registry.add("linalg.eig", eig);
  registry.add("roots", roots);
}

}  // namespace weft::kernels
