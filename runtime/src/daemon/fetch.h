// SPDX-License-Identifier: Apache-2.0
// Reading a file of a job folder for a client: opened without following links out of the folder, hashed a piece at a time,
// then sent a chunk at a time.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "base/files.h"
#include "base/sha256.h"
#include "base/status.h"

namespace weft::daemon {

class FetchedFile {
 public:
  /// WEFT407 for a path that leaves the folder, WEFT415 when there is no such file.
  static Result<std::unique_ptr<FetchedFile>> open(const std::string& folder, const std::string& path);

  /// The size when the file was opened; files that grow are sent up to it.
  uint64_t size() const { return size_; }
  /// Logs grow, so that their hash says nothing.
  bool is_hashed() const { return hashed_; }
  /// Hashes a piece; true when all is hashed. Called in turns of the event loop.
  Result<bool> hash_step();
  std::string sha256() { return hashed_ ? hash_.hex() : std::string(); }

  void seek(uint64_t offset) { position_ = offset; }
  /// The next bytes, 0 at the end.
  Result<size_t> read(std::span<std::byte> into);

 private:
  UniqueFd file_;
  std::string path_;
  uint64_t size_ = 0;
  uint64_t position_ = 0;
  bool hashed_ = false;
  Sha256 hash_;
};

}  // namespace weft::daemon
