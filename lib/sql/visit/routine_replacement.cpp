/// CREATE OR REPLACE FUNCTION over one that is there. Rules: ProcedureCreate (catalog/pg_proc.c).
#include "core/schema/qualified_name.hpp"
#include "sql/visit/routines.hpp"

namespace plumbline::sql {

namespace {

/// An argument of a function that is there, taken out of pg_get_function_arguments.
struct OldArgument {
  std::string mode;
  std::string name;
  std::string type;  ///< of outputs with what stands before it, when no type is expected
  bool has_default = false;
  std::string default_text;
};

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

OldArgument read_argument(std::string_view text) {
  OldArgument argument;
  if (take_prefix(text, "INOUT ")) {
    argument.mode = "b";
  } else if (take_prefix(text, "OUT ")) {
    argument.mode = "o";
  } else if (take_prefix(text, "VARIADIC ")) {
    argument.mode = "v";
  } else {
    take_prefix(text, "IN ");
    argument.mode = "i";
  }
  const std::size_t at = text.find(" DEFAULT ");
  if (at != std::string_view::npos) {
    argument.has_default = true;
    argument.default_text = text.substr(at + 9);
    text = text.substr(0, at);
  }
  argument.type = text;
  return argument;
}

/// The name in front of an input's type; "" when there is none.
void split_name(OldArgument& argument, std::string_view type) {
  if (argument.type == type || !argument.type.ends_with(type)) return;
  argument.name =
      core::name_parts(argument.type.substr(0, argument.type.size() - type.size() - 1)).front();
  argument.type = type;
}

std::vector<OldArgument> old_arguments(const Session& session, Id existing) {
  std::vector<OldArgument> arguments;
  for (const std::string_view item : core::list_items(session.catalog.value(existing, "arguments")))
    arguments.push_back(read_argument(item));
  const std::string_view suffix = session.catalog[existing].suffix;
  const std::vector<std::string_view> types = core::list_items(suffix.substr(1, suffix.size() - 2));
  std::size_t at = 0;
  for (OldArgument& argument : arguments) {
    if (argument.mode != "o" && at < types.size()) split_name(argument, types[at++]);
  }
  return arguments;
}

/// Names and types of the columns of a record, as one text.
std::string old_columns(const Session& session, const std::vector<OldArgument>& arguments,
                        Id existing) {
  std::string text;
  for (const OldArgument& one : arguments) {
    if (one.mode == "o") text += one.type + '\n';
    if (one.mode == "b") {
      if (!one.name.empty()) text += session.catalog.quote(one.name) + ' ';
      text += one.type + '\n';
    }
  }
  std::string_view result = session.catalog.value(existing, "result");
  if (!take_prefix(result, "TABLE(")) return text;
  for (const std::string_view item : core::list_items(result.substr(0, result.size() - 1)))
    text.append(item).append("\n");
  return text;
}

std::string new_columns(const Session& session, const Routine& routine) {
  std::string text;
  for (const Parameter& one : routine.list.parameters) {
    if (!one.is_output()) continue;
    if (!one.name.empty()) text += session.catalog.quote(one.name) + ' ';
    text += one.type + '\n';
  }
  return text;
}

/// prorettype and proretset of pg_get_function_result.
std::pair<std::string, bool> old_result(const Session& session, Id existing) {
  std::string_view result = session.catalog.value(existing, "result");
  if (session.catalog[existing].kind == ObjectKind::procedure) {
    const std::string_view arguments = session.catalog.value(existing, "arguments");
    const bool has_output = arguments.find("OUT ") != std::string_view::npos;
    return {has_output ? "record" : "void", false};
  }
  if (take_prefix(result, "TABLE(")) {
    const auto columns = core::list_items(result.substr(0, result.size() - 1));
    if (columns.size() > 1) return {"record", true};
    return {std::string(columns.empty() ? "record" : columns.front()), true};
  }
  const bool is_set = take_prefix(result, "SETOF ");
  return {std::string(result), is_set};
}

bool is_same_result(const Session& session, Id existing, const Routine& routine) {
  const auto [type, is_set] = old_result(session, existing);
  if (is_set != routine.returns_set) return false;
  const bool is_one_column =
      session.catalog.value(existing, "result").starts_with("TABLE(") && type != "record";
  if (is_one_column) return type == routine.result || type.ends_with(' ' + routine.result);
  return type == routine.result;
}

void check_names(const std::vector<OldArgument>& old, const Routine& routine) {
  std::vector<const Parameter*> inputs;
  for (const Parameter& one : routine.list.parameters) {
    if (one.is_input()) inputs.push_back(&one);
  }
  std::size_t at = 0;
  for (const OldArgument& one : old) {
    if (one.mode == "o") continue;
    if (at >= inputs.size()) return;
    const std::string& now = inputs[at++]->name;
    if (!one.name.empty() && one.name != now)
      fail("42P13", "cannot change name of input parameter \"" + one.name + '"');
  }
}

void check_defaults(const std::vector<OldArgument>& old, const Routine& routine) {
  std::size_t before = 0;
  std::size_t now = 0;
  for (const OldArgument& one : old) before += one.has_default ? 1 : 0;
  for (const Parameter& one : routine.list.parameters) now += one.has_default ? 1 : 0;
  if (now < before) fail("42P13", "cannot remove parameter defaults from existing function");
}

}  // namespace

void check_replacement(const Session& session, Id existing, const Routine& routine) {
  session.require_owner(existing);
  const ObjectKind kind =
      routine.kind == RoutineKind::procedure ? ObjectKind::procedure : ObjectKind::function;
  const bool was_window = session.catalog.has(existing, "window");
  if (session.catalog[existing].kind != kind || was_window != routine.options.is_window)
    fail("42809", "cannot change routine kind");
  if (!is_same_result(session, existing, routine)) {
    fail("42P13", kind == ObjectKind::procedure
                      ? "cannot change whether a procedure has output parameters"
                      : "cannot change return type of existing function");
  }
  const std::vector<OldArgument> old = old_arguments(session, existing);
  if (routine.result == "record" &&
      old_columns(session, old, existing) != new_columns(session, routine))
    fail("42P13", "cannot change return type of existing function");
  check_names(old, routine);
  check_defaults(old, routine);
}

}  // namespace plumbline::sql
