// SPDX-License-Identifier: Apache-2.0
// Raw numbers in files: `fromfile` and `tofile`.

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>

#include "base/files.h"
#include "kernels/files/file_arrays.h"

namespace weft::kernels {
namespace files {
namespace {

/// Operands: the path, how many elements (-1: all), the offset in bytes.
Status from_file(Call& call) {
  const std::string& path = call.text(0);
  const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return system_error(path, errno);
  struct stat info = {};
  if (::fstat(file.get(), &info) != 0) return system_error(path, errno);
  const DType dtype = call.wanted[0].dtype;
  const int64_t item = memory::item_size(dtype);
  const int64_t offset = call.integer(2);
  if (offset < 0) return system_error(path, EINVAL);
  const int64_t there = std::max<int64_t>(info.st_size - offset, 0) / item;
  const int64_t wanted = call.integer(1);
  const int64_t count = wanted < 0 ? there : std::min(wanted, there);
  auto array = call.fresh({count}, dtype);
  if (!array.ok()) return array.status();
  auto* to = reinterpret_cast<char*>(array.value().view.data);
  for (int64_t got = 0; got < count * item;) {
    const ssize_t more = ::pread(file.get(), to + got, static_cast<size_t>(count * item - got), offset + got);
    if (more < 0) return system_error(path, errno);
    if (more == 0) return Status("OSError", "'" + path + "' became shorter while it was read");
    got += more;
  }
  if (dtype == DType::Bool) {
    for (int64_t i = 0; i < count; ++i) to[i] = to[i] != 0;
  }
  call.give(array.value());
  return {};
}

/// Operands: the array and the path.
Status to_file(Call& call) {
  auto array = call.contiguous(0);
  if (!array.ok()) return array.status();
  std::ofstream file(call.text(1), std::ios::binary | std::ios::trunc);
  if (!file) return system_error(call.text(1), errno);
  const int64_t bytes = memory::element_count(array.value().view, array.value().rank) * memory::item_size(array.value().dtype);
  file.write(reinterpret_cast<const char*>(array.value().view.data), bytes);
  file.flush();
  if (!file) return Status("OSError", std::to_string(bytes) + " bytes could not be written to '" + call.text(1) + "'");
  return {};
}

}  // namespace
}  // namespace files

void register_files_raw(Registry& registry) {
  registry.add("fromfile", files::from_file);
  registry.add("tofile", files::to_file);
}

}  // namespace weft::kernels
