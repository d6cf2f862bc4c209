// SPDX-License-Identifier: Apache-2.0
// Values between C++ and JavaScript. Columns are copied into fresh ArrayBuffers: Electron forbids external ones, and a
// window holds some thousand values.

#pragma once

#include <napi.h>

#include <span>
#include <string>
#include <vector>

#include "base/status.h"

namespace weft::native {

/// {ok: false, code, message, help, range?}, the Refusal of native/api.ts.
Napi::Object to_refusal(Napi::Env env, const Status& status);
Napi::Object to_range(Napi::Env env, const SourceRange& range);

/// The bytes of a Uint8Array argument; an empty span after throwing a TypeError when it is something else.
std::span<const uint8_t> bytes_argument(const Napi::CallbackInfo& info, size_t index);

/// Calls `get(i)` for each row and gives a typed array (Float64Array, Uint32Array …) of the results.
template <typename Array, typename Get>
Array column(Napi::Env env, size_t length, Get get) {
  Array out = Array::New(env, length);
  auto* data = out.Data();
  for (size_t i = 0; i < length; ++i) data[i] = static_cast<std::remove_reference_t<decltype(*data)>>(get(i));
  return out;
}

}  // namespace weft::native
