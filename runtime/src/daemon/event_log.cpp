// SPDX-License-Identifier: Apache-2.0
#include "daemon/event_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>

#include "base/crc32.h"
#include "base/process.h"

namespace weft::daemon {

std::string event_line(const Json& event) {
  std::string line = json_text(event);
  char checksum[16];
  std::snprintf(checksum, sizeof checksum, "\t%08x\n", crc32(line));
  return line + checksum;
}

std::optional<Json> parse_event_line(std::string_view line) {
  const size_t tab = line.rfind('\t');
  if (tab == std::string_view::npos || line.size() - tab != 9) return std::nullopt;
  uint32_t checksum = 0;
  const auto [end, error] = std::from_chars(line.data() + tab + 1, line.data() + line.size(), checksum, 16);
  if (error != std::errc() || end != line.data() + line.size() || crc32(line.substr(0, tab)) != checksum) return std::nullopt;
  auto json = parse_json(line.substr(0, tab));
  if (!json || !json->is_object()) return std::nullopt;
  return json;
}

Result<std::string> EventLog::load() const {
  if (!file_exists(path_)) return std::string();
  return read_file(path_);
}

std::optional<Json> EventLog::take_line(std::string_view& rest) {
  const size_t newline = rest.find('\n');
  if (newline == std::string_view::npos) return std::nullopt;
  auto event = parse_event_line(rest.substr(0, newline));
  if (!event || unsigned_at(*event, "seq") != last_sequence() + 1) return std::nullopt;
  ends_.push_back(size() + newline + 1);
  rest.remove_prefix(newline + 1);
  return event;
}

Status EventLog::truncate(uint64_t size_on_disk) {
  if (size_on_disk == size()) return {};
  if (::truncate(path_.c_str(), static_cast<off_t>(size())) != 0) return file_error("repair", path_, errno);
  return {};
}

Result<std::string> EventLog::append(Json event, bool durable) {
  if (!event.contains("t")) event["t"] = unix_now_ns();
  event["seq"] = last_sequence() + 1;
  const std::string line = event_line(event);
  const UniqueFd fd(::open(path_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  if (!fd) return file_error("open", path_, errno);
  // At the end that this log knows: what a failed write left behind is overwritten, not followed.
  if (::lseek(fd.get(), static_cast<off_t>(size()), SEEK_SET) < 0) return file_error("write", path_, errno);
  if (Status status = write_all(fd.get(), line, path_); !status.ok()) {
    if (::ftruncate(fd.get(), static_cast<off_t>(size())) != 0) return status.with_context("and the torn line stays");
    return status;
  }
  if (durable && ::fdatasync(fd.get()) != 0) return file_error("sync", path_, errno);
  ends_.push_back(size() + line.size());
  return line.substr(0, line.rfind('\t'));
}

Result<std::vector<std::string>> EventLog::read(uint64_t from, size_t count) const {
  std::vector<std::string> events;
  from = std::max<uint64_t>(from, 1);
  if (from > last_sequence()) return events;
  const uint64_t last = std::min<uint64_t>(last_sequence(), from - 1 + count);
  const uint64_t begin = from == 1 ? 0 : ends_[from - 2];
  const uint64_t end = ends_[last - 1];
  const UniqueFd fd(::open(path_.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return file_error("open", path_, errno);
  std::string text(end - begin, '\0');
  size_t done = 0;
  while (done < text.size()) {
    const ssize_t got = ::pread(fd.get(), text.data() + done, text.size() - done, static_cast<off_t>(begin + done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return file_error("read", path_, got < 0 ? errno : EIO);
    done += static_cast<size_t>(got);
  }
  for (uint64_t sequence = from; sequence <= last; ++sequence) {
    const uint64_t line_begin = (sequence == 1 ? 0 : ends_[sequence - 2]) - begin;
    const std::string_view line = std::string_view(text).substr(line_begin, ends_[sequence - 1] - begin - line_begin);
    events.emplace_back(line.substr(0, line.rfind('\t')));
  }
  return events;
}

}  // namespace weft::daemon
