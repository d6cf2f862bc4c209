// SPDX-License-Identifier: Apache-2.0
// Optimisations that can be left out, each by its name: what they do must not be seen in results, which tests show by leaving them out.
// The worker reads the names from WEFT_WITHOUT, separated by commas; `all` leaves out every one.

#pragma once

#include <string_view>

namespace weft::compile {

struct Switches {
  bool masks = true;    // assignments and sums through masks as nests over the whole array (masked.cpp)
  bool gathers = true;  // elements chosen by integer arrays inside of nests (gathered.cpp)
  bool loops = true;    // plans for Python loops over elements (loops/plan.h), and parts of them:
  bool tiles = true;    // loops exchanged and run in tiles of rows and vectors, partial sums in registers
  bool split = true;    // one loop over several statements becomes several loops
  bool worth = true;    // loops of a few microseconds run as written; left out: all that can be planned is
  bool divide = true;   // iterations that do not meet in memory are divided among threads
  bool carry = true;    // elements that the next iteration reads stay in registers
  bool jam = true;      // some rows at once, each behind the one before, where elements need those before them
  bool statements = true;  // statements on arrays inside of loops as loops over elements (loops/statements.h)
  bool bounds = true;   // whole numbers of tiles are not watched where the largest of the arrays say that none can wrap
  bool shorts = true;   // statements on few elements inside of loops run in place, without a task
  bool cache = true;    // programs that were compiled before are taken from the disk
  bool moved = true;    // what reads its target at several other places is stored before it is assigned, without a copy for each
  bool looks = true;    // nests look at each operation only where something is odd (warning_chains.cpp)
  bool dots = true;     // products of two vectors as a sum in a nest, where an operand is computed anyway
  bool panels = true;   // tiles in the order in which what their rows share stays in the first-level cache
  bool pairs = true;    // products of one large matrix with vectors from both sides in one pass over it (pairs.cpp)

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
    switches.carry = !is_left_out("carry");
    switches.jam = !is_left_out("jam");
    switches.statements = !is_left_out("statements");
    switches.bounds = !is_left_out("bounds");
    switches.shorts = !is_left_out("shorts");
    switches.cache = !is_left_out("cache");
    switches.moved = !is_left_out("moved");
    switches.looks = !is_left_out("looks");
    switches.dots = !is_left_out("dots");
    switches.panels = !is_left_out("panels");
    switches.pairs = !is_left_out("pairs");
    return switches;
  }
};

}  // namespace weft::compile
