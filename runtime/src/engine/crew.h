// SPDX-License-Identifier: Apache-2.0
// Threads that stay awake for a moment between short nests. Waking a thread takes 25 to 40 µs, more than many nests last;
// a member that is awake takes its part of a nest after 0.2 µs.
//
// Protocol: a nest is cut into chunks, and each member that is awake gets a letter: the nest, and a span of chunks in one word. A member
// claims chunks from the front of its own span, then from the back of others', by exchanging the word; the rest of the letter it
// reads only after that, so that a span seen before belongs to whatever nest the exchange succeeds on. The submitting thread is
// member 0 and waits only for chunks that somebody runs: it takes over those of members that fell asleep meanwhile.
// A cache line takes 0.1 to 0.2 µs from one processor to another, so a letter is one line, and its answer another.

#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

#include "engine/engine.h"
#include "engine/grain.h"
#include "engine/placement.h"

namespace weft::engine {

class Crew {
 public:
  /// `recorder` may be null.
  Crew(uint32_t threads, profile::Recorder* recorder, double ticks_to_ns, Placement& placement);

  /// Runs the whole nest in chunks, with the members that are awake. The submitting thread's.
  void share(const Nest& nest, double estimated_ns, SiteCost& cost);

  /// Member `member` takes part in nests until none came for a while or there is `other_work`.
  void stay(uint32_t member, const std::atomic<int64_t>& other_work);

  /// Members awake, the submitting thread not counted.
  uint32_t awake() const { return awake_.load(std::memory_order_relaxed); }

  /// Whether nests are better left alone: members lost their processors to others. The submitting thread's.
  bool quiet() const;

  /// Whether a nest of so many ns that could be shared is reason to wake the others. The submitting thread's.
  bool wanted(double ns);

 private:
  /// What a member is to run: written by the submitting thread while the span is empty.
  struct alignas(64) Letter {
    std::atomic<uint64_t> span{0};
    Body body = nullptr;
    void* context = nullptr;
    int64_t chunk = 1;
    int64_t extent = 0;
    uint64_t bytes_per_iteration = 0;
    uint64_t bytes = 0;
    uint32_t site = 0;
  };
  static_assert(sizeof(Letter) == 64);
  /// What a member did: written by itself.
  struct alignas(64) Answer {
    std::atomic<uint64_t> chunks{0};  // of all nests
    std::atomic<uint64_t> ticks{0};   // since the last `wanted`
    std::atomic<bool> awake{false};
    long switches = 0;  // when it came
  };
  struct Ran {
    uint64_t chunks = 0;
    uint64_t ticks = 0;
    int64_t iterations = 0;
  };

  void run_own(uint32_t member, Ran& ran);
  void steal(uint32_t member, Ran& ran);
  void run_chunk(uint32_t member, const Letter& letter, uint64_t chunk, Ran& ran);
  void tell(uint32_t member, const Ran& ran);
  bool all_ended() const;
  void wait_for_others();
  void keep_quiet();

  const uint32_t threads_;
  profile::Recorder* const recorder_;
  const double ticks_to_ns_;
  const uint64_t lost_ticks_;
  Placement& placement_;
  const std::unique_ptr<Letter[]> letters_;
  const std::unique_ptr<Answer[]> answers_;

  alignas(64) std::atomic<uint32_t> awake_{0};
  std::atomic<bool> sleeping_{false};  // the submitting thread waits in the kernel, for a change of
  std::atomic<uint32_t> ended_{0};
  std::atomic<bool> lost_{false};  // a member lost its processor meanwhile

  // The submitting thread's: chunks of all nests, and when waking pays.
  alignas(64) uint64_t chunks_ = 0;
  double alone_ns_ = 0;       // of nests that nobody was awake for
  double patience_ns_;        // so much of it wakes them
  uint64_t quiet_until_ = 0;  // ticks; after a member lost its processor to somebody else
  double quiet_ns_;
};

}  // namespace weft::engine
