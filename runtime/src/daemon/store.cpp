// SPDX-License-Identifier: Apache-2.0
#include "daemon/store.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <ctime>
#include <vector>

#include "base/process.h"

namespace weft::daemon {
namespace {

/// Left free beside an upload, for events, logs and results.
constexpr uint64_t kSpareBytes = uint64_t{16} << 20;
constexpr uint64_t kMaxUploadBytes = uint64_t{1} << 42;
constexpr size_t kStepBytes = size_t{4} << 20;
constexpr time_t kKeepSeconds = 7 * 24 * 3600;

std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  DIR* directory = ::opendir(folder.c_str());
  if (directory == nullptr) return names;
  while (const dirent* entry = ::readdir(directory)) names.emplace_back(entry->d_name);
  ::closedir(directory);
  return names;
}

/// Removes the plain files of a folder that are older than a week and that `may_go` names.
size_t remove_old(const std::string& folder, const std::function<bool(const std::string&)>& may_go) {
  const time_t limit = ::time(nullptr) - kKeepSeconds;
  size_t count = 0;
  for (const std::string& name : names_in(folder)) {
    const std::string path = folder + "/" + name;
    struct stat info = {};
    if (!may_go(name) || ::lstat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode) || info.st_mtime >= limit) continue;
    if (::unlink(path.c_str()) == 0) ++count;
  }
  return count;
}

}  // namespace

std::string bytes_text(uint64_t bytes) {
  constexpr const char* kUnits[] = {"bytes", "kB", "MB", "GB", "TB"};
  auto value = static_cast<double>(bytes);
  size_t unit = 0;
  while (value >= 1000 && unit < 4) {
    value /= 1000;
    ++unit;
  }
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, unit == 0 ? "%.0f %s" : "%.1f %s", value, kUnits[unit]);
  return buffer;
}

bool Store::has(const std::string& sha256) const { return is_sha256_hex(sha256) && file_exists(root_.blob(sha256)); }

Result<std::unique_ptr<Upload>> Store::begin(const std::string& sha256, uint64_t size) {
  if (!is_sha256_hex(sha256)) return Status("WEFT407", "an upload is named by 64 hexadecimal digits");
  if (size == 0 || size > kMaxUploadBytes) return Status("WEFT407", "an upload cannot have " + std::to_string(size) + " bytes");
  auto upload = std::unique_ptr<Upload>(new Upload(*this, sha256, size));
  const std::string partial = root_.store() + "/.partial/" + sha256;
  // Somebody else sends the same file now: this one goes beside it and is not resumed.
  const bool shared = !active_.insert(sha256).second;
  upload->path_ = shared ? partial + "." + random_hex(4) : partial;
  if (shared) upload->sha256_ = sha256;
  if (Status status = make_directories(parent_path(partial)); !status.ok()) return status;
  upload->file_.reset(::open(upload->path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!upload->file_) return file_error("create", upload->path_, errno);
  struct stat info = {};
  if (::fstat(upload->file_.get(), &info) != 0) return file_error("read", upload->path_, errno);
  upload->found_bytes_ = static_cast<uint64_t>(info.st_size);
  if (upload->found_bytes_ > size) {
    if (::ftruncate(upload->file_.get(), 0) != 0) return file_error("write", upload->path_, errno);
    upload->found_bytes_ = 0;
  }
  const auto space = space_(root_.store());
  const uint64_t needed = size - upload->found_bytes_ + kSpareBytes;
  if (space.ok() && space.value().available_bytes < needed) {
    return Status("WEFT430", "the target has no room for this input: " + bytes_text(needed) + " are needed, " +
                                 bytes_text(space.value().available_bytes) + " are free in `" + root_.store() + "`",
                  "free space there, or set WEFT_HOME to a folder on another disk");
  }
  return upload;
}

void Store::touch(const std::string& sha256) const { ::utimensat(AT_FDCWD, root_.blob(sha256).c_str(), nullptr, AT_SYMLINK_NOFOLLOW); }

void Store::remove_old_uploads() {
  remove_old(root_.store() + "/.partial", [](const std::string&) { return true; });
}

size_t Store::remove_old_inputs(const std::set<std::string>& used) {
  size_t count = 0;
  for (const std::string& prefix : names_in(root_.store())) {
    if (prefix.size() != 2) continue;
    count += remove_old(root_.store() + "/" + prefix, [&](const std::string& name) { return is_sha256_hex(name) && !used.contains(name); });
  }
  return count;
}

Upload::~Upload() {
  const bool shared = !path_.ends_with(sha256_);
  if (shared) {
    ::unlink(path_.c_str());
  } else {
    store_.active_.erase(sha256_);
  }
}

Result<bool> Upload::prepare_step() {
  if (offset_ >= found_bytes_) return true;
  std::vector<std::byte> buffer(std::min<uint64_t>(kStepBytes, found_bytes_ - offset_));
  const ssize_t count = ::pread(file_.get(), buffer.data(), buffer.size(), static_cast<off_t>(offset_));
  if (count < 0 && errno == EINTR) return false;
  if (count <= 0) return file_error("read", path_, count < 0 ? errno : EIO);
  hash_.update(std::span(buffer).first(static_cast<size_t>(count)));
  offset_ += static_cast<uint64_t>(count);
  return offset_ >= found_bytes_;
}

Status Upload::append(std::span<const std::byte> bytes) {
  if (bytes.size() > size_ - offset_) return Status("WEFT407", "more bytes came than the upload announced");
  std::span<const std::byte> rest = bytes;
  uint64_t at = offset_;
  while (!rest.empty()) {
    const ssize_t count = ::pwrite(file_.get(), rest.data(), rest.size(), static_cast<off_t>(at));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return file_error("write", path_, errno);
    rest = rest.subspan(static_cast<size_t>(count));
    at += static_cast<uint64_t>(count);
  }
  hash_.update(bytes);
  offset_ = at;
  return {};
}

Status Upload::finish() {
  if (hash_.hex() != sha256_) {
    ::unlink(path_.c_str());
    return Status("WEFT417", "the uploaded bytes do not have the announced hash", "send the input again; it changed while it was read or sent");
  }
  if (::fsync(file_.get()) != 0) return file_error("write", path_, errno);
  const std::string target = store_.root_.blob(sha256_);
  if (Status status = make_directories(parent_path(target)); !status.ok()) return status;
  ::fchmod(file_.get(), 0400);
  if (::rename(path_.c_str(), target.c_str()) != 0) return file_error("rename to", target, errno);
  return sync_directory(parent_path(target));
}

}  // namespace weft::daemon
