// SPDX-License-Identifier: Apache-2.0
// Emits one host function for the whole program (calls are emitted in place) and one body function for each nest.
// Pure array operations are not emitted where they stand: they wait as `deferred` entities until something needs their elements,
// and then become one nest together with everything they are made of. Before anything writes to memory that a deferred entity
// reads, before control flow, and at the end of a region, what is still needed is materialised.

#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <set>

#include "compile/analysis.h"
#include "compile/llvm.h"
#include "compile/masked.h"
#include "compile/services.h"
#include "graph/ops.h"
#include "graph/print.h"
#include "graph/types.h"

namespace weft::compile::loops {
struct Independent;
}

namespace weft::compile::codegen {

using graph::Element;
using llvm::Value;
template <typename T, unsigned N = 4>
using Small = llvm::SmallVector<T, N>;

struct ArrayParts {
  llvm::Value* buffer = nullptr;
  llvm::Value* data = nullptr;
  Small<llvm::Value*> shape;
  Small<llvm::Value*> strides;
};

/// A graph value in one place of the call tree, as the emitter sees it.
struct Entity {
  enum class Kind : uint8_t { scalar, array, deferred };
  Kind kind = Kind::scalar;
  const wire::TypeT* type = nullptr;
  ValueInfo info;
  const wire::NodeT* node = nullptr;
  const wire::FunctionT* function = nullptr;
  Frame* frame = nullptr;         // null: that of the function being emitted
  llvm::Value* scalar = nullptr;
  ArrayParts array;               // deferred: only the shape
  Small<Entity*, 3> operands;     // deferred: what it is made of; views: the array that owns the memory
  uint32_t uses = 0;              // still to come
  int64_t femtoseconds = 0;       // deferred: of one element, everything inside included
  uint32_t weight = 1;            // deferred: nodes inside, at most
  // Lists whose header cannot change in the loops being emitted: it is read once before them.
  llvm::Value* list_length = nullptr;
  llvm::Value* list_data = nullptr;
  llvm::Value* list_missing = nullptr;  // i32: the node whose index was out of range, when the list may be none; its length is 0 then
  bool owned = false;             // holds a reference of its own
  bool fresh = false;             // that is the only one: nothing but views that hold it knows of its memory
  uint8_t silenced = 0;           // warnings that are not told of it: bits of warnings.h
  bool made = false;              // the compiler's own: its node is in no graph
  Entity* mask = nullptr;         // deferred: only its elements under this mask exist in the program
  size_t scope = 0;

  size_t rank() const { return type->dims.size(); }
  wire::DType dtype() const { return type->dtype; }
};

struct Raising;
struct Absorbed;  // a scalar sum or product that is looked at with what uses it (warnings.h)

class Emitter {
 public:
  Emitter(const wire::GraphT& graph, Frame& entry, Symbols& symbols, llvm::Module& module, const Switches& switches);
  void emit();

  std::vector<Site> take_sites() { return std::move(sites_); }
  std::vector<NodeSite> take_nodes() { return std::move(nodes_); }
  std::vector<WarningSite> take_warnings() { return std::move(warnings_); }
  std::vector<std::string> take_texts() { return std::move(texts_); }
  static constexpr const char* kEntry = "weft_entry";
  static constexpr int kPollEvery = 4096;  // iterations between two looks at the cancel flag: under 0.1 ms of any loop that matters

  // From here on: what the emitter's own files share.

  /// Where a variable or a function's result lives: one stack slot for each part, promoted to registers by LLVM.
  struct Storage {
    const wire::TypeT* type = nullptr;
    llvm::AllocaInst* scalar = nullptr;
    llvm::AllocaInst* buffer = nullptr;
    llvm::AllocaInst* data = nullptr;
    Small<llvm::AllocaInst*> shape;
    Small<llvm::AllocaInst*> strides;
    llvm::AllocaInst* assigned = nullptr;
  };
  struct Activation {
    Frame* frame = nullptr;
    std::vector<Entity*> values;
    std::vector<Storage> variables;
    std::vector<Storage> results;
    std::vector<uint32_t> uses;
    llvm::BasicBlock* exit = nullptr;
    size_t scope_base = 0;
    uint8_t silenced = 0;  // where it was called
    std::map<uint32_t, std::shared_ptr<const Absorbed>> absorbed;  // by value
  };
  struct Scope {
    std::vector<Entity*> owned;
    std::vector<Entity*> late;  // uses by nested regions, given back when the region is closed
    std::vector<std::pair<uint32_t, llvm::Value*>> hidden;  // symbols to forget, with what they were before
    llvm::BasicBlock* on_break = nullptr;
    llvm::BasicBlock* on_continue = nullptr;
    llvm::Instruction* preheader = nullptr;  // loops: where what must happen before the loop goes
    llvm::Value* ticks = nullptr;            // loops recorded as one task
    uint32_t site = 0;
    const wire::NodeT* loop = nullptr;       // of a scope around a whole loop
    bool is_accounted = false;               // it tells the profile when it begins and ends
  };

  /// An array whose inside is about to be assigned, what it is full of, and where it was made.
  struct Border {
    Entity* array = nullptr;
    Entity* value = nullptr;
    const wire::NodeT* full = nullptr;
    int64_t before = 0;  // elements of each row that the assignment writes beside its own
    int64_t after = 0;
  };

  // emit_function.cpp: structure
  void region(const wire::RegionT& region);
  void node(const wire::NodeT& node);
  void emit(const wire::NodeT& node);
  void emit_if(const wire::NodeT& node);
  void emit_for(const wire::NodeT& node);
  void emit_for_as_written(const wire::NodeT& node);
  void emit_while(const wire::NodeT& node);
  void emit_call(const wire::NodeT& node);
  void emit_return(const wire::NodeT& node);

  // inlined.cpp
  bool emit_straight_call(const wire::NodeT& node, Frame& frame);
  void take_result(const wire::NodeT& call, size_t index, Entity* result);

  // emit_calls.cpp: functions that call themselves
  Frame* outlined_frame(const wire::NodeT& call) const;
  llvm::Function* outlined_function(Frame& frame);
  void emit_outlined_call(const wire::NodeT& node, Frame& frame);
  void emit_outlined();
  void emit_outlined_function(Frame& frame);

  void jump_out(llvm::BasicBlock* target, size_t down_to);
  void get(const wire::NodeT& node);
  void set(const wire::NodeT& node);
  void push_scope();
  void pop_scope();
  void poll();
  void begin_loop(const wire::NodeT& node);
  void end_loop(size_t scope);
  Activation make_activation(Frame& frame);
  static std::vector<uint32_t> counted_uses(const wire::FunctionT& function);
  Storage make_storage(const wire::TypeT& type, const std::string& name);
  void store_to(const Storage& storage, Entity* value, bool replace);
  bool submits(const wire::RegionT& region, const wire::FunctionT& function) const;
  bool touches(const wire::RegionT& region) const;

  // emit_values.cpp: entities and their lives
  Entity* make(uint32_t id, Entity::Kind kind, const wire::NodeT* node);
  Entity* operand(const wire::NodeT& node, size_t index) { return act().values[node.operands[index]]; }
  llvm::Value* scalar_operand(const wire::NodeT& node, size_t index) { return operand(node, index)->scalar; }
  void define_scalar(const wire::NodeT& node, llvm::Value* value, size_t result = 0);
  Entity* define_array(const wire::NodeT& node, ArrayParts parts, bool owned, Entity* base, size_t result = 0);
  void consume(Entity* entity);
  void consume_operands(const wire::NodeT& node);
  void close(Entity* entity);
  void release_owned(Entity* entity);
  void retain(llvm::Value* buffer);
  void share(Entity* entity);
  void learn(const Linear& size, llvm::Value* value);
  llvm::Value* linear_value(const Linear& size);
  llvm::Value* canonical(const Linear& size, llvm::Value* value);
  llvm::Value* stride_value(const Stride& stride, llvm::Value* value);
  void flush();
  /// Uses of entities that do not count: the caller is about to take them over.
  using Kept = llvm::ArrayRef<std::pair<const Entity*, uint32_t>>;
  void flush_readers(const std::vector<uint32_t>& origins, Kept kept = {});
  bool reads(const Entity* entity, const std::vector<uint32_t>& origins) const;
  Entity* ready(Entity* entity);  // materialised
  /// Why what `made` computes is stored now and not taken in by what uses it; empty when it is what is being emitted.
  std::string why_stored(const wire::NodeT& made) const;
  void ensure_idle(llvm::Value* buffer, bool writing);
  llvm::AllocaInst* temporary(llvm::Type* type, const char* name);
  llvm::Value* descriptor(Entity* entity);                       // pointer to an ArrayView
  ArrayParts parts_from(llvm::Value* view, size_t rank, const ValueInfo& info);
  ArrayParts allocate(const wire::NodeT& node, const ValueInfo& info, const Small<llvm::Value*>& shape, wire::DType dtype);

  // emit_scalars.cpp
  void emit_constant(const wire::NodeT& node);
  void emit_scalar(const wire::NodeT& node);
  llvm::Value* integer_quotient(const wire::NodeT& node, llvm::Value* quotient);
  llvm::Value* int_comparison(const wire::NodeT& node, size_t place, llvm::Value* number);
  llvm::Value* python_int(const wire::NodeT& node, const Small<llvm::Value*, 3>& values);
  llvm::Value* python_float(const wire::NodeT& node, const Small<llvm::Value*, 3>& values);
  llvm::Value* python_complex(const wire::NodeT& node, const Small<llvm::Value*, 3>& values);

  // emit_arrays.cpp
  void emit_elementwise(const wire::NodeT& node);
  void emit_full(const wire::NodeT& node);
  void emit_arange(const wire::NodeT& node);
  void emit_view(const wire::NodeT& node);
  void emit_transpose(const wire::NodeT& node);
  void emit_broadcast_to(const wire::NodeT& node);
  void emit_load(const wire::NodeT& node);
  void emit_store(const wire::NodeT& node);
  void emit_pack(const wire::NodeT& node);
  void emit_library(const wire::NodeT& node);
  llvm::Value* element_pointer(const wire::NodeT& node, Entity* array, Small<int, 4>);
  llvm::Value* checked_index(const wire::NodeT& node, llvm::Value* index, const Linear& number, const Linear& size_number,
                             llvm::Value* size, size_t axis);
  llvm::Value* checked_size(const wire::NodeT& node, llvm::Value* size, const Linear& number);
  void broadcast_shape(const wire::NodeT& node, llvm::ArrayRef<Entity*> operands, const ValueInfo& info, Small<llvm::Value*>& shape,
                       Fault fault = Fault::broadcast);
  void defer(const wire::NodeT& node, Small<llvm::Value*> shape);
  void mark_mutated(Entity* array);

  // emit_kernel.cpp
  void emit_kernel(const wire::NodeT& node);
  llvm::Value* slot_field(llvm::AllocaInst* slots, size_t index, size_t offset);
  void put_slot(llvm::AllocaInst* slots, size_t index, Entity* entity);
  llvm::Value* take_slot(llvm::AllocaInst* slots, size_t index, const wire::TypeT& type);

  // emit_lists.cpp
  void emit_list(const wire::NodeT& node);
  void define_list(const wire::NodeT& node, llvm::Value* value, bool owned, Entity* base, size_t result);
  void retain_list(llvm::Value* list);
  void drop(Entity* entity);                        // gives back the reference that the entity holds
  void release_storage(const Storage& storage);
  llvm::Value* list_field(llvm::Value* list, uint64_t offset, llvm::Type* type);
  llvm::Value* list_item(const wire::NodeT& node, Entity* list, Entity* index, Fault fault);
  void list_access(llvm::Instruction* access, const wire::TypeT& type);
  llvm::Value* load_leaf(llvm::Value* item, int64_t offset, const wire::TypeT& type);
  ArrayParts load_list_array(llvm::Value* item, int64_t offset, const wire::TypeT& type);
  void store_leaf(llvm::Value* item, int64_t offset, Entity* value, const wire::TypeT& type);
  bool can_borrow(const wire::NodeT& node) const;
  bool keeps_lists(const wire::RegionT& region) const;
  std::vector<Entity*> preload_lists(const wire::NodeT& loop);
  void preload_row(const wire::NodeT& node);
  llvm::ConstantInt* i64c(int64_t value);

  // emit_nest.cpp, emit_reduce.cpp
  void materialise(Entity* entity) { materialise_group({entity}); }
  void materialise_group(llvm::ArrayRef<Entity*> group, bool alone = false);
  void compute_group(llvm::ArrayRef<Entity*> group, bool alone);
  void flush_where(const std::function<bool(const Entity*)>& concerned, Kept kept = {});
  void emit_assign(const wire::NodeT& node);
  void prepare_assignment(const wire::NodeT& node, Entity* target, Entity* value);
  void assign_nest(const wire::NodeT& node, const std::string& operation, Entity* target, Entity* value, Entity* mask = nullptr,
                   const Border* border = nullptr);
  void emit_reduction(const wire::NodeT& node);
  llvm::Value* reduce(const wire::NodeT& node, Entity* operand, const std::function<bool(size_t)>& is_reduced, Entity* mask = nullptr);
  bool order_reduced_axes(const Entity& operand, const std::function<bool(size_t)>& is_reduced, Entity& ordered);

  // short_statements.cpp
  bool in_short_loop();
  void note_short();
  bool emit_short_dot(const wire::NodeT& node);
  llvm::Value* short_number(llvm::Value* fits, llvm::ArrayRef<Entity*> reads, const std::function<llvm::Value*()>& here,
                            const std::function<llvm::Value*()>& otherwise);
  llvm::Value* short_gathered_dot(Entity* left, Entity* right, const std::function<llvm::Value*()>& otherwise);
  bool is_few_places(const Entity* index);
  llvm::Value* few_places_fit(Entity* index, llvm::Value* size, const std::function<llvm::Value*()>& otherwise);
  llvm::Value* pure_call(const char* name, llvm::Type* type, llvm::ArrayRef<llvm::Value*> arguments);  // reads memory alone
  bool is_product_of_vector(const wire::NodeT& node);
  llvm::Value* long_dot(const wire::NodeT& node);
  llvm::Value* is_short(llvm::Value* elements, int64_t femtoseconds);

  // borders.cpp
  void fill_border(Entity* target, Border& border);

  // iterations.cpp
  struct Aside;
  llvm::Value* emit_iterations(const wire::NodeT& node, llvm::Value* start, llvm::Value* stop);
  llvm::Function* emit_copy(const wire::NodeT& node, llvm::Value* start, const loops::Independent& loop, bool& has_kernels);
  ArrayParts parts_of(const Storage& storage);

  // loops/iteration_terms.cpp
  void place_terms(const loops::Independent& loop, llvm::Value* position, const std::function<llvm::Value*(uint64_t)>& slot);
  bool emit_term(const wire::NodeT& node);
  llvm::Value* describe_sums(const loops::Independent& loop, llvm::ArrayRef<ArrayParts> arrays);

  // pairs.cpp
  void find_pair(const wire::NodeT& node);
  llvm::Value* call_product(const wire::NodeT& node, Small<llvm::Value*, 12> arguments);

  // joined.cpp
  bool emit_joined(const wire::NodeT& node);
  llvm::AllocaInst* call_join(const wire::NodeT& node, llvm::ArrayRef<Entity*> parts, wire::DType dtype);
  void materialise_joined(Entity* entity);
  void settle_joined(Entity* value, llvm::ArrayRef<Linear> dims);

  // gathered.cpp
  bool emit_gather(const wire::NodeT& node);
  void check_places(const wire::NodeT& node, Entity* array, Entity* index, uint32_t id, size_t axis);
  bool emit_gathered_dot(const wire::NodeT& node);
  void settle_gathers(Entity* value, const std::vector<uint32_t>& origins);

  // masked.cpp
  bool emit_masked(const wire::NodeT& node);
  void masked_elements(const wire::NodeT& node);
  void masked_operation(const wire::NodeT& node);
  void masked_assign(const wire::NodeT& node);
  void masked_total(const wire::NodeT& node);
  void check_mask(const wire::NodeT& node, Entity* array, Entity* mask);
  Entity* make_entity(wire::Op op, const wire::NodeT& at, llvm::ArrayRef<Entity*> operands, llvm::ArrayRef<uint32_t> ids, wire::DType dtype,
                      const Entity* like);
  Entity* make_constant(llvm::Value* value, const wire::TypeT& type);
  const wire::TypeT& make_type(wire::TypeKind kind, wire::DType dtype, size_t rank);

  // faults
  void check(llvm::Value* failed, const wire::NodeT& node, Fault fault, llvm::Value* a = nullptr, llvm::Value* b = nullptr,
             const std::function<llvm::Value*()>& shapes = {});
  void check_service(llvm::Value* failed);
  void branch_cold(llvm::Value* failed, const std::function<void()>& cold);
  llvm::Value* packed_shapes(llvm::ArrayRef<Entity*> entities);
  llvm::Value* call(const char* name, llvm::Type* result, llvm::ArrayRef<llvm::Value*> arguments);
  int32_t node_number(const wire::NodeT& node);
  uint32_t make_site(const std::string& operation, const wire::NodeT& owner, llvm::ArrayRef<const Entity*> inside, std::string note);
  uint32_t copy_site(const wire::NodeT& node);
  uint32_t text_number(const std::string& text);
  int64_t warning_number(uint8_t flag, llvm::ArrayRef<std::pair<uint32_t, std::string>> candidates);

  // warnings.cpp
  bool is_absorbed(const wire::NodeT& node);
  /// Of the loop being emitted when sums and products in it are told by the processor's flags: what may overflow, what may be invalid.
  struct FlaggedLoop {
    std::vector<std::pair<uint32_t, std::string>> overflow;
    std::vector<std::pair<uint32_t, std::string>> invalid;
    std::set<const wire::NodeT*> unread;  // computed for their flags alone
    std::set<const wire::NodeT*> fixed;   // the same in every iteration: LLVM may compute them long before the flags are put out
    /// Of the fixed ones, in memory: what they were last computed from, and the result, which is zero where they were not computed.
    struct Kept {
      const wire::NodeT* node;
      std::vector<llvm::AllocaInst*> operands;
      llvm::AllocaInst* result;
    };
    std::vector<Kept> kept;
    std::set<uint32_t> set;               // variables
    llvm::BasicBlock* unwind = nullptr;   // where errors in it go, before that of the function
  };
  bool tells_by_flags(const wire::RegionT& body);
  void begin_flagged(const wire::RegionT& body);
  void tell_flags_of(const FlaggedLoop& loop);
  void rarely(llvm::Value* condition, const std::function<void()>& then);
  void tell_by_flags(llvm::Instruction* preheader);
  llvm::Value* integer_overflow(wire::Op op, const Element& from, llvm::ArrayRef<llvm::Value*> operands);
  void watch_scalar(const wire::NodeT& node, const Element& from, const Element& to, llvm::ArrayRef<llvm::Value*> operands, llvm::Value* result);
  void tell_scalar_warnings();
  void find_silenced(const wire::RegionT& region, uint8_t state, std::map<uint32_t, const wire::ConstantT*>& constants);
  static bool is_errstate(const wire::NodeT& node);
  uint8_t silenced(const wire::NodeT& node);
  /// In whose name NumPy warns of the node: that of `errstate`, or its own.
  const char* told_as(const wire::NodeT& node, const char* own) const;
  void emit_errstate(const wire::NodeT& node);

  // small
  Activation& act() { return *activations_.back(); }
  llvm::Type* scalar_type(const wire::TypeT& type) const;
  llvm::Type* element_type(wire::DType dtype) const;   // in registers
  llvm::Type* memory_type(wire::DType dtype) const;    // in arrays
  llvm::Value* i64(int64_t value) { return b_.getInt64(static_cast<uint64_t>(value)); }
  llvm::Value* i32(int64_t value) { return b_.getInt32(static_cast<uint32_t>(value)); }
  bool dead() { return b_.GetInsertBlock()->getTerminator() != nullptr; }
  void array_access(llvm::Instruction* access, wire::DType dtype);
  void context_access(llvm::Instruction* access);
  llvm::Value* load_element(llvm::IRBuilder<>& b, llvm::Value* pointer, wire::DType dtype);
  void store_element(llvm::IRBuilder<>& b, llvm::Value* pointer, llvm::Value* value, wire::DType dtype);

  const wire::GraphT& graph_;
  const Switches switches_;
  Frame& entry_frame_;
  Symbols& symbols_;
  llvm::Module& module_;
  llvm::LLVMContext& context_;
  llvm::IRBuilder<> b_;
  llvm::Function* host_ = nullptr;
  llvm::Value* run_ = nullptr;
  llvm::BasicBlock* unwind_ = nullptr;
  std::deque<Entity> entities_;
  std::vector<Activation*> activations_;
  std::vector<Scope> scopes_;
  std::vector<Entity*> deferred_;
  std::map<uint32_t, llvm::Value*> symbol_values_;
  std::vector<Site> sites_;
  const wire::NodeT* at_ = nullptr;  // being emitted
  bool overwrites_ = false;          // what it writes is read by what is stored now
  bool repeats_ = false;             // it may write what is stored now several times
  std::map<const wire::NodeT*, std::string> unplanned_;  // loops, and why they run in their order; looked up only
  std::vector<NodeSite> nodes_;
  std::vector<std::string> texts_;
  std::vector<WarningSite> warnings_;
  /// A function that looks at what an operation with an infinite result or NaN raised, and the flags whose cells it takes.
  struct OddResult {
    llvm::Function* function = nullptr;
    std::vector<uint8_t> flags;
  };
  const OddResult& odd_result(wire::Op op, const Raising& rule, bool to_unsigned, llvm::ArrayRef<llvm::Value*> operands, llvm::Value* result);
  llvm::Value* warning_cell(uint8_t flag, const std::pair<uint32_t, std::string>& candidate);
  std::map<std::tuple<wire::Op, uint8_t, uint8_t, bool, std::vector<llvm::Type*>>, OddResult> odd_results_;
  llvm::AllocaInst* warning_cells_ = nullptr;  // of the function being emitted: whether a warning is to be told
  std::map<uint32_t, uint64_t> scalar_warnings_;  // the place of each there
  std::optional<FlaggedLoop> flagged_;
  std::map<const wire::FunctionT*, std::optional<std::set<const wire::NodeT*>>> absorbed_;  // looked up only
  std::map<const wire::NodeT*, uint8_t> silenced_;              // what `np.errstate` silences at a node
  std::map<const wire::NodeT*, const char*> told_as_;           // and in whose name it warns
  std::map<std::pair<const wire::NodeT*, const Frame*>, int32_t> node_numbers_;
  std::map<std::pair<const Frame*, uint32_t>, uint32_t> set_counts_;  // textual `set`s of a variable
  std::map<const wire::FunctionT*, std::unique_ptr<graph::FunctionPrinter>> printers_;
  std::map<const wire::NodeT*, uint32_t> copy_sites_;
  std::map<const wire::NodeT*, MaskedNode> masked_;             // nodes that are emitted with the mask in place of chosen elements
  std::map<std::pair<Frame*, uint32_t>, Value*> masked_counts_;  // how many elements a value has that is never made
  std::map<std::pair<const Entity*, Value*>, Value*> places_fit_;  // indices that were checked and that still wait; looked up only
  /// A product with the matrix of the one before it, and its vector: null where that is the result of the first.
  struct Pair {
    const wire::NodeT* second = nullptr;
    Entity* vector = nullptr;
  };
  std::map<const wire::NodeT*, Pair> pairs_;  // looked up only
  /// Where an iteration writes what it would have added to an array; without memory: the assignment of such a sum.
  struct Term {
    llvm::Value* buffer = nullptr;
    llvm::Value* data = nullptr;  // of the first iteration
    llvm::Value* position = nullptr;
  };
  std::map<const wire::NodeT*, Border> borders_;  // by the assignment; looked up only
  std::set<const wire::NodeT*> seconds_;
  std::deque<wire::NodeT> made_nodes_;
  std::map<const wire::NodeT*, const wire::NodeT*> made_for_;  // what the program has in the place of a made node, for its site
  std::deque<std::unique_ptr<wire::FunctionT>> made_functions_;  // loops over elements for statements on arrays
  std::set<const wire::NodeT*> of_products_;                     // parts of matrix products as sums: products and sums may be rounded at once
  std::set<const wire::NodeT*> of_arrays_;                       // nodes of them that stand for operations on arrays; looked up only
  std::deque<wire::TypeT> made_types_;
  const wire::RegionT* region_ = nullptr;  // the region whose nodes are being emitted
  llvm::Value* fuel_ = nullptr;
  llvm::Value* depth_ = nullptr;  // calls of outlined functions around this one
  std::map<Frame*, llvm::Function*> outlined_functions_;
  std::vector<Frame*> waiting_;
  bool idle_ = false;      // no task can be in flight here
  uint32_t nest_count_ = 0;
  bool fast_ = false;
  bool has_short_loops_ = false;  // some loop tells the profile of what runs in place
  bool beside_ = false;        // in a copy of a loop that any thread runs
  size_t sites_beside_ = 0;    // what the last copy counts its sites to
  std::map<const wire::NodeT*, Term> terms_;  // there: sums over iterations, of which each writes its term; looked up only
  bool side_by_side_ = false;  // inside a loop that has such a copy
  bool as_written_ = false;  // inside loops that run as written because a check of their plan failed
};

/// Emits one operation on elements in registers, with NumPy's semantics (no error is ever raised).
llvm::Value* element_operation(llvm::IRBuilder<>& b, wire::Op op, const Element& from, const Element& to,
                               llvm::ArrayRef<llvm::Value*> values, bool fast);
/// Of elements; within one unit in the last place.
llvm::Value* hypotenuse(llvm::IRBuilder<>& b, llvm::Value* x, llvm::Value* y);
/// A call of the C library's function for the type of `values`.
llvm::Value* library_call(llvm::IRBuilder<>& b, const char* name, llvm::ArrayRef<llvm::Value*> values);
/// An `index.get` whose elements are read where they are used (gathered.cpp).
bool is_gather(const Entity* entity);
/// Arrays joined of parts that are read where they lie (joined.cpp).
bool is_joined(const Entity* entity);
/// Rough time of one operation on one element, vectorised.
int64_t operation_femtoseconds(wire::Op op);
/// How many operations on floating-point numbers `op` is; a function counts as one.
int64_t floating_operations(wire::Op op, const Element& element);
/// Lines of a loop's head and of the statements in it that may run in place.
std::set<uint32_t> lines_of(const wire::NodeT& loop, const wire::FunctionT& function);
bool is_elementwise(wire::Op op);
bool is_reduction(wire::Op op);

}  // namespace weft::compile::codegen
