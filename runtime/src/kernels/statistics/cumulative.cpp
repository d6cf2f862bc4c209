// SPDX-License-Identifier: Apache-2.0
// Running products, and differences that need the neighbours of an axis: gradients.

#include <algorithm>
#include <cmath>

#include "kernels/raised.h"

namespace weft::kernels {
namespace {

/// `cumprod(a, axis)`: the operand is already of the result's element type.
Status cumprod(Call& call) {
  const DType dtype = call.wanted[0].dtype;
  Result<TypedView> out = call.copied(0, dtype);
  if (!out.ok()) return out.status();
  call.context.engine.wait_all();
  const Lines lines = lines_of(out.value(), static_cast<uint32_t>(call.integer(1)));
  raised::Found found;
  with_type(dtype, [&]<typename T>(T) {
    if constexpr (!std::is_same_v<T, bool>) {
      const auto body = [&](int64_t begin, int64_t end) {
        uint8_t flags = 0;
        for (int64_t outer = begin; outer < end; ++outer) {
          T* base = elements<T>(out.value()) + outer * lines.length * lines.inner;
          for (int64_t i = lines.inner; i < lines.length * lines.inner; ++i) {
            const T product = wrapped(base[i - lines.inner], base[i], [](auto a, auto b) { return a * b; });
            flags = static_cast<uint8_t>(flags | raised::by(base[i - lines.inner], base[i], product));
            base[i] = product;
          }
        }
        found.add(flags);
      };
      parallel_for(call, lines.outer, 1.0 * static_cast<double>(lines.length * lines.inner), body);
    }
  });
  found.tell(call, "accumulate");
  call.give(out.value());
  return {};
}

/// Three weights of a difference of f[i-1], f[i], f[i+1], or of the first or last three.
template <typename C>
struct Weights {
  C a, b, c;
};

/// Arithmetic of a gradient that looks at nothing: the processor's flags tell whether it has to be looked at.
struct Plain {
  template <typename A, typename B>
  auto minus(A a, B b) { return a - b; }
  template <typename A, typename B>
  auto plus(A a, B b) { return a + b; }
  template <typename A, typename B>
  auto times(A a, B b) { return a * b; }
  template <typename A, typename B>
  auto over(A a, B b) { return a / b; }
};

/// The same, remembering what each step raised.
struct Telling : raised::Watched {
  template <typename A, typename B>
  auto minus(A a, B b) { return seen(subtract, a, b, a - b); }
  template <typename A, typename B>
  auto plus(A a, B b) { return seen(add, a, b, a + b); }
  template <typename A, typename B>
  auto times(A a, B b) { return seen(multiply, a, b, a * b); }
  template <typename A, typename B>
  auto over(A a, B b) {
    const auto result = a / b;
    using T = std::remove_const_t<decltype(result)>;
    divide = static_cast<uint8_t>(divide | raised::by_function("divide", static_cast<T>(a), static_cast<T>(b), result));
    return result;
  }
  template <typename A, typename B, typename T>
  T seen(uint8_t& flags, A a, B b, T result) {
    flags = static_cast<uint8_t>(flags | raised::by(static_cast<T>(a), static_cast<T>(b), result));
    return result;
  }
};

/// One axis of NumPy's `gradient` in T with coefficients in C; `steps` are the distances, one for an even grid. `ends` computes the first
/// and the last element of each line.
template <typename T, typename C, typename Arithmetic>
void gradient_lines(const T* in, T* out, const Lines& lines, const std::vector<C>& steps, bool is_even, int64_t order,
                    int64_t begin, int64_t end, Arithmetic& inside, Arithmetic& ends) {
  const int64_t n = lines.length;
  const int64_t inner = lines.inner;
  const auto weighted = [](Arithmetic& with, const Weights<C>& w, T x, T y, T z) {
    return static_cast<T>(with.plus(with.plus(with.times(w.a, x), with.times(w.b, y)), with.times(w.c, z)));
  };
  for (int64_t outer = begin; outer < end; ++outer) {
    const T* f = in + outer * n * inner;
    T* g = out + outer * n * inner;
    for (int64_t i = 1; i + 1 < n; ++i) {
      const T* row = f + i * inner;
      T* to = g + i * inner;
      if (is_even) {
        const C twice = C(2) * steps[0];
        for (int64_t k = 0; k < inner; ++k) to[k] = static_cast<T>(inside.over(inside.minus(row[k + inner], row[k - inner]), twice));
        continue;
      }
      const C dx1 = steps[static_cast<size_t>(i - 1)];
      const C dx2 = steps[static_cast<size_t>(i)];
      const Weights<C> w{-dx2 / (dx1 * (dx1 + dx2)), (dx2 - dx1) / (dx1 * dx2), dx1 / (dx2 * (dx1 + dx2))};
      for (int64_t k = 0; k < inner; ++k) to[k] = weighted(inside, w, row[k - inner], row[k], row[k + inner]);
    }
    const T* tail = f + (n - 1) * inner;
    T* last = g + (n - 1) * inner;
    const C first_step = steps.front();
    const C last_step = steps.back();
    if (order == 1) {
      for (int64_t k = 0; k < inner; ++k) {
        g[k] = static_cast<T>(ends.over(ends.minus(f[k + inner], f[k]), first_step));
        last[k] = static_cast<T>(ends.over(ends.minus(tail[k], tail[k - inner]), last_step));
      }
      continue;
    }
    Weights<C> low{C(-1.5) / first_step, C(2) / first_step, C(-0.5) / first_step};
    Weights<C> high{C(0.5) / last_step, C(-2) / last_step, C(1.5) / last_step};
    if (!is_even) {
      C dx1 = steps[0];
      C dx2 = steps[1];
      low = {-(C(2) * dx1 + dx2) / (dx1 * (dx1 + dx2)), (dx1 + dx2) / (dx1 * dx2), -dx1 / (dx2 * (dx1 + dx2))};
      dx1 = steps[steps.size() - 2];
      dx2 = steps.back();
      high = {dx2 / (dx1 * (dx1 + dx2)), -(dx2 + dx1) / (dx1 * dx2), (C(2) * dx2 + dx1) / (dx2 * (dx1 + dx2))};
    }
    for (int64_t k = 0; k < inner; ++k) {
      g[k] = weighted(ends, low, f[k], f[k + inner], f[k + 2 * inner]);
      last[k] = weighted(ends, high, tail[k - 2 * inner], tail[k - inner], tail[k]);
    }
  }
}

template <typename C>
void gradient_in(Call& call, const TypedView& in, const TypedView& out, const Lines& lines, const std::vector<double>& given) {
  std::vector<C> steps;
  bool is_even = !call.operand(3).is_array();
  if (is_even) {
    steps.push_back(static_cast<C>(given[0]));
  } else {
    for (size_t i = 1; i < given.size(); ++i) steps.push_back(static_cast<C>(given[i]) - static_cast<C>(given[i - 1]));
    is_even = std::all_of(steps.begin(), steps.end(), [&](C step) { return step == steps[0]; });
    if (is_even) steps.resize(1);
  }
  const int64_t order = call.integer(2);
  raised::FoundAll inside;
  raised::FoundAll ends;
  const auto run = [&]<typename T>(T) {
    const auto body = [&](int64_t begin, int64_t end) {
      const raised::Flags flags;
      Plain plain;
      gradient_lines<T, C>(elements<T>(in), elements<T>(out), lines, steps, is_even, order, begin, end, plain, plain);
      if (flags.found() == 0) return;
      Telling telling[2];
      gradient_lines<T, C>(elements<T>(in), elements<T>(out), lines, steps, is_even, order, begin, end, telling[0], telling[1]);
      inside.take(telling[0]);
      ends.take(telling[1]);
    };
    parallel_for(call, lines.outer, 1.0 * static_cast<double>(lines.length * lines.inner), body);
  };
  switch (out.dtype) {
    case DType::Float32: run(float{}); break;
    case DType::Complex64:
      if constexpr (std::is_same_v<C, float>) run(std::complex<float>{});
      break;
    case DType::Complex128:
      if constexpr (std::is_same_v<C, double>) run(std::complex<double>{});
      break;
    default: run(double{}); break;
  }
  inside.tell(call);
  ends.tell(call, in.rank == 1 ? "scalar " : "");
}

/// `gradient(f, axis, edge_order, spacing)`: spacing is a number, or the coordinates along the axis.
Status gradient(Call& call) {
  const DType dtype = call.wanted[0].dtype;
  Result<TypedView> in = call.contiguous(0, dtype);
  if (!in.ok()) return in.status();
  const Lines lines = lines_of(in.value(), static_cast<uint32_t>(call.integer(1)));
  const Item& spacing = call.operand(3);
  bool is_single = dtype == DType::Float32 || dtype == DType::Complex64;
  std::vector<double> given;
  if (spacing.is_array()) {
    Result<TypedView> values = call.contiguous(3, DType::Float64);
    if (!values.ok()) return values.status();
    call.context.engine.wait_all();
    given.assign(elements<double>(values.value()), elements<double>(values.value()) + count_of(values.value()));
    if (static_cast<int64_t>(given.size()) != lines.length) {
      return Status("ValueError", "when 1d, distances must match the length of the corresponding dimension");
    }
    is_single = is_single && spacing.dtype == DType::Float32;
  } else {
    given.push_back(spacing.number());
    is_single = is_single && !(spacing.kind == wire::TypeKind::Scalar && spacing.dtype == DType::Float64);
  }
  if (lines.length < call.integer(2) + 1) {
    return Status("ValueError", "Shape of array too small to calculate a numerical gradient, "
                                "at least (edge_order + 1) elements are required.");
  }
  Result<TypedView> out = call.fresh(shape_of(in.value()), dtype);
  if (!out.ok()) return out.status();
  call.context.engine.wait_all();
  if (is_single || dtype == DType::Complex64) {
    gradient_in<float>(call, in.value(), out.value(), lines, given);
  } else {
    gradient_in<double>(call, in.value(), out.value(), lines, given);
  }
  call.give(out.value());
  return {};
}

}  // namespace

void register_cumulative(Registry& registry) {
  registry.add("cumprod", cumprod);
  registry.add("gradient", gradient);
}

}  // namespace weft::kernels
