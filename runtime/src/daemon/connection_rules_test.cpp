// SPDX-License-Identifier: Apache-2.0
// What weftd asks of a client: greeting, whole messages, credit; and when it leaves by itself.

#include <sys/stat.h>

#include "daemon/test_daemon.h"

namespace {

using namespace weft;
using namespace weft::daemon;
using namespace weft::daemon::test;

std::string code_of(const std::unique_ptr<wire::MessageT>& message) {
  const auto* failure = message->body.AsFailure();
  return failure != nullptr ? failure->code : std::string(wire::EnumNameBody(message->body.type));
}

/// The failure that ends the connection.
std::string last_failure(TestClient& client) {
  const auto message = client.answer_to(0);
  CHECK(!client.read_more());
  return code_of(message);
}

wire::UploadT announce(const std::string& content) {
  wire::UploadT upload;
  upload.sha256 = sha256_hex(content);
  upload.size = content.size();
  return upload;
}

void send_data(TestClient& client, uint32_t channel, std::string_view content) {
  uint32_t sequence = 0;
  for (size_t at = 0; at < content.size(); at += 500'000) {
    const std::string_view piece = content.substr(at, 500'000);
    client.send_frame({static_cast<uint32_t>(piece.size()), net::FrameKind::data, channel, sequence++}, piece);
  }
}

}  // namespace

TEST_CASE("nobody is served without the token, a greeting and the right version") {
  TestDaemon daemon("exit 0\n");
  {
    TestClient client(daemon.socket());
    CHECK(code_of(client.hello("wrong")) == "WEFT401");
    CHECK(!client.read_more());
  }
  {
    TestClient client(daemon.socket());
    CHECK(code_of(client.call(wire::PingT())) == "WEFT403");
    CHECK(!client.read_more());
  }
  {
    TestClient client(daemon.socket());
    CHECK(code_of(client.hello(daemon.token(), 2)) == "WEFT405");
  }
  TestClient client(daemon.socket());
  const auto welcome = client.hello(daemon.token());
  CHECK(welcome->body.AsWelcome()->root == daemon.root());
  CHECK(code_of(client.call(wire::PingT())) == "Pong");
  CHECK(code_of(client.call(wire::PongT())) == "WEFT406");
  struct stat info = {};
  REQUIRE(::stat(daemon.socket().c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0600);
}

TEST_CASE("broken frames and messages end the connection and nothing else") {
  TestDaemon daemon("exit 0\n");
  TestClient witness = daemon.client();
  const auto broken = [&](const std::function<void(TestClient&)>& act) {
    TestClient client = daemon.client();
    act(client);
    while (client.read_more()) {
    }
    CHECK(code_of(witness.call(wire::PingT())) == "Pong");
  };
  broken([](TestClient& client) { client.send_raw(std::string(64, '\xff')); });
  broken([](TestClient& client) { client.send_frame({65u << 20, net::FrameKind::control, 0, 1}, ""); });
  broken([](TestClient& client) { client.send_frame({16, net::FrameKind::control, 0, 1}, std::string(16, 'x')); });
  broken([](TestClient& client) { client.send_frame({4, net::FrameKind::control, 0, 7}, "abcd"); });
  broken([](TestClient& client) { client.send_frame({4, net::FrameKind::data, 9, 0}, "abcd"); });
  {
    TestClient client = daemon.client();
    client.send_frame({16, net::FrameKind::control, 0, 1}, std::string(16, 'x'));
    CHECK(last_failure(client) == "WEFT404");
  }
}

TEST_CASE("an upload is stored once, resumed where it stopped, and checked") {
  TestDaemon daemon("exit 0\n");
  const std::string content(1'500'000, 'n');
  {
    TestClient client = daemon.client();
    const uint32_t request = client.send(announce(content));
    CHECK(client.answer_to(request)->body.AsUploadReady()->offset == 0);
    send_data(client, request, std::string_view(content).substr(0, 1'000'000));
    // The pieces are in when a later request is answered.
    CHECK(code_of(client.call(wire::PingT())) == "Pong");
  }
  {
    TestClient client = daemon.client();
    const uint32_t request = client.send(announce(content));
    CHECK(client.answer_to(request)->body.AsUploadReady()->offset == 1'000'000);
    send_data(client, request, std::string_view(content).substr(1'000'000));
    CHECK(client.answer_to(request)->body.AsUploadReady()->complete);
    CHECK(client.call(announce(content))->body.AsUploadReady()->complete);
  }
  const std::string sha256 = sha256_hex(content);
  CHECK(read_file(daemon.root() + "/store/" + sha256.substr(0, 2) + "/" + sha256).value() == content);
  TestClient client = daemon.client();
  const uint32_t request = client.send(announce("right"));
  CHECK(!client.answer_to(request)->body.AsUploadReady()->complete);
  send_data(client, request, "wrong");
  CHECK(code_of(client.answer_to(request)) == "WEFT417");
}

TEST_CASE("more data than was granted ends the connection") {
  TestDaemon daemon("exit 0\n");
  // The daemon is stopped, so that it cannot grant anything while the data comes.
  TestClient client = daemon.client();
  const std::string content(9'000'000, 'x');
  const uint32_t request = client.send(announce(content));
  CHECK(!client.answer_to(request)->body.AsUploadReady()->complete);
  // One frame over the 4 MiB: the first 4 MiB are granted again only as they are written, the sequence is not.
  client.send_frame({1, net::FrameKind::data, request, 5}, "x");
  CHECK(!client.read_more());
}

TEST_CASE("a large file is fetched under credit, with its hash") {
  TestDaemon daemon("dd if=/dev/zero of=\"$1/results/big\" bs=1M count=20 2>/dev/null\n" + say(state_line("done")));
  TestClient client = daemon.client();
  const std::string job = daemon.submit(client, daemon.submission());
  CHECK(daemon.states(client, job).back() == "done");
  wire::FetchT fetch;
  fetch.job = job;
  fetch.path = "results/big";
  fetch.offset = 1000;
  const auto ready = client.call(std::move(fetch));
  const std::string content(20 << 20, '\0');
  CHECK(ready->body.AsFetchReady()->size == content.size());
  CHECK(ready->body.AsFetchReady()->sha256 == sha256_hex(content));
  client.data.clear();
  // Requests are answered while the file is on its way.
  CHECK(code_of(client.call(wire::PingT())) == "Pong");
  CHECK(client.data.size() < content.size() - 1000);
  while (client.data.size() < content.size() - 1000 && client.read_more()) {
  }
  CHECK(client.data.size() == content.size() - 1000);
}

TEST_CASE("weftd leaves when it is asked, when it idles, and when its socket is removed") {
  TestDaemon daemon("exit 0\n");
  {
    TestClient client = daemon.client();
    CHECK(code_of(client.call(wire::ShutdownT())) == "Ok");
  }
  CHECK(daemon.wait() == 0);
  CHECK(!file_exists(daemon.socket()));
  daemon.start({"--idle-seconds", "1"});
  CHECK(daemon.wait() == 0);
  daemon.start();
  REQUIRE(::unlink(daemon.socket().c_str()) == 0);
  CHECK(daemon.wait() == 0);
}

TEST_CASE("a runtime directory that is open to others is refused") {
  char folder[] = "/tmp/weft-runtime-XXXXXX";
  REQUIRE(::mkdtemp(folder) != nullptr);
  REQUIRE(::chmod(folder, 0755) == 0);
  const std::string command = "WEFT_RUNTIME_DIR=" + std::string(folder) + " " + WEFTD_PROGRAM + " --root " + folder + "/root 2>&1";
  std::FILE* pipe = ::popen(command.c_str(), "r");
  char buffer[512] = {};
  const size_t count = std::fread(buffer, 1, sizeof buffer - 1, pipe);
  CHECK(WEXITSTATUS(::pclose(pipe)) == 4);
  CHECK(std::string(buffer, count).find("WEFT402") != std::string::npos);
  CHECK(remove_tree(folder).ok());
}
