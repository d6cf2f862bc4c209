// SPDX-License-Identifier: Apache-2.0
// Elementwise nests: fresh arrays from deferred expressions, and assignments into views.
#include <algorithm>

#include "compile/nest.h"
#include "memory/dtype.h"

namespace weft::compile::codegen {

using namespace llvm;
using wire::Op;
using wire::TypeKind;

namespace {

/// Elements of each row that a nest fills with one number before and after those that it computes.
struct RowEnds {
  Entity* value = nullptr;
  Small<size_t> before;  // leaves without a stride along the row
  Small<size_t> after;
};

/// The row ends of an array whose inside `target` is.
RowEnds add_row_ends(NestEmitter& nest, const Emitter::Border& border, const Entity* target) {
  IRBuilder<>& b = nest.e_.b_;
  RowEnds ends;
  ends.value = border.value;
  nest.collect(border.value);
  ArrayParts end = target->array;
  ValueInfo info = target->info;
  end.strides.back() = b.getInt64(0);
  info.strides.back() = Stride::of(0);
  const int64_t item = memory::item_size(target->dtype());
  const auto add = [&](Value* place) {
    end.data = b.CreateGEP(b.getInt8Ty(), target->array.data, place);
    return nest.add_leaf(end, info, target->dtype(), 1);
  };
  for (int64_t k = border.before; k > 0; --k) ends.before.push_back(add(b.getInt64(static_cast<uint64_t>(-k * item))));
  Value* length = b.CreateMul(target->array.shape.back(), b.getInt64(static_cast<uint64_t>(item)), "", false, true);
  for (int64_t k = 0; k < border.after; ++k) ends.after.push_back(add(b.CreateAdd(length, b.getInt64(static_cast<uint64_t>(k * item)))));
  return ends;
}

/// The loops of an elementwise nest around `inner`, which is called with every index fixed; it does nothing where `mask` is false.
void elementwise_loops(Body& body, Entity* mask, const RowEnds& ends, const std::function<void()>& inner) {
  NestEmitter& nest = body.nest_;
  const size_t last = nest.axes_.size() - 1;
  const std::function<void(size_t)> at = [&](size_t axis) {
    Value* low = axis == nest.axis_ ? body.begin() : body.b_.getInt64(0);
    Value* high = axis == nest.axis_ ? body.end() : body.size(axis);
    if (axis == last) {
      const auto fill = [&](const Small<size_t>& leaves) {
        for (const size_t leaf : leaves) body.e_.store_element(body.b_, body.pointer(leaf), body.eval(ends.value), nest.leaves_[leaf].dtype);
      };
      fill(ends.before);
      body.with_read_once([&] {
        body.in_sections(low, high, [&](Value* from, Value* to) { body.chosen_loop(mask, axis, from, to, inner); });
      });
      fill(ends.after);
      return;
    }
    body.loop(low, high, false, [&](Value* index) { body.with_index(axis, index, [&] { at(axis + 1); }); });
  };
  body.versions(last, [&] { at(0); });
}

/// Whether two views of equal sizes are the same elements, as far as their indices tell.
bool are_same(Emitter& e, const Entity* a, const Entity* b) {
  if (a == b || a->array.data == b->array.data) return true;
  if (a->node == nullptr || b->node == nullptr || a->node->op != Op::View || b->node->op != Op::View || a->function != b->function) return false;
  const wire::NodeT& x = *a->node;
  const wire::NodeT& y = *b->node;
  if (x.operands[0] != y.operands[0] || x.index.size() != y.index.size()) return false;
  const auto number = [&](const wire::NodeT& of, int32_t place) {
    return place < 0 ? std::nullopt : std::optional(e.act().frame->values[of.operands[static_cast<size_t>(place)]].number);
  };
  for (size_t item = 0; item < x.index.size(); ++item) {
    if (x.index[item].kind() != y.index[item].kind() || number(x, x.index[item].start()) != number(y, y.index[item].start())) return false;
  }
  return true;
}

/// Arrays that the value is made of and that are rows of the target's memory at other places than the target itself.
size_t moved_parts(Emitter& e, const Entity* value, const Entity* target) {
  std::vector<const Entity*> seen;
  size_t count = 0;
  const std::function<void(const Entity*)> look = [&](const Entity* part) {
    if (std::ranges::find(seen, part) != seen.end()) return;
    seen.push_back(part);
    if (part->kind == Entity::Kind::deferred) {
      if (is_gather(part) || is_joined(part)) return;
      for (const Entity* operand : part->operands) look(operand);
      return;
    }
    if (part->kind != Entity::Kind::array || !e.reads(part, target->info.origins) || !part->info.known || !target->info.known) return;
    const bool in_rows = part->info.strides == target->info.strides && part->info.strides.back().is(memory::item_size(part->dtype()));
    if (in_rows && part->info.dims == target->info.dims && !are_same(e, part, target)) ++count;
  };
  look(value);
  return count;
}

/// The body of an elementwise nest. `written`: leaves that `inner` stores to where the nest reads them too.
Function* elementwise_body(NestEmitter& nest, Entity* mask, ArrayRef<size_t> written, const std::string& name,
                           const std::function<void(Body&)>& inner, const RowEnds& ends = {}) {
  if (!nest.looks_) {
    Body body(nest, name);
    elementwise_loops(body, mask, ends, [&] { inner(body); });
    return body.finish();
  }
  const size_t last = nest.axes_.size() - 1;
  Body check(nest, name + "_check", Look::check, true);
  const std::function<void(size_t)> at = [&](size_t axis) {
    if (axis == last) {
      check.place_joined(check.begin());
      return check.chosen_loop(nullptr, axis, check.begin(), check.end(), [&] { inner(check); });
    }
    Value* place = check.b_.CreateConstInBoundsGEP1_64(check.b_.getInt64Ty(), check.function_->getArg(3), axis);
    check.with_index(axis, check.b_.CreateLoad(check.b_.getInt64Ty(), place), [&] { at(axis + 1); });
  };
  at(0);
  Function* checked = check.finish();
  Body body(nest, name, Look::odd);
  body.set_check(checked);
  for (const size_t leaf : written) body.keep_back(leaf);
  elementwise_loops(body, mask, ends, [&] { inner(body); });
  return body.finish();
}

std::string division_note(const NestEmitter& nest) {
  std::string note = nest.axes_.size() == 1 ? "one flat loop" : std::to_string(nest.axes_.size()) + " loops";
  note += ", tasks divide axis " + std::to_string(nest.axis_);
  const bool contiguous = std::ranges::all_of(nest.leaves_, [](const Leaf& leaf) {
    return leaf.known.back().is(memory::item_size(leaf.dtype)) || leaf.known.back().is(0);
  });
  note += contiguous ? ", contiguous and vectorised" : ", contiguous or strided as found at run time";
  return note;
}

}  // namespace

/// Entities of equal sizes become arrays in one nest. Expensive parts of them that are used elsewhere too are stored as well.
void Emitter::materialise_group(ArrayRef<Entity*> group, bool alone) {
  // In the name of the function whose values they are.
  Activation owner;
  owner.frame = group[0]->frame != nullptr ? group[0]->frame : act().frame;
  owner.scope_base = scopes_.size();
  activations_.push_back(&owner);
  Small<Entity*> computed;
  for (Entity* entity : group) {
    if (is_joined(entity)) materialise_joined(entity);
    else computed.push_back(entity);
  }
  if (!computed.empty()) compute_group(computed, alone);
  activations_.pop_back();
}

void Emitter::compute_group(ArrayRef<Entity*> group, bool alone) {
  Entity* first = group[0];
  const wire::NodeT& node = *first->node;
  for (Entity* entity : group) settle_joined(entity, first->info.known ? ArrayRef(first->info.dims) : ArrayRef<Linear>());
  NestEmitter nest(*this, node);
  for (size_t axis = 0; axis < first->rank(); ++axis) nest.add_axis(first->array.shape[axis], first->info.dims[axis], false);
  for (Entity* entity : group) nest.collect(entity);

  constexpr int64_t kWorthStoring = 300'000;  // dearer than writing and reading the element again
  std::vector<Entity*> outputs(group.begin(), group.end());
  std::map<const Entity*, uint32_t> inside;
  for (const Entity* entity : nest.inside_) for (const Entity* part : entity->operands) ++inside[part];
  for (const Entity* entity : nest.inside_) {
    if (alone || entity->made) break;
    const bool elsewhere = entity->uses > inside[entity];
    const bool fits = entity->info.known && first->info.known && entity->info.dims == first->info.dims;
    if (elsewhere && fits && entity->femtoseconds >= kWorthStoring && std::ranges::find(outputs, entity) == outputs.end()) {
      outputs.push_back(const_cast<Entity*>(entity));
    }
  }
  std::vector<ArrayParts> made;
  std::vector<size_t> targets;
  const std::vector<Entity*> replaced = alone ? std::vector<Entity*>(outputs.size()) : nest.replaced_operands(outputs);
  Small<size_t> written;
  for (size_t index = 0; index < outputs.size(); ++index) {
    const Entity* entity = outputs[index];
    if (const Entity* operand = replaced[index]) {
      targets.push_back(nest.leaf_of_.at(operand));
      written.push_back(targets.back());
      nest.leaves_[targets.back()].mode = 2;
      nest.leaves_[targets.back()].exclusive = true;
      made.push_back(operand->array);
      continue;
    }
    ArrayParts parts = allocate(node, entity->info, entity->array.shape, entity->dtype());
    ValueInfo info;
    info.known = true;
    info.dims = entity->info.dims;
    info.strides = contiguous_strides(info.dims, memory::item_size(entity->dtype()));
    if (!entity->info.known) {
      info.known = false;
      info.strides.assign(info.dims.size(), Stride{});
    }
    targets.push_back(nest.add_leaf(parts, info, entity->dtype(), 1));
    nest.leaves_.back().exclusive = true;
    made.push_back(std::move(parts));
  }
  nest.simplify();
  nest.choose_axis();
  nest.lay_out();
  nest.plan_looks(std::vector<const Entity*>(outputs.begin(), outputs.end()));
  std::vector<const Entity*> fused;
  nest.note_inside(fused);
  const std::string kept = outputs.size() > 1 ? ", keeps " + std::to_string(outputs.size()) + " results" : "";
  const std::string over = written.empty() ? "" : ", written over what it reads";
  const uint32_t site = make_site("", node, fused, division_note(nest) + kept + over);
  sites_[site].stored = why_stored(node);
  Function* function = elementwise_body(nest, nullptr, written, "nest" + std::to_string(nest_count_++), [&](Body& body) {
    if (!written.empty()) for (Entity* entity : outputs) body.eval(entity);
    for (size_t index = 0; index < outputs.size(); ++index) body.store(targets[index], body.eval(outputs[index]));
  });
  nest.submit(function, site, -1);
  for (Entity* operand : replaced) {
    if (operand == nullptr) continue;
    operand->owned = operand->fresh = false;
    std::erase(scopes_[operand->scope].owned, operand);
  }

  std::vector<Small<Entity*, 3>> freed;
  for (size_t index = 0; index < outputs.size(); ++index) {
    Entity* entity = outputs[index];
    entity->kind = Entity::Kind::array;
    for (size_t axis = 0; axis < entity->rank(); ++axis) {
      if (entity->info.known) made[index].strides[axis] = stride_value(entity->info.strides[axis], made[index].strides[axis]);
    }
    entity->array = std::move(made[index]);
    entity->owned = entity->fresh = true;
    scopes_[entity->scope].owned.push_back(entity);
    freed.push_back(std::move(entity->operands));
    entity->operands.clear();
  }
  for (const auto& operands : freed) for (Entity* operand : operands) consume(operand);
}

void Emitter::emit_assign(const wire::NodeT& node) {
  Entity* target = ready(operand(node, 0));
  Entity* value = operand(node, 1);
  prepare_assignment(node, target, value);
  const auto border = borders_.find(&node);
  if (border != borders_.end()) fill_border(target, border->second);
  assign_nest(node, "assign", target, value, nullptr, border == borders_.end() ? nullptr : &border->second);
  consume_operands(node);
}

/// Checks the sizes of `value`, an operand of the node, and stores what the assignment would change.
void Emitter::prepare_assignment(const wire::NodeT& node, Entity* target, Entity* value) {
  const bool is_array = value->type->kind == TypeKind::Array;
  if (is_array) {
    // The value's shape must broadcast to the target's; more axes than the target has must be of size 1.
    Value* failed = nullptr;
    for (size_t axis = 0; axis < value->rank(); ++axis) {
      Value* size = value->array.shape[axis];
      Value* fine = b_.CreateICmpEQ(size, i64(1));
      if (axis + target->rank() >= value->rank()) {
        const size_t own = axis + target->rank() - value->rank();
        if (value->info.known && target->info.known && value->info.dims[axis] == target->info.dims[own]) continue;
        fine = b_.CreateOr(fine, b_.CreateICmpEQ(size, target->array.shape[own]));
      }
      Value* bad = b_.CreateNot(fine);
      failed = failed == nullptr ? bad : b_.CreateOr(failed, bad);
    }
    if (failed != nullptr) check(failed, node, Fault::assign_broadcast, nullptr, nullptr, [&] { return packed_shapes({target, value}); });
    if (value->kind == Entity::Kind::deferred && switches_.moved && moved_parts(*this, value, target) > 1) flush_readers(target->info.origins);
    if (value->kind == Entity::Kind::deferred) {
      uint32_t here = 0;
      for (const uint32_t id : node.operands) here += act().values[id] == value ? 1 : 0;
      settle_gathers(value, target->info.origins);
      // What the value is made of stays usable only until the target is written.
      flush_readers(target->info.origins, {{value, here}});
      // Repeating a costly value along an axis of the target is worse than storing it once.
      if (value->kind == Entity::Kind::deferred && (value->rank() > target->rank() ||
          (value->info.dims != target->info.dims && value->femtoseconds >= 500'000))) {
        repeats_ = true;
        materialise(value);
        repeats_ = false;
      }
    } else {
      flush_readers(target->info.origins);
    }
  } else {
    flush_readers(target->info.origins);
  }
}

/// Writes `value` (an array of no more axes than the target, whose sizes were checked, or a scalar) to every element of `target`.
void Emitter::assign_nest(const wire::NodeT& node, const std::string& operation, Entity* target, Entity* value, Entity* mask,
                          const Border* border) {
  const bool is_array = value->type->kind == TypeKind::Array;
  NestEmitter nest(*this, node);
  for (size_t axis = 0; axis < target->rank(); ++axis) nest.add_axis(target->array.shape[axis], target->info.dims[axis], false);
  // The target is leaf 0; reading the very same view inside the value is reading this leaf.
  const size_t written = nest.add_leaf(target->array, target->info, target->dtype(), 1);
  nest.leaf_of_[target] = written;
  settle_joined(value, target->info.known && !is_gather(value) ? ArrayRef(target->info.dims) : ArrayRef<Linear>());
  Entity trimmed;
  if (is_array && value->kind == Entity::Kind::array && value->rank() > target->rank()) {
    trimmed = *value;  // leading axes of size 1 are left out
    const size_t extra = value->rank() - target->rank();
    trimmed.type = target->type;
    trimmed.array.shape.erase(trimmed.array.shape.begin(), trimmed.array.shape.begin() + extra);
    trimmed.array.strides.erase(trimmed.array.strides.begin(), trimmed.array.strides.begin() + extra);
    trimmed.info.dims.erase(trimmed.info.dims.begin(), trimmed.info.dims.begin() + static_cast<std::ptrdiff_t>(extra));
    trimmed.info.strides.erase(trimmed.info.strides.begin(), trimmed.info.strides.begin() + static_cast<std::ptrdiff_t>(extra));
    value = &trimmed;
  }
  nest.collect(value);
  RowEnds ends;
  if (border != nullptr && border->before + border->after > 0) ends = add_row_ends(nest, *border, target);
  bool reads_target = value == target;
  for (const Entity* entity : nest.inside_) reads_target = reads_target || std::ranges::find(entity->operands, target) != entity->operands.end();
  if (reads_target) nest.leaves_[written].mode = 2;
  nest.separate(written, target->info.origins);
  nest.simplify();
  nest.choose_axis();
  nest.lay_out();
  if (std::ranges::none_of(nest.leaves_, &Leaf::once)) nest.plan_looks({value});
  std::vector<const Entity*> fused;
  nest.note_inside(fused);
  if (mask != nullptr && !nest.may_skip(mask)) mask = nullptr;
  const uint32_t site = make_site(operation, node, fused, division_note(nest));
  const bool reads = reads_target || !nest.leaves_[written].exclusive;
  Function* function = elementwise_body(nest, mask, reads ? ArrayRef(written) : ArrayRef<size_t>(), "nest" + std::to_string(nest_count_++),
                                        [&](Body& body) { body.store(written, body.eval(value)); }, ends);
  nest.submit(function, site, -1);
}

// ---- sites ----------------------------------------------------------------------------------------------------------------------

uint32_t Emitter::make_site(const std::string& operation, const wire::NodeT& owner, ArrayRef<const Entity*> inside, std::string note) {
  Site site;
  site.function = act().frame->function->name;
  const auto range_of = [](const wire::NodeT& node) {
    return SourceRange{node.range->start_line(), node.range->start_column(), node.range->end_line(), node.range->end_column()};
  };
  site.range = range_of(owner);
  std::set<uint32_t> lines = {site.range.start_line};
  std::vector<std::string> names;
  const auto print = [&](const wire::FunctionT* function, const wire::NodeT& node) {
    auto& printer = printers_[function];
    if (!printer) printer = std::make_unique<graph::FunctionPrinter>(*function, &graph_);
    if (node.regions.empty()) site.fused.push_back(printer->node(node));
  };
  constexpr size_t kNames = 4;
  for (const Entity* entity : inside) {
    lines.insert(entity->node->range->start_line());
    const std::string name(entity->node->op == Op::Kernel ? entity->node->kernel : std::string(graph::op_info(entity->node->op).name));
    if (entity->node->op != Op::Cast && std::ranges::find(names, name) == names.end()) names.push_back(name);
    print(entity->function, *entity->node);
  }
  if (!operation.empty()) {
    const auto written = made_for_.find(&owner);
    names.push_back(operation);
    if (written != made_for_.end() && written->second->op != Op::Kernel) names.back() = graph::op_info(written->second->op).name;
    print(act().frame->function, written == made_for_.end() ? owner : *written->second);
  }
  if (names.empty()) names.emplace_back("cast");
  if (names.size() > kNames) {
    names.erase(names.begin() + 2, names.end() - 1);
    names.insert(names.begin() + 2, "…");
  }
  for (const std::string& name : names) site.operation += (site.operation.empty() ? "" : "+") + name;
  site.lines.assign(lines.begin(), lines.end());
  site.note = std::move(note);
  sites_.push_back(std::move(site));
  return static_cast<uint32_t>(sites_.size() - 1);
}

/// Where copies made because the two sides of an assignment overlap are accounted.
uint32_t Emitter::copy_site(const wire::NodeT& node) {
  const auto [found, added] = copy_sites_.try_emplace(&node, 0);
  if (added) found->second = make_site("copy", node, {}, "the right side overlaps the target");
  return found->second;
}

}  // namespace weft::compile::codegen
