/// What is applied and what is pending, tree by tree: the answer of `plumbline status`.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "plumbline/finding.hpp"
#include "plumbline/registry.hpp"
#include "plumbline/report.hpp"

namespace plumbline {

/// A change that waits to be deployed.
struct PendingChange {
  std::string id;
  std::string name;
  std::string label;  ///< what people call it: the name where ids are hashes, else id and name
  std::string file;   ///< the script that would run, relative to the given PATH

  bool operator==(const PendingChange&) const = default;
};

struct ProjectStatus {
  std::string path;
  std::string tool;
  std::size_t changes = 0;  ///< in the plan, shadowed ones not counted
  bool has_registry = false;
  std::string registry_table;  ///< where it is, or where it was looked for
  std::size_t applied = 0;     ///< changes of the plan
  std::vector<RegistryRow>
      current;  ///< what the tool calls the state: last row, or one row for each Alembic head
  std::vector<PendingChange> pending;  ///< in the order in which the next deploy would run them
  std::vector<std::string> unknown;    ///< recorded ids that no file has
  std::optional<ToolSays> refusal;     ///< what the tool's deploy would stop with at once
};

/// Immutable; shared freely between threads.
struct StatusReport {
  ReportTarget target;
  std::vector<ProjectStatus> projects;
};

}  // namespace plumbline
