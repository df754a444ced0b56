#include "checks/config/engines.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

#include "core/edit_distance.hpp"

namespace plumbline::checks::config {

namespace {

constexpr std::array<std::string_view, 19> engines = {
    "cockroach", "cockroachdb", "exasol", "firebird", "maria",    "mariadb",    "mysql",
    "oracle",    "pg",          "pgsql",  "pgxc",     "postgres", "postgresql", "postgresxc",
    "redshift",  "snowflake",   "sqlite", "sqlite3",  "vertica"};

std::string folded(std::string_view name) {
  while (!name.empty() && name.front() == ' ') name.remove_prefix(1);
  while (!name.empty() && name.back() == ' ') name.remove_suffix(1);
  std::string result(name);
  for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

}  // namespace

bool is_sqitch_engine(std::string_view name) noexcept {
  const std::string wanted = folded(name);
  return wanted == "yugabyte" || std::ranges::find(engines, wanted) != engines.end();
}

std::string_view nearest_engine(std::string_view name) noexcept {
  const std::string wanted = folded(name);
  for (const std::string_view engine : engines)
    if (core::edit_distance(wanted, engine, 2) <= (engine.size() < 4 ? 1U : 2U)) return engine;
  return {};
}

}  // namespace plumbline::checks::config
