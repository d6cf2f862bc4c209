// SPDX-License-Identifier: Apache-2.0
// The arguments of the entry function as values: matched by name against the graph's parameters, arrays read from the store
// or from the target's files. Reading again gives fresh copies, which each timed run needs.

#pragma once

#include <string>
#include <vector>

#include "base/status.h"
#include "compile/program.h"
#include "memory/pool.h"
#include "schema/graph_generated.h"
#include "worker/job.h"

namespace weft::worker {

/// Releases the arrays when it goes.
class Inputs {
 public:
  Inputs() = default;
  Inputs(Inputs&& other) noexcept : values_(std::move(other.values_)) { other.values_.clear(); }
  Inputs& operator=(Inputs&& other) noexcept {
    std::swap(values_, other.values_);
    return *this;
  }
  ~Inputs();

  /// `store` is the directory of uploaded inputs. Codes: WEFT532 for an argument that does not fit its parameter,
  /// else the exception's name for a file that cannot be read.
  static Result<Inputs> load(const wire::GraphT& graph, const Job& job, const std::string& store, memory::Pool& pool);

  const std::vector<compile::Value>& values() const { return values_; }

 private:
  std::vector<compile::Value> values_;
};

/// Where an uploaded input lies.
std::string store_path(const std::string& store, const std::string& sha256);

}  // namespace weft::worker
