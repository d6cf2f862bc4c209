// SPDX-License-Identifier: Apache-2.0
// Square systems: solve, inv, det, slogdet, cholesky, and SciPy's triangular and LU solves.

#include <atomic>
#include <cmath>
#include <limits>

#include "kernels/linalg/complex_lu.h"
#include "kernels/linalg/linalg.h"
#include "kernels/lines.h"
#include "kernels/raised.h"

namespace weft::kernels {
namespace {

using namespace linalg;

std::string mismatch(const char* name, const char* signature, int64_t size, int64_t wanted) {
  return std::string(name) + ": Input operand 1 has a mismatch in its core dimension 0, with gufunc signature " + signature +
         " (size " + std::to_string(size) + " is different from " + std::to_string(wanted) + ")";
}

/// Columns of right sides that one task solves, by sizes alone: the same digits on any number of threads.
int64_t panel_columns(int64_t n, int64_t right) {
  constexpr int64_t kWorthCutting = 200'000;  // under 50 µs
  constexpr int64_t kLeastColumns = 32;
  constexpr int64_t kPanels = 8;
  if (n * n * right < kWorthCutting) return std::max<int64_t>(right, 1);
  return std::max(kLeastColumns, (right + kPanels - 1) / kPanels);
}

/// One complex system in stripes of its right sides, which threads take one after the other; the digits of each are its own.
/// False, with nothing said of the matrix, where that is for LAPACK.
bool solve_stripes(Call& call, int64_t n, int64_t right, const Complex* matrix, const Complex* sides, Complex* out, bool is_alone) {
  constexpr int64_t kLeast = 16;   // rows and right sides: below, stripes are padded more than they hold
  constexpr int64_t kMost = 4096;  // rows: a stripe of them has left the caches
  const ComplexLu* lu = complex_lu();
  if (!call.context.switches.lu || lu == nullptr || n < kLeast || right < kLeast || n > kMost) return false;
  const int64_t size = lu->size(n);
  const int64_t rows = lu->padded(n);
  const int64_t stripes = lu->stripes(n);
  const int64_t parts = lu->stripes(right);
  const int64_t workers = is_alone ? std::min<int64_t>(call.context.engine.threads(), parts) : 1;
  auto memory = call.context.pool.allocate(static_cast<uint64_t>((stripes + workers) * size + 3 * rows) * sizeof(double));
  if (!memory.ok()) return false;
  auto* factors = reinterpret_cast<double*>(memory.value()->data);
  double* own = factors + stripes * size;
  double* inverses = own + workers * size;
  auto* order = reinterpret_cast<int32_t*>(inverses + 2 * rows);
  const auto width = [&](int64_t stripe, int64_t count) { return std::min(lu->columns, count - stripe * lu->columns); };
  bool is_plain = true;
  for (int64_t stripe = 0; stripe < stripes; ++stripe) {
    is_plain = lu->load(matrix + stripe * lu->columns, n, width(stripe, n), n, nullptr, factors + stripe * size) && is_plain;
  }
  is_plain = is_plain && lu->factor(n, factors, order, inverses);
  if (is_plain) {
    std::atomic<int64_t> next{0};
    std::atomic<bool> is_odd{false};
    const auto work = [&](int64_t begin, int64_t) {
      double* stripe = own + begin * size;
      for (int64_t part = next++; part < parts; part = next++) {
        const int64_t first = part * lu->columns;
        bool is_finite = lu->load(sides + first, n, width(part, right), right, order, stripe);
        lu->solve(n, factors, inverses, stripe);
        is_finite = lu->store(stripe, n, width(part, right), right, out + first) && is_finite;
        if (!is_finite) is_odd = true;
      }
    };
    if (workers == 1) work(0, 1);
    else parallel_for(call, workers, 0.25 * static_cast<double>(n * n * right) / static_cast<double>(workers), work);
    is_plain = !is_odd;
  }
  memory::release(memory.value());
  return is_plain;
}

/// One system: factors on this thread, then the right sides in panels on all. False when the matrix is singular.
template <typename T>
bool solve_one(Call& call, int64_t n, int64_t right, const T* matrix, const T* sides, const TypedView& out, int64_t offset, bool is_alone) {
  if (n == 0 || right == 0) return true;
  if constexpr (std::is_same_v<T, Complex>) {
    if (out.dtype == DType::Complex128 && solve_stripes(call, n, right, matrix, sides, reinterpret_cast<Complex*>(out.view.data) + offset, is_alone)) return true;
  }
  std::vector<T> factors(area(n, n));
  std::vector<T> x(area(n, right));
  std::vector<int> pivots(area(n, 1));
  load(matrix, n, n, factors.data(), n);
  if (lapack::getrf(static_cast<int>(n), factors.data(), pivots.data()) != 0) return false;
  const int64_t width = is_alone ? panel_columns(n, right) : right;
  const auto panels = [&](int64_t begin, int64_t end) {
    for (int64_t panel = begin; panel < end; ++panel) {
      const int64_t first = panel * width;
      const int64_t count = std::min(width, right - first);
      T* columns = x.data() + first * n;
      for (int64_t i = 0; i < n; ++i) {
        for (int64_t j = 0; j < count; ++j) columns[j * n + i] = sides[i * right + first + j];
      }
      lapack::getrs('N', static_cast<int>(n), static_cast<int>(count), factors.data(), pivots.data(), columns);
      with_inexact(out.dtype, [&]<typename Out>(Out) {
        Out* target = reinterpret_cast<Out*>(out.view.data) + offset + first;
        for (int64_t i = 0; i < n; ++i) {
          for (int64_t j = 0; j < count; ++j) target[i * right + j] = rounded<Out>(columns[j * n + i]);
        }
      });
    }
  };
  if (width >= right) panels(0, 1);
  else parallel_for(call, (right + width - 1) / width, 0.2 * static_cast<double>(n * n * width), panels);
  return true;
}

/// solve(a, b): `b` is a vector when it has one axis, else a stack of matrices (NumPy 2's rule).
Status solve(Call& call) {
  const TypedView a = call.array(0);
  const TypedView b = call.array(1);
  if (Status status = check_square(a); !status.ok()) return status;
  const bool is_vector = b.rank == 1;
  const uint32_t b_core = is_vector ? 1 : 2;
  const int64_t n = rows(a);
  const int64_t right = is_vector ? 1 : columns(b);
  const int64_t b_rows = b.view.shape[b.rank - b_core];
  if (b_rows != n) {
    return Status("ValueError", is_vector ? mismatch("solve1", "(m,m),(m)->(m)", b_rows, n)
                                          : mismatch("solve", "(m,m),(m,n)->(m,n)", b_rows, n));
  }
  if (Status status = check_sizes(b); !status.ok()) return status;
  const std::string requested = is_vector ? "(" + std::to_string(n) + ")" : "(" + std::to_string(n) + "," + std::to_string(right) + ")";
  Result<Stack> stack = broadcast_stacks({{&a, 2U}, {&b, b_core}}, requested);
  if (!stack.ok()) return stack.status();
  return with_compute_type(call, [&]<typename T>(T) -> Status {
    Result<Matrices<T>> left = matrices<T>(call, 0, 2);
    if (!left.ok()) return left.status();
    Result<Matrices<T>> sides = matrices<T>(call, 1, b_core);
    if (!sides.ok()) return sides.status();
    const std::vector<int64_t> shape = is_vector ? shape_with(stack.value(), {n}) : shape_with(stack.value(), {n, right});
    Result<TypedView> out = call.fresh(shape, call.wanted[0].dtype);
    if (!out.ok()) return out.status();
    const int64_t count = stack.value().count;
    std::atomic<bool> is_singular{false};
    const auto each = [&](int64_t begin, int64_t end) {
      for (int64_t index = begin; index < end && !is_singular; ++index) {
        const bool solved = solve_one(call, n, right, left.value().at(stack.value(), index), sides.value().at(stack.value(), index), out.value(),
                                      index * n * right, count == 1);
        if (!solved) is_singular = true;
      }
    };
    const auto size = static_cast<double>(n);
    if (count == 1) each(0, 1);
    else parallel_for(call, count, 300 + 0.1 * size * size * (size + 2 * static_cast<double>(right)), each);
    if (is_singular) return error("Singular matrix");
    call.give(out.value());
    return {};
  });
}

Status inv(Call& call) {
  const TypedView a = call.array(0);
  if (Status status = check_square(a); !status.ok()) return status;
  const int64_t n = rows(a);
  const Stack stack = stack_of(a, 2);
  return with_compute_type(call, [&]<typename T>(T) -> Status {
    Result<Matrices<T>> source = matrices<T>(call, 0, 2);
    if (!source.ok()) return source.status();
    Result<TypedView> out = call.fresh(shape_with(stack, {n, n}), call.wanted[0].dtype);
    if (!out.ok()) return out.status();
    std::atomic<bool> is_singular{false};
    const auto each = [&](int64_t begin, int64_t end) {
      std::vector<T> factors(area(n, n));
      std::vector<T> inverse(area(n, n));
      for (int64_t index = begin; index < end && !is_singular; ++index) {
        load(source.value().at(stack, index), n, n, factors.data(), n);
        if (invert(static_cast<int>(n), factors.data(), inverse.data())) store(inverse.data(), n, n, n, out.value(), index * n * n);
        else is_singular = true;
      }
    };
    if (stack.count == 1) each(0, 1);
    else parallel_for(call, stack.count, 300 + 0.3 * std::pow(static_cast<double>(n), 3), each);
    if (is_singular) return error("Singular matrix");
    call.give(out.value());
    return {};
  });
}

/// Sign and logarithm of the absolute value of the determinant, as NumPy finds them from the LU factors.
template <typename T>
void sign_and_log(int64_t n, T* a, std::vector<int>& pivots, T& sign, double& log) {
  sign = T(1);
  log = 0;
  if (n == 0) return;
  if (lapack::getrf(static_cast<int>(n), a, pivots.data()) > 0) {
    sign = T(0);
    log = -std::numeric_limits<double>::infinity();
    return;
  }
  bool is_odd = false;
  for (int64_t i = 0; i < n; ++i) is_odd ^= pivots[static_cast<size_t>(i)] != i + 1;
  if (is_odd) sign = -sign;
  for (int64_t i = 0; i < n; ++i) {
    const T value = a[i * n + i];
    const double size = std::abs(value);
    if constexpr (std::is_same_v<T, Complex>) {
      sign *= Complex(value.real() / size, value.imag() / size);
    } else if (value < 0) {
      sign = -sign;
    }
    log += std::log(size);
  }
}

template <bool kIsDet>
Status determinant(Call& call) {
  const TypedView a = call.array(0);
  if (Status status = check_square(a); !status.ok()) return status;
  const int64_t n = rows(a);
  const Stack stack = stack_of(a, 2);
  return with_compute_type(call, [&]<typename T>(T) -> Status {
    Result<Matrices<T>> source = matrices<T>(call, 0, 2);
    if (!source.ok()) return source.status();
    Result<TypedView> first = call.fresh(stack.shape, call.wanted[0].dtype);
    if (!first.ok()) return first.status();
    Result<TypedView> second = kIsDet ? first : call.fresh(stack.shape, call.wanted[1].dtype);
    if (!second.ok()) return second.status();
    raised::Found found;
    const auto each = [&](int64_t begin, int64_t end) {
      std::vector<T> factors(area(n, n));
      std::vector<int> pivots(area(n, 1));
      for (int64_t index = begin; index < end; ++index) {
        load(source.value().at(stack, index), n, n, factors.data(), n);
        T sign;
        double log = 0;
        sign_and_log(n, factors.data(), pivots, sign, log);
        if (std::isnan(log)) found.add(kInvalidFlag);  // LAPACK's search for pivots compares NaN
        if constexpr (kIsDet) {
          const T value = sign * std::exp(log);
          found.add(raised::by(log, log, std::exp(log)));
          store_vector(&value, 1, first.value(), index);
        } else {
          store_vector(&sign, 1, first.value(), index);
          store_vector(&log, 1, second.value(), index);
        }
      }
    };
    if (stack.count == 1) each(0, 1);
    else parallel_for(call, stack.count, 300 + 0.1 * std::pow(static_cast<double>(n), 3), each);
    found.tell(call, kIsDet ? "det" : "slogdet");
    call.give(first.value());
    if constexpr (!kIsDet) call.give(second.value());
    return {};
  });
}

/// cholesky(a, upper, message): the other triangle of the result is zero.
Status cholesky(Call& call) {
  const TypedView a = call.array(0);
  if (Status status = check_square(a); !status.ok()) return status;
  const bool is_upper = call.flag(1);
  const int64_t n = rows(a);
  const Stack stack = stack_of(a, 2);
  return with_compute_type(call, [&]<typename T>(T) -> Status {
    Result<Matrices<T>> source = matrices<T>(call, 0, 2);
    if (!source.ok()) return source.status();
    Result<TypedView> out = call.fresh(shape_with(stack, {n, n}), call.wanted[0].dtype);
    if (!out.ok()) return out.status();
    std::vector<T> factor(area(n, n));
    for (int64_t index = 0; index < stack.count; ++index) {
      load(source.value().at(stack, index), n, n, factor.data(), n);
      const int info = n == 0 ? 0 : lapack::potrf(is_upper ? 'U' : 'L', static_cast<int>(n), factor.data());
      if (info != 0) {
        if (call.count() > 2) {
          return Status("LinAlgError", std::to_string(info) + "-th leading minor of the array is not positive definite");
        }
        return error("Matrix is not positive definite");
      }
      for (int64_t j = 0; j < n; ++j) {
        const int64_t begin = is_upper ? j + 1 : 0;
        const int64_t end = is_upper ? n : j;
        for (int64_t i = begin; i < end; ++i) factor[static_cast<size_t>(j * n + i)] = T(0);
      }
      store(factor.data(), n, n, n, out.value(), index * n * n);
    }
    call.give(out.value());
    return {};
  });
}

double conjugated(double value, bool) { return value; }
lapack::Complex conjugated(lapack::Complex value, bool conjugates) { return conjugates ? std::conj(value) : value; }

/// The system of a SciPy solver: one square matrix and one or more right sides.
template <typename T>
struct System {
  int n = 0;
  int right = 1;
  std::vector<T> a;
  std::vector<T> b;
};

template <typename T>
Result<System<T>> system_of(Call& call, size_t a_operand, size_t b_operand) {
  const TypedView a = call.array(a_operand);
  const TypedView b = call.array(b_operand);
  if (rows(a) != columns(a)) return Status("ValueError", "expected square matrix");
  if (a.view.shape[0] != b.view.shape[0]) {
    return Status("ValueError", "shapes of a " + memory::shape_text(a.view, a.rank) + " and b " +
                                    memory::shape_text(b.view, b.rank) + " are incompatible");
  }
  if (Status status = check_sizes(a); !status.ok()) return status;
  if (Status status = check_sizes(b); !status.ok()) return status;
  Result<Matrices<T>> left = matrices<T>(call, a_operand, 2);
  if (!left.ok()) return left.status();
  Result<Matrices<T>> sides = matrices<T>(call, b_operand, b.rank);
  if (!sides.ok()) return sides.status();
  System<T> system;
  system.n = static_cast<int>(rows(a));
  system.right = b.rank == 1 ? 1 : static_cast<int>(columns(b));
  system.a.resize(area(system.n, system.n));
  system.b.resize(area(system.n, system.right));
  load(left.value().data, system.n, system.n, system.a.data(), system.n);
  load(sides.value().data, system.n, system.right, system.b.data(), system.n);
  return system;
}

template <typename T>
Status give_solution(Call& call, const System<T>& system, uint32_t rank) {
  const std::vector<int64_t> shape = rank == 1 ? std::vector<int64_t>{system.n} : std::vector<int64_t>{system.n, system.right};
  Result<TypedView> out = call.fresh(shape, call.wanted[0].dtype);
  if (!out.ok()) return out.status();
  store(system.b.data(), system.n, system.n, system.right, out.value(), 0);
  call.give(out.value());
  return {};
}

char transposition(int64_t trans) { return trans == 0 ? 'N' : trans == 1 ? 'T' : 'C'; }

/// scipy.linalg.solve_triangular(a, b, trans, lower, unit_diagonal)
Status solve_triangular(Call& call) {
  return with_compute_type(call, [&]<typename T>(T) -> Status {
    Result<System<T>> found = system_of<T>(call, 0, 1);
    if (!found.ok()) return found.status();
    System<T>& system = found.value();
    const int info = system.n == 0 || system.right == 0
                         ? 0
                         : lapack::trtrs(call.flag(3) ? 'L' : 'U', transposition(call.integer(2)), call.flag(4) ? 'U' : 'N', system.n,
                                         system.right, system.a.data(), system.b.data());
    if (info != 0) {
      return Status("LinAlgError", "singular matrix: resolution failed at diagonal " + std::to_string(info - 1));
    }
    return give_solution(call, system, call.array(1).rank);
  });
}

/// The whole of a symmetric or Hermitian matrix of one of its triangles.
template <typename T>
void mirror(System<T>& system, bool is_lower, bool is_hermitian) {
  const size_t n = static_cast<size_t>(system.n);
  for (size_t j = 0; j < n; ++j) {
    for (size_t i = 0; i < j; ++i) {
      T& above = system.a[j * n + i];
      T& below = system.a[i * n + j];
      (is_lower ? above : below) = conjugated(is_lower ? below : above, is_hermitian);
    }
    if constexpr (!std::is_same_v<T, double>) {
      if (is_hermitian) system.a[j * n + j] = system.a[j * n + j].real();
    }
  }
}

/// scipy.linalg.solve(a, b, assume_a, lower) of a matrix that is positive definite (0), symmetric (1) or Hermitian (2), of
/// which one triangle is read. SciPy takes sysv and hesv for the last two.
Status solve_triangle(Call& call) {
  return with_compute_type(call, [&]<typename T>(T) -> Status {
    Result<System<T>> found = system_of<T>(call, 0, 1);
    if (!found.ok()) return found.status();
    System<T>& system = found.value();
    const int64_t assumed = call.integer(2);
    const bool is_lower = call.flag(3);
    int info = 0;
    if (system.n > 0 && system.right > 0 && assumed == 0) {
      info = lapack::potrf(is_lower ? 'L' : 'U', system.n, system.a.data());
      if (info == 0) lapack::potrs(is_lower ? 'L' : 'U', system.n, system.right, system.a.data(), system.b.data());
    } else if (system.n > 0 && system.right > 0) {
      mirror(system, is_lower, assumed == 2);
      std::vector<int> pivots(static_cast<size_t>(system.n));
      info = lapack::gesv(system.n, system.right, system.a.data(), pivots.data(), system.b.data());
    }
    if (info > 0) return error("Matrix is singular.");
    if (info < 0) return no_memory();
    return give_solution(call, system, call.array(1).rank);
  });
}

/// scipy.linalg.lu_factor(a): the packed factors and the pivots, from 0.
Status lu_factor(Call& call) {
  const TypedView a = call.array(0);
  if (rows(a) != columns(a)) return Status("ValueError", "expected square matrix");
  if (Status status = check_sizes(a); !status.ok()) return status;
  const int64_t n = rows(a);
  return with_compute_type(call, [&]<typename T>(T) -> Status {
    Result<Matrices<T>> source = matrices<T>(call, 0, 2);
    if (!source.ok()) return source.status();
    Result<TypedView> factors = call.fresh({n, n}, call.wanted[0].dtype);
    if (!factors.ok()) return factors.status();
    Result<TypedView> pivots = call.fresh({n}, DType::Int32);
    if (!pivots.ok()) return pivots.status();
    std::vector<T> work(area(n, n));
    load(source.value().data, n, n, work.data(), n);
    int* places = reinterpret_cast<int*>(pivots.value().view.data);
    if (n > 0) lapack::getrf(static_cast<int>(n), work.data(), places);
    for (int64_t i = 0; i < n; ++i) --places[i];
    store(work.data(), n, n, n, factors.value(), 0);
    call.give(factors.value());
    call.give(pivots.value());
    return {};
  });
}

/// scipy.linalg.lu_solve(factors, pivots, b, trans)
Status lu_solve(Call& call) {
  const TypedView pivots = call.array(1);
  return with_compute_type(call, [&]<typename T>(T) -> Status {
    Result<System<T>> found = system_of<T>(call, 0, 2);
    if (!found.ok()) return found.status();
    System<T>& system = found.value();
    Result<TypedView> wide = call.contiguous(1, DType::Int64);
    if (!wide.ok()) return wide.status();
    if (pivots.view.shape[0] != system.n) return Status("ValueError", "the pivots do not fit the factors");
    std::vector<int> places(area(system.n, 1));
    for (int i = 0; i < system.n; ++i) {
      const int64_t place = reinterpret_cast<const int64_t*>(wide.value().view.data)[i];
      if (place < 0 || place >= system.n) return Status("ValueError", "a pivot is out of range");
      places[static_cast<size_t>(i)] = static_cast<int>(place) + 1;
    }
    if (system.n > 0 && system.right > 0) {
      lapack::getrs(transposition(call.integer(3)), system.n, system.right, system.a.data(), places.data(), system.b.data());
    }
    return give_solution(call, system, call.array(2).rank);
  });
}

}  // namespace

void register_linalg_solve(Registry& registry) {
  registry.add("linalg.solve", solve);
  registry.add("linalg.solve_triangle", solve_triangle);
  registry.add("linalg.inv", inv);
  registry.add("linalg.det", determinant<true>);
  registry.add("linalg.slogdet", determinant<false>);
  registry.add("linalg.cholesky", cholesky);
  registry.add("linalg.solve_triangular", solve_triangular);
  registry.add("linalg.lu_factor", lu_factor);
  registry.add("linalg.lu_solve", lu_solve);
}

}  // namespace weft::kernels
