// SPDX-License-Identifier: Apache-2.0
// The columns of a block of rows, as rows of a small array: where elements beyond the block are sums over two rows of one array
// (`a[i, k] * a[j, k]`), vectors of neighbours are vectors of rows.

#pragma once

#include <set>

#include "compile/loops/affine.h"

namespace weft::compile::loops {

class BlockColumns {
 public:
  /// Of the elements `element`, which is the array at [row, one of `elements`], from `begin` on; at most `most` of each row.
  BlockColumns(Nest& nest, const Loop& rows, const Loop& elements, const Access& element, const Linear& begin, int64_t most);

  /// Whether it holds what is read or written at these rows and columns, both of them counters.
  bool holds(const Access& access, const std::set<uint32_t>& rows, const std::set<uint32_t>& columns) const;
  /// Takes the place of the array there.
  void take_place(Loop& loop, const std::set<uint32_t>& rows, const std::set<uint32_t>& columns);
  /// Copies all elements of the rows from `end` on, of which `load` reads and `store` writes one, into it, or back.
  Item copy(bool is_back, const Linear& end, const wire::NodeT& load, const wire::NodeT& store);

 private:
  Access in_columns(const Access& access) const;
  const wire::NodeT* made(const wire::NodeT& like, Access access);

  Nest& nest_;
  const Loop& rows_;
  const Loop& elements_;
  const Access element_;
  const Linear begin_;
  uint32_t columns_ = 0;
};

}  // namespace weft::compile::loops
