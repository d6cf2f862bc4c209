// SPDX-License-Identifier: Apache-2.0
#include "compile/complex.h"

namespace weft::compile::codegen {

using namespace llvm;
using wire::Op;

StructType* pair_type(Type* part) { return StructType::get(part->getContext(), {part, part}); }

Value* make_pair(IRBuilder<>& b, Value* real, Value* imaginary) {
  Value* pair = PoisonValue::get(pair_type(real->getType()));
  return b.CreateInsertValue(b.CreateInsertValue(pair, real, 0), imaginary, 1);
}

Value* pair_part(IRBuilder<>& b, Value* pair, unsigned part) {
  // Most pairs were just made from their parts.
  while (auto* made = dyn_cast<InsertValueInst>(pair)) {
    if (made->getIndices()[0] == part) return made->getInsertedValueOperand();
    pair = made->getAggregateOperand();
  }
  return b.CreateExtractValue(pair, part);
}

Value* each_part(IRBuilder<>& b, ArrayRef<Value*> pairs, const std::function<Value*(ArrayRef<Value*>)>& function) {
  Value* parts[2] = {};
  for (const unsigned part : {0U, 1U}) {
    Small<Value*, 3> values;
    for (Value* pair : pairs) values.push_back(pair_part(b, pair, part));
    parts[part] = function(values);
  }
  return make_pair(b, parts[0], parts[1]);
}

Value* choose(IRBuilder<>& b, Value* condition, Value* yes, Value* no) {
  if (!is_pair(yes)) return b.CreateSelect(condition, yes, no);
  return each_part(b, {yes, no}, [&](ArrayRef<Value*> v) { return b.CreateSelect(condition, v[0], v[1]); });
}

Value* load_pair(IRBuilder<>& b, Type* type, Value* pointer, const std::function<void(Instruction*)>& tag) {
  Value* parts[2] = {};
  for (const unsigned part : {0U, 1U}) {
    LoadInst* load = b.CreateLoad(type->getStructElementType(part), part == 0 ? pointer : b.CreateConstInBoundsGEP2_32(type, pointer, 0, part));
    tag(load);
    parts[part] = load;
  }
  return make_pair(b, parts[0], parts[1]);
}

void store_pair(IRBuilder<>& b, Value* pair, Value* pointer, const std::function<void(Instruction*)>& tag) {
  for (const unsigned part : {0U, 1U}) {
    tag(b.CreateStore(pair_part(b, pair, part), part == 0 ? pointer : b.CreateConstInBoundsGEP2_32(pair->getType(), pointer, 0, part)));
  }
}

Value* complex_product(IRBuilder<>& b, Value* x, Value* y) {
  Value* a = pair_part(b, x, 0);
  Value* ai = pair_part(b, x, 1);
  Value* c = pair_part(b, y, 0);
  Value* ci = pair_part(b, y, 1);
  return make_pair(b, b.CreateFSub(b.CreateFMul(a, c), b.CreateFMul(ai, ci)), b.CreateFAdd(b.CreateFMul(a, ci), b.CreateFMul(ai, c)));
}

Value* complex_is_nan(IRBuilder<>& b, Value* x) { return b.CreateFCmpUNO(pair_part(b, x, 0), pair_part(b, x, 1)); }

Value* complex_compare(IRBuilder<>& b, Op op, Value* x, Value* y) {
  Value* a = pair_part(b, x, 0);
  Value* ai = pair_part(b, x, 1);
  Value* c = pair_part(b, y, 0);
  Value* ci = pair_part(b, y, 1);
  const auto ordered = [&](bool less, bool equal) {
    Value* first = b.CreateAnd(less ? b.CreateFCmpOLT(a, c) : b.CreateFCmpOGT(a, c), b.CreateFCmpORD(ai, ci));
    Value* second = less ? (equal ? b.CreateFCmpOLE(ai, ci) : b.CreateFCmpOLT(ai, ci)) : (equal ? b.CreateFCmpOGE(ai, ci) : b.CreateFCmpOGT(ai, ci));
    return b.CreateOr(first, b.CreateAnd(b.CreateFCmpOEQ(a, c), second));
  };
  switch (op) {
    case Op::Equal: return b.CreateAnd(b.CreateFCmpOEQ(a, c), b.CreateFCmpOEQ(ai, ci));
    case Op::NotEqual: return b.CreateOr(b.CreateFCmpUNE(a, c), b.CreateFCmpUNE(ai, ci));
    case Op::Less: return ordered(true, false);
    case Op::LessEqual: return ordered(true, true);
    case Op::Greater: return ordered(false, false);
    default: return ordered(false, true);
  }
}

namespace {

Value* magnitude(IRBuilder<>& b, Value* x) { return b.CreateUnaryIntrinsic(Intrinsic::fabs, x); }

/// Smith's division as NumPy writes it; a zero divisor gives what each part divided by zero gives.
Value* quotient(IRBuilder<>& b, Value* x, Value* y) {
  Value* a = pair_part(b, x, 0);
  Value* ai = pair_part(b, x, 1);
  Value* c = pair_part(b, y, 0);
  Value* ci = pair_part(b, y, 1);
  Type* type = a->getType();
  Value* size = magnitude(b, c);
  Value* by_real = b.CreateFCmpOGE(size, magnitude(b, ci));
  Value* large = b.CreateSelect(by_real, c, ci);
  Value* small = b.CreateSelect(by_real, ci, c);
  Value* ratio = b.CreateFDiv(small, large);
  Value* scale = b.CreateFDiv(ConstantFP::get(type, 1), b.CreateFAdd(large, b.CreateFMul(small, ratio)));
  // By the real part: (a + ai*ratio, ai - a*ratio); by the imaginary part: (a*ratio + ai, ai*ratio - a).
  Value* plain = b.CreateSelect(by_real, a, ai);
  Value* scaled = b.CreateFMul(b.CreateSelect(by_real, ai, a), ratio);
  Value* real = b.CreateFMul(b.CreateFAdd(plain, scaled), scale);
  Value* left = b.CreateSelect(by_real, ai, b.CreateFMul(ai, ratio));
  Value* right = b.CreateSelect(by_real, b.CreateFMul(a, ratio), a);
  Value* imaginary = b.CreateFMul(b.CreateFSub(left, right), scale);
  Value* zero = b.CreateAnd(by_real, b.CreateFCmpOEQ(size, ConstantFP::get(type, 0)));
  return make_pair(b, b.CreateSelect(zero, b.CreateFDiv(a, size), real), b.CreateSelect(zero, b.CreateFDiv(ai, size), imaginary));
}

/// `z / |z|`, NumPy 2's meaning.
Value* sign(IRBuilder<>& b, Value* x) {
  Value* a = pair_part(b, x, 0);
  Value* ai = pair_part(b, x, 1);
  Type* type = a->getType();
  Value* zero = ConstantFP::get(type, 0);
  Value* one = ConstantFP::get(type, 1);
  Value* nan = ConstantFP::getNaN(type);
  Value* infinity = ConstantFP::getInfinity(type);
  Value* size = hypotenuse(b, a, ai);
  Value* a_infinite = b.CreateFCmpOEQ(magnitude(b, a), infinity);
  Value* ai_infinite = b.CreateFCmpOEQ(magnitude(b, ai), infinity);
  const auto unit = [&](Value* v) { return b.CreateBinaryIntrinsic(Intrinsic::copysign, one, v); };
  const auto part = [&](Value* v, Value* limit) {
    Value* finite = b.CreateSelect(b.CreateFCmpOEQ(size, zero), zero, b.CreateFDiv(v, size));
    Value* other = b.CreateSelect(b.CreateFCmpUNO(size, size), nan, limit);
    return b.CreateSelect(b.CreateFCmpOLT(size, infinity), finite, other);
  };
  // Of an infinite size: the infinite part's sign, nothing when both are, the imaginary part's sign when only the size is too large.
  Value* both = b.CreateAnd(a_infinite, ai_infinite);
  Value* real = b.CreateSelect(both, nan, b.CreateSelect(a_infinite, unit(a), zero));
  Value* imaginary = b.CreateSelect(both, nan, b.CreateSelect(a_infinite, zero, unit(ai)));
  return make_pair(b, part(a, real), part(ai, imaginary));
}

/// A function of the C library through one of the worker's: parts travel as doubles, which hold floats exactly.
Value* library_function(IRBuilder<>& b, const char* name, ArrayRef<Value*> pairs) {
  Type* part = pairs[0]->getType()->getStructElementType(0);
  Type* wide = b.getDoubleTy();
  Small<Value*, 4> arguments;
  for (Value* pair : pairs) {
    for (const unsigned index : {0U, 1U}) arguments.push_back(b.CreateFPCast(pair_part(b, pair, index), wide));
  }
  Small<Type*, 4> types(arguments.size(), wide);
  const std::string full = std::string("weft_c") + name + (part->isFloatTy() ? "f" : "");
  FunctionCallee callee = b.GetInsertBlock()->getModule()->getOrInsertFunction(full, FunctionType::get(pair_type(wide), types, false));
  auto* function = cast<Function>(callee.getCallee());
  function->setDoesNotThrow();
  function->setMemoryEffects(MemoryEffects::none());
  function->addFnAttr(Attribute::WillReturn);
  Value* result = b.CreateCall(callee, arguments);
  return each_part(b, {result}, [&](ArrayRef<Value*> v) { return b.CreateFPCast(v[0], part); });
}

struct Named {
  Op op;
  const char* name;
};
constexpr Named kNamed[] = {
    {Op::Pow, "pow"},     {Op::Sqrt, "sqrt"},   {Op::Exp, "exp"},     {Op::Exp2, "exp2"},     {Op::Expm1, "expm1"},   {Op::Log, "log"},
    {Op::Log2, "log2"},   {Op::Log10, "log10"}, {Op::Log1p, "log1p"}, {Op::Sin, "sin"},       {Op::Cos, "cos"},       {Op::Tan, "tan"},
    {Op::Arcsin, "asin"}, {Op::Arccos, "acos"}, {Op::Arctan, "atan"}, {Op::Sinh, "sinh"},     {Op::Cosh, "cosh"},     {Op::Tanh, "tanh"},
    {Op::Arcsinh, "asinh"}, {Op::Arccosh, "acosh"}, {Op::Arctanh, "atanh"}};

Value* extremum(IRBuilder<>& b, Op op, Value* x, Value* y) {
  const bool least = op == Op::Minimum || op == Op::Fmin;
  const bool nan_wins = op == Op::Minimum || op == Op::Maximum;
  Value* better = complex_compare(b, least ? Op::LessEqual : Op::GreaterEqual, x, y);
  return choose(b, b.CreateOr(better, complex_is_nan(b, nan_wins ? x : y)), x, y);
}

Value* power(IRBuilder<>& b, Value* x, Value* y) {
  if (auto* exponent = dyn_cast<Constant>(y)) {
    const auto* real = dyn_cast_or_null<ConstantFP>(exponent->getAggregateElement(0U));
    const auto* imaginary = dyn_cast_or_null<ConstantFP>(exponent->getAggregateElement(1U));
    if (real != nullptr && imaginary != nullptr && imaginary->isZero()) {
      if (real->isExactlyValue(1.0)) return x;
      if (real->isExactlyValue(2.0)) return complex_product(b, x, x);
    }
  }
  return library_function(b, "pow", {x, y});
}

}  // namespace

Value* complex_operation(IRBuilder<>& b, Op op, const Element& from, const Element& to, ArrayRef<Value*> v, bool fast) {
  const auto test = [&](const std::function<Value*(Value*)>& part, bool both) {
    Value* real = part(pair_part(b, v[0], 0));
    Value* imaginary = part(pair_part(b, v[0], 1));
    return both ? b.CreateAnd(real, imaginary) : b.CreateOr(real, imaginary);
  };
  switch (op) {
    case Op::Add: return each_part(b, v, [&](ArrayRef<Value*> p) { return b.CreateFAdd(p[0], p[1]); });
    case Op::Sub: return each_part(b, v, [&](ArrayRef<Value*> p) { return b.CreateFSub(p[0], p[1]); });
    case Op::Mul: return complex_product(b, v[0], v[1]);
    case Op::Div: return quotient(b, v[0], v[1]);
    case Op::Pow: return power(b, v[0], v[1]);
    case Op::Equal: case Op::NotEqual: case Op::Less: case Op::LessEqual: case Op::Greater: case Op::GreaterEqual:
      return complex_compare(b, op, v[0], v[1]);
    case Op::Minimum: case Op::Maximum: case Op::Fmin: case Op::Fmax: return extremum(b, op, v[0], v[1]);
    case Op::MakeComplex: return make_pair(b, v[0], v[1]);
    case Op::Neg: return each_part(b, v, [&](ArrayRef<Value*> p) { return b.CreateFNeg(p[0]); });
    case Op::Abs: return hypotenuse(b, pair_part(b, v[0], 0), pair_part(b, v[0], 1));
    case Op::Sign: return sign(b, v[0]);
    case Op::Conj: return make_pair(b, pair_part(b, v[0], 0), b.CreateFNeg(pair_part(b, v[0], 1)));
    case Op::Real: return pair_part(b, v[0], 0);
    case Op::Imag: return pair_part(b, v[0], 1);
    case Op::IsNan: return complex_is_nan(b, v[0]);
    case Op::IsInf:
      return test([&](Value* x) { return b.CreateFCmpOEQ(magnitude(b, x), ConstantFP::getInfinity(x->getType())); }, false);
    case Op::IsFinite:
      return test([&](Value* x) { return b.CreateFCmpOLT(magnitude(b, x), ConstantFP::getInfinity(x->getType())); }, true);
    case Op::Where: return choose(b, v[0], v[1], v[2]);
    case Op::Copy: return v[0];
    case Op::Cast: {
      if (from.is_complex() && to.is_complex()) {
        Type* part = to.is_numpy() && to.dtype == wire::DType::Complex64 ? b.getFloatTy() : b.getDoubleTy();
        return each_part(b, v, [&](ArrayRef<Value*> p) { return b.CreateFPCast(p[0], part); });
      }
      if (from.is_complex()) {
        if (to.is_bool()) return test([&](Value* x) { return b.CreateFCmpUNE(x, ConstantFP::get(x->getType(), 0)); }, false);
        return element_operation(b, op, from.real(), to, {pair_part(b, v[0], 0)}, fast);
      }
      Value* real = element_operation(b, op, from, to.real(), v, fast);
      return make_pair(b, real, ConstantFP::get(real->getType(), 0));
    }
    default: break;
  }
  for (const Named& entry : kNamed) {
    if (entry.op == op) return library_function(b, entry.name, v);
  }
  WEFT_CHECK(false);
  return nullptr;
}

}  // namespace weft::compile::codegen
