/// CREATE TRIGGER. Rules: CreateTriggerFiringOn of commands/trigger.c.
#include <algorithm>
#include <optional>

#include "core/schema/quote.hpp"
#include "sql/analysis/expression.hpp"
#include "sql/quoted.hpp"
#include "sql/types/system_tables.hpp"
#include "sql/types/type.hpp"
#include "sql/visit/columns.hpp"
#include "sql/visit/constraints.hpp"
#include "sql/visit/create.hpp"

namespace plumbline::sql {

namespace {

// tgtype's bits: src/include/catalog/pg_trigger.h.
constexpr std::int64_t before = 2, on_insert = 4, on_delete = 8, on_update = 16, on_truncate = 32,
                       instead = 64;

struct Trigger {
  Node statement;
  Id table = Catalog::none;
  std::string name;
  bool is_row = false;
  bool is_constraint = false;
  std::int64_t timing = 0;
  std::int64_t events = 0;
  std::string old_table, new_table;
};

void check_relation(const Session& session, const Trigger& trigger) {
  const Catalog& catalog = session.catalog;
  const std::string name = quoted(catalog[trigger.table].own);
  switch (catalog[trigger.table].kind) {
    case ObjectKind::table:
      if (trigger.timing == instead) fail("42809", name + " is a table");
      if (catalog.has(trigger.table, "partition_key") && trigger.is_row) {
        if (trigger.statement["transitionRels"]) fail("0A000", name + " is a partitioned table");
        if (session.version() < 130000 && trigger.timing == before)
          fail("0A000", name + " is a partitioned table");
      }
      return;
    case ObjectKind::view:
      if (trigger.timing != instead && trigger.is_row) fail("42809", name + " is a view");
      if ((trigger.events & on_truncate) != 0) fail("42809", name + " is a view");
      return;
    case ObjectKind::foreign_table:
      if (trigger.timing == instead || trigger.is_constraint)
        fail("42809", name + " is a foreign table");
      if ((trigger.events & on_truncate) != 0 && session.version() < 140000)
        fail("42809", name + " is a foreign table");
      return;
    default:
      fail("42809", session.version() >= 150000 ? "relation " + name + " cannot have triggers"
                                                : name + " is not a table or view");
  }
}

void check_type(const Trigger& trigger) {
  if (trigger.is_row && (trigger.events & on_truncate) != 0)
    fail("0A000", "TRUNCATE FOR EACH ROW triggers are not supported");
  if (trigger.timing != instead) return;
  if (!trigger.is_row) fail("0A000", "INSTEAD OF triggers must be FOR EACH ROW");
  if (trigger.statement["whenClause"])
    fail("0A000", "INSTEAD OF triggers cannot have WHEN conditions");
  if (!trigger.statement["columns"].empty())
    fail("0A000", "INSTEAD OF triggers cannot have column lists");
}

void check_transition(const Session& session, const Trigger& trigger, const Node& transition) {
  const Catalog& catalog = session.catalog;
  const std::string name = quoted(catalog[trigger.table].own);
  if (!transition.flag("isTable"))
    fail("0A000", "ROW variable naming in the REFERENCING clause is not supported");
  const ObjectKind kind = catalog[trigger.table].kind;
  if (kind == ObjectKind::foreign_table) fail("42809", name + " is a foreign table");
  if (kind == ObjectKind::view) fail("42809", name + " is a view");
  if (trigger.is_row && catalog.has(trigger.table, "partition_of"))
    fail("0A000", "ROW triggers with transition tables are not supported on partitions");
  if (trigger.is_row && catalog.has(trigger.table, "inherits"))
    fail("0A000", "ROW triggers with transition tables are not supported on inheritance children");
  if (trigger.timing != 0)
    fail("42P17", "transition table name can only be specified for an AFTER trigger");
  if ((trigger.events & on_truncate) != 0)
    fail("0A000", "TRUNCATE triggers with transition tables are not supported");
  const std::int64_t events = trigger.events & (on_insert | on_delete | on_update);
  if (events != on_insert && events != on_delete && events != on_update)
    fail("0A000", "transition tables cannot be specified for triggers with more than one event");
  if (!trigger.statement["columns"].empty())
    fail("0A000", "transition tables cannot be specified for triggers with column lists");
}

void read_transitions(const Session& session, Trigger& trigger) {
  for (const Node transition : trigger.statement["transitionRels"]) {
    check_transition(session, trigger, transition);
    if (transition.flag("isNew")) {
      if ((trigger.events & (on_insert | on_update)) == 0)
        fail("42P17", "NEW TABLE can only be specified for an INSERT or UPDATE trigger");
      if (!trigger.new_table.empty()) fail("42P17", "NEW TABLE cannot be specified multiple times");
      trigger.new_table = transition.text("name");
    } else {
      if ((trigger.events & (on_delete | on_update)) == 0)
        fail("42P17", "OLD TABLE can only be specified for a DELETE or UPDATE trigger");
      if (!trigger.old_table.empty()) fail("42P17", "OLD TABLE cannot be specified multiple times");
      trigger.old_table = transition.text("name");
    }
  }
  if (!trigger.old_table.empty() && trigger.old_table == trigger.new_table)
    fail("42P17", "OLD TABLE name and NEW TABLE name cannot be the same");
}

struct RowsUsed {
  bool old_row = false;
  bool new_row = false;
  std::vector<std::string> new_columns;
};

/// Which of OLD and NEW an expression speaks of.
void find_rows(const Node& node, RowsUsed& used, int depth = 0) {
  if (depth > 1000) unknown("an expression nested too deeply");
  if (node.is_a("ColumnRef")) {
    const Node fields = node["fields"];
    const std::string_view first = fields.at(0).as_text();
    if (first == "old") used.old_row = true;
    if (first == "new") {
      used.new_row = true;
      used.new_columns.emplace_back(fields.size() > 1 ? fields.at(1).as_text() : "");
    }
    return;
  }
  for (const Node child : node) find_rows(child, used, depth + 1);
}

bool has_generated(const Catalog& catalog, Id table) {
  return std::ranges::any_of(catalog.parts(table, ObjectKind::column),
                             [&](Id column) { return catalog.has(column, "generated"); });
}

std::optional<Expression> read_condition(Session& session, const Trigger& trigger) {
  const Node condition = trigger.statement["whenClause"];
  if (!condition) return std::nullopt;
  Scope scope;
  scope.relation = trigger.table;
  scope.has_old = scope.has_new = true;
  Expression expression =
      analyze_expression(session, condition, scope, Place::trigger_when, "boolean");
  RowsUsed used;
  find_rows(condition, used);
  if (!trigger.is_row && (used.old_row || used.new_row))
    fail("42P17", "statement trigger's WHEN condition cannot reference column values");
  if ((trigger.events & on_insert) != 0 && used.old_row)
    fail("42P17", "INSERT trigger's WHEN condition cannot reference OLD values");
  if ((trigger.events & on_delete) != 0 && used.new_row)
    fail("42P17", "DELETE trigger's WHEN condition cannot reference NEW values");
  if (trigger.timing == before) {
    for (const std::string& name : used.new_columns) {
      if (is_system_column(name))
        fail("0A000", "BEFORE trigger's WHEN condition cannot reference NEW system columns");
      const Id column = session.catalog.part(trigger.table, ObjectKind::column, name);
      if (name.empty() && has_generated(session.catalog, trigger.table))
        fail("42P17", "BEFORE trigger's WHEN condition cannot reference NEW generated columns");
      if (column != Catalog::none && session.catalog.has(column, "generated"))
        fail("42P17", "BEFORE trigger's WHEN condition cannot reference NEW generated columns");
    }
  }
  return expression;
}

struct Function {
  std::string text;
  Id id = Catalog::none;
  Id extension = Catalog::none;
};

[[noreturn]] void fail_type(const Node& names) {
  fail("42P17", "function " + Session::written(names) + " must return type trigger");
}

/// A function without arguments of one schema.
std::optional<Function> function_in(const Session& session, Id schema, std::string_view name,
                                    const Node& names) {
  const Catalog& catalog = session.catalog;
  for (const Id id : catalog.functions(schema, name)) {
    if (catalog[id].suffix != "()") continue;
    if (catalog.value(id, "result") != "trigger") fail_type(names);
    session.require_right(id, "EXECUTE");
    std::string text = catalog.quote(catalog[schema].own) + '.' + catalog.quote(name);
    return Function{std::move(text), id};
  }
  return std::nullopt;
}

std::optional<Function> system_function(const Session& session, std::string_view name,
                                        std::string_view schema, const Node& names) {
  const Catalog& catalog = session.catalog;
  for (const system_rows::Function& row : system_tables::functions_named(name)) {
    if (row.inputs != 0 || !row.versions.has(session.version() / 10000)) continue;
    Function found{catalog.quote(name)};
    std::string_view lies_in = "pg_catalog";
    if (row.extension != 0) {
      found.extension = catalog.find(ObjectKind::extension, Catalog::none,
                                     system_tables::extension_name(row.extension));
      if (found.extension == Catalog::none) continue;
      lies_in = catalog.value(found.extension, "schema");
      found.text = catalog.quote(lies_in) + '.' + found.text;
    }
    const bool is_visible =
        lies_in == "pg_catalog" || std::ranges::any_of(session.search_path(), [&](Id one) {
          return catalog[one].own == lies_in;
        });
    if (schema.empty() ? !is_visible : schema != lies_in) continue;
    if (row.result != types::trigger) fail_type(names);
    return found;
  }
  return std::nullopt;
}

Function find_function(const Session& session, const Node& names) {
  const std::string name = Session::identifier(names.at(names.size() - 1).as_text());
  const std::string_view schema = names.size() > 1 ? names.at(0).as_text() : std::string_view();
  if (names.size() > 2) unknown("a function of another database");
  if (std::optional<Function> found = system_function(session, name, schema, names)) return *found;
  if (schema.empty()) {
    for (const Id one : session.search_path()) {
      if (std::optional<Function> found = function_in(session, one, name, names)) return *found;
    }
  } else if (schema != "pg_catalog") {
    if (std::optional<Function> found = function_in(session, session.schema(schema), name, names))
      return *found;
  }
  fail("42883", "function " + Session::written(names) + "() does not exist");
}

/// OR REPLACE of one that is there: what it was is forgotten.
void replace(Session& session, const Trigger& trigger) {
  Catalog& catalog = session.catalog;
  const Id there = catalog.part(trigger.table, ObjectKind::trigger, trigger.name);
  if (there == Catalog::none) return;
  const std::string name =
      "trigger " + quoted(trigger.name) + " for relation " + quoted(catalog[trigger.table].own);
  if (!trigger.statement.flag("replace")) fail("42710", name + " already exists");
  if (catalog.has(there, "partition_of"))
    fail("42710", name + " is an internal or a child trigger");
  if (catalog.has(there, "constraint")) fail("42710", name + " is a constraint trigger");
  if (catalog.has(there, "comment")) unknown("whether the comment of the trigger remains");
  catalog.remove(there);
}

/// The clones that a row trigger gets on partitions have its name.
void check_partitions(const Session& session, const Trigger& trigger, Id table) {
  const Catalog& catalog = session.catalog;
  if (!trigger.is_row || !catalog.has(table, "partition_key")) return;
  for (const Id child : child_tables(session, table)) {
    const Id there = catalog.part(child, ObjectKind::trigger, trigger.name);
    if (there != Catalog::none) {
      const std::string name =
          "trigger " + quoted(trigger.name) + " for relation " + quoted(catalog[child].own);
      if (!trigger.statement.flag("replace")) fail("42710", name + " already exists");
      unknown(name + " is replaced by a clone");
    }
    check_partitions(session, trigger, child);
  }
}

/// A trigger of that name that a partition has from its parent is not in the catalog.
void check_parents(const Session& session, const Trigger& trigger) {
  const Catalog& catalog = session.catalog;
  Id table = trigger.table;
  while (catalog.has(table, "partition_of")) {
    const std::vector<Id> parents = parent_tables(session, table);
    if (parents.empty()) return;
    table = parents[0];
    const Id above = catalog.part(table, ObjectKind::trigger, trigger.name);
    if (above == Catalog::none || catalog.value(above, "level") != "row") continue;
    fail("42710", "trigger " + quoted(trigger.name) + " for relation " +
                      quoted(catalog[trigger.table].own) +
                      (trigger.statement.flag("replace") ? " is an internal or a child trigger"
                                                         : " already exists"));
  }
}

std::vector<Id> read_columns(const Session& session, const Trigger& trigger) {
  std::vector<Id> columns;
  for (const Node name : trigger.statement["columns"]) {
    const Id column = require_column(session, trigger.table, name.as_text());
    if (std::ranges::find(columns, column) != columns.end())
      fail("42701", "column " + quoted(name.as_text()) + " specified more than once");
    columns.push_back(column);
  }
  return columns;
}

std::string event_text(const Catalog& catalog, std::int64_t events,
                       const std::vector<Id>& columns) {
  std::string text;
  const auto add = [&](std::int64_t event, std::string_view word) {
    if ((events & event) == 0) return;
    text += (text.empty() ? "" : " OR ") + std::string(word);
    if (event != on_update) return;
    std::string_view separator = " OF ";
    for (const Id column : columns) {
      text += std::string(separator) + catalog.quote(catalog[column].own);
      separator = ", ";
    }
  };
  add(on_insert, "INSERT");
  add(on_delete, "DELETE");
  add(on_update, "UPDATE");
  add(on_truncate, "TRUNCATE");
  return text;
}

std::string argument_text(const Node& arguments) {
  std::string text;
  for (const Node argument : arguments) {
    text += (text.empty() ? "" : ", ") + core::quote_standard_literal(argument.as_text());
  }
  return text;
}

Id make(Session& session, const Trigger& trigger, const std::vector<Id>& columns,
        const Function& function, Id constrained) {
  Catalog& catalog = session.catalog;
  const Node& statement = trigger.statement;
  const Id id = catalog.create_part(ObjectKind::trigger, trigger.table, trigger.name);
  catalog.set(id, "timing",
              trigger.timing == before    ? "before"
              : trigger.timing == instead ? "instead of"
                                          : "after");
  catalog.set(id, "events", event_text(catalog, trigger.events, columns));
  catalog.set(id, "level", trigger.is_row ? "row" : "statement");
  catalog.set(id, "function", function.text);
  catalog.set(id, "arguments", argument_text(statement["args"]));
  if (!trigger.old_table.empty()) catalog.set(id, "old_table", catalog.quote(trigger.old_table));
  if (!trigger.new_table.empty()) catalog.set(id, "new_table", catalog.quote(trigger.new_table));
  if (trigger.is_constraint) {
    catalog.set_flag(id, "constraint", true);
    if (statement.flag("deferrable")) {
      catalog.set(id, "deferrable",
                  statement.flag("initdeferred") ? "initially deferred" : "initially immediate");
    }
  }
  if (constrained != Catalog::none) {
    catalog.set(id, "references", catalog.sql_name(constrained));
    catalog.need(id, constrained, Tie::automatic);
  }
  catalog.need(id, function.id);
  catalog.need(id, function.extension);
  for (const Id column : columns) catalog.need(id, column);
  return id;
}

}  // namespace

void apply_create_trigger(const Node& statement, Session& session) {
  Catalog& catalog = session.catalog;
  Trigger trigger;
  trigger.statement = statement;
  trigger.name = Session::identifier(statement.text("trigname"));
  trigger.is_row = statement.flag("row");
  trigger.is_constraint = statement.flag("isconstraint");
  trigger.timing = statement.number("timing");
  trigger.events = statement.number("events");
  if (statement.flag("replace") && session.version() < 140000)
    fail("42601", "syntax error at or near \"TRIGGER\"");
  trigger.table = session.relation(statement["relation"]);
  check_relation(session, trigger);
  Id constrained = Catalog::none;
  if (const Node other = statement["constrrel"]) constrained = session.relation(other);
  session.require_right(trigger.table, "TRIGGER");
  if (constrained != Catalog::none) session.require_right(constrained, "TRIGGER");
  check_type(trigger);
  read_transitions(session, trigger);
  const std::optional<Expression> condition = read_condition(session, trigger);
  const Function function = find_function(session, statement["funcname"]);
  replace(session, trigger);
  check_parents(session, trigger);
  const std::vector<Id> columns = read_columns(session, trigger);
  check_partitions(session, trigger, trigger.table);
  const Id id = make(session, trigger, columns, function, constrained);
  if (!condition) return;
  catalog.set(id, "when", condition->text, condition->is_exact);
  for (const Id column : condition->columns) catalog.need(id, column);
  for (const Id needed : condition->needs) catalog.need(id, needed);
}

}  // namespace plumbline::sql
