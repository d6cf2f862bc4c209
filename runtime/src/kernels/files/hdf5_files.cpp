// SPDX-License-Identifier: Apache-2.0
// Datasets of HDF5 files, NetCDF-4 included, read with libhdf5, which is linked statically: a target needs none.

#include <hdf5.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <cstring>
#include <memory>
#include <mutex>

#include "kernels/element.h"
#include "kernels/files/file_arrays.h"
#include "kernels/files/netcdf_files.h"

namespace weft::kernels {
namespace files {
namespace {

/// An HDF5 identifier that closes itself.
class Handle {
 public:
  Handle() = default;
  Handle(hid_t id, herr_t (*close)(hid_t)) : id_(id), close_(close) {}
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(close_, other.close_);
    return *this;
  }
  ~Handle() {
    if (id_ >= 0) close_(id_);
  }
  explicit operator bool() const { return id_ >= 0; }
  hid_t get() const { return id_; }

 private:
  hid_t id_ = -1;
  herr_t (*close_)(hid_t) = nullptr;
};

/// Errors come as values; HDF5 must not print them.
void silence() {
  static std::once_flag once;
  std::call_once(once, [] { H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr); });
}

std::string names_in(hid_t group) {
  std::string names;
  H5Literate(
      group, H5_INDEX_NAME, H5_ITER_INC, nullptr,
      [](hid_t, const char* name, const H5L_info_t*, void* into) -> herr_t {
        auto& text = *static_cast<std::string*>(into);
        text += (text.empty() ? "" : ", ") + std::string(name);
        return 0;
      },
      &names);
  return names;
}

/// The memory type of the elements; bools are NumPy's enumeration, complex numbers its pair `r`, `i`.
struct Elements {
  DType dtype = DType::Float64;
  Handle memory;
};

Status unsupported(const std::string& what) {
  return Status("TypeError", what + " cannot be read", "save it as numbers: bool, integers, float32, float64 or complex");
}

Result<Elements> elements_of(hid_t file_type) {
  Elements result;
  const size_t size = H5Tget_size(file_type);
  const auto copy = [](hid_t type) { return Handle(H5Tcopy(type), H5Tclose); };
  switch (H5Tget_class(file_type)) {
    case H5T_INTEGER: {
      const bool is_signed = H5Tget_sign(file_type) != H5T_SGN_NONE;
      if (size == 1) result.dtype = is_signed ? DType::Int8 : DType::UInt8;
      else if (size == 2) result.dtype = is_signed ? DType::Int16 : DType::UInt16;
      else if (size == 4) result.dtype = is_signed ? DType::Int32 : DType::UInt32;
      else if (size == 8) result.dtype = is_signed ? DType::Int64 : DType::UInt64;
      else return unsupported("integers of " + std::to_string(size) + " bytes");
      const hid_t native = size == 1   ? (is_signed ? H5T_NATIVE_INT8 : H5T_NATIVE_UINT8)
                           : size == 2 ? (is_signed ? H5T_NATIVE_INT16 : H5T_NATIVE_UINT16)
                           : size == 4 ? (is_signed ? H5T_NATIVE_INT32 : H5T_NATIVE_UINT32)
                                       : (is_signed ? H5T_NATIVE_INT64 : H5T_NATIVE_UINT64);
      result.memory = copy(native);
      return result;
    }
    case H5T_FLOAT:
      if (size != 4 && size != 8) return unsupported("floats of " + std::to_string(size) + " bytes");
      result.dtype = size == 4 ? DType::Float32 : DType::Float64;
      result.memory = copy(size == 4 ? H5T_NATIVE_FLOAT : H5T_NATIVE_DOUBLE);
      return result;
    case H5T_ENUM: {
      int8_t value = 1;
      const bool is_bool = size == 1 && H5Tget_nmembers(file_type) == 2 && H5Tenum_valueof(file_type, "TRUE", &value) >= 0 && value == 1 &&
                           H5Tenum_valueof(file_type, "FALSE", &value) >= 0 && value == 0;
      if (!is_bool) return unsupported("an enumeration");
      result.dtype = DType::Bool;
      result.memory = copy(file_type);
      return result;
    }
    case H5T_COMPOUND: {
      const bool named = H5Tget_nmembers(file_type) == 2 && H5Tget_member_index(file_type, "r") == 0 && H5Tget_member_index(file_type, "i") == 1;
      const Handle part(named ? H5Tget_member_type(file_type, 0) : -1, H5Tclose);
      if (!part || H5Tget_class(part.get()) != H5T_FLOAT) return unsupported("a dataset of records");
      const size_t item = H5Tget_size(part.get());
      if (item != 4 && item != 8) return unsupported("complex numbers of this size");
      result.dtype = item == 4 ? DType::Complex64 : DType::Complex128;
      result.memory = Handle(H5Tcreate(H5T_COMPOUND, 2 * item), H5Tclose);
      const hid_t native = item == 4 ? H5T_NATIVE_FLOAT : H5T_NATIVE_DOUBLE;
      H5Tinsert(result.memory.get(), "r", 0, native);
      H5Tinsert(result.memory.get(), "i", item, native);
      return result;
    }
    case H5T_STRING: return unsupported("a dataset of strings");
    default: return unsupported("a dataset of this type");
  }
}

class Dataset final : public Source {
 public:
  Status open(const std::string& path, const std::string& name) {
    silence();
    if (::access(path.c_str(), R_OK) != 0) {
      const std::string reason = std::strerror(errno);
      return Status(errno == ENOENT ? "FileNotFoundError" : "OSError",
                    "[Errno " + std::to_string(errno) + "] Unable to open file (unable to open file: name = '" + path +
                        "', errno = " + std::to_string(errno) + ", error message = '" + reason + "')");
    }
    // Several processes may read the file while another has it open: locks would fail on network file systems.
    file_ = Handle(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
    if (!file_) return Status("OSError", "Unable to open file (file signature not found): '" + path + "'");
    hid_t group = file_.get();
    Handle held;
    // Step by step, so that the message names what is missing, and what there is.
    size_t at = 0;
    while (at < name.size() && name[at] == '/') ++at;
    std::string part;
    while (at < name.size()) {
      const size_t end = std::min(name.find('/', at), name.size());
      part = name.substr(at, end - at);
      at = end;
      while (at < name.size() && name[at] == '/') ++at;
      if (H5Lexists(group, part.c_str(), H5P_DEFAULT) <= 0 && H5Oexists_by_name(group, part.c_str(), H5P_DEFAULT) <= 0) {
        return Status("KeyError", "\"Unable to open object (object '" + part + "' doesn't exist)\"", "the file holds: " + names_in(group));
      }
      Handle next(H5Oopen(group, part.c_str(), H5P_DEFAULT), H5Oclose);
      if (!next) return Status("KeyError", "'Unable to open object: " + part + "'");
      const H5I_type_t kind = H5Iget_type(next.get());
      if (kind == H5I_GROUP && at < name.size()) {
        held = std::move(next);
        group = held.get();
        continue;
      }
      if (kind == H5I_GROUP) return Status("TypeError", "'" + name + "' is a group", "it holds: " + names_in(next.get()));
      if (kind != H5I_DATASET) return Status("TypeError", "'" + name + "' is no dataset");
      dataset_ = std::move(next);
      break;
    }
    if (!dataset_) return Status("KeyError", "'no dataset is named'", "the file holds: " + names_in(group));
    const Handle type(H5Dget_type(dataset_.get()), H5Tclose);
    auto elements = elements_of(type.get());
    if (!elements.ok()) return elements.status().with_context("'" + name + "'");
    elements_ = elements.take();
    shape_.dtype = elements_.dtype;
    const Handle space(H5Dget_space(dataset_.get()), H5Sclose);
    const int rank = H5Sget_simple_extent_ndims(space.get());
    if (rank < 0 || rank > memory::kMaxRank) return Status("ValueError", "'" + name + "' has " + std::to_string(rank) + " axes, at most 8 are supported");
    hsize_t sizes[memory::kMaxRank] = {};
    H5Sget_simple_extent_dims(space.get(), sizes, nullptr);
    shape_.sizes.assign(sizes, sizes + rank);
    return {};
  }

  const Shape& shape() const override { return shape_; }

  Status read(std::byte* to) override {
    for (const int64_t size : shape_.sizes) {
      if (size == 0) return {};
    }
    if (H5Dread(dataset_.get(), elements_.memory.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, to) < 0) {
      return Status("OSError", "Can't read data (the file is damaged, or compressed with a filter that is not built in)",
                    "write it without compression or with gzip");
    }
    return {};
  }

  /// A number of an attribute, for NetCDF's conventions.
  Attribute attribute(const char* name) const {
    Attribute result;
    if (H5Aexists(dataset_.get(), name) <= 0) return result;
    const Handle attribute(H5Aopen(dataset_.get(), name, H5P_DEFAULT), H5Aclose);
    result.exists = true;
    const Handle space(H5Aget_space(attribute.get()), H5Sclose);
    const Handle type(H5Aget_type(attribute.get()), H5Tclose);
    const H5T_class_t kind = H5Tget_class(type.get());
    const hssize_t count = H5Sget_simple_extent_npoints(space.get());
    if ((kind != H5T_INTEGER && kind != H5T_FLOAT) || count < 1 || count > 16) return result;
    result.values.resize(static_cast<size_t>(count));
    if (H5Aread(attribute.get(), H5T_NATIVE_DOUBLE, result.values.data()) < 0) result.values.clear();
    return result;
  }

 private:
  Handle file_;
  Handle dataset_;
  Elements elements_;
  Shape shape_;
};

/// A variable of a NetCDF-4 file, with what netCDF4 would mask or scale.
class NetcdfVariable final : public Source {
 public:
  Status open(const std::string& path, const std::string& name) {
    if (Status status = dataset_.open(path, name); !status.ok()) {
      if (status.code() == "KeyError") return Status("KeyError", "'" + name + "'", status.help());
      return status;
    }
    conventions_ = Conventions::of([&](const char* attribute) { return dataset_.attribute(attribute); });
    return conventions_.check(dataset_.shape().dtype, name);
  }
  const Shape& shape() const override { return dataset_.shape(); }
  Status read(std::byte* to) override {
    if (Status status = dataset_.read(to); !status.ok()) return status;
    return conventions_.check_values(dataset_.shape(), to);
  }

 private:
  Dataset dataset_;
  Conventions conventions_;
};

template <Result<std::unique_ptr<Source>> (*Open)(const std::string&, const std::string&)>
Status load(Call& call) {
  auto source = Open(call.text(0), call.text(1));
  if (!source.ok()) return source.status();
  return give(call, *source.value(), call.text(0) + "::" + call.text(1));
}

}  // namespace

Result<std::unique_ptr<Source>> open_hdf5(const std::string& path, const std::string& name) {
  auto source = std::make_unique<Dataset>();
  if (Status status = source->open(path, name); !status.ok()) return status;
  return std::unique_ptr<Source>(std::move(source));
}

Result<std::unique_ptr<Source>> open_netcdf(const std::string& path, const std::string& variable) {
  if (is_classic_netcdf(path)) return open_classic_netcdf(path, variable);
  auto source = std::make_unique<NetcdfVariable>();
  if (Status status = source->open(path, variable); !status.ok()) return status;
  return std::unique_ptr<Source>(std::move(source));
}

}  // namespace files

void register_files_hdf5(Registry& registry) {
  registry.add("h5py.read", files::load<files::open_hdf5>);
  registry.add("netCDF4.read", files::load<files::open_netcdf>);
}

}  // namespace weft::kernels
