// SPDX-License-Identifier: Apache-2.0
#include "kernels/kernels.h"
#include "memory/npy.h"

namespace weft::kernels {
namespace {

std::string axes_text(uint32_t rank) {
  return rank == 0 ? "no axes" : rank == 1 ? "1 axis" : std::to_string(rank) + " axes";
}

}  // namespace

Result<TypedView> load_npy(const Context& context, uint32_t, const std::string& path, DType dtype, uint32_t rank) {
  Result<memory::NpyHeader> header = memory::describe_npy(path);
  if (!header.ok()) return header.status();
  const memory::NpyHeader& found = header.value();
  if (found.dtype != dtype || found.shape.size() != rank) {
    return Status("TypeError", "'" + path + "' holds " + (found.dtype ? memory::dtype_name(*found.dtype) : "'" + found.descr + "'") +
                                   " with " + axes_text(static_cast<uint32_t>(found.shape.size())) + ", expected " +
                                   memory::dtype_name(dtype) + " with " + axes_text(rank),
                  "the program was compiled for the file as it was then; run it again from the source");
  }
  return memory::read_npy(context.pool, path);
}

Status save_npy(const Context& context, uint32_t, const std::string& path, const TypedView& array) {
  context.engine.wait(array.view.buffer, false);
  if (context.engine.cancelled()) return {};
  const bool named = path.size() >= 4 && path.compare(path.size() - 4, 4, ".npy") == 0;
  return memory::write_npy(named ? path : path + ".npy", array);
}

}  // namespace weft::kernels
