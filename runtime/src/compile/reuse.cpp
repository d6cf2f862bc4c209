// SPDX-License-Identifier: Apache-2.0
// Results of elementwise nests are written over operands that nothing reads afterwards: element by element, each after it was read.
#include <algorithm>

#include "compile/nest.h"
#include "memory/dtype.h"

namespace weft::compile::codegen {

namespace {

bool is_plain(const Entity* entity) {
  return entity->info.known && entity->info.strides == contiguous_strides(entity->info.dims, memory::item_size(entity->dtype()));
}

}  // namespace

/// For each of `results`, which are computed in this nest, an operand whose memory it takes over, or null.
std::vector<Entity*> NestEmitter::replaced_operands(llvm::ArrayRef<Entity*> results) const {
  std::vector<Entity*> replaced(results.size());
  const bool is_plain_nest = std::ranges::none_of(inside_, [](const Entity* entity) { return entity->made || entity->mask != nullptr; });
  if (!e_.switches_.reuse || !is_plain_nest) return replaced;
  // What is given back once the nest is submitted: results no longer need their operands, nor does what they alone were made of.
  std::map<const Entity*, uint32_t> given_back;
  std::set<const Entity*> elsewhere;  // read at other elements than those being computed
  for (auto entity = inside_.rbegin(); entity != inside_.rend(); ++entity) {
    const bool is_result = std::ranges::find(results, *entity) != results.end();
    const auto uses = given_back.find(*entity);
    const bool ends = is_result || (uses != given_back.end() && uses->second == (*entity)->uses);
    if (gathers_.contains(*entity) || joined_.contains(*entity)) elsewhere.insert((*entity)->operands.begin(), (*entity)->operands.end());
    if (ends) for (const Entity* part : (*entity)->operands) ++given_back[part];
  }
  for (size_t index = 0; index < results.size(); ++index) {
    const Entity* result = results[index];
    if (result->scope + 1 != e_.scopes_.size() || !result->info.known) continue;
    for (const Entity* operand : leaf_order_) {
      const bool ends = given_back.contains(operand) && given_back.at(operand) == operand->uses && operand->scope == result->scope;
      const bool is_own = operand->owned && operand->fresh && !elsewhere.contains(operand) && std::ranges::find(replaced, operand) == replaced.end();
      const bool is_alike = operand->dtype() == result->dtype() && operand->info.dims == result->info.dims && is_plain(operand);
      if (!ends || !is_own || !is_alike) continue;
      replaced[index] = const_cast<Entity*>(operand);
      break;
    }
  }
  return replaced;
}

}  // namespace weft::compile::codegen
