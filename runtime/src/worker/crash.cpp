// SPDX-License-Identifier: Apache-2.0
#include "worker/crash.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstring>
#include <nlohmann/json.hpp>

namespace weft::worker {
namespace {

constexpr size_t kPathBytes = 4096;
constexpr size_t kStackBytes = 64 << 10;

char temporary_path[kPathBytes];
char final_path[kPathBytes];
char file_json[2 * kPathBytes];  // the user's path as a JSON string
std::atomic<const char*> activity{"starting"};
std::atomic<bool> crashed{false};

/// Text of fixed size, filled without allocation.
struct Text {
  char bytes[4 * kPathBytes];
  size_t size = 0;
  void add(const char* text) {
    while (*text != '\0' && size < sizeof bytes) bytes[size++] = *text++;
  }
  void add_hex(uintptr_t value) {
    for (int shift = 60; shift >= 0; shift -= 4) {
      const char digit[] = {"0123456789abcdef"[(value >> shift) & 15U], '\0'};
      if (size > 0 || digit[0] != '0' || shift == 0) add(digit);
    }
  }
};

const char* signal_name(int number) {
  switch (number) {
    case SIGSEGV: return "SIGSEGV (invalid memory access)";
    case SIGBUS: return "SIGBUS (memory that cannot be reached, for example a full disk or file cut off)";
    case SIGFPE: return "SIGFPE (arithmetic fault)";
    case SIGILL: return "SIGILL (instruction this processor does not have)";
    default: return "SIGABRT (broken invariant, see the log)";
  }
}

void on_crash(int number, siginfo_t* info, void*) {
  if (!crashed.exchange(true)) {
    Text text;
    text.add("{\"kind\":\"Crash\",\"code\":\"WEFT535\",\"message\":\"the worker crashed while ");
    text.add(activity.load());
    text.add(": ");
    text.add(signal_name(number));
    if (number == SIGSEGV || number == SIGBUS) {
      Text address;
      address.add_hex(reinterpret_cast<uintptr_t>(info->si_addr));
      address.bytes[address.size] = '\0';
      text.add(" at address 0x");
      text.add(address.bytes);
    }
    text.add("\",\"help\":\"this is a defect of Weft, not of your program; please report it with the log of this job\",\"file\":");
    text.add(file_json);
    text.add(",\"function\":\"\",\"shapes\":[]}\n");
    const int file = open(temporary_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file >= 0) {
      const bool complete = write(file, text.bytes, text.size) == static_cast<ssize_t>(text.size);
      close(file);
      if (complete) rename(temporary_path, final_path);
    }
  }
  // SA_RESETHAND restored the default action: the process dies of the signal it got.
  raise(number);
}

void copy_text(char* out, size_t size, const std::string& text) {
  const size_t count = text.size() < size ? text.size() : size - 1;
  std::memcpy(out, text.data(), count);
  out[count] = '\0';
}

}  // namespace

void install_crash_handler(const std::string& folder, const std::string& file) {
  copy_text(temporary_path, sizeof temporary_path, folder + "/error.json.crash");
  copy_text(final_path, sizeof final_path, folder + "/error.json");
  const std::string quoted = nlohmann::json(file).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
  copy_text(file_json, sizeof file_json, quoted.size() < sizeof file_json ? quoted : "\"\"");
  static char stack[kStackBytes];
  const stack_t alternate = {.ss_sp = stack, .ss_flags = 0, .ss_size = sizeof stack};
  sigaltstack(&alternate, nullptr);  // so that a stack overflow of the main thread is reported too
  struct sigaction action = {};
  action.sa_sigaction = on_crash;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | static_cast<int>(SA_RESETHAND);
  for (const int number : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) sigaction(number, &action, nullptr);
}

void set_crash_activity(const char* what) { activity.store(what); }

}  // namespace weft::worker
