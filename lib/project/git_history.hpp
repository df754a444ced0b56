/// Asks git which commit a recorded checksum belongs to. Only with --git: everything else starts no
/// process.
#pragma once

#include <string>
#include <vector>

#include "plumbline/finding.hpp"
#include "plumbline/plan.hpp"
#include "plumbline/registry.hpp"
#include "plumbline/report.hpp"

namespace plumbline::project {

/// For each registry/modified finding: adds the newest commit in which the script had the recorded
/// checksum, or says that none of the last commits has it. `root` is the tree's folder. A missing
/// git or repository is told in `unchecked`.
void add_commits(std::vector<Finding>& findings, const Plan& plan, const Registry& registry,
                 const std::string& root, std::vector<Unchecked>& unchecked);

}  // namespace plumbline::project
