// SPDX-License-Identifier: Apache-2.0
// One task's row for the recorder, from its nest.

#pragma once

#include "engine/engine.h"
#include "profile/recorder.h"

namespace weft::engine {

/// Shares of iterations that are all of them add up to the whole.
inline uint64_t bytes_of(const Nest& nest, int64_t begin, int64_t end) {
  if (nest.bytes == 0) return nest.bytes_per_iteration * static_cast<uint64_t>(end - begin);
  const double each = static_cast<double>(nest.bytes) / static_cast<double>(nest.extent);
  const auto before = [&](int64_t iteration) { return iteration == nest.extent ? nest.bytes : static_cast<uint64_t>(each * static_cast<double>(iteration)); };
  return before(end) - before(begin);
}

inline void record(profile::Recorder* recorder, uint32_t thread, const Nest& nest, int64_t begin, int64_t end,
                   uint64_t start_ticks, uint64_t end_ticks, wire::Decision decision) {
  if (recorder == nullptr) return;
  recorder->record(thread, {.start_ticks = start_ticks,
                            .end_ticks = end_ticks,
                            .bytes = bytes_of(nest, begin, end),
                            .begin = begin,
                            .end = end,
                            .site = nest.site,
                            .decision = decision});
}

}  // namespace weft::engine
