// SPDX-License-Identifier: Apache-2.0
#include "compile/loops/independent.h"

#include <algorithm>
#include <map>

#include "compile/emitter.h"
#include "compile/loops/affine.h"
#include "compile/pure_kernels.h"

namespace weft::compile::loops {

namespace {

using wire::IndexKind;
using wire::NodeT;
using wire::Op;
using wire::TypeKind;

/// Where along one axis the subscript is the counter plus a number.
struct Row {
  int32_t axis = -1;  // negative: nowhere
  int64_t offset = 0;
  auto operator<=>(const Row&) const = default;
};

/// A part of an array that lives before the loop; `array` is negative where it was made in the iteration.
struct Part {
  int64_t array = -1;
  bool whole = true;  // the array itself, axis by axis
  Row row;            // that it lies in
  bool all_of_row = false;
};

/// Elements that an iteration has written: of an array, by the values of their subscripts, or a whole row.
using Place = std::pair<int64_t, std::vector<uint32_t>>;

class Finder {
 public:
  Finder(const wire::GraphT& graph, const wire::FunctionT& function, const NodeT& loop) : graph_(graph), function_(function), loop_(loop) {}

  Found find() {
    const wire::RegionT& body = *loop_.regions[0];
    counter_ = static_cast<uint32_t>(body.argument);
    find_sets(body);
    find_sums(body);
    Names names;
    if (!look(body, names, true)) return {std::nullopt, why_};
    for (const uint32_t variable : sets_) {
      if (!live_after(function_, loop_, variable)) continue;
      found_.leaves_names = true;
      if (!always_.contains(variable)) return {std::nullopt, "a name may keep what an earlier iteration left"};
    }
    bool writes = false;
    for (size_t array = 0; array < found_.arrays.size(); ++array) {
      Independent::Touched& touched = found_.arrays[array];
      if (!touched.written) continue;
      writes = true;
      const auto& rows = rows_[array];
      if (touched.summed && rows.empty()) continue;
      if (touched.summed || rows.size() != 1 || rows.contains(Row{})) return {std::nullopt, "an array is written and read at other places"};
      touched.offset = rows.begin()->offset;
    }
    if (!writes) return {std::nullopt, "it writes no array"};
    return {std::move(found_), ""};
  }

 private:
  struct Names {
    std::set<uint32_t> set;      // on every way to here
    std::set<Place> written;
    bool ended = false;          // nothing comes after
  };

  bool refuse(const char* why) {
    why_ = why;
    return false;
  }

  void find_sets(const wire::RegionT& region) {
    for (const auto& node : region.nodes) {
      if (node->op == Op::Set) sets_.insert(node->variable);
      for (const auto& child : node->regions) find_sets(*child);
    }
  }

  /// Sums of an array and a term that are assigned to the array, and are nothing else.
  void find_sums(const wire::RegionT& body) {
    const auto type_of = [&](uint32_t id) -> const wire::TypeT& { return *function_.values[id]; };
    for (size_t index = 1; index < body.nodes.size(); ++index) {
      const NodeT& sum = *body.nodes[index - 1];
      const NodeT& assign = *body.nodes[index];
      if (assign.op != Op::Assign || (sum.op != Op::Add && sum.op != Op::Sub)) continue;
      const uint32_t array = assign.operands[0];
      if (assign.operands[1] != sum.results[0] || sum.operands[0] != array || sum.operands[1] == array || !is_array(sum.operands[1])) continue;
      const wire::TypeT& type = type_of(array);
      const wire::TypeT& term = type_of(sum.operands[1]);
      const wire::TypeT& result = type_of(sum.results[0]);
      const bool fits = term.dtype == type.dtype && result.dtype == type.dtype && type.dtype != wire::DType::Bool && !type.dims.empty() &&
                        result.dims.size() == type.dims.size();
      if (fits && uses_of(*loop_.regions[0], sum.results[0]) == 1) sums_[&assign] = &sum;
    }
    for (const auto& [assign, sum] : sums_) of_sums_.insert(sum);
  }

  static size_t uses_of(const wire::RegionT& region, uint32_t value) {
    size_t count = 0;
    for (const auto& node : region.nodes) {
      count += static_cast<size_t>(std::ranges::count(node->operands, value));
      for (const auto& child : node->regions) count += uses_of(*child, value);
    }
    return count;
  }

  /// An assignment of such a sum, which every iteration comes to.
  bool adds(const NodeT& assign) {
    const auto found = sums_.find(&assign);
    if (found == sums_.end()) return false;
    const Part part = part_of(assign.operands[0]);
    const size_t array = static_cast<size_t>(part.array);
    if (part.array < 0 || !part.whole || left_ || found_.arrays[array].summed) return false;
    found_.arrays[array].written = found_.arrays[array].kept = found_.arrays[array].summed = true;
    found_.sums.push_back({array, found->second, found->first});
    found_.has_work = true;
    return true;
  }

  int64_t array_of(bool is_variable, uint32_t id, const wire::TypeT& type) {
    for (size_t place = 0; place < found_.arrays.size(); ++place) {
      if (found_.arrays[place].is_variable == is_variable && found_.arrays[place].id == id) return static_cast<int64_t>(place);
    }
    found_.arrays.push_back({is_variable, id, &type, false, false, 0, false});
    rows_.emplace_back();
    return static_cast<int64_t>(found_.arrays.size()) - 1;
  }

  Part part_of(uint32_t value) {
    if (const auto found = parts_.find(value); found != parts_.end()) return found->second;
    return {array_of(false, value, *function_.values[value]), true, {}, false};
  }

  /// What is added to the counter where that is what the value is.
  std::optional<int64_t> offset_of(uint32_t value) const {
    if (value == counter_) return 0;
    const auto found = offsets_.find(value);
    return found == offsets_.end() ? std::nullopt : std::optional(found->second);
  }

  bool is_array(uint32_t value) const { return function_.values[value]->kind == TypeKind::Array; }

  void read_value(uint32_t value, const Names& names) {
    if (!is_array(value)) return;
    const Part part = part_of(value);
    if (part.array < 0) return;
    rows_[static_cast<size_t>(part.array)].insert(part.row);
    if (!names.written.contains({part.array, {}})) found_.arrays[static_cast<size_t>(part.array)].kept = true;
  }

  Row row_of(const NodeT& node, const Part& part) const {
    if (!part.whole) return part.row;
    int32_t axis = 0;
    for (const wire::IndexItem& item : node.index) {
      if (item.kind() == IndexKind::NewAxis) continue;
      if (item.kind() == IndexKind::Int) {
        if (const auto offset = offset_of(node.operands[static_cast<size_t>(item.start())])) return {axis, *offset};
      }
      ++axis;
    }
    return {};
  }

  /// The element of a load or a store, as far as it is known to be the same one elsewhere.
  std::optional<Place> place_of(const NodeT& node, const Part& part) const {
    if (!part.whole && !part.all_of_row) return std::nullopt;
    std::vector<uint32_t> ids = {part.whole ? 0U : 1U};
    for (const wire::IndexItem& item : node.index) ids.push_back(same(node.operands[static_cast<size_t>(item.start())]));
    return Place(part.array, std::move(ids));
  }

  uint32_t same(uint32_t value) const {
    const auto found = same_.find(value);
    return found == same_.end() ? value : found->second;
  }

  void view(const NodeT& node) {
    const Part from = part_of(node.operands[0]);
    Part part = from;
    part.whole = false;
    if (from.array >= 0 && from.whole) {
      part.row = row_of(node, from);
      const auto others = std::ranges::count_if(node.index, [](const wire::IndexItem& item) { return item.kind() != IndexKind::Full; });
      part.all_of_row = part.row.axis >= 0 && others == 1;
    } else {
      part.all_of_row = false;
    }
    parts_[node.results[0]] = part;
  }

  void write(const Part& part, const Row& row) {
    if (part.array < 0) return;  // made in the iteration
    found_.arrays[static_cast<size_t>(part.array)].written = true;
    rows_[static_cast<size_t>(part.array)].insert(row);
  }

  /// Whether a function computes numbers and does nothing else.
  bool is_pure(const wire::RegionT& region, int depth = 0) const {
    return std::ranges::all_of(region.nodes, [&](const auto& node) {
      switch (node->op) {
        case Op::Store: case Op::Assign: case Op::LoadNpy: case Op::SaveNpy: case Op::ListNew: case Op::ListLen: case Op::ListGet: case Op::ListSet:
        case Op::ListAppend: case Op::ListPop: return false;
        case Op::Kernel: if (node->kernel != "index.get") return false; break;
        case Op::Call: {
          const wire::FunctionT& callee = *graph_.functions[node->callee];
          if (depth > 8 || !is_pure(*callee.body, depth + 1)) return false;
          break;
        }
        default: break;
      }
      return std::ranges::all_of(node->regions, [&](const auto& child) { return is_pure(*child, depth); });
    });
  }

  bool look(const wire::RegionT& region, Names& names, bool outermost) {
    for (const auto& node : region.nodes) {
      if (!look(*node, names, outermost)) return false;
      if (names.ended) break;
    }
    if (outermost && &region == loop_.regions[0].get() && !names.ended) leave(names);
    return true;
  }

  /// An iteration ends.
  void leave(const Names& names) {
    if (!std::exchange(left_, true)) {
      always_ = names.set;
      return;
    }
    std::set<uint32_t> both;
    std::ranges::set_intersection(always_, names.set, std::inserter(both, both.end()));
    always_ = std::move(both);
  }

  bool branches(const NodeT& node, Names& names, bool outermost) {
    std::vector<Names> ways;
    for (const auto& child : node.regions) {
      ways.push_back(names);
      if (!look(*child, ways.back(), outermost)) return false;
    }
    if (node.regions.size() < 2) ways.push_back(names);
    std::erase_if(ways, [](const Names& way) { return way.ended; });
    if (ways.empty()) {
      names.ended = true;
      return true;
    }
    names = ways[0];
    for (const Names& way : ways) {
      std::erase_if(names.set, [&](uint32_t id) { return !way.set.contains(id); });
      std::erase_if(names.written, [&](const Place& place) { return !way.written.contains(place); });
    }
    return true;
  }

  bool loops(const NodeT& node, Names& names) {
    found_.has_work = true;
    size_t next = 0;
    if (node.op == Op::While && !look(*node.regions[next++], names, false)) return false;  // its condition
    Names inside = names;
    if (!look(*node.regions[next++], inside, false)) return false;
    if (next == node.regions.size()) return true;
    Names after = names;
    return look(*node.regions[next], after, false);
  }

  bool look(const NodeT& node, Names& names, bool outermost) {
    switch (node.op) {
      case Op::Get: {
        found_.variables.insert(node.variable);
        const wire::TypeT& type = *function_.variables[node.variable]->type;
        if (type.kind == TypeKind::List) return refuse("it uses lists");
        if (!sets_.contains(node.variable)) {
          if (type.kind == TypeKind::Array) parts_[node.results[0]] = {array_of(true, node.variable, type), true, {}, false};
          return true;
        }
        if (!names.set.contains(node.variable)) return refuse("a name goes from one iteration to the next");
        if (type.kind == TypeKind::Array) parts_[node.results[0]] = {};
        const auto known = offsets_of_names_.find(node.variable);
        if (known != offsets_of_names_.end()) offsets_[node.results[0]] = known->second;
        return true;
      }
      case Op::Set:
        found_.variables.insert(node.variable);
        if (is_array(node.operands[0]) && part_of(node.operands[0]).array >= 0) return refuse("it names arrays that live longer");
        if (function_.variables[node.variable]->type->kind == TypeKind::List) return refuse("it uses lists");
        names.set.insert(node.variable);
        if (set_once(node.variable)) {
          if (const auto offset = offset_of(node.operands[0])) offsets_of_names_[node.variable] = *offset;
        }
        return true;
      case Op::If: return branches(node, names, outermost);
      case Op::While: case Op::For: return loops(node, names);
      case Op::Break: case Op::Continue:
        if (outermost && node.op == Op::Break) return refuse("an iteration may end it");
        if (outermost) leave(names);
        names.ended = true;
        return true;
      case Op::Return: return refuse("an iteration may leave the function");
      case Op::Yield: case Op::Const: case Op::Dim: return true;
      case Op::Add: case Op::Sub: case Op::Cast:
        if (of_sums_.contains(&node)) {
          // The array itself is read where it is known whether the assignment adds to it.
          read_value(node.operands[1], names);
          parts_[node.results[0]] = {};
          return true;
        }
        number(node);
        break;
      case Op::View: view(node); return true;
      case Op::Transpose: case Op::BroadcastTo: case Op::Reshape: {
        Part part = part_of(node.operands[0]);
        if (part.whole) part.row = {};
        part.whole = part.all_of_row = false;
        parts_[node.results[0]] = part;
        return true;
      }
      case Op::Load: {
        const Part part = part_of(node.operands[0]);
        if (part.array < 0) return true;
        const auto place = static_cast<size_t>(part.array);
        rows_[place].insert(row_of(node, part));
        const auto element = place_of(node, part);
        const bool is_written = (element && names.written.contains(*element)) || names.written.contains({part.array, {}});
        if (!is_written) found_.arrays[place].kept = true;
        return true;
      }
      case Op::Store: {
        const Part part = part_of(node.operands[0]);
        write(part, row_of(node, part));
        if (auto element = place_of(node, part)) names.written.insert(std::move(*element));
        return true;
      }
      case Op::Assign: {
        found_.has_work = true;
        if (adds(node)) return true;
        if (const auto sum = sums_.find(&node); sum != sums_.end()) read_value(sum->second->operands[0], names);
        const Part part = part_of(node.operands[0]);
        read_value(node.operands[1], names);
        write(part, part.row);
        if (part.all_of_row) names.written.insert({part.array, {}});
        return true;
      }
      case Op::Kernel:
        if (node.kernel == "raise") return true;
        if (!is_pure_call(function_, node)) return refuse("it calls a library");
        found_.has_work = true;
        break;
      case Op::Call: {
        const wire::FunctionT& callee = *graph_.functions[node.callee];
        const bool gives_arrays = std::ranges::any_of(node.results, [&](uint32_t id) { return is_array(id); });
        if (gives_arrays || !is_pure(*callee.body)) return refuse("it calls a function that does more than compute numbers");
        break;
      }
      case Op::LoadNpy: case Op::SaveNpy: return refuse("it reads or writes files");
      case Op::ListNew: case Op::ListLen: case Op::ListGet: case Op::ListSet: case Op::ListAppend: case Op::ListPop: return refuse("it uses lists");
      default: break;
    }
    for (const uint32_t id : node.operands) read_value(id, names);
    for (const uint32_t id : node.results) {
      if (!is_array(id)) continue;
      parts_[id] = {};
      found_.has_work = true;
    }
    found_.has_work = found_.has_work || node.op == Op::MatMul || node.op == Op::Call || codegen::is_reduction(node.op);
    return true;
  }

  /// Whole numbers that follow the counter, and values that are the same as others.
  void number(const NodeT& node) {
    const uint32_t id = node.results[0];
    if (function_.values[id]->kind != TypeKind::Int) return;
    const auto left = offset_of(node.operands[0]);
    if (node.op == Op::Cast) {
      if (left) offsets_[id] = *left;
      return;
    }
    const auto right = offset_of(node.operands[1]);
    const auto less = constant(node.operands[0]);
    const auto more = constant(node.operands[1]);
    if (left && more) offsets_[id] = node.op == Op::Add ? *left + *more : *left - *more;
    else if (right && less && node.op == Op::Add) offsets_[id] = *right + *less;
    const auto [first, is_new] = computed_.try_emplace({node.op, same(node.operands[0]), same(node.operands[1])}, id);
    if (!is_new) same_[id] = first->second;
  }

  /// The number of a constant of ordinary size.
  std::optional<int64_t> constant(uint32_t value) {
    if (!constants_) {
      constants_.emplace();
      const auto gather = [&](auto&& self, const wire::RegionT& region) -> void {
        for (const auto& node : region.nodes) {
          if (node->op == Op::Const && function_.values[node->results[0]]->kind == TypeKind::Int) (*constants_)[node->results[0]] = node->constant->int_value;
          for (const auto& child : node->regions) self(self, *child);
        }
      };
      gather(gather, *function_.body);
    }
    const auto found = constants_->find(value);
    constexpr int64_t kMost = int64_t{1} << 40;
    return found == constants_->end() || std::abs(found->second) > kMost ? std::nullopt : std::optional(found->second);
  }

  bool set_once(uint32_t variable) const {
    int count = 0;
    const auto look = [&](auto&& self, const wire::RegionT& region) -> void {
      for (const auto& node : region.nodes) {
        if (node->op == Op::Set && node->variable == variable) ++count;
        for (const auto& child : node->regions) self(self, *child);
      }
    };
    look(look, *loop_.regions[0]);
    return count == 1;
  }

  const wire::GraphT& graph_;
  const wire::FunctionT& function_;
  const NodeT& loop_;
  uint32_t counter_ = 0;
  std::string why_;
  Independent found_;
  std::vector<std::set<Row>> rows_;           // of each array
  std::map<uint32_t, Part> parts_;            // arrays defined in the loop
  std::map<uint32_t, int64_t> offsets_;       // whole numbers that are the counter plus these
  std::map<uint32_t, int64_t> offsets_of_names_;
  std::map<std::tuple<Op, uint32_t, uint32_t>, uint32_t> computed_;
  std::map<uint32_t, uint32_t> same_;
  std::set<uint32_t> sets_;
  std::map<const NodeT*, const NodeT*> sums_;  // by the assignment; looked up only
  std::set<const NodeT*> of_sums_;             // looked up only
  std::set<uint32_t> always_;            // set in every iteration
  bool left_ = false;
  std::optional<std::map<uint32_t, int64_t>> constants_;
};

}  // namespace

Found find_independent(const wire::GraphT& graph, const wire::FunctionT& function, const NodeT& node) { return Finder(graph, function, node).find(); }

}  // namespace weft::compile::loops
