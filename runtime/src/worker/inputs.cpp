// SPDX-License-Identifier: Apache-2.0
#include "worker/inputs.h"

#include <algorithm>

#include "graph/types.h"
#include "kernels/element.h"
#include "memory/npy.h"
#include "worker/lists.h"

namespace weft::worker {
namespace {

using compile::Value;
using wire::TypeKind;

Status unfit(const std::string& name, const std::string& why) {
  return Status("WEFT532", "argument `" + name + "`: " + why, "run again with arguments of the types the graph was made for");
}

const char* kind_text(JobArgument::Kind kind) {
  switch (kind) {
    case JobArgument::Kind::none: return "None";
    case JobArgument::Kind::integer: return "an int";
    case JobArgument::Kind::floating: return "a float";
    case JobArgument::Kind::boolean: return "a bool";
    case JobArgument::Kind::text: return "a str";
    case JobArgument::Kind::blob: case JobArgument::Kind::remote: return "an array";
  }
  return "unknown";
}

std::string array_text(memory::DType dtype, uint32_t rank) {
  return rank == 0 ? std::string("a ") + memory::dtype_name(dtype) + " scalar"
                   : std::string(memory::dtype_name(dtype)) + " with " + std::to_string(rank) + (rank == 1 ? " axis" : " axes");
}

/// A 0-d array is a scalar: of NumPy's type, or of Python's when the parameter is one.
Result<Value> scalar_from_array(const JobArgument& argument, const wire::TypeT& type, const memory::TypedView& array) {
  Value value;
  value.kind = type.kind;
  value.dtype = array.dtype;
  const std::byte* data = array.view.data;
  kernels::with_type(array.dtype, [&]<typename T>(T) {
    const T number = *reinterpret_cast<const T*>(data);
    if constexpr (kernels::is_complex<T>) {
      value.floating = static_cast<double>(number.real());
      value.imaginary = static_cast<double>(number.imag());
    } else if constexpr (std::is_floating_point_v<T>) {
      value.floating = static_cast<double>(number);
    } else {
      value.integer = static_cast<int64_t>(number);
    }
  });
  const graph::Element given{TypeKind::Scalar, array.dtype};
  const bool fits = (type.kind == TypeKind::Scalar && type.dtype == array.dtype) || (type.kind == TypeKind::Float && given.is_floating()) ||
                    (type.kind == TypeKind::Complex && (given.is_floating() || given.is_complex())) ||
                    (type.kind == TypeKind::Int && given.is_integer() && array.dtype != memory::DType::UInt64) ||
                    (type.kind == TypeKind::Bool && given.is_bool());
  if (!fits) return unfit(argument.name, "got " + array_text(array.dtype, 0) + ", expected " + graph::type_text(type));
  return value;
}

Result<Value> read_array(const JobArgument& argument, const wire::TypeT& type, const std::string& store, memory::Pool& pool) {
  const std::string path = argument.kind == JobArgument::Kind::blob ? store_path(store, argument.text) : argument.text;
  Result<memory::TypedView> read = memory::read_npy(pool, path);
  if (!read.ok()) return read.status().with_context("argument `" + argument.name + "`");
  const memory::TypedView& array = read.value();
  if (array.rank == 0 && type.kind != TypeKind::Array) {
    Result<Value> value = scalar_from_array(argument, type, array);
    memory::release(array.view.buffer);
    return value;
  }
  if (type.kind != TypeKind::Array || type.dtype != array.dtype || type.dims.size() != array.rank) {
    memory::release(array.view.buffer);
    return unfit(argument.name, "got " + array_text(array.dtype, array.rank) + ", expected " + graph::type_text(type));
  }
  Value value;
  value.kind = TypeKind::Array;
  value.dtype = array.dtype;
  value.rank = array.rank;
  value.view = array.view;
  return value;
}

Result<Value> bind_argument(const JobArgument& argument, const wire::TypeT& type, const std::string& store, memory::Pool& pool) {
  using Kind = JobArgument::Kind;
  if (type.kind == TypeKind::List && (argument.kind == Kind::blob || argument.kind == Kind::remote)) {
    Result<memory::List*> list = read_list(argument.kind == Kind::blob ? store_path(store, argument.text) : argument.text, type, pool);
    if (!list.ok()) return list.status().with_context("argument `" + argument.name + "`");
    Value value;
    value.kind = TypeKind::List;
    value.list = list.value();
    return value;
  }
  if (argument.kind == Kind::blob || argument.kind == Kind::remote) return read_array(argument, type, store, pool);
  Value value;
  value.kind = type.kind;
  const bool wants_float = type.kind == TypeKind::Float;
  if (argument.kind == Kind::none && type.kind == TypeKind::None) return value;
  if (argument.kind == Kind::boolean && type.kind == TypeKind::Bool) {
    value.integer = argument.integer;
    return value;
  }
  if (argument.kind == Kind::text && type.kind == TypeKind::Str) {
    value.text = argument.text;
    return value;
  }
  if (argument.kind == Kind::integer && type.kind == TypeKind::Int) {
    value.integer = argument.integer;
    return value;
  }
  if (wants_float && (argument.kind == Kind::floating || argument.kind == Kind::integer)) {
    value.floating = argument.kind == Kind::floating ? argument.floating : static_cast<double>(argument.integer);
    return value;
  }
  return unfit(argument.name, std::string("got ") + kind_text(argument.kind) + ", expected " + graph::type_text(type));
}

}  // namespace

std::string store_path(const std::string& store, const std::string& sha256) {
  return store + "/" + sha256.substr(0, 2) + "/" + sha256;
}

Inputs::~Inputs() {
  for (const Value& value : values_) {
    if (value.kind == TypeKind::Array) memory::release(value.view.buffer);
    if (value.kind == TypeKind::List) memory::release(value.list);
  }
}

Result<Inputs> Inputs::load(const wire::GraphT& graph, const Job& job, const std::string& store, memory::Pool& pool) {
  const wire::FunctionT& entry = *graph.functions.front();
  const auto find = [&](const std::string& name) {
    return std::ranges::find_if(job.arguments, [&](const JobArgument& argument) { return argument.name == name; });
  };
  for (const JobArgument& argument : job.arguments) {
    const bool known = std::ranges::any_of(entry.parameters, [&](const auto& parameter) { return parameter->name == argument.name; });
    if (!known) return unfit(argument.name, entry.name + "() has no such parameter");
    if (&*find(argument.name) != &argument) return unfit(argument.name, "given twice");
  }
  Inputs inputs;
  uint32_t array_index = 0;
  for (const auto& parameter : entry.parameters) {
    const auto argument = find(parameter->name);
    if (argument == job.arguments.end()) return unfit(parameter->name, "missing for " + entry.name + "()");
    Result<Value> value = bind_argument(*argument, *entry.values[parameter->value], store, pool);
    if (!value.ok()) return value.status();
    if (value.value().kind == TypeKind::Array) value.value().view.buffer->argument = array_index++;
    inputs.values_.push_back(value.take());
  }
  return inputs;
}

}  // namespace weft::worker
