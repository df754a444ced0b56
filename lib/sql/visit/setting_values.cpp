#include "sql/visit/setting_values.hpp"

#include <algorithm>
#include <array>

#include "core/schema/quote.hpp"
#include "sql/types/system_catalog.hpp"

namespace plumbline::sql {

namespace {

enum class Form : std::uint8_t { boolean, integer, real, time, memory, words, text, list };

struct Known {
  std::string_view name;
  Form form;
  std::string_view words = {};  ///< of `words`, between bars: "|on|off|"
  bool for_superusers = false;
};

/// The parameters that functions, roles and databases are given. What is not here is believed when
/// the server has it, without a look at its value.
constexpr Known known_settings[] = {
    {"application_name", Form::text},
    {"bytea_output", Form::words, "|escape|hex|"},
    {"check_function_bodies", Form::boolean},
    {"client_encoding", Form::text},
    {"client_min_messages", Form::words,
     "|debug5|debug4|debug3|debug2|debug1|debug|log|info|notice|warning|error|"},
    {"constraint_exclusion", Form::words, "|on|off|partition|true|false|yes|no|1|0|"},
    {"cpu_tuple_cost", Form::real},
    {"DateStyle", Form::text},
    {"default_statistics_target", Form::integer},
    {"default_tablespace", Form::text},
    {"default_text_search_config", Form::text},
    {"default_transaction_deferrable", Form::boolean},
    {"default_transaction_isolation", Form::words,
     "|serializable|repeatable read|read committed|read uncommitted|"},
    {"default_transaction_read_only", Form::boolean},
    {"effective_cache_size", Form::memory},
    {"enable_bitmapscan", Form::boolean},
    {"enable_hashagg", Form::boolean},
    {"enable_hashjoin", Form::boolean},
    {"enable_indexonlyscan", Form::boolean},
    {"enable_indexscan", Form::boolean},
    {"enable_material", Form::boolean},
    {"enable_mergejoin", Form::boolean},
    {"enable_nestloop", Form::boolean},
    {"enable_partition_pruning", Form::boolean},
    {"enable_seqscan", Form::boolean},
    {"enable_sort", Form::boolean},
    {"escape_string_warning", Form::boolean},
    {"extra_float_digits", Form::integer},
    {"from_collapse_limit", Form::integer},
    {"gin_fuzzy_search_limit", Form::integer},
    {"idle_in_transaction_session_timeout", Form::time},
    {"jit", Form::boolean},
    {"join_collapse_limit", Form::integer},
    {"lc_messages", Form::text, {}, true},
    {"lc_monetary", Form::text},
    {"lc_numeric", Form::text},
    {"lc_time", Form::text},
    {"lock_timeout", Form::time},
    {"log_min_duration_statement", Form::time, {}, true},
    {"log_statement", Form::words, "|none|ddl|mod|all|", true},
    {"maintenance_work_mem", Form::memory},
    {"plan_cache_mode", Form::words, "|auto|force_generic_plan|force_custom_plan|"},
    {"quote_all_identifiers", Form::boolean},
    {"random_page_cost", Form::real},
    {"role", Form::text},
    {"row_security", Form::boolean},
    {"search_path", Form::list},
    {"seq_page_cost", Form::real},
    {"session_replication_role", Form::words, "|origin|replica|local|", true},
    {"standard_conforming_strings", Form::boolean},
    {"statement_timeout", Form::time},
    {"synchronous_commit", Form::words,
     "|local|remote_write|remote_apply|on|off|true|false|yes|no|1|0|"},
    {"temp_buffers", Form::memory},
    {"temp_tablespaces", Form::list},
    {"TimeZone", Form::text},
    {"transaction_timeout", Form::time},
    {"work_mem", Form::memory},
    {"xmloption", Form::words, "|content|document|"},
};

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

const Known* find_known(std::string_view name) {
  const std::string wanted = lower(name);
  for (const Known& one : known_settings) {
    if (lower(one.name) == wanted) return &one;
  }
  return nullptr;
}

[[noreturn]] void fail_value(const Known& known, std::string_view value) {
  fail("22023", "invalid value for parameter \"" + std::string(known.name) + "\": \"" +
                    std::string(value) + '"');
}

bool is_boolean(std::string_view value) {
  const std::string word = lower(value);
  if (word.empty()) return false;
  for (const std::string_view whole : {"true", "false", "yes", "no"}) {
    if (whole.starts_with(word)) return true;
  }
  return word == "on" || word == "off" || word == "of" || word == "1" || word == "0";
}

/// A number with perhaps a unit.
bool is_quantity(std::string_view value, std::initializer_list<std::string_view> units) {
  std::size_t at = value.find_first_not_of(" \t");
  if (at == std::string_view::npos) return false;
  if (value[at] == '-' || value[at] == '+') ++at;
  const std::size_t first = at;
  while (at < value.size() && ((value[at] >= '0' && value[at] <= '9') || value[at] == '.')) ++at;
  if (at == first) return false;
  const std::size_t word = value.find_first_not_of(" \t", at);
  if (word == std::string_view::npos) return true;
  std::string_view unit = value.substr(word);
  unit = unit.substr(0, unit.find_last_not_of(" \t") + 1);
  return std::ranges::find(units, unit) != units.end();
}

void check_value(const Known& known, std::string_view value) {
  bool is_fine = true;
  switch (known.form) {
    case Form::boolean:
      if (!is_boolean(value)) {
        fail("22023", "parameter \"" + std::string(known.name) + "\" requires a Boolean value");
      }
      break;
    case Form::integer:
    case Form::real:
      is_fine = is_quantity(value, {});
      break;
    case Form::time:
      is_fine = is_quantity(value, {"us", "ms", "s", "min", "h", "d"});
      break;
    case Form::memory:
      is_fine = is_quantity(value, {"B", "kB", "MB", "GB", "TB"});
      break;
    case Form::words:
      is_fine = known.words.find('|' + lower(value) + '|') != std::string_view::npos;
      break;
    default:
      break;
  }
  if (!is_fine) fail_value(known, value);
}

std::string value_text(const Session& session, const Node& argument, bool is_list) {
  if (argument.is_a("TypeCast")) unknown("a setting is given as an interval");
  const Node constant = argument;
  if (constant["ival"]) return std::to_string(constant["ival"].number("ival"));
  if (constant["fval"]) {
    const Node number = constant["fval"];
    return std::string(number.text("fval").empty() ? number.as_text() : number.text("fval"));
  }
  if (constant["boolval"]) return constant["boolval"].flag("boolval") ? "true" : "false";
  const Node string = constant["sval"] ? constant["sval"] : constant["val"];
  const std::string text(string["sval"] ? string.text("sval") : string.as_text());
  return is_list ? core::quote_identifier(text, session.version()) : text;
}

bool is_custom(std::string_view name) { return name.find('.') != std::string_view::npos; }

}  // namespace

Setting read_setting(const Session& session, const Node& statement) {
  Setting setting;
  const std::string_view kind = statement.text("kind");
  setting.name = statement.text("name");
  if (kind == "VAR_RESET_ALL") {
    setting.is_reset_all = true;
    return setting;
  }
  const Known* known = find_known(setting.name);
  if (known != nullptr) setting.name = known->name;
  if (known == nullptr && !is_custom(setting.name) &&
      !has_system_name(NameKind::setting, lower(setting.name), session.version() / 10'000) &&
      !has_system_name(NameKind::setting, setting.name, session.version() / 10'000)) {
    fail("42704", "unrecognized configuration parameter \"" + setting.name + '"');
  }
  if (kind == "VAR_RESET" || kind == "VAR_SET_DEFAULT") {
    setting.is_reset = true;
    return setting;
  }
  if (kind == "VAR_SET_CURRENT") unknown("a setting is taken from the session");
  if (kind != "VAR_SET_VALUE") unknown("SET of another form");
  const bool is_list = known != nullptr && known->form == Form::list;
  for (const Node argument : statement["args"]) {
    setting.value.append(setting.value.empty() ? "" : ", ")
        .append(value_text(session, argument, is_list));
  }
  if (known == nullptr) {
    if (is_custom(setting.name)) return setting;
    unknown("whether parameter \"" + setting.name + "\" may have that value");
  }
  check_value(*known, setting.value);
  if (known->for_superusers && !session.is_superuser) {
    fail("42501", "permission denied to set parameter \"" + setting.name + '"');
  }
  return setting;
}

}  // namespace plumbline::sql
