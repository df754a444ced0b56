/// The result of a check: findings in a stable order, what was not looked at, and what it was
/// about.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "plumbline/finding.hpp"

namespace plumbline {

/// One tree that was looked at.
struct ReportProject {
  std::string path;  ///< relative to the given PATH, "." for PATH itself
  std::string tool;
  std::size_t changes = 0;
  std::vector<std::string> heads;
  std::optional<std::size_t> applied;  ///< absent without a registry
  std::optional<std::size_t> pending;  ///< absent without a registry
};

/// The database that was looked at. `uri` never holds a password.
struct ReportTarget {
  std::string uri;
  int server_version = 0;  ///< as server_version_num: 150020
  std::string database;
};

/// Something that could not be looked at, and why. Never passed over in silence.
struct Unchecked {
  std::string what;
  std::string why;

  bool operator==(const Unchecked&) const = default;
};

/// Immutable; shared freely between threads.
struct Report {
  std::string command;  ///< "check", "verify"
  std::vector<ReportProject> projects;
  std::optional<ReportTarget> target;
  std::vector<Finding> findings;  ///< sorted by `finding_before`
  std::vector<Unchecked> unchecked;
  std::array<std::size_t, 3> totals{};  ///< by Severity, also the findings over the limit per rule
  std::string root;                     ///< the folder that its paths are relative to
};

/// Sort, drop exact repetitions, keep at most `max_per_rule` of each rule, and count. The last step
/// of every check.
void finish_report(Report& report, std::size_t max_per_rule);

/// Whether any finding, counted or kept, is at or above `severity`.
bool has_at_least(const Report& report, Severity severity) noexcept;

}  // namespace plumbline
