// SPDX-License-Identifier: Apache-2.0
// Indexing and sorting kernels where size, layout and threads matter; what the functions mean is compared with NumPy in
// test/differential.

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>

#include "kernels/registry.h"
#include "kernels/test_arrays.h"

namespace {

using namespace weft;
using namespace weft::kernels;
using namespace weft::kernels::testing;

struct Machine {
  memory::Pool pool{uint64_t{4} << 30};
  std::unique_ptr<engine::Engine> engine;

  explicit Machine(uint32_t threads) : engine(engine::create_engine(threads, nullptr)) {}

  Item array(const std::vector<int64_t>& shape, DType dtype, Layout layout = Layout::c) {
    return item(make_array(pool, shape, dtype, layout));
  }
  static Item item(const TypedView& view) {
    Item item;
    item.kind = wire::TypeKind::Array;
    item.dtype = view.dtype;
    item.rank = view.rank;
    item.view = view.view;
    return item;
  }
  static Item text(std::string value) {
    Item item;
    item.kind = wire::TypeKind::Str;
    item.text = std::move(value);
    return item;
  }
  static Item integer(int64_t value) {
    Item item;
    item.kind = wire::TypeKind::Int;
    item.integer = value;
    return item;
  }

  Status run(const std::string& name, const std::vector<Item>& operands, const std::vector<Wanted>& wanted,
             std::vector<Item>& results) {
    Call call({*engine, pool}, 0);
    call.operands = operands;
    call.wanted = wanted;
    const Kernel* kernel = registry().find(name);
    REQUIRE(kernel != nullptr);
    Status status;
    engine->run([&] { status = run_kernel(*kernel, call); });
    if (status.ok()) results = std::move(call.results);
    return status;
  }
};

Wanted vector_of(DType dtype, uint32_t rank = 1) { return {wire::TypeKind::Array, dtype, rank}; }

template <typename T>
T* data(const Item& item) {
  return reinterpret_cast<T*>(item.view.data);
}

void free_all(std::vector<Item> items) {
  for (const Item& item : items) memory::release(item.view.buffer);
}

}  // namespace

TEST_CASE("rows are gathered and put back in every layout") {
  for (const uint32_t threads : {1U, 3U}) {
    for (const Layout layout : {Layout::c, Layout::fortran, Layout::reversed, Layout::every_other}) {
      Machine machine(threads);
      const int64_t rows = 500;
      const int64_t columns = 37;
      const Item array = machine.array({rows, columns}, DType::Int32, layout);
      fill_random(array.array(), 3);
      const Item index = machine.array({9000}, DType::Int64);
      std::mt19937_64 random(5);
      for (int64_t i = 0; i < 9000; ++i) data<int64_t>(index)[i] = static_cast<int64_t>(random() % 1000) - 500;
      std::vector<Item> results;
      REQUIRE(machine.run("index.get", {array, Machine::text("i:"), index}, {vector_of(DType::Int32, 2)}, results).ok());
      bool same = true;
      for (int64_t i = 0; i < 9000; ++i) {
        const int64_t row = (data<int64_t>(index)[i] + rows) % rows;
        for (int64_t j = 0; j < columns; ++j) {
          same = same && read(results[0].array(), {i, j}) == read(array.array(), {row, j});
        }
      }
      CHECK(same);
      // The last value for a row stays.
      const Item target = machine.array({rows, columns}, DType::Int32, layout);
      fill_random(target.array(), 4);
      std::vector<Item> none;
      for (int64_t i = 0; i < 9000; ++i) data<int32_t>(results[0])[i * columns] = static_cast<int32_t>(i);
      REQUIRE(machine.run("index.set", {target, Machine::text("i:"), index, results[0]}, {}, none).ok());
      std::vector<double> last(static_cast<size_t>(rows), -1);
      for (int64_t i = 0; i < 9000; ++i) last[static_cast<size_t>((data<int64_t>(index)[i] + rows) % rows)] = static_cast<double>(i);
      bool kept = true;
      for (int64_t row = 0; row < rows; ++row) {
        kept = kept && (last[static_cast<size_t>(row)] < 0 || read(target.array(), {row, 0}) == last[static_cast<size_t>(row)]);
      }
      CHECK(kept);
      data<int64_t>(index)[8000] = 500;
      const Status status = machine.run("index.get", {array, Machine::text("i:"), index}, {vector_of(DType::Int32, 2)}, none);
      CHECK(status.code() == "IndexError");
      CHECK(status.message() == "index 500 is out of bounds for axis 0 with size 500");
      free_all({array, index, target, results[0]});
    }
  }
}

TEST_CASE("masks larger than a task choose in order") {
  Machine machine(3);
  const int64_t count = 300'001;
  const Item array = machine.array({count}, DType::Float64);
  const Item mask = machine.array({count}, DType::Bool);
  std::vector<double> expected;
  for (int64_t i = 0; i < count; ++i) {
    data<double>(array)[i] = static_cast<double>(i);
    data<bool>(mask)[i] = i % 3 == 0 || i % 7 == 2;
    if (data<bool>(mask)[i]) expected.push_back(static_cast<double>(i));
  }
  std::vector<Item> results;
  REQUIRE(machine.run("index.get", {array, Machine::text("b"), mask}, {vector_of(DType::Float64)}, results).ok());
  REQUIRE(results[0].view.shape[0] == static_cast<int64_t>(expected.size()));
  CHECK(std::equal(expected.begin(), expected.end(), data<double>(results[0])));
  free_all({array, mask, results[0]});
}

TEST_CASE("long lines sort the same on any number of threads") {
  for (const uint32_t threads : {1U, 2U, 5U}) {
    Machine machine(threads);
    const int64_t count = 400'003;
    const Item array = machine.array({count}, DType::Float64);
    std::mt19937_64 random(7);
    for (int64_t i = 0; i < count; ++i) {
      const uint64_t draw = random();
      data<double>(array)[i] = draw % 50 == 0   ? std::numeric_limits<double>::quiet_NaN()
                               : draw % 11 == 0 ? (draw % 2 == 0 ? 0.0 : -0.0)
                                                : static_cast<double>(static_cast<int64_t>(draw % 2001) - 1000);
    }
    std::vector<int64_t> order(static_cast<size_t>(count));
    std::iota(order.begin(), order.end(), int64_t{0});
    const double* values = data<double>(array);
    std::stable_sort(order.begin(), order.end(), [&](int64_t a, int64_t b) {
      return values[a] < values[b] || (std::isnan(values[b]) && !std::isnan(values[a]));
    });
    std::vector<Item> sorted;
    std::vector<Item> places;
    REQUIRE(machine.run("sort", {array, Machine::integer(0)}, {vector_of(DType::Float64)}, sorted).ok());
    REQUIRE(machine.run("argsort", {array, Machine::integer(0)}, {vector_of(DType::Int64)}, places).ok());
    CHECK(std::equal(order.begin(), order.end(), data<int64_t>(places[0])));
    bool same = true;
    for (int64_t i = 0; i < count; ++i) {
      const double wanted = values[order[static_cast<size_t>(i)]];
      const double found = data<double>(sorted[0])[i];
      same = same && (std::isnan(wanted) ? std::isnan(found) : wanted == found && std::signbit(wanted) == std::signbit(found));
    }
    CHECK(same);
    free_all({array, sorted[0], places[0]});
  }
}
