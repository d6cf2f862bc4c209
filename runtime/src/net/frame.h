// SPDX-License-Identifier: Apache-2.0
// Frames of docs/protocol.md: a 16-byte little-endian header, then the payload. The decoder takes bytes as they come and
// gives whole frames; anything out of the limits is an error, after which the connection is of no use.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace weft::net {

enum class FrameKind : uint8_t { control = 1, data = 2, credit = 3 };

inline constexpr size_t kHeaderBytes = 16;
inline constexpr uint32_t kMaxControlBytes = 64u << 20;
inline constexpr uint32_t kMaxDataBytes = 1u << 20;
/// What either side may send on a channel before the first credit frame.
inline constexpr uint64_t kInitialCreditBytes = uint64_t{4} << 20;

struct FrameHeader {
  uint32_t size = 0;
  FrameKind kind = FrameKind::control;
  uint32_t channel = 0;
  uint32_t sequence = 0;
};

std::array<std::byte, kHeaderBytes> encode_header(const FrameHeader& header);

/// `payload` is valid until the decoder's next call.
struct Frame {
  FrameHeader header;
  std::span<const std::byte> payload;
};

class FrameDecoder {
 public:
  /// Room for the next read from the socket: as much as the frame under way still needs, and some.
  std::span<std::byte> room();
  void commit(size_t bytes);

  /// The next whole frame, nothing when more bytes are needed, or WEFT404.
  Result<std::optional<Frame>> next();

  size_t buffered() const { return end_ - begin_; }

 private:
  Status check(const FrameHeader& header) const;

  std::vector<std::byte> buffer_;
  size_t begin_ = 0;
  size_t end_ = 0;
};

/// Equal or not, in a time that does not depend on where they differ.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace weft::net
