/// The words behind CREATE FUNCTION, and languages. Rules: compute_function_attributes and
/// CreateFunction (commands/functioncmds.c).
#include <array>
#include <cstdlib>

#include "sql/types/system_catalog.hpp"
#include "sql/visit/definition_options.hpp"
#include "sql/visit/routines.hpp"

namespace plumbline::sql {

namespace {

double number_of(const Node& option) {
  const Node value = option["arg"];
  if (value.is_a("Integer")) return static_cast<double>(value.as_number());
  if (value.is_a("Float")) return std::strtod(option_text(option).c_str(), nullptr);
  fail("42601", std::string(option.text("defname")) + " requires a numeric value");
}

bool is_barred_in_procedures(std::string_view name) {
  constexpr std::array<std::string_view, 8> barred = {
      "window", "volatility", "strict", "leakproof", "cost", "rows", "support", "parallel"};
  for (const std::string_view one : barred) {
    if (one == name) return true;
  }
  return false;
}

/// In the order of the text: what is wrong first is said first.
OptionSet checked_set(const Node& list, RoutineKind kind, std::vector<Node>& settings) {
  std::vector<std::string_view> seen;
  for (const Node option : list) {
    const std::string_view name = option.text("defname");
    if (kind == RoutineKind::procedure && is_barred_in_procedures(name))
      fail("42P13", "invalid attribute in procedure definition");
    if (name == "set") {
      settings.push_back(option["arg"]);
      continue;
    }
    for (const std::string_view one : seen) {
      if (one == name) fail_conflicting();
    }
    seen.push_back(name);
  }
  return OptionSet(list, "set");
}

void read_costs(const OptionSet& set, RoutineOptions& options) {
  if (set.has("cost")) {
    options.cost = number_of(set["cost"]);
    if (options.cost <= 0) fail("22023", "COST must be positive");
  }
  if (set.has("rows")) {
    options.rows = number_of(set["rows"]);
    if (options.rows <= 0) fail("22023", "ROWS must be positive");
  }
}

void read_parallel(const OptionSet& set, RoutineOptions& options) {
  if (!set.has("parallel")) return;
  options.parallel = set["parallel"]["arg"].as_text();
  if (options.parallel != "safe" && options.parallel != "restricted" &&
      options.parallel != "unsafe")
    fail("42601", "parameter \"parallel\" must be SAFE, RESTRICTED, or UNSAFE");
}

}  // namespace

RoutineOptions read_routine_options(Session& session, const Node& list, RoutineKind kind) {
  RoutineOptions options;
  std::vector<Node> settings;
  const OptionSet set = checked_set(list, kind, settings);
  for (const Node option : set.all()) {
    constexpr std::array<std::string_view, 14> known = {
        "as",        "language", "transform", "window", "volatility", "strict",   "security",
        "leakproof", "set",      "cost",      "rows",   "support",    "parallel", ""};
    bool is_known = false;
    for (const std::string_view one : known) is_known |= one == option.text("defname");
    if (!is_known) unknown("CREATE FUNCTION with " + std::string(option.text("defname")));
  }
  options.as = set["as"]["arg"];
  options.has_language = set.has("language");
  options.language = set["language"]["arg"].as_text();
  for (const Node type : set["transform"]["arg"]) options.transforms.push_back(type);
  options.is_window = set.has("window") && set["window"]["arg"].flag("boolval");
  if (set.has("volatility")) options.volatility = set["volatility"]["arg"].as_text();
  options.is_strict = set["strict"]["arg"].flag("boolval");
  options.is_security_definer = set["security"]["arg"].flag("boolval");
  options.is_leakproof = set["leakproof"]["arg"].flag("boolval");
  for (const Node setting : settings) options.settings.push_back(read_setting(session, setting));
  read_costs(set, options);
  options.support = set["support"]["arg"];
  read_parallel(set, options);
  return options;
}

bool has_language(const Session& session, const std::string& name) {
  const Catalog& catalog = session.catalog;
  if (name == "internal" || name == "c" || name == "sql") return true;
  if (name == "plpgsql") {
    for (const Id database : catalog.all(ObjectKind::database)) {
      if (catalog.has(database, "no_plpgsql")) return false;
    }
    return true;
  }
  if (catalog.find(ObjectKind::language, Catalog::none, name) != Catalog::none) return true;
  for (const Id id : catalog.all(ObjectKind::extension)) {
    const std::string_view extension = catalog[id].own;
    if (extension == name) return true;
    if (!find_extension(extension, session.version() / 10'000))
      unknown("which languages extension \"" + std::string(extension) + "\" brings");
  }
  return false;
}

Language require_language(const Session& session, const std::string& name) {
  if (!has_language(session, name)) fail("42704", "language \"" + name + "\" does not exist");
  Language language;
  const Catalog& catalog = session.catalog;
  language.id = catalog.find(ObjectKind::language, Catalog::none, name);
  if (language.id != Catalog::none) {
    language.is_trusted = catalog.has(language.id, "trusted");
  } else {
    language.id = catalog.find(ObjectKind::extension, Catalog::none, name);
    language.is_trusted =
        name == "sql" || name == "plpgsql" || name == "plperl" || name == "pltcl" || name == "plv8";
  }
  if (session.is_superuser) return language;
  if (!language.is_trusted) fail("42501", "permission denied for language " + name);
  // Everybody may use a trusted one, unless that was taken away.
  if (catalog.find(ObjectKind::language, Catalog::none, name) != Catalog::none)
    session.require_right(language.id, "USAGE");
  return language;
}

}  // namespace plumbline::sql
