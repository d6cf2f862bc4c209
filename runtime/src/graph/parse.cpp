// SPDX-License-Identifier: Apache-2.0
#include "graph/parse.h"

#include <cstdlib>
#include <unordered_map>
#include <vector>

#include "graph/node_types.h"
#include "graph/scanner.h"

namespace weft::graph {
namespace {

constexpr size_t kMaxNesting = 100;

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text), graph_(std::make_unique<wire::GraphT>()) {}

  Result<std::unique_ptr<wire::GraphT>> run() {
    WEFT_RETURN_IF_ERROR(header());
    while (next_line()) WEFT_RETURN_IF_ERROR(function());
    for (const auto& [node, name, line] : calls_) {
      const auto found = functions_.find(name);
      if (found == functions_.end()) return Status("WEFT500", "line " + std::to_string(line) + ": no function `" + name + "`");
      node->callee = found->second;
    }
    return std::move(graph_);
  }

 private:
  struct PendingCall {
    wire::NodeT* node;
    std::string name;
    size_t line;
  };

  Status refuse(const std::string& message) const {
    return Status("WEFT500", "line " + std::to_string(line_number_) + ": " + message);
  }

  /// Moves to the next line that is neither empty nor a comment; its indentation is not significant.
  bool next_line() {
    while (position_ < text_.size()) {
      const size_t end = std::min(text_.find('\n', position_), text_.size());
      line_ = text_.substr(position_, end - position_);
      position_ = end + 1;
      ++line_number_;
      line_.remove_prefix(std::min(line_.find_first_not_of(' '), line_.size()));
      while (!line_.empty() && (line_.back() == ' ' || line_.back() == '\r')) line_.remove_suffix(1);
      if (!line_.empty() && line_.front() != '#') return true;
    }
    line_ = {};
    return false;
  }

  Status header() {
    if (!next_line()) return refuse("the text is empty");
    Scanner scan(line_);
    if (!scan.take("weft.graph ")) return refuse("expected `weft.graph`");
    const auto version = scan.take_integer<uint32_t>();
    if (!version || !scan.take(" ")) return refuse("expected a version");
    auto file = scan.take_quoted();
    if (!file) return refuse("expected a file name");
    graph_->version = *version;
    graph_->file = std::move(*file);
    if (scan.rest() == " fast") {
      graph_->precision = wire::Precision::Fast;
    } else if (scan.rest() != " strict") {
      return refuse("expected `strict` or `fast`");
    }
    return {};
  }

  void declare(uint32_t id, std::unique_ptr<wire::TypeT> type) {
    if (id >= function_->values.size()) function_->values.resize(size_t{id} + 1);
    function_->values[id] = std::move(type);
  }

  Status function() {
    Scanner scan(line_);
    if (!scan.take("func @")) return refuse("expected `func`");
    graph_->functions.push_back(std::make_unique<wire::FunctionT>());
    function_ = graph_->functions.back().get();
    function_->range = std::make_unique<wire::Range>();
    function_->name = scan.take_until("(");
    functions_.emplace(function_->name, static_cast<uint32_t>(graph_->functions.size() - 1));
    variables_.clear();
    if (!scan.take("(")) return refuse("expected parameters");
    while (!scan.take(")")) {
      auto parameter = std::make_unique<wire::ParameterT>();
      const auto id = scan.take_value();
      if (!id || !scan.take(" ")) return refuse("expected a parameter");
      parameter->value = *id;
      parameter->name = scan.take_until(":");
      if (!scan.take(": ")) return refuse("expected a parameter's type");
      auto type = parse_type(scan.take_type());
      if (!type) return refuse("unknown type");
      declare(parameter->value, std::move(type));
      function_->parameters.push_back(std::move(parameter));
      scan.take(", ");
      if (scan.at_end()) return refuse("expected `)`");
    }
    if (!scan.take(" -> ")) return refuse("expected `->`");
    do {
      auto type = parse_type(scan.take_type());
      if (!type) return refuse("unknown result type");
      function_->results.push_back(std::move(type));
    } while (scan.take(", "));
    if (scan.take(" structure=")) {
      auto structure = scan.take_quoted();
      if (!structure) return refuse("expected the structure of the results");
      function_->structure = std::move(*structure);
    }
    function_->returns_tuple = scan.take(" tuple");
    if (scan.rest() != " {") return refuse("expected `{`");
    function_->body = std::make_unique<wire::RegionT>();
    WEFT_RETURN_IF_ERROR(region(*function_->body, 0));
    if (line_ != "}") return refuse("expected `}`");
    if (!function_->body->nodes.empty()) *function_->range = *function_->body->nodes.front()->range;
    for (auto& type : function_->values) {
      if (!type) type = std::make_unique<wire::TypeT>();
    }
    return {};
  }

  /// Reads nodes up to a line that begins with `}` and leaves that line current.
  Status region(wire::RegionT& into, size_t depth) {
    if (depth > kMaxNesting) return refuse("too many nested regions");
    while (next_line()) {
      if (line_.front() == '}') return {};
      Scanner scan(line_);
      if (scan.take("var ")) {
        auto variable = std::make_unique<wire::VariableT>();
        variable->name = scan.take_until(":");
        if (!scan.take(": ")) return refuse("expected a variable's type");
        variable->type = parse_type(scan.take_type());
        if (!variable->type || !scan.at_end()) return refuse("unknown type");
        variables_.emplace(variable->name, static_cast<uint32_t>(function_->variables.size()));
        function_->variables.push_back(std::move(variable));
        continue;
      }
      into.nodes.push_back(std::make_unique<wire::NodeT>());
      WEFT_RETURN_IF_ERROR(node(*into.nodes.back(), scan, depth));
    }
    return refuse("expected `}`");
  }

  Status node(wire::NodeT& node, Scanner scan, size_t depth) {
    while (const auto id = scan.take_value()) {
      node.results.push_back(*id);
      if (scan.take(" = ")) break;
      if (!scan.take(", ")) return refuse("expected `=`");
    }
    const auto op = op_from_name(scan.take_until(" "));
    if (!op) return refuse("unknown operation");
    node.op = *op;
    scan.take(" ");
    uint32_t counter = 0;
    std::string literal;
    WEFT_RETURN_IF_ERROR(operands(node, scan, counter, literal));
    WEFT_RETURN_IF_ERROR(attributes(node, scan));
    WEFT_RETURN_IF_ERROR(result_types(node, scan));
    scan.take(" ");
    if (!scan.take("@L")) return refuse("expected `@L`");
    const auto line = scan.take_integer<uint32_t>();
    if (!line || *line == 0) return refuse("expected a line after `@L`");
    node.range = std::make_unique<wire::Range>(*line - 1, 0, *line - 1, 0);
    if (node.op == wire::Op::Const) WEFT_RETURN_IF_ERROR(constant(node, literal));
    const bool owns = node.op == wire::Op::If || node.op == wire::Op::While || node.op == wire::Op::For;
    if (owns) return regions(node, scan, counter, depth);
    return scan.at_end() ? Status() : refuse("unexpected `" + std::string(scan.rest()) + "`");
  }

  Status regions(wire::NodeT& node, Scanner& scan, uint32_t counter, size_t depth) {
    scan.take(" ");
    if (scan.rest() != "{") return refuse("expected `{`");
    do {
      node.regions.push_back(std::make_unique<wire::RegionT>());
      if (node.op == wire::Op::For && node.regions.size() == 1) {
        node.regions[0]->argument = static_cast<int32_t>(counter);
        auto type = std::make_unique<wire::TypeT>();
        type->kind = wire::TypeKind::Int;
        declare(counter, std::move(type));
      }
      wire::RegionT& inner = *node.regions.back();
      WEFT_RETURN_IF_ERROR(region(inner, depth + 1));
    } while (line_ == "} else {" || line_ == "} do {");
    if (line_ != "}") return refuse("expected `}`");
    if (node.op == wire::Op::If && node.regions.size() == 1) node.regions.push_back(std::make_unique<wire::RegionT>());
    return {};
  }

  /// `%1, %2` as far as it goes.
  static void value_list(wire::NodeT& node, Scanner& scan) {
    while (const auto id = scan.take_value()) {
      node.operands.push_back(*id);
      if (!scan.take(", ")) return;
    }
  }

  Status variable(wire::NodeT& node, Scanner& scan) {
    const auto found = variables_.find(std::string(scan.take_until(" ,")));
    if (found == variables_.end()) return refuse("unknown variable");
    node.variable = found->second;
    return {};
  }

  Status operands(wire::NodeT& node, Scanner& scan, uint32_t& counter, std::string& literal) {
    switch (node.op) {
      case wire::Op::Const:
        if (scan.rest().starts_with('"')) {
          auto text = scan.take_quoted();
          if (!text) return refuse("unterminated string");
          literal = std::move(*text);
        } else if (scan.take("(")) {
          literal = scan.take_until(")");
          if (!scan.take(")")) return refuse("expected `)`");
        } else {
          literal = scan.take_until(" ");
        }
        return {};
      case wire::Op::Get: return variable(node, scan);
      case wire::Op::Set:
        WEFT_RETURN_IF_ERROR(variable(node, scan));
        if (!scan.take(", ")) return refuse("expected a value");
        value_list(node, scan);
        return {};
      case wire::Op::For: {
        const auto id = scan.take_value();
        if (!id || !scan.take(" = ")) return refuse("expected a counter");
        counter = *id;
        value_list(node, scan);
        return {};
      }
      case wire::Op::Call: {
        if (!scan.take("@")) return refuse("expected a function");
        calls_.push_back({&node, std::string(scan.take_until("(")), line_number_});
        if (!scan.take("(")) return refuse("expected arguments");
        value_list(node, scan);
        return scan.take(")") ? Status() : refuse("expected `)`");
      }
      case wire::Op::Kernel: {
        auto name = scan.take_quoted();
        if (!name || !scan.take("(")) return refuse("expected a kernel and its operands");
        node.kernel = std::move(*name);
        value_list(node, scan);
        return scan.take(")") ? Status() : refuse("expected `)`");
      }
      case wire::Op::View:
      case wire::Op::Load:
      case wire::Op::Store: return indexed(node, scan);
      default: value_list(node, scan); return {};
    }
  }

  Status indexed(wire::NodeT& node, Scanner& scan) {
    const auto array = scan.take_value();
    if (!array || !scan.take("[")) return refuse("expected an array and its index");
    node.operands.push_back(*array);
    const auto part = [&]() -> int32_t {
      const auto id = scan.take_value();
      if (!id) return -1;
      node.operands.push_back(*id);
      return static_cast<int32_t>(node.operands.size() - 1);
    };
    while (!scan.take("]")) {
      if (scan.take("new")) {
        node.index.emplace_back(wire::IndexKind::NewAxis, -1, -1, -1);
      } else {
        const int32_t start = part();
        if (!scan.take(":")) {
          if (start < 0) return refuse("expected an index");
          node.index.emplace_back(wire::IndexKind::Int, start, -1, -1);
        } else {
          const int32_t stop = part();
          const int32_t step = scan.take(":") ? part() : -1;
          const bool full = start < 0 && stop < 0 && step < 0;
          node.index.emplace_back(full ? wire::IndexKind::Full : wire::IndexKind::Slice, start, stop, step);
        }
      }
      scan.take(", ");
      if (scan.at_end()) return refuse("expected `]`");
    }
    if (node.op != wire::Op::Store) return {};
    const auto value = scan.take(", ") ? scan.take_value() : std::nullopt;
    if (!value) return refuse("expected a value");
    node.operands.push_back(*value);
    return {};
  }

  Status attributes(wire::NodeT& node, Scanner& scan) {
    scan.take(" ");
    if (scan.take("axes=[")) {
      while (!scan.take("]")) {
        const auto axis = scan.take_integer<int32_t>();
        if (!axis) return refuse("expected an axis");
        node.axes.push_back(*axis);
        scan.take(", ");
      }
      scan.take(" ");
    }
    if (scan.take("keepdims")) {
      node.keepdims = true;
      scan.take(" ");
    }
    if (scan.take("checked")) {
      node.checked = true;
      scan.take(" ");
    }
    if (scan.take("path=")) {
      auto path = scan.take_quoted();
      if (!path) return refuse("expected a path");
      node.path = std::move(*path);
      scan.take(" ");
    }
    if (scan.take("writes=[")) {
      while (!scan.take("]")) {
        const auto position = scan.take_integer<uint32_t>();
        if (!position) return refuse("expected a position");
        node.writes.push_back(*position);
        scan.take(", ");
      }
      scan.take(" ");
    }
    return {};
  }

  Status result_types(wire::NodeT& node, Scanner& scan) {
    if (node.results.empty()) return {};
    if (!scan.take(": ")) return refuse("expected `: type`");
    for (size_t i = 0; i < node.results.size(); ++i) {
      if (i > 0 && !scan.take(", ")) return refuse("expected another type");
      auto type = parse_type(scan.take_type());
      if (!type) return refuse("unknown type");
      declare(node.results[i], std::move(type));
    }
    return {};
  }

  Status constant(wire::NodeT& node, const std::string& literal) {
    if (node.results.size() != 1) return refuse("expected one result");
    const wire::TypeT& type = *function_->values[node.results[0]];
    const Element element = element_of(type);
    auto constant = std::make_unique<wire::ConstantT>();
    constant->type = type.kind;
    constant->dtype = type.dtype;
    if (element.kind == wire::TypeKind::Str) {
      constant->string_value = literal;
    } else if (element.is_bool()) {
      if (literal != "true" && literal != "false") return refuse("expected `true` or `false`");
      constant->int_value = literal == "true" ? 1 : 0;
    } else if (element.is_complex()) {
      char* end = nullptr;
      constant->float_value = std::strtod(literal.c_str(), &end);
      if (literal.empty() || end[0] != ',' || end[1] != ' ') return refuse("expected two numbers");
      constant->imaginary_value = std::strtod(end + 2, &end);
      if (*end != '\0') return refuse("expected two numbers");
    } else if (element.is_unsigned()) {
      Scanner scan(literal);
      const auto value = scan.take_integer<uint64_t>();
      if (!value || !scan.at_end()) return refuse("expected an integer");
      constant->int_value = static_cast<int64_t>(*value);
    } else if (element.is_integer()) {
      Scanner scan(literal);
      const auto value = scan.take_integer<int64_t>();
      if (!value || !scan.at_end()) return refuse("expected an integer");
      constant->int_value = *value;
    } else if (element.is_floating()) {
      char* end = nullptr;
      constant->float_value = std::strtod(literal.c_str(), &end);
      if (literal.empty() || *end != '\0') return refuse("expected a number");
    } else if (literal != "none") {
      return refuse("expected `none`");
    }
    node.constant = std::move(constant);
    return {};
  }

  std::string_view text_;
  std::string_view line_;
  size_t position_ = 0;
  size_t line_number_ = 0;
  std::unique_ptr<wire::GraphT> graph_;
  wire::FunctionT* function_ = nullptr;
  std::unordered_map<std::string, uint32_t> variables_;
  std::unordered_map<std::string, uint32_t> functions_;
  std::vector<PendingCall> calls_;
};

}  // namespace

Result<std::unique_ptr<wire::GraphT>> parse_graph(std::string_view text) { return Parser(text).run(); }

}  // namespace weft::graph
