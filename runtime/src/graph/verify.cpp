// SPDX-License-Identifier: Apache-2.0
// Structure of a graph: names, definitions, control flow, variables, calls. Type rules are in verify_elementwise.cpp and verify_arrays.cpp.
//
// One walk in program order keeps three facts: which values are visible, which variables are certainly set, and whether the
// place can be reached. Sets of variables only grow along a path; where paths meet they are intersected.

#include "graph/verify.h"

#include <algorithm>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "graph/load.h"
#include "graph/names.h"
#include "graph/node_types.h"
#include "graph/structure.h"

namespace weft::graph {
namespace {

/// The variables that are certainly set where control is; nothing when control cannot get there.
using Assigned = std::optional<std::vector<bool>>;

void join(Assigned& into, const Assigned& other) {
  if (!other) return;
  if (!into) {
    into = other;
    return;
  }
  for (size_t i = 0; i < into->size(); ++i) (*into)[i] = (*into)[i] && (*other)[i];
}

struct Loop {
  Assigned at_break;
};

/// What a region may end with, given by the node that owns it.
enum class RegionKind : uint8_t { body, condition };

/// The last node is `return`, or an `if` of which both regions return.
bool returns(const wire::RegionT& region) {
  if (region.nodes.empty()) return false;
  const wire::NodeT& last = *region.nodes.back();
  if (last.op == wire::Op::Return) return true;
  return last.op == wire::Op::If && returns(*last.regions[0]) && returns(*last.regions[1]);
}

class FunctionVerifier {
 public:
  FunctionVerifier(const wire::GraphT& graph, const wire::FunctionT& function)
      : graph_(graph), function_(function), defined_(function.values.size()), visible_(function.values.size()) {}

  Status run() {
    WEFT_RETURN_IF_ERROR(check_names());
    if (function_.values.size() > kMaxNodes) return refuse("WEFT518", "has more than " + std::to_string(kMaxNodes) + " values");
    for (const auto* types : {&function_.values, &function_.results}) {
      for (const auto& type : *types) WEFT_RETURN_IF_ERROR(check_type(*type));
    }
    if (function_.results.empty()) return refuse("WEFT502", "has no result; one without a value gives `none`");
    if (function_.returns_tuple && function_.results.size() != 1) return refuse("WEFT516", "is marked as a one-element tuple");
    WEFT_RETURN_IF_ERROR(check_structure());
    for (const auto& parameter : function_.parameters) WEFT_RETURN_IF_ERROR(define(parameter->value, *function_.range));
    Assigned state = std::vector<bool>(function_.variables.size());
    if (function_.body->argument != -1) return refuse("WEFT519", "has an argument on its body");
    WEFT_RETURN_IF_ERROR(check_region(*function_.body, RegionKind::body, state));
    if (!returns(*function_.body)) return refuse("WEFT507", "has a path that does not end in `return`");
    for (size_t id = 0; id < defined_.size(); ++id) {
      if (!defined_[id]) return refuse("WEFT505", "never defines value " + std::to_string(id));
    }
    return {};
  }

 private:
  /// The structure of the results holds each of them, in order.
  Status check_structure() const {
    if (function_.structure.empty()) return {};
    const auto names = value_names(function_.structure);
    size_t count = 0;
    for (const auto& type : function_.results) count += type->kind == wire::TypeKind::None ? 0 : column_count(*type);
    if (!names.ok() || names.value().size() != count) return refuse("WEFT516", "has a malformed structure of results");
    return {};
  }

  Status refuse(const char* code, const std::string& message) const {
    return Status(code, "function `" + function_.name + "` " + message).with_range(source_range(*function_.range));
  }

  Status check_names() const {
    std::unordered_set<std::string> names;
    for (const auto& parameter : function_.parameters) {
      if (is_identifier(parameter->name) && names.insert(parameter->name).second) continue;
      return refuse("WEFT503", "has a parameter `" + parameter->name + "`, which is no name or appears twice");
    }
    names.clear();
    for (const auto& variable : function_.variables) {
      WEFT_RETURN_IF_ERROR(check_type(*variable->type));
      if (is_variable_name(variable->name) && names.insert(variable->name).second) continue;
      return refuse("WEFT503", "has a variable `" + variable->name + "`, which is no name or appears twice");
    }
    return {};
  }

  Status check_type(const wire::TypeT& type, size_t nesting = 0) const {
    if (is_list(type)) {
      if (type.items.empty() || type.items.size() > kMaxListItems) return refuse("WEFT510", "has a list type with " + std::to_string(type.items.size()) + " values in an item");
      if (nesting >= kMaxListNesting) return refuse("WEFT510", "nests lists too deep");
      for (const auto& item : type.items) WEFT_RETURN_IF_ERROR(check_type(*item, nesting + 1));
      return type.dims.empty() ? Status() : refuse("WEFT510", "has a list type with dimensions");
    }
    if (!type.items.empty()) return refuse("WEFT510", "has a type with items that is no list");
    if (is_array(type) && (type.dims.empty() || type.dims.size() > kMaxGraphRank)) {
      return refuse("WEFT510", "has an array type with " + std::to_string(type.dims.size()) + " axes; 1 to 8 are possible");
    }
    if (!is_array(type) && !type.dims.empty()) return refuse("WEFT510", "has a scalar type with dimensions");
    for (const std::string& dim : type.dims) {
      if (dim.size() > kMaxDimBytes) return refuse("WEFT518", "has a dimension of more than " + std::to_string(kMaxDimBytes) + " bytes");
      if (!is_dimension(dim)) return refuse("WEFT510", "has a dimension `" + dim + "`");
    }
    return {};
  }

  Status define(uint32_t id, const wire::Range& range) {
    if (id >= defined_.size()) return Status("WEFT504", "value " + std::to_string(id) + " has no type").with_range(source_range(range));
    if (defined_[id]) return Status("WEFT505", "value " + std::to_string(id) + " is defined twice").with_range(source_range(range));
    defined_[id] = true;
    visible_[id] = true;
    scope_.push_back(id);
    return {};
  }

  void leave_scope(size_t mark) {
    for (size_t i = mark; i < scope_.size(); ++i) visible_[scope_[i]] = false;
    scope_.resize(mark);
  }

  Status check_region(const wire::RegionT& region, RegionKind kind, Assigned& state) {
    const size_t mark = scope_.size();
    if (++depth_ > kMaxNesting) return refuse("WEFT518", "nests more than " + std::to_string(kMaxNesting) + " regions");
    for (size_t i = 0; i < region.nodes.size(); ++i) {
      const wire::NodeT& node = *region.nodes[i];
      const NodeTypes types(function_, node);
      if (++nodes_ > kMaxNodes) return refuse("WEFT518", "is too large");
      const bool last = i + 1 == region.nodes.size();
      if (ends_region(node.op) && !last) return types.refuse("WEFT507", "is not the last node of its region");
      if ((node.op == wire::Op::Yield) != (kind == RegionKind::condition && last)) {
        return types.refuse("WEFT507", node.op == wire::Op::Yield ? "stands outside the condition of a loop" : "stands where `yield` must");
      }
      WEFT_RETURN_IF_ERROR(check_node(types, state));
    }
    if (kind == RegionKind::condition && region.nodes.empty()) return refuse("WEFT507", "has a loop without a condition");
    --depth_;
    // A condition's value is used by its own yield only, so its scope may end here too.
    leave_scope(mark);
    return {};
  }

  Status check_counts(const NodeTypes& types) const {
    const wire::NodeT& node = types.node();
    const OpInfo& info = op_info(node.op);
    const auto operands = static_cast<size_t>(info.operands);
    if (info.variadic ? node.operands.size() < operands : node.operands.size() != operands) {
      return types.refuse("WEFT506", "has " + std::to_string(node.operands.size()) + " operands, not " + std::to_string(operands));
    }
    if (info.results >= 0 && node.results.size() != static_cast<size_t>(info.results)) {
      return types.refuse("WEFT506", "has " + std::to_string(node.results.size()) + " results, not " + std::to_string(info.results));
    }
    const auto regions = static_cast<size_t>(info.regions);
    if (node.regions.size() < regions || node.regions.size() > regions + static_cast<size_t>(info.optional_regions)) {
      return types.refuse("WEFT506", "has " + std::to_string(node.regions.size()) + " regions");
    }
    const bool extra = (!info.axes && !node.axes.empty()) || (!info.keepdims && node.keepdims) || (!info.index && !node.index.empty()) ||
                       (!info.path && !node.path.empty()) || (node.op != wire::Op::Kernel && (!node.kernel.empty() || !node.writes.empty())) || (node.op != wire::Op::Get && node.checked) ||
                       (node.op != wire::Op::Const && node.constant) || (node.op != wire::Op::Call && node.callee != 0) ||
                       (node.op != wire::Op::Get && node.op != wire::Op::Set && node.variable != 0);
    if (extra) return types.refuse("WEFT519", "carries an attribute that it does not have");
    for (size_t i = 0; i < node.regions.size(); ++i) {
      const bool binds = node.op == wire::Op::For && i == 0;
      if (binds != (node.regions[i]->argument >= 0) || node.regions[i]->argument < -1) {
        return types.refuse("WEFT502", binds ? "binds no counter" : "binds a value in a region that has none");
      }
    }
    return {};
  }

  Status check_limits(const NodeTypes& types) const {
    const wire::NodeT& node = types.node();
    if (node.operands.size() > kMaxOperands) return types.refuse("WEFT518", "has more than " + std::to_string(kMaxOperands) + " operands");
    const size_t text = std::max(std::max(node.path.size(), node.kernel.size()), node.constant ? node.constant->string_value.size() : 0);
    if (text > kMaxStringBytes) return types.refuse("WEFT518", "has a string of more than " + std::to_string(kMaxStringBytes) + " bytes");
    const wire::Range& range = *node.range;
    const bool backwards = range.end_line() < range.start_line() ||
                           (range.end_line() == range.start_line() && range.end_column() < range.start_column());
    return backwards ? types.refuse("WEFT502", "has a source range that ends before it starts") : Status();
  }

  Status check_node(const NodeTypes& types, Assigned& state) {
    const wire::NodeT& node = types.node();
    WEFT_RETURN_IF_ERROR(check_limits(types));
    WEFT_RETURN_IF_ERROR(check_counts(types));
    for (const uint32_t id : node.operands) {
      if (id >= visible_.size() || !visible_[id]) return types.refuse("WEFT504", "uses value " + std::to_string(id) + ", which is not defined here");
    }
    for (const uint32_t id : node.results) WEFT_RETURN_IF_ERROR(define(id, *node.range));
    switch (op_info(node.op).family) {
      case Family::variable: return check_variable(types, state);
      case Family::control: return check_control(types, state);
      case Family::call: return check_call(types);
      default: return verify_node_types(function_, node);
    }
  }

  Status check_variable(const NodeTypes& types, Assigned& state) {
    const wire::NodeT& node = types.node();
    if (node.variable >= function_.variables.size()) return types.refuse("WEFT508", "names no variable of the function");
    const wire::VariableT& variable = *function_.variables[node.variable];
    const wire::TypeT& value = node.op == wire::Op::Get ? types.result() : types.operand(0);
    if (!same_type(*variable.type, value)) {
      return types.refuse("WEFT508", "`" + variable.name + "` has type `" + type_text(*variable.type) + "`, not `" + type_text(value) + "`");
    }
    if (node.op == wire::Op::Get && !node.checked && state && !(*state)[node.variable]) {
      return types.refuse("WEFT508", "reads `" + variable.name + "`, which may be unset, without `checked`");
    }
    // After a `get` that did not raise the variable is set.
    if (state) (*state)[node.variable] = true;
    return {};
  }

  Status check_condition(const NodeTypes& types, size_t operand) const {
    const Element element = types.element(operand);
    return element.is_bool() && !is_array(types.operand(operand)) ? Status() : types.refuse_operand(operand, "a condition");
  }

  Status check_control(const NodeTypes& types, Assigned& state) {
    const wire::NodeT& node = types.node();
    switch (node.op) {
      case wire::Op::If: {
        WEFT_RETURN_IF_ERROR(check_condition(types, 0));
        Assigned other = state;
        WEFT_RETURN_IF_ERROR(check_region(*node.regions[0], RegionKind::body, state));
        WEFT_RETURN_IF_ERROR(check_region(*node.regions[1], RegionKind::body, other));
        join(state, other);
        return {};
      }
      case wire::Op::While:
      case wire::Op::For: return check_loop(types, state);
      case wire::Op::Yield: return check_condition(types, 0);
      case wire::Op::Break:
      case wire::Op::Continue:
        if (loops_.empty()) return types.refuse("WEFT507", "stands outside a loop");
        if (node.op == wire::Op::Break) join(loops_.back().at_break, state);
        state.reset();
        return {};
      default:  // Return
        if (node.operands.size() != function_.results.size()) {
          return types.refuse("WEFT516", "gives " + std::to_string(node.operands.size()) + " results, not " + std::to_string(function_.results.size()));
        }
        for (size_t i = 0; i < node.operands.size(); ++i) {
          if (same_type(types.operand(i), *function_.results[i])) continue;
          return types.refuse("WEFT516", "gives `" + type_text(types.operand(i)) + "` for result `" + type_text(*function_.results[i]) + "`");
        }
        if (in_condition_ > 0) return types.refuse("WEFT507", "stands in the condition of a loop");
        state.reset();
        return {};
    }
  }

  Status check_loop(const NodeTypes& types, Assigned& state) {
    const wire::NodeT& node = types.node();
    const bool is_while = node.op == wire::Op::While;
    const size_t body = is_while ? 1 : 0;
    bool endless = false;
    if (is_while) {
      // `break` belongs to the body alone: while the condition is walked, no loop is open.
      std::vector<Loop> outer;
      outer.swap(loops_);
      ++in_condition_;
      WEFT_RETURN_IF_ERROR(check_region(*node.regions[0], RegionKind::condition, state));
      --in_condition_;
      loops_.swap(outer);
      endless = always_true(*node.regions[0]);
    } else {
      WEFT_RETURN_IF_ERROR(types.expect_ints(0, 3));
    }
    Assigned in_body = state;
    loops_.emplace_back();
    const size_t mark = scope_.size();
    if (!is_while) {
      const auto counter = static_cast<uint32_t>(node.regions[body]->argument);
      WEFT_RETURN_IF_ERROR(define(counter, *node.range));
      if (function_.values[counter]->kind != wire::TypeKind::Int) return types.refuse("WEFT513", "counts in an `int`");
    }
    WEFT_RETURN_IF_ERROR(check_region(*node.regions[body], RegionKind::body, in_body));
    leave_scope(mark);
    const Assigned at_break = std::move(loops_.back().at_break);
    loops_.pop_back();
    if (endless) state.reset();
    if (node.regions.size() > body + 1) WEFT_RETURN_IF_ERROR(check_region(*node.regions[body + 1], RegionKind::body, state));
    join(state, at_break);
    return {};
  }

  /// `while True`: the region yields a constant true, so that only `break` leaves the loop.
  static bool always_true(const wire::RegionT& condition) {
    const uint32_t id = condition.nodes.back()->operands[0];
    for (const auto& node : condition.nodes) {
      if (node->op == wire::Op::Const && node->results[0] == id) return node->constant->int_value != 0;
    }
    return false;
  }

  Status check_call(const NodeTypes& types) const {
    const wire::NodeT& node = types.node();
    if (node.callee >= graph_.functions.size()) return types.refuse("WEFT509", "names no function of this graph");
    const wire::FunctionT& callee = *graph_.functions[node.callee];
    if (node.operands.size() != callee.parameters.size() || node.results.size() != callee.results.size()) {
      return types.refuse("WEFT509", "`" + callee.name + "` has another number of parameters or results");
    }
    for (size_t i = 0; i < node.operands.size(); ++i) {
      const uint32_t id = callee.parameters[i]->value;
      if (id < callee.values.size() && same_type(*callee.values[id], types.operand(i))) continue;
      return types.refuse("WEFT509", "`" + callee.name + "` does not take `" + type_text(types.operand(i)) + "` for `" + callee.parameters[i]->name + "`");
    }
    for (size_t i = 0; i < node.results.size(); ++i) {
      const wire::TypeT& declared = *function_.values[node.results[i]];
      if (!same_type(*callee.results[i], declared)) {
        return types.refuse("WEFT509", "`" + callee.name + "` gives `" + type_text(*callee.results[i]) + "`, not `" + type_text(declared) + "`");
      }
    }
    return {};
  }

  const wire::GraphT& graph_;
  const wire::FunctionT& function_;
  size_t nodes_ = 0;
  std::vector<bool> defined_;
  std::vector<bool> visible_;
  std::vector<uint32_t> scope_;
  std::vector<Loop> loops_;
  size_t depth_ = 0;
  size_t in_condition_ = 0;
};

}  // namespace

Status verify_node_types(const wire::FunctionT& function, const wire::NodeT& node) {
  const NodeTypes types(function, node);
  WEFT_RETURN_IF_ERROR(verify_elementwise(types));
  return verify_array_operation(types);
}

Status verify_graph(const wire::GraphT& graph) {
  WEFT_RETURN_IF_ERROR(check_complete(graph));
  if (graph.functions.empty()) return Status("WEFT503", "the graph has no function");
  if (!is_base_name(graph.file)) return Status("WEFT502", "the file is not a base name").with_range(source_range(*graph.functions[0]->range));
  if (graph.functions.size() > kMaxFunctions) return Status("WEFT518", "the graph has more than " + std::to_string(kMaxFunctions) + " functions");
  std::unordered_set<std::string> names;
  for (const auto& function : graph.functions) {
    if (!is_identifier(function->name) || !names.insert(function->name).second) {
      return Status("WEFT503", "a function is called `" + function->name + "`, which is no name or appears twice").with_range(source_range(*function->range));
    }
  }
  for (const auto& function : graph.functions) WEFT_RETURN_IF_ERROR(FunctionVerifier(graph, *function).run());
  return {};
}

}  // namespace weft::graph
