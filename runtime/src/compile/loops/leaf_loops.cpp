// SPDX-License-Identifier: Apache-2.0
// The loops of a leaf: outer ones, inner ones, partial sums and elements of rows before in registers.
#include <algorithm>

#include "compile/loops/leaf_body.h"
#include "memory/dtype.h"

namespace weft::compile::loops {

using namespace llvm;
using wire::Op;

unsigned vector_bits() {
  static const unsigned bits = [] {
    const auto features = sys::getHostCPUFeatures();
    const auto has = [&](const char* name) { return features.lookup(name); };
    return has("avx512f") && has("avx512vl") && has("avx512dq") ? 512U : has("avx2") ? 256U : 128U;
  }();
  return bits;
}

namespace {

bool is_transposing(const Nest& nest, const Leaf& leaf) {
  if (leaf.lanes == nullptr) return false;
  return std::ranges::any_of(places(nest, *leaf.items, {}), [&](const Place& place) {
    const Loop* innermost = !place.loops.empty() ? place.loops.back() : !leaf.inner.empty() ? leaf.inner.back() : nullptr;
    return innermost != nullptr && can_transpose(*place.access, *leaf.lanes, *innermost);
  });
}

}  // namespace

unsigned lanes_of_vector(const Nest& nest) {
  int64_t item = 4;
  for (const Array& array : nest.arrays) item = std::max(item, memory::item_size(array.type->dtype));
  return vector_bits() / 8 / static_cast<unsigned>(item);
}

unsigned rows_together(const Nest& nest, const Leaf& leaf, const Switches& switches) {
  constexpr unsigned kRows = 4;
  // Where blocks are transposed in registers first, one vector beside more rows: each block is then used by more of them.
  constexpr unsigned kRowsOfBlocks = 8;
  return switches.panels && is_transposing(nest, leaf) ? kRowsOfBlocks : kRows;
}

unsigned vectors_together(const Nest& nest, const Leaf& leaf) {
  constexpr unsigned kVectors = 3;
  constexpr unsigned kVectorsOfFewRegisters = 2;
  // Without rows; and with branches: each turn waits for its slowest lane, and two hide what one waits for.
  constexpr unsigned kWide = 4;
  constexpr unsigned kBranched = 2;
  if (is_transposing(nest, leaf)) return 1;
  if (leaf.rows != nullptr) return vector_bits() == 512 ? kVectors : kVectorsOfFewRegisters;
  return nest.has_branches ? kBranched : kWide;
}

LeafBody::LeafBody(Emitter& emitter, const Nest& nest, const Leaf& leaf, const Layout& layout, const std::string& name, bool wraps)
    : e_(emitter), nest_(nest), leaf_(leaf), layout_(layout), wraps_(wraps), b_(emitter.context_) {
  Type* i64 = b_.getInt64Ty();
  function_ = Function::Create(FunctionType::get(b_.getVoidTy(), {b_.getPtrTy(), i64, i64, b_.getInt32Ty()}, false),
                               Function::InternalLinkage, name, e_.module_);
  function_->setDoesNotThrow();
  const std::string bits = std::to_string(leaf.lanes == nullptr ? 256U : vector_bits());
  function_->addFnAttr("prefer-vector-width", bits);
  function_->addFnAttr("min-legal-vector-width", bits);
  function_->addFnAttr(Attribute::MustProgress);
  function_->addParamAttr(0, Attribute::NoAlias);
  entry_ = BasicBlock::Create(e_.context_, "entry", function_);
  exit_ = BasicBlock::Create(e_.context_, "exit", function_);
  IRBuilder<>(exit_).CreateRetVoid();
  BasicBlock* start = BasicBlock::Create(e_.context_, "start", function_);
  IRBuilder<>(entry_).CreateBr(start);
  b_.SetInsertPoint(start);
  if (e_.fast_) {
    FastMathFlags flags;
    flags.setAllowContract();
    b_.setFastMathFlags(flags);
  }
  if (leaf.lanes != nullptr) widest_ = lanes_of_vector(nest);
  is_transposing_ = is_transposing(nest, leaf);
  MDBuilder metadata(e_.context_);
  MDNode* domain = metadata.createAnonymousAliasScopeDomain();
  for (size_t index = 0; index < nest.arrays.size(); ++index) scopes_.push_back(metadata.createAnonymousAliasScope(domain));
}

Function* LeafBody::emit() {
  if (leaf_.divided != nullptr) {
    // Its bounds hold no counter of the leaf, so they are known here.
    const auto [low, high] = bounds(*leaf_.divided);
    (void)high;
    limits_[leaf_.divided] = {b_.CreateAdd(low, function_->getArg(1), "", false, true), b_.CreateAdd(low, function_->getArg(2), "", false, true)};
  }
  instances_.resize(1);
  begin_flags();
  if (leaf_.in_strips) run_strips();
  else run_outer(0);
  tell_raised();
  b_.CreateBr(exit_);
  return function_;
}

std::pair<Value*, Value*> LeafBody::bounds(const Loop& loop) {
  if (const auto found = limits_.find(&loop); found != limits_.end()) return found->second;
  if (leaf_.limited == &loop) {
    const size_t place = layout_.limits.at(loop.counter);
    return {slot(place, b_.getInt64Ty()), slot(place + 1, b_.getInt64Ty())};
  }
  static const Instance kNone;
  const Instance& first = instances_.empty() ? kNone : instances_[0];
  return {number(loop.lower, first), number(loop.upper, first)};
}

/// A loop that may run not at all.
void LeafBody::count(Value* low, Value* high, Value* step, const std::function<void(Value*)>& body, bool parallel) {
  BasicBlock* before = b_.GetInsertBlock();
  BasicBlock* loop = BasicBlock::Create(e_.context_, "loop", function_);
  BasicBlock* after = BasicBlock::Create(e_.context_, "after", function_);
  b_.CreateCondBr(b_.CreateICmpSLT(low, high), loop, after);
  b_.SetInsertPoint(loop);
  PHINode* index = b_.CreatePHI(b_.getInt64Ty(), 2);
  index->addIncoming(low, before);
  MDNode* outer_group = group_;
  if (parallel) group_ = MDNode::getDistinct(e_.context_, {});
  body(index);
  Value* next = b_.CreateAdd(index, step, "", false, true);
  index->addIncoming(next, b_.GetInsertBlock());
  BranchInst* back = b_.CreateCondBr(b_.CreateICmpSLT(next, high), loop, after);
  SmallVector<Metadata*, 4> properties = {nullptr, MDNode::get(e_.context_, MDString::get(e_.context_, "llvm.loop.mustprogress"))};
  if (parallel) properties.push_back(MDNode::get(e_.context_, {MDString::get(e_.context_, "llvm.loop.parallel_accesses"), group_}));
  group_ = outer_group;
  // Tiles are large as they are; only rows that are walked down are few enough to lay out one after the other.
  if ((leaf_.lanes != nullptr && !leaf_.walks_down) || leaf_.rows != nullptr) properties.push_back(MDNode::get(e_.context_, MDString::get(e_.context_, "llvm.loop.unroll.disable")));
  MDNode* id = MDNode::getDistinct(e_.context_, properties);
  id->replaceOperandWith(0, id);
  back->setMetadata(LLVMContext::MD_loop, id);
  b_.SetInsertPoint(after);
}

void LeafBody::poll() {
  FunctionCallee callee = e_.module_.getOrInsertFunction("weft_loops_cancelled", FunctionType::get(b_.getInt1Ty(), {b_.getPtrTy()}, false));
  cast<Function>(callee.getCallee())->setDoesNotThrow();
  // It writes nothing, and what it reads nobody else here does: values stay in registers across it.
  cast<Function>(callee.getCallee())->setMemoryEffects(MemoryEffects::inaccessibleMemOnly());
  BasicBlock* go_on = BasicBlock::Create(e_.context_, "go", function_);
  b_.CreateCondBr(b_.CreateCall(callee, {slot(layout_.run, b_.getPtrTy())}), exit_, go_on, MDBuilder(e_.context_).createBranchWeights(1, 1 << 20));
  b_.SetInsertPoint(go_on);
}

void LeafBody::run_outer(size_t position) {
  if (position == leaf_.outer.size()) {
    if (leaf_.triangle) run_triangle();
    else if (leaf_.lanes != nullptr) run_cut(0);
    else if (leaf_.rows != nullptr) run_jammed();
    else run_items(*leaf_.items);
    return;
  }
  const Loop& loop = *leaf_.outer[position];
  const auto [low, high] = bounds(loop);
  const bool last = position + 1 == leaf_.outer.size();
  const bool has_inner = std::ranges::any_of(*leaf_.items, [](const Item& item) { return item.loop != nullptr; });
  if (last && leaf_.lanes == nullptr && leaf_.rows == nullptr && !has_inner) {
    if (leaf_.is_parallel_inside) {
      count(low, high, b_.getInt64(1), [&](Value* index) {
        counters_[loop.counter] = index;
        run_items(*leaf_.items);
      }, true);
    } else {
      run_loop(loop, low, high, [&] { run_items(*leaf_.items); }, leaf_.items);
    }
    return;
  }
  count(low, high, b_.getInt64(1), [&](Value* index) {
    counters_[loop.counter] = index;
    if (position == 0) poll();
    run_outer(position + 1);
  });
}

void LeafBody::run_inner(size_t position) {
  if (position == leaf_.inner.size()) return run_items(*leaf_.items);
  const Loop& loop = *leaf_.inner[position];
  const auto [low, high] = bounds(loop);
  const bool has_inner = std::ranges::any_of(*leaf_.items, [](const Item& item) { return item.loop != nullptr; });
  const bool last = position + 1 == leaf_.inner.size() && !has_inner;
  run_loop(loop, low, high, [&] { run_inner(position + 1); }, last ? leaf_.items : nullptr);
}

void LeafBody::run_items(const std::vector<Item>& items) {
  for (const Item& item : items) {
    for (const wire::NodeT* node : item.nodes) {
      for (size_t instance = 0; instance < instances_.size(); ++instance) {
        if (instances_[instance].mask != nullptr) mask_ = instances_[instance].mask;
        if (node->op == Op::Break) run_break(instance);
        else run_node(*node, instance);
      }
    }
    if (item.branch) {
      run_branch(*item.branch);
      leave_broken();
    }
    if (item.loop && item.loop->breaks) {
      run_breaking(*item.loop);
      continue;
    }
    if (!item.loop) continue;
    const auto [low, high] = bounds(*item.loop);
    const bool innermost = std::ranges::none_of(item.loop->body, [](const Item& inner) { return inner.loop != nullptr; });
    ++inside_;
    run_loop(*item.loop, low, high, [&] { run_items(item.loop->body); }, innermost ? &item.loop->body : nullptr);
    --inside_;
  }
}

/// Elements that the loop adds to again and again: written in it, and touched through this one subscript only.
std::vector<const Access*> LeafBody::partial_sums(const Loop& loop, const std::vector<Item>& items) const {
  std::vector<const Access*> found;
  const auto all = places(nest_, items, {&loop});
  for (const Place& place : all) {
    const Access& access = *place.access;
    if (!access.write || cell_of(access) != nullptr) continue;
    const bool known = std::ranges::any_of(found, [&](const Access* other) { return other->array == access.array; });
    const bool moves = std::ranges::any_of(place.loops, [&](const Loop* around) {
      return std::ranges::any_of(access.index, [&](const Linear& index) { return factor_of(index, around->counter) != 0; });
    });
    const bool alone = std::ranges::all_of(all, [&](const Place& other) {
      return other.access->array != access.array || other.access->index == access.index;
    });
    if (!known && !moves && alone) found.push_back(&access);
  }
  return found;
}

const LeafBody::Cell* LeafBody::cell_of(const Access& access) const {
  for (const Cell& cell : cells_) {
    if (cell.access->array == access.array && cell.access->index == access.index) return &cell;
  }
  return nullptr;
}

const LeafBody::Kept* LeafBody::kept_of(const Access& access) const {
  const auto found = std::ranges::find_if(kept_, [&](const Kept& kept) {
    if (kept.of.array != access.array) return false;
    const auto own = kept.of.reads.begin() + static_cast<std::ptrdiff_t>(kept.own);
    return access.write ? access.index == kept.of.written : std::find(kept.of.reads.begin(), own, access.index) != own;
  });
  return found == kept_.end() ? nullptr : &*found;
}

/// Of rows that run behind each other: how many iterations ago the row before wrote what this one reads; 0 when that is not known.
int64_t LeafBody::behind_row_before(const Carried& carried, const Access& access) const {
  if (leaf_.skew == 0 || instances_.size() < 2 || access.array != carried.array || access.write) return 0;
  const uint32_t row = leaf_.rows->counter;
  const uint32_t inner = leaf_.inner[0]->counter;
  std::optional<int64_t> steps;
  size_t axes_of_row = 0;
  for (size_t axis = 0; axis < access.index.size(); ++axis) {
    const Linear& written = carried.written[axis];
    const int64_t factor = factor_of(written, inner);
    if (factor_of(written, row) != 0) {
      if (factor != 0) return 0;  // every row has elements of its own
      ++axes_of_row;
    }
    const auto gap = (access.index[axis] - substitute(written, row, Linear::symbol(row) - Linear::of(1))).value();
    if (!gap) return 0;
    if (factor == 0) {
      if (*gap != 0) return 0;
      continue;
    }
    if (steps || (factor != 1 && factor != -1)) return 0;
    steps = leaf_.skew - *gap * factor;
  }
  return steps && axes_of_row == 1 && *steps > 0 ? *steps : 0;
}

/// What rows read of those before them stays in registers too, where it was written a few iterations ago.
void LeafBody::add_rows_before(Carried& carried, const std::vector<Item>& items) const {
  constexpr int64_t kFarthest = 4;
  int64_t farthest = 0;
  for (const Item& item : items) {
    for (const wire::NodeT* node : item.nodes) {
      const auto found = nest_.accesses.find(node);
      if (found == nest_.accesses.end()) continue;
      const int64_t steps = behind_row_before(carried, found->second);
      if (steps <= kFarthest) farthest = std::max(farthest, steps);
    }
  }
  for (auto back = static_cast<int64_t>(carried.reads.size()) + 1; back <= farthest; ++back) {
    std::vector<Linear> before;
    const uint32_t inner = leaf_.inner[0]->counter;
    for (const Linear& index : carried.written) before.push_back(substitute(index, inner, Linear::symbol(inner) - Linear::of(back)));
    carried.reads.push_back(std::move(before));
  }
}

/// Before the first iteration, whose counter is set.
void LeafBody::keep(const Carried& carried, size_t own) {
  Kept kept{carried, {}, {}, own};
  Type* type = typed(e_.element_type(nest_.arrays[carried.array].type->dtype));
  for (const auto& index : carried.reads) {
    auto& places = kept.reads.emplace_back();
    for (size_t instance = 0; instance < instances_.size(); ++instance) {
      places.push_back(local(type, "kept"));
      if (kept.reads.size() > own && instance + 1 == instances_.size()) continue;  // of the last row nobody reads them
      b_.CreateStore(widen(read(Access{carried.array, false, index}, instance)), places.back());
    }
  }
  for (size_t instance = 0; instance < instances_.size(); ++instance) kept.written.push_back(local(type, "written"));
  kept_.push_back(std::move(kept));
}

/// At the end of an iteration.
void LeafBody::keep_next() {
  for (const Kept& kept : kept_) {
    for (size_t instance = 0; instance < instances_.size(); ++instance) {
      for (size_t back = kept.reads.size(); back-- > 0;) {
        AllocaInst* from = back == 0 ? kept.written[instance] : kept.reads[back - 1][instance];
        b_.CreateStore(b_.CreateLoad(from->getAllocatedType(), from), kept.reads[back][instance]);
      }
    }
  }
}

/// Whether an iteration of the innermost loop may read what one before it wrote: blocks of it are read too early then.
bool LeafBody::is_written_ahead(const wire::NodeT& node, const Loop& loop, const std::vector<Item>& items) const {
  auto around = leaf_.all();
  std::erase(around, &loop);
  auto inside = around;
  inside.push_back(&loop);
  const auto all = places(nest_, items, inside);
  const auto read = std::ranges::find(all, &node, &Place::node);
  return std::ranges::any_of(all, [&](const Place& place) { return place.access->write && runs_back(nest_, place, *read, loop, around); });
}

/// `innermost` are the items when there are no loops in them.
void LeafBody::run_loop(const Loop& loop, Value* low, Value* high, const std::function<void()>& body, const std::vector<Item>* innermost) {
  // What is inside: for inner loops of the chain that is everything inside of them.
  const std::vector<Item>* inside = innermost;
  const auto in_chain = std::ranges::find(leaf_.inner, &loop);
  if (inside == nullptr) inside = in_chain != leaf_.inner.end() ? leaf_.items : &loop.body;
  std::vector<const Access*> sums;
  if (e_.switches_.tiles && !nest_.has_branches) sums = partial_sums(loop, *inside);
  if (in_chain != leaf_.inner.end()) {
    // Loops of the chain that are further inside move elements too.
    std::erase_if(sums, [&](const Access* access) {
      return std::any_of(in_chain + 1, leaf_.inner.end(), [&](const Loop* other) {
        return std::ranges::any_of(access->index, [&](const Linear& index) { return factor_of(index, other->counter) != 0; });
      });
    });
  }
  std::vector<Carried> kept;
  if (innermost != nullptr && e_.switches_.carry && !nest_.has_branches) kept = carried(nest_, loop, *innermost);
  BasicBlock* done = nullptr;
  if (!sums.empty() || !kept.empty()) {
    BasicBlock* runs = BasicBlock::Create(e_.context_, "runs", function_);
    done = BasicBlock::Create(e_.context_, "done", function_);
    b_.CreateCondBr(b_.CreateICmpSLT(low, high), runs, done);
    b_.SetInsertPoint(runs);
    counters_[loop.counter] = low;
    for (Carried& one : kept) {
      const size_t own = one.reads.size();
      if (leaf_.inner.size() == 1 && leaf_.inner[0] == &loop) add_rows_before(one, *innermost);
      keep(one, own);
    }
    for (const Access* access : sums) {
      Cell cell{access, {}};
      Type* type = typed(e_.element_type(nest_.arrays[access->array].type->dtype));
      for (size_t instance = 0; instance < instances_.size(); ++instance) {
        cell.places.push_back(local(type, "sum"));
        b_.CreateStore(read(*access, instance), cell.places.back());
      }
      cells_.push_back(std::move(cell));
    }
  }
  const auto blocks = [&]() -> std::vector<const Access*> {
    std::vector<const Access*> found;
    if (innermost == nullptr || leaf_.lanes == nullptr || width_ == 1) return found;
    for (const Item& item : *innermost) {
      for (const wire::NodeT* node : item.nodes) {
        const auto access = nest_.accesses.find(node);
        if (access != nest_.accesses.end() && cell_of(access->second) == nullptr && kept_of(access->second) == nullptr &&
            can_transpose(access->second, *leaf_.lanes, loop) && !is_written_ahead(*node, loop, *innermost)) {
          found.push_back(&access->second);
        }
      }
    }
    return found;
  }();
  Value* at = low;
  if (!blocks.empty() && mask_ == nullptr) {
    const auto step = b_.getInt64(width_);
    Value* span = b_.CreateBinaryIntrinsic(Intrinsic::smax, b_.CreateSub(high, low, "", false, true), b_.getInt64(0));
    Value* end = b_.CreateAdd(low, b_.CreateAnd(span, b_.getInt64(~static_cast<uint64_t>(width_ - 1))), "", false, true);
    count(low, end, step, [&](Value* index) {
      counters_[loop.counter] = index;
      for (const Access* access : blocks) {
        for (size_t instance = 0; instance < instances_.size(); ++instance) (void)transpose(*access, instance);
      }
      for (unsigned k = 0; k < width_; ++k) {
        counters_[loop.counter] = b_.CreateAdd(index, b_.getInt64(k), "", false, true);
        in_block_ = k;
        body();
        keep_next();
      }
      blocks_.clear();
    });
    at = end;
  }
  count(at, high, b_.getInt64(1), [&](Value* index) {
    counters_[loop.counter] = index;
    body();
    keep_next();
  });
  if (done != nullptr) {
    kept_.clear();
    for (size_t k = 0; k < sums.size(); ++k) {
      const Cell cell = std::move(cells_.back());
      cells_.pop_back();
      for (size_t instance = 0; instance < instances_.size(); ++instance) {
        write(*cell.access, b_.CreateLoad(cell.places[instance]->getAllocatedType(), cell.places[instance]), instance);
      }
    }
    b_.CreateBr(done);
    b_.SetInsertPoint(done);
  }
}

}  // namespace weft::compile::loops
