// SPDX-License-Identifier: Apache-2.0
// Every element type against plain loops: arithmetic, comparisons, casts, reductions; arrays of 5 to 8 axes.
#include <cmath>
#include <numeric>
#include <random>

#include "compile/test_run.h"
#include "graph/types.h"

namespace weft::compile::test {

namespace {

using wire::DType;

std::string text(DType dtype) { return std::string(graph::dtype_text(dtype)); }

/// Elements of every kind: the whole range, small numbers, limits; for floats zeros of both signs, infinities and NaN.
template <typename T>
std::vector<T> elements(size_t count, uint64_t seed, bool finite = false) {
  std::mt19937_64 random(seed);
  std::vector<T> values(count);
  const auto real = [&]() -> double {
    const double special[] = {0.0, -0.0, 1, -1, 0.5, INFINITY, -INFINITY, NAN};
    if (random() % 8 == 0) return special[random() % (finite ? 5 : 8)];
    return std::generate_canonical<double, 53>(random) * 200 - 100;
  };
  for (size_t index = 0; index < count; ++index) {
    T value{};
    if constexpr (kernels::is_complex<T>) {
      using Part = typename T::value_type;
      const Part first = static_cast<Part>(real());
      value = T(first, static_cast<Part>(real()));
    } else if constexpr (std::is_floating_point_v<T>) {
      value = static_cast<T>(real());
    } else if constexpr (std::is_same_v<T, bool>) {
      value = random() % 2 == 0;
    } else {
      const T special[] = {std::numeric_limits<T>::min(), std::numeric_limits<T>::max(), 0, 1, static_cast<T>(-1), 7};
      const uint64_t choice = random() % 4;
      value = choice == 0 ? special[random() % 6] : static_cast<T>(choice == 1 ? random() % 12 : random());
    }
    values[index] = value;
  }
  return values;
}

template <typename T>
Data data_of(const std::vector<T>& values, std::vector<int64_t> shape, DType dtype) {
  Data data = array(std::move(shape), std::vector<double>(values.size()), dtype);
  data.bytes.resize(values.size() * sizeof(T));
  for (size_t i = 0; i < values.size(); ++i) {
    const T value = values[i];
    std::memcpy(data.bytes.data() + i * sizeof(T), &value, sizeof value);
  }
  return data;
}

template <typename T>
bool same(T a, T b) {
  if constexpr (kernels::is_complex<T>) return same(a.real(), b.real()) && same(a.imag(), b.imag());
  else if constexpr (std::is_floating_point_v<T>) return (a == b && std::signbit(a) == std::signbit(b)) || (a != a && b != b);
  else return a == b;
}

/// A program that gives every one of `lines` (operation and result's element type) of two arrays.
std::string program(DType dtype, const std::vector<std::pair<std::string, DType>>& lines, const std::string& dims = "n") {
  std::string types;
  std::string body;
  std::string names;
  for (size_t i = 0; i < lines.size(); ++i) {
    const std::string type = text(lines[i].second) + "[" + dims + "]";
    types += (i ? ", " : "") + type;
    names += (i ? ", %" : "%") + std::to_string(i + 2);
    body += "  %" + std::to_string(i + 2) + " = " + lines[i].first + " : " + type + " @L1\n";
  }
  const std::string in = text(dtype) + "[" + dims + "]";
  return "func @f(%0 a: " + in + ", %1 b: " + in + ") -> " + types + " {\n" + body + "  return " + names + " @L2\n}\n";
}

template <typename T>
struct Case {
  std::string operation;
  DType result;
  std::function<std::vector<uint8_t>(T, T)> reference;
};

template <typename R>
std::vector<uint8_t> raw(R value) {
  std::vector<uint8_t> bytes(sizeof value);
  std::memcpy(bytes.data(), &value, sizeof value);
  return bytes;
}

template <typename T>
void check_cases(DType dtype, const std::vector<Case<T>>& cases) {
  const auto a = elements<T>(700, 1);
  const auto b = elements<T>(700, 2);
  std::vector<std::pair<std::string, DType>> lines;
  for (const auto& each : cases) lines.emplace_back(each.operation, each.result);
  const auto out = run(program(dtype, lines), {data_of(a, {700}, dtype), data_of(b, {700}, dtype)});
  REQUIRE_MESSAGE(out.error.kind.empty(), out.error.message);
  for (size_t k = 0; k < cases.size(); ++k) {
    int64_t wrong = 0;
    kernels::with_type(cases[k].result, [&]<typename R>(R) {
      for (size_t i = 0; i < a.size(); ++i) {
        R got;
        R expected;
        std::memcpy(static_cast<void*>(&got), out.results[k].bytes.data() + i * sizeof(R), sizeof(R));
        const auto bytes = cases[k].reference(a[i], b[i]);
        std::memcpy(static_cast<void*>(&expected), bytes.data(), sizeof(R));
        wrong += same(got, expected) ? 0 : 1;
      }
    });
    CHECK_MESSAGE(wrong == 0, cases[k].operation, " of ", text(dtype), ": ", wrong, " of 700 differ");
  }
}

template <typename T>
T floor_quotient(T a, T b) {
  if (b == 0) return 0;
  if constexpr (std::is_signed_v<T>) {
    if (b == -1) return static_cast<T>(0 - static_cast<kernels::Wrapping<T>>(a));
  }
  const T quotient = static_cast<T>(a / b);
  return static_cast<T>(quotient - ((a % b != 0 && ((a % b < 0) != (b < 0))) ? 1 : 0));
}

template <typename T>
std::vector<Case<T>> integer_cases(DType dtype) {
  using W = kernels::Wrapping<T>;
  const auto value = [](auto function) { return [function](T a, T b) { return raw(static_cast<T>(function(a, b))); }; };
  const auto truth = [](auto function) { return [function](T a, T b) { return raw<bool>(function(a, b)); }; };
  const auto rest = [](T a, T b) { return b == 0 || (std::is_signed_v<T> && b == static_cast<T>(-1)) ? T(0) : static_cast<T>(a % b); };
  const auto size = [](T x) { return static_cast<W>(std::is_signed_v<T> && x < 0 ? W(0) - static_cast<W>(x) : static_cast<W>(x)); };
  const auto shifts = [](T b) { return static_cast<std::make_unsigned_t<T>>(b) < 8 * sizeof(T); };
  return {
      {"add %0, %1", dtype, value([](T a, T b) { return static_cast<W>(a) + static_cast<W>(b); })},
      {"sub %0, %1", dtype, value([](T a, T b) { return static_cast<W>(a) - static_cast<W>(b); })},
      {"mul %0, %1", dtype, value([](T a, T b) { return static_cast<W>(a) * static_cast<W>(b); })},
      {"floor_div %0, %1", dtype, value(floor_quotient<T>)},
      {"mod %0, %1", dtype, value([=](T a, T b) { const T r = rest(a, b); return static_cast<T>(r != 0 && ((r < 0) != (b < 0)) ? r + b : r); })},
      {"fmod %0, %1", dtype, value(rest)},
      {"bit_and %0, %1", dtype, value([](T a, T b) { return a & b; })},
      {"bit_xor %0, %1", dtype, value([](T a, T b) { return a ^ b; })},
      {"shift_left %0, %1", dtype, value([=](T a, T b) { return shifts(b) ? static_cast<W>(a) << static_cast<W>(b) : W(0); })},
      {"shift_right %0, %1", dtype, value([=](T a, T b) { return shifts(b) ? a >> b : (a < 0 ? T(-1) : T(0)); })},
      {"gcd %0, %1", dtype, value([=](T a, T b) {
         const auto small = [&](T x) { return static_cast<std::make_unsigned_t<T>>(size(x)); };
         return std::gcd(static_cast<uint64_t>(small(a)), static_cast<uint64_t>(small(b)));
       })},
      {"minimum %0, %1", dtype, value([](T a, T b) { return a < b ? a : b; })},
      {"maximum %0, %1", dtype, value([](T a, T b) { return a > b ? a : b; })},
      {"neg %0", dtype, value([](T a, T) { return W(0) - static_cast<W>(a); })},
      {"abs %0", dtype, value([=](T a, T) { return size(a); })},
      {"sign %0", dtype, value([](T a, T) { return (a > 0 ? 1 : 0) - (a < 0 ? 1 : 0); })},
      {"invert %0", dtype, value([](T a, T) { return ~a; })},
      {"less %0, %1", DType::Bool, truth([](T a, T b) { return a < b; })},
      {"greater_equal %0, %1", DType::Bool, truth([](T a, T b) { return a >= b; })},
      {"equal %0, %1", DType::Bool, truth([](T a, T b) { return a == b; })},
  };
}

template <typename T>
std::vector<Case<T>> float_cases(DType dtype) {
  const auto value = [](auto function) { return [function](T a, T b) { return raw<T>(function(a, b)); }; };
  const auto truth = [](auto function) { return [function](T a, T b) { return raw<bool>(function(a, b)); }; };
  return {
      {"add %0, %1", dtype, value([](T a, T b) { return a + b; })},
      {"sub %0, %1", dtype, value([](T a, T b) { return a - b; })},
      {"mul %0, %1", dtype, value([](T a, T b) { return a * b; })},
      {"div %0, %1", dtype, value([](T a, T b) { return a / b; })},
      {"sqrt %0", dtype, value([](T a, T) { return std::sqrt(a); })},
      {"fmod %0, %1", dtype, value([](T a, T b) { return std::fmod(a, b); })},
      {"nextafter %0, %1", dtype, value([](T a, T b) { return std::nextafter(a, b); })},
      {"copysign %0, %1", dtype, value([](T a, T b) { return std::copysign(a, b); })},
      {"rint %0", dtype, value([](T a, T) { return std::nearbyint(a); })},
      {"signbit %0", DType::Bool, truth([](T a, T) { return std::signbit(a); })},
      {"is_nan %0", DType::Bool, truth([](T a, T) { return a != a; })},
      {"is_finite %0", DType::Bool, truth([](T a, T) { return std::isfinite(a); })},
      {"less %0, %1", DType::Bool, truth([](T a, T b) { return a < b; })},
      {"not_equal %0, %1", DType::Bool, truth([](T a, T b) { return a != b; })},
  };
}

template <typename T>
T plain_product(T a, T b) { return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()}; }

template <typename T>
T smith(T a, T b) {
  using P = typename T::value_type;
  if (std::abs(b.real()) >= std::abs(b.imag())) {
    if (b.real() == 0 && b.imag() == 0) return {a.real() / std::abs(b.real()), a.imag() / std::abs(b.real())};
    const P ratio = b.imag() / b.real();
    const P scale = P(1) / (b.real() + b.imag() * ratio);
    return {(a.real() + a.imag() * ratio) * scale, (a.imag() - a.real() * ratio) * scale};
  }
  const P ratio = b.real() / b.imag();
  const P scale = P(1) / (b.imag() + b.real() * ratio);
  return {(a.real() * ratio + a.imag()) * scale, (a.imag() * ratio - a.real()) * scale};
}

template <typename T>
bool comes_after(T a, T b) {
  return (a.real() > b.real() && a.imag() == a.imag() && b.imag() == b.imag()) || (a.real() == b.real() && a.imag() > b.imag());
}

template <typename T>
std::vector<Case<T>> complex_cases(DType dtype) {
  using P = typename T::value_type;
  const DType part = dtype == DType::Complex64 ? DType::Float32 : DType::Float64;
  const auto value = [](auto function) { return [function](T a, T b) { return raw<T>(function(a, b)); }; };
  const auto real = [](auto function) { return [function](T a, T b) { return raw<P>(function(a, b)); }; };
  const auto truth = [](auto function) { return [function](T a, T b) { return raw<bool>(function(a, b)); }; };
  return {
      {"add %0, %1", dtype, value([](T a, T b) { return T(a.real() + b.real(), a.imag() + b.imag()); })},
      {"sub %0, %1", dtype, value([](T a, T b) { return T(a.real() - b.real(), a.imag() - b.imag()); })},
      {"mul %0, %1", dtype, value(plain_product<T>)},
      {"div %0, %1", dtype, value(smith<T>)},
      {"conj %0", dtype, value([](T a, T) { return T(a.real(), -a.imag()); })},
      {"sqrt %0", dtype, value([](T a, T) { return std::sqrt(a); })},
      {"exp %0", dtype, value([](T a, T) { return std::exp(a); })},
      {"log %0", dtype, value([](T a, T) { return std::log(a); })},
      {"real %0", part, real([](T a, T) { return a.real(); })},
      {"imag %0", part, real([](T a, T) { return a.imag(); })},
      {"is_nan %0", DType::Bool, truth([](T a, T) { return a.real() != a.real() || a.imag() != a.imag(); })},
      {"greater %0, %1", DType::Bool, truth(comes_after<T>)},
      {"less %0, %1", DType::Bool, truth([](T a, T b) { return comes_after(b, a); })},
      {"equal %0, %1", DType::Bool, truth([](T a, T b) { return a == b; })},
  };
}

}  // namespace

TEST_CASE("elementwise operations of every element type") {
  for (const DType dtype : wire::EnumValuesDType()) {
    kernels::with_type(dtype, [&]<typename T>(T) {
      if constexpr (kernels::is_complex<T>) check_cases<T>(dtype, complex_cases<T>(dtype));
      else if constexpr (std::is_floating_point_v<T>) check_cases<T>(dtype, float_cases<T>(dtype));
      else if constexpr (!std::is_same_v<T, bool>) check_cases<T>(dtype, integer_cases<T>(dtype));
    });
  }
}

TEST_CASE("casts between all element types") {
  for (const DType dtype : wire::EnumValuesDType()) {
    kernels::with_type(dtype, [&]<typename T>(T) {
      std::vector<Case<T>> cases;
      for (const DType to : wire::EnumValuesDType()) {
        const auto reference = kernels::with_type(to, [&]<typename R>(R) -> std::function<std::vector<uint8_t>(T, T)> {
          return [](T a, T) { return raw(kernels::convert<R>(a)); };
        });
        cases.push_back({"cast %0", to, reference});
      }
      check_cases<T>(dtype, cases);
    });
  }
}

TEST_CASE("reductions of every element type over 8 axes") {
  const std::vector<int64_t> shape = {3, 2, 1, 4, 2, 3, 2, 5};
  const std::vector<int> reduced = {1, 3, 6};
  for (const DType dtype : wire::EnumValuesDType()) {
    if (dtype == DType::Bool) continue;
    kernels::with_type(dtype, [&]<typename Element>(Element) {
      using T = std::conditional_t<std::is_same_v<Element, bool>, int8_t, Element>;  // bools are left out above
      const auto a = elements<T>(1440, 7, true);
      const std::string type = text(dtype) + "[a,c,e,f,h]";
      std::string program = "func @f(%0 a: " + text(dtype) + "[a,b,c,d,e,f,g,h]) -> " + type + ", " + type + ", " + type + " {\n";
      const char* ops[] = {"sum", "max", "min"};
      for (int k = 0; k < 3; ++k) program += "  %" + std::to_string(k + 1) + " = " + ops[k] + " %0 axes=[1, 3, 6] : " + type + " @L1\n";
      const auto out = run(program + "  return %1, %2, %3 @L2\n}\n", {data_of(a, shape, dtype)});
      REQUIRE_MESSAGE(out.error.kind.empty(), out.error.message);
      REQUIRE(out.results[0].shape == std::vector<int64_t>{3, 1, 2, 3, 5});
      std::vector<T> sums(90);
      std::vector<T> most(90);
      std::vector<bool> seen(90);
      for (size_t flat = 0; flat < a.size(); ++flat) {
        auto rest = static_cast<int64_t>(flat);
        std::vector<int64_t> index(8);
        for (size_t axis = 8; axis-- > 0;) {
          index[axis] = rest % shape[axis];
          rest /= shape[axis];
        }
        size_t at = 0;
        for (int axis = 0; axis < 8; ++axis) {
          if (std::ranges::find(reduced, axis) == reduced.end()) at = at * static_cast<size_t>(shape[static_cast<size_t>(axis)]) + static_cast<size_t>(index[static_cast<size_t>(axis)]);
        }
        sums[at] = kernels::multiply_add(sums[at], a[flat], T(1));
        bool larger = !seen[at];
        if constexpr (kernels::is_complex<T>) larger = larger || comes_after(a[flat], most[at]);
        else larger = larger || a[flat] > most[at];
        if (larger) most[at] = a[flat];
        seen[at] = true;
      }
      int64_t wrong = 0;
      for (size_t k = 0; k < 90; ++k) {
        T sum;
        T largest;
        std::memcpy(static_cast<void*>(&sum), out.results[0].bytes.data() + k * sizeof(T), sizeof(T));
        std::memcpy(static_cast<void*>(&largest), out.results[1].bytes.data() + k * sizeof(T), sizeof(T));
        if (largest != most[k]) ++wrong;
        if constexpr (std::is_integral_v<T>) wrong += sum == sums[k] ? 0 : 1;
        else wrong += std::abs(sum - sums[k]) <= (sizeof(sum) == sizeof(float) || dtype == DType::Complex64 ? 1e-3 : 1e-11) ? 0 : 1;
      }
      CHECK_MESSAGE(wrong == 0, text(dtype), ": ", wrong, " results differ");
    });
  }
}

TEST_CASE("views, transposes and broadcasting of arrays with 6 and 8 axes") {
  const Data a = ramp({2, 3, 1, 2, 2, 3, 2, 4});
  const Data b = ramp({3, 2, 4}, 0.5, 1);
  const auto out = run(R"(func @f(%0 a: f64[a,b,c,d,e,f,g,h], %1 b: f64[f,g,h]) -> f64[a,b,c,d,e,f,g,h], f64[h,g,f,e,d,c,b,a], f64[a,b,c,d,e,g2] {
  %2 = add %0, %1 : f64[a,b,c,d,e,f,g,h] @L1
  %3 = transpose %2 axes=[7, 6, 5, 4, 3, 2, 1, 0] : f64[h,g,f,e,d,c,b,a] @L2
  %4 = neg %3 : f64[h,g,f,e,d,c,b,a] @L2
  %5 = const 1 : int @L3
  %6 = const -1 : int @L3
  %7 = view %0[:, :, :, :, :, %5, %6, ::%6] : f64[a,b,c,d,e,g2] @L3
  %8 = copy %7 : f64[a,b,c,d,e,g2] @L3
  return %2, %4, %8 @L4
}
)", {a, b});
  REQUIRE_MESSAGE(out.error.kind.empty(), out.error.message);
  REQUIRE(out.results[2].shape == std::vector<int64_t>{2, 3, 1, 2, 2, 4});
  int64_t wrong = 0;
  for (size_t flat = 0; flat < a.size(); ++flat) {
    size_t rest = flat;
    size_t turned = 0;
    size_t index[8];
    for (size_t axis = 8; axis-- > 0;) {
      index[axis] = rest % static_cast<size_t>(a.shape[axis]);
      rest /= static_cast<size_t>(a.shape[axis]);
    }
    for (size_t axis = 8; axis-- > 0;) turned = turned * static_cast<size_t>(a.shape[axis]) + index[axis];
    const double sum = a[flat] + b[flat % 24];
    wrong += out.results[0][flat] == sum && out.results[1][turned] == -sum ? 0 : 1;
    if (index[5] == 1 && index[6] == 1) wrong += out.results[2][flat / 24 * 4 + 3 - index[7]] == a[flat] ? 0 : 1;
  }
  CHECK(wrong == 0);
}

TEST_CASE("Python's complex numbers raise what Python raises") {
  const auto both = [](const std::string& operation, const char* result = "complex") {
    return std::string("func @f(%0 a: complex, %1 b: complex) -> ") + result + " {\n  %2 = " + operation + " : " + result + " @L1\n  return %2 @L1\n}\n";
  };
  const auto number = [](double real, double imaginary) {
    Data data{wire::TypeKind::Complex, DType::Complex128, {}, {real}};
    data.imaginary = {imaginary};
    return data;
  };
  const auto quotient = run(both("div %0, %1"), {number(1, 2), number(3, -4)});
  CHECK(quotient.results[0].items[0] == -0.2);
  CHECK(quotient.results[0].imaginary[0] == 0.4);
  CHECK(run(both("div %0, %1"), {number(1, 2), number(0, 0)}).error.message == "complex division by zero");
  CHECK(run(both("pow %0, %1"), {number(0, 0), number(-1, 0)}).error.message == "0.0 to a negative or complex power");
  CHECK(run(both("pow %0, %1"), {number(0, 1e300), number(2, 0)}).error.message == "complex exponentiation");
  CHECK(run(both("abs %0", "float"), {number(1.7e308, 1.7e308), number(0, 0)}).error.message == "absolute value too large");
  CHECK(run(both("abs %0", "float"), {number(3, 4), number(0, 0)}).results[0].items[0] == 5);
}

TEST_CASE("ints that an element type cannot hold") {
  for (const auto& [dtype, value, fits] : {std::tuple{"u8", 255, true}, {"u8", 256, false}, {"i8", -129, false}, {"u64", -1, false}, {"i16", 300, true}}) {
    const auto out = run(std::string("func @f(%0 a: int) -> ") + dtype + " {\n  %1 = cast %0 : " + dtype + " @L1\n  return %1 @L1\n}\n", {integer(value)});
    CHECK(out.error.kind == (fits ? "" : "OverflowError"));
    if (fits) CHECK(out.results[0].integer == value);
  }
}

TEST_CASE("warnings name the line and the operation, once, and nothing else") {
  const std::string text = R"(func @f(%0 a: f64[n], %1 b: f64[n], %2 i: i32[n]) -> f64[n], f64, i32[n], f64[n] {
  %3 = div %0, %1 : f64[n] @L3
  %4 = sqrt %3 : f64[n] @L4
  %5 = sum %0 axes=[0] : f64 @L5
  %6 = log %0 : f64[n] @L6
  %7 = mul %6, %1 : f64[n] @L7
  %8 = floor_div %2, %2 : i32[n] @L8
  return %4, %5, %8, %7 @L11
}
)";
  Data a = ramp({100}, 1, 1);
  Data ones = array({100}, std::vector<double>(100, 1));
  const Data counts = array({100}, std::vector<double>(100, 3), DType::Int32);
  CHECK(run(text, {a, ones, counts}).warnings.empty());
  a.items[40] = -1;
  a.items[41] = 0;
  ones.items[50] = 0;
  Data zeros = counts;
  zeros.items[7] = 0;
  const std::string at = "test.py:";
  CHECK(run(text, {a, ones, zeros}).warnings ==
        std::vector<std::string>{at + "3: RuntimeWarning: divide by zero encountered in divide", at + "4: RuntimeWarning: invalid value encountered in sqrt",
                                 at + "6: RuntimeWarning: divide by zero encountered in log", at + "6: RuntimeWarning: invalid value encountered in log",
                                 at + "8: RuntimeWarning: divide by zero encountered in floor_divide"});
}

}  // namespace weft::compile::test
