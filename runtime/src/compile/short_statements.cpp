// SPDX-License-Identifier: Apache-2.0
// Statements on few elements inside of loops: what would be a task of its own runs where it stands, with the same code, or as one call.
// How many elements there are is found when the program runs, and the choice depends on sizes alone wherever it may be seen in results.
#include <llvm/IR/IntrinsicsX86.h>

#include "compile/nest.h"

namespace weft::compile::codegen {

using namespace llvm;
using wire::Op;

namespace {

constexpr int64_t kShortDot = 4096;                  // terms: beyond, a library call takes no longer
constexpr int64_t kShortFemtoseconds = 3'000'000'000;  // a task costs 0.1 to 0.2 µs
constexpr int64_t kMostElements = 16384;               // one chunk of a reduction
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

/// Whether statements here may run in place; accounts for them in the outermost loop then.
bool Emitter::in_short_loop() {
  if (!switches_.shorts || idle_ || host_->getName() != kEntry) return false;
  for (size_t index = 1; index < scopes_.size(); ++index) {
    if (scopes_[index].preheader == nullptr) continue;
    Scope& whole = scopes_[index - 1];
    if (whole.loop == nullptr) return false;
    if (!whole.is_accounted) {
      whole.is_accounted = has_short_loops_ = true;
      const uint32_t site = make_site("loop", *whole.loop, {}, "a Python loop whose statements on few elements run in place, on one thread");
      std::set<uint32_t> lines = {whole.loop->range->start_line()};
      // The loop may stand in a function that calls this one.
      const wire::FunctionT* function = nullptr;
      for (const Activation* at : activations_) if (at->scope_base < index) function = at->frame->function;
      for (const auto& child : whole.loop->regions) find_lines(*function, *child, lines);
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
  BasicBlock* here = BasicBlock::Create(context_, "short", host_);
  BasicBlock* long_one = BasicBlock::Create(context_, "long", host_);
  BasicBlock* done = BasicBlock::Create(context_, "product", host_);
  b_.CreateCondBr(fits, here, long_one);
  b_.SetInsertPoint(here);
  ensure_idle(left->array.buffer, false);
  ensure_idle(right->array.buffer, false);
  note_short();
  Value* product = call(dtype == wire::DType::Float64 ? "weft_dot_f64" : "weft_dot_f32", element_type(dtype),
                        {left->array.data, left->array.strides[0], right->array.data, right->array.strides[0], size});
  cast<CallInst>(product)->getCalledFunction()->setMemoryEffects(MemoryEffects::readOnly());
  BasicBlock* from_here = b_.GetInsertBlock();
  // What is not finite may be warned of: the library looks where it comes from.
  Value* is_finite = b_.CreateFCmpOLT(b_.CreateUnaryIntrinsic(Intrinsic::fabs, product), ConstantFP::getInfinity(product->getType()));
  b_.CreateCondBr(is_finite, done, long_one, MDBuilder(context_).createBranchWeights(1 << 20, 1));
  b_.SetInsertPoint(long_one);
  Value* other = long_dot(node);
  BasicBlock* from_long = b_.GetInsertBlock();
  b_.CreateBr(done);
  b_.SetInsertPoint(done);
  PHINode* result = b_.CreatePHI(product->getType(), 2);
  result->addIncoming(product, from_here);
  result->addIncoming(other, from_long);
  define_scalar(node, result);
  consume_operands(node);
  return true;
}

/// Whether a nest over so many elements runs in place: nothing that it may have to wait for is under way.
Value* Emitter::is_short(Value* elements, int64_t femtoseconds) {
  const int64_t most = std::clamp<int64_t>(kShortFemtoseconds / std::max<int64_t>(femtoseconds, 1), 1, kMostElements);
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
