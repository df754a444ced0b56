/// What the validators of languages say of a body. Rules: fmgr_internal_validator and
/// fmgr_sql_validator (catalog/pg_proc.c), plpgsql_validator (pl_handler.c).
#include "sql/visit/routine_bodies.hpp"
#include "sql/analysis/catalog_types.hpp"
#include "sql/types/system_tables.hpp"
#include "sql/types/type_name.hpp"

namespace plumbline::sql {

namespace {

bool is_pseudo(const Session& session, TypeId type) {
  if (type == 0) return false;
  const CatalogTypes source(session);
  return type_info(source.scope(), type).kind == 'p';
}

std::string shown(const Session& session, TypeId type) {
  const CatalogTypes source(session);
  return display_type(source.scope(), type);
}

bool checks_bodies(const Session& session) {
  const auto found = session.settings.find("check_function_bodies");
  if (found == session.settings.end()) return true;
  const std::string& value = found->second;
  return value != "off" && value != "false" && value != "no" && value != "0";
}

void check_sql_types(const Session& session, const Routine& routine) {
  const TypeId result = routine.result_id;
  const bool is_fine = !is_pseudo(session, result) || result == types::record ||
                       result == types::void_ || is_polymorphic(result);
  if (!is_fine) {
    fail("42P13", "SQL functions cannot return type " + shown(session, result));
  }
  for (const TypeId input : routine.list.inputs()) {
    if (is_pseudo(session, input) && !is_polymorphic(input))
      fail("42P13", "SQL functions cannot have arguments of type " + shown(session, input));
  }
}

void check_plpgsql_types(const Session& session, const Routine& routine) {
  const TypeId result = routine.result_id;
  const bool is_trigger = result == types::trigger || result == types::event_trigger;
  const bool is_fine = !is_pseudo(session, result) || is_trigger || result == types::record ||
                       result == types::void_ || is_polymorphic(result);
  if (!is_fine) {
    fail("0A000", "PL/pgSQL functions cannot return type " + shown(session, result));
  }
  for (const TypeId input : routine.list.inputs()) {
    if (is_pseudo(session, input) && input != types::record && !is_polymorphic(input))
      fail("0A000", "PL/pgSQL functions cannot accept type " + shown(session, input));
  }
  if (!checks_bodies(session)) return;
  if (is_trigger && !routine.list.parameters.empty()) {
    fail("42P13", result == types::trigger
                      ? "trigger functions cannot have declared arguments"
                      : "event trigger functions cannot have declared arguments");
  }
}

/// The system's own names are those that are surely there; others may exist in C alone.
void check_internal(const Session& session, const Routine& routine) {
  const int version = session.version() / 10'000;
  for (const system_rows::Function& row : system_tables::functions_named(routine.body)) {
    if (row.extension == 0 && row.versions.has(version)) return;
  }
  if (!checks_bodies(session)) return;
  unknown("whether there is a built-in function \"" + routine.body + '"');
}

}  // namespace

void check_routine_body(Session& session, Routine& routine) {
  const std::string& language = routine.options.language;
  if (language == "sql") {
    check_sql_types(session, routine);
    if (checks_bodies(session) || routine.sql_body) check_sql_body(session, routine);
  } else if (language == "plpgsql") {
    check_plpgsql_types(session, routine);
    if (checks_bodies(session)) check_plpgsql_body(session, routine);
  } else if (language == "internal") {
    check_internal(session, routine);
  } else if (language == "c") {
    if (checks_bodies(session))
      session.may_fail("whether the server has the library \"" + routine.binary + '"');
  } else {
    session.may_fail("language \"" + language + "\" checks the body");
  }
}

}  // namespace plumbline::sql
