// SPDX-License-Identifier: Apache-2.0
// Files as the job folder needs them: whole reads with a limit, durable writes by rename, appends that tell when the disk is full.
// No function throws; an error names the path and the system's reason. Codes: WEFT430 for a full disk, WEFT431 for anything else.

#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/status.h"

namespace weft {

/// Closes its descriptor when it goes.
class UniqueFd {
 public:
  UniqueFd() = default;
  explicit UniqueFd(int fd) : fd_(fd) {}
  UniqueFd(UniqueFd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  UniqueFd& operator=(UniqueFd&& other) noexcept {
    if (this != &other) reset(std::exchange(other.fd_, -1));
    return *this;
  }
  ~UniqueFd() { reset(); }

  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }
  void reset(int fd = -1);
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_ = -1;
};

struct DiskSpace {
  uint64_t available_bytes = 0;
  uint64_t total_bytes = 0;
};

/// The Status of a failed system call: "cannot `action` `path`: No such file or directory". ENOSPC and EDQUOT give WEFT430.
Status file_error(const std::string& action, const std::string& path, int error_number);

Result<std::string> read_file(const std::string& path, uint64_t limit_bytes = uint64_t{1} << 30);
/// The last `size_bytes` bytes, or all when there are fewer.
Result<std::string> read_tail(const std::string& path, uint64_t size_bytes);
Result<uint64_t> file_size(const std::string& path);
bool file_exists(const std::string& path);

Status write_all(int fd, std::span<const std::byte> bytes, const std::string& path);
Status write_all(int fd, std::string_view text, const std::string& path);

/// Writes beside `path`, syncs, renames, syncs the directory: after a crash there is the old file or the new one.
Status write_file_atomic(const std::string& path, std::string_view content, mode_t mode = 0600);

/// Writes in place and syncs the file, not its directory: for a folder that is not yet known by its name.
Status write_file_synced(const std::string& path, std::string_view content, mode_t mode = 0600);

/// Makes the directory and its parents; those it makes get `mode`.
Status make_directories(const std::string& path, mode_t mode = 0700);
Status sync_directory(const std::string& path);
/// Removes a folder and everything in it; symbolic links are removed, not followed.
Status remove_tree(const std::string& path);
Result<DiskSpace> disk_space(const std::string& path);

/// Everything before the last slash; "." when there is none.
std::string parent_path(const std::string& path);

}  // namespace weft
