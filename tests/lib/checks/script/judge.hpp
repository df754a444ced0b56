/// Runs the script rules over texts, as sqitch or sqlx would have them.
#pragma once

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "checks/script/script.hpp"
#include "sql/script.hpp"

namespace plumbline::tests {

/// What the rules say of the texts.
inline std::vector<Finding> findings_of(const std::vector<std::string>& texts,
                                        const checks::script::ScriptOptions& options,
                                        bool as_sqlx) {
  std::vector<StatementList> lists;
  for (const std::string& text : texts) {
    lists.push_back(as_sqlx ? sql::read_plain_script(text, "a.sql")
                            : sql::read_psql_script(text, "a.sql"));
    lists.back().in_transaction = as_sqlx && !text.starts_with("-- no-transaction");
  }
  std::vector<checks::script::Script> scripts;
  for (const StatementList& list : lists)
    scripts.push_back({.change = nullptr, .list = &list, .simulated = {}});
  return checks::script::check_scripts(scripts, options).findings;
}

/// Lines at which that rule alone speaks.
inline std::vector<int> lines_of(std::string_view rule, const std::vector<std::string>& texts,
                                 const checks::script::ScriptOptions& options = {},
                                 bool as_sqlx = false) {
  std::vector<int> lines;
  for (const Finding& finding : findings_of(texts, options, as_sqlx)) {
    if (finding.rule == "script/" + std::string(rule)) lines.push_back(finding.where.line);
  }
  return lines;
}

/// "rule@line" without the family, sorted as found. Rules that speak of nearly every script and
/// matters of taste are left out: they have tables of their own.
inline std::vector<std::string> judge(const std::vector<std::string>& texts,
                                      const checks::script::ScriptOptions& options = {},
                                      bool as_sqlx = false) {
  constexpr std::array quiet = {"brief-lock",        "column-order",
                                "limited-text",      "locks-both-tables",
                                "mixed-work",        "narrow-key",
                                "no-lock-timeout",   "no-statement-timeout",
                                "serial-column",     "wide-index",
                                "table-without-key", "timestamp-without-zone",
                                "validates-rows",    "unindexed-foreign-key",
                                "unnamed-constraint"};
  std::vector<std::string> found;
  for (const Finding& finding : findings_of(texts, options, as_sqlx)) {
    const std::string rule = finding.rule.substr(finding.rule.find('/') + 1);
    if (std::ranges::find(quiet, rule) == quiet.end())
      found.push_back(rule + "@" + std::to_string(finding.where.line));
  }
  return found;
}

}  // namespace plumbline::tests
