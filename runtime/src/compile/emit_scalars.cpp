// SPDX-License-Identifier: Apache-2.0
// Scalars: constants, Python's checked numbers, NumPy's wrapping ones.
#include "compile/complex.h"
#include "compile/emitter.h"
#include "memory/dtype.h"

namespace weft::compile::codegen {

using namespace llvm;
using wire::Op;
using wire::TypeKind;

void Emitter::emit_constant(const wire::NodeT& node) {
  const wire::ConstantT& constant = *node.constant;
  const wire::TypeT& type = *act().frame->function->values[node.results[0]];
  Type* scalar = scalar_type(type);
  Value* value = nullptr;
  const auto number = [](Type* part, double exact) -> Constant* {
    return ConstantFP::get(part, part->isFloatTy() ? static_cast<double>(static_cast<float>(exact)) : exact);
  };
  if (type.kind == TypeKind::Str) {
    value = i32(text_number(constant.string_value));
  } else if (scalar->isFloatingPointTy()) {
    value = number(scalar, constant.float_value);
  } else if (is_pair(scalar)) {
    Type* part = scalar->getStructElementType(0);
    value = ConstantStruct::get(cast<StructType>(scalar), {number(part, constant.float_value), number(part, constant.imaginary_value)});
  } else {
    value = ConstantInt::get(scalar, static_cast<uint64_t>(constant.int_value), true);
  }
  define_scalar(node, value);
}

void Emitter::emit_scalar(const wire::NodeT& node) {
  const wire::TypeT& result = *act().frame->function->values[node.results[0]];
  Small<Value*, 3> values;
  for (size_t index = 0; index < node.operands.size(); ++index) values.push_back(scalar_operand(node, index));
  const Element to = graph::element_of(result);
  const size_t subject = node.op == Op::Where ? 1 : 0;
  const Element from = graph::element_of(*operand(node, subject)->type);
  Value* value = nullptr;
  if (from.kind == TypeKind::Int && node.op != Op::Where && !(node.op >= Op::Equal && node.op <= Op::GreaterEqual)) {
    value = python_int(node, values);
  } else if (from.kind == TypeKind::Float || (node.op == Op::Cast && from.is_floating() && to.kind == TypeKind::Int)) {
    value = python_float(node, values);
  } else if (from.kind == TypeKind::Complex) {
    value = python_complex(node, values);
  } else if (node.op == Op::Cast && from.is_unsigned() && to.kind == TypeKind::Int && from.dtype == wire::DType::UInt64) {
    check(b_.CreateICmpSLT(values[0], i64(0)), node, Fault::int_overflow);
  }
  if (value == nullptr) {
    if (node.op == Op::Pow && from.is_integer() && !from.is_unsigned() && !isa<ConstantInt>(values[1])) {
      check(b_.CreateICmpSLT(values[1], Constant::getNullValue(values[1]->getType())), node, Fault::negative_integer_power);
    }
    value = element_operation(b_, node.op, from, to, values, fast_);
    watch_scalar(node, from, to, values, value);
  }
  define_scalar(node, value);
  consume_operands(node);
}

/// `int / int`: the double nearest to the exact quotient, also where the operands are no doubles.
Value* Emitter::integer_quotient(const wire::NodeT& node, Value* quotient) {
  Value* a = scalar_operand(*operand(node, 0)->node, 0);
  Value* b = scalar_operand(*operand(node, 1)->node, 0);
  const auto inexact = [&](Value* x) { return b_.CreateICmpUGT(b_.CreateAdd(x, i64(int64_t{1} << 53)), i64(int64_t{1} << 54)); };
  BasicBlock* from = b_.GetInsertBlock();
  BasicBlock* large = BasicBlock::Create(context_, "large", host_);
  BasicBlock* done = BasicBlock::Create(context_, "quotient", host_);
  b_.CreateCondBr(b_.CreateOr(inexact(a), inexact(b)), large, done, MDBuilder(context_).createBranchWeights(1, 1 << 20));
  b_.SetInsertPoint(large);
  Value* rounded = call("weft_integer_quotient", b_.getDoubleTy(), {a, b});
  b_.CreateBr(done);
  b_.SetInsertPoint(done);
  PHINode* result = b_.CreatePHI(b_.getDoubleTy(), 2);
  result->addIncoming(quotient, from);
  result->addIncoming(rounded, large);
  return result;
}

/// Python compares an int and a float exactly, whatever the float nearest to the int is.
Value* Emitter::int_comparison(const wire::NodeT& node, size_t place, Value* number) {
  const Element integer{TypeKind::Int, wire::DType::Int64};
  const Element floating{TypeKind::Float, wire::DType::Float64};
  const Element truth{TypeKind::Bool, wire::DType::Bool};
  Value* whole = scalar_operand(*operand(node, place)->node, 0);
  Value* rounded = scalar_operand(node, place);
  // Where the rounded int equals the float, the float is a whole number and, but for 2**63, an int.
  Value* is_int = b_.CreateAnd(b_.CreateFCmpOEQ(rounded, number), b_.CreateFCmpOLT(number, ConstantFP::get(b_.getDoubleTy(), 0x1p63)));
  Value* same = b_.CreateFPToSI(b_.CreateSelect(is_int, number, ConstantFP::get(b_.getDoubleTy(), 0)), b_.getInt64Ty());
  const auto ordered = [&](Value* a, Value* b) { return place == 0 ? std::array{a, b} : std::array{b, a}; };
  Value* exact = element_operation(b_, node.op, integer, truth, ordered(whole, same), false);
  // Every int is less than 2**63, whatever it is rounded to.
  Value* below = b_.CreateSelect(b_.CreateFCmpOEQ(number, ConstantFP::get(b_.getDoubleTy(), 0x1p63)),
                                 ConstantFP::get(b_.getDoubleTy(), 0x1p62), rounded);
  return b_.CreateSelect(is_int, exact, element_operation(b_, node.op, floating, truth, ordered(below, number), false));
}

/// Null when the operation needs no check.
Value* Emitter::python_int(const wire::NodeT& node, const Small<Value*, 3>& v) {
  const auto& info = act().frame->values[node.results[0]];
  const auto [least, most] = symbols_.range(info.number);
  const bool small = info.known && least > -Symbols::kUnbounded && most < Symbols::kUnbounded;
  const auto checked = [&](Intrinsic::ID id) -> Value* {
    Value* pair = b_.CreateBinaryIntrinsic(id, v[0], v[1]);
    check(b_.CreateExtractValue(pair, 1), node, Fault::int_overflow);
    return b_.CreateExtractValue(pair, 0);
  };
  Value* lowest = i64(INT64_MIN);
  switch (node.op) {
    case Op::Add: return small ? b_.CreateAdd(v[0], v[1], "", false, true) : checked(Intrinsic::sadd_with_overflow);
    case Op::Sub: return small ? b_.CreateSub(v[0], v[1], "", false, true) : checked(Intrinsic::ssub_with_overflow);
    case Op::Mul: return small ? b_.CreateMul(v[0], v[1], "", false, true) : checked(Intrinsic::smul_with_overflow);
    case Op::FloorDiv:
    case Op::Mod:
      check(b_.CreateICmpEQ(v[1], i64(0)), node, node.op == Op::Mod ? Fault::zero_modulo_int : Fault::zero_division_int);
      if (node.op == Op::FloorDiv) {
        check(b_.CreateAnd(b_.CreateICmpEQ(v[0], lowest), b_.CreateICmpEQ(v[1], i64(-1))), node, Fault::int_overflow);
      }
      return nullptr;
    case Op::Neg:
    case Op::Abs:
      if (!small) check(b_.CreateICmpEQ(v[0], lowest), node, Fault::int_overflow);
      return node.op == Op::Neg ? b_.CreateNeg(v[0]) : nullptr;
    case Op::Pow: {
      // Squaring with overflow checks, out of line.
      Value* result = temporary(b_.getInt64Ty(), "power");
      Value* failed = call("weft_integer_power", b_.getInt32Ty(), {v[0], v[1], result});
      check(b_.CreateICmpNE(failed, i32(0)), node, Fault::int_overflow);
      return b_.CreateLoad(b_.getInt64Ty(), result);
    }
    case Op::ShiftLeft: {
      check(b_.CreateICmpSLT(v[1], i64(0)), node, Fault::negative_shift);
      Value* inside = b_.CreateICmpULT(v[1], i64(63));
      Value* count = b_.CreateSelect(inside, v[1], i64(0));
      Value* shifted = b_.CreateShl(v[0], count);
      Value* lost = b_.CreateICmpNE(b_.CreateAShr(shifted, count), v[0]);
      Value* too_far = b_.CreateAnd(b_.CreateNot(inside), b_.CreateICmpNE(v[0], i64(0)));
      check(b_.CreateOr(lost, too_far), node, Fault::int_overflow);
      return shifted;
    }
    case Op::ShiftRight: check(b_.CreateICmpSLT(v[1], i64(0)), node, Fault::negative_shift); return nullptr;
    case Op::Gcd:
    case Op::Lcm: {
      Value* result = temporary(b_.getInt64Ty(), "common");
      Value* failed = call("weft_integer_common", b_.getInt32Ty(), {v[0], v[1], i32(node.op == Op::Lcm ? 1 : 0), result});
      check(b_.CreateICmpNE(failed, i32(0)), node, Fault::int_overflow);
      return b_.CreateLoad(b_.getInt64Ty(), result);
    }
    case Op::Cast: {
      const Element to = graph::element_of(*act().frame->function->values[node.results[0]]);
      if (!to.is_numpy() || !to.is_integer() || to.dtype == wire::DType::Int64) return nullptr;
      Value* cut = b_.CreateTrunc(v[0], element_type(to.dtype));
      Value* same = to.is_unsigned() ? b_.CreateZExt(cut, b_.getInt64Ty()) : b_.CreateSExt(cut, b_.getInt64Ty());
      Value* bad = to.dtype == wire::DType::UInt64 ? b_.CreateICmpSLT(v[0], i64(0)) : b_.CreateICmpNE(same, v[0]);
      check(bad, node, Fault::integer_bounds, v[0], i64(static_cast<int64_t>(to.dtype)));
      return cut;
    }
    default: return nullptr;
  }
}

/// Python's float and math module: what is not finite although the operands are raises.
Value* Emitter::python_float(const wire::NodeT& node, const Small<Value*, 3>& v) {
  const Element number{TypeKind::Float, wire::DType::Float64};
  const auto finite = [&](Value* x) {
    return b_.CreateFCmpOLT(b_.CreateUnaryIntrinsic(Intrinsic::fabs, x), ConstantFP::getInfinity(b_.getDoubleTy()));
  };
  Value* zero = ConstantFP::get(b_.getDoubleTy(), 0);
  const auto from_int = [&](size_t index) {
    const wire::NodeT* made = operand(node, index)->node;
    return made != nullptr && made->op == Op::Cast && act().frame->function->values[made->operands[0]]->kind == TypeKind::Int;
  };
  switch (node.op) {
    case Op::Equal: case Op::NotEqual: case Op::Less: case Op::LessEqual: case Op::Greater: case Op::GreaterEqual:
      if (from_int(0) == from_int(1)) return nullptr;
      return from_int(0) ? int_comparison(node, 0, v[1]) : int_comparison(node, 1, v[0]);
    case Op::Div: {
      const bool plain = from_int(0) && from_int(1);
      check(b_.CreateFCmpOEQ(v[1], zero), node, plain ? Fault::zero_division_plain : Fault::zero_division_float);
      Value* quotient = b_.CreateFDiv(v[0], v[1]);
      return plain ? integer_quotient(node, quotient) : quotient;
    }
    case Op::FloorDiv: check(b_.CreateFCmpOEQ(v[1], zero), node, Fault::zero_floor_float); return nullptr;
    case Op::Mod: check(b_.CreateFCmpOEQ(v[1], zero), node, Fault::zero_modulo_float); return nullptr;
    case Op::Cast: {
      const Element to = graph::element_of(*act().frame->function->values[node.results[0]]);
      if (to.kind != TypeKind::Int) return nullptr;
      check(b_.CreateFCmpUNO(v[0], v[0]), node, Fault::nan_to_int);
      Value* x = b_.CreateFPCast(v[0], b_.getDoubleTy());  // NumPy's float32 comes here too
      Value* size = b_.CreateUnaryIntrinsic(Intrinsic::fabs, x);
      check(b_.CreateFCmpOEQ(size, ConstantFP::getInfinity(b_.getDoubleTy())), node, Fault::inf_to_int);
      check(b_.CreateNot(b_.CreateAnd(b_.CreateFCmpOLT(x, ConstantFP::get(b_.getDoubleTy(), 0x1p63)),
                                      b_.CreateFCmpOGE(x, ConstantFP::get(b_.getDoubleTy(), -0x1p63)))), node, Fault::int_overflow);
      return b_.CreateFPToSI(x, b_.getInt64Ty());
    }
    case Op::Fmod: case Op::Pow: case Op::Sqrt: case Op::Exp: case Op::Exp2: case Op::Expm1: case Op::Log: case Op::Log2: case Op::Log10:
    case Op::Log1p: case Op::Sin: case Op::Cos: case Op::Tan: case Op::Arcsin: case Op::Arccos: case Op::Sinh: case Op::Cosh:
    case Op::Arccosh: case Op::Arctanh: {
      Value* result = element_operation(b_, node.op, number, number, v, false);
      Value* fine = finite(v[0]);
      if (v.size() > 1) fine = b_.CreateAnd(fine, finite(v[1]));
      // log(inf) and exp(inf) are inf; only sin, cos and tan of inf, and log and sqrt of -inf, are errors too.
      Value* not_number = b_.CreateAnd(b_.CreateFCmpUNO(result, result), b_.CreateFCmpORD(v[0], v.size() > 1 ? v[1] : v[0]));
      Value* bad = b_.CreateOr(b_.CreateAnd(b_.CreateNot(finite(result)), fine), not_number);
      branch_cold(bad, [&] {
        call("weft_float_fault", b_.getVoidTy(), {run_, i32(node_number(node)), i32(static_cast<int32_t>(node.op)), result, v[0]});
      });
      return result;
    }
    default: return nullptr;
  }
}

/// Python's complex: division by zero and what grows too large raise. Null when the operation needs no check.
Value* Emitter::python_complex(const wire::NodeT& node, const Small<Value*, 3>& v) {
  const auto parts = [&](Value* z) { return std::array{pair_part(b_, z, 0), pair_part(b_, z, 1)}; };
  const auto all_parts = [&] {
    Small<Value*, 8> arguments;
    for (Value* z : v) for (Value* part : parts(z)) arguments.push_back(part);
    return arguments;
  };
  Value* zero = ConstantFP::get(b_.getDoubleTy(), 0);
  switch (node.op) {
    case Op::Div: {
      const auto [real, imaginary] = parts(v[1]);
      check(b_.CreateAnd(b_.CreateFCmpOEQ(real, zero), b_.CreateFCmpOEQ(imaginary, zero)), node, Fault::zero_complex_division);
      return call("weft_python_quotient", scalar_type(*act().frame->function->values[node.results[0]]), all_parts());
    }
    case Op::Pow: {
      Type* type = scalar_type(*act().frame->function->values[node.results[0]]);
      AllocaInst* result = temporary(type, "power");
      auto arguments = all_parts();
      arguments.push_back(result);
      Value* fault = call("weft_python_power", b_.getInt32Ty(), arguments);
      branch_cold(b_.CreateICmpSGE(fault, i32(0)), [&] {
        call("weft_fault", b_.getVoidTy(),
             {run_, i32(node_number(node)), fault, i64(0), i64(0), ConstantPointerNull::get(b_.getPtrTy())});
      });
      return b_.CreateLoad(type, result);
    }
    case Op::Abs: {
      const auto [real, imaginary] = parts(v[0]);
      Value* size = library_call(b_, "hypot", {real, imaginary});
      const auto finite = [&](Value* x) {
        return b_.CreateFCmpOLT(b_.CreateUnaryIntrinsic(Intrinsic::fabs, x), ConstantFP::getInfinity(b_.getDoubleTy()));
      };
      check(b_.CreateAnd(b_.CreateNot(finite(size)), b_.CreateAnd(finite(real), finite(imaginary))), node, Fault::absolute_overflow);
      return size;
    }
    default: return nullptr;
  }
}

}  // namespace weft::compile::codegen
