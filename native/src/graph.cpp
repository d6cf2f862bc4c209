// SPDX-License-Identifier: Apache-2.0
#include "graph.h"

#include "convert.h"
#include "graph/load.h"
#include "graph/print.h"

namespace weft::native {
namespace {

// FlatBuffers reads in place and needs alignment that a view into a larger buffer may lack.
std::vector<std::byte> aligned_copy(std::span<const uint8_t> bytes) {
  const auto* data = reinterpret_cast<const std::byte*>(bytes.data());
  return {data, data + bytes.size()};
}

}  // namespace

Napi::Value verify_graph(const Napi::CallbackInfo& info) {
  const auto bytes = bytes_argument(info, 0);
  if (info.Env().IsExceptionPending()) return info.Env().Undefined();
  const auto graph = graph::load_verified_graph(aligned_copy(bytes));
  if (!graph.ok()) return to_refusal(info.Env(), graph.status());
  Napi::Object out = Napi::Object::New(info.Env());
  out.Set("ok", true);
  return out;
}

Napi::Value print_graph(const Napi::CallbackInfo& info) {
  const auto bytes = bytes_argument(info, 0);
  if (info.Env().IsExceptionPending()) return info.Env().Undefined();
  const auto graph = graph::load_verified_graph(aligned_copy(bytes));
  if (!graph.ok()) return to_refusal(info.Env(), graph.status());
  Napi::Object out = Napi::Object::New(info.Env());
  out.Set("ok", true);
  out.Set("text", graph::print_graph(*graph.value()));
  return out;
}

}  // namespace weft::native
