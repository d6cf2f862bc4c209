// SPDX-License-Identifier: Apache-2.0
// The hash table of CPython's sets (Objects/setobject.c), of places instead of objects: the same probing, the same growth, the same traces
// of what was removed, so that a set of numbers is walked in the order in which CPython walks it.

#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "memory/list.h"

namespace weft::kernels {

/// `hash(…)` of Python. NaN has none here: CPython takes where the object lies.
int64_t hash_of_double(double value);
/// `shape` says how the leaves are nested in tuples: `.` is a leaf, `(..)` a pair, `T[.]` a tuple of any length. Texts get a hash of their own.
int64_t hash_of_item(std::string_view shape, const memory::ListType& type, const std::byte* item);

class SetTable final : public memory::ListCompanion {
 public:
  static constexpr int64_t kEmpty = -1;
  static constexpr int64_t kGone = -2;

  struct Slot {
    int64_t hash = 0;
    int64_t place = kEmpty;
  };

  SetTable() : slots_(kSmallest) {}

  const std::vector<Slot>& slots() const { return slots_; }
  std::vector<Slot>& slots() { return slots_; }
  int64_t used() const { return used_; }
  /// Counts what was put in and taken out.
  uint64_t changes() const { return changes_; }

  /// The slot of an item of this hash for whose place `equal` holds; -1 without one.
  template <typename Equal>
  int64_t find(int64_t hash, const Equal& equal) const {
    int64_t found = -1;
    probe(slots_, hash, [&](size_t at) {
      const Slot& slot = slots_[at];
      if (slot.place == kEmpty) return true;
      if (slot.place >= 0 && slot.hash == hash && equal(slot.place)) {
        found = static_cast<int64_t>(at);
        return true;
      }
      return false;
    });
    return found;
  }

  /// Puts in an item that is not there.
  void add(int64_t hash, int64_t place);
  /// Forgets a slot, and leaves its trace; the last place is called by that of the slot from here on.
  void remove(int64_t slot);
  /// What `pop` takes: the slot, which must exist.
  int64_t next_to_pop();
  void clear();
  /// Before `count` items are merged into it.
  void prepare(int64_t count);
  /// After a difference in place: more than a quarter of traces are swept away.
  void sweep();
  /// Takes over the slots of a table of the same size that has no traces; false where that does not hold, or this table is not new.
  bool take_layout(const SetTable& other);
  bool is_new() const { return fill_ == 0; }
  /// Into a table that is new, without looking.
  void add_clean(int64_t hash, int64_t place);
  void swap(SetTable& other) noexcept;
  /// Whether the items stand where they do in whatever order they came.
  bool is_certain() const;
  /// The order depends on how CPython read the program.
  bool uncertain = false;

 private:
  static constexpr size_t kSmallest = 8;

  template <typename Visit>
  static void probe(const std::vector<Slot>& slots, int64_t hash, const Visit& visit) {
    constexpr size_t kLinear = 9;
    const size_t mask = slots.size() - 1;
    auto perturb = static_cast<size_t>(hash);
    size_t at = perturb & mask;
    while (true) {
      const size_t last = at + kLinear <= mask ? at + kLinear : at;
      for (size_t i = at; i <= last; ++i) {
        if (visit(i)) return;
      }
      perturb >>= 5;
      at = (at * 5 + 1 + perturb) & mask;
    }
  }

  static void insert_clean(std::vector<Slot>& slots, Slot slot);
  void resize(int64_t least);

  void put(Slot slot);

  std::vector<Slot> slots_;
  std::vector<int64_t> hashes_;  // by place
  int64_t fill_ = 0;  // with traces
  int64_t used_ = 0;
  size_t finger_ = 0;
  uint64_t changes_ = 0;
};

}  // namespace weft::kernels
