// SPDX-License-Identifier: Apache-2.0
#include "compile/faults.h"

#include "memory/dtype.h"
#include "memory/view.h"

namespace weft::compile {

namespace {

std::string number(int64_t value) { return std::to_string(value); }

/// NumPy's ufunc messages write shapes without a blank: "(3,4)".
std::string dense(const std::string& shape) {
  std::string text;
  for (const char c : shape) if (c != ' ') text += c;
  return text;
}

struct Description {
  const char* kind;
  std::string message;
};

Description describe(Fault fault, int64_t a, int64_t b, const std::vector<std::string>& shapes, const std::string& text) {
  const auto empty_of = [](const char* name) {
    return Description{"ValueError", std::string("zero-size array to reduction operation ") + name + " which has no identity"};
  };
  switch (fault) {
    case Fault::broadcast: {
      std::string message = "operands could not be broadcast together with shapes";
      for (const std::string& shape : shapes) message += " " + dense(shape);
      return {"ValueError", message};
    }
    case Fault::assign_broadcast:
      return {"ValueError", "could not broadcast input array from shape " + dense(shapes[1]) + " into shape " + dense(shapes[0])};
    case Fault::broadcast_to:
      return {"ValueError", "operands could not be broadcast together with remapped shapes [original->remapped]: " +
                                dense(shapes[0]) + "  and requested shape " + dense(shapes[1])};
    case Fault::index:
      return {"IndexError", "index " + number(a) + " is out of bounds for axis " + number(b >> 48) + " with size " +
                                number(b & ((INT64_C(1) << 48) - 1))};
    case Fault::recursion: return {"RecursionError", "maximum recursion depth exceeded"};
    case Fault::slice_step: return {"ValueError", "slice step cannot be zero"};
    case Fault::range_step: return {"ValueError", "range() arg 3 must not be zero"};
    case Fault::arange_step: return {"ZeroDivisionError", "division by zero"};
    case Fault::zero_division_int: return {"ZeroDivisionError", "integer division or modulo by zero"};
    case Fault::zero_modulo_int: return {"ZeroDivisionError", "integer modulo by zero"};
    case Fault::zero_division_float: return {"ZeroDivisionError", "float division by zero"};
    case Fault::zero_division_plain: return {"ZeroDivisionError", "division by zero"};
    case Fault::zero_floor_float: return {"ZeroDivisionError", "float floor division by zero"};
    case Fault::zero_modulo_float: return {"ZeroDivisionError", "float modulo"};
    case Fault::int_overflow: return {"OverflowError", "the result of an `int` operation does not fit 64 bits"};
    case Fault::integer_bounds:
      return {"OverflowError", "Python integer " + number(a) + " out of bounds for " + memory::dtype_name(static_cast<wire::DType>(b))};
    case Fault::math_domain: return {"ValueError", "math domain error"};
    case Fault::math_range: return {"OverflowError", "math range error"};
    case Fault::result_too_large: return {"OverflowError", "(34, 'Numerical result out of range')"};
    case Fault::zero_negative_power: return {"ZeroDivisionError", "0.0 cannot be raised to a negative power"};
    case Fault::negative_shift: return {"ValueError", "negative shift count"};
    case Fault::nan_to_int: return {"ValueError", "cannot convert float NaN to integer"};
    case Fault::inf_to_int: return {"OverflowError", "cannot convert float infinity to integer"};
    case Fault::empty_min: return empty_of("minimum");
    case Fault::empty_max: return empty_of("maximum");
    case Fault::empty_argmin: return {"ValueError", "attempt to get argmin of an empty sequence"};
    case Fault::empty_argmax: return {"ValueError", "attempt to get argmax of an empty sequence"};
    case Fault::negative_integer_power: return {"ValueError", "Integers to negative integer powers are not allowed."};
    case Fault::negative_size: return {"ValueError", "negative dimensions are not allowed"};
    case Fault::array_too_large: return {"ValueError", "array is too big"};
    case Fault::index_broadcast: {
      std::string message = "shape mismatch: indexing arrays could not be broadcast together with shapes";
      for (const std::string& shape : shapes) message += " " + dense(shape);
      return {"IndexError", message + " "};
    }
    case Fault::product_shape:
      return {"ValueError", "matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature "
                            "(n?,k),(k,m?)->(n?,m?) (size " + number(b) + " is different from " + number(a) + ")"};
    case Fault::mask_shape:  // `a`: the axis and its size, `b`: the mask's
      return {"IndexError", "boolean index did not match indexed array along axis " + number(a >> 48) + "; size of axis is " +
                                number(a & ((INT64_C(1) << 48) - 1)) + " but size of corresponding boolean axis is " + number(b)};
    case Fault::zero_complex_division: return {"ZeroDivisionError", "complex division by zero"};
    case Fault::zero_complex_power: return {"ZeroDivisionError", "0.0 to a negative or complex power"};
    case Fault::complex_power_overflow: return {"OverflowError", "complex exponentiation"};
    case Fault::absolute_overflow: return {"OverflowError", "absolute value too large"};
    case Fault::list_index: return {"IndexError", "list index out of range"};
    case Fault::list_assign_index: return {"IndexError", "list assignment index out of range"};
    case Fault::list_pop_index: return {"IndexError", "pop index out of range"};
    case Fault::list_pop_empty: return {"IndexError", "pop from empty list"};
    case Fault::unbound_local:
      return {"UnboundLocalError", "cannot access local variable '" + text.substr(0, text.find('.')) + "' where it is not associated with a value"};
  }
  return {"RuntimeError", "unknown fault"};
}

void store(RunContext& run, int32_t node, std::string kind, std::string message, std::vector<std::string> shapes) {
  if (run.failed) return;
  run.failed = true;
  const NodeSite& site = (*run.nodes)[static_cast<size_t>(node)];
  run.error = {std::move(kind), std::move(message), site.function, site.range, std::move(shapes)};
}

}  // namespace

int32_t fail(RunContext& run, int32_t node, const Status& status, std::vector<std::string> shapes) {
  store(run, node, status.code(), status.message(), std::move(shapes));
  return 1;
}

/// `shapes` is a sequence of ranks, each followed by its sizes; -1 ends it. `a` is a text number for unbound_local.
extern "C" void weft_fault(RunContext* run, int32_t node, int32_t fault, int64_t a, int64_t b, const int64_t* shapes) {
  std::vector<std::string> texts;
  while (shapes != nullptr && *shapes >= 0) {
    const auto rank = static_cast<size_t>(*shapes++);
    texts.push_back(memory::shape_text(std::span<const int64_t>(shapes, rank)));
    shapes += rank;
  }
  const auto kind = static_cast<Fault>(fault);
  const std::string text = kind == Fault::unbound_local ? (*run->texts)[static_cast<size_t>(a)] : std::string();
  Description description = describe(kind, a, b, texts, text);
  store(*run, node, description.kind, std::move(description.message), std::move(texts));
}

/// Python's math functions on `float`: the result is not finite although the operands are.
extern "C" void weft_float_fault(RunContext* run, int32_t node, int32_t op, double result, double a) {
  const auto operation = static_cast<wire::Op>(op);
  Fault fault = Fault::math_domain;
  if (operation == wire::Op::Pow) {
    // A negative base with a fractional exponent is complex in Python, which no `float` can hold.
    fault = result != result ? Fault::math_domain : a == 0 ? Fault::zero_negative_power : Fault::result_too_large;
  } else if (operation != wire::Op::Arctanh && result == result && a > 0) {
    fault = Fault::math_range;
  }
  weft_fault(run, node, static_cast<int32_t>(fault), 0, 0, nullptr);
}

void add_fault_symbols(SymbolTable& symbols) {
  symbols.emplace_back("weft_fault", reinterpret_cast<void*>(weft_fault));
  symbols.emplace_back("weft_float_fault", reinterpret_cast<void*>(weft_float_fault));
}

}  // namespace weft::compile
