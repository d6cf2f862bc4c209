// SPDX-License-Identifier: Apache-2.0
#include "profile_handle.h"

#include <cmath>
#include <iterator>

#include "convert.h"

namespace weft::native {
namespace {

int64_t whole_ns(double value) {
  if (std::isnan(value) || value <= 0) return 0;
  return value >= 9e18 ? INT64_MAX : static_cast<int64_t>(std::floor(value));
}

uint32_t number_argument(const Napi::CallbackInfo& info, size_t index) {
  return info[index].ToNumber().Uint32Value();
}

// Absent bounds mean the whole profile.
profile::Interval interval_argument(const Napi::CallbackInfo& info, size_t index) {
  profile::Interval interval;
  if (!info[index].IsUndefined()) interval.t0 = whole_ns(info[index].ToNumber().DoubleValue());
  if (!info[index + 1].IsUndefined()) interval.t1 = whole_ns(info[index + 1].ToNumber().DoubleValue());
  return interval;
}

Napi::Object to_site(Napi::Env env, const profile::Site& site) {
  Napi::Object out = Napi::Object::New(env);
  out.Set("operation", site.operation);
  out.Set("function", site.function);
  out.Set("range", to_range(env, site.range));
  Napi::Array lines = Napi::Array::New(env, site.lines.size());
  for (uint32_t i = 0; i < site.lines.size(); ++i) lines.Set(i, site.lines[i]);
  out.Set("lines", lines);
  Napi::Array fused = Napi::Array::New(env, site.fused.size());
  for (uint32_t i = 0; i < site.fused.size(); ++i) fused.Set(i, site.fused[i]);
  out.Set("fused", fused);
  out.Set("note", site.note);
  out.Set("stored", site.stored);
  out.Set("nests", static_cast<double>(site.nests));
  out.Set("elements", site.elements);
  out.Set("operations", site.operations);
  return out;
}

Napi::Object to_task(Napi::Env env, const profile::Tasks& tasks, uint32_t row) {
  static constexpr const char* kDecisions[] = {"inline-small", "inline-sequential", "inline-single-thread", "spawned", "shared"};
  static_assert(std::size(kDecisions) == static_cast<size_t>(wire::Decision::MAX) + 1);
  Napi::Object out = Napi::Object::New(env);
  out.Set("row", row);
  out.Set("site", tasks.site[row]);
  out.Set("thread", uint32_t{tasks.thread[row]});
  out.Set("run", uint32_t{tasks.run[row]});
  out.Set("startNs", static_cast<double>(tasks.start_ns[row]));
  out.Set("endNs", static_cast<double>(tasks.end_ns[row]));
  out.Set("bytes", static_cast<double>(tasks.bytes[row]));
  out.Set("begin", static_cast<double>(tasks.begin[row]));
  out.Set("end", static_cast<double>(tasks.end[row]));
  out.Set("decision", kDecisions[tasks.decision[row]]);
  return out;
}

}  // namespace

Napi::Function ProfileHandle::define(Napi::Env env) {
  return DefineClass(env, "ProfileHandle",
                     {InstanceMethod<&ProfileHandle::summary>("summary"), InstanceMethod<&ProfileHandle::window>("window"),
                      InstanceMethod<&ProfileHandle::table>("table"),
                      InstanceMethod<&ProfileHandle::utilisation>("utilisation"),
                      InstanceMethod<&ProfileHandle::histogram>("histogram"),
                      InstanceMethod<&ProfileHandle::tasks_in>("tasksIn"), InstanceMethod<&ProfileHandle::task>("task")});
}

ProfileHandle::ProfileHandle(const Napi::CallbackInfo& info) : Napi::ObjectWrap<ProfileHandle>(info) {}

Napi::Value ProfileHandle::summary(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const profile::Profile& from = opened_.profile;
  Napi::Object out = Napi::Object::New(env);
  out.Set("job", from.job);
  out.Set("file", from.file);
  out.Set("entry", from.entry);
  Napi::Object machine = Napi::Object::New(env);
  machine.Set("host", from.machine.host);
  machine.Set("cpu", from.machine.cpu);
  machine.Set("threads", from.machine.threads);
  machine.Set("memoryBytes", static_cast<double>(from.machine.memory_bytes));
  machine.Set("bandwidth", from.machine.bandwidth);
  machine.Set("flops", from.machine.flops);
  out.Set("machine", machine);
  Napi::Array phases = Napi::Array::New(env, from.phases.size());
  for (uint32_t i = 0; i < from.phases.size(); ++i) {
    Napi::Object phase = Napi::Object::New(env);
    phase.Set("name", from.phases[i].name);
    phase.Set("startNs", static_cast<double>(from.phases[i].start_ns));
    phase.Set("endNs", static_cast<double>(from.phases[i].end_ns));
    phases.Set(i, phase);
  }
  out.Set("phases", phases);
  Napi::Array sites = Napi::Array::New(env, from.sites.size());
  for (uint32_t i = 0; i < from.sites.size(); ++i) sites.Set(i, to_site(env, from.sites[i]));
  out.Set("sites", sites);
  Napi::Array lanes = Napi::Array::New(env, opened_.timeline.lanes.size());
  for (uint32_t i = 0; i < opened_.timeline.lanes.size(); ++i) {
    Napi::Object lane = Napi::Object::New(env);
    lane.Set("tasks", static_cast<double>(opened_.timeline.lanes[i].tasks.size()));
    lane.Set("busyNs", static_cast<double>(opened_.timeline.lanes[i].busy_ns));
    lanes.Set(i, lane);
  }
  out.Set("lanes", lanes);
  out.Set("endNs", static_cast<double>(from.end_ns));
  out.Set("recordedTasks", static_cast<double>(from.tasks.size()));
  out.Set("totalTasks", static_cast<double>(from.total_tasks));
  out.Set("peakBytes", static_cast<double>(from.peak_bytes));
  out.Set("residentBytes", static_cast<double>(from.resident_bytes));
  out.Set("workerBytes", static_cast<double>(from.worker_bytes));
  out.Set("fromCache", from.from_cache);
  return out;
}

// window(t0, t1, firstLane, laneCount, marksPerLane)
Napi::Value ProfileHandle::window(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const profile::Interval interval = interval_argument(info, 0);
  const auto marks = profile::window(
      opened_.profile, opened_.timeline, opened_.levels,
      {interval.t0, interval.t1, number_argument(info, 2), number_argument(info, 3), number_argument(info, 4)});
  const auto doubles = [&](auto get) { return column<Napi::Float64Array>(env, marks.size(), [&](size_t i) { return get(marks[i]); }); };
  const auto numbers = [&](auto get) { return column<Napi::Uint32Array>(env, marks.size(), [&](size_t i) { return get(marks[i]); }); };
  Napi::Object out = Napi::Object::New(env);
  out.Set("length", static_cast<double>(marks.size()));
  out.Set("lane", numbers([](const profile::Mark& mark) { return mark.lane; }));
  out.Set("start", doubles([](const profile::Mark& mark) { return mark.start_ns; }));
  out.Set("end", doubles([](const profile::Mark& mark) { return mark.end_ns; }));
  out.Set("busy", doubles([](const profile::Mark& mark) { return mark.busy_ns; }));
  out.Set("site", numbers([](const profile::Mark& mark) { return mark.site; }));
  out.Set("count", numbers([](const profile::Mark& mark) { return mark.count; }));
  out.Set("task", numbers([](const profile::Mark& mark) { return mark.task; }));
  return out;
}

// table('site' | 'line', t0?, t1?)
Napi::Value ProfileHandle::table(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const bool by_line = info[0].ToString().Utf8Value() == "line";
  const auto rows = profile::table(opened_.profile, opened_.timeline,
                                   by_line ? profile::GroupBy::line : profile::GroupBy::site, interval_argument(info, 1));
  const auto doubles = [&](auto get) { return column<Napi::Float64Array>(env, rows.size(), [&](size_t i) { return get(rows[i]); }); };
  Napi::Object out = Napi::Object::New(env);
  out.Set("length", static_cast<double>(rows.size()));
  out.Set("key", column<Napi::Uint32Array>(env, rows.size(), [&](size_t i) { return rows[i].key; }));
  out.Set("self", doubles([](const profile::TableRow& row) { return row.self_ns; }));
  out.Set("total", doubles([](const profile::TableRow& row) { return row.total_ns; }));
  out.Set("wall", doubles([](const profile::TableRow& row) { return row.wall_ns; }));
  out.Set("longest", doubles([](const profile::TableRow& row) { return row.longest_ns; }));
  out.Set("bytes", doubles([](const profile::TableRow& row) { return row.bytes; }));
  out.Set("count", doubles([](const profile::TableRow& row) { return row.count; }));
  out.Set("spawned", doubles([](const profile::TableRow& row) { return row.spawned; }));
  return out;
}

// utilisation(t0, t1, buckets, mostSites)
Napi::Value ProfileHandle::utilisation(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const auto use = profile::utilisation(opened_.profile, opened_.timeline, interval_argument(info, 0),
                                        number_argument(info, 2), number_argument(info, 3));
  Napi::Object out = Napi::Object::New(env);
  out.Set("busy", column<Napi::Float64Array>(env, use.busy_ns.size(), [&](size_t i) { return use.busy_ns[i]; }));
  out.Set("sites", column<Napi::Uint32Array>(env, use.sites.size(), [&](size_t i) { return use.sites[i]; }));
  out.Set("bySite", column<Napi::Float64Array>(env, use.by_site_ns.size(), [&](size_t i) { return use.by_site_ns[i]; }));
  return out;
}

// histogram(t0?, t1?)
Napi::Value ProfileHandle::histogram(const Napi::CallbackInfo& info) {
  const auto bins = profile::duration_histogram(opened_.profile, interval_argument(info, 0));
  return column<Napi::Float64Array>(info.Env(), bins.size(), [&](size_t i) { return bins[i]; });
}

// tasksIn(t0, t1, limit)
Napi::Value ProfileHandle::tasks_in(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const auto list = profile::tasks_in(opened_.profile, opened_.timeline, interval_argument(info, 0), number_argument(info, 2));
  Napi::Array tasks = Napi::Array::New(env, list.rows.size());
  for (uint32_t i = 0; i < list.rows.size(); ++i) tasks.Set(i, to_task(env, opened_.profile.tasks, list.rows[i]));
  Napi::Object out = Napi::Object::New(env);
  out.Set("total", static_cast<double>(list.total));
  out.Set("tasks", tasks);
  return out;
}

Napi::Value ProfileHandle::task(const Napi::CallbackInfo& info) {
  const uint32_t row = number_argument(info, 0);
  if (row >= opened_.profile.tasks.size()) return info.Env().Undefined();
  return to_task(info.Env(), opened_.profile.tasks, row);
}

}  // namespace weft::native
