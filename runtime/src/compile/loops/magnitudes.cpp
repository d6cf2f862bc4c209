// SPDX-License-Identifier: Apache-2.0
#include "compile/loops/magnitudes.h"

#include <algorithm>
#include <cmath>

#include "graph/types.h"
#include "memory/dtype.h"

namespace weft::compile::loops {

using wire::Op;

namespace {

constexpr size_t kMostTerms = 16;

class Measuring {
 public:
  Measuring(const Nest& nest, const Leaf& leaf) : nest_(nest), leaf_(leaf) {}

  bool items(const std::vector<Item>& list, const std::vector<const Loop*>& around);
  std::optional<Magnitudes> done() &&;

 private:
  graph::Element element(uint32_t id) const { return graph::element_of(*nest_.function->values[id]); }
  bool node(const wire::NodeT& node, const std::vector<const Loop*>& around);
  std::optional<Magnitude> of(uint32_t id, const std::vector<const Loop*>& around) const;
  bool is_written(uint32_t array) const {
    return std::ranges::any_of(places(nest_, *leaf_.items, {}), [&](const Place& place) { return place.access->write && place.access->array == array; });
  }

  const Nest& nest_;
  const Leaf& leaf_;
  std::map<uint32_t, Magnitude> known_;
  Magnitudes found_;
};

Magnitude number(double value) { return {{{{Magnitude::Factor::Kind::number, value, 0, {}, {}}}}, false}; }

Magnitude sum(const Magnitude& a, const Magnitude& b) {
  Magnitude result = a;
  result.terms.insert(result.terms.end(), b.terms.begin(), b.terms.end());
  result.grows = a.grows || b.grows;
  return result;
}

std::optional<Magnitude> Measuring::of(uint32_t id, const std::vector<const Loop*>& around) const {
  using Kind = Magnitude::Factor::Kind;
  if (const auto found = nest_.numbers.find(id); found != nest_.numbers.end()) return Magnitude{{{{Kind::linear, 0, 0, found->second, around}}}, false};
  if (const auto found = known_.find(id); found != known_.end()) return found->second;
  if (element(id).is_bool()) return number(1);
  const bool is_outside = std::ranges::binary_search(nest_.outside_values, id);
  if (!is_outside || !element(id).is_integer() || element(id).is_unsigned()) return std::nullopt;
  return Magnitude{{{{Kind::value, 0, id, {}, {}}}}, false};
}

bool Measuring::node(const wire::NodeT& node, const std::vector<const Loop*>& around) {
  using Kind = Magnitude::Factor::Kind;
  if (node.op == Op::Store || node.op == Op::Set) {
    const uint32_t id = node.op == Op::Set ? node.operands[0] : node.operands.back();
    if (!element(id).is_integer()) return true;
    const auto value = of(id, around);
    if (!value) return false;
    found_.writes.push_back({*value, around});
    if (node.op == Op::Store) found_.written.push_back(nest_.accesses.at(&node).array);
    return true;
  }
  const uint32_t id = node.results[0];
  const graph::Element to = element(id);
  if (!to.is_integer()) return true;
  if (to.is_unsigned()) return false;
  std::optional<Magnitude> a;
  std::optional<Magnitude> b;
  Magnitude result;
  switch (node.op) {
    case Op::Const: result = number(std::fabs(static_cast<double>(node.constant->int_value))); break;
    case Op::Load: {
      const uint32_t array = nest_.accesses.at(&node).array;
      if (is_written(array)) {
        result = number(0);
        result.grows = true;
      } else {
        result.terms = {{{Kind::array, 0, array, {}, {}}}};
        found_.read.push_back(array);
      }
      break;
    }
    case Op::Get:
      if (std::ranges::binary_search(nest_.set_variables, node.variable)) {
        result = number(0);
        result.grows = true;
      } else {
        result.terms = {{{Kind::variable, 0, node.variable, {}, {}}}};
      }
      break;
    case Op::Cast:
      if (!element(node.operands[0]).is_integer() && !element(node.operands[0]).is_bool()) return false;
      a = of(node.operands[0], around);
      if (!a) return false;
      result = *a;
      break;
    case Op::Neg: case Op::Abs:
      a = of(node.operands[0], around);
      if (!a) return false;
      result = *a;
      break;
    case Op::Where: case Op::Minimum: case Op::Maximum: case Op::Add: case Op::Sub: case Op::Mul: {
      const size_t first = node.op == Op::Where ? 1 : 0;
      a = of(node.operands[first], around);
      b = of(node.operands[first + 1], around);
      if (!a || !b) return false;
      if (node.op == Op::Mul) {
        if (a->grows || b->grows) return false;
        for (const auto& x : a->terms) {
          for (const auto& y : b->terms) {
            auto& term = result.terms.emplace_back(x);
            term.insert(term.end(), y.begin(), y.end());
          }
        }
        break;
      }
      if ((node.op == Op::Add || node.op == Op::Sub) && a->grows && b->grows) return false;
      result = sum(*a, *b);  // of one of the two it is a bound as well
      break;
    }
    default: return false;
  }
  if (result.terms.size() > kMostTerms) return false;
  if (node.op != Op::Load && node.op != Op::Get && node.op != Op::Const && to.is_numpy()) {
    found_.limits.push_back({result, std::ldexp(0.999, static_cast<int>(8 * memory::item_size(to.dtype)) - 1)});
  }
  known_[id] = std::move(result);
  return true;
}

bool Measuring::items(const std::vector<Item>& list, const std::vector<const Loop*>& around) {
  return std::ranges::all_of(list, [&](const Item& item) {
    if (!std::ranges::all_of(item.nodes, [&](const wire::NodeT* one) { return node(*one, around); })) return false;
    if (!item.loop) return true;
    auto inner = around;
    inner.push_back(item.loop.get());
    return items(item.loop->body, inner);
  });
}

std::optional<Magnitudes> Measuring::done() && {
  for (auto* list : {&found_.read, &found_.written}) {
    std::ranges::sort(*list);
    list->erase(std::unique(list->begin(), list->end()), list->end());
  }
  if (found_.limits.empty()) return std::nullopt;
  return std::move(found_);
}

}  // namespace

std::optional<Magnitudes> magnitudes(const Nest& nest, const Leaf& leaf) {
  if (nest.has_branches) return std::nullopt;  // nobody knows how often a `while` adds
  Measuring measuring(nest, leaf);
  if (!measuring.items(*leaf.items, leaf.all())) return std::nullopt;
  return std::move(measuring).done();
}

}  // namespace weft::compile::loops
