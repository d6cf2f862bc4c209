// SPDX-License-Identifier: Apache-2.0
// From LLVM IR to callable machine code for this host: the optimisation pipeline, vector mathematics, parts compiled side by side.
// Generated code can reach nothing but the given symbols and the C library's mathematics.

#pragma once

#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/status.h"
#include "compile/llvm.h"

namespace weft::compile {

/// An attribute of functions whose innermost loops take several rows at once, each element after the one before it: scalars as they should be.
inline constexpr const char* kRowsInOrder = "weft-rows-in-order";

struct JitOptions {
  unsigned optimisation = 3;
  bool dump_ir = false;
  bool vector_functions = true;  // functions of several floats at once
  bool in_parts = true;          // compiled side by side
  bool quick_once = true;        // what runs once is generated quickly
  bool lean = true;  // code that starts work and does none itself is not optimised as loops are
  bool is_quick_start = false;  // that code is long, and quickly generated
};

class Jit {
 public:
  static Result<std::unique_ptr<Jit>> create(std::span<const std::pair<const char*, void*>> symbols);

  /// Sets the triple, the data layout and what every function should be tuned for.
  void prepare(llvm::Module& module) const;
  /// Optimises, and makes machine code: one object, or several that belong together.
  Result<std::vector<std::string>> compile(llvm::Module& module, const JitOptions& options) const;
  /// Links, and gives the address of `symbol`.
  Result<void*> link(const std::vector<std::string>& objects, const std::string& symbol);
  /// The processor, the compiler and the C library, as far as machine code follows from them.
  std::string description() const;

 private:
  Jit() = default;
  void optimise(llvm::Module& module, llvm::TargetMachine& machine, const JitOptions& options) const;
  Result<std::string> object_of(llvm::Module& module, llvm::TargetMachine& machine, const JitOptions& options) const;

  std::unique_ptr<llvm::orc::JITTargetMachineBuilder> builder_;
  std::unique_ptr<llvm::TargetMachine> machine_;
  std::unique_ptr<llvm::orc::LLJIT> session_;
  std::string features_;
};

}  // namespace weft::compile
