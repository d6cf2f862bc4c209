// SPDX-License-Identifier: Apache-2.0
// NumPy's unbuffered `ufunc.at`: an operation in place, once for each index, in order.

#include <algorithm>

#include "kernels/indexing/scatter.h"
#include "kernels/raised.h"

namespace weft::kernels {
namespace {

template <typename T>
T at_minimum(T a, T b) {
  return a != a || a < b ? a : b;
}
template <typename T>
T at_maximum(T a, T b) {
  return a != a || a > b ? a : b;
}

/// `a op b` of one element as the ufunc computes it: in the type of the values, which may be wider than the array's.
template <typename T, typename Element = T>
bool apply_at(const std::string& name, Call& call, const TypedView& array, const IndexPlan& plan, Values values) {
  raised::Found found;
  const auto run = [&](auto operation) {
    each_place(call, array, plan, values, 2, [&](std::byte* to, const std::byte* from) {
      Element& element = *reinterpret_cast<Element*>(to);
      const T before = static_cast<T>(element);
      const T value = *reinterpret_cast<const T*>(from);
      const T result = static_cast<T>(operation(before, value));
      if (const uint8_t flags = raised::by_function(name, before, value, result); flags != 0) found.add(flags);
      element = static_cast<Element>(result);
    });
    found.tell(call, name == "true_divide" ? "divide" : name);
    return true;
  };
  if constexpr (std::is_same_v<T, bool>) {
    if (name == "add" || name == "logical_or" || name == "bitwise_or" || name == "maximum") return run([](T a, T b) { return a || b; });
    if (name == "multiply" || name == "logical_and" || name == "bitwise_and" || name == "minimum") {
      return run([](T a, T b) { return a && b; });
    }
    if (name == "logical_xor" || name == "bitwise_xor") return run([](T a, T b) { return a != b; });
    return false;
  } else if constexpr (std::is_integral_v<T>) {
    using Wide = std::conditional_t<(sizeof(T) < 4), uint32_t, std::make_unsigned_t<T>>;
    if (name == "add") return run([](T a, T b) { return static_cast<Wide>(a) + static_cast<Wide>(b); });
    if (name == "subtract") return run([](T a, T b) { return static_cast<Wide>(a) - static_cast<Wide>(b); });
    if (name == "multiply") return run([](T a, T b) { return static_cast<Wide>(a) * static_cast<Wide>(b); });
    if (name == "bitwise_and") return run([](T a, T b) { return a & b; });
    if (name == "bitwise_or") return run([](T a, T b) { return a | b; });
    if (name == "bitwise_xor") return run([](T a, T b) { return a ^ b; });
    if (name == "minimum" || name == "fmin") return run([](T a, T b) { return std::min(a, b); });
    if (name == "maximum" || name == "fmax") return run([](T a, T b) { return std::max(a, b); });
    return false;
  } else {
    if (name == "add") return run([](T a, T b) { return a + b; });
    if (name == "subtract") return run([](T a, T b) { return a - b; });
    if constexpr (!is_complex<T>) {
      if (name == "multiply") return run([](T a, T b) { return a * b; });
      if (name == "divide" || name == "true_divide") return run([](T a, T b) { return a / b; });
      if (name == "minimum") return run([](T a, T b) { return at_minimum(a, b); });
      if (name == "maximum") return run([](T a, T b) { return at_maximum(a, b); });
    } else {
      if (name == "multiply") {
        return run([](T a, T b) {
          return T(a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real());
        });
      }
    }
    return false;
  }
}

Status update(Call& call, const std::string& name, const TypedView& array, IndexPlan plan, size_t value) {
  // NumPy computes single precision with a Python float in double precision.
  const DType given = call.operand(value).dtype;
  const bool is_number = call.operand(value).is_array() || call.operand(value).kind == wire::TypeKind::Scalar;
  const bool is_wide = is_number && ((array.dtype == DType::Float32 && given == DType::Float64) ||
                                     (array.dtype == DType::Complex64 && given == DType::Complex128));
  auto values = as_array(call, value, is_wide ? given : array.dtype);
  if (!values.ok()) return values.status();
  plan.is_one_mask = false;
  auto whole = spread(call, array, plan, values.value());
  if (!whole.ok()) return whole.status();
  const auto apply = [&]<typename T>(T) { return apply_at<T>(name, call, array, plan, whole.value()); };
  const bool is_done = !is_wide                        ? with_type(array.dtype, apply)
                       : array.dtype == DType::Float32 ? apply_at<double, float>(name, call, array, plan, whole.value())
                                                       : apply_at<std::complex<double>, std::complex<float>>(
                                                             name, call, array, plan, whole.value());
  return is_done ? Status() : Status("TypeError", "ufunc '" + name + "' has no `at` for this element type");
}

/// name, array, value, then integers for the first axes
Status ufunc_at(Call& call) {
  const TypedView array = call.array(1);
  const size_t indices = call.count() - 3;
  auto plan = plan_index(call, array, std::string(indices, 'i') + std::string(array.rank - indices, ':'), 3);
  if (!plan.ok()) return plan.status();
  return update(call, call.text(0), array, plan.value(), 2);
}

/// array, spec, name, index operands, value
Status index_at(Call& call) {
  const TypedView array = call.array(0);
  auto plan = plan_index(call, array, call.text(1), 3);
  if (!plan.ok()) return plan.status();
  return update(call, call.text(2), array, plan.value(), call.count() - 1);
}

}  // namespace

void register_ufunc_at(Registry& registry) {
  registry.add("ufunc.at", ufunc_at, 2);
  registry.add("index.at", index_at, 1);
}

}  // namespace weft::kernels
