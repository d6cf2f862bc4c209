// SPDX-License-Identifier: Apache-2.0
// What loops in which an operation may raise write is kept while they run by their plan. Where one raises, all is as before, and the loops
// run as written, which raise in the program's order.
#include <cstring>

#include "compile/faults.h"
#include "compile/loops/host.h"
#include "compile/loops/memory_checks.h"
#include "compile/short_calls.h"
#include "memory/dtype.h"

namespace weft::compile {

namespace {

constexpr uint64_t kChunk = uint64_t{1} << 20;      // bytes
constexpr double kChunkNanoseconds = 150'000;

}  // namespace

class KeptArrays {
 public:
  /// Of memory that begins and ends at `ends`, by turns.
  KeptArrays(RunContext& run, std::span<const int64_t> ends) : warnings_(run.warnings.raised) {
    uint64_t total = 0;
    for (size_t k = 0; k < ends.size(); k += 2) total += static_cast<uint64_t>(std::max<int64_t>(0, ends[k + 1] - ends[k]));
    const auto made = run.pool->allocate(total);
    if (!made.ok()) return;
    buffer_ = made.value();
    auto* own = static_cast<std::byte*>(buffer_->data);
    for (size_t k = 0; k < ends.size(); k += 2) {
      auto* array = reinterpret_cast<std::byte*>(ends[k]);
      const auto* end = reinterpret_cast<std::byte*>(ends[k + 1]);
      while (array < end) {
        const uint64_t size = std::min(kChunk, static_cast<uint64_t>(end - array));
        chunks_.push_back({own, array, size});
        own += size;
        array += size;
      }
    }
  }
  ~KeptArrays() {
    if (buffer_ != nullptr) memory::release(buffer_);
  }
  KeptArrays(const KeptArrays&) = delete;

  bool is_there() const { return buffer_ != nullptr; }
  const std::set<uint32_t>& warnings() const { return warnings_; }
  /// On all threads.
  void copy(RunContext& run, int32_t site, bool is_back) {
    is_back_ = is_back;
    const Recorded recorded(run);
    ++run.work[static_cast<size_t>(site)].nests;
    struct Part {
      const KeptArrays* kept;
    };
    const Part part{this};
    engine::Nest nest;
    nest.body = [](void* context, int64_t begin, int64_t end, uint32_t) {
      const KeptArrays& kept = *static_cast<const Part*>(context)->kept;
      for (int64_t k = begin; k < end; ++k) {
        const Chunk& chunk = kept.chunks_[static_cast<size_t>(k)];
        if (kept.is_back_) std::memcpy(chunk.array, chunk.own, chunk.size);
        else std::memcpy(chunk.own, chunk.array, chunk.size);
      }
    };
    nest.context = const_cast<Part*>(&part);
    nest.context_bytes = sizeof part;
    nest.site = static_cast<uint32_t>(site);
    nest.extent = static_cast<int64_t>(chunks_.size());
    nest.cost_ns = kChunkNanoseconds;
    if (nest.extent > 0) run.engine->submit(nest);
    if (run.engine->pending() != 0) run.engine->wait_all();
  }

 private:
  struct Chunk {
    std::byte* own;
    std::byte* array;
    uint64_t size;
  };

  std::vector<Chunk> chunks_;
  memory::Buffer* buffer_ = nullptr;
  std::set<uint32_t> warnings_;
  bool is_back_ = false;
};

extern "C" bool weft_keep_arrays(RunContext* run, const int64_t* ends, int64_t count, int32_t site) {
  if (run->engine->pending() != 0) run->engine->wait_all();
  auto kept = std::make_shared<KeptArrays>(*run, std::span(ends, static_cast<size_t>(count)));
  if (!kept->is_there()) return false;
  kept->copy(*run, site, false);
  run->kept = std::move(kept);
  return true;
}

extern "C" bool weft_put_arrays_back(RunContext* run, int64_t raised, int32_t site) {
  const auto kept = std::move(run->kept);
  if (raised == 0) return false;
  kept->copy(*run, site, true);
  run->warnings.raised = kept->warnings();
  return true;
}

void add_kept_symbols(SymbolTable& symbols) {
  symbols.emplace_back("weft_keep_arrays", reinterpret_cast<void*>(&weft_keep_arrays));
  symbols.emplace_back("weft_put_arrays_back", reinterpret_cast<void*>(&weft_put_arrays_back));
}

namespace loops {

using namespace llvm;

Value* Host::keep() {
  // Bytes kept for each pair of rows, of which there is work for all rows between them.
  constexpr int64_t kMostBytes = 64;
  kept_site_ = e_.make_site("loop", node_, {}, "copies of what loops write in which a root may raise");
  raised_ = e_.temporary(b_.getInt64Ty(), "raised");
  b_.CreateStore(e_.i64(0), raised_);
  std::vector<Value*> ends;
  for (size_t array = 0; array < arrays_.size(); ++array) {
    if (!nest_.arrays[array].written || nest_.arrays[array].expands) continue;
    const auto [low, high] = ends_of(b_, arrays_[array].parts, memory::item_size(nest_.arrays[array].type->dtype));
    ends.push_back(low);
    ends.push_back(high);
  }
  AllocaInst* list = e_.temporary(llvm::ArrayType::get(b_.getInt64Ty(), ends.size()), "ends");
  Value* bytes = e_.i64(0);
  for (size_t k = 0; k < ends.size(); ++k) {
    b_.CreateStore(ends[k], b_.CreateConstInBoundsGEP1_64(b_.getInt64Ty(), list, k));
    bytes = k % 2 == 0 ? b_.CreateSub(bytes, ends[k]) : b_.CreateAdd(bytes, ends[k]);
  }
  BasicBlock* small = BasicBlock::Create(e_.context_, "small", e_.host_);
  BasicBlock* done = BasicBlock::Create(e_.context_, "asked", e_.host_);
  const Loop& rows = *plan_.steps[0].loop;
  Value* count = b_.CreateSub(number(rows.upper), number(rows.lower));
  BasicBlock* before = b_.GetInsertBlock();
  Value* worth = b_.CreateICmpSLE(bytes, b_.CreateMul(b_.CreateMul(count, count), e_.i64(kMostBytes)));
  b_.CreateCondBr(e_.switches_.worth ? b_.CreateAnd(worth, is_large(plan_.steps[0])) : b_.getTrue(), small, done);
  b_.SetInsertPoint(small);
  Value* kept = e_.call("weft_keep_arrays", b_.getInt1Ty(), {e_.run_, list, e_.i64(static_cast<int64_t>(ends.size())), e_.i32(kept_site_)});
  small = b_.GetInsertBlock();
  b_.CreateBr(done);
  b_.SetInsertPoint(done);
  PHINode* result = b_.CreatePHI(b_.getInt1Ty(), 2);
  result->addIncoming(b_.getFalse(), before);
  result->addIncoming(kept, small);
  return result;
}

Value* Host::put_back() {
  return e_.call("weft_put_arrays_back", b_.getInt1Ty(), {e_.run_, b_.CreateLoad(b_.getInt64Ty(), raised_), e_.i32(kept_site_)});
}

}  // namespace loops

}  // namespace weft::compile
