// SPDX-License-Identifier: Apache-2.0
#include "memory/dtype.h"

namespace weft::memory {

std::optional<DType> dtype_from_name(std::string_view name) {
  for (const DType dtype : wire::EnumValuesDType()) {
    if (name == dtype_name(dtype)) return dtype;
  }
  return std::nullopt;
}

}  // namespace weft::memory
