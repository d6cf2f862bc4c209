// SPDX-License-Identifier: Apache-2.0
// Views of arrays in statements: which element of which array stands at a place of a view.
#include "compile/loops/statement_writer.h"

#include <algorithm>

namespace weft::compile::loops {

using wire::IndexKind;
using wire::Op;

/// An array that is no view counts as one of itself.
std::optional<View> StatementWriter::view_of(uint32_t id, Place& place, const NodeT& like) {
  if (const auto found = views_.find(id); found != views_.end()) return found->second;
  const auto array = resolve(id, place);
  if (!array) return std::nullopt;
  View whole;
  whole.array = *array;
  const auto rank = static_cast<int>(type(id).dims.size());
  for (int axis = 0; axis < rank; ++axis) whole.axes.push_back({0, false, axis});
  for (const Place* at = &place; at != nullptr; at = at->outside) {
    if (const auto found = at->sizes.find(*array); found != at->sizes.end()) {
      whole.lengths = found->second;
      return whole;
    }
  }
  for (int axis = 0; axis < rank; ++axis) {
    whole.lengths.push_back(fresh(TypeKind::Int));
    put(place, like, Op::Dim, {*array}, whole.lengths.back()).axes = {axis};
  }
  place.sizes[*array] = whole.lengths;
  return whole;
}

bool StatementWriter::view(const NodeT& node, Place& place) {
  auto base = view_of(node.operands[0], place, node);
  if (!base) return false;
  View made;
  made.array = base->array;
  made.axes = base->axes;
  for (View::Axis& axis : made.axes) axis.place = -1;
  if (node.op == Op::Transpose) {
    for (size_t k = 0; k < node.axes.size(); ++k) made.lengths.push_back(base->lengths[static_cast<size_t>(node.axes[k])]);
    for (size_t axis = 0; axis < base->axes.size(); ++axis) {
      if (base->axes[axis].place < 0) continue;
      made.axes[axis].place = static_cast<int>(std::ranges::find(node.axes, base->axes[axis].place) - node.axes.begin());
    }
    views_[node.results[0]] = std::move(made);
    return true;
  }
  int of = 0;  // axis of the base view
  // A bound of a slice that counts from the start; false when it may count from either end.
  const auto from_start = [&](int32_t position, uint32_t length) -> std::optional<uint32_t> {
    const uint32_t id = node.operands[static_cast<size_t>(position)];
    const auto here = resolve(id, place);
    if (!here) return std::nullopt;
    const auto range = symbols_.range(info(id).number);
    return info(id).known && range.second < 0 ? combine(place, node, Op::Add, length, *here) : *here;
  };
  for (const wire::IndexItem& item : node.index) {
    if (item.kind() == IndexKind::NewAxis) {
      made.lengths.push_back(number(place, node, 1));
      continue;
    }
    const auto found = std::ranges::find(base->axes, of, &View::Axis::place);
    const uint32_t length = base->lengths[static_cast<size_t>(of)];
    if (found == base->axes.end()) return fail("a view of an axis that was added");
    View::Axis& axis = made.axes[static_cast<size_t>(found - base->axes.begin())];
    ++of;
    const auto move = [&](uint32_t by) {
      axis.start = axis.has_start ? combine(place, node, Op::Add, by, axis.start) : by;
      axis.has_start = true;
    };
    switch (item.kind()) {
      case IndexKind::Int: {
        const auto index = from_start(item.start(), length);
        if (!index) return false;
        if (axis.has_start) {  // inside of the view, which is less than inside of the array
          require(place, node, number(place, node, 0), *index);
          require(place, node, combine(place, node, Op::Add, *index, number(place, node, 1)), length);
        }
        move(*index);
        break;
      }
      case IndexKind::Full:
        axis.place = static_cast<int>(made.lengths.size());
        made.lengths.push_back(length);
        break;
      default: {
        if (item.step() >= 0 && !info(node.operands[static_cast<size_t>(item.step())]).number.is(1)) return fail("a slice has a step");
        uint32_t stop = length;
        if (item.stop() >= 0) {
          const auto bound = from_start(item.stop(), length);
          if (!bound) return false;
          stop = *bound;
          require(place, node, stop, length);
        }
        uint32_t size = stop;
        if (item.start() >= 0) {
          const auto start = from_start(item.start(), length);
          if (!start) return false;
          require(place, node, number(place, node, 0), *start);
          require(place, node, *start, stop);
          size = combine(place, node, Op::Sub, stop, *start);
          move(*start);
        } else if (item.stop() >= 0) {
          require(place, node, number(place, node, 0), stop);
        }
        axis.place = static_cast<int>(made.lengths.size());
        made.lengths.push_back(size);
      }
    }
  }
  views_[node.results[0]] = std::move(made);
  return true;
}

/// One element of an array or of a view.
bool StatementWriter::access(const NodeT& node, Place& place) {
  if (!views_.contains(node.operands[0])) return copy(node, place);
  const View& view = views_.at(node.operands[0]);
  std::vector<uint32_t> operands = {view.array};
  std::vector<wire::IndexItem> index;
  for (const View::Axis& axis : view.axes) {
    uint32_t subscript = axis.start;
    if (axis.place >= 0) {
      const uint32_t id = node.operands[static_cast<size_t>(node.index[static_cast<size_t>(axis.place)].start())];
      const auto own = resolve(id, place);
      if (!own) return false;
      const uint32_t length = view.lengths[static_cast<size_t>(axis.place)];
      const uint32_t from = info(id).known && symbols_.range(info(id).number).second < 0 ? combine(place, node, Op::Add, length, *own) : *own;
      require(place, node, number(place, node, 0), from);
      require(place, node, combine(place, node, Op::Add, from, number(place, node, 1)), length);
      subscript = axis.has_start ? combine(place, node, Op::Add, from, axis.start) : from;
    }
    index.emplace_back(IndexKind::Int, static_cast<int32_t>(operands.size()), -1, -1);
    operands.push_back(subscript);
  }
  const auto placed = static_cast<size_t>(std::ranges::count_if(view.axes, [](const View::Axis& axis) { return axis.place >= 0; }));
  if (placed != view.lengths.size()) return fail("a view of an axis that was added");
  if (node.op == Op::Store) {
    const auto value = resolve(node.operands.back(), place);
    if (!value) return false;
    operands.push_back(*value);
  }
  std::optional<uint32_t> result;
  if (node.op == Op::Load) result = fresh(type(node.results[0]).kind, type(node.results[0]).dtype);
  NodeT& made = put(place, node, node.op, std::move(operands), result);
  made.index = std::move(index);
  if (result) place.values[node.results[0]] = *result;
  into_->order[&made] = ++order_;
  return true;
}

}  // namespace weft::compile::loops
