// SPDX-License-Identifier: Apache-2.0
#include "base/status.h"

namespace weft {

Status Status::with_context(const std::string& context) const {
  Status copy = *this;
  copy.message_ = context + ": " + message_;
  return copy;
}

Status Status::with_range(const SourceRange& range) const {
  Status copy = *this;
  copy.range_ = range;
  return copy;
}

std::string Status::to_string() const {
  if (ok()) return "ok";
  std::string text = code_ + ": " + message_;
  if (!help_.empty()) text += " (" + help_ + ")";
  return text;
}

}  // namespace weft
