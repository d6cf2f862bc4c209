// SPDX-License-Identifier: Apache-2.0
#include "daemon/npy_header.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "base/files.h"

namespace weft::daemon {
namespace {

constexpr size_t kMaxHeaderBytes = 64 << 10;

constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kTypes = {{
    {"|b1", "b1"}, {"<i4", "i32"}, {"<i8", "i64"}, {"<f4", "f32"}, {"<f8", "f64"}, {"?", "b1"},
}};

Status not_npy(const std::string& why) {
  return Status("WEFT411", why, "save it with `np.save` as bool, int32, int64, float32 or float64");
}

/// What stands behind `'key':`, without blanks before it.
std::string_view value_of(std::string_view text, std::string_view key) {
  for (const char quote : {'\'', '"'}) {
    const std::string name = quote + std::string(key) + quote;
    size_t at = text.find(name);
    if (at == std::string_view::npos) continue;
    at = text.find(':', at + name.size());
    if (at == std::string_view::npos) return {};
    at = text.find_first_not_of(" ", at + 1);
    return at == std::string_view::npos ? std::string_view() : text.substr(at);
  }
  return {};
}

}  // namespace

Result<NpyHeader> parse_npy_dictionary(std::string_view text) {
  NpyHeader header;
  std::string_view descr = value_of(text, "descr");
  if (descr.size() < 2 || (descr[0] != '\'' && descr[0] != '"')) return not_npy("its elements are records");
  descr = descr.substr(1, descr.find(descr[0], 1) - 1);
  for (const auto& [name, dtype] : kTypes) {
    if (name == descr) header.dtype = dtype;
  }
  if (header.dtype.empty()) return not_npy("its elements have type `" + std::string(descr) + "`, which Weft does not read");
  const std::string_view order = value_of(text, "fortran_order");
  if (!order.starts_with("True") && !order.starts_with("False")) return not_npy("its header has no memory order");
  header.fortran_order = order.starts_with("True");
  std::string_view shape = value_of(text, "shape");
  const size_t close = shape.find(')');
  if (!shape.starts_with("(") || close == std::string_view::npos) return not_npy("its header has no shape");
  shape = shape.substr(1, close - 1);
  while (!shape.empty()) {
    const size_t digit = shape.find_first_not_of(" ,");
    if (digit == std::string_view::npos) break;
    uint64_t size = 0;
    const auto [end, error] = std::from_chars(shape.data() + digit, shape.data() + shape.size(), size);
    if (error != std::errc()) return not_npy("its shape is damaged");
    header.shape.push_back(size);
    shape.remove_prefix(static_cast<size_t>(end - shape.data()));
  }
  return header;
}

Result<NpyHeader> read_npy_header(const std::string& path) {
  std::string full = path;
  if (full.starts_with("~/")) {
    const char* home = std::getenv("HOME");
    full = (home != nullptr ? home : "") + full.substr(1);
  }
  const UniqueFd file(::open(full.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file) return Status("WEFT410", "cannot open `" + path + "` on the target: " + std::strerror(errno), "check the path on the target");
  struct stat info = {};
  if (::fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode)) return Status("WEFT410", "`" + path + "` on the target is not a file", "check the path on the target");
  std::string bytes(kMaxHeaderBytes, '\0');
  const ssize_t count = ::pread(file.get(), bytes.data(), bytes.size(), 0);
  bytes.resize(count > 0 ? static_cast<size_t>(count) : 0);
  if (bytes.size() < 12 || bytes.compare(0, 6, "\x93NUMPY") != 0) return not_npy("`" + path + "` is no .npy file");
  const auto byte = [&](size_t i) { return static_cast<size_t>(static_cast<unsigned char>(bytes[i])); };
  const bool first_version = bytes[6] == 1;
  const size_t size = first_version ? byte(8) | byte(9) << 8 : byte(8) | byte(9) << 8 | byte(10) << 16 | byte(11) << 24;
  const size_t begin = first_version ? 10 : 12;
  if (bytes[6] < 1 || bytes[6] > 3 || size > bytes.size() - begin) return not_npy("the header of `" + path + "` is damaged");
  auto header = parse_npy_dictionary(std::string_view(bytes).substr(begin, size));
  return header.ok() ? header : Result<NpyHeader>(header.status().with_context("`" + path + "`"));
}

}  // namespace weft::daemon
