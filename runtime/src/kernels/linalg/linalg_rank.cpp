// SPDX-License-Identifier: Apache-2.0
// What singular values give: lstsq, pinv, matrix_rank, cond; and chains of products: multi_dot, matrix_power.

#include <cmath>
#include <limits>

#include "kernels/blas.h"
#include "kernels/linalg/linalg.h"
#include "kernels/raised.h"

namespace weft::kernels {
namespace {

using namespace linalg;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// lstsq(a, b, rcond): solution, residuals, rank, singular values. `rcond` is a number or None (the machine's precision).
Status lstsq(Call& call) {
  const TypedView a = call.array(0);
  const TypedView b = call.array(1);
  const int64_t m = rows(a);
  const int64_t n = columns(a);
  if (b.view.shape[0] != m) return error("Incompatible dimensions");
  if (Status status = check_sizes(a); !status.ok()) return status;
  if (Status status = check_sizes(b); !status.ok()) return status;
  const bool is_vector = b.rank == 1;
  const int64_t right = is_vector ? 1 : columns(b);
  const int64_t least = std::min(m, n);
  const int64_t lead = std::max(m, n);
  const double rcond = call.operand(2).is_none() ? std::numeric_limits<double>::epsilon() * static_cast<double>(lead) : call.number(2);
  return with_compute_type(call, [&]<typename T>(T) -> Status {
    Result<Matrices<T>> left = matrices<T>(call, 0, 2);
    if (!left.ok()) return left.status();
    Result<Matrices<T>> sides = matrices<T>(call, 1, b.rank);
    if (!sides.ok()) return sides.status();
    std::vector<T> work(area(m, n));
    std::vector<T> x(area(lead, right), T(0));
    std::vector<double> s(area(least, 1));
    load(left.value().data, m, n, work.data(), m);
    load(sides.value().data, m, right, x.data(), lead);
    int rank = 0;
    if (least > 0) {
      // LAPACK refuses to have no right side at all.
      const int count = static_cast<int>(std::max<int64_t>(right, 1));
      if (right == 0) x.assign(area(lead, 1), T(0));
      if (lapack::gelsd(static_cast<int>(m), static_cast<int>(n), count, work.data(), x.data(), s.data(), rcond, &rank) != 0) {
        return error("SVD did not converge in Linear Least Squares");
      }
    } else {
      std::fill(x.begin(), x.end(), T(0));
    }
    Result<TypedView> solution = is_vector ? call.fresh({n}, call.wanted[0].dtype) : call.fresh({n, right}, call.wanted[0].dtype);
    if (!solution.ok()) return solution.status();
    store(x.data(), lead, n, right, solution.value(), 0);
    const bool has_residuals = rank == n && m > n;
    Result<TypedView> residuals = call.fresh({has_residuals ? right : 0}, call.wanted[1].dtype);
    if (!residuals.ok()) return residuals.status();
    if (has_residuals) {
      for (int64_t j = 0; j < right; ++j) {
        double sum = 0;
        for (int64_t i = n; i < m; ++i) sum += std::norm(x[static_cast<size_t>(j * lead + i)]);
        if (n == 0) {  // nothing was solved: the residual is the right side itself
          for (int64_t i = 0; i < m; ++i) sum += std::norm(sides.value().data[i * right + j]);
        }
        store_vector(&sum, 1, residuals.value(), j);
      }
    }
    Result<TypedView> singular = call.fresh({least}, call.wanted[3].dtype);
    if (!singular.ok()) return singular.status();
    store_vector(s.data(), least, singular.value(), 0);
    call.give(solution.value());
    call.give(residuals.value());
    call.give_scalar(DType::Int32, static_cast<int64_t>(rank));
    call.give(singular.value());
    return {};
  });
}

/// c (m x n, column order) = a (m x k) b (k x n), all in column order.
void multiply(int64_t m, int64_t n, int64_t k, const double* a, const double* b, double* c) {
  if (m == 0 || n == 0) return;
  std::fill_n(c, m * n, 0.0);
  if (k == 0) return;
  // In column order the product of the transposes is the transpose of the product.
  blas::gemm(static_cast<int>(n), static_cast<int>(m), static_cast<int>(k), {b, static_cast<int>(k), false},
             {a, static_cast<int>(m), false}, c, static_cast<int>(m));
}

void multiply(int64_t m, int64_t n, int64_t k, const Complex* a, const Complex* b, Complex* c) {
  std::fill_n(c, m * n, Complex(0));
  for (int64_t j = 0; j < n; ++j) {
    for (int64_t p = 0; p < k; ++p) {
      const Complex factor = b[j * k + p];
      for (int64_t i = 0; i < m; ++i) c[j * m + i] += factor * a[p * m + i];
    }
  }
}

double conjugate(double value) { return value; }
Complex conjugate(Complex value) { return std::conj(value); }

/// pinv(a, rcond): singular values up to rcond times the largest count as zero.
Status pinv(Call& call) {
  const TypedView a = call.array(0);
  if (Status status = check_sizes(a); !status.ok()) return status;
  const int64_t m = rows(a);
  const int64_t n = columns(a);
  const int64_t least = std::min(m, n);
  const Stack stack = stack_of(a, 2);
  const double rcond = call.number(1);
  return with_compute_type(call, [&]<typename T>(T) -> Status {
    Result<Matrices<T>> source = matrices<T>(call, 0, 2);
    if (!source.ok()) return source.status();
    Result<TypedView> out = call.fresh(shape_with(stack, {n, m}), call.wanted[0].dtype);
    if (!out.ok()) return out.status();
    if (least == 0) {
      call.give(out.value());
      return {};
    }
    std::vector<T> work(area(m, n));
    std::vector<T> u(area(m, least));
    std::vector<T> vh(area(least, n));
    std::vector<T> v(area(n, least));
    std::vector<T> uh(area(least, m));
    std::vector<T> product(area(n, m));
    std::vector<double> s(area(least, 1));
    for (int64_t index = 0; index < stack.count; ++index) {
      const T* matrix = source.value().at(stack, index);
      // NumPy takes the factors of the conjugate.
      for (int64_t i = 0; i < m; ++i) {
        for (int64_t j = 0; j < n; ++j) work[static_cast<size_t>(j * m + i)] = conjugate(matrix[i * n + j]);
      }
      if (lapack::gesdd('S', static_cast<int>(m), static_cast<int>(n), work.data(), s.data(), u.data(), static_cast<int>(m),
                        vh.data(), static_cast<int>(least)) != 0) {
        return error("SVD did not converge");
      }
      const double cutoff = rcond * *std::max_element(s.begin(), s.end());
      for (int64_t k = 0; k < least; ++k) {
        const double value = s[static_cast<size_t>(k)];
        const double factor = value > cutoff ? 1 / value : 0;
        for (int64_t i = 0; i < m; ++i) uh[static_cast<size_t>(i * least + k)] = factor * u[static_cast<size_t>(k * m + i)];
        for (int64_t j = 0; j < n; ++j) v[static_cast<size_t>(k * n + j)] = vh[static_cast<size_t>(j * least + k)];
      }
      multiply(n, m, least, v.data(), uh.data(), product.data());
      store(product.data(), n, n, m, out.value(), index * n * m);
    }
    call.give(out.value());
    return {};
  });
}

/// matrix_rank(a, tol, rtol, epsilon): how many singular values are above the tolerance; `tol` and `rtol` are numbers or None.
Status matrix_rank(Call& call) {
  const TypedView a = call.array(0);
  if (Status status = check_sizes(a); !status.ok()) return status;
  const int64_t m = rows(a);
  const int64_t n = columns(a);
  const int64_t least = std::min(m, n);
  const Stack stack = stack_of(a, 2);
  if (least == 0 && call.operand(1).is_none() && stack.count > 0) {
    return Status("ValueError", "zero-size array to reduction operation maximum which has no identity");
  }
  const double relative = call.operand(2).is_none() ? static_cast<double>(std::max(m, n)) * call.number(3) : call.number(2);
  return with_compute_type(call, [&]<typename T>(T) -> Status {
    Result<Matrices<T>> source = matrices<T>(call, 0, 2);
    if (!source.ok()) return source.status();
    Result<TypedView> out = call.fresh(stack.shape, DType::Int64);
    if (!out.ok()) return out.status();
    std::vector<T> work(area(m, n));
    std::vector<double> s(area(least, 1));
    for (int64_t index = 0; index < stack.count; ++index) {
      load(source.value().at(stack, index), m, n, work.data(), m);
      if (least > 0 && !singular_values(static_cast<int>(m), static_cast<int>(n), work.data(), s.data())) {
        return error("SVD did not converge");
      }
      const double largest = least > 0 ? *std::max_element(s.begin(), s.end()) : 0;
      const double cutoff = call.operand(1).is_none() ? largest * relative : call.number(1);
      int64_t count = 0;
      for (int64_t i = 0; i < least; ++i) {
        // float32 operands have float32 singular values.
        const double value = call.number(3) > 1e-10 ? static_cast<float>(s[static_cast<size_t>(i)]) : s[static_cast<size_t>(i)];
        if (value > (call.number(3) > 1e-10 ? static_cast<float>(cutoff) : cutoff)) ++count;
      }
      reinterpret_cast<int64_t*>(out.value().view.data)[index] = count;
    }
    call.give(out.value());
    return {};
  });
}

/// The norms of `cond` that need no singular values: largest or smallest sum of absolute values, and Frobenius.
template <typename T>
double simple_norm(const std::string& order, int64_t n, const T* a) {
  double result = order == "-1" || order == "-inf" ? kInfinity : 0;
  for (int64_t line = 0; line < n; ++line) {
    double sum = 0;
    for (int64_t i = 0; i < n; ++i) {
      const T value = order == "1" || order == "-1" ? a[line * n + i] : a[i * n + line];
      sum += order == "fro" ? std::norm(value) : std::abs(value);
    }
    if (std::isnan(sum)) return kNan;
    if (order == "fro") {
      result += sum;
    } else {
      result = order[0] == '-' ? std::min(result, sum) : std::max(result, sum);
    }
  }
  return order == "fro" ? std::sqrt(result) : result;
}

/// cond(a, order): order is '2', '-2', '1', '-1', 'inf', '-inf' or 'fro'.
Status cond(Call& call) {
  const TypedView a = call.array(0);
  const std::string& order = call.text(1);
  const int64_t m = rows(a);
  const int64_t n = columns(a);
  if (memory::element_count(a.view, a.rank) == 0) return error("cond is not defined on empty arrays");
  const bool by_values = order == "2" || order == "-2";
  if (Status status = by_values ? check_sizes(a) : check_square(a); !status.ok()) return status;
  const Stack stack = stack_of(a, 2);
  return with_compute_type(call, [&]<typename T>(T) -> Status {
    Result<Matrices<T>> source = matrices<T>(call, 0, 2);
    if (!source.ok()) return source.status();
    Result<TypedView> out = call.fresh(stack.shape, call.wanted[0].dtype);
    if (!out.ok()) return out.status();
    std::vector<T> work(area(m, n));
    std::vector<T> inverse(by_values ? 1 : area(n, n));
    std::vector<double> s(area(std::min(m, n), 1));
    for (int64_t index = 0; index < stack.count; ++index) {
      const T* matrix = source.value().at(stack, index);
      load(matrix, m, n, work.data(), m);
      double value = 0;
      if (by_values) {
        if (!singular_values(static_cast<int>(m), static_cast<int>(n), work.data(), s.data())) return error("SVD did not converge");
        value = order == "2" ? s.front() / s.back() : s.back() / s.front();
      } else {
        const double size = simple_norm(order, n, work.data());
        value = invert(static_cast<int>(n), work.data(), inverse.data()) ? size * simple_norm(order, n, inverse.data()) : kNan;
      }
      if (std::isnan(value) && std::none_of(matrix, matrix + m * n, [](T each) { return each != each; })) value = kInfinity;
      store_vector(&value, 1, out.value(), index);
    }
    call.give(out.value());
    return {};
  });
}

struct Chain {
  Call& call;
  std::vector<TypedView> parts;
  std::vector<std::vector<size_t>> splits;

  Result<TypedView> product(size_t i, size_t j) {
    if (i == j) return parts[i];
    const Result<TypedView> left = product(i, splits[i][j]);
    if (!left.ok()) return left;
    const Result<TypedView> right = product(splits[i][j] + 1, j);
    if (!right.ok()) return right;
    return multiplied(call, left.value(), right.value());
  }

  /// A product that the call owns.
  static Result<TypedView> multiplied(Call& call, const TypedView& a, const TypedView& b, const char* name = "dot") {
    raised::Found found;
    Result<TypedView> result = matmul(call.context, call.site, a, b, found.alarm());
    if (!result.ok()) return result;
    call.context.engine.wait_all();
    found.tell(call, name);
    Result<TypedView> kept = call.fresh(std::span<const int64_t>(result.value().view.shape, result.value().rank), a.dtype);
    if (kept.ok()) {
      std::copy_n(result.value().view.data, memory::element_count(kept.value().view, kept.value().rank) * memory::item_size(a.dtype),
                  kept.value().view.data);
    }
    memory::release(result.value().view.buffer);
    return kept;
  }
};

/// dot.check_out(out): the product is stored in arrays in C order alone.
Status check_out(Call& call) {
  const TypedView out = call.array(0);
  if (memory::is_c_contiguous(out.view, out.rank, memory::item_size(out.dtype))) return {};
  return Status("ValueError", "output array is not acceptable (must have the right datatype, number of dimensions, and be a C-Array)");
}

/// multi_dot(a, b, …): matrices, the first and last also vectors, multiplied in the order that costs least.
Status multi_dot(Call& call) {
  Chain chain{call, {}, {}};
  std::vector<double> sizes;
  for (size_t i = 0; i < call.count(); ++i) {
    TypedView part = call.array(i);
    if (part.rank == 1) {  // a row in front, a column at the end
      part.rank = 2;
      part.view.shape[1] = i == 0 ? part.view.shape[0] : 1;
      part.view.strides[1] = i == 0 ? part.view.strides[0] : memory::item_size(part.dtype);
      if (i == 0) {
        part.view.shape[0] = 1;
        part.view.strides[0] = memory::item_size(part.dtype);
      }
    }
    if (i > 0 && columns(chain.parts.back()) != rows(part)) {
      const TypedView& before = chain.parts.back();
      return Status("ValueError", "shapes (" + std::to_string(rows(before)) + "," + std::to_string(columns(before)) + ") and (" +
                                      std::to_string(rows(part)) + "," + std::to_string(columns(part)) +
                                      ") not aligned: " + std::to_string(columns(before)) + " (dim 1) != " +
                                      std::to_string(rows(part)) + " (dim 0)");
    }
    sizes.push_back(static_cast<double>(rows(part)));
    chain.parts.push_back(part);
  }
  sizes.push_back(static_cast<double>(columns(chain.parts.back())));
  const size_t n = chain.parts.size();
  std::vector<std::vector<double>> costs(n, std::vector<double>(n, 0));
  chain.splits.assign(n, std::vector<size_t>(n, 0));
  for (size_t length = 1; length < n; ++length) {
    for (size_t i = 0; i + length < n; ++i) {
      const size_t j = i + length;
      costs[i][j] = kInfinity;
      for (size_t k = i; k < j; ++k) {
        const double cost = costs[i][k] + costs[k + 1][j] + sizes[i] * sizes[k + 1] * sizes[j + 1];
        if (cost < costs[i][j]) {
          costs[i][j] = cost;
          chain.splits[i][j] = k;
        }
      }
    }
  }
  Result<TypedView> product = chain.product(0, n - 1);
  if (!product.ok()) return product.status();
  std::vector<int64_t> shape;
  if (call.operand(0).rank == 2) shape.push_back(rows(product.value()));
  if (call.operand(n - 1).rank == 2) shape.push_back(columns(product.value()));
  TypedView result = product.value();
  result.rank = static_cast<uint32_t>(shape.size());
  int64_t stride = memory::item_size(result.dtype);
  for (uint32_t axis = result.rank; axis-- > 0;) {
    result.view.shape[axis] = shape[axis];
    result.view.strides[axis] = stride;
    stride *= shape[axis];
  }
  call.give(result);
  return {};
}

/// matrix_power(a, n) for n >= 0, in NumPy's order of products; a negative power arrives with the inverse.
Status matrix_power(Call& call) {
  const TypedView a = call.array(0);
  if (Status status = check_square(a); !status.ok()) return status;
  int64_t power = call.integer(1);
  if (power < 0) {
    return Status("TypeError", "the sign of the power decides the element type of the result; this program was compiled for powers "
                               "of 0 and more: invert the matrix with np.linalg.inv first");
  }
  if (power == 0) {
    Result<TypedView> one = call.copied(0, a.dtype);
    if (!one.ok()) return one.status();
    Result<TypedView> identity = eye(call.context, call.site, rows(a), rows(a), 0, a.dtype);
    if (!identity.ok()) return identity.status();
    call.context.engine.wait_all();
    const int64_t bytes = rows(a) * rows(a) * memory::item_size(a.dtype);
    const int64_t count = stack_of(a, 2).count;
    for (int64_t i = 0; i < count; ++i) std::copy_n(identity.value().view.data, bytes, one.value().view.data + i * bytes);
    memory::release(identity.value().view.buffer);
    call.give(one.value());
    return {};
  }
  Result<TypedView> base = call.copied(0, a.dtype);
  if (!base.ok()) return base.status();
  const auto times = [&](const Result<TypedView>& x, const Result<TypedView>& y) {
    if (!x.ok()) return x;
    return y.ok() ? Chain::multiplied(call, x.value(), y.value(), "matmul") : y;
  };
  if (power == 3) {
    Result<TypedView> cube = times(times(base, base), base);
    if (!cube.ok()) return cube.status();
    call.give(cube.value());
    return {};
  }
  Result<TypedView> square = base;
  Result<TypedView> result = base;
  bool is_started = false;
  for (bool is_first = true; power > 0; is_first = false) {
    if (!is_first) square = times(square, square);
    if ((power & 1) != 0) {
      result = is_started ? times(result, square) : square;
      is_started = true;
    }
    power >>= 1;
  }
  if (!result.ok()) return result.status();
  call.give(result.value());
  return {};
}

}  // namespace

void register_linalg_rank(Registry& registry) {
  registry.add("linalg.lstsq", lstsq);
  registry.add("linalg.pinv", pinv);
  registry.add("linalg.matrix_rank", matrix_rank);
  registry.add("linalg.cond", cond);
  registry.add("linalg.multi_dot", multi_dot);
  registry.add("dot.check_out", check_out);
  registry.add("linalg.matrix_power", matrix_power);
}

}  // namespace weft::kernels
