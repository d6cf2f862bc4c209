// SPDX-License-Identifier: Apache-2.0
// Statements on whole arrays inside of a loop, written as loops over their elements: `a[i, 1:] = b[i] * c` becomes a loop around one read,
// one product and one write. Statements on as many elements share one such loop where that keeps every element's history, and join a Python
// loop that follows. What comes out is a loop like one over elements, for `recover` and `make_plan`; the graph stays as it is.

#pragma once

#include <memory>
#include <set>

#include "compile/analysis.h"
#include "compile/loops/affine.h"

namespace weft::compile::loops {

struct Elements {
  std::unique_ptr<wire::FunctionT> function;         // the types of all values; its body holds the loop
  const wire::NodeT* loop = nullptr;
  std::vector<const wire::NodeT*> before;            // of the program: numbers that the loop does not change
  std::map<const wire::NodeT*, const wire::NodeT*> made_of;  // operations on elements, by those on arrays they stand for
  std::set<const wire::NodeT*> of_products;          // of them those that are parts of matrix products, whose sums have no order of their own
  std::map<const wire::NodeT*, uint32_t> order;      // reads and writes: of which operation, in the order of the program
  std::map<const wire::NodeT*, const wire::NodeT*> statement;  // writes of statements, and what first stood in their loop
  std::vector<const wire::NodeT*> shared;            // the outermost loops that were made
  struct Bound {
    uint32_t value = 0;                              // a whole number that must not be negative
    std::vector<const wire::NodeT*> around;
  };
  std::vector<Bound> bounds;
};

/// `apart`: statements that must not join the loop before them; `products`: whether products of vectors and matrices may stand in them.
std::optional<Elements> as_elements(const Frame& frame, Symbols& symbols, const wire::NodeT& node, const std::set<const wire::NodeT*>& apart, bool products,
                                    std::string& why_not);

}  // namespace weft::compile::loops
