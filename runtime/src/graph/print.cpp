// SPDX-License-Identifier: Apache-2.0
#include "graph/print.h"

#include "graph/ops.h"
#include "graph/types.h"

namespace weft::graph {
namespace {

constexpr uint32_t kUnnumbered = UINT32_MAX;

std::string line_mark(const wire::NodeT& node) {
  return node.range ? " @L" + std::to_string(uint64_t{node.range->start_line()} + 1) : std::string();
}

std::string constant_text(const wire::ConstantT& constant) {
  const Element element = {constant.type, constant.type == wire::TypeKind::Scalar ? constant.dtype : wire::DType::Bool};
  if (element.kind == wire::TypeKind::None) return "none";
  if (element.kind == wire::TypeKind::Str) return quoted_text(constant.string_value);
  if (element.is_bool()) return constant.int_value != 0 ? "true" : "false";
  if (element.is_unsigned()) return std::to_string(static_cast<uint64_t>(constant.int_value));
  if (element.is_integer()) return std::to_string(constant.int_value);
  if (element.is_floating()) return double_text(constant.float_value);
  if (element.is_complex()) return "(" + double_text(constant.float_value) + ", " + double_text(constant.imaginary_value) + ")";
  return "?";
}

}  // namespace

FunctionPrinter::FunctionPrinter(const wire::FunctionT& function, const wire::GraphT* graph)
    : function_(function), graph_(graph), numbers_(function.values.size(), kUnnumbered) {
  for (const auto& parameter : function.parameters) {
    if (parameter) number(parameter->value);
  }
  if (function.body) number_region(*function.body);
}

void FunctionPrinter::number(uint32_t id) {
  if (id < numbers_.size() && numbers_[id] == kUnnumbered) numbers_[id] = next_++;
}

void FunctionPrinter::number_region(const wire::RegionT& region) {
  for (const auto& node : region.nodes) {
    if (!node) continue;
    for (const uint32_t id : node->results) number(id);
    if (node->op == wire::Op::For && !node->regions.empty() && node->regions[0] && node->regions[0]->argument >= 0) {
      number(static_cast<uint32_t>(node->regions[0]->argument));
    }
    for (const auto& inner : node->regions) {
      if (inner) number_region(*inner);
    }
  }
}

std::string FunctionPrinter::value(uint32_t id) const {
  if (id >= numbers_.size() || numbers_[id] == kUnnumbered) return "%?";
  return "%" + std::to_string(numbers_[id]);
}

std::string FunctionPrinter::values(const std::vector<uint32_t>& ids) const {
  std::string text;
  for (const uint32_t id : ids) {
    if (!text.empty()) text += ", ";
    text += value(id);
  }
  return text;
}

std::string FunctionPrinter::index_items(const wire::NodeT& node) const {
  const auto part = [&](int32_t position) -> std::string {
    if (position < 0) return {};
    const auto at = static_cast<size_t>(position);
    return at < node.operands.size() ? value(node.operands[at]) : "%?";
  };
  std::string text = "[";
  for (size_t i = 0; i < node.index.size(); ++i) {
    if (i > 0) text += ", ";
    const wire::IndexItem& item = node.index[i];
    switch (item.kind()) {
      case wire::IndexKind::Full: text += ":"; break;
      case wire::IndexKind::Int: text += part(item.start()); break;
      case wire::IndexKind::NewAxis: text += "new"; break;
      case wire::IndexKind::Slice:
        text += part(item.start()) + ":" + part(item.stop());
        if (item.step() >= 0) text += ":" + part(item.step());
        break;
    }
  }
  return text + "]";
}

std::string FunctionPrinter::attributes(const wire::NodeT& node) const {
  std::string text;
  if (op_info(node.op).axes) {
    text += " axes=[";
    for (size_t i = 0; i < node.axes.size(); ++i) {
      if (i > 0) text += ", ";
      text += std::to_string(node.axes[i]);
    }
    text += "]";
  }
  if (node.keepdims) text += " keepdims";
  if (node.checked) text += " checked";
  if (op_info(node.op).path) text += " path=" + quoted_text(node.path);
  if (!node.writes.empty()) {
    text += " writes=[";
    for (size_t i = 0; i < node.writes.size(); ++i) text += (i > 0 ? ", " : "") + std::to_string(node.writes[i]);
    text += "]";
  }
  return text;
}

std::string FunctionPrinter::results(const wire::NodeT& node) const {
  std::string text;
  for (const uint32_t id : node.results) {
    text += text.empty() ? " : " : ", ";
    text += id < function_.values.size() && function_.values[id] ? type_text(*function_.values[id]) : "?";
  }
  return text;
}

std::string FunctionPrinter::variable(const wire::NodeT& node) const {
  if (node.variable >= function_.variables.size() || !function_.variables[node.variable]) return "?";
  return function_.variables[node.variable]->name;
}

std::string FunctionPrinter::node(const wire::NodeT& node) const {
  std::string text = node.results.empty() ? std::string() : values(node.results) + " = ";
  text += op_info(node.op).name;
  const std::string operands = values(node.operands);
  switch (node.op) {
    case wire::Op::Const: text += " " + (node.constant ? constant_text(*node.constant) : "?"); break;
    case wire::Op::Get: text += " " + variable(node); break;
    case wire::Op::Set: text += " " + variable(node) + ", " + operands; break;
    case wire::Op::For: {
      const bool bound = !node.regions.empty() && node.regions[0] && node.regions[0]->argument >= 0;
      text += " " + (bound ? value(static_cast<uint32_t>(node.regions[0]->argument)) : "%?") + " = " + operands;
      break;
    }
    case wire::Op::Call: {
      const bool known = graph_ != nullptr && node.callee < graph_->functions.size() && graph_->functions[node.callee];
      text += " @" + (known ? graph_->functions[node.callee]->name : std::to_string(node.callee)) + "(" + operands + ")";
      break;
    }
    case wire::Op::Kernel: text += " " + quoted_text(node.kernel) + "(" + operands + ")"; break;
    case wire::Op::View:
    case wire::Op::Load:
    case wire::Op::Store:
      text += " " + (node.operands.empty() ? "%?" : value(node.operands[0])) + index_items(node);
      if (node.op == wire::Op::Store) text += ", " + (node.operands.empty() ? "%?" : value(node.operands.back()));
      break;
    default:
      if (!operands.empty()) text += " " + operands;
  }
  return text + attributes(node) + results(node);
}

void FunctionPrinter::print_region(const wire::RegionT& region, size_t depth, std::string& out) const {
  for (const auto& node : region.nodes) {
    if (node) print_node(*node, depth, out);
  }
}

void FunctionPrinter::print_node(const wire::NodeT& node, size_t depth, std::string& out) const {
  const std::string indent(2 * depth, ' ');
  out += indent + this->node(node) + line_mark(node);
  if (node.op != wire::Op::If && node.op != wire::Op::While && node.op != wire::Op::For) {
    out += "\n";
    return;
  }
  out += " {\n";
  for (size_t i = 0; i < node.regions.size(); ++i) {
    if (!node.regions[i]) continue;
    if (i > 0) {
      if (node.op == wire::Op::If && node.regions[i]->nodes.empty()) continue;
      out += indent + (node.op == wire::Op::While && i == 1 ? "} do {\n" : "} else {\n");
    }
    print_region(*node.regions[i], depth + 1, out);
  }
  out += indent + "}\n";
}

std::string FunctionPrinter::function() const {
  std::string out = "func @" + function_.name + "(";
  for (size_t i = 0; i < function_.parameters.size(); ++i) {
    const auto& parameter = function_.parameters[i];
    if (i > 0) out += ", ";
    if (!parameter) continue;
    const bool typed = parameter->value < function_.values.size() && function_.values[parameter->value];
    out += value(parameter->value) + " " + parameter->name + ": " + (typed ? type_text(*function_.values[parameter->value]) : "?");
  }
  out += ") -> ";
  for (size_t i = 0; i < function_.results.size(); ++i) {
    if (i > 0) out += ", ";
    out += function_.results[i] ? type_text(*function_.results[i]) : "?";
  }
  if (!function_.structure.empty()) out += " structure=" + quoted_text(function_.structure);
  out += function_.returns_tuple ? " tuple {\n" : " {\n";
  for (const auto& variable : function_.variables) {
    if (variable) out += "  var " + variable->name + ": " + (variable->type ? type_text(*variable->type) : "?") + "\n";
  }
  if (function_.body) print_region(*function_.body, 1, out);
  return out + "}\n";
}

std::string node_text(const wire::FunctionT& function, const wire::NodeT& node, const wire::GraphT* graph) {
  return FunctionPrinter(function, graph).node(node);
}

std::string print_graph(const wire::GraphT& graph) {
  std::string text = "weft.graph " + std::to_string(graph.version) + " " + quoted_text(graph.file) +
                     (graph.precision == wire::Precision::Fast ? " fast\n" : " strict\n");
  for (const auto& function : graph.functions) {
    if (function) text += FunctionPrinter(*function, &graph).function();
  }
  return text;
}

}  // namespace weft::graph
