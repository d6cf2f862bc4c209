// SPDX-License-Identifier: Apache-2.0
// What the worker tells while it works: lines in `worker.events`, and `error.json` when the job fails.
// Lines are appended with one write each. Telling must not fail the job: a line that cannot be written goes to the log.

#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/status.h"
#include "compile/program.h"

namespace weft::worker {

using Json = nlohmann::json;

/// The object of error.json. Lines count from 1, columns from 0.
struct Failure {
  std::string kind;  // Python's exception name, or "WeftError"
  std::string message;
  std::string help;
  std::string code;  // WEFT5xx
  std::string file;
  std::string function;
  bool has_range = false;
  SourceRange range;
  std::vector<std::string> shapes;

  Json json() const;
};

/// A status of the graph, the compiler, the kernels or the files as a failure. A code that is an exception's name becomes the
/// kind, with `code` in its place.
Failure failure_of(const Status& status, const std::string& file, const std::string& code);
Failure failure_of(const compile::RunError& error, const std::string& file);

class Report {
 public:
  explicit Report(std::string folder);
  ~Report();
  Report(const Report&) = delete;
  Report& operator=(const Report&) = delete;

  void state(const std::string& state, const std::string& reason = {});
  void phase(const std::string& name, uint32_t run);
  /// At most one line in 100 ms, and always the last one.
  void progress(uint32_t done, uint32_t total);
  void info(const std::string& message);
  /// Writes error.json and the event. Space for both was set aside at the start, so this works on a full disk too.
  void error(const Failure& failure);

 private:
  void append(Json event);
  void release_reserve();

  std::string folder_;
  UniqueFd events_;
  bool reserved_ = false;
  uint64_t last_progress_ms_ = 0;
};

}  // namespace weft::worker
