// SPDX-License-Identifier: Apache-2.0
// The worker from outside: a job folder in, exit status, results, errors and events out.

#include <sys/mount.h>

#include "base/files.h"
#include "schema/profile_generated.h"
#include "worker/job_fixture.h"

namespace {

using namespace weft;
using namespace weft::worker::testing;
using memory::DType;

using States = std::vector<std::string>;

// Doubles x into a new array, adds k to x's first element, gives three results.
constexpr const char* kProgram = R"(weft.graph 1 "t.py" strict
func @f(%0 x: f64[n], %1 k: int, %2 scale: float) -> f64[n], int, float {
  %3 = cast %2 : f64 @L2
  %4 = mul %0, %3 : f64[n] @L2
  %5 = const 0 : int @L3
  %6 = load %0[%5] : f64 @L3
  %7 = cast %1 : f64 @L3
  %8 = add %6, %7 : f64 @L3
  store %0[%5], %8 @L3
  return %4, %1, %2 @L4
}
)";

constexpr const char* kEndless = R"(weft.graph 1 "t.py" strict
func @f(%0 x: f64[n]) -> f64[n] {
  while @L2 {
    %1 = const true : bool @L2
    yield %1 @L2
  } do {
    %2 = add %0, %0 : f64[n] @L3
    assign %0, %2 @L3
  }
  return %0 @L4
}
)";

Json scalar(const char* name, const char* kind, const Json& value) { return {{"name", name}, {"kind", kind}, {"value", value}}; }

void check_refused(const JobFolder& folder, const std::string& part) {
  CHECK(folder.run().code() == 5);
  CHECK_MESSAGE(folder.message().find(part) != std::string::npos, folder.message());
  const States states = folder.states();
  REQUIRE(!states.empty());
  CHECK(states.back() == "failed");
}

}  // namespace

TEST_CASE("a job leaves results, mutated arguments, times, events and a profile") {
  const JobFolder folder;
  folder.graph(kProgram);
  folder.job({folder.array<double>("x", {3}, DType::Float64, {1, 2, 3}), scalar("k", "int", 10), scalar("scale", "float", 2.5)}, 2, 3);
  REQUIRE_MESSAGE(folder.run().code() == 0, folder.text("log"));
  CHECK(folder.values<double>("return.0.npy") == std::vector<double>{2.5, 5, 7.5});
  CHECK(folder.values<int64_t>("return.1.npy") == std::vector<int64_t>{10});
  CHECK(folder.values<double>("return.2.npy") == std::vector<double>{2.5});
  // Each of the three runs began with the file's values, not with the last run's.
  CHECK(folder.values<double>("arg.x.npy") == std::vector<double>{11, 2, 3});
  const Json results = folder.json("results/results.json");
  CHECK(results["results"].size() == 3);
  CHECK(results["results"][0] == Json{{"name", "return.0"}, {"dtype", "float64"}, {"shape", {3}}, {"file", "return.0.npy"}});
  CHECK(results["results"][1]["shape"] == Json::array());
  CHECK(results["mutated"][0]["name"] == "arg.x");
  CHECK(results["timing"]["run_ms"].size() == 3);
  CHECK(results["timing"]["compile_ms"].get<double>() > 0);
  CHECK(results["timing"]["compile_cached"].is_boolean());
  CHECK(results["memory"]["peak_bytes"].get<uint64_t>() > 0);
  CHECK(results["memory"]["resident_bytes"] >= results["memory"]["worker_bytes"]);
  CHECK(results["worker"]["threads"] == 2);
  CHECK(folder.states() == States{"running", "done"});
  CHECK(!file_exists(folder.path("error.json")));
  CHECK(!file_exists(folder.path("worker.reserve")));

  const std::string profile = folder.text("profile.weftprof");
  flatbuffers::Verifier verifier(reinterpret_cast<const uint8_t*>(profile.data()), profile.size());
  REQUIRE(wire::VerifyProfileBuffer(verifier));
  const wire::Profile* root = wire::GetProfile(profile.data());
  CHECK(root->entry()->str() == "f");
  CHECK(root->recorded_tasks() == root->total_tasks());
  CHECK(root->peak_bytes() > 0);
  CHECK(root->resident_bytes() == results["memory"]["resident_bytes"].get<uint64_t>());
  std::vector<std::string> phases;
  for (const auto* phase : *root->phases()) phases.push_back(phase->name()->str());
  CHECK(phases == std::vector<std::string>{"load", "compile", "run 0", "load", "run 1", "load", "run 2", "store"});
}

TEST_CASE("an error of the program names kind, message, line and function") {
  const JobFolder folder;
  folder.graph(R"(weft.graph 1 "t.py" strict
func @f(%0 x: f64[n], %1 i: int) -> f64 {
  %2 = load %0[%1] : f64 @L7
  return %2 @L7
}
)");
  folder.job({folder.array<double>("x", {3}, DType::Float64, {1, 2, 3}), scalar("i", "int", 3)});
  CHECK(folder.run().code() == 3);
  const Json error = folder.error();
  CHECK(error["kind"] == "IndexError");
  CHECK(error["message"] == "index 3 is out of bounds for axis 0 with size 3");
  CHECK(error["line"] == 7);
  CHECK(error["function"] == "f");
  CHECK(error["file"] == "plates/t.py");
  CHECK(error["code"] == "WEFT530");
  CHECK(folder.states() == States{"running", "failed"});
}

TEST_CASE("a running program stops when the cancel file appears or a signal asks") {
  for (const int how : {0, SIGTERM, SIGUSR1}) {
    CAPTURE(how);
    const JobFolder folder;
    folder.graph(kEndless);
    folder.job({folder.array<double>("x", {20'000}, DType::Float64, std::vector<double>(20'000, 1))});
    const pid_t pid = folder.start();
    folder.wait_for_phase("run");
    if (how == 0) {
      folder.write("cancel", "");
    } else {
      kill(pid, how);
    }
    CHECK(JobFolder::wait(pid).code() == 4);
    CHECK(folder.states() == States{"running", "cancelled"});
    CHECK(!file_exists(folder.path("results/results.json")));
  }
  const JobFolder early;
  early.graph(kEndless);
  early.job({});
  early.write("cancel", "");
  CHECK(early.run().code() == 4);
  CHECK(early.states() == States{"cancelled"});
}

TEST_CASE("a crash leaves an error.json that names the signal") {
  const JobFolder folder;
  folder.graph(kEndless);
  folder.job({folder.array<double>("x", {20'000}, DType::Float64, std::vector<double>(20'000, 1))});
  const pid_t pid = folder.start();
  folder.wait_for_phase("run");
  kill(pid, SIGSEGV);
  CHECK(JobFolder::wait(pid).code() == -SIGSEGV);
  CHECK(folder.error()["kind"] == "Crash");
  CHECK(folder.error()["code"] == "WEFT535");
  CHECK(folder.message().find("SIGSEGV") != std::string::npos);
  CHECK(folder.states() == States{"running"});  // no last state: weftd calls the job lost
}

TEST_CASE("graphs that are missing, cut or damaged are refused") {
  const JobFolder folder;
  folder.job({});
  check_refused(folder, "graph");
  folder.graph(kProgram);
  const std::string good = folder.text("graph");
  folder.write("graph", good.substr(0, good.size() / 2));
  check_refused(folder, "WeftError");
  folder.write("graph", "nonsense");
  check_refused(folder, "WeftError");
}

TEST_CASE("job.json that is missing or broken is refused") {
  const JobFolder folder;
  folder.graph(kProgram);
  check_refused(folder, "job.json");
  for (const char* text : {"", "{", "[]", R"({"threads":-1})", R"({"arguments":3})", R"({"arguments":[{"name":"x","kind":"what"}]})",
                           R"({"arguments":[{"name":"x","kind":"int","value":1.5}]})", R"({"arguments":[{"kind":"none"}]})"}) {
    CAPTURE(text);
    folder.write("job.json", text);
    check_refused(folder, "job.json");
  }
}

TEST_CASE("arguments that do not fit the parameters are refused by name") {
  const JobFolder folder;
  folder.graph(kProgram);
  const Json x = folder.array<double>("x", {3}, DType::Float64, {1, 2, 3});
  const Json k = scalar("k", "int", 1);
  const Json scale = scalar("scale", "float", 1.0);
  folder.job({x, k});
  check_refused(folder, "argument `scale`: missing for f()");
  folder.job({x, k, scale, scalar("other", "int", 1)});
  check_refused(folder, "argument `other`: f() has no such parameter");
  folder.job({x, k, scale, scale});
  check_refused(folder, "argument `scale`: given twice");
  folder.job({x, scalar("k", "float", 1.5), scale});
  check_refused(folder, "argument `k`: got a float, expected int");
  folder.job({folder.array<float>("x", {3}, DType::Float32, {1, 2, 3}), k, scale});
  check_refused(folder, "argument `x`: got float32 with 1 axis, expected f64[n]");
  folder.job({folder.array<double>("x", {1, 3}, DType::Float64, {1, 2, 3}), k, scale});
  check_refused(folder, "argument `x`: got float64 with 2 axes, expected f64[n]");
  folder.job({{{"name", "x"}, {"kind", "remote"}, {"path", "/nonexistent/x.npy"}}, k, scale});
  check_refused(folder, "FileNotFoundError: argument `x`: [Errno 2] No such file or directory: '/nonexistent/x.npy'");
  folder.job({{{"name", "x"}, {"kind", "blob"}, {"sha256", std::string(64, 'a')}}, k, scale});
  check_refused(folder, "FileNotFoundError: argument `x`");
}

TEST_CASE("scalars come as JSON, floats also as text, or as 0-d arrays") {
  const JobFolder folder;
  folder.graph(kProgram);
  const Json x = folder.array<double>("x", {2}, DType::Float64, {1, 2});
  folder.job({x, folder.array<int64_t>("k", {}, DType::Int64, {7}), scalar("scale", "float", "inf")});
  REQUIRE_MESSAGE(folder.run().code() == 0, folder.text("log"));
  CHECK(folder.values<int64_t>("return.1.npy") == std::vector<int64_t>{7});
  CHECK(folder.values<double>("return.2.npy")[0] > 1e308);
  folder.job({x, scalar("k", "int", 1), scalar("scale", "float", "-1.5e-7")});
  REQUIRE(folder.run().code() == 0);
  CHECK(folder.values<double>("return.2.npy") == std::vector<double>{-1.5e-7});
  folder.job({x, scalar("k", "int", 1), scalar("scale", "float", "1.5x")});
  check_refused(folder, "argument `scale` has no usable value of kind float");
  folder.job({x, scalar("k", "int", 1), folder.array<double>("scale", {}, DType::Float64, {0.5})});
  REQUIRE(folder.run().code() == 0);
  CHECK(folder.values<double>("return.0.npy") == std::vector<double>{0.5, 1});
  folder.job({x, folder.array<double>("k", {}, DType::Float64, {7}), scalar("scale", "float", 1)});
  check_refused(folder, "argument `k`: got a float64 scalar, expected int");
}

TEST_CASE("results that a disk cannot hold fail the job with the bytes needed and the directory") {
  constexpr const char* kBig = R"(weft.graph 1 "t.py" strict
func @f(%0 n: int) -> f64[n] {
  %1 = const 1.5 : f64 @L2
  %2 = full %1, %0 : f64[n] @L2
  return %2 @L2
}
)";
  const auto check_full = [&](const JobFolder& folder, uint64_t limit, const std::string& needed) {
    folder.graph(kBig);
    folder.job({scalar("n", "int", 1'000'000)});
    CHECK(folder.run(limit).code() == 3);
    CHECK(folder.error()["kind"] == "OSError");
    CHECK(folder.error()["code"] == "WEFT534");
    CHECK_MESSAGE(folder.message().find(needed) != std::string::npos, folder.message());
    CHECK_MESSAGE(folder.message().find(folder.path("results")) != std::string::npos, folder.message());
    CHECK(folder.states() == States{"running", "failed"});
    CHECK(!file_exists(folder.path("results/return.npy")));
    CHECK(!file_exists(folder.path("results/results.json")));
  };
  // A limit on the size of files: the write itself fails half way.
  check_full(JobFolder(), 2'000'000, "needs 8000128 bytes in");

  // A disk of 4 MB, where this machine lets us mount one.
  char mount_point[] = "/tmp/weft_small_XXXXXX";
  REQUIRE(mkdtemp(mount_point) != nullptr);
  if (mount("tmpfs", mount_point, "tmpfs", 0, "size=4m") == 0) {
    check_full(JobFolder(mount_point), 0, "the results need ");
    CHECK(umount(mount_point) == 0);
  } else {
    MESSAGE("no right to mount a small disk here; the file size limit above tested the same path");
  }
  rmdir(mount_point);
}

TEST_CASE("a wrong command line and a missing folder are usage errors") {
  const auto run = [](const char* argument) {
    const pid_t pid = fork();
    if (pid == 0) {
      const int null = open("/dev/null", O_WRONLY);
      dup2(null, 2);
      execl(WEFT_WORKER, "weft-worker", argument, static_cast<char*>(nullptr));
      _exit(127);
    }
    return JobFolder::wait(pid).code();
  };
  CHECK(run("/nonexistent") == 2);
  CHECK(run("-x") == 2);
}
