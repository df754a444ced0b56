/// What `sqitch deploy` would make of a registry, given a plan.
#pragma once

#include <string>

#include "adapters/sqitch/plan_file.hpp"
#include "adapters/sqitch/recorded.hpp"
#include "adapters/sqitch/references.hpp"
#include "plumbline/limits.hpp"
#include "plumbline/plan.hpp"
#include "plumbline/registry.hpp"

namespace plumbline::adapters::sqitch {

struct JudgeFacts {
  const PlanFile& plan_file;
  const ChangeIndex& index;
  const Plan& plan;         ///< of the same plan file, with checksums
  const std::string& root;  ///< of the tree, for reading scripts that differ
  const Limits& limits;
  bool with_attributes = true;
};

/// Pure but for reading a script whose checksum differs, to say in what it does.
Registry judge(const JudgeFacts& facts, RecordedState recorded);

}  // namespace plumbline::adapters::sqitch
