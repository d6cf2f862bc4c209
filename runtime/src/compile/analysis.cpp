// SPDX-License-Identifier: Apache-2.0
#include "compile/analysis.h"

#include <algorithm>
#include <numeric>

#include "compile/element_indices.h"
#include "graph/types.h"
#include "memory/dtype.h"
#include "memory/view.h"

namespace weft::compile {

using wire::Op;
using wire::TypeKind;

namespace {

constexpr int64_t kMinInt = -Symbols::kUnbounded;
constexpr int64_t kMaxInt = Symbols::kUnbounded;
// A dimension of a variable that differs between its `set`s: a symbol that is never equal to another.
const Linear kVaries = Linear::of(INT64_C(1) << 33);

bool is_tracked_integer(const wire::TypeT& type) {
  return type.kind == TypeKind::Int || (type.kind == TypeKind::Scalar && type.dtype == wire::DType::Int64);
}

}  // namespace

std::vector<Stride> contiguous_strides(const std::vector<Linear>& dims, int64_t item_bytes) {
  std::vector<Stride> strides(dims.size());
  Stride stride = Stride::of(item_bytes);
  for (size_t axis = dims.size(); axis-- > 0;) {
    strides[axis] = stride;
    stride = stride.times(dims[axis]);
  }
  return strides;
}

std::unique_ptr<Frame> Analysis::run(std::span<const Value> arguments) {
  const auto signature = argument_signature(arguments);
  std::map<int64_t, Linear> sizes;
  const auto size_of = [&](int64_t number) {
    if (!facts_) return symbols_.fresh(0, Symbols::kLargestSize, 0);
    if (number <= Facts::kSmallSize) return Linear::of(number);
    auto& size = sizes[number];
    if (size.terms.empty()) size = symbols_.fresh(Facts::kSmallSize + 1, Symbols::kLargestSize, 0);
    return size;
  };
  auto frame = std::make_unique<Frame>();
  entry_ = frame.get();
  frame->function = graph_.functions.front().get();
  frame->values.resize(frame->function->values.size());
  uint32_t buffers = 0;
  for (const auto& row : signature) {
    if (row[0] == static_cast<int64_t>(TypeKind::Array)) buffers = std::max(buffers, static_cast<uint32_t>(row[1]) + 1);
  }
  next_origin_ = buffers;
  for (size_t index = 0; index < arguments.size(); ++index) {
    const uint32_t id = frame->function->parameters[index]->value;
    const wire::TypeT& type = *frame->function->values[id];
    const auto& row = signature[index];
    ValueInfo info;
    info.known = true;
    if (type.kind == TypeKind::Array) {
      const int64_t item = memory::item_size(type.dtype);
      info.origins = {static_cast<uint32_t>(row[1])};
      for (size_t axis = 0; axis < type.dims.size(); ++axis) info.dims.push_back(size_of(row[3 + axis]));
      if (!facts_) {
        info.strides.resize(type.dims.size());
      } else if (static_cast<Order>(row[2]) == Order::c) {
        info.strides = contiguous_strides(info.dims, item);
      } else if (static_cast<Order>(row[2]) == Order::fortran) {
        std::vector<Linear> reversed(info.dims.rbegin(), info.dims.rend());
        info.strides = contiguous_strides(reversed, item);
        std::ranges::reverse(info.strides);
      } else {
        info.strides.resize(type.dims.size());
      }
    } else if (row.size() > 1 && facts_) {
      info.number = size_of(row[1]);
    } else {
      info = opaque(*frame, frame->function, id, type, 0);
    }
    frame->values[id] = std::move(info);
  }
  // What comes out of a list may be any array that was put into one, also later in the program.
  for (std::vector<uint32_t> before;;) {
    before = list_origins_;
    analyse_frame(*frame);
    analyse_outlined();
    if (before == list_origins_) return frame;
  }
}

void Analysis::analyse_frame(Frame& frame) {
  frame.variables.assign(frame.function->variables.size(), {});
  constexpr int kPasses = 12;  // each pass loses at least one claim; beyond this all claims are dropped
  for (int pass = 0;; ++pass) {
    const auto before = frame.variables;
    frame.results.assign(frame.function->results.size(), {});
    region(frame, *frame.function->body, frame.depth);
    if (before == frame.variables) return;
    if (pass >= kPasses) {
      for (ValueInfo& variable : frame.variables) {
        if (!variable.known) continue;
        variable.number = kVaries;
        for (Linear& size : variable.dims) size = kVaries;
        for (Stride& stride : variable.strides) stride = {};
      }
    }
  }
}

void Analysis::region(Frame& frame, const wire::RegionT& region, uint32_t depth) {
  for (const auto& child : region.nodes) node(frame, *child, depth);
}

Linear Analysis::opaque_number(const void* frame, const void* key, uint32_t slot, int64_t least, int64_t most, uint32_t depth) {
  const auto [found, added] = numbers_.try_emplace({frame, key, slot});
  if (added) found->second = symbols_.fresh(least, most, depth);
  symbols_.set_range(found->second, least, most);
  return found->second;
}

ValueInfo Analysis::opaque(const Frame& frame, const void* key, uint32_t slot, const wire::TypeT& type, uint32_t depth) {
  ValueInfo info;
  info.known = true;
  if (type.kind == TypeKind::Array) {
    for (uint32_t axis = 0; axis < type.dims.size(); ++axis) {
      info.dims.push_back(opaque_number(&frame, key, slot * 16 + axis, 0, Symbols::kLargestSize, depth));
    }
    info.strides.resize(type.dims.size());
  } else if (is_tracked_integer(type)) {
    info.number = opaque_number(&frame, key, slot * 16 + 15, kMinInt, kMaxInt, depth);
  }
  return info;
}

void Analysis::put_in_lists(const ValueInfo& info) {
  std::vector<uint32_t> merged;
  std::ranges::set_union(list_origins_, info.origins, std::back_inserter(merged));
  list_origins_ = std::move(merged);
}

ValueInfo Analysis::from_list(Frame& frame, const wire::NodeT& node, size_t result, uint32_t depth) {
  ValueInfo info = opaque(frame, &node, static_cast<uint32_t>(result), *frame.function->values[node.results[result]], depth);
  info.origins = list_origins_;
  return info;
}

uint32_t Analysis::origin(const Frame& frame, const void* key) {
  const auto [found, added] = origins_.try_emplace({&frame, key}, next_origin_);
  if (added) ++next_origin_;
  return found->second;
}

/// Joins what a variable or a result may be; claims must hold for as long as the frame lives.
void Analysis::join(Frame& frame, ValueInfo& into, const ValueInfo& from) {
  if (!from.known) return;
  const auto stable = [&](const Linear& a) { return symbols_.depth(a) <= frame.depth; };
  ValueInfo claim = from;
  if (!stable(claim.number)) claim.number = kVaries;
  for (Linear& size : claim.dims) {
    if (!stable(size)) size = kVaries;
  }
  for (Stride& stride : claim.strides) {
    if (!std::ranges::all_of(stride.sizes, stable)) stride = {};
  }
  if (!into.known) {
    into = std::move(claim);
    return;
  }
  if (into.number != claim.number) into.number = kVaries;
  for (size_t axis = 0; axis < into.dims.size(); ++axis) {
    if (into.dims[axis] != claim.dims[axis]) into.dims[axis] = kVaries;
    if (into.strides[axis] != claim.strides[axis]) into.strides[axis] = {};
  }
  std::vector<uint32_t> merged;
  std::ranges::set_union(into.origins, claim.origins, std::back_inserter(merged));
  into.origins = std::move(merged);
}

void Analysis::node(Frame& frame, const wire::NodeT& node, uint32_t depth) {
  const auto& operands = node.operands;
  switch (node.op) {
    case Op::Set: join(frame, frame.variables[node.variable], frame.values[operands[0]]); return;
    case Op::If: for (const auto& child : node.regions) region(frame, *child, depth); return;
    case Op::While: case Op::For: {
      if (node.op == Op::For) {
        const Linear counter = opaque_number(&frame, &node, 0, kMinInt, kMaxInt, depth + 1);
        const ValueInfo& start = frame.values[operands[0]];
        const ValueInfo& stop = frame.values[operands[1]];
        const auto step = frame.values[operands[2]].number.value();
        const Linear one = Linear::of(1);
        const bool known = start.known && stop.known && frame.values[operands[2]].known;
        if (known && step && *step > 0) symbols_.bound(counter, start.number, stop.number - one);
        else if (known && step && *step < 0) symbols_.bound(counter, stop.number + one, start.number);
        else symbols_.bound(counter, std::nullopt, std::nullopt);
        frame.values[static_cast<size_t>(node.regions[0]->argument)] = {known, counter, {}, {}, {}};
      }
      for (size_t index = 0; index < node.regions.size(); ++index) {
        const bool inside = index < (node.op == Op::For ? 1U : 2U);
        region(frame, *node.regions[index], depth + (inside ? 1 : 0));
      }
      return;
    }
    case Op::Return:
      if (entry_->outlined.contains(frame.function)) {
        for (const uint32_t id : operands) put_in_lists(frame.values[id]);
      }
      for (size_t index = 0; index < operands.size(); ++index) join(frame, frame.results[index], frame.values[operands[index]]);
      return;
    case Op::Call: call(frame, node, depth); return;
    case Op::Yield: case Op::Break: case Op::Continue: case Op::Store: case Op::Assign: case Op::SaveNpy: return;
    case Op::Get: break;
    default: {
      const bool reached = std::ranges::all_of(operands, [&](uint32_t id) { return frame.values[id].known; });
      if (!reached) {
        for (const uint32_t id : node.results) frame.values[id] = {};
        return;
      }
    }
  }
  if (node.op == Op::Const && node.constant->type == TypeKind::Str) texts_[{frame.function, node.results[0]}] = &node.constant->string_value;
  const auto& operand_kinds = frame.function->values;
  if (node.op == Op::ListNew || node.op == Op::ListSet || node.op == Op::ListAppend || node.op == Op::Kernel) {
    const auto is_list = [&](uint32_t id) { return operand_kinds[id]->kind == TypeKind::List; };
    const bool fills = node.op != Op::Kernel || !node.writes.empty() || std::ranges::any_of(node.results, is_list);
    for (const uint32_t id : operands) {
      if (fills && operand_kinds[id]->kind == TypeKind::Array) put_in_lists(frame.values[id]);
    }
  }
  if (node.op == Op::ListGet || node.op == Op::ListPop) {
    for (size_t index = 0; index < node.results.size(); ++index) frame.values[node.results[index]] = from_list(frame, node, index, depth);
    return;
  }
  if (node.op == Op::Kernel && node.kernel == "index.get") {
    const auto spec = texts_.find({frame.function, operands[1]});
    const auto indices = spec == texts_.end() ? std::vector<uint32_t>() : element_indices(*frame.function, node, *spec->second);
    if (!indices.empty()) {
      frame.values[node.results[0]] = broadcast_of(frame, node, indices);
      return;
    }
  }
  if (node.op == Op::Kernel || node.results.size() != 1) {
    for (size_t index = 0; index < node.results.size(); ++index) {
      const wire::TypeT& type = *frame.function->values[node.results[index]];
      ValueInfo info = opaque(frame, &node, static_cast<uint32_t>(index), type, depth);
      if (type.kind == TypeKind::Array) {
        const bool is_view = node.op == Op::Kernel && node.kernel.starts_with("view.");
        if (is_view) info.origins = frame.values[operands[0]].origins;
        else info = fresh_array(frame, node, info.dims, index);
      }
      frame.values[node.results[index]] = std::move(info);
    }
    return;
  }
  frame.values[node.results[0]] = result_of(frame, node, depth);
}

void Analysis::call(Frame& frame, const wire::NodeT& node, uint32_t depth) {
  if (recursive_[node.callee]) {
    outlined_call(frame, node, depth);
    return;
  }
  auto& child = frame.calls[&node];
  if (!child) {
    child = std::make_unique<Frame>();
    child->function = graph_.functions[node.callee].get();
    child->values.resize(child->function->values.size());
    child->depth = depth;
  }
  for (size_t index = 0; index < node.operands.size(); ++index) {
    child->values[child->function->parameters[index]->value] = frame.values[node.operands[index]];
  }
  analyse_frame(*child);
  for (size_t index = 0; index < node.results.size(); ++index) {
    const uint32_t id = node.results[index];
    const wire::TypeT& type = *frame.function->values[id];
    ValueInfo info = child->results[index];
    if (info.known) {
      const ValueInfo unknown = opaque(frame, &node, static_cast<uint32_t>(index), type, depth);
      if (info.number == kVaries) info.number = unknown.number;
      for (size_t axis = 0; axis < info.dims.size(); ++axis) {
        if (info.dims[axis] == kVaries) info.dims[axis] = unknown.dims[axis];
      }
    }
    frame.values[id] = std::move(info);
  }
}

ValueInfo Analysis::fresh_array(Frame& frame, const wire::NodeT& node, std::vector<Linear> dims, size_t result) {
  const wire::TypeT& type = *frame.function->values[node.results[result]];
  ValueInfo info;
  info.known = true;
  info.strides = contiguous_strides(dims, memory::item_size(type.dtype));
  info.dims = std::move(dims);
  info.origins = {origin(frame, &node)};
  return info;
}

ValueInfo Analysis::elementwise(Frame& frame, const wire::NodeT& node, uint32_t depth) {
  const wire::TypeT& type = *frame.function->values[node.results[0]];
  if (type.kind != TypeKind::Array) return integer(frame, node, depth);
  return broadcast_of(frame, node, node.operands);
}

ValueInfo Analysis::integer(Frame& frame, const wire::NodeT& node, uint32_t depth) {
  const wire::TypeT& type = *frame.function->values[node.results[0]];
  ValueInfo info = opaque(frame, &node, 0, type, depth);
  if (!is_tracked_integer(type)) return info;
  const auto number = [&](size_t index) { return frame.values[node.operands[index]].number; };
  const auto operand_type = [&](size_t index) -> const wire::TypeT& { return *frame.function->values[node.operands[index]]; };
  if (node.op == Op::Cast) {
    if (is_tracked_integer(operand_type(0))) info.number = number(0);
    return info;
  }
  if (node.op == Op::Where) {
    const auto a = symbols_.range(number(1));
    const auto b = symbols_.range(number(2));
    info.number = opaque_number(&frame, &node, 14, std::min(a.first, b.first), std::max(a.second, b.second), depth);
    return info;
  }
  if (type.kind != TypeKind::Int) return info;  // NumPy's integers wrap
  std::optional<Linear> exact;
  switch (node.op) {
    case Op::Add: exact = number(0) + number(1); break;
    case Op::Sub: exact = number(0) - number(1); break;
    case Op::Neg: exact = number(0) * -1; break;
    case Op::Mul:
      if (const auto factor = number(1).value()) exact = number(0) * *factor;
      else if (const auto other = number(0).value()) exact = number(1) * *other;
      else if (symbols_.non_negative(number(0)) && symbols_.non_negative(number(1))) {
        info.number = opaque_number(&frame, &node, 14, 0, kMaxInt, depth);
      }
      break;
    case Op::FloorDiv:
    case Op::Mod:
      if (const auto divisor = number(1).value(); divisor && *divisor > 0) {
        const auto [least, most] = symbols_.range(number(0));
        if (const auto dividend = number(0).value()) {
          const int64_t quotient = *dividend >= 0 ? *dividend / *divisor : -((-*dividend + *divisor - 1) / *divisor);
          exact = Linear::of(node.op == Op::FloorDiv ? quotient : *dividend - quotient * *divisor);
        } else if (node.op == Op::Mod) {
          info.number = symbols_.apply("mod", {number(0), number(1)}, 0, *divisor - 1);
        } else {
          info.number = symbols_.apply("floor_div", {number(0), number(1)}, least <= kMinInt ? kMinInt : least / *divisor - 1,
                                       most >= kMaxInt ? kMaxInt : most / *divisor);
          if (symbols_.non_negative(number(0))) symbols_.bound(info.number, Linear::of(0), number(0));
        }
      }
      break;
    case Op::Abs:
      if (symbols_.non_negative(number(0))) exact = number(0);
      else info.number = opaque_number(&frame, &node, 14, 0, kMaxInt, depth);
      break;
    default: break;
  }
  if (exact && is_small(*exact)) info.number = *exact;
  return info;
}

ValueInfo Analysis::view(Frame& frame, const wire::NodeT& node, uint32_t depth) {
  (void)depth;
  const ValueInfo& base = frame.values[node.operands[0]];
  ValueInfo info;
  info.known = true;
  info.origins = base.origins;
  size_t axis = 0;
  const auto operand = [&](int32_t position) -> std::optional<Linear> {
    if (position < 0) return std::nullopt;
    return frame.values[node.operands[static_cast<size_t>(position)]].number;
  };
  for (const wire::IndexItem& item : node.index) {
    switch (item.kind()) {
      case wire::IndexKind::NewAxis:
        info.dims.push_back(Linear::of(1));
        info.strides.push_back(Stride::of(0));
        break;
      case wire::IndexKind::Int: ++axis; break;
      case wire::IndexKind::Full:
        info.dims.push_back(base.dims[axis]);
        info.strides.push_back(base.strides[axis]);
        ++axis;
        break;
      case wire::IndexKind::Slice: {
        const auto step = operand(item.step());
        const auto slice = symbols_.slice(operand(item.start()), operand(item.stop()), step, base.dims[axis]);
        info.dims.push_back(slice.length);
        Stride stride = base.strides[axis];
        const int64_t factor = step ? step->value().value_or(0) : 1;
        if (factor == 0) stride = {};
        stride.factor *= factor;
        info.strides.push_back(stride);
        ++axis;
        break;
      }
    }
  }
  return info;
}

ValueInfo Analysis::reshape(Frame& frame, const wire::NodeT& node, uint32_t depth) {
  const ValueInfo& base = frame.values[node.operands[0]];
  const wire::TypeT& type = *frame.function->values[node.results[0]];
  const int64_t item = memory::item_size(type.dtype);
  std::vector<Linear> dims;
  for (size_t axis = 0; axis < type.dims.size(); ++axis) {
    const Linear& size = frame.values[node.operands[1 + axis]].number;
    const bool given = symbols_.non_negative(size);
    dims.push_back(given ? size : opaque_number(&frame, &node, static_cast<uint32_t>(axis), 0, Symbols::kLargestSize, depth));
  }
  // One axis of -1 from one axis: the whole array flattened.
  if (dims.size() == 1 && base.dims.size() == 1) dims[0] = base.dims[0];
  const bool contiguous = base.strides == contiguous_strides(base.dims, item);
  ValueInfo info = fresh_array(frame, node, std::move(dims));
  if (!contiguous) info.strides.assign(info.dims.size(), Stride{});
  std::vector<uint32_t> merged;
  std::ranges::set_union(info.origins, base.origins, std::back_inserter(merged));
  info.origins = std::move(merged);
  return info;
}

ValueInfo Analysis::result_of(Frame& frame, const wire::NodeT& node, uint32_t depth) {
  const wire::TypeT& type = *frame.function->values[node.results[0]];
  const auto info_of = [&](size_t index) -> const ValueInfo& { return frame.values[node.operands[index]]; };
  switch (node.op) {
    case Op::Get: {
      ValueInfo info = frame.variables[node.variable];
      if (!info.known) return info;
      const ValueInfo unknown = opaque(frame, &node, 0, type, depth);
      if (info.number == kVaries) info.number = unknown.number;
      for (size_t axis = 0; axis < info.dims.size(); ++axis) {
        if (info.dims[axis] == kVaries) info.dims[axis] = unknown.dims[axis];
      }
      return info;
    }
    case Op::Const: {
      ValueInfo info = opaque(frame, &node, 0, type, depth);
      const Linear number = Linear::of(node.constant->int_value);
      if (is_tracked_integer(type)) {
        if (is_small(number)) info.number = number;
        else symbols_.set_range(info.number, std::max(number.constant, kMinInt), std::min(number.constant, kMaxInt));
      }
      return info;
    }
    case Op::Full: case Op::Empty: {
      std::vector<Linear> dims;
      for (size_t axis = 0; axis < type.dims.size(); ++axis) {
        const Linear& size = info_of(axis + (node.op == Op::Full ? 1 : 0)).number;
        const bool valid = symbols_.non_negative(size);  // otherwise checked when it runs
        dims.push_back(valid ? size : symbols_.apply("size", {size}, 0, Symbols::kLargestSize));
      }
      return fresh_array(frame, node, std::move(dims));
    }
    case Op::Arange: {
      const Linear zero = Linear::of(0);
      const wire::TypeT& element = *frame.function->values[node.operands[0]];
      if (is_tracked_integer(element) && info_of(2).number.is(1)) {
        const Linear span = info_of(1).number - info_of(0).number;
        if (symbols_.non_negative(span) && is_small(span)) return fresh_array(frame, node, {span});
        if (is_small(span)) return fresh_array(frame, node, {symbols_.apply("size", {span}, 0, Symbols::kLargestSize)});
      }
      return fresh_array(frame, node, {opaque_number(&frame, &node, 0, 0, Symbols::kLargestSize, depth)});
    }
    case Op::Linspace: {
      const Linear& count = info_of(2).number;
      return fresh_array(frame, node, {symbols_.non_negative(count) ? count : symbols_.apply("size", {count}, 0, Symbols::kLargestSize)});
    }
    case Op::Copy: case Op::CumSum: return fresh_array(frame, node, info_of(0).dims);
    case Op::Sum: case Op::Prod: case Op::Min: case Op::Max: case Op::All: case Op::Any: case Op::ArgMin: case Op::ArgMax: {
      if (type.kind != TypeKind::Array) return opaque(frame, &node, 0, type, depth);
      std::vector<Linear> dims;
      for (size_t axis = 0; axis < info_of(0).dims.size(); ++axis) {
        const bool reduced = std::ranges::find(node.axes, static_cast<int32_t>(axis)) != node.axes.end();
        if (!reduced) dims.push_back(info_of(0).dims[axis]);
        else if (node.keepdims) dims.push_back(Linear::of(1));
      }
      return fresh_array(frame, node, std::move(dims));
    }
    case Op::Dim: {
      ValueInfo info;
      info.known = true;
      info.number = info_of(0).dims[static_cast<size_t>(node.axes[0])];
      return info;
    }
    case Op::View: return view(frame, node, depth);
    case Op::Transpose: {
      ValueInfo info = info_of(0);
      for (size_t axis = 0; axis < node.axes.size(); ++axis) {
        info.dims[axis] = info_of(0).dims[static_cast<size_t>(node.axes[axis])];
        info.strides[axis] = info_of(0).strides[static_cast<size_t>(node.axes[axis])];
      }
      return info;
    }
    case Op::Reshape: return reshape(frame, node, depth);
    case Op::BroadcastTo: {
      ValueInfo info;
      info.known = true;
      info.origins = info_of(0).origins;
      const size_t skip = type.dims.size() - info_of(0).dims.size();
      for (size_t axis = 0; axis < type.dims.size(); ++axis) {
        const Linear& size = info_of(1 + axis).number;
        const bool valid = symbols_.non_negative(size);
        info.dims.push_back(valid ? size : symbols_.apply("size", {size}, 0, Symbols::kLargestSize));
        const bool same = axis >= skip && info_of(0).dims[axis - skip] == info.dims.back();
        const bool spread = axis < skip || info_of(0).dims[axis - skip].is(1);
        info.strides.push_back(same ? info_of(0).strides[axis - skip] : spread ? Stride::of(0) : Stride{});
      }
      return info;
    }
    case Op::Concatenate: {
      std::vector<Linear> dims = info_of(0).dims;
      const auto axis = static_cast<size_t>(node.axes[0]);
      for (size_t index = 1; index < node.operands.size(); ++index) dims[axis] = dims[axis] + info_of(index).dims[axis];
      if (!is_small(dims[axis])) dims[axis] = opaque_number(&frame, &node, 0, 0, Symbols::kLargestSize, depth);
      return fresh_array(frame, node, std::move(dims));
    }
    case Op::Pack: {
      std::vector<Linear> dims;
      for (const std::string& text : type.dims) dims.push_back(Linear::of(std::stoll(text)));
      return fresh_array(frame, node, std::move(dims));
    }
    case Op::Eye: case Op::MatMul: case Op::LoadNpy: {
      ValueInfo info = opaque(frame, &node, 0, type, depth);
      if (type.kind != TypeKind::Array) return info;
      if (node.op == Op::Eye) {
        for (size_t axis = 0; axis < 2; ++axis) if (symbols_.non_negative(info_of(axis).number)) info.dims[axis] = info_of(axis).number;
      }
      if (node.op == Op::MatMul) {
        const auto& a = info_of(0).dims;
        const auto& b = info_of(1).dims;
        const size_t rank = info.dims.size();
        if (b.size() >= 2 && rank >= 1) info.dims[rank - 1] = b.back();
        if (b.size() == 1 && rank >= 1) info.dims[rank - 1] = a[a.size() - 2];
        if (a.size() == 2 && b.size() == 2) info.dims[0] = a[0];
      }
      const bool loaded = node.op == Op::LoadNpy;
      info = fresh_array(frame, node, info.dims);
      if (loaded) info.strides.assign(info.dims.size(), Stride{});
      return info;
    }
    case Op::Load: case Op::ListNew: return opaque(frame, &node, 0, type, depth);
    case Op::ListLen: {
      ValueInfo info;
      info.known = true;
      info.number = opaque_number(&frame, &node, 0, 0, Symbols::kLargestSize, depth);
      return info;
    }
    default: return elementwise(frame, node, depth);
  }
}

}  // namespace weft::compile
