// SPDX-License-Identifier: Apache-2.0
#include "worker/worker.h"

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <optional>

#include "base/files.h"
#include "compile/program.h"
#include "engine/engine.h"
#include "graph/load.h"
#include "memory/list.h"
#include "memory/pool.h"
#include "profile/recorder.h"
#include "worker/cancel.h"
#include "worker/crash.h"
#include "worker/inputs.h"
#include "worker/job.h"
#include "worker/limits.h"
#include "worker/machine.h"
#include "worker/report.h"
#include "worker/results.h"

namespace weft::worker {
namespace {

using Clock = std::chrono::steady_clock;

double ms_since(Clock::time_point start) { return std::chrono::duration<double, std::milli>(Clock::now() - start).count(); }

std::string home_directory() {
  if (const char* home = std::getenv("WEFT_HOME"); home != nullptr && *home != '\0') return home;
  const char* user = std::getenv("HOME");
  return std::string(user == nullptr ? "" : user) + "/.weft";
}

/// Phases for the profile and the event log at once.
class Phases {
 public:
  Phases(profile::Recorder& recorder, Report& report) : recorder_(recorder), report_(report) {}

  void begin(const char* name, uint32_t run, bool announce) {
    end();
    const std::string_view kind = name;
    current_ = kind == "run" ? "run " + std::to_string(run) : std::string(kind);
    start_ns_ = recorder_.now_ns();
    if (announce) report_.phase(name, run);
  }
  void end() {
    if (!current_.empty()) recorder_.add_phase(current_, start_ns_, recorder_.now_ns());
    current_.clear();
  }

 private:
  profile::Recorder& recorder_;
  Report& report_;
  std::string current_;
  uint64_t start_ns_ = 0;
};

void release_results(std::vector<compile::Value>& results) {
  for (const compile::Value& value : results) {
    if (value.kind == wire::TypeKind::Array) memory::release(value.view.buffer);
    if (value.kind == wire::TypeKind::List) memory::release(value.list);
  }
  results.clear();
}

class Worker {
 public:
  Worker(const Job& job, Report& report, Canceller& canceller)
      : job_(job),
        report_(report),
        canceller_(canceller),
        home_(home_directory()),
        threads_(choose_threads(job.threads)),
        recorder_(threads_),
        phases_(recorder_, report) {}

  ~Worker() {
    canceller_.watch(nullptr);
    release_results(results_);
  }

  Exit run();

 private:
  Exit refuse(const Status& status) {
    report_.error(failure_of(status, job_.file, "WEFT533"));
    report_.state("failed", status.message());
    return Exit::refused;
  }
  Exit cancelled() {
    report_.state("cancelled");
    return Exit::cancelled;
  }
  Status load_graph_file();
  std::optional<Exit> run_all();
  void store_arguments();
  Exit store();

  const Job& job_;
  Report& report_;
  Canceller& canceller_;
  const std::string home_;
  const uint32_t threads_;
  memory::Pool pool_;
  profile::Recorder recorder_;
  Phases phases_;
  std::unique_ptr<engine::Engine> engine_;
  std::unique_ptr<wire::GraphT> graph_;
  std::unique_ptr<compile::Program> program_;
  Inputs inputs_;
  std::vector<compile::Value> results_;
  std::shared_ptr<kernels::Texts> texts_;
  double compile_ms_ = 0;
  ProcessMemory memory_;
  std::vector<double> run_ms_;
};

Status Worker::load_graph_file() {
  Result<std::string> bytes = read_file(job_.folder + "/graph");
  if (!bytes.ok()) return bytes.status();
  const std::span<const char> text = bytes.value();
  Result<std::unique_ptr<wire::GraphT>> graph = graph::load_verified_graph(std::as_bytes(text));
  if (!graph.ok()) return graph.status();
  graph_ = graph.take();
  return {};
}

Exit Worker::run() {
  phases_.begin("load", 0, true);
  set_crash_activity("loading the inputs");
  if (Status status = load_graph_file(); !status.ok()) return refuse(status);
  Result<Inputs> inputs = Inputs::load(*graph_, job_, home_ + "/store", pool_);
  if (!inputs.ok()) return refuse(inputs.status());
  inputs_ = inputs.take();
  if (canceller_.requested()) return cancelled();

  phases_.begin("compile", 0, true);
  set_crash_activity("compiling");
  const Clock::time_point start = Clock::now();
  compile::CompileOptions options;
  options.cache_directory = home_ + "/cache";
  if (const char* names = std::getenv("WEFT_WITHOUT"); names != nullptr) options.switches = Switches::without(names);
  pool_.set_keeping(options.switches.pool);
  // A cache that cannot be had costs time, not the job.
  if (const Status status = make_directories(options.cache_directory); !status.ok()) {
    report_.info("no compile cache: " + status.message());
    options.cache_directory.clear();
  }
  Result<std::unique_ptr<compile::Program>> program = compile::Program::compile(*graph_, inputs_.values(), options);
  if (!program.ok()) return refuse(program.status());
  program_ = program.take();
  compile_ms_ = ms_since(start);
  if (canceller_.requested()) return cancelled();

  engine_ = engine::create_engine(threads_, &recorder_, options.switches);
  memory_.start(pool_.live_bytes());
  canceller_.watch(engine_.get());
  if (const std::optional<Exit> ended = run_all()) return *ended;
  return store();
}

/// Nothing when all runs are done.
std::optional<Exit> Worker::run_all() {
  uint64_t announced_ms = 0;
  for (uint32_t run = 0; run < job_.repeat; ++run) {
    if (run > 0) {
      // The last run may have written into its arguments.
      phases_.begin("load", run, false);
      release_results(results_);
      inputs_ = Inputs();
      Result<Inputs> fresh = Inputs::load(*graph_, job_, home_ + "/store", pool_);
      if (!fresh.ok()) return refuse(fresh.status());
      inputs_ = fresh.take();
    }
    const uint64_t now = recorder_.now_ns() / 1'000'000;
    const bool announce = run == 0 || run + 1 == job_.repeat || now - announced_ms >= 100;
    if (announce) announced_ms = now;
    phases_.begin("run", run, announce);
    set_crash_activity("running the compiled program");
    recorder_.set_run(static_cast<uint16_t>(std::min<uint32_t>(run, UINT16_MAX)));
    compile::RunOutcome outcome;
    const Clock::time_point start = Clock::now();
    engine_->run([&] {
      outcome = program_->run(*engine_, pool_, &recorder_, inputs_.values());
      engine_->wait_all();
    });
    run_ms_.push_back(ms_since(start));
    phases_.end();
    for (const std::string& warning : outcome.warnings) std::fprintf(stderr, "%s\n", warning.c_str());
    using State = compile::RunOutcome::State;
    if (outcome.state == State::cancelled || canceller_.requested()) {
      release_results(outcome.results);
      return cancelled();
    }
    if (outcome.state == State::failed) {
      store_arguments();
      report_.error(failure_of(outcome.error, job_.file));
      report_.state("failed", outcome.error.kind + ": " + outcome.error.message);
      return Exit::raised;
    }
    results_ = std::move(outcome.results);
    texts_ = std::move(outcome.texts);
    report_.progress(run + 1, job_.repeat);
  }
  return std::nullopt;
}

/// What a run that failed changed in its arguments. The failure is what counts: without room for them there are none.
void Worker::store_arguments() {
  const std::string directory = job_.folder + "/results";
  const Result<StoredResults> stored = store_results(directory, *graph_->functions.front(), {}, inputs_.values(), texts_.get());
  if (!stored.ok()) return report_.info("the arguments are not stored: " + stored.status().message());
  Json mutated = Json::array();
  for (const ResultFile& file : stored.value().mutated) mutated.push_back(file.json());
  const Json summary = {{"results", Json::array()}, {"mutated", mutated}};
  const Status written = write_file_atomic(directory + "/results.json", summary.dump(1, ' ', false, Json::error_handler_t::replace) + "\n");
  if (!written.ok()) report_.info("the arguments are not stored: " + written.message());
}

Exit Worker::store() {
  phases_.begin("store", 0, true);
  set_crash_activity("storing the results");
  const wire::FunctionT entry = entry_of_run(*graph_->functions.front(), results_);
  const std::string directory = job_.folder + "/results";
  const auto fail = [&](const Status& status) {
    report_.error(failure_of(status, job_.file, "WEFT534"));
    report_.state("failed", status.message());
    return Exit::raised;
  };
  const uint64_t resident_bytes = ProcessMemory::most_bytes();
  Result<StoredResults> stored = store_results(directory, entry, results_, inputs_.values(), texts_.get());
  if (!stored.ok()) return fail(stored.status());
  phases_.end();

  profile::Machine machine = describe_machine(threads_);
  const Limits limits = machine_limits(threads_, home_ + "/cache");
  machine.bandwidth = limits.bandwidth;
  machine.flops = limits.flops;
  recorder_.set_sites(program_->sites());
  const Status profiled = recorder_.write(job_.folder + "/profile.weftprof", {.job = job_.id,
                                                                              .file = job_.file,
                                                                              .entry = entry.name,
                                                                              .machine = machine,
                                                                              .peak_bytes = pool_.peak_bytes(),
                                                                              .resident_bytes = resident_bytes,
                                                                              .worker_bytes = memory_.own_bytes(),
                                                                              .from_cache = program_->from_cache()});
  if (!profiled.ok()) report_.info("no profile: " + profiled.message());

  Json results = Json::array();
  for (const ResultFile& file : stored.value().results) results.push_back(file.json());
  Json mutated = Json::array();
  for (const ResultFile& file : stored.value().mutated) mutated.push_back(file.json());
  Json summary = {{"results", results},
                        {"mutated", mutated},
                        {"timing", {{"compile_ms", compile_ms_}, {"compile_cached", program_->from_cache()}, {"run_ms", run_ms_}}},
                        {"memory",
                         {{"peak_bytes", pool_.peak_bytes()}, {"resident_bytes", resident_bytes}, {"worker_bytes", memory_.own_bytes()}}},
                        {"worker", {{"host", machine.host}, {"threads", threads_}, {"cpu", machine.cpu}}}};
  if (!entry.structure.empty()) summary["structure"] = entry.structure;
  const std::string text = summary.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
  if (Status status = write_file_atomic(directory + "/results.json", text); !status.ok()) return fail(status);
  report_.state("done");
  return Exit::done;
}

}  // namespace

Exit run_job(const std::string& folder) {
  struct stat info = {};
  if (stat(folder.c_str(), &info) != 0 || !S_ISDIR(info.st_mode)) {
    std::fprintf(stderr, "weft-worker: `%s` is not a job folder\n", folder.c_str());
    return Exit::usage;
  }
  // From here on a file that grows past a limit is an error to report, not a signal to die of.
  signal(SIGXFSZ, SIG_IGN);
  Report report(folder);
  Result<Job> job = read_job(folder);
  if (!job.ok()) {
    report.error(failure_of(job.status(), {}, "WEFT531"));
    report.state("failed", job.status().message());
    return Exit::refused;
  }
  install_crash_handler(folder, job.value().file);
  Canceller canceller(folder, [&] {
    report.state("cancelled", "ended by force: the program did not stop by itself");
    _exit(static_cast<int>(Exit::cancelled));
  });
  if (canceller.requested()) {
    report.state("cancelled");
    return Exit::cancelled;
  }
  report.state("running");
  return Worker(job.value(), report, canceller).run();
}

}  // namespace weft::worker
