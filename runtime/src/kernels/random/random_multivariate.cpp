// SPDX-License-Identifier: Apache-2.0
// Distributions of vectors: multinomial, Dirichlet, multivariate hypergeometric and multivariate normal.

#include <algorithm>
#include <cmath>
#include <numeric>

#include "kernels/linalg/lapack.h"
#include "kernels/random/random_legacy.h"
#include "kernels/random/random_parameters.h"

namespace weft::kernels {
namespace rng {
namespace {

Status value_error(const char* text) { return Status("ValueError", text); }

double kahan_sum(const double* p, int64_t n) {
  if (n <= 0) return 0.0;
  double sum = p[0];
  double rest = 0.0;
  for (int64_t i = 1; i < n; ++i) {
    const double y = p[i] - rest;
    const double t = sum + y;
    rest = (t - sum) - y;
    sum = t;
  }
  return sum;
}

/// Operands: the state, n, pvals, the size. The last axis of pvals holds the probabilities.
Status multinomial(Call& call, Kind kind) {
  Source source;
  if (Status status = Source::open(call, kind, source); !status.ok()) return status;
  const size_t first = source.first();
  Parameters items;
  Size size;
  if (Status status = items.read(call, first, 1, 1); !status.ok()) return status;
  if (Status status = read_size(call, first + 2, size); !status.ok()) return status;
  auto pvals = call.contiguous(first + 1, DType::Float64);
  if (!pvals.ok()) return pvals.status();
  const TypedView& p = pvals.value();
  const int64_t d = p.view.shape[p.rank - 1];
  if (d == 0) return value_error("pvals must have at least 1 dimension and the last dimension of pvals must be greater than 0.");
  const auto* values = reinterpret_cast<const double*>(p.view.data);
  const int64_t all = memory::element_count(p.view, p.rank);
  const bool legacy = source.is_legacy();
  for (int64_t i = 0; i < all; ++i) {
    if (!(values[i] >= 0) || !(values[i] <= 1)) return value_error("pvals < 0, pvals > 1 or pvals contains NaNs");
  }
  for (int64_t i = 0; i < all; i += d) {
    if (kahan_sum(values + i, d - 1) > 1.0 + 1e-12) return value_error(p.rank == 1 ? "sum(pvals[:-1]) > 1.0" : "sum(pvals[...,:-1]) > 1.0");
  }
  if (Status status = items.check(0, "n", Check::non_negative); !status.ok()) return status;
  // The rows of pvals by number, broadcast with n.
  std::vector<double> rows(static_cast<size_t>(all / d));
  std::iota(rows.begin(), rows.end(), 0.0);
  if (p.rank > 1) {
    TypedView stack = p;
    stack.rank = p.rank - 1;
    auto numbers = call.fresh(std::span<const int64_t>(stack.view.shape, stack.rank), DType::Float64);
    if (!numbers.ok()) return numbers.status();
    std::copy(rows.begin(), rows.end(), reinterpret_cast<double*>(numbers.value().view.data));
    items.add(numbers.value());
  } else {
    items.add(0.0);
  }
  if (Status status = items.broadcast(size); !status.ok()) return status;
  std::vector<int64_t> shape = items.shape();
  shape.push_back(d);
  auto result = call.fresh(shape, DType::Int64);
  if (!result.ok()) return result.status();
  auto* out = reinterpret_cast<int64_t*>(result.value().view.data);
  const int64_t total = memory::element_count(result.value().view, result.value().rank);
  std::fill(out, out + total, 0);
  binomial_t kept{};
  items.each(total / d, [&](int64_t i, const double* numbers, const int64_t* n) {
    const double* row = values + static_cast<int64_t>(numbers[1]) * d;
    if (!legacy) {
      random_multinomial(source.bits(), n[0], out + i * d, const_cast<double*>(row), d, &kept);
      return;
    }
    double sum = 1.0;
    int64_t left = n[0];
    for (int64_t j = 0; j < d - 1 && left > 0; ++j) {
      const int64_t drawn = legacy::binomial(source.bits(), row[j] / sum, left, &kept);
      out[i * d + j] = drawn;
      left -= drawn;
      sum -= row[j];
    }
    if (left > 0) out[i * d + d - 1] = left;
  });
  call.give(result.value());
  return {};
}

std::vector<int64_t> with_last(const Size& size, int64_t last) {
  std::vector<int64_t> shape = size.shape;
  shape.push_back(last);
  return shape;
}

/// Operands: the state, alpha, the size.
Status dirichlet(Call& call, Kind kind) {
  Source source;
  if (Status status = Source::open(call, kind, source); !status.ok()) return status;
  const size_t first = source.first();
  Size size;
  if (Status status = read_size(call, first + 1, size); !status.ok()) return status;
  auto given = call.contiguous(first, DType::Float64);
  if (!given.ok()) return given.status();
  const int64_t k = given.value().view.shape[0];
  const auto* alpha = reinterpret_cast<const double*>(given.value().view.data);
  const bool legacy = source.is_legacy();
  for (int64_t i = 0; i < k; ++i) {
    if (legacy ? alpha[i] <= 0 : alpha[i] < 0) return value_error(legacy ? "alpha <= 0" : "alpha < 0");
  }
  auto result = call.fresh(with_last(size, k), DType::Float64);
  if (!result.ok()) return result.status();
  auto* out = reinterpret_cast<double*>(result.value().view.data);
  const int64_t total = memory::element_count(result.value().view, result.value().rank);
  std::fill(out, out + total, 0.0);
  const bool sticks = !legacy && k > 0 && *std::max_element(alpha, alpha + k) < 0.1;
  std::vector<double> rest(static_cast<size_t>(k));
  double sum = 0;
  for (int64_t j = k; j-- > 0;) rest[static_cast<size_t>(j)] = sum += alpha[j];
  for (int64_t i = 0; k > 0 && i < total && !(sticks && sum <= 0); i += k) {
    if (sticks) {
      double left = 1.0;
      for (int64_t j = 0; j < k - 1; ++j) {
        const double tail = rest[static_cast<size_t>(j) + 1];
        const double v = beta_of(source, alpha[j], tail);
        out[i + j] = left * v;
        left *= 1. - v;
        if (tail == 0) break;
      }
      out[i + k - 1] = left;
      continue;
    }
    double all = 0.0;
    for (int64_t j = 0; j < k; ++j) {
      out[i + j] = legacy ? legacy::standard_gamma(source.twister(), alpha[j]) : random_standard_gamma(source.bits(), alpha[j]);
      all += out[i + j];
    }
    const double factor = 1. / all;
    for (int64_t j = 0; j < k; ++j) out[i + j] *= factor;
  }
  call.give(result.value());
  return {};
}

/// Operands: the state, colors, nsample, the method, the size.
Status multivariate_hypergeometric(Call& call) {
  Source source;
  if (Status status = Source::open(call, Kind::Generator, source); !status.ok()) return status;
  Size size;
  if (Status status = read_size(call, 4, size); !status.ok()) return status;
  auto given = call.contiguous(1, DType::Int64);
  if (!given.ok()) return given.status();
  const bool counts = call.text(3) == "count";
  const int64_t nsample = call.integer(2);
  if (nsample < 0) return value_error("nsample must be nonnegative.");
  const int64_t k = given.value().view.shape[0];
  auto* colors = reinterpret_cast<int64_t*>(given.value().view.data);
  int64_t total = 0;
  for (int64_t i = 0; i < k; ++i) {
    if (colors[i] < 0)
      return value_error("colors must be a one-dimensional sequence of nonnegative integers not exceeding 9223372036854775807.");
    if (__builtin_add_overflow(total, colors[i], &total))
      return value_error("sum(colors) must not exceed the maximum value of a 64 bit signed integer (9223372036854775807)");
  }
  if (!counts && total >= 1000000000) return value_error("When method is \"marginals\", sum(colors) must be less than 1000000000.");
  if (nsample > total) return value_error("nsample > sum(colors)");
  auto result = call.fresh(with_last(size, k), DType::Int64);
  if (!result.ok()) return result.status();
  auto* out = reinterpret_cast<int64_t*>(result.value().view.data);
  const int64_t elements = memory::element_count(result.value().view, result.value().rank);
  std::fill(out, out + elements, 0);
  if (k > 0) {
    const auto variates = static_cast<size_t>(elements / k);
    if (!counts) {
      random_multivariate_hypergeometric_marginals(source.bits(), total, static_cast<size_t>(k), colors, nsample, variates, out);
    } else if (random_multivariate_hypergeometric_count(source.bits(), total, static_cast<size_t>(k), colors, nsample, variates, out) != 0) {
      return Status("MemoryError", "Insufficient memory for multivariate_hypergeometric with method='count' and sum(colors)=" +
                                       std::to_string(total));
    }
  }
  call.give(result.value());
  return {};
}

/// The matrix `factor` (n x n, by rows) with factor . factor^T = cov. Checks that cov is positive semidefinite.
Status factor_of(Call& call, const std::vector<double>& cov, int64_t n, const std::string& method, const std::string& check,
                 double tolerance, bool legacy, std::vector<double>& factor) {
  const auto size = static_cast<size_t>(n);
  const int count = static_cast<int>(n);
  std::vector<double> a(size * size);
  for (size_t i = 0; i < size; ++i) {
    for (size_t j = 0; j < size; ++j) a[j * size + i] = cov[i * size + j];  // LAPACK has columns
  }
  factor.assign(size * size, 0.0);
  std::vector<double> s(size);
  bool valid = true;
  if (method == "cholesky") {
    if (lapack::potrf('L', count, a.data()) != 0) return Status("LinAlgError", "Matrix is not positive definite");
    for (size_t i = 0; i < size; ++i) {
      for (size_t j = 0; j <= i; ++j) factor[i * size + j] = a[j * size + i];
    }
    return {};
  }
  if (method == "eigh") {
    if (lapack::syevd('V', 'L', count, a.data(), s.data()) != 0) return Status("LinAlgError", "Eigenvalues did not converge");
    for (size_t i = 0; i < size; ++i) {
      valid = valid && !(s[i] < -tolerance);
      for (size_t j = 0; j < size; ++j) factor[i * size + j] = a[j * size + i] * std::sqrt(std::fabs(s[j]));
    }
  } else {
    std::vector<double> u(size * size);
    std::vector<double> vh(size * size);
    if (lapack::gesdd('A', count, count, a.data(), s.data(), u.data(), count, vh.data(), count) != 0)
      return Status("LinAlgError", "SVD did not converge");
    const auto v = [&](size_t row, size_t column) { return vh[column * size + row]; };
    for (size_t i = 0; i < size; ++i) {
      for (size_t j = 0; j < size; ++j) {
        double product = 0;
        for (size_t k = 0; k < size; ++k) product += v(k, i) * s[k] * v(k, j);
        const double target = cov[i * size + j];
        valid = valid && std::fabs(product - target) <= tolerance + tolerance * std::fabs(target);
        factor[i * size + j] = (legacy ? v(j, i) : u[j * size + i]) * std::sqrt(s[j]);
      }
    }
  }
  if (valid || check == "ignore") return {};
  if (check == "raise") return value_error("covariance is not symmetric positive-semidefinite.");
  call.warnings.emplace_back("RuntimeWarning: covariance is not symmetric positive-semidefinite.");
  return {};
}

/// Operands: the state, mean, cov, check_valid, tol, method, the size.
Status multivariate_normal(Call& call, Kind kind) {
  Source source;
  if (Status status = Source::open(call, kind, source); !status.ok()) return status;
  const size_t first = source.first();
  Size size;
  if (Status status = read_size(call, first + 5, size); !status.ok()) return status;
  auto mean_view = call.contiguous(first, DType::Float64);
  if (!mean_view.ok()) return mean_view.status();
  auto cov_view = call.contiguous(first + 1, DType::Float64);
  if (!cov_view.ok()) return cov_view.status();
  const int64_t n = mean_view.value().view.shape[0];
  const int64_t* sides = cov_view.value().view.shape;
  if (sides[0] != sides[1]) return value_error("cov must be 2 dimensional and square");
  if (sides[0] != n) return value_error("mean and cov must have same length");
  auto result = call.fresh(with_last(size, n), DType::Float64);
  if (!result.ok()) return result.status();
  auto* out = reinterpret_cast<double*>(result.value().view.data);
  const int64_t total = memory::element_count(result.value().view, result.value().rank);
  if (source.is_legacy()) {
    for (int64_t i = 0; i < total; ++i) out[i] = legacy::gauss(source.twister());
  } else {
    random_standard_normal_fill(source.bits(), total, out);
  }
  const auto* mean = reinterpret_cast<const double*>(mean_view.value().view.data);
  const auto* matrix = reinterpret_cast<const double*>(cov_view.value().view.data);
  const std::vector<double> cov(matrix, matrix + n * n);
  std::vector<double> factor;
  Status status = factor_of(call, cov, n, call.text(first + 4), call.text(first + 2), call.number(first + 3), source.is_legacy(), factor);
  if (!status.ok()) return status;
  std::vector<double> row(static_cast<size_t>(n));
  for (int64_t i = 0; n > 0 && i < total; i += n) {
    for (size_t j = 0; j < row.size(); ++j) {
      double sum = 0;
      for (size_t k = 0; k < row.size(); ++k) sum += out[i + static_cast<int64_t>(k)] * factor[j * row.size() + k];
      row[j] = mean[j] + sum;
    }
    std::copy(row.begin(), row.end(), out + i);
  }
  call.give(result.value());
  return {};
}

}  // namespace
}  // namespace rng

void register_random_multivariate(Registry& registry) {
  using namespace rng;
  WEFT_RANDOM(registry, "multinomial", multinomial);
  WEFT_RANDOM(registry, "dirichlet", dirichlet);
  WEFT_RANDOM(registry, "multivariate_normal", multivariate_normal);
  registry.add("random.Generator.multivariate_hypergeometric", multivariate_hypergeometric, 1);
}

}  // namespace weft::kernels
