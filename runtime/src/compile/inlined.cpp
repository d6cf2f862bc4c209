// SPDX-License-Identifier: Apache-2.0
// Calls of functions that are a few statements in a row: their arrays wait for what uses them in the caller, as the caller's own do.
#include <algorithm>
#include <utility>

#include "compile/emitter.h"

namespace weft::compile::codegen {

using wire::Op;
using wire::TypeKind;

namespace {

bool is_alike(const wire::TypeT& a, const wire::TypeT& b) {
  return a.kind == b.kind && a.kind != TypeKind::List && a.dims.size() == b.dims.size() && a.dtype == b.dtype;
}

/// What writes to no memory, prints nothing and has no variables.
bool is_straight(const wire::NodeT& node) {
  switch (node.op) {
    case Op::Const: case Op::Dim: case Op::View: case Op::Transpose: case Op::BroadcastTo: case Op::Full: case Op::Arange: case Op::Pack:
    case Op::Linspace: case Op::Eye: case Op::CumSum: case Op::Concatenate: case Op::MatMul: case Op::Load: return true;
    default: return node.regions.empty() && (is_elementwise(node.op) || is_reduction(node.op));
  }
}

void count_uses(const wire::RegionT& region, std::vector<uint32_t>& uses) {
  for (const auto& node : region.nodes) {
    for (const uint32_t id : node->operands) ++uses[id];
    for (const auto& child : node->regions) count_uses(*child, uses);
  }
}

}  // namespace

std::vector<uint32_t> Emitter::counted_uses(const wire::FunctionT& function) {
  std::vector<uint32_t> uses(function.values.size());
  count_uses(*function.body, uses);
  return uses;
}

/// Emits the call of a function of straight statements without an end of what waits around it; false for any other call.
bool Emitter::emit_straight_call(const wire::NodeT& node, Frame& frame) {
  if (!switches_.calls || !switches_.fuse) return false;
  const wire::FunctionT& caller = *act().frame->function;
  const wire::FunctionT& callee = *frame.function;
  const auto& nodes = callee.body->nodes;
  if (nodes.empty() || nodes.back()->op != Op::Return || !callee.variables.empty() || nodes.back()->operands.size() != node.results.size()) return false;
  if (!std::all_of(nodes.begin(), nodes.end() - 1, [](const auto& each) { return is_straight(*each); })) return false;
  bool has_arrays = false;
  for (size_t index = 0; index < node.operands.size(); ++index) {
    const wire::TypeT& given = *caller.values[node.operands[index]];
    if (!is_alike(given, *callee.values[callee.parameters[index]->value])) return false;
    has_arrays = has_arrays || given.kind == TypeKind::Array;
  }
  for (size_t index = 0; index < node.results.size(); ++index) {
    if (!is_alike(*caller.values[node.results[index]], *callee.values[nodes.back()->operands[index]])) return false;
  }
  if (!has_arrays) return false;

  Small<Entity*, 8> arguments;
  for (size_t index = 0; index < node.operands.size(); ++index) arguments.push_back(operand(node, index));
  Activation activation;
  activation.frame = &frame;
  activation.values.resize(callee.values.size());
  activation.uses = counted_uses(callee);
  activation.silenced = silenced(node);
  activation.scope_base = scopes_.size();  // no loop around the call is its own
  activations_.push_back(&activation);
  for (size_t index = 0; index < arguments.size(); ++index) {
    const uint32_t id = callee.parameters[index]->value;
    Entity* argument = arguments[index];
    if (argument->kind == Entity::Kind::deferred) {
      argument->uses += activation.uses[id];
      activation.values[id] = argument;
      continue;
    }
    Entity* entity = make(id, argument->kind, nullptr);
    entity->scalar = argument->scalar;
    entity->array = argument->array;
    if (argument->kind == Entity::Kind::scalar || entity->uses == 0) continue;
    entity->operands = {argument};
    ++argument->uses;  // held like the array of a view
  }
  const wire::RegionT* outer = std::exchange(region_, callee.body.get());
  for (const auto& child : nodes) {
    if (child->op != Op::Return) this->node(*child);
    if (dead()) break;
  }
  region_ = outer;
  Small<Entity*, 4> results;
  for (const uint32_t id : nodes.back()->operands) results.push_back(activation.values[id]);
  activations_.pop_back();
  if (dead()) return true;
  for (size_t index = 0; index < results.size(); ++index) take_result(node, index, results[index]);
  for (Entity* result : results) consume(result);
  consume_operands(node);
  return true;
}

/// Makes what a function gives back a value of its caller.
void Emitter::take_result(const wire::NodeT& call, size_t index, Entity* result) {
  const uint32_t id = call.results[index];
  if (result->kind == Entity::Kind::scalar) {
    define_scalar(call, result->scalar, index);
    return;
  }
  const ValueInfo& info = act().frame->values[id];
  if (result->kind == Entity::Kind::array) {
    define_array(call, result->array, false, result, index);
    return;
  }
  if (info.known) for (size_t axis = 0; axis < result->rank(); ++axis) learn(info.dims[axis], result->array.shape[axis]);
  result->uses += act().uses[id];
  act().values[id] = result;
}

}  // namespace weft::compile::codegen
