// SPDX-License-Identifier: Apache-2.0
// NumPy's .npy files, format 1.0 to 3.0: header, whole arrays in, views of any strides out.
// Every Status code here is the name of the Python exception the same mistake raises (FileNotFoundError, ValueError, OSError, …).
// Depends on neither the engine nor the compiler.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/status.h"
#include "memory/view.h"

namespace weft::memory {

struct NpyHeader {
  std::string descr;           // as it stands in the file: "<f8"
  std::optional<DType> dtype;  // nothing when Weft has no such element type
  std::vector<int64_t> shape;
  bool fortran_order = false;
  bool swapped = false;        // the bytes of each element stand in big-endian order; read_npy turns them
  uint64_t data_offset = 0;    // where the elements start in the file
  uint64_t data_bytes = 0;     // how many bytes of elements the header promises; 0 when dtype is unknown
};

/// Reads the header alone; the file's length is checked against it.
Result<NpyHeader> describe_npy(const std::string& path);

/// Reads a whole array into pool memory; Fortran order is kept as strides. The view holds one reference.
/// Big-endian elements are turned. Refuses unknown element types, more than kMaxRank axes and truncated files.
Result<TypedView> read_npy(Pool& pool, const std::string& path);

/// Writes `view` (any strides, 0-d included) so that a reader sees the old file or the whole new one:
/// a temporary beside `path`, fsync, rename. Fortran-contiguous views are written in Fortran order, as NumPy does.
/// No space or a short write gives an OSError that says how many bytes were needed in which directory.
Status write_npy(const std::string& path, const TypedView& array);

/// Bytes that write_npy will need for this array, header included.
uint64_t npy_file_bytes(const TypedView& array);

}  // namespace weft::memory
