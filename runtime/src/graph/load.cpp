// SPDX-License-Identifier: Apache-2.0
#include "graph/load.h"

#include "graph/ops.h"
#include "graph/verify.h"

namespace weft::graph {
namespace {

// The limits of docs/protocol.md. The object form of an honest graph is a few times its bytes; the last limit stops
// bytes in which many tables share one large vector.
constexpr uint32_t kMaxDepth = 128;
constexpr uint32_t kMaxTables = 4'000'000;
constexpr uint64_t kMaxUnpackedBytes = uint64_t{512} << 20;

class UnpackedSize {
 public:
  bool too_large() const { return bytes_ > kMaxUnpackedBytes; }

  void add(const wire::Graph& graph) {
    if (graph.functions() == nullptr) return;
    for (const wire::Function* function : *graph.functions()) {
      if (too_large()) return;
      add_text(function->name());
      if (function->parameters() != nullptr) {
        for (const wire::Parameter* parameter : *function->parameters()) {
          bytes_ += sizeof(wire::ParameterT);
          add_text(parameter->name());
        }
      }
      add_types(function->values());
      add_types(function->results());
      if (function->variables() != nullptr) {
        for (const wire::Variable* variable : *function->variables()) {
          bytes_ += sizeof(wire::VariableT);
          add_text(variable->name());
          if (variable->type() != nullptr) add_type(*variable->type());
        }
      }
      if (function->body() != nullptr) add_region(*function->body());
    }
  }

 private:
  void add_text(const flatbuffers::String* text) { bytes_ += text != nullptr ? sizeof(std::string) + text->size() : 0; }

  void add_type(const wire::Type& type) {
    bytes_ += sizeof(wire::TypeT);
    if (type.items() != nullptr) {
      for (const wire::Type* item : *type.items()) {
        if (too_large()) return;
        add_type(*item);
      }
    }
    if (type.dims() == nullptr) return;
    for (const flatbuffers::String* dim : *type.dims()) {
      if (too_large()) return;
      add_text(dim);
    }
  }

  void add_types(const flatbuffers::Vector<flatbuffers::Offset<wire::Type>>* types) {
    if (types == nullptr) return;
    for (const wire::Type* type : *types) {
      if (too_large()) return;
      add_type(*type);
    }
  }

  void add_region(const wire::Region& region) {
    bytes_ += sizeof(wire::RegionT);
    if (region.nodes() == nullptr) return;
    for (const wire::Node* node : *region.nodes()) {
      if (too_large()) return;
      bytes_ += sizeof(wire::NodeT) + sizeof(wire::Range);
      bytes_ += node->operands() != nullptr ? 4ULL * node->operands()->size() : 0;
      bytes_ += node->results() != nullptr ? 4ULL * node->results()->size() : 0;
      bytes_ += node->axes() != nullptr ? 4ULL * node->axes()->size() : 0;
      bytes_ += node->index() != nullptr ? sizeof(wire::IndexItem) * uint64_t{node->index()->size()} : 0;
      add_text(node->path());
      add_text(node->kernel());
      bytes_ += node->writes() != nullptr ? 4ULL * node->writes()->size() : 0;
      if (node->constant() != nullptr) add_text(node->constant()->string_value());
      if (node->regions() == nullptr) continue;
      for (const wire::Region* inner : *node->regions()) add_region(*inner);
    }
  }

  uint64_t bytes_ = 0;
};

Status missing(const std::string& what) { return Status("WEFT502", "the graph has no " + what); }
Status unknown(const std::string& what) { return Status("WEFT502", "the graph has an unknown " + what); }

Status check_type(const std::unique_ptr<wire::TypeT>& type) {
  if (!type) return missing("type for a value");
  if (type->kind > wire::TypeKind::MAX) return unknown("kind of type");
  if (type->dtype > wire::DType::MAX) return unknown("dtype");
  for (const auto& item : type->items) {
    if (Status status = check_type(item); !status.ok()) return status;
  }
  return {};
}

Status check_region(const wire::RegionT& region);

Status check_node(const wire::NodeT& node) {
  if (node.op > wire::Op::MAX) return unknown("operation");
  if (!node.range) return missing("range for a node");
  for (const wire::IndexItem& item : node.index) {
    if (item.kind() > wire::IndexKind::MAX) return unknown("kind of index");
  }
  if (node.op == wire::Op::Const && !node.constant) return missing("constant");
  if (node.constant && (node.constant->type > wire::TypeKind::MAX || node.constant->dtype > wire::DType::MAX)) {
    return unknown("kind of constant");
  }
  for (const auto& region : node.regions) {
    if (!region) return missing("region");
    if (Status status = check_region(*region); !status.ok()) return status;
  }
  return {};
}

Status check_region(const wire::RegionT& region) {
  for (const auto& node : region.nodes) {
    if (!node) return missing("node");
    Status status = check_node(*node);
    if (status.ok()) continue;
    if (status.range() || !node->range) return status;
    return status.with_range({node->range->start_line(), node->range->start_column(), node->range->end_line(), node->range->end_column()});
  }
  return {};
}

Status check_function(const wire::FunctionT& function) {
  if (!function.body) return missing("body in a function");
  if (!function.range) return missing("range for a function");
  for (const auto& parameter : function.parameters) {
    if (!parameter) return missing("parameter");
  }
  for (const auto& variable : function.variables) {
    if (!variable) return missing("variable");
    if (Status status = check_type(variable->type); !status.ok()) return status;
  }
  for (const auto* types : {&function.values, &function.results}) {
    for (const auto& type : *types) {
      if (Status status = check_type(type); !status.ok()) return status;
    }
  }
  return check_region(*function.body);
}

}  // namespace

Status check_complete(const wire::GraphT& graph) {
  if (graph.version != 1) {
    return Status("WEFT501", "this graph has version " + std::to_string(graph.version) + ", this program reads version 1",
                  "use the same release of Weft in the editor and on the target");
  }
  if (graph.precision > wire::Precision::MAX) return unknown("precision");
  for (const auto& function : graph.functions) {
    if (!function) return missing("function");
    if (Status status = check_function(*function); !status.ok()) {
      return function->name.empty() ? status : status.with_context("`" + function->name + "`");
    }
  }
  return {};
}

Result<std::unique_ptr<wire::GraphT>> load_graph(std::span<const std::byte> bytes) {
  const Status corrupt("WEFT500", "these bytes are no task graph", "run the program again; its graph was cut short or changed on the way");
  if (bytes.size() < 12 || bytes.size() >= FLATBUFFERS_MAX_BUFFER_SIZE) return corrupt;
  const auto* data = reinterpret_cast<const uint8_t*>(bytes.data());
  // Accessors need the alignment that the encoder gave the buffer.
  std::vector<uint64_t> aligned;
  if (reinterpret_cast<uintptr_t>(data) % alignof(uint64_t) != 0) {
    aligned.resize(bytes.size() / sizeof(uint64_t) + 1);
    std::memcpy(aligned.data(), data, bytes.size());
    data = reinterpret_cast<const uint8_t*>(aligned.data());
  }
  flatbuffers::Verifier verifier(data, bytes.size(), kMaxDepth, kMaxTables);
  if (!wire::VerifyGraphBuffer(verifier)) return corrupt;
  const wire::Graph* graph = wire::GetGraph(data);
  UnpackedSize size;
  size.add(*graph);
  if (size.too_large()) return corrupt;
  std::unique_ptr<wire::GraphT> object(graph->UnPack());
  if (Status status = check_complete(*object); !status.ok()) return status;
  return object;
}

Result<std::unique_ptr<wire::GraphT>> load_verified_graph(std::span<const std::byte> bytes) {
  auto graph = load_graph(bytes);
  if (!graph.ok()) return graph;
  if (Status status = verify_graph(*graph.value()); !status.ok()) return status;
  return graph;
}

std::vector<std::byte> encode_graph(const wire::GraphT& graph) {
  flatbuffers::FlatBufferBuilder builder;
  wire::FinishGraphBuffer(builder, wire::Graph::Pack(builder, &graph));
  const auto* begin = reinterpret_cast<const std::byte*>(builder.GetBufferPointer());
  return {begin, begin + builder.GetSize()};
}

}  // namespace weft::graph
