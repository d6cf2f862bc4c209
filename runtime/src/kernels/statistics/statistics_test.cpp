// SPDX-License-Identifier: Apache-2.0
// Statistics kernels on one and on several threads, and what Debian's NumPy cannot tell: the methods and messages of NumPy 2.
// Values over element types, shapes and layouts are compared with NumPy in test/differential.

#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <numeric>

#include "kernels/registry.h"
#include "kernels/test_arrays.h"

namespace {

using namespace weft;
using namespace weft::kernels;
using namespace weft::kernels::testing;

struct Machine {
  memory::Pool pool{uint64_t{1} << 30};
  std::unique_ptr<engine::Engine> engine;

  explicit Machine(uint32_t threads) : engine(engine::create_engine(threads, nullptr)) {}

  Item random(const std::vector<int64_t>& shape, uint64_t seed) {
    const TypedView view = make_array(pool, shape, DType::Float64, Layout::c);
    fill_random(view, seed);
    return array(view);
  }
  Item numbers(const std::vector<double>& values) {
    const TypedView view = make_array(pool, {static_cast<int64_t>(values.size())}, DType::Float64, Layout::c);
    std::copy(values.begin(), values.end(), reinterpret_cast<double*>(view.view.data));
    return array(view);
  }
  static Item array(const TypedView& view) {
    Item item;
    item.kind = wire::TypeKind::Array;
    item.dtype = view.dtype;
    item.rank = view.rank;
    item.view = view.view;
    return item;
  }

  /// The elements of the first result, as doubles; the operands are released.
  std::vector<double> run(const std::string& name, std::vector<Item> operands, const Wanted& wanted) {
    Call call({*engine, pool}, 0);
    call.operands = operands;
    call.wanted = std::span(&wanted, 1);
    const Kernel* kernel = registry().find(name);
    REQUIRE(kernel != nullptr);
    engine->run([&] { status = run_kernel(*kernel, call); });
    std::vector<double> values;
    for (const Item& result : call.results) {
      if (!status.ok() || !result.is_array()) continue;
      for_each_index(result.array(), [&](const int64_t*, std::byte* at) { values.push_back(*reinterpret_cast<double*>(at)); });
      memory::release(result.view.buffer);
    }
    for (const Item& operand : operands) {
      if (operand.is_array()) memory::release(operand.view.buffer);
    }
    return values;
  }

  Status status;
};

Item text(std::string value) {
  Item item;
  item.kind = wire::TypeKind::Str;
  item.text = std::move(value);
  return item;
}

Item integer(int64_t value) {
  Item item;
  item.kind = wire::TypeKind::Int;
  item.integer = value;
  return item;
}

constexpr Wanted kVector{wire::TypeKind::Array, DType::Float64, 1};

std::vector<double> quantiles(Machine& machine, const std::string& method, const std::vector<double>& data, std::vector<double> q) {
  return machine.run("quantile", {machine.numbers(data), machine.numbers(q), text(method), integer(0), integer(0), text("range")},
                     kVector);
}

}  // namespace

TEST_CASE("statistics do not depend on the number of threads") {
  std::vector<std::vector<double>> first;
  for (const uint32_t threads : {1U, 3U}) {
    Machine machine(threads);
    std::vector<std::vector<double>> all;
    all.push_back(machine.run("median", {machine.random({3000, 31}, 1), integer(0), integer(0), integer(1)}, kVector));
    all.push_back(machine.run("correlate", {machine.random({9000}, 2), machine.random({301}, 3), text("same"), integer(1)}, kVector));
    all.push_back(machine.run("gradient", {machine.random({70000}, 4), integer(0), integer(2), integer(1)}, kVector));
    all.push_back(machine.run("cumprod", {machine.random({5000}, 5), integer(0)}, kVector));
    if (first.empty()) first = all;
    for (size_t i = 0; i < all.size(); ++i) {
      REQUIRE(all[i].size() == first[i].size());
      CHECK(std::memcmp(all[i].data(), first[i].data(), all[i].size() * sizeof(double)) == 0);
    }
  }
}

TEST_CASE("quantiles by the methods of NumPy 2") {
  Machine machine(1);
  const std::vector<double> data = {5, 1, 4, 2, 3, 6};
  // Of two neighbours as near, the one whose place counts even from 1.
  CHECK(quantiles(machine, "closest_observation", data, {0, 0.25, 0.5, 0.75, 1}) == std::vector<double>{1, 2, 3, 4, 6});
  CHECK(quantiles(machine, "inverted_cdf", data, {0, 0.25, 0.5, 1}) == std::vector<double>{1, 2, 3, 6});
  CHECK(quantiles(machine, "averaged_inverted_cdf", data, {0, 0.5, 1}) == std::vector<double>{1, 3.5, 6});
  CHECK(quantiles(machine, "linear", data, {0.1, 0.5}) == std::vector<double>{1.5, 3.5});
  CHECK(quantiles(machine, "linear", data, {1.5}).empty());
  CHECK(machine.status.code() == "ValueError");
  CHECK(quantiles(machine, "linear", {}, {0.5}).empty());
  CHECK(machine.status.message() == "index -1 is out of bounds for axis 0 with size 0");
}

TEST_CASE("NaN wins a median, and is left out of a nanmedian") {
  Machine machine(1);
  const std::vector<double> data = {3, std::nan(""), 1, 2, 10, 4};
  Wanted number{wire::TypeKind::Array, DType::Float64, 1};
  const auto median = [&](int64_t ignores) {
    return machine.run("median", {machine.numbers(data), integer(ignores), integer(1)}, number);
  };
  CHECK(std::isnan(median(0).at(0)));
  CHECK(median(1) == std::vector<double>{3});
}

TEST_CASE("padding refuses what NumPy refuses") {
  Machine machine(1);
  const auto pad = [&](const std::vector<double>& data, const char* mode, int64_t before) {
    return machine.run("pad", {machine.numbers(data), text(mode), integer(0), integer(before), integer(1), integer(7), integer(8)},
                       kVector);
  };
  CHECK(pad({1, 2}, "constant", 2) == std::vector<double>{7, 7, 1, 2, 8});
  CHECK(pad({}, "edge", 1).empty());
  CHECK(machine.status.message() == "can't extend empty axis 0 using modes other than 'constant' or 'empty'");
  CHECK(pad({1}, "wrap", -1).empty());
  CHECK(machine.status.message() == "index can't contain negative values");
}
