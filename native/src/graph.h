// SPDX-License-Identifier: Apache-2.0
// verifyGraph and printGraph: the daemon's own code.

#pragma once

#include <napi.h>

namespace weft::native {

Napi::Value verify_graph(const Napi::CallbackInfo& info);
Napi::Value print_graph(const Napi::CallbackInfo& info);

}  // namespace weft::native
