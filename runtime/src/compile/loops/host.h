// SPDX-License-Identifier: Apache-2.0
// The code around the leaves of a planned loop: what must hold for it, the numbers that leaves need, and their calls.

#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "compile/loops/emit_loops.h"
#include "compile/loops/leaf_body.h"
#include "compile/loops/magnitudes.h"

namespace weft::compile::loops {

/// Emits the host code of one planned loop.
class Host {
 public:
  /// `more`: that must not be negative, with the loops around; `before`: numbers computed before the loops.
  Host(Emitter& emitter, const wire::NodeT& node, const Nest& nest, const Plan& plan, std::vector<std::pair<Linear, std::vector<const Loop*>>> more,
       const std::vector<const wire::NodeT*>& before)
      : e_(emitter), b_(emitter.b_), node_(node), nest_(nest), plan_(plan), more_(std::move(more)), before_(before) {}

  bool needs_time_tiles = false;  // otherwise the loop runs as written
  bool is_made = false;           // of statements on arrays

  bool find_arrays();
  bool find_scalars();
  llvm::Value* conditions();
  /// Of loops in which an operation may raise: keeps what they write, if that is little beside their work; false where it is not kept.
  llvm::Value* keep();
  void run();
  /// Whether an operation raised; what was kept is back then.
  llvm::Value* put_back();

 private:
  struct Known {
    codegen::ArrayParts parts;
    std::vector<uint32_t> origins;
    std::vector<std::optional<int64_t>> strides;
    bool has_places_of_its_own = false;  // no two subscripts are the same element
  };

  llvm::Value* scalar(uint32_t id) const;
  llvm::Value* parameter(uint32_t variable);
  llvm::Value* number(const Linear& a);
  Linear extreme(Linear a, const std::vector<const Loop*>& around, bool most) const;
  std::vector<Linear> limits(const Place& place, size_t axis, bool most) const;
  llvm::Value* within(const Place& place, size_t axis);
  Known expanded(const Array& array);
  llvm::Value* is_small(const Known& expanded, double most);
  void make_expanded();
  void run_plan();
  void put(size_t place, llvm::Value* value);
  void steps(const std::vector<Step>& steps);
  void cut(const Step& step);
  void blocks(const Step& step);
  llvm::Value* is_worth_block(const Step& step, double least);
  /// Whether there are enough rows for several blocks.
  llvm::Value* is_large(const Step& step);
  std::pair<llvm::Value*, llvm::Value*> bounds(const Loop& loop);
  /// What magnitudes tell of a leaf whose whole numbers need not be watched.
  std::optional<Magnitudes> watched(const Leaf& leaf) const;
  /// Rows or vectors that a task should have a multiple of.
  int64_t block_of(const Leaf& leaf) const;
  /// How many of the steps, of which the first is a leaf, can run as one.
  size_t count_together(std::span<const Step> steps) const;
  llvm::Function* joined(std::span<llvm::Function* const> functions);
  void leaves(std::span<const Step> steps);
  llvm::Function* function_of(const Leaf& leaf);

  // time_tiles.cpp
  llvm::Value* stretch_bytes(const Step& step);
  std::vector<std::pair<llvm::Value*, llvm::Value*>> stretches(const Step& step);
  llvm::Value* is_worth_time_tiles(const Step& step);
  void run_time_tiles(const Step& step, int64_t shift);
  llvm::Value* work(const std::vector<Item>& items, const std::function<double(const Item&)>& own);
  llvm::Value* work(const Leaf& leaf, const std::function<double(const Item&)>& own);
  bool may_run_short() const;
  llvm::Value* trips(const Loop& loop);
  llvm::Value* time_of(const Leaf& leaf, bool tiled);
  llvm::Value* operations_of(const Leaf& leaf);
  llvm::Value* sum_over(const Loop& loop, size_t levels, bool depends, const std::function<llvm::Value*()>& body);
  llvm::Value* is_worth(std::span<const Step> steps, double least);
  llvm::Value* runs(const std::vector<const Loop*>& loops);
  llvm::Value* magnitude(const Magnitude& of, const std::map<uint32_t, llvm::Value*>& largest);
  llvm::Value* cannot_wrap(const Magnitudes& sizes);
  std::string subject() const { return is_made ? "statements as loops over elements" : "Python loops"; }
  std::string note(std::span<const Step> leaves) const;

  Emitter& e_;
  llvm::IRBuilder<>& b_;
  const wire::NodeT& node_;
  const Nest& nest_;
  const Plan& plan_;
  const std::vector<std::pair<Linear, std::vector<const Loop*>>> more_;
  const std::vector<const wire::NodeT*>& before_;
  std::map<uint32_t, llvm::Value*> computed_;
  std::vector<Known> arrays_;
  std::map<uint32_t, llvm::Value*> parameters_;
  std::map<uint32_t, std::pair<llvm::Value*, llvm::Value*>> limits_;  // by counter: of the part of a cut loop
  std::vector<const Loop*> around_;  // the loops in order around what is being emitted
  Layout layout_;
  std::map<const Leaf*, llvm::Function*> functions_;
  llvm::AllocaInst* slots_ = nullptr;
  llvm::AllocaInst* raised_ = nullptr;
  uint32_t kept_site_ = 0;
  bool runs_short_ = false;  // the code being emitted is inside of a loop in order whose short leaves run in place
};

}  // namespace weft::compile::loops
