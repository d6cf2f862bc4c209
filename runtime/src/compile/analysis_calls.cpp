// SPDX-License-Identifier: Apache-2.0
// Functions that call themselves, directly or through others: which they are, and what little is known inside them. Broadcasting.
#include <algorithm>

#include "compile/analysis.h"

namespace weft::compile {

using wire::Op;

namespace {

void collect_calls(const wire::RegionT& region, std::vector<uint32_t>& calls) {
  for (const auto& node : region.nodes) {
    if (node->op == Op::Call) calls.push_back(node->callee);
    for (const auto& child : node->regions) collect_calls(*child, calls);
  }
}

}  // namespace

Analysis::Analysis(const wire::GraphT& graph, bool facts) : graph_(graph), facts_(facts), recursive_(graph.functions.size()) {
  std::vector<std::vector<uint32_t>> calls(graph.functions.size());
  for (size_t index = 0; index < calls.size(); ++index) collect_calls(*graph.functions[index]->body, calls[index]);
  for (size_t index = 0; index < calls.size(); ++index) {
    std::vector<bool> seen(calls.size());
    std::vector<uint32_t> open = calls[index];
    while (!open.empty()) {
      const uint32_t next = open.back();
      open.pop_back();
      if (seen[next]) continue;
      seen[next] = true;
      std::ranges::copy(calls[next], std::back_inserter(open));
    }
    recursive_[index] = seen[index];
  }
}

/// Nothing is known inside a function that calls itself; its arrays may be any that crossed the border of such a function, as with lists.
void Analysis::analyse_outlined() {
  for (size_t done = 0; done < entry_->outlined.size();) {
    done = entry_->outlined.size();
    for (auto& [function, frame] : entry_->outlined) {
      for (const auto& parameter : function->parameters) {
        ValueInfo info = opaque(*frame, function, parameter->value, *function->values[parameter->value], 0);
        info.origins = list_origins_;
        frame->values[parameter->value] = std::move(info);
      }
      analyse_frame(*frame);
    }
  }
}

void Analysis::outlined_call(Frame& frame, const wire::NodeT& node, uint32_t depth) {
  const wire::FunctionT* callee = graph_.functions[node.callee].get();
  auto& child = entry_->outlined[callee];
  if (!child) {
    child = std::make_unique<Frame>();
    child->function = callee;
    child->values.resize(callee->values.size());
  }
  for (const uint32_t id : node.operands) put_in_lists(frame.values[id]);
  for (size_t index = 0; index < node.results.size(); ++index) frame.values[node.results[index]] = from_list(frame, node, index, depth);
}

/// A fresh array with the sizes that the operands `ids` broadcast to.
ValueInfo Analysis::broadcast_of(Frame& frame, const wire::NodeT& node, std::span<const uint32_t> ids) {
  std::vector<Linear> dims(frame.function->values[node.results[0]]->dims.size(), Linear::of(1));
  for (const uint32_t id : ids) {
    const auto& other = frame.values[id].dims;
    const size_t skip = dims.size() - other.size();
    for (size_t axis = 0; axis < other.size(); ++axis) dims[skip + axis] = symbols_.broadcast(dims[skip + axis], other[axis]);
  }
  return fresh_array(frame, node, std::move(dims));
}

}  // namespace weft::compile
