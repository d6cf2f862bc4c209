// SPDX-License-Identifier: Apache-2.0
// Random nests of loops over elements, run as written and by plans: the same arrays to the last bit, the same errors, the same warnings.
// WEFT_LOOP_PROGRAMS says how many; WEFT_LOOP_SEED where they begin. A case that fails prints its program.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <random>

#include "compile/test_run.h"

namespace {

using namespace weft::compile;
using namespace weft::compile::test;

class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  std::string program() {
    text_.clear();
    next_ = 7;
    text_ = "func @f(%0 n: int, %1 m: int, %2 s: f64, %3 a: f64[n,m], %4 b: f64[n,m], %5 u: f64[n], %6 v: f64[n]) -> f64[n,m] {\n";
    variables_ = pick(3) == 0 ? 1 : 0;
    if (variables_ != 0) text_ += "  var t: f64\n";
    zero_ = constant(0);
    one_ = constant(1);
    minus_ = constant(-1);
    statements_ = pick(2) == 0;
    if (statements_) {
      two_ = constant(2);
      minus_two_ = constant(-2);
    }
    indent_ = 1;
    arrays_ = {{3, 2}, {4, 2}, {5, 1}, {6, 1}};
    if (pick(4) == 0) {
      // A view that may share memory with its array.
      const int whole = pick(2) == 0 ? 3 : 4;
      const int view = next_++;
      const char* forms[] = {"[%{1}:, :]", "[::%{m}, :]", "[:, ::%{m}]", "[:%{m}, :]"};
      std::string form = forms[pick(4)];
      const size_t at = form.find("%{");
      form.replace(at, 4, "%" + std::to_string(form[at + 2] == '1' ? one_ : minus_));
      line("%" + std::to_string(view) + " = view %" + std::to_string(whole) + form + " : f64[k,m]");
      arrays_.push_back({view, 2});
    }
    const int nests = 1 + pick(2);
    for (int k = 0; k < nests; ++k) {
      const int form = pick(6);
      if (form == 0) cross();
      else if (form == 1) triangle();
      else if (form == 2) overwritten();
      else loop(1 + pick(3));
    }
    line("return %3");
    text_ += "}\n";
    single_ = pick(4) == 0;
    if (single_) for (size_t at = text_.find("f64"); at != std::string::npos; at = text_.find("f64")) text_.replace(at, 3, "f32");
    return text_;
  }

  std::vector<Data> inputs() {
    const int64_t n = pick(8) == 0 ? pick(3) : 1 + pick(pick(3) == 0 ? 90 : 37);
    const int64_t m = pick(2) == 0 ? n : 1 + pick(45);
    const auto off = [&](int64_t size) { return pick(12) == 0 ? size + 1 : size - (pick(10) == 0 ? 1 : 0); };
    large_ = pick(3) == 0;
    std::vector<Data> data = {integer(off(n)), integer(off(m)), {weft::wire::TypeKind::Scalar, single_ ? weft::wire::DType::Float32 : weft::wire::DType::Float64, {}, {large_ && pick(3) == 0 ? large() : 1.25}},
                              fill({n, m}), fill({n, m}), fill({n}), fill({n})};
    if (pick(6) == 0) data[4].same_as = 3;
    if (pick(10) == 0) data[6].same_as = 5;
    if (pick(8) == 0) data[3].fortran = true;
    if (pick(8) == 0) data[4].reversed = true;
    return data;
  }

 private:
  struct Counter {
    int value;
    bool is_row;  // runs up to n
  };

  int pick(int count) { return std::uniform_int_distribution<int>(0, count - 1)(random_); }
  void line(const std::string& content) { text_ += std::string(2 * static_cast<size_t>(indent_), ' ') + content + " @L" + std::to_string(++line_) + "\n"; }
  int constant(int64_t number) {
    line("%" + std::to_string(next_) + " = const " + std::to_string(number) + " : int");
    return next_++;
  }
  std::string ref(int value) { return "%" + std::to_string(value); }
  int made(const std::string& what, const char* type) {
    line(ref(next_) + " = " + what + " : " + type);
    return next_++;
  }

  /// Its square is infinite.
  double large() const { return single_ ? 1e30 : 1e250; }

  Data fill(std::vector<int64_t> shape) {
    Data data = ramp(std::move(shape), 0.0001);
    for (double& item : data.items) {
      item = (item - 0.05) * (1 + pick(7));
      if (pick(60) == 0) item = 0;
      if (large_ && pick(200) == 0) item = pick(4) == 0 ? HUGE_VAL : item * large();
    }
    if (single_) {
      data.dtype = weft::wire::DType::Float32;
      for (double& item : data.items) item = static_cast<double>(static_cast<float>(item));
    }
    return data;
  }

  int subscript(bool row) {
    std::vector<Counter> fitting;
    for (const Counter& counter : counters_) if (counter.is_row == row) fitting.push_back(counter);
    if (fitting.empty() || pick(14) == 0) fitting = counters_;
    const int counter = fitting[static_cast<size_t>(pick(static_cast<int>(fitting.size())))].value;
    switch (pick(14)) {
      case 0: return made("add " + ref(counter) + ", " + ref(one_), "int");
      case 1: return made("sub " + ref(counter) + ", " + ref(one_), "int");
      case 2: return made("sub " + ref(made("sub " + ref(row ? 0 : 1) + ", " + ref(one_), "int")) + ", " + ref(counter), "int");
      case 3: return pick(2) == 0 ? zero_ : minus_;
      default: return counter;
    }
  }

  std::string place(std::pair<int, int> array) {
    std::vector<int> index;
    for (int axis = 0; axis < array.second; ++axis) index.push_back(subscript(axis == 0));
    if (array.second == 2 && pick(8) == 0) std::swap(index[0], index[1]);
    std::string text = ref(array.first) + "[";
    for (size_t axis = 0; axis < index.size(); ++axis) text += (axis == 0 ? "" : ", ") + ref(index[axis]);
    return text + "]";
  }

  std::pair<int, int> array() { return arrays_[static_cast<size_t>(pick(static_cast<int>(arrays_.size())))]; }

  int expression(int depth) {
    if (depth == 0 || pick(4) == 0) {
      if (pick(5) == 0) return 2;
      if (has_variable_ && pick(4) == 0) return made("get t", "f64");
      if (pick(9) == 0) return made("cast " + ref(counters_.back().value), "f64");
      return made("load " + place(array()), "f64");
    }
    const int a = expression(depth - 1);
    switch (pick(10)) {
      case 0: return made("neg " + ref(a), "f64");
      case 1: return made("abs " + ref(a), "f64");
      case 2: return made("div " + ref(a) + ", " + ref(expression(depth - 1)), "f64");
      case 3: return made("sub " + ref(a) + ", " + ref(expression(depth - 1)), "f64");
      case 4: return made("maximum " + ref(a) + ", " + ref(expression(depth - 1)), "f64");
      case 5: case 6: return made("add " + ref(a) + ", " + ref(expression(depth - 1)), "f64");
      default: return made("mul " + ref(a) + ", " + ref(expression(depth - 1)), "f64");
    }
  }

  /// Part of an array along one axis or both: whole, or without its ends and moved by one at most.
  std::string stretch(bool inner, bool moves) {
    if (!inner) return ":";
    switch (moves ? pick(4) : 1) {
      case 0: return ":" + ref(minus_two_);
      case 2: return ref(two_) + ":";
      default: return ref(one_) + ":" + ref(minus_);
    }
  }

  std::string view(bool along_rows, bool whole, bool inner, bool moves) {
    std::vector<std::pair<int, int>> fitting;
    for (const auto& one : arrays_) {
      if (one.second == 2 && one.first <= 4) fitting.push_back(one);
      if (one.second == 1 && !whole && one.first == (along_rows ? 6 : 5) && pick(2) == 0) fitting.push_back(one);
    }
    const auto array = fitting[static_cast<size_t>(pick(static_cast<int>(fitting.size())))];
    if (array.second == 1) return ref(array.first) + "[" + stretch(inner, moves) + "]";
    if (whole) return ref(array.first) + "[" + stretch(inner, moves) + ", " + stretch(inner, moves) + "]";
    const std::string at = ref(subscript(along_rows));
    return ref(array.first) + "[" + (along_rows ? at + ", " + stretch(inner, moves) : stretch(inner, moves) + ", " + at) + "]";
  }

  /// On a row, a column or all of an array.
  void array_statement() {
    const bool whole = pick(6) == 0;
    const bool along_rows = pick(2) == 0;
    const bool inner = pick(2) == 0;
    const char* type = whole ? "f64[k,l]" : "f64[k]";
    const auto part = [&](auto&& self, int depth) -> int {
      if (depth == 0 || pick(4) == 0) return made("view " + view(along_rows, whole, inner, true), type);
      const int a = self(self, depth - 1);
      const int b = pick(5) == 0 ? expression(0) : self(self, depth - 1);
      const char* names[] = {"add ", "sub ", "mul ", "add ", "mul ", "div ", "maximum "};
      return made(names[pick(7)] + ref(a) + ", " + ref(b), type);
    };
    const int statements = 1 + pick(3);
    int shared = -1;
    for (int k = 0; k < statements; ++k) {
      int value = part(part, 2);
      if (shared >= 0 && pick(2) == 0) value = made("add " + ref(shared) + ", " + ref(value), type);
      if (shared < 0 && pick(3) == 0) shared = value = made("mul " + ref(value) + ", " + ref(part(part, 1)), type);
      const int target = made("view " + view(along_rows, whole, inner, pick(4) == 0), type);
      line("assign " + ref(target) + ", " + ref(value));
      if (pick(12) == 0) line("assign " + ref(target) + ", %2");
    }
  }

  void statement() {
    if (statements_ && pick(2) == 0) return array_statement();
    if (variables_ != 0 && pick(3) == 0) {
      line("set t, " + ref(expression(1)));
      has_variable_ = true;
      return;
    }
    const std::string target = place(array());
    int value = 0;
    if (pick(2) == 0) {
      // A sum in the element.
      const int before = made("load " + target, "f64");
      value = made("add " + ref(before) + ", " + ref(expression(2)), "f64");
    } else {
      value = expression(2);
    }
    line("store " + target + ", " + ref(value));
  }

  int open(int start, int stop) {
    const int counter = next_++;
    line("for " + ref(counter) + " = " + ref(start) + ", " + ref(stop) + ", " + ref(one_));
    text_.insert(text_.rfind('\n'), " {");
    ++indent_;
    return counter;
  }

  void close() {
    --indent_;
    text_ += std::string(2 * static_cast<size_t>(indent_), ' ') + "}\n";
  }

  int near(int counter) {
    const int form = pick(12);
    return form > 1 ? counter : made((form == 0 ? "add " : "sub ") + ref(counter) + ", " + ref(one_), "int");
  }

  int load(int array, int row, int column) { return made("load " + ref(array) + "[" + ref(row) + ", " + ref(column) + "]", "f64"); }

  int combined(int a, int b) {
    const char* names[] = {"add ", "sub ", "mul ", "maximum ", "minimum "};
    return made(names[pick(5)] + ref(a) + ", " + ref(b), "f64");
  }

  /// All elements by one row and one column, which are changed meanwhile.
  void cross() {
    const int l = open(pick(4) == 0 ? one_ : zero_, pick(6) == 0 ? 1 : 0);
    const int starts[] = {zero_, zero_, one_, l};
    const bool by_column = pick(5) == 0;
    int i = 0;
    int j = 0;
    const int row_start = pick(6) == 0 ? starts[pick(4)] : zero_;
    const int column_start = pick(6) == 0 ? starts[pick(4)] : zero_;
    const int row_stop = pick(8) == 0 ? l : 0;
    if (by_column) {
      j = open(column_start, 1);
      i = open(row_start, row_stop);
    } else {
      i = open(row_start, row_stop);
      j = open(column_start, pick(8) == 0 ? 0 : 1);
    }
    const int x = load(3, i, j);
    const int y = load(pick(6) == 0 ? 4 : 3, i, near(l));
    const int z = load(3, near(l), j);
    const int sum = combined(y, z);
    int value = 0;
    if (variables_ != 0 && pick(2) == 0) {
      const int less = made("less " + ref(x) + ", " + ref(sum), "b1");
      line("if " + ref(less));
      text_.insert(text_.rfind('\n'), " {");
      ++indent_;
      line("set t, " + ref(made("load %3[" + ref(i) + ", " + ref(j) + "]", "f64")));
      --indent_;
      text_ += std::string(2 * static_cast<size_t>(indent_), ' ') + "} else {\n";
      ++indent_;
      line("set t, " + ref(pick(2) == 0 ? sum : made("neg " + ref(sum), "f64")));
      close();
      value = made("get t", "f64");
    } else {
      value = combined(x, sum);
    }
    line("store %3[" + ref(i) + ", " + ref(j) + "], " + ref(value));
    close();
    close();
    close();
  }

  /// Rows whose elements need those before them.
  void triangle() {
    const bool in_variable = variables_ != 0 && pick(2) == 0;
    const int i = open(zero_, 0);
    const int start = pick(6) == 0 ? one_ : zero_;
    const int j = open(start, pick(6) == 0 ? 1 : i);
    const std::string place = "%3[" + ref(i) + ", " + ref(j) + "]";
    if (in_variable) line("set t, " + ref(made("load " + place, "f64")));
    const int l = open(pick(8) == 0 ? zero_ : start, j);
    const int x = in_variable ? made("get t", "f64") : made("load " + place, "f64");
    const int product = made("mul " + ref(load(3, i, near(l))) + ", " + ref(load(pick(5) == 0 ? 4 : 3, near(l), pick(8) == 0 ? i : j)), "f64");
    const int value = pick(3) == 0 ? combined(x, product) : made("sub " + ref(x) + ", " + ref(product), "f64");
    line(in_variable ? "set t, " + ref(value) : "store " + place + ", " + ref(value));
    close();
    if (in_variable || pick(4) != 0) {
      const int sum = in_variable ? made("get t", "f64") : made("load " + place, "f64");
      const int by = load(pick(5) == 0 ? 4 : 3, j, pick(8) == 0 ? i : j);
      line("store " + place + ", " + ref(pick(4) == 0 ? sum : made((pick(2) == 0 ? "div " : "mul ") + ref(sum) + ", " + ref(by), "f64")));
    }
    close();
    if (pick(2) == 0) {
      const int k = open(pick(6) == 0 ? made("add " + ref(i) + ", " + ref(one_), "int") : i, 1);
      const std::string own = "%3[" + ref(i) + ", " + ref(k) + "]";
      if (in_variable) line("set t, " + ref(made("load " + own, "f64")));
      const int m = open(zero_, i);
      const int old = in_variable ? made("get t", "f64") : load(3, i, k);
      const int term = made("mul " + ref(load(3, pick(12) == 0 ? k : i, near(m))) + ", " + ref(load(pick(8) == 0 ? 4 : 3, near(m), pick(12) == 0 ? i : k)), "f64");
      const int sum = made("sub " + ref(old) + ", " + ref(term), "f64");
      line(in_variable ? "set t, " + ref(sum) : "store " + own + ", " + ref(sum));
      close();
      if (in_variable) line("store " + own + ", " + ref(made("get t", "f64")));
      close();
    }
    close();
  }

  /// Columns that go through a vector which every one of them overwrites, or nearly.
  void overwritten() {
    const bool around = pick(3) == 0;
    if (around) open(zero_, 0);
    const int column = open(pick(6) == 0 ? one_ : zero_, 1);
    const int start = pick(5) == 0 ? one_ : zero_;
    const int vector = pick(2) == 0 ? 5 : 6;
    const auto element = [&](int at) { return ref(vector) + "[" + ref(at) + "]"; };
    const int i = open(start, pick(10) == 0 ? column : 0);
    const std::string first = element(near(i));
    line("store " + first + ", " + ref(pick(2) == 0 ? 2 : load(3, i, column)));
    if (pick(3) != 0) {
      const int k = open(zero_, 1);
      const int product = made("mul " + ref(load(pick(6) == 0 ? 3 : 4, i, k)) + ", " + ref(load(4, i, column)), "f64");
      const std::string sum = pick(8) == 0 ? element(i) : first;
      line("store " + sum + ", " + ref(made("add " + ref(made("load " + sum, "f64")) + ", " + ref(product), "f64")));
      close();
    }
    close();
    const int j = open(pick(6) == 0 ? one_ : start, pick(10) == 0 ? column : 0);
    const int value = made("load " + element(near(j)), "f64");
    line("store %3[" + ref(j) + ", " + ref(column) + "], " + ref(pick(2) == 0 ? value : combined(value, load(4, j, column))));
    close();
    close();
    if (around) close();
  }

  void loop(int depth) {
    const bool row = pick(2) == 0;
    int start = zero_;
    int stop = row ? 0 : 1;
    int step = one_;
    if (!counters_.empty() && pick(4) == 0) (pick(2) == 0 ? start : stop) = counters_.back().value;
    if (pick(8) == 0) {
      start = made("sub " + ref(stop) + ", " + ref(one_), "int");
      stop = pick(3) == 0 ? zero_ : minus_;
      step = minus_;
    }
    const int counter = next_++;
    line("for " + ref(counter) + " = " + ref(start) + ", " + ref(stop) + ", " + ref(step));
    const size_t end = text_.rfind('\n');
    text_.insert(end, " {");
    ++indent_;
    counters_.push_back({counter, row});
    const bool known = has_variable_;
    const int before = depth > 1 ? pick(2) : 1 + pick(2);
    for (int k = 0; k < before; ++k) statement();
    if (depth > 1) loop(depth - 1);
    if (depth > 1 && pick(4) == 0) loop(depth - 1);
    if (depth > 1 && pick(2) == 0) statement();
    has_variable_ = known;  // set on some ways only
    counters_.pop_back();
    --indent_;
    text_ += std::string(2 * static_cast<size_t>(indent_), ' ') + "}\n";
  }

  std::mt19937 random_;
  std::string text_;
  int next_ = 0;
  int indent_ = 0;
  int line_ = 0;
  int zero_ = 0;
  int one_ = 0;
  int minus_ = 0;
  int two_ = 0;
  int minus_two_ = 0;
  int variables_ = 0;
  bool statements_ = false;  // on arrays too
  bool has_variable_ = false;
  bool single_ = false;
  bool large_ = false;  // some numbers overflow
  std::vector<Counter> counters_;
  std::vector<std::pair<int, int>> arrays_;
};

/// Lines, counted from one, and names of what may have raised a warning: "test.py:3: RuntimeWarning: overflow encountered in add or multiply (lines 3 to 5)".
struct Named {
  std::string kind;
  int first = 0;
  int last = 0;
  std::vector<std::string> names;  // none where they are many
  bool holds(const Named& one) const {
    return kind == one.kind && first <= one.first && one.last <= last && (names.empty() || std::ranges::find(names, one.names.at(0)) != names.end());
  }
};

Named named(std::string text) {
  Named result;
  result.first = result.last = std::atoi(text.c_str() + text.find(':') + 1);
  text = text.substr(text.find("Warning: ") + 9);
  if (const size_t at = text.find(" (lines "); at != std::string::npos) {
    result.last = std::atoi(text.c_str() + text.find(" to ", at) + 4);
    text.resize(at);
  }
  const size_t at = text.find(" in ");
  result.kind = text.substr(0, at);
  if (at == std::string::npos) return result;
  text = text.substr(at + 4);
  for (size_t from = 0; from < text.size();) {
    const size_t comma = text.find(", ", from);
    const size_t last = text.find(" or ", from);
    const size_t end = std::min({comma, last, text.size()});
    result.names.push_back(text.substr(from, end - from));
    from = end == text.size() ? end : end + (end == comma ? 2 : 4);
  }
  return result;
}

/// Nothing is left out and nothing false is said; several operations may be named where one of them raised what is told.
void check_warnings(const std::vector<std::string>& got, const std::vector<std::string>& expected) {
  std::string all;
  for (const std::string& warning : got) all += "\n  " + warning;
  for (const std::string& warning : expected) all += "\n  expected " + warning;
  INFO("warnings:", all);
  for (const std::string& warning : expected) {
    CHECK_MESSAGE(std::ranges::any_of(got, [&](const std::string& other) { return named(other).holds(named(warning)); }), warning);
  }
  for (const std::string& warning : got) {
    CHECK_MESSAGE(std::ranges::any_of(expected, [&](const std::string& other) { return named(warning).holds(named(other)); }), warning);
  }
}

std::string exact(double number) {
  char text[40];
  std::snprintf(text, sizeof text, "%.17g", number);
  return text;
}

/// Nothing where all bits are the same; any NaN is as good as another.
std::string difference(const Data& a, const Data& b) {
  for (size_t k = 0; k < a.items.size(); ++k) {
    if (std::memcmp(&a.items[k], &b.items[k], 8) == 0 || (a.items[k] != a.items[k] && b.items[k] != b.items[k])) continue;
    return "element " + std::to_string(k) + " is " + exact(a.items[k]) + ", not " + exact(b.items[k]);
  }
  return "";
}

}  // namespace

TEST_CASE("planned loops give what loops as written give") {
  const char* wanted = std::getenv("WEFT_LOOP_PROGRAMS");
  const char* first = std::getenv("WEFT_LOOP_SEED");
  const int programs = wanted != nullptr ? std::atoi(wanted) : 40;
  const unsigned seed = first != nullptr ? static_cast<unsigned>(std::atoi(first)) : 1;
  for (int k = 0; k < programs; ++k) {
    Generator generator(seed + static_cast<unsigned>(k));
    const std::string program = generator.program();
    CAPTURE(seed + static_cast<unsigned>(k));
    CAPTURE(program);
    auto graph = weft::graph::parse_graph("weft.graph 1 \"test.py\" strict\n" + program);
    REQUIRE_MESSAGE(graph.ok(), graph.status().to_string());
    const weft::Status verified = weft::graph::verify_graph(*graph.value());
    REQUIRE_MESSAGE(verified.ok(), verified.to_string());
    const auto inputs = generator.inputs();
    CompileOptions plain;
    plain.optimisation = 1;
    plain.switches.loops = false;
    plain.switches.flags = false;  // each operation is looked at
    CompileOptions planned;
    planned.switches.worth = false;
    planned.optimisation = k % 4 == 0 ? 3 : 1;
    if (k % 5 == 1) planned.switches.tiles = false;
    if (k % 5 == 2) planned.switches.split = false;
    if (k % 5 == 3) planned.switches.divide = false;
    if (const char* without = std::getenv("WEFT_LOOP_WITHOUT")) planned.switches = weft::Switches::without(without);
    const Outcome expected = run_once(*graph.value(), inputs, 0, plain);
    for (const uint32_t threads : {0U, 2U}) {
      const Outcome got = run_once(*graph.value(), inputs, threads, planned);
      CHECK(got.error.kind == expected.error.kind);
      CHECK(got.error.message == expected.error.message);
      CHECK(got.error.range.start_line == expected.error.range.start_line);
      check_warnings(got.warnings, expected.warnings);
      for (size_t index = 0; index < inputs.size(); ++index) {
        CAPTURE(index);
        CHECK(difference(got.arguments[index], expected.arguments[index]) == "");
      }
    }
  }
}
