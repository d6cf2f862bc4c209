// SPDX-License-Identifier: Apache-2.0
// Products of one matrix with a vector from the right and, in the same run of statements, with a vector from the left: where the matrix is
// too large for the caches, the first of them computes both in one pass over it (kernels/paired.h), and the second takes what was computed.
// Nothing between them may write to what the second reads, and whatever is out of the ordinary there is left to the second itself.
#include "compile/emitter.h"
#include "compile/faults.h"
#include "compile/short_calls.h"
#include "engine/allocate.h"
#include "kernels/paired.h"

namespace weft::compile {

using memory::ArrayView;

namespace {

/// `first` as it stands with the vector of the other product (null: its own result). False when both are left to themselves.
bool run_paired(RunContext& run, int32_t site, const ArrayView& a, int32_t a_rank, const ArrayView& b, wire::DType dtype, const ArrayView* other,
                ArrayView& first, ArrayView& second) {
  const int64_t item = memory::item_size(dtype);
  const ArrayView& matrix = a_rank == 2 ? a : b;
  const ArrayView& vector = a_rank == 2 ? b : a;
  const bool turned = matrix.strides[1] != item;  // its columns lie along memory
  const int along = turned ? 0 : 1;
  kernels::PairedProducts products;
  products.dtype = dtype;
  products.matrix = matrix.data;
  products.rows = matrix.shape[1 - along];
  products.columns = matrix.shape[along];
  products.row_step = matrix.strides[1 - along];
  if (matrix.strides[along] != item || products.row_step < products.columns * item || products.row_step % item != 0) return false;
  if (!kernels::is_worth_pairing(products)) return false;
  const bool from_right = (a_rank == 2) != turned;  // in memory
  const auto fits = [&](const ArrayView& view, int64_t size) { return view.shape[0] == size && view.strides[0] == item; };
  if (!fits(vector, from_right ? products.columns : products.rows)) return false;
  if (other == nullptr ? !from_right : !fits(*other, from_right ? products.rows : products.columns)) return false;
  const int64_t sizes[] = {from_right ? products.rows : products.columns, from_right ? products.columns : products.rows};
  auto own = engine::allocate_array(*run.engine, *run.pool, std::span(sizes, 1), dtype);
  if (!own.ok()) return false;
  auto ahead = engine::allocate_array(*run.engine, *run.pool, std::span(sizes + 1, 1), dtype);
  if (!ahead.ok()) {
    memory::release(own.value().buffer);
    return false;
  }
  const std::byte* given = other == nullptr ? nullptr : other->data;
  products.x = from_right ? vector.data : given;
  products.u = from_right ? given : vector.data;
  products.right = from_right ? own.value().data : ahead.value().data;
  products.left = from_right ? ahead.value().data : own.value().data;
  const Recorded recorded(run);
  const bool done = kernels::multiply_paired({*run.engine, *run.pool}, static_cast<uint32_t>(site), products);
  run.in_flight = 0;
  if (!done) {
    memory::release(own.value().buffer);
    memory::release(ahead.value().buffer);
    return false;
  }
  auto& work = run.work[static_cast<size_t>(site)];
  ++work.nests;
  work.operations += 4 * static_cast<double>(products.rows) * static_cast<double>(products.columns);
  first = own.value();
  second = ahead.value();
  return true;
}

int32_t by_itself(RunContext* run, int32_t node, int32_t site, const ArrayView* a, int32_t a_rank, const ArrayView* b, int32_t b_rank, int32_t dtype,
                  int32_t overflow, int32_t invalid, ArrayView* out, int32_t in_loop) {
  return (in_loop != 0 ? weft_short_product : weft_matmul)(run, node, site, a, a_rank, b, b_rank, dtype, overflow, invalid, out);
}

}  // namespace

extern "C" {

int32_t weft_first_of_pair(RunContext* run, int32_t node, int32_t site, const ArrayView* a, int32_t a_rank, const ArrayView* b, int32_t b_rank,
                           int32_t dtype, int32_t overflow, int32_t invalid, ArrayView* out, int32_t in_loop, const ArrayView* other, int32_t second) {
  run->ahead.drop();
  ArrayView ahead;
  if (!run_paired(*run, site, *a, a_rank, *b, static_cast<wire::DType>(dtype), other, *out, ahead)) {
    return by_itself(run, node, site, a, a_rank, b, b_rank, dtype, overflow, invalid, out, in_loop);
  }
  ++run->held[out->buffer];
  run->ahead.node = second;
  run->ahead.view = ahead;
  return 0;
}

int32_t weft_second_of_pair(RunContext* run, int32_t node, int32_t site, const ArrayView* a, int32_t a_rank, const ArrayView* b, int32_t b_rank,
                            int32_t dtype, int32_t overflow, int32_t invalid, ArrayView* out, int32_t in_loop) {
  if (run->ahead.node != node) return by_itself(run, node, site, a, a_rank, b, b_rank, dtype, overflow, invalid, out, in_loop);
  *out = std::exchange(run->ahead.view, {});
  run->ahead.node = -1;
  ++run->held[out->buffer];
  return 0;
}

}  // extern "C"

void add_pair_symbols(SymbolTable& symbols) {
  symbols.emplace_back("weft_first_of_pair", reinterpret_cast<void*>(&weft_first_of_pair));
  symbols.emplace_back("weft_second_of_pair", reinterpret_cast<void*>(&weft_second_of_pair));
}

namespace codegen {

using wire::Op;
using wire::TypeKind;

namespace {

/// What neither writes to memory nor leaves the run of statements, beside assignments.
bool is_harmless(const wire::NodeT& node) {
  switch (node.op) {
    case Op::Const: case Op::Get: case Op::Set: case Op::View: case Op::Transpose: case Op::BroadcastTo: case Op::Dim: case Op::Load:
    case Op::Full: case Op::Empty: case Op::MatMul: case Op::Assign: return true;
    default: return node.regions.empty() && (is_elementwise(node.op) || is_reduction(node.op));
  }
}

/// A view of all of an array as it is.
bool is_whole(const wire::NodeT& node) {
  return node.op == Op::View && std::ranges::all_of(node.index, [](const auto& item) { return item.kind() == wire::IndexKind::Full; });
}

bool meets(const std::vector<uint32_t>& a, const std::vector<uint32_t>& b) {
  return std::ranges::any_of(a, [&](uint32_t id) { return std::ranges::binary_search(b, id); });
}

}  // namespace

/// The product further down that `node` is to compute with its own.
void Emitter::find_pair(const wire::NodeT& node) {
  pairs_.erase(&node);
  if (!switches_.pairs || region_ == nullptr || !is_product_of_vector(node)) return;
  const wire::FunctionT& function = *act().frame->function;
  const auto& values = act().frame->values;
  const auto rank = [&](uint32_t id) { return function.values[id]->kind == TypeKind::Array ? function.values[id]->dims.size() : 0; };
  std::map<uint32_t, const wire::NodeT*> made;  // by the nodes in between
  // The matrix without its transpositions, and whether the vector stands at its right.
  const auto side_of = [&](const wire::NodeT& product) -> std::pair<uint32_t, bool> {
    const bool matrix_first = rank(product.operands[0]) == 2;
    uint32_t id = product.operands[matrix_first ? 0 : 1];
    bool right = matrix_first;
    for (;;) {
      const auto found = made.find(id);
      const wire::NodeT* maker = found != made.end() ? found->second : act().values[id] != nullptr ? act().values[id]->node : nullptr;
      if (maker == nullptr || maker->op != Op::Transpose || maker->results.empty() || maker->results[0] != id) return {id, right};
      id = maker->operands[0];
      right = !right;
    }
  };
  const uint32_t result = node.results[0];
  const auto own = side_of(node);
  const ValueInfo& matrix = values[own.first];
  std::vector<const wire::NodeT*> assigned;
  std::vector<uint32_t> copies = {result};  // arrays that hold the result
  const auto start = std::ranges::find_if(region_->nodes, [&](const auto& other) { return other.get() == &node; });
  if (start == region_->nodes.end() || !matrix.known) return;
  for (auto next = start + 1; next != region_->nodes.end(); ++next) {
    const wire::NodeT& other = **next;
    if (!is_harmless(other)) return;
    for (const uint32_t id : other.results) made[id] = &other;
    if (other.op == Op::Assign) {
      const ValueInfo& target = values[other.operands[0]];
      if (!target.known || meets(target.origins, matrix.origins)) return;
      std::erase_if(copies, [&](uint32_t id) { return meets(target.origins, values[id].origins); });
      const ValueInfo& from = values[other.operands[1]];
      const bool same = function.values[other.operands[0]]->dtype == function.values[other.operands[1]]->dtype;
      if (same && from.known && from.dims == target.dims && std::ranges::find(copies, other.operands[1]) != copies.end()) {
        uint32_t whole = other.operands[0];
        copies.push_back(whole);
        for (auto view = made.find(whole); view != made.end() && is_whole(*view->second); view = made.find(whole)) {
          whole = view->second->operands[0];
          copies.push_back(whole);
        }
      }
      assigned.push_back(&other);
      continue;
    }
    if (other.op != Op::MatMul || rank(other.operands[0]) + rank(other.operands[1]) != 3) continue;
    const auto side = side_of(other);
    if (side.first != own.first || side.second == own.second) continue;
    const uint32_t vector = other.operands[rank(other.operands[0]) == 2 ? 1 : 0];
    Pair pair{&other, nullptr};
    if (std::ranges::find(copies, vector) == copies.end()) {
      Entity* entity = act().values[vector];
      if (made.contains(vector) || entity == nullptr || entity->kind != Entity::Kind::array) return;
      const bool is_written = std::ranges::any_of(assigned, [&](const wire::NodeT* writer) { return meets(values[writer->operands[0]].origins, values[vector].origins); });
      if (is_written) return;
      pair.vector = entity;
    }
    pairs_[&node] = pair;
    seconds_.insert(&other);
    return;
  }
}

/// Calls the library for a product of which there may be another with the same matrix.
llvm::Value* Emitter::call_product(const wire::NodeT& node, Small<Value*, 12> arguments) {
  const bool in_loop = is_product_of_vector(node) && in_short_loop();
  if (!seconds_.contains(&node)) find_pair(node);
  Site& site = sites_[llvm::cast<llvm::ConstantInt>(arguments[2])->getZExtValue()];
  const auto line = [](const wire::NodeT& other) { return std::to_string(other.range->start_line() + 1); };
  if (seconds_.contains(&node)) {
    const auto first = std::ranges::find_if(pairs_, [&](const auto& pair) { return pair.second.second == &node; });
    if (first != pairs_.end()) site.note += "; where the matrix is large, computed with the product of line " + line(*first->first);
    arguments.push_back(i32(in_loop ? 1 : 0));
    return call("weft_second_of_pair", b_.getInt32Ty(), arguments);
  }
  const auto found = pairs_.find(&node);
  if (found == pairs_.end()) return call(in_loop ? "weft_short_product" : "weft_matmul", b_.getInt32Ty(), arguments);
  const Pair pair = found->second;
  site.note += "; where the matrix is large, with the product of line " + line(*pair.second) + " in one pass over it";
  Value* vector = pair.vector == nullptr ? llvm::ConstantPointerNull::get(b_.getPtrTy()) : descriptor(pair.vector);
  arguments.append({i32(in_loop ? 1 : 0), vector, i32(node_number(*pair.second))});
  return call("weft_first_of_pair", b_.getInt32Ty(), arguments);
}

}  // namespace codegen
}  // namespace weft::compile
