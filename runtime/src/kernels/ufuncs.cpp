// SPDX-License-Identifier: Apache-2.0
// Methods of universal functions (reduce, accumulate, reduceat, at) where the graph has no operation, and frexp, ldexp.

#include <cmath>
#include <string>

#include "kernels/binary_functions.h"
#include "kernels/raised.h"

namespace weft::kernels {
namespace {

using binary::Function;

/// A scalar operand as a value of T.
template <typename T>
T value_of(const Item& item) {
  if constexpr (is_complex<T>) {
    const std::complex<double> number = item.complex_number();
    return T(static_cast<typename T::value_type>(number.real()), static_cast<typename T::value_type>(number.imag()));
  } else if constexpr (std::is_floating_point_v<T>) {
    return static_cast<T>(item.number());
  } else {
    return static_cast<T>(item.integer);
  }
}

/// The operand as a C-contiguous array of `dtype`; a scalar becomes one without axes.
Result<TypedView> as_array(Call& call, size_t index, DType dtype) {
  const Item& item = call.operand(index);
  if (item.is_array()) return call.contiguous(index, dtype);
  Result<TypedView> made = call.fresh({}, dtype);
  if (!made.ok()) return made;
  with_type(dtype, [&]<typename T>(T) { *elements<T>(made.value()) = value_of<T>(item); });
  return made;
}

Status unknown(std::string_view name) { return Status("TypeError", "no loop of ufunc '" + std::string(name) + "' for this type"); }

/// Integer powers take no negative exponents; an error of the elements is found before anything is computed.
template <typename T>
Status check_exponents(std::string_view name, const T* values, int64_t count) {
  if constexpr (std::is_integral_v<T> && std::is_signed_v<T>) {
    if (name != "power") return {};
    for (int64_t i = 0; i < count; ++i) {
      if (values[i] < 0) return Status("ValueError", "Integers to negative integer powers are not allowed.");
    }
  }
  return {};
}

/// The shape of a reduction; no axes reduce all.
std::vector<int64_t> kept_of(const TypedView& source, const std::vector<int64_t>& axes, bool keepdims) {
  std::vector<int64_t> kept;
  for (uint32_t axis = 0; axis < source.rank; ++axis) {
    const bool reduced = axes.empty() || std::find(axes.begin(), axes.end(), static_cast<int64_t>(axis)) != axes.end();
    if (!reduced || keepdims) kept.push_back(reduced ? 1 : source.view.shape[axis]);
  }
  return kept;
}

bool is_empty(const std::vector<int64_t>& shape) { return std::find(shape.begin(), shape.end(), 0) != shape.end(); }

/// Whether an axis that is reduced (all, where `axes` names none) has no elements.
bool reduces_nothing(const TypedView& array, const std::vector<int64_t>& axes) {
  if (axes.empty()) return memory::element_count(array.view, array.rank) == 0;
  return std::any_of(axes.begin(), axes.end(), [&](int64_t axis) { return array.view.shape[axis] == 0; });
}

bool has_identity(const std::string& name, DType dtype) {
  bool found = false;
  const Status status = with_type(dtype, [&]<typename T>(T start) -> Status {
    found = binary::identity_of(name, start);
    return {};
  });
  return found && status.ok();
}

/// `ufunc.reduce(name, array, initial or None, keepdims, axes…)`.
Status reduce(Call& call) {
  const std::string& name = call.text(0);
  const DType dtype = call.wanted[0].dtype;
  if (call.operand(2).is_none() && reduces_nothing(call.array(1), integers_from(call, 4)) && !has_identity(name, dtype)) {
    return Status("ValueError", "zero-size array to reduction operation " + name + " which has no identity");
  }
  if (const std::vector<int64_t> kept = kept_of(call.array(1), integers_from(call, 4), call.flag(3)); is_empty(kept)) {
    Result<TypedView> nothing = call.fresh(kept, dtype);
    if (!nothing.ok()) return nothing.status();
    call.give(nothing.value());
    return {};
  }
  Result<Gathered> gathered = gather(call, 1, dtype, integers_from(call, 4), call.flag(3));
  if (!gathered.ok()) return gathered.status();
  const Gathered& source = gathered.value();
  Result<TypedView> out = call.fresh(source.kept, dtype);
  if (!out.ok()) return out.status();
  raised::Found found;
  const Status status = with_type(dtype, [&]<typename T>(T) -> Status {
    const Function<T> function = binary::function_named<T>(name);
    if (function == nullptr) return unknown(name);
    const Item& given = call.operand(2);
    T start{};
    // NumPy starts from the identity where there is one: hypot and gcd of one element are its absolute value.
    const bool starts = !given.is_none() || binary::identity_of(name, start);
    if (!given.is_none()) start = value_of<T>(given);
    const T* in = elements<T>(source.array);
    T* to = elements<T>(out.value());
    if (const Status bad = check_exponents(name, in, source.lines * source.length); !bad.ok()) return bad;
    const auto body = [&](int64_t begin, int64_t end) {
      uint8_t flags = 0;
      for (int64_t line = begin; line < end; ++line) {
        const T* row = in + line * source.length;
        T sum = starts || source.length == 0 ? start : row[0];
        for (int64_t i = starts ? 0 : 1; i < source.length; ++i) {
          const T next = function(sum, row[i]);
          flags = static_cast<uint8_t>(flags | raised::by_function(name, sum, row[i], next));
          sum = next;
        }
        to[line] = sum;
      }
      found.add(flags);
    };
    parallel_for(call, source.lines, 2.0 * static_cast<double>(source.length), body);
    return {};
  });
  if (!status.ok()) return status;
  found.tell(call, "reduce");
  call.give(out.value());
  return {};
}

/// `ufunc.accumulate(name, array, axis)`.
Status accumulate(Call& call) {
  const std::string& name = call.text(0);
  const DType dtype = call.wanted[0].dtype;
  Result<TypedView> out = call.copied(1, dtype);
  if (!out.ok()) return out.status();
  const Lines lines = lines_of(out.value(), static_cast<uint32_t>(call.integer(2)));
  raised::Found found;
  const Status status = with_type(dtype, [&]<typename T>(T) -> Status {
    const Function<T> function = binary::function_named<T>(name);
    if (function == nullptr) return unknown(name);
    T* base = elements<T>(out.value());
    if (const Status bad = check_exponents(name, base, count_of(out.value())); !bad.ok()) return bad;
    const auto body = [&](int64_t begin, int64_t end) {
      uint8_t flags = 0;
      for (int64_t outer = begin; outer < end; ++outer) {
        T* block = base + outer * lines.length * lines.inner;
        for (int64_t i = lines.inner; i < lines.length * lines.inner; ++i) {
          const T next = function(block[i - lines.inner], block[i]);
          flags = static_cast<uint8_t>(flags | raised::by_function(name, block[i - lines.inner], block[i], next));
          block[i] = next;
        }
      }
      found.add(flags);
    };
    parallel_for(call, lines.outer, 2.0 * static_cast<double>(lines.length * lines.inner), body);
    return {};
  });
  if (!status.ok()) return status;
  found.tell(call, "accumulate");
  call.give(out.value());
  return {};
}

/// `ufunc.reduceat(name, array, indices, axis)`.
Status reduceat(Call& call) {
  const std::string& name = call.text(0);
  const DType dtype = call.wanted[0].dtype;
  const auto axis = static_cast<uint32_t>(call.integer(3));
  Result<TypedView> source = call.contiguous(1, dtype);
  if (!source.ok()) return source.status();
  Result<TypedView> places = call.contiguous(2, DType::Int64);
  if (!places.ok()) return places.status();
  const Lines lines = lines_of(source.value(), axis);
  const int64_t count = count_of(places.value());
  const int64_t* at = elements<int64_t>(places.value());
  for (int64_t i = 0; i < count; ++i) {
    if (at[i] >= 0 && at[i] < lines.length) continue;
    return Status("IndexError", "index " + std::to_string(at[i]) + " out-of-bounds in " + name + ".reduceat [0, " +
                                    std::to_string(lines.length) + ")");
  }
  std::vector<int64_t> shape = shape_of(source.value());
  shape[axis] = count;
  Result<TypedView> out = call.fresh(shape, dtype);
  if (!out.ok()) return out.status();
  raised::Found found;
  const Status status = with_type(dtype, [&]<typename T>(T) -> Status {
    const Function<T> function = binary::function_named<T>(name);
    if (function == nullptr) return unknown(name);
    const T* in = elements<T>(source.value());
    T* to = elements<T>(out.value());
    if (const Status bad = check_exponents(name, in, count_of(source.value())); !bad.ok()) return bad;
    const auto body = [&](int64_t begin, int64_t end) {
      uint8_t flags = 0;
      for (int64_t outer = begin; outer < end; ++outer) {
        for (int64_t i = 0; i < count; ++i) {
          const int64_t stop = i + 1 < count ? at[i + 1] : lines.length;
          for (int64_t k = 0; k < lines.inner; ++k) {
            const T* column = in + outer * lines.length * lines.inner + k;
            T sum = column[at[i] * lines.inner];
            for (int64_t j = at[i] + 1; j < stop; ++j) {
              const T next = function(sum, column[j * lines.inner]);
              flags = static_cast<uint8_t>(flags | raised::by_function(name, sum, column[j * lines.inner], next));
              sum = next;
            }
            to[(outer * count + i) * lines.inner + k] = sum;
          }
        }
      }
      found.add(flags);
    };
    parallel_for(call, lines.outer, 2.0 * static_cast<double>(lines.length * lines.inner), body);
    return {};
  });
  if (!status.ok()) return status;
  found.tell(call, "reduceat");
  call.give(out.value());
  return {};
}

/// Offsets in elements for every position of a C-order walk over `shape`, of an array that broadcasts to it.
std::vector<int64_t> broadcast_steps(const TypedView& array, const std::vector<int64_t>& shape) {
  std::vector<int64_t> steps(shape.size(), 0);
  int64_t step = 1;
  for (uint32_t i = 0; i < array.rank; ++i) {
    const uint32_t axis = array.rank - 1 - i;
    const int64_t size = array.view.shape[axis];
    if (size != 1) steps[shape.size() - 1 - i] = step;
    step *= size;
  }
  return steps;
}

bool merge_shape(std::vector<int64_t>& shape, const TypedView& array) {
  while (shape.size() < array.rank) shape.insert(shape.begin(), 1);
  for (uint32_t i = 0; i < array.rank; ++i) {
    int64_t& size = shape[shape.size() - 1 - i];
    const int64_t other = array.view.shape[array.rank - 1 - i];
    if (size == 1) size = other;
    else if (other != 1 && other != size) return false;
  }
  return true;
}

int64_t offset_at(const std::vector<int64_t>& position, const std::vector<int64_t>& steps, size_t first = 0) {
  int64_t offset = 0;
  for (size_t i = 0; i < steps.size(); ++i) offset += position[first + i] * steps[i];
  return offset;
}

/// The next position in C order; false at the end.
bool advance(std::vector<int64_t>& position, const std::vector<int64_t>& shape) {
  for (size_t i = shape.size(); i-- > 0;) {
    if (++position[i] < shape[i]) return true;
    position[i] = 0;
  }
  return false;
}

/// `ufunc.at(name, array, values, indices…)`: changes `array` once for each index.
Status at(Call& call) {
  const std::string& name = call.text(0);
  const TypedView target = call.array(1);
  std::vector<TypedView> indices;
  std::vector<int64_t> chosen;
  for (size_t i = 3; i < call.count(); ++i) {
    Result<TypedView> index = as_array(call, i, DType::Int64);
    if (!index.ok()) return index.status();
    const int64_t size = target.view.shape[i - 3];
    const int64_t* values = elements<int64_t>(index.value());
    for (int64_t k = 0; k < count_of(index.value()); ++k) {
      if (values[k] >= -size && values[k] < size) continue;
      return Status("IndexError", "index " + std::to_string(values[k]) + " is out of bounds for axis " + std::to_string(i - 3) +
                                      " with size " + std::to_string(size));
    }
    if (!merge_shape(chosen, index.value())) {
      return Status("IndexError", "shape mismatch: indexing arrays could not be broadcast together");
    }
    indices.push_back(index.value());
  }
  const size_t leading = chosen.size();
  std::vector<int64_t> shape = chosen;
  for (auto axis = static_cast<uint32_t>(indices.size()); axis < target.rank; ++axis) shape.push_back(target.view.shape[axis]);
  Result<TypedView> values = as_array(call, 2, target.dtype);
  if (!values.ok()) return values.status();
  std::vector<int64_t> merged = shape;
  if (!merge_shape(merged, values.value()) || merged != shape) {
    return Status("ValueError", "array is not broadcastable to correct shape");
  }
  for (const int64_t size : shape) {
    if (size == 0) return {};
  }
  std::vector<std::vector<int64_t>> index_steps;
  for (const TypedView& index : indices) index_steps.push_back(broadcast_steps(index, chosen));
  const std::vector<int64_t> value_steps = broadcast_steps(values.value(), shape);
  return with_type(target.dtype, [&]<typename T>(T) -> Status {
    raised::Found found;
    const Function<T> function = binary::function_named<T>(name);
    if (function == nullptr) return unknown(name);
    const T* from = elements<T>(values.value());
    if (const Status bad = check_exponents(name, from, count_of(values.value())); !bad.ok()) return bad;
    std::vector<int64_t> position(shape.size(), 0);
    do {
      std::byte* place = target.view.data;
      for (size_t i = 0; i < indices.size(); ++i) {
        int64_t index = elements<int64_t>(indices[i])[offset_at(position, index_steps[i])];
        if (index < 0) index += target.view.shape[i];
        place += index * target.view.strides[i];
      }
      for (size_t axis = indices.size(); axis < target.rank; ++axis) {
        place += position[leading + axis - indices.size()] * target.view.strides[axis];
      }
      T* element = reinterpret_cast<T*>(place);
      const T value = from[offset_at(position, value_steps)];
      const T result = function(*element, value);
      found.add(raised::by_function(name, *element, value, result));
      *element = result;
    } while (advance(position, shape));
    found.tell(call, name);
    return {};
  });
}

/// `frexp(x)`: mantissa and exponent.
Status frexp_parts(Call& call) {
  const DType dtype = call.wanted[0].dtype;
  Result<TypedView> source = as_array(call, 0, dtype);
  if (!source.ok()) return source.status();
  const std::vector<int64_t> shape = shape_of(source.value());
  Result<TypedView> mantissa = call.fresh(shape, dtype);
  Result<TypedView> exponent = call.fresh(shape, DType::Int32);
  if (!mantissa.ok()) return mantissa.status();
  if (!exponent.ok()) return exponent.status();
  const auto run = [&]<typename T>(T) {
    for (int64_t i = 0; i < count_of(source.value()); ++i) {
      int power = 0;
      const T value = elements<T>(source.value())[i];
      elements<T>(mantissa.value())[i] = std::frexp(value, &power);
      elements<int32_t>(exponent.value())[i] = std::isfinite(value) ? power : 0;
    }
  };
  if (dtype == DType::Float32) run(float{});
  else run(double{});
  call.give(mantissa.value());
  call.give(exponent.value());
  return {};
}

/// `ldexp(x, n)`: both of one shape, n of int64.
Status ldexp_values(Call& call) {
  const DType dtype = call.wanted[0].dtype;
  Result<TypedView> source = as_array(call, 0, dtype);
  if (!source.ok()) return source.status();
  Result<TypedView> powers = as_array(call, 1, DType::Int64);
  if (!powers.ok()) return powers.status();
  Result<TypedView> out = call.fresh(shape_of(source.value()), dtype);
  if (!out.ok()) return out.status();
  raised::Found found;
  const auto run = [&]<typename T>(T) {
    for (int64_t i = 0; i < count_of(source.value()); ++i) {
      const int64_t power = std::clamp<int64_t>(elements<int64_t>(powers.value())[i], -100000, 100000);
      const T value = elements<T>(source.value())[i];
      const T result = std::ldexp(value, static_cast<int>(power));
      found.add(raised::by(value, value, result));
      elements<T>(out.value())[i] = result;
    }
  };
  if (dtype == DType::Float32) run(float{});
  else run(double{});
  found.tell(call, "ldexp");
  call.give(out.value());
  return {};
}

}  // namespace

void register_ufuncs(Registry& registry) {
  registry.add("ufunc.reduce", reduce);
  registry.add("ufunc.accumulate", accumulate);
  registry.add("ufunc.reduceat", reduceat);
  registry.add("ufunc.at", at, 1u << 1);
  registry.add("frexp", frexp_parts);
  registry.add("ldexp", ldexp_values);
}

}  // namespace weft::kernels
