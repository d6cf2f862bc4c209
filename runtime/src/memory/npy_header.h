// SPDX-License-Identifier: Apache-2.0
// The text part of an .npy file: the preamble (magic, version, length) and the header, a Python dictionary literal.
// Pure: bytes in, values out. Only the dictionary that NumPy writes is understood; nothing is evaluated.

#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "memory/npy.h"

namespace weft::memory {

struct NpyPreamble {
  uint64_t header_offset = 0;
  uint32_t header_bytes = 0;
};

/// `start` holds the first 12 bytes of the file, or all of a shorter one.
Result<NpyPreamble> parse_npy_preamble(std::span<const std::byte> start);

/// Everything but `data_offset`.
Result<NpyHeader> parse_npy_header(std::string_view text);

/// Preamble and header as NumPy writes them, padded so that the elements start at a multiple of 64.
std::string npy_header_text(DType dtype, std::span<const int64_t> shape, bool fortran_order);

/// Why an element type cannot be used, and what to do.
Status unsupported_descr(const std::string& descr);

}  // namespace weft::memory
