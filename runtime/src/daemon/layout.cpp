// SPDX-License-Identifier: Apache-2.0
#include "daemon/layout.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cctype>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <ctime>

#include "base/files.h"
#include "base/process.h"
#include "base/sha256.h"

namespace weft::daemon {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

std::string program_directory() {
  char buffer[PATH_MAX];
  const ssize_t size = ::readlink("/proc/self/exe", buffer, sizeof buffer);
  return size > 0 ? parent_path(std::string(buffer, static_cast<size_t>(size))) : ".";
}

/// A directory of this user, closed to everybody else, and no symbolic link.
Status check_private(const std::string& path) {
  struct stat info = {};
  if (::lstat(path.c_str(), &info) != 0) return file_error("look at", path, errno);
  const std::string help = "remove it, or set WEFT_RUNTIME_DIR to a folder of your own on a local disk";
  if (!S_ISDIR(info.st_mode)) return Status("WEFT402", "`" + path + "` is not a folder", help);
  if (info.st_uid != ::getuid()) return Status("WEFT402", "`" + path + "` belongs to another user", help);
  if ((info.st_mode & 077) != 0) return Status("WEFT402", "`" + path + "` is open to other users", "run `chmod 700 " + path + "`");
  return {};
}

/// $XDG_RUNTIME_DIR when it is a usable directory of this user.
std::string session_directory() {
  const std::string path = environment("XDG_RUNTIME_DIR");
  struct stat info = {};
  if (path.empty() || path[0] != '/' || ::stat(path.c_str(), &info) != 0) return {};
  return S_ISDIR(info.st_mode) && info.st_uid == ::getuid() && ::access(path.c_str(), W_OK) == 0 ? path : std::string();
}

}  // namespace

Result<Root> open_root(const std::string& path) {
  std::string chosen = path;
  if (chosen.empty()) chosen = environment("WEFT_HOME");
  if (chosen.empty()) {
    const std::string home = environment("HOME");
    if (home.empty()) return Status("WEFT402", "neither WEFT_HOME nor HOME is set", "pass --root DIR");
    chosen = home + "/.weft";
  }
  if (Status status = make_directories(chosen); !status.ok()) return status;
  char* real = ::realpath(chosen.c_str(), nullptr);
  if (real == nullptr) return file_error("resolve", chosen, errno);
  const Root root = {real};
  std::free(real);
  for (const std::string& folder : {root.store() + "/.partial", root.jobs()}) {
    if (Status status = make_directories(folder); !status.ok()) return status;
  }
  return root;
}

Result<RuntimeFiles> open_runtime_directory(const Root& root) {
  RuntimeFiles files;
  files.directory = environment("WEFT_RUNTIME_DIR");
  if (files.directory.empty()) {
    const std::string session = session_directory();
    files.directory = session.empty() ? "/tmp/weft-" + std::to_string(::getuid()) : session + "/weft";
  }
  if (::mkdir(files.directory.c_str(), 0700) != 0 && errno != EEXIST) {
    if (errno != ENOENT) return file_error("make the folder", files.directory, errno);
    if (Status status = make_directories(files.directory); !status.ok()) return status;
  }
  if (Status status = check_private(files.directory); !status.ok()) return status;
  const std::string stem = files.directory + "/" + sha256_hex(root.path).substr(0, 16);
  files.socket = stem + ".sock";
  files.token = stem + ".token";
  files.lock = stem + ".lock";
  files.info = stem + ".json";
  return files;
}

bool is_job_id(std::string_view text) {
  constexpr std::string_view kForm = "dddddddd-dddddd-xxxxxx";
  if (text.size() != kForm.size()) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool digit = c >= '0' && c <= '9';
    const bool fits = kForm[i] == '-' ? c == '-' : digit || (kForm[i] == 'x' && c >= 'a' && c <= 'f');
    if (!fits) return false;
  }
  return true;
}

std::string new_job_id() {
  const auto seconds = static_cast<time_t>(unix_now_ns() / 1'000'000'000);
  tm parts = {};
  ::gmtime_r(&seconds, &parts);
  char buffer[32];
  std::strftime(buffer, sizeof buffer, "%Y%m%d-%H%M%S-", &parts);
  return buffer + random_hex(3);
}

std::string program_version() {
  const std::string directory = program_directory();
  const std::string folder = directory.substr(directory.rfind('/') + 1);
  return is_sha256_hex(folder) ? std::string(WEFT_VERSION) + "+" + folder.substr(0, 12) : WEFT_VERSION;
}

std::string worker_path() {
  const std::string chosen = environment("WEFT_WORKER");
  return chosen.empty() ? program_directory() + "/weft-worker" : chosen;
}

}  // namespace weft::daemon
