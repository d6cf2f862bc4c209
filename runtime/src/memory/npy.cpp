// SPDX-License-Identifier: Apache-2.0
#include "memory/npy.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "memory/npy_header.h"

namespace weft::memory {
namespace {

static_assert(std::endian::native == std::endian::little, "element bytes go to the file as they are in memory");

// Elements of a strided view are gathered in pieces of this size before they are written.
constexpr size_t kPiece = size_t{1} << 20;

class File {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  ~File() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int get() const { return descriptor_; }
  bool close_checked() { return close(std::exchange(descriptor_, -1)) == 0; }

 private:
  int descriptor_;
};

Status system_error(const std::string& path, int error) {
  const std::string text = "[Errno " + std::to_string(error) + "] " + std::strerror(error) + ": '" + path + "'";
  switch (error) {
    case ENOENT: return Status("FileNotFoundError", text, "check the path; it is a path on the target");
    case EACCES: case EPERM: return Status("PermissionError", text);
    case EISDIR: return Status("IsADirectoryError", text);
    case ENOTDIR: return Status("NotADirectoryError", text);
    default: return Status("OSError", text);
  }
}

/// Reads until `size` bytes or the end of the file; the bytes read, or -1.
ssize_t read_fully(int file, std::byte* data, size_t size, uint64_t offset) {
  size_t done = 0;
  while (done < size) {
    const ssize_t count = pread(file, data + done, std::min(size - done, size_t{1} << 30), static_cast<off_t>(offset + done));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return -1;
    if (count == 0) break;
    done += static_cast<size_t>(count);
  }
  return static_cast<ssize_t>(done);
}

Result<NpyHeader> read_header(int file, const std::string& path) {
  struct stat info {};
  if (fstat(file, &info) != 0) return system_error(path, errno);
  if (S_ISDIR(info.st_mode)) return system_error(path, EISDIR);
  std::vector<std::byte> start(12);
  ssize_t count = read_fully(file, start.data(), start.size(), 0);
  if (count < 0) return system_error(path, errno);
  start.resize(static_cast<size_t>(count));
  Result<NpyPreamble> preamble = parse_npy_preamble(start);
  if (!preamble.ok()) return preamble.status().with_context("'" + path + "'");
  std::vector<std::byte> text(preamble.value().header_bytes);
  count = read_fully(file, text.data(), text.size(), preamble.value().header_offset);
  if (count < 0) return system_error(path, errno);
  if (static_cast<size_t>(count) != text.size()) {
    return Status("ValueError", "'" + path + "': the file ends inside its header", "write the file again");
  }
  Result<NpyHeader> header =
      parse_npy_header(std::string_view(reinterpret_cast<const char*>(text.data()), text.size()));
  if (!header.ok()) return header.status().with_context("'" + path + "'");
  NpyHeader& value = header.value();
  value.data_offset = preamble.value().header_offset + text.size();
  const auto size = static_cast<uint64_t>(info.st_size);
  if (value.dtype && S_ISREG(info.st_mode) && size < value.data_offset + value.data_bytes) {
    return Status("ValueError",
                  "'" + path + "': the file has " + std::to_string(size) + " bytes, its header promises " +
                      std::to_string(value.data_offset + value.data_bytes),
                  "the file was cut off; write or copy it again");
  }
  return header;
}

Status no_space(const std::string& path, int error, uint64_t needed) {
  std::string directory = std::filesystem::path(path).parent_path().string();
  if (directory.empty()) directory = ".";
  return Status("OSError",
                "[Errno " + std::to_string(error) + "] " + std::strerror(error) + ": '" + path + "' needs " +
                    std::to_string(needed) + " bytes in '" + directory + "'",
                "free space there or choose another directory");
}

/// Writes in order; remembers the first failure.
class Writer {
 public:
  Writer(int file, const std::string& path, uint64_t needed) : file_(file), path_(path), needed_(needed) {}

  bool write(const void* data, size_t size) {
    const auto* bytes = static_cast<const std::byte*>(data);
    while (size > 0) {
      const ssize_t count = ::write(file_, bytes, std::min(size, size_t{1} << 30));
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) {
        status_ = failure(count < 0 ? errno : ENOSPC);
        return false;
      }
      bytes += count;
      size -= static_cast<size_t>(count);
    }
    return true;
  }

  Status failure(int error) const {
    if (error == ENOSPC || error == EDQUOT || error == EFBIG || error == EIO) return no_space(path_, error, needed_);
    return system_error(path_, error);
  }
  const Status& status() const { return status_; }

 private:
  int file_;
  const std::string& path_;
  uint64_t needed_;
  Status status_;
};

/// Elements in C order, whatever the strides.
bool write_gathered(Writer& writer, const TypedView& array) {
  const auto item = static_cast<size_t>(item_size(array.dtype));
  const uint32_t rank = array.rank;
  int64_t index[kMaxRank] = {};
  std::vector<std::byte> piece;
  piece.reserve(kPiece);
  const std::byte* row = array.view.data;
  const int64_t inner = array.view.shape[rank - 1];
  const int64_t stride = array.view.strides[rank - 1];
  for (int64_t left = element_count(array.view, rank); left > 0; left -= inner) {
    const std::byte* element = row;
    for (int64_t i = 0; i < inner; ++i, element += stride) {
      if (piece.size() + item > kPiece) {
        if (!writer.write(piece.data(), piece.size())) return false;
        piece.clear();
      }
      piece.insert(piece.end(), element, element + item);
    }
    for (uint32_t axis = rank - 1; axis-- > 0;) {
      row += array.view.strides[axis];
      if (++index[axis] < array.view.shape[axis]) break;
      row -= array.view.strides[axis] * array.view.shape[axis];
      index[axis] = 0;
    }
  }
  return writer.write(piece.data(), piece.size());
}

bool writes_fortran(const TypedView& array) {
  const int64_t item = item_size(array.dtype);
  return array.rank > 1 && is_f_contiguous(array.view, array.rank, item) && !is_c_contiguous(array.view, array.rank, item);
}

std::string header_text(const TypedView& array) {
  return npy_header_text(array.dtype, std::span(array.view.shape, array.rank), writes_fortran(array));
}

}  // namespace

Result<NpyHeader> describe_npy(const std::string& path) {
  const File file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return system_error(path, errno);
  return read_header(file.get(), path);
}

Result<TypedView> read_npy(Pool& pool, const std::string& path) {
  const File file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return system_error(path, errno);
  Result<NpyHeader> read = read_header(file.get(), path);
  if (!read.ok()) return read.status();
  const NpyHeader& header = read.value();
  if (!header.dtype) return unsupported_descr(header.descr).with_context("'" + path + "'");
  if (header.shape.size() > static_cast<size_t>(kMaxRank)) {
    return Status("ValueError", "'" + path + "': " + std::to_string(header.shape.size()) + " axes, at most " +
                                    std::to_string(kMaxRank) + " are supported");
  }
  Result<ArrayView> allocated = allocate_array(pool, header.shape, *header.dtype);
  if (!allocated.ok()) return allocated.status().with_context("'" + path + "'");
  TypedView array{allocated.take(), *header.dtype, static_cast<uint32_t>(header.shape.size())};
  if (header.fortran_order) {
    int64_t stride = item_size(array.dtype);
    for (uint32_t axis = 0; axis < array.rank; ++axis) {
      array.view.strides[axis] = stride;
      stride *= std::max<int64_t>(array.view.shape[axis], 1);
    }
  }
  const ssize_t count = read_fully(file.get(), array.view.data, header.data_bytes, header.data_offset);
  if (count < 0 || static_cast<uint64_t>(count) != header.data_bytes) {
    const int error = errno;
    release(array.view.buffer);
    if (count < 0) return system_error(path, error);
    return Status("ValueError", "'" + path + "': the file ended while it was read", "write or copy it again");
  }
  if (header.swapped) {
    const bool is_complex = array.dtype == DType::Complex64 || array.dtype == DType::Complex128;
    const int64_t part = item_size(array.dtype) / (is_complex ? 2 : 1);
    for (std::byte* at = array.view.data; at < array.view.data + header.data_bytes; at += part) std::reverse(at, at + part);
  }
  if (array.dtype == DType::Bool) {
    // Compiled code relies on bools being 0 or 1; a file may hold any byte.
    auto* bytes = reinterpret_cast<uint8_t*>(array.view.data);
    for (uint64_t i = 0; i < header.data_bytes; ++i) bytes[i] = bytes[i] != 0;
  }
  return array;
}

uint64_t npy_file_bytes(const TypedView& array) {
  return header_text(array).size() +
         static_cast<uint64_t>(element_count(array.view, array.rank) * item_size(array.dtype));
}

Status write_npy(const std::string& path, const TypedView& array) {
  const std::string header = header_text(array);
  const auto bytes = static_cast<size_t>(element_count(array.view, array.rank) * item_size(array.dtype));
  const std::string temporary = path + "." + std::to_string(getpid()) + ".tmp";
  File file(open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (file.get() < 0) return errno == ENOSPC || errno == EDQUOT ? no_space(path, errno, header.size() + bytes) : system_error(path, errno);
  Writer writer(file.get(), path, header.size() + bytes);
  const auto write_all = [&]() -> Status {
    if (!writer.write(header.data(), header.size())) return writer.status();
    const int64_t item = item_size(array.dtype);
    const bool whole = bytes == 0 || array.rank == 0 || is_c_contiguous(array.view, array.rank, item) || writes_fortran(array);
    if (!(whole ? writer.write(array.view.data, bytes) : write_gathered(writer, array))) return writer.status();
    if (fsync(file.get()) != 0) return writer.failure(errno);
    if (!file.close_checked()) return writer.failure(errno);
    if (rename(temporary.c_str(), path.c_str()) != 0) return system_error(path, errno);
    return {};
  };
  const Status status = write_all();
  if (!status.ok()) unlink(temporary.c_str());
  return status;
}

}  // namespace weft::memory
