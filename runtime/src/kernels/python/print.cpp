// SPDX-License-Identifier: Apache-2.0
// What a program says and raises: `print`, `format`, `raise`, and small operations on text; and the clocks of `time`.
#include <chrono>
#include <ctime>

#include "kernels/python/text.h"

namespace weft::kernels {

namespace {

Status format(Call& call) {
  auto text = fill_template(call.text(0), call.operands.subspan(1));
  if (!text.ok()) return text.status();
  call.give_text(text.take());
  return {};
}

Status print(Call& call) {
  auto text = fill_template(call.text(0), call.operands.subspan(1));
  if (!text.ok()) return text.status();
  if (call.log != nullptr) *call.log += text.value();
  return {};
}

/// Precision, threshold, items at the edges, width of a line, and whether small numbers are written without exponents; what is
/// negative stays as it is.
Status set_print_options(Call& call) {
  PrintOptions& options = print_options();
  if (call.integer(0) >= 0) options.precision = static_cast<int>(std::min<int64_t>(call.integer(0), 300));
  if (call.integer(1) >= 0) options.threshold = call.integer(1);
  if (call.integer(2) >= 0) options.edge_items = call.integer(2);
  if (call.integer(3) >= 0) options.line_width = static_cast<size_t>(call.integer(3));
  if (call.integer(4) >= 0) options.suppress = call.integer(4) != 0;
  return {};
}

Status raise(Call& call) { return Status(call.text(0), call.text(1)); }

Status length(Call& call) {
  call.give_int(static_cast<int64_t>(code_points(call.text(0))));
  return {};
}

/// UTF-8 sorts as code points do.
Status compare(Call& call) {
  const int order = call.text(0).compare(call.text(1));
  call.give_int(order < 0 ? -1 : order > 0 ? 1 : 0);
  return {};
}

Status contains(Call& call) {
  call.give_int(call.text(1).find(call.text(0)) != std::string::npos ? 1 : 0);
  return {};
}

Status repeat(Call& call) {
  const int64_t count = std::max<int64_t>(0, call.integer(1));
  const std::string& text = call.text(0);
  if (!text.empty() && static_cast<uint64_t>(count) > (uint64_t{1} << 30) / text.size()) return Status("MemoryError", "");
  std::string result;
  for (int64_t i = 0; i < count; ++i) result += text;
  call.give_text(std::move(result));
  return {};
}

template <typename Clock>
Status seconds(Call& call) {
  call.give_float(std::chrono::duration<double>(Clock::now().time_since_epoch()).count());
  return {};
}

Status processor_seconds(Call& call) {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  call.give_float(static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9);
  return {};
}

}  // namespace

void register_print(Registry& registry) {
  registry.add("format", format);
  registry.add("print", print);
  registry.add("raise", raise);
  registry.add("set_printoptions", set_print_options);
  registry.add("text.len", length);
  registry.add("text.compare", compare);
  registry.add("text.contains", contains);
  registry.add("text.repeat", repeat);
  registry.add("time.time", seconds<std::chrono::system_clock>);
  registry.add("time.perf_counter", seconds<std::chrono::steady_clock>);
  registry.add("time.monotonic", seconds<std::chrono::steady_clock>);
  registry.add("time.process_time", processor_seconds);
}

}  // namespace weft::kernels
