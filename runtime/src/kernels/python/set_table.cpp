// SPDX-License-Identifier: Apache-2.0
#include "kernels/python/set_table.h"

#include <bit>
#include <cmath>
#include <complex>
#include <functional>

#include "kernels/element.h"
#include "kernels/python/lists.h"

namespace weft::kernels {

using wire::TypeKind;

namespace {

constexpr int kBits = 61;
constexpr uint64_t kModulus = (uint64_t{1} << kBits) - 1;

int64_t proper(uint64_t hash) { return hash == ~uint64_t{0} ? -2 : static_cast<int64_t>(hash); }

int64_t hash_of_integer(int64_t value) {
  const uint64_t size = value < 0 ? ~static_cast<uint64_t>(value) + 1 : static_cast<uint64_t>(value);
  const uint64_t rest = size % kModulus;
  return proper(value < 0 ? ~rest + 1 : rest);
}

int64_t hash_of_complex(std::complex<double> value) {
  const auto real = static_cast<uint64_t>(hash_of_double(value.real()));
  return proper(real + 1000003 * static_cast<uint64_t>(hash_of_double(value.imag())));
}

int64_t hash_of_leaf(const ListLeaf& leaf, const std::byte* at) {
  switch (leaf.kind) {
    case TypeKind::Bool: return leaf_value<uint8_t>(at) != 0 ? 1 : 0;
    case TypeKind::Int: return hash_of_integer(leaf_value<int64_t>(at));
    case TypeKind::Float: return hash_of_double(leaf_value<double>(at));
    case TypeKind::Complex: return hash_of_complex(leaf_value<std::complex<double>>(at));
    case TypeKind::Scalar:
      if (leaf.dtype == DType::UInt64) return static_cast<int64_t>(leaf_value<uint64_t>(at) % kModulus);
      return with_type(leaf.dtype, [&]<typename T>(T) -> int64_t {
        const T value = leaf_value<T>(at);
        if constexpr (is_complex<T>) return hash_of_complex({static_cast<double>(value.real()), static_cast<double>(value.imag())});
        else if constexpr (std::is_floating_point_v<T>) return hash_of_double(static_cast<double>(value));
        else return hash_of_integer(static_cast<int64_t>(value));
      });
    case TypeKind::Str: return proper(std::hash<std::string>()(leaf_text(at)));
    default: return 0;
  }
}

/// How many characters the part at the beginning of the shape takes.
size_t length_of_part(std::string_view shape) {
  size_t depth = 0;
  for (size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] == '(' || shape[i] == '[') ++depth;
    if (shape[i] == ')' || shape[i] == ']') --depth;
    if (depth == 0 && shape[i] != 'T') return i + 1;
  }
  return shape.size();
}

int64_t hash_of_part(std::string_view& shape, size_t& leaf, const ListType& type, const std::byte* item) {
  const char c = shape.front();
  shape.remove_prefix(1);
  if (c != '(' && c != 'T') {
    const ListLeaf& own = type.leaves[leaf++];
    return hash_of_leaf(own, item + own.offset);
  }
  constexpr uint64_t kFirst = 11400714785074694791ULL;
  constexpr uint64_t kSecond = 14029467366897019727ULL;
  constexpr uint64_t kFifth = 2870177450012600261ULL;
  uint64_t hash = kFifth;
  uint64_t count = 0;
  const auto add = [&](int64_t part) {
    hash += static_cast<uint64_t>(part) * kSecond;
    hash = std::rotl(hash, 31) * kFirst;
    ++count;
  };
  if (c == 'T') {
    shape.remove_prefix(1);
    const ListLeaf& own = type.leaves[leaf++];
    const List& items = *leaf_list(item + own.offset);
    const std::string_view inner = shape;
    shape.remove_prefix(length_of_part(shape));
    for (int64_t i = 0; i < items.length; ++i) add(hash_of_item(inner, *items.type, items.item(i)));
  } else {
    while (shape.front() != ')') add(hash_of_part(shape, leaf, type, item));
  }
  shape.remove_prefix(1);
  hash += count ^ (kFifth ^ 3527539ULL);
  return hash == ~uint64_t{0} ? 1546275796 : static_cast<int64_t>(hash);
}

}  // namespace

int64_t hash_of_double(double value) {
  if (std::isinf(value)) return value > 0 ? 314159 : -314159;
  if (std::isnan(value)) return 0;
  int exponent = 0;
  double rest = std::fabs(std::frexp(value, &exponent));
  uint64_t hash = 0;
  while (rest != 0) {
    constexpr int kStep = 28;
    hash = ((hash << kStep) & kModulus) | hash >> (kBits - kStep);
    rest *= static_cast<double>(1 << kStep);
    exponent -= kStep;
    const auto whole = static_cast<uint64_t>(rest);
    rest -= static_cast<double>(whole);
    hash += whole;
    if (hash >= kModulus) hash -= kModulus;
  }
  exponent = exponent >= 0 ? exponent % kBits : kBits - 1 - ((-1 - exponent) % kBits);
  hash = ((hash << exponent) & kModulus) | hash >> (kBits - exponent);
  return proper(value < 0 ? ~hash + 1 : hash);
}

int64_t hash_of_item(std::string_view shape, const ListType& type, const std::byte* item) {
  size_t leaf = 0;
  return hash_of_part(shape, leaf, type, item);
}

void SetTable::insert_clean(std::vector<Slot>& slots, Slot slot) {
  probe(slots, slot.hash, [&](size_t at) {
    if (slots[at].place != kEmpty) return false;
    slots[at] = slot;
    return true;
  });
}

void SetTable::resize(int64_t least) {
  size_t size = kSmallest;
  while (size <= static_cast<size_t>(least)) size <<= 1;
  if (size == kSmallest && slots_.size() == kSmallest && fill_ == used_) return;
  std::vector<Slot> fresh(size);
  for (const Slot& slot : slots_) {
    if (slot.place >= 0) insert_clean(fresh, slot);
  }
  slots_ = std::move(fresh);
  fill_ = used_;
}

void SetTable::put(Slot slot) {
  ++changes_;
  ++used_;
  const auto place = static_cast<size_t>(slot.place);
  if (hashes_.size() <= place) hashes_.resize(place + 1);
  hashes_[place] = slot.hash;
}

void SetTable::add(int64_t hash, int64_t place) {
  put({hash, place});
  // The last trace on the way to a free slot is used again.
  size_t free = 0;
  int64_t trace = -1;
  probe(slots_, hash, [&](size_t at) {
    if (slots_[at].place == kGone) trace = static_cast<int64_t>(at);
    free = at;
    return slots_[at].place == kEmpty;
  });
  slots_[trace >= 0 ? static_cast<size_t>(trace) : free] = {hash, place};
  if (trace >= 0) return;
  ++fill_;
  if (fill_ * 5 < static_cast<int64_t>(slots_.size() - 1) * 3) return;
  resize(used_ > 50000 ? used_ * 2 : used_ * 4);
}

void SetTable::add_clean(int64_t hash, int64_t place) {
  put({hash, place});
  insert_clean(slots_, {hash, place});
  ++fill_;
}

bool SetTable::is_certain() const {
  std::vector<bool> taken(slots_.size());
  for (const Slot& slot : slots_) {
    if (slot.place < 0) continue;
    const size_t home = static_cast<size_t>(slot.hash) & (slots_.size() - 1);
    if (taken[home]) return false;
    taken[home] = true;
  }
  return true;
}

void SetTable::remove(int64_t slot) {
  ++changes_;
  const int64_t place = slots_[static_cast<size_t>(slot)].place;
  const int64_t last = --used_;
  slots_[static_cast<size_t>(slot)] = {-1, kGone};
  if (place == last) return;
  const int64_t hash = hashes_[static_cast<size_t>(last)];
  hashes_[static_cast<size_t>(place)] = hash;
  const int64_t moved = find(hash, [&](int64_t other) { return other == last; });
  slots_[static_cast<size_t>(moved)].place = place;
}

int64_t SetTable::next_to_pop() {
  size_t at = finger_ & (slots_.size() - 1);
  while (slots_[at].place < 0) at = at + 1 == slots_.size() ? 0 : at + 1;
  finger_ = at + 1;
  return static_cast<int64_t>(at);
}

void SetTable::clear() {
  ++changes_;
  slots_.assign(kSmallest, {});
  fill_ = used_ = 0;
}

void SetTable::prepare(int64_t count) {
  if ((fill_ + count) * 5 >= static_cast<int64_t>(slots_.size() - 1) * 3) resize((used_ + count) * 2);
}

void SetTable::sweep() {
  if (fill_ - used_ > static_cast<int64_t>(slots_.size() - 1) / 4) resize(used_ > 50000 ? used_ * 2 : used_ * 4);
}

bool SetTable::take_layout(const SetTable& other) {
  if (fill_ != 0 || slots_.size() != other.slots_.size() || other.fill_ != other.used_) return false;
  slots_ = other.slots_;
  hashes_ = other.hashes_;
  fill_ = other.fill_;
  used_ = other.used_;
  ++changes_;
  return true;
}

void SetTable::swap(SetTable& other) noexcept {
  std::swap(slots_, other.slots_);
  std::swap(hashes_, other.hashes_);
  std::swap(fill_, other.fill_);
  std::swap(used_, other.used_);
  ++changes_;
  ++other.changes_;
}

}  // namespace weft::kernels
