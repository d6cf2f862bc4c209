// SPDX-License-Identifier: Apache-2.0
// Texts of a run by number: what lists of texts hold, and what kernels take and give. Used on the submitting thread only.

#pragma once

#include <cstdint>
#include <string>

namespace weft::kernels {

/// Beside the number of a text that is NumPy's own, an `np.str_`: only its `repr` tells.
constexpr int32_t kNumPyText = 1 << 30;

class Texts {
 public:
  Texts();
  Texts(const Texts&) = delete;
  virtual ~Texts() = default;
  /// Another number for each run.
  const uint64_t serial;
  /// Of an `np.str_` too. Stays where it is as long as the run lasts.
  virtual const std::string& text(int32_t number) = 0;
  virtual int32_t keep(std::string text) = 0;
};

/// The texts of the run whose kernel is at work on this thread; null outside of one.
Texts*& current_texts();

}  // namespace weft::kernels
