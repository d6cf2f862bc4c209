// SPDX-License-Identifier: Apache-2.0
#include "compile/text_store.h"

namespace weft::compile {

namespace {

// Texts of this size fit a std::string without memory of their own, and are often made again: characters, words.
constexpr size_t kShort = 15;

}  // namespace

const std::string& TextStore::text(int32_t number) {
  number &= ~kernels::kNumPyText;
  const auto index = static_cast<size_t>(number);
  if (index < program_->size()) return (*program_)[index];
  Made& made = made_[index - program_->size()];
  if (made.left < 0) return made.text;
  // From the last text that is whole, piece by piece.
  std::vector<const std::string*> pieces;
  int32_t at = number;
  while (static_cast<size_t>(at) >= program_->size() && made_[static_cast<size_t>(at) - program_->size()].left >= 0) {
    const Made& piece = made_[static_cast<size_t>(at) - program_->size()];
    pieces.push_back(&piece.text);
    at = piece.left;
  }
  std::string whole;
  whole.reserve(made.length);
  whole += text(at);
  for (size_t i = pieces.size(); i-- > 0;) whole += *pieces[i];
  made.text = std::move(whole);
  made.left = -1;
  return made.text;
}

size_t TextStore::length(int32_t number) {
  const auto index = static_cast<size_t>(number);
  return index < program_->size() ? (*program_)[index].size() : made_[index - program_->size()].length;
}

int32_t TextStore::keep(std::string text) {
  const auto number = static_cast<int32_t>(program_->size() + made_.size());
  if (text.size() <= kShort) {
    const auto [found, is_new] = short_.try_emplace(text, number);
    if (!is_new) return found->second;
  }
  const size_t size = text.size();
  made_.push_back({std::move(text), -1, size});
  return number;
}

int32_t TextStore::join(int32_t left, int32_t right) {
  left &= ~kernels::kNumPyText;
  right &= ~kernels::kNumPyText;
  const size_t size = length(left) + length(right);
  if (length(right) == 0) return left;
  if (length(left) == 0) return right;
  // Where the right side is long, pieces save nothing.
  if (size <= 4 * kShort || length(right) > length(left) / 2) return keep(text(left) + text(right));
  const auto number = static_cast<int32_t>(program_->size() + made_.size());
  made_.push_back({text(right), left, size});
  return number;
}

}  // namespace weft::compile
