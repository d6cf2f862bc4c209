// SPDX-License-Identifier: Apache-2.0
// The part of Jobs that moves events: from worker.events into the log, and from the log to whoever listens.

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "base/process.h"
#include "daemon/jobs.h"

namespace weft::daemon {
namespace {

/// Of one worker.events in one turn of the loop.
constexpr size_t kMaxIngestBytes = size_t{1} << 20;
constexpr uint64_t kForeignPollMs = 2000;

}  // namespace

void Jobs::record(Job& job, Json event) {
  if (!event.contains("t")) event["t"] = unix_now_ns();
  const JobState before = job.state;
  job.apply(event);
  job.unwritten.push_back(std::move(event));
  if (!flush(job)) arm_poll();
  if (job.state == before || !has_ended(job.state)) return;
  if (job.attached) launcher_of(job).ended(job);
  if (activity_) activity_();
}

bool Jobs::flush(Job& job) {
  bool wrote = false;
  while (!job.unwritten.empty()) {
    const bool durable = string_at(job.unwritten.front(), "kind") == "state";
    const auto line = job.events.append(job.unwritten.front(), durable);
    if (!line.ok()) {
      // Kept, and tried again while the job is followed: a disk that was full has room later.
      std::fprintf(stderr, "job %s: %s\n", job.spec.id.c_str(), line.status().to_string().c_str());
      break;
    }
    job.unwritten.pop_front();
    wrote = true;
  }
  if (wrote && listener_) listener_(job);
  return job.unwritten.empty();
}

void Jobs::record_state(Job& job, JobState state, const std::string& reason) {
  Json event = {{"kind", "state"}, {"state", state_name(state)}};
  if (!reason.empty()) event["reason"] = reason;
  record(job, std::move(event));
}

void Jobs::ingest(Job& job) {
  const std::string path = root_.job(job.spec.id) + "/worker.events";
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return;
  std::string text;
  while (true) {
    text.resize(kMaxIngestBytes);
    const ssize_t count = ::pread(fd.get(), text.data(), text.size(), static_cast<off_t>(job.copied_bytes));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return;
    text.resize(static_cast<size_t>(count));
    size_t begin = 0;
    for (size_t newline = text.find('\n'); newline != std::string::npos; newline = text.find('\n', begin)) {
      const std::string_view line = std::string_view(text).substr(begin, newline - begin);
      const uint64_t copied = job.copied_bytes + line.size() + 1;
      begin = newline + 1;
      auto event = parse_event_line(line);
      if (!event) event = Json{{"kind", "info"}, {"message", "a damaged line of worker.events was left out"}};
      const bool late = has_ended(job.state) && string_at(*event, "kind") == "state";
      if (late) event = Json{{"kind", "info"}, {"message", "the worker said `" + string_at(*event, "state") + "` after the job had ended"}};
      event->erase("seq");
      (*event)["w"] = copied;
      record(job, std::move(*event));
    }
    // A line without its end is still being written, unless it fills the whole piece.
    if (begin > 0) continue;
    if (text.size() < kMaxIngestBytes) return;
    record(job, {{"kind", "info"}, {"message", "a line of worker.events is too long and was left out"}, {"w", job.copied_bytes + text.size()}});
  }
}

void Jobs::refresh_foreign(Job& job) {
  if (has_ended(job.state)) return;
  const uint64_t known = job.events.last_sequence();
  std::vector<Json> fresh;
  auto log = EventLog::open(root_.job(job.spec.id) + "/events", EventLog::Access::reader, [&](const Json& event) {
    if (unsigned_at(event, "seq") > known) fresh.push_back(event);
  });
  if (!log.ok() || fresh.empty()) return;
  job.events = log.take();
  for (const Json& event : fresh) job.apply(event);
  if (listener_) listener_(job);
}

void Jobs::look_at(const Job& job) {
  if (!job.foreign) return;
  ++looked_at_[job.spec.id];
  arm_poll();
}

void Jobs::look_away(const Job& job) {
  const auto found = looked_at_.find(job.spec.id);
  if (found != looked_at_.end() && --found->second == 0) looked_at_.erase(found);
}

void Jobs::start_inotify() {
  inotify_.reset(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  if (!inotify_) return;  // the poll is enough, only slower
  loop_.watch(inotify_.get(), EPOLLIN, [this](uint32_t) { on_inotify(); });
}

void Jobs::stop_inotify() {
  if (inotify_) loop_.forget(inotify_.get());
  loop_.cancel(poll_timer_);
}

void Jobs::on_inotify() {
  alignas(inotify_event) char buffer[16384];
  std::set<std::string> changed;
  ssize_t count = 0;
  while ((count = ::read(inotify_.get(), buffer, sizeof buffer)) > 0) {
    for (ssize_t at = 0; at < count;) {
      const auto* event = reinterpret_cast<const inotify_event*>(buffer + at);
      at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
      const auto watch = watches_.find(event->wd);
      if (watch == watches_.end() || event->len == 0 || std::string_view(event->name) != "worker.events") continue;
      changed.insert(watch->second);
    }
  }
  for (const std::string& id : changed) {
    const auto job = jobs_.find(id);
    if (job != jobs_.end()) ingest(*job->second);
  }
}

void Jobs::follow(Job& job) {
  if (!followed_.insert(job.spec.id).second) return;
  if (inotify_) {
    const int watch = ::inotify_add_watch(inotify_.get(), root_.job(job.spec.id).c_str(), IN_MODIFY | IN_CREATE | IN_MOVED_TO);
    if (watch >= 0) {
      watches_[watch] = job.spec.id;
      watch_of_[job.spec.id] = watch;
    }
  }
  arm_poll();
}

void Jobs::unfollow(Job& job) {
  followed_.erase(job.spec.id);
  const auto node = watch_of_.extract(job.spec.id);
  if (!node) return;
  watches_.erase(node.mapped());
  ::inotify_rm_watch(inotify_.get(), node.mapped());
}

void Jobs::arm_poll() {
  if (poll_timer_ != 0) return;
  const bool own_work = !followed_.empty() || looked_at_.empty();
  poll_timer_ = loop_.after(own_work ? options_.poll_ms : kForeignPollMs, [this] {
    poll_timer_ = 0;
    poll();
  });
}

void Jobs::poll() {
  bool unwritten = false;
  const std::set<std::string> followed = followed_;
  for (const std::string& id : followed) {
    const auto job = jobs_.find(id);
    if (job != jobs_.end()) ingest(*job->second);
  }
  for (auto& [id, job] : jobs_) {
    if (!job->unwritten.empty() && !flush(*job)) unwritten = true;
  }
  const auto looked_at = looked_at_;
  for (const auto& [id, count] : looked_at) {
    const auto job = jobs_.find(id);
    if (job != jobs_.end()) refresh_foreign(*job->second);
  }
  if (unwritten || !followed_.empty() || !looked_at_.empty()) arm_poll();
}

}  // namespace weft::daemon
