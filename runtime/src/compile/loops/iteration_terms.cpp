// SPDX-License-Identifier: Apache-2.0
// Loops whose iterations add to the same arrays (`power += …`), in the copy that any thread runs: each writes its term to a row of its own
// (iteration_sums.h).
#include "compile/emitter.h"
#include "compile/loops/independent.h"
#include "compile/loops/iteration_sums.h"
#include "memory/dtype.h"

namespace weft::compile::codegen {

using namespace llvm;

void Emitter::place_terms(const loops::Independent& loop, Value* position, const std::function<Value*(uint64_t)>& slot) {
  terms_.clear();
  for (size_t index = 0; index < loop.sums.size(); ++index) {
    const loops::Independent::Sum& sum = loop.sums[index];
    const uint64_t place = static_cast<uint64_t>(kFirstRowSlot) + 2 * index;
    terms_[sum.sum] = {slot(place), slot(place + 1), position};
    terms_[sum.assign] = {};
  }
}

/// The sum writes its term; the assignment has nothing left to do.
bool Emitter::emit_term(const wire::NodeT& node) {
  const auto found = beside_ ? terms_.find(&node) : terms_.end();
  if (found == terms_.end()) return false;
  const Term& term = found->second;
  if (term.buffer == nullptr) {
    consume_operands(node);
    return true;
  }
  Entity* array = ready(operand(node, 0));
  Entity* value = operand(node, 1);
  const int64_t item = memory::item_size(array->dtype());
  Entity& row = entities_.emplace_back();
  row.kind = Entity::Kind::array;
  row.type = array->type;
  row.info = array->info;
  row.info.origins.clear();
  if (row.info.known) row.info.strides = contiguous_strides(row.info.dims, item);
  row.frame = array->frame;
  row.function = array->function;
  row.scope = scopes_.size() - 1;
  row.uses = 1;
  row.array.buffer = term.buffer;
  row.array.shape = array->array.shape;
  row.array.strides = array->array.shape;
  Value* bytes = i64(item);
  for (size_t axis = row.array.shape.size(); axis-- > 0;) {
    row.array.strides[axis] = bytes;
    bytes = b_.CreateMul(bytes, row.array.shape[axis], "", false, true);
  }
  row.array.data = b_.CreateGEP(b_.getInt8Ty(), term.data, b_.CreateMul(term.position, bytes));
  prepare_assignment(node, &row, value);
  assign_nest(node, "assign", &row, value, nullptr);
  ArrayParts parts = row.array;
  define_array(node, std::move(parts), false, nullptr);
  consume_operands(node);
  return true;
}

/// Tables of the arrays, for `weft_run_iterations`.
Value* Emitter::describe_sums(const loops::Independent& loop, ArrayRef<ArrayParts> arrays) {
  constexpr uint64_t kWords = sizeof(SumTable) / 8;
  AllocaInst* tables = temporary(llvm::ArrayType::get(b_.getInt64Ty(), kWords * std::max<size_t>(loop.sums.size(), 1)), "sums");
  for (size_t index = 0; index < loop.sums.size(); ++index) {
    const loops::Independent::Sum& sum = loop.sums[index];
    const ArrayParts& parts = arrays[sum.array];
    const auto put = [&](Value* value, uint64_t offset) {
      b_.CreateStore(value, b_.CreateConstInBoundsGEP1_64(b_.getInt64Ty(), tables, kWords * index + offset / 8));
    };
    put(b_.CreatePtrToInt(parts.data, b_.getInt64Ty()), offsetof(SumTable, data));
    put(i64(static_cast<int64_t>(loop.arrays[sum.array].type->dtype)), offsetof(SumTable, dtype));
    put(i64(sum.sum->op == wire::Op::Sub ? 1 : 0), offsetof(SumTable, subtracts));
    put(i64(static_cast<int64_t>(parts.shape.size())), offsetof(SumTable, rank));
    for (size_t axis = 0; axis < parts.shape.size(); ++axis) {
      put(parts.shape[axis], offsetof(SumTable, sizes) + 8 * axis);
      put(parts.strides[axis], offsetof(SumTable, strides) + 8 * axis);
    }
  }
  return tables;
}

}  // namespace weft::compile::codegen
