#include "adapters/sqitch/run/psql_client.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "adapters/sqitch/run/psql_script.hpp"
#include "adapters/sqitch/run/session_traces.hpp"
#include "plumbline/error.hpp"
#include "postgres/uri.hpp"
#include "sql/psql_variables.hpp"
#include "system/environment.hpp"
#include "system/files.hpp"
#include "system/format.hpp"

namespace plumbline::adapters::sqitch {

namespace {

/// EXIT_BADCONN and EXIT_USER of psql.
constexpr int lost_status = 2;
constexpr int refused_status = 3;

constexpr auto flags =
    std::to_array<std::string_view>({"--quiet", "--no-psqlrc", "--no-align", "--tuples-only"});

/// What libpq reads of our own environment and no URI takes back; psql's is a cleaned one.
constexpr auto host_settings = std::to_array<const char*>(
    {"PGOPTIONS", "PGTZ", "PGDATESTYLE", "PGGEQO", "PGCLIENTENCODING", "PGAPPNAME"});

bool has_host_settings() {
  const system::Environment host;
  return std::ranges::any_of(host_settings,
                             [&](const char* name) { return host.get(name).has_value(); });
}

/// What sqitch asks before it makes its registry; neither writes, so psql may say it all again.
bool is_question(std::string_view sql) {
  return sql == "SHOW server_version_num" || sql.find("pgxc_version") != std::string_view::npos;
}

std::map<std::string, std::string> place_of(const postgres::Keywords& keywords) {
  std::map<std::string, std::string> place(keywords.begin(), keywords.end());
  place.erase("password");
  std::erase_if(place, [](const auto& entry) { return entry.second.empty(); });
  return place;
}

/// psql shows a path that it has tidied up; these are tidy.
bool is_plain_path(std::string_view path) {
  return !path.empty() && path != "-" && !path.starts_with("./") && !path.ends_with('/') &&
         path.find("//") == std::string_view::npos && path.find("/.") == std::string_view::npos &&
         !path.starts_with("..");
}

/// One of the names by which psql itself is set.
bool is_setting(std::string_view name) {
  return std::ranges::all_of(name, [](char c) { return (c >= 'A' && c <= 'Z') || c == '_'; });
}

}  // namespace

bool is_psql(const std::string& path) {
  constexpr std::string_view binary =
      "\x7F"
      "ELF";
  const std::string real = system::real_path(path);
  const std::string name = path.substr(path.rfind('/') + 1);
  if (name != "psql") return false;
  if (real.ends_with("/pg_wrapper")) return true;
  std::array<char, binary.size()> start{};
  const std::size_t slash = real.rfind('/');
  if (slash == std::string::npos) return false;
  const auto begun =
      system::Folder(real.substr(0, slash + 1)).peek(real.c_str() + slash + 1, start);
  return begun == binary;
}

std::optional<PsqlClient::Request> PsqlClient::read(const postgres::Writable& database,
                                                    const std::vector<std::string>& words) const {
  if (words.empty() || words[0] != name_) return std::nullopt;
  Request request;
  std::size_t seen = 0;
  std::string place;
  for (std::size_t at = 1; at < words.size(); ++at) {
    if (std::ranges::find(flags, words[at]) != flags.end()) {
      ++seen;
      continue;
    }
    if (at + 1 == words.size()) return std::nullopt;
    const std::string& option = words[at];
    const std::string& value = words[++at];
    if (option == "--set") {
      const std::size_t sign = value.find('=');
      const std::string name = value.substr(0, sign);
      if (sign == std::string::npos || !sql::PsqlVariables::is_valid_name(name))
        return std::nullopt;
      request.variables[name] = value.substr(sign + 1);
      continue;
    }
    std::string* const once = option == "--dbname" ? &place
                              : option == "--file" ? &request.file
                              : option == "-c"     ? &request.command
                                                   : nullptr;
    if (once == nullptr || !once->empty()) return std::nullopt;
    *once = value;
  }
  try {
    const bool is_here =
        place_of(postgres::parse_uri(place)) == place_of(postgres::parse_uri(database.uri()));
    if (!is_here || seen != flags.size() || has_own_settings(request)) return std::nullopt;
  } catch (const Error&) {  // psql will tell
    return std::nullopt;
  }
  return request;
}

/// Whether it is more than ON_ERROR_STOP and the verbosity that we have.
bool PsqlClient::has_own_settings(const Request& request) const {
  const auto is = [&](const char* name, std::string_view value) {
    const auto found = request.variables.find(name);
    return found != request.variables.end() && found->second == value;
  };
  if (!is("ON_ERROR_STOP", "1") || !is("VERBOSITY", "verbose")) return true;
  return std::ranges::count_if(request.variables,
                               [](const auto& entry) { return is_setting(entry.first); }) != 2;
}

std::optional<int> PsqlClient::run(const postgres::Writable& database,
                                   const std::vector<std::string>& words, const Say& say) {
  const std::optional<Request> request = read(database, words);
  std::optional<int> status;
  keeps_session_ = false;
  say_ = &say;
  try {
    if (request && request->file.empty() != request->command.empty())
      status =
          request->file.empty() ? run_command(database, *request) : run_file(database, *request);
    keeps_session_ = keeps_session_ && status == 0 && is_as_new();
  } catch (...) {
    disconnect();
    throw;
  }
  say_ = nullptr;
  if (!keeps_session_) disconnect();
  return status;
}

/// Whether the session can pass for a new one: REQUIRES that no statement has left a trace but
/// those of event triggers.
bool PsqlClient::is_as_new() {
  if (session_->in_transaction()) return false;
  if (!has_event_triggers_) {
    has_event_triggers_ = true;
    session_->run(
        "SELECT FROM pg_catalog.pg_event_trigger",
        [&](const postgres::RawResult& result) { has_event_triggers_ = result.row_count() > 0; });
  }
  return !*has_event_triggers_;
}

std::optional<int> PsqlClient::run_command(const postgres::Writable& database,
                                           const Request& request) {
  if (!is_question(request.command) || !connect(database)) return std::nullopt;
  std::string rows;
  const Say keep = [&](bool, std::string_view text) { rows += text; };
  const Say& say = *std::exchange(say_, &keep);
  if (run_statement(request.command) != End::done) return std::nullopt;
  say(false, rows);
  return 0;
}

std::optional<int> PsqlClient::run_file(const postgres::Writable& database,
                                        const Request& request) {
  if (!is_plain_path(request.file)) return std::nullopt;
  std::optional<std::vector<SentStatement>> statements;
  try {
    sql::PsqlVariables variables;
    for (const auto& [name, value] : request.variables) variables.set(name, value);
    statements = read_sent_statements(
        system::read_file(system::join_path(directory_, request.file)), variables);
  } catch (const Error&) {  // psql will tell
    return std::nullopt;
  }
  if (!statements || !connect(database)) return std::nullopt;
  keeps_session_ = std::ranges::all_of(
      *statements, [](const SentStatement& one) { return leaves_no_trace(one.sql); });
  for (const SentStatement& statement : *statements) {
    place_ = system::format("psql:{}:{}: ", request.file, statement.line);
    const End end = run_statement(statement.sql);
    if (end == End::lost) (*say_)(true, place_ + "error: connection to server was lost\n");
    if (end != End::done) return end == End::lost ? lost_status : refused_status;
  }
  return 0;
}

bool PsqlClient::connect(const postgres::Writable& database) {
  if (session_ && session_->is_quiet()) return true;
  session_.reset();
  if (has_host_settings()) return false;
  try {
    session_ = std::make_unique<postgres::ClientSession>(
        database, postgres::ClientSession::Options{.application_name = "psql",
                                                   .on_notice = [this](std::string_view notice) {
                                                     if (say_ != nullptr)
                                                       (*say_)(true, place_ + std::string(notice));
                                                   }});
    return true;
  } catch (const Error&) {
    return false;
  }
}

void PsqlClient::connect_ahead(const postgres::Writable& database) { connect(database); }

void PsqlClient::say_rows(const postgres::RawResult& result) {
  std::string text;
  for (std::size_t row = 0; row < result.row_count(); ++row) {
    for (std::size_t column = 0; column < result.column_count(); ++column) {
      if (column > 0) text += '|';
      text += result.text(row, column);
    }
    if (result.column_count() > 0) text += '\n';
  }
  if (!text.empty()) (*say_)(false, text);
}

PsqlClient::End PsqlClient::run_statement(const std::string& sql) {
  const auto outcome =
      session_->run(sql, [&](const postgres::RawResult& result) { say_rows(result); });
  for (const std::string& words : outcome.words) (*say_)(true, place_ + words);
  return outcome.end;
}

}  // namespace plumbline::adapters::sqitch
