// SPDX-License-Identifier: Apache-2.0
// One loop nest: its iteration space, the arrays it touches, the host code that submits it and the body function that runs it.
// Axes are merged and dropped where the strides are known to allow it, so that the innermost loop is long and contiguous.

#pragma once

#include "compile/emitter.h"
#include "compile/warnings.h"

namespace weft::compile::codegen {

/// An array of the nest as seen along the nest's axes.
struct Leaf {
  llvm::Value* buffer = nullptr;
  llvm::Value* data = nullptr;
  Small<llvm::Value*> strides;
  Small<Stride> known;
  wire::DType dtype = wire::DType::Float64;
  int64_t mode = 0;     // of NestTable::Leaf
  int64_t slot = 0;
  bool exclusive = false;  // written, and sure to share no byte with any other leaf
  bool once = false;       // one element for each row, which may be written to after it was read
};

struct Axis {
  llvm::Value* size = nullptr;
  Linear linear;                      // meaningless once merged
  std::optional<int64_t> constant;
  bool reduced = false;
  bool small() const { return constant && *constant <= Facts::kSmallSize; }
};

class NestEmitter {
 public:
  NestEmitter(Emitter& emitter, const wire::NodeT& owner) : e_(emitter), owner_(owner) {}

  void add_axis(llvm::Value* size, const Linear& linear, bool reduced);
  /// Takes in everything `entity` is made of.
  void collect(Entity* entity);
  size_t add_leaf(const ArrayParts& parts, const ValueInfo& info, wire::DType dtype, int64_t mode, bool map_kept_axes = false);
  /// Merges and drops axes. Call after all leaves are known. `keep_one_kept`: tasks will divide an axis that is not reduced.
  void simplify(bool keep_one_kept = false);
  void choose_axis();
  /// Leaves that may overlap `target` are replaced by copies unless they are the same elements.
  void separate(size_t target, const std::vector<uint32_t>& origins);
  /// Whether an element of `leaf` that lies in the row of `target` that it stands for may be read before the row is written.
  bool may_read_once(const Leaf& leaf, const Leaf& target) const;
  std::vector<Entity*> replaced_operands(llvm::ArrayRef<Entity*> results) const;
  int64_t add_slot(llvm::Value* value);
  /// Finds what may have to be warned of, and how it is noticed (warnings.cpp).
  void plan_warnings();
  void lay_out();
  /// Whether elements outside of `mask` need not be computed: nothing that NumPy computes for all of them could warn. After `lay_out`.
  bool may_skip(const Entity* mask) const;
  /// Finds what is looked at in loops that look at operations only where something is odd (warning_chains.cpp). After `lay_out`.
  void plan_looks(llvm::ArrayRef<const Entity*> results);
  void collect_gather(Entity* entity);
  void lay_out_gathers();
  void collect_joined(Entity* entity);
  void lay_out_joined();

  int64_t operations() const;
  /// `here`: whether it runs in place; found by `submit` where it is null.
  void submit(llvm::Function* body, uint32_t site, int64_t rows_slot, llvm::Value* here = nullptr);
  llvm::Value* elements();
  llvm::Value* has_elements();
  llvm::Value* runs_here();
  void run_here(llvm::Function* body, llvm::AllocaInst* slots, llvm::Value* table, bool by_rows);
  void note_inside(std::vector<const Entity*>& inside) const {
    for (const Entity* entity : inside_) if (!entity->made) inside.push_back(entity);
  }

  Emitter& e_;
  const wire::NodeT& owner_;
  std::vector<Axis> axes_;
  std::vector<Leaf> leaves_;
  std::map<const Entity*, size_t> leaf_of_;
  std::vector<const Entity*> leaf_order_;  // as met: what is emitted never depends on addresses
  std::map<const Entity*, int64_t> scalar_slots_;
  std::vector<const Entity*> scalar_order_;
  std::map<const Entity*, size_t> ranges_;  // arange entities: the nest axis of their index (axes_.size(): broadcast)
  std::map<const Entity*, int64_t> broadcast_ranges_;  // of those: the slot that says whether index 0 stands for all
  std::vector<const Entity*> inside_;       // deferred entities, operands before users
  std::vector<llvm::Value*> slots_;
  std::vector<llvm::Value*> owned_copies_;  // stack cells of buffers to release after submission
  struct Gather {
    size_t leaf = 0;
    int64_t slot = 0;  // of the array's sizes and strides, by turns
  };
  std::map<const Entity*, Gather> gathers_;  // looked up only
  struct Joined {
    size_t axis = 0;            // of the nest
    Small<size_t> leaves;       // its parts
    Small<llvm::Value*> starts;
    int64_t slot = 0;           // of the place of each part and its strides, by turns
  };
  std::map<const Entity*, Joined> joined_;  // looked up only
  std::vector<Linear> cut_sizes_;           // where parts of the innermost axis end, each once
  Small<llvm::Value*> cuts_;
  int64_t cuts_slot_ = 0;                   // of 0, the cuts in order, and the size of the axis
  size_t axis_ = 0;                         // that tasks divide
  std::map<const Entity*, Raising> watched_;  // looked up only
  bool noisy_ = false;                        // comparisons of NaN set `invalid` too
  uint8_t looked_at_ = 0;                     // flags that results and operands tell
  uint8_t reduction_flags_ = 0;               // of those, what the reduction's terms and results tell
  bool looks_ = false;                        // the loops look at telltales alone, and a second function at operations
  bool keeps_terms_ = false;                  // the reduction is odd where one of its terms is
  std::set<const Entity*> telltales_;         // looked up only: whose infinities and NaN may be lost in what is made of them
  std::vector<int64_t> flag_warnings_;        // numbers for divide, overflow, invalid; empty or -1: not told
  llvm::Value* here_ = nullptr;  // whether it runs in place, where that was asked before `submit`
  int64_t run_slot_ = -1;
  int64_t femtoseconds_ = 100'000;
  int64_t block_ = 1;
};

/// What a body does about warnings of operations whose results are compared with their operands.
enum class Look : uint8_t {
  each,   // looks at each operation
  odd,    // looks at telltales, and calls a `check` of the same elements where one is odd
  check,  // looks at each operation and stores nothing
};

/// Emits a nest's body: `void(int64_t* slots, int64_t begin, int64_t end, uint32_t thread)`.
/// The last parameter of a check of innermost loops is a pointer to the indices of the axes around them.
class Body {
 public:
  Body(NestEmitter& nest, const std::string& name, Look look = Look::each, bool inner = false);

  llvm::Value* begin() const { return function_->getArg(1); }
  llvm::Value* end() const { return function_->getArg(2); }
  llvm::Value* slot(int64_t index, llvm::Type* type);
  llvm::Value* size(size_t axis);
  llvm::Value* stride(size_t leaf, size_t axis);
  /// Runs `inner` for every index in [low, high), which is not empty.
  void loop(llvm::Value* low, llvm::Value* high, bool innermost, const std::function<void(llvm::Value*)>& inner);
  /// The innermost loop, `inner` with its index set. Stretches without an element under `mask` are passed over when there is one.
  void chosen_loop(Entity* mask, size_t axis, llvm::Value* low, llvm::Value* high, const std::function<void()>& inner);
  /// Fixes the index of an axis that is not innermost for `inner`.
  void with_index(size_t axis, llvm::Value* index, const std::function<void()>& inner);
  void set_inner(size_t axis, llvm::Value* index);
  /// Moves the leaves of partial results to those of one chunk; their stride along the divided axis counts chunks.
  void with_partial(size_t output, size_t indices, bool both, size_t axis, llvm::Value* chunk, const std::function<void()>& inner);
  llvm::Value* pointer(size_t leaf);
  llvm::Value* load(size_t leaf);
  /// Reads what each row has one element of, for all that `inner` emits.
  void with_read_once(const std::function<void()>& inner);
  llvm::Value* load_at(llvm::Value* pointer, size_t leaf) { return load_from(pointer, leaf, leaf); }
  llvm::Value* gathered(Entity* entity);
  llvm::Value* joined(Entity* entity);
  void place_joined(llvm::Value* low);
  void in_sections(llvm::Value* low, llvm::Value* high, const std::function<void(llvm::Value*, llvm::Value*)>& inner);
  void store(size_t leaf, llvm::Value* value);
  llvm::Value* eval(Entity* entity);
  /// Emits `emit` once for contiguous innermost axes and once for any strides, when that is not known beforehand.
  void versions(size_t inner_axis, const std::function<void()>& emit);
  llvm::Function* finish();
  llvm::AllocaInst* local(llvm::Type* type, const char* name);
  void tag(llvm::Instruction* access, bool written, size_t leaf);
  void forget() { cache_.clear(); }
  // warning_chains.cpp: loops that look at what is odd alone.
  void set_check(llvm::Function* check);
  /// What is stored to `leaf` is read in the same nest: it is put there when its stretch was looked at.
  void keep_back(size_t leaf);
  void note_odd(llvm::Value* value);
  void check_odd(llvm::Function* check, const std::function<Small<llvm::Value*>()>& arguments);
  /// Remembers whether `result` is one that NumPy warns of.
  void watch(const Entity* entity, llvm::ArrayRef<llvm::Value*> operands, llvm::Value* result);
  /// Remembers that `entity`, or the reduction where it is null, raises `flag` when `raised` holds.
  void raise(const Entity* entity, uint8_t flag, llvm::Value* raised);
  void report_warnings();

  NestEmitter& nest_;
  Emitter& e_;
  const Look look_;
  llvm::Function* function_;
  llvm::IRBuilder<> b_;

 private:
  struct KeptBack {
    size_t leaf;
    llvm::AllocaInst* cells;
    llvm::Value* from;  // the index of the first
  };
  llvm::Value* kept_cell(const KeptBack& kept, llvm::Value* index);
  std::pair<uint32_t, std::string> candidate(const Entity* entity) const;
  void in_stretches(size_t axis, llvm::Value* low, llvm::Value* high, bool whole, const std::function<void(llvm::Value*, llvm::Value*)>& run);
  void look(const Entity* entity, llvm::ArrayRef<llvm::Value*> operands, llvm::Value* result);
  llvm::AllocaInst* odd_cell(llvm::Type* type);
  bool is_unit(size_t leaf) const;
  /// An element as those of `leaf` lie in memory, at a pointer into the memory of `owner`.
  llvm::Value* load_from(llvm::Value* pointer, size_t leaf, size_t owner);
  void store_to(llvm::Value* pointer, size_t leaf, size_t owner, llvm::Value* value);

  llvm::BasicBlock* entry_;
  std::map<std::pair<int64_t, llvm::Type*>, llvm::Value*> slots_;
  std::set<size_t> partial_;  // leaves whose stride along the divided axis is already applied
  std::vector<llvm::Value*> bases_;
  std::vector<llvm::Value*> indices_;
  size_t inner_axis_ = 0;
  llvm::Value* inner_index_ = nullptr;
  bool unit_ = false;
  bool in_inner_ = false;
  bool holds_loop_ = false;  // what is being emitted holds a loop that stays one
  std::map<const Entity*, llvm::Value*> cache_;
  std::map<size_t, llvm::Value*> loaded_;  // by leaf: read before the loop that is being emitted
  struct Placed {
    llvm::Value* base = nullptr;    // of the innermost axis' first element, were it of this part
    llvm::Value* stride = nullptr;  // null: one element
  };
  std::map<const Entity*, Placed> placed_;  // looked up only
  std::map<std::pair<std::pair<uint32_t, std::string>, uint8_t>, llvm::AllocaInst*> raised_;  // by what is told
  std::vector<std::pair<llvm::Type*, llvm::AllocaInst*>> odd_;  // NaN, or true, when something was odd
  llvm::Function* check_ = nullptr;
  llvm::AllocaInst* outer_ = nullptr;  // the indices that it takes
  std::vector<KeptBack> kept_back_;
  llvm::MDNode* group_ = nullptr;
  std::vector<llvm::MDNode*> scopes_;  // for each leaf that is written exclusively
};

/// `void(T* levels, int64_t pushed, T block)`: adds a block to a stack that holds `pushed` blocks.
llvm::Function* cascade_push(llvm::Module& module, llvm::Type* type);
/// `T(T* levels, int64_t pushed, T rest)`: the sum of all blocks and the rest, small ones first.
llvm::Function* cascade_total(llvm::Module& module, llvm::Type* type);

}  // namespace weft::compile::codegen
