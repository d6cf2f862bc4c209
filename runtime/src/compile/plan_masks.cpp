// SPDX-License-Identifier: Apache-2.0
#include "compile/masked.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "compile/emitter.h"

namespace weft::compile::codegen {

using wire::Op;
using wire::TypeKind;

namespace {

constexpr size_t kMostNodes = 24;
// Dearer than this an element is better computed for the chosen ones only: a function of the C library takes 1 to 3 ns.
constexpr int64_t kMostFemtoseconds = 4'000'000;

/// What may stand between the nodes of a group: nothing that writes, branches, or makes waiting work be done.
bool is_quiet(const wire::NodeT& node) {
  if (is_elementwise(node.op) || is_reduction(node.op)) return true;
  switch (node.op) {
    case Op::Const: case Op::Get: case Op::View: case Op::Transpose: case Op::BroadcastTo: case Op::Load: case Op::Dim: case Op::Full:
    case Op::Empty: case Op::Arange: case Op::Pack: case Op::MatMul: case Op::CumSum: return true;
    case Op::Kernel: return node.kernel == "index.get";
    default: return false;
  }
}

class Planner {
 public:
  Planner(const wire::FunctionT& function, std::map<const wire::NodeT*, MaskedNode>& plan) : function_(function), plan_(plan) {
    places_.resize(function.values.size());
    users_.resize(function.values.size());
    find(*function.body);
  }

  void run(const wire::RegionT& region) {
    for (const auto& node : region.nodes) {
      if (is_chosen(*node, "index.set")) assignment(region, *node);
      for (const auto& child : node->regions) run(*child);
    }
    for (const auto& node : region.nodes) {
      if (is_chosen(*node, "index.get") && !plan_.contains(node.get())) totals(region, *node);
    }
  }

 private:
  struct Place {
    const wire::RegionT* region = nullptr;
    size_t index = 0;
    const wire::NodeT* node = nullptr;
  };

  const wire::TypeT& type(uint32_t id) const { return *function_.values[id]; }

  void find(const wire::RegionT& region) {
    for (size_t index = 0; index < region.nodes.size(); ++index) {
      const wire::NodeT& node = *region.nodes[index];
      for (const uint32_t id : node.results) places_[id] = {&region, index, &node};
      const Place here{&region, index, &node};
      for (const uint32_t id : node.operands) users_[id].push_back(here);
      for (const auto& child : node.regions) find(*child);
    }
  }

  /// `index.get` or `index.set` by one mask with all axes of the array.
  bool is_chosen(const wire::NodeT& node, const char* kernel) const {
    if (node.op != Op::Kernel || node.kernel != kernel || node.operands.size() < 3) return false;
    const Place& spec = places_[node.operands[1]];
    if (spec.node == nullptr || spec.node->op != Op::Const || spec.node->constant->string_value != "b") return false;
    const wire::TypeT& array = type(node.operands[0]);
    const wire::TypeT& mask = type(node.operands[2]);
    return array.kind == TypeKind::Array && mask.kind == TypeKind::Array && mask.dtype == wire::DType::Bool && mask.dims.size() == array.dims.size();
  }

  bool quiet(const wire::RegionT& region, size_t from, size_t to) const {
    for (size_t index = from; index < to; ++index) if (!is_quiet(*region.nodes[index])) return false;
    return true;
  }

  /// Equal operations on equal values, with nothing that writes between them.
  bool same(const wire::RegionT& region, uint32_t a, uint32_t b, size_t from, size_t to, int depth = 0) const {
    if (a == b) return true;
    const Place& x = places_[a];
    const Place& y = places_[b];
    if (x.node == nullptr || y.node == nullptr || x.node->op != y.node->op || depth > 6) return false;
    if (x.node->op == Op::Const) {
      const wire::ConstantT& one = *x.node->constant;
      const wire::ConstantT& other = *y.node->constant;
      return one.type == other.type && one.dtype == other.dtype && one.int_value == other.int_value && one.float_value == other.float_value &&
             one.imaginary_value == other.imaginary_value && one.string_value == other.string_value;
    }
    const bool inside = x.region == &region && y.region == &region && x.index >= from && y.index >= from && x.index < to && y.index < to;
    const bool comparable = is_elementwise(x.node->op) || x.node->op == Op::View || x.node->op == Op::Dim;
    if (!inside || !comparable || x.node->operands.size() != y.node->operands.size() || x.node->axes != y.node->axes) return false;
    const wire::TypeT& one = type(a);
    const wire::TypeT& other = type(b);
    if (one.kind != other.kind || one.dtype != other.dtype || one.dims.size() != other.dims.size()) return false;
    if (x.node->index.size() != y.node->index.size()) return false;
    for (size_t item = 0; item < x.node->index.size(); ++item) {
      const wire::IndexItem& i = x.node->index[item];
      const wire::IndexItem& j = y.node->index[item];
      if (i.kind() != j.kind() || i.start() != j.start() || i.stop() != j.stop() || i.step() != j.step()) return false;
    }
    for (size_t index = 0; index < x.node->operands.size(); ++index) {
      if (!same(region, x.node->operands[index], y.node->operands[index], from, to, depth + 1)) return false;
    }
    return true;
  }

  /// The first place of the quiet stretch that ends at `index`.
  static size_t quiet_from(const wire::RegionT& region, size_t index) {
    while (index > 0 && is_quiet(*region.nodes[index - 1])) --index;
    return index;
  }

  bool plain_operation(const wire::NodeT& node) const {
    if (!is_elementwise(node.op)) return false;
    if (node.op != Op::Pow) return true;
    return !graph::element_of(type(node.operands[0])).is_integer();
  }

  uint32_t root_of(uint32_t id) const {
    while (places_[id].node != nullptr && (places_[id].node->op == Op::View || places_[id].node->op == Op::Transpose)) {
      id = places_[id].node->operands[0];
    }
    return id;
  }

  /// The mask is surely no part of the memory that is written.
  bool are_apart(uint32_t array, uint32_t mask) const {
    const auto is_made = [&](uint32_t id) { return places_[id].node != nullptr && is_elementwise(places_[id].node->op); };
    const uint32_t written = root_of(array);
    const uint32_t read = root_of(mask);
    return written != read && is_made(read) && (is_made(written) || places_[written].node == nullptr);
  }

  void assignment(const wire::RegionT& region, const wire::NodeT& node) {
    const uint32_t mask = node.operands[2];
    const uint32_t value = node.operands[3];
    const wire::DType wanted = type(node.operands[0]).dtype;
    if (wanted == wire::DType::Bool && mask != node.operands[0] && !are_apart(node.operands[0], mask)) return;
    const Place here = place_of(region, node);
    if (type(value).kind == TypeKind::Scalar && type(value).dtype == wanted) {
      plan_[&node] = {MaskedNode::Role::assign, mask, value};
      return;
    }
    if (type(value).kind != TypeKind::Array || type(value).dims.size() != 1 || type(value).dtype != wanted) return;
    const size_t from = quiet_from(region, here.index);
    std::set<uint32_t> values = {value};
    std::vector<uint32_t> open = {value};
    std::map<const wire::NodeT*, MaskedNode> found;
    int64_t cost = 0;
    while (!open.empty()) {
      const uint32_t id = open.back();
      open.pop_back();
      const Place& made = places_[id];
      if (made.region != &region || made.index < from || made.index >= here.index || values.size() > kMostNodes) return;
      if (is_chosen(*made.node, "index.get")) {
        if (!same(region, made.node->operands[2], mask, from, here.index)) return;
        found[made.node] = {MaskedNode::Role::elements, made.node->operands[2], value};
        continue;
      }
      if (!plain_operation(*made.node)) return;
      cost += operation_femtoseconds(made.node->op);
      found[made.node] = {MaskedNode::Role::operation, mask, value};
      for (const uint32_t operand : made.node->operands) {
        if (type(operand).kind == TypeKind::Array && values.insert(operand).second) open.push_back(operand);
      }
    }
    if (cost > kMostFemtoseconds) return;
    for (const uint32_t id : values) {
      for (const Place& user : users_[id]) if (!found.contains(user.node) && user.node != &node) return;
    }
    for (const uint32_t position : {0U, 1U, 2U}) if (values.contains(node.operands[position])) return;
    plan_.insert(found.begin(), found.end());
    plan_[&node] = {MaskedNode::Role::assign, mask, value};
  }

  /// Sums and lengths of what a mask chose.
  void totals(const wire::RegionT& region, const wire::NodeT& start) {
    const uint32_t group = start.results[0];
    const uint32_t mask = start.operands[2];
    std::set<uint32_t> values = {group};
    std::vector<uint32_t> open = {group};
    std::map<const wire::NodeT*, MaskedNode> found;
    size_t first = SIZE_MAX;
    size_t last = 0;
    int64_t cost = 0;
    MaskedNode* root = nullptr;
    bool has_count = false;
    uint32_t ends = 0;
    while (!open.empty()) {
      const uint32_t id = open.back();
      open.pop_back();
      const Place& made = places_[id];
      if (made.region != &region || values.size() > kMostNodes) return;
      first = std::min(first, made.index);
      if (is_chosen(*made.node, "index.get")) {
        if (made.node->operands[2] != mask || plan_.contains(made.node)) return;
        found[made.node] = {MaskedNode::Role::elements, mask, group};
      } else if (plain_operation(*made.node)) {
        cost += operation_femtoseconds(made.node->op);
        found[made.node] = {MaskedNode::Role::operation, mask, group};
        for (const uint32_t operand : made.node->operands) {
          if (type(operand).kind == TypeKind::Array && values.insert(operand).second) open.push_back(operand);
        }
      } else {
        return;
      }
      for (const Place& user : users_[id]) {
        if (user.region != &region) return;
        last = std::max(last, user.index);
        const wire::NodeT& by = *user.node;
        if (by.op == Op::Dim) {
          has_count = true;
          ++ends;
          found[&by] = {MaskedNode::Role::count, mask, group};
        } else if (by.op == Op::Sum && !by.keepdims) {
          ++ends;
          found[&by] = {MaskedNode::Role::sum, mask, group};
        } else if (plain_operation(by)) {
          if (values.insert(by.results[0]).second) open.push_back(by.results[0]);
        } else {
          return;
        }
      }
    }
    if (cost > kMostFemtoseconds || ends == 0 || !quiet(region, first, last)) return;
    for (auto& [node, role] : found) {
      if (role.role == MaskedNode::Role::sum) role.wants_count = has_count;
      if (role.role == MaskedNode::Role::elements && (root == nullptr || place_of(region, *node).index == first)) root = &role;
    }
    root->ends = ends;
    plan_.insert(found.begin(), found.end());
  }

  Place place_of(const wire::RegionT& region, const wire::NodeT& node) const {
    for (size_t index = 0; index < region.nodes.size(); ++index) if (region.nodes[index].get() == &node) return {&region, index, &node};
    return {};
  }

  const wire::FunctionT& function_;
  std::map<const wire::NodeT*, MaskedNode>& plan_;
  std::vector<Place> places_;
  std::vector<std::vector<Place>> users_;
};

}  // namespace

void plan_masks(const wire::FunctionT& function, std::map<const wire::NodeT*, MaskedNode>& plan) {
  Planner(function, plan).run(*function.body);
}

}  // namespace weft::compile::codegen
