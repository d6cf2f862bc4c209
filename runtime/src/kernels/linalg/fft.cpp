// SPDX-License-Identifier: Apache-2.0
// Discrete Fourier transforms on pocketfft, one axis after the other as NumPy does, the lines of an axis on all threads.
// float32 transforms in single precision, as NumPy 2 does. Each line is one transform of its own: the same on any number of threads.

#define POCKETFFT_NO_MULTITHREADING
#define POCKETFFT_NO_VECTORS
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#include <gemmi/third_party/pocketfft_hdronly.h>
#pragma GCC diagnostic pop

#include <algorithm>
#include <atomic>
#include <cmath>
#include <complex>
#include <memory>

#include "kernels/each_row.h"
#include "kernels/raised.h"
#include "kernels/registry.h"

namespace weft::kernels {
namespace {

/// One axis of a transform: its length in the result of a complex transform, or in the real array of a real one.
struct Axis {
  int64_t n = 0;
  uint32_t axis = 0;
};

/// Estimated time of a line for the engine's grain.
double line_ns(int64_t n) { return 50 + 2.0 * static_cast<double>(n) * std::log2(static_cast<double>(n) + 1); }

Status bad_length(int64_t n) {
  return Status("ValueError", "Invalid number of FFT data points (" + std::to_string(n) + ") specified.");
}

/// The plan for lines of this length, which each thread keeps for its next call: those that share one need no lock and no count in common.
template <typename Plan>
std::shared_ptr<Plan> plan_for(size_t n) {
  thread_local size_t length = 0;
  thread_local std::shared_ptr<Plan> plan;
  if (length != n) {
    auto shared = pocketfft::detail::get_plan<Plan>(n);
    Plan* const known = shared.get();
    plan = std::shared_ptr<Plan>(known, [kept = std::move(shared)](Plan*) {});
    length = n;
  }
  return plan;
}

double factor(const std::string& norm, bool is_forward, int64_t n) {
  if (norm == "ortho") return 1 / std::sqrt(static_cast<double>(n));
  return (norm == "forward") == is_forward ? 1 / static_cast<double>(n) : 1;
}

/// Calls `line(source, source_step, target, target_step)` for each line along `axis`, in parallel; steps are in elements.
template <typename From, typename To, typename Line>
Status transform_lines(Call& call, const TypedView& source, const TypedView& target, uint32_t axis, int64_t n, const std::string& name,
                       const Line& line) {
  int64_t outer = 1;
  int64_t inner = 1;
  for (uint32_t i = 0; i < axis; ++i) outer *= source.view.shape[i];
  for (uint32_t i = axis + 1; i < source.rank; ++i) inner *= source.view.shape[i];
  const auto* from = reinterpret_cast<const From*>(source.view.data);
  auto* to = reinterpret_cast<To*>(target.view.data);
  const int64_t from_length = source.view.shape[axis];
  const int64_t to_length = target.view.shape[axis];
  std::atomic<bool> is_out_of_memory{false};
  raised::Found found;
  each_row(call, outer * inner, line_ns(n), [&](int64_t begin, int64_t end) {
    const raised::Flags flags;
    try {
      for (int64_t index = begin; index < end; ++index) {
        const int64_t block = index / inner;
        const int64_t place = index % inner;
        line(from + block * from_length * inner + place, inner, to + block * to_length * inner + place, inner);
      }
    } catch (const std::bad_alloc&) {
      is_out_of_memory = true;
    }
    found.add(flags.found());
  });
  found.tell(call, name);
  return is_out_of_memory ? Status("MemoryError", "no memory for a Fourier transform") : Status();
}

std::vector<int64_t> shape_along(const TypedView& array, uint32_t axis, int64_t n) {
  std::vector<int64_t> shape(array.view.shape, array.view.shape + array.rank);
  shape[axis] = n;
  return shape;
}

template <typename T>
constexpr DType kReal = std::is_same_v<T, float> ? DType::Float32 : DType::Float64;
template <typename T>
constexpr DType kComplex = std::is_same_v<T, float> ? DType::Complex64 : DType::Complex128;

template <typename T>
Result<TypedView> complex_axis(Call& call, const TypedView& source, Axis along, bool is_forward, const std::string& norm) {
  if (along.n < 1) return bad_length(along.n);
  Result<TypedView> target = call.fresh(shape_along(source, along.axis, along.n), kComplex<T>);
  if (!target.ok()) return target;
  const auto n = static_cast<size_t>(along.n);
  const int64_t given = std::min(along.n, source.view.shape[along.axis]);
  const T scale = static_cast<T>(factor(norm, is_forward, along.n));
  const auto plan = plan_for<pocketfft::detail::pocketfft_c<T>>(n);
  int64_t outer = 1;
  int64_t inner = 1;
  for (uint32_t i = 0; i < along.axis; ++i) outer *= source.view.shape[i];
  for (uint32_t i = along.axis + 1; i < source.rank; ++i) inner *= source.view.shape[i];
  // Neighbouring lines of an axis that is not the last are copied together: each cache line is then read and written once.
  constexpr int64_t kTogether = 8;
  const int64_t together = call.context.switches.lines ? std::min(inner, kTogether) : 1;
  const int64_t groups = inner == 0 ? 0 : (inner + together - 1) / together;
  const int64_t length = source.view.shape[along.axis];
  const auto* from = reinterpret_cast<const std::complex<T>*>(source.view.data);
  auto* to = reinterpret_cast<std::complex<T>*>(target.value().view.data);
  std::atomic<bool> is_out_of_memory{false};
  raised::Found found;
  each_row(call, outer * groups, line_ns(along.n) * static_cast<double>(together), [&](int64_t begin, int64_t end) {
    const raised::Flags flags;
    try {
      std::vector<pocketfft::detail::cmplx<T>> buffer(n * static_cast<size_t>(together));
      for (int64_t index = begin; index < end; ++index) {
        const int64_t first = index % groups * together;
        const auto count = static_cast<size_t>(std::min(together, inner - first));
        const std::complex<T>* read = from + index / groups * length * inner + first;
        for (int64_t i = 0; i < given; ++i, read += inner) {
          for (size_t k = 0; k < count; ++k) buffer[k * n + static_cast<size_t>(i)].Set(read[k].real(), read[k].imag());
        }
        for (size_t k = 0; k < count; ++k) {
          for (size_t i = static_cast<size_t>(given); i < n; ++i) buffer[k * n + i].Set(T(0), T(0));
          plan->exec(buffer.data() + k * n, scale, is_forward);
        }
        std::complex<T>* written = to + index / groups * along.n * inner + first;
        for (size_t i = 0; i < n; ++i, written += inner) {
          for (size_t k = 0; k < count; ++k) written[k] = {buffer[k * n + i].r, buffer[k * n + i].i};
        }
      }
    } catch (const std::bad_alloc&) {
      is_out_of_memory = true;
    }
    found.add(flags.found());
  });
  found.tell(call, is_forward ? "fft" : "ifft");
  const Status status = is_out_of_memory ? Status("MemoryError", "no memory for a Fourier transform") : Status();
  return status.ok() ? target : Result<TypedView>(status);
}

template <typename T>
Result<TypedView> real_axis(Call& call, const TypedView& source, Axis along, const std::string& norm, bool is_conjugate) {
  if (along.n < 1) return bad_length(along.n);
  const int64_t half = along.n / 2 + 1;
  Result<TypedView> target = call.fresh(shape_along(source, along.axis, half), kComplex<T>);
  if (!target.ok()) return target;
  const auto n = static_cast<size_t>(along.n);
  const int64_t given = std::min(along.n, source.view.shape[along.axis]);
  const T scale = static_cast<T>(factor(norm, true, along.n));
  const T sign = is_conjugate ? T(-1) : T(1);
  const auto plan = plan_for<pocketfft::detail::pocketfft_r<T>>(n);
  const Status status = transform_lines<T, std::complex<T>>(
      call, source, target.value(), along.axis, along.n, along.n % 2 == 0 ? "rfft_n_even" : "rfft_n_odd",
      [&](const T* from, int64_t from_step, std::complex<T>* to, int64_t to_step) {
        // pocketfft packs r0, r1, i1, r2, i2, …: from the second number of a line on, all but r0 are where they belong.
        if (to_step == 1) {
          T* const line = reinterpret_cast<T*>(to);
          for (int64_t i = 0; i < given; ++i) line[i + 1] = from[i * from_step];
          std::fill(line + 1 + given, line + 1 + n, T(0));
          plan->exec(line + 1, scale, true);
          line[0] = line[1];
          line[1] = T(0);
          if (n % 2 == 0) line[n + 1] = T(0);
          if (is_conjugate) for (int64_t i = 0; i < half; ++i) line[2 * i + 1] = -line[2 * i + 1];
          return;
        }
        std::vector<T> buffer(n, T(0));
        for (int64_t i = 0; i < given; ++i) buffer[static_cast<size_t>(i)] = from[i * from_step];
        plan->exec(buffer.data(), scale, true);
        to[0] = {buffer[0], sign * T(0)};
        for (int64_t i = 1; i < half; ++i) {
          const auto at = static_cast<size_t>(2 * i - 1);
          to[i * to_step] = {buffer[at], sign * (at + 1 < n ? buffer[at + 1] : T(0))};
        }
      });
  return status.ok() ? target : Result<TypedView>(status);
}

template <typename T>
Result<TypedView> hermitian_axis(Call& call, const TypedView& source, Axis along, bool is_forward, const std::string& norm,
                                 bool is_conjugate) {
  if (along.n < 1) return bad_length(along.n);
  Result<TypedView> target = call.fresh(shape_along(source, along.axis, along.n), kReal<T>);
  if (!target.ok()) return target;
  const auto n = static_cast<size_t>(along.n);
  const int64_t given = std::min(along.n / 2 + 1, source.view.shape[along.axis]);
  const T scale = static_cast<T>(factor(norm, is_forward, along.n));
  const T sign = is_conjugate ? T(-1) : T(1);
  const auto plan = plan_for<pocketfft::detail::pocketfft_r<T>>(n);
  const Status status = transform_lines<std::complex<T>, T>(
      call, source, target.value(), along.axis, along.n, "irfft",
      [&](const std::complex<T>* from, int64_t from_step, T* to, int64_t to_step) {
        std::vector<T> buffer(n, T(0));
        if (given > 0) buffer[0] = from[0].real();
        for (int64_t i = 1; i < given; ++i) {
          const auto at = static_cast<size_t>(2 * i - 1);
          if (at < n) buffer[at] = from[i * from_step].real();
          if (at + 1 < n) buffer[at + 1] = sign * from[i * from_step].imag();
        }
        plan->exec(buffer.data(), scale, false);
        for (size_t i = 0; i < n; ++i) to[static_cast<int64_t>(i) * to_step] = buffer[i];
      });
  return status.ok() ? target : Result<TypedView>(status);
}

/// Axes from operand `first` on: pairs of a length (or None) and an axis.
std::vector<std::pair<const Item*, uint32_t>> axes_from(const Call& call, size_t first) {
  std::vector<std::pair<const Item*, uint32_t>> axes;
  for (size_t i = first; i + 1 < call.count(); i += 2) {
    axes.emplace_back(&call.operand(i), static_cast<uint32_t>(call.integer(i + 1)));
  }
  return axes;
}

int64_t length_or(const Item* given, int64_t otherwise) { return given->is_none() ? otherwise : given->integer; }

template <typename T>
Status complex_transform(Call& call) {
  Result<TypedView> array = call.contiguous(0, kComplex<T>);
  for (const auto& [n, axis] : axes_from(call, 3)) {
    if (!array.ok()) break;
    const Axis along{length_or(n, array.value().view.shape[axis]), axis};
    array = complex_axis<T>(call, array.value(), along, call.flag(1), call.text(2));
  }
  if (!array.ok()) return array.status();
  call.give(array.value());
  return {};
}

template <typename T>
Status real_transform(Call& call) {
  Result<TypedView> array = call.contiguous(0, kReal<T>);
  bool is_first = true;
  for (const auto& [n, axis] : axes_from(call, 3)) {
    if (!array.ok()) break;
    const Axis along{length_or(n, array.value().view.shape[axis]), axis};
    array = is_first ? real_axis<T>(call, array.value(), along, call.text(2), call.flag(1))
                     : complex_axis<T>(call, array.value(), along, true, call.text(2));
    is_first = false;
  }
  if (!array.ok()) return array.status();
  call.give(array.value());
  return {};
}

template <typename T>
Status hermitian_transform(Call& call) {
  Result<TypedView> array = call.contiguous(0, kComplex<T>);
  const auto axes = axes_from(call, 3);
  // hfft is the forward transform of the conjugate.
  const bool is_forward = call.flag(1);
  for (size_t i = 0; i < axes.size() && array.ok(); ++i) {
    const auto& [n, axis] = axes[i];
    const int64_t size = array.value().view.shape[axis];
    if (i + 1 < axes.size()) {
      array = complex_axis<T>(call, array.value(), {length_or(n, size), axis}, is_forward, call.text(2));
    } else {
      array = hermitian_axis<T>(call, array.value(), {length_or(n, 2 * (size - 1)), axis}, is_forward, call.text(2), is_forward);
    }
  }
  if (!array.ok()) return array.status();
  call.give(array.value());
  return {};
}

bool is_single(const Call& call) {
  return call.wanted[0].dtype == DType::Complex64 || call.wanted[0].dtype == DType::Float32;
}

/// c2c(a, forward, norm, n, axis, …): axes in the order in which they are transformed.
Status c2c(Call& call) { return is_single(call) ? complex_transform<float>(call) : complex_transform<double>(call); }
/// r2c(a, conjugate, norm, n, axis, …): the first axis is the real one.
Status r2c(Call& call) { return is_single(call) ? real_transform<float>(call) : real_transform<double>(call); }
/// c2r(a, forward, norm, n, axis, …): the last axis becomes real; forward transforms the conjugate.
Status c2r(Call& call) { return is_single(call) ? hermitian_transform<float>(call) : hermitian_transform<double>(call); }

}  // namespace

void register_fft(Registry& registry) {
  registry.add("fft.c2c", c2c);
  registry.add("fft.r2c", r2c);
  registry.add("fft.c2r", c2r);
}

}  // namespace weft::kernels
