// SPDX-License-Identifier: Apache-2.0
// How large the whole numbers of a leaf can become, found before it runs: where none can leave its range, nothing has to watch them.

#pragma once

#include "compile/loops/plan.h"

namespace weft::compile::loops {

/// A bound of a whole number's magnitude: `terms` added up, each the product of magnitudes of arrays and other numbers, and, with
/// `grows`, what the elements that the leaf itself writes can have become.
struct Magnitude {
  struct Factor {
    enum class Kind : uint8_t { number, array, linear, value, variable } kind = Kind::number;
    double number = 0;
    uint32_t id = 0;  // array of the nest, value defined outside, or variable
    Linear linear;
    std::vector<const Loop*> loops;  // around a linear one
  };
  std::vector<std::vector<Factor>> terms;
  bool grows = false;
};

struct Magnitudes {
  struct Limit {
    Magnitude of;
    double most = 0;
  };
  struct Write {
    Magnitude of;
    std::vector<const Loop*> loops;
  };
  std::vector<Limit> limits;     // each sum, product and sign
  std::vector<Write> writes;     // what elements and names are set to
  std::vector<uint32_t> read;    // arrays whose elements count, sorted
  std::vector<uint32_t> written;
};

/// Nothing where whole numbers come from elsewhere, or grow by more than sums, or there are none to watch.
std::optional<Magnitudes> magnitudes(const Nest& nest, const Leaf& leaf);

}  // namespace weft::compile::loops
