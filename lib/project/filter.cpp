#include "project/filter.hpp"

#include <algorithm>

#include "plumbline/error.hpp"
#include "plumbline/rule.hpp"
#include "system/format.hpp"

namespace plumbline::project {

namespace {

void require_known(const std::vector<std::string>& patterns) {
  for (const std::string& pattern : patterns) {
    const bool is_known = std::ranges::any_of(
        rules(), [&](const Rule& rule) { return rule_matches(pattern, rule.name); });
    if (!is_known) {
      throw Error(Status::argument,
                  {.message = system::format(
                       "\"{}\" is no rule, family or pattern of the catalogue", pattern),
                   .detail = "",
                   .hint = "`plumbline explain` lists all rules",
                   .sqlstate = "",
                   .where = {}});
    }
  }
}

bool any_matches(const std::vector<std::string>& patterns, std::string_view rule) {
  return std::ranges::any_of(
      patterns, [&](const std::string& pattern) { return rule_matches(pattern, rule); });
}

}  // namespace

Filter::Filter(const CheckOptions& options) : only_(options.only), skip_(options.skip) {
  require_known(only_);
  require_known(skip_);
}

bool Filter::wants(std::string_view rule) const {
  return (only_.empty() || any_matches(only_, rule)) && !any_matches(skip_, rule);
}

}  // namespace plumbline::project

namespace plumbline {

bool asks_for_family(const CheckOptions& options, std::string_view family) {
  const project::Filter filter(options);
  return std::ranges::any_of(rules(), [&](const Rule& rule) {
    return rule.name.substr(0, rule.name.find('/')) == family && filter.wants(rule.name);
  });
}

}  // namespace plumbline
