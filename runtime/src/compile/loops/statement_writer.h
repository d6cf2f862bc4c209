// SPDX-License-Identifier: Apache-2.0
// Writes a loop with statements on arrays as one over elements (statements.cpp, statement_views.cpp, statement_products.cpp): for `as_elements` alone.

#pragma once

#include "compile/loops/statements.h"
#include "graph/types.h"

namespace weft::compile::loops {

using wire::NodeT;
using wire::RegionT;
using wire::TypeKind;
using wire::TypeT;

/// A basic view: for each axis of the array it is of, one place or a stretch that is an axis of the view.
struct View {
  struct Axis {
    uint32_t start = 0;  // value; of a stretch that begins at 0 nothing
    bool has_start = false;
    int place = -1;      // axis of the view; -1: one place
  };
  uint32_t array = 0;
  std::vector<Axis> axes;
  std::vector<uint32_t> lengths;  // by axis of the view; values
};

class StatementWriter {
 public:
  StatementWriter(const Frame& frame, Symbols& symbols, const std::set<const NodeT*>& apart, bool products)
      : frame_(frame), symbols_(symbols), apart_(apart), products_(products) {}

  bool write(const NodeT& node, Elements& into);
  std::string why;

 private:
  /// Where nodes are put, and what stands there for values of the program.
  struct Place {
    RegionT* region = nullptr;
    std::map<uint32_t, uint32_t> values;
    Place* outside = nullptr;
    std::map<uint32_t, std::vector<uint32_t>> sizes;  // of arrays
  };
  /// Statements on equally many elements, as one loop for each axis.
  struct Group {
    std::vector<Linear> dims;
    std::unique_ptr<NodeT> outermost;
    Place inside;
    std::vector<uint32_t> counters;
    bool writes = false;
  };

  /// Of a product: vectors, or matrices with the counter that stands at one of their axes.
  struct Factors {
    View left;
    View right;
    std::optional<uint32_t> row;     // of the left
    std::optional<uint32_t> column;  // of the right
    uint32_t depth = 0;              // how many products are summed
  };

  bool fail(const std::string& reason) {
    if (why.empty()) why = reason;
    return false;
  }
  const TypeT& type(uint32_t id) const { return *into_->function->values[id]; }
  const ValueInfo& info(uint32_t id) const { return frame_.values[id]; }
  uint32_t fresh(TypeKind kind, wire::DType dtype = wire::DType::Bool);
  NodeT& put(Place& place, const NodeT& like, wire::Op op, std::vector<uint32_t> operands, std::optional<uint32_t> result);
  uint32_t number(Place& place, const NodeT& like, int64_t value);
  uint32_t combine(Place& place, const NodeT& like, wire::Op op, uint32_t a, uint32_t b);
  std::optional<uint32_t> resolve(uint32_t id, Place& place);
  bool copy(const NodeT& node, Place& place);
  void require(Place& place, const NodeT& like, uint32_t less, uint32_t more);
  bool is_zero(uint32_t id) const { return zeros_.contains(id) || (id < info_count_ && info(id).number.is(0) && info(id).known); }
  bool region(const RegionT& from, Place& place);
  bool node(const NodeT& node, Place& place);
  bool loop(const NodeT& node, Place& place);
  bool joins(const NodeT& node) const;
  std::unique_ptr<NodeT> header(const NodeT& like, uint32_t start, uint32_t stop, uint32_t step);
  std::optional<View> view_of(uint32_t id, Place& place, const NodeT& like);
  bool view(const NodeT& node, Place& place);
  bool access(const NodeT& node, Place& place);
  bool open(const NodeT& node, const ValueInfo& dims, const std::vector<uint32_t>& lengths, Place& place);
  bool fits(const ValueInfo& of, bool whole) const;
  void close(Place& place);
  std::optional<uint32_t> element(uint32_t id, const NodeT& user, Place& place);
  std::optional<std::vector<uint32_t>> subscripts(const View& view, const ValueInfo& dims, const NodeT& user);
  bool elementwise(const NodeT& node, Place& place);
  std::optional<uint32_t> element_of_view(const View& view, const std::vector<uint32_t>& places, const NodeT& user, Place& into);
  std::optional<uint32_t> sum_of_products(const NodeT& node, Place& inside, const Factors& of);
  bool product(const NodeT& node, Place& place);
  bool assign(const NodeT& node, Place& place);

  const Frame& frame_;
  Symbols& symbols_;
  const std::set<const NodeT*>& apart_;
  const bool products_;
  Elements* into_ = nullptr;
  size_t info_count_ = 0;
  std::map<uint32_t, View> views_;
  std::map<uint32_t, const NodeT*> pure_;   // numbers that are computed where they are used
  std::set<uint32_t> inside_;               // values that are defined in the loop
  std::set<uint32_t> ready_;                // of them those that are computed before it
  std::set<uint32_t> zeros_;
  std::set<uint32_t> sets_;
  uint32_t sums_ = 0;                       // variables that were made for products
  std::optional<Group> group_;
  const NodeT* begun_ = nullptr;            // the first operation of a statement
  std::vector<const NodeT*> around_;
  uint32_t order_ = 0;
};

}  // namespace weft::compile::loops
