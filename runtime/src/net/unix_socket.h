// SPDX-License-Identifier: Apache-2.0
// Unix stream sockets of one user: listening with mode 0600, and who is on the other end.

#pragma once

#include <sys/types.h>

#include <string>

#include "base/files.h"
#include "base/status.h"

namespace weft::net {

/// Makes the socket (non-blocking, mode 0600) in place of what a dead daemon left. WEFT402 when the path is too long.
Result<UniqueFd> listen_unix(const std::string& path);
/// Connects (blocking socket).
Result<UniqueFd> connect_unix(const std::string& path);
/// The next waiting connection, non-blocking; an empty descriptor when there is none.
Result<UniqueFd> accept_unix(int listener);
Result<uid_t> peer_user(int socket);

}  // namespace weft::net
