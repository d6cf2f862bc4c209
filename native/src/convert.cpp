// SPDX-License-Identifier: Apache-2.0
#include "convert.h"

namespace weft::native {

Napi::Object to_range(Napi::Env env, const SourceRange& range) {
  Napi::Object out = Napi::Object::New(env);
  out.Set("startLine", range.start_line);
  out.Set("startColumn", range.start_column);
  out.Set("endLine", range.end_line);
  out.Set("endColumn", range.end_column);
  return out;
}

Napi::Object to_refusal(Napi::Env env, const Status& status) {
  Napi::Object out = Napi::Object::New(env);
  out.Set("ok", false);
  out.Set("code", status.code());
  out.Set("message", status.message());
  out.Set("help", status.help());
  if (status.range()) out.Set("range", to_range(env, *status.range()));
  return out;
}

std::span<const uint8_t> bytes_argument(const Napi::CallbackInfo& info, size_t index) {
  if (!info[index].IsTypedArray() || info[index].As<Napi::TypedArray>().TypedArrayType() != napi_uint8_array) {
    Napi::TypeError::New(info.Env(), "expected a Uint8Array").ThrowAsJavaScriptException();
    return {};
  }
  const auto array = info[index].As<Napi::Uint8Array>();
  return {array.Data(), array.ByteLength()};
}

}  // namespace weft::native
