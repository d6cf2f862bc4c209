// SPDX-License-Identifier: Apache-2.0
#include "profile/recorder.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <limits>

#if defined(__x86_64__)
#include <cpuid.h>
#include <x86intrin.h>
#endif

namespace weft::profile {
namespace {

uint64_t clock_ns() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<uint64_t>(now.tv_sec) * 1'000'000'000U + static_cast<uint64_t>(now.tv_nsec);
}

// The time stamp counter may serve as a clock only when it runs at one rate in every power state (CPUID 80000007h, EDX bit 8).
bool has_invariant_counter() {
#if defined(__x86_64__)
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
  return __get_cpuid(0x80000007U, &eax, &ebx, &ecx, &edx) != 0 && (edx & (1U << 8U)) != 0;
#else
  return false;
#endif
}

const bool use_counter = has_invariant_counter();

}  // namespace

uint64_t Recorder::ticks() {
#if defined(__x86_64__)
  if (use_counter) return __rdtsc();
#endif
  return clock_ns();
}

Recorder::Recorder(uint32_t threads, uint64_t total_rows)
    : lanes_(std::make_unique<Lane[]>(threads)), thread_count_(threads), start_ticks_(ticks()), start_clock_ns_(clock_ns()) {
  for (uint32_t thread = 0; thread < threads; ++thread) {
    Lane& lane = lanes_[thread];
    const uint64_t rows = total_rows / threads;
    void* memory = rows == 0 ? MAP_FAILED
                             : mmap(nullptr, rows * sizeof(TaskRow), PROT_READ | PROT_WRITE,
                                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) continue;  // no memory for rows: all of this thread's rows are counted as dropped
    lane.rows = static_cast<TaskRow*>(memory);
    lane.capacity = rows;
  }
}

Recorder::~Recorder() {
  for (uint32_t thread = 0; thread < thread_count_; ++thread) {
    if (lanes_[thread].rows != nullptr) munmap(lanes_[thread].rows, lanes_[thread].capacity * sizeof(TaskRow));
  }
}

uint64_t Recorder::now_ns() const { return clock_ns() - start_clock_ns_; }

void Recorder::drop_foreign() { foreign_.fetch_add(1, std::memory_order_relaxed); }

void Recorder::add_phase(std::string_view name, uint64_t start_ns, uint64_t end_ns) {
  phases_.push_back({std::string(name), start_ns, end_ns});
}

uint64_t Recorder::recorded_tasks() const {
  uint64_t rows = 0;
  for (uint32_t thread = 0; thread < thread_count_; ++thread) rows += lanes_[thread].used;
  return rows;
}

uint64_t Recorder::total_tasks() const {
  uint64_t rows = recorded_tasks() + foreign_.load(std::memory_order_relaxed);
  for (uint32_t thread = 0; thread < thread_count_; ++thread) rows += lanes_[thread].dropped;
  return rows;
}

std::vector<uint8_t> Recorder::encode(const Summary& summary) const {
  using namespace weft::wire;
  // The counter's rate is known by now from how far both clocks went since the start.
  const uint64_t elapsed_ticks = ticks() - start_ticks_;
  const uint64_t elapsed_ns = clock_ns() - start_clock_ns_;
  const double ns_per_tick = elapsed_ticks == 0 ? 1 : static_cast<double>(elapsed_ns) / static_cast<double>(elapsed_ticks);
  const auto to_ns = [&](uint64_t at) {
    return at <= start_ticks_ ? 0 : static_cast<uint64_t>(static_cast<double>(at - start_ticks_) * ns_per_tick);
  };

  flatbuffers::FlatBufferBuilder builder(1 << 16);
  std::vector<flatbuffers::Offset<weft::wire::Site>> sites;
  for (const Site& site : sites_) {
    const Range range(site.range.start_line, site.range.start_column, site.range.end_line, site.range.end_column);
    sites.push_back(CreateSite(builder, builder.CreateString(site.operation), builder.CreateString(site.function), &range,
                               builder.CreateVector(site.lines), builder.CreateVectorOfStrings(site.fused),
                               builder.CreateString(site.note), builder.CreateString(site.stored), site.nests, site.elements,
                               site.operations));
  }
  std::vector<flatbuffers::Offset<weft::wire::Phase>> phases;
  for (const Phase& phase : phases_) {
    phases.push_back(CreatePhase(builder, builder.CreateString(phase.name), phase.start_ns, phase.end_ns));
  }

  const size_t rows = recorded_tasks();
  const auto column = [&]<typename T>(T, auto&& value) {
    T* out = nullptr;
    const auto vector = builder.CreateUninitializedVector<T>(rows, &out);
    for (uint32_t thread = 0; thread < thread_count_; ++thread) {
      const Lane& lane = lanes_[thread];
      for (uint64_t row = 0; row < lane.used; ++row) *out++ = static_cast<T>(value(lane.rows[row], thread));
    }
    return vector;
  };
  const auto site = column(uint32_t{}, [](const TaskRow& row, uint32_t) { return row.site; });
  const auto thread_column = column(uint16_t{}, [](const TaskRow&, uint32_t thread) { return thread; });
  const auto run = column(uint16_t{}, [](const TaskRow& row, uint32_t) { return row.run; });
  const auto start = column(uint64_t{}, [&](const TaskRow& row, uint32_t) { return to_ns(row.start_ticks); });
  const auto end = column(uint64_t{}, [&](const TaskRow& row, uint32_t) { return to_ns(row.end_ticks); });
  const auto bytes = column(uint64_t{}, [](const TaskRow& row, uint32_t) { return row.bytes; });
  const auto first = column(uint64_t{}, [](const TaskRow& row, uint32_t) { return row.begin; });
  const auto last = column(uint64_t{}, [](const TaskRow& row, uint32_t) { return row.end; });
  const auto decision = column(uint8_t{}, [](const TaskRow& row, uint32_t) { return row.decision; });
  TaskColumnsBuilder columns(builder);
  columns.add_site(site);
  columns.add_thread(thread_column);
  columns.add_run(run);
  columns.add_start_ns(start);
  columns.add_end_ns(end);
  columns.add_bytes(bytes);
  columns.add_begin(first);
  columns.add_end(last);
  columns.add_decision(flatbuffers::Offset<flatbuffers::Vector<Decision>>(decision.o));
  const auto tasks = columns.Finish();

  const Machine& machine = summary.machine;
  const auto machine_table = CreateMachine(builder, builder.CreateString(machine.host), builder.CreateString(machine.cpu),
                                           machine.threads, machine.memory_bytes, machine.bandwidth, machine.flops);
  const auto job = builder.CreateString(summary.job);
  const auto file = builder.CreateString(summary.file);
  const auto entry = builder.CreateString(summary.entry);
  const auto phase_vector = builder.CreateVector(phases);
  const auto site_vector = builder.CreateVector(sites);
  ProfileBuilder profile(builder);
  profile.add_job(job);
  profile.add_file(file);
  profile.add_entry(entry);
  profile.add_machine(machine_table);
  profile.add_phases(phase_vector);
  profile.add_sites(site_vector);
  profile.add_tasks(tasks);
  profile.add_recorded_tasks(rows);
  profile.add_total_tasks(total_tasks());
  profile.add_peak_bytes(summary.peak_bytes);
  profile.add_resident_bytes(summary.resident_bytes);
  profile.add_worker_bytes(summary.worker_bytes);
  profile.add_from_cache(summary.from_cache);
  FinishProfileBuffer(builder, profile.Finish());
  return {builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize()};
}

Status Recorder::write(const std::string& path, const Summary& summary) const {
  const std::vector<uint8_t> bytes = encode(summary);
  const std::string temporary = path + ".tmp";
  const auto fail = [&](const char* what) {
    Status status("OSError", std::string(what) + " " + path + ": " + std::strerror(errno),
                  std::to_string(bytes.size()) + " bytes are needed for the profile");
    unlink(temporary.c_str());
    return status;
  };
  const int file = open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return fail("cannot create");
  size_t written = 0;
  while (written < bytes.size()) {
    const ssize_t count = ::write(file, bytes.data() + written, bytes.size() - written);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) {
      close(file);
      return fail("cannot write");
    }
    written += static_cast<size_t>(count);
  }
  // No fsync: a profile lost with the machine's power is no loss, and waiting for the disk would delay the results.
  if (close(file) != 0) return fail("cannot write");
  if (rename(temporary.c_str(), path.c_str()) != 0) return fail("cannot rename");
  return {};
}

}  // namespace weft::profile
