// SPDX-License-Identifier: Apache-2.0
// Rows that need all rows before them, as in LU decomposition: each element of a row is changed by a step for each row or column before it,
// in order, and then finished. Steps run in blocks, outermost: first those of a block on the elements that it finishes, row after row, then
// on all elements beyond them, whose rows do not need each other. Each element goes through the same operations in the same order.
#include <algorithm>
#include <functional>

#include "compile/loops/block_columns.h"
#include "compile/loops/forwarded.h"
#include "compile/loops/planner.h"
#include "compile/loops/row_blocks.h"

namespace weft::compile::loops {

using wire::Op;

namespace {

/// Elements of a row, each with its steps and what finishes it. In memory: no variable holds an element.
struct Chain {
  const Loop* elements = nullptr;
  const Loop* steps = nullptr;
  bool is_triangle = false;  // an element has as many steps as there are elements before it, otherwise as there are rows before
  bool is_single = false;    // one element of each row, under loops that run once (SingleElements)
  std::vector<const wire::NodeT*> step;
  std::vector<const wire::NodeT*> finish;
};

/// Steps that stand in the loop over rows itself are those of one element: they get a loop over elements that runs once, as long as this
/// lives.
class SingleElements {
 public:
  SingleElements(Nest& nest, Loop& rows) : rows_(rows), first_(static_cast<uint32_t>(nest.variables.size())) {
    const Linear row = Linear::symbol(rows.counter);
    std::vector<Item> body;
    auto& items = rows.body;
    for (size_t at = 0; at < items.size();) {
      const size_t steps = items[at].loop ? at : at + 1;
      if (steps == items.size() || !items[steps].loop || has_loops(items[steps].loop->body)) {
        body.push_back(std::move(items[at++]));
        continue;
      }
      const size_t end = steps + 1 < items.size() && !items[steps + 1].loop ? steps + 2 : steps + 1;
      Item& element = body.emplace_back(loop_of(rows, row, row + Linear::of(1), {}));
      element.loop->counter = static_cast<uint32_t>(nest.variables.size());
      nest.variables.push_back({Variable::Kind::counter, 0, element.loop->counter});
      while (at < end) element.loop->body.push_back(std::move(items[at++]));
    }
    items = std::move(body);
  }
  ~SingleElements() { take_out(rows_); }
  SingleElements(const SingleElements&) = delete;

  /// The loops that were put in.
  void take_out(Loop& rows) const {
    std::vector<Item> body;
    for (Item& item : rows.body) {
      if (item.loop && item.loop->counter >= first_) std::ranges::move(item.loop->body, std::back_inserter(body));
      else body.push_back(std::move(item));
    }
    rows.body = std::move(body);
  }
  bool has(const Loop& loop) const { return loop.counter >= first_; }

 private:
  Loop& rows_;
  const uint32_t first_;
};

class RowBlocks {
 public:
  RowBlocks(Nest& nest, const Loop& rows, const SingleElements& singles) : nest_(nest), rows_(rows), singles_(singles) {}

  bool find();
  bool can_run(const Linear& begin, const Linear& end, const std::vector<const Loop*>& fixed);
  /// The loops of a block, in the order in which they run.
  struct Piece {
    size_t chain = 0;
    bool is_beyond = false;  // of rows after the block
    Item rows;
    bool finishes = true;
    bool is_copy = false;  // of columns, a loop over elements inside of one over rows
    bool is_back = false;
  };
  std::vector<Piece> take_pieces();
  /// What clears the sums, where there are any; their elements are those of an array as large as the rows.
  std::optional<Item> zeros() const;
  std::vector<Condition> conditions;

 private:
  std::optional<Chain> chain_of(const Loop& elements);
  bool hold_in_memory(Chain& chain, const std::vector<const wire::NodeT*>& before);
  bool hold_sum(Chain& chain, const std::vector<const wire::NodeT*>& before);
  bool is_own(const wire::NodeT* node) const { return std::ranges::binary_search(nest_.set_variables, node->variable); }
  std::vector<Place> places_of(const Item& rows, const std::vector<const Loop*>& fixed) const;
  using More = std::function<void(Constraints&, const std::vector<const Loop*>&)>;
  bool precedes(const Place& first, size_t chain, const Place& then, size_t other, const std::vector<const Loop*>& around, const More& more) const;
  bool steps_go_on() const;
  Item elements_of(const Chain& chain, const Linear& lower, const Linear& upper, const Linear& begin, const Linear& end, bool finishes) const;

  void read_by_columns(const Linear& begin, const Linear& end, const std::vector<const Loop*>& fixed);

  Nest& nest_;
  const Loop& rows_;
  const SingleElements& singles_;
  std::vector<Chain> chains_;
  std::vector<Piece> pieces_;
  std::optional<uint32_t> sums_;  // an array
  const wire::NodeT* zero_ = nullptr;
  const wire::NodeT* clear_ = nullptr;
};

/// Loads and stores take the place of the variable that holds an element while its steps run.
bool RowBlocks::hold_in_memory(Chain& chain, const std::vector<const wire::NodeT*>& before) {
  if (before.size() != 2 || before[0]->op != Op::Load || before[1]->op != Op::Set || before[1]->operands[0] != before[0]->results[0]) return false;
  const wire::NodeT& load = *before[0];
  const uint32_t variable = before[1]->variable;
  const Access element = nest_.accesses.at(&load);
  const auto is_own = [&](const wire::NodeT* node) { return std::ranges::binary_search(nest_.set_variables, node->variable); };
  const auto count = [&](const std::vector<const wire::NodeT*>& nodes, Op op) {
    return std::ranges::count_if(nodes, [&](const wire::NodeT* node) { return node->op == op && (op != Op::Get || is_own(node)); });
  };
  if (count(chain.step, Op::Store) != 0 || count(chain.step, Op::Set) != 1 || chain.step.back()->op != Op::Set) return false;
  if (count(chain.finish, Op::Set) != 0 || count(chain.finish, Op::Store) != 1 || chain.finish.back()->op != Op::Store) return false;
  const Access& given = nest_.accesses.at(chain.finish.back());
  if (given.array != element.array || given.index != element.index) return false;
  const auto is_like_element = [&](uint32_t id) {
    const wire::TypeT& a = *nest_.function->values[load.results[0]];
    const wire::TypeT& b = *nest_.function->values[id];
    return a.kind == b.kind && a.dtype == b.dtype;
  };
  if (!is_like_element(chain.step.back()->operands[0])) return false;
  // While its steps run nothing else may touch the element.
  std::vector<Item> all;
  all.push_back(loop_of(*chain.steps, chain.steps->lower, chain.steps->upper, body_of(nodes_of(chain.step))));
  all.push_back(nodes_of(chain.finish));
  const std::vector<const Loop*> around = {&rows_, chain.elements};
  Access written = element;
  written.write = true;
  const Place own{nullptr, &written, around};
  for (const Place& place : places(nest_, all, around)) {
    if (place.access->array == element.array && place.access->index == element.index) continue;
    const auto system = same_element(nest_, own, place, around);
    if (system && system->may_hold()) return false;
  }
  const auto in_memory = [&](std::vector<const wire::NodeT*>& nodes) {
    for (const wire::NodeT*& node : nodes) {
      const bool sets = node->op == Op::Set;
      if (!sets && !(node->op == Op::Get && is_own(node))) continue;
      if (node->variable != variable || (!sets && !is_like_element(node->results[0]))) return false;
      auto made = std::make_unique<wire::NodeT>(sets ? *chain.finish.back() : load);
      made->range = std::make_unique<wire::Range>(*node->range);
      if (sets) made->operands.back() = node->operands[0];
      else made->results = node->results;
      Access access = element;
      access.write = sets;
      nest_.accesses[made.get()] = std::move(access);
      node = made.get();
      nest_.made.push_back(std::move(made));
    }
    return true;
  };
  if (!in_memory(chain.step) || !in_memory(chain.finish)) return false;
  const auto& finish = chain.finish;
  if (finish.size() == 2 && finish[0]->op == Op::Load && finish[1]->operands.back() == finish[0]->results[0]) chain.finish.clear();
  return true;
}

/// Sums that start at zero and change an element when they are finished, as those of products, get an array, with an element for each.
bool RowBlocks::hold_sum(Chain& chain, const std::vector<const wire::NodeT*>& before) {
  using Nodes = std::vector<const wire::NodeT*>;
  const auto count = [&](const Nodes& nodes, Op op) {
    return std::ranges::count_if(nodes, [&](const wire::NodeT* node) { return node->op == op && (op != Op::Get || is_own(node)); });
  };
  if (count(before, Op::Set) != 1 || count(before, Op::Store) != 0 || count(before, Op::Get) != 0) return false;
  if (count(chain.step, Op::Store) != 0 || count(chain.step, Op::Set) != 1 || chain.step.back()->op != Op::Set) return false;
  if (count(chain.finish, Op::Set) != 0 || count(chain.finish, Op::Store) != 1 || chain.finish.back()->op != Op::Store) return false;
  const wire::NodeT& first = **std::ranges::find(before, Op::Set, &wire::NodeT::op);
  const auto zero = std::ranges::find_if(before, [&](const wire::NodeT* node) {
    return node->op == Op::Const && node->results[0] == first.operands[0] && node->constant->float_value == 0 && node->constant->int_value == 0;
  });
  const Access element = nest_.accesses.at(chain.finish.back());
  const uint32_t variable = first.variable;
  const auto type = [&](uint32_t id) -> const wire::TypeT& { return *nest_.function->values[id]; };
  const auto is_sum = [&](uint32_t id) {
    return type(id).kind == wire::TypeKind::Scalar && type(id).dtype == nest_.arrays[element.array].type->dtype;
  };
  const auto is_made_before = [&](uint32_t id) {
    return std::ranges::any_of(before, [&](const wire::NodeT* node) { return std::ranges::find(node->results, id) != node->results.end(); });
  };
  for (const wire::NodeT* node : chain.step) if (std::ranges::any_of(node->operands, is_made_before)) return false;
  if (zero == before.end() || !is_sum(first.operands[0]) || element.index.size() != 2 || (sums_ && nest_.arrays[*sums_].expands != element.array)) return false;
  // Rows and columns from the first on, as many as there are.
  if (element.index[0] != Linear::symbol(rows_.counter) || (element.index[1] != Linear::symbol(chain.elements->counter) && element.index[1] != element.index[0])) return false;
  for (const Nodes* nodes : std::initializer_list<const Nodes*>{&chain.step, &chain.finish}) {
    for (const wire::NodeT* node : *nodes) {
      const bool sets = node->op == Op::Set;
      if (!sets && !(node->op == Op::Get && is_own(node))) continue;
      if (node->variable != variable || !is_sum(sets ? node->operands[0] : node->results[0])) return false;
    }
  }
  if (!sums_) {
    sums_ = static_cast<uint32_t>(nest_.arrays.size());
    Array made{.id = UINT32_MAX, .type = nest_.arrays[element.array].type, .written = true, .is_read = true};
    made.expands = element.array;
    made.first_axis = 1;
    made.extent = rows_.upper;
    nest_.arrays.push_back(std::move(made));
  }
  const auto access = [&](const wire::NodeT& like, Op op, uint32_t value, const std::vector<Linear>& index) {
    auto& node = nest_.made.emplace_back(std::make_unique<wire::NodeT>());
    node->op = op;
    node->range = std::make_unique<wire::Range>(*like.range);
    (op == Op::Load ? node->results : node->operands) = {value};
    nest_.accesses[node.get()] = {*sums_, op == Op::Store, index};
    return node.get();
  };
  for (Nodes* nodes : {&chain.step, &chain.finish}) {
    for (const wire::NodeT*& node : *nodes) {
      if (node->op == Op::Set) node = access(*node, Op::Store, node->operands[0], element.index);
      else if (node->op == Op::Get && is_own(node)) node = access(*node, Op::Load, node->results[0], element.index);
    }
  }
  if (chain.is_triangle) {
    zero_ = *zero;
    clear_ = access(**zero, Op::Store, (*zero)->results[0], {Linear::symbol(rows_.counter), Linear::symbol(chain.elements->counter)});
  }
  // What stands before the sum may stand after it: its steps write nothing that this reads.
  Nodes finish;
  std::ranges::copy_if(before, std::back_inserter(finish), [](const wire::NodeT* node) { return node->op != Op::Set; });
  finish.insert(finish.end(), chain.finish.begin(), chain.finish.end());
  chain.finish = std::move(finish);
  return true;
}

std::optional<Item> RowBlocks::zeros() const {
  if (!sums_) return std::nullopt;
  const Chain& chain = *std::ranges::find_if(chains_, &Chain::is_triangle);
  return loop_of(rows_, rows_.lower, rows_.upper, body_of(loop_of(*chain.elements, rows_.lower, Linear::symbol(rows_.counter) + Linear::of(1), body_of(nodes_of({zero_, clear_})))));
}

std::optional<Chain> RowBlocks::chain_of(const Loop& elements) {
  const auto& body = elements.body;
  const auto at = std::ranges::find_if(body, [](const Item& item) { return item.loop != nullptr; });
  if (elements.breaks || at == body.end() || at - body.begin() > 1 || body.end() - at > 2 || (at + 1 != body.end() && (at + 1)->loop)) return std::nullopt;
  Chain chain;
  chain.elements = &elements;
  chain.steps = at->loop.get();
  const Loop& steps = *chain.steps;
  if (steps.breaks || steps.body.size() != 1 || steps.body[0].loop || steps.lower != rows_.lower) return std::nullopt;
  const Linear row = Linear::symbol(rows_.counter);
  chain.is_triangle = steps.upper == Linear::symbol(elements.counter);
  chain.is_single = singles_.has(elements);
  const bool begins_here = elements.lower == row || elements.lower == row + Linear::of(1);
  if (chain.is_triangle ? elements.lower != rows_.lower || elements.upper != row : steps.upper != row || (!chain.is_single && (!begins_here || depends(elements.upper, rows_))))
    return std::nullopt;
  chain.step = steps.body[0].nodes;
  if (at + 1 != body.end()) chain.finish = (at + 1)->nodes;
  if (at != body.begin()) forward_elements(nest_, chain.finish, {&rows_, &elements});
  if (at != body.begin() && !hold_in_memory(chain, body[0].nodes) && !hold_sum(chain, body[0].nodes)) return std::nullopt;
  const auto touches_variables = [&](const wire::NodeT* node) {
    return (node->op == Op::Set || node->op == Op::Get) && std::ranges::binary_search(nest_.set_variables, node->variable);
  };
  if (std::ranges::any_of(chain.step, touches_variables) || std::ranges::any_of(chain.finish, touches_variables)) return std::nullopt;
  return chain;
}

bool RowBlocks::find() {
  if (nest_.has_branches || rows_.breaks) return false;
  for (const Item& item : rows_.body) {
    if (!item.loop) return false;
    auto chain = chain_of(*item.loop);
    if (!chain) return false;
    if (!chain->is_triangle && !chain->is_single) conditions.emplace_back(chain->elements->upper - rows_.upper, std::vector<const Loop*>{});
    chains_.push_back(std::move(*chain));
  }
  std::erase_if(conditions, [](const Condition& condition) { return condition.first.is(0); });
  // Sums of a chain from the diagonal on have elements that nothing clears.
  const bool is_cleared = !sums_ || (clear_ != nullptr && std::ranges::all_of(chains_, [](const Chain& chain) { return chain.is_triangle || chain.is_single; }));
  return is_cleared && std::ranges::any_of(chains_, &Chain::is_triangle);
}

/// Steps from `begin` to `end` of the elements from `lower` to `upper`; with `finishes`, all that are left, and their end.
Item RowBlocks::elements_of(const Chain& chain, const Linear& lower, const Linear& upper, const Linear& begin, const Linear& end, bool finishes) const {
  std::vector<Item> body;
  body.push_back(loop_of(*chain.steps, begin, finishes ? chain.steps->upper : end, body_of(nodes_of(chain.step))));
  if (finishes && !chain.finish.empty()) body.push_back(nodes_of(chain.finish));
  return loop_of(*chain.elements, lower, upper, std::move(body));
}

/// The accesses of one chain, with the loops around them: rows, elements, and steps where they are in those. What is read where it is written
/// counts once.
std::vector<Place> RowBlocks::places_of(const Item& rows, const std::vector<const Loop*>& fixed) const {
  std::vector<Place> found;
  const auto all = places(nest_, rows.loop->body, with(fixed, rows.loop.get()));
  for (const Place& place : all) {
    const bool is_known = std::ranges::any_of(all, [&](const Place& other) {
      const bool same = other.access->array == place.access->array && other.access->index == place.access->index && other.loops == place.loops;
      return same && (place.access->write ? &other < &place && other.access->write : &other < &place || other.access->write);
    });
    if (!is_known) found.push_back(place);
  }
  return found;
}

/// Whether `first` of one chain may be touched before `then` of another or the same in the program, with `more` to hold. Of one element of
/// one chain nothing is said.
bool RowBlocks::precedes(const Place& first, size_t chain, const Place& then, size_t other, const std::vector<const Loop*>& around, const More& more) const {
  const auto holds = [&](const std::vector<const Loop*>& same, const Loop* ascending) {
    auto system = same_element(nest_, first, then, same);
    if (!system) return false;
    if (ascending != nullptr) system->less(Linear::symbol(ascending->counter), second(nest_, Linear::symbol(ascending->counter), same));
    if (more) more(*system, same);
    return system->may_hold();
  };
  if (!first.access->write && !then.access->write) return false;
  if (holds(around, &rows_)) return true;
  const auto in_row = with(around, &rows_);
  if (chain != other) return chain < other && holds(in_row, nullptr);
  return holds(in_row, chains_[chain].elements);
}

/// From block to block: what runs later in the program is no earlier step.
bool RowBlocks::steps_go_on() const {
  std::vector<Item> whole;
  std::vector<std::vector<Place>> touched;
  for (const Chain& chain : chains_) {
    const Loop& elements = *chain.elements;
    whole.push_back(loop_of(rows_, rows_.lower, rows_.upper, body_of(elements_of(chain, elements.lower, elements.upper, rows_.lower, rows_.upper, true))));
    touched.push_back(places_of(whole.back(), {}));
  }
  const auto step_of = [&](const Place& place, size_t chain) {
    return place.loops.size() == 3 ? Linear::symbol(chains_[chain].steps->counter) : chains_[chain].steps->upper;
  };
  for (size_t a = 0; a < chains_.size(); ++a) {
    for (size_t b = 0; b < chains_.size(); ++b) {
      for (const Place& first : touched[a]) {
        for (const Place& then : touched[b]) {
          const bool goes_back = precedes(first, a, then, b, {}, [&](Constraints& system, const std::vector<const Loop*>& same) {
            system.less(second(nest_, step_of(then, b), same), step_of(first, a));
          });
          if (goes_back) return false;
        }
      }
    }
  }
  return true;
}

bool RowBlocks::can_run(const Linear& begin, const Linear& end, const std::vector<const Loop*>& fixed) {
  if (!steps_go_on()) return false;
  const auto piece = [&](size_t chain, bool beyond, Item elements, bool finishes = true) {
    pieces_.push_back({chain, beyond, loop_of(rows_, beyond ? end : begin, beyond ? rows_.upper : end, body_of(std::move(elements))), finishes});
  };
  const auto corner = [&](const Chain& chain) {
    const Loop& elements = *chain.elements;
    const bool ends_in_block = !chain.is_triangle && !chain.is_single;
    return elements_of(chain, chain.is_triangle ? begin : elements.lower, ends_in_block ? end : elements.upper, begin, end, true);
  };
  std::vector<Item> corners;
  for (size_t k = 0; k < chains_.size(); ++k) {
    corners.push_back(corner(chains_[k]));
    piece(k, false, corner(chains_[k]));
  }
  for (size_t k = 0; k < chains_.size(); ++k) {
    const Chain& chain = chains_[k];
    if (!chain.is_triangle && !chain.is_single) piece(k, false, elements_of(chain, end, chain.elements->upper, begin, end, true));
  }
  for (size_t k = 0; k < chains_.size(); ++k) {
    if (chains_[k].is_triangle) piece(k, true, elements_of(chains_[k], begin, end, begin, end, true));
  }
  for (size_t k = 0; k < chains_.size(); ++k) {
    const Chain& chain = chains_[k];
    piece(k, true, elements_of(chain, chain.is_triangle ? end : chain.elements->lower, chain.elements->upper, begin, end, false), false);
  }
  // Within a block: no piece needs one after it. Rows beyond the block come after its own in the program too, and the corner keeps its order.
  std::vector<std::vector<Place>> touched;
  for (const Piece& one : pieces_) touched.push_back(places_of(one.rows, fixed));
  for (size_t late = chains_.size(); late < pieces_.size(); ++late) {
    for (size_t early = 0; early < late; ++early) {
      const size_t a = pieces_[late].chain;
      const size_t b = pieces_[early].chain;
      if (pieces_[late].is_beyond != pieces_[early].is_beyond) continue;
      for (const Place& first : touched[late]) {
        for (const Place& then : touched[early]) {
          if (precedes(first, a, then, b, fixed, nullptr)) return false;
          if (a != b) continue;
          // Pieces have no element in common.
          const auto system = same_element(nest_, first, then, with(with(fixed, &rows_), chains_[a].elements));
          if (system && system->may_hold()) return false;
        }
      }
    }
  }
  pieces_.erase(pieces_.begin() + 1, pieces_.begin() + static_cast<std::ptrdiff_t>(chains_.size()));
  pieces_[0].rows.loop->body = std::move(corners);
  read_by_columns(begin, end, fixed);
  return true;
}

/// Where elements beyond the block are sums over two rows of the array, the columns of the block are beside each other while they are
/// finished and while the elements beyond them are changed.
void RowBlocks::read_by_columns(const Linear& begin, const Linear& end, const std::vector<const Loop*>& fixed) {
  if (std::ranges::count_if(chains_, &Chain::is_triangle) != 1) return;
  const Chain& chain = *std::ranges::find_if(chains_, &Chain::is_triangle);
  const auto access_of = [&](const wire::NodeT* node) -> const Access* {
    const auto found = nest_.accesses.find(node);
    return found == nest_.accesses.end() ? nullptr : &found->second;
  };
  const auto& last = chain.finish.empty() ? chain.step : chain.finish;
  const auto store = std::ranges::find(last, Op::Store, &wire::NodeT::op);
  if (store == last.end() || access_of(*store)->index.size() != 2) return;
  const Access element = *access_of(*store);
  const uint32_t row = rows_.counter;
  const uint32_t of = chain.elements->counter;
  const uint32_t step = chain.steps->counter;
  const auto is_at = [&](const wire::NodeT* node, uint32_t first, uint32_t second) {
    const Access* access = access_of(node);
    return access != nullptr && !access->write && access->array == element.array && access->index == std::vector{Linear::symbol(first), Linear::symbol(second)};
  };
  const auto load = std::ranges::find_if(chain.step, [&](const wire::NodeT* node) {
    const Access* access = access_of(node);
    return access != nullptr && !access->write && access->array == element.array;
  });
  if (element.index != std::vector{Linear::symbol(row), Linear::symbol(of)} || load == chain.step.end()) return;
  if (std::ranges::none_of(chain.step, [&](const wire::NodeT* node) { return is_at(node, of, step); })) return;

  const auto rows_in = [&](const Piece& piece) { return std::set{piece.finishes || chains_[piece.chain].is_single ? row : of}; };
  const auto columns_in = [&](const Piece& piece) {
    const uint32_t steps = chains_[piece.chain].steps->counter;
    return piece.finishes ? std::set{of, steps} : std::set{steps};
  };
  const auto is_changed = [&](const Piece& piece) {
    const Chain& own = chains_[piece.chain];
    return piece.is_beyond && (&own == &chain || (own.is_single && !piece.finishes));
  };
  BlockColumns columns(nest_, rows_, *chain.elements, element, begin, kBlockSteps);
  const auto give_up = [&] { nest_.arrays.pop_back(); };
  for (const Piece& piece : pieces_) {
    if (!piece.is_beyond) continue;
    for (const Place& place : places(nest_, piece.rows.loop->body, with(fixed, piece.rows.loop.get()))) {
      if (place.access->array == sums_) continue;  // each of its own element alone
      const bool is_held = is_changed(piece) && columns.holds(*place.access, rows_in(piece), columns_in(piece));
      if (piece.finishes && place.access->write && !is_held) return give_up();
      // What is read elsewhere must not be what one piece writes; what is held must not change after it was copied.
      if (place.access->write || is_held == piece.finishes) continue;
      for (const Piece& other : pieces_) {
        if (!other.is_beyond || other.finishes != piece.finishes) continue;
        for (const Place& written : places(nest_, other.rows.loop->body, with(fixed, other.rows.loop.get()))) {
          if (!written.access->write) continue;
          const auto system = same_element(nest_, written, place, fixed);
          if (system && system->may_hold()) return give_up();
        }
      }
    }
  }
  std::vector<Piece> all;
  for (Piece& piece : pieces_) {
    const bool copies = is_changed(piece) && piece.finishes;
    if (copies) all.push_back({piece.chain, true, columns.copy(false, end, **load, **store), true, true});
    if (is_changed(piece)) columns.take_place(*piece.rows.loop, rows_in(piece), columns_in(piece));
    const size_t own = piece.chain;
    all.push_back(std::move(piece));
    if (copies) all.push_back({own, true, columns.copy(true, end, **load, **store), true, true, true});
  }
  pieces_ = std::move(all);
  const Variable size{Variable::Kind::size, element.array, 1};
  auto known = std::ranges::find(nest_.variables, size);
  if (known == nest_.variables.end()) known = nest_.variables.insert(known, size);
  conditions.emplace_back(Linear::symbol(static_cast<uint32_t>(known - nest_.variables.begin())) - rows_.upper, std::vector<const Loop*>{});
}

std::vector<RowBlocks::Piece> RowBlocks::take_pieces() {
  for (Piece& piece : pieces_) singles_.take_out(*piece.rows.loop);
  return std::move(pieces_);
}

}  // namespace

/// A number of the nest that the code around its loops counts.
const Loop* Planner::number(Nest& nest, const Linear& lower, const Linear& upper) {
  auto made = std::make_unique<Loop>();
  made->node = nest.root->node;
  made->counter = static_cast<uint32_t>(nest.variables.size());
  made->lower = lower;
  made->upper = upper;
  nest.variables.push_back({Variable::Kind::counter, 0, 0});
  plan_.made.push_back(std::move(made));
  return plan_.made.back().get();
}

/// The first step of a block, and the end of its steps.
std::vector<const Loop*> Planner::block_numbers(Nest& nest) {
  const Linear one = Linear::of(1);
  const Loop* begin = number(nest, nest.root->lower, nest.root->upper);
  return {begin, number(nest, Linear::symbol(begin->counter) + one, nest.root->upper + one)};
}

std::optional<Step> Planner::row_blocks(Nest& nest) {
  const Loop& rows = *nest.root;
  const bool is_float = std::ranges::all_of(nest.arrays, [](const Array& array) { return array.type->dtype == wire::DType::Float64 || array.type->dtype == wire::DType::Float32; });
  if (!is_float || !are_vector_items(nest, rows.body) || !has_own_variables(nest, rows.body)) return std::nullopt;
  const SingleElements singles(nest, *nest.root);
  RowBlocks blocks(nest, rows, singles);
  const size_t arrays = nest.arrays.size();
  const auto fail = [&] {
    nest.arrays.erase(nest.arrays.begin() + static_cast<std::ptrdiff_t>(arrays), nest.arrays.end());
    return std::nullopt;
  };
  if (!blocks.find()) return fail();
  const auto fixed = block_numbers(nest);
  if (!blocks.can_run(Linear::symbol(fixed[0]->counter), Linear::symbol(fixed[1]->counter), fixed)) return fail();
  auto zeros = blocks.zeros();
  const int64_t least_rows = nest.raising.empty() && !zeros ? kLeastBlockRows : kLeastSumRows;
  if (switches_.rows < least_rows) return fail();
  if (zeros) {
    plan_.made.push_back(std::move(zeros->loop));
    before_blocks = loop(*plan_.made.back(), {});
    if (switches_.worth) plan_.conditions.emplace_back(rows.upper - rows.lower - Linear::of(least_rows), std::vector<const Loop*>{});
  }
  Step step;
  step.least_rows = least_rows;
  step.loop = fixed[0];
  step.block_end = fixed[1];
  for (RowBlocks::Piece& piece : blocks.take_pieces()) {
    plan_.made.push_back(std::move(piece.rows.loop));
    std::vector<Step> made;
    if (piece.is_copy) {
      const Loop& all = *plan_.made.back();
      const Loop& elements = *all.body[0].loop;
      Leaf& leaf = made.emplace_back().leaf;
      leaf.lanes = piece.is_back ? &elements : &all;
      leaf.inner = {piece.is_back ? &all : &elements};
      leaf.items = &elements.body;
      if (switches_.divide) leaf.divided = leaf.lanes;
    } else if (!exchange(*plan_.made.back(), fixed, made)) {
      made = loop(*plan_.made.back(), fixed);
    }
    if (step.corner == 0) step.corner = made.size();
    std::ranges::move(made, std::back_inserter(step.body));
  }
  plan_.conditions.insert(plan_.conditions.end(), blocks.conditions.begin(), blocks.conditions.end());
  return step;
}

}  // namespace weft::compile::loops
