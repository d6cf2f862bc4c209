// SPDX-License-Identifier: Apache-2.0
// Access descriptions made from views, so that callers of the engine never do the byte arithmetic themselves.

#pragma once

#include "engine/engine.h"
#include "memory/view.h"

namespace weft::engine {

/// What iteration i of a nest touches when it works on index i of `axis` of the view and on everything of the other axes.
inline Access access_along(const memory::ArrayView& view, uint32_t rank, int64_t item_bytes, uint32_t axis, AccessMode mode) {
  memory::ArrayView first = view;
  if (first.shape[axis] > 0) first.shape[axis] = 1;
  const memory::ByteBounds bounds = memory::byte_bounds(first, rank, item_bytes);
  return {view.buffer, bounds.begin, bounds.end, view.strides[axis], mode};
}

/// Every iteration may touch every byte of the view.
inline Access access_whole(const memory::ArrayView& view, uint32_t rank, int64_t item_bytes, AccessMode mode) {
  const memory::ByteBounds bounds = memory::byte_bounds(view, rank, item_bytes);
  return {view.buffer, bounds.begin, bounds.end, 0, mode};
}

}  // namespace weft::engine
