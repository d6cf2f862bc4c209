// SPDX-License-Identifier: Apache-2.0
// NetCDF: its conventions for missing and packed values, and the classic format (versions 1, 2 and 5), which is read here: Debian's
// libnetcdf needs libcurl and is not for static linking, and the format is a header and plain arrays.

#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kernels/files/file_arrays.h"

namespace weft::kernels::files {

struct Attribute {
  bool exists = false;
  std::vector<double> values;  // empty for texts
};

/// What the library netCDF4 does to a variable's values when it gives them: it masks missing ones and unpacks scaled ones.
/// Weft has no masked arrays, so it reads a variable only where nothing is masked.
class Conventions {
 public:
  static Conventions of(const std::function<Attribute(const char*)>& attribute);
  /// Refuses packed variables.
  Status check(DType dtype, const std::string& name) const;
  /// Refuses masked elements.
  Status check_values(const Shape& shape, const std::byte* values) const;

 private:
  bool is_packed_ = false;
  bool is_unsigned_ = false;
  std::optional<double> fill_;
  std::vector<double> missing_;
  std::optional<double> least_;
  std::optional<double> most_;
};

bool is_classic_netcdf(const std::string& path);
Result<std::unique_ptr<Source>> open_classic_netcdf(const std::string& path, const std::string& variable);

}  // namespace weft::kernels::files
