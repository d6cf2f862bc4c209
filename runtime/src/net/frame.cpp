// SPDX-License-Identifier: Apache-2.0
#include "net/frame.h"

#include <algorithm>
#include <cstring>

namespace weft::net {
namespace {

constexpr size_t kReadBytes = 256 << 10;
constexpr size_t kMaxIdleBytes = 4 << 20;

uint32_t read_u32(const std::byte* p) {
  return static_cast<uint32_t>(p[0]) | static_cast<uint32_t>(p[1]) << 8 | static_cast<uint32_t>(p[2]) << 16 | static_cast<uint32_t>(p[3]) << 24;
}

void write_u32(std::byte* p, uint32_t value) {
  for (int i = 0; i < 4; ++i) p[i] = static_cast<std::byte>(value >> (8 * i));
}

Status broken(const std::string& why) {
  return Status("WEFT404", "the other side sent a broken frame: " + why, "connect again; when it happens again, update Weft on both sides");
}

FrameHeader read_header(const std::byte* p) {
  return {read_u32(p), static_cast<FrameKind>(p[4]), read_u32(p + 8), read_u32(p + 12)};
}

}  // namespace

std::array<std::byte, kHeaderBytes> encode_header(const FrameHeader& header) {
  std::array<std::byte, kHeaderBytes> bytes = {};
  write_u32(&bytes[0], header.size);
  bytes[4] = static_cast<std::byte>(header.kind);
  write_u32(&bytes[8], header.channel);
  write_u32(&bytes[12], header.sequence);
  return bytes;
}

std::span<std::byte> FrameDecoder::room() {
  if (begin_ == end_) {
    begin_ = end_ = 0;
    // A buffer that grew for one large message is given back.
    if (buffer_.size() > kMaxIdleBytes) buffer_ = {};
  }
  size_t wanted = kReadBytes;
  if (buffered() >= kHeaderBytes) {
    // next() has accepted this header, so its size is within the limits.
    const size_t whole = kHeaderBytes + read_header(&buffer_[begin_]).size;
    if (whole > buffered()) wanted = std::clamp(whole - buffered(), kReadBytes, size_t{4} << 20);
  }
  if (buffer_.size() - end_ < wanted) {
    if (buffered() > 0) std::memmove(buffer_.data(), buffer_.data() + begin_, buffered());
    end_ -= begin_;
    begin_ = 0;
    if (buffer_.size() < end_ + wanted) buffer_.resize(end_ + wanted);
  }
  return std::span(buffer_).subspan(end_);
}

void FrameDecoder::commit(size_t bytes) { end_ += bytes; }

Status FrameDecoder::check(const FrameHeader& header) const {
  if ((buffer_[begin_ + 5] | buffer_[begin_ + 6] | buffer_[begin_ + 7]) != std::byte{0}) return broken("reserved bytes are not zero");
  switch (header.kind) {
    case FrameKind::control:
      if (header.channel != 0) return broken("a control frame on channel " + std::to_string(header.channel));
      if (header.size == 0 || header.size > kMaxControlBytes) return broken("a control frame of " + std::to_string(header.size) + " bytes");
      return {};
    case FrameKind::data:
      if (header.channel == 0) return broken("data on channel 0");
      if (header.size == 0 || header.size > kMaxDataBytes) return broken("a data frame of " + std::to_string(header.size) + " bytes");
      return {};
    case FrameKind::credit:
      if (header.channel == 0) return broken("credit for channel 0");
      if (header.size != 4) return broken("a credit frame of " + std::to_string(header.size) + " bytes");
      return {};
  }
  return broken("kind " + std::to_string(static_cast<int>(header.kind)));
}

Result<std::optional<Frame>> FrameDecoder::next() {
  if (buffered() < kHeaderBytes) return std::optional<Frame>();
  const FrameHeader header = read_header(&buffer_[begin_]);
  if (Status status = check(header); !status.ok()) return status;
  const size_t whole = kHeaderBytes + header.size;
  if (buffered() < whole) return std::optional<Frame>();
  const Frame frame = {header, std::span(buffer_).subspan(begin_ + kHeaderBytes, header.size)};
  begin_ += whole;
  return std::optional<Frame>(frame);
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  unsigned difference = a.size() == b.size() ? 0 : 1;
  const size_t size = std::min(a.size(), b.size());
  for (size_t i = 0; i < size; ++i) difference |= static_cast<unsigned>(static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]));
  return difference == 0;
}

}  // namespace weft::net
