// SPDX-License-Identifier: Apache-2.0
// A real weftd with fake workers: jobs, their ends, restarts.

#include <fcntl.h>
#include <sys/stat.h>

#include <ctime>

#include "daemon/layout.h"
#include "daemon/test_daemon.h"

namespace {

using namespace weft;
using namespace weft::daemon;
using namespace weft::daemon::test;

const std::string kDone = say(state_line("running")) + "echo hello\n" + say(state_line("done"));
/// Runs until somebody makes the file `go` in the job folder.
const std::string kWaits = say(state_line("running")) + "while [ ! -e \"$1/go\" ]; do sleep 0.02; done\n" + say(state_line("done"));

Json job_json(const TestDaemon& daemon, const std::string& job, const std::string& file) {
  return parse_json(read_file(daemon.job_folder(job) + "/" + file).value()).value();
}

std::string failure_code(const std::unique_ptr<wire::MessageT>& message) {
  const auto* failure = message->body.AsFailure();
  return failure != nullptr ? failure->code : std::string(wire::EnumNameBody(message->body.type));
}

std::string fetch(TestClient& client, const std::string& job, const std::string& path, std::string* sha256 = nullptr) {
  wire::FetchT request;
  request.job = job;
  request.path = path;
  const auto reply = client.call(std::move(request));
  if (reply->body.type != wire::Body::FetchReady) return failure_code(reply);
  if (sha256 != nullptr) *sha256 = reply->body.AsFetchReady()->sha256;
  client.data.clear();
  while (client.data.size() < reply->body.AsFetchReady()->size) {
    if (!client.read_more()) break;
  }
  return client.data;
}

}  // namespace

TEST_CASE("a job runs, and its folder tells everything") {
  TestDaemon daemon("env > \"$1/environment\"; pwd > \"$1/where\"\necho '{}' > \"$1/results/results.json\"\n" + kDone);
  TestClient client = daemon.client();
  const std::string job = daemon.submit(client, daemon.submission("k", 3));
  CHECK(daemon.states(client, job) == States{"queued", "starting", "running", "done"});
  const Json spec = job_json(daemon, job, "job.json");
  CHECK(string_at(spec, "title") == "t.py:main");
  CHECK(spec["arguments"][0] == Json{{"name", "b"}, {"kind", "int"}, {"value", 7}});
  CHECK(fetch(client, job, "log") == "hello\n");
  std::string sha256;
  CHECK(fetch(client, job, "results/results.json", &sha256) == "{}\n");
  CHECK(sha256 == sha256_hex("{}\n"));
  const std::string environment = fetch(client, job, "environment");
  CHECK(environment.find("OPENBLAS_NUM_THREADS=1\n") != std::string::npos);
  CHECK(environment.find("WEFT_THREADS=3\n") != std::string::npos);
  CHECK(environment.find("WEFT_HOME=" + daemon.root() + "\n") != std::string::npos);
  CHECK(fetch(client, job, "where") == daemon.job_folder(job) + "\n");
  CHECK(fetch(client, job, "../" + job + "/log") == "WEFT407");
  CHECK(fetch(client, job, "/etc/passwd") == "WEFT407");
  CHECK(fetch(client, job, "nothing") == "WEFT415");
  CHECK(fetch(client, job, "results") == "WEFT415");
  CHECK(::symlink("/etc/passwd", (daemon.job_folder(job) + "/link").c_str()) == 0);
  CHECK(fetch(client, job, "link") == "WEFT415");
  CHECK(fetch(client, "20200101-000000-abcdef", "log") == "WEFT412");
}

TEST_CASE("the same key gives the same job") {
  TestDaemon daemon(kDone);
  TestClient client = daemon.client();
  const std::string first = daemon.submit(client, daemon.submission("key"));
  CHECK(daemon.submit(client, daemon.submission("key")) == first);
  CHECK(daemon.submit(client, daemon.submission("other")) != first);
  daemon.states(client, first);
  daemon.kill(SIGKILL);
  daemon.start();
  TestClient again = daemon.client();
  CHECK(daemon.submit(again, daemon.submission("key")) == first);
  const auto jobs = again.call(wire::ListJobsT());
  CHECK(jobs->body.AsJobs()->jobs.size() == 2);
}

TEST_CASE("what cannot be run is refused before it is a job") {
  TestDaemon daemon(kDone);
  TestClient client = daemon.client();
  const auto code = [&](const std::function<void(wire::SubmitT&)>& change) {
    wire::SubmitT submit = daemon.submission();
    change(submit);
    return failure_code(client.call(std::move(submit)));
  };
  CHECK(code([](auto& s) { s.graph.resize(s.graph.size() / 2); }) == "WEFT500");
  CHECK(code([](auto& s) { s.arguments.clear(); }) == "WEFT414");
  CHECK(code([](auto& s) { s.arguments[0]->name = "c"; }) == "WEFT414");
  CHECK(code([](auto& s) { s.repeat = 0; }) == "WEFT407");
  CHECK(code([](auto& s) {
          s.arguments[0]->kind = wire::ArgumentKind::Blob;
          s.arguments[0]->sha256 = sha256_hex("not there");
        }) == "WEFT413");
  CHECK(code([](auto& s) {
          s.launcher = std::make_unique<wire::LauncherT>();
          s.launcher->partition = "debug\n#SBATCH --uid=0";
        }) == "WEFT407");
  CHECK(client.call(wire::ListJobsT())->body.AsJobs()->jobs.empty());
}

TEST_CASE("a worker that dies is lost with its reason") {
  TestDaemon daemon(say(state_line("running")) + "echo one; echo two; kill -KILL $$\n");
  TestClient client = daemon.client();
  CHECK(daemon.states(client, daemon.submit(client, daemon.submission())).back() == "lost");
  CHECK(daemon.last_reason == "the worker ended: killed by SIGKILL (signal 9); its log ends with:\none\ntwo");
  daemon.set_worker("exit 5\n");
  CHECK(daemon.states(client, daemon.submit(client, daemon.submission())).back() == "lost");
  CHECK(daemon.last_reason.find("exit status 5") != std::string::npos);
  daemon.set_worker(say(state_line("running")) + say(worker_line({{"kind", "error"}, {"error", {{"kind", "ValueError"}}}})) + say(state_line("failed")) + "exit 3\n");
  CHECK(daemon.states(client, daemon.submit(client, daemon.submission())).back() == "failed");
}

TEST_CASE("a missing worker is told before the job is accepted") {
  TestDaemon daemon(kDone);
  TestClient client = daemon.client();
  REQUIRE(::unlink((daemon.folder() + "/worker").c_str()) == 0);
  CHECK(failure_code(client.call(daemon.submission())) == "WEFT420");
}

TEST_CASE("cancel stops a waiting job, a willing worker and a stubborn one") {
  const auto cancel = [](TestClient& client, const std::string& job) {
    wire::CancelT request;
    request.job = job;
    CHECK(failure_code(client.call(std::move(request))) == "Ok");
  };
  TestDaemon daemon("trap 'leave=1' TERM\n" + say(state_line("running")) + "while [ -z \"$leave\" ]; do sleep 0.02; done\n" + say(state_line("cancelled")) + "exit 4\n");
  TestClient client = daemon.client();
  const std::string running = daemon.submit(client, daemon.submission("", 4096));
  const std::string waiting = daemon.submit(client, daemon.submission("", 4096));
  cancel(client, waiting);
  CHECK(daemon.states(client, waiting) == States{"queued", "cancelled"});
  TestClient other = daemon.client();
  CHECK(daemon.states(client, running, [&](const std::string& state) {
          if (state == "running") cancel(other, running);
        }) == States{"queued", "starting", "running", "cancelled"});
  cancel(client, running);  // also when it has ended

  daemon.set_worker("trap '' TERM\n" + say(state_line("running")) + "while true; do sleep 0.02; done\n");
  const std::string stubborn = daemon.submit(client, daemon.submission());
  CHECK(daemon.states(client, stubborn, [&](const std::string& state) {
          if (state == "running") cancel(other, stubborn);
        }).back() == "cancelled");
  CHECK(file_exists(daemon.job_folder(stubborn) + "/cancel"));
  CHECK(failure_code(client.call([&] { wire::CancelT c; c.job = "nonsense"; return c; }())) == "WEFT412");
}

TEST_CASE("jobs that do not fit wait their turn") {
  TestDaemon daemon(kWaits);
  TestClient client = daemon.client();
  const std::string first = daemon.submit(client, daemon.submission("", 0));
  const std::string second = daemon.submit(client, daemon.submission("", 1));
  CHECK(daemon.states(client, first, [&](const std::string& state) {
          if (state != "running") return;
          CHECK(!file_exists(daemon.job_folder(second) + "/launch.json"));
          REQUIRE(write_file_atomic(daemon.job_folder(first) + "/go", "").ok());
          REQUIRE(write_file_atomic(daemon.job_folder(second) + "/go", "").ok());
        }).back() == "done");
  CHECK(daemon.states(client, second).back() == "done");
}

TEST_CASE("a weftd that is killed loses nothing") {
  TestDaemon daemon(kWaits);
  std::string running;
  std::string waiting;
  {
    TestClient client = daemon.client();
    running = daemon.submit(client, daemon.submission("", 4096));
    waiting = daemon.submit(client, daemon.submission("", 4096));
    wire::WatchT watch;
    watch.job = running;
    client.call(std::move(watch));
    while (string_at(client.next_event(), "state") != "running") {
    }
  }
  daemon.kill(SIGKILL);
  SUBCASE("and the worker goes on") {
    daemon.start();
    REQUIRE(write_file_atomic(daemon.job_folder(running) + "/go", "").ok());
  }
  SUBCASE("and the worker ends meanwhile") {
    REQUIRE(write_file_atomic(daemon.job_folder(running) + "/go", "").ok());
    const Json launch = job_json(daemon, running, "launch.json");
    while (process_is_alive(static_cast<pid_t>(unsigned_at(launch, "pid")), unsigned_at(launch, "start_time"))) ::usleep(5000);
    daemon.start();
  }
  REQUIRE(write_file_atomic(daemon.job_folder(waiting) + "/go", "").ok());
  TestClient client = daemon.client();
  CHECK(daemon.states(client, running) == States{"queued", "starting", "running", "done"});
  CHECK(daemon.states(client, waiting) == States{"queued", "starting", "running", "done"});
}

TEST_CASE("a worker that dies while weftd is away is lost") {
  TestDaemon daemon(say(state_line("running")) + "while [ ! -e \"$1/go\" ]; do sleep 0.02; done\n");
  TestClient client = daemon.client();
  const std::string job = daemon.submit(client, daemon.submission());
  while (!file_exists(daemon.job_folder(job) + "/worker.events")) ::usleep(5000);
  const Json launch = job_json(daemon, job, "launch.json");
  SUBCASE("noticed at the start") {
    daemon.kill(SIGKILL);
    REQUIRE(write_file_atomic(daemon.job_folder(job) + "/go", "").ok());
    while (process_is_alive(static_cast<pid_t>(unsigned_at(launch, "pid")), unsigned_at(launch, "start_time"))) ::usleep(5000);
    daemon.start();
  }
  SUBCASE("noticed later, though it is no child") {
    daemon.kill(SIGKILL);
    daemon.start();
    REQUIRE(write_file_atomic(daemon.job_folder(job) + "/go", "").ok());
  }
  TestClient again = daemon.client();
  CHECK(daemon.states(again, job).back() == "lost");
}

TEST_CASE("damaged files in job folders hide nothing else") {
  TestDaemon daemon(kDone);
  TestClient client = daemon.client();
  const std::string good = daemon.submit(client, daemon.submission());
  const std::string torn = daemon.submit(client, daemon.submission());
  const std::string broken = daemon.submit(client, daemon.submission());
  for (const std::string& job : {good, torn, broken}) CHECK(daemon.states(client, job).back() == "done");
  daemon.kill(SIGKILL);
  const std::string events = read_file(daemon.job_folder(torn) + "/events").value();
  REQUIRE(write_file_atomic(daemon.job_folder(torn) + "/events", events.substr(0, events.size() - 30)).ok());
  REQUIRE(write_file_atomic(daemon.job_folder(broken) + "/job.json", "{").ok());
  REQUIRE(make_directories(daemon.root() + "/jobs/.new-20200101-000000-abcdef/results").ok());
  daemon.start();
  TestClient again = daemon.client();
  CHECK(daemon.states(again, good).back() == "done");
  // The last event was torn: it is copied from worker.events once more.
  CHECK(daemon.states(again, torn).back() == "done");
  CHECK(again.call(wire::ListJobsT())->body.AsJobs()->jobs.size() == 2);
  CHECK(!file_exists(daemon.root() + "/jobs/.new-20200101-000000-abcdef"));
}

TEST_CASE("events are replayed from any sequence number to any number of clients") {
  std::string script = say(state_line("running"));
  for (int i = 0; i < 40; ++i) script += say(worker_line({{"kind", "progress"}, {"done", i}, {"total", 40}}));
  TestDaemon daemon(script + "printf 'damaged\\n' >> \"$1/worker.events\"\n" + say(state_line("done")));
  TestClient first = daemon.client();
  const std::string job = daemon.submit(first, daemon.submission());
  CHECK(daemon.states(first, job).back() == "done");
  for (int i = 0; i < 20; ++i) {
    TestClient client = daemon.client();
    wire::WatchT watch;
    watch.job = job;
    watch.from_sequence = 30;
    client.call(std::move(watch));
    uint64_t expected = 30;
    Json event;
    do {
      event = client.next_event();
      CHECK(unsigned_at(event, "seq") == expected++);
    } while (string_at(event, "state") != "done");
  }
}

TEST_CASE("an ended job can be deleted, a running one cannot") {
  TestDaemon daemon(kWaits);
  TestClient client = daemon.client();
  const std::string job = daemon.submit(client, daemon.submission());
  const auto remove = [&] {
    wire::DeleteJobT request;
    request.job = job;
    return failure_code(client.call(std::move(request)));
  };
  CHECK(remove() == "WEFT416");
  REQUIRE(write_file_atomic(daemon.job_folder(job) + "/go", "").ok());
  daemon.states(client, job);
  std::string code = remove();
  while (code == "WEFT416") code = remove();  // the process leaves a moment after its last event
  CHECK(code == "Ok");
  CHECK(!file_exists(daemon.job_folder(job)));
  CHECK(remove() == "WEFT412");
}

TEST_CASE("inputs that no job names are removed after a week") {
  TestDaemon daemon(kDone);
  const auto blob = [&](const std::string& content) {
    const std::string sha256 = sha256_hex(content);
    const Root root{daemon.root()};
    REQUIRE(make_directories(parent_path(root.blob(sha256))).ok());
    REQUIRE(write_file_atomic(root.blob(sha256), content, 0400).ok());
    return sha256;
  };
  const auto age = [&](const std::string& sha256, time_t days) {
    const timespec then = {::time(nullptr) - days * 24 * 3600 - 60, 0};
    const timespec times[2] = {then, then};
    REQUIRE(::utimensat(AT_FDCWD, Root{daemon.root()}.blob(sha256).c_str(), times, 0) == 0);
  };
  const auto exists = [&](const std::string& sha256) { return file_exists(Root{daemon.root()}.blob(sha256)); };
  const std::string used = blob("used");
  const std::string foreign = blob("foreign");
  const std::string fresh = blob("fresh");
  const std::string wanted = blob("wanted");
  const std::string old = blob("old");
  {
    TestClient client = daemon.client();
    wire::SubmitT submission = daemon.submission();
    submission.arguments[0]->kind = wire::ArgumentKind::Blob;
    submission.arguments[0]->sha256 = used;
    const std::string job = daemon.submit(client, std::move(submission));
    CHECK(daemon.states(client, job).back() == "done");
    for (const std::string& sha256 : {used, foreign, wanted, old}) age(sha256, 7);
    age(fresh, 6);
    wire::UploadT upload;
    upload.sha256 = wanted;
    upload.size = 6;
    CHECK(client.call(std::move(upload))->body.AsUploadReady()->complete);
  }
  daemon.kill(SIGTERM);
  // Another host's daemon accepted this one meanwhile.
  const std::string folder = daemon.job_folder("20260101-000000-abcdef");
  REQUIRE(make_directories(folder).ok());
  REQUIRE(write_file_synced(folder + "/job.json", json_text({{"arguments", {{{"name", "b"}, {"kind", "blob"}, {"sha256", foreign}}}}})).ok());
  daemon.start();
  CHECK(exists(used));
  CHECK(exists(foreign));
  CHECK(exists(fresh));
  CHECK(exists(wanted));
  CHECK(!exists(old));
}
