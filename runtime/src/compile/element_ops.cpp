// SPDX-License-Identifier: Apache-2.0
// Operations on single elements as IR, with NumPy's rules: integers wrap, division by zero gives 0 or inf, NaN wins.
#include "compile/emitter.h"

namespace weft::compile::codegen {

using namespace llvm;
using wire::Op;

namespace {

Value* zero_like(Value* value) { return Constant::getNullValue(value->getType()); }

Value* integer_division(IRBuilder<>& b, Value* x, Value* y, bool modulo) {
  Type* type = x->getType();
  Value* zero = ConstantInt::get(type, 0);
  Value* is_zero = b.CreateICmpEQ(y, zero);
  const APInt least = APInt::getSignedMinValue(type->getIntegerBitWidth());
  Value* overflows = b.CreateAnd(b.CreateICmpEQ(x, ConstantInt::get(type, least)), b.CreateICmpEQ(y, Constant::getAllOnesValue(type)));
  Value* divisor = b.CreateSelect(b.CreateOr(is_zero, overflows), ConstantInt::get(type, 1), y);
  Value* quotient = b.CreateSDiv(x, divisor);
  Value* rest = b.CreateSub(x, b.CreateMul(quotient, divisor));
  Value* adjust = b.CreateAnd(b.CreateICmpNE(rest, zero), b.CreateICmpSLT(b.CreateXor(rest, divisor), zero));
  Value* result = modulo ? b.CreateAdd(rest, b.CreateSelect(adjust, divisor, zero))
                         : b.CreateSub(quotient, b.CreateZExt(adjust, type));
  return b.CreateSelect(is_zero, zero, result);
}

/// npy_divmod: the quotient's rounding and the signs of zeros included.
Value* float_division(IRBuilder<>& b, Value* x, Value* y, bool modulo) {
  Type* type = x->getType();
  Value* zero = ConstantFP::get(type, 0);
  Value* rest = library_call(b, "fmod", {x, y});
  Value* divisor_zero = b.CreateFCmpOEQ(y, zero);
  Value* has_rest = b.CreateFCmpUNE(rest, zero);
  Value* opposite = b.CreateXor(b.CreateFCmpOLT(y, zero), b.CreateFCmpOLT(rest, zero));
  Value* adjust = b.CreateAnd(has_rest, opposite);
  if (modulo) {
    Value* moved = b.CreateSelect(adjust, b.CreateFAdd(rest, y), rest);
    Value* signed_zero = b.CreateBinaryIntrinsic(Intrinsic::copysign, zero, y);
    return b.CreateSelect(divisor_zero, rest, b.CreateSelect(has_rest, moved, signed_zero));
  }
  Value* quotient = b.CreateFDiv(b.CreateFSub(x, rest), y);
  quotient = b.CreateSelect(adjust, b.CreateFSub(quotient, ConstantFP::get(type, 1)), quotient);
  Value* floored = b.CreateUnaryIntrinsic(Intrinsic::floor, quotient);
  Value* up = b.CreateFCmpOGT(b.CreateFSub(quotient, floored), ConstantFP::get(type, 0.5));
  floored = b.CreateSelect(up, b.CreateFAdd(floored, ConstantFP::get(type, 1)), floored);
  Value* plain = b.CreateFDiv(x, y);
  Value* tiny = b.CreateBinaryIntrinsic(Intrinsic::copysign, zero, plain);
  return b.CreateSelect(divisor_zero, plain, b.CreateSelect(b.CreateFCmpUNE(quotient, zero), floored, tiny));
}

/// Wrapping power by squaring; a negative exponent was refused before.
Function* integer_power(Module& module, Type* type) {
  const std::string name = "weft_power_i" + std::to_string(type->getIntegerBitWidth());
  if (Function* made = module.getFunction(name)) return made;
  LLVMContext& context = module.getContext();
  Function* function = Function::Create(FunctionType::get(type, {type, type}, false), Function::InternalLinkage, name, module);
  function->setDoesNotThrow();
  function->setMemoryEffects(MemoryEffects::none());
  function->addFnAttr(Attribute::WillReturn);
  IRBuilder<> b(context);
  BasicBlock* entry = BasicBlock::Create(context, "entry", function);
  BasicBlock* loop = BasicBlock::Create(context, "loop", function);
  BasicBlock* done = BasicBlock::Create(context, "done", function);
  b.SetInsertPoint(entry);
  Value* one = ConstantInt::get(type, 1);
  b.CreateCondBr(b.CreateICmpSGT(function->getArg(1), ConstantInt::get(type, 0)), loop, done);
  b.SetInsertPoint(loop);
  PHINode* base = b.CreatePHI(type, 2);
  PHINode* power = b.CreatePHI(type, 2);
  PHINode* result = b.CreatePHI(type, 2);
  base->addIncoming(function->getArg(0), entry);
  power->addIncoming(function->getArg(1), entry);
  result->addIncoming(one, entry);
  Value* odd = b.CreateTrunc(power, b.getInt1Ty());
  Value* next_result = b.CreateSelect(odd, b.CreateMul(result, base), result);
  Value* next_base = b.CreateMul(base, base);
  Value* next_power = b.CreateLShr(power, one);
  base->addIncoming(next_base, loop);
  power->addIncoming(next_power, loop);
  result->addIncoming(next_result, loop);
  b.CreateCondBr(b.CreateICmpNE(next_power, ConstantInt::get(type, 0)), loop, done);
  b.SetInsertPoint(done);
  PHINode* final_result = b.CreatePHI(type, 2);
  final_result->addIncoming(one, entry);
  final_result->addIncoming(next_result, loop);
  b.CreateRet(final_result);
  return function;
}

Value* power(IRBuilder<>& b, const Element& from, Value* x, Value* y, bool fast) {
  if (from.is_integer()) {
    if (const auto* exponent = dyn_cast<ConstantInt>(y); exponent != nullptr && exponent->equalsInt(2)) return b.CreateMul(x, x);
    return b.CreateCall(integer_power(*b.GetInsertBlock()->getModule(), x->getType()), {x, y});
  }
  if (const auto* exponent = dyn_cast<ConstantFP>(y)) {
    if (exponent->isExactlyValue(2.0)) return b.CreateFMul(x, x);
    if (exponent->isExactlyValue(1.0)) return x;
    if (exponent->isExactlyValue(-1.0)) return b.CreateFDiv(ConstantFP::get(x->getType(), 1.0), x);
    if (fast && exponent->isExactlyValue(3.0)) return b.CreateFMul(b.CreateFMul(x, x), x);
    if (fast && exponent->isExactlyValue(4.0)) {
      Value* square = b.CreateFMul(x, x);
      return b.CreateFMul(square, square);
    }
  }
  return b.CreateBinaryIntrinsic(Intrinsic::pow, x, y);
}

Value* convert(IRBuilder<>& b, const Element& from, const Element& to, Value* x) {
  Type* target = to.is_bool() ? b.getInt1Ty()
                 : to.is_integer() ? (to.is_numpy() && to.dtype == wire::DType::Int32 ? b.getInt32Ty() : b.getInt64Ty())
                 : to.is_numpy() && to.dtype == wire::DType::Float32 ? b.getFloatTy() : b.getDoubleTy();
  if (x->getType() == target) return x;
  if (to.is_bool()) return from.is_floating() ? b.CreateFCmpUNE(x, zero_like(x)) : b.CreateICmpNE(x, zero_like(x));
  if (to.is_integer()) {
    if (from.is_bool()) return b.CreateZExt(x, target);
    if (from.is_integer()) return b.CreateSExtOrTrunc(x, target);
    // As the processor does it: what does not fit gives the least integer.
    const unsigned bits = target->getIntegerBitWidth();
    const double limit = bits == 32 ? 0x1p31 : 0x1p63;
    Value* high = b.CreateFCmpOLT(x, ConstantFP::get(x->getType(), limit));
    Value* low = bits == 32 && !x->getType()->isFloatTy() ? b.CreateFCmpOGT(x, ConstantFP::get(x->getType(), -limit - 1))
                                                          : b.CreateFCmpOGE(x, ConstantFP::get(x->getType(), -limit));
    Value* fits = b.CreateAnd(high, low);
    Value* safe = b.CreateSelect(fits, x, zero_like(x));
    return b.CreateSelect(fits, b.CreateFPToSI(safe, target), ConstantInt::get(target, APInt::getSignedMinValue(bits)));
  }
  if (from.is_bool()) return b.CreateUIToFP(x, target);
  if (from.is_integer()) return b.CreateSIToFP(x, target);
  return b.CreateFPCast(x, target);
}

Value* compare(IRBuilder<>& b, Op op, const Element& from, Value* x, Value* y) {
  if (from.is_floating()) {
    const CmpInst::Predicate predicates[] = {CmpInst::FCMP_OEQ, CmpInst::FCMP_UNE, CmpInst::FCMP_OLT,
                                             CmpInst::FCMP_OLE, CmpInst::FCMP_OGT, CmpInst::FCMP_OGE};
    return b.CreateFCmp(predicates[static_cast<int>(op) - static_cast<int>(Op::Equal)], x, y);
  }
  const CmpInst::Predicate with_sign[] = {CmpInst::ICMP_EQ, CmpInst::ICMP_NE, CmpInst::ICMP_SLT,
                                          CmpInst::ICMP_SLE, CmpInst::ICMP_SGT, CmpInst::ICMP_SGE};
  const CmpInst::Predicate without_sign[] = {CmpInst::ICMP_EQ, CmpInst::ICMP_NE, CmpInst::ICMP_ULT,
                                             CmpInst::ICMP_ULE, CmpInst::ICMP_UGT, CmpInst::ICMP_UGE};
  const int index = static_cast<int>(op) - static_cast<int>(Op::Equal);
  return b.CreateICmp(from.is_bool() ? without_sign[index] : with_sign[index], x, y);
}

Value* extremum(IRBuilder<>& b, Op op, const Element& from, Value* x, Value* y) {
  const bool least = op == Op::Minimum || op == Op::Fmin;
  if (from.is_bool()) return least ? b.CreateAnd(x, y) : b.CreateOr(x, y);
  if (from.is_integer()) return b.CreateBinaryIntrinsic(least ? Intrinsic::smin : Intrinsic::smax, x, y);
  // Written with comparisons: two instructions after vectorisation, and NumPy leaves the sign of zero open.
  Value* better = least ? b.CreateFCmpOLE(x, y) : b.CreateFCmpOGE(x, y);
  if (op == Op::Minimum || op == Op::Maximum) {
    return b.CreateSelect(b.CreateOr(better, b.CreateFCmpUNO(x, x)), x, y);
  }
  return b.CreateSelect(b.CreateOr(better, b.CreateFCmpUNO(y, y)), x, y);
}

Value* shift(IRBuilder<>& b, bool left, Value* x, Value* count) {
  Type* type = x->getType();
  Value* inside = b.CreateICmpULT(count, ConstantInt::get(type, type->getIntegerBitWidth()));
  Value* safe = b.CreateSelect(inside, count, ConstantInt::get(type, left ? 0 : type->getIntegerBitWidth() - 1));
  if (left) return b.CreateSelect(inside, b.CreateShl(x, safe), zero_like(x));
  return b.CreateAShr(x, safe);
}

Value* sign(IRBuilder<>& b, const Element& from, Value* x) {
  Type* type = x->getType();
  if (from.is_integer()) {
    return b.CreateSub(b.CreateZExt(b.CreateICmpSGT(x, zero_like(x)), type), b.CreateZExt(b.CreateICmpSLT(x, zero_like(x)), type));
  }
  Value* result = b.CreateSelect(b.CreateFCmpOGT(x, zero_like(x)), ConstantFP::get(type, 1.0),
                                 b.CreateSelect(b.CreateFCmpOLT(x, zero_like(x)), ConstantFP::get(type, -1.0), ConstantFP::get(type, 0.0)));
  return b.CreateSelect(b.CreateFCmpUNO(x, x), x, result);
}

struct Named {
  Op op;
  const char* name;
};
constexpr Named kNamed[] = {{Op::Cbrt, "cbrt"},     {Op::Expm1, "expm1"},   {Op::Log1p, "log1p"},   {Op::Tan, "tan"},
                            {Op::Arcsin, "asin"},   {Op::Arccos, "acos"},   {Op::Arctan, "atan"},   {Op::Sinh, "sinh"},
                            {Op::Cosh, "cosh"},     {Op::Tanh, "tanh"},     {Op::Arcsinh, "asinh"}, {Op::Arccosh, "acosh"},
                            {Op::Arctanh, "atanh"}, {Op::Arctan2, "atan2"}, {Op::Hypot, "hypot"}};
struct Intrinsical {
  Op op;
  Intrinsic::ID id;
};
constexpr Intrinsical kIntrinsics[] = {
    {Op::Sqrt, Intrinsic::sqrt},   {Op::Exp, Intrinsic::exp},     {Op::Exp2, Intrinsic::exp2}, {Op::Log, Intrinsic::log},
    {Op::Log2, Intrinsic::log2},   {Op::Log10, Intrinsic::log10}, {Op::Sin, Intrinsic::sin},   {Op::Cos, Intrinsic::cos},
    {Op::Floor, Intrinsic::floor}, {Op::Ceil, Intrinsic::ceil},   {Op::Trunc, Intrinsic::trunc}, {Op::Rint, Intrinsic::rint}};

}  // namespace

Value* library_call(IRBuilder<>& b, const char* name, ArrayRef<Value*> values) {
  Type* type = values[0]->getType();
  const std::string full = std::string(name) + (type->isFloatTy() ? "f" : "");
  Module& module = *b.GetInsertBlock()->getModule();
  Small<Type*> types(values.size(), type);
  FunctionCallee callee = module.getOrInsertFunction(full, FunctionType::get(type, types, false));
  auto* function = cast<Function>(callee.getCallee());
  function->setDoesNotThrow();
  function->setMemoryEffects(MemoryEffects::none());
  function->addFnAttr(Attribute::WillReturn);
  CallInst* call = b.CreateCall(callee, values);
  call->setDoesNotThrow();
  call->setMemoryEffects(MemoryEffects::none());
  return call;
}

Value* element_operation(IRBuilder<>& b, Op op, const Element& from, const Element& to, ArrayRef<Value*> v, bool fast) {
  const bool floating = from.is_floating();
  switch (op) {
    case Op::Add: return floating ? b.CreateFAdd(v[0], v[1]) : b.CreateAdd(v[0], v[1]);
    case Op::Sub: return floating ? b.CreateFSub(v[0], v[1]) : b.CreateSub(v[0], v[1]);
    case Op::Mul: return floating ? b.CreateFMul(v[0], v[1]) : b.CreateMul(v[0], v[1]);
    case Op::Div: return b.CreateFDiv(v[0], v[1]);
    case Op::FloorDiv: return floating ? float_division(b, v[0], v[1], false) : integer_division(b, v[0], v[1], false);
    case Op::Mod: return floating ? float_division(b, v[0], v[1], true) : integer_division(b, v[0], v[1], true);
    case Op::Pow: return power(b, from, v[0], v[1], fast);
    case Op::Equal: case Op::NotEqual: case Op::Less: case Op::LessEqual: case Op::Greater: case Op::GreaterEqual:
      return compare(b, op, from, v[0], v[1]);
    case Op::LogicalAnd: case Op::BitAnd: return b.CreateAnd(v[0], v[1]);
    case Op::LogicalOr: case Op::BitOr: return b.CreateOr(v[0], v[1]);
    case Op::LogicalXor: case Op::BitXor: return b.CreateXor(v[0], v[1]);
    case Op::ShiftLeft: return shift(b, true, v[0], v[1]);
    case Op::ShiftRight: return shift(b, false, v[0], v[1]);
    case Op::Minimum: case Op::Maximum: case Op::Fmin: case Op::Fmax: return extremum(b, op, from, v[0], v[1]);
    case Op::Copysign: return b.CreateBinaryIntrinsic(Intrinsic::copysign, v[0], v[1]);
    case Op::Neg: return floating ? b.CreateFNeg(v[0]) : b.CreateNeg(v[0]);
    case Op::Abs:
      if (floating) return b.CreateUnaryIntrinsic(Intrinsic::fabs, v[0]);
      return b.CreateBinaryIntrinsic(Intrinsic::abs, v[0], b.getFalse());
    case Op::LogicalNot: case Op::Invert: return b.CreateNot(v[0]);
    case Op::Sign: return sign(b, from, v[0]);
    case Op::IsNan: return b.CreateFCmpUNO(v[0], v[0]);
    case Op::IsInf:
      return b.CreateFCmpOEQ(b.CreateUnaryIntrinsic(Intrinsic::fabs, v[0]), ConstantFP::getInfinity(v[0]->getType()));
    case Op::IsFinite:
      return b.CreateFCmpOLT(b.CreateUnaryIntrinsic(Intrinsic::fabs, v[0]), ConstantFP::getInfinity(v[0]->getType()));
    case Op::Cast: return convert(b, from, to, v[0]);
    case Op::Where: return b.CreateSelect(v[0], v[1], v[2]);
    case Op::Copy: return v[0];
    default: break;
  }
  for (const Intrinsical& entry : kIntrinsics) {
    if (entry.op == op) return b.CreateUnaryIntrinsic(entry.id, v[0]);
  }
  for (const Named& entry : kNamed) {
    if (entry.op == op) return library_call(b, entry.name, v);
  }
  WEFT_CHECK(false);
  return nullptr;
}

int64_t operation_femtoseconds(Op op) {
  switch (op) {
    case Op::Div: case Op::Sqrt: return 700'000;
    case Op::FloorDiv: case Op::Mod: return 5'000'000;
    case Op::Exp: case Op::Exp2: case Op::Log: case Op::Log2: case Op::Log10: return 1'500'000;
    case Op::Sin: case Op::Cos: case Op::Tan: case Op::Expm1: case Op::Log1p: case Op::Tanh: case Op::Cbrt: return 2'500'000;
    case Op::Pow: case Op::Arcsin: case Op::Arccos: case Op::Arctan: case Op::Arctan2: case Op::Hypot: case Op::Sinh: case Op::Cosh:
    case Op::Arcsinh: case Op::Arccosh: case Op::Arctanh: return 4'000'000;
    default: return 80'000;
  }
}

bool is_elementwise(Op op) { return op >= Op::Add && op <= Op::Where; }
bool is_reduction(Op op) { return op >= Op::Sum && op <= Op::ArgMax; }

}  // namespace weft::compile::codegen
