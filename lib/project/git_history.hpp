/// Asks git which commit a recorded checksum belongs to. Only with --git: everything else starts no
/// process.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "adapters/edit.hpp"
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

/// Files below `root` that differ from `revision` or that git does not know, relative to `root`,
/// sorted. Throws Error: argument (no such revision there), tool (no git).
std::vector<std::string> changed_files(const std::string& root, const std::string& revision);

/// Who committed that line of a file below `root` as it stands there now, and when; absent when it
/// is not committed, or git cannot tell. Throws Error (tool) without git.
std::optional<adapters::Origin> line_origin(const std::string& root, const std::string& file,
                                            int line);

}  // namespace plumbline::project
