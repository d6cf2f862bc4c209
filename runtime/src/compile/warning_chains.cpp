// SPDX-License-Identifier: Apache-2.0
// Chains of sums and products in nests whose processor flags do not tell enough: NaN goes through all of them, and infinities end as
// infinities or NaN, so that it is enough to look at what goes into a chain and at its last result. All operations of a chain are named.
#include <algorithm>

#include "compile/complex.h"
#include "compile/nest.h"

namespace weft::compile::codegen {

using namespace llvm;
using wire::Op;

Inexact inexact(IRBuilder<>& b, Value* value) {
  const auto one = [&](Value* x) {
    Value* rest = b.CreateFSub(x, x);  // NaN, or zero of a finite number
    return Inexact{b.CreateFCmpUNO(x, x), b.CreateFCmpUNO(rest, rest)};
  };
  return is_pair(value) ? either(b, one(pair_part(b, value, 0)), one(pair_part(b, value, 1))) : one(value);
}

Inexact either(IRBuilder<>& b, const Inexact& one, const Inexact& other) { return {b.CreateOr(one.nan, other.nan), b.CreateOr(one.odd, other.odd)}; }

void NestEmitter::plan_chains() {
  if (!by_value_ && !noisy_) return;
  for (const auto& [entity, rule] : watched_) {
    const Op op = entity->node->op;
    const bool is_sum = op == Op::Add || op == Op::Sub || op == Op::Mul;
    if (entity->mask != nullptr || (by_value_ && !is_sum)) continue;
    // Without functions of a library the flags tell the rest.
    const auto flags = static_cast<uint8_t>(rule.flags & ~rule.silenced & (by_value_ ? kInvalid | kOverflow : kInvalid));
    if (flags != 0) chains_[entity] = {flags, true};
  }
  std::map<const Entity*, bool> absorbed;
  for (const Entity* user : inside_) {
    const auto link = chains_.find(user);
    for (const Entity* operand : user->operands) {
      const auto found = chains_.find(operand);
      if (found == chains_.end()) continue;
      const bool carries = link != chains_.end() && link->second.flags == found->second.flags;
      const auto [place, added] = absorbed.try_emplace(operand, carries);
      if (!added) place->second = place->second && carries;
    }
  }
  for (auto& [entity, link] : chains_) {
    const auto found = absorbed.find(entity);
    link.last = found == absorbed.end() || !found->second;
  }
}

std::vector<std::pair<uint32_t, std::string>> NestEmitter::blamed(const Entity* entity, uint8_t flag) const {
  std::vector<std::pair<uint32_t, std::string>> candidates;
  if (entity == nullptr) return {{owner_.range->start_line(), "reduce"}};
  const std::function<void(const Entity*)> add = [&](const Entity* of) {
    const Raising& rule = watched_.at(of);
    if (chains_.contains(of)) {
      for (const Entity* operand : of->operands) {
        const auto found = chains_.find(operand);
        if (found != chains_.end() && !found->second.last) add(operand);
      }
    }
    const std::pair candidate(of->node->range->start_line(), std::string(rule.name));
    if ((rule.flags & flag) != 0 && std::ranges::find(candidates, candidate) == candidates.end()) candidates.push_back(candidate);
  };
  add(entity);
  return candidates;
}

void Body::follow_chain(const Entity* entity, ArrayRef<Value*> operands, Value* result) {
  const NestEmitter::ChainLink& link = nest_.chains_.at(entity);
  Inexact all;
  for (size_t index = 0; index < operands.size(); ++index) {
    const Entity* operand = entity->operands[index];
    const auto before = nest_.chains_.find(operand);
    Inexact* known = operand->kind == Entity::Kind::scalar ? nullptr : &cache_[operand].operands;
    Inexact part;
    if (before != nest_.chains_.end() && !before->second.last) {
      part = *known;  // of the chain that ends in it
    } else if (known == nullptr || before != nest_.chains_.end()) {
      part = inexact(b_, operands[index]);
    } else {
      if (known->nan == nullptr) *known = inexact(b_, operands[index]);
      part = *known;
    }
    all = all.nan == nullptr ? part : either(b_, all, part);
  }
  if (!link.last) {
    cache_[entity].operands = all;
    return;
  }
  const Inexact made = inexact(b_, result);
  if ((link.flags & kInvalid) != 0) raise(entity, kInvalid, b_.CreateAnd(made.nan, b_.CreateNot(all.nan)));
  if ((link.flags & kOverflow) != 0) raise(entity, kOverflow, b_.CreateAnd(made.odd, b_.CreateNot(all.odd)));
}

}  // namespace weft::compile::codegen
