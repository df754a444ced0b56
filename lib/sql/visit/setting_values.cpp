#include "sql/visit/setting_values.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

#include "core/schema/qualified_name.hpp"
#include "core/schema/quote.hpp"
#include "sql/types/system_settings.hpp"
#include "system/format.hpp"

namespace plumbline::sql {

namespace {

/// What pg_settings does not list.
constexpr SettingFacts unlisted[] = {
    {"role", 12, 99, SettingContext::user, SettingForm::text},
    {"session_authorization", 12, 99, SettingContext::user, SettingForm::text},
    {"seed", 12, 99, SettingContext::user, SettingForm::real, "", "-1", "1"},
    {"default_with_oids", 12, 99, SettingContext::user, SettingForm::boolean},
    {"is_superuser", 12, 99, SettingContext::internal, SettingForm::boolean},
};

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

const SettingFacts* find_known(std::string_view name, int major) {
  if (const SettingFacts* const found = find_setting(name, major)) return found;
  const std::string wanted = lower(name);
  for (const SettingFacts& one : unlisted) {
    if (one.name == wanted) return &one;
  }
  return nullptr;
}

/// GUC_LIST_INPUT; those whose names are quoted are GUC_LIST_QUOTE.
bool is_list(std::string_view name, bool* is_quoted = nullptr) {
  constexpr std::array<std::string_view, 5> quoted = {
      "search_path", "temp_tablespaces", "session_preload_libraries", "shared_preload_libraries",
      "local_preload_libraries"};
  constexpr std::array<std::string_view, 7> plain = {"DateStyle",
                                                     "log_destination",
                                                     "listen_addresses",
                                                     "synchronous_standby_names",
                                                     "wal_consistency_checking",
                                                     "createrole_self_grant",
                                                     "debug_io_direct"};
  const bool found = std::ranges::find(quoted, name) != quoted.end();
  if (is_quoted != nullptr) *is_quoted = found;
  return found || std::ranges::find(plain, name) != plain.end();
}

[[noreturn]] void fail_value(const SettingFacts& known, std::string_view value) {
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

struct Unit {
  std::string_view name;
  double size;  ///< in bytes, or milliseconds
};
constexpr std::array<Unit, 5> memory_units = {
    {{"B", 1}, {"kB", 1024}, {"MB", 1048576}, {"GB", 1073741824}, {"TB", 1099511627776}}};
constexpr std::array<Unit, 6> time_units = {
    {{"us", 0.001}, {"ms", 1}, {"s", 1000}, {"min", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}}};

/// How many of the parameter's own units ("8kB") one of those written is; 0 where it may not stand.
double factor_of(std::string_view written, std::string_view own) {
  const std::size_t digits = std::min(own.find_first_not_of("0123456789"), own.size());
  const double count = digits == 0 ? 1 : std::stod(std::string(own.substr(0, digits)));
  const std::string_view name = own.substr(digits);
  const auto look = [&](const auto& units) {
    const auto one = std::ranges::find(units, written, &Unit::name);
    const auto base = std::ranges::find(units, name, &Unit::name);
    return one == units.end() || base == units.end() ? 0.0 : one->size / (base->size * count);
  };
  return std::max(look(memory_units), look(time_units));
}

/// parse_int and parse_real: a number with perhaps a unit, between the bounds.
void check_number(const SettingFacts& known, std::string_view value) {
  std::string text(value);
  const std::size_t first = text.find_first_not_of(" \t\n");
  if (first == std::string::npos) fail_value(known, value);
  const std::size_t sign = text.find_first_of("+-", first) == first ? 1 : 0;
  const bool is_other_base = known.form == SettingForm::integer &&
                             text[std::min(first + sign, text.size() - 1)] == '0' &&
                             first + sign + 1 < text.size() && text[first + sign + 1] != '.';
  if (is_other_base) unknown("a number that does not begin as decimals do");
  char* end = nullptr;
  double number = std::strtod(text.c_str() + first, &end);
  std::string_view rest(end);
  if (end == text.c_str() + first || !std::isfinite(number)) fail_value(known, value);
  rest.remove_prefix(std::min(rest.find_first_not_of(" \t\n"), rest.size()));
  rest = rest.substr(0, rest.find_last_not_of(" \t\n") + 1);
  if (!rest.empty()) {
    const double factor = factor_of(rest, known.unit);
    if (factor == 0) fail_value(known, value);
    number *= factor;
  }
  if (known.form == SettingForm::integer) number = std::nearbyint(number);
  const std::string least(known.least);
  const std::string most(known.most);
  if (number >= std::stod(least) && number <= std::stod(most)) return;
  if (known.form == SettingForm::integer && std::fabs(number) > 2147483647)
    fail_value(known, value);
  const std::string unit = known.unit.empty() ? "" : ' ' + std::string(known.unit);
  const bool has_units = known.unit.find_first_of("0123456789") != 0;
  const std::string shown = known.form == SettingForm::integer
                                ? std::to_string(static_cast<long long>(number))
                                : system::format("{:g}", number);
  fail("22023", shown + (has_units ? unit : "") + " is outside the valid range for parameter \"" +
                    std::string(known.name) + "\" (" + least + " .. " + most + ')');
}

/// Texts that some servers may refuse. What is known to be taken by all is let through.
bool may_be_refused(const SettingFacts& known, std::string_view value) {
  const std::string name = lower(known.name);
  const std::string text = lower(value);
  if (name == "timezone") {
    constexpr std::array<std::string_view, 11> areas = {
        "europe/",  "america/", "asia/",   "africa/", "australia/", "atlantic/",
        "pacific/", "indian/",  "etc/utc", "etc/gmt", "us/"};
    const bool is_number = !text.empty() && text.find_first_not_of("+-.0123456789") == text.npos;
    return text != "utc" && text != "gmt" && !is_number &&
           std::ranges::none_of(areas,
                                [&](std::string_view area) { return text.starts_with(area); });
  }
  if (name == "client_encoding") {
    constexpr std::array<std::string_view, 9> usual = {
        "utf8", "utf-8", "unicode", "sql_ascii", "latin1", "iso-8859-1", "latin9", "win1252", ""};
    return std::ranges::find(usual, text) == usual.end();
  }
  if (name == "datestyle") {
    constexpr std::array<std::string_view, 12> usual = {
        "iso", "iso, mdy", "iso, dmy", "iso, ymd", "postgres", "german",
        "sql", "dmy",      "mdy",      "ymd",      "iso, us",  "sql, dmy"};
    return std::ranges::find(usual, text) == usual.end();
  }
  constexpr std::array<std::string_view, 6> any = {
      "application_name",           "search_path",      "role",
      "default_text_search_config", "temp_tablespaces", "default_tablespace"};
  return std::ranges::find(any, name) == any.end() && !text.empty() &&
         !(name.starts_with("lc_") && (text == "c" || text == "posix"));
}

void check_value(Session& session, const SettingFacts& known, std::string_view value) {
  switch (known.form) {
    case SettingForm::boolean:
      if (!is_boolean(value)) {
        fail("22023", "parameter \"" + std::string(known.name) + "\" requires a Boolean value");
      }
      return;
    case SettingForm::integer:
    case SettingForm::real: {
      check_number(known, value);
      // What the system has decides, too.
      constexpr std::array<std::string_view, 4> limited = {"max_stack_depth", "temp_buffers",
                                                           "effective_io_concurrency",
                                                           "maintenance_io_concurrency"};
      if (std::ranges::find(limited, known.name) != limited.end())
        session.may_fail("whether " + std::string(known.name) + " can be set so");
      return;
    }
    case SettingForm::words: {
      // Besides its words pg_settings hides true, yes, 1 and their like, and old names.
      const std::string word = lower(value);
      if (known.words.find('|' + word + '|') != std::string_view::npos) return;
      const bool has_switch = known.words.find("|on|") != std::string_view::npos ||
                              known.words.find("|off|") != std::string_view::npos;
      if (has_switch && (is_boolean(word) && word.size() != 0)) {
        if (word == "true" || word == "false" || word == "yes" || word == "no" || word == "1" ||
            word == "0")
          return;
      }
      const bool is_level = known.words.find("|debug5|") != std::string_view::npos;
      if (is_level && (word == "debug" || word == "info")) return;
      fail_value(known, value);
    }
    case SettingForm::text:
      if (may_be_refused(known, value))
        session.may_fail("whether " + std::string(known.name) + " can be set so");
  }
}

/// set_config_option: who may set it, and when.
void check_context(const Session& session, const SettingFacts& known) {
  const std::string name = "parameter \"" + std::string(known.name) + "\" cannot be ";
  switch (known.context) {
    case SettingContext::internal:
      fail("55P02", name + "changed");
    case SettingContext::postmaster:
      fail("55P02", name + "changed without restarting the server");
    case SettingContext::sighup:
      fail("55P02", name + "changed now");
    case SettingContext::backend:
      fail("55P02", name + "set after connection start");
    case SettingContext::superuser:
      if (session.is_superuser) return;
      fail("42501", "permission denied to set parameter \"" + std::string(known.name) + '"');
    case SettingContext::user:
      return;
  }
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

/// Custom parameters are words with dots between; those of plpgsql are its own.
bool is_plain(std::string_view name) {
  for (std::size_t at = 0; at < name.size(); ++at) {
    const bool is_first = at == 0 || name[at - 1] == '.';
    if (is_first && name[at] >= '0' && name[at] <= '9') return false;
  }
  return !name.starts_with("plpgsql.") && !name.starts_with('.') && !name.ends_with('.') &&
         std::ranges::all_of(name, [](char c) { return c == '.' || core::is_word(c); });
}

/// valid_custom_variable_name: every part begins as an identifier does and goes on so.
bool is_misspelled(std::string_view name) {
  bool is_first = true;
  for (const char c : name) {
    const bool is_digit = (c >= '0' && c <= '9') || c == '$';
    const bool is_letter = c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (static_cast<unsigned char>(c) & 0x80U) != 0;
    const bool is_end = c == '.';
    if (is_first ? !is_letter : !is_letter && !is_digit && !is_end) return true;
    is_first = is_end;
  }
  return is_first;
}

}  // namespace

void apply_show(const Node& statement, Session& session) {
  const std::string_view name = statement.text("name");
  if (find_known(name, session.version() / 10'000) != nullptr || name == "all") return;
  // A custom one that is not set may come from the server's configuration.
  if (session.settings.contains(lower(name))) return;
  if (is_custom(name)) return session.may_fail("whether " + std::string(name) + " is set");
  fail("42704", "unrecognized configuration parameter \"" + std::string(name) + '"');
}

Setting read_setting(Session& session, const Node& statement) {
  Setting setting;
  const std::string_view kind = statement.text("kind");
  setting.name = statement.text("name");
  if (kind == "VAR_RESET_ALL") {
    setting.is_reset_all = true;
    return setting;
  }
  const SettingFacts* known = find_known(setting.name, session.version() / 10'000);
  if (known != nullptr) setting.name = known->name;
  if (known == nullptr && !is_custom(setting.name)) {
    fail("42704", "unrecognized configuration parameter \"" + setting.name + '"');
  }
  if (known != nullptr) check_context(session, *known);
  if (kind == "VAR_RESET" || kind == "VAR_SET_DEFAULT") {
    setting.is_reset = true;
    return setting;
  }
  if (kind == "VAR_SET_CURRENT") unknown("a setting is taken from the session");
  if (kind != "VAR_SET_VALUE") unknown("SET of another form");
  bool is_quoted = false;
  if (!is_list(setting.name, &is_quoted) && statement["args"].size() > 1 && known != nullptr)
    fail("22023", "SET " + std::string(statement.text("name")) + " takes only one argument");
  for (const Node argument : statement["args"]) {
    setting.value.append(setting.value.empty() ? "" : ", ")
        .append(value_text(session, argument, is_quoted));
  }
  if (known != nullptr) {
    check_value(session, *known, setting.value);
  } else if (session.version() >= 150'000 && is_misspelled(setting.name)) {
    fail("42602", "invalid configuration parameter name \"" + setting.name + '"');
  } else if (!is_plain(setting.name)) {
    session.may_fail("whether a parameter may be called " + setting.name);
  }
  return setting;
}

}  // namespace plumbline::sql
