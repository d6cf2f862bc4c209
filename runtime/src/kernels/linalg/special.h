// SPDX-License-Identifier: Apache-2.0
// Functions of doubles as kernels over arrays: float32 is computed in double precision and rounded, as SciPy does.

#pragma once

#include <array>
#include <cstdint>

#include "kernels/each_row.h"

namespace weft::kernels {

/// Operands: arrays of one shape, or numbers. The result has that shape and the element type that the graph wants.
template <size_t kCount, typename Function>
Status apply_special(Call& call, double cost_ns, const Function& function) {
  const DType dtype = call.wanted[0].dtype;
  std::array<TypedView, kCount> sources;
  size_t shaped = 0;
  for (size_t i = 0; i < kCount; ++i) {
    Result<TypedView> found = as_array(call, i, dtype);
    if (!found.ok()) return found.status();
    sources[i] = found.value();
    if (sources[i].rank > sources[shaped].rank) shaped = i;
  }
  const TypedView& like = sources[shaped];
  Result<TypedView> out = call.fresh(std::span<const int64_t>(like.view.shape, like.rank), dtype);
  if (!out.ok()) return out.status();
  const auto run = [&]<typename T>(T) {
    each_row(call, memory::element_count(like.view, like.rank), cost_ns, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        std::array<double, kCount> x{};
        for (size_t k = 0; k < kCount; ++k) {
          x[k] = reinterpret_cast<const T*>(sources[k].view.data)[sources[k].rank == 0 ? 0 : i];
        }
        reinterpret_cast<T*>(out.value().view.data)[i] = static_cast<T>(std::apply(function, x));
      }
    });
  };
  if (dtype == DType::Float32) run(float{});
  else run(double{});
  call.give(out.value());
  return {};
}

}  // namespace weft::kernels
