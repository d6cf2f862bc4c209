// SPDX-License-Identifier: Apache-2.0
// CRC-32 as in zlib and PNG (reflected 0xEDB88320), for the lines of event logs.

#pragma once

#include <cstdint>
#include <string_view>

namespace weft {

uint32_t crc32(std::string_view bytes);

}  // namespace weft
