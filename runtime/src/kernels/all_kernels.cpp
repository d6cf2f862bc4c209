// SPDX-License-Identifier: Apache-2.0
// The list of subjects. Each `register_…` is in the file of its subject.
#include "kernels/registry.h"

namespace weft::kernels {
void register_linalg_solve(Registry& registry);
void register_linalg_factor(Registry& registry);
void register_linalg_rank(Registry& registry);
void register_linalg_scipy(Registry& registry);
void register_fft(Registry& registry);
void register_polynomial(Registry& registry);
void register_special(Registry& registry);
void register_choices(Registry& registry);
void register_gather(Registry& registry);
void register_scatter(Registry& registry);
void register_search(Registry& registry);
void register_select(Registry& registry);
void register_sets(Registry& registry);
void register_sort(Registry& registry);
void register_ufunc_at(Registry& registry);
void register_random(Registry& registry);
void register_random_choice(Registry& registry);
void register_random_distributions(Registry& registry);
void register_random_integers(Registry& registry);
void register_random_multivariate(Registry& registry);
void register_correlate(Registry& registry);
void register_cumulative(Registry& registry);
void register_histogram(Registry& registry);
void register_interp(Registry& registry);
void register_pad(Registry& registry);
void register_quantile(Registry& registry);
void register_repeat(Registry& registry);
void register_statistics(Registry& registry);
void register_views(Registry& registry);
void register_window(Registry& registry);
void register_ufuncs(Registry& registry);
void register_python_math(Registry& registry);
void register_python_complex(Registry& registry);
void register_lists(Registry& registry);
void register_lists_order(Registry& registry);
void register_lists_arrays(Registry& registry);
void register_files_npz(Registry& registry);
void register_files_text(Registry& registry);
void register_files_hdf5(Registry& registry);
void register_print(Registry& registry);
void register_text_methods(Registry& registry);
void register_tables(Registry& registry);
void register_python_sets(Registry& registry);
void register_heaps(Registry& registry);
void register_deques(Registry& registry);
void register_containers_text(Registry& registry);
void register_files_raw(Registry& registry);

const Registry& registry() {
  static const Registry all = [] {
    Registry registry;
    register_linalg_solve(registry);
    register_linalg_factor(registry);
    register_linalg_rank(registry);
    register_linalg_scipy(registry);
    register_fft(registry);
    register_polynomial(registry);
    register_special(registry);
    register_choices(registry);
    register_gather(registry);
    register_scatter(registry);
    register_search(registry);
    register_select(registry);
    register_sets(registry);
    register_sort(registry);
    register_ufunc_at(registry);
    register_random(registry);
    register_random_choice(registry);
    register_random_distributions(registry);
    register_random_integers(registry);
    register_random_multivariate(registry);
    register_correlate(registry);
    register_cumulative(registry);
    register_histogram(registry);
    register_interp(registry);
    register_pad(registry);
    register_quantile(registry);
    register_repeat(registry);
    register_statistics(registry);
    register_views(registry);
    register_window(registry);
    register_ufuncs(registry);
    register_python_math(registry);
    register_python_complex(registry);
    register_lists(registry);
    register_lists_order(registry);
    register_lists_arrays(registry);
    register_files_npz(registry);
    register_files_text(registry);
    register_files_hdf5(registry);
    register_print(registry);
    register_text_methods(registry);
    register_tables(registry);
    register_python_sets(registry);
    register_heaps(registry);
    register_deques(registry);
    register_containers_text(registry);
    register_files_raw(registry);
    return registry;
  }();
  return all;
}

}  // namespace weft::kernels
