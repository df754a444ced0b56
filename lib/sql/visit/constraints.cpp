#include "sql/visit/constraints.hpp"

#include <algorithm>
#include <array>

#include "core/schema/qualified_name.hpp"
#include "sql/analysis/expression.hpp"
#include "sql/any_within.hpp"
#include "sql/quoted.hpp"
#include "sql/visit/columns.hpp"
#include "sql/visit/foreign_keys.hpp"
#include "sql/visit/indexes.hpp"
#include "sql/visit/names.hpp"

namespace plumbline::sql {

namespace {

[[noreturn]] void fail_exists(const Session& session, std::string_view name, Id table) {
  fail("42710", "constraint " + quoted(name) + " for relation " +
                    quoted(session.catalog[table].own) + " already exists");
}

void need_columns(Session& session, Id constraint, const Expression& expression) {
  for (const Id column : expression.columns)
    session.catalog.need(constraint, column, Tie::automatic);
  for (const Id needed : expression.needs) session.catalog.need(constraint, needed);
}

struct Merge {
  bool is_exact = true;  ///< the text, as the server prints it
  bool is_no_inherit = false;
  bool is_inherited = false;  ///< it comes from a parent
  bool is_valid = true;
  bool is_new_table = false;
};

bool has_exact_expression(const Catalog& catalog, Id check) {
  const std::vector<Catalog::Value>& values = catalog[check].values;
  const auto found = std::ranges::find(values, "expression", &Catalog::Value::name);
  return found == values.end() || found->exact;
}

/// MergeWithExistingConstraint. Gives the one that is there, or none.
Id merge_check(Session& session, Id table, std::string_view name, std::string_view text,
               const Merge& merge) {
  Catalog& catalog = session.catalog;
  const Id there = catalog.part(table, ObjectKind::constraint, name);
  if (there == Catalog::none) return there;
  const bool is_equal =
      catalog.value(there, "type") == "check" && catalog.value(there, "expression") == text;
  const bool is_partition = catalog.has(table, "partition_of");
  const bool was_only_inherited = catalog.has(there, "inherited");
  const bool is_allowed = merge.is_inherited || (merge.is_new_table && was_only_inherited) ||
                          (was_only_inherited && !is_partition);
  if (is_allowed && !is_equal && !(merge.is_exact && has_exact_expression(catalog, there)))
    unknown("whether the checks of that name say the same");
  if (!is_equal || !is_allowed) fail_exists(session, name, table);
  const std::string begin = "constraint " + quoted(name) + " conflicts with ";
  const std::string where = " constraint on relation " + quoted(catalog[table].own);
  if (catalog.has(there, "no_inherit")) fail("42P17", begin + "non-inherited" + where);
  if (merge.is_no_inherit) fail("42P17", begin + "inherited" + where);
  if (merge.is_valid && catalog.has(there, "not_valid")) fail("42P17", begin + "NOT VALID" + where);
  if (is_partition) {
    catalog.set_flag(there, "inherited", true);
  } else if (!merge.is_inherited) {
    catalog.set(there, "inherited", "");
  }
  return there;
}

struct Check {
  std::string name;
  Expression expression;
  bool is_no_inherit = false;
  bool is_not_valid = false;
  bool is_checked = true;
};

Id make_check(Session& session, Id table, const Check& check, bool is_inherited) {
  Catalog& catalog = session.catalog;
  const Id constraint = catalog.create_part(ObjectKind::constraint, table, check.name);
  catalog.set(constraint, "type", "check");
  catalog.set(constraint, "expression", check.expression.text, check.expression.is_exact);
  catalog.set_flag(constraint, "no_inherit", check.is_no_inherit);
  catalog.set_flag(constraint, "not_valid", check.is_not_valid);
  catalog.set_flag(constraint, "inherited", is_inherited);
  need_columns(session, constraint, check.expression);
  return constraint;
}

Expression analyze_check(Session& session, Id table, const Node& expression) {
  Scope scope;
  scope.relation = table;
  return analyze_expression(session, expression, scope, Place::check, "boolean");
}

void add_check_to_children(Session& session, Id table, Id check, const Node& node, bool is_only,
                           bool is_checked) {
  Catalog& catalog = session.catalog;
  if (catalog.has(check, "no_inherit")) return;
  const std::vector<Id> children = child_tables(session, table);
  if (!children.empty() && is_only) fail("42P16", "constraint must be added to child tables too");
  for (const Id child : children) {
    const bool is_there =
        catalog.part(child, ObjectKind::constraint, catalog[check].own) != Catalog::none;
    const Id below = copy_check(session, child, check, true);
    if (!is_there && session.catalog.has(check, "not_valid"))
      session.catalog.set_flag(below, "not_valid", true);
    if (!is_there && is_checked) require_no_rows(session, child, "the check");
    add_check_to_children(session, child, below, node, false, is_checked);
  }
}

/// Whether a condition is NULL, and so satisfied, where the column is: comparisons of it.
bool is_null_for_null(const Node& node, std::string_view column, int depth = 0) {
  if (depth > 1000) return false;
  if (node.is_a("BoolExpr")) {
    const Node arguments = node["args"];
    for (const Node argument : arguments) {
      if (!is_null_for_null(argument, column, depth + 1)) return false;
    }
    return !arguments.empty();
  }
  if (!node.is_a("A_Expr") || node["name"].size() != 1) return false;
  const std::string_view kind = node.text("kind");
  const Node fields = node["lexpr"]["fields"];
  const bool is_column =
      node["lexpr"].is_a("ColumnRef") && fields.size() == 1 && fields.at(0).as_text() == column;
  if (!is_column) return false;
  constexpr std::array<std::string_view, 8> operators = {"=",  "<>", "<",  ">",
                                                         "<=", ">=", "~~", "BETWEEN"};
  const bool is_known =
      std::ranges::find(operators, node["name"].at(0).as_text()) != operators.end();
  return is_known && (kind == "AEXPR_OP" || kind == "AEXPR_IN" || kind == "AEXPR_LIKE" ||
                      kind == "AEXPR_BETWEEN");
}

/// The only one that a check may name. Alone it would give the check its name.
bool names_system_column(const Node& expression) {
  return any_within(expression, [](const Node& node) {
    const Node fields = node["fields"];
    return node.is_a("ColumnRef") && fields.at(fields.size() - 1).as_text() == "tableoid";
  });
}

Id add_check(Session& session, Id table, const Node& node, const ConstraintContext& context) {
  Catalog& catalog = session.catalog;
  Check check;
  check.expression = analyze_check(session, table, node["raw_expr"]);
  check.name = node.text("conname");
  check.is_no_inherit = node.flag("is_no_inherit");
  const bool is_foreign = catalog[table].kind == ObjectKind::foreign_table;
  check.is_not_valid = !node.flag("initially_valid") && (!context.is_new_table || is_foreign);
  if (check.name.empty()) {
    const std::vector<Id>& columns = check.expression.columns;
    const std::string_view column = columns.size() == 1 && !names_system_column(node["raw_expr"])
                                        ? catalog[columns[0]].own
                                        : std::string_view();
    check.name = choose_constraint_name(session, catalog.schema_of(table), catalog[table].own,
                                        column, "check");
  } else if (const Id there = merge_check(session, table, check.name, check.expression.text,
                                          {.is_exact = check.expression.is_exact,
                                           .is_no_inherit = check.is_no_inherit,
                                           .is_inherited = false,
                                           .is_valid = !check.is_not_valid,
                                           .is_new_table = context.is_new_table});
             there != Catalog::none) {
    return there;
  }
  if (check.is_no_inherit && catalog.has(table, "partition_key")) {
    fail("42P16",
         "cannot add NO INHERIT constraint to partitioned table " + quoted(catalog[table].own));
  }
  const Id column = context.column.empty()
                        ? Catalog::none
                        : catalog.part(table, ObjectKind::column, context.column);
  const bool is_satisfied = column != Catalog::none && is_null_everywhere(session, column) &&
                            is_null_for_null(node["raw_expr"], context.column);
  const bool is_checked = !check.is_not_valid && !context.is_new_table && !is_satisfied;
  const Id constraint = make_check(session, table, check, false);
  if (is_checked && !catalog.has(table, "partition_key"))
    require_no_rows(session, table, "the check " + quoted(check.name));
  if (!context.is_new_table)
    add_check_to_children(session, table, constraint, node, context.is_only, is_checked);
  return constraint;
}

/// transformIndexConstraint: columns must be there, each once. ALTER TABLE leaves the first to
/// DefineIndex.
std::vector<std::string> read_keys(const Session& session, Id table, const Node& names,
                                   std::string_view what, bool is_new_table) {
  std::vector<std::string> keys;
  const auto refuse_twice = [&](const std::string& key) {
    if (!what.empty() && std::ranges::find(keys, key) != keys.end())
      fail("42701", "column " + quoted(key) + " appears twice in " + std::string(what));
  };
  for (const Node name : names) {
    if (is_new_table) break;
    refuse_twice(std::string(name.as_text()));
    keys.emplace_back(name.as_text());
  }
  keys.clear();
  for (const Node name : names) {
    std::string key(name.as_text());
    if (session.catalog.part(table, ObjectKind::column, key) == Catalog::none &&
        !is_system_column(key))
      fail("42703", "column " + quoted(key) + " named in key does not exist");
    refuse_twice(key);
    keys.push_back(std::move(key));
  }
  return keys;
}

std::string deferrability(const Node& node, const ConstraintContext& context) {
  if (!context.column.empty()) return context.deferrable;
  if (node.flag("initdeferred")) return "initially deferred";
  return node.flag("deferrable") ? "initially immediate" : "";
}

void check_single_primary_key(const Session& session, Id table) {
  for (const Id one : session.catalog.parts(table, ObjectKind::constraint)) {
    if (session.catalog.value(one, "type") == "primary key") {
      fail("42P16", "multiple primary keys for table " + quoted(session.catalog[table].own) +
                        " are not allowed");
    }
  }
}

/// Of two lists the first element that is not the same.
std::size_t first_difference(std::string_view one, std::string_view other) {
  const std::vector<std::string_view> left = core::list_items(one);
  const std::vector<std::string_view> right = core::list_items(other);
  std::size_t at = 0;
  while (at < left.size() && at < right.size() && left[at] == right[at]) ++at;
  return at;
}

/// PRIMARY KEY and UNIQUE USING INDEX.
Id take_index(Session& session, Id table, const Node& node, const ConstraintContext& context) {
  Catalog& catalog = session.catalog;
  const std::string name(node.text("indexname"));
  const bool is_primary = node.text("contype") == "CONSTR_PRIMARY";
  if (context.is_new_table) fail("0A000", "cannot use an existing index in CREATE TABLE");
  const Id index = catalog.relation(catalog.schema_of(table), name);
  if (index == Catalog::none) fail("42704", "index " + quoted(name) + " does not exist");
  if (catalog[index].kind == ObjectKind::constraint && catalog[index].parent == table)
    fail("55000", "index " + quoted(name) + " is already associated with a constraint");
  if (catalog[index].kind != ObjectKind::index) fail("42809", quoted(name) + " is not an index");
  if (catalog[index].parent != table) {
    fail("55000",
         "index " + quoted(name) + " does not belong to table " + quoted(catalog[table].own));
  }
  if (catalog.has(table, "partition_key"))
    fail("0A000",
         "ALTER TABLE / ADD CONSTRAINT USING INDEX is not supported on partitioned tables");
  if (catalog.has(index, "invalid")) fail("55000", "index " + quoted(name) + " is not valid");
  if (!catalog.has(index, "unique")) fail("42809", quoted(name) + " is not a unique index");
  const std::string columns(catalog.value(index, "columns"));
  const std::vector<std::string> keys = index_columns(columns);
  if (std::ranges::find(keys, "") != keys.end())
    fail("42809", "index " + quoted(name) + " contains expressions");
  if (catalog.has(index, "predicate")) fail("42809", quoted(name) + " is a partial index");
  const std::string plain = column_list(session, keys);
  if (plain != columns) {
    fail("42809", "index " + quoted(name) + " column number " +
                      std::to_string(1 + first_difference(columns, plain)) +
                      " does not have default sorting behavior");
  }
  if (!catalog.dependents(index).empty()) unknown("what depends on the index " + name);
  if (is_primary) check_single_primary_key(session, table);
  const std::string wanted(node.text("conname").empty() ? name : node.text("conname"));
  if (wanted != name && catalog.relation(catalog.schema_of(table), wanted) != Catalog::none)
    fail("42P07", "relation " + quoted(wanted) + " already exists");
  if (catalog.part(table, ObjectKind::constraint, wanted) != Catalog::none)
    fail_exists(session, wanted, table);
  if (is_primary) {
    for (const std::string& key : keys) {
      const Id column = require_column(session, table, key);
      if (!catalog.has(column, "not_null")) require_no_rows(session, table, "the primary key");
      set_not_null(session, column);
    }
  }
  const std::vector<Catalog::Value> values = catalog[index].values;
  catalog.remove(index);
  const Id constraint = catalog.create_part(ObjectKind::constraint, table, wanted);
  catalog.set(constraint, "type", is_primary ? "primary key" : "unique");
  catalog.set(constraint, "columns", plain);
  catalog.set(constraint, "deferrable", deferrability(node, context));
  for (const Catalog::Value& value : values) {
    if (value.name == "include" || value.name == "nulls_not_distinct")
      catalog.set_named(constraint, value.name, value.text);
    if (value.name == "options") catalog.set(constraint, "index_options", value.text);
    if (value.name == "tablespace") catalog.set(constraint, "index_tablespace", value.text);
    if (value.name == "comment") catalog.set(constraint, "index_comment", value.text);
  }
  for (const std::string& key : keys)
    catalog.need(constraint, catalog.part(table, ObjectKind::column, key), Tie::automatic);
  return constraint;
}

IndexRequest key_request(Session& session, Id table, const Node& node,
                         const ConstraintContext& context) {
  const std::string_view kind = node.text("contype");
  IndexRequest request;
  request.table = table;
  request.name =
      node.text("conname").empty() ? std::string_view(context.name) : node.text("conname");
  request.is_constraint = true;
  request.is_only = context.is_only;
  request.is_new_table = context.is_new_table;
  request.is_primary = kind == "CONSTR_PRIMARY";
  request.is_unique = kind != "CONSTR_EXCLUSION";
  request.constraint_type = request.is_primary  ? "primary key"
                            : request.is_unique ? "unique"
                                                : "exclude";
  request.deferrable = deferrability(node, context);
  request.is_nulls_not_distinct = node.flag("nulls_not_distinct");
  request.options = node["options"];
  request.tablespace = node.text("indexspace");
  request.predicate = node["where_clause"];
  if (const std::string_view method = node.text("access_method"); !method.empty())
    request.method = method;
  for (const Node pair : node["exclusions"]) request.operators.push_back(pair.at(1));
  request.exclusions = node["exclusions"];
  if (request.is_unique) {
    if (!context.column.empty()) {
      request.key_columns = {context.column};
    } else {
      request.key_columns =
          read_keys(session, table, node["keys"],
                    request.is_primary ? "primary key constraint" : "unique constraint",
                    context.is_new_table);
    }
  }
  request.included = read_keys(session, table, node["including"], "", context.is_new_table);
  // NULLs are distinct.
  if (request.constraint_type == "unique" && !request.is_nulls_not_distinct &&
      !context.column.empty() &&
      is_null_everywhere(session, session.catalog.part(table, ObjectKind::column, context.column)))
    request.is_new_table = true;
  return request;
}

/// ONLY of a partitioned table: its partitions must have been made so before.
void check_children_not_null(const Session& session, Id table, const std::string& name) {
  const Catalog& catalog = session.catalog;
  for (const Id child : child_tables(session, table)) {
    const Id column = catalog.part(child, ObjectKind::column, name);
    if (column != Catalog::none && !catalog.has(column, "not_null"))
      fail("42P16", "constraint must be added to child tables too");
  }
}

Id add_key(Session& session, Id table, const Node& node, const ConstraintContext& context) {
  Catalog& catalog = session.catalog;
  const bool is_foreign = catalog[table].kind == ObjectKind::foreign_table;
  const std::string_view kind = node.text("contype");
  if (is_foreign) {
    fail("0A000", std::string(kind == "CONSTR_PRIMARY"  ? "primary key"
                              : kind == "CONSTR_UNIQUE" ? "unique"
                                                        : "exclusion") +
                      " constraints are not supported on foreign tables");
  }
  if (kind == "CONSTR_EXCLUSION" && catalog.has(table, "partition_key") &&
      session.version() < 170000)
    fail("0A000", "exclusion constraints are not supported on partitioned tables");
  if (!node.text("indexname").empty()) return take_index(session, table, node, context);
  const IndexRequest request = key_request(session, table, node, context);
  if (request.is_primary) {
    for (const std::string& key : request.key_columns) {
      const Id column = catalog.part(table, ObjectKind::column, key);
      if (column == Catalog::none || catalog.has(column, "not_null")) continue;
      if (context.is_only && catalog.has(table, "partition_key"))
        check_children_not_null(session, table, key);
      if (!context.is_new_table) require_no_rows(session, table, "the primary key");
      set_not_null(session, column);
    }
    check_single_primary_key(session, table);
  }
  return define_index(session, request);
}

}  // namespace

Id add_constraint(Session& session, Id table, const Node& constraint,
                  const ConstraintContext& context) {
  const std::string_view kind = constraint.text("contype");
  if (kind == "CONSTR_CHECK") return add_check(session, table, constraint, context);
  if (kind == "CONSTR_FOREIGN")
    return add_foreign_key(session, table, constraint, context, deferrability(constraint, context));
  if (kind == "CONSTR_PRIMARY" || kind == "CONSTR_UNIQUE" || kind == "CONSTR_EXCLUSION")
    return add_key(session, table, constraint, context);
  unknown("a constraint of kind " + std::string(kind));
}

bool has_parent_check(const Session& session, Id check) {
  const Catalog& catalog = session.catalog;
  const std::vector<Id> parents = parent_tables(session, catalog[check].parent);
  return std::ranges::any_of(parents, [&](Id parent) {
    const Id there = catalog.part(parent, ObjectKind::constraint, catalog[check].own);
    return there != Catalog::none && catalog.value(there, "type") == "check" &&
           !catalog.has(there, "no_inherit");
  });
}

Id copy_check(Session& session, Id table, Id check, bool is_inherited) {
  Catalog& catalog = session.catalog;
  const std::string name(catalog[check].own);
  const std::string text(catalog.value(check, "expression"));
  const bool is_no_inherit =
      !is_inherited && session.version() >= 130000 && catalog.has(check, "no_inherit");
  const Id there = merge_check(session, table, name, text,
                               {.is_exact = has_exact_expression(catalog, check),
                                .is_no_inherit = is_no_inherit,
                                .is_inherited = is_inherited,
                                .is_valid = !catalog.has(check, "not_valid"),
                                .is_new_table = false});
  if (there != Catalog::none) return there;
  if (is_no_inherit && catalog.has(table, "partition_key")) {
    fail("42P16",
         "cannot add NO INHERIT constraint to partitioned table " + quoted(catalog[table].own));
  }
  const Id copy = catalog.create_part(ObjectKind::constraint, table, name);
  catalog.set(copy, "type", "check");
  catalog.set(copy, "expression", text, has_exact_expression(catalog, check));
  catalog.set_flag(copy, "no_inherit", is_no_inherit);
  catalog.set_flag(copy, "inherited", is_inherited);
  const std::vector<Catalog::Need> needs = catalog[check].needs;
  for (const Catalog::Need& need : needs) {
    Id on = need.on;
    if (catalog[on].kind == ObjectKind::column)
      on = catalog.part(table, ObjectKind::column, catalog[on].own);
    catalog.need(copy, on, need.tie);
  }
  return copy;
}

void set_not_null(Session& session, Id column, bool is_only) {
  Catalog& catalog = session.catalog;
  catalog.set_flag(column, "not_null", true);
  if (is_only) return;
  const std::string name(catalog[column].own);
  for (const Id child : child_tables(session, catalog[column].parent)) {
    const Id below = catalog.part(child, ObjectKind::column, name);
    if (below == Catalog::none) continue;
    if (!catalog.has(below, "not_null")) require_no_rows(session, child, "NOT NULL");
    set_not_null(session, below);
  }
}

bool is_null_everywhere(const Session& session, Id column) {
  const Catalog& catalog = session.catalog;
  const std::string_view type = catalog.value(column, "type");
  return !catalog.has(column, "default") && !catalog.has(column, "generated") &&
         !catalog.has(column, "identity") && !catalog.has(column, "not_null") &&
         // A domain may have a default of its own.
         type.find('.') == std::string_view::npos;
}

void require_no_rows(Session& session, Id table, std::string_view what) {
  Catalog& catalog = session.catalog;
  if (catalog.has(table, "partition_key")) {
    for (const Id child : child_tables(session, table)) require_no_rows(session, child, what);
    return;
  }
  if (catalog[table].kind == ObjectKind::foreign_table) return;
  if (catalog[table].rows != Rows::none) {
    session.may_fail("the rows of " + catalog.name(table) + " decide whether they satisfy " +
                     std::string(what));
  }
}

std::vector<Id> child_tables(const Session& session, Id table) {
  const Catalog& catalog = session.catalog;
  const std::string name = catalog.sql_name(table);
  std::vector<Id> children;
  for (const Id one : catalog.dependents(table)) {
    const ObjectKind kind = catalog[one].kind;
    if (kind != ObjectKind::table && kind != ObjectKind::foreign_table) continue;
    const std::string_view inherits = catalog.value(one, "inherits");
    const std::vector<std::string_view> parents = core::list_items(inherits);
    if (catalog.value(one, "partition_of") == name ||
        std::ranges::find(parents, name) != parents.end())
      children.push_back(one);
  }
  return children;
}

std::vector<Id> parent_tables(const Session& session, Id table) {
  const Catalog& catalog = session.catalog;
  const std::string_view above = catalog.value(table, "partition_of");
  std::vector<std::string_view> names = core::list_items(catalog.value(table, "inherits"));
  if (!above.empty()) names = {above};
  std::vector<Id> parents;
  for (const std::string_view name : names) {
    for (const Catalog::Need& need : catalog[table].needs) {
      const ObjectKind kind = catalog[need.on].kind;
      if ((kind == ObjectKind::table || kind == ObjectKind::foreign_table) &&
          catalog.sql_name(need.on) == name)
        parents.push_back(need.on);
    }
  }
  return parents;
}

}  // namespace plumbline::sql
