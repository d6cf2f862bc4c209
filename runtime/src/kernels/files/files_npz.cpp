// SPDX-License-Identifier: Apache-2.0
// NumPy's .npz archives: zip files of .npy files, stored or deflated, also beyond 4 GiB (zip64).

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

#include "base/files.h"
#include "kernels/element.h"
#include "kernels/files/file_arrays.h"
#include "memory/npy.h"
#include "memory/npy_header.h"

namespace weft::kernels {
namespace files {
namespace {

struct Entry {
  std::string name;
  uint16_t method = 0;
  uint64_t packed = 0;
  uint64_t size = 0;
  uint64_t header = 0;  // where the local header starts
};

template <typename T>
T number(const std::string& bytes, size_t at) {
  T value = 0;
  if (at + sizeof value <= bytes.size()) std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

Status damaged(const std::string& path) { return Status("BadZipFile", "File is not a zip file: '" + path + "'"); }

Result<std::string> read_at(int file, uint64_t offset, uint64_t bytes) {
  std::string text(bytes, '\0');
  for (size_t got = 0; got < bytes;) {
    const ssize_t more = ::pread(file, text.data() + got, bytes - got, static_cast<off_t>(offset + got));
    if (more <= 0) return Status("BadZipFile", "the archive is cut short");
    got += static_cast<size_t>(more);
  }
  return text;
}

/// The central directory at the end of the file.
Result<std::vector<Entry>> read_directory(int file, const std::string& path) {
  const off_t end = ::lseek(file, 0, SEEK_END);
  const uint64_t length = end < 0 ? 0 : static_cast<uint64_t>(end);
  const uint64_t tail = std::min<uint64_t>(length, 65557);
  auto last = read_at(file, length - tail, tail);
  if (!last.ok()) return last.status();
  const std::string& text = last.value();
  const size_t at = text.rfind("PK\x05\x06");
  if (at == std::string::npos) return damaged(path);
  uint64_t count = number<uint16_t>(text, at + 10);
  uint64_t bytes = number<uint32_t>(text, at + 12);
  uint64_t start = number<uint32_t>(text, at + 16);
  if ((count == 0xffff || bytes == 0xffffffff || start == 0xffffffff) && at >= 20 && text.compare(at - 20, 4, "PK\x06\x07") == 0) {
    auto wide = read_at(file, number<uint64_t>(text, at - 12), 56);
    if (!wide.ok()) return wide.status();
    count = number<uint64_t>(wide.value(), 32);
    bytes = number<uint64_t>(wide.value(), 40);
    start = number<uint64_t>(wide.value(), 48);
  }
  if (start > length || bytes > length - start) return damaged(path);
  auto directory = read_at(file, start, bytes);
  if (!directory.ok()) return directory.status();
  const std::string& list = directory.value();
  std::vector<Entry> entries;
  for (size_t i = 0; entries.size() < count && i + 46 <= list.size();) {
    if (list.compare(i, 4, "PK\x01\x02") != 0) return damaged(path);
    Entry entry;
    entry.method = number<uint16_t>(list, i + 10);
    entry.packed = number<uint32_t>(list, i + 20);
    entry.size = number<uint32_t>(list, i + 24);
    entry.header = number<uint32_t>(list, i + 42);
    const size_t name = number<uint16_t>(list, i + 28);
    const size_t extra = number<uint16_t>(list, i + 30);
    const size_t comment = number<uint16_t>(list, i + 32);
    if (i + 46 + name + extra > list.size()) return damaged(path);
    entry.name = list.substr(i + 46, name);
    // Sizes that do not fit 32 bits stand in the extra field of type 1, in this order.
    for (size_t k = i + 46 + name, stop = k + extra; k + 4 <= stop;) {
      const size_t size = number<uint16_t>(list, k + 2);
      size_t field = k + 4;
      if (number<uint16_t>(list, k) == 1) {
        for (uint64_t* value : {&entry.size, &entry.packed, &entry.header}) {
          if (*value != 0xffffffff) continue;
          *value = number<uint64_t>(list, field);
          field += 8;
        }
      }
      k += 4 + size;
    }
    entries.push_back(std::move(entry));
    i += 46 + name + extra + comment;
  }
  return entries;
}

/// Bytes of one entry, unpacked as they are asked for.
class Stream {
 public:
  Stream(int file, const Entry& entry, uint64_t start) : file_(file), at_(start), left_(entry.packed), deflated_(entry.method == 8) {
    if (deflated_) inflateInit2(&zip_, -MAX_WBITS);
  }
  ~Stream() {
    if (deflated_) inflateEnd(&zip_);
  }
  Stream(const Stream&) = delete;

  /// Fewer than `bytes` only at the end or for a damaged archive.
  size_t read(std::byte* to, size_t bytes) {
    size_t got = 0;
    while (got < bytes) {
      if (!deflated_) {
        const size_t want = std::min<uint64_t>(bytes - got, left_);
        const ssize_t more = want == 0 ? 0 : ::pread(file_, to + got, want, static_cast<off_t>(at_));
        if (more <= 0) break;
        take(static_cast<size_t>(more));
        got += static_cast<size_t>(more);
        continue;
      }
      if (zip_.avail_in == 0 && left_ > 0) {
        buffer_.resize(256 << 10);
        const ssize_t more = ::pread(file_, buffer_.data(), std::min<uint64_t>(buffer_.size(), left_), static_cast<off_t>(at_));
        if (more <= 0) break;
        take(static_cast<size_t>(more));
        zip_.next_in = reinterpret_cast<Bytef*>(buffer_.data());
        zip_.avail_in = static_cast<uInt>(more);
      }
      const size_t room = std::min<size_t>(bytes - got, size_t{1} << 30);
      zip_.next_out = reinterpret_cast<Bytef*>(to + got);
      zip_.avail_out = static_cast<uInt>(room);
      const int state = inflate(&zip_, Z_NO_FLUSH);
      got += room - zip_.avail_out;
      if (state == Z_STREAM_END || (state != Z_OK && state != Z_BUF_ERROR)) break;
      if (zip_.avail_out == room && zip_.avail_in == 0 && left_ == 0) break;
    }
    return got;
  }

 private:
  void take(size_t bytes) {
    at_ += bytes;
    left_ -= bytes;
  }
  int file_;
  uint64_t at_;
  uint64_t left_;
  bool deflated_;
  z_stream zip_{};
  std::string buffer_;
};

class NpzArray final : public Source {
 public:
  NpzArray(UniqueFd file, Entry entry, std::string path) : file_(std::move(file)), entry_(std::move(entry)), path_(std::move(path)) {}

  Status open() {
    auto local = read_at(file_.get(), entry_.header, 30);
    if (!local.ok()) return local.status();
    if (local.value().compare(0, 4, "PK\x03\x04") != 0) return damaged(path_);
    const uint64_t start = entry_.header + 30 + number<uint16_t>(local.value(), 26) + number<uint16_t>(local.value(), 28);
    if (entry_.method != 0 && entry_.method != 8) {
      return Status("NotImplementedError", "That compression method is not supported", "write it with `np.savez` or `np.savez_compressed`");
    }
    stream_ = std::make_unique<Stream>(file_.get(), entry_, start);
    std::byte first[12];
    const size_t got = stream_->read(first, sizeof first);
    auto preamble = memory::parse_npy_preamble({first, got});
    if (!preamble.ok()) return preamble.status().with_context("'" + entry_.name + "'");
    const uint64_t end = preamble.value().header_offset + preamble.value().header_bytes;
    if (end < got) return damaged(path_);
    std::string text(end - got, '\0');
    if (stream_->read(reinterpret_cast<std::byte*>(text.data()), text.size()) != text.size()) return damaged(path_);
    const size_t skip = preamble.value().header_offset;  // 10 or 12: part of the header may be in `first`
    std::string header(reinterpret_cast<const char*>(first) + skip, got - skip);
    auto parsed = memory::parse_npy_header(header + text);
    if (!parsed.ok()) return parsed.status().with_context("'" + entry_.name + "'");
    header_ = parsed.take();
    if (!header_.dtype) return memory::unsupported_descr(header_.descr).with_context("'" + entry_.name + "'");
    shape_.dtype = *header_.dtype;
    shape_.sizes = header_.shape;
    return {};
  }

  const Shape& shape() const override { return shape_; }

  Status read(std::byte* to) override {
    const auto item = static_cast<size_t>(memory::item_size(shape_.dtype));
    size_t count = 1;
    for (const int64_t size : shape_.sizes) count *= static_cast<size_t>(size);
    std::vector<std::byte> other;
    const bool reorder = header_.fortran_order && shape_.sizes.size() > 1;
    if (reorder) other.resize(count * item);
    std::byte* target = reorder ? other.data() : to;
    if (stream_->read(target, count * item) != count * item) return Status("ValueError", "'" + entry_.name + "' is damaged or cut short");
    if (reorder) from_fortran(other.data(), to, item);
    if (shape_.dtype == DType::Bool) {
      for (size_t i = 0; i < count; ++i) to[i] = std::byte{to[i] != std::byte{0}};
    }
    return {};
  }

 private:
  void from_fortran(const std::byte* from, std::byte* to, size_t item) const {
    const size_t rank = shape_.sizes.size();
    std::vector<int64_t> index(rank, 0);
    std::vector<size_t> strides(rank);
    size_t count = 1;
    for (size_t i = 0; i < rank; ++i) {
      strides[i] = count;
      count *= static_cast<size_t>(shape_.sizes[i]);
    }
    size_t at = 0;
    for (size_t k = 0; k < count; ++k) {
      std::memcpy(to + k * item, from + at * item, item);
      for (size_t axis = rank; axis-- > 0;) {
        at += strides[axis];
        if (++index[axis] < shape_.sizes[axis]) break;
        at -= strides[axis] * static_cast<size_t>(shape_.sizes[axis]);
        index[axis] = 0;
      }
    }
  }

  UniqueFd file_;
  Entry entry_;
  std::string path_;
  std::unique_ptr<Stream> stream_;
  memory::NpyHeader header_;
  Shape shape_;
};

/// Writes an archive beside its path and renames it when it is whole.
class Writer {
 public:
  Writer(std::string path, bool deflates) : path_(std::move(path)), deflates_(deflates) {
    temporary_ = path_ + "." + std::to_string(::getpid()) + ".tmp";
    file_ = UniqueFd(::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
    if (!file_) status_ = system_error(path_, errno);
  }
  ~Writer() {
    if (!done_) ::unlink(temporary_.c_str());
  }

  void add(const std::string& name, const std::string& header, const std::byte* data, size_t bytes) {
    Entry entry;
    entry.name = name + ".npy";
    entry.method = deflates_ ? 8 : 0;
    entry.size = header.size() + bytes;
    entry.header = at_;
    uint32_t crc = 0;
    for (const auto& [part, size] : {std::pair{reinterpret_cast<const std::byte*>(header.data()), header.size()}, std::pair{data, bytes}}) {
      for (size_t i = 0; i < size; i += size_t{1} << 30) {
        crc = static_cast<uint32_t>(
            ::crc32(crc, reinterpret_cast<const Bytef*>(part + i), static_cast<uInt>(std::min<size_t>(size - i, size_t{1} << 30))));
      }
    }
    std::string packed;
    if (deflates_) packed = deflated(header, data, bytes);
    entry.packed = deflates_ ? packed.size() : entry.size;
    std::string local = "PK\x03\x04";
    put16(local, 45);
    put16(local, 0);
    put16(local, entry.method);
    put32(local, 0x00210000);  // 1980-01-01, so that equal arrays give equal archives
    put32(local, crc);
    put32(local, 0xffffffff);
    put32(local, 0xffffffff);
    put16(local, static_cast<uint16_t>(entry.name.size()));
    put16(local, 20);
    local += entry.name;
    put16(local, 1);
    put16(local, 16);
    put64(local, entry.size);
    put64(local, entry.packed);
    write(local.data(), local.size());
    if (deflates_) {
      write(packed.data(), packed.size());
    } else {
      write(header.data(), header.size());
      write(data, bytes);
    }
    std::string central = "PK\x01\x02";
    put16(central, 0x032d);
    central += local.substr(4, 24);  // version needed to the length of the name
    put16(central, 28);
    put16(central, 0);
    put16(central, 0);
    put16(central, 0);
    put32(central, 0x01800000);
    put32(central, 0xffffffff);
    central += entry.name;
    put16(central, 1);
    put16(central, 24);
    put64(central, entry.size);
    put64(central, entry.packed);
    put64(central, entry.header);
    directory_ += central;
    ++count_;
  }

  Status finish() {
    const uint64_t start = at_;
    std::string end = directory_;
    end += "PK\x06\x06";
    put64(end, 44);
    put16(end, 0x032d);
    put16(end, 45);
    put32(end, 0);
    put32(end, 0);
    put64(end, count_);
    put64(end, count_);
    put64(end, directory_.size());
    put64(end, start);
    end += "PK\x06\x07";
    put32(end, 0);
    put64(end, start + directory_.size());
    put32(end, 1);
    end += "PK\x05\x06";
    put32(end, 0);
    const auto few = static_cast<uint16_t>(std::min<uint64_t>(count_, 0xffff));
    put16(end, few);
    put16(end, few);
    put32(end, static_cast<uint32_t>(std::min<uint64_t>(directory_.size(), 0xffffffff)));
    put32(end, static_cast<uint32_t>(std::min<uint64_t>(start, 0xffffffff)));
    put16(end, 0);
    write(end.data(), end.size());
    if (!status_.ok()) return status_;
    if (::fsync(file_.get()) != 0 || ::rename(temporary_.c_str(), path_.c_str()) != 0) return system_error(path_, errno);
    done_ = true;
    return {};
  }

 private:
  static void put16(std::string& text, uint16_t value) { text.append(reinterpret_cast<const char*>(&value), sizeof value); }
  static void put32(std::string& text, uint32_t value) { text.append(reinterpret_cast<const char*>(&value), sizeof value); }
  static void put64(std::string& text, uint64_t value) { text.append(reinterpret_cast<const char*>(&value), sizeof value); }

  static std::string deflated(const std::string& header, const std::byte* data, size_t bytes) {
    z_stream zip{};
    deflateInit2(&zip, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    std::string result;
    std::string block(256 << 10, '\0');
    const auto feed = [&](const void* from, size_t size, bool last) {
      for (size_t i = 0; i < size || (last && i == size); i += size_t{1} << 30) {
        const size_t part = std::min<size_t>(size - i, size_t{1} << 30);
        zip.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(static_cast<const char*>(from) + i));
        zip.avail_in = static_cast<uInt>(part);
        const bool ends = last && i + part == size;
        int state = Z_OK;
        do {
          zip.next_out = reinterpret_cast<Bytef*>(block.data());
          zip.avail_out = static_cast<uInt>(block.size());
          state = deflate(&zip, ends ? Z_FINISH : Z_NO_FLUSH);
          result.append(block.data(), block.size() - zip.avail_out);
        } while (zip.avail_out == 0 || (ends && state != Z_STREAM_END));
        if (ends) break;
      }
    };
    feed(header.data(), header.size(), bytes == 0);
    if (bytes > 0) feed(data, bytes, true);
    deflateEnd(&zip);
    return result;
  }

  void write(const void* data, size_t bytes) {
    const auto* from = static_cast<const char*>(data);
    while (status_.ok() && bytes > 0) {
      const ssize_t more = ::write(file_.get(), from, std::min<size_t>(bytes, size_t{1} << 30));
      if (more < 0 && errno == EINTR) continue;
      if (more <= 0) {
        status_ = system_error(path_, errno);
        return;
      }
      from += more;
      bytes -= static_cast<size_t>(more);
      at_ += static_cast<uint64_t>(more);
    }
  }

  std::string path_;
  std::string temporary_;
  bool deflates_;
  UniqueFd file_;
  Status status_;
  uint64_t at_ = 0;
  uint64_t count_ = 0;
  std::string directory_;
  bool done_ = false;
};

/// Operands: the path, whether to deflate, then names and arrays in turn.
Status savez(Call& call) {
  std::string path = call.text(0);
  if (!path.ends_with(".npz")) path += ".npz";
  Writer writer(path, call.flag(1));
  for (size_t i = 2; i + 1 < call.count(); i += 2) {
    const Item& item = call.operand(i + 1);
    TypedView array;
    std::byte number[16] = {};
    if (item.is_array()) {
      auto view = call.contiguous(i + 1);
      if (!view.ok()) return view.status();
      array = view.value();
    } else {
      array.dtype = item.kind == wire::TypeKind::Scalar ? item.dtype
                    : item.kind == wire::TypeKind::Int  ? DType::Int64
                    : item.kind == wire::TypeKind::Bool ? DType::Bool
                    : item.kind == wire::TypeKind::Complex ? DType::Complex128
                                                           : DType::Float64;
      with_type(array.dtype, [&]<typename T>(T) {
        T value{};
        if constexpr (is_complex<T>) value = T(item.complex_number());
        else if constexpr (std::is_floating_point_v<T>) value = static_cast<T>(item.number());
        else value = static_cast<T>(item.integer);
        std::memcpy(number, static_cast<const void*>(&value), sizeof value);
      });
      array.view.data = number;
    }
    const std::string header = memory::npy_header_text(array.dtype, {array.view.shape, array.rank}, false);
    const auto bytes = static_cast<size_t>(memory::element_count(array.view, array.rank) * memory::item_size(array.dtype));
    writer.add(call.text(i), header, array.view.data, bytes);
  }
  return writer.finish();
}

/// Operands: the path and the member's name.
Status load_npz(Call& call) {
  auto source = open_npz(call.text(0), call.text(1));
  if (!source.ok()) return source.status();
  return give(call, *source.value(), call.text(0) + "::" + call.text(1));
}

}  // namespace

Result<std::unique_ptr<Source>> open_npz(const std::string& path, const std::string& member) {
  UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return system_error(path, errno);
  auto entries = read_directory(file.get(), path);
  if (!entries.ok()) return entries.status();
  std::string names;
  for (const Entry& entry : entries.value()) {
    if (entry.name != member && entry.name != member + ".npy") {
      const bool npy = entry.name.ends_with(".npy");
      names += (names.empty() ? "" : ", ") + (npy ? entry.name.substr(0, entry.name.size() - 4) : entry.name);
      continue;
    }
    auto source = std::make_unique<NpzArray>(std::move(file), entry, path);
    if (Status status = source->open(); !status.ok()) return status;
    return std::unique_ptr<Source>(std::move(source));
  }
  return Status("KeyError", "'" + member + " is not a file in the archive'", "it holds: " + names);
}

}  // namespace files

void register_files_npz(Registry& registry) {
  registry.add("load.npz", files::load_npz);
  registry.add("savez", files::savez);
}

}  // namespace weft::kernels
