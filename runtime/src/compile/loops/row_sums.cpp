// SPDX-License-Identifier: Apache-2.0
// Rows that need all rows before them, whose elements each take one sum over what is finished: `a[i, j] = (a[i, j] - a[i, :j] @ a[:j, j]) / a[j, j]`
// and `a[i, i:] -= a[i, :i] @ a[:i, i:]`, LU decomposition written with products. Rows run in blocks, and the sums of a block's elements are
// kept in rows of their own until their elements are finished: first the columns before the block, by blocks too, whose rows do not need each
// other; then all terms of the other columns that are rows before the block; then what is left, row after row. Each sum has its terms in order.
#include <algorithm>

#include "compile/loops/forwarded.h"
#include "compile/loops/planner.h"
#include "compile/loops/row_blocks.h"

namespace weft::compile::loops {

using wire::Op;

namespace {

using Nodes = std::vector<const wire::NodeT*>;

/// Elements of a row, each with its sum and what finishes it.
struct Chain {
  const Loop* elements = nullptr;
  const Loop* steps = nullptr;
  const wire::NodeT* zero = nullptr;
  uint32_t variable = 0;  // that holds the sum
  Nodes step;
  Nodes finish;  // what stands before the sum too: nothing that it reads is written meanwhile
};

class RowSums {
 public:
  RowSums(Nest& nest, const Loop& rows) : nest_(nest), rows_(rows) {}

  bool find();
  /// What becomes of the variables: rows of sums, by places in a block that begins at `begin`.
  void hold_sums(const Linear& begin, int64_t size);
  std::vector<Item> columns(const Linear& begin, const Linear& end, const Linear& first, const Linear& last) const;
  Item zeros(const Linear& begin, const Linear& end) const;
  std::vector<Item> block(const Linear& begin, const Linear& end) const;
  /// How many columns the rows have more than there are rows, which must not be negative.
  Linear more_columns() const { return right_.elements->upper - rows_.upper; }

 private:
  bool look(const Loop& elements, Chain& chain) const;
  bool is_own(const wire::NodeT* node) const { return std::ranges::binary_search(nest_.set_variables, node->variable); }
  bool reads_what_is_finished(const Chain& chain, bool is_left) const;
  bool are_same_steps() const;
  Item elements_of(const Chain& chain, const Linear& lower, const Linear& upper, const Linear& first, const Linear& last, bool finishes) const;

  Nest& nest_;
  const Loop& rows_;
  Chain left_;   // of the diagonal: as many terms as there are elements before
  Chain right_;  // from the diagonal on: as many terms as there are rows before
  uint32_t array_ = 0;
  const wire::NodeT* clear_ = nullptr;
};

bool RowSums::look(const Loop& elements, Chain& chain) const {
  const auto& body = elements.body;
  if (elements.breaks || body.size() != 3 || body[0].loop || !body[1].loop || body[2].loop) return false;
  chain.elements = &elements;
  chain.steps = body[1].loop.get();
  const Loop& steps = *chain.steps;
  if (steps.breaks || steps.body.size() != 1 || steps.body[0].loop || steps.lower != rows_.lower) return false;
  chain.step = steps.body[0].nodes;
  if (chain.step.back()->op != Op::Set) return false;
  // What stands before the sum is done after it.
  Uses before;
  Uses steps_use;
  collect(nest_, body[0], before);
  collect(nest_, steps.body[0], steps_use);
  if (meets(steps_use.used, before.defined)) return false;
  chain.variable = chain.step.back()->variable;
  for (const wire::NodeT* node : body[0].nodes) {
    if (node->op == Op::Store || (node->op == Op::Get && is_own(node))) return false;
    if (node->op != Op::Set) {
      chain.finish.push_back(node);
      continue;
    }
    const auto is_zero = [&](const wire::NodeT* other) {
      return other->op == Op::Const && other->results[0] == node->operands[0] && other->constant->float_value == 0;
    };
    const auto constant = std::ranges::find_if(body[0].nodes, is_zero);
    if (node->variable != chain.variable || chain.zero != nullptr || constant == body[0].nodes.end()) return false;
    chain.zero = *constant;
  }
  chain.finish.insert(chain.finish.end(), body[2].nodes.begin(), body[2].nodes.end());
  forward_elements(nest_, chain.finish, {&rows_, &elements});
  const auto count = [](const Nodes& nodes, Op op) { return std::ranges::count(nodes, op, &wire::NodeT::op); };
  const auto is_foreign = [&](const wire::NodeT* node) { return (node->op == Op::Get || node->op == Op::Set) && is_own(node) && node->variable != chain.variable; };
  const auto is_sum = [&](uint32_t id) {
    const wire::TypeT& type = *nest_.function->values[id];
    return type.kind == wire::TypeKind::Scalar && (type.dtype == wire::DType::Float64 || type.dtype == wire::DType::Float32) &&
           type.dtype == nest_.function->values[chain.step.back()->operands[0]]->dtype;
  };
  const auto is_fine = [&](const wire::NodeT* node) {
    if (node->op == Op::Set) return is_sum(node->operands[0]);
    return node->op != Op::Get || !is_own(node) || is_sum(node->results[0]);
  };
  if (!std::ranges::all_of(chain.step, is_fine) || !std::ranges::all_of(chain.finish, is_fine) || chain.zero == nullptr || !is_sum(chain.zero->results[0])) return false;
  if (count(chain.step, Op::Set) != 1 || count(chain.step, Op::Store) != 0 || count(chain.finish, Op::Set) != 0) return false;
  if (count(chain.finish, Op::Store) != 1 || chain.finish.back()->op != Op::Store) return false;
  return std::ranges::none_of(chain.step, is_foreign) && std::ranges::none_of(chain.finish, is_foreign);
}

/// The steps read finished elements of the row and of rows before it alone, and what finishes an element reads that and the diagonal before it.
bool RowSums::reads_what_is_finished(const Chain& chain, bool is_left) const {
  const Linear row = Linear::symbol(rows_.counter);
  const Linear element = Linear::symbol(chain.elements->counter);
  const Linear step = Linear::symbol(chain.steps->counter);
  const auto is_one_of = [&](const wire::NodeT* node, std::initializer_list<std::vector<Linear>> allowed) {
    const auto found = nest_.accesses.find(node);
    if (found == nest_.accesses.end()) return true;
    const Access& access = found->second;
    if (access.array != array_) return !access.write && !nest_.arrays[access.array].written;
    return std::ranges::find(allowed, access.index) != allowed.end();
  };
  const auto in_steps = [&](const wire::NodeT* node) { return is_one_of(node, {{row, step}, {step, element}}); };
  const auto in_finish = [&](const wire::NodeT* node) {
    return node->op == Op::Store || !is_left ? is_one_of(node, {{row, element}}) : is_one_of(node, {{row, element}, {element, element}});
  };
  return std::ranges::all_of(chain.step, in_steps) && std::ranges::all_of(chain.finish, in_finish) && nest_.accesses.at(chain.finish.back()).array == array_;
}

/// Whether both chains sum the same, each at its own elements.
bool RowSums::are_same_steps() const {
  if (left_.step.size() != right_.step.size()) return false;
  const auto renamed = [&](const std::vector<Linear>& index) {
    std::vector<Linear> result;
    for (const Linear& one : index) {
      const Linear moved = substitute(one, left_.elements->counter, Linear::symbol(right_.elements->counter));
      result.push_back(substitute(moved, left_.steps->counter, Linear::symbol(right_.steps->counter)));
    }
    return result;
  };
  std::map<uint32_t, uint32_t> same;
  for (size_t k = 0; k < left_.step.size(); ++k) {
    const wire::NodeT& a = *left_.step[k];
    const wire::NodeT& b = *right_.step[k];
    if (a.op != b.op || a.operands.size() != b.operands.size() || a.results.size() != b.results.size()) return false;
    if (a.op == Op::Const && (a.constant->float_value != b.constant->float_value || a.constant->int_value != b.constant->int_value)) return false;
    if (a.op == Op::Get && is_own(&a) != is_own(&b)) return false;
    if (a.op == Op::Get && !is_own(&a) && a.variable != b.variable) return false;
    if (a.op == Op::Load) {
      const Access& x = nest_.accesses.at(&a);
      const Access& y = nest_.accesses.at(&b);
      if (x.array != y.array || renamed(x.index) != y.index) return false;
    } else {
      for (size_t place = 0; place < a.operands.size(); ++place) {
        const auto found = same.find(a.operands[place]);
        if ((found == same.end() ? a.operands[place] : found->second) != b.operands[place] || nest_.numbers.contains(a.operands[place])) return false;
      }
    }
    for (size_t place = 0; place < a.results.size(); ++place) {
      const wire::TypeT& x = *nest_.function->values[a.results[place]];
      const wire::TypeT& y = *nest_.function->values[b.results[place]];
      if (x.kind != y.kind || x.dtype != y.dtype) return false;
      same[a.results[place]] = b.results[place];
    }
  }
  return true;
}

bool RowSums::find() {
  const auto& body = rows_.body;
  if (nest_.has_branches || rows_.breaks || body.size() != 2 || !body[0].loop || !body[1].loop) return false;
  if (!look(*body[0].loop, left_) || !look(*body[1].loop, right_)) return false;
  const Linear row = Linear::symbol(rows_.counter);
  const bool is_triangle = left_.elements->lower == rows_.lower && left_.elements->upper == row && left_.steps->upper == Linear::symbol(left_.elements->counter);
  const bool is_rest = right_.elements->lower == row && right_.steps->upper == row && !depends(right_.elements->upper, rows_);
  array_ = nest_.accesses.at(left_.finish.back()).array;
  if (!is_triangle || !is_rest || nest_.arrays[array_].type->dims.size() != 2) return false;
  return reads_what_is_finished(left_, true) && reads_what_is_finished(right_, false) && are_same_steps();
}

void RowSums::hold_sums(const Linear& begin, int64_t size) {
  auto& type = nest_.made_types.emplace_back(std::make_unique<wire::TypeT>(*nest_.arrays[array_].type));
  const wire::TypeT& of_sum = *nest_.function->values[left_.zero->results[0]];
  type->dtype = of_sum.dtype;
  const auto sums = static_cast<uint32_t>(nest_.arrays.size());
  Array made{.id = UINT32_MAX, .type = type.get(), .written = true, .is_read = true};
  made.expands = array_;
  made.extent = Linear::of(size);
  made.first_axis = 1;
  nest_.arrays.push_back(std::move(made));
  const auto access = [&](const wire::NodeT& like, Op op, const Chain& chain, uint32_t value) {
    auto& node = nest_.made.emplace_back(std::make_unique<wire::NodeT>());
    node->op = op;
    node->range = std::make_unique<wire::Range>(*like.range);
    (op == Op::Load ? node->results : node->operands) = {value};
    nest_.accesses[node.get()] = {sums, op == Op::Store, {Linear::symbol(rows_.counter) - begin, Linear::symbol(chain.elements->counter)}};
    return node.get();
  };
  for (Chain* chain : {&left_, &right_}) {
    for (Nodes* nodes : {&chain->step, &chain->finish}) {
      for (const wire::NodeT*& node : *nodes) {
        if (node->op == Op::Set) node = access(*node, Op::Store, *chain, node->operands[0]);
        else if (node->op == Op::Get && is_own(node)) node = access(*node, Op::Load, *chain, node->results[0]);
      }
    }
  }
  clear_ = access(*right_.zero, Op::Store, right_, right_.zero->results[0]);
}

/// Terms from `first` to `last` of the elements from `lower` to `upper`; with `finishes`, all from `first` on, and their end.
Item RowSums::elements_of(const Chain& chain, const Linear& lower, const Linear& upper, const Linear& first, const Linear& last, bool finishes) const {
  std::vector<Item> body;
  body.push_back(loop_of(*chain.steps, first, finishes ? chain.steps->upper : last, body_of(nodes_of(chain.step))));
  if (finishes) body.push_back(nodes_of(chain.finish));
  return loop_of(*chain.elements, lower, upper, std::move(body));
}

Item RowSums::zeros(const Linear& begin, const Linear& end) const {
  return loop_of(rows_, begin, end, body_of(loop_of(*right_.elements, rows_.lower, right_.elements->upper, body_of(nodes_of({right_.zero, clear_})))));
}

/// Columns from `first` to `last`, before the rows of the block.
std::vector<Item> RowSums::columns(const Linear& begin, const Linear& end, const Linear& first, const Linear& last) const {
  std::vector<Item> items;
  items.push_back(loop_of(rows_, begin, end, body_of(elements_of(left_, first, last, rows_.lower, first, false))));
  items.push_back(loop_of(rows_, begin, end, body_of(elements_of(left_, first, last, first, last, true))));
  return items;
}

/// All that is left of a block: its own columns, and those after it.
std::vector<Item> RowSums::block(const Linear& begin, const Linear& end) const {
  const Linear& last = right_.elements->upper;
  std::vector<Item> corner;
  corner.push_back(elements_of(left_, begin, left_.elements->upper, begin, end, true));
  corner.push_back(elements_of(right_, right_.elements->lower, end, begin, end, true));
  std::vector<Item> items;
  items.push_back(loop_of(rows_, begin, end, body_of(elements_of(right_, begin, last, rows_.lower, begin, false))));
  items.push_back(loop_of(rows_, begin, end, std::move(corner)));
  items.push_back(loop_of(rows_, begin, end, body_of(elements_of(right_, end, last, begin, end, true))));
  return items;
}

}  // namespace

/// `nest` gets an array of sums, and four numbers: where a block of rows and one of columns begins and ends.
std::optional<Step> Planner::row_sums(Nest& nest) {
  const Loop& rows = *nest.root;
  const bool is_float = std::ranges::all_of(nest.arrays, [](const Array& array) { return array.type->dtype == wire::DType::Float64 || array.type->dtype == wire::DType::Float32; });
  RowSums sums(nest, rows);
  if (!is_float || !are_vector_items(nest, rows.body) || !has_own_variables(nest, rows.body) || !sums.find()) return std::nullopt;
  const int64_t size = switches_.worth ? kBlockSteps : kFewBlockSteps;
  const Linear one = Linear::of(1);
  const Loop* begin = number(nest, rows.lower, rows.upper);
  const Loop* end = number(nest, Linear::symbol(begin->counter) + one, rows.upper + one);
  const Loop* first = number(nest, rows.lower, Linear::symbol(begin->counter));
  const Loop* last = number(nest, Linear::symbol(first->counter) + one, Linear::symbol(begin->counter) + one);
  const auto at = [](const Loop* loop) { return Linear::symbol(loop->counter); };
  sums.hold_sums(at(begin), size);
  const auto add = [&](std::vector<Step>& steps, std::vector<Item> pieces, const std::vector<const Loop*>& fixed) {
    for (Item& piece : pieces) {
      plan_.made.push_back(std::move(piece.loop));
      std::vector<Step> made;
      if (!exchange(*plan_.made.back(), fixed, made)) made = loop(*plan_.made.back(), fixed);
      // All rows of a block read the same of the rows before: threads that divide columns read each of it once.
      for (Step& one : made) {
        Leaf& leaf = one.leaf;
        if (leaf.divided != nullptr && leaf.divided == leaf.rows && leaf.lanes != nullptr && !leaf.triangle) leaf.divided = leaf.lanes;
      }
      std::ranges::move(made, std::back_inserter(steps));
    }
  };
  Step step;
  step.loop = begin;
  step.block_end = end;
  step.block_rows = size;
  step.least_rows = kLeastSumRows;
  add(step.body, body_of(sums.zeros(at(begin), at(end))), {begin, end});
  Step columns;
  columns.loop = first;
  columns.block_end = last;
  columns.block_rows = switches_.worth ? kBlockColumns : kFewBlockColumns;
  add(columns.body, sums.columns(at(begin), at(end), at(first), at(last)), {begin, end, first, last});
  step.body.push_back(std::move(columns));
  add(step.body, sums.block(at(begin), at(end)), {begin, end});
  plan_.conditions.emplace_back(sums.more_columns(), std::vector<const Loop*>{});
  if (switches_.worth) plan_.conditions.emplace_back(rows.upper - rows.lower - Linear::of(kLeastSumRows), std::vector<const Loop*>{});
  return step;
}

}  // namespace weft::compile::loops
