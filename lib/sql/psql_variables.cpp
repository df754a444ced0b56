#include "sql/psql_variables.hpp"

#include <algorithm>
#include <array>

#include "sql/lexer.hpp"
#include "system/format.hpp"

namespace plumbline::sql {

namespace {

/// Those that psql 15 sets itself, with values that only it knows.
constexpr std::array own_variables = {"DBNAME",
                                      "ENCODING",
                                      "ERROR",
                                      "HOST",
                                      "LAST_ERROR_MESSAGE",
                                      "LAST_ERROR_SQLSTATE",
                                      "PORT",
                                      "ROW_COUNT",
                                      "SERVER_VERSION_NAME",
                                      "SERVER_VERSION_NUM",
                                      "SQLSTATE",
                                      "USER",
                                      "VERSION",
                                      "VERSION_NAME",
                                      "VERSION_NUM"};

struct Preset {
  std::string_view name;
  std::string_view value;
};
constexpr std::array presets = {
    Preset{"AUTOCOMMIT", "on"},       Preset{"COMP_KEYWORD_CASE", "preserve-upper"},
    Preset{"ECHO", "none"},           Preset{"ECHO_HIDDEN", "off"},
    Preset{"FETCH_COUNT", "0"},       Preset{"HIDE_TABLEAM", "off"},
    Preset{"HISTCONTROL", "none"},    Preset{"HISTSIZE", "500"},
    Preset{"IGNOREEOF", "0"},         Preset{"ON_ERROR_ROLLBACK", "off"},
    Preset{"ON_ERROR_STOP", "off"},   Preset{"QUIET", "off"},
    Preset{"SHOW_ALL_RESULTS", "on"}, Preset{"SHOW_CONTEXT", "errors"},
    Preset{"SINGLELINE", "off"},      Preset{"SINGLESTEP", "off"},
    Preset{"VERBOSITY", "default"},   Preset{"HIDE_TOAST_COMPRESSION", "off"},
};

}  // namespace

PsqlVariables::PsqlVariables() {
  for (const char* name : own_variables)
    set_unknown(name, system::format("\"{}\" is known only to a running psql", name));
  for (const Preset& preset : presets) set(preset.name, std::string(preset.value));
}

PsqlVariables::Variable PsqlVariables::find(std::string_view name) const {
  if (const auto found = variables_.find(name); found != variables_.end()) return found->second;
  for (auto forgotten = forgotten_.rbegin(); forgotten != forgotten_.rend(); ++forgotten) {
    if (name.starts_with(forgotten->prefix))
      return {.state = State::unsure, .value = {}, .why = forgotten->why};
  }
  return {};
}

void PsqlVariables::set(std::string_view name, std::string value) {
  variables_.insert_or_assign(
      std::string(name), Variable{.state = State::known, .value = std::move(value), .why = {}});
}

void PsqlVariables::unset(std::string_view name) {
  variables_.insert_or_assign(std::string(name), Variable{});
}

void PsqlVariables::set_unknown(std::string_view name, std::string why) {
  variables_.insert_or_assign(std::string(name),
                              Variable{.state = State::set, .value = {}, .why = std::move(why)});
}

void PsqlVariables::forget(std::string_view name, std::string why) {
  variables_.insert_or_assign(std::string(name),
                              Variable{.state = State::unsure, .value = {}, .why = std::move(why)});
}

void PsqlVariables::forget_all(std::string prefix, std::string why) {
  for (auto& [name, variable] : variables_) {
    if (name.starts_with(prefix)) variable = {.state = State::unsure, .value = {}, .why = why};
  }
  const bool is_known = std::ranges::any_of(
      forgotten_, [&](const Forgotten& one) { return prefix.starts_with(one.prefix); });
  if (!is_known) forgotten_.push_back({.prefix = std::move(prefix), .why = std::move(why)});
}

bool PsqlVariables::is_valid_name(std::string_view name) noexcept {
  return !name.empty() && std::ranges::all_of(name, is_name_character);
}

int parse_psql_bool(std::string_view text) noexcept {
  const auto begins = [&](std::string_view word, std::size_t least) {
    return text.size() >= least && text.size() <= word.size() &&
           is_word(text, word.substr(0, text.size()));
  };
  if (begins("true", 1) || begins("yes", 1) || begins("on", 2) || text == "1") return 1;
  if (begins("false", 1) || begins("no", 1) || begins("off", 2) || text == "0") return 0;
  return -1;
}

}  // namespace plumbline::sql
