/// How sqitch calls psql, and what it calls the database in its messages.
#include <array>
#include <map>

#include "adapters/sqitch/perl_text.hpp"
#include "adapters/sqitch/target.hpp"

namespace plumbline::adapters::sqitch {

namespace {

/// As `_psql` escapes a value of the connection string.
std::string escape_conninfo(const std::string& value) {
  std::string escaped;
  for (const char c : value) {
    if (c == ' ' || c == '"' || c == '\'' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

}  // namespace

std::vector<std::string> psql_command(const SqitchTarget& target) {
  std::string conninfo;
  const auto add = [&](const std::string& key, const std::optional<std::string>& value) {
    if (!value || value->empty()) return;
    conninfo += (conninfo.empty() ? "" : " ") + key + "=" + escape_conninfo(*value);
  };
  add("user", target.user);
  add("dbname", target.uri.database());
  add("host", target.uri.host());
  add("port", target.uri.port());
  std::map<std::string, std::string> last;  // of a repeated parameter the last value
  for (const auto& [key, value] : target.uri.query()) last[key] = value;
  for (const auto& [key, value] : last) add(key, value);

  std::vector<std::string> command = {target.client.value_or("psql")};
  if (!conninfo.empty()) {
    command.emplace_back("--dbname");
    command.push_back(conninfo);
  }
  for (const auto& [name, value] : target.variables) {
    command.emplace_back("--set");
    command.push_back(name + "=" + value);
  }
  for (const char* option : {"--quiet", "--no-psqlrc", "--no-align", "--tuples-only", "--set",
                             "ON_ERROR_STOP=1", "--set"}) {
    command.emplace_back(option);
  }
  command.push_back("registry=" + target.registry.value_or(""));
  return command;
}

std::string destination(const SqitchTarget& target, std::string_view system_user) {
  const std::string database = target.uri.database().value_or("");
  if (target.name.find(':') == std::string::npos || is_true(database)) return target.name;
  const std::string user = target.user.value_or("");
  const bool has_user = is_true(user);
  const bool has_password = !target.uri.password().value_or("").empty();
  const DatabaseUri shown = has_password ? target.uri.without_password() : target.uri;
  return shown.with_database(has_user ? std::string_view(user) : system_user).text();
}

}  // namespace plumbline::adapters::sqitch
