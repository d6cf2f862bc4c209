// SPDX-License-Identifier: Apache-2.0
#include "kernels/files/file_arrays.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "memory/npy.h"

namespace weft::kernels::files {

Status system_error(const std::string& path, int error_number) {
  const char* kind = error_number == ENOENT   ? "FileNotFoundError"
                     : error_number == EACCES ? "PermissionError"
                     : error_number == EISDIR ? "IsADirectoryError"
                                              : "OSError";
  return Status(kind, "[Errno " + std::to_string(error_number) + "] " + std::strerror(error_number) + ": '" + path + "'");
}

Result<std::string> read_whole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return system_error(path, errno == 0 ? ENOENT : errno);
  std::ostringstream text;
  text << file.rdbuf();
  if (file.bad()) return system_error(path, errno == 0 ? EIO : errno);
  return std::move(text).str();
}

std::string text_of(const Shape& shape) {
  static constexpr const char* kNames[] = {"b1", "i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64", "f32", "f64", "c64", "c128"};
  std::string text = kNames[static_cast<size_t>(shape.dtype)];
  for (size_t i = 0; i < shape.sizes.size(); ++i) text += (i == 0 ? " " : ",") + std::to_string(shape.sizes[i]);
  return text;
}

Result<Shape> describe(std::string_view place) {
  const size_t at = place.find("::");
  const std::string path(place.substr(0, at));
  if (at == std::string_view::npos) {
    auto header = memory::describe_npy(path);
    if (!header.ok()) return header.status();
    if (!header.value().dtype) return Status("TypeError", "elements of type `" + header.value().descr + "` are not supported");
    return Shape{*header.value().dtype, header.value().shape};
  }
  const std::string rest(place.substr(at + 2));
  const size_t colon = rest.find(':');
  const std::string format = rest.substr(0, colon);
  const std::string member = colon == std::string::npos ? "" : rest.substr(colon + 1);
  auto source = format == "npz"    ? open_npz(path, member)
                : format == "h5"   ? open_hdf5(path, member)
                : format == "nc"   ? open_netcdf(path, member)
                : format == "text" ? open_text(path, member, DType::Float64)
                                   : Result<std::unique_ptr<Source>>(Status("ValueError", "no such format: " + format));
  if (!source.ok()) return source.status();
  return source.value()->shape();
}

Status give(Call& call, Source& source, const std::string& place) {
  const Shape& shape = source.shape();
  const Wanted& wanted = call.wanted[0];
  const bool scalar = wanted.kind == wire::TypeKind::Scalar;
  if (shape.dtype != wanted.dtype || shape.sizes.size() != (scalar ? 0 : wanted.rank)) {
    return Status("TypeError", "'" + place + "' holds " + text_of(shape) + ", and the program was compiled for " +
                                   memory::dtype_name(wanted.dtype) + " with " + std::to_string(scalar ? 0 : wanted.rank) + " axes",
                  "run it again from the source");
  }
  auto array = call.fresh(shape.sizes, shape.dtype);
  if (!array.ok()) return array.status();
  if (Status status = source.read(array.value().view.data); !status.ok()) return status;
  call.give(array.value());
  return {};
}

}  // namespace weft::kernels::files
