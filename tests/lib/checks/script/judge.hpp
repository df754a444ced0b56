/// Runs the script rules over texts, as sqitch or sqlx would have them.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "checks/script/script.hpp"
#include "sql/script.hpp"

namespace plumbline::tests {

/// "rule@line" without the family, sorted as found; `quiet` rules are left out.
inline std::vector<std::string> judge(const std::vector<std::string>& texts,
                                      const checks::script::ScriptOptions& options = {},
                                      bool as_sqlx = false) {
  std::vector<StatementList> lists;
  for (const std::string& text : texts) {
    lists.push_back(as_sqlx ? sql::read_plain_script(text, "a.sql")
                            : sql::read_psql_script(text, "a.sql"));
    lists.back().in_transaction = as_sqlx && !text.starts_with("-- no-transaction");
  }
  std::vector<checks::script::Script> scripts;
  for (const StatementList& list : lists) scripts.push_back({.change = nullptr, .list = &list});
  std::vector<std::string> found;
  for (const Finding& finding : checks::script::check_scripts(scripts, options)) {
    const std::string rule = finding.rule.substr(finding.rule.find('/') + 1);
    if (rule == "no-lock-timeout") continue;
    found.push_back(rule + "@" + std::to_string(finding.where.line));
  }
  return found;
}

}  // namespace plumbline::tests
