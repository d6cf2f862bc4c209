// SPDX-License-Identifier: Apache-2.0
// Arrays in files of several formats: what a file or one of its members holds, and how it is read into memory. A place is named as
// `path`, or `path::member` for archives, datasets and texts (`data.csv::text:…`, see file_text.h).
// Statuses have Python's exception names and, where there is one, the text of the library that scientists use.

#pragma once

#include <cstdint>
#include <string>
#include <memory>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "kernels/registry.h"

namespace weft::kernels::files {

struct Shape {
  DType dtype = DType::Float64;
  std::vector<int64_t> sizes;
};

/// One array that can be read: `read` fills `count` elements of `shape.dtype` in C order.
class Source {
 public:
  virtual ~Source() = default;
  virtual const Shape& shape() const = 0;
  virtual Status read(std::byte* to) = 0;
};

/// The FileNotFoundError, PermissionError, … that Python raises for `path`.
Status system_error(const std::string& path, int error_number);
/// The whole file.
Result<std::string> read_whole(const std::string& path);

Result<std::unique_ptr<Source>> open_npz(const std::string& path, const std::string& member);
Result<std::unique_ptr<Source>> open_hdf5(const std::string& path, const std::string& dataset);
Result<std::unique_ptr<Source>> open_netcdf(const std::string& path, const std::string& variable);
Result<std::unique_ptr<Source>> open_text(const std::string& path, const std::string& options, DType dtype);

/// What is at a place: "npz::member", "h5::dataset", "nc::variable", "text:options".
Result<Shape> describe(std::string_view place);
/// `f64 3,4` for `describe` on the command line of the worker.
std::string text_of(const Shape& shape);

/// Reads the array and gives it; TypeError when it is not what the program was compiled for.
Status give(Call& call, Source& source, const std::string& place);

}  // namespace weft::kernels::files
