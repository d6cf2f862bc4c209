// SPDX-License-Identifier: Apache-2.0
// The list of subjects. Each `register_…` is in the file of its subject.
#include "kernels/registry.h"

namespace weft::kernels {
void register_linalg_solve(Registry& registry);
void register_linalg_factor(Registry& registry);
void register_linalg_rank(Registry& registry);
void register_fft(Registry& registry);
void register_gather(Registry& registry);
void register_scatter(Registry& registry);
void register_search(Registry& registry);
void register_select(Registry& registry);
void register_sets(Registry& registry);
void register_sort(Registry& registry);

const Registry& registry() {
  static const Registry all = [] {
    Registry registry;
    register_linalg_solve(registry);
    register_linalg_factor(registry);
    register_linalg_rank(registry);
    register_fft(registry);
    register_gather(registry);
    register_scatter(registry);
    register_search(registry);
    register_select(registry);
    register_sets(registry);
    register_sort(registry);
    return registry;
  }();
  return all;
}

}  // namespace weft::kernels
