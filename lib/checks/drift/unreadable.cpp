#include "checks/drift/live.hpp"
#include "core/format.hpp"

namespace plumbline::checks::drift {

std::vector<Finding> unreadable(const Schema& schema) {
  std::vector<Finding> findings;
  for (const Unchecked& one : schema.source().unchecked) {
    findings.push_back(make_finding("drift/unreadable",
                                    core::format("{} could not be read: {}", one.what, one.why)));
  }
  return findings;
}

}  // namespace plumbline::checks::drift
