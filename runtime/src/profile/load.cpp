// SPDX-License-Identifier: Apache-2.0
// Bytes to a verified Profile. native/fallback/load.ts makes the same checks in the same order.

#include <algorithm>
#include <cstring>

#include "profile/profile.h"
#include "schema/profile_generated.h"

namespace weft::profile {
namespace {

constexpr const char* kRunAgain = "run the program again, or fetch the profile again from the job";
// Doubles hold every integer up to 2^53, and the viewer computes in doubles.
constexpr uint64_t kLargest = uint64_t{1} << 53;
// Offsets may share a string, so a small file can describe huge text; real profiles have some kilobytes.
constexpr uint64_t kMostText = uint64_t{1} << 28;

Status damaged(const std::string& what) { return Status("WEFT521", "the profile is damaged: " + what, kRunAgain); }
Status contradictory(const std::string& what) {
  return Status("WEFT522", "the profile contradicts itself: " + what, kRunAgain);
}

std::string text(const flatbuffers::String* value) { return value ? value->str() : std::string(); }

template <typename T, typename Source>
bool view(const flatbuffers::Vector<Source>* column, std::span<const T>& out) {
  static_assert(sizeof(T) == sizeof(Source));
  // Writers align the elements, so an empty column may stand anywhere.
  if (!column || column->size() == 0) return true;
  if (reinterpret_cast<uintptr_t>(column->Data()) % alignof(T) != 0) return false;
  out = {reinterpret_cast<const T*>(column->Data()), column->size()};
  return true;
}

Status read_phases(const wire::Profile& root, Profile& profile) {
  if (!root.phases()) return {};
  for (const auto* phase : *root.phases()) {
    if (phase->end_ns() < phase->start_ns() || phase->end_ns() > kLargest)
      return contradictory("phase " + std::to_string(profile.phases.size()) + " has an impossible time");
    profile.phases.push_back(
        {text(phase->name()), static_cast<int64_t>(phase->start_ns()), static_cast<int64_t>(phase->end_ns())});
    profile.end_ns = std::max(profile.end_ns, static_cast<int64_t>(phase->end_ns()));
  }
  return {};
}

Status read_sites(const wire::Profile& root, Profile& profile) {
  if (!root.sites()) return {};
  uint64_t written = 0;
  for (const auto* from : *root.sites()) {
    for (const auto* part : {from->operation(), from->function(), from->note(), from->stored()}) written += part ? part->size() : 0;
    if (from->lines()) written += uint64_t{4} * from->lines()->size();
    if (from->fused())
      for (const auto* line : *from->fused()) written += line->size();
    if (written > kMostText) return contradictory("its sites hold more text than a program can");
    Site& site = profile.sites.emplace_back();
    site.operation = text(from->operation());
    site.function = text(from->function());
    if (const auto* range = from->range())
      site.range = {range->start_line(), range->start_column(), range->end_line(), range->end_column()};
    if (from->lines()) site.lines.assign(from->lines()->begin(), from->lines()->end());
    if (from->fused())
      for (const auto* line : *from->fused()) site.fused.push_back(line->str());
    site.note = text(from->note());
    site.stored = text(from->stored());
    site.nests = from->nests();
    site.elements = from->elements();
    site.operations = from->operations();
  }
  return {};
}

Status read_columns(const wire::Profile& root, Profile& profile) {
  const auto* from = root.tasks();
  if (!from) return {};
  Tasks& tasks = profile.tasks;
  if (!view(from->site(), tasks.site) || !view(from->thread(), tasks.thread) || !view(from->run(), tasks.run) ||
      !view(from->start_ns(), tasks.start_ns) || !view(from->end_ns(), tasks.end_ns) ||
      !view(from->bytes(), tasks.bytes) || !view(from->begin(), tasks.begin) || !view(from->end(), tasks.end) ||
      !view(from->decision(), tasks.decision))
    return damaged("a task column is not aligned");
  const size_t rows = tasks.size();
  for (const size_t length : {tasks.thread.size(), tasks.run.size(), tasks.start_ns.size(), tasks.end_ns.size(),
                              tasks.bytes.size(), tasks.begin.size(), tasks.end.size(), tasks.decision.size()})
    if (length != rows) return contradictory("the task columns have different lengths");
  return {};
}

Status check_tasks(Profile& profile) {
  const Tasks& tasks = profile.tasks;
  const uint32_t sites = static_cast<uint32_t>(profile.sites.size());
  const uint32_t threads = profile.machine.threads;
  uint32_t lanes = threads;
  double bytes = 0;
  for (size_t row = 0; row < tasks.size(); ++row) {
    const char* fault = nullptr;
    if (tasks.site[row] >= sites) fault = "names a site that does not exist";
    else if (threads != 0 && tasks.thread[row] >= threads) fault = "ran on a thread that does not exist";
    else if (tasks.end_ns[row] < tasks.start_ns[row] || tasks.end_ns[row] > kLargest) fault = "has an impossible time";
    else if (tasks.end[row] < tasks.begin[row] || tasks.end[row] > kLargest) fault = "has an impossible slice";
    else if (tasks.decision[row] > static_cast<uint8_t>(wire::Decision::MAX)) fault = "has an unknown decision";
    bytes += static_cast<double>(tasks.bytes[row]);
    if (!fault && bytes > static_cast<double>(kLargest)) fault = "moves an impossible number of bytes";
    if (fault) return contradictory("task " + std::to_string(row) + " " + fault);
    lanes = std::max(lanes, uint32_t{tasks.thread[row]} + 1);
    profile.end_ns = std::max(profile.end_ns, tasks.stop(row));
  }
  profile.threads = lanes;
  return {};
}

}  // namespace

Result<Profile> load(std::vector<uint8_t> bytes) {
  const char* identifier = wire::ProfileIdentifier();
  if (bytes.size() < 12 || std::memcmp(bytes.data() + 4, identifier, 4) != 0)
    return Status("WEFT520", "this is not a Weft profile", "open a file that ends in .weftprof, written by a Weft job");
  if (bytes.size() >= FLATBUFFERS_MAX_BUFFER_SIZE) return damaged("it is larger than 2 GiB");
  Profile profile;
  profile.storage = std::move(bytes);
  flatbuffers::Verifier verifier(profile.storage.data(), profile.storage.size());
  if (!wire::VerifyProfileBuffer(verifier)) return damaged("its structure does not hold together");
  const wire::Profile& root = *wire::GetProfile(profile.storage.data());
  if (root.version() != 1)
    return Status("WEFT523", "the profile has format " + std::to_string(root.version()) + ", this Weft reads format 1",
                  "open it with the Weft version that made it, or a newer one");
  profile.job = text(root.job());
  profile.file = text(root.file());
  profile.entry = text(root.entry());
  if (const auto* machine = root.machine())
    profile.machine = {text(machine->host()), text(machine->cpu()), machine->threads(), machine->memory_bytes(),
                       machine->bandwidth(), machine->flops()};
  if (profile.machine.threads > 65536) return contradictory("the machine has more than 65536 threads");
  if (Status status = read_phases(root, profile); !status.ok()) return status;
  if (Status status = read_sites(root, profile); !status.ok()) return status;
  if (Status status = read_columns(root, profile); !status.ok()) return status;
  if (Status status = check_tasks(profile); !status.ok()) return status;
  profile.total_tasks = root.total_tasks();
  profile.peak_bytes = root.peak_bytes();
  profile.resident_bytes = root.resident_bytes();
  profile.worker_bytes = root.worker_bytes();
  profile.from_cache = root.from_cache();
  if (root.recorded_tasks() != profile.tasks.size() || profile.total_tasks < profile.tasks.size() ||
      profile.total_tasks > kLargest)
    return contradictory("its task counts do not match its rows");
  return profile;
}

}  // namespace weft::profile
