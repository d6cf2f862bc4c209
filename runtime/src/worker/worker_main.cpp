// SPDX-License-Identifier: Apache-2.0
// weft-worker JOBDIR: runs one job and ends. weft-worker --describe PLACE: says what is in a file, for weftd.

#include <cstdio>
#include <cstring>

#include "kernels/files/file_arrays.h"
#include "worker/worker.h"

namespace {

/// `f64 3,4`, or the error's code, message and help on three lines.
int describe(const char* place) {
  const auto shape = weft::kernels::files::describe(place);
  if (shape.ok()) {
    std::printf("%s\n", weft::kernels::files::text_of(shape.value()).c_str());
    return 0;
  }
  const weft::Status& status = shape.status();
  std::printf("%s\n%s\n%s\n", status.code().c_str(), status.message().c_str(), status.help().c_str());
  return 3;
}

}  // namespace

int main(int count, char** arguments) {
  if (count == 3 && std::strcmp(arguments[1], "--describe") == 0) return describe(arguments[2]);
  if (count != 2 || arguments[1][0] == '-') {
    std::fprintf(stderr, "usage: weft-worker JOBDIR\n");
    return count == 2 && std::strcmp(arguments[1], "--help") == 0 ? 0 : static_cast<int>(weft::worker::Exit::usage);
  }
  return static_cast<int>(weft::worker::run_job(arguments[1]));
}
