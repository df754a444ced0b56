/// ALTER FUNCTION, PROCEDURE and ROUTINE. Rules: AlterFunction and compute_common_attribute of
/// commands/functioncmds.c.
#include <cstdlib>
#include <set>

#include "sql/visit/address.hpp"
#include "sql/visit/alter.hpp"
#include "sql/visit/setting_values.hpp"
#include "system/format.hpp"

namespace plumbline::sql {

namespace {

/// The number as the server prints a float4.
std::string number_text(const Node& option, double& value) {
  const Node arg = option["arg"];
  const std::string text =
      arg.is_a("Integer") ? std::to_string(arg.as_number()) : std::string(arg.text("fval"));
  value = std::strtod(text.c_str(), nullptr);
  return system::format("{}", static_cast<float>(value));
}

void set_cost(Session& session, Id function, const Node& option) {
  double value = 0;
  const std::string text = number_text(option, value);
  if (value <= 0) fail("22023", "COST must be positive");
  const std::string_view language = session.catalog.value(function, "language");
  const std::string usual = language == "c" || language == "internal" ? "1" : "100";
  session.catalog.set(function, "cost", text == usual ? "" : text);
}

void set_rows_of(Session& session, Id function, const Node& option) {
  double value = 0;
  const std::string text = number_text(option, value);
  if (value <= 0) fail("22023", "ROWS must be positive");
  const std::string_view result = session.catalog.value(function, "result");
  if (!result.starts_with("SETOF ") && !result.starts_with("TABLE("))
    fail("22023", "ROWS is not applicable when function does not return a set");
  session.catalog.set(function, "rows", text == "1000" ? "" : text);
}

void set_parallel(Session& session, Id function, std::string_view word) {
  if (word != "safe" && word != "restricted" && word != "unsafe")
    fail("42601", "parameter \"parallel\" must be SAFE, RESTRICTED, or UNSAFE");
  session.catalog.set(function, "parallel", word == "unsafe" ? std::string_view() : word);
}

void set_configuration(Session& session, Id function, const Node& statement) {
  const Setting setting = read_setting(session, statement);
  Catalog& catalog = session.catalog;
  if (setting.is_reset_all) {
    for (const Catalog::Value& value : std::vector<Catalog::Value>(catalog[function].values)) {
      if (value.name.starts_with("config:")) catalog.set_named(function, value.name, "");
    }
    return;
  }
  catalog.set_named(function, "config:" + setting.name, setting.is_reset ? "" : setting.value,
                    setting.is_exact);
}

bool is_barred_of_procedures(std::string_view name) {
  return name == "volatility" || name == "strict" || name == "leakproof" || name == "cost" ||
         name == "rows" || name == "support" || name == "parallel";
}

void check_actions(const Node& actions, bool is_procedure) {
  std::set<std::string_view> seen;
  for (const Node action : actions) {
    const std::string_view name = action.text("defname");
    if (is_procedure && is_barred_of_procedures(name))
      fail("42P13", "invalid attribute in procedure definition");
    if (name != "set" && !seen.insert(name).second)
      fail("42601", "conflicting or redundant options");
  }
}

void carry_out(Session& session, Id function, const Node& action) {
  Catalog& catalog = session.catalog;
  const std::string_view name = action.text("defname");
  const Node arg = action["arg"];
  const bool is_on = arg.flag("boolval");
  if (name == "volatility") {
    const std::string_view word = arg.as_text();
    catalog.set(function, "volatility", word == "volatile" ? std::string_view() : word);
  } else if (name == "strict") {
    catalog.set_flag(function, "strict", is_on);
  } else if (name == "security") {
    catalog.set_flag(function, "security_definer", is_on);
  } else if (name == "leakproof") {
    if (is_on) session.require_superuser("only superuser can define a leakproof function");
    catalog.set_flag(function, "leakproof", is_on);
  } else if (name == "cost") {
    set_cost(session, function, action);
  } else if (name == "rows") {
    set_rows_of(session, function, action);
  } else if (name == "parallel") {
    set_parallel(session, function, arg.as_text());
  } else if (name == "set") {
    set_configuration(session, function, arg);
  } else {
    unknown("ALTER FUNCTION with " + std::string(name));
  }
}

}  // namespace

void describe_alter_function(const Node& statement, EffectsOf& effects) {
  effects.alters(effect_kind(statement.text("objtype")),
                 effect_function(effects, statement["func"]));
}

void apply_alter_function(const Node& statement, Session& session) {
  const std::string_view type = statement.text("objtype");
  const Id function = find_object(session, type, statement["func"]);
  session.require_owner(function);
  const ObjectKind kind = session.catalog[function].kind;
  if (kind == ObjectKind::aggregate) {
    fail("42809", '"' + std::string(session.catalog[function].own) + "\" is an aggregate function");
  }
  check_actions(statement["actions"], kind == ObjectKind::procedure);
  for (const Node action : statement["actions"]) carry_out(session, function, action);
}

}  // namespace plumbline::sql
