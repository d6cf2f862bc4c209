// SPDX-License-Identifier: Apache-2.0
// Polynomials: values by Horner and Clenshaw, arithmetic of coefficients, Vandermonde matrices, least-squares fits.
// Each step rounds as NumPy's array expressions do: products and sums apart, in the result's element type.

#include <cmath>
#include <limits>

#include "kernels/each_row.h"
#include "kernels/linalg/linalg.h"
#include "kernels/raised.h"

namespace weft::kernels {
namespace {

using linalg::Complex;
using linalg::is_complex_type;

template <typename T>
using Wide = std::conditional_t<std::is_integral_v<T>, uint64_t, T>;

/// Integer arithmetic wraps.
template <typename T>
T plus(T a, T b) {
  return static_cast<T>(static_cast<Wide<T>>(a) + static_cast<Wide<T>>(b));
}
template <typename T>
T times(T a, T b) {
  if constexpr (is_complex<T>) {
    using Real = typename T::value_type;
    const Real real = a.real() * b.real() - a.imag() * b.imag();
    const Real imaginary = a.real() * b.imag() + a.imag() * b.real();
    return T(real, imaginary);
  } else {
    return static_cast<T>(static_cast<Wide<T>>(a) * static_cast<Wide<T>>(b));
  }
}
template <typename T>
T minus(T a, T b) {
  return static_cast<T>(static_cast<Wide<T>>(a) - static_cast<Wide<T>>(b));
}

Status no_bools() { return Status("TypeError", "polynomials of bools are not compiled"); }

template <typename T>
const T* data(const TypedView& array) {
  return reinterpret_cast<const T*>(array.view.data);
}
template <typename T>
T* target(const TypedView& array) {
  return reinterpret_cast<T*>(array.view.data);
}

std::vector<int64_t> shape_of(const TypedView& array) { return {array.view.shape, array.view.shape + array.rank}; }

/// polyval(p, x): the highest power first.
Status polyval(Call& call) {
  const DType dtype = call.wanted[0].dtype;
  return with_type(dtype, [&]<typename T>(T) -> Status {
    if constexpr (std::is_same_v<T, bool>) {
      return no_bools();
    } else {
      Result<TypedView> p = as_array(call, 0, dtype);
      if (!p.ok()) return p.status();
      Result<TypedView> x = as_array(call, 1, dtype);
      if (!x.ok()) return x.status();
      Result<TypedView> out = call.fresh(shape_of(x.value()), dtype);
      if (!out.ok()) return out.status();
      const int64_t terms = memory::element_count(p.value().view, p.value().rank);
      if (terms == 0 && dtype_of(call.operand(1)) != dtype) {
        return Status("TypeError", "the value of a polynomial without coefficients has the element type of x; this program was "
                                   "compiled for the common one");
      }
      const T* coefficients = data<T>(p.value());
      const T* points = data<T>(x.value());
      T* values = target<T>(out.value());
      raised::Found products;
      raised::Found sums;
      each_row(call, memory::element_count(x.value().view, x.value().rank), 2.0 * static_cast<double>(terms),
               [&](int64_t begin, int64_t end) {
                 uint8_t by_products = 0;
                 uint8_t by_sums = 0;
                 std::fill(values + begin, values + end, T(0));
                 for (int64_t k = 0; k < terms; ++k) {
                   for (int64_t i = begin; i < end; ++i) {
                     const T product = times(values[i], points[i]);
                     const T sum = plus(product, coefficients[k]);
                     by_products = static_cast<uint8_t>(by_products | raised::by(values[i], points[i], product));
                     by_sums = static_cast<uint8_t>(by_sums | raised::by(product, coefficients[k], sum));
                     values[i] = sum;
                   }
                 }
                 products.add(by_products);
                 sums.add(by_sums);
               });
      products.tell(call, "multiply");
      sums.tell(call, "add");
      call.give(out.value());
      return {};
    }
  });
}

/// One basis of `numpy.polynomial`: what Clenshaw's recurrence does with n terms left.
enum class Basis { power, chebyshev, legendre, hermite, hermite_e, laguerre };

template <typename T>
T clenshaw(Basis basis, const T* c, int64_t terms, T x, raised::Watched& watched) {
  using Real = decltype(std::abs(T()));
  const auto real = [](int64_t value) { return static_cast<Real>(value); };
  const auto product = [&](T a, T b) { return watched.seen(watched.multiply, a, b, times(a, b)); };
  const auto scaled = [&](T a, int64_t factor) { return watched.seen(watched.multiply, a, T(real(factor)), a * real(factor)); };
  const auto divided = [&](T a, int64_t divisor) { return watched.seen(watched.divide, a, T(real(divisor)), a / real(divisor)); };
  const auto plus = [&](T a, T b) { return watched.plus(a, b); };
  const auto minus = [&](T a, T b) { return watched.minus(a, b); };
  if (basis == Basis::power) {
    T value = plus(c[terms - 1], product(x, T(0)));
    for (int64_t i = terms - 2; i >= 0; --i) value = plus(c[i], product(value, x));
    return value;
  }
  T c0 = terms == 1 ? c[0] : c[terms - 2];
  T c1 = terms == 1 ? T(0) : c[terms - 1];
  int64_t n = terms;
  for (int64_t i = terms - 3; i >= 0; --i) {
    const T before = c0;
    switch (basis) {
      case Basis::chebyshev:
        c0 = minus(c[i], c1);
        c1 = plus(before, product(c1, scaled(x, 2)));
        break;
      case Basis::legendre:
        --n;
        c0 = minus(c[i], divided(scaled(c1, n - 1), n));
        c1 = plus(before, divided(scaled(product(c1, x), 2 * n - 1), n));
        break;
      case Basis::hermite:
        --n;
        c0 = minus(c[i], scaled(c1, 2 * (n - 1)));
        c1 = plus(before, product(c1, scaled(x, 2)));
        break;
      case Basis::hermite_e:
        --n;
        c0 = minus(c[i], scaled(c1, n - 1));
        c1 = plus(before, product(c1, x));
        break;
      default:
        --n;
        c0 = minus(c[i], divided(scaled(c1, n - 1), n));
        c1 = plus(before, divided(product(c1, minus(T(real(2 * n - 1)), x)), n));
        break;
    }
  }
  if (basis == Basis::laguerre) return plus(c0, product(c1, minus(T(real(1)), x)));
  return plus(c0, product(c1, basis == Basis::hermite ? scaled(x, 2) : x));
}

/// series(basis, x, c): the lowest term first.
Status series(Call& call) {
  const DType dtype = call.wanted[0].dtype;
  const auto basis = static_cast<Basis>(call.integer(0));
  Status result;
  linalg::with_inexact(dtype, [&]<typename T>(T) {
    Result<TypedView> x = as_array(call, 1, dtype);
    Result<TypedView> c = as_array(call, 2, dtype);
    Result<TypedView> out = x.ok() ? call.fresh(shape_of(x.value()), dtype) : x;
    for (const Result<TypedView>* each : {&x, &c, &out}) {
      if (!each->ok()) {
        result = each->status();
        return;
      }
    }
    const int64_t terms = memory::element_count(c.value().view, c.value().rank);
    if (terms == 0) {
      result = Status("IndexError", "index -1 is out of bounds for axis 0 with size 0");
      return;
    }
    raised::FoundAll found;
    each_row(call, memory::element_count(x.value().view, x.value().rank), 3.0 * static_cast<double>(terms),
             [&](int64_t begin, int64_t end) {
               raised::Watched watched;
               for (int64_t i = begin; i < end; ++i) {
                 target<T>(out.value())[i] = clenshaw<T>(basis, data<T>(c.value()), terms, data<T>(x.value())[i], watched);
               }
               found.take(watched);
             });
    found.tell(call);
    call.give(out.value());
  });
  return result;
}

/// vander(x, columns, increasing): one row for each element of x; columns of running products.
Status vander(Call& call) {
  const DType dtype = call.wanted[0].dtype;
  const int64_t columns = call.integer(1);
  if (columns < 0) return Status("ValueError", "negative dimensions are not allowed");
  const bool is_increasing = call.flag(2);
  return with_type(dtype, [&]<typename T>(T) -> Status {
    if constexpr (std::is_same_v<T, bool>) {
      return no_bools();
    } else {
      Result<TypedView> x = as_array(call, 0, dtype);
      if (!x.ok()) return x.status();
      std::vector<int64_t> shape = shape_of(x.value());
      shape.push_back(columns);
      Result<TypedView> out = call.fresh(shape, dtype);
      if (!out.ok()) return out.status();
      const T* points = data<T>(x.value());
      T* rows = target<T>(out.value());
      raised::Found found;
      each_row(call, memory::element_count(x.value().view, x.value().rank), static_cast<double>(columns),
               [&](int64_t begin, int64_t end) {
                 uint8_t flags = 0;
                 for (int64_t i = begin; i < end; ++i) {
                   T power = T(1);
                   for (int64_t k = 0; k < columns; ++k) {
                     rows[i * columns + (is_increasing ? k : columns - 1 - k)] = power;
                     const T before = power;
                     power = k == 0 ? points[i] : times(power, points[i]);
                     if (k > 0 && k + 1 < columns) flags = static_cast<uint8_t>(flags | raised::by(before, points[i], power));
                   }
                 }
                 found.add(flags);
               });
      found.tell(call, "accumulate");
      call.give(out.value());
      return {};
    }
  });
}

/// polyadd(a, b, subtract): the shorter one is filled up in front.
Status polyadd(Call& call) {
  const DType dtype = call.wanted[0].dtype;
  const bool is_difference = call.flag(2);
  return with_type(dtype, [&]<typename T>(T) -> Status {
    if constexpr (std::is_same_v<T, bool>) {
      return no_bools();
    } else {
      Result<TypedView> a = as_array(call, 0, dtype);
      if (!a.ok()) return a.status();
      Result<TypedView> b = as_array(call, 1, dtype);
      if (!b.ok()) return b.status();
      const int64_t m = memory::element_count(a.value().view, a.value().rank);
      const int64_t n = memory::element_count(b.value().view, b.value().rank);
      const int64_t size = std::max(m, n);
      Result<TypedView> out = call.fresh({size}, dtype);
      if (!out.ok()) return out.status();
      for (int64_t i = 0; i < size; ++i) {
        const T left = i >= size - m ? data<T>(a.value())[i - (size - m)] : T(0);
        const T right = i >= size - n ? data<T>(b.value())[i - (size - n)] : T(0);
        target<T>(out.value())[i] = is_difference ? minus(left, right) : plus(left, right);
      }
      call.give(out.value());
      return {};
    }
  });
}

/// polymul(a, b): zeros in front of a factor do not count; a factor of zeros alone is the number 0.
Status polymul(Call& call) {
  const DType dtype = call.wanted[0].dtype;
  return with_type(dtype, [&]<typename T>(T) -> Status {
    if constexpr (std::is_same_v<T, bool>) {
      return no_bools();
    } else {
      std::vector<T> factors[2];
      for (size_t side = 0; side < 2; ++side) {
        Result<TypedView> array = as_array(call, side, dtype);
        if (!array.ok()) return array.status();
        const T* first = data<T>(array.value());
        const T* last = first + memory::element_count(array.value().view, array.value().rank);
        while (first < last && *first == T(0)) ++first;
        factors[side].assign(first, last);
        if (factors[side].empty()) factors[side].push_back(T(0));
      }
      const auto m = static_cast<int64_t>(factors[0].size());
      const auto n = static_cast<int64_t>(factors[1].size());
      Result<TypedView> out = call.fresh({m + n - 1}, dtype);
      if (!out.ok()) return out.status();
      T* product = target<T>(out.value());
      std::fill_n(product, m + n - 1, T(0));
      for (int64_t i = 0; i < m; ++i) {
        for (int64_t j = 0; j < n; ++j) {
          product[i + j] = plus(product[i + j], times(factors[0][static_cast<size_t>(i)], factors[1][static_cast<size_t>(j)]));
        }
      }
      call.give(out.value());
      return {};
    }
  });
}

/// polydiv(u, v): quotient and remainder, as NumPy finds them step by step.
template <typename T>
Status divide(Call& call) {
  const DType dtype = call.wanted[0].dtype;
  Result<TypedView> u = as_array(call, 0, dtype);
  if (!u.ok()) return u.status();
  Result<TypedView> v = as_array(call, 1, dtype);
  if (!v.ok()) return v.status();
  const int64_t u_size = memory::element_count(u.value().view, u.value().rank);
  const int64_t v_size = memory::element_count(v.value().view, v.value().rank);
  if (u_size == 0 || v_size == 0) return Status("IndexError", "index 0 is out of bounds for axis 0 with size 0");
  const T* divisor = data<T>(v.value());
  const int64_t steps = std::max<int64_t>(u_size - v_size + 1, 0);
  std::vector<T> rest(data<T>(u.value()), data<T>(u.value()) + u_size);
  Result<TypedView> quotient = call.fresh({std::max<int64_t>(steps, 1)}, dtype);
  if (!quotient.ok()) return quotient.status();
  target<T>(quotient.value())[0] = T(0);
  const T scale = T(1) / divisor[0];
  for (int64_t k = 0; k < steps; ++k) {
    const T digit = times(scale, rest[static_cast<size_t>(k)]);
    target<T>(quotient.value())[k] = digit;
    for (int64_t j = 0; j < v_size; ++j) {
      T& place = rest[static_cast<size_t>(k + j)];
      place = place - times(digit, divisor[j]);
    }
  }
  size_t first = 0;
  while (first + 1 < rest.size() && std::abs(rest[first]) <= 1e-8) ++first;
  Result<TypedView> remainder = call.fresh({static_cast<int64_t>(rest.size() - first)}, dtype);
  if (!remainder.ok()) return remainder.status();
  std::copy(rest.begin() + static_cast<std::ptrdiff_t>(first), rest.end(), target<T>(remainder.value()));
  call.give(quotient.value());
  call.give(remainder.value());
  return {};
}

Status polydiv(Call& call) {
  Status result;
  linalg::with_inexact(call.wanted[0].dtype, [&]<typename T>(T) { result = divide<T>(call); });
  return result;
}

/// poly(roots): the coefficients of the product of all x - root.
Status poly(Call& call) {
  const DType dtype = call.wanted[0].dtype;
  Status result;
  linalg::with_inexact(dtype, [&]<typename T>(T) {
    Result<TypedView> roots = as_array(call, 0, dtype);
    Result<TypedView> out = roots.ok() ? call.fresh({roots.value().view.shape[0] + 1}, dtype) : roots;
    if (!out.ok()) {
      result = out.status();
      return;
    }
    T* a = target<T>(out.value());
    a[0] = T(1);
    for (int64_t n = 0; n < roots.value().view.shape[0]; ++n) {
      const T factor = -data<T>(roots.value())[n];
      a[n + 1] = times(a[n], factor);
      for (int64_t i = n; i > 0; --i) a[i] = a[i] + times(a[i - 1], factor);
    }
    call.give(out.value());
  });
  return result;
}

/// polyfit(x, y, degree, rcond, weights, ascending): least squares on a Vandermonde matrix with columns of equal length.
template <typename T>
Status fit(Call& call) {
  const TypedView x = call.array(0);
  const TypedView y = call.array(1);
  const int64_t terms = call.integer(2) + 1;
  const bool is_ascending = call.flag(5);
  const int64_t m = x.view.shape[0];
  const int64_t right = y.rank == 1 ? 1 : y.view.shape[1];
  if (terms < 1) return Status("ValueError", "expected deg >= 0");
  if (m == 0) return Status("TypeError", "expected non-empty vector for x");
  if (y.view.shape[0] != m) return Status("TypeError", "expected x and y to have same length");
  if (m > INT_MAX || right > INT_MAX || terms > INT_MAX) return linalg::no_memory();
  Result<linalg::Matrices<T>> points = linalg::matrices<T>(call, 0, 1);
  if (!points.ok()) return points.status();
  Result<linalg::Matrices<T>> sides = linalg::matrices<T>(call, 1, y.rank);
  if (!sides.ok()) return sides.status();
  const bool is_single = call.wanted[0].dtype == DType::Float32 || call.wanted[0].dtype == DType::Complex64;
  const double epsilon = is_single ? 1.1920928955078125e-07 : std::numeric_limits<double>::epsilon();
  const double rcond = call.operand(3).is_none() ? epsilon * static_cast<double>(m) : call.number(3);
  const int64_t lead = std::max(m, terms);
  std::vector<T> a(linalg::area(m, terms));
  std::vector<T> b(linalg::area(lead, right), T(0));
  for (int64_t i = 0; i < m; ++i) {
    T power = T(1);
    for (int64_t k = 0; k < terms; ++k) {
      a[static_cast<size_t>((is_ascending ? k : terms - 1 - k) * m + i)] = power;
      power = times(power, points.value().data[i]);
    }
    for (int64_t j = 0; j < right; ++j) b[static_cast<size_t>(j * lead + i)] = sides.value().data[i * right + j];
  }
  if (!call.operand(4).is_none()) {
    if (call.array(4).view.shape[0] != m) return Status("TypeError", "expected w and y to have the same length");
    Result<linalg::Matrices<T>> weights = linalg::matrices<T>(call, 4, 1);
    if (!weights.ok()) return weights.status();
    for (int64_t i = 0; i < m; ++i) {
      const T weight = weights.value().data[i];
      for (int64_t k = 0; k < terms; ++k) a[static_cast<size_t>(k * m + i)] = times(a[static_cast<size_t>(k * m + i)], weight);
      for (int64_t j = 0; j < right; ++j) b[static_cast<size_t>(j * lead + i)] = times(b[static_cast<size_t>(j * lead + i)], weight);
    }
  }
  std::vector<T> scale(linalg::area(terms, 1));
  for (int64_t k = 0; k < terms; ++k) {
    T sum = T(0);
    for (int64_t i = 0; i < m; ++i) {
      const T value = a[static_cast<size_t>(k * m + i)];
      sum += is_ascending ? T(std::norm(value)) : times(value, value);
    }
    T length = std::sqrt(sum);
    if (is_ascending && length == T(0)) length = T(1);
    scale[static_cast<size_t>(k)] = length;
    for (int64_t i = 0; i < m; ++i) a[static_cast<size_t>(k * m + i)] /= length;
  }
  std::vector<double> s(linalg::area(std::min(m, terms), 1));
  int rank = 0;
  if (right > 0 && lapack::gelsd(static_cast<int>(m), static_cast<int>(terms), static_cast<int>(right), a.data(), b.data(), s.data(),
                                 rcond, &rank) != 0) {
    return linalg::error("SVD did not converge in Linear Least Squares");
  }
  if (rank != terms) call.warnings.emplace_back("RankWarning: Polyfit may be poorly conditioned");
  Result<TypedView> out = y.rank == 1 ? call.fresh({terms}, call.wanted[0].dtype) : call.fresh({terms, right}, call.wanted[0].dtype);
  if (!out.ok()) return out.status();
  for (int64_t k = 0; k < terms; ++k) {
    for (int64_t j = 0; j < right; ++j) b[static_cast<size_t>(j * lead + k)] /= scale[static_cast<size_t>(k)];
  }
  linalg::store(b.data(), lead, terms, right, out.value(), 0);
  call.give(out.value());
  return {};
}

Status polyfit(Call& call) { return linalg::any_complex(call) ? fit<Complex>(call) : fit<double>(call); }

}  // namespace

void register_polynomial(Registry& registry) {
  registry.add("polyval", polyval);
  registry.add("polynomial.series", series);
  registry.add("vander", vander);
  registry.add("polyadd", polyadd);
  registry.add("polymul", polymul);
  registry.add("polydiv", polydiv);
  registry.add("poly", poly);
  registry.add("polyfit", polyfit);
}

}  // namespace weft::kernels
