// SPDX-License-Identifier: Apache-2.0
#include "daemon/fetch.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <vector>

namespace weft::daemon {
namespace {

constexpr size_t kStepBytes = size_t{4} << 20;

/// Opens `path` below `folder` one component at a time; no component may be a link, "..", "." or empty.
Result<UniqueFd> open_below(const std::string& folder, const std::string& path) {
  UniqueFd at(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!at) return file_error("open", folder, errno);
  size_t begin = 0;
  while (true) {
    const size_t end = std::min(path.find('/', begin), path.size());
    const std::string name = path.substr(begin, end - begin);
    if (name.empty() || name == "." || name == ".." || name.find('\0') != std::string::npos) {
      return Status("WEFT407", "`" + path + "` is no path inside a job folder");
    }
    const bool last = end == path.size();
    UniqueFd next(::openat(at.get(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | (last ? 0 : O_DIRECTORY)));
    if (!next) {
      if (errno == ENOENT || errno == ELOOP || errno == ENOTDIR) return Status("WEFT415", "the job folder has no file `" + path + "`");
      return file_error("open", folder + "/" + path, errno);
    }
    if (last) return next;
    at = std::move(next);
    begin = end + 1;
  }
}

}  // namespace

Result<std::unique_ptr<FetchedFile>> FetchedFile::open(const std::string& folder, const std::string& path) {
  auto file = open_below(folder, path);
  if (!file.ok()) return file.status();
  struct stat info = {};
  if (::fstat(file.value().get(), &info) != 0) return file_error("read", path, errno);
  if (!S_ISREG(info.st_mode)) return Status("WEFT415", "`" + path + "` in the job folder is not a file");
  auto fetched = std::make_unique<FetchedFile>();
  fetched->file_ = file.take();
  fetched->path_ = path;
  fetched->size_ = static_cast<uint64_t>(info.st_size);
  fetched->hashed_ = path != "log" && path != "events" && path != "worker.events";
  return fetched;
}

Result<bool> FetchedFile::hash_step() {
  if (!hashed_ || position_ >= size_) return true;
  std::vector<std::byte> buffer(std::min<uint64_t>(kStepBytes, size_ - position_));
  const auto count = read(buffer);
  if (!count.ok()) return count.status();
  if (count.value() == 0) return Status("WEFT431", "`" + path_ + "` became shorter while it was read");
  hash_.update(std::span(buffer).first(count.value()));
  return position_ >= size_;
}

Result<size_t> FetchedFile::read(std::span<std::byte> into) {
  const size_t wanted = std::min<uint64_t>(into.size(), size_ - std::min(position_, size_));
  if (wanted == 0) return size_t{0};
  while (true) {
    const ssize_t count = ::pread(file_.get(), into.data(), wanted, static_cast<off_t>(position_));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return file_error("read", path_, errno);
    if (count == 0) return Status("WEFT431", "`" + path_ + "` became shorter while it was read");
    position_ += static_cast<uint64_t>(count);
    return static_cast<size_t>(count);
  }
}

}  // namespace weft::daemon
