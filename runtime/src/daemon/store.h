// SPDX-License-Identifier: Apache-2.0
// The content store: every uploaded input is a file named by its SHA-256. An upload goes to store/.partial/<sha256>, may be
// resumed there after a broken connection, and is renamed into place only when its hash was checked.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <span>
#include <string>

#include "base/files.h"
#include "base/sha256.h"
#include "base/status.h"
#include "daemon/layout.h"

namespace weft::daemon {

class Store;

/// One upload under way. Prepare until it is ready, append until it is full, then finish.
class Upload {
 public:
  ~Upload();
  Upload(const Upload&) = delete;

  /// Hashes a piece of what an earlier upload left; true when nothing is left to hash. Called in turns of the event loop.
  Result<bool> prepare_step();
  uint64_t offset() const { return offset_; }
  uint64_t size() const { return size_; }
  Status append(std::span<const std::byte> bytes);
  bool is_full() const { return offset_ == size_; }
  /// Checks the hash and moves the file into the store. WEFT417 when the bytes are others.
  Status finish();

 private:
  friend class Store;
  Upload(Store& store, std::string sha256, uint64_t size) : store_(store), sha256_(std::move(sha256)), size_(size) {}

  Store& store_;
  std::string sha256_;
  uint64_t size_;
  std::string path_;
  UniqueFd file_;
  Sha256 hash_;
  uint64_t offset_ = 0;        // bytes on disk and hashed
  uint64_t found_bytes_ = 0;   // what an earlier upload left
};

class Store {
 public:
  using SpaceOf = std::function<Result<DiskSpace>(const std::string& path)>;

  explicit Store(Root root, SpaceOf space = disk_space) : root_(std::move(root)), space_(std::move(space)) {}

  bool has(const std::string& sha256) const;
  /// WEFT407 for an impossible name or size, WEFT430 when the disk has no room.
  Result<std::unique_ptr<Upload>> begin(const std::string& sha256, uint64_t size);
  /// Somebody asks for this input: the week that it is kept for begins again.
  void touch(const std::string& sha256) const;
  /// Removes uploads that nobody resumed for a week.
  void remove_old_uploads();
  /// Removes inputs that nobody asked for in a week, but those of `used`. Gives how many.
  size_t remove_old_inputs(const std::set<std::string>& used);

 private:
  friend class Upload;

  Root root_;
  SpaceOf space_;
  std::set<std::string> active_;  // hashes whose partial file is in use
};

/// "3.2 GB".
std::string bytes_text(uint64_t bytes);

}  // namespace weft::daemon
