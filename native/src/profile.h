// SPDX-License-Identifier: Apache-2.0
// openProfile: a handle that answers the queries of native/api.ts from the levels of detail it built on opening.

#pragma once

#include <napi.h>

namespace weft::native {

Napi::Value open_profile(const Napi::CallbackInfo& info);
void init_profile(Napi::Env env);

}  // namespace weft::native
