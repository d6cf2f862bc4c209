// SPDX-License-Identifier: Apache-2.0
// The texts of one run: those of the program, then those that the run makes. Short ones are kept once. A text that grows piece by piece
// is kept as its pieces until something reads it, so that it takes no memory for each step.

#pragma once

#include <deque>
#include <unordered_map>
#include <vector>

#include "kernels/texts.h"

namespace weft::compile {

class TextStore final : public kernels::Texts {
 public:
  void start(const std::vector<std::string>& program) { program_ = &program; }
  const std::string& text(int32_t number) override;
  int32_t keep(std::string text) override;
  /// `text(left) + text(right)`.
  int32_t join(int32_t left, int32_t right);

 private:
  struct Made {
    std::string text;   // all of it, or what follows `left`
    int32_t left = -1;  // the text before it, not yet put together
    size_t length = 0;
  };

  size_t length(int32_t number);

  const std::vector<std::string>* program_ = nullptr;
  std::deque<Made> made_;
  std::unordered_map<std::string, int32_t> short_;
};

}  // namespace weft::compile
