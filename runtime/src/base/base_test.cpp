// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include "base/crc32.h"
#include "base/files.h"
#include "base/process.h"
#include "base/sha256.h"

namespace {

std::string scratch_folder() {
  char path[] = "/tmp/weft-base-XXXXXX";
  return ::mkdtemp(path);
}

}  // namespace

TEST_CASE("checksums have their published values") {
  CHECK(weft::crc32("123456789") == 0xCBF43926u);
  CHECK(weft::sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(weft::sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  const std::string million(1'000'000, 'a');
  CHECK(weft::sha256_hex(million) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  weft::Sha256 pieces;
  for (size_t at = 0, step = 1; at < million.size(); at += step, step = step % 300 + 7) pieces.update(std::string_view(million).substr(at, step));
  CHECK(pieces.hex() == weft::sha256_hex(million));
}

TEST_CASE("an atomic write leaves the whole file and nothing beside it") {
  const std::string folder = scratch_folder();
  REQUIRE(weft::make_directories(folder + "/a/b").ok());
  REQUIRE(weft::write_file_atomic(folder + "/a/b/file", "one").ok());
  REQUIRE(weft::write_file_atomic(folder + "/a/b/file", "two").ok());
  CHECK(weft::read_file(folder + "/a/b/file").value() == "two");
  struct stat info = {};
  REQUIRE(::stat((folder + "/a/b/file").c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0600);
  CHECK(weft::read_file(folder + "/a/b/none").status().code() == "WEFT431");
  CHECK(weft::read_file(folder + "/a/b/file", 2).status().code() == "WEFT431");
  CHECK(weft::remove_tree(folder).ok());
  CHECK(!weft::file_exists(folder));
}

TEST_CASE("a full disk has its own code") { CHECK(weft::file_error("write", "/x", ENOSPC).code() == "WEFT430"); }

TEST_CASE("a process is known by its pid and start time") {
  const auto start = weft::process_start_time(::getpid());
  REQUIRE(start.ok());
  CHECK(weft::process_is_alive(::getpid(), start.value()));
  CHECK(!weft::process_is_alive(::getpid(), start.value() + 1));
  CHECK(weft::exit_text(3 << 8) == "exit status 3");
  CHECK(weft::exit_text(9) == "killed by SIGKILL (signal 9)");
}
