/// What psql sends to the server for one sqitch change; see Engine::pg and the commands'
/// `_collect_vars`.
#include <string>

#include "adapters/sqitch/tree.hpp"
#include "plumbline/error.hpp"
#include "sql/script.hpp"
#include "system/files.hpp"

namespace plumbline::adapters::sqitch {

namespace {

/// Later sources win: core, deploy, those of the command, engine and target, psql's own.
std::map<std::string, std::string> variables_of(const Config& config, const SqitchTarget* target,
                                                Direction direction) {
  std::map<std::string, std::string> variables;
  const auto add = [&](const std::string& section) {
    for (auto& [name, value] : section_variables(config, section)) variables[name] = value;
  };
  add("core.variables");
  add("deploy.variables");
  if (direction == Direction::revert) add("revert.variables");
  if (direction == Direction::verify) add("verify.variables");
  if (target != nullptr) {
    for (const auto& [name, value] : target->variables) variables[name] = value;
  }
  variables["ON_ERROR_STOP"] = "1";
  variables["QUIET"] = "on";
  variables["registry"] = target != nullptr ? target->registry.value_or("") : "sqitch";
  return variables;
}

}  // namespace

StatementList SqitchTree::statements(const Change& change, Direction direction) const {
  const Script& script = direction == Direction::deploy   ? change.deploy
                         : direction == Direction::revert ? change.revert
                                                          : change.verify;
  if (!script.exists) return {};
  const auto include = [&](const std::string& path) -> std::optional<std::string> {
    try {
      return system::read_file(system::join_path(place_.root, path), options_.limits);
    } catch (const Error&) {
      return std::nullopt;
    }
  };
  const std::string text =
      system::read_file(system::join_path(place_.root, script.file), options_.limits);
  return sql::read_psql_script(
      text, script.file,
      {.variables = variables_of(config_, target_ ? &*target_ : nullptr, direction),
       .include = include,
       .max_included_bytes = options_.limits.max_file_bytes});
}

}  // namespace plumbline::adapters::sqitch
