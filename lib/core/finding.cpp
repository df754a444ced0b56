/// Making and ordering findings.
#include "plumbline/finding.hpp"

#include <tuple>

#include "plumbline/error.hpp"
#include "system/format.hpp"

namespace plumbline {

Finding make_finding(std::string_view rule, std::string message, Position where) {
  const Rule* entry = find_rule(rule);
  if (entry == nullptr)
    throw Error(Status::internal, system::format("rule \"{}\" is not in the catalogue", rule));
  Finding finding;
  finding.rule = entry->name;
  finding.severity = entry->severity;
  finding.message = std::move(message);
  finding.where = std::move(where);
  finding.failure_class = entry->failure_class;
  finding.remedy = entry->remedy;
  return finding;
}

bool finding_before(const Finding& left, const Finding& right) {
  return std::tie(left.project, left.where.file, left.where.line, left.where.column, left.rule,
                  left.message) < std::tie(right.project, right.where.file, right.where.line,
                                           right.where.column, right.rule, right.message);
}

}  // namespace plumbline
