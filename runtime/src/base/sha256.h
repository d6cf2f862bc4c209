// SPDX-License-Identifier: Apache-2.0
// SHA-256 (FIPS 180-4), a piece at a time. Uses the processor's SHA instructions where it has them: uploads and results are
// hashed on the daemon's only thread, and must not be slower than the network.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace weft {

class Sha256 {
 public:
  Sha256();
  void update(std::span<const std::byte> bytes);
  void update(std::string_view text) { update(std::as_bytes(std::span(text.data(), text.size()))); }
  /// Finishes; the object may not be updated afterwards.
  std::string hex();

 private:
  std::array<uint32_t, 8> state_;
  std::array<uint8_t, 64> block_ = {};
  size_t filled_ = 0;
  uint64_t total_bytes_ = 0;
};

std::string sha256_hex(std::string_view text);

/// 64 lower-case hexadecimal digits.
bool is_sha256_hex(std::string_view text);

}  // namespace weft
