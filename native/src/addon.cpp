// SPDX-License-Identifier: Apache-2.0
// The module's exports. native/index.ts gives them their types.

#include <napi.h>

#include "graph.h"
#include "profile.h"

namespace {

Napi::Object init(Napi::Env env, Napi::Object exports) {
  weft::native::init_profile(env);
  exports.Set("verifyGraph", Napi::Function::New<weft::native::verify_graph>(env, "verifyGraph"));
  exports.Set("printGraph", Napi::Function::New<weft::native::print_graph>(env, "printGraph"));
  exports.Set("openProfile", Napi::Function::New<weft::native::open_profile>(env, "openProfile"));
  return exports;
}

}  // namespace

NODE_API_MODULE(weft_native, init)
