// SPDX-License-Identifier: Apache-2.0
// Operations on single elements as IR, with NumPy's rules: integers wrap, division by zero gives 0 or inf, NaN wins.
#include <cmath>

#include "compile/complex.h"
#include "memory/dtype.h"

namespace weft::compile::codegen {

using namespace llvm;
using wire::Op;

namespace {

Value* zero_like(Value* value) { return Constant::getNullValue(value->getType()); }

enum class Quotient : uint8_t { floor, modulo, remainder };  // `remainder` has the sign of the dividend

Value* integer_division(IRBuilder<>& b, Value* x, Value* y, Quotient wanted, bool is_unsigned) {
  Type* type = x->getType();
  Value* zero = ConstantInt::get(type, 0);
  Value* is_zero = b.CreateICmpEQ(y, zero);
  Value* one = ConstantInt::get(type, 1);
  if (is_unsigned) {
    Value* divisor = b.CreateSelect(is_zero, one, y);
    return b.CreateSelect(is_zero, zero, wanted == Quotient::floor ? b.CreateUDiv(x, divisor) : b.CreateURem(x, divisor));
  }
  const APInt least = APInt::getSignedMinValue(type->getIntegerBitWidth());
  Value* overflows = b.CreateAnd(b.CreateICmpEQ(x, ConstantInt::get(type, least)), b.CreateICmpEQ(y, Constant::getAllOnesValue(type)));
  Value* divisor = b.CreateSelect(b.CreateOr(is_zero, overflows), one, y);
  Value* quotient = b.CreateSDiv(x, divisor);
  Value* rest = b.CreateSub(x, b.CreateMul(quotient, divisor));
  if (wanted == Quotient::remainder) return b.CreateSelect(is_zero, zero, rest);
  Value* adjust = b.CreateAnd(b.CreateICmpNE(rest, zero), b.CreateICmpSLT(b.CreateXor(rest, divisor), zero));
  Value* result = wanted == Quotient::modulo ? b.CreateAdd(rest, b.CreateSelect(adjust, divisor, zero))
                                             : b.CreateSub(quotient, b.CreateZExt(adjust, type));
  return b.CreateSelect(is_zero, zero, result);
}

/// A function of two values of one type, without effects, that the module keeps to itself.
Function* pure_function(Module& module, const std::string& name, Type* type) {
  Function* function = Function::Create(FunctionType::get(type, {type, type}, false), Function::InternalLinkage, name, module);
  function->setDoesNotThrow();
  function->setMemoryEffects(MemoryEffects::none());
  function->addFnAttr(Attribute::WillReturn);
  return function;
}

/// C's fmod as a function of its own. Where the quotient has an exact integer part, one fused multiply-add leaves the exact
/// rest: rounding can only have carried the quotient up to the next integer, which the sign of the rest tells.
Function* float_rest(Module& module, Type* type) {
  const std::string name = std::string("weft_fmod_") + (type->isFloatTy() ? "f32" : "f64");
  if (Function* made = module.getFunction(name)) return made;
  Function* function = pure_function(module, name, type);
  LLVMContext& context = module.getContext();
  IRBuilder<> b(context);
  BasicBlock* entry = BasicBlock::Create(context, "entry", function);
  BasicBlock* same = BasicBlock::Create(context, "same", function);
  BasicBlock* divide = BasicBlock::Create(context, "divide", function);
  BasicBlock* exact = BasicBlock::Create(context, "exact", function);
  BasicBlock* general = BasicBlock::Create(context, "general", function);
  Value* x = function->getArg(0);
  Value* y = function->getArg(1);
  b.SetInsertPoint(entry);
  Value* dividend = b.CreateUnaryIntrinsic(Intrinsic::fabs, x);
  Value* divisor = b.CreateUnaryIntrinsic(Intrinsic::fabs, y);
  b.CreateCondBr(b.CreateFCmpOLT(dividend, divisor), same, divide);
  b.SetInsertPoint(same);
  b.CreateRet(x);
  b.SetInsertPoint(divide);
  Value* quotient = b.CreateFDiv(dividend, divisor);
  const double most = type->isFloatTy() ? 0x1p23 : 0x1p52;
  b.CreateCondBr(b.CreateFCmpOLT(quotient, ConstantFP::get(type, most)), exact, general);
  b.SetInsertPoint(exact);
  Value* whole = b.CreateFNeg(b.CreateUnaryIntrinsic(Intrinsic::trunc, quotient));
  Value* rest = b.CreateIntrinsic(Intrinsic::fma, {type}, {whole, divisor, dividend});
  Value* carried = b.CreateFCmpOLT(rest, ConstantFP::get(type, 0));
  rest = b.CreateSelect(carried, b.CreateFAdd(rest, divisor), rest);
  b.CreateRet(b.CreateBinaryIntrinsic(Intrinsic::copysign, rest, x));
  b.SetInsertPoint(general);
  b.CreateRet(library_call(b, "fmod", {x, y}));
  return function;
}

Value* float_remainder(IRBuilder<>& b, Value* x, Value* y) {
  Function* function = float_rest(*b.GetInsertBlock()->getModule(), x->getType());
  return b.CreateCall(function, {x, y});
}

/// npy_divmod: the quotient's rounding and the signs of zeros included.
Value* float_division(IRBuilder<>& b, Value* x, Value* y, bool modulo) {
  Type* type = x->getType();
  Value* zero = ConstantFP::get(type, 0);
  Value* rest = float_remainder(b, x, y);
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
Function* integer_power(Module& module, Type* type, bool is_unsigned) {
  const std::string name = std::string("weft_power_") + (is_unsigned ? "u" : "i") + std::to_string(type->getIntegerBitWidth());
  if (Function* made = module.getFunction(name)) return made;
  Function* function = pure_function(module, name, type);
  LLVMContext& context = module.getContext();
  IRBuilder<> b(context);
  BasicBlock* entry = BasicBlock::Create(context, "entry", function);
  BasicBlock* loop = BasicBlock::Create(context, "loop", function);
  BasicBlock* done = BasicBlock::Create(context, "done", function);
  b.SetInsertPoint(entry);
  Value* one = ConstantInt::get(type, 1);
  Value* none = ConstantInt::get(type, 0);
  b.CreateCondBr(is_unsigned ? b.CreateICmpNE(function->getArg(1), none) : b.CreateICmpSGT(function->getArg(1), none), loop, done);
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

/// Euclid's algorithm on sizes without sign, as a function of its own.
Function* greatest_divisor(Module& module, Type* type) {
  const std::string name = "weft_gcd_" + std::to_string(type->getIntegerBitWidth());
  if (Function* made = module.getFunction(name)) return made;
  Function* function = pure_function(module, name, type);
  LLVMContext& context = module.getContext();
  IRBuilder<> b(context);
  BasicBlock* entry = BasicBlock::Create(context, "entry", function);
  BasicBlock* head = BasicBlock::Create(context, "head", function);
  BasicBlock* loop = BasicBlock::Create(context, "loop", function);
  BasicBlock* done = BasicBlock::Create(context, "done", function);
  b.SetInsertPoint(entry);
  b.CreateBr(head);
  b.SetInsertPoint(head);
  PHINode* x = b.CreatePHI(type, 2);
  PHINode* y = b.CreatePHI(type, 2);
  x->addIncoming(function->getArg(0), entry);
  y->addIncoming(function->getArg(1), entry);
  b.CreateCondBr(b.CreateICmpEQ(y, ConstantInt::get(type, 0)), done, loop);
  b.SetInsertPoint(loop);
  Value* rest = b.CreateURem(x, y);
  x->addIncoming(y, loop);
  y->addIncoming(rest, loop);
  b.CreateBr(head);
  b.SetInsertPoint(done);
  b.CreateRet(x);
  return function;
}

Value* common_divisor(IRBuilder<>& b, const Element& from, Value* x, Value* y, bool multiple) {
  const auto size = [&](Value* v) { return from.is_unsigned() ? v : b.CreateBinaryIntrinsic(Intrinsic::abs, v, b.getFalse()); };
  x = size(x);
  y = size(y);
  Value* divisor = b.CreateCall(greatest_divisor(*b.GetInsertBlock()->getModule(), x->getType()), {x, y});
  if (!multiple) return divisor;
  Value* none = b.CreateICmpEQ(divisor, zero_like(divisor));
  Value* safe = b.CreateSelect(none, ConstantInt::get(x->getType(), 1), divisor);
  return b.CreateSelect(none, zero_like(x), b.CreateMul(b.CreateUDiv(x, safe), y));
}

/// log(exp(x) + exp(y)), or the same with base 2, as NumPy computes it.
Value* log_sum(IRBuilder<>& b, Value* x, Value* y, bool binary) {
  Type* type = x->getType();
  Value* gap = b.CreateFSub(x, y);
  Value* larger = b.CreateSelect(b.CreateFCmpOGT(gap, zero_like(gap)), x, y);
  Value* below = b.CreateFNeg(b.CreateUnaryIntrinsic(Intrinsic::fabs, gap));
  Value* rest = library_call(b, "log1p", {b.CreateUnaryIntrinsic(binary ? Intrinsic::exp2 : Intrinsic::exp, below)});
  if (binary) rest = b.CreateFMul(ConstantFP::get(type, M_LOG2E), rest);
  Value* sum = b.CreateSelect(b.CreateFCmpUNO(gap, gap), gap, b.CreateFAdd(larger, rest));
  // Also what infinities of one sign need.
  return b.CreateSelect(b.CreateFCmpOEQ(x, y), b.CreateFAdd(x, ConstantFP::get(type, binary ? 1.0 : M_LN2)), sum);
}

Value* power(IRBuilder<>& b, const Element& from, Value* x, Value* y, bool fast) {
  if (from.is_integer()) {
    if (const auto* exponent = dyn_cast<ConstantInt>(y); exponent != nullptr && exponent->equalsInt(2)) return b.CreateMul(x, x);
    return b.CreateCall(integer_power(*b.GetInsertBlock()->getModule(), x->getType(), from.is_unsigned()), {x, y});
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

Type* integer_type(IRBuilder<>& b, const Element& element) {
  return b.getIntNTy(element.is_numpy() ? 8 * static_cast<unsigned>(memory::item_size(element.dtype)) : 64);
}

/// A float's whole part in `bits` bits as the processor finds it: what does not fit gives the least integer.
Value* truncated(IRBuilder<>& b, Value* x, unsigned bits) {
  const double limit = bits == 32 ? 0x1p31 : 0x1p63;
  Value* high = b.CreateFCmpOLT(x, ConstantFP::get(x->getType(), limit));
  Value* low = bits == 32 && !x->getType()->isFloatTy() ? b.CreateFCmpOGT(x, ConstantFP::get(x->getType(), -limit - 1))
                                                        : b.CreateFCmpOGE(x, ConstantFP::get(x->getType(), -limit));
  Value* fits = b.CreateAnd(high, low);
  Value* safe = b.CreateSelect(fits, x, zero_like(x));
  return b.CreateSelect(fits, b.CreateFPToSI(safe, b.getIntNTy(bits)), ConstantInt::get(b.getIntNTy(bits), APInt::getSignedMinValue(bits)));
}

/// As NumPy's loops do it on x86-64: narrow types by way of 32 bits; the upper half of unsigned ones is moved down before and up after.
/// (What does not fit is undefined in C: for uint32 NumPy's own loops disagree, and this is what those over contiguous arrays give.)
Value* to_integer(IRBuilder<>& b, const Element& to, Value* x) {
  Type* type = integer_type(b, to);
  const unsigned bits = type->getIntegerBitWidth();
  if (bits < 32) return b.CreateTrunc(truncated(b, x, 32), type);
  if (!to.is_unsigned()) return truncated(b, x, bits);
  Value* half = ConstantFP::get(x->getType(), bits == 32 ? 0x1p31 : 0x1p63);
  Value* upper = b.CreateFCmpOGE(x, half);
  Value* whole = truncated(b, b.CreateSelect(upper, b.CreateFSub(x, half), x), bits);
  return b.CreateXor(whole, b.CreateSelect(upper, ConstantInt::get(type, APInt::getSignedMinValue(bits)), ConstantInt::get(type, 0)));
}

Value* convert(IRBuilder<>& b, const Element& from, const Element& to, Value* x) {
  if (to.is_bool()) {
    if (from.is_bool()) return x;
    return from.is_floating() ? b.CreateFCmpUNE(x, zero_like(x)) : b.CreateICmpNE(x, zero_like(x));
  }
  if (to.is_integer()) {
    Type* target = integer_type(b, to);
    if (from.is_bool()) return b.CreateZExt(x, target);
    if (from.is_integer()) return from.is_unsigned() ? b.CreateZExtOrTrunc(x, target) : b.CreateSExtOrTrunc(x, target);
    return to_integer(b, to, x);
  }
  Type* target = to.is_numpy() && to.dtype == wire::DType::Float32 ? b.getFloatTy() : b.getDoubleTy();
  if (from.is_bool() || from.is_unsigned()) return b.CreateUIToFP(x, target);
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
  return b.CreateICmp(from.is_bool() || from.is_unsigned() ? without_sign[index] : with_sign[index], x, y);
}

Value* extremum(IRBuilder<>& b, Op op, const Element& from, Value* x, Value* y) {
  const bool least = op == Op::Minimum || op == Op::Fmin;
  if (from.is_bool()) return least ? b.CreateAnd(x, y) : b.CreateOr(x, y);
  if (from.is_unsigned()) return b.CreateBinaryIntrinsic(least ? Intrinsic::umin : Intrinsic::umax, x, y);
  if (from.is_integer()) return b.CreateBinaryIntrinsic(least ? Intrinsic::smin : Intrinsic::smax, x, y);
  // Written with comparisons: two instructions after vectorisation, and NumPy leaves the sign of zero open.
  Value* better = least ? b.CreateFCmpOLE(x, y) : b.CreateFCmpOGE(x, y);
  if (op == Op::Minimum || op == Op::Maximum) {
    return b.CreateSelect(b.CreateOr(better, b.CreateFCmpUNO(x, x)), x, y);
  }
  return b.CreateSelect(b.CreateOr(better, b.CreateFCmpUNO(y, y)), x, y);
}

Value* shift(IRBuilder<>& b, bool left, bool is_unsigned, Value* x, Value* count) {
  Type* type = x->getType();
  Value* inside = b.CreateICmpULT(count, ConstantInt::get(type, type->getIntegerBitWidth()));
  Value* safe = b.CreateSelect(inside, count, ConstantInt::get(type, left ? 0 : type->getIntegerBitWidth() - 1));
  if (left) return b.CreateSelect(inside, b.CreateShl(x, safe), zero_like(x));
  if (is_unsigned) return b.CreateSelect(inside, b.CreateLShr(x, safe), zero_like(x));
  return b.CreateAShr(x, safe);
}

Value* sign(IRBuilder<>& b, const Element& from, Value* x) {
  Type* type = x->getType();
  if (from.is_unsigned()) return b.CreateZExt(b.CreateICmpNE(x, zero_like(x)), type);
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
                            {Op::Arctanh, "atanh"}, {Op::Arctan2, "atan2"}, {Op::Nextafter, "nextafter"}};
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
  if (from.is_complex() || op == Op::MakeComplex || (op == Op::Cast && to.is_complex())) return complex_operation(b, op, from, to, v, fast);
  const bool floating = from.is_floating();
  const bool is_unsigned = from.is_unsigned();
  const auto divide = [&](Quotient wanted) { return integer_division(b, v[0], v[1], wanted, is_unsigned); };
  switch (op) {
    case Op::Add: return floating ? b.CreateFAdd(v[0], v[1]) : b.CreateAdd(v[0], v[1]);
    case Op::Sub: return floating ? b.CreateFSub(v[0], v[1]) : b.CreateSub(v[0], v[1]);
    case Op::Mul: return floating ? b.CreateFMul(v[0], v[1]) : b.CreateMul(v[0], v[1]);
    case Op::Div: return b.CreateFDiv(v[0], v[1]);
    case Op::FloorDiv: return floating ? float_division(b, v[0], v[1], false) : divide(Quotient::floor);
    case Op::Mod: return floating ? float_division(b, v[0], v[1], true) : divide(Quotient::modulo);
    case Op::Fmod: return floating ? float_remainder(b, v[0], v[1]) : divide(Quotient::remainder);
    case Op::Gcd: case Op::Lcm: return common_divisor(b, from, v[0], v[1], op == Op::Lcm);
    case Op::Logaddexp: case Op::Logaddexp2: return log_sum(b, v[0], v[1], op == Op::Logaddexp2);
    case Op::Signbit: {
      Type* bits = b.getIntNTy(v[0]->getType()->getScalarSizeInBits());
      return b.CreateICmpSLT(b.CreateBitCast(v[0], bits), ConstantInt::get(bits, 0));
    }
    case Op::Pow: return power(b, from, v[0], v[1], fast);
    case Op::Equal: case Op::NotEqual: case Op::Less: case Op::LessEqual: case Op::Greater: case Op::GreaterEqual:
      return compare(b, op, from, v[0], v[1]);
    case Op::LogicalAnd: case Op::BitAnd: return b.CreateAnd(v[0], v[1]);
    case Op::LogicalOr: case Op::BitOr: return b.CreateOr(v[0], v[1]);
    case Op::LogicalXor: case Op::BitXor: return b.CreateXor(v[0], v[1]);
    case Op::ShiftLeft: return shift(b, true, is_unsigned, v[0], v[1]);
    case Op::ShiftRight: return shift(b, false, is_unsigned, v[0], v[1]);
    case Op::Minimum: case Op::Maximum: case Op::Fmin: case Op::Fmax: return extremum(b, op, from, v[0], v[1]);
    case Op::Hypot: return hypotenuse(b, v[0], v[1]);
    case Op::Copysign: return b.CreateBinaryIntrinsic(Intrinsic::copysign, v[0], v[1]);
    case Op::Neg: return floating ? b.CreateFNeg(v[0]) : b.CreateNeg(v[0]);
    case Op::Abs:
      if (floating) return b.CreateUnaryIntrinsic(Intrinsic::fabs, v[0]);
      if (is_unsigned) return v[0];
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
    case Op::Hypot: return 1'200'000;
    case Op::FloorDiv: case Op::Mod: case Op::Fmod: case Op::Gcd: case Op::Lcm: case Op::Logaddexp: case Op::Logaddexp2: return 5'000'000;
    case Op::Exp: case Op::Exp2: case Op::Log: case Op::Log2: case Op::Log10: return 1'500'000;
    case Op::Sin: case Op::Cos: case Op::Tan: case Op::Expm1: case Op::Log1p: case Op::Tanh: case Op::Cbrt: return 2'500'000;
    case Op::Pow: case Op::Arcsin: case Op::Arccos: case Op::Arctan: case Op::Arctan2: case Op::Sinh: case Op::Cosh:
    case Op::Arcsinh: case Op::Arccosh: case Op::Arctanh: return 4'000'000;
    default: return 80'000;
  }
}

int64_t floating_operations(Op op, const Element& element) {
  if (!element.is_floating() && !element.is_complex()) return 0;
  const bool is_binary = op >= Op::Add && op <= Op::Pow;
  const bool is_function = op == Op::Arctan2 || op == Op::Hypot || op == Op::Fmod || op == Op::Logaddexp || op == Op::Logaddexp2 ||
                           (op >= Op::Sqrt && op <= Op::Arctanh);
  if (!is_binary && !is_function) return 0;
  if (!element.is_complex()) return 1;
  return op == Op::Add || op == Op::Sub ? 2 : op == Op::Mul ? 6 : op == Op::Div ? 11 : 1;
}

bool is_elementwise(Op op) { return op >= Op::Add && op <= Op::Where; }
bool is_reduction(Op op) { return op >= Op::Sum && op <= Op::ArgMax; }

}  // namespace weft::compile::codegen
