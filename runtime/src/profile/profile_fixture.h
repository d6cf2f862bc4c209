// SPDX-License-Identifier: Apache-2.0
// Profiles for tests and the bench, made row by row and encoded as the worker encodes them.

#pragma once

#include <random>

#include "schema/profile_generated.h"

namespace weft::profile {

struct Fixture {
  wire::ProfileT root;

  explicit Fixture(uint32_t threads = 2, uint32_t sites = 3) {
    root.job = "20260101-000000-abcdef";
    root.file = "heat.py";
    root.entry = "heat";
    root.machine = std::make_unique<wire::MachineT>();
    root.machine->threads = threads;
    root.tasks = std::make_unique<wire::TaskColumnsT>();
    for (uint32_t i = 0; i < sites; ++i) {
      auto site = std::make_unique<wire::SiteT>();
      site->operation = "site" + std::to_string(i);
      site->range = std::make_unique<wire::Range>(10 + i / 2, 0, 10 + i / 2, 8);
      root.sites.push_back(std::move(site));
    }
  }

  Fixture& task(uint32_t site, uint16_t thread, uint64_t start, uint64_t end, uint64_t bytes = 0, bool spawned = true) {
    wire::TaskColumnsT& tasks = *root.tasks;
    tasks.site.push_back(site);
    tasks.thread.push_back(thread);
    tasks.run.push_back(0);
    tasks.start_ns.push_back(start);
    tasks.end_ns.push_back(end);
    tasks.bytes.push_back(bytes);
    tasks.begin.push_back(0);
    tasks.end.push_back(1);
    tasks.decision.push_back(spawned ? wire::Decision::Spawned : wire::Decision::InlineSmall);
    return *this;
  }

  // Back to back tasks of random length on every thread.
  static Fixture random(uint32_t seed, size_t count, uint32_t threads, uint32_t sites) {
    Fixture fixture(threads, sites);
    std::mt19937_64 random(seed);
    std::vector<uint64_t> now(threads, 0);
    for (size_t i = 0; i < count; ++i) {
      const auto thread = static_cast<uint16_t>(random() % threads);
      const uint64_t start = now[thread] + random() % 300;
      now[thread] = start + random() % 2000;
      fixture.task(static_cast<uint32_t>(random() % sites), thread, start, now[thread], random() % 10000);
    }
    return fixture;
  }

  std::vector<uint8_t> encode() {
    root.recorded_tasks = root.tasks->site.size();
    if (root.total_tasks < root.recorded_tasks) root.total_tasks = root.recorded_tasks;
    flatbuffers::FlatBufferBuilder builder;
    builder.Finish(wire::Profile::Pack(builder, &root), wire::ProfileIdentifier());
    return {builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize()};
  }
};

}  // namespace weft::profile
