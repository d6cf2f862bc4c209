// SPDX-License-Identifier: Apache-2.0
// A leaf of a plan as machine code: `void(int64_t* slots, int64_t begin, int64_t end, uint32_t thread)`, which runs iterations
// [begin, end) of the loop that tasks divide, counted from its first. Nothing in it can fail: the host checked subscripts and memory.

#pragma once

#include <initializer_list>
#include <set>

#include "compile/emitter.h"
#include "compile/loops/plan.h"
#include "compile/loops/unread.h"
#include "compile/warnings.h"

namespace weft::compile::loops {

using codegen::Emitter;
using llvm::Value;
using codegen::Small;

/// Where a leaf finds what it needs: places of 8 bytes each.
struct Layout {
  size_t run = 0;
  size_t strips = 0;                          // of a leaf in strips: what its threads share
  size_t raised = 0;                          // where to say that an operation raises
  std::map<uint32_t, size_t> variables;       // places in Nest::variables
  std::vector<size_t> arrays;                 // data pointer, then a stride for each axis
  std::map<uint32_t, size_t> values;          // scalars defined outside
  std::map<uint32_t, size_t> read_variables;  // scalars in variables
  std::map<uint32_t, size_t> limits;          // by counter: the bounds of loops that the host cuts
  size_t size = 0;
  std::vector<std::vector<std::optional<int64_t>>> strides;  // by array: those that are known
};

/// One iteration among those that a tile runs at once, or `width` of them as lanes of vectors.
struct Instance {
  std::map<uint32_t, llvm::Value*> counters;          // of rows and lanes: of the first lane
  std::map<uint32_t, llvm::Value*> values;
  std::map<uint32_t, llvm::AllocaInst*> variables;
  llvm::Value* mask = nullptr;                        // of branches: the lanes that are in them
  llvm::Value* turning = nullptr;                     // the mask of the innermost `while`
  int64_t behind = 0;                                 // iterations of the inner loop that it is behind the first row
};

class LeafBody {
 public:
  LeafBody(Emitter& emitter, const Nest& nest, const Leaf& leaf, const Layout& layout, const std::string& name, bool wraps = true);
  llvm::Function* emit();

 private:
  // leaf_loops.cpp: the loops
  void run_outer(size_t position);
  void run_cut(size_t position);
  void run_tiles();
  void run_triangle();
  void run_triangle_of(const std::vector<llvm::Value*>& rows);
  void be_at(llvm::Value* element, const std::vector<llvm::Value*>& rows);
  void run_finish(llvm::Value* element, const std::vector<llvm::Value*>& rows);
  void run_element(llvm::Value* element, llvm::Value* step, const std::vector<llvm::Value*>& rows);
  void run_steps();
  void hold_element();
  void give_element();
  void run_rows(llvm::Value* low, llvm::Value* high);
  bool has_panels() const;
  void run_panels();
  void run_jammed();
  void run_skewed(llvm::Value* row, llvm::Value* high, const std::pair<llvm::Value*, llvm::Value*>* part = nullptr);
  void run_part_of_row(llvm::Value* row, llvm::Value* from, llvm::Value* until);
  void run_strips();
  void run_lanes(const std::vector<llvm::Value*>& rows, unsigned vectors, llvm::Value* low, llvm::Value* high);
  void run_tile(const std::vector<llvm::Value*>& rows, unsigned vectors, llvm::Value* lane, llvm::Value* mask);
  void run_inner(size_t position);
  void run_items(const std::vector<Item>& items);
  void run_branch(const Branch& branch);
  void run_while(const Branch& branch);
  void run_breaking(const Loop& loop);
  void run_turns(const std::function<void()>& before, const std::function<llvm::Value*(size_t)>& holds, const std::function<void()>& turn,
                 std::initializer_list<const std::vector<Item>*> parts);
  void run_break(size_t instance);
  void leave_broken();
  void run_loop(const Loop& loop, llvm::Value* low, llvm::Value* high, const std::function<void()>& body, const std::vector<Item>* transposed);
  /// Leaves the leaf when the run was cancelled: at the start of an iteration that has loops inside.
  void poll();
  void count(llvm::Value* low, llvm::Value* high, llvm::Value* step, const std::function<void(llvm::Value*)>& body, bool parallel = false);
  std::pair<llvm::Value*, llvm::Value*> bounds(const Loop& loop);

  // leaf_elements.cpp: what is read, computed and written
  void run_node(const wire::NodeT& node, size_t instance);
  llvm::Value* value(uint32_t id, size_t instance);
  llvm::Value* number(const Linear& a, const Instance& instance);
  llvm::Value* counter(uint32_t variable, const Instance& instance);
  llvm::Value* lane_numbers(const Linear& a, const Instance& instance);
  llvm::Value* address(const Access& access, const Instance& instance);
  llvm::Value* lane_addresses(const Access& access, const Instance& instance);
  llvm::Value* lane_stride(const Access& access);
  llvm::Value* read(const Access& access, size_t instance);
  void write(const Access& access, llvm::Value* value, size_t instance);
  llvm::Value* read_vector(llvm::Value* pointer, const Access& access);
  std::vector<llvm::Value*> transpose(const Access& access, size_t instance);
  llvm::Value* widen(llvm::Value* value);
  const wire::NodeT& as_written(const wire::NodeT& node) const;
  void watch(const wire::NodeT& node, const graph::Element& from, const graph::Element& to, llvm::ArrayRef<llvm::Value*> operands, llvm::Value* result);
  /// Sums and products tell through the processor's flags, read once at the end (leaf_warnings.cpp).
  llvm::Value* leaves_range(wire::Op op, bool is_unsigned, llvm::ArrayRef<llvm::Value*> operands, llvm::Value* result);
  llvm::Value* lanes_wrapped(bool is_unsigned, llvm::ArrayRef<llvm::Value*> operands, llvm::Value* result);
  /// Says where an operation raises.
  void tell_raising(const wire::NodeT& node, llvm::ArrayRef<llvm::Value*> operands);
  /// Does `then` under a condition that hardly ever holds.
  void rarely(llvm::Value* condition, const std::function<void()>& then);
  codegen::Raising raising_of(const wire::NodeT& node, const graph::Element& from, const graph::Element& to) const;
  void begin_flags();
  void tell_raised();
  llvm::Value* padding(llvm::Value* pointer, llvm::Type* type);
  void tag(llvm::Instruction* access, uint32_t array);
  llvm::Value* slot(size_t place, llvm::Type* type);
  llvm::AllocaInst* local(llvm::Type* type, const char* name);
  llvm::Type* vector(llvm::Type* type) const;
  llvm::Type* typed(llvm::Type* type) const { return width_ > 1 ? vector(type) : type; }

  /// An element that stays in registers while a loop runs.
  struct Cell {
    const Access* access = nullptr;
    std::vector<llvm::AllocaInst*> places;  // by instance
  };
  /// What the iteration before wrote, and those before that, and what this one writes.
  struct Kept {
    Carried of;
    std::vector<std::vector<llvm::AllocaInst*>> reads;  // by distance and instance
    std::vector<llvm::AllocaInst*> written;             // by instance
    size_t own = 0;                                     // of the reads: those of the row itself; the others are for the row after it
  };
  /// The least or greatest of whole numbers, of which those that the iteration before made are taken last.
  llvm::Value* choose(llvm::Intrinsic::ID id, llvm::Value* a, llvm::Value* b);
  llvm::Value* least_or_greatest(const wire::NodeT& node, llvm::ArrayRef<llvm::Value*> operands);
  const Kept* kept_of(const Access& access) const;
  void keep(const Carried& carried, size_t own);
  int64_t behind_row_before(const Carried& carried, const Access& access) const;
  void add_rows_before(Carried& carried, const std::vector<Item>& items) const;
  void keep_next();
  const Cell* cell_of(const Access& access) const;
  bool is_written_ahead(const wire::NodeT& node, const Loop& loop, const std::vector<Item>& items) const;
  std::vector<const Access*> partial_sums(const Loop& loop, const std::vector<Item>& items) const;

  using Key = std::tuple<uint32_t, std::vector<Linear>, size_t>;

  Emitter& e_;
  const Nest& nest_;
  const Leaf& leaf_;
  const Layout& layout_;
  const bool wraps_;  // whether whole numbers may leave their range
  llvm::IRBuilder<> b_;
  llvm::Function* function_ = nullptr;
  llvm::BasicBlock* entry_ = nullptr;
  llvm::BasicBlock* exit_ = nullptr;
  unsigned width_ = 1;       // lanes in the code being emitted
  unsigned widest_ = 1;
  bool is_transposing_ = false;
  llvm::Value* mask_ = nullptr;
  std::vector<Instance> instances_;
  /// The innermost `while`, or `for` with a `break`, that is being emitted.
  struct Turns {
    std::vector<uint32_t> own;                // variables that live in it alone
    std::vector<llvm::AllocaInst*> active;    // by instance: the lanes that are in it
    llvm::BasicBlock* ended = nullptr;        // what follows it
    bool broke = false;                       // lanes may have left it in this turn
  };
  Turns turns_;
  llvm::Value* first_step_ = nullptr;  // of a triangle
  size_t inside_ = 0;  // loops of the items around what is being emitted
  size_t rows_ = 1;          // instances are rows by vectors
  std::map<uint32_t, llvm::Value*> counters_;
  std::map<const Loop*, std::pair<llvm::Value*, llvm::Value*>> limits_;
  std::vector<Cell> cells_;
  std::vector<Kept> kept_;
  std::set<llvm::Value*> late_;  // computed from what the iteration before wrote
  struct Choice {
    llvm::Intrinsic::ID id = 0;
    llvm::Value* late = nullptr;
    llvm::Value* early = nullptr;
  };
  std::map<llvm::Value*, Choice> choices_;
  std::map<uint32_t, const wire::NodeT*> compared_;  // comparisons by what they result in
  std::map<Key, std::vector<llvm::Value*>> blocks_;  // transposed
  size_t in_block_ = 0;
  std::map<std::pair<size_t, llvm::Type*>, llvm::Value*> slots_;
  std::vector<llvm::MDNode*> scopes_;
  llvm::MDNode* group_ = nullptr;
  llvm::Value* reached_ = nullptr;          // where the program comes to an operation, of one that is computed elsewhere too
  std::map<uint32_t, llvm::AllocaInst*> raised_;
  std::map<uint32_t, uint8_t> flag_of_;     // of the warnings in raised_; 0 where the processor has none
  uint8_t looked_at_ = 0;                   // flags that are told by looking at the results of sums and products
  int64_t flag_warnings_[2] = {-1, -1};     // for overflow and invalid: numbers of warnings
  int64_t among_divisions_[2] = {-1, -1};   // and of those that name divisions and roots too, which may have raised the flag
  std::set<const wire::NodeT*> unread_;     // operations that are computed for their flags alone
  bool has_flags() const { return flag_warnings_[0] >= 0 || flag_warnings_[1] >= 0; }
};

/// Of the vectors of this processor.
unsigned vector_bits();
/// Elements of a vector: of the largest that the nest touches.
unsigned lanes_of_vector(const Nest& nest);
/// Rows and vectors of a tile: 12 sums in flight hide the latency of adding (4 cycles, one or two a cycle), and with what they are made of
/// they fit 32 registers; 16 registers hold 4 by 2.
unsigned rows_together(const Nest& nest, const Leaf& leaf, const Switches& switches);
unsigned vectors_together(const Nest& nest, const Leaf& leaf);

}  // namespace weft::compile::loops
