// SPDX-License-Identifier: Apache-2.0
// LLVM reads every second element of an array, or one column of a matrix, as whole vectors and chooses among their lanes, and then likes to
// compute first and choose afterwards: `a[::2] / b[::2]` divides all of `a` by all of `b`. The lanes in between raise the processor's flags
// for numbers that the program never divides, and take their time. This pass puts the choice first again.

#pragma once

#include <llvm/IR/PassManager.h>

namespace weft::compile {

class NarrowOperations : public llvm::PassInfoMixin<NarrowOperations> {
 public:
  llvm::PreservedAnalyses run(llvm::Function& function, llvm::FunctionAnalysisManager& analyses);
  static bool isRequired() { return true; }
};

}  // namespace weft::compile
