// SPDX-License-Identifier: Apache-2.0
// One job from its folder to its results (docs/protocol.md, "The job folder").

#pragma once

#include <string>

namespace weft::worker {

/// Exit statuses of weft-worker.
enum class Exit : int { done = 0, usage = 2, raised = 3, cancelled = 4, refused = 5 };

Exit run_job(const std::string& folder);

}  // namespace weft::worker
