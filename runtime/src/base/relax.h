// SPDX-License-Identifier: Apache-2.0
// For loops that wait awake: tells the processor that nothing is to be hurried, so that it saves power and leaves the loop at once.

#pragma once

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace weft {

inline void relax() {
#if defined(__x86_64__)
  _mm_pause();
#elif defined(__aarch64__)
  asm volatile("isb");
#endif
}

}  // namespace weft
