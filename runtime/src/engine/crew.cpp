// SPDX-License-Identifier: Apache-2.0
#include "engine/crew.h"

#include <sys/resource.h>

#include <algorithm>

#include "base/relax.h"
#include "base/status.h"
#include "engine/record.h"
#include "profile/recorder.h"

namespace weft::engine {
namespace {

/// A member goes back to sleep after so long without a nest.
constexpr double kAwakeNs = 50'000;
/// So much time in nests that could have been shared makes up for waking the members.
constexpr double kLeastPatienceNs = 100'000;
constexpr double kMostPatienceNs = 10'000'000;
/// Chunks that take longer may be on a thread that lost its processor; the submitting thread waits so long before it sleeps.
constexpr double kLostNs = 100'000;
constexpr double kLeastQuietNs = 16'000'000;
constexpr double kMostQuietNs = 500'000'000;
/// After so many times the last quiet without a loss, the next one is short again.
constexpr double kUndisturbed = 8;

/// A part of a nest that is worth a member's while; a chunk, and how many of them each member is dealt at most. Few, because what
/// another member takes over moves to its caches, and back with the next nest.
constexpr double kPartNs = 1'500;
constexpr double kChunkNs = 20'000;
constexpr uint64_t kChunksPerMember = 8;

// first chunk | one past the last chunk
constexpr uint64_t kFirst = uint64_t{1} << 32;
constexpr uint64_t pack(uint64_t first, uint64_t last) { return first * kFirst | last; }
constexpr uint64_t first_of(uint64_t span) { return span / kFirst; }
constexpr uint64_t last_of(uint64_t span) { return span % kFirst; }
constexpr bool is_empty(uint64_t span) { return first_of(span) >= last_of(span); }

/// How often the kernel took the processor from the calling thread.
long switches_of_this_thread() {
  rusage usage{};
  getrusage(RUSAGE_THREAD, &usage);
  return usage.ru_nivcsw;
}

}  // namespace

Crew::Crew(uint32_t threads, profile::Recorder* recorder, double ticks_to_ns, Placement& placement)
    : threads_(threads),
      recorder_(recorder),
      ticks_to_ns_(ticks_to_ns),
      lost_ticks_(static_cast<uint64_t>(kLostNs / ticks_to_ns)),
      placement_(placement),
      letters_(std::make_unique<Letter[]>(threads)),
      answers_(std::make_unique<Answer[]>(threads)),
      patience_ns_(kLeastPatienceNs),
      quiet_ns_(kLeastQuietNs) {}

bool Crew::wanted(double ns) {
  alone_ns_ += ns;
  if (alone_ns_ < patience_ns_) return false;
  alone_ns_ = 0;
  // Members that slept again without having done as much as it took to wake them are woken less often.
  uint64_t ticks = 0;
  for (uint32_t member = 1; member < threads_; ++member) ticks += answers_[member].ticks.exchange(0, std::memory_order_relaxed);
  const bool paid = static_cast<double>(ticks) * ticks_to_ns_ >= kLeastPatienceNs;
  patience_ns_ = paid ? kLeastPatienceNs : std::min(2 * patience_ns_, kMostPatienceNs);
  return true;
}

bool Crew::quiet() const { return profile::Recorder::ticks() < quiet_until_; }

void Crew::share(const Nest& nest, double estimated_ns, SiteCost& cost) {
  const int64_t block = std::max<int64_t>(nest.block, 1);
  const int64_t blocks = (nest.extent + block - 1) / block;
  const uint64_t members = std::clamp<uint64_t>(static_cast<uint64_t>(estimated_ns / kPartNs), 1, 1 + awake_.load(std::memory_order_relaxed));
  const auto worth = static_cast<uint64_t>(estimated_ns / kChunkNs);
  const auto wanted_chunks = static_cast<int64_t>(members * std::clamp<uint64_t>(worth / members, 1, kChunksPerMember));
  const int64_t chunk = (blocks + wanted_chunks - 1) / wanted_chunks * block;
  const auto chunks = static_cast<uint64_t>((nest.extent + chunk - 1) / chunk);
  WEFT_CHECK(chunks < kFirst);
  placement_.note_here();
  chunks_ += chunks;
  const auto deal = [&](uint32_t member, uint64_t first, uint64_t last) {
    Letter& letter = letters_[member];
    letter.body = nest.body;
    letter.context = nest.context;
    letter.chunk = chunk;
    letter.extent = nest.extent;
    letter.bytes_per_iteration = nest.bytes_per_iteration;
    letter.bytes = nest.bytes;
    letter.site = nest.site;
    letter.span.store(pack(first, last), std::memory_order_release);
  };
  // The submitting thread's span is the last one that is dealt: it has what a member left that fell asleep while it was counted.
  uint64_t dealt = 0;
  uint64_t place = 0;
  for (uint32_t member = 1; member < threads_ && place + 1 < members; ++member) {
    if (!answers_[member].awake.load(std::memory_order_relaxed)) continue;
    const uint64_t until = chunks * ++place / members;
    deal(member, dealt, until);
    dealt = until;
  }
  deal(0, dealt, chunks);
  Ran ran;
  run_own(0, ran);
  steal(0, ran);
  tell(0, ran);
  wait_for_others();
  if (lost_.load(std::memory_order_relaxed)) keep_quiet();
  if (ran.iterations > 0) cost.measure(static_cast<double>(ran.ticks) * ticks_to_ns_, ran.iterations);
}

void Crew::run_own(uint32_t member, Ran& ran) {
  Letter& letter = letters_[member];
  uint64_t now = letter.span.load(std::memory_order_acquire);
  while (!is_empty(now)) {
    if (!letter.span.compare_exchange_weak(now, now + kFirst, std::memory_order_acq_rel, std::memory_order_acquire)) continue;
    run_chunk(member, letter, first_of(now), ran);
    now = letter.span.load(std::memory_order_acquire);
  }
}

void Crew::steal(uint32_t member, Ran& ran) {
  for (uint32_t step = 1; step < threads_; ++step) {
    Letter& letter = letters_[(member + step) % threads_];
    uint64_t now = letter.span.load(std::memory_order_acquire);
    while (!is_empty(now)) {
      if (!letter.span.compare_exchange_weak(now, now - 1, std::memory_order_acq_rel, std::memory_order_acquire)) continue;
      run_chunk(member, letter, last_of(now) - 1, ran);
      now = letter.span.load(std::memory_order_acquire);
    }
  }
}

void Crew::run_chunk(uint32_t member, const Letter& letter, uint64_t chunk, Ran& ran) {
  const int64_t begin = static_cast<int64_t>(chunk) * letter.chunk;
  const int64_t end = std::min(begin + letter.chunk, letter.extent);
  const Nest nest{
      .site = letter.site, .extent = letter.extent, .bytes_per_iteration = letter.bytes_per_iteration, .bytes = letter.bytes};
  const uint64_t start = profile::Recorder::ticks();
  letter.body(letter.context, begin, end, member);
  const uint64_t ended = profile::Recorder::ticks();
  record(recorder_, member, nest, begin, end, start, ended, wire::Decision::Shared);
  ++ran.chunks;
  ran.ticks += ended - start;
  ran.iterations += end - begin;
  if (member != 0 && ended - start > lost_ticks_ && switches_of_this_thread() != answers_[member].switches) lost_.store(true, std::memory_order_relaxed);
}

/// From here on the nest, and what it points to, may be gone.
void Crew::tell(uint32_t member, const Ran& ran) {
  if (ran.chunks == 0) return;
  Answer& answer = answers_[member];
  answer.ticks.store(answer.ticks.load(std::memory_order_relaxed) + ran.ticks, std::memory_order_relaxed);
  answer.chunks.fetch_add(ran.chunks, std::memory_order_seq_cst);
  if (!sleeping_.load(std::memory_order_seq_cst)) return;
  ended_.fetch_add(1, std::memory_order_seq_cst);
  ended_.notify_all();
}

bool Crew::all_ended() const {
  uint64_t ended = 0;
  for (uint32_t member = 0; member < threads_; ++member) ended += answers_[member].chunks.load(std::memory_order_seq_cst);
  return ended == chunks_;
}

void Crew::wait_for_others() {
  if (all_ended()) return;
  const uint64_t until = profile::Recorder::ticks() + lost_ticks_;
  while (profile::Recorder::ticks() < until) {
    if (all_ended()) return;
    relax();
  }
  // This processor is free for the thread that lost its own.
  sleeping_.store(true, std::memory_order_seq_cst);
  while (true) {
    const uint32_t before = ended_.load(std::memory_order_seq_cst);
    if (all_ended()) break;
    ended_.wait(before, std::memory_order_seq_cst);
  }
  sleeping_.store(false, std::memory_order_relaxed);
}

/// After a member lost its processor to somebody else, nests are left alone for a while, each time longer.
void Crew::keep_quiet() {
  lost_.store(false, std::memory_order_relaxed);
  const uint64_t now = profile::Recorder::ticks();
  const auto ticks = [&](double ns) { return static_cast<uint64_t>(ns / ticks_to_ns_); };
  const bool undisturbed = now > quiet_until_ + ticks(kUndisturbed * quiet_ns_);
  quiet_ns_ = undisturbed ? kLeastQuietNs : std::min(2 * quiet_ns_, kMostQuietNs);
  quiet_until_ = now + ticks(quiet_ns_);
}

void Crew::stay(uint32_t member, const std::atomic<int64_t>& other_work) {
  WEFT_CHECK(member != 0 && member < threads_);
  const Letter& letter = letters_[member];
  answers_[member].awake.store(true, std::memory_order_relaxed);
  awake_.fetch_add(1, std::memory_order_relaxed);
  const auto awake_ticks = static_cast<uint64_t>(kAwakeNs / ticks_to_ns_);
  answers_[member].switches = switches_of_this_thread();
  const auto work = [&] {
    Ran ran;
    run_own(member, ran);
    steal(member, ran);
    tell(member, ran);
  };
  work();  // a nest may have begun without this member
  uint64_t last_work = profile::Recorder::ticks();
  while (true) {
    if (!is_empty(letter.span.load(std::memory_order_acquire))) {
      work();
      last_work = profile::Recorder::ticks();
      continue;
    }
    if (other_work.load(std::memory_order_relaxed) != 0) break;
    if (profile::Recorder::ticks() - last_work > awake_ticks) break;
    placement_.move_off();
    relax();
  }
  awake_.fetch_sub(1, std::memory_order_relaxed);
  answers_[member].awake.store(false, std::memory_order_relaxed);
}

}  // namespace weft::engine
