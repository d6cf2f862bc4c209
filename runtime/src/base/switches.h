// SPDX-License-Identifier: Apache-2.0
// Optimisations that can be left out, each by its name: what they do must not be seen in results, which tests show by leaving them out.
// The worker reads the names from WEFT_WITHOUT, separated by commas; `all` leaves out every one.

#pragma once

#include <cstdint>
#include <limits>
#include <string_view>

namespace weft {

struct Switches {
  bool masks = true;        // assignments and sums through masks as nests over the whole array (masked.cpp)
  bool gathers = true;      // elements chosen by integer arrays inside of nests (gathered.cpp)
  bool loops = true;        // plans for Python loops over elements (loops/plan.h), and parts of them:
  bool tiles = true;        // loops exchanged and run in tiles of rows and vectors, partial sums in registers
  bool split = true;        // one loop over several statements, or whose iterations meet in one of them, becomes several; sums of a row side by side
  bool worth = true;        // loops of a few microseconds run as written; left out: all that can be planned is
  bool divide = true;       // iterations that do not meet in memory are divided among threads
  bool together = true;     // loops over the same iterations in each step of one in order run in one task (loops/together.cpp)
  bool carry = true;        // elements that the next iteration reads stay in registers
  bool jam = true;          // some rows at once, each behind the one before, where elements need those before them
  bool blocks = true;       // rows that need all rows before them, as in LU decomposition, in blocks of rows and columns (loops/row_blocks.cpp)
  bool branches = true;     // `if` and `while` in planned loops, in lanes by masks (loops/leaf_branches.cpp)
  bool iterations = true;   // iterations of loops as written that do not need each other run on all threads (iterations.cpp)
  bool fills = true;        // arrays of zeros that the program overwrites before it reads them are not filled (fills.cpp)
  bool statements = true;   // statements on arrays inside of loops as loops over elements (loops/statements.h)
  bool sums = true;         // products of vectors and matrices inside of loops as sums in tiles (loops/statement_products.cpp)
  bool expand = true;       // arrays that every iteration writes before it reads them get elements for each of them (loops/expansion.h)
  bool invariants = true;   // sums of Python's floats that loops do not change are computed before them (loops/invariants.h)
  bool bounds = true;       // whole numbers of tiles are not watched where the largest of the arrays say that none can wrap
  bool shorts = true;       // statements on few elements inside of loops run in place, without a task
  bool cache = true;        // programs that were compiled before are taken from the disk
  bool moved = true;        // what reads its target at several other places is stored before it is assigned, without a copy for each
  bool looks = true;        // nests look at each operation only where something is odd (warning_chains.cpp)
  bool dots = true;         // products of two vectors as a sum in a nest, where an operand is computed anyway
  bool panels = true;       // tiles in the order in which what their rows share stays in the first-level cache
  bool pairs = true;        // products of one large matrix with vectors from both sides in one pass over it (pairs.cpp)
  bool fuse = true;         // operations on elements of arrays run as one nest; left out: each stores its result
  bool calls = true;        // functions of statements in a row wait in their callers' nests (inlined.cpp)
  bool joins = true;        // arrays joined of parts are read where these lie (joined.cpp)
  bool reuse = true;        // results are written over operands that nothing reads afterwards (reuse.cpp)
  bool merge = true;        // axes of a nest that follow each other in memory become one
  bool flags = true;        // plain arithmetic is watched through the processor's flags; left out: each operation is looked at
  bool scan = true;         // masks are looked at in stretches, and what they choose nowhere is not read
  bool few = true;          // inner loops of few iterations become vectors before they are written out
  bool wide = true;         // vectors of 512 bits in nests with functions of floats
  bool functions = true;    // functions of several floats at once by the vectors of the C library; left out: last digits may differ
  bool sizes = true;        // sizes of complex numbers are compared by their squares (sizes.cpp)
  bool facts = true;        // code for the small sizes, the equal sizes and the memory order of the arguments
  bool proofs = true;       // indices that are known to fit are not checked
  bool borrows = true;      // lists that come out of lists are not counted where nothing can free them
  bool llvm = true;         // LLVM's own optimisations of the generated code
  bool lean = true;         // less code: functions with the same code once (same_code.cpp), outer loops as they are, short pipelines
  bool parts = true;        // large programs are compiled in parts side by side
  bool quick = true;        // code that runs once is generated quickly
  bool small = true;        // small nests run at once on the thread that submits them (engine)
  bool share = true;        // threads stay awake for nests of some microseconds, and keep to what lies in their caches (engine)
  bool room = true;         // memory waits for tasks in flight to give theirs back rather than grow (engine)
  bool pool = true;         // memory that was given back is used again
  bool products = true;     // products of matrices by tiles, by halves and in cuts; left out: panels of rows by BLAS (kernels)
  bool lu = true;           // complex systems with many right sides by LU in stripes; left out: LAPACK (kernels)
  bool sorts = true;        // long arrays are sorted in parts (kernels)
  bool selection = true;    // medians and quantiles by selection without branches (kernels)
  bool histograms = true;   // parts of an array are counted side by side (kernels)
  bool lines = true;        // neighbouring lines of a Fourier transform are copied together (kernels)
  // Not by name: as many rows or columns as code for blocks is made for.
  int64_t rows = std::numeric_limits<int64_t>::max();

  static Switches without(std::string_view names) {
    Switches switches;
    const auto is_left_out = [&](std::string_view name) {
      for (std::string_view rest = names; !rest.empty();) {
        const size_t end = rest.find(',');
        const std::string_view one = rest.substr(0, end);
        if (one == name || one == "all") return true;
        rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
      }
      return false;
    };
    switches.masks = !is_left_out("masks");
    switches.gathers = !is_left_out("gathers");
    switches.loops = !is_left_out("loops");
    switches.tiles = !is_left_out("tiles");
    switches.split = !is_left_out("split");
    switches.worth = !is_left_out("worth");
    switches.divide = !is_left_out("divide");
    switches.together = !is_left_out("together");
    switches.carry = !is_left_out("carry");
    switches.jam = !is_left_out("jam");
    switches.blocks = !is_left_out("blocks");
    switches.branches = !is_left_out("branches");
    switches.iterations = !is_left_out("iterations");
    switches.fills = !is_left_out("fills");
    switches.statements = !is_left_out("statements");
    switches.sums = !is_left_out("sums");
    switches.expand = !is_left_out("expand");
    switches.invariants = !is_left_out("invariants");
    switches.bounds = !is_left_out("bounds");
    switches.shorts = !is_left_out("shorts");
    switches.cache = !is_left_out("cache");
    switches.moved = !is_left_out("moved");
    switches.looks = !is_left_out("looks");
    switches.dots = !is_left_out("dots");
    switches.panels = !is_left_out("panels");
    switches.pairs = !is_left_out("pairs");
    switches.fuse = !is_left_out("fuse");
    switches.calls = !is_left_out("calls");
    switches.joins = !is_left_out("joins");
    switches.reuse = !is_left_out("reuse");
    switches.merge = !is_left_out("merge");
    switches.flags = !is_left_out("flags");
    switches.scan = !is_left_out("scan");
    switches.few = !is_left_out("few");
    switches.wide = !is_left_out("wide");
    switches.functions = !is_left_out("functions");
    switches.sizes = !is_left_out("sizes");
    switches.facts = !is_left_out("facts");
    switches.proofs = !is_left_out("proofs");
    switches.borrows = !is_left_out("borrows");
    switches.llvm = !is_left_out("llvm");
    switches.lean = !is_left_out("lean");
    switches.parts = !is_left_out("parts");
    switches.quick = !is_left_out("quick");
    switches.small = !is_left_out("small");
    switches.share = !is_left_out("share");
    switches.room = !is_left_out("room");
    switches.pool = !is_left_out("pool");
    switches.products = !is_left_out("products");
    switches.lu = !is_left_out("lu");
    switches.sorts = !is_left_out("sorts");
    switches.selection = !is_left_out("selection");
    switches.histograms = !is_left_out("histograms");
    switches.lines = !is_left_out("lines");
    return switches;
  }
};

}  // namespace weft
