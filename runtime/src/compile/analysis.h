// SPDX-License-Identifier: Apache-2.0
// What can be known about a program before it runs: sizes and strides of arrays, values of integers, and which allocations an array
// may lie in. Calls are analysed in place, once for each path of calls, so a helper's arrays have their caller's sizes.
// Variables are joined over all their `set`s until nothing changes.

#pragma once

#include <map>
#include <memory>
#include <span>
#include <vector>

#include "compile/program.h"
#include "compile/symbolic.h"

namespace weft::compile {

struct ValueInfo {
  bool known = false;              // false: nothing reaches it yet
  Linear number;                   // integers
  std::vector<Linear> dims;        // arrays
  std::vector<Stride> strides;
  std::vector<uint32_t> origins;   // sorted; arrays without a common origin share no memory
  bool operator==(const ValueInfo&) const = default;
};

/// One function in one place of the call tree.
struct Frame {
  const wire::FunctionT* function = nullptr;
  uint32_t depth = 0;  // loops around the call
  std::vector<ValueInfo> values;
  std::vector<ValueInfo> variables;
  std::vector<ValueInfo> results;
  std::map<const wire::NodeT*, std::unique_ptr<Frame>> calls;
  std::map<const wire::FunctionT*, std::unique_ptr<Frame>> outlined;  // of the entry: functions that call themselves
};

/// Facts about the entry's arguments that the code is specialised for.
struct Facts {
  static constexpr int64_t kSmallSize = 16;  // sizes up to this become constants: short inner loops are unrolled
  // Some size may be so large: code for it is made.
  static constexpr int64_t kLargeSize = 512;
  static constexpr int64_t kBlockedSize = 128;  // for what gains by blocks on one thread too
  std::vector<ValueInfo> parameters;
  /// For each array argument, the classes of its sizes: equal numbers are equal sizes; small sizes are constants.
  std::vector<std::vector<int64_t>> signature;
};

/// How the elements of an array argument lie.
enum class Order : int64_t { c = 0, fortran = 1, other = 2 };

/// What two argument lists must share to run the same code (signature.cpp).
std::vector<std::vector<int64_t>> argument_signature(std::span<const Value> arguments);

/// The largest of kBlockedSize and kLargeSize that a number, or a size of an array of several axes, reaches; 0: none.
int64_t largest_size(std::span<const Value> arguments);

class Analysis {
 public:
  /// `facts`: sizes and memory order of the arguments are used.
  explicit Analysis(const wire::GraphT& graph, bool facts = true);

  /// Makes the entry's frame and analyses everything.
  std::unique_ptr<Frame> run(std::span<const Value> arguments);
  Symbols& symbols() { return symbols_; }

 private:
  void analyse_frame(Frame& frame);
  void region(Frame& frame, const wire::RegionT& region, uint32_t depth);
  void node(Frame& frame, const wire::NodeT& node, uint32_t depth);
  void call(Frame& frame, const wire::NodeT& node, uint32_t depth);
  void outlined_call(Frame& frame, const wire::NodeT& node, uint32_t depth);
  void analyse_outlined();
  ValueInfo result_of(Frame& frame, const wire::NodeT& node, uint32_t depth);
  ValueInfo elementwise(Frame& frame, const wire::NodeT& node, uint32_t depth);
  ValueInfo broadcast_of(Frame& frame, const wire::NodeT& node, std::span<const uint32_t> ids);
  ValueInfo integer(Frame& frame, const wire::NodeT& node, uint32_t depth);
  ValueInfo view(Frame& frame, const wire::NodeT& node, uint32_t depth);
  ValueInfo reshape(Frame& frame, const wire::NodeT& node, uint32_t depth);
  ValueInfo fresh_array(Frame& frame, const wire::NodeT& node, std::vector<Linear> dims, size_t result = 0);
  ValueInfo opaque(const Frame& frame, const void* key, uint32_t slot, const wire::TypeT& type, uint32_t depth);
  Linear opaque_number(const void* frame, const void* key, uint32_t slot, int64_t least, int64_t most, uint32_t depth);
  void join(Frame& frame, ValueInfo& into, const ValueInfo& from);
  uint32_t origin(const Frame& frame, const void* key);
  void put_in_lists(const ValueInfo& info);
  ValueInfo from_list(Frame& frame, const wire::NodeT& node, size_t result, uint32_t depth);

  const wire::GraphT& graph_;
  const bool facts_;
  std::map<std::pair<const wire::FunctionT*, uint32_t>, const std::string*> texts_;  // constants
  std::vector<bool> recursive_;  // functions that can reach themselves
  Frame* entry_ = nullptr;
  Symbols symbols_;
  std::map<std::tuple<const void*, const void*, uint32_t>, Linear> numbers_;
  std::map<std::pair<const void*, const void*>, uint32_t> origins_;
  uint32_t next_origin_ = 0;
  std::vector<uint32_t> list_origins_;  // sorted: of every array that was ever put into a list
};

std::vector<Stride> contiguous_strides(const std::vector<Linear>& dims, int64_t item_bytes);

}  // namespace weft::compile
