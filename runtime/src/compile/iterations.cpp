// SPDX-License-Identifier: Apache-2.0
// Loops as written whose iterations need nothing of each other: a second copy of the body, as a function that any thread runs for a part of
// the iterations. The copy does what it can do by itself; where it would have to fail, to wait or to take memory, it stops, what it did is
// undone, and the loop runs in its order as if nothing had happened. The last iteration always runs there: what names hold after it stays.
#include <llvm/IR/InstIterator.h>
#include <llvm/Transforms/Utils/Local.h>

#include "compile/emitter.h"
#include "compile/loops/emit_loops.h"
#include "compile/loops/independent.h"
#include "compile/loops/iteration_sums.h"
#include "compile/loops/memory_checks.h"
#include "compile/pure_kernels.h"
#include "memory/dtype.h"

namespace weft::compile::codegen {

using namespace llvm;
using wire::TypeKind;

namespace {

constexpr int64_t kFewIterations = 8;
constexpr int64_t kFewElements = 4096;  // of loops without loops or statements on arrays in them

/// Services that any thread may call.
bool is_for_all(StringRef name) {
  return StringSwitch<bool>(name)
      .Cases("weft_cancelled", "weft_loops_cancelled", "weft_warn", "weft_warn_raised", "weft_tell_flags", "weft_fill_identity", true)
      .Default(false);
}

/// Services that have another of their own for any thread (loops/iteration_calls.cpp).
bool is_for_each(StringRef name) {
  return StringSwitch<bool>(name).Cases("weft_allocate", "weft_retain", "weft_release", "weft_combine_rows", true).Default(false);
}

/// Services that work for a thread by itself in its own context (RunContext::inner).
bool is_for_own(StringRef name) {
  return StringSwitch<bool>(name)
      .Cases("weft_separate", "weft_reshape", "weft_concatenate", "weft_linspace", "weft_eye", "weft_arange_float", "weft_arange_int", true)
      .Cases("weft_cum_sum", "weft_combine", true)
      .Default(false);
}

/// Those that the program's own thread divides: worth it beside a library call, which is worth more.
bool is_divided(StringRef name) { return name == "weft_submit" || name == "weft_matmul"; }

/// What a call does to the thread that makes it.
bool is_pure(const CallInst& call, StringRef callee, ArrayRef<std::string> texts) {
  const auto* name = callee == "weft_kernel" ? dyn_cast<ConstantInt>(call.getArgOperand(3)) : nullptr;
  return name != nullptr && is_pure_kernel(texts[name->getZExtValue()]);
}

/// Ends each block where it would call a service that only the program's own thread may call. False where the copy never stays in its
/// loop then, or where what it would call divides work itself.
bool stop_at_services(Function& function, BasicBlock* stop, const BasicBlock* latch, const Value* run, ArrayRef<std::string> texts, bool& has_kernels) {
  std::vector<WeakVH> calls;
  const auto callee_of = [](const CallInst& call) { return call.getCalledFunction() == nullptr ? StringRef() : call.getCalledFunction()->getName(); };
  has_kernels = any_of(instructions(function), [&](const Instruction& instruction) {
    const auto* call = dyn_cast<CallInst>(&instruction);
    return call != nullptr && is_pure(*call, callee_of(*call), texts);
  });
  for (Instruction& instruction : instructions(function)) {
    auto* call = dyn_cast<CallInst>(&instruction);
    if (call == nullptr || none_of(call->args(), [&](const Use& argument) { return argument.get() == run; })) continue;
    const StringRef name = callee_of(*call);
    if (name == "weft_run_loops" || name == "weft_run_strips") return false;
    if (is_for_all(name) || is_for_own(name) || is_pure(*call, name, texts) || (has_kernels && is_divided(name))) continue;
    calls.emplace_back(call);
    if (loops::tells_plans() && !is_for_each(name)) std::fprintf(stderr, "  stops at %s\n", name.str().c_str());
  }
  for (const WeakVH& held : calls) {
    auto* call = cast_or_null<CallInst>(static_cast<Value*>(held));
    if (call == nullptr) continue;
    if (const Function* callee = call->getCalledFunction(); callee != nullptr && is_for_each(callee->getName())) {
      call->setCalledFunction(function.getParent()->getOrInsertFunction((callee->getName() + "_beside").str(), callee->getFunctionType()));
      continue;
    }
    BasicBlock* block = call->getParent();
    for (BasicBlock* next : successors(block)) next->removePredecessor(block);
    while (&block->back() != call) {
      block->back().replaceAllUsesWith(PoisonValue::get(block->back().getType()));
      block->back().eraseFromParent();
    }
    call->replaceAllUsesWith(PoisonValue::get(call->getType()));
    call->eraseFromParent();
    BranchInst::Create(stop, block);
  }
  DenseSet<const BasicBlock*> reached;
  std::vector<const BasicBlock*> waiting = {&function.getEntryBlock()};
  while (!waiting.empty()) {
    const BasicBlock* block = waiting.back();
    waiting.pop_back();
    if (!reached.insert(block).second) continue;
    for (const BasicBlock* next : successors(block)) waiting.push_back(next);
  }
  const bool stays = reached.contains(latch);
  removeUnreachableBlocks(function);
  return stays;
}

/// What a function uses of the one around it, in the order in which it is met.
std::vector<Value*> used_from_outside(const Function& function) {
  std::vector<Value*> found;
  DenseSet<const Value*> seen;
  for (const Instruction& instruction : instructions(function)) {
    for (const Use& use : instruction.operands()) {
      const auto* made = dyn_cast<Instruction>(use.get());
      const auto* argument = dyn_cast<Argument>(use.get());
      const Function* home = made != nullptr ? made->getFunction() : argument != nullptr ? argument->getParent() : &function;
      if (home != &function && seen.insert(use.get()).second) found.push_back(use.get());
    }
  }
  return found;
}

}  // namespace

/// What the emitter knows while it emits the copy, and what it must know of the program again afterwards.
struct Emitter::Aside {
  explicit Aside(Emitter& e)
      : e(e), host(e.host_), unwind(e.unwind_), run(e.run_), fuel(e.fuel_), cells(e.warning_cells_), place(e.b_.saveIP()), flagged(std::move(e.flagged_)),
        warnings(std::move(e.scalar_warnings_)), counts(e.set_counts_), variables(e.act().variables), absorbed(e.act().absorbed), masked_counts(e.masked_counts_),
        places_fit(e.places_fit_), idle(e.idle_), sites(e.sites_.size()) {
    for (const Scope& scope : e.scopes_) late.push_back(scope.late.size());
    for (const Entity& entity : e.entities_) uses.push_back(entity.uses);
    for (const Function& function : e.module_) functions.insert(&function);
    for (const GlobalVariable& global : e.module_.globals()) globals.insert(&global);
    e.flagged_.reset();
    e.scalar_warnings_.clear();
    e.warning_cells_ = nullptr;
    e.idle_ = false;
    e.beside_ = true;
  }

  ~Aside() {
    // What the copy does is told as one: only its rows in the program's own function have sites.
    e.sites_beside_ = e.sites_.size();
    e.sites_.resize(sites);
    e.terms_.clear();
    std::erase_if(e.copy_sites_, [&](const auto& site) { return site.second >= sites; });
    for (size_t index = 0; index < late.size(); ++index) e.scopes_[index].late.resize(late[index]);
    for (size_t index = 0; index < uses.size(); ++index) e.entities_[index].uses = uses[index];
    e.host_ = host;
    e.unwind_ = unwind;
    e.run_ = run;
    e.fuel_ = fuel;
    e.warning_cells_ = cells;
    e.flagged_ = std::move(flagged);
    e.scalar_warnings_ = std::move(warnings);
    e.set_counts_ = std::move(counts);
    e.act().variables = std::move(variables);
    e.act().absorbed = std::move(absorbed);
    e.masked_counts_ = std::move(masked_counts);
    e.places_fit_ = std::move(places_fit);
    e.idle_ = idle;
    e.beside_ = false;
    e.b_.restoreIP(place);
  }
  Aside(const Aside&) = delete;

  /// Takes out what was made for the copy alone, where there is to be none.
  void forget(Function* copy) {
    copy->deleteBody();
    copy->eraseFromParent();
    for (bool found = true; found;) {
      found = false;
      for (Function& function : make_early_inc_range(e.module_)) {
        if (functions.contains(&function) || !function.use_empty() || !function.hasLocalLinkage() || function.getName().starts_with("weft_")) continue;
        function.eraseFromParent();
        found = true;
      }
      for (GlobalVariable& global : make_early_inc_range(e.module_.globals())) {
        if (globals.contains(&global) || !global.use_empty()) continue;
        global.eraseFromParent();
        found = true;
      }
    }
  }

  Emitter& e;
  Function* host;
  BasicBlock* unwind;
  Value* run;
  Value* fuel;
  AllocaInst* cells;
  IRBuilder<>::InsertPoint place;
  std::optional<FlaggedLoop> flagged;
  std::map<uint32_t, uint64_t> warnings;
  std::map<std::pair<const Frame*, uint32_t>, uint32_t> counts;
  std::vector<Storage> variables;
  std::map<uint32_t, std::shared_ptr<const Absorbed>> absorbed;
  std::map<std::pair<Frame*, uint32_t>, Value*> masked_counts;
  std::map<std::pair<const Entity*, Value*>, Value*> places_fit;
  bool idle;
  size_t sites;
  std::vector<size_t> late;
  std::vector<uint32_t> uses;
  DenseSet<const Function*> functions;
  DenseSet<const GlobalVariable*> globals;
};

/// `void(int64_t* slots, int64_t begin, int64_t end, uint32_t thread)`: the iterations from begin to end. Null where there can be no copy.
Function* Emitter::emit_copy(const wire::NodeT& node, Value* start, const loops::Independent& loop, bool& has_kernels) {
  // Read where the copy is called: their cells are in the program's own function.
  std::vector<std::pair<uint32_t, std::vector<Value*>>> held;
  const auto cells_of = [](const Storage& storage) {
    std::vector<AllocaInst*> cells = {storage.assigned};
    if (storage.scalar != nullptr) cells.push_back(storage.scalar);
    if (storage.buffer != nullptr) cells.insert(cells.end(), {storage.buffer, storage.data});
    for (size_t axis = 0; axis < storage.shape.size(); ++axis) cells.insert(cells.end(), {storage.shape[axis], storage.strides[axis]});
    return cells;
  };
  for (const uint32_t variable : loop.variables) {
    auto& values = held.emplace_back(variable, std::vector<Value*>()).second;
    for (AllocaInst* cell : cells_of(act().variables[variable])) values.push_back(b_.CreateLoad(cell->getAllocatedType(), cell));
  }
  Aside aside(*this);
  Type* word = b_.getInt64Ty();
  auto* type = FunctionType::get(b_.getVoidTy(), {b_.getPtrTy(), word, word, b_.getInt32Ty()}, false);
  Function* copy = Function::Create(type, Function::InternalLinkage, "iterations" + std::to_string(nest_count_++), module_);
  copy->setDoesNotThrow();
  copy->addFnAttr("prefer-vector-width", "256");
  host_ = copy;
  BasicBlock* entry = BasicBlock::Create(context_, "start", copy);
  BasicBlock* head = BasicBlock::Create(context_, "for", copy);
  BasicBlock* body = BasicBlock::Create(context_, "body", copy);
  BasicBlock* latch = BasicBlock::Create(context_, "next", copy);
  BasicBlock* done = BasicBlock::Create(context_, "done", copy);
  unwind_ = BasicBlock::Create(context_, "stop", copy);
  b_.SetInsertPoint(entry);
  const auto slot = [&](uint64_t place) { return b_.CreateLoad(b_.getPtrTy(), b_.CreateConstInBoundsGEP1_64(word, copy->getArg(0), place)); };
  run_ = b_.CreateLoad(b_.getPtrTy(), b_.CreateInBoundsGEP(b_.getPtrTy(), slot(0), b_.CreateZExt(copy->getArg(3), word)));
  Value* stopped = slot(1);
  IRBuilder<> stopping(unwind_);
  stopping.CreateStore(i64(1), stopped)->setAtomic(AtomicOrdering::Monotonic);
  stopping.CreateRetVoid();
  fuel_ = temporary(b_.getInt32Ty(), "fuel");
  b_.CreateStore(i32(kPollEvery), fuel_);
  for (const auto& [variable, values] : held) {
    Storage& storage = act().variables[variable];
    storage = make_storage(*storage.type, "own");
    const auto cells = cells_of(storage);
    for (size_t index = 0; index < cells.size(); ++index) b_.CreateStore(values[index], cells[index]);
  }
  Instruction* preheader = b_.CreateBr(head);
  b_.SetInsertPoint(head);
  PHINode* position = b_.CreatePHI(word, 2);
  position->addIncoming(copy->getArg(1), entry);
  b_.CreateCondBr(b_.CreateICmpSLT(position, copy->getArg(2)), body, done);
  push_scope();
  scopes_.back().loop = &node;
  scopes_.back().is_accounted = true;
  push_scope();
  scopes_.back().on_continue = latch;
  scopes_.back().preheader = preheader;
  b_.SetInsertPoint(body);
  Entity* counter = make(static_cast<uint32_t>(node.regions[0]->argument), Entity::Kind::scalar, nullptr);
  counter->scalar = b_.CreateAdd(start, position);
  place_terms(loop, position, slot);
  if (counter->info.known) learn(counter->info.number, counter->scalar);
  region(*node.regions[0]);
  if (!dead()) b_.CreateBr(latch);
  pop_scope();
  b_.SetInsertPoint(latch);
  poll();
  position->addIncoming(b_.CreateAdd(position, i64(1), "", false, true), b_.GetInsertBlock());
  b_.CreateBr(head);
  b_.SetInsertPoint(done);
  for (const auto& [variable, values] : held) {
    const Storage& storage = act().variables[variable];
    if (storage.buffer != nullptr) call("weft_release", b_.getVoidTy(), {run_, b_.CreateLoad(b_.getPtrTy(), storage.buffer)});
  }
  tell_scalar_warnings();
  b_.CreateRetVoid();
  scopes_.back().late.clear();
  pop_scope();
  const bool stays = stop_at_services(*copy, unwind_, latch, run_, texts_, has_kernels);
  const bool fits = stays && none_of(used_from_outside(*copy), [](const Value* value) { return isa<AllocaInst>(value); });
  if (fits) return copy;
  aside.forget(copy);
  return nullptr;
}

/// Emits a call that runs all iterations but the last on all threads, where that is possible; gives how many it did. Null: none, with
/// nothing emitted.
Value* Emitter::emit_iterations(const wire::NodeT& node, Value* start, Value* stop) {
  if (!switches_.iterations || side_by_side_ || as_written_ || host_->getName() != kEntry) return nullptr;
  const auto [loop, why_not] = loops::find_independent(graph_, *act().frame->function, node);
  if (loops::tells_plans()) std::fprintf(stderr, "line %u: iterations %s\n", node.range->start_line() + 1, loop ? "independent" : why_not.c_str());
  const bool is_inner = std::ranges::count_if(scopes_, [](const Scope& scope) { return scope.preheader != nullptr; }) > 0;
  if (!loop || (!loop->has_work && is_inner)) return nullptr;
  if (fast_ && !loop->sums.empty()) return nullptr;  // where a product may be rounded with the sum
  if (std::ranges::any_of(loop->sums, [&](const auto& sum) { return masked_.contains(sum.sum) || masked_.contains(sum.assign); })) return nullptr;
  struct Known {
    ArrayParts parts;
    const ValueInfo* info = nullptr;
    int64_t item = 0;
  };
  std::vector<Known> arrays;
  for (const loops::Independent::Touched& touched : loop->arrays) {
    Known known;
    known.item = memory::item_size(touched.type->dtype);
    if (touched.is_variable) {
      known.parts = parts_of(act().variables[touched.id]);
      known.info = &act().frame->variables[touched.id];
    } else {
      const Entity* entity = act().values[touched.id];
      if (entity == nullptr || entity->kind != Entity::Kind::array) return nullptr;
      known.parts = entity->array;
      known.info = &entity->info;
    }
    arrays.push_back(std::move(known));
  }
  BasicBlock* before = b_.GetInsertBlock();
  BasicBlock* apart = BasicBlock::Create(context_, "apart", host_);
  b_.SetInsertPoint(apart);
  bool has_kernels = false;
  Function* copy = emit_copy(node, start, *loop, has_kernels);
  if (copy == nullptr) {
    apart->eraseFromParent();
    b_.SetInsertPoint(before);
    return nullptr;
  }
  const auto used = used_from_outside(*copy);
  const DataLayout& layout = module_.getDataLayout();
  uint64_t words = static_cast<uint64_t>(kFirstRowSlot) + 2 * loop->sums.size();
  std::vector<uint64_t> own_slots;
  for (const Value* value : used) {
    own_slots.push_back(words);
    words += divideCeil(layout.getTypeAllocSize(value->getType()), 8);
  }
  AllocaInst* slots = temporary(llvm::ArrayType::get(b_.getInt64Ty(), words), "slots");
  slots->setAlignment(Align(16));
  IRBuilder<> entering(&*copy->getEntryBlock().begin());
  for (size_t index = 0; index < used.size(); ++index) {
    Value* to = b_.CreateConstInBoundsGEP1_64(b_.getInt64Ty(), slots, own_slots[index]);
    b_.CreateAlignedStore(used[index], to, Align(8));
    Value* from = entering.CreateConstInBoundsGEP1_64(b_.getInt64Ty(), copy->getArg(0), own_slots[index]);
    Value* own = entering.CreateAlignedLoad(used[index]->getType(), from, Align(8));
    used[index]->replaceUsesWithIf(own, [&](const Use& use) { return cast<Instruction>(use.getUser())->getFunction() == copy; });
  }
  Small<std::pair<Value*, Value*>> kept;
  for (size_t index = 0; index < arrays.size(); ++index) {
    if (loop->arrays[index].written && loop->arrays[index].kept) kept.push_back(loops::ends_of(b_, arrays[index].parts, arrays[index].item));
  }
  AllocaInst* ends = temporary(llvm::ArrayType::get(b_.getInt64Ty(), 2 * std::max<size_t>(kept.size(), 1)), "kept");
  for (size_t index = 0; index < kept.size(); ++index) {
    b_.CreateStore(kept[index].first, b_.CreateConstInBoundsGEP1_64(b_.getInt64Ty(), ends, 2 * index));
    b_.CreateStore(kept[index].second, b_.CreateConstInBoundsGEP1_64(b_.getInt64Ty(), ends, 2 * index + 1));
  }
  Small<ArrayParts> places;
  for (const Known& known : arrays) places.push_back(known.parts);
  Value* sums = describe_sums(*loop, places);
  const uint32_t site = make_site("loop", node, {}, "a Python loop as native code, its iterations divided among threads");
  const std::set<uint32_t> lines = lines_of(node, *act().frame->function);
  sites_[site].lines.assign(lines.begin(), lines.end());
  Value* some = call("weft_run_iterations", b_.getInt64Ty(),
                     {run_, copy, slots, i32(site), b_.CreateSub(b_.CreateSub(stop, start), i64(loop->leaves_names ? 1 : 0)), ends,
                      i64(static_cast<int64_t>(kept.size())), sums, i64(static_cast<int64_t>(loop->sums.size())),
                      i64(static_cast<int64_t>(sites_beside_)), i32(has_kernels ? 1 : 0)});
  BasicBlock* join = BasicBlock::Create(context_, "joined", host_);
  b_.CreateBr(join);
  b_.SetInsertPoint(before);
  // What must hold: enough iterations, and rows that nobody else reads or writes.
  constexpr int64_t kMost = int64_t{1} << 40;
  Value* trips = b_.CreateSub(stop, start);
  Value* fine = b_.CreateAnd(b_.CreateICmpSGE(trips, i64(loop->has_work ? kFewIterations : kFewElements)), b_.CreateICmpSLT(trips, i64(kMost)));
  const auto require = [&](Value* condition) { fine = b_.CreateAnd(fine, condition); };
  for (size_t a = 0; a < arrays.size(); ++a) {
    const loops::Independent::Touched& touched = loop->arrays[a];
    if (!touched.written) continue;
    if (!touched.summed) require(b_.CreateICmpSGE(start, i64(-touched.offset)));
    const ValueInfo& info = *arrays[a].info;
    if (!info.known || info.strides != contiguous_strides(info.dims, arrays[a].item)) require(loops::has_places_of_its_own(b_, arrays[a].parts, arrays[a].item));
  }
  for (size_t a = 0; a < arrays.size(); ++a) {
    for (size_t b = 0; b < a; ++b) {
      if (!loop->arrays[a].written && !loop->arrays[b].written) continue;
      const auto& x = arrays[a].info->origins;
      const auto& y = arrays[b].info->origins;
      const bool never = !x.empty() && !y.empty() && std::ranges::none_of(x, [&](uint32_t id) { return std::ranges::binary_search(y, id); });
      if (!never) require(loops::are_apart(b_, arrays[a].parts, arrays[a].item, arrays[b].parts, arrays[b].item));
    }
  }
  b_.CreateCondBr(fine, apart, join);
  before = b_.GetInsertBlock();
  b_.SetInsertPoint(join);
  PHINode* ran = b_.CreatePHI(b_.getInt64Ty(), 2);
  ran->addIncoming(some, apart);
  ran->addIncoming(i64(0), before);
  return ran;
}

ArrayParts Emitter::parts_of(const Storage& storage) {
  ArrayParts parts;
  parts.buffer = b_.CreateLoad(b_.getPtrTy(), storage.buffer);
  parts.data = b_.CreateLoad(b_.getPtrTy(), storage.data);
  for (size_t axis = 0; axis < storage.shape.size(); ++axis) {
    parts.shape.push_back(b_.CreateLoad(b_.getInt64Ty(), storage.shape[axis]));
    parts.strides.push_back(b_.CreateLoad(b_.getInt64Ty(), storage.strides[axis]));
  }
  return parts;
}

}  // namespace weft::compile::codegen
