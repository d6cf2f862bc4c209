// SPDX-License-Identifier: Apache-2.0
#include "graph/ops.h"

#include <array>

namespace weft::graph {
namespace {

using wire::Op;

constexpr OpInfo unary(Op op, std::string_view name, Family family) { return {.op = op, .name = name, .family = family, .operands = 1}; }
constexpr OpInfo binary(Op op, std::string_view name, Family family) { return {.op = op, .name = name, .family = family, .operands = 2}; }
constexpr OpInfo reduction(Op op, std::string_view name, bool keepdims) {
  return {.op = op, .name = name, .family = Family::reduction, .operands = 1, .axes = true, .keepdims = keepdims};
}

// In the order of the schema; a static_assert below holds it to that.
constexpr std::array<OpInfo, kOpCount> kOps = {{
    {.op = Op::Const, .name = "const", .family = Family::constant, .operands = 0},
    {.op = Op::Get, .name = "get", .family = Family::variable, .operands = 0},
    {.op = Op::Set, .name = "set", .family = Family::variable, .operands = 1, .results = 0},
    {.op = Op::If, .name = "if", .family = Family::control, .operands = 1, .results = 0, .regions = 2},
    {.op = Op::While, .name = "while", .family = Family::control, .operands = 0, .results = 0, .regions = 2, .optional_regions = 1},
    {.op = Op::For, .name = "for", .family = Family::control, .operands = 3, .results = 0, .regions = 1, .optional_regions = 1},
    {.op = Op::Yield, .name = "yield", .family = Family::control, .operands = 1, .results = 0},
    {.op = Op::Break, .name = "break", .family = Family::control, .operands = 0, .results = 0},
    {.op = Op::Continue, .name = "continue", .family = Family::control, .operands = 0, .results = 0},
    {.op = Op::Return, .name = "return", .family = Family::control, .operands = 0, .variadic = true, .results = 0},
    {.op = Op::Call, .name = "call", .family = Family::call, .operands = 0, .variadic = true, .results = -1},
    binary(Op::Add, "add", Family::arithmetic),
    binary(Op::Sub, "sub", Family::arithmetic),
    binary(Op::Mul, "mul", Family::arithmetic),
    binary(Op::Div, "div", Family::division),
    binary(Op::FloorDiv, "floor_div", Family::real_arithmetic),
    binary(Op::Mod, "mod", Family::real_arithmetic),
    binary(Op::Pow, "pow", Family::arithmetic),
    binary(Op::Equal, "equal", Family::comparison),
    binary(Op::NotEqual, "not_equal", Family::comparison),
    binary(Op::Less, "less", Family::comparison),
    binary(Op::LessEqual, "less_equal", Family::comparison),
    binary(Op::Greater, "greater", Family::comparison),
    binary(Op::GreaterEqual, "greater_equal", Family::comparison),
    binary(Op::LogicalAnd, "logical_and", Family::logical),
    binary(Op::LogicalOr, "logical_or", Family::logical),
    binary(Op::LogicalXor, "logical_xor", Family::logical),
    binary(Op::BitAnd, "bit_and", Family::bitwise),
    binary(Op::BitOr, "bit_or", Family::bitwise),
    binary(Op::BitXor, "bit_xor", Family::bitwise),
    binary(Op::ShiftLeft, "shift_left", Family::bitwise),
    binary(Op::ShiftRight, "shift_right", Family::bitwise),
    binary(Op::Minimum, "minimum", Family::arithmetic),
    binary(Op::Maximum, "maximum", Family::arithmetic),
    binary(Op::Fmin, "fmin", Family::arithmetic),
    binary(Op::Fmax, "fmax", Family::arithmetic),
    binary(Op::Arctan2, "arctan2", Family::real_floating),
    binary(Op::Hypot, "hypot", Family::real_floating),
    binary(Op::Copysign, "copysign", Family::real_floating),
    binary(Op::Fmod, "fmod", Family::real_arithmetic),
    binary(Op::Nextafter, "nextafter", Family::real_floating),
    binary(Op::Logaddexp, "logaddexp", Family::real_floating),
    binary(Op::Logaddexp2, "logaddexp2", Family::real_floating),
    binary(Op::Gcd, "gcd", Family::bitwise),
    binary(Op::Lcm, "lcm", Family::bitwise),
    binary(Op::MakeComplex, "make_complex", Family::parts),
    unary(Op::Neg, "neg", Family::arithmetic),
    unary(Op::Abs, "abs", Family::parts),
    unary(Op::LogicalNot, "logical_not", Family::logical),
    unary(Op::Invert, "invert", Family::bitwise),
    unary(Op::Sqrt, "sqrt", Family::floating),
    unary(Op::Cbrt, "cbrt", Family::real_floating),
    unary(Op::Exp, "exp", Family::floating),
    unary(Op::Exp2, "exp2", Family::floating),
    unary(Op::Expm1, "expm1", Family::floating),
    unary(Op::Log, "log", Family::floating),
    unary(Op::Log2, "log2", Family::floating),
    unary(Op::Log10, "log10", Family::floating),
    unary(Op::Log1p, "log1p", Family::floating),
    unary(Op::Sin, "sin", Family::floating),
    unary(Op::Cos, "cos", Family::floating),
    unary(Op::Tan, "tan", Family::floating),
    unary(Op::Arcsin, "arcsin", Family::floating),
    unary(Op::Arccos, "arccos", Family::floating),
    unary(Op::Arctan, "arctan", Family::floating),
    unary(Op::Sinh, "sinh", Family::floating),
    unary(Op::Cosh, "cosh", Family::floating),
    unary(Op::Tanh, "tanh", Family::floating),
    unary(Op::Arcsinh, "arcsinh", Family::floating),
    unary(Op::Arccosh, "arccosh", Family::floating),
    unary(Op::Arctanh, "arctanh", Family::floating),
    unary(Op::Floor, "floor", Family::rounding),
    unary(Op::Ceil, "ceil", Family::rounding),
    unary(Op::Trunc, "trunc", Family::rounding),
    unary(Op::Rint, "rint", Family::rounding),
    unary(Op::Sign, "sign", Family::arithmetic),
    unary(Op::IsNan, "is_nan", Family::classify),
    unary(Op::IsInf, "is_inf", Family::classify),
    unary(Op::IsFinite, "is_finite", Family::classify),
    unary(Op::Signbit, "signbit", Family::classify),
    unary(Op::Conj, "conj", Family::parts),
    unary(Op::Real, "real", Family::parts),
    unary(Op::Imag, "imag", Family::parts),
    unary(Op::Cast, "cast", Family::cast),
    {.op = Op::Where, .name = "where", .family = Family::where, .operands = 3},
    {.op = Op::Full, .name = "full", .family = Family::creation, .operands = 2, .variadic = true},
    {.op = Op::Empty, .name = "empty", .family = Family::creation, .operands = 1, .variadic = true},
    {.op = Op::Arange, .name = "arange", .family = Family::creation, .operands = 3},
    {.op = Op::Linspace, .name = "linspace", .family = Family::creation, .operands = 4},
    {.op = Op::Eye, .name = "eye", .family = Family::creation, .operands = 3},
    {.op = Op::Pack, .name = "pack", .family = Family::creation, .operands = 0, .variadic = true},
    {.op = Op::Copy, .name = "copy", .family = Family::creation, .operands = 1},
    reduction(Op::Sum, "sum", true),
    reduction(Op::Prod, "prod", true),
    reduction(Op::Min, "min", true),
    reduction(Op::Max, "max", true),
    reduction(Op::All, "all", true),
    reduction(Op::Any, "any", true),
    reduction(Op::ArgMin, "arg_min", true),
    reduction(Op::ArgMax, "arg_max", true),
    reduction(Op::CumSum, "cum_sum", false),
    {.op = Op::Dim, .name = "dim", .family = Family::structure, .operands = 1, .axes = true},
    {.op = Op::View, .name = "view", .family = Family::structure, .operands = 1, .variadic = true, .index = true},
    {.op = Op::Transpose, .name = "transpose", .family = Family::structure, .operands = 1, .axes = true},
    {.op = Op::Reshape, .name = "reshape", .family = Family::structure, .operands = 2, .variadic = true},
    {.op = Op::BroadcastTo, .name = "broadcast_to", .family = Family::structure, .operands = 2, .variadic = true},
    {.op = Op::Concatenate, .name = "concatenate", .family = Family::structure, .operands = 1, .variadic = true, .axes = true},
    {.op = Op::Load, .name = "load", .family = Family::element, .operands = 1, .variadic = true, .index = true},
    {.op = Op::Store, .name = "store", .family = Family::element, .operands = 2, .variadic = true, .results = 0, .index = true},
    {.op = Op::Assign, .name = "assign", .family = Family::element, .operands = 2, .results = 0},
    binary(Op::MatMul, "matmul", Family::contraction),
    {.op = Op::LoadNpy, .name = "load_npy", .family = Family::file, .operands = 0, .path = true},
    {.op = Op::SaveNpy, .name = "save_npy", .family = Family::file, .operands = 1, .results = 0, .path = true},
    {.op = Op::Kernel, .name = "kernel", .family = Family::kernel, .operands = 0, .variadic = true, .results = -1},
    {.op = Op::ListNew, .name = "list_new", .family = Family::list, .operands = 0, .variadic = true},
    {.op = Op::ListLen, .name = "list_len", .family = Family::list, .operands = 1},
    {.op = Op::ListGet, .name = "list_get", .family = Family::list, .operands = 2, .results = -1},
    {.op = Op::ListSet, .name = "list_set", .family = Family::list, .operands = 3, .variadic = true, .results = 0},
    {.op = Op::ListAppend, .name = "list_append", .family = Family::list, .operands = 2, .variadic = true, .results = 0},
    {.op = Op::ListPop, .name = "list_pop", .family = Family::list, .operands = 2, .results = -1},
}};

constexpr bool in_schema_order() {
  for (size_t i = 0; i < kOps.size(); ++i) {
    if (static_cast<size_t>(kOps[i].op) != i || kOps[i].name.empty()) return false;
  }
  return true;
}
static_assert(in_schema_order());

}  // namespace

const OpInfo& op_info(wire::Op op) { return kOps[static_cast<size_t>(op)]; }

std::optional<wire::Op> op_from_name(std::string_view name) {
  for (const OpInfo& info : kOps) {
    if (info.name == name) return info.op;
  }
  return std::nullopt;
}

}  // namespace weft::graph
