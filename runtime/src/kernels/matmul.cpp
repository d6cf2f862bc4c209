// SPDX-License-Identifier: Apache-2.0
// Products: NumPy's matmul on BLAS for floats and complex numbers and on plain loops for the rest.
// The result is cut into panels of rows, and each panel is one BLAS call. The same input gives the same bits on every number
// of threads: how BLAS sums an element depends on the depth and on which kernel its row falls to. Panels of large products
// begin at multiples of kPanelStep, so each row falls to the same kernel wherever the panel ends; small products, for which
// BLAS may have other kernels, are cut by their shape alone. The last panel of a large product is up to half a step longer or
// shorter than the others.

#include <algorithm>
#include <climits>
#include <cstring>
#include <limits>
#include <numeric>
#include <vector>

#include "engine/access.h"
#include "engine/allocate.h"
#include "kernels/blas.h"
#include "kernels/element.h"
#include "kernels/integer_products.h"
#include "kernels/kernels.h"
#include "kernels/product.h"
#include "kernels/products.h"
#include "kernels/vector_products.h"

namespace weft::kernels {
namespace {

using engine::Access;
using engine::AccessMode;
using memory::kMaxRank;

// A multiple of every register block of OpenBLAS's x86 kernels (2 to 24 rows).
constexpr int64_t kPanelStep = 48;
constexpr int64_t kSmallPanelRows = 4 * kPanelStep;
constexpr int64_t kLeastLargeRows = 2 * kPanelStep;
// A panel of kLeastLargeRows with fewer products than this counts as small; BLAS's small kernels end at a million.
constexpr int64_t kSmallProducts = 2'000'000;
// Rows that a panel of a small product has at least so that the call itself does not matter.
constexpr int64_t kWorthACall = 1'000'000;
// Each panel packs the right operand again, which costs as much as 23 rows of products (measured): 5 % of 480 rows.
constexpr int64_t kLeastPanelRows = 384;
constexpr int64_t kMostPanelRows = 768;
constexpr int64_t kVectorPanelRows = 256;
constexpr int64_t kDotChunk = 1 << 16;
// Estimates for the first call; the engine measures the rest.
constexpr double kNsPerProduct = 0.06;
constexpr double kNsPerPlainProduct = 0.8;

/// One operand as matrices: strides in bytes of rows and columns and of each batch axis.
struct Operand {
  TypedView array;
  int64_t rows = 1;
  int64_t columns = 1;
  int64_t row_stride = 0;
  int64_t column_stride = 0;
  uint32_t batch_rank = 0;
};

Operand left_operand(const TypedView& array) {
  Operand operand{array};
  const int64_t* shape = array.view.shape;
  const int64_t* strides = array.view.strides;
  if (array.rank == 1) {
    operand.columns = shape[0];
    operand.column_stride = strides[0];
    return operand;
  }
  operand.batch_rank = array.rank - 2;
  operand.rows = shape[array.rank - 2];
  operand.row_stride = strides[array.rank - 2];
  operand.columns = shape[array.rank - 1];
  operand.column_stride = strides[array.rank - 1];
  return operand;
}

Operand right_operand(const TypedView& array) {
  Operand operand = left_operand(array);
  if (array.rank == 1) {
    std::swap(operand.rows, operand.columns);
    std::swap(operand.row_stride, operand.column_stride);
  }
  return operand;
}

bool blas_readable(DType dtype, const Operand& operand) {
  if (operand.rows > INT_MAX || operand.columns > INT_MAX) return false;
  return with_type(dtype, [&]<typename T>(T) {
    blas::Matrix<T> matrix{};
    return as_blas(operand.rows, operand.columns, operand.row_stride, operand.column_stride, matrix);
  });
}

template <typename T>
void multiply_blas(const Product& product, const std::byte* a, const std::byte* b, T* c, int64_t rows) {
  blas::Matrix<T> left{};
  blas::Matrix<T> right{};
  as_blas(product.m, product.k, product.a_row, product.a_column, left);
  as_blas(product.k, product.n, product.b_row, product.b_column, right);
  left.data = reinterpret_cast<const T*>(a);
  right.data = reinterpret_cast<const T*>(b);
  const auto m = static_cast<int>(rows);
  const auto n = static_cast<int>(product.n);
  const auto k = static_cast<int>(product.k);
  const int64_t step = product.k > 1 ? product.b_row / static_cast<int64_t>(sizeof(T)) : 1;
  if (n == 1 && step > 0 && step <= INT_MAX) {
    std::fill_n(c, rows, T(0));  // gemv scales its output even by zero, which would keep a NaN of reused memory
    blas::gemv(m, k, left, right.data, static_cast<int>(step), c);
  } else {
    blas::gemm(m, n, k, left, right, c, n);
  }
}

template <typename T>
void multiply_plain(const Product& product, const std::byte* a, const std::byte* b, T* c, int64_t rows) {
  for (int64_t i = 0; i < rows; ++i) {
    T* out = c + i * product.n;
    std::fill_n(out, product.n, T(0));
    for (int64_t p = 0; p < product.k; ++p) {
      const T factor = *reinterpret_cast<const T*>(a + i * product.a_row + p * product.a_column);
      const std::byte* line = b + p * product.b_row;
      for (int64_t j = 0; j < product.n; ++j) {
        const T other = *reinterpret_cast<const T*>(line + j * product.b_column);
        out[j] = multiply_add(out[j], factor, other);
      }
    }
  }
}

template <typename T>
void multiply(const Product& product, const std::byte* a, const std::byte* b, std::byte* c, int64_t rows) {
  T* out = reinterpret_cast<T*>(c);
  if (product.k == 0) {
    std::fill_n(out, rows * product.n, T(0));
    return;
  }
  if constexpr (is_inexact<T>) {
    if (product.blas) return multiply_blas<T>(product, a, b, out, rows);
  }
  const IntegerProduct integers{a, b, c, rows, product.n, product.k, product.a_row, product.a_column, product.b_row,
                                product.b_column};
  if (product.blocks && multiply_integers(product.dtype, integers)) return;
  multiply_plain<T>(product, a, b, out, rows);
}

void panel_body(void* context, int64_t begin, int64_t end, uint32_t) {
  const auto& product = *static_cast<const Product*>(context);
  with_type(product.dtype, [&]<typename T>(T) {
    for (int64_t panel = begin; panel < end; ++panel) {
      const int64_t row = panel * product.panel;
      const std::byte* a = product.a + row * product.a_row;
      std::byte* c = product.c + row * product.n * static_cast<int64_t>(sizeof(T));
      const int64_t rows = std::min(product.panel, product.m - row);
      multiply<T>(product, a, product.b, c, rows);
      watch(product, a, product.b, reinterpret_cast<const T*>(c), rows);
    }
  });
}

/// Moves `product` to matrix `index` of the batch.
void select_batch(Product& product, int64_t index) {
  product.c += index * product.m * product.n * memory::item_size(product.dtype);
  for (uint32_t axis = product.batch_rank; axis-- > 0;) {
    const int64_t at = index % product.batch_shape[axis];
    index /= product.batch_shape[axis];
    product.a += at * product.a_batch[axis];
    product.b += at * product.b_batch[axis];
  }
}

void batch_body(void* context, int64_t begin, int64_t end, uint32_t) {
  const auto& all = *static_cast<const Product*>(context);
  with_type(all.dtype, [&]<typename T>(T) {
    for (int64_t index = begin; index < end; ++index) {
      Product product = all;
      select_batch(product, index);
      multiply<T>(product, product.a, product.b, product.c, product.m);
      watch(product, product.a, product.b, reinterpret_cast<const T*>(product.c), product.m);
    }
  });
}

/// Looks at a whole product that was computed in parts.
void watch_body(void* context, int64_t begin, int64_t end, uint32_t) {
  const auto& product = *static_cast<const Product*>(context);
  with_type(product.dtype, [&]<typename T>(T) {
    const T* c = reinterpret_cast<const T*>(product.c) + begin * product.n;
    watch(product, product.a + begin * product.a_row, product.b, c, end - begin);
  });
}

int64_t panel_rows(const Product& product, int64_t threads) {
  if (product.n == 1) return kVectorPanelRows;
  const int64_t row_products = std::max<int64_t>(product.n * product.k, 1);
  if (!product.blas || row_products < kSmallProducts / kLeastLargeRows) {
    return std::max<int64_t>(1, kWorthACall / (kSmallPanelRows * row_products)) * kSmallPanelRows;
  }
  int64_t panels = threads * ((product.m + threads * kMostPanelRows - 1) / (threads * kMostPanelRows));
  if (product.m / (2 * threads) >= kLeastPanelRows) panels = std::max(panels, 2 * threads);
  const int64_t rows = (product.m + panels / 2) / panels;
  return std::max(kLeastLargeRows, (rows + kPanelStep / 2) / kPanelStep * kPanelStep);
}

/// Panels of `step` rows; what is left at the end goes to the last of them where it is less than half of one.
int64_t count_panels(const Product& product, int64_t step) {
  if (product.n == 1 || !product.blas) return (product.m + step - 1) / step;
  return std::max<int64_t>((product.m + step / 2) / step, 1);
}

double cost_of_rows(const Product& product, int64_t rows) {
  const double products = static_cast<double>(rows) * static_cast<double>(product.n) * static_cast<double>(product.k);
  const double each = product.blas && product.dtype >= DType::Complex64 ? 4 * kNsPerProduct * (product.n == 1 ? 5 : 1) : product.blas ? kNsPerProduct * (product.n == 1 ? 10 : 1) : kNsPerPlainProduct;
  return 100 + products * each;
}

struct DotChunks {
  DType dtype;
  const std::byte* a;
  const std::byte* b;
  std::byte* partial;  // one element for each chunk
  int64_t a_step;      // bytes
  int64_t b_step;
  int64_t count;
  bool blas;
  Alarm alarm;
};

/// The whole of a product of two vectors as one of matrices, to look at it.
template <typename T>
void watch_dot(const DotChunks& dot, const T* result) {
  Product product;
  product.n = 1;
  product.k = dot.count;
  product.a_column = dot.a_step;
  product.b_row = dot.b_step;
  product.alarm = dot.alarm;
  watch(product, dot.a, dot.b, result, 1);
}

template <typename T>
T dot_range(const DotChunks& dot, int64_t begin, int64_t end) {
  const std::byte* a = dot.a + begin * dot.a_step;
  const std::byte* b = dot.b + begin * dot.b_step;
  if constexpr (is_inexact<T>) {
    if (dot.blas) {
      constexpr int64_t kItem = sizeof(T);
      return blas::dot(static_cast<int>(end - begin), reinterpret_cast<const T*>(a), static_cast<int>(dot.a_step / kItem),
                       reinterpret_cast<const T*>(b), static_cast<int>(dot.b_step / kItem));
    }
  }
  Product product;
  product.dtype = dot.dtype;
  product.n = 1;
  product.k = end - begin;
  product.a_column = dot.a_step;
  product.b_row = dot.b_step;
  T sum{};
  multiply<T>(product, a, b, reinterpret_cast<std::byte*>(&sum), 1);
  return sum;
}

void dot_body(void* context, int64_t begin, int64_t end, uint32_t) {
  const auto& dot = *static_cast<const DotChunks*>(context);
  with_type(dot.dtype, [&]<typename T>(T) {
    for (int64_t chunk = begin; chunk < end; ++chunk) {
      const int64_t first = chunk * kDotChunk;
      reinterpret_cast<T*>(dot.partial)[chunk] = dot_range<T>(dot, first, std::min(first + kDotChunk, dot.count));
    }
    if (dot.count <= kDotChunk) watch_dot(dot, reinterpret_cast<const T*>(dot.partial));
  });
}

struct SumPartials {
  DType dtype;
  const std::byte* partial;
  std::byte* out;
  int64_t count;
  DotChunks dot;
};

void sum_partials_body(void* context, int64_t, int64_t, uint32_t) {
  const auto& sum = *static_cast<const SumPartials*>(context);
  with_type(sum.dtype, [&]<typename T>(T) {
    T total{};
    const T* partial = reinterpret_cast<const T*>(sum.partial);
    for (int64_t i = 0; i < sum.count; ++i) {
      if constexpr (is_complex<T>) total += partial[i];
      else total = multiply_add(total, partial[i], T(1));
    }
    *reinterpret_cast<T*>(sum.out) = total;
    watch_dot(sum.dot, reinterpret_cast<const T*>(sum.out));
  });
}

Result<TypedView> submit_dot(const Context& context, uint32_t site, const TypedView& a, const TypedView& b, const Alarm& alarm) {
  const int64_t item = memory::item_size(a.dtype);
  Result<ArrayView> out = engine::allocate_array(context.engine, context.pool, {}, a.dtype);
  if (!out.ok()) return out.status();
  DotChunks dot{a.dtype, a.view.data, b.view.data, out.value().data, a.view.strides[0], b.view.strides[0], a.view.shape[0], false, alarm};
  const auto steps_fit = [&](int64_t step) { return step % item == 0 && step > 0 && step / item <= INT_MAX; };
  dot.blas = dot.count > 0 && is_inexact_dtype(a.dtype) && steps_fit(dot.a_step) && steps_fit(dot.b_step);
  const int64_t chunks = std::max<int64_t>((dot.count + kDotChunk - 1) / kDotChunk, 1);
  memory::Buffer* partials = out.value().buffer;
  if (chunks > 1) {
    Result<memory::Buffer*> allocated = context.pool.allocate(static_cast<uint64_t>(chunks * item));
    if (!allocated.ok()) {
      memory::release(out.value().buffer);
      return allocated.status();
    }
    partials = allocated.value();
    dot.partial = partials->data;
  }
  const auto along = [&](const TypedView& array) {
    Access access = engine::access_along(array.view, 1, item, 0, AccessMode::read);
    // One iteration is a chunk; the last one is shorter, and bounding it generously costs nothing.
    const int64_t reach = array.view.strides[0] * (std::min(kDotChunk, std::max<int64_t>(dot.count, 1)) - 1);
    (reach < 0 ? access.begin : access.end) += reach;
    access.step = array.view.strides[0] * kDotChunk;
    return access;
  };
  const Access accesses[] = {along(a), along(b), {partials, 0, item, item, AccessMode::write}};
  const int64_t length = std::min(dot.count, kDotChunk);
  context.engine.submit({.body = dot_body,
                         .context = &dot,
                         .context_bytes = sizeof dot,
                         .site = site,
                         .extent = chunks,
                         .cost_ns = 50 + 0.4 * static_cast<double>(length),
                         .bytes = static_cast<uint64_t>((2 * dot.count + chunks) * item),
                         .accesses = accesses});
  if (chunks > 1) {
    SumPartials sum{a.dtype, partials->data, out.value().data, chunks, dot};
    const Access reads_and_writes[] = {engine::access_whole(a.view, 1, item, AccessMode::read),
                                       engine::access_whole(b.view, 1, item, AccessMode::read),
                                       {partials, 0, chunks * item, 0, AccessMode::read},
                                       {out.value().buffer, 0, item, 0, AccessMode::write}};
    context.engine.submit({.body = sum_partials_body,
                           .context = &sum,
                           .context_bytes = sizeof sum,
                           .site = site,
                           .extent = 1,
                           .sequential = true,
                           .cost_ns = 20 + static_cast<double>(chunks),
                           .bytes_per_iteration = static_cast<uint64_t>(chunks * item),
                           .accesses = reads_and_writes});
    memory::release(partials);
  }
  return TypedView{out.value(), a.dtype, 0};
}

std::string batch_text(const TypedView& array) {
  std::string text = "(";
  for (uint32_t axis = 0; axis < array.rank; ++axis) text += (axis > 0 ? "," : "") + std::to_string(array.view.shape[axis]);
  return text + (array.rank == 1 ? ",)" : ")") + "->" + [&] {
    std::string remapped = "(";
    for (uint32_t axis = 0; axis + 2 < array.rank; ++axis) remapped += std::to_string(array.view.shape[axis]) + ",";
    return remapped + "newaxis,newaxis)";
  }();
}

/// Fills batch shape and strides; a status when the leading axes do not broadcast.
Status broadcast_batches(const Operand& a, const Operand& b, Product& product) {
  product.batch_rank = std::max(a.batch_rank, b.batch_rank);
  for (uint32_t axis = 0; axis < product.batch_rank; ++axis) {
    const auto side = [&](const Operand& operand) -> std::pair<int64_t, int64_t> {
      const int64_t own = static_cast<int64_t>(axis) - (product.batch_rank - operand.batch_rank);
      if (own < 0) return {1, 0};
      const int64_t size = operand.array.view.shape[own];
      return {size, size == 1 ? 0 : operand.array.view.strides[own]};
    };
    const auto [a_size, a_stride] = side(a);
    const auto [b_size, b_stride] = side(b);
    if (a_size != b_size && a_size != 1 && b_size != 1) {
      return Status("ValueError", "operands could not be broadcast together with remapped shapes [original->remapped]: " +
                                      batch_text(a.array) + " " + batch_text(b.array) + "  and requested shape (" +
                                      std::to_string(a.rows) + "," + std::to_string(b.columns) + ")");
    }
    product.batch_shape[axis] = a_size == 1 ? b_size : a_size;
    product.a_batch[axis] = a_stride;
    product.b_batch[axis] = b_stride;
  }
  return {};
}

void submit_product(const Context& context, uint32_t site, Product product, const Operand& a, const Operand& b, const ArrayView& out) {
  const int64_t item = memory::item_size(product.dtype);
  const int64_t batches = std::accumulate(product.batch_shape, product.batch_shape + product.batch_rank, int64_t{1}, std::multiplies<>());
  if (batches * product.m * product.n == 0) return;
  const int64_t matrix_bytes = product.m * product.n * item;
  const Access a_whole = engine::access_whole(a.array.view, a.array.rank, item, AccessMode::read);
  const Access b_whole = engine::access_whole(b.array.view, b.array.rank, item, AccessMode::read);
  const int64_t most_rows = panel_rows(product, context.engine.threads());
  if (batches > 1 && product.m <= std::max(most_rows, kSmallPanelRows)) {
    const Access accesses[] = {a_whole, b_whole, {out.buffer, 0, matrix_bytes, matrix_bytes, AccessMode::write}};
    context.engine.submit({.body = batch_body,
                           .context = &product,
                           .context_bytes = sizeof product,
                           .site = site,
                           .extent = batches,
                           .cost_ns = cost_of_rows(product, product.m),
                           .bytes_per_iteration = static_cast<uint64_t>((product.m * product.k + product.k * product.n) * item + matrix_bytes),
                           .accesses = accesses});
    return;
  }
  for (int64_t index = 0; index < batches; ++index) {
    Product one = product;
    select_batch(one, index);
    const int64_t panels = count_panels(product, most_rows);
    one.panel = panels == 1 ? product.m : most_rows;
    const auto submit = [&](Product& part, int64_t first_row, int64_t extent) {
      const int64_t row_bytes = product.n * item;
      const int64_t start = part.c - out.buffer->data;
      const int64_t all = std::min(extent * part.panel, product.m - first_row) * (product.k + product.n) + (first_row == 0 ? product.k * product.n : 0);
      Access a_rows = a_whole;
      if (batches == 1) {
        ArrayView rows = a.array.view;
        rows.data += first_row * product.a_row;
        rows.shape[a.array.rank - 2] = part.panel;
        a_rows = engine::access_whole(rows, a.array.rank, item, AccessMode::read);
        a_rows.step = part.panel * product.a_row;
      }
      const Access accesses[] = {
          a_rows, b_whole, {out.buffer, start, start + part.panel * row_bytes, part.panel * row_bytes, AccessMode::write}};
      context.engine.submit({.body = panel_body,
                             .context = &part,
                             .context_bytes = sizeof part,
                             .site = site,
                             .extent = extent,
                             .sequential = part.panel >= product.m,  // one panel is not worth another thread while it is short
                             .cost_ns = cost_of_rows(product, part.panel),
                             .bytes = static_cast<uint64_t>(all * item),
                             .accesses = accesses});
    };
    const int64_t before = (panels - 1) * one.panel;
    if (product.m - before <= one.panel) {
      submit(one, 0, panels);
      continue;
    }
    submit(one, 0, panels - 1);
    Product last = one;
    last.a += before * product.a_row;
    last.c += before * product.n * item;
    last.m -= before;
    last.panel = last.m;
    submit(last, before, 1);
  }
}

}  // namespace

Result<TypedView> matmul(const Context& context, uint32_t site, const TypedView& a, const TypedView& b, const Alarm& alarm) {
  WEFT_CHECK(a.dtype == b.dtype && a.rank >= 1 && b.rank >= 1);
  Operand left = left_operand(a);
  Operand right = right_operand(b);
  if (left.columns != right.rows) {
    return Status("ValueError", "matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature "
                                "(n?,k),(k,m?)->(n?,m?) (size " + std::to_string(right.rows) + " is different from " +
                                    std::to_string(left.columns) + ")");
  }
  if (a.rank == 1 && b.rank == 1) return submit_dot(context, site, a, b, alarm);
  if (a.rank == 1) {
    // v @ M is M.T @ v: the result is a vector whose elements can be shared out as rows.
    TypedView turned = b;
    std::swap(turned.view.shape[b.rank - 2], turned.view.shape[b.rank - 1]);
    std::swap(turned.view.strides[b.rank - 2], turned.view.strides[b.rank - 1]);
    return matmul(context, site, turned, a, alarm);
  }

  Product product;
  product.dtype = a.dtype;
  product.alarm = alarm;
  product.blocks = context.switches.products;
  if (Status status = broadcast_batches(left, right, product); !status.ok()) return status;

  // An operand that BLAS cannot read in place is copied once; integers use loops that read any strides.
  TypedView copies[2];
  product.blas = is_inexact_dtype(a.dtype) && left.rows <= INT_MAX && left.columns <= INT_MAX && right.columns <= INT_MAX;
  const auto release_copies = [&] {
    for (const TypedView& copied : copies) memory::release(copied.view.buffer);
  };
  if (product.blas) {
    Operand* operands[] = {&left, &right};
    for (size_t i = 0; i < 2; ++i) {
      if (blas_readable(a.dtype, *operands[i])) continue;
      Result<TypedView> copied = copy(context, site, operands[i]->array, a.dtype);
      if (!copied.ok()) {
        release_copies();
        return copied;
      }
      copies[i] = copied.value();
      *operands[i] = i == 0 ? left_operand(copies[i]) : right_operand(copies[i]);
    }
    if (Status status = broadcast_batches(left, right, product); !status.ok()) return status;
  }

  int64_t shape[kMaxRank] = {};
  uint32_t rank = product.batch_rank;
  std::copy_n(product.batch_shape, rank, shape);
  shape[rank++] = left.rows;
  if (b.rank > 1) shape[rank++] = right.columns;
  Result<ArrayView> out = engine::allocate_array(context.engine, context.pool, std::span(shape, rank), a.dtype);
  if (!out.ok()) {
    release_copies();
    return out.status();
  }
  product.a = left.array.view.data;
  product.b = right.array.view.data;
  product.c = out.value().data;
  product.m = left.rows;
  product.n = right.columns;
  product.k = left.columns;
  product.a_row = left.row_stride;
  product.a_column = left.column_stride;
  product.b_row = right.row_stride;
  product.b_column = right.column_stride;
  bool done = false;
  if (product.blas && product.batch_rank == 0 && context.switches.products) {
    const FlatProduct flat{a.dtype, product.a, product.b, product.m, product.n, product.k, product.a_row, product.a_column, product.b_row, product.b_column};
    const int64_t item = memory::item_size(a.dtype);
    const Access reads[] = {engine::access_whole(left.array.view, left.array.rank, item, AccessMode::read),
                            engine::access_whole(right.array.view, right.array.rank, item, AccessMode::read)};
    Result<bool> cut = multiply_cut(context, site, flat, out.value(), reads);
    if (!cut.ok()) {
      release_copies();
      memory::release(out.value().buffer);
      return cut.status();
    }
    done = cut.value();
    if (done && alarm.is_set()) {
      const Access accesses[] = {reads[0], reads[1], engine::access_whole(out.value(), rank, item, AccessMode::read)};
      context.engine.submit({.body = watch_body,
                             .context = &product,
                             .context_bytes = sizeof product,
                             .site = site,
                             .extent = product.m,
                             .cost_ns = 0.2 * static_cast<double>(product.n),
                             .bytes_per_iteration = static_cast<uint64_t>(product.n * item),
                             .accesses = accesses});
    }
  }
  if (!done && context.switches.products && is_vector_product(product)) {
    if (Status status = multiply_by_vector(context, site, product, left.array.view.buffer, right.array.view.buffer, out.value()); !status.ok()) {
      release_copies();
      memory::release(out.value().buffer);
      return status;
    }
    done = true;
  }
  if (!done) submit_product(context, site, product, left, right, out.value());
  release_copies();
  return TypedView{out.value(), a.dtype, rank};
}

}  // namespace weft::kernels
