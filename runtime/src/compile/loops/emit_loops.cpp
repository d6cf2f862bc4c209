// SPDX-License-Identifier: Apache-2.0
#include "compile/loops/emit_loops.h"

#include <algorithm>
#include <cstdlib>
#include <numeric>

#include "compile/loops/division.h"
#include "compile/loops/expansion.h"
#include "compile/loops/host.h"
#include "compile/loops/invariants.h"
#include "compile/loops/made_nest.h"
#include "compile/loops/memory_checks.h"
#include "compile/loops/time_tiles.h"
#include "memory/dtype.h"

namespace weft::compile::loops {

using namespace llvm;
using codegen::ArrayParts;
using codegen::Entity;

namespace {

// A call of a leaf, its conditions and its rows in the profile cost up to 0.2 µs: leaves of less than ten times that run as written.
constexpr double kWorthCallingFemtoseconds = 2e9;
// Inside of loops that stay in order short leaves are called as they are, by a few instructions.
constexpr double kWorthRunningFemtoseconds = 1e8;

}  // namespace

bool Host::find_arrays() {
  for (const Array& array : nest_.arrays) {
    Known known;
    const ValueInfo* info = nullptr;
    if (array.expands) {
      arrays_.push_back(expanded(array));
      continue;
    }
    if (array.is_variable) {
      const Emitter::Storage& storage = e_.act().variables[array.id];
      known.parts.buffer = b_.CreateLoad(b_.getPtrTy(), storage.buffer);
      known.parts.data = b_.CreateLoad(b_.getPtrTy(), storage.data);
      for (size_t axis = 0; axis < storage.shape.size(); ++axis) {
        known.parts.shape.push_back(b_.CreateLoad(b_.getInt64Ty(), storage.shape[axis]));
        known.parts.strides.push_back(b_.CreateLoad(b_.getInt64Ty(), storage.strides[axis]));
      }
      info = &e_.act().frame->variables[array.id];
    } else {
      Entity* entity = e_.act().values[array.id];
      if (entity == nullptr) return false;
      e_.ready(entity);
      if (entity->kind != Entity::Kind::array) return false;
      known.parts = entity->array;
      info = &entity->info;
    }
    const size_t rank = array.type->dims.size();
    const int64_t item = memory::item_size(array.type->dtype);
    known.strides.resize(rank);
    if (info->known && info->strides.size() == rank) {
      known.origins = info->origins;
      for (size_t axis = 0; axis < rank; ++axis) {
        if (info->strides[axis].known && info->strides[axis].sizes.empty()) known.strides[axis] = info->strides[axis].factor;
      }
      known.has_places_of_its_own = info->strides == contiguous_strides(info->dims, item);
    }
    arrays_.push_back(std::move(known));
  }
  return true;
}

/// A scalar defined outside, or computed before the loops; null where there is none.
Value* Host::scalar(uint32_t id) const {
  if (const auto found = computed_.find(id); found != computed_.end()) return found->second;
  if (id >= e_.act().values.size() || e_.act().values[id] == nullptr) return nullptr;
  return e_.act().values[id]->scalar;
}

bool Host::find_scalars() {
  const auto& values = e_.act().frame->function->values;
  for (const wire::NodeT* node : before_) {
    const uint32_t id = node->results[0];
    if (node->op == wire::Op::Const) {
      computed_[id] = ConstantFP::get(e_.scalar_type(*values[id]), node->constant->float_value);
      continue;
    }
    codegen::Small<Value*, 3> operands;
    for (const uint32_t operand : node->operands) {
      operands.push_back(scalar(operand));
      if (operands.back() == nullptr) return false;
    }
    computed_[id] = codegen::element_operation(b_, node->op, graph::element_of(*values[node->operands[0]]), graph::element_of(*values[id]), operands, e_.fast_);
  }
  const auto is_there = [&](uint32_t id) { return scalar(id) != nullptr; };
  for (const uint32_t id : nest_.outside_values) if (!nest_.numbers.contains(id) && !is_there(id)) return false;
  return std::ranges::all_of(nest_.variables, [&](const Variable& variable) { return variable.kind != Variable::Kind::value || is_there(variable.id); });
}

Value* Host::parameter(uint32_t variable) {
  Value*& known = parameters_[variable];
  if (known != nullptr) return known;
  const Variable& of = nest_.variables[variable];
  switch (of.kind) {
    case Variable::Kind::value: return known = scalar(of.id);
    case Variable::Kind::variable: return known = b_.CreateLoad(b_.getInt64Ty(), e_.act().variables[of.id].scalar);
    case Variable::Kind::size: return known = arrays_[of.id].parts.shape[of.axis];
    default: WEFT_CHECK(false); return nullptr;
  }
}

Value* Host::number(const Linear& a) {
  Value* sum = e_.i64(a.constant);
  for (const auto& [id, factor] : a.terms) sum = b_.CreateAdd(sum, b_.CreateMul(parameter(id), e_.i64(factor)));
  return sum;
}

/// The least or the greatest that `a` can be while the loops run.
Linear Host::extreme(Linear a, const std::vector<const Loop*>& around, bool most) const {
  for (size_t level = around.size(); level-- > 0;) {
    const Loop& loop = *around[level];
    const int64_t factor = factor_of(a, loop.counter);
    if (factor == 0) continue;
    a = substitute(a, loop.counter, (factor > 0) == most ? loop.upper - Linear::of(1) : loop.lower);
  }
  return a;
}

/// What a subscript is never less than, or with `most` never more: its extreme, and where a loop around it begins with it, or ends, the other end
/// of that loop, which has an iteration where it is used.
std::vector<Linear> Host::limits(const Place& place, size_t axis, bool most) const {
  const Linear& index = place.access->index[axis];
  std::vector<Linear> found = {extreme(index, place.loops, most)};
  for (const Loop* loop : place.loops) {
    const Linear& near = most ? loop->lower : loop->upper;
    const Linear distance = index - near;
    if (near.terms.empty() || !distance.terms.empty()) continue;
    found.push_back(extreme((most ? loop->upper - Linear::of(1) : loop->lower + Linear::of(1)) + distance, place.loops, most));
  }
  return found;
}

Value* Host::within(const Place& place, size_t axis) {
  const auto tightest = [&](bool most) {
    Value* tight = nullptr;
    for (const Linear& limit : limits(place, axis, most)) {
      Value* value = number(limit);
      tight = tight == nullptr ? value : b_.CreateBinaryIntrinsic(most ? Intrinsic::smin : Intrinsic::smax, tight, value);
    }
    return tight;
  };
  Value* least = tightest(false);
  Value* most = tightest(true);
  return b_.CreateAnd(b_.CreateICmpSGE(least, e_.i64(0)), b_.CreateICmpSLT(most, arrays_[place.access->array].parts.shape[axis]));
}

Value* Host::conditions() {
  Value* fine = b_.getTrue();
  const auto require = [&](Value* condition) { fine = b_.CreateAnd(fine, condition); };
  // Numbers of ordinary size: nothing computed from them overflows.
  for (uint32_t variable = 0; variable < nest_.variables.size(); ++variable) {
    const auto kind = nest_.variables[variable].kind;
    if (kind != Variable::Kind::value && kind != Variable::Kind::variable) continue;
    require(b_.CreateICmpULT(b_.CreateAdd(parameter(variable), e_.i64(int64_t{1} << 31)), e_.i64(int64_t{1} << 32)));
  }
  std::vector<std::tuple<uint32_t, size_t, std::vector<Linear>, std::vector<Linear>>> checked;
  for (const Place& place : places(nest_, nest_.root->body, {nest_.root.get()})) {
    for (size_t axis = 0; axis < place.access->index.size(); ++axis) {
      const std::tuple key(place.access->array, axis, limits(place, axis, false), limits(place, axis, true));
      if (std::ranges::find(checked, key) != checked.end()) continue;
      checked.push_back(key);
      require(within(place, axis));
    }
  }
  for (const Linear& divisor : nest_.not_zero) require(b_.CreateICmpNE(number(divisor), e_.i64(0)));
  for (const uint32_t id : nest_.divisors) require(b_.CreateFCmpUNE(scalar(id), ConstantFP::get(b_.getDoubleTy(), 0)));
  for (const auto* list : {&more_, &plan_.conditions, &nest_.needed}) {
    for (const auto& [least, around] : *list) require(b_.CreateICmpSGE(number(extreme(least, around, false)), e_.i64(0)));
  }
  for (size_t a = 0; a < arrays_.size(); ++a) {
    const int64_t item = memory::item_size(nest_.arrays[a].type->dtype);
    if (nest_.arrays[a].written && !arrays_[a].has_places_of_its_own) require(has_places_of_its_own(b_, arrays_[a].parts, item));
    if (arrays_[a].strides.back() != item) require(b_.CreateICmpEQ(arrays_[a].parts.strides.back(), e_.i64(item)));
    arrays_[a].strides.back() = item;
    if (nest_.arrays[a].expands) require(is_small(arrays_[a], nest_.arrays[a].first_axis == 0 ? kMostExpandedBytes : kMostBlockBytes));
    for (size_t b = 0; b < a; ++b) {
      if (nest_.arrays[a].expands || nest_.arrays[b].expands) continue;
      if (!nest_.arrays[a].written && !nest_.arrays[b].written) continue;
      const auto& x = arrays_[a].origins;
      const auto& y = arrays_[b].origins;
      const bool never = !x.empty() && !y.empty() && std::ranges::none_of(x, [&](uint32_t id) { return std::ranges::binary_search(y, id); });
      if (!never) require(are_apart(b_, arrays_[a].parts, item, arrays_[b].parts, memory::item_size(nest_.arrays[b].type->dtype)));
    }
  }
  if (needs_time_tiles) require(is_worth_time_tiles(plan_.steps[0]));
  return e_.switches_.worth ? b_.CreateAnd(fine, is_worth(plan_.steps, kWorthCallingFemtoseconds)) : fine;
}

/// Whether the leaves that are called one after the other take long enough, on average.
Value* Host::is_worth(std::span<const Step> steps, double least) {
  Value* fine = b_.getTrue();
  Value* total = ConstantFP::get(b_.getDoubleTy(), 0);
  int leaves = 0;
  for (const Step& step : steps) {
    if (step.block_end != nullptr) {
      fine = b_.CreateAnd(fine, is_worth_block(step, least));
      continue;
    }
    if (step.loop != nullptr) {
      fine = b_.CreateAnd(fine, is_worth(step.body, may_run_short() && !step.cut ? kWorthRunningFemtoseconds : least));
      continue;
    }
    total = b_.CreateFAdd(total, time_of(step.leaf, false));
    ++leaves;
  }
  if (leaves == 0 || leaves < static_cast<int>(steps.size())) return fine;
  return b_.CreateAnd(fine, b_.CreateFCmpOGE(total, ConstantFP::get(b_.getDoubleTy(), leaves * least)));
}

void Host::put(size_t place, Value* value) {
  if (value->getType()->isFloatTy()) value = b_.CreateBitCast(value, b_.getInt32Ty());
  if (value->getType()->isIntegerTy() && !value->getType()->isIntegerTy(64)) value = b_.CreateZExt(value, b_.getInt64Ty());
  e_.context_access(b_.CreateStore(value, b_.CreateConstInBoundsGEP1_64(b_.getInt64Ty(), slots_, place)));
}

void Host::run() {
  make_expanded();
  run_plan();
  for (size_t array = 0; array < arrays_.size(); ++array) {
    if (nest_.arrays[array].expands) e_.call("weft_release", b_.getVoidTy(), {e_.run_, arrays_[array].parts.buffer});
  }
}

void Host::run_plan() {
  size_t next = 0;
  layout_.run = next++;
  layout_.strips = next++;
  if (raised_ != nullptr) layout_.raised = next++;
  for (uint32_t variable = 0; variable < nest_.variables.size(); ++variable) layout_.variables[variable] = next++;
  for (size_t array = 0; array < arrays_.size(); ++array) {
    layout_.arrays.push_back(next);
    next += 1 + arrays_[array].parts.shape.size();
    layout_.strides.push_back(arrays_[array].strides);
  }
  for (const uint32_t id : nest_.outside_values) if (!nest_.numbers.contains(id)) layout_.values[id] = next++;
  for (const uint32_t variable : nest_.read_variables) layout_.read_variables[variable] = next++;
  const std::function<void(const std::vector<Step>&)> add_limits = [&](const std::vector<Step>& list) {
    for (const Step& step : list) {
      if (step.cut) next = layout_.limits.emplace(step.loop->counter, next).second ? next + 2 : next;
      add_limits(step.body);
    }
  };
  add_limits(plan_.steps);
  layout_.size = next;
  slots_ = e_.temporary(llvm::ArrayType::get(b_.getInt64Ty(), next), "loops");
  put(layout_.run, e_.run_);
  if (raised_ != nullptr) put(layout_.raised, raised_);
  for (const auto& [variable, place] : layout_.variables) {
    if (nest_.variables[variable].kind != Variable::Kind::counter) put(place, parameter(variable));
  }
  for (size_t array = 0; array < arrays_.size(); ++array) {
    const ArrayParts& parts = arrays_[array].parts;
    put(layout_.arrays[array], parts.data);
    for (size_t axis = 0; axis < parts.strides.size(); ++axis) put(layout_.arrays[array] + 1 + axis, parts.strides[axis]);
    if (!nest_.arrays[array].written) continue;
    Value* flag = b_.CreateConstInBoundsGEP1_64(b_.getInt8Ty(), parts.buffer, offsetof(memory::Buffer, mutated));
    e_.context_access(b_.CreateStore(b_.getInt8(1), flag));
  }
  for (const auto& [id, place] : layout_.values) put(place, scalar(id));
  for (const auto& [variable, place] : layout_.read_variables) {
    AllocaInst* cell = e_.act().variables[variable].scalar;
    put(place, b_.CreateLoad(cell->getAllocatedType(), cell));
  }
  const bool has_order = std::ranges::any_of(plan_.steps, [](const Step& step) { return step.loop != nullptr && !step.cut; });
  if (!has_order || !may_run_short()) return steps(plan_.steps);
  const bool accounts = !e_.idle_ && !e_.in_short_loop();  // else a loop around this one tells the profile
  if (accounts) {
    const uint32_t site = e_.make_site("loop", node_, {}, subject() + " in their order around short ones, on one thread");
    std::set<uint32_t> lines = {node_.range->start_line()};
    for (const Place& place : places(nest_, nest_.root->body, {nest_.root.get()})) lines.insert(place.node->range->start_line());
    e_.sites_[site].lines.assign(lines.begin(), lines.end());
    e_.call("weft_enter_loop", b_.getVoidTy(), {e_.run_, e_.i32(site)});
  }
  steps(plan_.steps);
  if (accounts) e_.call("weft_leave_loop", b_.getVoidTy(), {e_.run_});
}

/// Whether leaves of a few microseconds may be called as they are.
bool Host::may_run_short() const { return e_.switches_.shorts && e_.host_->getName() == Emitter::kEntry; }

void Host::steps(const std::vector<Step>& list) {
  for (size_t at = 0; at < list.size(); ++at) {
    const Step& step = list[at];
    if (step.loop == nullptr) {
      const size_t count = count_together(std::span(list).subspan(at));
      leaves(std::span(list).subspan(at, count));
      at += count - 1;
      continue;
    }
    if (step.cut) {
      cut(step);
      continue;
    }
    if (step.block_end != nullptr) {
      blocks(step);
      continue;
    }
    const Loop& loop = *step.loop;
    BasicBlock* tiled = nullptr;
    if (const auto shift = e_.switches_.tiles && may_run_short() ? time_shift(nest_, step, around_) : std::nullopt) {
      BasicBlock* tiles = BasicBlock::Create(e_.context_, "time", e_.host_);
      BasicBlock* turns = BasicBlock::Create(e_.context_, "turns", e_.host_);
      tiled = BasicBlock::Create(e_.context_, "timed", e_.host_);
      b_.CreateCondBr(is_worth_time_tiles(step), tiles, turns);
      b_.SetInsertPoint(tiles);
      run_time_tiles(step, *shift);
      b_.CreateBr(tiled);
      b_.SetInsertPoint(turns);
    }
    Value* low = number(loop.lower);
    Value* high = number(loop.upper);
    BasicBlock* head = BasicBlock::Create(e_.context_, "order", e_.host_);
    BasicBlock* body = BasicBlock::Create(e_.context_, "body", e_.host_);
    BasicBlock* done = BasicBlock::Create(e_.context_, "done", e_.host_);
    BasicBlock* before = b_.GetInsertBlock();
    b_.CreateBr(head);
    b_.SetInsertPoint(head);
    PHINode* index = b_.CreatePHI(b_.getInt64Ty(), 2);
    index->addIncoming(low, before);
    b_.CreateCondBr(b_.CreateICmpSLT(index, high), body, done);
    b_.SetInsertPoint(body);
    parameters_[loop.counter] = index;
    put(layout_.variables.at(loop.counter), index);
    const bool around = std::exchange(runs_short_, may_run_short());
    around_.push_back(&loop);
    steps(step.body);
    around_.pop_back();
    runs_short_ = around;
    e_.poll();
    index->addIncoming(b_.CreateAdd(index, e_.i64(1)), b_.GetInsertBlock());
    b_.CreateBr(head);
    b_.SetInsertPoint(done);
    parameters_.erase(loop.counter);
    if (tiled == nullptr) continue;
    b_.CreateBr(tiled);
    b_.SetInsertPoint(tiled);
  }
}

std::string Host::note(std::span<const Step> leaves) const {
  const Leaf& leaf = leaves[0].leaf;
  std::string text = subject();
  if (leaf.lanes != nullptr) {
    text += leaf.rows != nullptr ? ", in tiles of rows and vectors" : ", in vectors";
    if (!leaf.inner.empty() || leaf.triangle) text += ", loops exchanged";
  } else if (leaf.rows != nullptr) {
    text += leaf.columns ? ", rows in strips that follow each other on all threads" : leaf.in_strips ? ", some rows at once, in strips that follow each other on all threads" : ", some rows at once";
  }
  if (nest_.has_branches && leaf.lanes != nullptr) text += ", branches by masks";
  if (leaf.divided != nullptr) text += ", divided among threads";
  else if (!leaf.in_strips) text += ", on one thread";
  if (leaves.size() > 1) text += ", each with the loops after it over the same iterations";
  return text;
}

Function* Host::function_of(const Leaf& leaf) {
  Function*& known = functions_[&leaf];
  if (known == nullptr) known = LeafBody(e_, nest_, leaf, layout_, "loops" + std::to_string(e_.nest_count_++)).emit();
  return known;
}

std::optional<Magnitudes> Host::watched(const Leaf& leaf) const {
  return e_.switches_.bounds && leaf.lanes != nullptr ? magnitudes(nest_, leaf) : std::nullopt;
}

/// One leaf, or several as one.
void Host::leaves(std::span<const Step> steps) {
  const Leaf& leaf = steps[0].leaf;
  Small<Function*> functions;
  Value* total = nullptr;
  Value* operations = nullptr;
  int64_t block = 1;
  const auto add = [&](Value*& sum, Value* more) { sum = sum == nullptr ? more : b_.CreateFAdd(sum, more); };
  for (const Step& step : steps) {
    functions.push_back(function_of(step.leaf));
    add(total, time_of(step.leaf, step.leaf.lanes != nullptr));
    add(operations, operations_of(step.leaf));
    block = std::lcm(block, block_of(step.leaf));
  }
  Value* function = functions.size() == 1 ? functions[0] : joined(functions);
  if (const auto sizes = watched(leaf)) {
    Function* unwatched = LeafBody(e_, nest_, leaf, layout_, "loops" + std::to_string(e_.nest_count_++), false).emit();
    function = b_.CreateSelect(cannot_wrap(*sizes), unwatched, function);
  }
  Value* extent = e_.i64(1);
  if (leaf.divided != nullptr) {
    const auto [low, high] = bounds(*leaf.divided);
    extent = b_.CreateSub(high, low);
  }
  const bool is_wide = e_.switches_.share && leaf.walks_down && leaf.divided == leaf.lanes;
  const Division division = leaf.divided == nullptr ? Division::none : is_wide ? Division::wide : Division::even;
  const auto all = leaf.all();
  const wire::NodeT& owner = all.empty() ? node_ : *all.front()->node;
  const uint32_t site = e_.make_site("loop", owner, {}, note(steps));
  const auto run_here = [&] {
    auto* type = FunctionType::get(b_.getVoidTy(), {b_.getPtrTy(), b_.getInt64Ty(), b_.getInt64Ty(), b_.getInt32Ty()}, false);
    b_.CreateCall(type, function, {slots_, e_.i64(0), extent, e_.i32(0)})->setIsNoInline();
  };
  if (e_.beside_ && !leaf.in_strips) return run_here();
  BasicBlock* done = nullptr;
  if (runs_short_ && !leaf.in_strips) {
    BasicBlock* here = BasicBlock::Create(e_.context_, "here", e_.host_);
    BasicBlock* task = BasicBlock::Create(e_.context_, "task", e_.host_);
    done = BasicBlock::Create(e_.context_, "ran", e_.host_);
    b_.CreateCondBr(b_.CreateFCmpOLT(total, ConstantFP::get(b_.getDoubleTy(), kWorthCallingFemtoseconds)), here, task);
    b_.SetInsertPoint(here);
    e_.ensure_idle(nullptr, true);
    e_.note_short();
    run_here();
    b_.CreateBr(done);
    b_.SetInsertPoint(task);
  }
  if (leaf.in_strips) {
    const auto span = [&](const Loop& loop) { return b_.CreateSub(number(loop.upper), number(loop.lower)); };
    Value* columns = leaf.columns ? b_.CreateSub(number(leaf.columns->second), number(leaf.columns->first)) : span(*leaf.inner[0]);
    Value* turns = leaf.outer.empty() ? e_.i64(1) : span(*leaf.outer[0]);
    e_.check_service(e_.call("weft_run_strips", b_.getInt32Ty(),
                             {e_.run_, function, slots_, e_.i64(static_cast<int64_t>(layout_.size * 8)), e_.i32(site), e_.i64(static_cast<int64_t>(layout_.strips)),
                              turns, span(*leaf.rows), columns, e_.i64(leaf.skew), e_.i32(e_.switches_.worth ? 1 : 0), total, operations}));
    if (done == nullptr) return;
    b_.CreateBr(done);
    b_.SetInsertPoint(done);
    return;
  }
  e_.check_service(e_.call("weft_run_loops", b_.getInt32Ty(),
                           {e_.run_, function, slots_, e_.i64(static_cast<int64_t>(layout_.size * 8)), e_.i32(site), extent, e_.i64(block), total, operations,
                            e_.i32(static_cast<int32_t>(division))}));
  if (done == nullptr) return;
  b_.CreateBr(done);
  b_.SetInsertPoint(done);
}

bool tells_plans() {
  static const bool tells = std::getenv("WEFT_EXPLAIN_LOOPS") != nullptr;
  return tells;
}

bool emit_planned(Emitter& e, const wire::NodeT& node, const std::function<void()>& as_written, bool expands) {
  const wire::FunctionT& function = *e.act().frame->function;
  auto recovered = recover(function, node, e.switches_.branches);
  const bool tell = tells_plans();
  const auto refuse = [&](const std::string& why) {
    if (tell) std::fprintf(stderr, "line %u: %s\n", node.range->start_line() + 1, why.c_str());
    e.unplanned_[&node] = why;
    return false;
  };
  std::optional<MadeNest> made;
  if (!recovered.nest && e.switches_.blocks && e.switches_.rows >= Facts::kBlockedSize && !e.beside_) {
    // Operations that may raise only where there is so much work that what is written may be kept meanwhile.
    auto raising = recover(function, node, *function.body, false, true);
    if (raising.nest && is_in_blocks(make_plan(*raising.nest, e.switches_))) recovered = recover(function, node, *function.body, false, true);
  }
  if (!recovered.nest && e.switches_.statements) made = make_nest(e, node, expands, recovered.why_not);
  if (!recovered.nest && !made) return refuse(recovered.why_not);
  const std::vector<const wire::NodeT*> before = made ? made->elements.before : e.switches_.invariants ? take_invariants(*recovered.nest) : std::vector<const wire::NodeT*>{};
  Nest& nest = made ? made->nest : *recovered.nest;
  if (!has_own_variables(nest, nest.root->body)) return refuse("a name goes from one iteration to the next");
  for (const uint32_t variable : nest.set_variables) {
    if (live_after(function, node, variable)) return refuse("a name is read after the loop");
  }
  if (!made && expands) expand_arrays(nest, {});
  const Plan plan = made ? std::move(made->plan) : make_plan(nest, e.switches_);
  if (tell) std::fprintf(stderr, "line %u:\n%s%s", node.range->start_line() + 1, to_text(nest).c_str(), to_text(plan).c_str());
  if (!plan.is_useful) return nest.needed.empty() ? refuse("nothing to tile or to divide") : emit_planned(e, node, as_written, false);
  Host host(e, node, nest, plan, made ? std::move(made->bounds) : std::vector<std::pair<Linear, std::vector<const Loop*>>>{}, before);
  host.is_made = made.has_value();
  host.needs_time_tiles = made && e.switches_.worth && plan.steps[0].loop != nullptr && plan.steps[0].block_end == nullptr && nest.needed.empty();
  if (!host.find_scalars()) return refuse("a value is not there");
  if (!host.find_arrays()) return refuse("an array is not there");
  auto& b = e.b_;
  Value* fine = host.conditions();
  BasicBlock* planned = BasicBlock::Create(e.context_, "planned", e.host_);
  BasicBlock* written = BasicBlock::Create(e.context_, "written", e.host_);
  BasicBlock* merge = BasicBlock::Create(e.context_, "merge", e.host_);
  b.CreateCondBr(fine, planned, written);
  b.SetInsertPoint(planned);
  const bool may_raise = !nest.raising.empty();
  if (may_raise) {
    BasicBlock* kept = BasicBlock::Create(e.context_, "kept", e.host_);
    b.CreateCondBr(host.keep(), kept, written);
    b.SetInsertPoint(kept);
  }
  host.run();
  if (may_raise) b.CreateCondBr(host.put_back(), written, merge);
  else b.CreateBr(merge);
  b.SetInsertPoint(written);
  e.push_scope();
  // Where expanded arrays are too large there may be a plan without them.
  if (nest.needed.empty() || !emit_planned(e, node, as_written, false)) {
    const bool outer = std::exchange(e.as_written_, true);
    as_written();
    e.as_written_ = outer;
  }
  if (!e.dead()) b.CreateBr(merge);
  const std::vector<Entity*> late = std::move(e.scopes_.back().late);
  e.scopes_.back().late.clear();
  e.pop_scope();
  b.SetInsertPoint(merge);
  for (Entity* entity : late) e.consume(entity);
  return true;
}

}  // namespace weft::compile::loops
