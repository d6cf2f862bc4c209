// SPDX-License-Identifier: Apache-2.0
// For tests: makes job folders, runs the real weft-worker on them and reads back everything it left.

#pragma once

#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "base/crc32.h"
#include "base/process.h"
#include "graph/load.h"
#include "graph/parse.h"
#include "memory/npy.h"

namespace weft::worker::testing {

using Json = nlohmann::json;

struct Ended {
  int status = 0;  // as waitpid gives it
  int code() const { return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status); }
};

/// A job folder and an installation root of their own.
class JobFolder {
 public:
  explicit JobFolder(const std::string& parent = "/tmp") {
    std::string name = parent + "/weft_job_XXXXXX";
    REQUIRE(mkdtemp(name.data()) != nullptr);
    root_ = name;
    std::filesystem::create_directories(root_ + "/job");
  }
  ~JobFolder() { std::filesystem::remove_all(root_); }
  JobFolder(const JobFolder&) = delete;
  JobFolder& operator=(const JobFolder&) = delete;

  std::string path(const std::string& name = {}) const { return root_ + "/job" + (name.empty() ? "" : "/" + name); }
  const std::string& root() const { return root_; }

  void write(const std::string& name, const std::string& text) const { std::ofstream(path(name), std::ios::binary) << text; }
  void graph(const std::string& text) const {
    auto graph = graph::parse_graph(text);
    REQUIRE_MESSAGE(graph.ok(), graph.status().to_string());
    const std::vector<std::byte> bytes = graph::encode_graph(*graph.value());
    write("graph", {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  }
  void job(const std::vector<Json>& arguments, uint32_t threads = 2, uint32_t repeat = 1) const {
    write("job.json", Json{{"id", "20260101-000000-abcdef"}, {"title", "t.py:f"}, {"file", "plates/t.py"}, {"threads", threads},
                           {"repeat", repeat}, {"arguments", arguments}}.dump());
  }
  /// An .npy beside the job folder; gives a `remote` argument.
  template <typename T>
  Json array(const std::string& name, const std::vector<int64_t>& shape, memory::DType dtype, const std::vector<T>& values) const {
    memory::TypedView view;
    std::vector<T> copy = values;
    view.dtype = dtype;
    view.rank = static_cast<uint32_t>(shape.size());
    view.view.data = reinterpret_cast<std::byte*>(copy.data());
    int64_t stride = sizeof(T);
    for (size_t axis = shape.size(); axis-- > 0;) {
      view.view.shape[axis] = shape[axis];
      view.view.strides[axis] = stride;
      stride *= shape[axis];
    }
    const std::string file = root_ + "/" + name + ".npy";
    REQUIRE(memory::write_npy(file, view).ok());
    return {{"name", name}, {"kind", "remote"}, {"path", file}};
  }

  /// `limit_bytes`: the largest file the worker may write.
  pid_t start(uint64_t limit_bytes = 0) const {
    const pid_t pid = fork();
    REQUIRE(pid >= 0);
    if (pid == 0) {
      setenv("WEFT_HOME", root_.c_str(), 1);
      const int log = open(path("log").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
      dup2(log, 1);
      dup2(log, 2);
      if (limit_bytes != 0) {
        const rlimit limit{limit_bytes, limit_bytes};
        setrlimit(RLIMIT_FSIZE, &limit);
      }
      execl(WEFT_WORKER, "weft-worker", path().c_str(), static_cast<char*>(nullptr));
      _exit(127);
    }
    return pid;
  }
  static Ended wait(pid_t pid) {
    Ended ended;
    REQUIRE(waitpid(pid, &ended.status, 0) == pid);
    return ended;
  }
  Ended run(uint64_t limit_bytes = 0) const { return wait(start(limit_bytes)); }

  std::string text(const std::string& name) const {
    std::ifstream file(path(name), std::ios::binary);
    std::ostringstream content;
    content << file.rdbuf();
    return content.str();
  }
  Json json(const std::string& name) const { return Json::parse(text(name), nullptr, false); }
  Json error() const { return json("error.json"); }
  std::string message() const {
    const Json object = error();
    return object.is_object() ? object["kind"].get<std::string>() + ": " + object["message"].get<std::string>() : "no error.json";
  }

  /// All events; every checksum is checked.
  std::vector<Json> events() const {
    std::vector<Json> all;
    std::istringstream lines(text("worker.events"));
    for (std::string line; std::getline(lines, line);) {
      const size_t tab = line.rfind('\t');
      REQUIRE(tab != std::string::npos);
      char expected[16];
      std::snprintf(expected, sizeof expected, "%08x", crc32(std::string_view(line).substr(0, tab)));
      CHECK(line.substr(tab + 1) == expected);
      all.push_back(Json::parse(line.substr(0, tab)));
    }
    return all;
  }
  std::vector<std::string> states() const {
    std::vector<std::string> names;
    for (const Json& event : events()) {
      if (event["kind"] == "state") names.push_back(event["state"]);
    }
    return names;
  }
  /// Waits until the event log has the given phase.
  void wait_for_phase(const std::string& name) const {
    const uint64_t end = monotonic_now_ms() + 30'000;
    while (text("worker.events").find("\"name\":\"" + name + "\"") == std::string::npos) {
      REQUIRE(monotonic_now_ms() < end);
      usleep(2000);
    }
  }

  template <typename T>
  std::vector<T> values(const std::string& file) const {
    memory::Pool pool(uint64_t{1} << 30);
    auto array = memory::read_npy(pool, path("results/" + file));
    REQUIRE_MESSAGE(array.ok(), array.status().to_string());
    const memory::TypedView view = array.take();
    const T* first = reinterpret_cast<const T*>(view.view.data);
    std::vector<T> numbers(first, first + memory::element_count(view.view, view.rank));
    memory::release(view.view.buffer);
    return numbers;
  }

 private:
  std::string root_;
};

}  // namespace weft::worker::testing
