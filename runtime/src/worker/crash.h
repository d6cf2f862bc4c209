// SPDX-License-Identifier: Apache-2.0
// A fault in native code ends the worker. Before it dies, error.json says which signal it was and what ran, so that the user
// reads more than "lost". Everything the handler needs is made beforehand: it may only call the system.

#pragma once

#include <string>

namespace weft::worker {

/// Handles SIGSEGV, SIGBUS, SIGFPE, SIGILL and SIGABRT until the process ends. `file` is the user's path, for the message.
void install_crash_handler(const std::string& folder, const std::string& file);

/// What the worker is doing, for the message: a string literal.
void set_crash_activity(const char* activity);

}  // namespace weft::worker
