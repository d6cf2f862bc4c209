// SPDX-License-Identifier: Apache-2.0
// Errors of functions and reductions in units in the last place (ulp), against wider types: double for float32, long double for
// float64. docs/precision.md states a bound for each; WEFT_UPDATE=1 measures on large samples and rewrites its table.
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <random>
#include <sstream>

#include "compile/test_run.h"

namespace weft::compile::test {

namespace {

using wire::DType;
using Wide = long double;

enum class Range : uint8_t { all, positive, unit, above_one, small, angle };

struct Function {
  const char* name;
  Range range;
  Wide (*reference)(Wide);
};
const Function kFunctions[] = {
    {"sqrt", Range::positive, std::sqrt},   {"cbrt", Range::all, std::cbrt},         {"exp", Range::small, std::exp},
    {"exp2", Range::small, std::exp2},      {"expm1", Range::small, std::expm1},     {"log", Range::positive, std::log},
    {"log2", Range::positive, std::log2},   {"log10", Range::positive, std::log10},  {"log1p", Range::positive, std::log1p},
    {"sin", Range::angle, std::sin},        {"cos", Range::angle, std::cos},         {"tan", Range::angle, std::tan},
    {"arcsin", Range::unit, std::asin},     {"arccos", Range::unit, std::acos},      {"arctan", Range::all, std::atan},
    {"sinh", Range::small, std::sinh},      {"cosh", Range::small, std::cosh},       {"tanh", Range::small, std::tanh},
    {"arcsinh", Range::all, std::asinh},    {"arccosh", Range::above_one, std::acosh}, {"arctanh", Range::unit, std::atanh}};

struct Binary {
  const char* name;
  Wide (*reference)(Wide, Wide);
};
Wide sum_of_logs(Wide a, Wide b) { return std::max(a, b) + std::log1p(std::exp(-std::abs(a - b))); }
Wide sum_of_binary_logs(Wide a, Wide b) { return std::max(a, b) + std::log1p(std::exp2(-std::abs(a - b))) / std::log(Wide(2)); }
const Binary kBinary[] = {{"pow", std::pow}, {"arctan2", std::atan2}, {"hypot", std::hypot}, {"logaddexp", sum_of_logs},
                          {"logaddexp2", sum_of_binary_logs}};

/// Arguments over many powers of two, with a share near 1.
double argument(std::mt19937_64& random, Range range, DType dtype) {
  const double unit = std::generate_canonical<double, 53>(random);
  const double limit = dtype == DType::Float32 ? 120 : 1000;
  const double sign = random() % 2 == 0 ? 1 : -1;
  const double scaled = std::exp2(unit * 2 * limit - limit) * (1 + std::generate_canonical<double, 53>(random));
  switch (range) {
    case Range::all: return sign * (random() % 4 == 0 ? 4 * unit : scaled);
    case Range::positive: return random() % 4 == 0 ? 4 * unit : scaled;
    case Range::unit: return sign * (random() % 4 == 0 ? std::exp2(-30 * unit) : unit);
    case Range::above_one: return 1 + (random() % 4 == 0 ? unit : std::exp2(unit * 100 - 10));
    case Range::small: return sign * (random() % 2 == 0 ? 2 * unit : unit * (dtype == DType::Float32 ? 80 : 690));
    case Range::angle: return sign * (random() % 2 == 0 ? 7 * unit : std::exp2(unit * 30));
  }
  return unit;
}

double round_to(double value, DType dtype) { return dtype == DType::Float32 ? static_cast<double>(static_cast<float>(value)) : value; }

/// |got - exact| in units in the last place of the exact result.
double ulps(double got, Wide exact, DType dtype) {
  const int digits = dtype == DType::Float32 ? 24 : 53;
  const int least = dtype == DType::Float32 ? -149 : -1074;
  const Wide limit = dtype == DType::Float32 ? Wide(std::numeric_limits<float>::max()) : Wide(std::numeric_limits<double>::max());
  if (std::isnan(exact) || std::abs(exact) > limit || std::isnan(got)) return std::isnan(exact) == std::isnan(got) ? 0 : std::abs(exact) > limit ? 0 : 1e9;
  const int exponent = exact == 0 ? least : std::max(std::ilogb(exact) - digits + 1, least);
  return static_cast<double>(std::abs(Wide(got) - exact) / std::ldexp(Wide(1), exponent));
}

std::string one(const std::string& operation, const std::string& type, bool binary) {
  return "func @f(%0 a: " + type + "[n]" + (binary ? ", %1 b: " + type + "[n]" : "") + ") -> " + type + "[n] {\n  %2 = " + operation + " : " + type +
         "[n] @L1\n  return %2 @L1\n}\n";
}

double measure(const Function& function, DType dtype, const char* precision, size_t count) {
  std::mt19937_64 random(11);
  std::vector<double> items(count);
  for (double& item : items) item = round_to(argument(random, function.range, dtype), dtype);
  std::string text = one(std::string(function.name) + " %0", dtype == DType::Float32 ? "f32" : "f64", false);
  text.replace(text.find("%2"), 2, "%1");
  text.replace(text.rfind("%2"), 2, "%1");
  const auto out = run(text, {array({static_cast<int64_t>(count)}, items, dtype)}, precision);
  double worst = 0;
  for (size_t i = 0; i < count; ++i) worst = std::max(worst, ulps(out.results[0][i], function.reference(items[i]), dtype));
  return worst;
}

double measure(const Binary& function, DType dtype, const char* precision, size_t count) {
  std::mt19937_64 random(12);
  std::vector<double> a(count);
  std::vector<double> b(count);
  const bool power = std::string(function.name) == "pow";
  const bool logs = std::string(function.name).starts_with("logadd");
  for (size_t i = 0; i < count; ++i) {
    const double unit = std::generate_canonical<double, 53>(random);
    a[i] = round_to(power ? std::exp2(20 * unit - 10) : logs ? 50 * unit : argument(random, Range::small, dtype), dtype);
    b[i] = round_to(power ? 10 * std::generate_canonical<double, 53>(random) - 5 : logs ? 50 * std::generate_canonical<double, 53>(random) : argument(random, Range::small, dtype), dtype);
  }
  const auto size = static_cast<int64_t>(count);
  const auto out = run(one(std::string(function.name) + " %0, %1", dtype == DType::Float32 ? "f32" : "f64", true), {array({size}, a, dtype), array({size}, b, dtype)}, precision);
  double worst = 0;
  for (size_t i = 0; i < count; ++i) worst = std::max(worst, ulps(out.results[0][i], function.reference(a[i], b[i]), dtype));
  return worst;
}

/// Sums of numbers of one sign: no cancellation, so that the error is the summation's own.
double measure_sum(DType dtype, const char* precision, size_t count) {
  std::mt19937_64 random(13);
  std::vector<double> items(count);
  Wide exact = 0;
  for (double& item : items) {
    item = round_to(std::generate_canonical<double, 53>(random), dtype);
    exact += item;
  }
  const std::string type = dtype == DType::Float32 ? "f32" : "f64";
  const auto out = run("func @f(%0 a: " + type + "[n]) -> " + type + " {\n  %1 = sum %0 axes=[0] : " + type + " @L1\n  return %1 @L1\n}\n",
                       {array({static_cast<int64_t>(count)}, items, dtype)}, precision);
  return ulps(out.results[0][0], exact, dtype);
}

struct Row {
  std::string name;
  double values[4];  // float32 strict and fast, float64 strict and fast
};

std::vector<Row> measure_all(size_t count) {
  std::vector<Row> rows;
  const auto add = [&](const std::string& name, const auto& measured) {
    Row row{name, {}};
    for (size_t k = 0; k < 4; ++k) row.values[k] = measured(k < 2 ? DType::Float32 : DType::Float64, k % 2 == 0 ? "strict" : "fast");
    rows.push_back(row);
  };
  for (const Function& each : kFunctions) add(each.name, [&](DType dtype, const char* precision) { return measure(each, dtype, precision, count); });
  for (const Binary& each : kBinary) add(each.name, [&](DType dtype, const char* precision) { return measure(each, dtype, precision, count); });
  add("sum", [&](DType dtype, const char* precision) { return measure_sum(dtype, precision, 10 * count); });
  return rows;
}

constexpr const char* kStart = "<!-- measured -->\n";
constexpr const char* kEnd = "<!-- end -->\n";

std::string page_path() {
  const std::string here = __FILE__;
  return here.substr(0, here.rfind("/runtime/")) + "/docs/precision.md";
}

}  // namespace

TEST_CASE("functions and sums keep the bounds of docs/precision.md") {
  std::ifstream file(page_path());
  std::stringstream content;
  content << file.rdbuf();
  std::string page = content.str();
  const size_t start = page.find(kStart);
  const size_t end = page.find(kEnd);
  REQUIRE(start != std::string::npos);
  REQUIRE(end != std::string::npos);
  if (std::getenv("WEFT_UPDATE") != nullptr) {
    std::string table = "\n| operation | float32 strict | float32 fast | float64 strict | float64 fast |\n|---|---|---|---|---|\n";
    for (const Row& row : measure_all(400'000)) {
      table += "| `" + row.name + "` |";
      for (const double value : row.values) {
        char text[32];
        // Other arguments may be a little worse than those of the sample.
        std::snprintf(text, sizeof text, " %.1f |", row.name == "sqrt" ? std::ceil(value * 10) / 10
                      : row.name == "sum" ? std::max(2.0, std::ceil(value * 2) / 2) : std::ceil(value * 2 + 0.5) / 2);
        table += text;
      }
      table += "\n";
    }
    page = page.substr(0, start) + kStart + table + "\n" + page.substr(end);
    std::ofstream(page_path()) << page;
  }
  for (const Row& row : measure_all(20'000)) {
    const size_t at = page.find("| `" + row.name + "` |", start);
    REQUIRE_MESSAGE(at != std::string::npos, row.name, " has no row in docs/precision.md: run with WEFT_UPDATE=1");
    std::stringstream line(page.substr(page.find("` |", at) + 3, 200));
    for (const double value : row.values) {
      double bound = 0;
      char bar = 0;
      line >> bound >> bar;
      CHECK_MESSAGE(value <= bound, row.name, ": ", value, " ulp, the page promises ", bound);
    }
  }
}

}  // namespace weft::compile::test
