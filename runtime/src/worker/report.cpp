// SPDX-License-Identifier: Apache-2.0
#include "worker/report.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <utility>

#include "base/crc32.h"
#include "base/process.h"

namespace weft::worker {
namespace {

constexpr off_t kReserveBytes = 64 << 10;
constexpr uint64_t kProgressMs = 100;

std::string text(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

bool is_weft_code(const std::string& code) { return code.starts_with("WEFT"); }

}  // namespace

Json Failure::json() const {
  Json object = {{"kind", kind}, {"message", message}, {"file", file}, {"function", function}, {"shapes", shapes}, {"code", code}};
  if (!help.empty()) object["help"] = help;
  if (has_range) {
    object["line"] = range.start_line + 1;
    object["column"] = range.start_column;
    object["end_line"] = range.end_line + 1;
    object["end_column"] = range.end_column;
  }
  return object;
}

Failure failure_of(const Status& status, const std::string& file, const std::string& code) {
  Failure failure;
  failure.kind = is_weft_code(status.code()) ? "WeftError" : status.code();
  failure.code = is_weft_code(status.code()) ? status.code() : code;
  failure.message = status.message();
  failure.help = status.help();
  failure.file = file;
  if (status.range()) {
    failure.has_range = true;
    failure.range = *status.range();
  }
  return failure;
}

Failure failure_of(const compile::RunError& error, const std::string& file) {
  Failure failure;
  failure.kind = error.kind;
  failure.message = error.message;
  failure.code = "WEFT530";
  failure.file = file;
  failure.function = error.function;
  failure.has_range = true;
  failure.range = error.range;
  failure.shapes = error.shapes;
  return failure;
}

Report::Report(std::string folder) : folder_(std::move(folder)) {
  const std::string path = folder_ + "/worker.events";
  events_.reset(open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (!events_) std::fprintf(stderr, "weft-worker: %s\n", file_error("open", path, errno).to_string().c_str());
  const UniqueFd reserve(open((folder_ + "/worker.reserve").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  reserved_ = static_cast<bool>(reserve);
  // Without the space the job may still be fine; only the message about a full disk could then be lost.
  if (reserve && posix_fallocate(reserve.get(), 0, kReserveBytes) != 0) release_reserve();
}

Report::~Report() { release_reserve(); }

void Report::release_reserve() {
  if (std::exchange(reserved_, false)) unlink((folder_ + "/worker.reserve").c_str());
}

void Report::append(Json event) {
  event["t"] = unix_now_ns();
  std::string line = text(event);
  char checksum[16];
  std::snprintf(checksum, sizeof checksum, "\t%08x\n", crc32(line));
  line += checksum;
  if (!events_) return;
  const ssize_t count = write(events_.get(), line.data(), line.size());
  if (count != static_cast<ssize_t>(line.size())) {
    std::fprintf(stderr, "weft-worker: an event was not written: %s\n", text(event).c_str());
  }
}

void Report::state(const std::string& state, const std::string& reason) {
  Json event = {{"kind", "state"}, {"state", state}};
  if (!reason.empty()) event["reason"] = reason;
  if (state != "running") release_reserve();
  append(std::move(event));
  if (events_) fdatasync(events_.get());
}

void Report::phase(const std::string& name, uint32_t run) { append({{"kind", "phase"}, {"name", name}, {"run", run}}); }

void Report::progress(uint32_t done, uint32_t total) {
  const uint64_t now = monotonic_now_ms();
  if (done != total && now - last_progress_ms_ < kProgressMs) return;
  last_progress_ms_ = now;
  append({{"kind", "progress"}, {"done", done}, {"total", total}});
}

void Report::info(const std::string& message) { append({{"kind", "info"}, {"message", message}}); }

void Report::error(const Failure& failure) {
  release_reserve();
  const Json object = failure.json();
  const Status written = write_file_atomic(folder_ + "/error.json", text(object) + "\n");
  if (!written.ok()) std::fprintf(stderr, "weft-worker: %s\n", written.to_string().c_str());
  std::fprintf(stderr, "%s: %s\n", failure.kind.c_str(), failure.message.c_str());
  Json event = {{"kind", "error"}};
  event["error"] = object;
  append(std::move(event));
}

}  // namespace weft::worker
