// SPDX-License-Identifier: Apache-2.0
// The part of a session that moves files: uploads into the store, fetches out of job folders.

#include "daemon/session.h"

namespace weft::daemon {
namespace {

/// Credit is returned in pieces of this size.
constexpr uint32_t kGrantBytes = 1u << 20;

std::string text_of(const flatbuffers::String* text) { return text != nullptr ? text->str() : std::string(); }

}  // namespace

void Session::start_upload(uint32_t request, const wire::Upload& upload) {
  const std::string sha256 = text_of(upload.sha256());
  if (request == 0 || uploads_.contains(request)) return fail(request, Status("WEFT407", "this request number is in use"));
  if (context_.store.has(sha256)) {
    context_.store.touch(sha256);
    wire::UploadReadyT ready;
    ready.offset = upload.size();
    ready.complete = true;
    return send(request, std::move(ready));
  }
  auto begun = context_.store.begin(sha256, upload.size());
  if (!begun.ok()) return fail(request, begun.status());
  uploads_[request].upload = begun.take();
  context_.loop.add_step([this, alive = alive_, request] {
    if (!*alive) return false;
    const auto found = uploads_.find(request);
    if (found == uploads_.end()) return false;
    const auto ready = found->second.upload->prepare_step();
    if (!ready.ok()) {
      uploads_.erase(request);
      fail(request, ready.status());
      return false;
    }
    if (!ready.value()) return true;
    upload_ready(request);
    return false;
  });
}

void Session::upload_ready(uint32_t request) {
  const Upload& upload = *uploads_[request].upload;
  if (upload.is_full()) return finish_upload(request);
  connection_->open_incoming(request);
  wire::UploadReadyT ready;
  ready.offset = upload.offset();
  send(request, std::move(ready));
}

void Session::on_data(uint32_t channel, std::span<const std::byte> bytes) {
  const auto found = uploads_.find(channel);
  if (found == uploads_.end()) return;
  UploadState& state = found->second;
  if (Status status = state.upload->append(bytes); !status.ok()) {
    // What is still on its way for this channel is let go by the connection.
    connection_->close_incoming(channel);
    uploads_.erase(found);
    return fail(channel, status);
  }
  if (state.upload->is_full()) return finish_upload(channel);
  state.ungranted += static_cast<uint32_t>(bytes.size());
  if (state.ungranted < kGrantBytes) return;
  connection_->grant(channel, state.ungranted);
  state.ungranted = 0;
}

void Session::finish_upload(uint32_t request) {
  const std::unique_ptr<Upload> upload = std::move(uploads_[request].upload);
  uploads_.erase(request);
  connection_->close_incoming(request);
  if (Status status = upload->finish(); !status.ok()) return fail(request, status);
  wire::UploadReadyT ready;
  ready.offset = upload->size();
  ready.complete = true;
  send(request, std::move(ready));
}

void Session::fetch(uint32_t request, const wire::Fetch& fetch) {
  const std::string id = text_of(fetch.job());
  if (request == 0) return fail(request, Status("WEFT407", "a fetch needs a request number"));
  if (context_.jobs.known(id) == nullptr) return fail(request, Status("WEFT412", "there is no job `" + id + "` on this target", "`weft jobs` lists them"));
  auto opened = FetchedFile::open(context_.root.job(id), text_of(fetch.path()));
  if (!opened.ok()) return fail(request, opened.status());
  const uint64_t offset = fetch.offset();
  if (offset > opened.value()->size()) return fail(request, Status("WEFT407", "the file is shorter than the offset"));
  const std::shared_ptr<FetchedFile> file = opened.take();
  context_.loop.add_step([this, alive = alive_, request, offset, file] {
    if (!*alive) return false;
    const auto hashed = file->hash_step();
    if (!hashed.ok()) {
      fail(request, hashed.status());
      return false;
    }
    if (!hashed.value()) return true;
    send_file(request, offset, file);
    return false;
  });
}

void Session::send_file(uint32_t request, uint64_t offset, const std::shared_ptr<FetchedFile>& file) {
  wire::FetchReadyT ready;
  ready.size = file->size();
  ready.sha256 = file->sha256();
  send(request, std::move(ready));
  if (offset == file->size()) return;
  file->seek(offset);
  connection_->send_data(
      request, [file](std::span<std::byte> into) { return file->read(into); },
      [this, request](const Status& status) { fail(request, status); });
}

}  // namespace weft::daemon
