/// What plumbline.toml, and a baseline, do to a finished list of findings. Used by check.cpp.
#pragma once

#include <vector>

#include "plumbline/finding.hpp"
#include "project/baseline.hpp"
#include "project/config.hpp"

namespace plumbline::project {

/// What has become of the findings, and which suppressions hid one.
struct Applied {
  std::vector<Finding> findings;
  std::vector<bool> used;  ///< for each suppression
};

/// Severities set; suppressed, ignored and known findings taken out.
Applied apply_config(const Config& config, std::vector<Finding> findings, Baseline baseline = {});

}  // namespace plumbline::project
