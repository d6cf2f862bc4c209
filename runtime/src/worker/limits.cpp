// SPDX-License-Identifier: Apache-2.0
// The bandwidth is that of a copy between arrays that no cache holds, the best of some; the operations are fused multiply-adds in registers.
#include "worker/limits.h"

#include <immintrin.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <ctime>
#include <fstream>
#include <memory>
#include <sstream>
#include <thread>
#include <vector>

#include "base/files.h"
#include "base/process.h"

namespace weft::worker {
namespace {

using Clock = std::chrono::steady_clock;
constexpr size_t kLeastBytes = size_t{64} << 20;   // both arrays together
constexpr size_t kMostBytes = size_t{256} << 20;
constexpr int kRuns = 4;
constexpr time_t kSecondsKept = 24 * 3600;
constexpr int64_t kSteps = 1 << 20;

/// What this process may still take: of the machine, and of its control group.
size_t free_bytes() {
  const long pages = sysconf(_SC_AVPHYS_PAGES);
  auto available = static_cast<size_t>(std::max(pages, 0L)) * static_cast<size_t>(sysconf(_SC_PAGESIZE));
  size_t most = 0;
  size_t now = 0;
  if (std::ifstream("/sys/fs/cgroup/memory.max") >> most && std::ifstream("/sys/fs/cgroup/memory.current") >> now) {
    available = std::min(available, most > now ? most - now : 0);
  }
  return available;
}

/// Runs `work(thread)` on all threads; seconds from the first start to the last end.
template <typename Work>
double timed(uint32_t threads, const Work& work) {
  const auto begun = Clock::now();
  std::vector<std::thread> others;
  for (uint32_t thread = 1; thread < threads; ++thread) others.emplace_back([&work, thread] { work(thread); });
  work(0);
  for (std::thread& other : others) other.join();
  return std::chrono::duration<double>(Clock::now() - begun).count();
}

double copy_bandwidth(uint32_t threads, size_t bytes) {
  const size_t part = bytes / threads / 64 * 64;
  const size_t size = part * threads;
  if (size == 0) return 0;
  const std::unique_ptr<char[]> from(new char[size]);
  const std::unique_ptr<char[]> to(new char[size]);
  timed(threads, [&](uint32_t thread) {
    std::memset(from.get() + thread * part, 1, part);
    std::memset(to.get() + thread * part, 2, part);
  });
  double best = 0;
  for (int run = 0; run < kRuns; ++run) {
    const double seconds = timed(threads, [&](uint32_t thread) { std::memcpy(to.get() + thread * part, from.get() + thread * part, part); });
    best = std::max(best, 2 * static_cast<double>(size) / seconds);
  }
  return best;
}

__attribute__((target("avx512f"))) double multiply_adds_512() {
  __m512d sums[12];
  for (auto& sum : sums) sum = _mm512_set1_pd(1);
  const __m512d factor = _mm512_set1_pd(0.999999);
  for (int64_t step = 0; step < kSteps; ++step) {
#pragma GCC unroll 12
    for (auto& sum : sums) sum = _mm512_fmadd_pd(sum, factor, factor);
  }
  double result = 0;
  for (const auto& sum : sums) result += sum[0];
  return result;
}

__attribute__((target("avx2,fma"))) double multiply_adds_256() {
  __m256d sums[12];
  for (auto& sum : sums) sum = _mm256_set1_pd(1);
  const __m256d factor = _mm256_set1_pd(0.999999);
  for (int64_t step = 0; step < kSteps; ++step) {
#pragma GCC unroll 12
    for (auto& sum : sums) sum = _mm256_fmadd_pd(sum, factor, factor);
  }
  double result = 0;
  for (const auto& sum : sums) result += sum[0];
  return result;
}

double peak_flops(uint32_t threads) {
  const bool wide = __builtin_cpu_supports("avx512f");
  if (!wide && !(__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))) return 0;
  std::vector<double> sink(threads * 8);
  double best = 0;
  for (int run = 0; run < kRuns; ++run) {
    const double seconds = timed(threads, [&](uint32_t thread) { sink[thread * 8] = wide ? multiply_adds_512() : multiply_adds_256(); });
    best = std::max(best, 2.0 * 12 * (wide ? 8 : 4) * static_cast<double>(kSteps) * threads / seconds);
  }
  return best;
}

bool is_old(const std::string& path) {
  struct stat info = {};
  return stat(path.c_str(), &info) != 0 || std::time(nullptr) - info.st_mtime > kSecondsKept;
}

}  // namespace

Limits machine_limits(uint32_t threads, const std::string& directory) {
  Limits limits;
  if (directory.empty()) return limits;
  const std::string path = directory + "/limits-" + host_name() + "-" + std::to_string(threads);
  // A machine that others use too shows less than it can: the best of several days is kept.
  if (std::ifstream known(path); known >> limits.bandwidth >> limits.flops && !is_old(path)) return limits;
  const auto cache = static_cast<size_t>(std::max(sysconf(_SC_LEVEL3_CACHE_SIZE), 0L));
  const size_t bytes = std::clamp(2 * cache, kLeastBytes, kMostBytes);
  if (free_bytes() < 4 * bytes) return limits;
  limits = {std::max(limits.bandwidth, copy_bandwidth(threads, bytes / 2)), std::max(limits.flops, peak_flops(threads))};
  std::ostringstream text;
  text << limits.bandwidth << ' ' << limits.flops << '\n';
  if (!write_file_atomic(path, text.str()).ok()) return limits;  // measured again next time
  return limits;
}

}  // namespace weft::worker
