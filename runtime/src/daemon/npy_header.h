// SPDX-License-Identifier: Apache-2.0
// The header of an .npy file: enough to tell a client the type of an array that stays on the target.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace weft::daemon {

struct NpyHeader {
  std::string dtype;  // "b1", "i32", "i64", "f32", "f64"
  std::vector<uint64_t> shape;
  bool fortran_order = false;
};

/// The dictionary that stands in the header, as text. WEFT411 when it is not an array that Weft reads.
Result<NpyHeader> parse_npy_dictionary(std::string_view text);

/// `path` may begin with `~/`. WEFT410 for a missing file, WEFT411 for anything that is not a readable .npy.
Result<NpyHeader> read_npy_header(const std::string& path);

}  // namespace weft::daemon
