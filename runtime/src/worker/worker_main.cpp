// SPDX-License-Identifier: Apache-2.0
// weft-worker JOBDIR: runs one job and ends.

#include <cstdio>
#include <cstring>

#include "worker/worker.h"

int main(int count, char** arguments) {
  if (count != 2 || arguments[1][0] == '-') {
    std::fprintf(stderr, "usage: weft-worker JOBDIR\n");
    return count == 2 && std::strcmp(arguments[1], "--help") == 0 ? 0 : static_cast<int>(weft::worker::Exit::usage);
  }
  return static_cast<int>(weft::worker::run_job(arguments[1]));
}
