// SPDX-License-Identifier: Apache-2.0
// Reductions over every set of axes, exactness of sums, NaN, empty arrays.
#include <cmath>
#include <limits>

#include "compile/test_run.h"

namespace weft::compile::test {

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

struct Expected {
  std::vector<double> values;
  std::vector<double> places;
};

/// The plain loop, in long double.
Expected naive(const std::string& op, const Data& a, const std::vector<int>& axes) {
  std::vector<int64_t> kept;
  const auto reduced = [&](size_t axis) { return std::ranges::find(axes, static_cast<int>(axis)) != axes.end(); };
  int64_t count = 1;
  for (size_t axis = 0; axis < a.shape.size(); ++axis) if (!reduced(axis)) count *= a.shape[axis];
  std::vector<long double> sums(static_cast<size_t>(count), op == "prod" ? 1.0L : 0.0L);
  Expected out{std::vector<double>(static_cast<size_t>(count)), std::vector<double>(static_cast<size_t>(count), -1)};
  for (size_t flat = 0; flat < a.size(); ++flat) {
    int64_t rest = static_cast<int64_t>(flat);
    std::vector<int64_t> index(a.shape.size());
    for (size_t axis = a.shape.size(); axis-- > 0;) {
      index[axis] = rest % a.shape[axis];
      rest /= a.shape[axis];
    }
    int64_t at = 0;
    int64_t place = 0;
    for (size_t axis = 0; axis < a.shape.size(); ++axis) (reduced(axis) ? place : at) = (reduced(axis) ? place : at) * a.shape[axis] + index[axis];
    const auto k = static_cast<size_t>(at);
    const double x = a[flat];
    if (op == "sum") sums[k] += x;
    if (op == "prod") sums[k] *= x;
    const bool first = out.places[k] < 0;
    const bool least = op == "min" || op == "arg_min";
    const bool wins = first || (least ? x < out.values[k] : x > out.values[k]) || (x != x && out.values[k] == out.values[k]);
    if (op != "sum" && op != "prod") {
      if (wins) out.values[k] = x;
    }
    if (wins) out.places[k] = static_cast<double>(place);
  }
  if (op == "sum" || op == "prod") for (size_t k = 0; k < sums.size(); ++k) out.values[k] = static_cast<double>(sums[k]);
  return out;
}

void check(const std::string& op, const Data& a, const std::vector<int>& axes, bool keepdims) {
  const char* names[] = {"n", "m", "p"};
  std::string in;
  std::string out;
  std::string list;
  for (size_t axis = 0; axis < a.shape.size(); ++axis) {
    in += std::string(axis ? "," : "") + names[axis];
    const bool reduced = std::ranges::find(axes, static_cast<int>(axis)) != axes.end();
    if (!reduced || keepdims) out += std::string(out.empty() ? "" : ",") + (reduced ? "1" : names[axis]);
  }
  for (const int axis : axes) list += (list.empty() ? "" : ", ") + std::to_string(axis);
  const bool arg = op.starts_with("arg");
  const std::string type = std::string(arg ? "i64" : "f64") + (out.empty() ? "" : "[" + out + "]");
  const auto got = run("func @f(%0 a: f64[" + in + "]) -> " + type + " {\n  %1 = " + op + " %0 axes=[" + list + "]" +
                       (keepdims ? " keepdims" : "") + " : " + type + " @L1\n  return %1 @L1\n}\n", {a});
  REQUIRE_MESSAGE(got.error.kind.empty(), got.error.message);
  const Expected expected = naive(op, a, axes);
  const auto& wanted = arg ? expected.places : expected.values;
  REQUIRE(got.results[0].size() == wanted.size());
  for (size_t k = 0; k < wanted.size(); ++k) {
    const double x = got.results[0][k];
    const bool same = std::isnan(wanted[k]) ? std::isnan(x) : op == "sum" || op == "prod" ? std::abs(x - wanted[k]) <= 2e-15 * std::abs(wanted[k]) * 8 : x == wanted[k];
    CHECK_MESSAGE(same, op, " axes ", list, " at ", k, ": ", x, " is not ", wanted[k]);
    if (!same) return;
  }
}

}  // namespace

TEST_CASE("every set of axes, small and large, C and Fortran order") {
  const std::vector<std::vector<int>> sets = {{0}, {1}, {2}, {0, 1}, {1, 2}, {0, 2}, {0, 1, 2}};
  for (const auto& shape : std::vector<std::vector<int64_t>>{{3, 40, 50}, {60, 2, 70}, {90, 33, 3}, {1, 700, 1}, {3, 5, 24}, {40, 41, 42}}) {
    for (const bool fortran : {false, true}) {
      Data a = ramp(shape, 0.001, 0.75);
      a.fortran = fortran;
      for (const auto& axes : sets) {
        for (const char* op : {"sum", "max", "min"}) check(op, a, axes, axes.size() == 2);
      }
      check("arg_max", a, {1}, false);
      check("arg_min", a, {2}, false);
      check("arg_min", a, {0}, false);
      check("arg_max", a, {0, 1, 2}, false);
      check("prod", a, {1}, true);
    }
  }
}

TEST_CASE("large sums are exact to the last digits and equal on any number of threads") {
  const Data big = ramp({3'000'000}, 0.1, 0.3);
  check("sum", big, {0}, false);
  check("arg_max", big, {0}, false);
  const Data tall = ramp({200'000, 3}, 0.1, 0.3);
  check("sum", tall, {0}, false);
  check("sum", tall, {1}, false);
  const Data wide = ramp({30, 40'000}, 0.1, 0.3);
  check("sum", wide, {0}, false);
  check("sum", wide, {1}, false);
  check("max", wide, {0}, false);
}

TEST_CASE("NaN wins, first occurrence, infinities") {
  Data a = ramp({5000});
  a.items[4000] = kNan;
  a.items[4500] = kNan;
  check("max", a, {0}, false);
  check("min", a, {0}, false);
  check("arg_max", a, {0}, false);
  check("arg_min", a, {0}, false);
  Data flat = array({100}, std::vector<double>(100, std::numeric_limits<double>::infinity()));
  check("arg_min", flat, {0}, false);
  check("min", flat, {0}, false);
  Data rows = ramp({300, 7});
  rows.items[7 * 5 + 3] = kNan;
  check("arg_max", rows, {1}, false);
  check("arg_min", rows, {0}, false);
}

TEST_CASE("reductions absorb what they reduce") {
  const Data a = ramp({1000}, 0.01, 1);
  const auto out = run(R"(func @f(%0 a: f64[n]) -> f64, b1, i64 {
  %1 = mul %0, %0 : f64[n] @L1
  %2 = sum %1 axes=[0] : f64 @L1
  %3 = const 5.0 : f64 @L2
  %4 = less %0, %3 : b1[n] @L2
  %5 = any %4 axes=[0] : b1 @L2
  %6 = cast %4 : i64[n] @L3
  %7 = sum %6 axes=[0] : i64 @L3
  return %2, %5, %7 @L4
}
)", {a});
  long double sum = 0;
  double below = 0;
  for (const double x : a.items) {
    sum += static_cast<long double>(x) * x;
    below += x < 5.0 ? 1 : 0;
  }
  CHECK(std::abs(out.results[0][0] - static_cast<double>(sum)) < 1e-12 * static_cast<double>(sum));
  CHECK(out.results[1][0] == 1);
  CHECK(out.results[2][0] == below);
  CHECK(out.sites.size() == 3);
}

/// Products in NumPy's order, bit for bit: along the axes of long strides first.
template <typename T>
void check_products(const Data& a, const std::vector<int>& axes, bool computed, const char* dtype) {
  std::string in;
  std::string kept;
  std::string list;
  std::vector<size_t> order;  // kept axes, then reduced ones
  const auto reduced = [&](size_t axis) { return std::ranges::find(axes, static_cast<int>(axis)) != axes.end(); };
  for (size_t axis = 0; axis < a.shape.size(); ++axis) {
    const std::string name(1, static_cast<char>('n' + axis));
    in += (axis ? "," : "") + name;
    if (reduced(axis)) continue;
    kept += (kept.empty() ? "" : ",") + name;
    order.push_back(axis);
  }
  for (const int axis : axes) list += (list.empty() ? "" : ", ") + std::to_string(axis);
  const bool backwards = a.fortran && !computed;  // results of operations are in C order
  for (size_t k = 0; k < axes.size(); ++k) order.push_back(static_cast<size_t>(axes[backwards ? axes.size() - 1 - k : k]));
  const std::string element = dtype;
  const std::string type = element + (kept.empty() ? "" : "[" + kept + "]");
  const std::string source = computed ? "  %1 = neg %0 : " + element + "[" + in + "] @L1\n  %2 = prod %1" : "  %2 = prod %0";
  std::string text = source + " axes=[" + list + "] : " + type + " @L1\n  return %2 @L1\n}\n";
  if (!computed) for (size_t at = text.find("%2"); at != std::string::npos; at = text.find("%2")) text[at + 1] = '1';
  const auto got = run("func @f(%0 a: " + element + "[" + in + "]) -> " + type + " {\n" + text, {a});
  REQUIRE_MESSAGE(got.error.kind.empty(), got.error.message);
  int64_t length = 1;
  for (const int axis : axes) length *= a.shape[static_cast<size_t>(axis)];
  const auto lines = static_cast<int64_t>(a.size()) / length;
  for (int64_t line = 0; line < lines; ++line) {
    T product = 1;
    for (int64_t k = 0; k < length; ++k) {
      int64_t rest = line * length + k;
      std::vector<int64_t> index(a.shape.size());
      for (size_t place = order.size(); place-- > 0;) {
        index[order[place]] = rest % a.shape[order[place]];
        rest /= a.shape[order[place]];
      }
      size_t flat = 0;
      for (size_t axis = 0; axis < a.shape.size(); ++axis) flat = flat * static_cast<size_t>(a.shape[axis]) + static_cast<size_t>(index[axis]);
      const T x = static_cast<T>(a[flat]);
      product *= computed ? -x : x;
    }
    const auto made = static_cast<T>(got.results[0][static_cast<size_t>(line)]);
    const bool same = std::isnan(product) ? std::isnan(made) : made == product && std::signbit(made) == std::signbit(product);
    CHECK_MESSAGE(same, dtype, " axes ", list, " line ", line, ": ", made, " is not ", product);
    if (!same) return;
  }
}

TEST_CASE("products keep NumPy's order") {
  const std::vector<std::vector<int>> sets = {{0}, {1}, {2}, {0, 1}, {1, 2}, {0, 2}, {0, 1, 2}};
  for (const auto& shape : std::vector<std::vector<int64_t>>{{3, 40, 50}, {19, 33, 3}, {41, 1, 520}}) {
    for (int layout = 0; layout < 3; ++layout) {
      for (const auto& axes : sets) {
        for (const bool computed : {false, true}) {
          // The second leaves the range of numbers in the middle, where zeros follow.
          const bool leaves = (axes[0] + layout) % 2 == 1;
          Data a = ramp(shape, leaves ? 1e6 : 0.002, leaves ? 0 : 0.1);
          a.fortran = layout == 1;
          a.reversed = layout == 2;
          if (computed) {
            check_products<double>(a, axes, computed, "f64");
            continue;
          }
          a.dtype = wire::DType::Float32;
          for (double& x : a.items) x = static_cast<double>(static_cast<float>(x));
          check_products<float>(a, axes, computed, "f32");
        }
      }
    }
  }
}

TEST_CASE("complex products keep NumPy's order") {
  Data a = ramp({37, 300}, 0.001, 0.3);
  a.dtype = wire::DType::Complex128;
  for (size_t k = 0; k < a.size(); ++k) a.imaginary.push_back(static_cast<double>((k * 104729) % 997) / 700 - 0.7);
  for (const bool rows : {true, false}) {
    const std::string type = rows ? "c128[n]" : "c128[m]";
    const auto got = run("func @f(%0 a: c128[n,m]) -> " + type + " {\n  %1 = prod %0 axes=[" + (rows ? "1" : "0") + "] : " + type +
                         " @L1\n  return %1 @L1\n}\n", {a});
    for (size_t line = 0; line < got.results[0].size(); ++line) {
      double real = 1;
      double imaginary = 0;
      for (size_t k = 0; k < (rows ? 300U : 37U); ++k) {
        const size_t at = rows ? line * 300 + k : k * 300 + line;
        const double next = real * a[at] - imaginary * a.imaginary[at];
        imaginary = real * a.imaginary[at] + imaginary * a[at];
        real = next;
      }
      CHECK(got.results[0][line] == real);
      CHECK(got.results[0].imaginary[line] == imaginary);
    }
  }
}

TEST_CASE("empty reductions") {
  const auto text = [](const char* op, const char* type) {
    return std::string("func @f(%0 a: f64[n,m]) -> ") + type + " {\n  %1 = " + op + " %0 axes=[0] : " + type + " @L1\n  return %1 @L1\n}\n";
  };
  CHECK(run(text("max", "f64[m]"), {ramp({0, 3})}).error.message == "zero-size array to reduction operation maximum which has no identity");
  CHECK(run(text("arg_min", "i64[m]"), {ramp({0, 3})}).error.message == "attempt to get argmin of an empty sequence");
  const auto sum = run(text("sum", "f64[m]"), {ramp({0, 3})});
  CHECK(sum.results[0].items == std::vector<double>{0, 0, 0});
  CHECK(run(text("max", "f64[m]"), {ramp({3, 0})}).results[0].shape == std::vector<int64_t>{0});
}

}  // namespace weft::compile::test
