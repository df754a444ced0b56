/// The baseline: findings of an earlier check, which are not told again. Used by check.cpp and
/// apply_config. It is that check's report in JSON; config.md beside this file describes it.
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "plumbline/finding.hpp"
#include "plumbline/limits.hpp"
#include "plumbline/project.hpp"
#include "project/config.hpp"

namespace plumbline::project {

/// How often each finding was there. Empty: nothing is known.
class Baseline {
 public:
  Baseline() = default;
  /// `prefix` turns a path of this check's report into one of that report's. An empty file holds
  /// nothing. Throws Error: configuration (not such a report), io, not_found.
  Baseline(const std::string& file, std::string prefix, const Limits& limits);

  /// Whether the finding was there and has not been taken as often yet.
  bool take(const Finding& finding);

 private:
  std::map<std::string, std::size_t> left_;
  std::string prefix_;
};

/// The one that the options name, else that of plumbline.toml. Throws as Baseline.
Baseline read_baseline(const CheckOptions& options, const Config& config, const Limits& limits);

}  // namespace plumbline::project
