// SPDX-License-Identifier: Apache-2.0
#include "daemon/session.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "base/process.h"
#include "daemon/layout.h"
#include "daemon/npy_header.h"

namespace weft::daemon {
namespace {

constexpr uint16_t kMajor = 1;
constexpr uint16_t kMinor = 0;
constexpr uint64_t kGreetingMs = 10000;
constexpr uint32_t kMaxDepth = 128;
constexpr uint32_t kMaxTables = 4'000'000;
/// Events wait in their log, not in memory, while this much is on its way.
constexpr size_t kEventWindowBytes = 256 << 10;
constexpr size_t kEventsAtOnce = 256;

std::string text_of(const flatbuffers::String* text) { return text != nullptr ? text->str() : std::string(); }

}  // namespace

Session::Session(SessionContext& context, UniqueFd socket, std::function<void(Session*)> closed) : context_(context) {
  net::Connection::Handlers handlers;
  handlers.control = [this](std::span<const std::byte> payload) { on_control(payload); };
  handlers.data = [this](uint32_t channel, std::span<const std::byte> bytes) { on_data(channel, bytes); };
  handlers.drained = [this] { pump_watches(); };
  handlers.closed = [this, closed = std::move(closed)](const Status&) { closed(this); };
  connection_ = std::make_unique<net::Connection>(context_.loop, std::move(socket), std::move(handlers));
  greeting_timer_ = context_.loop.after(kGreetingMs, [this] {
    greeting_timer_ = 0;
    fail_and_close(0, Status("WEFT403", "no `Hello` came in time"));
  });
}

Session::~Session() {
  *alive_ = false;
  context_.loop.cancel(greeting_timer_);
  while (!watches_.empty()) unwatch(watches_.begin()->first);
}

void Session::send_ok(uint32_t request) { send(request, wire::OkT()); }

void Session::fail(uint32_t request, const Status& status) {
  wire::FailureT failure;
  failure.code = status.code();
  failure.message = status.message();
  failure.help = status.help();
  send(request, std::move(failure));
}

void Session::fail_and_close(uint32_t request, const Status& status) {
  fail(request, status);
  connection_->close_after_flush();
}

void Session::on_control(std::span<const std::byte> payload) {
  // Accessors want aligned bytes; a frame begins anywhere in the read buffer.
  std::vector<uint64_t> aligned((payload.size() + 7) / 8);
  std::memcpy(aligned.data(), payload.data(), payload.size());
  const auto* data = reinterpret_cast<const uint8_t*>(aligned.data());
  flatbuffers::Verifier verifier(data, payload.size(), kMaxDepth, kMaxTables);
  if (payload.size() < 12 || !wire::VerifyMessageBuffer(verifier)) {
    return fail_and_close(0, Status("WEFT404", "a message is damaged", "connect again; when it happens again, update Weft on both sides"));
  }
  const wire::Message& message = *wire::GetMessage(data);
  const uint32_t request = message.request();
  if (!greeted_) {
    const wire::Hello* hello = message.body_as_Hello();
    if (hello == nullptr) return fail_and_close(request, Status("WEFT403", "the first message must be `Hello`"));
    return greet(request, *hello);
  }
  answer(request, message);
}

void Session::greet(uint32_t request, const wire::Hello& hello) {
  context_.loop.cancel(greeting_timer_);
  greeting_timer_ = 0;
  if (!net::equal_in_constant_time(text_of(hello.token()), context_.token)) {
    return fail_and_close(request, Status("WEFT401", "the token is not this daemon's", "read the token file again; the daemon was restarted"));
  }
  if (hello.major() != kMajor) {
    return fail_and_close(request, Status("WEFT405", "this daemon speaks version " + std::to_string(kMajor) + " of the protocol, the client " +
                                                         std::to_string(hello.major()),
                                          "upload the daemon that belongs to this client"));
  }
  greeted_ = true;
  wire::WelcomeT welcome;
  welcome.major = kMajor;
  welcome.minor = std::min(kMinor, hello.minor());
  welcome.version = context_.version;
  welcome.host = host_name();
  welcome.pid = static_cast<uint32_t>(::getpid());
  welcome.root = context_.root.path;
  welcome.slurm = context_.slurm;
  send(request, std::move(welcome));
}

void Session::answer(uint32_t request, const wire::Message& message) {
  switch (message.body_type()) {
    case wire::Body::Upload: return start_upload(request, *message.body_as_Upload());
    case wire::Body::Submit: return submit(request, *message.body_as_Submit());
    case wire::Body::ListJobs: return list(request, *message.body_as_ListJobs());
    case wire::Body::Watch: return watch(request, *message.body_as_Watch());
    case wire::Body::Unwatch:
      unwatch(text_of(message.body_as_Unwatch()->job()));
      return send_ok(request);
    case wire::Body::Cancel: {
      const Status status = context_.jobs.cancel(text_of(message.body_as_Cancel()->job()));
      return status.ok() ? send_ok(request) : fail(request, status);
    }
    case wire::Body::Fetch: return fetch(request, *message.body_as_Fetch());
    case wire::Body::DeleteJob: {
      const std::string job = text_of(message.body_as_DeleteJob()->job());
      const Status status = context_.jobs.remove(job);
      return status.ok() ? send_ok(request) : fail(request, status);
    }
    case wire::Body::Describe: return describe(request, *message.body_as_Describe());
    case wire::Body::Ping: return send(request, wire::PongT());
    case wire::Body::Status: return send_status(request);
    case wire::Body::Shutdown: return shut_down(request, *message.body_as_Shutdown());
    default: return fail(request, Status("WEFT406", "the daemon does not take `" + std::string(wire::EnumNameBody(message.body_type())) + "`"));
  }
}

void Session::submit(uint32_t request, const wire::Submit& submit) {
  const std::unique_ptr<wire::SubmitT> object(submit.UnPack());
  const auto id = context_.jobs.submit(*object);
  if (!id.ok()) return fail(request, id.status());
  wire::SubmittedT submitted;
  submitted.job = id.value();
  send(request, std::move(submitted));
}

void Session::list(uint32_t request, const wire::ListJobs& list) {
  wire::JobsT jobs;
  for (const Job* job : context_.jobs.newest(list.limit())) {
    auto entry = std::make_unique<wire::JobT>();
    entry->id = job->spec.id;
    entry->title = job->spec.title;
    entry->state = job->state;
    entry->reason = job->reason;
    entry->submitted_ns = job->spec.submitted_ns;
    entry->started_ns = job->started_ns;
    entry->ended_ns = job->ended_ns;
    entry->launcher = job->spec.launcher.kind;
    entry->launcher_id = !job->launch.slurm_id.empty() ? job->launch.slurm_id : job->launch.pid > 0 ? std::to_string(job->launch.pid) : std::string();
    entry->host = job->host.empty() ? job->spec.host : job->host;
    jobs.jobs.push_back(std::move(entry));
  }
  send(request, std::move(jobs));
}

void Session::watch(uint32_t request, const wire::Watch& watch) {
  const std::string id = text_of(watch.job());
  const Job* job = context_.jobs.find(id);
  if (job == nullptr) return fail(request, Status("WEFT412", "there is no job `" + id + "` on this target", "`weft jobs` lists them"));
  if (!watches_.contains(id)) context_.jobs.look_at(*job);
  watches_[id] = std::max<uint64_t>(watch.from_sequence(), 1);
  send_ok(request);
  pump_watches();
}

void Session::unwatch(const std::string& id) {
  if (watches_.erase(id) == 0) return;
  if (const Job* job = context_.jobs.known(id); job != nullptr) context_.jobs.look_away(*job);
}

void Session::on_event(const Job& job) {
  if (watches_.contains(job.spec.id)) pump_watches();
}

void Session::pump_watches() {
  if (connection_->is_closed()) return;
  for (auto& [id, next] : watches_) {
    const Job* job = context_.jobs.known(id);
    while (job != nullptr && next <= job->events.last_sequence() && connection_->queued_bytes() < kEventWindowBytes) {
      const auto events = job->events.read(next, kEventsAtOnce);
      if (!events.ok() || events.value().empty()) break;
      for (const std::string& json : events.value()) {
        wire::EventT event;
        event.job = id;
        event.sequence = next++;
        event.json = json;
        send(0, std::move(event));
      }
    }
  }
}

void Session::describe(uint32_t request, const wire::Describe& describe) {
  const std::string place = text_of(describe.path());
  if (place.find("::") != std::string::npos) return describe_member(request, place);
  const auto header = read_npy_header(place);
  if (!header.ok()) return fail(request, header.status());
  wire::DescribedT described;
  described.dtype = header.value().dtype;
  described.shape = header.value().shape;
  described.fortran_order = header.value().fortran_order;
  send(request, std::move(described));
}

/// Archives, datasets and texts are the worker's: it has the libraries.
void Session::describe_member(uint32_t request, const std::string& place) {
  constexpr uint64_t kPatienceMs = 120000;
  const std::string worker = worker_path();
  const auto answer = [this, request, place, alive = alive_](const CommandResult& result) {
    if (!*alive) return;
    std::vector<std::string> lines(1);
    for (const char each : result.out) {
      if (each == '\n') lines.emplace_back();
      else lines.back() += each;
    }
    if (!result.ok()) {
      const bool refused = !result.timed_out && WIFEXITED(result.wait_status) && WEXITSTATUS(result.wait_status) == 3 && lines.size() >= 3;
      if (!refused) return fail(request, Status("WEFT420", "the worker could not read `" + place + "`", result.err.substr(0, 500)));
      const bool missing = lines[0] == "FileNotFoundError" || lines[0] == "PermissionError";
      const bool relative = missing && !place.starts_with('/');
      const std::string help = relative ? "give the whole path, as in `/data/points.npz`" : missing ? "check the path on the target" : lines[2];
      return fail(request, Status(missing ? "WEFT410" : "WEFT411", lines[0] + ": " + lines[1], help));
    }
    wire::DescribedT described;
    const size_t blank = lines[0].find(' ');
    described.dtype = lines[0].substr(0, blank);
    for (size_t at = blank; at != std::string::npos; at = lines[0].find(',', at + 1)) {
      described.shape.push_back(std::strtoull(lines[0].c_str() + at + 1, nullptr, 10));
    }
    send(request, std::move(described));
  };
  context_.children.run({worker, "--describe", place}, environment_with({}), kPatienceMs, answer);
}

void Session::send_status(uint32_t request) {
  wire::StatusReplyT reply;
  reply.jobs_active = static_cast<uint32_t>(context_.jobs.active());
  reply.resident_bytes = resident_bytes();
  reply.uptime_s = (monotonic_now_ms() - context_.started_ms) / 1000;
  send(request, std::move(reply));
}

void Session::shut_down(uint32_t request, const wire::Shutdown& shutdown) {
  const size_t active = context_.jobs.active();
  if (active > 0 && !shutdown.force()) {
    return fail(request, Status("WEFT419", std::to_string(active) + " jobs are active", "they go on without the daemon; stop it with force"));
  }
  send_ok(request);
  connection_->close_after_flush();
  context_.shutdown();
}

}  // namespace weft::daemon
