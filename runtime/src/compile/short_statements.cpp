// SPDX-License-Identifier: Apache-2.0
// Statements on few elements inside of loops: what would be a task of its own runs where it stands, with the same code, or as one call.
// How many elements there are is found when the program runs, and the choice depends on sizes alone wherever it may be seen in results.
#include <llvm/IR/IntrinsicsX86.h>

#include "compile/nest.h"
#include "compile/reducer.h"

namespace weft::compile::codegen {

using namespace llvm;
using wire::Op;

namespace {

constexpr int64_t kShortDot = 4096;                  // terms: beyond, a library call takes no longer
constexpr int64_t kShortFemtoseconds = 3'000'000'000;  // a task costs 0.1 to 0.2 µs
constexpr uint64_t kWorked = 4;                        // RunContext::worked
constexpr int32_t kTold = 0x0d;                      // flags of the processor that NumPy looks at: invalid, division by zero, overflow

/// Lines of what may run in place.
void find_lines(const wire::FunctionT& function, const wire::RegionT& region, std::set<uint32_t>& lines) {
  const auto is_array = [&](uint32_t result) { return function.values[result]->kind == wire::TypeKind::Array; };
  for (const auto& node : region.nodes) {
    const bool works = node->op == Op::Assign || node->op == Op::MatMul || is_reduction(node->op) || std::ranges::any_of(node->results, is_array);
    if (works) lines.insert(node->range->start_line());
    for (const auto& child : node->regions) find_lines(function, *child, lines);
  }
}

}  // namespace

std::set<uint32_t> lines_of(const wire::NodeT& loop, const wire::FunctionT& function) {
  std::set<uint32_t> lines = {loop.range->start_line()};
  for (const auto& child : loop.regions) find_lines(function, *child, lines);
  return lines;
}

/// Whether statements here may run in place; accounts for them in the outermost loop then.
bool Emitter::in_short_loop() {
  if (beside_) return switches_.shorts;
  if (!switches_.shorts || idle_ || host_->getName() != kEntry) return false;
  for (size_t index = 1; index < scopes_.size(); ++index) {
    if (scopes_[index].preheader == nullptr) continue;
    Scope& whole = scopes_[index - 1];
    if (whole.loop == nullptr) return false;
    if (!whole.is_accounted) {
      whole.is_accounted = has_short_loops_ = true;
      const uint32_t site = make_site("loop", *whole.loop, {}, "a Python loop whose statements on few elements run in place, on one thread");
      // The loop may stand in a function that calls this one.
      const wire::FunctionT* function = nullptr;
      for (const Activation* at : activations_) if (at->scope_base < index) function = at->frame->function;
      const std::set<uint32_t> lines = lines_of(*whole.loop, *function);
      sites_[site].lines.assign(lines.begin(), lines.end());
      IRBuilder<>::InsertPointGuard guard(b_);
      b_.SetInsertPoint(scopes_[index].preheader);
      call("weft_enter_loop", b_.getVoidTy(), {run_, i32(site)});
    }
    return true;
  }
  return false;
}

void Emitter::note_short() {
  if (beside_) return;
  context_access(b_.CreateStore(i64(1), b_.CreateConstInBoundsGEP1_64(b_.getInt64Ty(), run_, kWorked)));
}

/// One of the operands is a vector and the other a matrix, of float32 or float64.
bool Emitter::is_product_of_vector(const wire::NodeT& node) {
  const Entity* left = operand(node, 0);
  const wire::DType dtype = left->dtype();
  return left->rank() + operand(node, 1)->rank() == 3 && (dtype == wire::DType::Float64 || dtype == wire::DType::Float32);
}

/// The product of two vectors by the library.
Value* Emitter::long_dot(const wire::NodeT& node) {
  AllocaInst* out = temporary(llvm::ArrayType::get(b_.getInt8Ty(), sizeof(memory::ArrayView)), "result");
  out->setAlignment(Align(8));
  const uint32_t site = make_site("matmul", node, {}, "library");
  const wire::DType dtype = operand(node, 0)->dtype();
  const auto warning = [&](uint8_t flag) {
    return i32((silenced(node) & flag) != 0 ? -1 : warning_number(flag, std::pair(node.range->start_line(), std::string(told_as(node, "matmul")))));
  };
  check_service(call("weft_matmul", b_.getInt32Ty(),
                     {run_, i32(node_number(node)), i32(site), descriptor(operand(node, 0)), i32(1), descriptor(operand(node, 1)), i32(1),
                      i32(static_cast<int64_t>(dtype)), warning(kOverflow), warning(kInvalid), out}));
  Value* buffer = b_.CreateLoad(b_.getPtrTy(), out);
  Value* data = b_.CreateLoad(b_.getPtrTy(), b_.CreateConstInBoundsGEP1_64(b_.getInt8Ty(), out, 8));
  ensure_idle(buffer, false);
  Value* value = load_element(b_, data, dtype);
  call("weft_release", b_.getVoidTy(), {run_, buffer});
  return value;
}

/// What `here` gives where `fits` and that is finite, else what `otherwise` gives: what is not finite may be warned of, and the longer way
/// looks where it comes from.
Value* Emitter::short_number(Value* fits, ArrayRef<Entity*> reads, const std::function<Value*()>& here, const std::function<Value*()>& otherwise) {
  BasicBlock* short_one = BasicBlock::Create(context_, "short", host_);
  BasicBlock* long_one = BasicBlock::Create(context_, "long", host_);
  BasicBlock* done = BasicBlock::Create(context_, "product", host_);
  b_.CreateCondBr(fits, short_one, long_one);
  b_.SetInsertPoint(short_one);
  for (Entity* entity : reads) ensure_idle(entity->array.buffer, false);
  note_short();
  Value* number = here();
  BasicBlock* from_here = b_.GetInsertBlock();
  Value* is_finite = b_.CreateFCmpOLT(b_.CreateUnaryIntrinsic(Intrinsic::fabs, number), ConstantFP::getInfinity(number->getType()));
  b_.CreateCondBr(is_finite, done, long_one, MDBuilder(context_).createBranchWeights(1 << 20, 1));
  b_.SetInsertPoint(long_one);
  push_scope();  // what is learnt there is not known after it
  Value* other = otherwise();
  pop_scope();
  BasicBlock* from_long = b_.GetInsertBlock();
  b_.CreateBr(done);
  b_.SetInsertPoint(done);
  PHINode* result = b_.CreatePHI(number->getType(), 2);
  result->addIncoming(number, from_here);
  result->addIncoming(other, from_long);
  return result;
}

Value* Emitter::pure_call(const char* name, Type* type, ArrayRef<Value*> arguments) {
  auto* made = cast<CallInst>(call(name, type, arguments));
  made->getCalledFunction()->setMemoryEffects(MemoryEffects::readOnly());
  return made;
}

/// The product of two short vectors as one call.
bool Emitter::emit_short_dot(const wire::NodeT& node) {
  Entity* left = operand(node, 0);
  Entity* right = operand(node, 1);
  const wire::DType dtype = left->dtype();
  if (left->rank() != 1 || right->rank() != 1 || (dtype != wire::DType::Float64 && dtype != wire::DType::Float32)) return false;
  if (!in_short_loop()) return false;
  Value* size = left->array.shape[0];
  Value* fits = b_.CreateICmpULE(size, i64(kShortDot));
  const bool known = left->info.known && right->info.known && left->info.dims == right->info.dims;
  if (!known && size != right->array.shape[0]) fits = b_.CreateAnd(fits, b_.CreateICmpEQ(size, right->array.shape[0]));
  const auto here = [&] {
    return pure_call(dtype == wire::DType::Float64 ? "weft_dot_f64" : "weft_dot_f32", element_type(dtype),
                     {left->array.data, left->array.strides[0], right->array.data, right->array.strides[0], size});
  };
  define_scalar(node, short_number(fits, {left, right}, here, [&] { return long_dot(node); }));
  consume_operands(node);
  return true;
}

/// The product of a vector and one that is gathered, both short, as one call; null when it is to be `otherwise`.
Value* Emitter::short_gathered_dot(Entity* left, Entity* right, const std::function<Value*()>& otherwise) {
  Entity* gathered = is_gather(left) ? left : right;
  Entity* plain = is_gather(left) ? right : left;
  const wire::DType dtype = plain->dtype();
  if (is_gather(plain) || gathered->operands.size() != 3 || (dtype != wire::DType::Float64 && dtype != wire::DType::Float32)) return nullptr;
  Entity* from = gathered->operands[0];
  Entity* places = gathered->operands[2];
  if (!is_few_places(places) || from->rank() != 1) return nullptr;
  Value* size = plain->array.shape[0];
  return short_number(b_.CreateICmpULE(size, i64(kShortDot)), {plain, from, places}, [&] {
    return pure_call(dtype == wire::DType::Float64 ? "weft_gathered_dot_f64" : "weft_gathered_dot_f32", element_type(dtype),
                     {plain->array.data, plain->array.strides[0], from->array.data, from->array.strides[0], from->array.shape[0],
                      places->array.data, places->array.strides[0], size});
  }, otherwise);
}

/// Indices that may be looked at in place.
bool Emitter::is_few_places(const Entity* index) {
  return index->kind == Entity::Kind::array && index->rank() == 1 && index->dtype() == wire::DType::Int64 && in_short_loop();
}

/// Whether all of the indices are in [-size, size): `otherwise` where there are many.
Value* Emitter::few_places_fit(Entity* index, Value* size, const std::function<Value*()>& otherwise) {
  BasicBlock* few = BasicBlock::Create(context_, "few", host_);
  BasicBlock* many = BasicBlock::Create(context_, "many", host_);
  BasicBlock* done = BasicBlock::Create(context_, "looked", host_);
  Value* count = index->array.shape[0];
  b_.CreateCondBr(b_.CreateICmpULE(count, i64(kShortDot)), few, many);
  b_.SetInsertPoint(few);
  note_short();
  Value* fits = b_.CreateICmpNE(pure_call("weft_few_places_fit", b_.getInt8Ty(), {index->array.data, index->array.strides[0], count, size}), b_.getInt8(0));
  b_.CreateBr(done);
  b_.SetInsertPoint(many);
  Value* other = otherwise();
  many = b_.GetInsertBlock();
  b_.CreateBr(done);
  b_.SetInsertPoint(done);
  PHINode* result = b_.CreatePHI(b_.getInt1Ty(), 2);
  result->addIncoming(fits, few);
  result->addIncoming(other, many);
  return result;
}

/// Whether a nest over so many elements runs in place: nothing that it may have to wait for is under way.
Value* Emitter::is_short(Value* elements, int64_t femtoseconds) {
  if (beside_) return b_.CreateICmpULT(b_.CreateSub(elements, i64(1)), i64(kMostChunk));
  const int64_t most = std::clamp<int64_t>(kShortFemtoseconds / std::max<int64_t>(femtoseconds, 1), 1, kMostChunk);
  Value* few = b_.CreateICmpULT(b_.CreateSub(elements, i64(1)), i64(most));
  LoadInst* flag = b_.CreateLoad(b_.getInt64Ty(), run_);
  context_access(flag);
  return b_.CreateAnd(few, b_.CreateICmpEQ(flag, i64(0)));
}

/// The nest's body on all of its elements, as `weft_submit` would run it. One iteration when it works by rows.
void NestEmitter::run_here(Function* body, AllocaInst* slots, Value* table, bool by_rows) {
  IRBuilder<>& b = e_.b_;
  Small<Value*> written;
  for (const Leaf& leaf : leaves_) {
    if ((leaf.mode & 3) == 0 || (leaf.mode & 4) != 0 || is_contained(written, leaf.buffer)) continue;
    written.push_back(leaf.buffer);
    Value* flag = b.CreateConstInBoundsGEP1_64(b.getInt8Ty(), leaf.buffer, offsetof(memory::Buffer, mutated));
    e_.context_access(b.CreateStore(b.getInt8(1), flag));
  }
  e_.note_short();
  const bool is_watched = any_of(flag_warnings_, [](int64_t number) { return number >= 0; });
  AllocaInst* state = is_watched ? e_.temporary(b.getInt32Ty(), "flags") : nullptr;
  const auto flags = [&]() -> Value* {
    b.CreateIntrinsic(Intrinsic::x86_sse_stmxcsr, {}, {state});
    return b.CreateLoad(b.getInt32Ty(), state);
  };
  const auto when = [&](Value* condition, const std::function<void()>& rare) {
    BasicBlock* then = BasicBlock::Create(e_.context_, "rare", e_.host_);
    BasicBlock* after = BasicBlock::Create(e_.context_, "common", e_.host_);
    b.CreateCondBr(condition, then, after, MDBuilder(e_.context_).createBranchWeights(1, 1 << 20));
    b.SetInsertPoint(then);
    rare();
    b.CreateBr(after);
    b.SetInsertPoint(after);
  };
  if (is_watched) {
    Value* before = flags();
    when(b.CreateICmpNE(b.CreateAnd(before, e_.i32(kTold)), e_.i32(0)), [&] {
      b.CreateStore(b.CreateAnd(before, e_.i32(~kTold)), state);
      b.CreateIntrinsic(Intrinsic::x86_sse_ldmxcsr, {}, {state});
    });
  }
  CallInst* run = b.CreateCall(body, {slots, e_.i64(0), by_rows ? e_.i64(1) : axes_[axis_].size, e_.i32(0)});
  run->setIsNoInline();
  if (is_watched) {
    Value* after = flags();
    when(b.CreateICmpNE(b.CreateAnd(after, e_.i32(kTold)), e_.i32(0)),
         [&] { e_.call("weft_tell_flags", b.getVoidTy(), {e_.run_, table, after}); });
  }
}

}  // namespace weft::compile::codegen
