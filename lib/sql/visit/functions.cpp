/// CREATE FUNCTION and PROCEDURE. Rules: CreateFunction (commands/functioncmds.c), ProcedureCreate
/// (catalog/pg_proc.c).
#include <fmt/format.h>

#include "core/schema/builder.hpp"
#include "sql/visit/definition_options.hpp"
#include "sql/visit/known_functions.hpp"
#include "sql/visit/objects.hpp"
#include "sql/visit/routines.hpp"
#include "sql/visit/type_names.hpp"

namespace plumbline::sql {

namespace {

bool is_compiled(const Routine& routine) {
  return routine.options.language == "c" || routine.options.language == "internal";
}

void check_transforms(Session& session, Routine& routine) {
  for (const Node written : routine.options.transforms) {
    const TypeUse type = resolve_type(session, written);
    const std::string name = type.text + " FOR " + session.catalog.quote(routine.options.language);
    const Id transform = session.catalog.find(ObjectKind::transform, Catalog::none, name);
    if (transform == Catalog::none) {
      for (const Id extension : session.catalog.all(ObjectKind::extension)) {
        const std::string_view own = session.catalog[extension].own;
        if (own.find("_pl") != std::string_view::npos) unknown("which transforms extensions bring");
      }
      fail("42704", "transform for type " + without_modifier(type.text) + " language \"" +
                        routine.options.language + "\" does not exist");
    }
    routine.needs.push_back(transform);
  }
}

/// compute_return_type: a shell type is made for what C code returns.
void read_result(Session& session, const Node& written, Routine& routine) {
  const std::string& language = routine.options.language;
  if (is_compiled(routine) && !has_type(session, written)) {
    if (written["typmods"].size() > 0)
      fail("42704", "type \"" + dotted(written["names"]) + "\" does not exist");
    std::string own;
    const Id schema = session.creation_schema(written["names"], own);
    const Id shell = session.catalog.create(ObjectKind::type, schema, own);
    session.catalog.set(shell, "sort", "shell");
    session.own(shell);
  }
  const TypeUse type = resolve_type_or_shell(session, written);
  if (type.is_shell && language == "sql")
    fail("42P13", "SQL function cannot return shell type " + dotted(written["names"]));
  require_type_usage(session, type.needs);
  routine.result = without_modifier(type.text);
  routine.returns_set = written.flag("setof");
  routine.needs.insert(routine.needs.end(), type.needs.begin(), type.needs.end());
}

void choose_result(Session& session, const Node& statement, Routine& routine) {
  const Node written = statement["returnType"];
  const std::string& required = routine.list.required_result;
  if (routine.kind == RoutineKind::procedure) {
    routine.result = required.empty() ? "void" : required;
    return;
  }
  if (written) {
    read_result(session, written, routine);
    if (!required.empty() && routine.result != required) {
      fail("42P13", "function result type must be " + required + " because of OUT parameters");
    }
  } else if (!required.empty()) {
    routine.result = required;
  } else {
    fail("42P13", "function result type must be specified");
  }
  routine.printed_result = print_table_result(session, routine.list);
  if (routine.printed_result.empty())
    routine.printed_result = (routine.returns_set ? "SETOF " : "") + routine.result;
}

/// interpret_AS_clause.
void choose_body(const Node& statement, Routine& routine) {
  const Node as = routine.options.as;
  const Node sql_body = statement["sql_body"];
  const std::string& language = routine.options.language;
  if (!sql_body && !as) fail("42P13", "no function body specified");
  if (sql_body && as) fail("42P13", "duplicate function body specified");
  if (sql_body && language != "sql")
    fail("42P13", "inline SQL function body only valid for language SQL");
  routine.sql_body = sql_body;
  if (sql_body) return;
  const std::string first(as.at(0).as_text());
  if (language == "c") {
    routine.binary = first;
    if (as.size() > 1) routine.body = as.at(1).as_text();
    if (routine.body.empty() || routine.body == "-") routine.body = routine.own;
    return;
  }
  routine.body = first;
  if (as.size() > 1) fail("42P13", "only one AS item needed for language \"" + language + '"');
  if (language == "internal" && (routine.body.empty() || routine.body == "-"))
    routine.body = routine.own;
}

std::string number_text(double value) { return fmt::format("{:g}", value); }

void check_rows(Routine& routine) {
  if (routine.options.rows >= 0 && !routine.returns_set)
    fail("22023", "ROWS is not applicable when function does not return a set");
}

/// What the kinds "function" and "procedure" have at most, for OR REPLACE.
void forget_properties(Catalog& catalog, Id id) {
  const std::vector<Catalog::Value> values = catalog[id].values;
  for (const Catalog::Value& value : values) {
    const bool stays = value.name == "owner" || value.name == "comment" ||
                       value.name == "depends_on_extension" || value.name.starts_with("grant:") ||
                       value.name.starts_with("security_label:");
    if (!stays) catalog.set_named(id, value.name, "");
  }
  for (const Catalog::Need& need : std::vector<Catalog::Need>(catalog[id].needs))
    catalog.forget_need(id, need.on);
}

void set_costs(Catalog& catalog, Id id, const Routine& routine) {
  const double usual = is_compiled(routine) ? 1 : 100;
  if (routine.options.cost >= 0 && routine.options.cost != usual)
    catalog.set(id, "cost", number_text(routine.options.cost));
  if (routine.options.rows >= 0 && routine.options.rows != 1000)
    catalog.set(id, "rows", number_text(routine.options.rows));
}

std::string printed_transforms(Session& session, const Routine& routine) {
  std::string text;
  for (const Node written : routine.options.transforms) {
    text.append(text.empty() ? "" : ", ")
        .append("FOR TYPE ")
        .append(without_modifier(resolve_type(session, written).text));
  }
  return text;
}

/// Later settings of one name win; RESET ones take away.
void set_settings(Catalog& catalog, Id id, const Routine& routine) {
  std::vector<Setting> kept;
  for (const Setting& one : routine.options.settings) {
    if (one.is_reset_all) kept.clear();
    std::erase_if(kept, [&](const Setting& other) { return other.name == one.name; });
    if (!one.is_reset && !one.is_reset_all) kept.push_back(one);
  }
  for (const Setting& one : kept)
    catalog.set_named(id, "config:" + one.name, one.value, one.is_exact);
}

void set_properties(Session& session, Id id, const Routine& routine, const std::string& support) {
  Catalog& catalog = session.catalog;
  const RoutineOptions& options = routine.options;
  catalog.set(id, "arguments", routine.printed_arguments, routine.list.is_exact);
  catalog.set(id, "result", routine.printed_result);
  catalog.set(id, "language", catalog.quote(options.language));
  if (routine.sql_body) {
    catalog.set(id, "sql_body", routine.body, routine.is_body_exact);
  } else {
    catalog.set(id, "binary", routine.binary);
    catalog.set(id, "body", routine.body);
  }
  catalog.set(id, "volatility", options.volatility == "volatile" ? "" : options.volatility);
  catalog.set_flag(id, "security_definer", options.is_security_definer);
  catalog.set_flag(id, "leakproof", options.is_leakproof);
  catalog.set_flag(id, "strict", options.is_strict);
  catalog.set(id, "parallel", options.parallel == "unsafe" ? "" : options.parallel);
  catalog.set_flag(id, "window", options.is_window);
  catalog.set(id, "support", support);
  catalog.set(id, "transforms", printed_transforms(session, routine));
  set_costs(catalog, id, routine);
  set_settings(catalog, id, routine);
  for (const Id need : routine.needs) {
    if (need != id) catalog.need(id, need);
  }
}

std::string checked_support(Session& session, Routine& routine) {
  const Node written = routine.options.support;
  if (!written) return {};
  const KnownFunction support =
      require_function(session, texts_of(written), std::vector<TypeId>{types::internal});
  if (support.result != types::internal) {
    fail("42809", "support function " + dotted(written) + " must return type internal");
  }
  session.require_superuser("must be superuser to specify a support function");
  if (support.id != Catalog::none) routine.needs.push_back(support.id);
  return support.name;
}

Routine read_routine(Session& session, const Node& statement, std::string& support) {
  Routine routine;
  routine.kind = statement.flag("is_procedure") ? RoutineKind::procedure : RoutineKind::function;
  routine.schema = session.creation_schema(statement["funcname"], routine.own);
  routine.options = read_routine_options(session, statement["options"], routine.kind);
  support = checked_support(session, routine);
  RoutineOptions& options = routine.options;
  if (!options.has_language) {
    if (!statement["sql_body"]) fail("42P13", "no language specified");
    options.language = "sql";
  }
  const Language language = require_language(session, options.language);
  if (language.id != Catalog::none) routine.needs.push_back(language.id);
  if (options.is_leakproof)
    session.require_superuser("only superuser can define a leakproof function");
  check_transforms(session, routine);
  routine.list = read_parameters(session, statement["parameters"], routine.kind, options.language);
  routine.needs.insert(routine.needs.end(), routine.list.needs.begin(), routine.list.needs.end());
  choose_result(session, statement, routine);
  routine.result_id = type_id_of_text(session, routine.result);
  routine.printed_arguments = print_parameters(session, routine.list, routine.kind);
  choose_body(statement, routine);
  check_rows(routine);
  return routine;
}

void check_polymorphic(const Session& session, const Routine& routine) {
  const std::vector<TypeId> inputs = routine.list.inputs();
  check_polymorphic_result(session, routine.result_id, inputs);
  for (const Parameter& one : routine.list.parameters) {
    if (one.is_output() && !one.is_input()) check_polymorphic_result(session, one.type_id, inputs);
  }
}

ObjectKind kind_of(const Routine& routine) {
  return routine.kind == RoutineKind::procedure ? ObjectKind::procedure : ObjectKind::function;
}

/// Function, procedure or aggregate with these inputs.
Id find_routine(const Session& session, const Routine& routine) {
  const std::string signature = routine.list.signature();
  for (const Id id : session.catalog.functions(routine.schema, routine.own)) {
    if (session.catalog[id].suffix == signature) return id;
  }
  return Catalog::none;
}

}  // namespace

void describe_function(const Node& statement, EffectsOf& effects) {
  const EffectsOf::Guard guard(effects, statement.flag("replace"));
  effects.creates(statement.flag("is_procedure") ? "procedure" : "function",
                  described_function(statement["funcname"], statement["parameters"], effects));
}

void create_function(const Node& statement, Session& session) {
  std::string support;
  Routine routine = read_routine(session, statement, support);
  check_polymorphic(session, routine);
  Catalog& catalog = session.catalog;
  const Id existing = find_routine(session, routine);
  if (existing == Catalog::none)
    require_no_member_function(session, routine.schema, routine.own, routine.list.inputs());
  if (existing != Catalog::none) {
    if (!statement.flag("replace")) {
      fail("42723", "function \"" + routine.own + "\" already exists with same argument types");
    }
    check_replacement(session, existing, routine);
  }
  // A body in text may call the function itself, one without quotes may not.
  if (routine.sql_body) check_routine_body(session, routine);
  Id id = existing;
  if (existing == Catalog::none) {
    id = catalog.create(kind_of(routine), routine.schema, routine.own, routine.list.signature());
    session.own(id);
  } else {
    forget_properties(catalog, id);
  }
  set_properties(session, id, routine, support);
  if (!routine.sql_body) check_routine_body(session, routine);
}

}  // namespace plumbline::sql
