// SPDX-License-Identifier: Apache-2.0
// Where things are: the installation root, the job folders in it, and the daemon's own files on a local disk.

#pragma once

#include <string>
#include <string_view>

#include "base/status.h"

namespace weft::daemon {

/// Files of one installation root (docs/protocol.md).
struct Root {
  std::string path;

  std::string store() const { return path + "/store"; }
  std::string jobs() const { return path + "/jobs"; }
  std::string log() const { return path + "/daemon.log"; }
  std::string job(std::string_view id) const { return jobs() + "/" + std::string(id); }
  std::string blob(std::string_view sha256) const { return store() + "/" + std::string(sha256.substr(0, 2)) + "/" + std::string(sha256); }
};

/// `path`, or $WEFT_HOME, or ~/.weft; made when missing, and resolved to its real path.
Result<Root> open_root(const std::string& path);

/// The daemon's socket and what belongs to it. The name carries a hash of the root.
struct RuntimeFiles {
  std::string directory;
  std::string socket;
  std::string token;
  std::string lock;
  std::string info;  // the line that a running daemon printed
};

/// Makes or checks the 0700 directory on a local disk. WEFT402 when it belongs to somebody else or is open to others.
Result<RuntimeFiles> open_runtime_directory(const Root& root);

/// `YYYYMMDD-HHMMSS-` and six hex digits.
bool is_job_id(std::string_view text);
std::string new_job_id();

/// "0.1.0", and behind `+` the first digits of the bundle's hash when the program runs from bin/<sha256>/.
std::string program_version();
/// $WEFT_WORKER, else weft-worker beside this program.
std::string worker_path();

}  // namespace weft::daemon
