/// config/uri-scheme: a database URI in a form that its tool takes for something else, or not at
/// all. Verdicts and quotations are those of sqitch 1.3.1, SQLAlchemy 2.0 and sqlx 0.9, each run
/// with the value.

#include <algorithm>
#include <array>
#include <optional>

#include "checks/checks.hpp"
#include "checks/config/engines.hpp"
#include "checks/config/target_uri.hpp"
#include "core/edit_distance.hpp"
#include "core/format.hpp"

namespace plumbline::checks::config {

namespace {

/// Why a value is not what the tool reads.
struct Problem {
  std::string reason;
  std::string remedy;
  std::string tool_message;  ///< "" = the tool says something misleading or nothing
};

/// Whether a variable of that name holds a whole URL by every convention.
bool names_url(std::string_view name) noexcept {
  return name == "URL" || name.ends_with("_URL") || name.ends_with("_URI") ||
         name.ends_with("_DSN") || name.ends_with("_url") || name.ends_with("_uri");
}

/// `db:pg:` and then a whole URL, written out or in a variable.
std::optional<Problem> url_behind_engine(const TargetUri& uri) {
  if (uri.has_authority) return std::nullopt;
  const Variable variable = find_expansion(uri.rest);
  const bool is_variable =
      variable.offset == 0 && !variable.text.empty() && names_url(variable.name);
  const std::size_t colons = uri.rest.find("://");
  const bool is_url =
      colons != uri.rest.npos && colons > 0 && uri.rest.find_first_of("/?#$") == colons + 1;
  if (!is_variable && !is_url) return std::nullopt;
  const std::string before = core::format("{}{}:", uri.prefix, uri.scheme);
  if (is_variable) {
    return Problem{
        core::format("puts \"{}\" before \"{}\": once expanded, the whole URL is taken "
                     "for the name of a database",
                     before, variable.text),
        core::format("Write \"db:{}\", or hand the URL over by --target.", variable.text),
        {}};
  }
  return Problem{
      core::format("puts \"{}\" before a whole URL, which is then taken for the name of a database",
                   before),
      "Write \"db:\" before the URL, and nothing else.",
      {}};
}

std::optional<Problem> judge_sqitch(std::string_view value) {
  const TargetUri uri = split_target(value);
  // Without a colon it is the name of a target; an engine inside a variable cannot be judged.
  if (uri.scheme.empty() || uri.scheme.find_first_of("$%{") != uri.scheme.npos) return std::nullopt;
  const std::string_view shown = uri.scheme;
  if (uri.scheme.find('+') != uri.scheme.npos) {
    return Problem{
        core::format("is SQLAlchemy's form \"{}:\", which sqitch takes for an engine", shown),
        "Write db:pg: and leave the driver out.",
        core::format("Unable to load App::Sqitch::Engine::{}", shown)};
  }
  if (!is_sqitch_engine(uri.scheme)) {
    const std::string_view near = nearest_engine(uri.scheme);
    return Problem{core::format("names the engine \"{}\", which sqitch does not have{}", shown,
                                near.empty() ? "" : core::format("; \"{}\" it has", near)),
                   "Write db:pg: for PostgreSQL.",
                   core::format("Unable to load App::Sqitch::Engine::{}", shown)};
  }
  return url_behind_engine(uri);
}

constexpr std::array<std::string_view, 12> dialects = {
    "postgresql",  "mysql",    "mariadb",   "sqlite",     "oracle", "mssql",
    "cockroachdb", "redshift", "snowflake", "clickhouse", "duckdb", "db2"};
constexpr std::array<std::string_view, 8> drivers = {"psycopg2", "psycopg",      "psycopg_async",
                                                     "asyncpg",  "psycopg2cffi", "pg8000",
                                                     "pygresql", "aiopg"};

/// SQLAlchemy knows more dialects than any list: only what is known to be wrong, or one slip away
/// from right, is named.
std::optional<Problem> judge_sqlalchemy(std::string_view value) {
  if (value.empty() || value.find_first_of("$%{<") == 0) return std::nullopt;
  const std::size_t colons = value.find("://");
  const TargetUri uri = split_target(value);
  if (colons == value.npos || !uri.prefix.empty()) {
    const bool is_sqitch = !uri.prefix.empty();
    return Problem{
        is_sqitch ? "is sqitch's form of a URI, which SQLAlchemy does not read"
                  : "is no URL: it lacks the dialect and \"://\"",
        "Write postgresql+driver://user@host/database.",
        "sqlalchemy.exc.ArgumentError: Could not parse SQLAlchemy URL from given URL string"};
  }
  const std::string_view scheme = value.substr(0, colons);
  const std::size_t plus = std::min(scheme.find('+'), scheme.size());
  const std::string_view dialect = scheme.substr(0, plus);
  const std::string_view driver = scheme.substr(std::min(plus + 1, scheme.size()));
  const bool is_slip = core::edit_distance(dialect, "postgresql", 2) <= 2 &&
                       std::ranges::find(dialects, dialect) == dialects.end();
  if (dialect == "postgres" || is_slip) {
    return Problem{
        core::format(
            "has the dialect \"{}\", which SQLAlchemy does not have; \"postgresql\" it has",
            dialect),
        "Write postgresql:// (SQLAlchemy dropped postgres:// in 1.4).",
        core::format(
            "sqlalchemy.exc.NoSuchModuleError: Can't load plugin: sqlalchemy.dialects:{}{}",
            dialect, driver.empty() ? "" : core::format(".{}", driver))};
  }
  const bool is_driver_slip = dialect == "postgresql" && !driver.empty() &&
                              std::ranges::find(drivers, driver) == drivers.end() &&
                              std::ranges::any_of(drivers, [&](std::string_view known) {
                                return core::edit_distance(driver, known, 1) <= 1;
                              });
  if (!is_driver_slip) return std::nullopt;
  return Problem{
      core::format("has the driver \"{}\", which SQLAlchemy does not have", driver),
      driver == "psycopg3" ? "Write postgresql+psycopg://, which is version 3."
                           : "Write a driver that SQLAlchemy knows.",
      core::format(
          "sqlalchemy.exc.NoSuchModuleError: Can't load plugin: sqlalchemy.dialects:postgresql.{}",
          driver)};
}

std::optional<Problem> judge_sqlx(std::string_view value) {
  const std::size_t colon = value.find(':');
  if (value.empty() || value.find_first_of("$%{<") < colon) return std::nullopt;
  const std::string_view scheme = value.substr(0, colon);
  for (const std::string_view known : {"postgres", "postgresql", "mysql", "mariadb", "sqlite"})
    if (colon != value.npos && scheme == known) return std::nullopt;
  if (colon == value.npos) return Problem{"is no URL", "Write postgres://user@host/database.", {}};
  const std::string_view shown = scheme;
  return Problem{
      core::format("has the scheme \"{}\", for which sqlx has no driver", shown),
      "Write postgres://user@host/database.",
      core::format("error: error with configuration: no driver found for URL scheme \"{}\"",
                   shown)};
}

std::string_view command_of(std::string_view tool) noexcept {
  if (tool == "sqitch") return "sqitch deploy";
  return tool == "alembic" ? "alembic upgrade head" : "sqlx migrate run";
}

Finding finding_of(std::string_view subject, Problem problem, Position where,
                   std::string_view tool) {
  Finding finding = make_finding("config/uri-scheme",
                                 core::format("{} {}", subject, problem.reason), std::move(where));
  finding.remedy = std::move(problem.remedy);
  if (!problem.tool_message.empty()) {
    // sqitch ends with 2, Alembic's traceback and sqlx with 1.
    finding.tool_says = ToolSays{.command = std::string(command_of(tool)),
                                 .message = std::move(problem.tool_message),
                                 .exit_status = tool == "sqitch" ? 2 : 1};
  }
  return finding;
}

std::optional<Problem> judge(std::string_view value, std::string_view tool) {
  if (tool == "sqitch") return judge_sqitch(value);
  if (tool == "alembic") return judge_sqlalchemy(value);
  if (tool == "sqlx") return judge_sqlx(value);
  return std::nullopt;
}

/// A bare argument of sqitch must begin with `db:`, unlike every other place.
std::optional<Problem> judge_argument(const PipelineTarget& target) {
  const TargetUri uri = split_target(target.value);
  if (!uri.prefix.empty() || !is_sqitch_engine(uri.scheme) || !uri.has_authority)
    return std::nullopt;
  return Problem{
      core::format(
          "gets a bare \"{}://\" URL as argument, which it takes for none of its arguments",
          uri.scheme),
      "Put \"db:\" before it, or hand it over by --target.",
      core::format("Unknown argument \"{}://…\"", uri.scheme)};
}

}  // namespace

std::vector<Finding> uri_scheme(const Settings& settings, std::string_view tool) {
  std::vector<Finding> findings;
  for (const Setting& setting : settings.entries) {
    if (setting.kind != SettingKind::target || setting.where.line == 0) continue;
    if (setting.value == "driver://user:pass@localhost/dbname")
      continue;  // what `alembic init` writes
    std::optional<Problem> problem = judge(setting.value, tool);
    if (!problem) continue;
    Finding finding =
        finding_of(core::format("\"{}\"", setting.key), std::move(*problem), setting.where, tool);
    if (!find_variable(setting.value).text.empty() && tool == "sqitch")
      finding.remedy =
          "Hand the URL over by --target on the command line; nothing is expanded here.";
    // env.py may put another URL in its place; then this one is never used.
    if (settings.target_may_be_replaced) finding.severity = Severity::info;
    findings.push_back(std::move(finding));
  }
  return findings;
}

std::vector<Finding> uri_scheme(const Pipeline& pipeline) {
  std::vector<Finding> findings;
  for (const PipelineFile& file : pipeline.files) {
    for (const PipelineStep& step : file.steps) {
      for (const PipelineCommand& command : step.commands) {
        if (!command.target) continue;
        std::optional<Problem> problem = judge(command.target->value, command.name);
        if (!problem && command.name == "sqitch" && !command.target->is_option)
          problem = judge_argument(*command.target);
        if (!problem) continue;
        const std::string subject =
            core::format("\"{}\" of {} \"{}\"", command_of(command.name),
                         step.is_release_phase ? "process" : "job", step.job);
        findings.push_back(
            finding_of(subject, std::move(*problem), command.target->where, command.name));
      }
    }
  }
  return findings;
}

}  // namespace plumbline::checks::config
