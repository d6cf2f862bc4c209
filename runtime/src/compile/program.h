// SPDX-License-Identifier: Apache-2.0
// A whole task graph as native code: compile once, run any number of times.
// The code is specialised for facts about the arguments it was compiled with (which sizes are equal, which are small, memory order);
// `run` checks them, so a program may only be run with arguments that have the same facts (fresh copies of the same inputs do).
// Nothing here throws. One thread at a time may use a Program.

#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/status.h"
#include "base/switches.h"
#include "memory/array.h"
#include "profile/recorder.h"
#include "schema/graph_generated.h"

namespace weft::engine {
class Engine;
}
namespace weft::memory {
class Pool;
struct List;
}
namespace weft::kernels {
class Texts;
}

namespace weft::compile {

/// An argument or a result: a Python scalar, a NumPy scalar, or an array (`type.kind` says which field holds it).
struct Value {
  wire::TypeKind kind = wire::TypeKind::None;
  wire::DType dtype = wire::DType::Float64;  // Scalar and Array
  uint32_t rank = 0;                         // Array
  int64_t integer = 0;                       // Int, Bool, and Scalar of an integer or b1 dtype (u64: the same bits)
  double floating = 0;                       // Float, Complex and Scalar of a floating or complex dtype: the real part
  double imaginary = 0;                      // Complex, and Scalar of a complex dtype
  std::string text;                          // Str
  memory::List* list = nullptr;              // List: likewise
  memory::ArrayView view;                    // Array: arguments are borrowed; each result carries one reference for the caller
};

struct CompileOptions {
  std::string cache_directory;  // object files kept between processes; empty: no cache
  unsigned optimisation = 3;    // 0 to 3
  bool dump_ir = false;         // optimised IR on stderr
  Switches switches;
};

/// What went wrong in the user's program, in Python's words.
struct RunError {
  std::string kind;     // "IndexError"
  std::string message;  // as NumPy or CPython writes it
  std::string function;
  SourceRange range;
  std::vector<std::string> shapes;  // operands' shapes, "(3, 4)"
};

struct RunOutcome {
  enum class State : uint8_t { done, failed, cancelled };
  State state = State::done;
  RunError error;              // failed
  std::vector<Value> results;  // done: one for each result of the entry function
  std::shared_ptr<kernels::Texts> texts;  // those that lists of texts hold the numbers of; used while the Program lives
  std::vector<std::string> warnings;  // "file.py:3: RuntimeWarning: divide by zero encountered in divide", each once for a Program
};

using profile::Site;

class Program {
 public:
  /// Compiles `graph` (already verified) for these arguments. The graph may go away afterwards.
  static Result<std::unique_ptr<Program>> compile(const wire::GraphT& graph, std::span<const Value> arguments,
                                                  const CompileOptions& options);
  virtual ~Program() = default;

  /// Runs the entry function. All tasks are finished when it returns, whatever the outcome.
  /// Argument buffers that the program writes to get `mutated` set. `recorder` may be null.
  virtual RunOutcome run(engine::Engine& engine, memory::Pool& pool, profile::Recorder* recorder,
                         std::span<const Value> arguments) = 0;

  /// Sites by number, as `engine::Nest::site` names them.
  virtual const std::vector<Site>& sites() const = 0;

  /// True when the machine code came from the cache.
  virtual bool from_cache() const = 0;
};

}  // namespace weft::compile
