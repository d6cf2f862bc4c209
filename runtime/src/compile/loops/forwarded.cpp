// SPDX-License-Identifier: Apache-2.0
#include "compile/loops/forwarded.h"

#include <algorithm>

#include "compile/loops/dependence.h"

namespace weft::compile::loops {

using wire::Op;

namespace {

using Nodes = std::vector<const wire::NodeT*>;

bool is_same_element(const Access& a, const Access& b) { return a.array == b.array && a.index == b.index; }

/// Whether the element of `store` may be that of another access in the same iteration.
bool may_be(const Nest& nest, const Access& store, const Access& other, const std::vector<const Loop*>& around) {
  if (store.array != other.array) return false;
  const auto system = same_element(nest, {nullptr, &store, around}, {nullptr, &other, around}, around);
  return system && system->may_hold();
}

/// `nodes` from `first` on, with `to` wherever they compute with `from`.
void rename(Nest& nest, Nodes& nodes, size_t first, uint32_t from, uint32_t to) {
  for (size_t at = first; at < nodes.size(); ++at) {
    if (std::ranges::find(nodes[at]->operands, from) == nodes[at]->operands.end()) continue;
    auto made = std::make_unique<wire::NodeT>(*nodes[at]);
    std::ranges::replace(made->operands, from, to);
    if (const auto access = nest.accesses.find(nodes[at]); access != nest.accesses.end()) nest.accesses[made.get()] = Access(access->second);
    if (nest.raising.contains(nodes[at])) nest.raising.insert(made.get());
    const auto known = nest.copy_of.find(nodes[at]);
    nest.copy_of[made.get()] = known == nest.copy_of.end() ? nodes[at] : known->second;
    nodes[at] = made.get();
    nest.made.push_back(std::move(made));
  }
}

/// Whether the store at `first` could be taken out; then it is.
bool forward(Nest& nest, Nodes& nodes, size_t first, const std::vector<const Loop*>& around) {
  const Access store = nest.accesses.at(nodes[first]);
  const uint32_t value = nodes[first]->operands.back();
  const auto access_of = [&](size_t at) -> const Access* {
    const auto found = nest.accesses.find(nodes[at]);
    return found == nest.accesses.end() ? nullptr : &found->second;
  };
  const auto type = [&](uint32_t id) -> const wire::TypeT& { return *nest.function->values[id]; };
  const auto is_like_element = [&](uint32_t id) {
    return type(id).kind == wire::TypeKind::Scalar && type(value).kind == wire::TypeKind::Scalar && type(id).dtype == type(value).dtype &&
           type(id).dtype == nest.arrays[store.array].type->dtype;
  };
  std::vector<size_t> reads;
  size_t last = first + 1;
  for (; last < nodes.size(); ++last) {
    const Access* access = access_of(last);
    if (access == nullptr) continue;
    const bool is_same = is_same_element(*access, store);
    if (is_same && access->write) break;
    if (is_same && !is_like_element(nodes[last]->results[0])) return false;
    if (is_same) reads.push_back(last);
    else if (may_be(nest, store, *access, around)) return false;
  }
  if (last == nodes.size()) return false;
  for (const size_t at : reads) rename(nest, nodes, at + 1, nodes[at]->results[0], value);
  for (size_t k = reads.size(); k-- > 0;) nodes.erase(nodes.begin() + static_cast<std::ptrdiff_t>(reads[k]));
  nodes.erase(nodes.begin() + static_cast<std::ptrdiff_t>(first));
  return true;
}

}  // namespace

void forward_elements(Nest& nest, Nodes& nodes, const std::vector<const Loop*>& around) {
  for (size_t at = 0; at < nodes.size();) {
    if (nodes[at]->op != Op::Store || !forward(nest, nodes, at, around)) ++at;
  }
}

}  // namespace weft::compile::loops
