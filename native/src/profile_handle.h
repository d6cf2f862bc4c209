// SPDX-License-Identifier: Apache-2.0
// The JavaScript object behind an opened profile. Arguments come from the typed loader in native/index.ts alone.

#pragma once

#include <napi.h>

#include "profile/levels.h"
#include "profile/tables.h"

namespace weft::native {

struct OpenProfile {
  profile::Profile profile;
  profile::Timeline timeline;
  profile::Levels levels;
};

class ProfileHandle : public Napi::ObjectWrap<ProfileHandle> {
 public:
  static Napi::Function define(Napi::Env env);
  explicit ProfileHandle(const Napi::CallbackInfo& info);

  void take(OpenProfile opened) { opened_ = std::move(opened); }

 private:
  Napi::Value summary(const Napi::CallbackInfo& info);
  Napi::Value window(const Napi::CallbackInfo& info);
  Napi::Value table(const Napi::CallbackInfo& info);
  Napi::Value utilisation(const Napi::CallbackInfo& info);
  Napi::Value histogram(const Napi::CallbackInfo& info);
  Napi::Value tasks_in(const Napi::CallbackInfo& info);
  Napi::Value task(const Napi::CallbackInfo& info);

  OpenProfile opened_;
};

}  // namespace weft::native
