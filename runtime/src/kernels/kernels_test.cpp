// SPDX-License-Identifier: Apache-2.0
// Kernels against naive loops, in every memory layout. Values are small integers, so floating results are exact.

#include "kernels/kernels.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "kernels/blas.h"
#include "kernels/test_arrays.h"

namespace {

using namespace weft;
using namespace weft::kernels;
using namespace weft::kernels::testing;

using Shape = std::vector<int64_t>;

struct Fixture {
  memory::Pool pool{uint64_t{4} << 30};
  std::unique_ptr<engine::Engine> engine = engine::create_tbb_engine(3, nullptr);
  Context context{*engine, pool};
};

Shape shape_of(const TypedView& array) { return {array.view.shape, array.view.shape + array.rank}; }

/// matmul by definition, on operands of at least two axes.
double product_at(const TypedView& a, const TypedView& b, const Shape& batch, int64_t row, int64_t column) {
  const int64_t depth = a.view.shape[a.rank - 1];
  const auto index = [&](const TypedView& array, int64_t i, int64_t j) {
    if (array.rank == 1) return Shape{&array == &a ? j : i};
    Shape at;
    const size_t own = array.rank - 2;
    for (size_t axis = 0; axis < own; ++axis) {
      const int64_t here = batch[batch.size() - own + axis];
      at.push_back(array.view.shape[axis] == 1 ? 0 : here);
    }
    at.push_back(i);
    at.push_back(j);
    return at;
  };
  double sum = 0;
  for (int64_t p = 0; p < depth; ++p) {
    const double term = read(a, index(a, row, p)) * read(b, index(b, p, column));
    sum = a.dtype == DType::Bool ? static_cast<double>(sum != 0 || term != 0) : sum + term;
  }
  return wrapped(sum, a.dtype);
}

void check_matmul(Fixture& f, const Shape& a_shape, const Shape& b_shape, DType dtype, Layout a_layout, Layout b_layout,
                  const Shape& expected) {
  CAPTURE(memory::shape_text(a_shape));
  CAPTURE(memory::shape_text(b_shape));
  CAPTURE(memory::dtype_name(dtype));
  CAPTURE(static_cast<int>(a_layout));
  CAPTURE(static_cast<int>(b_layout));
  const TypedView a = make_array(f.pool, a_shape, dtype, a_layout);
  const TypedView b = make_array(f.pool, b_shape, dtype, b_layout);
  fill_random(a, 1);
  fill_random(b, 2);
  Result<TypedView> result = matmul(f.context, 0, a, b);
  REQUIRE(result.ok());
  const TypedView& c = result.value();
  f.engine->wait_all();
  REQUIRE(shape_of(c) == expected);
  int64_t wrong = 0;
  for_each_index(c, [&](const int64_t* index, std::byte* at) {
    Shape batch(index, index + c.rank);
    int64_t column = 0;
    int64_t row = 0;
    if (b_shape.size() > 1) {
      column = batch.back();
      batch.pop_back();
    }
    if (a_shape.size() > 1) {
      row = batch.back();
      batch.pop_back();
    }
    const double got = with_type(dtype, [&]<typename T>(T) { return convert<double>(*reinterpret_cast<T*>(at)); });
    if (got != product_at(a, b, batch, row, column)) ++wrong;
  });
  CHECK(wrong == 0);
  memory::release(a.view.buffer);
  memory::release(b.view.buffer);
  memory::release(c.view.buffer);
}

constexpr Layout kLayouts[] = {Layout::c, Layout::fortran, Layout::reversed, Layout::every_other};
const auto& kTypes = wire::EnumValuesDType();

}  // namespace

TEST_CASE("matmul follows NumPy's rank rules in every layout and type") {
  Fixture f;
  const struct {
    Shape a, b, out;
  } cases[] = {
      {{5}, {5}, {}},
      {{0}, {0}, {}},
      {{3, 5}, {5}, {3}},
      {{5}, {5, 4}, {4}},
      {{1, 1}, {1, 1}, {1, 1}},
      {{7, 5}, {5, 3}, {7, 3}},
      {{1, 5}, {5, 1}, {1, 1}},
      {{0, 5}, {5, 3}, {0, 3}},
      {{4, 0}, {0, 3}, {4, 3}},
      {{4, 0}, {0}, {4}},
      {{2, 3, 4}, {4, 5}, {2, 3, 5}},
      {{3, 4}, {6, 4, 5}, {6, 3, 5}},
      {{2, 1, 3, 4}, {5, 4, 2}, {2, 5, 3, 2}},
      {{2, 3, 3, 4}, {4}, {2, 3, 3}},
      {{4}, {3, 4, 2}, {3, 2}},
      {{259, 17}, {17, 11}, {259, 11}},
      {{2, 131, 9}, {9, 6}, {2, 131, 6}},
  };
  for (const DType dtype : kTypes) {
    for (const Layout a_layout : kLayouts) {
      for (const Layout b_layout : kLayouts) {
        for (const auto& test : cases) check_matmul(f, test.a, test.b, dtype, a_layout, b_layout, test.out);
      }
    }
  }
}

TEST_CASE("large products are cut into tasks and still exact") {
  Fixture f;
  for (const DType dtype : {DType::Float64, DType::Float32, DType::Int64}) {
    check_matmul(f, {517, 260}, {260, 130}, dtype, Layout::c, Layout::fortran, {517, 130});
    check_matmul(f, {100'003}, {100'003}, dtype, Layout::reversed, Layout::c, {});
    check_matmul(f, {1500, 700}, {700}, dtype, Layout::fortran, Layout::every_other, {1500});
    check_matmul(f, {700}, {700, 1500}, dtype, Layout::c, Layout::c, {1500});
  }
}

TEST_CASE("products have the same bits on every number of threads") {
  const struct {
    int64_t m, k, n;
    DType dtype;
    Layout left = Layout::c;
  } cases[] = {{300, 301, 1, DType::Float64}, {301, 300, 1, DType::Float64, Layout::fortran}, {333, 2001, 1, DType::Float32, Layout::fortran},
               {700, 333, 200, DType::Float64}, {1700, 700, 301, DType::Float64}, {1111, 401, 257, DType::Float32},
               {5000, 7, 9, DType::Float64},    {3001, 90, 60, DType::Float32}};
  for (const auto& test : cases) {
    CAPTURE(test.m);
    std::vector<std::byte> first;
    for (const uint32_t threads : {1U, 2U, 3U, 4U, 7U}) {
      CAPTURE(threads);
      memory::Pool pool(uint64_t{1} << 30);
      const auto engine = engine::create_engine(threads, nullptr);
      const TypedView a = make_array(pool, {test.m, test.k}, test.dtype, test.left);
      const TypedView b = make_array(pool, {test.k, test.n}, test.dtype, Layout::fortran);
      std::mt19937_64 random(5);
      for (const TypedView* array : {&a, &b}) {
        with_type(test.dtype, [&]<typename T>(T) {
          for_each_index(*array, [&](const int64_t*, std::byte* at) {
            *reinterpret_cast<T*>(at) = convert<T>(std::generate_canonical<double, 53>(random));
          });
        });
      }
      const TypedView c = matmul({*engine, pool}, 0, a, b).value();
      engine->wait_all();
      std::vector<std::byte> bytes(c.view.data, c.view.data + test.m * test.n * memory::item_size(test.dtype));
      if (first.empty()) first = bytes;
      CHECK((bytes == first));
      for (const TypedView* array : {&a, &b, &c}) memory::release(array->view.buffer);
    }
  }
  CHECK(blas::threads() == 1);
}

TEST_CASE("shapes that do not fit are refused in NumPy's words") {
  Fixture f;
  const auto message = [&](const Shape& a_shape, const Shape& b_shape) {
    const TypedView a = make_array(f.pool, a_shape, DType::Float64, Layout::c);
    const TypedView b = make_array(f.pool, b_shape, DType::Float64, Layout::c);
    const Status status = matmul(f.context, 0, a, b).status();
    memory::release(a.view.buffer);
    memory::release(b.view.buffer);
    CHECK(status.code() == "ValueError");
    return status.message();
  };
  CHECK(message({2, 3}, {4, 5}) ==
        "matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature (n?,k),(k,m?)->(n?,m?) "
        "(size 4 is different from 3)");
  CHECK(message({2, 3, 4}, {3, 4, 5}) ==
        "operands could not be broadcast together with remapped shapes [original->remapped]: (2,3,4)->(2,newaxis,newaxis) "
        "(3,4,5)->(3,newaxis,newaxis)  and requested shape (3,5)");
}

TEST_CASE("copy and assign convert every type in every layout") {
  Fixture f;
  for (const DType from : kTypes) {
    for (const DType to : kTypes) {
      for (const Layout layout : kLayouts) {
        for (const Shape& shape : {Shape{}, Shape{1}, Shape{7}, Shape{0, 3}, Shape{5, 1, 3}, Shape{3, 4, 2, 5}, Shape{130, 97}}) {
          const TypedView source = make_array(f.pool, shape, from, layout);
          fill_random(source, 3);
          const TypedView copied = copy(f.context, 0, source, to).value();
          const TypedView target = make_array(f.pool, shape, to, layout == Layout::c ? Layout::reversed : Layout::fortran);
          CHECK(assign(f.context, 0, copied, target).ok());
          f.engine->wait_all();
          int64_t wrong = 0;
          for_each_index(source, [&](const int64_t* index, std::byte*) {
            const Shape at(index, index + source.rank);
            const double value = read(source, at);
            const double expected = wrapped(value, to);
            if (read(copied, at) != expected || read(target, at) != expected) ++wrong;
          });
          CHECK(wrong == 0);
          for (const TypedView* array : {&source, &copied, &target}) memory::release(array->view.buffer);
        }
      }
    }
  }
}

TEST_CASE("conversions to integers are defined for every value, as NumPy's on x86") {
  CHECK(convert<int64_t>(std::nan("")) == std::numeric_limits<int64_t>::min());
  CHECK(convert<int64_t>(1e19) == std::numeric_limits<int64_t>::min());
  CHECK(convert<int64_t>(-9223372036854775808.0) == std::numeric_limits<int64_t>::min());
  CHECK(convert<int32_t>(3e9) == std::numeric_limits<int32_t>::min());
  CHECK(convert<int32_t>(2147483647.0) == 2147483647);
  CHECK(convert<bool>(std::nan("")));
}

TEST_CASE("an assignment to an overlapping view works as if its right side were copied") {
  Fixture f;
  const TypedView all = make_array(f.pool, {5000}, DType::Int64, Layout::c);
  fill_random(all, 4);
  std::vector<int64_t> expected(5000);
  std::memcpy(expected.data(), all.view.data, 40'000);
  TypedView source = all;
  TypedView target = all;
  source.view.shape[0] = target.view.shape[0] = 4990;
  target.view.data += 80;
  std::memmove(expected.data() + 10, expected.data(), 4990 * 8);
  CHECK(assign(f.context, 0, source, target).ok());
  TypedView reversed = all;
  reversed.view.data += 4999 * 8;
  reversed.view.strides[0] = -8;
  std::reverse(expected.begin(), expected.end());
  CHECK(assign(f.context, 0, reversed, all).ok());
  f.engine->wait_all();
  CHECK(std::memcmp(all.view.data, expected.data(), 40'000) == 0);
  memory::release(all.view.buffer);
}

TEST_CASE("concatenate joins along each axis") {
  Fixture f;
  for (uint32_t axis = 0; axis < 3; ++axis) {
    std::vector<TypedView> parts;
    for (int64_t n = 0; n < 3; ++n) {
      Shape shape{3, 4, 5};
      shape[axis] = n * 2;
      parts.push_back(make_array(f.pool, shape, DType::Float32, kLayouts[n]));
      fill_random(parts.back(), static_cast<uint64_t>(n));
    }
    const TypedView joined = concatenate(f.context, 0, parts, axis).value();
    f.engine->wait_all();
    CHECK(joined.view.shape[axis] == 6);
    int64_t wrong = 0;
    for_each_index(joined, [&](const int64_t* index, std::byte*) {
      Shape at(index, index + 3);
      const double value = read(joined, at);
      const size_t part = at[axis] < 2 ? 1 : 2;
      at[axis] -= part == 1 ? 0 : 2;
      if (value != read(parts[part], at)) ++wrong;
    });
    CHECK(wrong == 0);
    memory::release(joined.view.buffer);
    parts[0].view.shape[(axis + 1) % 3] += 1;
    CHECK(concatenate(f.context, 0, parts, axis).status().message().find("must match exactly, but along dimension") !=
          std::string::npos);
    for (const TypedView& part : parts) memory::release(part.view.buffer);
  }
}

TEST_CASE("cum_sum adds from first to last along each axis") {
  Fixture f;
  for (const DType dtype : {DType::Int32, DType::Int64, DType::Float32, DType::Float64, DType::UInt32, DType::Complex128}) {
    for (const Layout layout : kLayouts) {
      for (uint32_t axis = 0; axis < 3; ++axis) {
        const TypedView source = make_array(f.pool, {6, 70, 9}, dtype, layout);
        fill_random(source, axis);
        const TypedView sums = cum_sum(f.context, 0, source, axis).value();
        f.engine->wait_all();
        int64_t wrong = 0;
        for_each_index(sums, [&](const int64_t* index, std::byte*) {
          Shape at(index, index + 3);
          const double got = read(sums, at);
          double sum = 0;
          for (int64_t j = 0; j <= index[axis]; ++j) {
            at[axis] = j;
            sum += read(source, at);
          }
          if (got != sum) ++wrong;
        });
        CHECK(wrong == 0);
        memory::release(source.view.buffer);
        memory::release(sums.view.buffer);
      }
    }
  }
}

TEST_CASE("arange, linspace and eye give NumPy's elements") {
  Fixture f;
  const auto values = [&](Result<TypedView> result) {
    f.engine->wait_all();
    std::vector<double> numbers;
    const TypedView array = result.take();
    for_each_index(array, [&](const int64_t* index, std::byte*) { numbers.push_back(read(array, Shape(index, index + array.rank))); });
    memory::release(array.view.buffer);
    return numbers;
  };
  using Numbers = std::vector<double>;
  CHECK(values(arange_int(f.context, 0, 2, 11, 3, DType::Int64)) == Numbers{2, 5, 8});
  CHECK(values(arange_int(f.context, 0, 5, 0, -2, DType::Int32)) == Numbers{5, 3, 1});
  CHECK(values(arange_int(f.context, 0, 5, 5, 1, DType::Int64)).empty());
  CHECK(values(arange_int(f.context, 0, INT64_MIN, INT64_MIN + 3, 2, DType::Int64)).size() == 2);
  CHECK(values(arange_float(f.context, 0, 0, 1, 0.25, DType::Float64)) == Numbers{0, 0.25, 0.5, 0.75});
  CHECK(values(arange_float(f.context, 0, 1, 0, 0.25, DType::Float64)).empty());
  CHECK(arange_int(f.context, 0, 0, 1, 0, DType::Int64).status().code() == "ZeroDivisionError");
  CHECK(arange_int(f.context, 0, INT64_MIN, INT64_MAX, 1, DType::Int64).status().message() == "Maximum allowed size exceeded");
  CHECK(values(linspace(f.context, 0, 0, 1, 5, true, DType::Float64)) == Numbers{0, 0.25, 0.5, 0.75, 1});
  CHECK(values(linspace(f.context, 0, 0, 1, 4, false, DType::Float64)) == Numbers{0, 0.25, 0.5, 0.75});
  CHECK(values(linspace(f.context, 0, 3, 9, 1, true, DType::Float64)) == Numbers{3});
  CHECK(values(linspace(f.context, 0, 0, 0.3, 7, true, DType::Float64)).back() == 0.3);
  CHECK(linspace(f.context, 0, 0, 1, -1, true, DType::Float64).status().message() == "Number of samples, -1, must be non-negative.");
  CHECK(values(eye(f.context, 0, 2, 3, 1, DType::Float32)) == Numbers{0, 1, 0, 0, 0, 1});
  CHECK(values(eye(f.context, 0, 2, 2, -1, DType::Bool)) == Numbers{0, 0, 1, 0});
  CHECK(values(eye(f.context, 0, 2, 2, INT64_MAX, DType::Int64)) == Numbers{0, 0, 0, 0});
}

TEST_CASE("load and save services name what is wrong") {
  Fixture f;
  char directory[] = "/tmp/weft_kernels_XXXXXX";
  REQUIRE(mkdtemp(directory) != nullptr);
  const std::string path = std::string(directory) + "/a";
  const TypedView array = make_array(f.pool, {3, 2}, DType::Float32, Layout::fortran);
  fill_random(array, 1);
  CHECK(save_npy(f.context, 0, path, array).ok());
  const TypedView loaded = load_npy(f.context, 0, path + ".npy", DType::Float32, 2).value();
  CHECK(read(loaded, {2, 1}) == read(array, {2, 1}));
  const Status type = load_npy(f.context, 0, path + ".npy", DType::Float64, 1).status();
  CHECK(type.code() == "TypeError");
  CHECK(type.message() == "'" + path + ".npy' holds float32 with 2 axes, expected float64 with 1 axis");
  CHECK(load_npy(f.context, 0, path + "x", DType::Float64, 1).status().code() == "FileNotFoundError");
  memory::release(array.view.buffer);
  memory::release(loaded.view.buffer);
  unlink((path + ".npy").c_str());
  rmdir(directory);
}
