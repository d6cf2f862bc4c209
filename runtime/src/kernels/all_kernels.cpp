// SPDX-License-Identifier: Apache-2.0
// The list of subjects. Each `register_…` is in the file of its subject.
#include "kernels/registry.h"

namespace weft::kernels {

const Registry& registry() {
  static const Registry all = [] {
    Registry registry;
    return registry;
  }();
  return all;
}

}  // namespace weft::kernels
