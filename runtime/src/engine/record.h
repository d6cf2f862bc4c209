// SPDX-License-Identifier: Apache-2.0
// One task's row for the recorder, from its nest.

#pragma once

#include "engine/engine.h"
#include "profile/recorder.h"

namespace weft::engine {

inline void record(profile::Recorder* recorder, uint32_t thread, const Nest& nest, int64_t begin, int64_t end,
                   uint64_t start_ticks, uint64_t end_ticks, wire::Decision decision) {
  if (recorder == nullptr) return;
  recorder->record(thread, {.start_ticks = start_ticks,
                            .end_ticks = end_ticks,
                            .bytes = nest.bytes_per_iteration * static_cast<uint64_t>(end - begin),
                            .begin = begin,
                            .end = end,
                            .site = nest.site,
                            .decision = decision});
}

}  // namespace weft::engine
