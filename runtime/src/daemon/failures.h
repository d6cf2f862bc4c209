// SPDX-License-Identifier: Apache-2.0
// Every failure that weftd answers with. docs/protocol.md holds the same table; a test compares them.

#pragma once

#include <array>
#include <string_view>

namespace weft::daemon {

struct FailureCode {
  std::string_view code;
  std::string_view meaning;
};

inline constexpr std::array<FailureCode, 26> kFailureCodes = {{
    {"WEFT401", "the token is not this daemon's"},
    {"WEFT402", "the runtime directory cannot be used: wrong owner or mode, or a path too long for a socket"},
    {"WEFT403", "the first message was not `Hello`, or none came in time"},
    {"WEFT404", "a frame or message is broken, or larger than the limits"},
    {"WEFT405", "client and daemon speak different major versions"},
    {"WEFT406", "the daemon does not take this message"},
    {"WEFT407", "a field of the request has an impossible value"},
    {"WEFT410", "a file on the target is missing or cannot be read"},
    {"WEFT411", "a file on the target holds no array that Weft reads"},
    {"WEFT412", "there is no such job"},
    {"WEFT413", "an input was not uploaded"},
    {"WEFT414", "the arguments do not fit the parameters"},
    {"WEFT415", "there is no such file in the job folder"},
    {"WEFT416", "the job has not ended"},
    {"WEFT417", "an upload's bytes do not have the announced hash"},
    {"WEFT418", "an upload was given up"},
    {"WEFT419", "jobs are active"},
    {"WEFT420", "`weft-worker` is missing or cannot be started"},
    {"WEFT421", "the worker ended without a last state"},
    {"WEFT422", "Slurm was not found on this host"},
    {"WEFT423", "Slurm refused the job"},
    {"WEFT424", "Slurm does not answer"},
    {"WEFT425", "Slurm ended the job"},
    {"WEFT430", "the disk is full"},
    {"WEFT431", "a file cannot be read or written"},
    {"WEFT440", "another daemon holds the lock of this root"},
}};

}  // namespace weft::daemon
