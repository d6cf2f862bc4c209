// SPDX-License-Identifier: Apache-2.0
#include "compile/fills.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>

#include "compile/loops/constraints.h"

namespace weft::compile {

namespace {

using wire::NodeT;
using wire::Op;
using wire::RegionT;

/// A place of the array's element as a variable of constraints, beyond all symbols.
constexpr uint32_t kElement = 1U << 28U;
constexpr size_t kMostBoxes = 12;
constexpr int kMostQuestions = 2000;

/// Conditions on whole numbers, all of which hold.
struct System {
  std::vector<Linear> zero;
  std::vector<Linear> at_least_zero;

  void equal(const Linear& a, const Linear& b) { zero.push_back(a - b); }
  void at_most(const Linear& a, const Linear& b) { at_least_zero.push_back(b - a); }
  void less(const Linear& a, const Linear& b) { at_most(a + Linear::of(1), b); }
  void add(const System& more) {
    zero.insert(zero.end(), more.zero.begin(), more.zero.end());
    at_least_zero.insert(at_least_zero.end(), more.at_least_zero.begin(), more.at_least_zero.end());
  }
};

/// A `for` by 1 or -1 with its counter in [low, high).
struct Counter {
  const NodeT* loop = nullptr;
  uint32_t symbol = 0;
  Linear low;
  Linear high;
  bool is_down = false;
};

/// Elements that were written: all of a box. `index` and `loops` say when, for one that a loop is still writing.
struct Box {
  std::vector<std::pair<Linear, Linear>> axes;  // from, to, exclusive
  std::vector<Linear> index;
  std::vector<const NodeT*> loops;
};

/// All but few elements on each side, in the array's own axes.
bool is_inside(const NodeT& view, const Box& box, const std::vector<Linear>& dims) {
  constexpr int64_t kMost = 64;
  const bool by_slices = std::ranges::all_of(view.index, [](const wire::IndexItem& item) {
    return item.kind() == wire::IndexKind::Full || item.kind() == wire::IndexKind::Slice;
  });
  for (size_t axis = 0; axis < dims.size() && by_slices; ++axis) {
    const auto before = box.axes[axis].first.value();
    const auto after = (dims[axis] - box.axes[axis].second).value();
    if (!before || !after || *before > kMost || *after > kMost) return false;
  }
  return by_slices;
}

class Coverage {
 public:
  Coverage(const Frame& frame, Symbols& symbols, const NodeT& full)
      : frame_(frame), symbols_(symbols), array_(full.results[0]) {
    // The sizes as they were asked for: negative ones have raised.
    for (size_t axis = 1; axis < full.operands.size(); ++axis) {
      const auto size = number(full.operands[axis]);
      dims_.push_back(size ? *size : frame.values[array_].dims[axis - 1]);
    }
  }

  Overwritten found(const RegionT& region, const NodeT& full);

 private:
  std::optional<Linear> number(uint32_t id) const;
  bool mentions(const NodeT& node) const;
  bool leaves(const NodeT& node) const;
  bool node(const NodeT& node);
  bool loop(const NodeT& node);
  bool body(const RegionT& region, bool always);
  bool view(const NodeT& node);
  bool load(const NodeT& node);
  std::optional<std::vector<Linear>> subscripts(const NodeT& node);
  void store(const NodeT& node);
  std::vector<System> outside(const Box& box, const std::vector<Linear>& element) const;
  std::vector<System> not_before(const Box& box, const std::vector<Linear>& element) const;
  bool is_possible(const System& known, const std::vector<std::vector<System>>& each, size_t from);
  bool holds(const System& system);
  System around() const;
  bool is_covered();

  const Frame& frame_;
  Symbols& symbols_;
  const uint32_t array_;
  std::vector<Linear> dims_;
  std::vector<Box> done_;
  std::vector<Box> open_;
  std::vector<Counter> counters_;
  std::map<uint32_t, Box> views_;
  std::set<uint32_t> insides_;  // views that keep all axes and leave few elements on each side
  bool collects_ = false;
  int questions_ = 0;
};


std::optional<Linear> Coverage::number(uint32_t id) const {
  const ValueInfo& info = frame_.values[id];
  if (!info.known || frame_.function->values[id]->kind != wire::TypeKind::Int || !is_small(info.number)) return std::nullopt;
  return info.number;
}

bool Coverage::mentions(const NodeT& node) const {
  const auto is_it = [&](uint32_t id) { return id == array_ || views_.contains(id); };
  return std::ranges::any_of(node.operands, is_it) || std::ranges::any_of(node.regions, [&](const auto& child) {
    return std::ranges::any_of(child->nodes, [&](const auto& inner) { return mentions(*inner); });
  });
}

/// Whether it may end a loop or the function before its time.
bool Coverage::leaves(const NodeT& node) const {
  if (node.op == Op::Break || node.op == Op::Continue || node.op == Op::Return) return true;
  return std::ranges::any_of(node.regions, [&](const auto& child) {
    return std::ranges::any_of(child->nodes, [&](const auto& inner) { return leaves(*inner); });
  });
}

/// What is known of the numbers in a system: they are in the ranges of their symbols.
bool Coverage::holds(const System& system) {
  if (++questions_ > kMostQuestions) return true;
  loops::Constraints all;
  std::set<uint32_t> variables;
  const auto note = [&](const Linear& a) { for (const auto& term : a.terms) variables.insert(term.first); };
  for (const Linear& a : system.zero) {
    all.equal(a, Linear::of(0));
    note(a);
  }
  for (const Linear& a : system.at_least_zero) {
    all.at_most(Linear::of(0), a);
    note(a);
  }
  for (const uint32_t id : variables) {
    if (id >= kElement) continue;
    const Linear least = Linear::of(symbols_.range(Linear::symbol(id)).first);
    if (is_small(least)) all.at_most(least, Linear::symbol(id));
  }
  return all.may_hold();
}

/// Whether some of the alternatives of each can hold at once.
bool Coverage::is_possible(const System& known, const std::vector<std::vector<System>>& each, size_t from) {
  if (!holds(known)) return false;
  if (from == each.size()) return true;
  return std::ranges::any_of(each[from], [&](const System& one) {
    System both = known;
    both.add(one);
    return is_possible(both, each, from + 1);
  });
}

System Coverage::around() const {
  System system;
  for (const Counter& counter : counters_) {
    system.at_most(counter.low, Linear::symbol(counter.symbol));
    system.less(Linear::symbol(counter.symbol), counter.high);
  }
  return system;
}

std::vector<System> Coverage::outside(const Box& box, const std::vector<Linear>& element) const {
  std::vector<System> ways;
  for (size_t axis = 0; axis < element.size(); ++axis) {
    ways.emplace_back().less(element[axis], box.axes[axis].first);
    ways.emplace_back().at_most(box.axes[axis].second, element[axis]);
  }
  return ways;
}

/// The ways in which the iteration that writes the element is not before this one.
std::vector<System> Coverage::not_before(const Box& box, const std::vector<Linear>& element) const {
  std::vector<System> ways;
  System same;
  for (const Counter& counter : counters_) {
    size_t axis = 0;
    while (loops::factor_of(box.index[axis], counter.symbol) == 0) ++axis;
    const int64_t factor = loops::factor_of(box.index[axis], counter.symbol);
    const Linear writer = (element[axis] - (box.index[axis] - Linear::symbol(counter.symbol) * factor)) * factor;
    System later = same;
    if (counter.is_down) later.less(writer, Linear::symbol(counter.symbol));
    else later.less(Linear::symbol(counter.symbol), writer);
    ways.push_back(std::move(later));
    same.equal(writer, Linear::symbol(counter.symbol));
  }
  ways.push_back(std::move(same));
  return ways;
}

bool Coverage::is_covered() {
  if (done_.empty()) return false;
  System inside;
  std::vector<Linear> element;
  for (uint32_t axis = 0; axis < dims_.size(); ++axis) {
    element.push_back(Linear::symbol(kElement + axis));
    inside.at_most(Linear::of(0), element.back());
    inside.less(element.back(), dims_[axis]);
  }
  std::vector<std::vector<System>> each;
  for (const Box& box : done_) each.push_back(outside(box, element));
  return !is_possible(inside, each, 0);
}

/// Of a load or a store; nothing where one may count from the end without being a constant.
std::optional<std::vector<Linear>> Coverage::subscripts(const NodeT& node) {
  std::vector<Linear> found;
  for (size_t axis = 0; axis < node.index.size(); ++axis) {
    auto index = number(node.operands[static_cast<size_t>(node.index[axis].start())]);
    if (!index) return std::nullopt;
    if (index->value().value_or(0) < 0) index = *index + dims_[axis];
    else if (!index->value()) {
      System negative = around();
      negative.less(*index, Linear::of(0));
      if (holds(negative)) return std::nullopt;
    }
    found.push_back(std::move(*index));
  }
  return found.size() == dims_.size() ? std::optional(std::move(found)) : std::nullopt;
}

/// A store that stands in every iteration of the loops around it. Those of another form write too, but are not counted on.
void Coverage::store(const NodeT& node) {
  auto index = subscripts(node);
  if (!index) return;
  Box box;
  std::set<uint32_t> used;
  for (const Linear& at : *index) {
    Linear low = at;
    Linear high = at;
    int counters = 0;
    for (const Counter& counter : counters_) {
      const int64_t factor = loops::factor_of(at, counter.symbol);
      if (factor == 0) continue;
      if (++counters > 1 || (factor != 1 && factor != -1) || !used.insert(counter.symbol).second) return;
      low = loops::substitute(at, counter.symbol, factor > 0 ? counter.low : counter.high - Linear::of(1));
      high = loops::substitute(at, counter.symbol, factor > 0 ? counter.high - Linear::of(1) : counter.low);
    }
    // What the loops compute anew each time says nothing about all of it.
    if (!counters_.empty() && std::max(symbols_.depth(low), symbols_.depth(high)) >= symbols_.depth(Linear::symbol(counters_[0].symbol))) return;
    box.axes.emplace_back(low, high + Linear::of(1));
  }
  if (used.size() != counters_.size()) return;
  for (const Counter& counter : counters_) {
    for (const Counter& other : counters_) {
      if (loops::factor_of(counter.low, other.symbol) != 0 || loops::factor_of(counter.high, other.symbol) != 0) return;
    }
    box.loops.push_back(counter.loop);
  }
  box.index = std::move(*index);
  open_.push_back(std::move(box));
}

bool Coverage::load(const NodeT& node) {
  const auto element = subscripts(node);
  if (!element) return false;
  System here = around();
  for (size_t axis = 0; axis < dims_.size(); ++axis) {
    here.at_most(Linear::of(0), (*element)[axis]);
    here.less((*element)[axis], dims_[axis]);
  }
  std::vector<std::vector<System>> each;
  for (const Box& box : done_) each.push_back(outside(box, *element));
  for (const Box& box : open_) {
    const bool same = std::ranges::equal(box.loops, counters_, {}, {}, [](const Counter& counter) { return counter.loop; });
    if (!same) continue;
    each.push_back(outside(box, *element));
    std::ranges::move(not_before(box, *element), std::back_inserter(each.back()));
  }
  return !is_possible(here, each, 0);
}

/// Basic slices by 1 and single places.
bool Coverage::view(const NodeT& node) {
  Box box;
  size_t axis = 0;
  for (const wire::IndexItem& item : node.index) {
    if (item.kind() == wire::IndexKind::NewAxis) continue;
    if (axis == dims_.size()) return false;
    const Linear& size = dims_[axis++];
    const auto at = [&](int32_t place) -> std::optional<Linear> { return place < 0 ? std::nullopt : number(node.operands[static_cast<size_t>(place)]); };
    if (item.kind() == wire::IndexKind::Full) {
      box.axes.emplace_back(Linear::of(0), size);
      continue;
    }
    const auto start = at(item.start());
    if (item.kind() == wire::IndexKind::Int) {
      if (!start || (!start->value() && !symbols_.non_negative(*start))) return false;
      const Linear place = start->value().value_or(0) < 0 ? *start + size : *start;
      box.axes.emplace_back(place, place + Linear::of(1));
      continue;
    }
    const auto stop = at(item.stop());
    const auto step = at(item.step());
    const bool known = (item.start() < 0 || start) && (item.stop() < 0 || stop) && (item.step() < 0 || (step && step->is(1)));
    if (!known) return false;
    const auto slice = symbols_.slice(start, stop, step, size);
    box.axes.emplace_back(slice.start, slice.start + slice.length);
  }
  for (; axis < dims_.size(); ++axis) box.axes.emplace_back(Linear::of(0), dims_[axis]);
  if (is_inside(node, box, dims_)) insides_.insert(node.results[0]);
  views_[node.results[0]] = std::move(box);
  return true;
}

/// `always`: what stands there runs in every iteration of the loops around it.
bool Coverage::body(const RegionT& region, bool always) {
  for (const auto& child : region.nodes) {
    const NodeT& node = *child;
    if (node.op == Op::For && mentions(node)) {
      if (!always || !loop(node)) return false;
      continue;
    }
    if (node.op == Op::Load && node.operands[0] == array_) {
      if (!collects_ && !load(node)) return false;
      continue;
    }
    if (node.op == Op::Store && node.operands[0] == array_) {
      if (always && collects_) store(node);
      continue;
    }
    if (node.op == Op::Dim) continue;
    if (!mentions(node)) continue;
    if (node.op != Op::If && node.op != Op::While) return false;
    for (const uint32_t id : node.operands) if (id == array_ || views_.contains(id)) return false;
    for (const auto& part : node.regions) if (!body(*part, false)) return false;
  }
  return true;
}

bool Coverage::loop(const NodeT& node) {
  const auto start = number(node.operands[0]);
  const auto stop = number(node.operands[1]);
  const auto step = number(node.operands[2]);
  if (!start || !stop || !step || (!step->is(1) && !step->is(-1)) || node.regions.size() != 1) return false;
  const ValueInfo& counter = frame_.values[static_cast<size_t>(node.regions[0]->argument)];
  if (!counter.known || counter.number.constant != 0 || counter.number.terms.size() != 1 || counter.number.terms[0].second != 1) return false;
  const bool is_down = step->is(-1);
  const Linear one = Linear::of(1);
  counters_.push_back({&node, counter.number.terms[0].first, is_down ? *stop + one : *start, is_down ? *start + one : *stop, is_down});
  const bool fine = body(*node.regions[0], true);
  counters_.pop_back();
  return fine;
}

/// One statement of the region in which the array is made; false where it reads what may not be written, or cannot be told.
bool Coverage::node(const NodeT& node) {
  if (!mentions(node) || node.op == Op::Dim) return true;
  if (node.op == Op::For) {
    // First what its iterations write, then whether each read is of an element that was written before it.
    for (const bool collects : {true, false}) {
      collects_ = collects;
      if (!loop(node)) return false;
    }
    std::ranges::move(open_, std::back_inserter(done_));
    open_.clear();
    return true;
  }
  if (node.op == Op::Load) return node.operands[0] == array_ && load(node);
  if (node.op == Op::Store) {
    if (node.operands[0] != array_ || node.operands.back() == array_) return false;
    store(node);
    std::ranges::move(open_, std::back_inserter(done_));
    open_.clear();
    return true;
  }
  if (node.op == Op::View) return node.operands[0] == array_ && view(node);
  if (node.op == Op::Assign) {
    const auto found = views_.find(node.operands[0]);
    if (node.operands.size() != 2 || (found == views_.end() && node.operands[0] != array_)) return false;
    if (node.operands[1] == array_ || views_.contains(node.operands[1])) return false;
    if (found != views_.end()) {
      done_.push_back(found->second);
      return true;
    }
    Box whole;
    for (const Linear& size : dims_) whole.axes.emplace_back(Linear::of(0), size);
    done_.push_back(std::move(whole));
    return true;
  }
  return false;
}

Overwritten Coverage::found(const RegionT& region, const NodeT& full) {
  if (dims_.empty() || !std::ranges::all_of(dims_, [](const Linear& size) { return is_small(size); })) return {};
  const auto at = std::ranges::find_if(region.nodes, [&](const auto& child) { return child.get() == &full; });
  if (at == region.nodes.end()) return {};
  const NodeT* inside = nullptr;
  bool is_first = true;
  for (auto next = at + 1; next != region.nodes.end(); ++next) {
    const bool touches = mentions(**next) && (*next)->op != Op::Dim && (*next)->op != Op::View;
    if (leaves(**next) || done_.size() > kMostBoxes || !node(**next)) break;
    if (touches && is_first && (*next)->op == Op::Assign && insides_.contains((*next)->operands[0])) inside = next->get();
    is_first = is_first && !touches;
  }
  if (is_covered()) return {true, nullptr};
  return {false, inside};
}

}  // namespace

Overwritten overwritten(const Frame& frame, Symbols& symbols, const RegionT& region, const NodeT& full) {
  if (!frame.values[full.results[0]].known) return {};
  return Coverage(frame, symbols, full).found(region, full);
}

}  // namespace weft::compile
