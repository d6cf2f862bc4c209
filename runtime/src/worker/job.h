// SPDX-License-Identifier: Apache-2.0
// What the worker is asked to do: the job folder's `job.json`, checked field by field.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/status.h"

namespace weft::worker {

/// Mirrors Argument of control.fbs.
struct JobArgument {
  enum class Kind : uint8_t { none, integer, floating, boolean, text, blob, remote };
  std::string name;
  Kind kind = Kind::none;
  int64_t integer = 0;  // integer, boolean
  double floating = 0;
  std::string text;  // text: the value; blob: the hash; remote: the path
};

struct Job {
  std::string folder;
  std::string id;
  std::string title;
  std::string file;  // the user's path, for messages
  uint32_t threads = 0;
  uint32_t repeat = 1;
  std::vector<JobArgument> arguments;
};

/// WEFT531 when the folder or its job.json cannot be used.
Result<Job> read_job(const std::string& folder);

}  // namespace weft::worker
