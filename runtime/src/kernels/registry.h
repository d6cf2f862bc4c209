// SPDX-License-Identifier: Apache-2.0
// Library kernels by name: what the graph's `kernel` operation calls. One file a subject adds its kernels in a `register_…` function.
//
// A kernel is called on the submitting thread when nothing in flight touches memory it may read or write. It reads operands, gives results
// in order, and returns a Status whose code is a Python exception's name and whose message is NumPy's text. It may submit nests to the engine;
// the caller waits for them.

#pragma once

#include <complex>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/status.h"
#include "kernels/kernels.h"
#include "kernels/texts.h"
#include "memory/view.h"
#include "schema/graph_generated.h"

namespace weft::memory {
struct List;
struct ListHeap;
struct ListType;
}

namespace weft::kernels {

/// One operand or result: `kind` says which fields hold it.
struct Item {
  wire::TypeKind kind = wire::TypeKind::None;
  DType dtype = DType::Float64;     // Scalar and Array
  uint32_t rank = 0;                // Array
  int64_t integer = 0;              // Int, Bool, and Scalar of b1 or an integer dtype (u64: the same bits)
  double floating = 0;              // Float, Complex and floating or complex Scalar: the real part
  double imaginary = 0;             // Complex and complex Scalar
  std::string text;                 // Str, when `shared` is null
  const std::string* shared = nullptr;  // Str: operands, which are not copied
  int32_t text_number = -1;         // Str: operands and values of lists, their numbers (texts.h)
  ArrayView view;                   // Array: operands are borrowed, results carry one reference for the caller
  memory::List* list = nullptr;     // List: likewise

  TypedView array() const { return {view, dtype, rank}; }
  const std::string& string() const { return shared != nullptr ? *shared : text; }
  bool is_none() const { return kind == wire::TypeKind::None; }
  bool is_array() const { return kind == wire::TypeKind::Array; }
  /// The number as a double, from any numeric scalar.
  double number() const;
  std::complex<double> complex_number() const;
};

/// What the graph declares for a result.
struct Wanted {
  wire::TypeKind kind = wire::TypeKind::Array;
  DType dtype = DType::Float64;
  uint32_t rank = 0;
  const memory::ListType* list = nullptr;  // List
};

/// One call: operands in, results out.
struct Call {
  Context context;
  uint32_t site = 0;
  bool strict = true;
  std::span<const Item> operands{};
  std::span<const Wanted> wanted{};
  std::vector<Item> results;
  memory::ListHeap* lists = nullptr;  // where new lists belong
  Texts* texts = nullptr;             // texts by number, for those in lists
  std::string* log = nullptr;  // text for the job log is appended here (`print`); may be null
  std::vector<std::string> warnings;  // "RuntimeWarning: Mean of empty slice": told with file and line, once for each
  uint8_t silenced = 0;  // of the flags in kernels.h: what the program does not want to be told

  size_t count() const { return operands.size(); }
  const Item& operand(size_t index) const { return operands[index]; }
  TypedView array(size_t index) const { return operands[index].array(); }
  int64_t integer(size_t index) const { return operands[index].integer; }
  bool flag(size_t index) const { return operands[index].integer != 0; }
  double number(size_t index) const { return operands[index].number(); }
  const std::string& text(size_t index) const { return operands[index].string(); }

  /// The operand as a C-contiguous array of `dtype` that the kernel may overwrite: always a fresh copy. Released when the call ends
  /// unless given as a result.
  Result<TypedView> copied(size_t index, DType dtype);
  /// The operand itself when it is C-contiguous with that element type, else a fresh copy. Read only.
  Result<TypedView> contiguous(size_t index, DType dtype);
  Result<TypedView> contiguous(size_t index) { return contiguous(index, operands[index].dtype); }
  /// A fresh C-contiguous array, contents unspecified. Released when the call ends unless given as a result.
  Result<TypedView> fresh(std::span<const int64_t> shape, DType dtype);
  Result<TypedView> fresh(std::initializer_list<int64_t> shape, DType dtype) {
    return fresh(std::span<const int64_t>(shape.begin(), shape.size()), dtype);
  }

  /// Results, in order. An array of rank 0 is given as a NumPy scalar when the graph wants one.
  void give(const TypedView& array);
  void give_scalar(DType dtype, double value);
  void give_scalar(DType dtype, int64_t value);
  void give_complex(DType dtype, std::complex<double> value);
  void give_int(int64_t value);      // Python's int
  void give_bool(bool value);        // Python's bool
  void give_float(double value);     // Python's float
  void give_text(std::string value);
  void give_list(memory::List* list);  // takes over the caller's reference

  Call() = delete;
  Call(const Context& where, uint32_t at) : context(where), site(at) {}
  Call(const Call&) = delete;
  ~Call();

 private:
  std::vector<memory::Buffer*> owned_;  // references of this call
};

using KernelFunction = Status (*)(Call& call);

struct Kernel {
  KernelFunction run = nullptr;
  uint32_t writes = 0;  // bit i: operand i is written; the node's `writes` must say the same
  bool is_view = false;  // the result shares the memory of operand 0 and may have any strides
};

class Registry {
 public:
  void add(std::string_view name, KernelFunction run, uint32_t writes = 0) { kernels_.emplace(name, Kernel{run, writes}); }
  /// Names of views begin with `view.`: the compiler knows by that whose memory the result is.
  void add_view(std::string_view name, KernelFunction run) { kernels_.emplace(name, Kernel{run, 0, true}); }
  const Kernel* find(std::string_view name) const;
  size_t size() const { return kernels_.size(); }

 private:
  std::unordered_map<std::string, Kernel> kernels_;
};

/// All kernels of the worker.
const Registry& registry();
/// Runs `kernel`: waits for tasks in flight before and after, and checks that the results are what the graph wants.
Status run_kernel(const Kernel& kernel, Call& call);

}  // namespace weft::kernels
