// SPDX-License-Identifier: Apache-2.0
#include "base/cgroup.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace {

/// A tree of groups as the kernel shows it.
class Groups {
 public:
  Groups() {
    char path[] = "/tmp/weft-groups-XXXXXX";
    root_ = ::mkdtemp(path);
  }
  ~Groups() { std::filesystem::remove_all(root_); }

  void write(const std::string& name, const std::string& text) const {
    const std::filesystem::path file = std::filesystem::path(root_) / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << text;
  }
  weft::GroupLimits limits(const std::string& membership) const { return weft::group_limits(membership, root_); }

 private:
  std::string root_;
};

}  // namespace

TEST_CASE("the tightest group of version 2 counts") {
  const Groups groups;
  groups.write("jobs/cpu.max", "150000 100000\n");
  groups.write("jobs/step/cpu.max", "max 100000\n");
  groups.write("jobs/memory.max", "max\n");
  groups.write("jobs/step/memory.max", "1073741824\n");
  const weft::GroupLimits limits = groups.limits("0::/jobs/step\n");
  CHECK(limits.cores == doctest::Approx(1.5));
  CHECK(limits.memory_bytes == 1073741824);
}

TEST_CASE("a container's own group is the root") {
  const Groups groups;
  groups.write("cpu.max", "200000 100000\n");
  CHECK(groups.limits("0::/\n").cores == doctest::Approx(2));
  CHECK(groups.limits("0::/\n").memory_bytes == 0);
  // A path that this namespace does not show.
  CHECK(groups.limits("0::/../../outside\n").cores == doctest::Approx(2));
}

TEST_CASE("version 1 has a tree for each controller") {
  const Groups groups;
  groups.write("cpu/box/cpu.cfs_quota_us", "50000\n");
  groups.write("cpu/box/cpu.cfs_period_us", "100000\n");
  groups.write("memory/box/memory.limit_in_bytes", "536870912\n");
  groups.write("memory/memory.limit_in_bytes", "9223372036854771712\n");
  const weft::GroupLimits limits = groups.limits("4:memory:/box\n3:cpuset:/\n1:cpu,cpuacct:/box\n");
  CHECK(limits.cores == doctest::Approx(0.5));
  CHECK(limits.memory_bytes == 536870912);
}

TEST_CASE("nothing is limited where nothing says so") {
  const Groups groups;
  groups.write("cpu/cpu.cfs_quota_us", "-1\n");
  groups.write("cpu/cpu.cfs_period_us", "100000\n");
  const weft::GroupLimits limits = groups.limits("1:cpu:/\n\nnot a line\n0::/nowhere\n");
  CHECK(limits.cores == 0);
  CHECK(limits.memory_bytes == 0);
}
