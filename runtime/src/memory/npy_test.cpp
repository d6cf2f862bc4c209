// SPDX-License-Identifier: Apache-2.0
#include "memory/npy.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <numeric>

#include "memory/npy_header.h"

namespace {

using namespace weft;
using namespace weft::memory;

struct Folder {
  std::string path;
  Folder() {
    char name[] = "/tmp/weft_npy_XXXXXX";
    path = mkdtemp(name);
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string file(const std::string& name) const { return path + "/" + name; }
  size_t count() const {
    return static_cast<size_t>(std::distance(std::filesystem::directory_iterator(path), std::filesystem::directory_iterator()));
  }
};

TypedView numbered(Pool& pool, std::vector<int64_t> shape, DType dtype) {
  const ArrayView view = allocate_array(pool, shape, dtype).value();
  const auto bytes = static_cast<size_t>(*checked_bytes(shape, item_size(dtype)));
  for (size_t i = 0; i < bytes; ++i) view.data[i] = static_cast<std::byte>(dtype == DType::Bool ? i % 2 : i * 7 % 251);
  return {view, dtype, static_cast<uint32_t>(shape.size())};
}

/// The elements in C order.
std::vector<std::byte> elements(const TypedView& array) {
  std::vector<std::byte> bytes;
  const auto item = static_cast<size_t>(item_size(array.dtype));
  int64_t index[kMaxRank] = {};
  for (int64_t n = element_count(array.view, array.rank); n > 0; --n) {
    const std::byte* at = array.view.data;
    for (uint32_t axis = 0; axis < array.rank; ++axis) at += index[axis] * array.view.strides[axis];
    bytes.insert(bytes.end(), at, at + item);
    for (uint32_t axis = array.rank; axis-- > 0;) {
      if (++index[axis] < array.view.shape[axis]) break;
      index[axis] = 0;
    }
  }
  return bytes;
}

void write_text(const std::string& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }

std::string npy_bytes(const std::string& dictionary, size_t data_bytes, char major = 1) {
  std::string text("\x93NUMPY", 6);
  text += major;
  text += '\0';
  text += static_cast<char>(dictionary.size() & 0xffU);
  text += static_cast<char>(dictionary.size() >> 8U);
  if (major > 1) text.append(2, '\0');
  return text + dictionary + std::string(data_bytes, '\x01');
}

Status read_status(const std::string& bytes) {
  Folder folder;
  Pool pool(1 << 20);
  write_text(folder.file("a.npy"), bytes);
  Result<TypedView> array = read_npy(pool, folder.file("a.npy"));
  if (!array.ok()) return array.status();
  release(array.value().view.buffer);
  return {};
}

}  // namespace

TEST_CASE("arrays of every type, rank and order survive a round trip") {
  Folder folder;
  Pool pool(1 << 28);
  for (const DType dtype : wire::EnumValuesDType()) {
    for (const std::vector<int64_t>& shape : std::vector<std::vector<int64_t>>{{}, {0}, {1}, {7}, {3, 0}, {4, 5}, {2, 3, 4}, {2, 3, 4, 5}, {2, 1, 3, 2, 1, 2, 3, 2}}) {
      const TypedView array = numbered(pool, shape, dtype);
      TypedView turned = array;
      std::reverse(turned.view.shape, turned.view.shape + turned.rank);
      std::reverse(turned.view.strides, turned.view.strides + turned.rank);
      TypedView strided = array;
      if (strided.rank > 0 && strided.view.shape[0] > 0) {
        strided.view.data += (strided.view.shape[0] - 1) * strided.view.strides[0];
        strided.view.strides[0] *= -1;
        if (strided.rank > 1) {
          strided.view.shape[1] = (strided.view.shape[1] + 1) / 2;
          strided.view.strides[1] *= 2;
        }
      }
      for (const TypedView& view : {array, turned, strided}) {
        const std::string path = folder.file("a.npy");
        REQUIRE(write_npy(path, view).ok());
        CHECK(std::filesystem::file_size(path) == npy_file_bytes(view));
        const NpyHeader header = describe_npy(path).value();
        CHECK(header.dtype == dtype);
        CHECK(header.shape == std::vector<int64_t>(view.view.shape, view.view.shape + view.rank));
        CHECK(header.data_offset % 64 == 0);
        const TypedView back = read_npy(pool, path).value();
        CHECK(elements(back) == elements(view));
        if (view.rank > 1 && is_f_contiguous(view.view, view.rank, item_size(dtype)) &&
            !is_c_contiguous(view.view, view.rank, item_size(dtype))) {
          CHECK(header.fortran_order);
          CHECK(is_f_contiguous(back.view, back.rank, item_size(dtype)));
        }
        release(back.view.buffer);
      }
      release(array.view.buffer);
    }
  }
  CHECK(folder.count() == 1);  // no temporary is left
  CHECK(pool.live_bytes() == 0);
}

TEST_CASE("a large strided view is written in pieces") {
  Folder folder;
  Pool pool(1 << 28);
  const TypedView array = numbered(pool, {700, 1000}, DType::Float64);
  TypedView every_other = array;
  every_other.view.shape[1] = 500;
  every_other.view.strides[1] = 16;
  REQUIRE(write_npy(folder.file("a.npy"), every_other).ok());
  const TypedView back = read_npy(pool, folder.file("a.npy")).value();
  CHECK(elements(back) == elements(every_other));
  release(array.view.buffer);
  release(back.view.buffer);
}

TEST_CASE("headers of all three format versions are read") {
  const std::string dictionary = "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }\n";
  for (const char major : {'\x01', '\x02', '\x03'}) CHECK(read_status(npy_bytes(dictionary, 16, major)).ok());
  CHECK(read_status(npy_bytes("{\"shape\":(),\"descr\":\"<i4\",\"fortran_order\":True}", 4)).ok());
  CHECK(read_status(npy_bytes(dictionary, 16, '\x04')).message().find("format version 4.0 is not supported") != std::string::npos);
}

TEST_CASE("big-endian elements are turned, each part of a complex number by itself") {
  Folder folder;
  Pool pool(1 << 20);
  for (const DType dtype : wire::EnumValuesDType()) {
    if (dtype == DType::Bool) continue;
    const TypedView array = numbered(pool, {5}, dtype);
    std::vector<std::byte> bytes = elements(array);
    const bool is_complex = dtype == DType::Complex64 || dtype == DType::Complex128;
    const auto part = static_cast<size_t>(item_size(dtype)) / (is_complex ? 2 : 1);
    std::string text = "{'descr': '>" + std::string(dtype_descr(dtype)).substr(1) + "', 'fortran_order': False, 'shape': (5,), }\n";
    std::string file = npy_bytes(text, bytes.size());
    for (size_t i = 0; i < bytes.size(); ++i) file[file.size() - bytes.size() + i] = static_cast<char>(bytes[i / part * part + part - 1 - i % part]);
    write_text(folder.file("a.npy"), file);
    const TypedView back = read_npy(pool, folder.file("a.npy")).value();
    CHECK(elements(back) == bytes);
    release(array.view.buffer);
    release(back.view.buffer);
  }
}

TEST_CASE("what cannot be used is refused with the reason") {
  const auto message = [](const std::string& dictionary, size_t bytes = 64) {
    const Status status = read_status(npy_bytes(dictionary, bytes));
    CHECK(!status.ok());
    return status.code() + " " + status.message();
  };
  const auto has = [](const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; };
  CHECK(has(message("{'descr': '<c32', 'fortran_order': False, 'shape': (2,), }"), "TypeError"));
  CHECK(has(message("{'descr': '<f2', 'fortran_order': False, 'shape': (2,), }"), "element type '<f2' is not supported"));
  CHECK(has(message("{'descr': [('x', '<f8')], 'fortran_order': False, 'shape': (2,), }"), "[('x', '<f8')]"));
  CHECK(has(message("{'descr': '<f8', 'fortran_order': False, 'shape': (20,), }"), "its header promises"));
  CHECK(has(message("{'descr': '<f8', 'fortran_order': False, 'shape': (-2,), }"), "`shape`"));
  CHECK(has(message("{'descr': '<f8', 'fortran_order': False, 'shape': (4611686018427387904, 4), }"), "too large"));
  CHECK(has(message("{'descr': '<f8', 'fortran_order': False}"), "are needed"));
  CHECK(has(message("{'descr': '<f8', 'fortran_order': False, 'shape': (1,)} + 1"), "after the dictionary"));
  CHECK(has(message("{'descr': '<b1', 'fortran_order': False, 'shape': (1,1,1,1,1,1,1,1,1), }"), "9 axes"));
  CHECK(read_status("hello").message().find("not an .npy file") != std::string::npos);
  CHECK(read_status("").message().find("not an .npy file") != std::string::npos);
  CHECK(read_status(npy_bytes("{'descr': '<f8'", 0).substr(0, 20)).message().find("ends inside its header") != std::string::npos);
  CHECK(describe_npy("/nonexistent.npy").status().code() == "FileNotFoundError");
  CHECK(describe_npy("/tmp").status().code() == "IsADirectoryError");
}

TEST_CASE("every cut and every changed byte of a header gives a status, never a crash") {
  const std::string good = npy_bytes("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 1), }\n", 16);
  for (size_t cut = 0; cut < good.size(); ++cut) CHECK(!read_status(good.substr(0, cut)).ok());
  for (size_t at = 0; at < good.size() - 16; ++at) {
    for (const char byte : {'\0', '\xff', '(', '9', '\''}) {
      std::string bad = good;
      bad[at] = byte;
      (void)read_status(bad).ok();
    }
  }
}

TEST_CASE("bytes of bool files become 0 or 1") {
  Folder folder;
  Pool pool(1 << 20);
  std::string bytes = npy_bytes("{'descr': '|b1', 'fortran_order': False, 'shape': (3,), }\n", 0);
  write_text(folder.file("a.npy"), bytes + std::string("\x02\x00\xff", 3));
  const TypedView array = read_npy(pool, folder.file("a.npy")).value();
  CHECK(elements(array) == std::vector<std::byte>{std::byte{1}, std::byte{0}, std::byte{1}});
  release(array.view.buffer);
}

TEST_CASE("a disk that is full gives the bytes needed and the directory, and leaves the old file") {
  Folder folder;
  Pool pool(1 << 24);
  const TypedView small = numbered(pool, {10}, DType::Float64);
  const TypedView large = numbered(pool, {100'000}, DType::Float64);
  REQUIRE(write_npy(folder.file("a.npy"), small).ok());
  // A file size limit makes write() fail half way, as a full disk does.
  signal(SIGXFSZ, SIG_IGN);
  rlimit old{};
  REQUIRE(getrlimit(RLIMIT_FSIZE, &old) == 0);
  const rlimit tight{100'000, old.rlim_max};
  REQUIRE(setrlimit(RLIMIT_FSIZE, &tight) == 0);
  const Status status = write_npy(folder.file("a.npy"), large);
  REQUIRE(setrlimit(RLIMIT_FSIZE, &old) == 0);
  CHECK(status.code() == "OSError");
  CHECK(status.message().find("needs 800128 bytes in '" + folder.path + "'") != std::string::npos);
  CHECK(describe_npy(folder.file("a.npy")).value().shape == std::vector<int64_t>{10});
  CHECK(folder.count() == 1);
  CHECK(write_npy("/nonexistent/a.npy", small).code() == "FileNotFoundError");
  release(small.view.buffer);
  release(large.view.buffer);
}
