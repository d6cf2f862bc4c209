// SPDX-License-Identifier: Apache-2.0
// What `scipy.linalg` has and NumPy has not: LU with its permutation, Cholesky factors as LAPACK leaves them, band matrices,
// the exponential of a matrix; and Simpson's rule of `scipy.integrate`.

#include <cmath>

#include "kernels/blas.h"
#include "kernels/each_row.h"
#include "kernels/linalg/linalg.h"

namespace weft::kernels {
namespace {

using namespace linalg;

template <typename T>
Result<std::vector<T>> one_matrix(Call& call, size_t operand) {
  const TypedView a = call.array(operand);
  if (Status status = check_sizes(a); !status.ok()) return status;
  Result<Matrices<T>> source = matrices<T>(call, operand, a.rank);
  if (!source.ok()) return source.status();
  const int64_t m = a.view.shape[0];
  const int64_t n = a.rank == 1 ? 1 : a.view.shape[1];
  std::vector<T> result(area(m, n));
  load(source.value().data, m, n, result.data(), m);
  return result;
}

/// lu(a, permute_l): p, l, u with a = p l u, or p l and u.
Status lu(Call& call) {
  const TypedView a = call.array(0);
  const bool permutes = call.flag(1);
  const int64_t m = rows(a);
  const int64_t n = columns(a);
  const int64_t least = std::min(m, n);
  return with_compute_type(call, [&]<typename T>(T) -> Status {
    Result<std::vector<T>> found = one_matrix<T>(call, 0);
    if (!found.ok()) return found.status();
    std::vector<T>& packed = found.value();
    std::vector<int> pivots(area(least, 1));
    if (least > 0) lapack::getrf(static_cast<int>(m), static_cast<int>(n), packed.data(), pivots.data());
    std::vector<int64_t> order(static_cast<size_t>(m));
    for (int64_t i = 0; i < m; ++i) order[static_cast<size_t>(i)] = i;
    for (int64_t i = 0; i < least; ++i) {
      std::swap(order[static_cast<size_t>(i)], order[static_cast<size_t>(pivots[static_cast<size_t>(i)] - 1)]);
    }
    std::vector<T> p(area(m, m), T(0));
    std::vector<T> l(area(m, least), T(0));
    std::vector<T> u(area(least, n), T(0));
    for (int64_t i = 0; i < m; ++i) {
      p[static_cast<size_t>(i * m + order[static_cast<size_t>(i)])] = T(1);
      const int64_t row = permutes ? order[static_cast<size_t>(i)] : i;
      for (int64_t j = 0; j < std::min(i + 1, least); ++j) {
        l[static_cast<size_t>(j * m + row)] = i == j ? T(1) : packed[static_cast<size_t>(j * m + i)];
      }
    }
    for (int64_t j = 0; j < n; ++j) {
      for (int64_t i = 0; i <= std::min(j, least - 1); ++i) u[static_cast<size_t>(j * least + i)] = packed[static_cast<size_t>(j * m + i)];
    }
    const auto give = [&](const std::vector<T>& matrix, int64_t row_count, int64_t column_count, size_t place) -> Status {
      Result<TypedView> out = call.fresh({row_count, column_count}, call.wanted[place].dtype);
      if (!out.ok()) return out.status();
      store(matrix.data(), row_count, row_count, column_count, out.value(), 0);
      call.give(out.value());
      return {};
    };
    if (!permutes) {
      if (Status status = give(p, m, m, 0); !status.ok()) return status;
    }
    if (Status status = give(l, m, least, permutes ? 0 : 1); !status.ok()) return status;
    return give(u, least, n, permutes ? 1 : 2);
  });
}

/// cho_factor(a, lower): the factor, and what `a` had in the other triangle.
Status cho_factor(Call& call) {
  const TypedView a = call.array(0);
  const int64_t n = rows(a);
  if (columns(a) != n) return Status("ValueError", "Input array is expected to be square but has the shape: (" + std::to_string(n) + ", " + std::to_string(columns(a)) + ").");
  return with_compute_type(call, [&]<typename T>(T) -> Status {
    Result<std::vector<T>> found = one_matrix<T>(call, 0);
    if (!found.ok()) return found.status();
    const int info = n == 0 ? 0 : lapack::potrf(call.flag(1) ? 'L' : 'U', static_cast<int>(n), found.value().data());
    if (info > 0) return Status("LinAlgError", std::to_string(info) + "-th leading minor of the array is not positive definite");
    Result<TypedView> out = call.fresh({n, n}, call.wanted[0].dtype);
    if (!out.ok()) return out.status();
    store(found.value().data(), n, n, n, out.value(), 0);
    call.give(out.value());
    return {};
  });
}

/// A solution in columns as an array of the shape of operand `right`.
template <typename T>
Status give_like(Call& call, size_t right, const std::vector<T>& x) {
  const TypedView b = call.array(right);
  Result<TypedView> out = call.fresh(std::span<const int64_t>(b.view.shape, b.rank), call.wanted[0].dtype);
  if (!out.ok()) return out.status();
  store(x.data(), b.view.shape[0], b.view.shape[0], b.rank == 1 ? 1 : b.view.shape[1], out.value(), 0);
  call.give(out.value());
  return {};
}

/// cho_solve(factor, b, lower)
Status cho_solve(Call& call) {
  const TypedView a = call.array(0);
  const TypedView b = call.array(1);
  const int64_t n = rows(a);
  if (columns(a) != n) return Status("ValueError", "The factored matrix c is not square.");
  if (b.view.shape[0] != n) return Status("ValueError", "incompatible dimensions.");
  return with_compute_type(call, [&]<typename T>(T) -> Status {
    Result<std::vector<T>> factor = one_matrix<T>(call, 0);
    if (!factor.ok()) return factor.status();
    Result<std::vector<T>> x = one_matrix<T>(call, 1);
    if (!x.ok()) return x.status();
    const int count = b.rank == 1 ? 1 : static_cast<int>(b.view.shape[1]);
    if (n > 0 && count > 0) lapack::potrs(call.flag(2) ? 'L' : 'U', static_cast<int>(n), count, factor.value().data(), x.value().data());
    return give_like(call, 1, x.value());
  });
}

/// solve_banded(ab, b, lower, upper)
Status solve_banded(Call& call) {
  const TypedView ab = call.array(0);
  const TypedView b = call.array(1);
  const int64_t lower = call.integer(2);
  const int64_t upper = call.integer(3);
  const int64_t n = columns(ab);
  if (lower < 0 || upper < 0 || lower + upper + 1 != rows(ab)) {
    return Status("ValueError", "invalid values for the number of lower and upper diagonals: l+u+1 (" + std::to_string(lower + upper + 1) +
                                    ") does not equal ab.shape[0] (" + std::to_string(rows(ab)) + ")");
  }
  if (b.view.shape[0] != n) return Status("ValueError", "shapes of ab and b are not compatible.");
  return with_compute_type(call, [&]<typename T>(T) -> Status {
    Result<std::vector<T>> band = one_matrix<T>(call, 0);
    if (!band.ok()) return band.status();
    Result<std::vector<T>> x = one_matrix<T>(call, 1);
    if (!x.ok()) return x.status();
    const int64_t given = lower + upper + 1;
    const int64_t tall = given + lower;
    std::vector<T> wide(area(tall, n), T(0));
    for (int64_t j = 0; j < n; ++j) {
      std::copy_n(band.value().data() + j * given, given, wide.data() + j * tall + lower);
    }
    const int count = b.rank == 1 ? 1 : static_cast<int>(b.view.shape[1]);
    const int info = n == 0 || count == 0 ? 0
                                          : lapack::gbsv(static_cast<int>(n), static_cast<int>(lower), static_cast<int>(upper), count,
                                                         wide.data(), x.value().data());
    if (info > 0) return Status("LinAlgError", "singular matrix");
    if (info < 0) return no_memory();
    return give_like(call, 1, x.value());
  });
}

template <typename T>
using Matrix = std::vector<T>;

template <typename T>
Matrix<T> product(const Matrix<T>& a, const Matrix<T>& b, int n) {
  Matrix<T> c(a.size());
  blas::gemm(n, n, n, {a.data(), n, false}, {b.data(), n, false}, c.data(), n);
  return c;
}

/// The largest sum of magnitudes of a column.
template <typename T>
double norm1(const Matrix<T>& a, int n) {
  double most = 0;
  for (int j = 0; j < n; ++j) {
    double sum = 0;
    for (int i = 0; i < n; ++i) sum += std::abs(a[static_cast<size_t>(i) * static_cast<size_t>(n) + static_cast<size_t>(j)]);
    if (std::isnan(sum)) return sum;
    most = std::max(most, sum);
  }
  return most;
}

/// Padé approximants of the exponential with scaling and squaring: Higham's method of 2005. In C order.
template <typename T>
bool exponential(Matrix<T>& a, int n) {
  static constexpr double kCoefficients[5][14] = {
      {120, 60, 12, 1},
      {30240, 15120, 3360, 420, 30, 1},
      {17297280, 8648640, 1995840, 277200, 25200, 1512, 56, 1},
      {17643225600, 8821612800, 2075673600, 302702400, 30270240, 2162160, 110880, 3960, 90, 1},
      {64764752532480000, 32382376266240000, 7771770303897600, 1187353796428800, 129060195264000, 10559470521600, 670442572800,
       33522128640, 1323241920, 40840800, 960960, 16380, 182, 1}};
  static constexpr double kLimits[5] = {1.495585217958292e-2, 2.539398330063230e-1, 9.504178996162932e-1, 2.097847961257068, 5.371920351148152};
  const double size = norm1(a, n);
  if (!std::isfinite(size)) {
    std::fill(a.begin(), a.end(), T(std::numeric_limits<double>::quiet_NaN()));
    return true;
  }
  int which = 0;
  while (which < 4 && size > kLimits[which]) ++which;
  int squarings = 0;
  if (which == 4 && size > kLimits[4]) {
    squarings = static_cast<int>(std::ceil(std::log2(size / kLimits[4])));
    for (T& each : a) each *= std::ldexp(1.0, -squarings);
  }
  const int degree = which == 4 ? 13 : 2 * which + 3;
  const double* c = kCoefficients[which];
  const size_t count = a.size();
  // Sums of even powers: those with odd coefficients times a, and those with even ones.
  Matrix<T> odd(count, T(0));
  Matrix<T> even(count, T(0));
  const Matrix<T> square = product(a, a, n);
  Matrix<T> power(count, T(0));
  for (int i = 0; i < n; ++i) power[static_cast<size_t>(i) * static_cast<size_t>(n + 1)] = T(1);
  for (int k = 0; k <= degree; k += 2) {
    for (size_t i = 0; i < count; ++i) {
      even[i] += c[k] * power[i];
      odd[i] += c[k + 1] * power[i];
    }
    if (k + 2 <= degree) power = product(power, square, n);
  }
  odd = product(a, odd, n);
  Matrix<T> above(count);
  Matrix<T> below(count);
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < n; ++j) {
      const size_t from = static_cast<size_t>(i) * static_cast<size_t>(n) + static_cast<size_t>(j);
      const size_t to = static_cast<size_t>(j) * static_cast<size_t>(n) + static_cast<size_t>(i);
      above[to] = even[from] + odd[from];
      below[to] = even[from] - odd[from];
    }
  }
  std::vector<int> pivots(static_cast<size_t>(n));
  if (lapack::gesv(n, n, below.data(), pivots.data(), above.data()) != 0) return false;
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < n; ++j) {
      a[static_cast<size_t>(i) * static_cast<size_t>(n) + static_cast<size_t>(j)] = above[static_cast<size_t>(j) * static_cast<size_t>(n) + static_cast<size_t>(i)];
    }
  }
  for (int i = 0; i < squarings; ++i) a = product(a, a, n);
  return true;
}

/// expm(a), of one matrix or a stack.
Status expm(Call& call) {
  const TypedView a = call.array(0);
  if (Status status = check_square(a); !status.ok()) return Status("ValueError", "expected a square matrix");
  const int64_t n = rows(a);
  const Stack stack = stack_of(a, 2);
  return with_compute_type(call, [&]<typename T>(T) -> Status {
    Result<Matrices<T>> source = matrices<T>(call, 0, 2);
    if (!source.ok()) return source.status();
    Result<TypedView> out = call.fresh(std::span<const int64_t>(a.view.shape, a.rank), call.wanted[0].dtype);
    if (!out.ok()) return out.status();
    for (int64_t index = 0; index < stack.count && n > 0; ++index) {
      const T* from = source.value().at(stack, index);
      std::vector<T> matrix(from, from + n * n);
      if (!exponential(matrix, static_cast<int>(n))) return error("Singular matrix");
      store(matrix.data(), n * n, n * n, 1, out.value(), index * n * n);
    }
    call.give(out.value());
    return {};
  });
}

/// Simpson's rule for three points with distances h0 and h1.
double simpson_pair(const double* y, double h0, double h1) {
  const double sum = h0 + h1;
  const double ratio = h1 == 0 ? 0 : h0 / h1;
  const double inverse = ratio == 0 ? 0 : 1 / ratio;
  return sum / 6 * (y[0] * (2 - inverse) + y[1] * (sum * (h0 * h1 == 0 ? 0 : sum / (h0 * h1))) + y[2] * (2 - ratio));
}

/// integrate.simpson(y, x or none, dx): along the last axis. An even number of points ends with Cartwright's correction.
Status simpson(Call& call) {
  Result<TypedView> y = call.contiguous(0, DType::Float64);
  if (!y.ok()) return y.status();
  const TypedView& values = y.value();
  const int64_t count = values.view.shape[values.rank - 1];
  const double* x = nullptr;
  bool is_shared = true;
  if (!call.operand(1).is_none()) {
    Result<TypedView> places = call.contiguous(1, DType::Float64);
    if (!places.ok()) return places.status();
    if (places.value().view.shape[places.value().rank - 1] != count) {
      return Status("ValueError", "If given, length of x along axis must be the same as y.");
    }
    is_shared = places.value().rank == 1;
    x = reinterpret_cast<const double*>(places.value().view.data);
  }
  const double dx = call.number(2);
  Result<TypedView> out = call.fresh(std::span<const int64_t>(values.view.shape, values.rank - 1), DType::Float64);
  if (!out.ok()) return out.status();
  const int64_t lines = memory::element_count(out.value().view, values.rank - 1);
  const auto* data = reinterpret_cast<const double*>(values.view.data);
  auto* result = reinterpret_cast<double*>(out.value().view.data);
  each_row(call, lines, static_cast<double>(count) * 2, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const double* line = data + i * count;
      const double* at = x == nullptr ? nullptr : is_shared ? x : x + i * count;
      const auto h = [&](int64_t k) { return at == nullptr ? dx : at[k + 1] - at[k]; };
      double total = 0;
      if (count == 2) total = 0.5 * h(0) * (line[0] + line[1]);
      const int64_t pairs = count % 2 == 1 ? count - 2 : count - 3;
      for (int64_t k = 0; count > 2 && k < pairs; k += 2) {
        total += at == nullptr ? dx / 3 * (line[k] + 4 * line[k + 1] + line[k + 2]) : simpson_pair(line + k, h(k), h(k + 1));
      }
      if (count % 2 == 0 && count > 2) {
        const double a = h(count - 3);
        const double b = h(count - 2);
        const auto ratio = [](double top, double bottom) { return bottom == 0 ? 0 : top / bottom; };
        total += ratio(2 * b * b + 3 * a * b, 6 * (b + a)) * line[count - 1] + ratio(b * b + 3 * a * b, 6 * a) * line[count - 2] -
                 ratio(b * b * b, 6 * a * (a + b)) * line[count - 3];
      }
      result[i] = total;
    }
  });
  call.give(out.value());
  return {};
}

}  // namespace

void register_linalg_scipy(Registry& registry) {
  registry.add("linalg.lu", lu);
  registry.add("linalg.cho_factor", cho_factor);
  registry.add("linalg.cho_solve", cho_solve);
  registry.add("linalg.solve_banded", solve_banded);
  registry.add("linalg.expm", expm);
  registry.add("integrate.simpson", simpson);
}

}  // namespace weft::kernels
