// SPDX-License-Identifier: Apache-2.0
#include "compile/loops/affine.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "compile/loops/branches.h"
#include "graph/ops.h"

namespace weft::compile::loops {

using wire::Op;
using wire::TypeKind;

namespace {

constexpr size_t kMostNodes = 400;
// A name that grows by less than this for each operation does not leave 64 bits in the time that a program runs.
constexpr int64_t kMostGrowth = 1024;
// Whole numbers up to here are doubles, exactly.
constexpr double kExact = 0x1p53;

/// What may stand between the loops: nodes that never raise and whose results depend on their operands alone.
bool is_plain(Op op) { return op >= Op::Add && op <= Op::Where; }

/// Whether a `break` in the region ends the loop around it.
bool has_break(const wire::RegionT& region) {
  return std::ranges::any_of(region.nodes, [](const auto& node) {
    if (node->op == Op::For || node->op == Op::While) return false;
    return node->op == Op::Break || std::ranges::any_of(node->regions, [](const auto& child) { return has_break(*child); });
  });
}

void find_sets(const wire::RegionT& region, std::set<uint32_t>& sets) {
  for (const auto& node : region.nodes) {
    if (node->op == Op::Set) sets.insert(node->variable);
    for (const auto& child : node->regions) find_sets(*child, sets);
  }
}

class Recovery {
 public:
  Recovery(const wire::FunctionT& function, Nest& nest, bool branches, bool raises) : function_(function), nest_(nest), branches_(branches), raises_(raises) {}

  bool loop(const wire::NodeT& node, Loop& into);
  void note(const wire::NodeT& node);
  std::string why;

 private:
  bool region(const wire::RegionT& region, std::vector<Item>& into);
  bool branch(const wire::NodeT& node, Branch& into);
  bool plain(const wire::NodeT& node);
  bool is_exact(const wire::NodeT& node);
  bool may_raise(const wire::NodeT& node);
  bool counts(const wire::NodeT& node);
  double most(const Linear& a) const;
  bool number(const wire::NodeT& node);
  bool access(const wire::NodeT& node);
  std::optional<Linear> linear(uint32_t id);
  std::optional<uint32_t> array(uint32_t id);
  uint32_t variable(const Variable& wanted);
  const wire::TypeT& type(uint32_t id) const { return *function_.values[id]; }
  bool fail(const std::string& reason) {
    if (why.empty()) why = reason;
    return false;
  }

  const wire::FunctionT& function_;
  Nest& nest_;
  std::set<uint32_t> inside_;  // values defined in the nest
  std::set<uint32_t> chosen_;  // whole numbers among them that are one or the other of two small ones, or count
  std::map<uint32_t, const wire::NodeT*> casts_;  // of whole numbers of Python to floats, by what they result in
  std::map<uint32_t, double> constants_;
  std::map<uint32_t, const Loop*> loops_;  // by counter
  const bool branches_;
  const bool raises_;
  bool in_branch_ = false;
  size_t nodes_ = 0;
};

uint32_t Recovery::variable(const Variable& wanted) {
  const auto found = std::ranges::find(nest_.variables, wanted);
  if (found != nest_.variables.end()) return static_cast<uint32_t>(found - nest_.variables.begin());
  nest_.variables.push_back(wanted);
  return static_cast<uint32_t>(nest_.variables.size() - 1);
}

std::optional<Linear> Recovery::linear(uint32_t id) {
  const auto found = nest_.numbers.find(id);
  if (found != nest_.numbers.end()) return found->second;
  if (type(id).kind != TypeKind::Int || inside_.contains(id)) return std::nullopt;
  const Linear made = Linear::symbol(variable({Variable::Kind::value, id, 0}));
  nest_.numbers.emplace(id, made);
  return made;
}

std::optional<uint32_t> Recovery::array(uint32_t id) {
  const auto found = nest_.array_of.find(id);
  if (found != nest_.array_of.end()) return found->second;
  if (inside_.contains(id) || type(id).kind != TypeKind::Array) return std::nullopt;
  nest_.arrays.push_back({false, id, &type(id)});
  const auto place = static_cast<uint32_t>(nest_.arrays.size() - 1);
  nest_.array_of.emplace(id, place);
  return place;
}

bool Recovery::access(const wire::NodeT& node) {
  const auto which = array(node.operands[0]);
  if (!which) return fail("an array is made inside the loop");
  Access access{*which, node.op == Op::Store, {}};
  for (const wire::IndexItem& item : node.index) {
    auto index = linear(node.operands[static_cast<size_t>(item.start())]);
    if (!index || !is_small(*index)) return fail("a subscript is not linear in the counters");
    const auto axis = static_cast<uint32_t>(access.index.size());
    if (index->value().value_or(0) < 0) index = *index + Linear::symbol(variable({Variable::Kind::size, *which, axis}));  // from the end
    access.index.push_back(*index);
  }
  (access.write ? nest_.arrays[*which].written : nest_.arrays[*which].is_read) = true;
  nest_.accesses.emplace(&node, std::move(access));
  return true;
}

/// Where floats of Python come from, inside and outside.
void Recovery::note(const wire::NodeT& node) {
  if (node.results.empty() || type(node.results[0]).kind != TypeKind::Float) return;
  if (node.op == Op::Const) constants_[node.results[0]] = node.constant->float_value;
  if (node.op == Op::Cast && type(node.operands[0]).kind == TypeKind::Int) casts_[node.results[0]] = &node;
}

/// A bound of the magnitude, where the numbers that the host looks at are of ordinary size.
double Recovery::most(const Linear& a) const {
  double sum = std::fabs(static_cast<double>(a.constant));
  for (const auto& [id, factor] : a.terms) {
    double one = nest_.variables[id].kind == Variable::Kind::size ? 0x1p42 : 0x1p31;
    if (const auto loop = loops_.find(id); loop != loops_.end()) one = std::max(most(loop->second->lower), most(loop->second->upper));
    sum += one * std::fabs(static_cast<double>(factor));
  }
  return sum;
}

/// Whether an operation of Python's floats neither raises nor differs from one of doubles. Divisors that the loops do not change are looked
/// at before them; whole numbers among the operands must be doubles exactly.
bool Recovery::is_exact(const wire::NodeT& node) {
  const auto whole = [&](uint32_t id) -> const wire::NodeT* {
    const auto found = casts_.find(id);
    return found == casts_.end() ? nullptr : found->second;
  };
  const auto is_a_double = [&](const wire::NodeT& cast) {
    const auto number = linear(cast.operands[0]);
    return number && inside_.contains(cast.results[0]) && most(*number) <= kExact;
  };
  const wire::NodeT* a = whole(node.operands[0]);
  const wire::NodeT* b = whole(node.operands[1]);
  const bool plain = node.op == Op::Div ? a != nullptr && b != nullptr : (a == nullptr) != (b == nullptr);
  if (plain && ((a != nullptr && !is_a_double(*a)) || (b != nullptr && !is_a_double(*b)))) return false;
  if (node.op != Op::Div) return true;
  const uint32_t divisor = node.operands[1];
  if (!inside_.contains(divisor)) {
    nest_.divisors.push_back(divisor);
    return true;
  }
  const auto constant = constants_.find(divisor);
  if (constant != constants_.end()) return constant->second != 0;
  if (b == nullptr) return false;
  const auto number = linear(b->operands[0]);
  if (!number || std::ranges::any_of(number->terms, [&](const auto& term) { return loops_.contains(term.first); })) return false;
  nest_.not_zero.push_back(*number);
  return true;
}

/// Whether the operation is one of doubles but where it raises, which is seen when it is done.
bool Recovery::may_raise(const wire::NodeT& node) {
  const bool is_double = std::ranges::none_of(node.operands, [&](uint32_t id) { return casts_.contains(id); });
  if (!raises_ || (node.op != Op::Sqrt && node.op != Op::Div) || !is_double) return false;
  nest_.raising.insert(&node);
  return true;
}

/// A sum of a number that counts and a small constant.
bool Recovery::counts(const wire::NodeT& node) {
  if (!branches_ || (node.op != Op::Add && node.op != Op::Sub)) return false;
  for (const size_t place : {size_t{0}, size_t{1}}) {
    if (place == 1 && node.op == Op::Sub) continue;
    const auto by = linear(node.operands[1 - place]);
    if (chosen_.contains(node.operands[place]) && by && by->value() && std::abs(*by->value()) <= kMostGrowth) return true;
  }
  return false;
}

/// Whole numbers of Python: only those that are linear, because the others may raise.
bool Recovery::number(const wire::NodeT& node) {
  const uint32_t id = node.results[0];
  if (counts(node)) {
    chosen_.insert(id);
    return true;
  }
  const auto a = node.operands.empty() ? std::nullopt : linear(node.operands[0]);
  const auto b = node.operands.size() < 2 ? std::nullopt : linear(node.operands[1]);
  std::optional<Linear> result;
  switch (node.op) {
    case Op::Add: if (a && b) result = *a + *b; break;
    case Op::Sub: if (a && b) result = *a - *b; break;
    case Op::Neg: if (a) result = *a * -1; break;
    case Op::Mul:
      if (a && b && b->value() && is_small(*b) && is_small(*a)) result = *a * *b->value();
      else if (a && b && a->value() && is_small(*a) && is_small(*b)) result = *b * *a->value();
      break;
    case Op::Cast: if (a) result = a; break;
    case Op::Where: {
      const auto is_known = [&](uint32_t of) { return chosen_.contains(of) || linear(of).has_value(); };
      if (!is_known(node.operands[1]) || !is_known(node.operands[2])) break;
      if (!inside_.contains(node.operands[0])) nest_.outside_values.push_back(node.operands[0]);
      chosen_.insert(id);
      return true;
    }
    default: break;
  }
  if (!result || !is_small(*result)) return fail("a whole number is computed that is not linear in the counters");
  nest_.numbers[id] = *result;
  return true;
}

bool Recovery::plain(const wire::NodeT& node) {
  if (!is_plain(node.op)) return fail("`" + std::string(graph::op_info(node.op).name) + "` stands in the loop");
  const uint32_t id = node.results[0];
  for (const uint32_t operand : node.operands) {
    if (type(operand).kind == TypeKind::Array || type(operand).kind == TypeKind::List) return fail("the loop works on whole arrays");
    if (type(operand).kind == TypeKind::Complex) return fail("complex numbers are computed");
    if (type(operand).kind == TypeKind::Scalar && (type(operand).dtype == wire::DType::Complex64 || type(operand).dtype == wire::DType::Complex128)) {
      return fail("complex numbers are computed");
    }
  }
  if (type(id).kind == TypeKind::Complex) return fail("complex numbers are computed");
  if (type(id).kind == TypeKind::Int) return number(node);
  const TypeKind from = type(node.operands[node.op == Op::Where ? 1 : 0]).kind;
  const bool integers = type(id).kind == TypeKind::Scalar && type(id).dtype < wire::DType::Float32;
  if (node.op == Op::Cast && from != TypeKind::Scalar && integers && !chosen_.contains(node.operands[0]) && !linear(node.operands[0])) {
    return fail("a cast may raise");
  }
  if (node.op == Op::Cast && from == TypeKind::Int && integers && type(id).dtype != wire::DType::Int64) return fail("a cast may raise");
  if (node.op == Op::Pow && integers) return fail("a power of integers may raise");
  if (from == TypeKind::Float) {
    switch (node.op) {
      case Op::Add: case Op::Sub: case Op::Mul: case Op::Neg: case Op::Abs: case Op::Cast: case Op::Where: break;
      case Op::Div: case Op::Equal: case Op::NotEqual: case Op::Less: case Op::LessEqual: case Op::Greater: case Op::GreaterEqual:
        if (branches_ && is_exact(node)) break;
        [[fallthrough]];
      default:
        if (may_raise(node)) break;
        return fail("an operation on Python's floats may raise");  // or is exact in a way of its own, as comparisons with ints are
    }
  }
  for (const uint32_t operand : node.operands) {
    if (inside_.contains(operand)) continue;
    if (type(operand).kind == TypeKind::Int) {
      if (!linear(operand)) return fail("a whole number is not linear");
    } else {
      nest_.outside_values.push_back(operand);
    }
  }
  return true;
}

bool Recovery::region(const wire::RegionT& region, std::vector<Item>& into) {
  for (const auto& child : region.nodes) {
    const wire::NodeT& node = *child;
    if (++nodes_ > kMostNodes) return fail("the loop is long");
    if (node.op == Op::For) {
      if (in_branch_) return fail("a loop stands in a branch");
      auto& item = into.emplace_back();
      item.loop = std::make_unique<Loop>();
      if (!loop(node, *item.loop)) return false;
      continue;
    }
    if (branches_ && (node.op == Op::If || node.op == Op::While)) {
      auto& item = into.emplace_back();
      item.branch = std::make_unique<Branch>();
      if (!branch(node, *item.branch)) return false;
      continue;
    }
    if (node.op == Op::Yield && in_branch_) continue;
    if (node.op == Op::Break && branches_ && in_branch_ && &child == &region.nodes.back()) {
      if (into.empty() || into.back().loop || into.back().branch) into.emplace_back();
      into.back().nodes.push_back(&node);
      continue;
    }
    for (const uint32_t id : node.results) inside_.insert(id);
    switch (node.op) {
      case Op::Const:
        if (type(node.results[0]).kind == TypeKind::Int) {
          const Linear value = Linear::of(node.constant->int_value);
          if (!is_small(value)) return fail("a large number");
          nest_.numbers[node.results[0]] = value;
          continue;
        }
        if (type(node.results[0]).kind == TypeKind::Str || type(node.results[0]).kind == TypeKind::Complex) return fail("a constant of another kind");
        break;
      case Op::Get: {
        const wire::TypeT& of = type(node.results[0]);
        const bool is_set = std::ranges::binary_search(nest_.set_variables, node.variable);
        if (node.checked) return fail("a name may be unbound");
        if (of.kind == TypeKind::Array) {
          if (is_set) return fail("the loop gives a name another array");
          uint32_t place = 0;
          while (place < nest_.arrays.size() && !(nest_.arrays[place].is_variable && nest_.arrays[place].id == node.variable)) ++place;
          if (place == nest_.arrays.size()) nest_.arrays.push_back({true, node.variable, &of});
          nest_.array_of.emplace(node.results[0], place);
          continue;
        }
        if (of.kind == TypeKind::List || of.kind == TypeKind::Str || of.kind == TypeKind::Complex) return fail("the loop works on lists or texts");
        if (!is_set && of.kind == TypeKind::Int) {
          nest_.numbers[node.results[0]] = Linear::symbol(variable({Variable::Kind::variable, node.variable, 0}));
          continue;
        }
        if (is_set && of.kind == TypeKind::Int) {
          if (!branches_) return fail("a whole number changes in the loop");
          chosen_.insert(node.results[0]);
        }
        if (!is_set) nest_.read_variables.push_back(node.variable);
        break;
      }
      case Op::Set: {
        const wire::TypeT& of = type(node.operands[0]);
        const bool is_counting = branches_ && of.kind == TypeKind::Int && (chosen_.contains(node.operands[0]) || linear(node.operands[0]));
        if (of.kind != TypeKind::Scalar && of.kind != TypeKind::Float && of.kind != TypeKind::Bool && !is_counting) {
          return fail("a name of another kind is set");
        }
        if (of.kind == TypeKind::Scalar && of.dtype > wire::DType::Float64) return fail("complex numbers are computed");
        if (!inside_.contains(node.operands[0]) && of.kind != TypeKind::Int) nest_.outside_values.push_back(node.operands[0]);
        break;
      }
      case Op::Load: case Op::Store:
        if (!access(node)) return false;
        if (nest_.accesses.at(&node).array < nest_.arrays.size() && nest_.arrays[nest_.accesses.at(&node).array].type->dtype > wire::DType::Float64) {
          return fail("complex numbers are computed");
        }
        if (node.op == Op::Store && !inside_.contains(node.operands.back())) nest_.outside_values.push_back(node.operands.back());
        break;
      case Op::Dim: {
        const auto of = array(node.operands[0]);
        if (!of) return fail("an array is made inside the loop");
        nest_.numbers[node.results[0]] = Linear::symbol(variable({Variable::Kind::size, *of, static_cast<uint32_t>(node.axes[0])}));
        continue;
      }
      default:
        if (!plain(node)) return false;
        if (type(node.results[0]).kind == TypeKind::Int && !chosen_.contains(node.results[0])) continue;
    }
    if (into.empty() || into.back().loop || into.back().branch) into.emplace_back();
    into.back().nodes.push_back(&node);
  }
  return true;
}

bool Recovery::branch(const wire::NodeT& node, Branch& into) {
  const bool repeats = node.op == Op::While;
  if (node.regions.empty() || node.regions.size() > 2) return fail("a loop has an `else`");
  into.node = &node;
  nest_.has_branches = true;
  const bool outer = std::exchange(in_branch_, true);
  const size_t first = repeats ? 1 : 0;
  if (repeats) {
    if (node.regions.size() != 2 || node.regions[0]->nodes.empty() || node.regions[0]->nodes.back()->op != Op::Yield) return fail("a `while` of another form");
    if (!region(*node.regions[0], into.condition)) return false;
    into.holds = node.regions[0]->nodes.back()->operands[0];
  } else {
    into.holds = node.operands[0];
  }
  if (type(into.holds).kind != TypeKind::Bool && (type(into.holds).kind != TypeKind::Scalar || type(into.holds).dtype != wire::DType::Bool)) {
    return fail("what a branch looks at is no truth value");
  }
  if (!inside_.contains(into.holds)) nest_.outside_values.push_back(into.holds);
  if (first < node.regions.size() && !region(*node.regions[first], into.then)) return false;
  if (!repeats && node.regions.size() == 2 && !region(*node.regions[1], into.otherwise)) return false;
  in_branch_ = outer;
  return true;
}

bool Recovery::loop(const wire::NodeT& node, Loop& into) {
  if (node.regions.size() != 1) return fail("a loop has an `else`");
  const auto start = linear(node.operands[0]);
  const auto stop = linear(node.operands[1]);
  const auto step = linear(node.operands[2]);
  if (!start || !stop || !is_small(*start) || !is_small(*stop)) return fail("the bounds of a loop are not linear in the counters");
  if (!step || (!step->is(1) && !step->is(-1))) return fail("a loop has a step other than 1 and -1");
  into.node = &node;
  nest_.variables.push_back({Variable::Kind::counter, 0, static_cast<uint32_t>(nest_.variables.size())});
  into.counter = static_cast<uint32_t>(nest_.variables.size() - 1);
  const auto argument = static_cast<uint32_t>(node.regions[0]->argument);
  inside_.insert(argument);
  const Linear counter = Linear::symbol(into.counter);
  const Linear one = Linear::of(1);
  if (step->is(1)) {
    into.lower = *start;
    into.upper = *stop;
    nest_.numbers[argument] = counter;
  } else {
    into.lower = *stop + one;
    into.upper = *start + one;
    nest_.numbers[argument] = into.lower + into.upper - one - counter;
  }
  loops_[into.counter] = &into;
  into.breaks = has_break(*node.regions[0]);
  if (into.breaks && &into == nest_.root.get()) return fail("`break` stands in the loop");
  return region(*node.regions[0], into.body);
}

template <typename T>
void tidy(std::vector<T>& list) {
  std::ranges::sort(list);
  list.erase(std::unique(list.begin(), list.end()), list.end());
}

std::string text_of(const Linear& a) {
  std::string text;
  for (const auto& [id, factor] : a.terms) {
    if (!text.empty()) text += factor < 0 ? " - " : " + ";
    else if (factor < 0) text += "-";
    if (factor != 1 && factor != -1) text += std::to_string(std::abs(factor)) + "*";
    text += "v" + std::to_string(id);
  }
  if (a.constant != 0 || text.empty()) {
    text += text.empty() ? std::to_string(a.constant) : (a.constant < 0 ? " - " : " + ") + std::to_string(std::abs(a.constant));
  }
  return text;
}

void print(const Nest& nest, const Loop& loop, size_t depth, std::string& out) {
  const std::string indent(2 * depth, ' ');
  out += indent + "for v" + std::to_string(loop.counter) + " in [" + text_of(loop.lower) + ", " + text_of(loop.upper) + ")\n";
  for (const Item& item : loop.body) {
    if (item.loop) print(nest, *item.loop, depth + 1, out);
    if (item.branch) out += indent + (item.branch->repeats() ? "  while\n" : "  if\n");
    for (const wire::NodeT* node : item.nodes) {
      out += indent + "  " + std::string(graph::op_info(node->op).name);
      if (const auto found = nest.accesses.find(node); found != nest.accesses.end()) {
        out += " a" + std::to_string(found->second.array) + "[";
        for (const Linear& index : found->second.index) out += (out.back() == '[' ? "" : ", ") + text_of(index);
        out += "]";
      }
      out += "\n";
    }
  }
}

}  // namespace

Recovered recover(const wire::FunctionT& function, const wire::NodeT& node, const wire::RegionT& body, bool branches, bool raises) {
  Recovered result;
  Nest nest;
  nest.function = &function;
  std::set<uint32_t> sets;
  find_sets(*node.regions[0], sets);
  nest.set_variables.assign(sets.begin(), sets.end());
  nest.root = std::make_unique<Loop>();
  // Constants outside are numbers too: they are found by whoever looks at the definitions of values.
  Recovery recovery(function, nest, branches, raises);
  const auto constants = [&](auto&& self, const wire::RegionT& region) -> void {
    for (const auto& child : region.nodes) {
      recovery.note(*child);
      if (child->op == Op::Const && function.values[child->results[0]]->kind == TypeKind::Int && is_small(Linear::of(child->constant->int_value))) {
        nest.numbers.emplace(child->results[0], Linear::of(child->constant->int_value));
      }
      for (const auto& inner : child->regions) self(self, *inner);
    }
  };
  constants(constants, body);
  if (!recovery.loop(node, *nest.root)) {
    result.why_not = recovery.why;
    return result;
  }
  tidy(nest.outside_values);
  tidy(nest.read_variables);
  join_branches(nest);
  result.nest = std::move(nest);
  return result;
}

std::string to_text(const Nest& nest) {
  std::string out;
  print(nest, *nest.root, 0, out);
  return out;
}

}  // namespace weft::compile::loops
