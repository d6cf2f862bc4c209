// SPDX-License-Identifier: Apache-2.0
// Runs programs given as canonical text on the serial engine and on oneTBB, and checks that both agree bit for bit.

#pragma once

#include <doctest/doctest.h>

#include <cstring>
#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include "compile/program.h"
#include "engine/engine.h"
#include "graph/parse.h"
#include "graph/verify.h"
#include "kernels/element.h"
#include "memory/pool.h"
#include "memory/view.h"

namespace weft::compile::test {

/// An array or a scalar with its elements as doubles, in C order.
struct Data {
  wire::TypeKind kind = wire::TypeKind::Array;
  wire::DType dtype = wire::DType::Float64;
  std::vector<int64_t> shape;
  std::vector<double> items;
  std::vector<double> imaginary{};  // of complex elements
  std::vector<uint8_t> bytes{};     // the elements as they lie in memory, in C order: results, and arguments when not empty
  bool fortran = false;
  bool reversed = false;  // stored backwards, with negative strides
  int64_t integer = 0;    // results: a scalar's whole value
  std::string text{};     // results: a str
  int same_as = -1;       // the very array of an earlier argument

  double operator[](size_t index) const { return items[index]; }
  size_t size() const { return items.size(); }
};

inline Data array(std::vector<int64_t> shape, std::vector<double> items, wire::DType dtype = wire::DType::Float64) {
  return {wire::TypeKind::Array, dtype, std::move(shape), std::move(items)};
}
/// 0, 1, 2, … scaled and shifted, a little irregular.
inline Data ramp(std::vector<int64_t> shape, double scale = 1, double shift = 0, wire::DType dtype = wire::DType::Float64) {
  int64_t count = 1;
  for (const int64_t size : shape) count *= size;
  std::vector<double> items(static_cast<size_t>(count));
  for (size_t index = 0; index < items.size(); ++index) {
    items[index] = scale * static_cast<double>((index * 7919) % 1009) + shift;
    if (dtype == wire::DType::Int64 || dtype == wire::DType::Int32) items[index] = static_cast<double>(static_cast<int64_t>(items[index]));
    if (dtype == wire::DType::Float32) items[index] = static_cast<double>(static_cast<float>(items[index]));
  }
  return array(std::move(shape), std::move(items), dtype);
}
inline Data integer(int64_t value) { return {wire::TypeKind::Int, wire::DType::Int64, {}, {static_cast<double>(value)}}; }
inline Data real(double value) { return {wire::TypeKind::Float, wire::DType::Float64, {}, {value}}; }

struct Outcome {
  RunError error;                // kind is empty when the program ended well
  std::vector<Data> results;
  std::vector<Data> arguments;   // as they are afterwards
  std::vector<bool> mutated;
  std::vector<Site> sites;
  std::vector<std::string> warnings;
};

namespace detail {

inline double get(const std::byte* at, wire::DType dtype) {
  return kernels::with_type(dtype, [&]<typename T>(T) {
    T value;
    std::memcpy(static_cast<void*>(&value), at, sizeof value);
    return kernels::convert<double>(value);
  });
}

inline void put(std::byte* at, wire::DType dtype, double value, double imaginary) {
  kernels::with_type(dtype, [&]<typename T>(T) {
    T made;
    if constexpr (kernels::is_complex<T>) made = T(static_cast<typename T::value_type>(value), static_cast<typename T::value_type>(imaginary));
    else made = kernels::convert<T>(value);
    std::memcpy(at, &made, sizeof made);
  });
}

inline double imaginary(const std::byte* at, wire::DType dtype) {
  return kernels::with_type(dtype, [&]<typename T>(T) {
    double part = 0;
    if constexpr (kernels::is_complex<T>) part = static_cast<double>(reinterpret_cast<const typename T::value_type*>(at)[1]);
    return part;
  });
}

template <typename Function>
void each(const memory::ArrayView& view, uint32_t rank, const Function& function) {
  const int64_t count = memory::element_count(view, rank);
  for (int64_t flat = 0; flat < count; ++flat) {
    int64_t rest = flat;
    std::byte* at = view.data;
    for (uint32_t axis = rank; axis-- > 0;) {
      at += view.strides[axis] * (rest % view.shape[axis]);
      rest /= view.shape[axis];
    }
    function(at, static_cast<size_t>(flat));
  }
}

inline Data read(const Value& value) {
  Data data;
  data.kind = value.kind;
  data.dtype = value.dtype;
  if (value.kind != wire::TypeKind::Array) {
    const bool floating = value.kind == wire::TypeKind::Float || value.kind == wire::TypeKind::Complex ||
                          (value.kind == wire::TypeKind::Scalar && value.dtype >= wire::DType::Float32);
    data.items = {floating ? value.floating : static_cast<double>(value.integer)};
    data.imaginary = {value.imaginary};
    data.integer = value.integer;
    data.text = value.text;
    return data;
  }
  data.shape.assign(value.view.shape, value.view.shape + value.rank);
  each(value.view, value.rank, [&](const std::byte* at, size_t) {
    data.items.push_back(get(at, value.dtype));
    data.imaginary.push_back(imaginary(at, value.dtype));
    const auto* raw = reinterpret_cast<const uint8_t*>(at);
    data.bytes.insert(data.bytes.end(), raw, raw + memory::item_size(value.dtype));
  });
  return data;
}

}  // namespace detail

inline Outcome run_once(const wire::GraphT& graph, const std::vector<Data>& inputs, uint32_t threads, const CompileOptions& options) {
  memory::Pool pool;
  std::vector<Value> values;
  for (const Data& input : inputs) {
    Value value;
    value.kind = input.kind;
    value.dtype = input.dtype;
    if (input.kind != wire::TypeKind::Array) {
      value.integer = static_cast<int64_t>(input.items[0]);
      value.floating = input.items[0];
      if (!input.imaginary.empty()) value.imaginary = input.imaginary[0];
      values.push_back(value);
      continue;
    }
    value.rank = static_cast<uint32_t>(input.shape.size());
    if (input.same_as >= 0) {
      value.view = values[static_cast<size_t>(input.same_as)].view;
      memory::retain(value.view.buffer);
      values.push_back(value);
      continue;
    }
    const int64_t item = memory::item_size(input.dtype);
    auto made = memory::allocate_array(pool, input.shape, input.dtype);
    REQUIRE(made.ok());
    value.view = made.value();
    if (input.fortran) {
      int64_t stride = item;
      for (uint32_t axis = 0; axis < value.rank; ++axis) {
        value.view.strides[axis] = stride;
        stride *= input.shape[axis];
      }
    }
    if (input.reversed) {
      for (uint32_t axis = 0; axis < value.rank; ++axis) {
        value.view.data += value.view.strides[axis] * (input.shape[axis] - 1);
        value.view.strides[axis] = -value.view.strides[axis];
      }
    }
    detail::each(value.view, value.rank, [&](std::byte* at, size_t index) {
      const auto item_bytes = static_cast<size_t>(item);
      if (!input.bytes.empty()) std::memcpy(at, input.bytes.data() + index * item_bytes, item_bytes);
      else detail::put(at, input.dtype, input.items[index], index < input.imaginary.size() ? input.imaginary[index] : 0);
    });
    values.push_back(value);
  }
  auto program = Program::compile(graph, values, options);
  REQUIRE_MESSAGE(program.ok(), program.status().to_string());
  Outcome outcome;
  {
    auto engine = threads == 0 ? engine::create_serial_engine(nullptr) : engine::create_tbb_engine(threads, nullptr);
    RunOutcome done = program.value()->run(*engine, pool, nullptr, values);
    outcome.error = done.error;
    outcome.warnings = done.warnings;
    for (const Value& result : done.results) {
      outcome.results.push_back(detail::read(result));
      if (result.kind == wire::TypeKind::Array) memory::release(result.view.buffer);
    }
  }
  for (const Value& value : values) {
    outcome.arguments.push_back(detail::read(value));
    outcome.mutated.push_back(value.kind == wire::TypeKind::Array && value.view.buffer->mutated.load());
  }
  for (const Value& value : values) if (value.kind == wire::TypeKind::Array) memory::release(value.view.buffer);
  CHECK_MESSAGE(pool.live_bytes() == 0, "arrays were not given back");
  outcome.sites = program.value()->sites();
  return outcome;
}

/// Runs `function`, canonical text without the graph's header, on every engine.
inline Outcome run(const std::string& function, const std::vector<Data>& inputs, const char* precision = "strict") {
  auto graph = graph::parse_graph("weft.graph 1 \"test.py\" " + std::string(precision) + "\n" + function);
  REQUIRE_MESSAGE(graph.ok(), graph.status().to_string());
  const Status verified = graph::verify_graph(*graph.value());
  REQUIRE_MESSAGE(verified.ok(), verified.to_string());
  CompileOptions options;
  options.dump_ir = std::getenv("WEFT_DUMP_IR") != nullptr;
  const Outcome serial = run_once(*graph.value(), inputs, 0, options);
  options.dump_ir = false;
  const Outcome parallel = run_once(*graph.value(), inputs, 2, options);
  CHECK(serial.error.kind == parallel.error.kind);
  CHECK(serial.error.message == parallel.error.message);
  CHECK(serial.warnings == parallel.warnings);
  REQUIRE(serial.results.size() == parallel.results.size());
  const auto same_bits = [](const Data& a, const Data& b) {
    if (a.bytes != b.bytes) return false;
    return a.items.size() == b.items.size() && (a.items.empty() || std::memcmp(a.items.data(), b.items.data(), a.items.size() * 8) == 0);
  };
  for (size_t index = 0; index < serial.results.size(); ++index) CHECK(same_bits(serial.results[index], parallel.results[index]));
  for (size_t index = 0; index < inputs.size(); ++index) CHECK(same_bits(serial.arguments[index], parallel.arguments[index]));
  return serial;
}

}  // namespace weft::compile::test
