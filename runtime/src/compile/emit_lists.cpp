// SPDX-License-Identifier: Apache-2.0
// Lists: items are read and written in place, with a check of the index and nothing else on the way. The fields of List and the items
// have access tags of their own, so that LLVM keeps a list's data pointer and length in registers while items change.
// A list that comes out of a list is borrowed where nothing can free it before its last use, and counted otherwise.
#include "compile/emitter.h"
#include "graph/types.h"
#include "memory/list.h"

namespace weft::compile::codegen {

using namespace llvm;
using memory::ListLeaf;
using wire::Op;
using wire::TypeKind;

namespace {

constexpr uint64_t kArrayShape = 16;

MDNode* tag(LLVMContext& context, const std::string& name) {
  MDBuilder builder(context);
  MDNode* type = builder.createTBAAScalarTypeNode(name, builder.createTBAARoot("weft"));
  return builder.createTBAAStructTagNode(type, type, 0);
}

const char* leaf_tag(TypeKind kind) {
  switch (kind) {
    case TypeKind::Int: return "list int";
    case TypeKind::Float: return "list float";
    case TypeKind::Bool: return "list bool";
    case TypeKind::Complex: return "list complex";
    case TypeKind::Str: return "list str";
    case TypeKind::List: return "list reference";
    case TypeKind::Array: return "list array";
    default: return "list scalar";
  }
}

/// Whether the node may free a list or let go of the last reference to one.
bool may_free(const wire::NodeT& node, const wire::FunctionT& function) {
  const auto is_reference = [](const wire::TypeT& type) { return type.kind == TypeKind::List || type.kind == TypeKind::Array; };
  switch (node.op) {
    case Op::If: case Op::For: case Op::While: case Op::Call: case Op::Return: case Op::Break: case Op::Continue: return true;
    case Op::Kernel: return !node.writes.empty();
    case Op::Set: return function.variables[node.variable]->type->kind == TypeKind::List;
    case Op::ListPop: return true;
    case Op::ListSet: {
      const auto& items = function.values[node.operands[0]]->items;
      return std::ranges::any_of(items, [&](const auto& item) { return is_reference(*item); });
    }
    default: return false;
  }
}

}  // namespace

Value* Emitter::list_field(Value* list, uint64_t offset, Type* type) {
  LoadInst* load = b_.CreateLoad(type, b_.CreateConstInBoundsGEP1_64(b_.getInt8Ty(), list, offset));
  load->setMetadata(LLVMContext::MD_tbaa, tag(context_, "list header"));
  return load;
}

/// The place of an item, after the check of its index.
Value* Emitter::list_item(const wire::NodeT& node, Entity* list, Entity* index, Fault fault) {
  const bool loaded = list->list_data != nullptr;
  Value* length = loaded ? list->list_length : list_field(list->scalar, offsetof(memory::List, length), b_.getInt64Ty());
  Value* position = index->scalar;
  const bool natural = index->info.known && symbols_.non_negative(index->info.number);
  if (!natural) position = b_.CreateSelect(b_.CreateICmpSLT(position, i64(0)), b_.CreateAdd(position, length), position);
  if (list->list_missing == nullptr) {
    check(b_.CreateICmpUGE(position, length), node, fault, position, length);
  } else {
    branch_cold(b_.CreateICmpUGE(position, length), [&] {
      Value* found = b_.CreateICmpSLT(list->list_missing, i32(0));
      Value* number = b_.CreateSelect(found, i32(node_number(node)), list->list_missing);
      Value* kind = b_.CreateSelect(found, i32(static_cast<int32_t>(fault)), i32(static_cast<int32_t>(Fault::list_index)));
      call("weft_fault", b_.getVoidTy(), {run_, number, kind, position, length, ConstantPointerNull::get(b_.getPtrTy())});
    });
  }
  Value* data = loaded ? list->list_data : list_field(list->scalar, offsetof(memory::List, data), b_.getPtrTy());
  const int64_t bytes = memory::list_type(*list->type)->item_bytes;
  return b_.CreateInBoundsGEP(b_.getInt8Ty(), data, b_.CreateMul(position, i64(bytes), "", true, true));
}

void Emitter::list_access(Instruction* access, const wire::TypeT& type) {
  access->setMetadata(LLVMContext::MD_tbaa, tag(context_, leaf_tag(type.kind)));
}

Value* Emitter::load_leaf(Value* item, int64_t offset, const wire::TypeT& type) {
  Value* at = b_.CreateConstInBoundsGEP1_64(b_.getInt8Ty(), item, static_cast<uint64_t>(offset));
  Type* wanted = scalar_type(type);
  const bool narrow = wanted->isIntegerTy(1);
  LoadInst* load = b_.CreateAlignedLoad(narrow ? b_.getInt8Ty() : wanted, at, Align(8));
  list_access(load, type);
  if (type.kind == TypeKind::List) {
    MDNode* nothing = MDNode::get(context_, {});
    load->setMetadata(LLVMContext::MD_nonnull, nothing);
    load->setMetadata(LLVMContext::MD_noundef, nothing);
    load->setMetadata(LLVMContext::MD_dereferenceable, MDNode::get(context_, ConstantAsMetadata::get(i64c(sizeof(memory::List)))));
    load->setMetadata(LLVMContext::MD_align, MDNode::get(context_, ConstantAsMetadata::get(i64c(8))));
  }
  return narrow ? b_.CreateICmpNE(load, b_.getInt8(0)) : static_cast<Value*>(load);
}

ConstantInt* Emitter::i64c(int64_t value) { return b_.getInt64(static_cast<uint64_t>(value)); }

ArrayParts Emitter::load_list_array(Value* item, int64_t offset, const wire::TypeT& type) {
  const auto take = [&](Type* as, uint64_t more) -> Value* {
    LoadInst* load = b_.CreateLoad(as, b_.CreateConstInBoundsGEP1_64(b_.getInt8Ty(), item, static_cast<uint64_t>(offset) + more));
    list_access(load, type);
    return load;
  };
  ArrayParts parts;
  parts.buffer = take(b_.getPtrTy(), 0);
  parts.data = take(b_.getPtrTy(), 8);
  const uint64_t rank = type.dims.size();
  for (uint64_t axis = 0; axis < rank; ++axis) {
    parts.shape.push_back(take(b_.getInt64Ty(), kArrayShape + 8 * axis));
    parts.strides.push_back(take(b_.getInt64Ty(), kArrayShape + 8 * (rank + axis)));
  }
  return parts;
}

/// Puts a value into an item; the item gets a reference of its own.
void Emitter::store_leaf(Value* item, int64_t offset, Entity* value, const wire::TypeT& type) {
  const auto put = [&](Value* part, uint64_t more) {
    Value* at = b_.CreateConstInBoundsGEP1_64(b_.getInt8Ty(), item, static_cast<uint64_t>(offset) + more);
    list_access(b_.CreateAlignedStore(part, at, Align(8)), type);
  };
  if (type.kind != TypeKind::Array) {
    Value* part = value->scalar;
    if (type.kind == TypeKind::List) retain_list(part);
    if (part->getType()->isIntegerTy(1)) part = b_.CreateZExt(part, b_.getInt8Ty());
    put(part, 0);
    return;
  }
  share(ready(value));
  call("weft_list_hold", b_.getVoidTy(), {value->array.buffer});
  put(value->array.buffer, 0);
  put(value->array.data, 8);
  const uint64_t rank = type.dims.size();
  for (uint64_t axis = 0; axis < rank; ++axis) {
    put(value->array.shape[axis], kArrayShape + 8 * axis);
    put(value->array.strides[axis], kArrayShape + 8 * (rank + axis));
  }
}

void Emitter::retain_list(Value* list) {
  Value* at = b_.CreateConstInBoundsGEP1_64(b_.getInt8Ty(), list, offsetof(memory::List, references));
  LoadInst* count = b_.CreateLoad(b_.getInt64Ty(), at);
  StoreInst* more = b_.CreateStore(b_.CreateAdd(count, i64(1)), at);
  count->setMetadata(LLVMContext::MD_tbaa, tag(context_, "list count"));
  more->setMetadata(LLVMContext::MD_tbaa, tag(context_, "list count"));
}

/// Gives back the reference that a storage or an entity holds.
void Emitter::release_storage(const Storage& storage) {
  if (storage.type->kind == TypeKind::Array) {
    call("weft_release", b_.getVoidTy(), {run_, b_.CreateLoad(b_.getPtrTy(), storage.buffer)});
  } else if (storage.type->kind == TypeKind::List) {
    call("weft_list_release", b_.getVoidTy(), {b_.CreateLoad(b_.getPtrTy(), storage.scalar)});
  }
}

void Emitter::drop(Entity* entity) {
  if (entity->type->kind == TypeKind::List) {
    call("weft_list_release", b_.getVoidTy(), {entity->scalar});
  } else {
    call("weft_release", b_.getVoidTy(), {run_, entity->array.buffer});
  }
}

void Emitter::define_list(const wire::NodeT& node, Value* value, bool owned, Entity* base, size_t result) {
  Entity* entity = make(node.results[result], Entity::Kind::scalar, &node);
  entity->scalar = value;
  entity->owned = owned;
  if (owned) scopes_.back().owned.push_back(entity);
  if (base != nullptr) {
    entity->operands = {base};
    ++base->uses;  // a borrowed list lives as long as the list that holds it
  }
  if (entity->uses == 0) close(entity);
}

/// True when all uses of the node's result come before anything that may free a list.
bool Emitter::can_borrow(const wire::NodeT& node) const {
  if (!switches_.borrows) return false;
  const uint32_t id = node.results[0];
  uint32_t uses = activations_.back()->uses[id];
  if (region_ == nullptr) return false;
  const wire::FunctionT& function = *activations_.back()->frame->function;
  const auto& nodes = region_->nodes;
  auto at = std::ranges::find_if(nodes, [&](const auto& each) { return each.get() == &node; });
  if (at == nodes.end()) return false;
  for (++at; at != nodes.end() && uses > 0; ++at) {
    const wire::NodeT& next = **at;
    // A reference that is kept beyond the region needs its own count; `list_set` and the like make one.
    if (next.op == Op::Set || next.op == Op::Return || next.op == Op::Call) {
      if (std::ranges::find(next.operands, id) != next.operands.end()) return false;
    }
    uses -= static_cast<uint32_t>(std::ranges::count(next.operands, id));
    if (uses > 0 && may_free(next, function)) return false;
    if (uses == 0 && may_free(next, function)) return next.op == Op::ListSet && next.operands[0] == id;
  }
  return uses == 0;
}

/// True when nothing in the region changes which items a list has, or where they are.
bool Emitter::keeps_lists(const wire::RegionT& region) const {
  const wire::FunctionT& function = *activations_.back()->frame->function;
  return std::ranges::all_of(region.nodes, [&](const auto& node) {
    if (node->op == Op::ListAppend || node->op == Op::Call) return false;
    const bool structured = node->op == Op::If || node->op == Op::For || node->op == Op::While;
    const bool leaves = node->op == Op::Return || node->op == Op::Break || node->op == Op::Continue;
    if (!structured && !leaves && may_free(*node, function)) return false;
    return std::ranges::all_of(node->regions, [&](const auto& child) { return keeps_lists(*child); });
  });
}

/// Before a loop that keeps its lists: reads the headers of lists that come from outside, and rows `a[i]` whose index does not change.
/// A row that is not there has length 0 and the number of the node that should have found it: the error is raised where the row is used,
/// which for a row that is only indexed is at once. Gives the lists to forget after the loop.
std::vector<Entity*> Emitter::preload_lists(const wire::NodeT& loop) {
  std::vector<Entity*> loaded;
  const wire::RegionT& body = *loop.regions[0];
  if (!std::ranges::all_of(loop.regions, [&](const auto& region) { return keeps_lists(*region); })) return loaded;
  const std::function<void(const wire::RegionT&)> headers = [&](const wire::RegionT& region) {
    for (const auto& node : region.nodes) {
      if (node->op == Op::ListGet || node->op == Op::ListSet) {
        Entity* list = act().values[node->operands[0]];
        if (list != nullptr && list->list_data == nullptr) {
          list->list_length = list_field(list->scalar, offsetof(memory::List, length), b_.getInt64Ty());
          list->list_data = list_field(list->scalar, offsetof(memory::List, data), b_.getPtrTy());
          loaded.push_back(list);
        }
      }
      for (const auto& child : node->regions) headers(*child);
    }
  };
  headers(body);
  const wire::FunctionT& function = *act().frame->function;
  const std::function<uint32_t(const wire::RegionT&, uint32_t)> indexed = [&](const wire::RegionT& region, uint32_t id) {
    uint32_t count = 0;
    for (const auto& node : region.nodes) {
      const bool plain = node->op == Op::ListGet || node->op == Op::ListSet;
      if (plain && node->operands[0] == id) ++count;
      for (const auto& child : node->regions) count += indexed(*child, id);
    }
    return count;
  };
  for (const auto& node : body.nodes) {
    if (node->op != Op::ListGet || node->results.size() != 1) continue;
    const uint32_t id = node->results[0];
    if (function.values[id]->kind != TypeKind::List || act().values[id] != nullptr) continue;
    if (act().values[node->operands[0]] == nullptr || act().values[node->operands[1]] == nullptr) continue;
    if (act().uses[id] == 0 || indexed(body, id) != act().uses[id]) continue;
    preload_row(*node);
  }
  return loaded;
}

void Emitter::preload_row(const wire::NodeT& node) {
  Entity* list = operand(node, 0);
  Entity* index = operand(node, 1);
  Value* length = list->list_length;
  Value* position = index->scalar;
  const bool natural = index->info.known && symbols_.non_negative(index->info.number);
  if (!natural) position = b_.CreateSelect(b_.CreateICmpSLT(position, i64(0)), b_.CreateAdd(position, length), position);
  BasicBlock* before = b_.GetInsertBlock();
  BasicBlock* found = BasicBlock::Create(context_, "row", host_);
  BasicBlock* merge = BasicBlock::Create(context_, "rows", host_);
  b_.CreateCondBr(b_.CreateICmpULT(position, length), found, merge);
  b_.SetInsertPoint(found);
  Value* item = b_.CreateInBoundsGEP(b_.getInt8Ty(), list->list_data, b_.CreateMul(position, i64(8), "", true, true));
  Value* row = load_leaf(item, 0, *act().frame->function->values[node.results[0]]);
  Value* row_length = list_field(row, offsetof(memory::List, length), b_.getInt64Ty());
  Value* row_data = list_field(row, offsetof(memory::List, data), b_.getPtrTy());
  b_.CreateBr(merge);
  b_.SetInsertPoint(merge);
  const auto join = [&](Value* there, Value* missing) {
    PHINode* phi = b_.CreatePHI(there->getType(), 2);
    phi->addIncoming(there, found);
    phi->addIncoming(missing, before);
    return phi;
  };
  Value* null = ConstantPointerNull::get(b_.getPtrTy());
  Value* own = i32(node_number(node));
  Value* joined = join(row, null);
  Value* joined_length = join(row_length, i64(0));
  Value* joined_data = join(row_data, null);
  Value* missing = join(i32(-1), own);
  if (list->list_missing != nullptr) {
    // An outer row that is missing is the one to report.
    missing = b_.CreateSelect(b_.CreateICmpSLT(list->list_missing, i32(0)), missing, list->list_missing);
  }
  define_list(node, joined, false, list, 0);
  Entity* entity = act().values[node.results[0]];
  entity->list_length = joined_length;
  entity->list_data = joined_data;
  entity->list_missing = missing;
}

void Emitter::emit_list(const wire::NodeT& node) {
  if (node.op == Op::ListGet && node.results.size() == 1 && act().values[node.results[0]] != nullptr &&
      act().values[node.results[0]]->list_missing != nullptr) {  // read before the loop
    consume_operands(node);
    return;
  }
  const auto type_of = [&](uint32_t id) -> const wire::TypeT& { return *act().frame->function->values[id]; };
  for (size_t index = 0; index < node.operands.size(); ++index) {
    Entity* entity = operand(node, index);
    if (entity->type->kind == TypeKind::Array) ready(entity);
  }
  const wire::TypeT& list_type = node.op == Op::ListNew ? type_of(node.results[0]) : *operand(node, 0)->type;
  const memory::ListType& layout = *memory::list_type(list_type);
  const size_t width = layout.leaves.size();
  const auto store_items = [&](Value* item, size_t first) {
    for (size_t leaf = 0; leaf < width; ++leaf) {
      store_leaf(item, layout.leaves[leaf].offset, operand(node, first + leaf), *list_type.items[leaf]);
    }
  };
  switch (node.op) {
    case Op::ListNew: {
      const auto count = static_cast<int64_t>(node.operands.size() / width);
      Value* list = call("weft_list_new", b_.getPtrTy(),
                         {run_, i32(node_number(node)), i32(text_number(graph::type_text(list_type))), i64(count)});
      branch_cold(b_.CreateICmpEQ(list, ConstantPointerNull::get(b_.getPtrTy())), [] {});
      if (count > 0) {
        Value* data = list_field(list, offsetof(memory::List, data), b_.getPtrTy());
        for (int64_t index = 0; index < count; ++index) {
          store_items(b_.CreateConstInBoundsGEP1_64(b_.getInt8Ty(), data, static_cast<uint64_t>(index * layout.item_bytes)),
                      static_cast<size_t>(index) * width);
        }
      }
      define_list(node, list, true, nullptr, 0);
      break;
    }
    case Op::ListLen:
      define_scalar(node, list_field(operand(node, 0)->scalar, offsetof(memory::List, length), b_.getInt64Ty()));
      break;
    case Op::ListGet: {
      Entity* list = operand(node, 0);
      Value* item = list_item(node, list, operand(node, 1), Fault::list_index);
      for (size_t leaf = 0; leaf < width; ++leaf) {
        const wire::TypeT& type = *list_type.items[leaf];
        const int64_t offset = layout.leaves[leaf].offset;
        if (type.kind == TypeKind::Array) {
          ArrayParts parts = load_list_array(item, offset, type);
          retain(parts.buffer);
          define_array(node, std::move(parts), true, nullptr, leaf);
        } else if (type.kind == TypeKind::List) {
          Value* nested = load_leaf(item, offset, type);
          const bool borrowed = width == 1 && can_borrow(node);
          if (!borrowed) retain_list(nested);
          define_list(node, nested, !borrowed, borrowed ? list : nullptr, leaf);
        } else {
          define_scalar(node, load_leaf(item, offset, type), leaf);
        }
      }
      break;
    }
    case Op::ListSet: {
      Value* item = list_item(node, operand(node, 0), operand(node, 1), Fault::list_assign_index);
      Small<Value*> before;  // what the item held
      for (size_t leaf = 0; leaf < width; ++leaf) {
        const wire::TypeT& type = *list_type.items[leaf];
        if (type.kind == TypeKind::List) before.push_back(load_leaf(item, layout.leaves[leaf].offset, type));
        if (type.kind == TypeKind::Array) before.push_back(load_list_array(item, layout.leaves[leaf].offset, type).buffer);
      }
      store_items(item, 2);
      size_t next = 0;
      for (size_t leaf = 0; leaf < width; ++leaf) {
        if (list_type.items[leaf]->kind == TypeKind::List) call("weft_list_release", b_.getVoidTy(), {before[next++]});
        if (list_type.items[leaf]->kind == TypeKind::Array) call("weft_list_drop", b_.getVoidTy(), {before[next++]});
      }
      break;
    }
    case Op::ListAppend: {
      Value* list = operand(node, 0)->scalar;
      Value* length = list_field(list, offsetof(memory::List, length), b_.getInt64Ty());
      Value* capacity = list_field(list, offsetof(memory::List, capacity), b_.getInt64Ty());
      BasicBlock* grow = BasicBlock::Create(context_, "grow", host_);
      BasicBlock* place = BasicBlock::Create(context_, "append", host_);
      b_.CreateCondBr(b_.CreateICmpSLT(length, capacity), place, grow);
      b_.SetInsertPoint(grow);
      check_service(call("weft_list_grow", b_.getInt32Ty(), {run_, i32(node_number(node)), list}));
      b_.CreateBr(place);
      b_.SetInsertPoint(place);
      Value* data = list_field(list, offsetof(memory::List, data), b_.getPtrTy());
      store_items(b_.CreateInBoundsGEP(b_.getInt8Ty(), data, b_.CreateMul(length, i64(layout.item_bytes), "", true, true)), 1);
      StoreInst* longer = b_.CreateStore(b_.CreateAdd(length, i64(1), "", true, true),
                                         b_.CreateConstInBoundsGEP1_64(b_.getInt8Ty(), list, offsetof(memory::List, length)));
      longer->setMetadata(LLVMContext::MD_tbaa, tag(context_, "list header"));
      break;
    }
    case Op::ListPop: {
      Entity* list = operand(node, 0);
      Value* length = list_field(list->scalar, offsetof(memory::List, length), b_.getInt64Ty());
      check(b_.CreateICmpEQ(length, i64(0)), node, Fault::list_pop_empty);
      Value* item = list_item(node, list, operand(node, 1), Fault::list_pop_index);
      // The references of the item become the results' own.
      for (size_t leaf = 0; leaf < width; ++leaf) {
        const wire::TypeT& type = *list_type.items[leaf];
        const int64_t offset = layout.leaves[leaf].offset;
        if (type.kind == TypeKind::Array) {
          ArrayParts parts = load_list_array(item, offset, type);
          retain(parts.buffer);
          call("weft_list_drop", b_.getVoidTy(), {parts.buffer});
          define_array(node, std::move(parts), true, nullptr, leaf);
        } else if (type.kind == TypeKind::List) {
          define_list(node, load_leaf(item, offset, type), true, nullptr, leaf);
        } else {
          define_scalar(node, load_leaf(item, offset, type), leaf);
        }
      }
      call("weft_list_remove", b_.getVoidTy(), {list->scalar, item});
      break;
    }
    default: break;
  }
  consume_operands(node);
}

}  // namespace weft::compile::codegen
