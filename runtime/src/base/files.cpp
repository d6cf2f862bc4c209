// SPDX-License-Identifier: Apache-2.0
#include "base/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace weft {

void UniqueFd::reset(int fd) {
  if (fd_ >= 0) ::close(fd_);
  fd_ = fd;
}

Status file_error(const std::string& action, const std::string& path, int error_number) {
  const std::string message = "cannot " + action + " `" + path + "`: " + std::strerror(error_number);
  if (error_number == ENOSPC || error_number == EDQUOT) {
    return Status("WEFT430", message, "free space there, or set WEFT_HOME to a folder on another disk");
  }
  return Status("WEFT431", message);
}

Result<std::string> read_file(const std::string& path, uint64_t limit_bytes) {
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return file_error("open", path, errno);
  struct stat info = {};
  if (::fstat(fd.get(), &info) != 0) return file_error("read", path, errno);
  if (!S_ISREG(info.st_mode)) return file_error("read", path, S_ISDIR(info.st_mode) ? EISDIR : EINVAL);
  if (static_cast<uint64_t>(info.st_size) > limit_bytes) return file_error("read", path, EFBIG);
  std::string content(static_cast<size_t>(info.st_size), '\0');
  size_t done = 0;
  while (done < content.size()) {
    const ssize_t count = ::read(fd.get(), content.data() + done, content.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return file_error("read", path, errno);
    if (count == 0) break;
    done += static_cast<size_t>(count);
  }
  content.resize(done);
  return content;
}

Result<std::string> read_tail(const std::string& path, uint64_t size_bytes) {
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return file_error("open", path, errno);
  struct stat info = {};
  if (::fstat(fd.get(), &info) != 0) return file_error("read", path, errno);
  const auto size = static_cast<uint64_t>(info.st_size);
  const uint64_t begin = size > size_bytes ? size - size_bytes : 0;
  std::string text(size - begin, '\0');
  const ssize_t count = ::pread(fd.get(), text.data(), text.size(), static_cast<off_t>(begin));
  if (count < 0) return file_error("read", path, errno);
  text.resize(static_cast<size_t>(count));
  return text;
}

Result<uint64_t> file_size(const std::string& path) {
  struct stat info = {};
  if (::stat(path.c_str(), &info) != 0) return file_error("read", path, errno);
  return static_cast<uint64_t>(info.st_size);
}

bool file_exists(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

Status write_all(int fd, std::span<const std::byte> bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return file_error("write", path, errno);
    bytes = bytes.subspan(static_cast<size_t>(count));
  }
  return {};
}

Status write_all(int fd, std::string_view text, const std::string& path) {
  return write_all(fd, std::as_bytes(std::span(text.data(), text.size())), path);
}

Status write_file_synced(const std::string& path, std::string_view content, mode_t mode) {
  const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode));
  if (!fd) return file_error("create", path, errno);
  if (Status status = write_all(fd.get(), content, path); !status.ok()) return status;
  return ::fsync(fd.get()) == 0 ? Status() : file_error("write", path, errno);
}

Status write_file_atomic(const std::string& path, std::string_view content, mode_t mode) {
  const std::string scratch = path + ".new." + std::to_string(::getpid());
  Status status = write_file_synced(scratch, content, mode);
  if (status.ok() && ::rename(scratch.c_str(), path.c_str()) != 0) status = file_error("rename to", path, errno);
  if (!status.ok()) {
    ::unlink(scratch.c_str());
    return status;
  }
  return sync_directory(parent_path(path));
}

Status make_directories(const std::string& path, mode_t mode) {
  if (path.empty() || path == "/") return {};
  struct stat info = {};
  if (::stat(path.c_str(), &info) == 0) return S_ISDIR(info.st_mode) ? Status() : file_error("make the folder", path, ENOTDIR);
  if (const std::string parent = parent_path(path); parent != path && parent != ".") {
    if (Status status = make_directories(parent, mode); !status.ok()) return status;
  }
  if (::mkdir(path.c_str(), mode) != 0 && errno != EEXIST) return file_error("make the folder", path, errno);
  return {};
}

Status sync_directory(const std::string& path) {
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd) return file_error("open", path, errno);
  // Some network file systems cannot sync a directory; the rename is still atomic there.
  if (::fsync(fd.get()) != 0 && errno != EINVAL && errno != ENOTSUP) return file_error("sync", path, errno);
  return {};
}

Status remove_tree(const std::string& path) {
  std::error_code error;
  std::filesystem::remove_all(path, error);
  return error ? file_error("remove", path, error.value()) : Status();
}

Result<DiskSpace> disk_space(const std::string& path) {
  struct statvfs info = {};
  if (::statvfs(path.c_str(), &info) != 0) return file_error("ask the space of", path, errno);
  return DiskSpace{static_cast<uint64_t>(info.f_bavail) * info.f_frsize, static_cast<uint64_t>(info.f_blocks) * info.f_frsize};
}

std::string parent_path(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace weft
