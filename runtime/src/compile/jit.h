// SPDX-License-Identifier: Apache-2.0
// From LLVM IR to callable machine code for this host: the optimisation pipeline, vector mathematics, the object cache.
// Generated code can reach nothing but the given symbols and the C library's mathematics.

#pragma once

#include <memory>
#include <span>
#include <string>
#include <utility>

#include "base/status.h"
#include "compile/llvm.h"

namespace weft::compile {

struct JitOptions {
  std::string cache_directory;
  unsigned optimisation = 3;
  bool dump_ir = false;
};

class Jit {
 public:
  static Result<std::unique_ptr<Jit>> create(std::span<const std::pair<const char*, void*>> symbols);

  /// Sets the triple, the data layout and what every function should be tuned for.
  void prepare(llvm::Module& module) const;
  /// Optimises (or takes from the cache), links, and gives the address of `symbol`.
  Result<void*> load(llvm::Module& module, const std::string& symbol, const JitOptions& options);
  bool from_cache() const { return from_cache_; }

 private:
  Jit() = default;
  void optimise(llvm::Module& module, unsigned level);
  std::string cache_path(const llvm::Module& module, const JitOptions& options) const;

  std::unique_ptr<llvm::TargetMachine> machine_;
  std::unique_ptr<llvm::orc::LLJIT> session_;
  std::string features_;
  bool from_cache_ = false;
};

}  // namespace weft::compile
