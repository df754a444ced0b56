#include "sql/visit/options.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/schema/qualified_name.hpp"
#include "core/schema/quote.hpp"

namespace plumbline::sql {

namespace {

enum class Sort : std::uint8_t { flag, integer, real, words };

struct Option {
  std::string_view name;
  Sort sort = Sort::flag;
  double least = 0;
  double most = 0;
  std::string_view words = {};  ///< `|on|off|`
  int since = 12;
  int until = 99;
};

constexpr double integer_max = 2147483647;

// Of tables alone.
constexpr Option table_only[] = {
    {"fillfactor", Sort::integer, 10, 100},
    {"toast_tuple_target", Sort::integer, 128, 8160},
    {"parallel_workers", Sort::integer, 0, 1024},
    {"user_catalog_table"},
    {"autovacuum_analyze_threshold", Sort::integer, 0, integer_max},
    {"autovacuum_analyze_scale_factor", Sort::real, 0, 100},
};
// Of tables and their TOAST tables.
constexpr Option of_rows[] = {
    {"autovacuum_enabled"},
    {"vacuum_truncate"},
    {"vacuum_index_cleanup", Sort::flag, 0, 0, {}, 12, 13},
    {"vacuum_index_cleanup", Sort::words, 0, 0, "|auto|on|off|true|false|yes|no|1|0|", 14},
    {"autovacuum_vacuum_threshold", Sort::integer, 0, integer_max},
    {"autovacuum_vacuum_max_threshold", Sort::integer, -1, integer_max, {}, 18},
    {"autovacuum_vacuum_insert_threshold", Sort::integer, -1, integer_max, {}, 13},
    {"autovacuum_vacuum_cost_delay", Sort::real, 0, 100},
    {"autovacuum_vacuum_cost_limit", Sort::integer, 1, 10000},
    {"autovacuum_freeze_min_age", Sort::integer, 0, 1000000000},
    {"autovacuum_multixact_freeze_min_age", Sort::integer, 0, 1000000000},
    {"autovacuum_freeze_max_age", Sort::integer, 100000, 2000000000},
    {"autovacuum_multixact_freeze_max_age", Sort::integer, 10000, 2000000000},
    {"autovacuum_freeze_table_age", Sort::integer, 0, 2000000000},
    {"autovacuum_multixact_freeze_table_age", Sort::integer, 0, 2000000000},
    {"log_autovacuum_min_duration", Sort::integer, -1, integer_max},
    {"autovacuum_vacuum_scale_factor", Sort::real, 0, 100},
    {"autovacuum_vacuum_insert_scale_factor", Sort::real, 0, 100, {}, 13},
    {"vacuum_max_eager_freeze_failure_rate", Sort::real, 0, 1, {}, 18},
};
constexpr Option of_btree[] = {
    {"fillfactor", Sort::integer, 10, 100},
    {"deduplicate_items", Sort::flag, 0, 0, {}, 13},
    {"vacuum_cleanup_index_scale_factor", Sort::real, 0, 1e10},
};
constexpr Option of_fill[] = {{"fillfactor", Sort::integer, 10, 100}};
constexpr Option of_gist[] = {{"fillfactor", Sort::integer, 10, 100},
                              {"buffering", Sort::words, 0, 0, "|on|off|auto|"}};
constexpr Option of_gin[] = {{"fastupdate"},
                             {"gin_pending_list_limit", Sort::integer, 64, integer_max}};
constexpr Option of_brin[] = {{"pages_per_range", Sort::integer, 1, 131072}, {"autosummarize"}};
constexpr Option of_view[] = {{"security_barrier"},
                              {"security_invoker", Sort::flag, 0, 0, {}, 15},
                              {"check_option", Sort::words, 0, 0, "|local|cascaded|"}};
constexpr Option of_column[] = {{"n_distinct", Sort::real, -1, 1e308},
                                {"n_distinct_inherited", Sort::real, -1, 1e308}};

std::vector<std::span<const Option>> lists(OptionsOf of) {
  switch (of) {
    case OptionsOf::table:
      return {table_only, of_rows};
    case OptionsOf::toast:
      return {of_rows};
    case OptionsOf::btree:
      return {of_btree};
    case OptionsOf::hash:
    case OptionsOf::spgist:
      return {of_fill};
    case OptionsOf::gist:
      return {of_gist};
    case OptionsOf::gin:
      return {of_gin};
    case OptionsOf::brin:
      return {of_brin};
    case OptionsOf::view:
      return {of_view};
    case OptionsOf::column:
      return {of_column};
    default:
      return {};
  }
}

const Option* find_option(OptionsOf of, std::string_view name, int major) {
  const Option* found = nullptr;
  const std::vector<std::span<const Option>> all = lists(of);
  for (const std::span<const Option> list : all) {
    for (const Option& option : list) {
      if (option.name == name && option.since <= major && major <= option.until) found = &option;
    }
  }
  return found;
}

std::string lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  return result;
}

/// parse_bool: beginnings of the words count, too.
bool is_flag(std::string_view text) {
  const std::string word = lower(text);
  const auto begins = [&](std::string_view whole, std::size_t least) {
    return word.size() >= least && whole.starts_with(word);
  };
  return begins("true", 1) || begins("false", 1) || begins("yes", 1) || begins("no", 1) ||
         word == "on" || begins("off", 2) || word == "1" || word == "0";
}

std::optional<double> as_number(std::string_view text) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\n'; };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

[[noreturn]] void fail_out_of_bounds(const Option& option, std::string_view value) {
  fail("22023", "value " + std::string(value) + " out of bounds for option \"" +
                    std::string(option.name) + '"');
}

void check_value(const Option& option, std::string_view value) {
  const std::string name(option.name);
  switch (option.sort) {
    case Sort::flag:
      if (!is_flag(value))
        fail("22023", "invalid value for boolean option \"" + name + "\": " + std::string(value));
      return;
    case Sort::words:
      if (option.words.find('|' + lower(value) + '|') == std::string_view::npos)
        fail("22023", "invalid value for enum option \"" + name + "\": " + std::string(value));
      return;
    case Sort::integer:
    case Sort::real: {
      const std::optional<double> number = as_number(value);
      const bool is_integer = option.sort == Sort::integer;
      // Hexadecimal, octal and fractions are read, too; nobody writes them.
      if (!number && !value.empty() && value.front() >= '0' && value.front() <= '9')
        unknown("the number " + std::string(value));
      if (!number) {
        fail("22023", std::string("invalid value for ") +
                          (is_integer ? "integer" : "floating point") + " option \"" + name +
                          "\": " + std::string(value));
      }
      if (*number < option.least || *number > option.most) fail_out_of_bounds(option, value);
      return;
    }
  }
}

std::string value_text(const Node& option) {
  const Node value = option["arg"];
  if (!value) return "true";
  if (value.is_a("Integer")) return std::to_string(value.as_number());
  if (value.is_a("Float")) {
    const std::string_view text = value.text("fval");
    return std::string(text.empty() ? value.text("str") : text);
  }
  if (value.is_a("Boolean")) return value.flag("boolval") ? "true" : "false";
  if (value.is_a("String")) return std::string(value.as_text());
  if (value.is_a("TypeName")) {
    const Node names = value["names"];
    if (names.size() == 1 || names.size() == 2)
      return std::string(names.at(names.size() - 1).as_text());
  }
  unknown("the value of option \"" + std::string(option.text("defname")) + '"');
}

/// What the catalog has: `name=value` pairs, values perhaps quoted.
std::map<std::string, std::string> read_current(std::string_view text) {
  std::map<std::string, std::string> values;
  for (const std::string_view item : core::list_items(text)) {
    const std::size_t equals = item.find('=');
    if (equals == std::string_view::npos) continue;
    std::string_view value = item.substr(equals + 1);
    std::string plain;
    if (value.starts_with('\'') && value.ends_with('\'') && value.size() >= 2) {
      value = value.substr(1, value.size() - 2);
      for (std::size_t at = 0; at < value.size(); ++at) {
        plain += value[at];
        if (value[at] == '\'') ++at;
      }
    } else {
      plain = value;
    }
    values[std::string(item.substr(0, equals))] = plain;
  }
  return values;
}

std::string print(const std::map<std::string, std::string>& values) {
  // Sorted as whole texts, as a capture does it.
  std::vector<std::string> pairs;
  for (const auto& [name, value] : values) {
    std::string pair = name;
    pairs.push_back(pair.append("=").append(value));
  }
  std::ranges::sort(pairs);
  std::string text;
  for (const std::string& pair : pairs) {
    const std::size_t equals = pair.find('=');
    const std::string value = pair.substr(equals + 1);
    if (!text.empty()) text += ", ";
    text += pair.substr(0, equals + 1);
    text += core::quote_identifier(value, 0) == value ? value : core::quote_standard_literal(value);
  }
  return text;
}

[[noreturn]] void fail_unrecognized(OptionsOf of, int major, std::string_view name) {
  if (of == OptionsOf::partitioned_table && major > 15)
    unknown("what this version says of storage parameters of a partitioned table");
  fail("22023", "unrecognized parameter \"" + std::string(name) + '"');
}

}  // namespace

OptionsOf options_of_method(std::string_view method) noexcept {
  if (method == "btree") return OptionsOf::btree;
  if (method == "hash") return OptionsOf::hash;
  if (method == "gist") return OptionsOf::gist;
  if (method == "gin") return OptionsOf::gin;
  if (method == "brin") return OptionsOf::brin;
  if (method == "spgist") return OptionsOf::spgist;
  return OptionsOf::other_index;
}

std::string change_options(const Session& session, std::string_view current, const Node& options,
                           OptionsOf of, bool is_reset) {
  if (options.empty()) return std::string(current);
  if (of == OptionsOf::other_index) unknown("storage parameters of an index method of a user");
  std::map<std::string, std::string> values = read_current(current);
  const int major = session.version() / 10000;
  const bool is_toast = of == OptionsOf::toast;
  const bool takes_toast = is_toast || of == OptionsOf::table || of == OptionsOf::partitioned_table;
  std::vector<std::string> changed;
  for (const Node option : options) {
    const std::string_view space = option.text("defnamespace");
    if (!space.empty() && (space != "toast" || !takes_toast)) {
      fail("22023", "unrecognized parameter namespace \"" + std::string(space) + '"');
    }
    if (is_toast != (space == "toast")) continue;
    const std::string name(option.text("defname"));
    if (is_reset) {
      if (option["arg"]) fail("42601", "RESET must not include values for parameters");
      values.erase(name);
      continue;
    }
    if (name.find('=') != std::string::npos)
      fail("22023", "invalid option name \"" + name + "\": must not contain \"=\"");
    if (name == "oids" && of == OptionsOf::table) {
      if (value_text(option) != "false")
        fail("0A000", "tables declared WITH OIDS are not supported");
      continue;
    }
    values[name] = value_text(option);
    if (std::ranges::find(changed, name) != changed.end())
      fail("22023", "parameter \"" + name + "\" specified more than once");
    changed.push_back(name);
  }
  for (const auto& [name, value] : values) {
    const Option* option = find_option(of, name, major);
    if (option == nullptr) {
      if (std::ranges::find(changed, name) == changed.end()) continue;
      fail_unrecognized(of, major, name);
    } else if (std::ranges::find(changed, name) != changed.end()) {
      check_value(*option, value);
    }
  }
  return print(values);
}

void set_table_options(Session& session, Id table, const Node& options, bool is_reset) {
  Catalog& catalog = session.catalog;
  const OptionsOf of =
      catalog.has(table, "partition_key") ? OptionsOf::partitioned_table : OptionsOf::table;
  const std::string own =
      change_options(session, catalog.value(table, "options"), options, of, is_reset);
  const std::string toast = change_options(session, catalog.value(table, "toast_options"), options,
                                           OptionsOf::toast, is_reset);
  catalog.set(table, "options", own);
  catalog.set(table, "toast_options", toast);
}

}  // namespace plumbline::sql
