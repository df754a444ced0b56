/// CREATE VIEW, CREATE TABLE AS, SELECT INTO, CREATE MATERIALIZED VIEW, REFRESH. Rules: view.c,
/// createas.c, matview.c of commands/.
#include <algorithm>

#include "core/schema/builder.hpp"
#include "sql/parse.hpp"
#include "sql/quoted.hpp"
#include "sql/visit/columns.hpp"
#include "sql/visit/options.hpp"
#include "sql/visit/query.hpp"

namespace plumbline::sql {

namespace {

bool is_temporary(const Node& range_var) { return range_var.text("relpersistence") == "t"; }

Id find_temporary(const Session& session, const std::string& own) {
  const auto found = session.temporary.find(own);
  return found != session.temporary.end() && session.catalog.is_alive(found->second)
             ? found->second
             : session.temporary_part(own);
}

void check_columns(const std::vector<QueryColumn>& columns, std::string_view what, bool is_view) {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].collation == "?") {
      fail("42P22", "no collation was derived for " + std::string(what) + " " +
                        quoted(columns[i].name) + " with collatable type " + columns[i].type);
    }
    if (!is_view && is_system_column(columns[i].name)) {
      fail("42701",
           "column name " + quoted(columns[i].name) + " conflicts with a system column name");
    }
  }
  for (std::size_t i = 0; i < columns.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (columns[i].name == columns[j].name) {
        fail("42701", "column " + quoted(columns[i].name) + " specified more than once");
      }
    }
    const std::string& type = columns[i].type;
    if (type == "record" || type == "void" || type == "trigger" || type == "unknown" ||
        type == "cstring" || type == "internal" || type == "record[]") {
      if (type == "void" || type == "record" || type == "cstring" || type == "internal" ||
          type == "trigger" || type == "unknown" || !is_view) {
        fail("42P16", "column " + quoted(columns[i].name) + " has pseudo-type " + columns[i].type);
      }
    }
  }
}

void make_columns(Catalog& catalog, Id relation, const std::vector<QueryColumn>& columns,
                  std::size_t first) {
  for (std::size_t i = first; i < columns.size(); ++i) {
    const Id column = catalog.create_part(ObjectKind::column, relation, columns[i].name);
    catalog.set(column, "type", columns[i].type);
    catalog.set(column, "collation", columns[i].collation);
  }
}

void check_is_free(Session& session, Id schema, std::string_view own) {
  if (session.catalog.relation(schema, own) != Catalog::none) {
    fail("42P07", "relation " + quoted(own) + " already exists");
  }
  if (session.catalog.type(schema, own) != Catalog::none) {
    fail("42710", "type " + quoted(own) + " already exists");
  }
}

/// checkViewColumns.
void check_replacement(const Catalog& catalog, Id view, const std::vector<QueryColumn>& columns) {
  const std::vector<Id> old = catalog.parts(view, ObjectKind::column);
  if (columns.size() < old.size()) fail("42P16", "cannot drop columns from view");
  for (std::size_t i = 0; i < old.size(); ++i) {
    if (catalog[old[i]].own != columns[i].name) {
      fail("42P16", "cannot change name of view column " + quoted(catalog[old[i]].own) + " to " +
                        quoted(columns[i].name));
    }
    if (catalog.value(old[i], "type") != columns[i].type) {
      fail("42P16", "cannot change data type of view column " + quoted(columns[i].name) + " from " +
                        std::string(catalog.value(old[i], "type")) + " to " + columns[i].type);
    }
    if (catalog.value(old[i], "collation") != columns[i].collation) {
      fail("42P16", "cannot change collation of view column " + quoted(columns[i].name));
    }
  }
}

void set_query(Session& session, Id relation, const Query& query) {
  session.catalog.set(relation, "query", query.text, query.is_exact);
  for (const Id id : query.needs) {
    if (id != relation && session.catalog[id].parent != relation) {
      session.catalog.need(relation, id);
    }
  }
}

std::vector<std::string> names_of(const Node& list) {
  std::vector<std::string> names;
  for (const Node name : list) names.emplace_back(Session::identifier(name.as_text()));
  return names;
}

/// Rights on what a view reads are asked for when it is read.
Query analyze_view(Session& session, const Node& node, const std::vector<std::string>& aliases) {
  try {
    return analyze_named_query(session, node, QueryPlace::view, aliases);
  } catch (const Failure& failure) {
    if (failure.sqlstate == "42501" && !failure.message.starts_with("permission denied for schema"))
      unknown("what the view reads without being allowed to");
    throw;
  }
}

/// Where the view goes: `none` is the session's own schema.
Id schema_of_view(const Session& session, const Node& range, const Query& query) {
  const std::string_view named = range.text("schemaname");
  if (named == "pg_temp") return Catalog::none;
  // isQueryUsingTempRelation.
  const bool is_temp = is_temporary(range) || std::ranges::any_of(query.reads, [&](Id id) {
                         return session.catalog.schema_of(id) == Catalog::none;
                       });
  if (!is_temp) return session.creation_schema(range);
  if (named.empty()) return Catalog::none;
  (void)session.creation_schema(range);
  fail("42P16", "cannot create temporary relation in non-temporary schema");
}

Id find_there(const Session& session, Id schema, const std::string& own) {
  if (schema != Catalog::none) return session.catalog.relation(schema, own);
  if (session.catalog.is_doubtful("pg_temp." + core::name_part(own)))
    unknown("whether there is a temporary \"" + own + '"');
  return find_temporary(session, own);
}

Id make_view(Session& session, Id schema, const std::string& own) {
  if (schema != Catalog::none) {
    check_is_free(session, schema, own);
    return session.catalog.create(ObjectKind::view, schema, own);
  }
  if (find_temporary(session, own) != Catalog::none)
    fail("42P07", "relation " + quoted(own) + " already exists");
  const Id view = session.catalog.create_temporary(ObjectKind::view, own);
  session.temporary[own] = view;
  return view;
}

}  // namespace

void apply_view(const Node& statement, Session& session) {
  Catalog& catalog = session.catalog;
  const Node range = statement["view"];
  const Node node = statement["query"];
  const std::vector<std::string> aliases = names_of(statement["aliases"]);
  if (node["intoClause"]) fail("0A000", "views must not contain SELECT INTO");
  const std::string_view check = statement.text("withCheckOption");
  Query query = analyze_view(session, node, aliases);
  if (query.has_modifying_with) {
    fail("0A000", "views must not contain data-modifying statements in WITH");
  }
  if (range.text("relpersistence") == "u") {
    fail("42601", "views cannot be unlogged because they do not have storage");
  }
  if (aliases.size() > query.columns.size()) {
    fail("42601", "CREATE VIEW specifies more column names than columns");
  }
  for (std::size_t i = 0; i < aliases.size(); ++i) query.columns[i].name = aliases[i];
  const bool may_replace = statement.flag("replace");
  if (!may_replace) {
    (void)schema_of_view(session, range, query);
    check_columns(query.columns, "view column", true);
  }
  std::string options = change_options(session, {}, statement["options"], OptionsOf::view);
  const bool has_check = check == "LOCAL_CHECK_OPTION" || check == "CASCADED_CHECK_OPTION";
  if (has_check) {
    const std::string option =
        check == "LOCAL_CHECK_OPTION" ? "check_option=local" : "check_option=cascaded";
    options = options.empty() ? option : option + ", " + options;
  }
  if (has_check || options.find("check_option") != std::string::npos) {
    if (query.reads.size() != 1 || query.calls_user_code || node["groupClause"] ||
        node["havingClause"] || node["distinctClause"] || node["withClause"] ||
        node["limitCount"] || node["limitOffset"] || node.text("op") != "SETOP_NONE" ||
        node["fromClause"].size() != 1) {
      unknown("whether the view can be updated decides");
    }
  }
  const Id schema = schema_of_view(session, range, query);
  const std::string own = Session::identifier(range.text("relname"));
  const Id old = find_there(session, schema, own);
  if (old != Catalog::none && statement.flag("replace")) {
    if (catalog[old].kind != ObjectKind::view) fail("42809", quoted(own) + " is not a view");
    session.require_owner(old);
    check_replacement(catalog, old, query.columns);
    check_columns(query.columns, "view column", true);
    const std::vector<Catalog::Need> needs = catalog[old].needs;
    for (const Catalog::Need& need : needs) {
      if (need.tie == Tie::normal) catalog.forget_need(old, need.on);
    }
    const std::size_t count = catalog.parts(old, ObjectKind::column).size();
    make_columns(catalog, old, query.columns, count);
    catalog.set(old, "options", options);
    set_query(session, old, query);
    return;
  }
  if (may_replace) check_columns(query.columns, "view column", true);
  const Id view = make_view(session, schema, own);
  session.own(view);
  make_columns(catalog, view, query.columns, 0);
  catalog.set(view, "options", options);
  set_query(session, view, query);
}

void describe_view(const Node& statement, EffectsOf& effects) {
  describe_query(statement["query"], effects);
  const Node range = statement["view"];
  effects.creates("view",
                  is_temporary(range)
                      ? "pg_temp." + core::name_part(Session::identifier(range.text("relname")))
                      : effects.name_of(range));
}

// -- CREATE TABLE AS

namespace {

void make_table_as(Session& session, const Node& query_node, const Node& into,
                   std::string_view objtype, bool if_not_exists) {
  Catalog& catalog = session.catalog;
  const bool is_view = objtype == "OBJECT_MATVIEW";
  const Node range = into["rel"];
  if (query_node.is_a("ExecuteStmt")) unknown("what was prepared is not followed");
  const std::vector<std::string> aliases = names_of(into["colNames"]);
  Query query = analyze_named_query(session, query_node,
                                    is_view ? QueryPlace::view : QueryPlace::table_as, aliases);
  if (is_view && query.has_modifying_with) {
    fail("0A000", "materialized views must not use data-modifying statements in WITH");
  }
  const bool is_temp = is_temporary(range) && !is_view;
  for (const Id id : query.reads) {
    if (is_view && !into.flag("skipData")) session.require_right(id, "SELECT");
    if (is_view && catalog[id].schema == Catalog::none) {
      fail("0A000", "materialized views must not use temporary tables or views");
    }
  }
  const std::string own = Session::identifier(range.text("relname"));
  const Id schema = is_temp ? Catalog::none : session.creation_schema(range);
  if (is_temp && !range.text("schemaname").empty()) unknown("a temporary table with a schema");
  Id old = Catalog::none;
  if (!is_temp) {
    old = catalog.relation(schema, own);
  } else {
    old = find_temporary(session, own);
  }
  if (old != Catalog::none) {
    if (!if_not_exists) fail("42P07", "relation " + quoted(own) + " already exists");
    session.skipped.push_back({old, catalog.name(old)});
    return;
  }
  if (aliases.size() > query.columns.size()) {
    fail("42601", "too many column names were specified");
  }
  for (std::size_t i = 0; i < aliases.size(); ++i) query.columns[i].name = aliases[i];
  check_columns(query.columns, "column", false);
  Id made = Catalog::none;
  if (is_temp) {
    const std::string_view on_commit = into.text("onCommit");
    if (!on_commit.empty() && on_commit != "ONCOMMIT_NOOP" &&
        on_commit != "ONCOMMIT_PRESERVE_ROWS") {
      unknown("temporary tables that go with their transaction");
    }
    made = catalog.create_temporary(ObjectKind::table, own);
    session.temporary[own] = made;
  } else {
    check_is_free(session, schema, own);
    made = catalog.create(is_view ? ObjectKind::materialized_view : ObjectKind::table, schema, own);
  }
  session.own(made);
  make_columns(catalog, made, query.columns, 0);
  const std::string method(into.text("accessMethod"));
  if (!method.empty() && method != "heap") unknown("another access method");
  const std::string_view space = into.text("tableSpaceName");
  if (!space.empty() && space != "pg_default") unknown("the tablespaces of the server decide");
  if (is_view) {
    catalog.set(made, "options", change_options(session, {}, into["options"], OptionsOf::table));
    set_query(session, made, query);
    catalog.set_flag(made, "not_populated", into.flag("skipData"));
  } else {
    if (range.text("relpersistence") == "u") catalog.set(made, "persistence", "unlogged");
    set_table_options(session, made, into["options"]);
  }
  catalog.set_rows(made, into.flag("skipData") ? Rows::none : Rows::unknown);
  if (!into.flag("skipData")) note_query(session, query);
}

}  // namespace

void apply_table_as(const Node& statement, Session& session) {
  make_table_as(session, statement["query"], statement["into"], statement.text("objtype"),
                statement.flag("if_not_exists"));
}

void apply_select_into(const Node& statement, Session& session) {
  make_table_as(session, statement, statement["intoClause"], "OBJECT_TABLE", false);
}

void describe_table_as(const Node& statement, EffectsOf& effects) {
  describe_query(statement["query"], effects);
  const EffectsOf::Guard guard(effects, statement.flag("if_not_exists"));
  effects.creates(statement.text("objtype") == "OBJECT_MATVIEW" ? "matview" : "table",
                  effects.name_of(statement["into"]["rel"]));
}

// -- REFRESH

void apply_refresh(const Node& statement, Session& session) {
  Catalog& catalog = session.catalog;
  if (!session.system_relation(statement["relation"]).empty()) {
    fail("0A000", quoted(statement["relation"].text("relname")) + " is not a materialized view");
  }
  const Id view = session.relation(statement["relation"]);
  const bool is_concurrent = statement.flag("concurrent");
  const bool skips_data = statement.flag("skipData");
  session.require_owner(view);
  if (catalog[view].kind != ObjectKind::materialized_view) {
    fail("0A000", quoted(catalog[view].own) + " is not a materialized view");
  }
  if (is_concurrent && catalog.has(view, "not_populated")) {
    fail("0A000", "CONCURRENTLY cannot be used when the materialized view is not populated");
  }
  if (is_concurrent && skips_data) {
    fail("42601", "REFRESH options CONCURRENTLY and WITH NO DATA cannot be used together");
  }
  if (is_concurrent) {
    bool has_key = false;
    for (const Id index : catalog.parts(view, ObjectKind::index)) {
      const std::string_view columns = catalog.value(index, "columns");
      if (catalog.has(index, "unique") && catalog.value(index, "predicate").empty() &&
          columns.find('(') == std::string_view::npos) {
        has_key = true;
      }
    }
    if (!has_key) {
      fail("55000",
           "cannot refresh materialized view " + quoted(catalog.sql_name(view)) + " concurrently");
    }
  }
  catalog.set_flag(view, "not_populated", skips_data);
  if (skips_data) {
    catalog.set_rows(view, Rows::none);
    return;
  }
  catalog.set_rows(view, Rows::unknown);
  const ParseResult parsed = parse(catalog.value(view, "query"));
  if (!parsed.ast.root()) {
    session.may_fail("its query decides");
    return;
  }
  for (const Id index : catalog.parts(view, ObjectKind::index)) {
    if (catalog.has(index, "unique")) session.may_fail("whether its rows are unique decides");
  }
  // The text may be older than a name in it.
  try {
    note_query(session, analyze_query(session, parsed.ast.root(), QueryPlace::statement));
  } catch (const Failure&) {
    session.may_fail("its query decides");
  }
}

void describe_refresh(const Node& statement, EffectsOf& effects) {
  effects.writes("matview", effects.name_of(statement["relation"]));
}

}  // namespace plumbline::sql
