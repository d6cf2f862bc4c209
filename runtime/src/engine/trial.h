// SPDX-License-Identifier: Apache-2.0
// Whether sharing short nests pays, found by trying: half of a nest may take longer than all of it where the other processor's caches
// hold what it reads. All sites are tried together, because each leaves data where it ran for the next. Some nests run alone, which
// shows what each site takes, then some are shared; the faster way goes on, each time for longer, until both are tried again.

#pragma once

#include <algorithm>
#include <cstdint>

namespace weft::engine {

/// What a site takes alone, for each unit of work that a nest of it is said to have. The submitting thread's.
struct Alone {
  double ns = 0;  // 0: not yet measured

  void measure(double now) {
    // A thread that lost its processor for a while must not count.
    ns = ns == 0 ? now : ns + 0.25 * (std::min(now, 2 * ns) - ns);
  }
};

/// The submitting thread's.
class Trial {
 public:
  /// How the next nest is to run.
  bool shares() const { return sharing_; }

  /// A nest ran in the way that `shares` said; alone it takes `alone_ns`, or nobody knows (0).
  void ran(double ns, double alone_ns) {
    if (sharing_ && alone_ns > 0) {
      shared_ns_ += std::min(ns, kMost * alone_ns);
      alone_ns_ += alone_ns;
    }
    if (phase_ == Phase::shared) {
      const int32_t done = kSharedTries - left_;
      if (done == kHopeless && shared_ns_ > kBad * alone_ns_) left_ = 0;
      if (done == kSkipped) shared_ns_ = alone_ns_ = 0;
    }
    if (--left_ <= 0) next();
  }

 private:
  static constexpr int32_t kAloneTries = 24;
  static constexpr int32_t kSharedTries = 36;
  /// The first nests that are shared find their data in other caches: they do not count.
  static constexpr int32_t kSkipped = 12;
  /// After so many, those that take so many times longer will not become faster than alone.
  static constexpr int32_t kHopeless = 6;
  static constexpr double kBad = 1.5;
  static constexpr int32_t kLeastHold = 256;
  static constexpr int32_t kMostHold = 8192;
  /// Sharing that gains less than this is not worth another processor's time.
  static constexpr double kGain = 0.9;
  /// What takes so many times longer was disturbed.
  static constexpr double kMost = 4;

  enum class Phase : uint8_t { alone, shared, hold };

  void next() {
    switch (phase_) {
      case Phase::alone: return begin(Phase::shared, true, kSharedTries);
      case Phase::shared: {
        const bool pays = shared_ns_ < kGain * alone_ns_;
        hold_ = pays == paid_ ? std::min(2 * hold_, kMostHold) : kLeastHold;
        paid_ = pays;
        return begin(Phase::hold, pays, hold_);
      }
      // What sites take alone is known from a hold that ran them so.
      case Phase::hold: return sharing_ ? begin(Phase::alone, false, kAloneTries) : begin(Phase::shared, true, kSharedTries);
    }
  }

  void begin(Phase phase, bool sharing, int32_t nests) {
    phase_ = phase;
    sharing_ = sharing;
    left_ = nests;
    shared_ns_ = 0;
    alone_ns_ = 0;
  }

  Phase phase_ = Phase::alone;
  bool sharing_ = false;
  bool paid_ = false;
  int32_t left_ = kAloneTries;
  int32_t hold_ = kLeastHold / 2;
  double shared_ns_ = 0;
  double alone_ns_ = 0;
};

}  // namespace weft::engine
