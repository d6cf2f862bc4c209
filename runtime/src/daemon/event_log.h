// SPDX-License-Identifier: Apache-2.0
// A job's `events` file: one checksummed JSON line for each event, numbered from 1, appended by this daemon alone.
// Opening reads every line and cuts the file at the first one that is torn.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "base/status.h"
#include "daemon/json.h"

namespace weft::daemon {

/// JSON, tab, checksum, newline.
std::string event_line(const Json& event);
/// The event of a line (without newline), or nothing when its checksum or its JSON is wrong.
std::optional<Json> parse_event_line(std::string_view line);

class EventLog {
 public:
  enum class Access : uint8_t { owner, reader };

  /// Opens the file, which may be missing, and gives every event to `seen`. Only the owner repairs it.
  template <typename Seen>
  static Result<EventLog> open(const std::string& path, Access access, Seen&& seen) {
    EventLog log(path);
    auto content = log.load();
    if (!content.ok()) return content.status();
    std::string_view rest = content.value();
    while (const auto event = log.take_line(rest)) seen(*event);
    if (access == Access::reader) return log;
    if (Status status = log.truncate(content.value().size()); !status.ok()) return status;
    return log;
  }

  /// Adds `seq`, and `t` when it is absent, writes the line, and returns its JSON text. `durable` waits for the disk.
  Result<std::string> append(Json event, bool durable);

  uint64_t last_sequence() const { return ends_.size(); }
  /// The JSON texts of events [from, from + count), as far as there are.
  Result<std::vector<std::string>> read(uint64_t from, size_t count) const;

 private:
  explicit EventLog(std::string path) : path_(std::move(path)) {}
  Result<std::string> load() const;
  std::optional<Json> take_line(std::string_view& rest);
  Status truncate(uint64_t size_on_disk);
  uint64_t size() const { return ends_.empty() ? 0 : ends_.back(); }

  std::string path_;
  std::vector<uint64_t> ends_;  // where the line of each event ends
};

}  // namespace weft::daemon
