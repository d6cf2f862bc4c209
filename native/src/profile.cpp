// SPDX-License-Identifier: Apache-2.0
#include "profile.h"

#include <memory>

#include "convert.h"
#include "profile_handle.h"

namespace weft::native {
namespace {

struct AddonData {
  Napi::FunctionReference handle;
};

}  // namespace

void init_profile(Napi::Env env) {
  auto data = std::make_unique<AddonData>();
  data->handle = Napi::Persistent(ProfileHandle::define(env));
  env.SetInstanceData(data.release());
}

Napi::Value open_profile(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const auto bytes = bytes_argument(info, 0);
  if (env.IsExceptionPending()) return env.Undefined();
  auto loaded = profile::load({bytes.begin(), bytes.end()});
  if (!loaded.ok()) return to_refusal(env, loaded.status());
  OpenProfile opened{loaded.take(), {}, {}};
  opened.timeline = profile::build_timeline(opened.profile);
  opened.levels = profile::build_levels(opened.profile, opened.timeline);
  Napi::Object handle = env.GetInstanceData<AddonData>()->handle.New({});
  ProfileHandle::Unwrap(handle)->take(std::move(opened));
  Napi::Object out = Napi::Object::New(env);
  out.Set("ok", true);
  out.Set("profile", handle);
  return out;
}

}  // namespace weft::native
