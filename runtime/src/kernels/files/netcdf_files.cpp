// SPDX-License-Identifier: Apache-2.0
#include "kernels/files/netcdf_files.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>

#include "kernels/element.h"

namespace weft::kernels::files {

Conventions Conventions::of(const std::function<Attribute(const char*)>& attribute) {
  Conventions result;
  const Attribute scale = attribute("scale_factor");
  const Attribute offset = attribute("add_offset");
  result.is_packed_ = (scale.exists && scale.values != std::vector<double>{1.0}) || (offset.exists && offset.values != std::vector<double>{0.0});
  result.is_unsigned_ = attribute("_Unsigned").exists;
  if (const Attribute fill = attribute("_FillValue"); !fill.values.empty()) result.fill_ = fill.values[0];
  result.missing_ = attribute("missing_value").values;
  if (const Attribute range = attribute("valid_range"); range.values.size() == 2) {
    result.least_ = range.values[0];
    result.most_ = range.values[1];
  }
  if (const Attribute least = attribute("valid_min"); !least.values.empty()) result.least_ = least.values[0];
  if (const Attribute most = attribute("valid_max"); !most.values.empty()) result.most_ = most.values[0];
  return result;
}

Status Conventions::check(DType dtype, const std::string& name) const {
  if (is_packed_ || (is_unsigned_ && dtype != DType::Float32 && dtype != DType::Float64)) {
    return Status("ValueError", "variable '" + name + "' is packed (scale_factor, add_offset or _Unsigned), which is not unpacked here",
                  "save the unpacked values, or read them with h5py and scale them");
  }
  return {};
}

Status Conventions::check_values(const Shape& shape, const std::byte* values) const {
  std::optional<double> fill = fill_;
  if (!fill) {
    switch (shape.dtype) {  // NetCDF's own; single bytes have none
      case DType::Int16: fill = -32767; break;
      case DType::UInt16: fill = 65535; break;
      case DType::Int32: fill = -2147483647; break;
      case DType::UInt32: fill = 4294967295; break;
      case DType::Int64: fill = -9223372036854775806.0; break;
      case DType::UInt64: fill = 18446744073709551614.0; break;
      case DType::Float32: fill = static_cast<double>(9.9692099683868690e+36F); break;
      case DType::Float64: fill = 9.9692099683868690e+36; break;
      default: break;
    }
  }
  int64_t count = 1;
  for (const int64_t size : shape.sizes) count *= size;
  bool masked = false;
  with_type(shape.dtype, [&]<typename T>(T) {
    if constexpr (!is_complex<T> && !std::is_same_v<T, bool>) {
      const auto same = [](T value, double other) {
        return value == static_cast<T>(other) || (std::is_floating_point_v<T> && value != value && std::isnan(other));
      };
      const T* data = reinterpret_cast<const T*>(values);
      for (int64_t i = 0; i < count && !masked; ++i) {
        masked = (fill && same(data[i], *fill)) || (least_ && static_cast<double>(data[i]) < *least_) ||
                 (most_ && static_cast<double>(data[i]) > *most_);
        for (const double each : missing_) masked = masked || same(data[i], each);
      }
    }
  });
  if (!masked) return {};
  return Status("ValueError", "the variable has missing values; netCDF4 gives a masked array, which tasks do not have",
                "fill them when the file is written, or read it with h5py and compare with the fill value");
}

bool is_classic_netcdf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  char start[4] = {};
  file.read(start, 4);
  return file.gcount() == 4 && start[0] == 'C' && start[1] == 'D' && start[2] == 'F' && (start[3] == 1 || start[3] == 2 || start[3] == 5);
}

namespace {

/// Big-endian numbers of the header.
class Reader {
 public:
  explicit Reader(const std::string& path) : file_(path, std::ios::binary) { file_.seekg(3); version_ = file_.get(); }

  bool ok() const { return file_.good(); }
  int version() const { return version_; }
  uint64_t number(size_t bytes) {
    uint64_t value = 0;
    for (size_t i = 0; i < bytes; ++i) value = value << 8 | static_cast<uint8_t>(file_.get());
    return value;
  }
  uint64_t count() { return number(version_ == 5 ? 8 : 4); }
  uint64_t offset() { return number(version_ == 1 ? 4 : 8); }
  std::string name() {
    const uint64_t size = count();
    if (size > 65536 || !file_) {
      file_.setstate(std::ios::failbit);
      return {};
    }
    std::string text(size, '\0');
    file_.read(text.data(), static_cast<std::streamsize>(size));
    skip((4 - size % 4) % 4);
    return text;
  }
  void skip(uint64_t bytes) { file_.seekg(static_cast<std::streamoff>(bytes), std::ios::cur); }
  std::ifstream& file() { return file_; }

 private:
  std::ifstream file_;
  int version_ = 0;
};

size_t size_of(uint64_t type) {
  switch (type) {
    case 1: case 2: case 7: return 1;
    case 3: case 8: return 2;
    case 4: case 5: case 9: return 4;
    default: return 8;
  }
}

std::optional<DType> dtype_of(uint64_t type) {
  switch (type) {
    case 1: return DType::Int8;
    case 3: return DType::Int16;
    case 4: return DType::Int32;
    case 5: return DType::Float32;
    case 6: return DType::Float64;
    case 7: return DType::UInt8;
    case 8: return DType::UInt16;
    case 9: return DType::UInt32;
    case 10: return DType::Int64;
    case 11: return DType::UInt64;
    default: return std::nullopt;
  }
}

void swap_bytes(std::byte* data, size_t count, size_t item) {
  for (size_t i = 0; i < count && item > 1; ++i) std::reverse(data + i * item, data + (i + 1) * item);
}

double value_of(const std::byte* bytes, DType dtype) {
  return with_type(dtype, [&]<typename T>(T) -> double {
    if constexpr (is_complex<T>) {
      return 0;
    } else {
      T value{};
      std::memcpy(&value, bytes, sizeof value);
      return static_cast<double>(value);
    }
  });
}

struct Variable {
  std::vector<uint64_t> dimensions;
  std::vector<std::pair<std::string, Attribute>> attributes;
  uint64_t type = 0;
  uint64_t record_bytes = 0;
  uint64_t begin = 0;
};

class ClassicVariable final : public Source {
 public:
  explicit ClassicVariable(const std::string& path) : path_(path), reader_(path) {}

  Status open(const std::string& name) {
    const Status damaged("OSError", "[Errno -51] NetCDF: Unknown file format: '" + path_ + "'");
    records_ = reader_.count();
    std::vector<uint64_t> sizes;
    reader_.number(4);
    for (uint64_t i = reader_.count(); i > 0 && reader_.ok(); --i) {
      reader_.name();
      sizes.push_back(reader_.count());
    }
    skip_attributes();
    reader_.number(4);
    bool found = false;
    std::string names;
    uint64_t record_variables = 0;
    for (uint64_t i = reader_.count(); i > 0 && reader_.ok(); --i) {
      Variable variable;
      const std::string own = reader_.name();
      for (uint64_t k = reader_.count(); k > 0 && reader_.ok(); --k) variable.dimensions.push_back(reader_.count());
      variable.attributes = read_attributes();
      variable.type = reader_.number(4);
      variable.record_bytes = reader_.count();
      variable.begin = reader_.offset();
      const bool is_record = !variable.dimensions.empty() && variable.dimensions[0] < sizes.size() && sizes[variable.dimensions[0]] == 0;
      // The stored size saturates; it is computed from the shape.
      uint64_t bytes = size_of(variable.type);
      for (size_t k = is_record ? 1 : 0; k < variable.dimensions.size(); ++k) {
        if (variable.dimensions[k] >= sizes.size()) return damaged;
        bytes *= sizes[variable.dimensions[k]];
      }
      if (is_record) {
        ++record_variables;
        stride_ += (bytes + 3) / 4 * 4;
        last_record_bytes_ = bytes;
      }
      names += (names.empty() ? "" : ", ") + own;
      if (own != name) continue;
      found = true;
      variable_ = variable;
      is_record_ = is_record;
      block_bytes_ = bytes;
    }
    if (!reader_.ok()) return damaged;
    if (record_variables == 1) stride_ = last_record_bytes_;  // a lone record variable is not padded
    if (!found) return Status("KeyError", "'" + name + "'", "the file holds: " + names);
    const auto dtype = dtype_of(variable_.type);
    if (!dtype) return Status("TypeError", "variable '" + name + "' holds characters, which cannot be read");
    shape_.dtype = *dtype;
    for (size_t k = 0; k < variable_.dimensions.size(); ++k) {
      const uint64_t size = k == 0 && is_record_ ? records_ : sizes[variable_.dimensions[k]];
      shape_.sizes.push_back(static_cast<int64_t>(size));
    }
    if (shape_.sizes.size() > static_cast<size_t>(memory::kMaxRank)) return Status("ValueError", "'" + name + "' has more than 8 axes");
    conventions_ = Conventions::of([&](const char* wanted) {
      for (const auto& [own, attribute] : variable_.attributes) {
        if (own == wanted) return attribute;
      }
      return Attribute{};
    });
    return conventions_.check(shape_.dtype, name);
  }

  const Shape& shape() const override { return shape_; }

  Status read(std::byte* to) override {
    const uint64_t blocks = is_record_ ? records_ : 1;
    for (uint64_t i = 0; i < blocks; ++i) {
      reader_.file().clear();
      reader_.file().seekg(static_cast<std::streamoff>(variable_.begin + i * stride_));
      reader_.file().read(reinterpret_cast<char*>(to + i * block_bytes_), static_cast<std::streamsize>(block_bytes_));
      if (static_cast<uint64_t>(reader_.file().gcount()) != block_bytes_) return Status("OSError", "'" + path_ + "' is cut short");
    }
    const size_t item = size_of(variable_.type);
    swap_bytes(to, blocks * block_bytes_ / item, item);
    return conventions_.check_values(shape_, to);
  }

 private:
  void skip_attributes() { read_attributes(); }

  std::vector<std::pair<std::string, Attribute>> read_attributes() {
    std::vector<std::pair<std::string, Attribute>> result;
    reader_.number(4);
    for (uint64_t i = reader_.count(); i > 0 && reader_.ok(); --i) {
      const std::string name = reader_.name();
      const uint64_t type = reader_.number(4);
      const uint64_t count = reader_.count();
      const size_t item = size_of(type);
      Attribute attribute;
      attribute.exists = true;
      const auto dtype = dtype_of(type);
      if (dtype && count <= 16) {
        std::vector<std::byte> bytes(count * item);
        reader_.file().read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
        swap_bytes(bytes.data(), count, item);
        for (uint64_t k = 0; k < count; ++k) attribute.values.push_back(value_of(bytes.data() + k * item, *dtype));
      } else {
        reader_.skip(count * item);
      }
      reader_.skip((4 - count * item % 4) % 4);
      result.emplace_back(name, attribute);
    }
    return result;
  }

  std::string path_;
  Reader reader_;
  Variable variable_;
  Conventions conventions_;
  Shape shape_;
  uint64_t records_ = 0;
  uint64_t stride_ = 0;
  uint64_t last_record_bytes_ = 0;
  uint64_t block_bytes_ = 0;
  bool is_record_ = false;
};

}  // namespace

Result<std::unique_ptr<Source>> open_classic_netcdf(const std::string& path, const std::string& variable) {
  auto source = std::make_unique<ClassicVariable>(path);
  if (Status status = source->open(variable); !status.ok()) return status;
  return std::unique_ptr<Source>(std::move(source));
}

}  // namespace weft::kernels::files
