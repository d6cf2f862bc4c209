// SPDX-License-Identifier: Apache-2.0
#include "compile/loops/block_columns.h"

#include <algorithm>

#include "compile/loops/dependence.h"

namespace weft::compile::loops {

BlockColumns::BlockColumns(Nest& nest, const Loop& rows, const Loop& elements, const Access& element, const Linear& begin, int64_t most)
    : nest_(nest), rows_(rows), elements_(elements), element_(element), begin_(begin), columns_(static_cast<uint32_t>(nest.arrays.size())) {
  Array array{.id = UINT32_MAX, .type = nest.arrays[element.array].type, .written = true, .is_read = true};
  array.expands = element.array;
  array.first_axis = 1;
  array.extent = Linear::of(most);
  nest.arrays.push_back(std::move(array));
}

Access BlockColumns::in_columns(const Access& access) const {
  return {columns_, access.write, {access.index[1] - begin_, access.index[0]}};
}

bool BlockColumns::holds(const Access& access, const std::set<uint32_t>& rows, const std::set<uint32_t>& columns) const {
  const auto is_one_of = [](const Linear& index, const std::set<uint32_t>& counters) {
    return std::ranges::any_of(counters, [&](uint32_t counter) { return index == Linear::symbol(counter); });
  };
  return access.array == element_.array && access.index.size() == 2 && is_one_of(access.index[0], rows) && is_one_of(access.index[1], columns);
}

const wire::NodeT* BlockColumns::made(const wire::NodeT& like, Access access) {
  auto node = std::make_unique<wire::NodeT>(like);
  nest_.accesses[node.get()] = std::move(access);
  nest_.made.push_back(std::move(node));
  return nest_.made.back().get();
}

void BlockColumns::take_place(Loop& loop, const std::set<uint32_t>& rows, const std::set<uint32_t>& columns) {
  for (Item& item : loop.body) {
    if (item.loop) take_place(*item.loop, rows, columns);
    for (const wire::NodeT*& node : item.nodes) {
      const auto found = nest_.accesses.find(node);
      if (found != nest_.accesses.end() && holds(found->second, rows, columns)) node = made(*node, in_columns(found->second));
    }
  }
}

Item BlockColumns::copy(bool is_back, const Linear& end, const wire::NodeT& load, const wire::NodeT& store) {
  Access from = element_;
  Access to = in_columns(element_);
  if (is_back) std::swap(from, to);
  from.write = false;
  to.write = true;
  const wire::NodeT* reads = made(load, from);
  auto writes = std::make_unique<wire::NodeT>(store);
  writes->operands.back() = reads->results[0];
  nest_.accesses[writes.get()] = to;
  nest_.made.push_back(std::move(writes));
  const auto loop_of = [](const Loop& like, const Linear& lower, const Linear& upper, Item body) {
    Item item;
    item.loop = std::make_unique<Loop>();
    *item.loop = {like.node, like.counter, lower, upper, {}};
    item.loop->body.push_back(std::move(body));
    return item;
  };
  Item nodes;
  nodes.nodes = {reads, nest_.made.back().get()};
  Item elements = loop_of(elements_, begin_, end, std::move(nodes));
  return loop_of(rows_, end, rows_.upper, std::move(elements));
}

}  // namespace weft::compile::loops
