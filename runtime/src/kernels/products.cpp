// SPDX-License-Identifier: Apache-2.0
#include "kernels/products.h"

#include <algorithm>
#include <climits>

#include "engine/access.h"
#include "kernels/element.h"
#include "kernels/tiles.h"

namespace weft::kernels {
namespace {

using engine::Access;
using engine::AccessMode;

constexpr double kNsPerProduct = 0.03;
constexpr double kNsPerPacked = 0.6;
constexpr int64_t kLeastTiledDepth = 32;  // below, packing and storing take as long as the products
// Below this a product is one call, whatever its shape: under 50 µs.
constexpr int64_t kWorthCutting = 1'000'000;
// Rows of a panel of a symmetric product: each packs all columns again, which costs as much as 23 rows (measured).
constexpr int64_t kSymmetricPanel = 144;
// Matrices with this many rows are cut into panels of rows; fewer are cut along the depth or the columns.
constexpr int64_t kFewRows = 384;
constexpr int64_t kFewVectorRows = 512;
constexpr int64_t kLeastDepth = 512;
constexpr int64_t kMostParts = 16;
constexpr int64_t kMostPartialBytes = 16 << 20;
constexpr int64_t kColumnPanel = 192;  // a multiple of every register block of BLAS
// Packed columns that are held at once, in two blocks, and panels of a strip at least.
constexpr int64_t kMostPackedBytes = 4 << 20;
constexpr int64_t kLeastStrip = 8;
// What a processor's own cache keeps of a packed operand, and rows that make up for fetching it.
constexpr int64_t kOwnBytes = 1 << 20;
constexpr int64_t kRowsOverPacked = 256;
constexpr int64_t kMirrorBlock = 32;   // two blocks of doubles fit the first-level cache

struct Cut {
  FlatProduct product;
  std::byte* out = nullptr;      // the result, or the partial ones
  std::byte* result = nullptr;
  int64_t part = 0;              // depth of one part, columns or rows of one panel
  int64_t parts = 0;
  bool is_symmetric = false;
};

template <typename T>
blas::Matrix<T> moved(blas::Matrix<T> matrix, int64_t row, int64_t column) {
  matrix.data += matrix.transposed ? column * matrix.leading + row : row * matrix.leading + column;
  return matrix;
}

template <typename T>
blas::Matrix<T> turned(blas::Matrix<T> matrix) {
  matrix.transposed = !matrix.transposed;
  return matrix;
}

template <typename T>
std::pair<blas::Matrix<T>, blas::Matrix<T>> operands_of(const FlatProduct& product) {
  blas::Matrix<T> left{};
  blas::Matrix<T> right{};
  as_blas(product.rows, product.depth, product.a_row, product.a_column, left);
  as_blas(product.depth, product.columns, product.b_row, product.b_column, right);
  left.data = reinterpret_cast<const T*>(product.a);
  right.data = reinterpret_cast<const T*>(product.b);
  return {left, right};
}

/// Copies rows [begin, end) of the lower triangle to its mirror.
template <typename T>
void mirror(T* c, int64_t size, int64_t begin, int64_t end) {
  for (int64_t row = begin; row < end; row += kMirrorBlock) {
    for (int64_t column = 0; column < std::min(row + kMirrorBlock, end); column += kMirrorBlock) {
      for (int64_t i = row; i < std::min(row + kMirrorBlock, end); ++i) {
        for (int64_t j = column; j < std::min(column + kMirrorBlock, i); ++j) c[j * size + i] = c[i * size + j];
      }
    }
  }
}

/// a · aᵀ of `depth` columns of `left`, into the lower triangle.
template <typename T>
void lower_product(int64_t rows, int64_t depth, const blas::Matrix<T>& left, T* c, int64_t leading) {
  for (int64_t i = 0; i < rows; ++i) std::fill_n(c + i * leading, rows, T(0));  // BLAS may keep a NaN of reused memory
  blas::syrk(static_cast<int>(rows), static_cast<int>(depth), left, c, static_cast<int>(leading));
}

template <typename T>
void symmetric_panel(const Cut& cut, int64_t panel) {
  const FlatProduct& product = cut.product;
  const int64_t size = product.rows;
  const int64_t begin = panel * cut.part;
  const int64_t end = std::min(begin + cut.part, size);
  if (begin >= end) return;
  const auto [left, right] = operands_of<T>(product);
  T* c = reinterpret_cast<T*>(cut.out);
  if (begin > 0) {
    blas::gemm(static_cast<int>(end - begin), static_cast<int>(begin), static_cast<int>(product.depth), moved(left, begin, 0), turned(left),
               c + begin * size, static_cast<int>(size));
  }
  lower_product(end - begin, product.depth, moved(left, begin, 0), c + begin * size + begin, size);
  mirror(c, size, begin, end);
}

/// An iteration is a panel from the top and one from the bottom: all iterations cost the same.
void symmetric_body(void* context, int64_t begin, int64_t end, uint32_t) {
  const auto& cut = *static_cast<const Cut*>(context);
  with_type(cut.product.dtype, [&]<typename T>(T) {
    if constexpr (is_inexact<T>) {
      for (int64_t i = begin; i < end; ++i) {
        symmetric_panel<T>(cut, 2 * cut.parts - 1 - i);
        symmetric_panel<T>(cut, i);
      }
    }
  });
}

void columns_body(void* context, int64_t begin, int64_t end, uint32_t) {
  const auto& cut = *static_cast<const Cut*>(context);
  with_type(cut.product.dtype, [&]<typename T>(T) {
    if constexpr (is_inexact<T>) {
      const FlatProduct& product = cut.product;
      const auto [left, right] = operands_of<T>(product);
      for (int64_t panel = begin; panel < end; ++panel) {
        const int64_t column = panel * cut.part;
        const int64_t count = std::min(cut.part, product.columns - column);
        blas::gemm(static_cast<int>(product.rows), static_cast<int>(count), static_cast<int>(product.depth), left, moved(right, 0, column),
                   reinterpret_cast<T*>(cut.out) + column, static_cast<int>(product.columns));
      }
    }
  });
}

void depth_body(void* context, int64_t begin, int64_t end, uint32_t) {
  const auto& cut = *static_cast<const Cut*>(context);
  with_type(cut.product.dtype, [&]<typename T>(T) {
    if constexpr (is_inexact<T>) {
      const FlatProduct& product = cut.product;
      const auto [left, right] = operands_of<T>(product);
      const auto rows = static_cast<int>(product.rows);
      const auto columns = static_cast<int>(product.columns);
      for (int64_t part = begin; part < end; ++part) {
        const int64_t from = part * cut.part;
        const auto depth = static_cast<int>(std::min(cut.part, product.depth - from));
        T* out = reinterpret_cast<T*>(cut.out) + part * product.rows * product.columns;
        const int64_t step = product.b_row / static_cast<int64_t>(sizeof(T));
        if (cut.is_symmetric) {
          lower_product(rows, depth, moved(left, 0, from), out, rows);
        } else if (columns == 1 && step > 0 && step <= INT_MAX) {
          std::fill_n(out, rows, T(0));
          blas::gemv(rows, depth, moved(left, 0, from), reinterpret_cast<const T*>(product.b + from * product.b_row), static_cast<int>(step), out);
        } else {
          blas::gemm(rows, columns, depth, moved(left, 0, from), moved(right, from, 0), out, columns);
        }
      }
    }
  });
}

template <typename T>
T sum_pairwise(const T* values, int64_t count, int64_t stride) {
  if (count == 1) return *values;
  const int64_t half = count / 2;
  return sum_pairwise(values, half, stride) + sum_pairwise(values + half * stride, count - half, stride);
}

void sum_body(void* context, int64_t begin, int64_t end, uint32_t) {
  const auto& cut = *static_cast<const Cut*>(context);
  with_type(cut.product.dtype, [&]<typename T>(T) {
    if constexpr (is_inexact<T>) {
      const int64_t size = cut.product.rows * cut.product.columns;
      const T* partial = reinterpret_cast<const T*>(cut.out);
      T* result = reinterpret_cast<T*>(cut.result);
      for (int64_t i = begin; i < end; ++i) result[i] = sum_pairwise(partial + i, cut.parts, size);
    }
  });
}

void mirror_body(void* context, int64_t, int64_t, uint32_t) {
  const auto& cut = *static_cast<const Cut*>(context);
  with_type(cut.product.dtype, [&]<typename T>(T) {
    mirror(reinterpret_cast<T*>(cut.result), cut.product.rows, 0, cut.product.rows);
  });
}

double cost_of(const FlatProduct& product, int64_t rows, int64_t columns, int64_t depth) {
  const double each = product.dtype >= DType::Complex64 ? 4 * kNsPerProduct : kNsPerProduct;
  const bool is_vector = columns == 1;
  return 200 + each * (is_vector ? 10 : 1) * static_cast<double>(rows) * static_cast<double>(columns) * static_cast<double>(depth);
}

/// Panels write interleaved bytes that an interval cannot tell apart: they run with nothing else in flight.
void run_alone(const Context& context, uint32_t site, const Cut& cut, engine::Body body, double cost_ns) {
  const Cut* pointer = &cut;
  struct Call {
    engine::Body body;
    const Cut* cut;
  } call{body, pointer};
  context.engine.wait_all();
  context.engine.submit({.body = [](void* raw, int64_t begin, int64_t end, uint32_t thread) {
                           const Call& inner = *static_cast<const Call*>(raw);
                           inner.body(const_cast<Cut*>(inner.cut), begin, end, thread);
                         },
                         .context = &call,
                         .context_bytes = sizeof call,
                         .site = site,
                         .extent = cut.parts,
                         .cost_ns = cost_ns});
  context.engine.wait_all();
}

Status cut_depth(const Context& context, uint32_t site, const FlatProduct& product, const ArrayView& out, const Access (&reads)[2]) {
  const int64_t item = memory::item_size(product.dtype);
  const int64_t size = product.rows * product.columns;
  Cut cut{product, nullptr, out.data};
  cut.is_symmetric = product.is_symmetric();
  cut.parts = std::clamp<int64_t>(std::min(product.depth / kLeastDepth, kMostPartialBytes / (size * item)), 2, kMostParts);
  cut.part = (product.depth + cut.parts - 1) / cut.parts;
  cut.parts = (product.depth + cut.part - 1) / cut.part;
  auto partial = context.pool.allocate(static_cast<uint64_t>(cut.parts * size * item));
  if (!partial.ok()) return partial.status();
  cut.out = partial.value()->data;
  const int64_t bytes = size * item;
  const Access writes_part[] = {reads[0], reads[1], {partial.value(), 0, bytes, bytes, AccessMode::write}};
  context.engine.submit({.body = depth_body,
                         .context = &cut,
                         .context_bytes = sizeof cut,
                         .site = site,
                         .extent = cut.parts,
                         .cost_ns = cost_of(product, product.rows, product.columns, cut.part) / (cut.is_symmetric ? 2 : 1),
                         .bytes_per_iteration = static_cast<uint64_t>((product.rows + product.columns) * cut.part * item),
                         .bytes = static_cast<uint64_t>((product.rows + product.columns) * product.depth * item + cut.parts * bytes),
                         .accesses = writes_part});
  const int64_t start = out.data - out.buffer->data;
  const Access adds[] = {{partial.value(), 0, (cut.parts - 1) * bytes + item, item, AccessMode::read},
                         {out.buffer, start, start + item, item, AccessMode::write}};
  context.engine.submit({.body = sum_body,
                         .context = &cut,
                         .context_bytes = sizeof cut,
                         .site = site,
                         .extent = size,
                         .block = 64,
                         .cost_ns = 0.6 * static_cast<double>(cut.parts),
                         .bytes_per_iteration = static_cast<uint64_t>((cut.parts + 1) * item),
                         .accesses = adds});
  if (cut.is_symmetric) {
    const Access both[] = {{out.buffer, start, start + bytes, 0, AccessMode::read_write}};
    context.engine.submit({.body = mirror_body,
                           .context = &cut,
                           .context_bytes = sizeof cut,
                           .site = site,
                           .extent = 1,
                           .sequential = true,
                           .cost_ns = static_cast<double>(size),
                           .bytes_per_iteration = static_cast<uint64_t>(bytes),
                           .accesses = both});
  }
  memory::release(partial.value());
  return {};
}

/// Tiles of rows in a task. Each task reads all of the packed operand, from a cache that threads share where it is large.
int64_t tiles_together(int64_t row_tiles, int64_t rows_of_tile, int64_t packed_bytes, int64_t threads) {
  if (threads == 1 || packed_bytes <= kOwnBytes) return 1;
  const int64_t tasks = threads * std::max<int64_t>(row_tiles * rows_of_tile / (kRowsOverPacked * threads), 1);
  return (row_tiles + tasks - 1) / tasks;
}

/// Columns of a product, packed in panels.
struct Tiled {
  FlatProduct product;
  const Tiles* tiles = nullptr;
  std::byte* packed = nullptr;
  std::byte* out = nullptr;
  int64_t out_row = 0;  // elements
};

void submit_strip(const Context& context, uint32_t site, Tiled tiled, memory::Buffer& block, const ArrayView& out, const Access (&reads)[2]) {
  const FlatProduct& product = tiled.product;
  const Tiles& tiles = *tiled.tiles;
  const int64_t item = memory::item_size(product.dtype);
  const int64_t panel_bytes = product.depth * tiles.columns * item;
  const int64_t panels = tiles.panels(product);
  const Access packs[] = {reads[1], {&block, 0, panel_bytes, panel_bytes, AccessMode::write}};
  context.engine.submit({.body =
                             [](void* raw, int64_t begin, int64_t end, uint32_t) {
                               const auto& all = *static_cast<const Tiled*>(raw);
                               all.tiles->pack(all.product, begin, end, all.packed);
                             },
                         .context = &tiled,
                         .context_bytes = sizeof tiled,
                         .site = site,
                         .extent = panels,
                         .cost_ns = kNsPerPacked * static_cast<double>(product.depth * tiles.columns),
                         .bytes_per_iteration = static_cast<uint64_t>(2 * panel_bytes),
                         .bytes = static_cast<uint64_t>(product.depth * product.columns * item + panels * panel_bytes),
                         .accesses = packs});
  const int64_t row_tiles = (product.rows + tiles.rows - 1) / tiles.rows;
  // Strides of what BLAS reads are positive: rows of the left operand begin one after the other.
  const int64_t step = tiles.rows * product.a_row;
  const int64_t first = product.a - reads[0].buffer->data;
  const int64_t last = first + (tiles.rows - 1) * product.a_row + (product.depth - 1) * product.a_column + item;
  const int64_t rows_bytes = tiles.rows * tiled.out_row * item;
  const int64_t start = tiled.out - out.buffer->data;
  const int64_t end = start + ((tiles.rows - 1) * tiled.out_row + product.columns) * item;
  const Access multiplies[] = {{reads[0].buffer, first, last, step, AccessMode::read},
                               {&block, 0, panels * panel_bytes, 0, AccessMode::read},
                               {out.buffer, start, end, rows_bytes, AccessMode::write}};
  context.engine.submit({.body =
                             [](void* raw, int64_t begin, int64_t end, uint32_t) {
                               const auto& all = *static_cast<const Tiled*>(raw);
                               const int64_t rows = all.tiles->rows;
                               all.tiles->multiply(all.product, all.packed, begin * rows, std::min(end * rows, all.product.rows), all.out, all.out_row);
                             },
                         .context = &tiled,
                         .context_bytes = sizeof tiled,
                         .site = site,
                         .extent = row_tiles,
                         .block = tiles_together(row_tiles, tiles.rows, panels * panel_bytes, context.engine.threads()),
                         .cost_ns = cost_of(product, tiles.rows, product.columns, product.depth),
                         .bytes_per_iteration = static_cast<uint64_t>((product.columns + product.depth) * tiles.rows * item),
                         .bytes = static_cast<uint64_t>((product.columns + product.depth) * product.rows * item + panels * panel_bytes),
                         .accesses = multiplies});
}

/// The product by tiles: columns of the right operand are packed by all threads, then they share the rows. Where the whole of it is large,
/// strips of columns follow each other through two blocks of memory: one is packed while rows pass over the other.
Status multiply_tiled(const Context& context, uint32_t site, const Tiles& tiles, const FlatProduct& product, const ArrayView& out,
                      const Access (&reads)[2]) {
  const int64_t item = memory::item_size(product.dtype);
  const int64_t panel_bytes = product.depth * tiles.columns * item;
  const int64_t panels = tiles.panels(product);
  const int64_t bytes = panels * panel_bytes;
  const int64_t strips = bytes <= kMostPackedBytes ? 1 : std::min(2 * bytes / kMostPackedBytes + 1, (panels + kLeastStrip - 1) / kLeastStrip);
  const int64_t wide = (panels + strips - 1) / strips;
  memory::Buffer* blocks[2] = {};
  for (int64_t index = 0; index < std::min<int64_t>(strips, 2); ++index) {
    auto allocated = context.pool.allocate(static_cast<uint64_t>(wide * panel_bytes));
    if (allocated.ok()) blocks[index] = allocated.value();
    else if (index == 0) return allocated.status();
  }
  for (int64_t first = 0; first < panels; first += wide) {
    memory::Buffer& block = blocks[1] != nullptr ? *blocks[first / wide % 2] : *blocks[0];
    const int64_t column = first * tiles.columns;
    FlatProduct part = product;
    part.columns = std::min(wide * tiles.columns, product.columns - column);
    part.b += column * product.b_column;
    submit_strip(context, site, {part, &tiles, block.data, out.data + column * item, product.columns}, block, out, reads);
  }
  for (memory::Buffer* block : blocks) if (block != nullptr) memory::release(block);
  return {};
}

}  // namespace

Result<bool> multiply_cut(const Context& context, uint32_t site, const FlatProduct& product, const ArrayView& out, const Access (&reads)[2]) {
  const int64_t largest = std::max(product.rows, product.columns);
  const int64_t products = product.rows * product.columns * product.depth;
  if (products < kWorthCutting || product.rows > INT_MAX || product.columns > INT_MAX || product.depth > INT_MAX) return false;
  const bool is_vector = product.columns == 1;
  const bool has_few_rows = product.rows < (is_vector ? kFewVectorRows : kFewRows);
  const int64_t partial = product.rows * product.columns * memory::item_size(product.dtype);
  if (has_few_rows && product.depth >= 4 * kLeastDepth && product.depth >= 4 * largest && 2 * partial <= kMostPartialBytes) {
    if (Status status = cut_depth(context, site, product, out, reads); !status.ok()) return status;
    return true;
  }
  Cut cut{product, out.data, out.data};
  if (product.is_symmetric() && product.rows >= 64) {
    cut.parts = std::max<int64_t>(1, (product.rows + kSymmetricPanel) / (2 * kSymmetricPanel));
    cut.part = (product.rows + 2 * cut.parts - 1) / (2 * cut.parts);
    run_alone(context, site, cut, symmetric_body, cost_of(product, product.rows, product.columns, product.depth) / static_cast<double>(2 * cut.parts));
    return true;
  }
  // Those of float32 are no faster than BLAS (measured).
  const Tiles* tiles = product.dtype == DType::Float64 ? tiles_for(product.dtype) : nullptr;
  if (tiles != nullptr && product.rows >= 2 * tiles->rows && product.columns >= tiles->columns / 2 && product.depth >= kLeastTiledDepth) {
    if (Status status = multiply_tiled(context, site, *tiles, product, out, reads); !status.ok()) return status;
    return true;
  }
  if (has_few_rows && product.columns >= 4 * kColumnPanel && product.columns >= 2 * product.rows) {
    const int64_t panels = std::clamp<int64_t>(product.columns / kColumnPanel, 2, kMostParts);
    cut.part = ((product.columns + panels - 1) / panels + 47) / 48 * 48;
    cut.parts = (product.columns + cut.part - 1) / cut.part;
    run_alone(context, site, cut, columns_body, cost_of(product, product.rows, cut.part, product.depth));
    return true;
  }
  return false;
}

}  // namespace weft::kernels
