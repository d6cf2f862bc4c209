// SPDX-License-Identifier: Apache-2.0
#include "compile/pure_kernels.h"

#include <algorithm>
#include <array>

namespace weft::compile {

namespace {

using wire::TypeKind;

constexpr std::array kFamilies = {"fft.", "linalg.", "special.", "polynomial."};

constexpr std::array kNames = {
    "pad", "repeat", "tile", "diag", "histogram_bin_edges", "histogram", "histogramdd", "histogram.bins", "median", "quantile", "window",
    "i0", "array_equal", "correlate", "cumprod", "gradient", "interp", "polyval", "vander", "polyadd", "polymul", "polydiv", "poly",
    "polyfit", "roots", "integrate.simpson", "ufunc.reduce", "ufunc.accumulate", "ufunc.reduceat", "nonzero", "argwhere", "searchsorted",
    "digitize", "bincount", "unravel_index", "ravel_multi_index", "sort", "argsort", "partition", "argpartition", "lexsort", "index.get",
    "choose", "take_along_axis", "delete.places", "insert.places", "tril_indices", "triu_indices", "unique", "unique.rows", "isin",
};

}  // namespace

bool is_pure_kernel(std::string_view name) {
  return std::ranges::any_of(kFamilies, [&](std::string_view family) { return name.starts_with(family); }) ||
         std::ranges::find(kNames, name) != kNames.end();
}

bool is_pure_call(const wire::FunctionT& function, const wire::NodeT& node) {
  const auto is_list = [&](uint32_t id) { return function.values[id]->kind == TypeKind::List; };
  const auto is_text = [&](uint32_t id) { return function.values[id]->kind == TypeKind::Str; };
  return is_pure_kernel(node.kernel) && node.writes.empty() && std::ranges::none_of(node.operands, is_list) &&
         std::ranges::none_of(node.results, is_list) && std::ranges::none_of(node.results, is_text);
}

}  // namespace weft::compile
