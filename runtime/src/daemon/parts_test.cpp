// SPDX-License-Identifier: Apache-2.0
// Event logs, the store, Slurm's texts, .npy headers: without a daemon.

#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "daemon/event_log.h"
#include "daemon/failures.h"
#include "daemon/npy_header.h"
#include "daemon/slurm_text.h"
#include "daemon/store.h"

namespace {

using namespace weft;
using namespace weft::daemon;

struct Folder {
  Folder() {
    char name[] = "/tmp/weft-parts-XXXXXX";
    path = ::mkdtemp(name);
  }
  ~Folder() { CHECK(remove_tree(path).ok()); }
  std::string path;
};

size_t events_in(const std::string& path) {
  size_t count = 0;
  const auto log = EventLog::open(path, EventLog::Access::owner, [&](const Json&) { ++count; });
  REQUIRE(log.ok());
  CHECK(log.value().last_sequence() == count);
  return count;
}

std::span<const std::byte> bytes_of(std::string_view text) { return std::as_bytes(std::span(text.data(), text.size())); }

}  // namespace

TEST_CASE("a log that is torn anywhere keeps the events before and takes new ones") {
  const Folder folder;
  const std::string path = folder.path + "/events";
  std::vector<size_t> ends = {0};
  {
    auto log = EventLog::open(path, EventLog::Access::owner, [](const Json&) {}).take();
    for (int i = 0; i < 5; ++i) {
      REQUIRE(log.append({{"kind", "info"}, {"message", "tab\there"}, {"i", i}}, false).ok());
      ends.push_back(file_size(path).value());
    }
    CHECK(log.read(2, 2).value().size() == 2);
    CHECK(string_at(parse_json(log.read(4, 9).value()[0]).value(), "kind") == "info");
    CHECK(log.read(6, 1).value().empty());
  }
  const std::string whole = read_file(path).value();
  for (size_t length = 0; length <= whole.size(); ++length) {
    REQUIRE(write_file_synced(path, whole.substr(0, length)).ok());
    size_t expected = 0;
    while (expected + 1 < ends.size() && ends[expected + 1] <= length) ++expected;
    CHECK(events_in(path) == expected);
    CHECK(file_size(path).value() == ends[expected]);
  }
  std::string damaged = whole;
  damaged[ends[2] + 3] ^= 1;
  REQUIRE(write_file_synced(path, damaged).ok());
  CHECK(events_in(path) == 2);
  auto log = EventLog::open(path, EventLog::Access::owner, [](const Json&) {}).take();
  REQUIRE(log.append({{"kind", "info"}}, true).ok());
  CHECK(events_in(path) == 3);
}

TEST_CASE("a reader leaves a torn log alone") {
  const Folder folder;
  const std::string path = folder.path + "/events";
  REQUIRE(write_file_synced(path, event_line({{"seq", 1}, {"kind", "info"}}) + "torn").ok());
  const uint64_t size = file_size(path).value();
  CHECK(EventLog::open(path, EventLog::Access::reader, [](const Json&) {}).ok());
  CHECK(file_size(path).value() == size);
}

TEST_CASE("an upload needs room, tells how much, and may come twice at once") {
  const Folder folder;
  const Root root = {folder.path};
  REQUIRE(make_directories(root.store() + "/.partial").ok());
  uint64_t available = 1000;
  Store store(root, [&](const std::string&) -> Result<DiskSpace> { return DiskSpace{available, 1 << 30}; });
  const std::string content = "some bytes";
  const std::string sha256 = sha256_hex(content);
  const Status full = store.begin(sha256, 3'000'000'000).status();
  CHECK(full.code() == "WEFT430");
  CHECK(full.message().find("3.0 GB are needed, 1.0 kB are free") != std::string::npos);
  available = 1 << 30;
  CHECK(store.begin("../../etc/passwd", 5).status().code() == "WEFT407");
  CHECK(store.begin(sha256, 0).status().code() == "WEFT407");

  auto first = store.begin(sha256, content.size()).take();
  auto second = store.begin(sha256, content.size()).take();
  REQUIRE(first->append(bytes_of(content.substr(0, 4))).ok());
  REQUIRE(second->append(bytes_of(content)).ok());
  CHECK(second->append(bytes_of("x")).code() == "WEFT407");
  CHECK(second->finish().ok());
  CHECK(store.has(sha256));
  REQUIRE(first->append(bytes_of(content.substr(4))).ok());
  CHECK(first->finish().ok());
}

TEST_CASE("a resumed upload hashes what it finds") {
  const Folder folder;
  const Root root = {folder.path};
  Store store(root);
  const std::string content(9'000'000, 'z');
  const std::string sha256 = sha256_hex(content);
  const auto resume = [&] {
    auto upload = store.begin(sha256, content.size()).take();
    while (!upload->prepare_step().value()) {
    }
    return upload;
  };
  {
    auto upload = resume();
    REQUIRE(upload->append(bytes_of(std::string_view(content).substr(0, 8'500'000))).ok());
  }
  auto upload = resume();
  CHECK(upload->offset() == 8'500'000);
  REQUIRE(upload->append(bytes_of(std::string_view(content).substr(8'500'000))).ok());
  CHECK(upload->is_full());
  CHECK(upload->finish().ok());
}

TEST_CASE("what Slurm prints is understood") {
  CHECK(parse_sbatch("1234\n") == "1234");
  CHECK(parse_sbatch("1234;cluster\n") == "1234");
  CHECK(parse_sbatch("sbatch: warning: nice\n77\n") == "77");
  CHECK(!parse_sbatch("sbatch: error: invalid partition\n"));
  CHECK(!parse_sbatch(""));
  const auto jobs = parse_squeue("12|PENDING|Priority|2026-11-22T10:00:00|\n13|RUNNING|None|2026-11-22T09:00:00|weft1\nnonsense\n");
  REQUIRE(jobs.size() == 2);
  CHECK(pending_text(jobs[0]) == "other jobs come first (Priority), expected to start 2026-11-22T10:00:00");
  CHECK(jobs[1].nodes == "weft1");
  CHECK(pending_text({"1", "PENDING", "Licenses", "N/A", "", ""}) == "Licenses");
  CHECK(pending_text({"1", "PENDING", "ReqNodeNotAvail, UnavailableNodes:n1", "N/A", "", ""}) ==
        "the nodes it needs are not available (ReqNodeNotAvail, UnavailableNodes:n1)");
  const auto shown = parse_scontrol("JobId=5 JobName=weft-x UserId=u(1) JobState=TIMEOUT Reason=TimeLimit Dependency=(null) ExitCode=0:15 NodeList=weft2 \n");
  REQUIRE(shown);
  CHECK(ended_text(*shown) == "the time limit of the allocation was reached (TIMEOUT, signal 15, on weft2)");
  const auto accounted = parse_sacct("5|CANCELLED by 1000|0:0|None assigned\n");
  REQUIRE(accounted);
  CHECK(ended_text(*accounted) == "it was cancelled in Slurm (CANCELLED)");
  CHECK(slurm_has_ended("OUT_OF_MEMORY"));
  CHECK(!slurm_has_ended("COMPLETING"));
}

TEST_CASE("the batch script says what was asked") {
  JobSpec spec;
  spec.id = "20261122-091500-a1b2c3";
  spec.launcher.kind = wire::LauncherKind::Slurm;
  spec.launcher.partition = "debug";
  spec.launcher.time = "00:10:00";
  spec.launcher.cpus = 4;
  spec.launcher.directives = {"--constraint=zen"};
  spec.launcher.prologue = {"module load gcc"};
  CHECK(slurm_script(spec, {"/home/o'neil/.weft"}, "/bin/weft-worker") ==
        "#!/bin/bash\n"
        "#SBATCH --job-name=weft-20261122-091500-a1b2c3\n"
        "#SBATCH --output=\"/home/o'neil/.weft/jobs/20261122-091500-a1b2c3/log\"\n"
        "#SBATCH --error=\"/home/o'neil/.weft/jobs/20261122-091500-a1b2c3/log\"\n"
        "#SBATCH --open-mode=append\n#SBATCH --no-requeue\n#SBATCH --nodes=1\n#SBATCH --ntasks=1\n"
        "#SBATCH --partition=debug\n#SBATCH --time=00:10:00\n#SBATCH --cpus-per-task=4\n#SBATCH --constraint=zen\n"
        "export WEFT_HOME='/home/o'\\''neil/.weft'\nexport OPENBLAS_NUM_THREADS=1\nexport WEFT_THREADS=4\nmodule load gcc\n"
        "cd '/home/o'\\''neil/.weft/jobs/20261122-091500-a1b2c3'\n"
        "exec '/bin/weft-worker' '/home/o'\\''neil/.weft/jobs/20261122-091500-a1b2c3'\n");
}

TEST_CASE("the header of an .npy file is read, and nothing else") {
  const auto header = parse_npy_dictionary("{'descr': '<f8', 'fortran_order': True, 'shape': (3, 4), }  \n");
  REQUIRE(header.ok());
  CHECK(header.value().dtype == "f64");
  CHECK(header.value().fortran_order);
  CHECK(header.value().shape == std::vector<uint64_t>{3, 4});
  CHECK(parse_npy_dictionary("{'descr': '|b1', 'fortran_order': False, 'shape': (), }").value().shape.empty());
  CHECK(parse_npy_dictionary("{'descr': '<c16', 'fortran_order': False, 'shape': (1,), }").status().code() == "WEFT411");
  CHECK(parse_npy_dictionary("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,), }").status().code() == "WEFT411");
  CHECK(parse_npy_dictionary("").status().code() == "WEFT411");
  const Folder folder;
  CHECK(read_npy_header(folder.path + "/none.npy").status().code() == "WEFT410");
  REQUIRE(write_file_synced(folder.path + "/bad.npy", "no array").ok());
  CHECK(read_npy_header(folder.path + "/bad.npy").status().code() == "WEFT411");
}

TEST_CASE("the page lists the failures") {
  const std::string page = read_file(WEFT_DOCS "/protocol.md").value();
  for (const FailureCode& failure : kFailureCodes) {
    const std::string row = "| `" + std::string(failure.code) + "` | " + std::string(failure.meaning) + " |";
    CAPTURE(row);
    CHECK(page.find(row) != std::string::npos);
  }
}
